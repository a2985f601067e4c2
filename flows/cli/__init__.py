"""The command line, `dateline`: `app` lists the commands; each stands in the module of its name."""
