"""The dictionary: every table that people read, and its columns, with what they mean.

Tables and their columns carry their meanings as comments, which migrations set; a view says in the head of its file
what a row of it is and what its own columns mean (`-- column change: ...`). Its other columns mean what
they mean in the table that they come from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.connection import Connection, fetch_rows, list_sql, read_sql

# In the order in which one would read them; no other table is exported.
TABLES = (
    "articles",
    "quotes",
    "entities",
    "entity_mentions",
    "entity_roles",
    "stories",
    "utterances",
    "utterance_variants",
    "quote_changes",
    "article_changes",
    "runs",
    "documents",
    "quarantine",
)
GRAIN = re.compile(r"^-- grain: (.+)$\n^-- key: (.+)$", re.MULTILINE)
COLUMN = re.compile(r"^-- column (\w+): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type as DuckDB writes it, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view: its name, what a row of it is, its key, and its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


def read_dictionary(con: Connection) -> list[Table]:
    """Read the tables that people read, without the columns that only our own search needs.

    Raises:
        QueryError: the database was not made by dateline.
    """
    rows = fetch_rows(con, read_sql("export", "dictionary"), {"tables": list(TABLES)})
    grouped = {name: [row for row in rows if row["table_name"] == name] for name in TABLES}
    meanings = {row["column_name"]: row["meaning"] for row in reversed(rows) if row["meaning"]}
    return [describe_table(name, columns, meanings) for name, columns in grouped.items() if columns]


def describe_table(name: str, rows: Sequence[Mapping[str, str]], meanings: Mapping[str, str]) -> Table:
    """Describe one table by its rows of the catalog; `meanings` are those that columns of this name have elsewhere."""
    if name in list_sql("views"):
        grain, key, own = read_head(list_sql("views")[name])
        columns = [
            Column(r["column_name"], r["type"], own.get(r["column_name"]) or meanings.get(r["column_name"], ""))
            for r in rows
        ]
    else:
        grain, _, key = rows[0]["table_meaning"].removesuffix(".").partition("; key ")
        columns = [Column(r["column_name"], r["type"], r["meaning"]) for r in rows if r["meaning"]]
    return Table(name, f"{grain[0].upper()}{grain[1:]}.", tuple(re.findall(r"\w+", key)), tuple(columns))


def read_head(text: str) -> tuple[str, str, dict[str, str]]:
    """Read what the file of a view says: the grain, the key, and the meanings of its columns.

    >>> read_head("-- grain: one row for each ship\\n-- key: imo\\n-- column imo: its number\\nSELECT 1")
    ('one row for each ship', 'imo', {'imo': 'its number'})
    """
    head = GRAIN.search(text)
    grain, key = head.groups() if head else ("", "")
    return grain, key, dict(COLUMN.findall(text))


def render_dictionary(tables: Sequence[Table]) -> str:
    """Write the dictionary as the Markdown of docs/dictionary.md."""
    parts = [INTRODUCTION]
    for table in tables:
        rows = [f"| `{c.name}` | {c.type.replace('|', '/')} | {c.meaning} |" for c in table.columns]
        key = ", ".join(f"`{name}`" for name in table.key)
        parts.append(
            "\n".join(
                [
                    f"## {table.name}",
                    "",
                    f"{table.grain} Key: {key}.",
                    "",
                    "| column | type | meaning |",
                    "|---|---|---|",
                    *rows,
                ]
            )
        )
    return "\n\n".join(parts) + "\n"


INTRODUCTION = """\
# Dictionary

The tables and views that people read, column by column. This page is printed by `dateline export --dictionary` from the
comments in the database itself, which any client can read too: `SELECT table_name, column_name, comment FROM
duckdb_columns()`."""
