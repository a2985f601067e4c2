"""What several test modules share: the sample archive ingested once, by the command a user types."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import psutil
import pytest
import spacy

from flows.cli.ui import wait_for_answer
from tests.helpers.hostile_server import HostileServer

ROOT = Path(__file__).parents[1]
# Not ours to publish; whoever has them has put them where seeds/INDEX.md says.
FOUNDING = sorted((ROOT / "seeds" / "documents").glob("00[02]_*.txt"))

BACKSTOP = 900.0  # seconds after which something hangs, however busy the machine is; nothing is asserted of speed
MIGRATED = "migrated.db"  # a copy of Prefect's database, in the shared folder
# The same examples every time: what lands is judged by the tests that it was written with. New examples are looked for
# with `pytest --hypothesis-profile=default`; one that fails becomes an `@example`.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")
LONG = ("test_kill.py", "test_web.py", "test_sources.py", "test_ui.py", "test_app.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins: `make test` runs in parallel, and must not end with one process waiting for it."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@dataclass(frozen=True)
class Archive:
    """A folder with an index and its documents, and the database made of it."""

    index: Path
    database: Path
    environment: dict[str, str]

    def ingest(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return self.run("ingest", str(self.index), "--db", str(self.database), *arguments, **options)

    def run(self, *arguments: str, timeout: float = BACKSTOP, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*DATELINE, *arguments], env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=timeout,
            check=False, **options,
        )  # fmt: skip


DATELINE = [sys.executable, "-m", "flows"]


def make_environment(folder: Path) -> dict[str, str]:
    """The environment of a user who has set nothing but where the data lies."""
    ours = ("DATELINE_", "PREFECT_", "PYTHONDONTWRITEBYTECODE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return environment | {"DATELINE_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}


def pytest_configure(config: pytest.Config) -> None:
    """Make a folder for what the test processes that run in parallel share."""
    if "DATELINE_TEST_SHARED" not in os.environ:
        os.environ["DATELINE_TEST_SHARED"] = tempfile.mkdtemp(prefix="dateline-test-")
        config.add_cleanup(end_shared)


def end_shared() -> None:
    """End the shared server, if one was started, and remove the folder."""
    folder = Path(os.environ.pop("DATELINE_TEST_SHARED"))
    if (folder / "server").exists():
        pid, _ = (folder / "server").read_text().split()
        server = psutil.Process(int(pid))
        server.terminate()
        deadline = time.monotonic() + BACKSTOP
        while server.is_running() and server.status() != psutil.STATUS_ZOMBIE:  # nobody may be left to wait for it
            assert time.monotonic() < deadline
            time.sleep(0.1)
    shutil.rmtree(folder)


@contextmanager
def share(name: str) -> Iterator[Path]:
    """Give the place of something that the first process to need it makes, while the others wait."""
    path = Path(os.environ["DATELINE_TEST_SHARED"]) / name
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


@pytest.fixture(scope="session")
def prefect_api() -> str:
    """A Prefect server for the tests that make many runs: a temporary one for each would cost seconds."""
    with share("server") as note:
        if not note.exists():
            note.write_text(start_server(note.parent))
        return note.read_text().split()[1]


def start_server(folder: Path) -> str:
    """Start a server; returns its process and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = make_environment(folder) | {"PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    environment["PREFECT_HOME"] = str(folder / "prefect")
    command = [sys.executable, "-m", "prefect", "server", "start", "--no-services", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_answer(f"http://127.0.0.1:{port}/api/health", server)
    with (
        closing(sqlite3.connect(folder / "prefect" / "prefect.db")) as live,
        closing(sqlite3.connect(folder / MIGRATED)) as copy,
    ):
        live.backup(copy)
    server.returncode = 0  # it outlives this process, and nobody is to complain of that
    return f"{server.pid} http://127.0.0.1:{port}/api"


@pytest.fixture(scope="session")
def plain_model() -> str:
    """A model that loads in no time and finds no name: for runs in which it does not matter what is said."""
    with share("model") as folder:
        if not folder.exists():
            spacy.blank("en").to_disk(folder)
        return str(folder)


@pytest.fixture
def archive(tmp_path: Path, prefect_api: str, plain_model: str) -> Archive:
    """An empty archive of one's own, with a plain model: write an index and documents into its folder."""
    environment = make_environment(tmp_path) | {"PREFECT_API_URL": prefect_api, "DATELINE_WORKERS": "1"}
    environment["DATELINE_SPACY_MODEL"] = plain_model
    return Archive(tmp_path / "INDEX.md", tmp_path / "data" / "news.duckdb", environment)


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A server on loopback that does as it is told, well or badly."""
    with HostileServer(hosts=["127.0.0.1", "127.0.0.2"]) as server:
        yield server


@pytest.fixture
def web(archive: Archive, server: HostileServer) -> Archive:
    """An archive whose index is yet to be written, allowed to ask the server."""
    archive.environment.update(
        {
            "DATELINE_ALLOW_PRIVATE_HOSTS": ",".join(server.places()),
            "DATELINE_HOST_INTERVAL": "0.03",
            "DATELINE_FETCH_TIMEOUT": "5",
            "DATELINE_USER_AGENT": "datelinetest/1 (contact: desk@gazette.example)",
        }
    )
    return archive


@pytest.fixture
def prefect_home(tmp_path: Path, prefect_api: str) -> Path:
    """A home for a server of one's own, with its database made: to make it takes Prefect ten seconds."""
    home = tmp_path / "prefect"
    home.mkdir()
    shutil.copy(Path(os.environ["DATELINE_TEST_SHARED"]) / MIGRATED, home / "prefect.db")
    return home


@pytest.fixture(scope="session")
def sample(prefect_api: str) -> Archive:
    """The sample archive, ingested once; only to be read."""
    with share("sample") as folder:
        environment = make_environment(folder) | {"PREFECT_API_URL": prefect_api}
        archive = Archive(folder / "seeds" / "INDEX.md", folder / "data" / "news.duckdb", environment)
        if not archive.database.exists():
            shutil.copytree(ROOT / "seeds", folder / "seeds")
            done = archive.ingest()
            assert done.returncode == 0, done.stdout + done.stderr
    return archive
