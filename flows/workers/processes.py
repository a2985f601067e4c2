"""The processes of a run, and how they end: by themselves, by a signal, or after their run was killed."""

from __future__ import annotations

import fcntl
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psutil

from flows.errors import ServerStartError, storing

OWNER = "DATELINE_OWNER"  # inherited by every child: the id and time of birth of the process that a run belongs to
SERVER_SETTINGS = (
    *("PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH", "PREFECT_TEST_MODE"),
    *("PREFECT_SERVER_EPHEMERAL_ENABLED", "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"),
)  # that decide on the server to use
WAKE_SECONDS = 0.2
END_SECONDS = 2.0  # that a server has to end by itself


@dataclass(frozen=True, slots=True)
class Server:
    """Prefect's temporary server: its process, its address, the seconds it has to start, what it holds until it has."""

    process: subprocess.Popen[bytes]
    url: str
    patience: float
    turn: ExitStack


_SERVERS: list[Server] = []
_SIGNALS: list[int] = []  # that ended this process, in order


def mark_children() -> None:
    """Mark every process that this one starts from now on as its own."""
    os.environ[OWNER] = describe_process(psutil.Process())


def start_server() -> None:
    """Start Prefect's temporary server, if the run is to have one, without waiting for it; it ends with this process.

    Prefect would import its whole server to start one, and leave it in our process group: what ends a run at a terminal
    would reach the server first, and the run then spend minutes on trying to report to it. It is started as Prefect
    does, in a session of its own, and ended after all else, once Prefect has handed in its last log and event. Where
    nothing but the environment can have settings for it, it starts while Prefect is still being imported here.
    """
    if not is_configured():
        launch_server({}, float(os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"]))
        return
    from prefect.context import refresh_global_settings_context
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    if not settings.api.url and settings.server.ephemeral.enabled:
        patience = settings.server.ephemeral.startup_timeout_seconds
        launch_server(settings.to_environment_variables(exclude_unset=True), patience)
        refresh_global_settings_context()


def is_configured() -> bool:
    """Tell whether settings decide on Prefect's server: those named here, or files that only Prefect can read.

    https://docs.prefect.io/v3/concepts/settings-and-profiles lists the files.
    """
    if any(os.environ.get(name) for name in SERVER_SETTINGS):
        return True
    files = [Path(os.environ["PREFECT_HOME"], "profiles.toml"), Path("prefect.toml"), Path(".env")]
    project = Path("pyproject.toml")
    is_in_project = project.is_file() and b"tool.prefect" in project.read_bytes()
    return is_in_project or any(file.exists() for file in files)


def guard_server(origin: str) -> dict[str, str]:
    """Make settings under which a Prefect server answers those who know its password, and whom it trusts with it.

    Without, any page that a browser on this machine shows could start what it likes: the API takes deployments, and a
    worker runs their commands. The password is the user's (PREFECT_SERVER_API_AUTH_STRING) or a new one.
    """
    password = os.environ.get("PREFECT_SERVER_API_AUTH_STRING") or f"dateline:{secrets.token_urlsafe(18)}"
    return {
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin,
    }


def launch_server(settings: Mapping[str, str], patience: float) -> None:
    """Start Prefect's server and let Prefect, in this process and its children, take it for the one to use."""
    port = find_port()
    guard = guard_server(f"http://127.0.0.1:{port}")
    turn = ExitStack()
    turn.enter_context(take_turn(Path(os.environ["PREFECT_HOME"]), patience))
    server = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"),
            *("--app-dir", sysconfig.get_path("purelib")),  # and not the working directory, whose modules are not ours
            *("--lifespan", "on", "--log-level", "error", "--host", "127.0.0.1", "--port", str(port)),
        ],
        env={
            **os.environ,
            "PREFECT_UI_ENABLED": "0",
            "PREFECT__SERVER_EPHEMERAL": "1",
            "PREFECT__SERVER_FINAL": "1",
            **settings,
            **guard,
        },
        start_new_session=True,
    )
    _SERVERS.append(Server(server, f"http://127.0.0.1:{port}/api", patience, turn))
    os.environ["PREFECT_API_URL"] = _SERVERS[-1].url
    os.environ["PREFECT_API_AUTH_STRING"] = guard["PREFECT_API_AUTH_STRING"]


def wait_for_server() -> None:
    """Wait until the temporary server that was started, if one was, answers.

    Raises:
        ServerStartError: it ended, or does not answer in time.
    """
    import httpx

    home = os.environ["PREFECT_HOME"]
    for server in _SERVERS:
        deadline = time.monotonic() + server.patience
        with server.turn:
            while True:
                try:
                    if httpx.get(f"{server.url}/health", timeout=5, trust_env=False).is_success:
                        break
                except httpx.TransportError:
                    pass  # it does not listen yet
                if server.process.poll() is not None:
                    raise ServerStartError(home, f"it ended with exit code {server.process.returncode}")
                if time.monotonic() > deadline:
                    raise ServerStartError(home, f"it did not answer within {server.patience} s")
                time.sleep(0.05)


@contextmanager
def take_turn(home: Path, patience: float) -> Iterator[None]:
    """Let no two servers start in one home at once: both would make its database, and one fail of it.

    After so many seconds it is its turn anyway. The operating system frees a turn whose process has died.
    """
    deadline = time.monotonic() + patience
    with storing(home):
        file = (home / "server.lock").open("a")
    with file as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    break
            time.sleep(0.05)
        yield


def end_servers() -> None:
    """End the temporary server, if one was started."""
    while _SERVERS:
        end_processes([_SERVERS.pop().process])


def find_port() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_processes(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask processes and their children to end, and end with all their descendants those that have not soon done so."""
    family = [found for process in processes for found in find_descendants(process.pid)]
    for process in processes:
        for child in find_descendants(process.pid, recursive=False):
            with suppress(psutil.Error):
                child.terminate()
        process.terminate()
    deadline = time.monotonic() + END_SECONDS
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0, deadline - time.monotonic()))
    family += [found for process in processes for found in find_descendants(process.pid)]
    psutil.wait_procs(family, timeout=max(0, deadline - time.monotonic()))
    for left in family:
        with suppress(psutil.Error):
            left.kill()
    for process in processes:
        process.kill()
        process.wait()


def find_descendants(pid: int, *, recursive: bool = True) -> list[psutil.Process]:
    """List the children of a process, and theirs."""
    try:
        return psutil.Process(pid).children(recursive=recursive)
    except psutil.NoSuchProcess:
        return []


def end_on_signals(seconds: float) -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal interrupt this process, and end it by force where that takes too long.

    A second Ctrl-C ends it at once. Signals are watched from a thread, by the file where Python notes them: that works
    whatever handlers are set meanwhile (Prefect sets one for SIGTERM), and while the main thread is inside a library.
    """
    noted, note = os.pipe()
    os.set_blocking(note, False)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    signal.signal(signal.SIGURG, lambda number, frame: None)  # only wakes the main thread
    signal.set_wakeup_fd(note, warn_on_full_buffer=False)
    threading.Thread(target=watch_signals, args=(noted, seconds), name="watch signals", daemon=True).start()


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Interrupt the main thread; which signal it was is noted here too, since the thread that watches may be later."""
    _SIGNALS.append(number)
    raise KeyboardInterrupt


def watch_signals(noted: int, seconds: float) -> None:
    """End this process so many seconds after its first signal, or at a second Ctrl-C."""
    # One that reached this thread would not wake the main one.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    deadline = None
    interrupts = 0
    while deadline is None or (interrupts < 2 and time.monotonic() < deadline):
        if not select.select([noted], [], [], None if deadline is None else WAKE_SECONDS)[0]:
            # A signal that came just before the main thread went to sleep did not wake it: another one does.
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGURG)
            continue
        for number in os.read(noted, 64):
            if number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                _SIGNALS.append(number)
                deadline = deadline or time.monotonic() + seconds
                interrupts += number == signal.SIGINT
    for process in find_descendants(os.getpid()):
        with suppress(psutil.Error):
            process.kill()
    os._exit(exit_status())


def exit_status() -> int:
    """Give the exit status of a process that a signal has ended: 130 for Ctrl-C."""
    return 128 + (_SIGNALS[0] if _SIGNALS else signal.SIGINT)


def start_beyond_interrupts(start: Callable[[], object]) -> None:
    """Start a process that Ctrl-C at a terminal and its closing do not reach.

    What a thread that holds signals back starts, never gets them, and neither does what that starts.

    Raises:
        BaseException: whatever `start` raised in its thread.
    """
    errors: list[BaseException] = []

    def start_held_back() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        try:
            start()
        except BaseException as error:  # noqa: BLE001  raised again by the thread that waits
            errors.append(error)

    thread = threading.Thread(target=start_held_back, name="start a process", daemon=True)
    thread.start()
    thread.join()
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
