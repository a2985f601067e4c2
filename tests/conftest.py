"""What several test modules share: the sample archive ingested once, by the command a user types."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.ui import wait_for_server

ROOT = Path(__file__).parents[1]
FOUNDING = ROOT.parent / "shared" / "seeds"


@dataclass(frozen=True)
class Archive:
    """A folder with an index and its documents, and the database made of it."""

    index: Path
    database: Path
    environment: dict[str, str]

    def ingest(self, *arguments: str, timeout: float = 280) -> subprocess.CompletedProcess[str]:
        command = [*DATELINE, "ingest", str(self.index), "--db", str(self.database), *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False
        )


DATELINE = [sys.executable, "-m", "flows"]


def make_environment(folder: Path) -> dict[str, str]:
    """The environment of a user who has set nothing but where the data lies."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "PREFECT_"))}
    return environment | {"DATELINE_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for Prefect's temporary servers, so that its database is made once."""
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture(scope="session")
def prefect_api(prefect_home: Path) -> Iterator[str]:
    """A Prefect server for the tests that make many runs: a temporary one for each would cost seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = make_environment(prefect_home) | {
        "PREFECT_HOME": str(prefect_home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"
    }  # fmt: skip
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/api"
    wait_for_server(f"{address}/health", server)
    yield address
    server.terminate()
    server.wait(timeout=60)


@pytest.fixture
def archive(tmp_path: Path, prefect_api: str) -> Archive:
    """An empty archive of one's own: write an index and documents into its folder."""
    environment = make_environment(tmp_path) | {"PREFECT_API_URL": prefect_api}
    return Archive(tmp_path / "INDEX.md", tmp_path / "data" / "news.duckdb", environment)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, prefect_home: Path) -> Archive:
    """The sample archive, with the founding articles where they can be had, ingested once."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    if FOUNDING.exists():
        for article in FOUNDING.glob("*.txt"):
            shutil.copy(article, folder / "seeds" / "documents")
    environment = make_environment(folder) | {"PREFECT_HOME": str(prefect_home)}
    archive = Archive(folder / "seeds" / "INDEX.md", folder / "data" / "news.duckdb", environment)
    done = archive.ingest()
    assert done.returncode == 0, done.stdout + done.stderr
    return archive
