"""Which reports are of one event: each file of sql/derive/stories/, its rows in and its rows out."""

from __future__ import annotations

import json

from tests.helpers.derivation import UNREAD, open_empty, run_until
from warehouse.connection import Connection
from warehouse.derive import run_step

ARTICLES = f"""
    INSERT INTO articles BY NAME
    SELECT * EXCLUDE (words) REPLACE (words AS text) FROM (
        SELECT *, 'instant' AS published_precision, published_at AS seen_at, 1 AS batch, 10 AS word_count, {UNREAD},
            'en' AS language, words AS title, [] AS bands, [] AS signature
        FROM (SELECT unnest(from_json($rows, '[{{"article_id": "VARCHAR", "published_at": "TIMESTAMPTZ",
            "words": "VARCHAR", "duplicate_of": "VARCHAR"}}]'), recursive := true))
    )
"""
MENTION = """
    INSERT INTO entity_mentions BY NAME
    SELECT 'm' AS mention_id, ? AS article_id, 'd' AS document_id, 'text' AS field, ? AS text, 'GPE' AS label,
        0 AS start_char, 1 AS end_char, false AS is_metonym, 'model' AS rule
"""
Row = tuple[str, int, str] | tuple[str, int, str, str]
# A report, another of the same words a day later, its copy, one of other words, one of the same words next week.
FIRST: Row = ("a1", 1, "skarrow granary")
SECOND: Row = ("a2", 2, "skarrow granary")
COPY: Row = ("a3", 2, "skarrow granary", "a1")
OTHER: Row = ("a4", 1, "odelsund tramway")
LATE: Row = ("a5", 8, "skarrow granary")


def add(con: Connection, *rows: Row) -> None:
    """Write articles: id, day, the words that title and text consist of, and the id of what they copy."""
    names = ("article_id", "published_at", "words", "duplicate_of")
    values = [dict(zip(names, (key, f"2031-05-{day:02} 06:00:00+00", *rest), strict=False)) for key, day, *rest in rows]
    con.execute(ARTICLES, {"rows": json.dumps(values)})


def query_after(last: str, query: str) -> list[tuple[object, ...]]:
    with open_empty() as con:
        add(con, FIRST, SECOND, COPY, OTHER, LATE)
        run_until(con, "stories", last)
        return con.execute(f"FROM ({query}) ORDER BY ALL").fetchall()


def test_01_changes() -> None:
    """Reports that came, went or changed; copies take no part."""
    with open_empty() as con:
        add(con, FIRST, SECOND, COPY)
        run_step(con, "stories")
        con.execute("DELETE FROM articles WHERE article_id IN ('a1', 'a2')")
        add(con, ("a1", 1, "skarrow mill"), OTHER)
        run_until(con, "stories", "01_changes")
        assert con.execute("FROM story_changes ORDER BY ALL").fetchall() == [("a1", True), ("a2", False), ("a4", True)]
        assert con.execute("SELECT article_id FROM story_present ORDER BY ALL").fetchall() == [("a1",), ("a4",)]


def test_02_words() -> None:
    """The words of a report, rarest and most frequent first, names twice; not those that every text has."""
    with open_empty() as con:
        add(con, ("a1", 1, "The granary of Skarrow on the sea, 12 sailors, 1931"))
        con.execute(MENTION, ["a1", "Skarrow"])
        run_until(con, "stories", "02_words")
        words = con.execute("SELECT rank, word FROM story_words ORDER BY ALL").fetchall()
        squares = con.execute("SELECT round(sum(weight * weight), 5) FROM story_words").fetchall()
        readings = con.execute("SELECT article_id, language FROM story_readings").fetchall()
    assert words == [(1, "skarrow"), (2, "granary"), (3, "sailors"), (4, "1931"), (5, "12"), (6, "sea")]
    assert squares == [(1.0,)]
    assert readings == [("a1", "en")]


def test_03_pairs() -> None:
    """Reports that share rare words within three days, less alike the longer one is after the other."""
    assert query_after("03_pairs", "FROM story_pairs") == [("a1", "a2", 0.606531)]
    assert query_after("03_pairs", "SELECT article_id FROM story_touched") == [("a1",), ("a2",), ("a4",), ("a5",)]
    assert query_after("03_pairs", "FROM story_members") == [
        ("a1", "a1", "a1", 0.6065, "a2"),
        ("a2", "a1", "a1", 0.6065, "a1"),
        ("a4", "a4", "a4", None, None),
        ("a5", "a5", "a5", None, None),
    ]


def test_04_rows() -> None:
    """One row a story, copies in that of their original and no voice of their own."""
    assert query_after("04_rows", "SELECT story_id, title, article_count, original_count FROM stories") == [
        ("a1", "skarrow granary", 3, 2),
        ("a4", "odelsund tramway", 1, 1),
        ("a5", "skarrow granary", 1, 1),
    ]
    assert query_after("04_rows", "SELECT article_id, story_id FROM articles") == [
        ("a1", "a1"),
        ("a2", "a1"),
        ("a3", "a1"),
        ("a4", "a4"),
        ("a5", "a5"),
    ]


def test_04_rows_lead_from_a_former_id_to_the_story() -> None:
    """A story whose first report turns out not to be the first has another id, and the old one leads to it."""
    with open_empty() as con:
        add(con, SECOND)
        run_step(con, "stories")
        add(con, FIRST)
        run_step(con, "stories")
        assert con.execute("FROM story_links").fetchall() == [("a2", "a1")]
        assert con.execute("SELECT story_id, article_count FROM stories").fetchall() == [("a1", 2)]
