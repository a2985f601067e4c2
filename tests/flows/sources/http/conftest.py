"""A server that misbehaves, and a fetcher with its surroundings to ask it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.fetching import Desk
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import add_traps


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer(["127.0.0.1", "127.0.0.2"]) as server:
        add_traps(server)
        yield server


@pytest.fixture
def desk(tmp_path: Path, server: HostileServer) -> Desk:
    return Desk(tmp_path, server)
