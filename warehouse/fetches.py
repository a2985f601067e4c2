"""The part of the ledger about the web: what was asked for, what came back, and when feeds and sitemaps are due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from warehouse.connection import Connection, dump_json, fetch_rows, read_sql, transaction

Row = Mapping[str, Any]


def record_fetches(con: Connection, fetches: Iterable[Row]) -> None:
    """Record requests that came to an end, in one transaction; recording one twice changes nothing.

    Args:
        con: The writer's database.
        fetches: Rows of `fetches`, instants in ISO 8601.
    """
    with transaction(con):
        con.execute(read_sql("load", "record_fetches"), {"fetches": dump_json(list(fetches))})


def record_listings(con: Connection, listings: Iterable[Row]) -> None:
    """Record when feeds, sitemaps and archives were read, what was left out, when they are due; in one transaction.

    Args:
        con: The writer's database.
        listings: Rows of `listings`, instants in ISO 8601; title and listed_count null where the listing was not had.
            Of two about one listing the later counts.
    """
    told = dump_json(list({(row["source_id"], row["url"]): row for row in listings}.values()))
    with transaction(con):
        for statement in con.extract_statements(read_sql("load", "record_listings")):
            con.execute(statement, {"listings": told} if "listings" in statement.named_parameters else None)


def known_pages(con: Connection, urls: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Say of addresses what is known of them.

    Returns:
        By address, for those that were ever asked for: `first_asked_at`, `last_asked_at`, `last_status`,
        `permanent_url`; and of the latest content `fetched_at`, `etag`, `last_modified`, `content_sha256`,
        `archive_file`, `archive_offset`, `media_type`, `final_url`, `reservations`, null where none was ever had.
    """
    rows = fetch_rows(con, read_sql("load", "known_pages"), {"urls": dump_json(list(urls))})
    return {row["url"]: row for row in rows}


def known_listings(con: Connection) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the rows of `listings` by source_id and url."""
    return {(row["source_id"], row["url"]): row for row in fetch_rows(con, "FROM listings")}


def known_parameters(con: Connection) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Say which parameters the pages of a host call needless, and which telling: names by host."""
    rows = con.execute("SELECT verdict, host, parameter FROM host_parameters WHERE verdict IS NOT NULL").fetchall()
    found: dict[str, dict[str, set[str]]] = {"needless": {}, "telling": {}}
    for verdict, host, parameter in rows:
        found[verdict].setdefault(host, set()).add(parameter)
    needless, telling = ({host: frozenset(names) for host, names in some.items()} for some in found.values())
    return needless, telling


def stored_fetches(con: Connection, since: datetime) -> list[dict[str, Any]]:
    """List what killed runs had fetched and archived after `since`, with no completed run after them."""
    return fetch_rows(con, read_sql("load", "stored_fetches"), {"since": since})


def stored_documents(con: Connection) -> list[dict[str, Any]]:
    """List the documents whose bytes the raw archive holds, as rows of `documents`."""
    return fetch_rows(con, read_sql("load", "stored_documents"))
