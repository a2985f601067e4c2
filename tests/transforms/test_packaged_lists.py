"""Every packaged list says where it comes from, is read, and holds nothing empty, twice, or out of order."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycountry
import pytest

from transforms.words.lists import join_pattern

ROOT = Path(__file__).parents[2]
FILES = sorted(path for package in ("transforms", "flows") for path in (ROOT / package).rglob("data/*.*"))
TABLES = [path for path in FILES if path.suffix == ".csv"]
LISTS = [path for path in FILES if path.suffix == ".toml"]
# Lists whose order says something, by file and name; that of all others is the alphabet's.
ORDERED: set[tuple[str, str]] = {
    ("months.csv", "number"),
    ("special_networks.csv", "network"),
    ("quote_rules.csv", "rule"),
    ("speaker_rules.csv", "rule"),
    ("dates.toml", "published_meta"),
    ("dates.toml", "modified_meta"),
    ("furniture.toml", "mark_forms"),
    ("furniture.toml", "debris"),
}
KEYS = {
    "zones.csv": 2,
    "pronoun_weights.csv": 2,
}  # columns that tell the rows of a table apart, where the first does not
NO_LANGUAGES = {
    "mark_forms",
    "version_values",
    "spellings",
    "working_for",
}  # tables with names of two or three letters that are no languages


def name_file(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def walk(value: Any, name: str = "") -> Iterator[tuple[str, str | list[Any]]]:
    """Yield the lists of a file, with their dotted names; an array of tables is a list of their `kind`s."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, f"{name}.{key}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield name, [row["kind"] for row in value]
        for row in value:
            yield from ((f"{name}.{row['kind']}.{key}", one) for key, one in row.items() if isinstance(one, str))
    else:
        yield name, value


def read_all(path: Path) -> list[tuple[str, str | list[Any]]]:
    return list(walk(tomllib.loads(path.read_text(encoding="utf-8"))))


def is_pattern(name: str) -> bool:
    return any(part.endswith(("pattern", "patterns")) for part in name.split("."))


def are_forms(name: str) -> bool:
    return any(part.endswith("forms") for part in name.split("."))


def check_values(values: list[str], place: str, *, is_ordered: bool) -> None:
    assert values, f"{place} is empty"
    assert all(value and value == value.strip() for value in values), f"{place} holds something empty"
    assert len(values) == len(set(values)), f"{place}: {sorted({v for v in values if values.count(v) > 1})} twice"
    assert is_ordered or values == sorted(values), f"{place} is not in the order of the alphabet"


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_the_head_says_where_it_comes_from(path: Path) -> None:
    head = re.match(r"(?:#.*\n)+", path.read_text(encoding="utf-8"))
    assert head, "no line at the head begins with #"
    assert re.search(r"^# Source: \S", head[0], re.M)


@pytest.mark.parametrize("path", FILES, ids=name_file)
def test_it_is_read_by_one_module(path: Path) -> None:
    package = ".".join(path.relative_to(ROOT).parent.parent.parts)
    kind = "table" if path in TABLES else "lists"
    call = re.compile(rf'read_{kind}\((?:__package__|"{re.escape(package)}"), "{path.stem}"\)')
    modules = [module for module in path.parent.parent.glob("*.py") if module.name != "lists.py"]
    texts = [module.read_text(encoding="utf-8") for module in modules]
    readers = [text for text in texts if call.search(text)]
    assert len(readers) == 1, f"{call.pattern} stands in {len(readers)} modules"
    if path in LISTS:
        names = {name.partition(".")[0] for name, _ in read_all(path)}
        assert {name for name in names if not re.search(rf"""["']{name}["']""", readers[0])} == set(), (
            "lists that nothing reads"
        )


@pytest.mark.parametrize("path", TABLES, ids=name_file)
def test_tables_have_no_row_twice(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(line for line in lines if not line.startswith("# ")))
    assert {len(row) for row in rows} == {len(rows[0])}
    keys = ["\t".join(row[: KEYS.get(path.name, 1)]).strip() for row in rows[1:]]
    check_values(keys, path.name, is_ordered=(path.name, rows[0][0]) in ORDERED)
    for row in rows[1:]:
        for name, cell in zip(rows[0], row, strict=True):
            if is_pattern(name):
                re.compile(cell)
            elif cell:
                check_values(cell.split("|"), f"{row[0]}, {name}", is_ordered=True)


@pytest.mark.parametrize("path", LISTS, ids=name_file)
def test_lists_hold_nothing_empty_twice_or_out_of_order(path: Path) -> None:
    for name, value in read_all(path):
        if not is_pattern(name) and isinstance(value, (str, list)):
            values = value.split() if isinstance(value, str) else value
            if are_forms(name):
                assert all(map(re.compile, values))
            check_values(
                values, name, is_ordered=any((path.name, part) in ORDERED for part in (name, name.split(".")[0]))
            )


@pytest.mark.parametrize("path", LISTS, ids=name_file)
def test_patterns_compile_and_have_no_line_twice(path: Path) -> None:
    for name, value in read_all(path):
        if is_pattern(name):
            assert isinstance(value, str)
            assert value.strip(), f"{name} is empty"
            re.compile(join_pattern(value))
            assert not re.search(r"[ \t]$", value, re.M), f"{name}: a space at the end of a line is easily lost"
            lines = [line.removeprefix("|") for line in value.split("\n") if line]
            assert len(lines) == len(set(lines)), f"{name}: {sorted({x for x in lines if lines.count(x) > 1})} twice"


@pytest.mark.parametrize("path", LISTS, ids=name_file)
def test_languages_are_known(path: Path) -> None:
    for name, _ in read_all(path):
        table, _, key = name.rpartition(".")
        if re.fullmatch(r"[a-z]{2,3}", key) and table and table not in NO_LANGUAGES:
            assert pycountry.languages.get(**{f"alpha_{len(key)}": key}), f"{name} is no language of ISO 639"


def test_countries_are_of_iso_3166() -> None:
    from transforms.words.places import COUNTRIES, STATES_OF, TERRITORIES

    known = {country.alpha_2 for country in pycountry.countries}
    assert set(COUNTRIES) | STATES_OF | TERRITORIES <= known
    assert not set(COUNTRIES) & TERRITORIES


def test_cities_are_of_a_known_size() -> None:
    from transforms.words.places import load_cities

    assert {size: len(names) > 100 for size, names in load_cities().items()} == dict.fromkeys(
        ("capital", "million", "large"), True
    )
