"""Small warehouses whose articles name whom a test says."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.aliases import parse_aliases
from tests.helpers.derivation import UNREAD, open_empty, run_until
from transforms.names.strings import make_merge_key
from warehouse.decisions import store_decisions
from warehouse.derive import run_step
from warehouse.migrate import replace_views

# What the loader writes, from JSON: a row a statement would take most of the time.
ARTICLES = f"""
    INSERT INTO articles BY NAME SELECT *, 1 AS word_count, [] AS signature, [] AS bands, {UNREAD}
    FROM (SELECT unnest(from_json($rows, '[{{"article_id": "VARCHAR", "seen_at": "TIMESTAMPTZ", "batch": "INTEGER"}}]'),
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
        return f"{make_id(self.article)} {self.name} {self.label}"

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
    with open_empty() as con:
        replace_views(con)
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
        {"mention_id": f"{entity.id} {i}", "text": form, "label": entity.label, **entity.ids}
        for entity in entities
        for i, form in enumerate([entity.name] * entity.mentions + list(entity.aliases))
    ]
    roles = [{**entity.ids, "role": entity.role} for entity in entities if entity.role]
    for statement, rows in (
        (ARTICLES, articles), (ENTITIES, [entity.row for entity in entities]), (MENTIONS, mentions), (ROLES, roles),
    ):  # fmt: skip
        con.execute(statement, {"rows": json.dumps(rows)})


def make_id(number: int) -> str:
    return f"a{number}"


def remove_articles(con: duckdb.DuckDBPyConnection, numbers: Iterable[int]) -> None:
    gone = [make_id(number) for number in numbers]
    for table in ("articles", "article_entities", "entity_mentions", "entity_roles"):
        con.execute(f"DELETE FROM {table} WHERE article_id IN (SELECT unnest($1::VARCHAR[]))", [gone])


def decide(con: duckdb.DuckDBPyConnection, decisions: str) -> None:
    """Let the lines of an aliases.csv stand."""
    store_decisions(con, parse_aliases(f"action,name,value,label\n{decisions}", Path("aliases.csv")).decisions or [])


def resolve_names(named: Iterable[Named], decisions: str = "") -> dict[str, list[str]]:
    """The aliases of each entity by its canonical name; a name that two entities share has a number behind it."""
    with open_resolved(named, decisions) as con:
        rows = con.execute("SELECT name, aliases FROM entities ORDER BY name, entity_id").fetchall()
    names = [name for name, _ in rows]
    return {
        name if names.count(name) == 1 else f"{name} {names[:i].count(name) + 1}": aliases
        for i, (name, aliases) in enumerate(rows)
    }


def query_after(last: str, named: Iterable[Named], query: str, decisions: str = "") -> list[tuple[object, ...]]:
    """What a query gives, in order, after the files of sql/derive/entities/ up to one and with it."""
    with open_empty() as con:
        add_articles(con, named)
        decide(con, decisions)
        run_until(con, "entities", last)
        return con.execute(f"FROM ({query}) ORDER BY ALL").fetchall()


def read_derived(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    return {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in DERIVED} | {
        "mentions": con.execute("SELECT mention_id, entity_id FROM entity_mentions ORDER BY ALL").fetchall()
    }


def in_company(number: int, name: str, companion: str = "Skarrow Port Authority") -> list[Named]:
    return [Named(number, name), Named(number, companion, "ORG")]
