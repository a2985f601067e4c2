"""Runs queries: any SQL, and the cookbook in queries/*.sql.

A cookbook file says above its query which parameters it takes, each with its default as JSON:

    -- $days = 7: how many days back
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
QUESTION = re.compile(r"^-- question: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a cookbook query."""

    name: str
    default: Any
    meaning: str


@dataclass(frozen=True, slots=True)
class CookbookQuery:
    """A question that an analyst asks, and the SQL that answers it."""

    name: str
    question: str
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
    """List the cookbook, in order of name."""
    return [parse_query(name, text) for name, text in list_sql("queries").items()]


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
    """Read a cookbook file: its question, its parameters, its SQL.

    >>> parse_query("recent", "-- question: What is new?\\n-- $days = 7: how many days back\\nSELECT $days").defaults
    {'days': 7}
    """
    question = QUESTION.search(text)
    if question is None:
        raise QueryError(f"queries/{name}.sql", "has no line `-- question: ...`")
    parameters = tuple(
        Parameter(found["name"], json.loads(found["default"]), found["meaning"]) for found in PARAMETER.finditer(text)
    )
    return CookbookQuery(name, question[1], text, parameters)


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
