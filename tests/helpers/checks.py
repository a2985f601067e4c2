"""All checks of the warehouse at once, whatever follows from one that fails."""

from __future__ import annotations

from typing import Any

from warehouse.connection import Connection, list_sql
from warehouse.promises import find_samples

KINDS = ("rows", "articles", "derived", "books")


def list_checks() -> dict[str, str]:
    """List all checks: name -> SQL."""
    return {name: sql for kind in KINDS for name, sql in list_sql(f"checks/{kind}").items()}


def find_broken_promises(con: Connection) -> dict[str, list[dict[str, Any]]]:
    """Run each check: its name -> the first few rows that fail it; checks that found nothing are left out."""
    return {name: rows for kind in KINDS for name, rows in find_samples(con, kind).items()}
