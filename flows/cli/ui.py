"""`dateline ui`: Prefect's server with the deployment `ingest`, and a process that makes its runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import DEFAULT_INDEX, Index
from flows.cli.prefect_setup import prepare_prefect
from flows.errors import FlowError
from flows.settings import load_settings
from flows.workers.processes import END_SECONDS, end_on_signals, end_processes, guard_server, take_turn

if TYPE_CHECKING:
    import httpx

START_SECONDS = 300  # on a busy machine Prefect may take minutes; one that dies is told at once


def ui(
    index: Index = DEFAULT_INDEX,
    port: Annotated[int, typer.Option(help="Port of the Prefect server.")] = 4200,
    cron: Annotated[str, typer.Option(help="When runs are due, as a cron expression in UTC.")] = "7 * * * *",
) -> None:
    """Start the Prefect UI and run the deployment `ingest` when it is due or asked for. Ctrl-C ends all of it.

    Examples:

        dateline ui
        dateline ui --port 4300
        dateline ui --cron "30 5 * * *"
    """
    settings = load_settings()
    prepare_prefect(settings)
    serve_ui(port, index, cron)


def serve_ui(port: int, index: Path, cron: str) -> None:
    """Start the server and what makes its runs, print the address, and wait until one of them ends or Ctrl-C comes.

    Raises:
        SeedIndexError: the index is unusable.
        FlowError: the server does not answer, or its port is taken.
    """
    from flows.sources.index.read import read_index

    read_index(index)
    end_on_signals(load_settings().end_timeout)  # SIGTERM and a closed terminal do as Ctrl-C does
    address = f"http://127.0.0.1:{port}"
    guard = guard_server(address)
    password = guard["PREFECT_API_AUTH_STRING"]
    frequency = os.environ.get("PREFECT_RUNNER_POLL_FREQUENCY", "2")  # with Prefect's 10 seconds it seems dead
    environment = {
        **os.environ,
        **guard,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_RUNNER_POLL_FREQUENCY": frequency,
    }
    server = runner = None
    is_serving = False
    try:
        with take_turn(Path(os.environ["PREFECT_HOME"]), START_SECONDS):
            server = start(["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)], environment)
            wait_for_answer(f"{address}/api/health", server)
        runner = start(["flows.served", str(index), cron], environment)
        wait_for_answer(f"{address}/api/deployments/name/ingest/ingest", runner, password, is_served)
        is_serving = True
        typer.echo(f"Prefect UI: {address} (deployment ingest/ingest; Ctrl-C ends it)")
        typer.echo(f"password: {password}")
        while server.poll() is None and runner.poll() is None:
            time.sleep(0.5)
        raise FlowError("Prefect's server, or what makes its runs, has ended by itself; its last lines are above")
    except KeyboardInterrupt:
        typer.echo("dateline: stopping the server and what makes its runs")
    finally:
        if runner is not None and is_serving:
            end_serving(runner)
        end_processes([process for process in (runner, server) if process is not None])


def start(module: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a Python module, and none of the working directory's; of its output only errors are shown."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", *module], env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )


def end_serving(runner: subprocess.Popen[bytes]) -> None:
    """Let what makes the runs end in good order, its schedule at rest: Prefect 3.8 does so only if interrupted."""
    runner.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        runner.wait(timeout=END_SECONDS)


def is_served(deployment: httpx.Response) -> bool:
    """Tell whether somebody asks for a deployment's runs."""
    told = deployment.json()
    return told["status"] == "READY" and not told["paused"]


def wait_for_answer(
    url: str,
    process: subprocess.Popen[bytes],
    password: str = "",
    is_right: Callable[[httpx.Response], bool] = lambda answer: True,
) -> None:
    """Wait until an address answers that a process just started is to serve, or to see to.

    Args:
        url: the address.
        process: that is to serve it.
        password: of the server, as user:password; for what needs one.
        is_right: whether it is the answer to wait for.

    Raises:
        FlowError: the process ended, or there was no answer in time.
    """
    import httpx

    name, _, word = password.partition(":")
    for _ in range(START_SECONDS * 2):
        if process.poll() is not None:
            raise FlowError(
                f"{url}: nothing answers, and the process has ended; if the port is taken, choose another with --port"
            )
        try:
            answer = httpx.get(url, timeout=2, auth=(name, word) if password else None)
            if answer.is_success and is_right(answer):
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        time.sleep(0.5)
    raise FlowError(f"{url}: no answer within {START_SECONDS} s")
