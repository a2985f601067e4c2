"""Loads staged parts into the warehouse: in any order, any number of times, with the same result.

A part is a directory with one Parquet file a table and a manifest:

    {"run_id": str, "batch": int, "seen_at": ISO 8601, "tables": {table: rows}, "sha256": {table: digest of its file},
     "documents": [{"document_id", "source_id", "location", "content_sha256", ...}]}

The SQL is in load/*.sql. Each document's latest content, each article's newest version and each document's
standing are decided over the set of all that is known of the articles that a part touches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connection import Connection, read_sql, run_with_memory, transaction
from warehouse.errors import PartError
from warehouse.identity import settle_addresses

MANIFEST = "manifest.json"
# Tables whose rows belong to one version of an article -> what changes when rows leave for history, and come back.
VERSION_TABLES: dict[str, tuple[str, str]] = {
    "article_images": ("", ""),
    "article_entities": ("", ""),
    "entity_mentions": ("EXCLUDE (entity_id)", ""),
    "entity_roles": ("", ""),
    "quotes": (
        "EXCLUDE (speaker_entity_id, speaker_name_in_article, utterance_id) "
        "REPLACE (m.speaker_name_in_article AS speaker_name)",
        ", speaker_name AS speaker_name_in_article",
    ),
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a part says of itself."""

    run_id: str
    batch: int
    seen_at: datetime
    tables: Mapping[str, int]
    sha256: Mapping[str, str]
    documents: list[dict[str, Any]]


def load_part(con: Connection, part: Path) -> None:
    """Merge a staged part into the warehouse, in one transaction.

    A part of a run that is not in the ledger (its database was lost) brings its run with it.

    Raises:
        PartError: the part is not what its manifest says; nothing of it was loaded.
        DatabaseWriteError: the disk is full or gone; the part stays as it is, to be loaded later.
    """
    manifest = read_manifest(part)
    check_files(part, manifest)

    def load() -> None:
        with transaction(con):
            stage_part(con, part, manifest)
            note_run(con, manifest)
            settle_addresses(
                con, manifest.run_id, manifest.seen_at, {name: sql for name, (sql, _) in VERSION_TABLES.items()}
            )
            merge_staged(con)
            recount_finished_run(con, manifest.run_id)

    try:
        run_with_memory(con, load)
    except duckdb.Error as error:
        raise PartError(part, f"its rows do not fit the tables: {error}") from error


def read_manifest(part: Path) -> Manifest:
    """Read what a part says of itself."""
    try:
        found = json.loads((part / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(
            run_id=str(found["run_id"]),
            batch=int(found["batch"]),
            seen_at=datetime.fromisoformat(found["seen_at"]),
            tables={str(table): int(rows) for table, rows in found["tables"].items()},
            sha256={str(table): str(digest) for table, digest in found["sha256"].items()},
            documents=list(found["documents"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PartError(part, f"its manifest cannot be read: {type(error).__name__}: {error}") from error


def check_files(part: Path, manifest: Manifest) -> None:
    """See that a part's files are what was written: DuckDB would take many a damage for other values, or fail of it.

    Raises:
        PartError: one is not.
    """
    for table in manifest.tables:
        try:
            with (part / f"{table}.parquet").open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise PartError(part, f"{table}.parquet cannot be read: {error}") from error
        if digest != manifest.sha256.get(table):
            raise PartError(part, f"{table}.parquet is damaged: it is not what its manifest says")


def stage_part(con: Connection, part: Path, manifest: Manifest) -> None:
    """Read a part's files into the staged tables, and check that every row belongs to one of its documents."""
    con.execute(read_sql("load", "stage"))
    origin = {
        "documents": json.dumps(manifest.documents),
        "seen_at": manifest.seen_at,
        "run_id": manifest.run_id,
        "batch": manifest.batch,
    }
    stage_file(con, part, manifest, "outcomes", "documents", read_sql("load", "stage_documents"), origin)
    if len(manifest.documents) != manifest.tables.get("outcomes"):
        raise PartError(
            part,
            f"its manifest lists {len(manifest.documents)} documents and {manifest.tables.get('outcomes')} outcomes",
        )
    stage_file(con, part, manifest, "articles", "articles", read_sql("load", "stage_articles"))
    rows = read_sql("load", "stage_rows")
    for table in VERSION_TABLES:
        stage_file(con, part, manifest, table, table, rows.format(table=table))
    stage_file(con, part, manifest, "rejects", "rejects", read_sql("load", "stage_rejects"))
    con.execute(read_sql("load", "mend_staged"))


def stage_file(
    con: Connection,
    part: Path,
    manifest: Manifest,
    file: str,
    table: str,
    sql: str,
    parameters: Mapping[str, object] | None = None,
) -> None:
    """Read one file of a part; each row that the manifest counts must belong to a document of the part.

    A row that belongs to no version of an article goes to the misfits of the document that it names.
    """
    try:
        con.execute(sql, {"path": str(part / f"{file}.parquet"), **(parameters or {})})
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise PartError(part, f"{file}.parquet cannot be read: {error}") from error
    staged = count_rows(con, f"staged_{table}")
    if file in ("articles", *VERSION_TABLES) and staged != manifest.tables.get(file):
        con.execute(read_sql("load", "stage_misfits").format(table=table), {"path": str(part / f"{file}.parquet")})
        misfits = con.execute("SELECT count(*), count(document_id) FROM staged_misfits WHERE table_name = ?", [table])
        found, charged = misfits.fetchone() or (0, 0)
        staged += found if found == charged else 0
    if staged != manifest.tables.get(file):
        raise PartError(
            part, f"{file}: its manifest says {manifest.tables.get(file)} rows, but {staged} belong to its documents"
        )


def run_script(con: Connection, name: str, parameters: Mapping[str, object]) -> None:
    """Run the statements of one file of load/, each with those of the parameters that it names."""
    for statement in con.extract_statements(read_sql("load", name)):
        used = {key: value for key, value in parameters.items() if key in statement.named_parameters}
        con.execute(statement, used)


def count_rows(con: Connection, table: str) -> int:
    """Count the rows of a table of ours."""
    found = con.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    return int(found[0]) if found else 0


def note_run(con: Connection, manifest: Manifest) -> None:
    """See that the ledger has the part's run."""
    con.execute(
        read_sql("load", "note_run"), {"run_id": manifest.run_id, "flow_run_id": None, "started_at": manifest.seen_at}
    )


def merge_staged(con: Connection) -> None:
    """Merge what is staged into the core tables and the ledger."""
    con.execute(read_sql("load", "merge_documents"))
    merge_versions(con)
    for name in ("merge_run_documents", "merge_quarantine"):
        con.execute(read_sql("load", name))


def merge_refused(con: Connection) -> None:
    """Merge what a check refused: what other versions of its article there are decides what is shown."""
    merge_versions(con)
    con.execute(read_sql("load", "merge_run_documents"))
    con.execute("DELETE FROM staged_documents")  # none was read again: what was refused of them before stays so
    con.execute(read_sql("load", "merge_quarantine"))


def merge_versions(con: Connection) -> None:
    """Decide which version of each touched article is shown, and move the others to history."""
    for name in ("pool_articles", "settle_standings"):
        con.execute(read_sql("load", name))
    if count_rows(con, "known_articles"):
        write_tables(con, "gather")
    write_tables(con, "write")
    if con.execute("SELECT 1 FROM pooled_articles WHERE NOT is_newest LIMIT 1").fetchone():
        write_tables(con, "shelve")


def write_tables(con: Connection, verb: str) -> None:
    """Gather, write or shelve the articles that a load touches, and the rows of their versions."""
    con.execute(read_sql("load", f"{verb}_articles"))
    rows = read_sql("load", f"{verb}_rows")
    for table, (to_history, to_main) in VERSION_TABLES.items():
        con.execute(rows.format(table=table, to_history=to_history, to_main=to_main))


def recount_finished_run(con: Connection, run_id: str) -> None:
    """Count a run again that was over before this part of it was loaded."""
    over = con.execute("SELECT 1 FROM runs WHERE run_id = ? AND state <> 'running'", [run_id])
    if over.fetchone():
        con.execute(read_sql("load", "count_run"), {"run_id": run_id})
