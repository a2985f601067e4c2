"""Rows to valid frames: what the contract refuses becomes a reject with the check and the value."""

from __future__ import annotations

import json
import math
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandera.errors
import polars as pl

from transforms.errors import BatchHaltedError, SchemaDriftError
from transforms.tables.schemas import TABLES
from transforms.values import hashed_key

Row = dict[str, Any]
Rows = dict[str, list[Row]]
# A whole article stands in its reject once, and not again in the reject of each of its rows.
ROW_KEYS = {
    "articles": "article_id",
    "article_images": "article_image_id",
    "article_entities": "article_entity_id",
    "entity_mentions": "mention_id",
    "entity_roles": "role_id",
    "quotes": "quote_id",
}
NAME_REFUSED = "name_refused"
OPEN_SPEAKER = {
    "speaker_kind": "unresolved", "speaker_article_entity_id": None, "speaker_name": None, "speaker_rule": None,
}  # fmt: skip
# A panic of polars is no Exception.
ANY_FAULT = (Exception, pl.exceptions.PanicException)
FindBroken = Callable[[Mapping[str, pl.DataFrame]], Iterable[Mapping[str, Any]]]
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
    text = json.dumps(make_plain(row), ensure_ascii=False, sort_keys=True, allow_nan=False)
    value = None if value is None else clean_text(value)[:VALUE_LENGTH]
    return {
        "reject_id": hashed_key(document_id, table, check, text),
        "document_id": document_id,
        "table_name": table,
        "check_name": check,
        "value": value,
        "row": text,
    }


def make_plain(value: Any) -> Any:
    r"""Lay out a value of any kind such that JSON has it: what it has no form for as text.

    >>> make_plain({1: (float("nan"), b"x", "a\ud83d")})
    {'1': ['nan', "b'x'", 'a?']}
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {clean_text(str(key)): make_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [make_plain(item) for item in value]
    return clean_text(str(value))


def find_nothing(frames: Mapping[str, pl.DataFrame]) -> Iterable[Mapping[str, Any]]:
    """Find no row that breaks a promise between rows."""
    return ()


def validate_rows(rows: Rows, find_broken: FindBroken = find_nothing) -> dict[str, pl.DataFrame]:
    """Validate the rows of a batch; whatever they hold, no document costs another one anything.

    Args:
        rows: By table; those of articles carry `document_id`.
        find_broken: Names the rows of valid frames that break a promise between rows: each with `table_name`,
            `row_id`, `document_id`, `check_name` and `value`.

    Returns:
        A frame for each table of `schemas.TABLES`, holding the rows that passed. A refused row is in `rejects`, and so
        is what depends on it: with a name go its mentions and roles, while a quotation of it stays, its speaker left
        open: that the words were said is not in doubt. A refused article takes its document with it: the outcome
        becomes "quarantined" and no row of it is left.
    """
    try:
        return validate_together(rows, find_broken)
    except (MemoryError, BatchHaltedError):
        raise  # whoever watches the worker splits the batch
    except ANY_FAULT:
        documents = dict.fromkeys(row["document_id"] for row in rows.get("outcomes", []))
        alone = [validate_alone(document_id, rows, find_broken) for document_id in documents]
        return {table: pl.concat([frames[table] for frames in alone]) for table in TABLES}


def validate_alone(document_id: str, rows: Rows, find_broken: FindBroken) -> dict[str, pl.DataFrame]:
    """Validate the rows of one document; where that cannot be done, the document is refused."""
    own = {table: [row for row in some if row["document_id"] == document_id] for table, some in rows.items()}
    try:
        return validate_together(own, find_broken)
    except (MemoryError, BatchHaltedError):
        raise
    except ANY_FAULT as error:
        trace = "".join(traceback.format_exception(error, limit=-4))
        outcomes = [
            row | {"status": "quarantined", "reason": "unexpected_error", "detail": trace, "article_id": None,
                   "text_sha256": None}
            for row in own["outcomes"]
        ]  # fmt: skip
        reject = make_reject(document_id, "documents", "unexpected_error", trace, {"document_id": document_id})
        return validate_together({"outcomes": outcomes, "rejects": [reject]}, find_nothing)


def validate_together(rows: Rows, find_broken: FindBroken) -> dict[str, pl.DataFrame]:
    """Validate rows, table by table, then between tables until nothing is found."""
    batch = CheckedBatch({table: list(rows.get(table, [])) for table in ROW_KEYS}, list(rows.get("rejects", [])))
    for table in ROW_KEYS:
        fitting, misfits = sort_misfits(table, batch.rows[table])
        failures = find_failures(table, make_frame(table, fitting))
        batch.refuse(table, [*misfits, *((fitting[number], *failure) for number, failure in sorted(failures.items()))])
    batch.settle()
    frames = {table: make_frame(table, some) for table, some in batch.rows.items()}
    while broken := list(find_broken(frames)):
        for table in ROW_KEYS:
            found = {(row["row_id"], row["document_id"]): row for row in broken if row["table_name"] == table}
            batch.refuse(table, [
                (row, found[key]["check_name"], found[key]["value"])
                for row in batch.rows[table] if (key := (row[ROW_KEYS[table]], row["document_id"])) in found
            ])  # fmt: skip
        batch.settle()
        frames = {table: make_frame(table, some) for table, some in batch.rows.items()}
    outcomes = [clean_row(quarantine_outcome(row, batch.refused)) for row in rows.get("outcomes", [])]
    for table, some in (("outcomes", outcomes), ("rejects", unique_rejects(batch.rejects))):
        frames[table] = make_frame(table, some)
        TABLES[table].validate(frames[table])
    return frames


@dataclass
class CheckedBatch:
    """The rows that have not been refused, the rejects of those that have, and the documents whose article was."""

    rows: Rows
    rejects: list[Row]
    refused: dict[str, str] = field(default_factory=dict)  # document_id -> check
    lost: dict[tuple[str, str], str] = field(default_factory=dict)  # document_id, article_entity_id -> check

    def refuse(self, table: str, failures: Sequence[tuple[Row, str, str | None]]) -> None:
        """Refuse rows of a table, each with its check and value."""
        for row, check, value in failures:
            self.rejects.append(make_reject(row["document_id"], table, check, value, row))
            if table == "articles":
                self.refused.setdefault(row["document_id"], check)
        gone = {id(row) for row, _, _ in failures}
        self.lost |= {
            (row["document_id"], row["article_entity_id"]): check
            for row, check, _ in failures if table == "article_entities"
        }  # fmt: skip
        self.rows[table] = [row for row in self.rows[table] if id(row) not in gone]

    def settle(self) -> None:
        """Take away what depends on what was refused."""
        for table in self.rows:
            self.rows[table] = [row for row in self.rows[table] if row["document_id"] not in self.refused]
        for table in ("entity_mentions", "entity_roles"):
            self.refuse(table, [
                (row, NAME_REFUSED, self.lost[key])
                for row in self.rows[table] if (key := (row["document_id"], row["article_entity_id"])) in self.lost
            ])  # fmt: skip
        self.rows["quotes"] = [
            row | OPEN_SPEAKER if (row["document_id"], row["speaker_article_entity_id"]) in self.lost else row
            for row in self.rows["quotes"]
        ]


def unique_rejects(rejects: Iterable[Row]) -> list[Row]:
    """Keep one of the rejects that say the same of the same row."""
    return list({row["reject_id"]: row for row in map(clean_row, rejects)}.values())


def clean_row(row: Row) -> Row:
    r"""Replace what no encoder writes in the texts of a row of the ledger.

    >>> clean_row({"detail": "fire \ud83d"})
    {'detail': 'fire ?'}
    """
    return {name: clean_text(value) if isinstance(value, str) else value for name, value in row.items()}


def clean_text(text: str) -> str:
    """Put a question mark for each half of a surrogate pair that stands alone; lengths stay."""
    return text.encode("utf-8", "replace").decode("utf-8")


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
    """Build the frame of a table from its rows, with the types of its schema and no conversion.

    Raises:
        SchemaDriftError: a row does not fit.
    """
    columns = {name: column.dtype.type for name, column in TABLES[table].to_schema().columns.items()}
    try:
        return pl.DataFrame(rows, schema=columns, strict=True, orient="row")
    except MemoryError:
        raise
    except ANY_FAULT as error:
        raise SchemaDriftError(table, str(error)) from error


def sort_misfits(table: str, rows: list[Row]) -> tuple[list[Row], list[tuple[Row, str, str | None]]]:
    """Tell the rows that a table has room for from those with a value of another type or out of its range."""
    try:
        make_frame(table, rows)
        return rows, []
    except SchemaDriftError as error:
        if len(rows) == 1:
            return [], [(rows[0], "types", str(error))]
    middle = len(rows) // 2
    (first, some), (second, more) = sort_misfits(table, rows[:middle]), sort_misfits(table, rows[middle:])
    return first + second, some + more


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
