"""Imported by the server that worker processes are forked from: the parser and its models are loaded once, here.

Nothing here may start a thread, or a fork would inherit its locks; the import of polars starts some.
"""

from __future__ import annotations

import signal
from contextlib import suppress

from flows.settings import load_settings
from flows.workers.worker import compute_in_one_thread

compute_in_one_thread()
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run, which ends its workers itself

from transforms.language.pipeline import load_pipeline, parse_article  # noqa: E402
from transforms.pages.extract import load_identifier  # noqa: E402  after the environment is set

with suppress(Exception):  # whatever it is, the worker that needs it meets the same, and can say so
    load_identifier()
for model in load_settings().models().values():
    with suppress(Exception):
        parse_article(load_pipeline(model), "A warm day", "It is warm, said John Smith of Oslo.")
