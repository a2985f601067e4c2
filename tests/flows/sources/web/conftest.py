"""A run's reading of a server that misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.hostile_server import HostileServer
from tests.helpers.reading import Desk
from tests.helpers.warehouse import open_warehouse


@pytest.fixture
def desk(tmp_path: Path, server: HostileServer) -> Iterator[Desk]:
    with open_warehouse(tmp_path) as con:
        yield Desk(con, tmp_path / "raw", server)
