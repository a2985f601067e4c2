"""A step is a folder of SQL files that run in order in one transaction, and leaves nothing but its tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.derivation import open_empty
from tests.helpers.resolution import Named, add_articles
from warehouse import derive
from warehouse.connection import Connection, list_sql
from warehouse.derive import GATES, STEPS, list_temporary, run_step
from warehouse.errors import QueryError

# Step -> how the names of its tests' files begin.
SINGULAR = {"duplicates": "duplicate", "entities": "entity", "stories": "story", "utterances": "utterance"}


@pytest.mark.parametrize("step", STEPS)
def test_files_are_numbered_in_their_order(step: str) -> None:
    assert [name[:3] for name in list_sql(f"derive/{step}")] == [
        f"{number:02}_" for number in range(1, len(list_sql(f"derive/{step}")) + 1)
    ]


@pytest.mark.parametrize("step", STEPS)
def test_every_file_is_tested_under_its_name(step: str) -> None:
    files = [*Path(__file__).parent.glob(f"test_{SINGULAR.get(step, step)}*.py"), Path(__file__)]
    tests = "".join(file.read_text() for file in files)
    assert [name for name in list_sql(f"derive/{step}") if f"\ndef test_{name}" not in tests] == []


def test_gates_are_files() -> None:
    files = {f"{step}/{name}" for step in STEPS for name in list_sql(f"derive/{step}")}
    assert set(GATES) <= files


def test_01_seen() -> None:
    """An unchanged page is not read again, but its article was seen again."""
    with open_empty() as con:
        add_articles(con, [Named(1, "Ada Odell")])
        con.execute("""
            INSERT INTO documents BY NAME
            SELECT 'd' AS document_id, 's' AS source_id, 'l' AS location, 'loaded' AS status, article_id,
                text_sha256, seen_at AS fetched_at, seen_at AS first_seen_at,
                seen_at + INTERVAL 7 DAY AS last_seen_at, run_id, batch
            FROM articles
        """)
        run_step(con, "sightings")
        assert con.execute("SELECT day(first_seen_at), day(last_seen_at) FROM articles").fetchall() == [(2, 9)]


def derive_odell(con: Connection) -> None:
    add_articles(con, [Named(1, "Ada Odell"), Named(2, "Odell")])
    con.execute("CREATE TEMP TABLE kept AS SELECT 1")
    for step in STEPS:
        run_step(con, step)


def test_temporary_tables_of_a_step_are_gone_when_it_ends() -> None:
    """Whether it came to its end or stopped at a gate, and no others."""
    with open_empty() as con:
        derive_odell(con)
        assert list_temporary(con) == {"kept"}
        run_step(con, "entities")
        assert list_temporary(con) == {"kept"}


def test_a_step_stops_at_its_gate_where_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    with open_empty() as con:
        derive_odell(con)
        files = list_sql("derive/entities")
        broken = {name: text if name <= "02_changes" else "SELECT nonsense" for name, text in files.items()}
        monkeypatch.setattr(derive, "list_sql", lambda folder: broken)
        monkeypatch.setattr(derive, "forget_other_rules", lambda con, step, files: None)
        run_step(con, "entities")
        add_articles(con, [Named(3, "Bo Lind")])
        with pytest.raises(QueryError, match=r"derive/entities/03_common_given_names\.sql"):
            run_step(con, "entities")
        assert list_temporary(con) == {"kept"}
