"""Telling Prefect's server what a run does, without depending on it: one that is gone costs its own record alone.

The server may be killed, hang or have no room in mid-run. What the run tells it meanwhile (progress, logs, events) is
then lost; the run goes on, its books are closed by us, and in the end it says that the server did not hear all of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from flows.errors import FlowError, ServerLostError
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    import httpx

    from flows.report import RunReport

T = TypeVar("T")
OWN_ERRORS = (FlowError, WarehouseError, KeyboardInterrupt)
PATIENCE = 30.0  # seconds for the last that a run has to tell, which takes a server less than one
PATIENCE_WITH_THE_SILENT = 1.0
FEW_RETRIES = 1  # each after seconds, in which a server that is only busy comes to answer
_FAILURES: list[str] = []  # why the server did not hear something, in order
_SILENT: list[Exception] = []  # as which errors it was met that it does not answer at all
_FINISHED: list[RunReport] = []  # of the runs that this process has made


def keep_report(report: RunReport) -> None:
    """Keep what a run did, before Prefect is told that it has ended."""
    _FINISHED.append(report)


def tell_server(call: Callable[[], T]) -> T | None:
    """Tell the server something that the run can do without; what it answers, or None where it does not.

    One that does not answer is not told anything more.
    """
    import httpx
    from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

    if _SILENT:
        return None
    try:
        with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: FEW_RETRIES}):
            return call()
    except httpx.HTTPError as error:
        note_failure(error)
    return None


def shorten_retries() -> None:
    """Let what is left to say, how the run ended, not hold it up: Prefect would try again for a minute, twice."""
    from prefect.context import refresh_global_settings_context

    os.environ["PREFECT_CLIENT_MAX_RETRIES"] = str(0 if _SILENT else FEW_RETRIES)
    refresh_global_settings_context()


def note_failure(error: httpx.HTTPError) -> None:
    """Note that the server did not hear something."""
    import httpx

    _FAILURES.append(describe_error(error))
    if isinstance(error, httpx.TransportError):
        _SILENT.append(error)


def run_despite_server(start: Callable[[], RunReport]) -> RunReport:
    """Make a run; one that was made is a good one, whether or not its server could be told so.

    Raises:
        ServerLostError: the server was gone before the run began, or nothing is known of how it ended.
        Exception: what ended the run, even where telling the server of that failed in turn.
    """
    import httpx

    try:
        return start()
    except Exception as error:
        chain = list(list_causes(error))
        lost = next((one for one in chain if isinstance(one, httpx.HTTPError)), None)
        if lost is None:
            raise
        note_failure(lost)
        for own in chain:
            if isinstance(own, OWN_ERRORS):
                raise own from error
        if not _FINISHED:
            raise ServerLostError(os.environ.get("PREFECT_API_URL", ""), describe_error(lost)) from error
        return _FINISHED[-1]


def list_causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it was raised from or during, outermost first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def describe_error(error: httpx.HTTPError) -> str:
    """Say in a few words what kept the server from hearing us."""
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return f"it answers {error.response.status_code} {error.response.reason_phrase}"
    return str(error) or type(error).__name__


def describe_failures() -> str | None:
    """Say what the server did not hear, if anything."""
    if not _FAILURES:
        return None
    return f"Prefect's server did not hear all of this run ({_FAILURES[0]}): what it shows of it is not complete"


def send_the_rest() -> bool:
    """Let Prefect hand in its last events and logs, for a bounded time; whether it is done with it."""
    if "prefect.events.worker" not in sys.modules:
        return True
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for worker in (APILogWorker, EventsWorker):
        _, waiting = worker.drain_all(timeout=PATIENCE_WITH_THE_SILENT if _SILENT else PATIENCE)  # type: ignore[misc]
        if waiting:
            return False
    return True
