"""Runs the checks in checks/, and decides what a failed check costs.

    rows/      check single rows; run by the workers over a batch before it is written, and here over all rows
    articles/  check what the loader makes of all versions of an article
    derived/   check what is derived from all articles together
    books/     check the ledger

A fault costs only what it touches. A row that fails in a worker is refused by itself, with what depends on it. If a
check fails here, the version of the article is refused: an older version without faults is shown instead, and reading
the document again (`ingest --retry`) brings the article back. Derived tables are derived again from nothing before
anything is refused; if that does not help, they are left empty. Only a fault in the ledger prevents publishing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import duckdb

from warehouse import derive, loader
from warehouse.connection import (
    Connection,
    fetch_rows,
    list_sql,
    read_sql,
    run_with_memory,
    telling_faults,
    transaction,
)
from warehouse.errors import CheckError, QueryError

# Tables with rows of articles -> their key.
ROW_KEYS = {
    "articles": "article_id",
    "article_images": "article_image_id",
    "article_entities": "article_entity_id",
    "entity_mentions": "mention_id",
    "entity_roles": "role_id",
    "quotes": "quote_id",
}
SAMPLE_ROWS = 5
ROWS_OF_ARTICLE = 20  # a broken article is refused whole: as many rows as show what is wrong are kept of it
ROUNDS = 4  # as many versions of an article give way to an older one; then the article is refused whole
WORKER_MEMORY = "256MiB"


@dataclass
class Findings:
    """What the checks of a run found: articles refused by check, and what is wrong with derived tables."""

    refused: dict[str, set[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def note(self, broken: Iterable[Mapping[str, Any]]) -> None:
        """Note the articles of broken rows under their checks."""
        for row in broken:
            self.refused.setdefault(row["check_name"], set()).add(row["article_id"])

    def describe(self) -> list[str]:
        """Say what was found, a line for each check that refused an article and for each problem.

        >>> Findings({"spans_in_order": {"a", "b"}}).describe()
        ['the check spans_in_order refused 2 articles: see `dateline quarantine list`, then try `ingest --retry`']
        """
        return [
            f"the check {name} refused {len(articles)} {'article' if len(articles) == 1 else 'articles'}: "
            "see `dateline quarantine list`, then try `ingest --retry`"
            for name, articles in sorted(self.refused.items())
        ] + self.problems


def find_broken(con: Connection, kind: str, rows_of_article: int = ROWS_OF_ARTICLE) -> list[dict[str, Any]]:
    """Run the checks of a kind whose rows belong to articles or derived tables.

    Returns:
        One row for each broken one (of an article and check at most so many): `check_name`, `table_name`, `row_id`,
        `article_id`, `document_id` and `value`; the ids are null where the check cannot tell them.

    Raises:
        QueryError: a check itself fails.
    """
    broken: list[dict[str, Any]] = []
    for name, sql in list_sql(f"checks/{kind}").items():
        limited = f"""
            SELECT $name AS check_name, * FROM (\n{sql}\n)
            QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY table_name, row_id) <= $most
        """
        broken += fetch_check(con, f"{kind}/{name}", limited, {"name": name, "most": rows_of_article})
    return broken


def fetch_check(
    con: Connection, name: str, sql: str, parameters: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """Run one check."""

    def read() -> list[dict[str, Any]]:
        with telling_faults():
            return fetch_rows(con, sql, parameters)

    try:
        return run_with_memory(con, read)
    except duckdb.Error as error:
        raise QueryError(f"checks/{name}.sql", str(error)) from error


def find_samples(con: Connection, kind: str) -> dict[str, list[dict[str, Any]]]:
    """Run the checks of a kind, for a few rows of each."""
    found = {
        name: fetch_check(con, f"{kind}/{name}", f"FROM (\n{sql}\n) LIMIT {SAMPLE_ROWS}")
        for name, sql in list_sql(f"checks/{kind}").items()
    }
    return {name: rows for name, rows in found.items() if rows}


def find_broken_rows(folder: Path) -> list[dict[str, Any]]:
    """Run the checks of rows over the Parquet files of a batch, before they become a part.

    Args:
        folder: Holds a file for each table of `ROW_KEYS`.
    """
    with duckdb.connect(config={"threads": 1, "memory_limit": WORKER_MEMORY}) as con:
        for table in ROW_KEYS:
            path = str(folder / f"{table}.parquet").replace("'", "''")
            con.execute(f"CREATE VIEW {table} AS FROM read_parquet('{path}')")
        return find_broken(con, "rows", 1_000_000)


def is_full_check_due(con: Connection, run_id: str) -> bool:
    """Tell whether a run is to check all rows: the first one of each day, and the first one after a run that failed.

    The others check the articles that they met; what else there is was checked when it came, and is again the next day.
    """
    return con.execute(read_sql("report", "full_check_due"), {"run_id": run_id}).fetchone() != (False,)


@contextmanager
def narrowed(con: Connection, run_id: str) -> Iterator[set[str]]:
    """Let checks see the rows of the articles that a run met and no others, in tables of the same names.

    The ledger is seen whole, so what a check says of other articles is void.

    Yields:
        The articles.
    """
    met = "(SELECT article_id FROM run_documents WHERE run_id = $run_id AND state <> 'unchanged')"
    articles = {
        article_id for (article_id,) in con.execute(f"SELECT DISTINCT * FROM {met}", {"run_id": run_id}).fetchall()
    }
    for table in ROW_KEYS:
        # Found by article first and read by row then: what a run adds stands at the end, and no other is read whole.
        con.execute(
            f"CREATE TEMP TABLE {table} AS FROM main.{table} WHERE rowid IN "
            f"(SELECT rowid FROM main.{table} WHERE article_id IN {met})",
            {"run_id": run_id},
        )
    try:
        yield articles
    finally:
        for table in ROW_KEYS:
            con.execute(f"DROP TABLE temp.{table}")


def refuse_broken(
    con: Connection,
    run_id: str,
    findings: Findings,
    kinds: Sequence[str] = ("rows", "articles"),
    *,
    is_full: bool = True,
) -> None:
    """Refuse every version of an article that fails a check, until none is left that does.

    Unless `is_full`, only the articles that the run met are checked.
    """
    for number in range(ROUNDS + 2):
        with nullcontext() if is_full else narrowed(con, run_id) as met:
            found = [row for kind in kinds for row in find_broken(con, kind) if row["article_id"] is not None]
        broken = [row for row in found if met is None or row["article_id"] in met]
        if not broken:
            return
        findings.note(broken)
        refuse_articles(con, run_id, broken, is_whole=number >= ROUNDS)


def refuse_articles(con: Connection, run_id: str, broken: Sequence[Mapping[str, Any]], *, is_whole: bool) -> None:
    """Quarantine what failed and withdraw the version shown of its articles, in one transaction.

    With `is_whole` all versions of the article go.
    """
    with transaction(con):
        con.execute(read_sql("load", "stage"))
        con.execute(
            """
            CREATE OR REPLACE TEMP TABLE refused_articles AS
            SELECT *, $is_whole::BOOLEAN AS is_whole FROM (
                SELECT unnest(from_json($broken, '[{"article_id": "VARCHAR", "document_id": "VARCHAR",
                    "check_name": "VARCHAR", "value": "VARCHAR"}]'), recursive := true)
            )""",
            {"broken": json.dumps(broken), "is_whole": is_whole},
        )
        rejects = make_rejects(con, broken)
        loader.run_script(con, "refuse_articles", {"run_id": run_id})
        for table in ROW_KEYS:
            con.execute(read_sql("load", "drop_refused").format(table=table))
        con.execute(
            """
            INSERT INTO staged_rejects BY NAME
            SELECT r.*, $run_id AS run_id, d.batch, d.fetched_at AS refused_at
            FROM (
                SELECT DISTINCT unnest(from_json($rejects, '[{"reject_id": "VARCHAR", "document_id": "VARCHAR",
                    "table_name": "VARCHAR", "check_name": "VARCHAR", "value": "VARCHAR", "row": "VARCHAR"}]'),
                    recursive := true)
            ) AS r JOIN documents AS d USING (document_id)""",
            {"rejects": json.dumps(rejects), "run_id": run_id},
        )
        loader.merge_refused(con)


def make_rejects(con: Connection, broken: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Make the quarantine rows of what failed: each row in full, and its article in full."""
    owners = dict(
        con.execute(
            "SELECT article_id, document_id FROM articles SEMI JOIN refused_articles USING (article_id)"
        ).fetchall()
    )
    known = {row[0] for row in con.execute("SELECT document_id FROM documents").fetchall()} if broken else set()
    wanted: dict[str, set[str]] = {}
    for row in broken:
        wanted.setdefault(row["table_name"], set()).add(row["row_id"])
        wanted.setdefault("articles", set()).add(row["article_id"])
    whole: dict[tuple[str, str], str] = {}
    for table, ids in wanted.items():
        rows = con.execute(
            f"SELECT {ROW_KEYS[table]}, to_json(t)::VARCHAR FROM {table} AS t WHERE {ROW_KEYS[table]} IN "
            "(SELECT unnest(from_json($ids, '[\"VARCHAR\"]')))",
            {"ids": json.dumps(sorted(ids))},
        ).fetchall()
        whole |= {(table, key): text for key, text in rows}
    rejects = {}
    for row in broken:
        candidates = (owners.get(row["article_id"]), row["document_id"])
        document_id = next((found for found in candidates if found in known), None)
        if document_id is None:
            continue
        for table, key in ((row["table_name"], row["row_id"]), ("articles", row["article_id"])):
            text = whole.get((table, key), json.dumps(row))
            parts = "\x1f".join((document_id, table, row["check_name"], text))
            reject_id = blake2b(parts.encode(), digest_size=16).hexdigest()
            rejects[reject_id] = {
                "reject_id": reject_id, "document_id": document_id, "table_name": table,
                "check_name": row["check_name"], "value": row["value"], "row": text,
            }  # fmt: skip
    return list(rejects.values())


def mend_derived(con: Connection, run_id: str, findings: Findings) -> None:
    """Check derived tables: derive them again if a check fails, refuse what still fails, or empty them."""
    if not find_broken(con, "derived"):
        return
    findings.problems += derive.rebuild(con).problems
    if not find_broken(con, "derived"):
        return
    refuse_broken(con, run_id, findings, ("derived",))
    findings.problems += derive.rebuild(con).problems
    for name, rows in find_samples(con, "derived").items():
        findings.problems.append(f"checks/derived/{name}.sql: {rows[0]}")
    if find_broken(con, "derived"):
        for step in derive.FORGETTABLE:
            derive.forget(con, step)


def check_books(con: Connection) -> None:
    """Check the ledger.

    Raises:
        CheckError: it is damaged; nothing may be published.
    """
    failures = find_samples(con, "books")
    if failures:
        raise CheckError(failures)
