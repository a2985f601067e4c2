"""`dateline settings`: every setting, its value and its meaning."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.table import Table

from flows.printable import SafeConsole, make_cells
from flows.settings import Settings, load_settings


def show_settings(
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every setting: its environment variable, its current value and its meaning.

    Examples:

        dateline settings
        DATELINE_WORKERS=2 dateline settings --json
    """
    settings = load_settings()
    rows = [
        (f"DATELINE_{name.upper()}", render_value(getattr(settings, name)), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    if is_json:
        typer.echo(json.dumps({name: value for name, value, _ in rows}, indent=1))  # all but ASCII is escaped
        return
    table = Table("variable", "value", "meaning", show_edge=False)
    for row in rows:
        table.add_row(*make_cells(row))
    SafeConsole().print(table)


def render_value(value: object) -> str:
    """Write a setting's value as its variable would hold it; empty for none."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
