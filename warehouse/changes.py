"""What outlets changed after they had published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.connection import Connection, fetch_rows, read_sql

CHANGED = "SELECT DISTINCT article_id FROM history.articles"


def read_quote_changes(con: Connection, article_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Read the rows of the view `quote_changes` of some articles, by article and version.

    The view itself compares all articles that ever changed: DuckDB pushes no filter into it.

    Raises:
        QueryError: the database was not made by dateline, or by a newer version.
    """
    view = read_sql("views", "quote_changes").replace(CHANGED, "SELECT unnest($article_ids::VARCHAR[]) AS article_id")
    order = "ORDER BY article_id, from_version, change, text_before, text_after"
    return fetch_rows(con, f"SELECT * FROM ({view}) {order}", {"article_ids": list(article_ids)})
