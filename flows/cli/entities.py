"""`dateline entities`: which names were merged into one entity, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from flows.cli.options import Database, find_database, make_group
from flows.printable import SafeConsole, escape_json, make_cells

entities_app = make_group("Show which names were merged into one entity, and why.")


@entities_app.command("audit")
def entities_audit(
    db: Database = None,
    limit: Annotated[int, typer.Option(min=1, help="Number of entities to list.")] = 50,
    label: Annotated[str | None, typer.Option(help="Only this type, such as PERSON.")] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the keys that were merged.")] = False,
) -> None:
    """List the entities that several names were merged into, largest first, with the evidence.

    To correct a mistake, write a line with `same`, `different`, `rename`, `type` or `wikidata` in aliases.csv beside
    the index. The next run applies it; if you remove the line, the run after that undoes it.

    Examples:

        dateline entities audit
        dateline entities audit --label PERSON --limit 200
        dateline entities audit --json > merges.json
    """
    print_audit(find_database(db), SafeConsole(), limit=limit, label=label, is_json=is_json)


def print_audit(database: Path, console: Console, *, limit: int, label: str | None, is_json: bool) -> None:
    """Print the largest merges with their evidence."""
    from warehouse.connection import fetch_rows, open_snapshot, read_sql

    with open_snapshot(database) as con:
        rows = fetch_rows(con, read_sql("report", "merges"), {"limit": limit, "label": label})
    if is_json:
        typer.echo(escape_json(json.dumps(rows, indent=1, ensure_ascii=False)))
        return
    table = Table("entity", "type", "articles", "names merged into it", "roles; countries mentioned", show_edge=False)
    for row in rows:
        name = row["name"] + (" (ambiguous)" if row["is_ambiguous"] else "")
        said = "; ".join([*row["roles"], *([", ".join(row["countries"])] if row["countries"] else [])])
        names = ", ".join(describe_form(form) for form in row["forms"])
        table.add_row(*make_cells((name, row["label"], row["article_count"], names, said)))
    console.print(table)


def describe_form(form: Mapping[str, Any]) -> str:
    """Write a surface form with its count, and what joined it where that is more than the same name.

    >>> describe_form({"alias": "A. Odell", "mentions": 3, "evidence": "initials"})
    'A. Odell 3 [initials]'
    """
    evidence = "" if form["evidence"] in ("name", "canonical") else f" [{form['evidence']}]"
    return f"{form['alias']} {form['mentions']}{evidence}"
