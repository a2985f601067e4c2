"""What readers see of entities: the last files of sql/derive/entities/, their rows in and their rows out."""

from __future__ import annotations

import pytest

from tests.helpers.derivation import open_empty, run_until
from tests.helpers.resolution import Named, add_articles, query_after, remove_articles
from warehouse.connection import Connection
from warehouse.derive import run_step

PLAIN, INITIAL = "person:ada odell", "person:ada m odell"
NAMED = [
    Named(1, "Ada Odell", aliases=("Odell",), mentions=2), Named(2, "Ada Odell"), Named(3, "Ada M. Odell"),
    Named(4, "Denmark", "GPE", code="DK"),
]  # fmt: skip
OPEN = [Named(1, "Ada Odell"), Named(2, "Jonas Odell"), Named(3, "Odell")]


def test_29_assigned() -> None:
    """Each article's entity is that of the home key; a surname of several is the article's own."""
    query = "SELECT article_id, entity_key, old_id, entity_id = md5('person:ada odell') FROM assigned_claims"
    assert query_after("29_assigned", NAMED[:3], query) == [
        ("a1", PLAIN, "", True),
        ("a2", PLAIN, "", True),
        ("a3", INITIAL, "", True),
    ]
    query = "SELECT entity_id = md5('person:odell:a3') FROM entity_links WHERE entity_key = 'person:odell'"
    assert query_after("29_assigned", OPEN, query) == [(True,)]


def test_30_names() -> None:
    """How many articles call an entity by each name, and how often."""
    query = "SELECT entity_key, name, label, country_code, article_count, mention_count FROM entity_names"
    assert query_after("30_names", NAMED, query) == [
        (INITIAL, "Ada M. Odell", "PERSON", None, 1, 1),
        (PLAIN, "Ada Odell", "PERSON", None, 2, 4),
        ("place:denmark", "Denmark", "GPE", "DK", 1, 1),
    ]


def change_articles(con: Connection, last: str) -> None:
    """Remove an article and add one, and run the files up to one over it."""
    add_articles(con, NAMED)
    run_step(con, "entities")
    remove_articles(con, [1])
    add_articles(con, [Named(5, "Ada Odell")], run=2)
    run_until(con, "entities", last)


def test_30_names_are_counted_by_what_came_and_what_went() -> None:
    with open_empty() as con:
        change_articles(con, "30_names")
        deltas = con.execute("SELECT article_id, name, mention_count, sign FROM claim_deltas ORDER BY ALL").fetchall()
        counted = con.execute(
            "SELECT article_count, mention_count FROM entity_names WHERE name = 'Ada Odell'"
        ).fetchall()
    assert deltas == [("a1", "Ada Odell", 3, -1), ("a5", "Ada Odell", 1, 1)]
    assert counted == [(2, 2)]


def test_31_forms() -> None:
    """How often an entity is called by each form that stands in the texts."""
    query = "SELECT entity_key, alias, mention_count FROM entity_forms"
    assert query_after("31_forms", NAMED[:3], query) == [
        (INITIAL, "Ada M. Odell", 1),
        (PLAIN, "Ada Odell", 3),
        (PLAIN, "Odell", 1),
    ]


def test_32_members() -> None:
    """The names of each entity, why they are its, and which are of the key that names it."""
    query = "SELECT name, evidence, home_key, is_open, is_home FROM member_names"
    assert query_after("32_members", NAMED[:3], query) == [
        ("Ada M. Odell", "middle initial", PLAIN, False, False),
        ("Ada Odell", "name", PLAIN, False, True),
    ]


def test_33_named() -> None:
    """One name and one type for each entity, unless a user decided; whether it may be another as well."""
    query = "SELECT name, label, country_code, wikidata_id, mention_count, is_ambiguous FROM named_entities"
    assert query_after("33_named", NAMED, query) == [
        ("Ada Odell", "PERSON", None, None, 5, False),
        ("Denmark", "GPE", "DK", None, 1, False),
    ]
    lines = "rename,Ada Odell,Ada Marit Odell\nwikidata,Ada Odell,Q42"
    assert query_after("33_named", NAMED[:1], query, lines) == [("Ada Marit Odell", "PERSON", None, "Q42", 3, False)]
    query = "SELECT name, is_ambiguous FROM named_entities"
    assert query_after("33_named", OPEN, query) == [("Ada Odell", False), ("Jonas Odell", False), ("Odell", True)]


def test_34_aliases() -> None:
    """Each form of an entity and why it was taken for it; the name that a user gave it stands in no text."""
    query = "SELECT alias, mention_count, evidence FROM entity_aliases"
    assert query_after("34_aliases", NAMED[:3], query, "rename,Ada Odell,Ada Marit Odell") == [
        ("Ada M. Odell", 1, "middle initial"),
        ("Ada Marit Odell", 0, "canonical"),
        ("Ada Odell", 3, "name"),
        ("Odell", 1, "name"),
    ]


def test_35_counts() -> None:
    """In how many articles each entity is; where one went they are counted again, with the times."""
    query = "SELECT article_count, day(first_seen_at), day(last_seen_at) FROM counted_entities"
    assert query_after("35_counts", NAMED[:3], query) == [(3, 2, 4)]
    with open_empty() as con:
        change_articles(con, "35_counts")
        counted = con.execute(query).fetchall()
    assert counted == [(3, 3, 6)]


def test_36_entities() -> None:
    """One row a real-world entity."""
    query = "SELECT name, label, country_code, aliases, mention_count, article_count, is_ambiguous FROM entities"
    assert query_after("36_entities", NAMED, query) == [
        ("Ada Odell", "PERSON", None, ["Ada M. Odell", "Odell"], 5, 3, False),
        ("Denmark", "GPE", "DK", [], 1, 1, False),
    ]


QUOTE = """
    INSERT INTO quotes BY NAME
    SELECT 'q1' AS quote_id, 'a3' AS article_id, 'd' AS document_id, 'direct' AS quote_type, 'We wait' AS text,
        [] AS spans, 0 AS start_char, 7 AS end_char, 'person' AS speaker_kind, 0.9 AS confidence, 'marks' AS rule,
        $speaker AS speaker_article_entity_id, $name AS speaker_name_in_article
"""


@pytest.mark.parametrize(
    ("speaker", "name", "shown"),
    [("a3 Ada M. Odell PERSON", "Ada M. Odell", "Ada Odell"), (None, "an aide", "an aide")],
)
def test_37_carried(speaker: str | None, name: str, shown: str) -> None:
    """Mentions and quotations have the entity, and who spoke its name; a speaker without one keeps the article's."""
    with open_empty() as con:
        add_articles(con, NAMED[:3])
        con.execute(QUOTE, {"speaker": speaker, "name": name})
        run_until(con, "entities", "37_carried")
        mentions = con.execute(
            "SELECT count(*), count(DISTINCT entity_id), count(entity_id) FROM entity_mentions"
        ).fetchall()
        quoted = con.execute("SELECT speaker_name, speaker_entity_id = md5($1) FROM quotes", [PLAIN]).fetchall()
    assert mentions == [(5, 1, 5)]
    assert quoted == [(shown, True if speaker else None)]
