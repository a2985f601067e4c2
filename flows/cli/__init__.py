"""The command line, `dateline`: `app` has the commands, `web` those of sources and archive; larger ones stand alone."""
