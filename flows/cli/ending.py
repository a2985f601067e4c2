"""How a command ends: the exit status, and what is said where something went wrong."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn

from flows.errors import FlowError, ServerLostError, ServerStartError, StorageError, WorkerStartError
from flows.prefect_server import send_the_rest
from flows.printable import SafeConsole, printable
from flows.workers.processes import end_servers
from warehouse.errors import DatabaseLockedError, DatabaseWriteError, PublishError, WarehouseError

CURABLE = (
    WorkerStartError,
    ServerStartError,
    ServerLostError,
    StorageError,
    DatabaseLockedError,
    DatabaseWriteError,
    PublishError,
)  # by another try
EXIT_FAILED, EXIT_UNUSABLE = 1, 2


def run_to_end(app: Callable[[], None]) -> None:
    """Run the command line; an error that the user can fix ends it without a traceback."""
    sys.excepthook = print_traceback
    try:
        run_commands(app)
    except SystemExit as end:
        if not send_the_rest():  # to a server that does not take it; Prefect would try on and on
            end_servers()
            sys.stdout.flush()
            os._exit(end.code if isinstance(end.code, int) else EXIT_FAILED)
        raise


def run_commands(app: Callable[[], None]) -> None:
    """Run the command line, with the errors that a person can put right as messages."""
    try:
        app()
    except CURABLE as error:
        end_with(str(error), EXIT_FAILED)
    except (FlowError, WarehouseError) as error:
        end_with(str(error), EXIT_UNUSABLE)
    except OSError as error:
        end_with(": ".join(filter(None, (error.filename, error.strerror or str(error)))), EXIT_FAILED)


def print_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print the traceback of a defect, which may quote what a stranger wrote."""
    text = "".join(traceback.format_exception(kind, error, trace))
    print(printable(text, keep_lines=True), file=sys.stderr, end="")


def end_with(message: str, status: int) -> NoReturn:
    """Say what went wrong on standard error and end."""
    warn(message)
    sys.exit(status)


def warn(message: str) -> None:
    """Say what went wrong on standard error."""
    SafeConsole(stderr=True, soft_wrap=True).print(f"dateline: {message}", style="red", markup=False, highlight=False)
