"""`dateline ui`: Prefect's server with the deployment `ingest`, and a worker that runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import typer

from flows.errors import FlowError
from flows.processes import end_on_signals, end_processes, guard_server, take_turn
from flows.settings import load_settings

WORK_POOL = "dateline"
START_SECONDS = 120


def serve_ui(port: int) -> None:
    """Start server and worker, print the address, and wait until one of them ends or Ctrl-C comes.

    Raises:
        FlowError: the server does not answer, or there is no prefect.yaml here.
    """
    if not Path("prefect.yaml").exists():
        raise FlowError("prefect.yaml: not found; run `dateline ui` in the folder of the repository")
    end_on_signals(load_settings().end_timeout)  # SIGTERM and a closed terminal do as Ctrl-C does
    address = f"http://127.0.0.1:{port}"
    guard = guard_server(address)
    environment = (
        os.environ
        | guard
        | {
            "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
            "PREFECT_API_URL": f"{address}/api",
            "DATELINE_HOME": str(Path.cwd()),
            "PREFECT_WORKER_QUERY_SECONDS": os.environ.get(
                "PREFECT_WORKER_QUERY_SECONDS", "2"
            ),  # with Prefect's 10 it seems dead
        }
    )
    server = worker = None
    try:
        with take_turn(Path(os.environ["PREFECT_HOME"]), START_SECONDS):
            server = start(["server", "start", "--host", "127.0.0.1", "--port", str(port)], environment)
            wait_for_answer(f"{address}/api/health", server)
        worker = start(["worker", "start", "--pool", WORK_POOL, "--type", "process"], environment)
        wait_for_answer(
            f"{address}/api/work_pools/{WORK_POOL}", worker, guard["PREFECT_API_AUTH_STRING"]
        )  # it creates it
        call(["--no-prompt", "deploy", "--name", "ingest"], environment)
        typer.echo(f"Prefect UI: {address} (deployment ingest/ingest; Ctrl-C ends it)")
        typer.echo(f"password: {guard['PREFECT_API_AUTH_STRING']}")
        while server.poll() is None and worker.poll() is None:
            time.sleep(0.5)
        raise FlowError("Prefect's server or worker has ended by itself; its last lines are above")
    except KeyboardInterrupt:
        typer.echo("dateline: stopping the server and the worker")
    finally:
        end_processes([process for process in (worker, server) if process is not None])


def prefect_command(arguments: list[str]) -> list[str]:
    """Build a call of Prefect's own command line in this environment."""
    return [sys.executable, "-m", "prefect", *arguments]


def start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a Prefect process; of its output only errors are shown."""
    return subprocess.Popen(
        prefect_command(arguments), env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )


def call(arguments: list[str], environment: dict[str, str]) -> None:
    """Run a Prefect command to its end.

    Raises:
        FlowError: it failed; with what it said.
    """
    done = subprocess.run(prefect_command(arguments), env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FlowError(f"prefect {' '.join(arguments)}: {(done.stderr or done.stdout).strip()}")


def wait_for_answer(url: str, process: subprocess.Popen[bytes], password: str = "") -> None:
    """Wait until an address answers that a process just started is to serve.

    Args:
        url: the address.
        process: that is to serve it.
        password: of the server, as user:password; for what needs one.

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
            if httpx.get(url, timeout=2, auth=(name, word) if password else None).is_success:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        time.sleep(0.5)
    raise FlowError(f"{url}: no answer within {START_SECONDS} s")
