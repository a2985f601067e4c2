"""Prefect's server may go at any moment: what the run did counts, and what ended it is told."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import duckdb
import httpx
import psutil
import pytest

from flows import prefect_server
from flows.errors import FlowError, ServerLostError
from flows.prefect_server import describe_failures, keep_report, run_despite_server, tell_server
from flows.report import RunReport
from flows.workers.processes import take_turn
from tests.conftest import Archive
from tests.helpers.hostile_messages import Channel, Seen
from tests.helpers.hostile_server import HostileServer
from tests.helpers.web import write_page
from warehouse.errors import DatabaseWriteError

REPORT = RunReport("r" * 32, Path("news.duckdb"), {"failed": 0})


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_FAILURES", "_SILENT", "_FINISHED"):
        monkeypatch.setattr(prefect_server, name, [])


def refuse(before: BaseException | None = None) -> None:
    """Fail as Prefect does where its server is gone, while it handles what ended the run."""
    try:
        if before:
            raise before
    finally:
        try:
            raise ConnectionRefusedError(111, "Connection refused")
        except OSError as error:
            raise httpx.ConnectError("Connection refused") from error


def make_run(end: Callable[[], None], *, is_finished: bool = False) -> Callable[[], RunReport]:
    def run() -> RunReport:
        if is_finished:
            keep_report(REPORT)
        end()
        return REPORT

    return run


def test_a_run_whose_end_was_not_heard_has_ended_well() -> None:
    assert run_despite_server(make_run(refuse, is_finished=True)) is REPORT
    assert "(Connection refused): what it shows of it is not complete" in str(describe_failures())


def test_a_run_of_which_everything_was_heard_says_nothing() -> None:
    assert run_despite_server(make_run(lambda: None, is_finished=True)) is REPORT
    assert describe_failures() is None


@pytest.mark.parametrize(
    "error", [FlowError("no such model"), DatabaseWriteError("disk full"), KeyboardInterrupt("Ctrl-C")]
)
def test_what_ended_a_run_is_told_and_not_that_nobody_heard_of_it(error: BaseException) -> None:
    with pytest.raises(type(error)) as caught:
        run_despite_server(make_run(lambda: refuse(error)))
    assert caught.value is error


def test_a_server_that_is_gone_before_the_run_begins_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(ServerLostError, match=r"http://127\.0\.0\.1:9/api does not answer: .* and run again"):
        run_despite_server(make_run(refuse))


@pytest.mark.parametrize("error", [RuntimeError("a defect"), OSError(5, "Input/output error")])
def test_a_defect_is_no_lost_server(error: Exception) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        run_despite_server(make_run(fail))
    assert caught.value is error


def test_a_server_that_does_not_answer_is_told_nothing_more() -> None:
    calls = []

    def call() -> None:
        calls.append("tried")
        refuse()

    assert (tell_server(call), tell_server(call)) == (None, None)
    assert calls == ["tried"]


def test_a_server_that_refuses_one_thing_is_told_the_next() -> None:
    request = httpx.Request("POST", "http://127.0.0.1:9/api/artifacts")

    def refuse_with_status() -> None:
        raise httpx.HTTPStatusError("no room", request=request, response=httpx.Response(500, request=request))

    assert tell_server(refuse_with_status) is None
    assert tell_server(lambda: "heard") == "heard"
    assert "(it answers 500 Internal Server Error)" in str(describe_failures())


def test_a_server_that_is_killed_in_mid_run_costs_its_record_alone(
    web: Archive, server: HostileServer, prefect_home: Path
) -> None:
    """A page is asked for while the run's temporary server lives, and answered when that is gone."""
    data = web.environment["DATELINE_DATA_DIR"]

    async def kill_prefect(seen: Seen, channel: Channel) -> None:
        servers = [
            process for process in psutil.process_iter() if process.pid != os.getpid() and is_server(process, data)
        ]
        assert servers
        for process in servers:
            process.send_signal(signal.SIGKILL)
        body = write_page(1, server.url("/1")).encode()
        await channel.head(200, {"Content-Type": "text/html", "Content-Length": str(len(body))})
        await channel.send(body)

    server.add("/1", kill_prefect)
    web.index.write_text(f"| id | location |\n|---|---|\n| a | {server.url('/1')} |\n")
    del web.environment["PREFECT_API_URL"]
    web.environment["PREFECT_HOME"] = str(prefect_home)
    done = web.ingest()
    assert done.returncode == 0, done.stderr
    said = "dateline: Prefect's server did not hear all of this run ("
    assert [line.startswith(said) for line in done.stderr.splitlines()] == [True]
    with duckdb.connect(str(web.database), read_only=True) as con:
        assert con.execute("SELECT state, loaded FROM runs").fetchall() == [("completed", 1)]


def test_servers_in_one_home_start_one_after_the_other(tmp_path: Path) -> None:
    """Both would make Prefect's database there, and one of them fail: one of six pairs of first runs."""
    started = threading.Event()

    def start() -> None:
        with take_turn(tmp_path, 1000):
            started.set()

    with take_turn(tmp_path, 1000):
        other = threading.Thread(target=start)
        other.start()
        with take_turn(tmp_path, 0):
            pass  # one that has waited long enough does not wait for ever
        assert not started.is_set()
    other.join()
    assert started.is_set()


def is_server(process: psutil.Process, data: str) -> bool:
    """Whether a process is the Prefect server of a run on this test's data folder."""
    try:
        return "uvicorn" in process.cmdline() and process.environ().get("DATELINE_DATA_DIR") == data
    except psutil.Error:
        return False
