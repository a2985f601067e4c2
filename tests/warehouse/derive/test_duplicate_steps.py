"""Which article copies which: each file of sql/derive/duplicates/, its rows in and its rows out."""

from __future__ import annotations

import json

from tests.helpers.derivation import UNREAD, open_empty, run_until
from warehouse.connection import Connection
from warehouse.derive import run_step

ARTICLES = f"""
    INSERT INTO articles BY NAME
    SELECT *, 'instant' AS published_precision, published_at AS seen_at, 1 AS batch, {UNREAD}
    FROM (SELECT unnest(from_json($rows, '[{{"article_id": "VARCHAR", "published_at": "TIMESTAMPTZ",
        "word_count": "INTEGER", "signature": ["UINTEGER"], "bands": ["UBIGINT"]}}]'), recursive := true))
"""
# An original, its copy on the next day, the copy cut to half, another report, and a text too short to tell.
ORIGINAL = ("a1", 1, 100, [1, 2, 3, 4], [10, 20])
COPY = ("a2", 2, 100, [1, 2, 3, 4], [10, 20])
CUT = ("a3", 3, 50, [1, 2, 7, 8], [10, 99])
REPORT = ("a4", 4, 100, [1, 6, 7, 8], [77, 20])
SHORT = ("a5", 5, 12, [1, 2, 3, 4], [10, 20])

Row = tuple[str, int, int, list[int], list[int]]


def add(con: Connection, *rows: Row) -> None:
    """Write articles: id, day, words, signature and bands."""
    names = ("article_id", "published_at", "word_count", "signature", "bands")
    values = [dict(zip(names, (key, f"2031-05-{day:02} 06:00:00+00", *rest), strict=True)) for key, day, *rest in rows]
    con.execute(ARTICLES, {"rows": json.dumps(values)})


def query_after(last: str, query: str) -> list[tuple[object, ...]]:
    with open_empty() as con:
        add(con, ORIGINAL, COPY, CUT, REPORT, SHORT)
        run_until(con, "duplicates", last)
        return con.execute(f"FROM ({query}) ORDER BY ALL").fetchall()


def test_01_changes() -> None:
    """Articles that came, went or changed, with the bands of those that are there; short texts take no part."""
    with open_empty() as con:
        add(con, ORIGINAL, COPY, CUT)
        run_step(con, "duplicates")
        con.execute("DELETE FROM articles WHERE article_id IN ('a2', 'a3')")
        add(con, ("a3", 3, 60, [1, 2, 7, 8], [10, 99]), REPORT, SHORT)
        run_until(con, "duplicates", "01_changes")
        changed = con.execute("FROM changed_articles ORDER BY ALL").fetchall()
        bands = con.execute("FROM new_bands ORDER BY ALL").fetchall()
    assert changed == [("a2",), ("a3",), ("a4",)]
    assert bands == [("a3", 1, 10), ("a3", 2, 99), ("a4", 1, 77), ("a4", 2, 20)]


def test_02_bands() -> None:
    """One row an article and band, and who is to be compared: at first everybody."""
    assert query_after("02_bands", "FROM article_bands WHERE band IN (10, 20)") == [
        ("a1", 1, 10),
        ("a1", 2, 20),
        ("a2", 1, 10),
        ("a2", 2, 20),
        ("a3", 1, 10),
        ("a4", 2, 20),
    ]
    assert query_after("02_bands", "FROM compared_articles") == [("a1",), ("a2",), ("a3",), ("a4",)]


def test_02_bands_that_become_a_crowd_are_compared_anew() -> None:
    """Beyond fifty articles a band pairs its articles with its first one only."""
    crowd = [(f"b{number:02}", 1, 100, [number], [10]) for number in range(50)]
    with open_empty() as con:
        add(con, *crowd)
        run_step(con, "duplicates")
        add(con, COPY)
        run_until(con, "duplicates", "03_pairs")
        compared = con.execute("SELECT count(*) FROM compared_articles").fetchall()
        pairs = con.execute("SELECT count(*), count(*) FILTER (left_id = 'a2') FROM candidate_pairs").fetchall()
    assert compared == [(51,)]
    assert pairs == [(50, 50)]


def test_03_pairs() -> None:
    """Of articles that share a band, those that share enough: of its words, or of the shorter one's."""
    assert query_after("03_pairs", "FROM candidate_pairs") == [
        ("a1", "a2"),
        ("a1", "a3"),
        ("a1", "a4"),
        ("a2", "a3"),
        ("a2", "a4"),
    ]
    assert query_after("03_pairs", "FROM article_pairs") == [("a1", "a2", 1.0), ("a1", "a3", 1.0), ("a2", "a3", 1.0)]


def test_04_clusters() -> None:
    """Everybody by rank, which is that of their dates, and the smallest rank that they reach over pairs."""
    assert query_after("04_clusters", "FROM article_ranks") == [("a1", 1), ("a2", 2), ("a3", 3)]
    assert query_after("04_clusters", "FROM clusters") == [(1, 1), (2, 1), (3, 1)]


def test_05_copies() -> None:
    """One row a copy, with its original, the earliest of its cluster."""
    assert query_after("05_copies", "FROM article_duplicates") == [("a2", "a1", 1.0), ("a3", "a1", 1.0)]
    assert query_after("05_copies", "SELECT article_id, duplicate_of FROM articles") == [
        ("a1", None),
        ("a2", "a1"),
        ("a3", "a1"),
        ("a4", None),
        ("a5", None),
    ]
    assert query_after("05_copies", "SELECT article_id FROM article_fingerprints") == [
        ("a1",),
        ("a2",),
        ("a3",),
        ("a4",),
    ]
