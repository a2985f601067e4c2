"""Which quotations are of one thing said: each file of sql/derive/utterances/, its rows in and its rows out."""

from __future__ import annotations

import json

from tests.helpers.derivation import UNREAD, open_empty, run_until
from warehouse.connection import Connection
from warehouse.derive import run_step

ARTICLES = f"""
    INSERT INTO articles BY NAME
    SELECT *, 'instant' AS published_precision, published_at AS seen_at, 1 AS batch, 10 AS word_count, {UNREAD},
        article_id AS publisher, [] AS bands, [] AS signature
    FROM (
        SELECT DISTINCT article_id, published_at FROM (SELECT unnest(from_json($rows,
            '[{{"article_id": "VARCHAR", "published_at": "TIMESTAMPTZ"}}]'), recursive := true))
    )
"""
QUOTES = """
    INSERT INTO quotes BY NAME
    SELECT *, article_id AS document_id, [] AS spans, 0 AS start_char, 1 AS end_char, 'person' AS speaker_kind,
        speaker_entity_id AS speaker_name, 0.9 AS confidence, 'cue_after' AS rule
    FROM (SELECT unnest(from_json($rows, '[{"quote_id": "VARCHAR", "article_id": "VARCHAR", "text": "VARCHAR",
        "speaker_entity_id": "VARCHAR", "quote_type": "VARCHAR"}]'), recursive := true))
"""
Row = tuple[str, int, str, str | None, str]
# A quotation, its words cut in another paper a day later, the gist of it, other words, and the same words of nobody.
FIRST: Row = ("q1", 1, "The old dam will hold", "ada", "direct")
CUT: Row = ("q2", 2, "“Old dam will hold!”", "ada", "direct")
GIST: Row = ("q3", 3, "that the dam holds, and nobody need fear", "ada", "indirect")
OTHER: Row = ("q4", 1, "Trams are late", "bo", "direct")


def add(con: Connection, *rows: Row) -> None:
    """Write quotations, each in an article of its own: id, day, words, speaker and kind."""
    names = ("quote_id", "published_at", "text", "speaker_entity_id", "quote_type")
    values = [
        {"article_id": f"a{key[1:]}"} | dict(zip(names, (key, f"2031-05-{day:02} 06:00:00+00", *rest), strict=True))
        for key, day, *rest in rows
    ]
    for statement in (ARTICLES, QUOTES):
        con.execute(statement, {"rows": json.dumps(values)})


def query_after(last: str, query: str) -> list[tuple[object, ...]]:
    with open_empty() as con:
        add(con, FIRST, CUT, GIST, OTHER)
        run_until(con, "utterances", last)
        return con.execute(f"FROM ({query}) ORDER BY ALL").fetchall()


def test_01_changes() -> None:
    """Quotations that came, went or changed."""
    with open_empty() as con:
        add(con, FIRST, CUT)
        run_step(con, "utterances")
        con.execute("DELETE FROM quotes WHERE quote_id = 'q2'")
        con.execute("UPDATE quotes SET speaker_entity_id = 'bo' WHERE quote_id = 'q1'")
        add(con, OTHER)
        run_until(con, "utterances", "01_changes")
        changed = con.execute("FROM utterance_changes ORDER BY ALL").fetchall()
    assert changed == [("q1", True), ("q2", False), ("q4", True)]


def test_02_keys() -> None:
    """The words without marks and capitals; a key for three words in a row, a stem with its speaker, the whole."""
    assert query_after("02_keys", "SELECT quote_id, words FROM utterance_readings") == [
        ("q1", "the old dam will hold"),
        ("q2", "old dam will hold"),
        ("q3", "that the dam holds and nobody need fear"),
        ("q4", "trams are late"),
    ]
    shared = "SELECT key FROM utterance_keys WHERE quote_id = '{}'"
    both = f"{shared.format('q1')} INTERSECT {shared.format('q2')}"
    assert query_after("02_keys", f"SELECT count(*) FROM ({both})") == [(2,)]  # "old dam will", "dam will hold"
    assert query_after("02_keys", "SELECT quote_id, count(*) FROM utterance_keys GROUP BY ALL") == [
        ("q1", 3),  # "the old dam" has no word of four letters
        ("q2", 3),
        ("q3", 9),
        ("q4", 3),
    ]


def test_03_pairs() -> None:
    """Quotations that share a key are candidates; alignment decides which are of one thing said."""
    assert query_after("03_pairs", "SELECT left_id, right_id, days FROM utterance_candidates") == [("q1", "q2", 1.0)]
    assert query_after("03_pairs", "FROM utterance_pairs") == [("q1", "q2")]
    assert query_after("03_pairs", "SELECT quote_id, utterance_id, change, words_lost FROM utterance_members") == [
        ("q1", "q1", "first", []),
        ("q2", "q1", "cut", ["the"]),
        ("q3", "q3", "first", []),
        ("q4", "q4", "first", []),
    ]


def test_04_rows() -> None:
    """One row a thing said, with its fullest wording, who had it first and how far it went."""
    assert query_after(
        "04_rows",
        "SELECT utterance_id, text, speaker_name, first_publisher, article_count, variant_count FROM utterances",
    ) == [
        ("q1", "The old dam will hold", "ada", "a1", 2, 2),
        ("q3", "that the dam holds, and nobody need fear", "ada", "a3", 1, 1),
        ("q4", "Trams are late", "bo", "a4", 1, 1),
    ]
    assert query_after("04_rows", "SELECT quote_id, utterance_id FROM quotes") == [
        ("q1", "q1"),
        ("q2", "q1"),
        ("q3", "q3"),
        ("q4", "q4"),
    ]
