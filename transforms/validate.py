"""Rows to valid frames: what the contract refuses becomes a reject with the check and the value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandera.errors
import polars as pl

from transforms.errors import SchemaDriftError
from transforms.schemas import TABLES
from transforms.values import hashed_key

Row = dict[str, Any]
Rows = dict[str, list[Row]]
# A whole article stands in its reject once, and not again in the reject of each of its rows.
LEDGER_TABLES = ("outcomes", "rejects")
VALUE_LENGTH = 500


def make_reject(document_id: str, table: str, check: str, value: str | None, row: Mapping[str, Any]) -> Row:
    """Make a row of `rejects`.

    Args:
        document_id: The document that the refused row came from.
        table: The table that refused it, or "documents" for a document that is no article.
        check: The check that failed, or the reason code of a refused document.
        value: The value that failed it; cut to 500 characters, `row` has all of it.
        row: What was refused, whole.
    """
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
    value = None if value is None else value[:VALUE_LENGTH]
    return {
        "reject_id": hashed_key(document_id, table, check, text),
        "document_id": document_id,
        "table_name": table,
        "check_name": check,
        "value": value,
        "row": text,
    }


def validate_rows(rows: Rows) -> dict[str, pl.DataFrame]:
    """Validate the rows of a batch, table by table.

    Returns:
        A frame for each table of `schemas.TABLES`, holding the rows that passed. A refused row is in `rejects`.
        A refused article takes its document with it: the outcome becomes "quarantined" and no row of it is left.

    Raises:
        SchemaDriftError: rows do not have their table's columns.
    """
    articles = {row["document_id"]: row for row in rows.get("articles", [])}
    frames: dict[str, pl.DataFrame] = {}
    rejects = list(rows.get("rejects", []))
    refused: dict[str, str] = {}
    for table in TABLES:
        if table in LEDGER_TABLES:
            continue
        some = [row for row in rows.get(table, []) if row["document_id"] not in refused]
        frame = make_frame(table, some)
        failures = find_failures(table, frame) | find_span_failures(table, some, articles)
        for number, (check, value) in sorted(failures.items()):
            row = some[number]
            rejects.append(make_reject(row["document_id"], table, check, value, row))
            if table == "articles":
                refused[row["document_id"]] = check
        keep = [number not in failures for number in range(len(some))]
        frames[table] = frame.filter(pl.Series(keep, dtype=pl.Boolean))
    outcomes = [quarantine_outcome(row, refused) for row in rows.get("outcomes", [])]
    for table, some in (("outcomes", outcomes), ("rejects", rejects)):
        frames[table] = make_frame(table, some)
        TABLES[table].validate(frames[table])
    return frames


def quarantine_outcome(outcome: Row, refused: Mapping[str, str]) -> Row:
    """Turn the outcome of a document whose article was refused."""
    check = refused.get(outcome["document_id"])
    if check is None:
        return outcome
    return outcome | {
        "status": "quarantined",
        "reason": "invalid_article",
        "detail": f"articles: {check}",
        "article_id": None,
        "text_sha256": None,
    }


def make_frame(table: str, rows: list[Row]) -> pl.DataFrame:
    """Build the frame of a table from its rows, with the types of its schema and no conversion."""
    columns = {name: column.dtype.type for name, column in TABLES[table].to_schema().columns.items()}
    try:
        return pl.DataFrame(rows, schema=columns, strict=True, orient="row")
    except (TypeError, pl.exceptions.PolarsError) as error:
        raise SchemaDriftError(table, str(error)) from error


def find_failures(table: str, frame: pl.DataFrame) -> dict[int, tuple[str, str | None]]:
    """Name, for each row that the table's pandera model refuses, the first check that failed and the value.

    Raises:
        SchemaDriftError: the frame itself does not fit the model.
    """
    try:
        TABLES[table].validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        failures: dict[int, tuple[str, str | None]] = {}
        for case in errors.failure_cases.to_dicts():
            if case["index"] is None:
                raise SchemaDriftError(table, f"{case['column']}: {case['check']}: {case['failure_case']}") from errors
            value = None if case["failure_case"] is None else str(case["failure_case"])
            failures.setdefault(case["index"], (f"{case['column']}: {case['check']}", value))
        return failures
    return {}


def find_span_failures(
    table: str, rows: Iterable[Row], articles: Mapping[str, Row]
) -> dict[int, tuple[str, str | None]]:
    """Name the rows whose spans do not give their own words back.

    That a span gives its text back is the first promise of the contract; here it is a check like any other.
    """
    failures: dict[int, tuple[str, str | None]] = {}
    for number, row in enumerate(rows):
        if table == "articles" or "start_char" not in row:
            return {}
        for name, spans, expected in spans_of(table, row):
            text = articles[row["document_id"]][row.get("field", "text")] or ""
            if any(not 0 <= start < end <= len(text) for start, end in spans):
                failures[number] = (f"{name}: span in range", str(spans))
            elif " ".join(text[start:end] for start, end in spans) != expected:
                failures[number] = (f"{name}: span gives its text back", expected)
    return failures


def spans_of(table: str, row: Row) -> Iterable[tuple[str, list[tuple[int, int]], str]]:
    """Yield the spans of a row with the words that each should give back."""
    if table != "quotes":
        yield "text", [(row["start_char"], row["end_char"])], row["role" if table == "entity_roles" else "text"]
        return
    yield "text", [(span["start_char"], span["end_char"]) for span in row["spans"]], row["text"]
    for name in ("speaker", "cue"):
        if row[f"{name}_text"] is not None:
            yield name, [(row[f"{name}_start"], row[f"{name}_end"])], row[f"{name}_text"]
