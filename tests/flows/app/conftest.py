"""A small archive, part of it written by somebody who wants more than to be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.article_rows import Page, at
from tests.helpers.sample_archive import SAMPLE, link_entities, open_sample
from tests.helpers.warehouse import write_part
from warehouse.connection import Connection
from warehouse.derive import run_step
from warehouse.ledger import start_run
from warehouse.loader import load_part
from warehouse.publish import publish

EVIL = "<script>alert(1)</script>"
HOSTILE = Page(
    "evil/page.html", "evil",
    f"“Now {EVIL} 'or' \"so\" we wait for it,” said Bo {EVIL}.\n\n<img src=x onerror=alert(2)>",
    title=f"{EVIL} {{{{7*7}}}} ${{7*7}}", published=32, publisher=f"Out{EVIL}", speaker=f"Bo {EVIL}",
)  # fmt: skip


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published database with a copy, a change, a refusal, and a hostile page."""
    folder = tmp_path_factory.mktemp("app")
    with open_sample(folder) as con:
        add_hostile(con, folder)
        publish(con, folder / "news.duckdb")
    return folder / "news.duckdb"


def add_hostile(con: Connection, folder: Path) -> None:
    """Load the hostile page, and derive anew what it changes."""
    start_run(con, "run3", None, at(70))
    load_part(con, write_part(folder, [HOSTILE], run="run3", hours=70))
    con.execute("UPDATE articles SET url = 'javascript:alert(3)' WHERE article_id = ?", [HOSTILE.article_id])
    for table in ("entity_links", "entities", "entity_keys", "entity_homes", "entity_names", "entity_rivals"):
        con.execute(f"DELETE FROM {table}")
    link_entities(con)
    for step in ("stories", "utterances"):
        run_step(con, step)


@pytest.fixture
def con(snapshot: Path) -> Iterator[Connection]:
    """The snapshot, open."""
    from warehouse.connection import open_snapshot

    with open_snapshot(snapshot) as con:
        yield con


@pytest.fixture
def ids() -> dict[str, str]:
    """The articles by name."""
    return {"ferry": SAMPLE[0].article_id, "copy": SAMPLE[1].article_id, "mine": SAMPLE[2].article_id,
            "evil": HOSTILE.article_id}  # fmt: skip
