"""A run ends when it is told to, in every phase, with all that it started; the next run goes on.

How soon it ends is measured by `benchmarks/startup.py`: no test here rests on how fast the machine is.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from flows.workers.processes import find_descendants
from tests.conftest import BACKSTOP, DATELINE, ROOT, Archive
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import add_traps
from tests.runs.test_kill import find_processes
from tests.runs.test_ui import wait_until

INTERRUPTED = "dateline: interrupted; nothing is lost: the next run continues from here\n"


def start(web: Archive, home: Path, said: Path) -> subprocess.Popen[bytes]:
    """Start a run with a temporary server and all the time that it may need to close its books."""
    environment = {name: value for name, value in web.environment.items() if name != "PREFECT_API_URL"}
    environment |= {"DATELINE_FETCH_TIMEOUT": "300", "DATELINE_END_TIMEOUT": "150", "PREFECT_HOME": str(home)}
    command = [*DATELINE, "ingest", str(web.index), "--db", str(web.database)]
    with said.open("w") as out:
        return subprocess.Popen(
            command, env=environment, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=out
        )


def test_ctrl_c_in_a_slow_fetch_ends_the_run_and_its_children(
    web: Archive, server: HostileServer, prefect_home: Path, tmp_path: Path
):
    """A terminal sends its signals to every process of the group."""
    add_traps(server)
    web.index.write_text(f"| id | location | kind |\n|---|---|---|\n| a | {server.url('/silent')} | url |\n")
    run = start(web, prefect_home, tmp_path / "said")
    wait_until(lambda: server.count("/silent") or run.poll() is not None)
    assert run.poll() is None, (tmp_path / "said").read_text()
    assert any("uvicorn" in child.cmdline() for child in find_descendants(run.pid))
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(timeout=BACKSTOP) == 130
    assert (tmp_path / "said").read_text() == INTERRUPTED
    wait_until(lambda: not find_processes(web.environment["DATELINE_DATA_DIR"]))
    with duckdb.connect(str(web.database.with_name("news.writer.duckdb")), read_only=True) as con:
        assert con.execute("SELECT state FROM runs").fetchall() == [("cancelled",)]


@pytest.mark.parametrize(("phase", "number"), [("start-up", signal.SIGHUP), ("transforming", signal.SIGTERM)])
def test_other_signals_end_a_run_that_starts_or_works(
    web: Archive, prefect_home: Path, tmp_path: Path, phase: str, number: signal.Signals
):
    story = (ROOT / "seeds" / "documents" / "ledger-skarrow-mine.txt").read_text()
    for count in range(300):
        (tmp_path / f"{count}.txt").write_text(f"{count}\n\n{story}")
    web.index.write_text("| id | location |\n|---|---|\n| a | *.txt |\n")
    staging = tmp_path / "data" / "staging" / "news"
    reached: dict[str, Callable[[], bool]] = {
        "start-up": lambda: any("uvicorn" in child.cmdline() for child in find_descendants(run.pid)),
        "transforming": lambda: any(staging.glob("*/*.at")),
    }
    run = start(web, prefect_home, tmp_path / "said")
    wait_until(lambda: reached[phase]() or run.poll() is not None)
    assert run.poll() is None, (tmp_path / "said").read_text()
    os.killpg(run.pid, number)
    assert run.wait(timeout=BACKSTOP) == 128 + number, (tmp_path / "said").read_text()
    assert (tmp_path / "said").read_text() == INTERRUPTED
    wait_until(lambda: not find_processes(web.environment["DATELINE_DATA_DIR"]))


@pytest.mark.parametrize("signals", [[signal.SIGINT, signal.SIGINT], [signal.SIGTERM]])
def test_what_does_not_heed_a_signal_is_ended_with_its_children(signals: list[signal.Signals]):
    """At a second Ctrl-C, or when its time is over."""
    program = (
        "import os, signal, subprocess, time\nfrom flows.workers.processes import end_on_signals\n"
        f"end_on_signals({1000 if len(signals) > 1 else 0.1})\n"
        "for number in (signal.SIGINT, signal.SIGTERM):\n"
        "    signal.signal(number, lambda *_: os.write(1, b'heard\\n'))\n"
        "child = subprocess.Popen(['sleep', '1000'], start_new_session=True, stdout=subprocess.DEVNULL)\n"
        "os.write(1, b'%d\\n' % child.pid)\ntime.sleep(1000)\n"
    )
    process = subprocess.Popen([*DATELINE[:1], "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    for number in signals:
        process.send_signal(number)
        process.stdout.readline()
    assert process.wait(timeout=BACKSTOP) == 128 + signals[0]
    process.stdout.close()
    wait_until(lambda: not Path(f"/proc/{child}").exists() or "zombie" in Path(f"/proc/{child}/status").read_text())
