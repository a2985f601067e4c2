"""Prefect's temporary server: it outlives a killed run, and must outlive the Ctrl-C that ends one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from threading import Thread

import psutil

from flows.errors import ServerStartError

WATCH_SECONDS = 0.2
PORT_TAKEN = 3  # the exit code of uvicorn where a server cannot start, be it for its port or for its database
OWNER = "DATELINE_OWNER"  # inherited by every child: the id and time of birth of the process that a run belongs to


def mark_children() -> None:
    """Let every process that this one starts from now on carry its mark."""
    os.environ[OWNER] = describe_process(psutil.Process())


def start_server() -> None:
    """Start Prefect's temporary server, if the run is to have one, so that Ctrl-C at a terminal does not reach it.

    Without its server, a run that is interrupted would spend minutes on trying to report to it.

    Raises:
        ServerStartError: the server ends again and again, or does not answer in time.
    """
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    if settings.api.url or not settings.server.ephemeral.enabled:
        return

    server = SubprocessASGIServer()
    ended: set[int] = set()

    def check_server() -> None:
        """End the wait for a server that has ended: Prefect starts one that found its port taken anew, without end."""
        process = server.server_process
        if process is not None and process.poll() is not None:
            ended.add(process.pid)
            if process.returncode != PORT_TAKEN or len(ended) > 1:
                raise ServerStartError(str(settings.home), f"it ended with exit code {process.returncode}")

    try:
        start_beyond_interrupts(server.start, check_server)
    except RuntimeError as error:
        raise ServerStartError(str(settings.home), str(error)) from error


def start_beyond_interrupts(start: Callable[[], object], check: Callable[[], None] = lambda: None) -> None:
    """Start a process that Ctrl-C at a terminal does not reach.

    What a thread that holds SIGINT back starts, never gets it, and neither does what that starts. `check` is called
    now and then while it starts, and may raise to end the wait.

    Raises:
        BaseException: whatever `start` raised in its thread.
    """
    errors: list[BaseException] = []

    def start_held_back() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            start()
        except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
            errors.append(error)

    thread = Thread(target=start_held_back, name="start a process", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(WATCH_SECONDS)
        check()
    if errors:
        raise errors[0]


def describe_process(process: psutil.Process) -> str:
    """Name a process so that another one that is given its id later has another name."""
    return f"{process.pid} {process.create_time()}"


def end_orphans() -> int:
    """End the processes that carry the mark of a run whose process is gone; returns how many that were."""
    ended = 0
    for process in psutil.process_iter():
        try:
            owner = process.environ().get(OWNER)
            if owner and not is_alive(owner):
                process.terminate()
                ended += 1
        except psutil.Error:
            continue  # it ended meanwhile, or belongs to somebody else
    return ended


def is_alive(owner: str) -> bool:
    """Tell whether the process of a mark still lives."""
    try:
        return describe_process(psutil.Process(int(owner.split()[0]))) == owner
    except psutil.NoSuchProcess:
        return False
