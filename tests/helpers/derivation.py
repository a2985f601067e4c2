"""Articles of which only what derivation reads is told, and the files of a step one by one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.connection import Connection, list_sql
from warehouse.derive import HOOKS
from warehouse.migrate import migrate, replace_views

# For `INSERT INTO articles BY NAME SELECT ...`: the columns that derivation does not read.
UNREAD = """article_id AS document_id, 's' AS source_id, article_id AS location, [] AS authors, 'text' AS text,
    '' AS text_sha256, false AS is_truncated, [] AS tags, 'text' AS extraction_method, '{}' AS evidence, 1 AS version,
    seen_at AS first_seen_at, seen_at AS last_seen_at, seen_at AS text_first_seen_at, seen_at AS text_last_seen_at,
    'r' AS run_id"""


@contextmanager
def open_empty() -> Iterator[Connection]:
    """An empty warehouse in memory."""
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("SET TimeZone = 'UTC'")
        migrate(con)
        replace_views(con)
        yield con


def run_until(con: Connection, step: str, last: str) -> None:
    """Run the files of a step up to one and with it, and what runs after each; their temporary tables stay."""
    files = list_sql(f"derive/{step}")
    for name in [name for name in files if name <= last]:
        con.execute(files[name])
        if hook := HOOKS.get(f"{step}/{name}"):
            hook(con)
    assert name == last
