"""Entities across articles: the derivation on small warehouses."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from flows.identities import parse_aliases
from transforms.names import make_merge_key
from transforms.values import hashed_key
from warehouse.connection import list_sql
from warehouse.decisions import Decision, store_decisions
from warehouse.derive import run_step
from warehouse.migrate import migrate

# What the loader writes, from JSON: a row a statement would take most of the time.
ARTICLES = """
    INSERT INTO articles BY NAME SELECT article_id, article_id AS document_id, 's' AS source_id, article_id AS location,
        [] AS authors, 'text' AS text, '' AS text_sha256, 1 AS word_count, false AS is_truncated, [] AS tags,
        'text' AS extraction_method, '{}' AS evidence, [] AS signature, [] AS bands, 1 AS version, batch,
        seen_at AS first_seen_at, seen_at AS last_seen_at, seen_at AS text_first_seen_at,
        seen_at AS text_last_seen_at, seen_at, 'r' AS run_id
    FROM (SELECT unnest(from_json($rows, '[{"article_id": "VARCHAR", "seen_at": "TIMESTAMPTZ", "batch": "INTEGER"}]'),
        recursive := true))
"""
ENTITIES = """
    INSERT INTO article_entities BY NAME SELECT *, 'd' AS document_id
    FROM (SELECT unnest(from_json($rows, '[{"article_entity_id": "VARCHAR", "article_id": "VARCHAR", "name": "VARCHAR",
        "label": "VARCHAR", "aliases": ["VARCHAR"], "country_code": "VARCHAR", "gender": "VARCHAR",
        "merge_key": "VARCHAR"}]'), recursive := true))
"""
MENTIONS = """
    INSERT INTO entity_mentions BY NAME SELECT *, 'd' AS document_id, 'text' AS field, 0 AS start_char, 1 AS end_char,
        false AS is_metonym, 'model' AS rule
    FROM (SELECT unnest(from_json($rows, '[{"mention_id": "VARCHAR", "article_id": "VARCHAR",
        "article_entity_id": "VARCHAR", "text": "VARCHAR", "label": "VARCHAR"}]'), recursive := true))
"""
ROLES = """
    INSERT INTO entity_roles BY NAME
    SELECT *, article_entity_id AS role_id, 'd' AS document_id, 0 AS start_char, 1 AS end_char
    FROM (SELECT unnest(from_json($rows, '[{"article_id": "VARCHAR", "article_entity_id": "VARCHAR",
        "role": "VARCHAR"}]'), recursive := true))
"""
DERIVED = (
    "entities", "entity_links", "entity_aliases", "entity_keys", "entity_short_forms", "entity_spellings",
    "entity_homes", "entity_rivals", "entity_names", "entity_forms", "entity_decided",
)  # fmt: skip


@dataclass(frozen=True)
class Named:
    """One entity of one article: its name there, its type, other forms and how often it is mentioned."""

    article: int
    name: str
    label: str = "PERSON"
    aliases: tuple[str, ...] = ()
    mentions: int = 1
    code: str | None = None
    role: str | None = None
    gender: str | None = None

    @property
    def id(self) -> str:
        return hashed_key("entity", str(self.article), self.name, self.label)

    @property
    def ids(self) -> dict[str, str]:
        return {"article_id": make_id(self.article), "article_entity_id": self.id}

    @property
    def row(self) -> dict[str, object]:
        """The row of article_entities."""
        key = make_merge_key(self.name, self.label)
        return self.ids | {
            "name": self.name, "label": self.label, "aliases": self.aliases, "country_code": self.code,
            "gender": self.gender, "merge_key": key,
        }  # fmt: skip


@contextmanager
def open_resolved(named: Iterable[Named], decisions: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in memory whose articles name these."""
    with duckdb.connect(config={"threads": 1}) as con:
        con.execute("SET TimeZone = 'UTC'")
        migrate(con)
        add_articles(con, named)
        decide(con, decisions)
        run_step(con, "entities")
        yield con


def add_articles(con: duckdb.DuckDBPyConnection, named: Iterable[Named], run: int = 1) -> None:
    """Write articles as the loader does: what an article said before is gone."""
    entities = list(dict.fromkeys(named))
    numbers = sorted({entity.article for entity in entities})
    remove_articles(con, numbers)
    articles = [
        {"article_id": make_id(number), "seen_at": f"2031-05-{number % 28 + 1:02} 06:00:00+00", "batch": run}
        for number in numbers
    ]
    mentions = [
        {"mention_id": hashed_key(entity.id, str(i)), "text": form, "label": entity.label, **entity.ids}
        for entity in entities
        for i, form in enumerate([entity.name] * entity.mentions + list(entity.aliases))
    ]
    roles = [{**entity.ids, "role": entity.role} for entity in entities if entity.role]
    for statement, rows in (
        (ARTICLES, articles), (ENTITIES, [entity.row for entity in entities]), (MENTIONS, mentions), (ROLES, roles),
    ):  # fmt: skip
        con.execute(statement, {"rows": json.dumps(rows)})


def make_id(number: int) -> str:
    return hashed_key("article", str(number))


def remove_articles(con: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> None:
    gone = [make_id(number) for number in numbers]
    for table in ("articles", "article_entities", "entity_mentions", "entity_roles"):
        con.execute(f"DELETE FROM {table} WHERE article_id IN (SELECT unnest($1::VARCHAR[]))", [gone])


def decide(con: duckdb.DuckDBPyConnection, decisions: str) -> None:
    """Let the lines of an aliases.csv stand."""
    store_decisions(con, parse_aliases(f"action,name,value,label\n{decisions}", Path("aliases.csv")))


def resolve_names(named: Iterable[Named], decisions: str = "") -> dict[str, list[str]]:
    """The aliases of each entity by its canonical name; a name that two entities share has a number behind it."""
    with open_resolved(named, decisions) as con:
        rows = con.execute("SELECT name, aliases FROM entities ORDER BY name, entity_id").fetchall()
    names = [name for name, _ in rows]
    return {
        name if names.count(name) == 1 else f"{name} {names[:i].count(name) + 1}": aliases
        for i, (name, aliases) in enumerate(rows)
    }


def read_derived(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in DERIVED} | {
        "mentions": con.execute("SELECT mention_id, entity_id FROM entity_mentions ORDER BY ALL").fetchall()
    }


def test_middle_initial_is_the_same_person() -> None:
    named = [Named(1, "Ada M. Odell"), Named(2, "Ada Odell", mentions=3), Named(3, "Ada Odell")]
    assert resolve_names(named) == {"Ada Odell": ["Ada M. Odell"]}


def test_lone_surname_joins_the_one_who_outweighs_the_others_four_to_one() -> None:
    named = [entity for i in range(4) for entity in in_company(i, "Ada Odell")] + [Named(5, "Jonas Odell")]
    found = resolve_names([*named, *in_company(6, "Odell")])
    assert found == {"Ada Odell": ["Odell"], "Jonas Odell": [], "Skarrow Port Authority": []}
    assert "Odell" in resolve_names([*named, *in_company(6, "Odell", "Tern Rowing Club")])


def test_lone_surname_stays_alone_where_the_bearer_is_open() -> None:
    named = [Named(i, "Ada Odell") for i in range(3)] + [Named(5, "Jonas Odell"), Named(6, "Odell")]
    assert set(resolve_names(named)) == {"Ada Odell", "Jonas Odell", "Odell"}


def test_lone_surname_does_not_join_someone_hardly_known() -> None:
    named = [Named(1, "Ada Odell"), Named(2, "Ada Odell"), Named(3, "Odell")]
    assert set(resolve_names(named)) == {"Ada Odell", "Odell"}


def test_acronym_joins_the_long_form_that_articles_give_it() -> None:
    named = [Named(1, "Northern Varnland Assembly", "ORG", ("NVA",)), Named(2, "NVA", "ORG")]
    assert resolve_names(named) == {"Northern Varnland Assembly": ["NVA"]}


def test_acronym_that_is_common_without_its_long_form_is_something_else() -> None:
    named = [Named(1, "Northern Varnland Assembly", "ORG", ("NVA",))] + [Named(i, "NVA", "ORG") for i in range(2, 7)]
    assert len(resolve_names(named)) == 2


def test_acronym_of_two_bodies_joins_neither() -> None:
    named = [
        Named(1, "Northern Varnland Assembly", "ORG", ("NVA",)),
        Named(2, "National Vessel Agency", "ORG", ("NVA",)),
        Named(3, "NVA", "ORG"),
    ]
    assert len(resolve_names(named)) == 3


def test_shorter_names_join_the_fuller_one_where_an_article_calls_somebody_by_both() -> None:
    full = Named(1, "Ada Marit Odell")
    short = [Named(2, "Ada Odell"), Named(4, "Ada Odell")]
    assert set(resolve_names([full, *short])) == {"Ada Marit Odell", "Ada Odell"}
    full = replace(full, aliases=("Ada Odell",))
    assert resolve_names([full, *short]) == {"Ada Marit Odell": ["Ada Odell"]}
    often = [Named(i, "Ada Odell") for i in range(5, 9)]
    assert resolve_names([full, *short, *often]) == {"Ada Odell": ["Ada Marit Odell"]}


def test_initials_join_in_shared_company() -> None:
    named = [*in_company(1, "Ada Odell"), *in_company(2, "Ada Odell")]
    assert "A. Odell" not in resolve_names([*named, *in_company(3, "A. Odell")])
    assert "A. Odell" in resolve_names([*named, *in_company(3, "A. Odell", "Tern Rowing Club")])


def in_company(number: int, name: str, companion: str = "Skarrow Port Authority") -> list[Named]:
    return [Named(number, name), Named(number, companion, "ORG")]


def test_rare_misspelling_joins_in_shared_company_unless_both_stand_in_one_article() -> None:
    common = [entity for i in range(4) for entity in in_company(i, "Jonas Rasmussen")]
    assert "Jonas Rasmusen" not in resolve_names([*common, *in_company(9, "Jonas Rasmusen")])
    assert "Jonas Rasmusen" in resolve_names([*common, *in_company(9, "Jonas Rasmusen", "Tern Rowing Club")])
    assert "Jonas Rasmusen" in resolve_names([*common, *in_company(3, "Jonas Rasmusen")])


@pytest.mark.parametrize(
    ("one", "other"), [("Michael Rasmussen", "Michaela Rasmussen"), ("Ira Petrenkov", "Ira Petrenkova")]
)
def test_endings_that_tell_women_from_men_are_no_misspelling(one: str, other: str) -> None:
    named = [entity for i in range(4) for entity in in_company(i, one)]
    assert other in resolve_names([*named, *in_company(9, other)])


def test_conflicting_initials_leave_the_plain_name_open() -> None:
    named = [Named(1, "Ada M. Odell"), Named(2, "Ada K. Odell"), Named(3, "Ada Odell")]
    assert set(resolve_names(named)) == {"Ada M. Odell", "Ada K. Odell", "Ada Odell"}
    often = [Named(i, "Ada M. Odell") for i in range(4, 8)]
    assert resolve_names(named + often) == {"Ada K. Odell": [], "Ada Odell": ["Ada M. Odell"]}


def test_the_younger_of_one_name_is_another_where_an_article_names_both() -> None:
    father, son = Named(1, "Jonas Odell"), Named(1, "Jonas Odell Jr.")
    assert set(resolve_names([father, son])) == {"Jonas Odell", "Jonas Odell Jr."}
    assert len(resolve_names([father, replace(son, article=2)])) == 1


def test_surname_kept_apart_in_its_article_is_somebody_else() -> None:
    named = [Named(i, "Jonas Odell") for i in range(20)] + [Named(3, "Odell"), Named(30, "Odell")]
    assert resolve_names(named) == {"Jonas Odell": ["Odell"], "Odell": []}


def test_surname_of_two_people_is_an_entity_of_each_article() -> None:
    named = [Named(1, "Ada Odell"), Named(2, "Jonas Odell"), Named(3, "Odell"), Named(4, "Odell")]
    with open_resolved(named) as con:
        rows = con.execute("SELECT is_ambiguous, article_count FROM entities WHERE name = 'Odell'").fetchall()
        rivals = con.execute("SELECT name, may_be FROM ambiguous_entities ORDER BY ALL").fetchall()
    assert rows == [(True, 1), (True, 1)]
    assert rivals == [
        ("Odell", "Ada Odell"),
        ("Odell", "Ada Odell"),
        ("Odell", "Jonas Odell"),
        ("Odell", "Jonas Odell"),
    ]


def test_people_of_one_name_who_do_different_things_in_other_company_are_kept_apart() -> None:
    def play(number: int) -> list[Named]:
        return [
            replace(Named(number, "Ada Odell"), role="Skarrow goalkeeper"),
            Named(number, "Tern Rowing Club", "ORG"),
        ]

    judge = [replace(Named(i, "Ada Odell"), role="county judge") for i in (1, 2, 3)]
    court = [Named(i, "Skarrow County Court", "ORG") for i in (1, 2, 3)]
    assert len(resolve_names([*judge, *court, *play(7), *play(8)])) == 4
    with open_resolved([*judge, *court, *play(7), Named(7, "Skarrow County Court", "ORG")]) as con:
        open_ones = con.execute("SELECT name, article_count FROM entities WHERE is_ambiguous").fetchall()
    assert open_ones == [("Ada Odell", 4)]
    assert len(resolve_names([*judge, *court, *play(7)], "same,Ada Odell,Ada Odell")) == 3
    shared = [*judge, *court, *play(7), Named(7, "Skarrow County Court", "ORG")]
    assert len(resolve_names(shared, "different,Ada Odell,Ada Odell")) == 4


def test_type_is_settled_by_majority() -> None:
    named = [Named(i, "Skarrow Holdings", "ORG") for i in range(4)] + [Named(9, "Skarrow Holdings", "PERSON")]
    with open_resolved(named) as con:
        assert con.execute("SELECT name, label, article_count FROM entities").fetchall() == [
            ("Skarrow Holdings", "ORG", 5)
        ]


def test_place_and_person_of_one_name_stay_apart() -> None:
    named = [Named(i, "Skarrow", "GPE") for i in range(8)] + [Named(9, "Skarrow")]
    assert set(resolve_names(named)) == {"Skarrow 1", "Skarrow 2"}


def test_country_has_its_code_and_span_of_time() -> None:
    named = [Named(1, "Denmark", "GPE", code="DK"), Named(3, "Denmark", "GPE", code="DK")]
    with open_resolved(named) as con:
        row = con.execute(
            "SELECT country_code, mention_count, last_seen_at - first_seen_at = INTERVAL 2 DAY FROM entities"
        ).fetchone()
    assert row == ("DK", 2, True)


def test_mentions_carry_their_entity_and_aliases_their_evidence() -> None:
    named = [Named(i, "Ada Odell") for i in range(3, 22)]
    named += [Named(1, "Ada Odell", aliases=("Mrs Odell",)), Named(2, "Odell")]
    with open_resolved(named) as con:
        assert con.execute("SELECT count(DISTINCT entity_id), count(*) FROM entity_mentions").fetchone() == (1, 22)
        evidence = con.execute("SELECT alias, mention_count, evidence FROM entity_aliases ORDER BY alias").fetchall()
    assert evidence == [("Ada Odell", 20, "name"), ("Mrs Odell", 1, "name"), ("Odell", 1, "surname")]


DECIDED = [
    Named(1, "Bo Odell"), Named(2, "Robert Odell"), Named(3, "Robert Odell"),
    Named(1, "Skarrow", "GPE"), Named(2, "Skarrow", "GPE"),
]  # fmt: skip


def test_a_user_says_who_is_the_same() -> None:
    assert resolve_names(DECIDED, "same,Bo Odell,Robert Odell") == {"Robert Odell": ["Bo Odell"], "Skarrow": []}


def test_a_user_says_who_is_different() -> None:
    named = [Named(i, "Ada Odell") for i in range(20)] + [Named(30, "Odell")]
    assert resolve_names(named) == {"Ada Odell": ["Odell"]}
    assert resolve_names(named, "different,Odell,Ada Odell") == {"Ada Odell": [], "Odell": []}


def test_a_user_gives_name_type_and_wikidata_id() -> None:
    lines = "rename,Robert Odell,Robert Marius Odell\ntype,Skarrow,ORG,GPE\nwikidata,Robert Odell,Q42"
    with open_resolved(DECIDED, lines) as con:
        rows = con.execute("SELECT name, label, wikidata_id, aliases FROM entities ORDER BY name").fetchall()
    assert rows == [
        ("Bo Odell", "PERSON", None, []),
        ("Robert Marius Odell", "PERSON", "Q42", ["Robert Odell"]),
        ("Skarrow", "ORG", None, []),
    ]


def test_quotations_carry_the_name_that_a_user_gives() -> None:
    with open_resolved(DECIDED) as con:
        con.execute(
            """INSERT INTO quotes BY NAME SELECT 'q' AS quote_id, $article AS article_id, 'd' AS document_id,
            'direct' AS quote_type, 'text' AS text, [] AS spans, 0 AS start_char, 1 AS end_char,
            'person' AS speaker_kind, $entity AS speaker_article_entity_id, 'Bo Odell' AS speaker_name_in_article,
            1 AS confidence, 'marks' AS rule""",
            {"article": hashed_key("article", "1"), "entity": DECIDED[0].id},
        )
        con.execute("UPDATE articles SET batch = 2")
        names = []
        for lines in ("", "same,Bo Odell,Robert Odell", "rename,Bo Odell,Bo Marius Odell", ""):
            decide(con, lines)
            run_step(con, "entities")
            names += con.execute("SELECT speaker_name FROM quotes").fetchone() or ()
    assert names == ["Bo Odell", "Robert Odell", "Bo Marius Odell", "Bo Odell"]


def test_other_rules_derive_everything_anew() -> None:
    with open_resolved(DECIDED) as con:
        con.execute("UPDATE entities SET name = 'as older rules had it'")
        run_step(con, "entities")
        assert con.execute("SELECT DISTINCT name FROM entities").fetchall() == [("as older rules had it",)]
        con.execute("UPDATE derivations SET rules_sha256 = 'of older rules'")
        run_step(con, "entities")
        assert con.execute("SELECT count(*) FROM entities WHERE name = 'as older rules had it'").fetchone() == (0,)


NAMES = [
    "Ada Odell", "Ada M. Odell", "Ada K. Odell", "Ada Marit Odell", "Odell", "Jonas Odell", "Jonas Odell Jr.",
    "A. Odell", "Ada", "Jonas Rasmussen", "Jonas Rasmusen", "NVA", "Skarrow", "Northern Varnland Assembly", "Varnland",
    "Skarrow Port",
]  # fmt: skip
STATED = [None, None, "county judge", "goalkeeper", "actress"]
LINES = [
    "same,Odell,Ada Odell", "different,Ada Marit Odell,Ada Odell", "type,Skarrow,ORG", "rename,Ada Odell,Ada O. Odell",
    "wikidata,NVA,Q42", "same,Jonas Odell,Jonas Odell", "different,Ada Odell,Ada Odell", "same,NVA,Skarrow Port,ORG",
    "type,Jonas Odell,GPE,PERSON", "same,Varnland,Skarrow",
]  # fmt: skip


def invent_article(source: random.Random, number: int) -> list[Named]:
    """A few names from a small world, so that they meet as people, bodies and places, with forms and roles."""
    names = {}
    for _ in range(source.randint(1, 5)):
        name, label = source.choice(NAMES), source.choice(["PERSON", "PERSON", "PERSON", "ORG", "GPE"])
        aliases = tuple(source.sample(NAMES, source.choice([0, 0, 1])))
        code = source.choice([None, "NO", "DK"]) if label == "GPE" else None
        names[name, label] = Named(
            number,
            name,
            label,
            aliases,
            source.randint(1, 3),
            code,
            source.choice(STATED),
            source.choice([None, "m", "f"]),
        )
    return list(names.values())


def change_world(
    con: duckdb.DuckDBPyConnection, source: random.Random, world: dict[int, list[Named]], run: int
) -> None:
    """Add, rewrite and remove articles, see some again later, and change what is decided."""
    gone = source.sample(sorted(world), len(world) // 6)
    remove_articles(con, gone)
    new = source.sample(range(40), 9)
    for number in gone:
        del world[number]
    world |= {number: invent_article(source, number) for number in new}
    add_articles(con, [entity for number in new for entity in world[number]], run)
    decide(con, "\n".join(source.sample(LINES, source.choice([0, 2, 4]))))


@pytest.mark.parametrize("seed", range(2))
def test_what_changed_gives_the_outcome_of_all_from_scratch(seed: int) -> None:
    """Five runs that add, rewrite and remove articles and decisions, against a warehouse that had the last state only.

    Every row of every derived table is compared, so merges, splits and decisions leave no trace when they are undone.
    """
    source = random.Random(seed)
    world: dict[int, list[Named]] = {}
    with open_resolved([]) as con:
        for run in range(5):
            change_world(con, source, world, run)
            run_step(con, "entities")
        found = read_derived(con)
        decisions = con.execute("FROM entity_decisions ORDER BY line").fetchall()
    entities = [entity for number in source.sample(sorted(world), len(world)) for entity in world[number]]
    with open_resolved([]) as fresh:
        add_articles(fresh, entities)
        store_decisions(fresh, [Decision(*row) for row in decisions])
        run_step(fresh, "entities")
        expected = read_derived(fresh)
    for table, rows in expected.items():
        assert found[table] == rows, table


def test_order_and_number_of_runs_leave_no_trace() -> None:
    source = random.Random(100)
    world = [invent_article(source, number) for number in range(30)]
    lines = "\n".join(source.sample(LINES, 3))
    with open_resolved([entity for article in world for entity in article], lines) as con:
        expected = read_derived(con)
    shuffled = source.sample(world, len(world))
    with open_resolved([], lines) as con:
        for run in range(5):
            add_articles(con, [entity for article in shuffled[run::5] for entity in article], run)
            run_step(con, "entities")
        assert read_derived(con) == expected


def test_every_derived_table_that_has_a_key_is_checked() -> None:
    assert [table for table in DERIVED if f"FROM {table}" not in list_sql("checks")["keys_unique"]] == []
