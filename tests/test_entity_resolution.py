"""Entities across articles: the derivation on small warehouses."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.names import make_merge_key
from transforms.values import hashed_key
from warehouse.connection import open_writer, read_sql
from warehouse.derive import run_step
from warehouse.migrate import migrate

ARTICLE = """
    INSERT INTO articles BY NAME SELECT $id AS article_id, $id AS document_id, 's' AS source_id, $id AS location,
        [] AS authors, 'text' AS text, '' AS text_sha256, 1 AS word_count, false AS is_truncated, [] AS tags,
        'text' AS extraction_method, '{}' AS evidence, [] AS signature, [] AS bands, 1 AS version,
        $at::TIMESTAMPTZ AS first_seen_at, $at::TIMESTAMPTZ AS last_seen_at, $at::TIMESTAMPTZ AS text_first_seen_at,
        $at::TIMESTAMPTZ AS text_last_seen_at, $at::TIMESTAMPTZ AS seen_at, 'r' AS run_id, 1 AS batch
"""


@dataclass(frozen=True)
class Named:
    """One entity of one article: its name there, its type, other forms and how often it is mentioned."""

    article: int
    name: str
    label: str = "PERSON"
    aliases: tuple[str, ...] = ()
    mentions: int = 1
    code: str | None = None

    @property
    def id(self) -> str:
        return hashed_key("entity", str(self.article), self.name, self.label)


@contextmanager
def open_resolved(folder: Path, named: Iterable[Named]) -> Iterator[duckdb.DuckDBPyConnection]:
    named = list(dict.fromkeys(named))
    with open_writer(folder / "w.duckdb", threads=1) as con:
        migrate(con)
        for number in dict.fromkeys(entity.article for entity in named):
            con.execute(
                ARTICLE, {"id": hashed_key("article", str(number)), "at": f"2031-05-{number % 28 + 1:02} 06:00:00+00"}
            )
        for entity in named:
            add_entity(con, entity)
        resolve(con)
        yield con


def add_entity(con: duckdb.DuckDBPyConnection, entity: Named) -> None:
    article = hashed_key("article", str(entity.article))
    key = make_merge_key(entity.name, entity.label)
    con.execute(
        "INSERT INTO article_entities VALUES ($1, $2, 'd', $3, $4, $5, $6, NULL, $7)",
        [entity.id, article, entity.name, entity.label, list(entity.aliases), entity.code, key],
    )
    for number, form in enumerate([entity.name] * entity.mentions + list(entity.aliases)):
        con.execute(
            """INSERT INTO entity_mentions BY NAME SELECT $1 AS mention_id, $2 AS article_id, 'd' AS document_id,
            $3 AS article_entity_id, 'text' AS field, $4 AS text, $5 AS label, 0 AS start_char, 1 AS end_char,
            false AS is_metonym, 'model' AS rule""",
            [hashed_key(entity.id, str(number)), article, entity.id, form, entity.label],
        )


def resolve(con: duckdb.DuckDBPyConnection) -> None:
    for name in ("entities", "links"):
        run_step(con, name, read_sql("derive", name))


def resolve_names(folder: Path, named: Iterable[Named]) -> dict[str, list[str]]:
    """The aliases of each entity by its canonical name; a name that two entities share has a number behind it."""
    with open_resolved(folder, named) as con:
        rows = con.execute("SELECT name, aliases FROM entities ORDER BY name, entity_id").fetchall()
    names = [name for name, _ in rows]
    return {
        name if names.count(name) == 1 else f"{name} {names[:i].count(name) + 1}": aliases
        for i, (name, aliases) in enumerate(rows)
    }


def test_middle_initial_is_the_same_person(tmp_path: Path) -> None:
    named = [Named(1, "Ada M. Odell"), Named(2, "Ada Odell", mentions=3), Named(3, "Ada Odell")]
    assert resolve_names(tmp_path, named) == {"Ada Odell": ["Ada M. Odell"]}


def test_lone_surname_joins_the_one_who_outweighs_the_others_four_to_one(tmp_path: Path) -> None:
    named = [Named(i, "Ada Odell") for i in range(4)] + [Named(5, "Jonas Odell"), Named(6, "Odell")]
    assert resolve_names(tmp_path, named) == {"Ada Odell": ["Odell"], "Jonas Odell": []}


def test_lone_surname_stays_alone_where_the_bearer_is_open(tmp_path: Path) -> None:
    named = [Named(i, "Ada Odell") for i in range(3)] + [Named(5, "Jonas Odell"), Named(6, "Odell")]
    assert set(resolve_names(tmp_path, named)) == {"Ada Odell", "Jonas Odell", "Odell"}


def test_lone_surname_does_not_join_someone_hardly_known(tmp_path: Path) -> None:
    named = [Named(1, "Ada Odell"), Named(2, "Ada Odell"), Named(3, "Odell")]
    assert set(resolve_names(tmp_path, named)) == {"Ada Odell", "Odell"}


def test_acronym_joins_the_long_form_that_articles_give_it(tmp_path: Path) -> None:
    named = [Named(1, "Northern Varnland Assembly", "ORG", ("NVA",)), Named(2, "NVA", "ORG")]
    assert resolve_names(tmp_path, named) == {"Northern Varnland Assembly": ["NVA"]}


def test_acronym_of_two_bodies_joins_neither(tmp_path: Path) -> None:
    named = [
        Named(1, "Northern Varnland Assembly", "ORG", ("NVA",)),
        Named(2, "National Vessel Agency", "ORG", ("NVA",)),
        Named(3, "NVA", "ORG"),
    ]
    assert len(resolve_names(tmp_path, named)) == 3


def test_initials_and_shorter_names_join_the_fuller_one(tmp_path: Path) -> None:
    named = [Named(1, "Ada Marit Odell"), Named(2, "Ada Odell"), Named(4, "Ada Odell"), Named(3, "A. Odell")]
    assert resolve_names(tmp_path, named) == {"Ada Marit Odell": ["Ada Odell", "A. Odell"]}


def test_rare_misspelling_joins_unless_both_stand_in_one_article(tmp_path: Path) -> None:
    common = [Named(i, "Jonas Rasmussen") for i in range(4)]
    assert len(resolve_names(tmp_path / "a", [*common, Named(9, "Jonas Rasmusen")])) == 1
    assert len(resolve_names(tmp_path / "b", [*common, Named(3, "Jonas Rasmusen")])) == 2


def test_type_is_settled_by_majority(tmp_path: Path) -> None:
    named = [Named(i, "Skarrow Holdings", "ORG") for i in range(4)] + [Named(9, "Skarrow Holdings", "PERSON")]
    with open_resolved(tmp_path, named) as con:
        assert con.execute("SELECT name, label, article_count FROM entities").fetchall() == [
            ("Skarrow Holdings", "ORG", 5)
        ]


def test_place_and_person_of_one_name_stay_apart(tmp_path: Path) -> None:
    named = [Named(i, "Skarrow", "GPE") for i in range(8)] + [Named(9, "Skarrow")]
    assert set(resolve_names(tmp_path, named)) == {"Skarrow 1", "Skarrow 2"}


def test_country_has_its_code_and_span_of_time(tmp_path: Path) -> None:
    named = [Named(1, "Denmark", "GPE", code="DK"), Named(3, "Denmark", "GPE", code="DK")]
    with open_resolved(tmp_path, named) as con:
        row = con.execute(
            "SELECT country_code, mention_count, last_seen_at - first_seen_at = INTERVAL 2 DAY FROM entities"
        ).fetchone()
    assert row == ("DK", 2, True)


def test_mentions_carry_their_entity_and_aliases_their_evidence(tmp_path: Path) -> None:
    named = [Named(i, "Ada Odell") for i in (3, 4)]
    named += [Named(1, "Ada Odell", aliases=("Mrs Odell",)), Named(2, "Odell")]
    with open_resolved(tmp_path, named) as con:
        assert con.execute("SELECT count(DISTINCT entity_id), count(*) FROM entity_mentions").fetchone() == (1, 5)
        evidence = con.execute("SELECT alias, mention_count, evidence FROM entity_aliases ORDER BY alias").fetchall()
    assert evidence == [("Ada Odell", 3, "name"), ("Mrs Odell", 1, "name"), ("Odell", 1, "surname")]


NAMES = st.sampled_from(["Ada Odell", "Ada M. Odell", "Odell", "Jonas Odell", "J. Odell", "Ada Odel", "NVA", "Skarrow"])
WORLDS = st.lists(
    st.builds(Named, st.integers(1, 6), NAMES, st.sampled_from(["PERSON", "ORG", "GPE"]), mentions=st.integers(1, 3)),
    min_size=1,
    max_size=14,
    unique_by=lambda named: named.id,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORLDS, st.randoms(use_true_random=False))
def test_neither_order_nor_runs_leave_a_trace(
    tmp_path_factory: pytest.TempPathFactory, named: list[Named], chance: random.Random
) -> None:
    shuffled = chance.sample(named, len(named))
    tables = (
        "SELECT * FROM entities ORDER BY ALL",
        "SELECT * FROM entity_links ORDER BY ALL",
        "SELECT * FROM entity_aliases ORDER BY ALL",
    )
    with open_resolved(tmp_path_factory.mktemp("one"), named) as con:
        expected = [con.execute(table).fetchall() for table in tables]
    half = len(named) // 2
    with open_resolved(tmp_path_factory.mktemp("two"), shuffled[:half]) as con:
        known = {row[0] for row in con.execute("SELECT article_id FROM articles").fetchall()}
        for entity in shuffled[half:]:
            article = hashed_key("article", str(entity.article))
            if article not in known:
                known.add(article)
                con.execute(ARTICLE, {"id": article, "at": f"2031-05-{entity.article % 28 + 1:02} 06:00:00+00"})
            add_entity(con, entity)
        resolve(con)
        assert [con.execute(table).fetchall() for table in tables] == expected
