"""Runs queries: any SQL, and the cookbook in queries/*.sql.

A cookbook file says above its query which group it belongs to, how to draw what it answers, and which parameters it
takes, each with its default as JSON:

    -- group: attention
    -- picture: bar x=originals,copies y=publisher ($days=30)
    -- $days = 7: how many days back

The kinds of picture are bar (horizontal), columns (over time), point, heat (a grid) and table. What is in brackets
holds for the picture alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse.connection import Connection, list_sql
from warehouse.errors import QueryError, UnknownQueryError

PARAMETER = re.compile(r"^-- \$(?P<name>[a-z_]+) = (?P<default>.+?): (?P<meaning>.+)$", re.MULTILINE)
HEAD = re.compile(r"^-- (question|group|picture|grain): (.+)$", re.MULTILINE)
GROUPS = {
    "people": "People and organisations",
    "attention": "Attention over time",
    "stories": "Stories",
    "utterances": "Statements and their paths",
    "changes": "What was changed after publication",
    "search": "Search",
    "sources": "Who is heard: a source audit",
    "copies": "Copies",
    "quality": "How sure it is",
    "provenance": "Evidence and runs",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a cookbook query."""

    name: str
    default: Any
    meaning: str


@dataclass(frozen=True, slots=True)
class Picture:
    """How to draw what a query answers: the kind, the columns for each channel, and parameters for this alone."""

    kind: str
    channels: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CookbookQuery:
    """A question that an analyst asks, and the SQL that answers it."""

    name: str
    question: str
    group: str
    grain: str
    picture: Picture
    sql: str
    parameters: tuple[Parameter, ...]

    @property
    def defaults(self) -> dict[str, Any]:
        """The parameters with their defaults."""
        return {parameter.name: parameter.default for parameter in self.parameters}


@dataclass(frozen=True, slots=True)
class Result:
    """What a query answered."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def list_queries() -> list[CookbookQuery]:
    """List the cookbook, in order of group and name."""
    queries = [parse_query(name, text) for name, text in list_sql("queries").items()]
    return sorted(queries, key=lambda query: (list(GROUPS).index(query.group), query.name))


def read_query(name: str) -> CookbookQuery:
    """Read one query of the cookbook.

    Raises:
        UnknownQueryError: there is none of this name; the message lists those there are.
    """
    files = list_sql("queries")
    if name not in files:
        raise UnknownQueryError(name, files)
    return parse_query(name, files[name])


def parse_query(name: str, text: str) -> CookbookQuery:
    """Read a cookbook file: its head, its parameters, its SQL.

    >>> head = "-- question: New?\\n-- group: attention\\n-- picture: table show=title\\n-- grain: an article\\n"
    >>> parse_query("recent", head + "-- $days = 7: how many days back\\nSELECT $days").defaults
    {'days': 7}

    Raises:
        QueryError: a line is missing from its head, or it is of a group that there is not.
    """
    head = dict(HEAD.findall(text))
    for key in ("question", "group", "picture", "grain"):
        if key not in head:
            raise QueryError(f"queries/{name}.sql", f"has no line `-- {key}: ...`")
    if head["group"] not in GROUPS:
        raise QueryError(f"queries/{name}.sql", f"no group is named {head['group']!r}; take one of {', '.join(GROUPS)}")
    parameters = tuple(
        Parameter(found["name"], json.loads(found["default"]), found["meaning"]) for found in PARAMETER.finditer(text)
    )
    picture = parse_picture(head["picture"])
    return CookbookQuery(name, head["question"], head["group"], head["grain"], picture, text, parameters)


def parse_picture(line: str) -> Picture:
    """Read how to draw an answer.

    >>> picture = parse_picture("bar x=own,copies y=publisher ($outlet=Echo; $days=7)")
    >>> picture.kind, picture.channels["x"], dict(picture.parameters)
    ('bar', ('own', 'copies'), {'outlet': 'Echo', 'days': '7'})
    """
    drawn, _, chosen = line.removesuffix(")").partition(" (")
    kind, *channels = drawn.split()
    pairs = (channel.partition("=") for channel in channels)
    settings = (setting.strip().removeprefix("$").partition("=") for setting in chosen.split(";") if setting)
    return Picture(
        kind,
        {channel: tuple(columns.split(",")) for channel, _, columns in pairs},
        {name: value for name, _, value in settings},
    )


def run_query(con: Connection, sql: str, parameters: Mapping[str, object] | None = None) -> Result:
    """Run one query.

    Raises:
        QueryError: DuckDB refuses it; the message is DuckDB's, which points at the place.
    """
    try:
        result = con.execute(sql, dict(parameters or {}))
        return Result(tuple(column[0] for column in result.description or []), result.fetchall())
    except duckdb.Error as error:
        raise QueryError("the query failed", str(error)) from error
