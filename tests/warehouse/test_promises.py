"""A broken promise costs its article: the run goes on, the rest is published, and reading again cures it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.helpers.article_rows import Page, at
from tests.helpers.checks import find_broken_promises
from tests.helpers.sample_archive import CHANGED, SAMPLE
from tests.helpers.spoiling import SPOILT, STAGED, alter, spoil
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse import derive
from warehouse.connection import Connection, fetch_rows, list_sql
from warehouse.errors import CheckError
from warehouse.ledger import finish_run, start_run
from warehouse.loader import load_part
from warehouse.promises import Findings, check_books, is_full_check_due, mend_derived, refuse_broken

OTHERS = {page.article_id for page in SAMPLE if page.refusal is None} - {SPOILT.article_id}
# What no staged row brings about: damage to the loaded tables.
LOADED = {
    "articles_unique": "INSERT INTO articles FROM articles WHERE article_id = $id",
    "versions_counted": "UPDATE articles SET version = 9 WHERE article_id = $id",
    "newest_version_is_held": "UPDATE articles SET text_sha256 = 'older' WHERE article_id = $id",
    "one_document_stands_loaded": "UPDATE documents SET status = 'duplicate' WHERE article_id = $id",
    "articles_seen_in_order": "UPDATE articles SET last_seen_at = '2000-01-01' WHERE article_id = $id",
}
DERIVED = {
    "entities_counted": "UPDATE entities SET mention_count = 99",
    "links_carried": "UPDATE quotes SET speaker_entity_id = NULL",
    "copies_point_at_originals": "UPDATE articles SET duplicate_of = article_id",
    "derived_keys_unique": "INSERT INTO entities FROM entities LIMIT 1",
    "derived_no_orphans": "DELETE FROM entities",
    "entities_seen_in_order": "UPDATE entities SET last_seen_at = '2000-01-01'",
}
BOOKS = {
    "ledger_adds_up": "UPDATE runs SET loaded = loaded + 1 WHERE state <> 'running'",
    "ledger_keys_unique": "INSERT INTO documents FROM documents LIMIT 1",
    "ledger_no_orphans": "UPDATE documents SET article_id = 'nowhere' WHERE status = 'quarantined'",
    "ledger_words": "UPDATE documents SET status = 'ghost'",
    "ledger_times_in_order": "UPDATE documents SET last_seen_at = '2000-01-01'",
    "refusals_are_kept": "DELETE FROM quarantine",
}


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with open_warehouse(tmp_path) as con:
        yield con


def run(con: Connection, name: str, hours: float, *parts: Path, damage: str = "") -> Findings:
    """What a run does once its parts are staged, up to its publishing."""
    findings = Findings()
    start_run(con, name, None, at(hours))
    for part in parts:
        load_part(con, part)
    if damage:
        con.execute(damage, {"id": SPOILT.article_id})
    refuse_broken(con, name, findings)
    findings.problems += derive.run(con).problems
    mend_derived(con, name, findings)
    finish_run(con, name, "completed", at(hours + 1))
    check_books(con)
    assert find_broken_promises(con) == {}
    return findings


def list_articles(con: Connection) -> set[str]:
    return {article_id for (article_id,) in con.execute("SELECT article_id FROM articles").fetchall()}


def see_refused_and_cured(con: Connection, folder: Path, check: str) -> None:
    """The spoilt article alone is in quarantine, and reading it again brings it back."""
    assert list_articles(con) == OTHERS
    held = fetch_rows(con, "FROM quarantine WHERE document_id = $id AND NOT is_cured", {"id": SPOILT.document_id})
    assert check in {row["check_name"] for row in held}
    assert {row["run_id"] for row in held} == {"run1"}
    assert all(json.loads(row["row"]) for row in held)
    stands = "SELECT status, reason, article_id, content_sha256 FROM documents WHERE document_id = ?"
    assert con.execute(stands, [SPOILT.document_id]).fetchone() == ("quarantined", check, None, SPOILT.content_sha256)
    counts = con.execute("SELECT discovered, loaded, quarantined FROM runs WHERE run_id = 'run1'").fetchone()
    assert counts == (5, 3, 2)

    findings = run(con, "run2", 72, write_part(folder, [SPOILT], run="run2", hours=72))

    assert findings.describe() == []
    assert list_articles(con) == OTHERS | {SPOILT.article_id}
    held = fetch_rows(con, "SELECT is_cured FROM quarantine WHERE document_id = $id", {"id": SPOILT.document_id})
    assert {row["is_cured"] for row in held} == {True}


@pytest.mark.parametrize("case", STAGED)
def test_a_spoilt_row_in_a_staged_part_costs_its_article_and_reading_again_cures_it(
    con: Connection, tmp_path: Path, case: str
) -> None:
    table, change, check = STAGED[case]
    part = write_part(tmp_path, SAMPLE, hours=48)
    spoil(part, table, alter(change))

    run(con, "run1", 48, part)

    see_refused_and_cured(con, tmp_path, check)


def test_a_row_that_a_staged_part_has_twice_costs_its_article(con: Connection, tmp_path: Path) -> None:
    part = write_part(tmp_path, SAMPLE, hours=48)
    spoil(part, "quotes", lambda frame: pl.concat([frame, frame.filter(document_id=SPOILT.document_id)]))
    findings = run(con, "run1", 48, part)
    assert list(findings.refused) == ["row_keys_unique"]
    see_refused_and_cured(con, tmp_path, "row_keys_unique")


def test_a_key_that_another_article_has_costs_one_of_them(con: Connection, tmp_path: Path) -> None:
    part = write_part(tmp_path, SAMPLE, hours=48)
    spoil(part, "quotes", lambda frame: frame.with_columns(quote_id=pl.lit("f" * 32)))
    run(con, "run1", 48, part)
    assert len(list_articles(con)) == 1


def test_an_article_that_is_missing_from_its_part_costs_its_document(con: Connection, tmp_path: Path) -> None:
    part = write_part(tmp_path, SAMPLE, hours=48)
    for table in ("articles", "article_images", "article_entities", "entity_mentions", "entity_roles", "quotes"):
        spoil(part, table, lambda frame: frame.filter(pl.col("document_id") != SPOILT.document_id))
    run(con, "run1", 48, part)
    see_refused_and_cured(con, tmp_path, "article_missing")


@pytest.mark.parametrize("check", LOADED)
def test_damage_to_an_article_costs_it_alone_and_reading_again_cures_it(
    con: Connection, tmp_path: Path, check: str
) -> None:
    findings = run(con, "run1", 48, write_part(tmp_path, SAMPLE, hours=48), damage=LOADED[check])
    assert check in findings.refused
    assert any(check in line for line in findings.describe())
    reason = min(findings.refused)
    see_refused_and_cured(con, tmp_path, reason)


@pytest.mark.parametrize("check", DERIVED)
def test_what_is_derived_is_derived_anew_before_anything_is_refused(
    con: Connection, tmp_path: Path, check: str
) -> None:
    run(con, "run1", 48, write_part(tmp_path, SAMPLE, hours=48))
    before = fetch_rows(con, "FROM entities ORDER BY entity_id")
    con.execute(DERIVED[check])
    assert check in find_broken_promises(con)

    findings = run(con, "run2", 72)

    assert findings.describe() == []
    assert fetch_rows(con, "FROM entities ORDER BY entity_id") == before


@pytest.mark.parametrize("check", BOOKS)
def test_damage_to_the_books_holds_the_snapshot_back_until_it_is_undone(
    con: Connection, tmp_path: Path, check: str
) -> None:
    run(con, "run1", 48, write_part(tmp_path, SAMPLE, hours=48))
    con.execute("BEGIN")
    con.execute(BOOKS[check])
    with pytest.raises(CheckError, match=f"(?s)ledger is damaged.*{check}") as caught:
        check_books(con)
    assert check in caught.value.failures
    con.execute("ROLLBACK")
    assert run(con, "run2", 72).describe() == []


def test_every_check_has_its_spoilt_row() -> None:
    kinds = {kind: set(list_sql(f"checks/{kind}")) for kind in ("rows", "articles", "derived", "books")}
    assert kinds["rows"] - {"row_keys_unique"} <= set(STAGED)
    assert (kinds["articles"], kinds["derived"], kinds["books"]) == (set(LOADED), set(DERIVED), set(BOOKS))


def test_an_older_version_that_is_sound_is_shown_instead(con: Connection, tmp_path: Path) -> None:
    run(con, "run1", 48, write_part(tmp_path, SAMPLE, hours=48))
    part = write_part(tmp_path, [CHANGED], run="run2", hours=60)
    spoil(part, "quotes", lambda frame: frame.with_columns(speaker_kind=pl.lit("ghost")))

    run(con, "run2", 60, part)

    shown = "SELECT text, version FROM articles WHERE article_id = ?"
    assert con.execute(shown, [CHANGED.article_id]).fetchone() == (SAMPLE[2].text, 1)
    quoted = "SELECT text, speaker_kind FROM quotes WHERE article_id = ?"
    assert con.execute(quoted, [CHANGED.article_id]).fetchall() == [("We dig,", "person")]
    run(con, "run3", 72, write_part(tmp_path, [CHANGED], run="run3", hours=72))
    assert con.execute(shown, [CHANGED.article_id]).fetchone() == (CHANGED.text, 2)


def test_another_document_with_the_same_text_is_shown_instead(con: Connection, tmp_path: Path) -> None:
    longer = Page(SPOILT.location + "?from=feed", "ferry", SPOILT.text, published=1)
    part = write_part(tmp_path, [*SAMPLE, longer], hours=48)
    spoil(part, "quotes", alter({"speaker_kind": "ghost"}))
    run(con, "run1", 48, part)
    held = con.execute("SELECT location FROM articles WHERE article_id = ?", [SPOILT.article_id]).fetchone()
    assert held == (longer.location,)


def test_a_derivation_that_fails_leaves_its_tables_empty_and_the_next_run_recovers(
    con: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = {"derive/entities": {"28_homes": "SELECT nonsense"}}
    with monkeypatch.context() as patched:
        patched.setattr(derive, "list_sql", lambda folder: dict(list_sql(folder)) | bad.get(folder, {}))
        findings = run(con, "run1", 48, write_part(tmp_path, SAMPLE, hours=48))
    assert "entities could not be derived: derive/entities/28_homes.sql" in findings.describe()[0]
    assert con.execute("SELECT count(*) FROM entities").fetchone() == (0,)
    assert list_articles(con) == OTHERS | {SPOILT.article_id}
    assert run(con, "run2", 72).describe() == []
    assert con.execute("SELECT count(*) > 0 FROM entities").fetchone() == (True,)


def test_a_part_loaded_again_after_its_refusal_is_refused_again(con: Connection, tmp_path: Path) -> None:
    part = write_part(tmp_path, SAMPLE, hours=48)
    spoil(part, "quotes", alter({"speaker_kind": "ghost"}))
    load_part(con, part)
    refuse_broken(con, "run1", Findings())
    run(con, "run1", 48, part)
    see_refused_and_cured(con, tmp_path, "closed_words")


@pytest.mark.parametrize("is_full", [True, False])
def test_a_run_within_a_day_checks_what_it_met_and_the_first_of_a_day_checks_all(
    con: Connection, tmp_path: Path, is_full: bool
) -> None:
    run(con, "run1", 48, write_part(tmp_path, SAMPLE, hours=48))
    con.execute("UPDATE articles SET text = text || '!' WHERE article_id = ?", [SPOILT.article_id])
    part = write_part(tmp_path, [CHANGED], run="run2", hours=50)
    spoil(part, "quotes", lambda frame: frame.with_columns(speaker_kind=pl.lit("ghost")))
    start_run(con, "run2", None, at(50))
    load_part(con, part)
    findings = Findings()

    refuse_broken(con, "run2", findings, is_full=is_full)

    refused = {article_id for articles in findings.refused.values() for article_id in articles}
    assert refused == {CHANGED.article_id} | ({SPOILT.article_id} if is_full else set())


def test_what_a_run_did_not_meet_is_not_refused_for_what_is_not_seen_of_it(con: Connection, tmp_path: Path) -> None:
    page = Page("https://courier.example/ferry-will-not-sail.html", "ferry", SAMPLE[0].text, published=1)
    file = Page("f/a.txt", "ferry", SAMPLE[0].text, published=1, origin="file")
    run(con, "run1", 48, write_part(tmp_path, [page, file], hours=48))
    start_run(con, "run2", None, at(50))
    load_part(con, write_part(tmp_path, [CHANGED], run="run2", hours=50))
    findings = Findings()

    refuse_broken(con, "run2", findings, is_full=False)

    assert findings.refused == {}


@pytest.mark.parametrize(
    ("state", "hours", "is_due"),
    [("completed", 60, False), ("completed", 80, True), ("failed", 60, True), ("killed", 60, True)],
)
def test_all_rows_are_checked_once_a_day_and_after_a_run_that_did_not_end(
    con: Connection, state: str, hours: float, is_due: bool
) -> None:
    start_run(con, "run1", None, at(48))
    assert is_full_check_due(con, "run1")
    finish_run(con, "run1", state, at(49))
    start_run(con, "run2", None, at(hours))
    assert is_full_check_due(con, "run2") is is_due
