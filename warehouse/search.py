"""Full-text search: its index of titles, texts, quotations and names, in plain tables; and questions to it.

The macros `search_articles` and `search_quotes` (sql/macros/) read it in any DuckDB client, without an extension.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb

from warehouse.connection import Connection, read_sql
from warehouse.errors import QueryError

PORTION = 5000  # texts indexed at a time
LOOSE_SHARE = 0.25  # of the postings may lie out of order
LOOSE_COUNT = 200_000  # may, however few there are: to pass over them takes no time that anybody notices


@dataclass(frozen=True, slots=True)
class Question:
    """Words to search for, as typed, and what narrows them: part of a name, the first and the last day."""

    words: str
    speaker: str | None = None
    publisher: str | None = None
    since: date | None = None
    until: date | None = None
    type: str | None = None
    most: int = 20
    before: str = ""
    after: str = ""


def search(con: Connection, question: Question, *, is_for_quotes: bool) -> list[dict[str, Any]]:
    """Search articles or quotations, best first.

    Raises:
        QueryError: there is no word in what was typed, or the database has no index yet.
    """
    name = "search_quotes" if is_for_quotes else "search_articles"
    try:
        if not count(con, "SELECT count(*) FROM search_query($words)", {"words": question.words}):
            raise QueryError("search", "there is no letter or digit in these words; type a word")
        result = con.execute(read_sql("report", name), asdict(question))
        columns = [column[0] for column in result.description or []]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    except duckdb.CatalogException as error:
        raise QueryError("search", "this database has no index yet; the next `dateline ingest` makes it") from error


def index_texts(con: Connection) -> None:
    """Index the texts of `search_texts`, and sort the postings where many were added since they were sorted last."""
    for first in range(0, count(con, "SELECT count(*) FROM search_texts"), PORTION):
        con.execute(read_sql("search", "split_texts"), {"first": first, "last": first + PORTION})
        con.execute(read_sql("search", "write_postings"))
    total = count(con, "SELECT count(*) FROM search_postings")
    loose = total - count(con, "SELECT coalesce(max(sorted_count), 0) FROM search_order")
    if loose > max(LOOSE_COUNT, LOOSE_SHARE * total):
        con.execute(read_sql("search", "sort_postings"))


def count(con: Connection, sql: str, parameters: dict[str, object] | None = None) -> int:
    """Run a query that answers one number."""
    row = con.execute(sql, parameters or {}).fetchone()
    return int(row[0]) if row else 0
