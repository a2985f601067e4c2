"""Guards the reading of untrusted bytes: whatever they cause affects only their document, never the run.

Expected damage has reasons of its own, given where it is found. Anything unexpected is caught here, around each source
and each document, and becomes a refusal of that document, with the traceback for whoever fixes the reader.
"""

from __future__ import annotations

import traceback

from flows.errors import ReadersStoppedError, SettingsError, StorageError

REASON = "unexpected_error"
MAX_TRACE = 4000
# What no document is to blame for, and the next would meet too: no room, no memory, a run that was stopped.
FATAL = (ReadersStoppedError, MemoryError, OSError, SettingsError, StorageError)


def describe_unexpected(error: Exception) -> str:
    """Say what happened: one line for people, then the innermost calls.

    Raises:
        Exception: the error itself, where it is `FATAL`.
    """
    if isinstance(error, FATAL):
        raise error
    return describe_error(error)


def describe_error(error: Exception) -> str:
    """Say what happened as `describe_unexpected` does, and raise nothing.

    >>> describe_error(ValueError("no such day"))
    'unexpected ValueError: no such day\\nValueError: no such day\\n'
    """
    trace = "".join(traceback.format_exception(error, limit=-4))
    return f"unexpected {type(error).__name__}: {str(error)[:200]}\n{trace[-MAX_TRACE:]}"
