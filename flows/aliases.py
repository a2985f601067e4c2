"""What users decide about names, in `aliases.csv` beside the index; and `dateline entities audit`, which lists merges.

The file is a table of decisions, one a line, under the header `action,name,value,label,note`:

    same,Bo Odell,Robert Odell,,             both names are one entity, called by the second
    different,A. Odell,Ada Odell,,           the two names are never merged
    rename,Ada Odell,Ada Marit Odell,,       the entity is called by the second name
    type,Skarrow,ORG,GPE,                    where the name was classed as GPE, it is an ORG
    wikidata,Ada Odell,Q42,PERSON,           the entity's Wikidata id

A name stands for all its spellings (case, honorifics, legal forms) and, without `label`, for every type. One reading
finds every mistake in the file. A wrong line is ignored and reported; if the file cannot be read to its end, the
decisions of the last run still apply.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.errors import AliasFileError, IndexProblem
from transforms.names.strings import make_merge_key
from transforms.vocabularies import LABELS, VALUE_LABELS
from transforms.words.lists import fold_name
from transforms.words.places import find_country, find_demonym, name_country, name_people
from warehouse.decisions import Decision

FILE_NAME = "aliases.csv"
NEEDED, COLUMNS = ("action", "name", "value"), ("action", "name", "value", "label", "note")
TYPES = tuple(label for label in LABELS if label not in VALUE_LABELS)
WIKIDATA_ID = re.compile(r"Q[1-9]\d*")


def check_name(value: str) -> str | None:
    """Say what is wrong with a name, if anything is."""
    return None if fold_name(value) else "is not a name"


def check_type(value: str) -> str | None:
    """Say what is wrong with a type, if anything is."""
    return None if value in TYPES else f"is not a type; use one of {', '.join(TYPES)}"


def check_wikidata_id(value: str) -> str | None:
    """Say what is wrong with an id, if anything is."""
    return None if WIKIDATA_ID.fullmatch(value) else "is not a Wikidata id such as Q42"


# What each action's value must be.
ACTIONS: Mapping[str, Callable[[str], str | None]] = {
    "same": check_name,
    "different": check_name,
    "rename": check_name,
    "type": check_type,
    "wikidata": check_wikidata_id,
}


@dataclass(frozen=True, slots=True)
class AliasFile:
    """What a file of decisions holds: the lines that are in order, and what is wrong with the others.

    `decisions` is None where the file could not be read to its end, and nobody knows what it would decide.
    """

    decisions: list[Decision] | None
    problems: tuple[IndexProblem, ...] = ()

    def describe(self) -> list[str]:
        """Say what was left out, for the report of a run."""
        rest = "this line is ignored" if self.decisions is not None else "the decisions of the last run still apply"
        return [f"{problem}; {rest}" for problem in self.problems]


def read_aliases(folder: Path) -> AliasFile:
    """Read the decisions beside an index; none where there is no such file."""
    path = folder / FILE_NAME
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return AliasFile([])
    except OSError as error:
        return AliasFile(None, (IndexProblem(path, 1, "file", f"{error.strerror or error}"),))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return AliasFile(None, (IndexProblem(path, line, "file", "is not UTF-8; save it as UTF-8"),))
    return parse_aliases(text, path)


def check_aliases(folder: Path) -> list[Decision]:
    """Read the decisions beside an index, every line of which must be in order.

    Raises:
        AliasFileError: with every problem at once.
    """
    found = read_aliases(folder)
    if found.problems:
        raise AliasFileError(found.problems)
    return found.decisions or []


def parse_aliases(text: str, path: Path) -> AliasFile:
    """Parse the text of a file of decisions; `path` is for messages."""
    problems: list[IndexProblem] = []
    decisions: list[Decision] = []
    rows = read_rows(text, path, problems)
    is_whole = True
    while True:
        try:
            line, row = next(rows)
        except StopIteration as end:
            is_whole = bool(end.value)
            break
        wrong = [IndexProblem(path, line, column, message) for column, message in check_row(row)]
        problems += wrong
        if not wrong:
            decisions.append(make_decision(line, row))
    contradictions = list(find_contradictions(decisions))
    problems += (IndexProblem(path, line, column, message) for line, column, message in contradictions)
    left_out = {line for line, _, _ in contradictions}
    kept = [decision for decision in decisions if decision.line not in left_out]
    return AliasFile(kept if is_whole else None, tuple(sorted(problems, key=lambda problem: problem.line)))


def read_rows(text: str, path: Path, problems: list[IndexProblem]) -> Generator[tuple[int, dict[str, str]], None, bool]:
    """Yield the rows with their line numbers, empty lines and comments (#) left out; note what is malformed.

    Returns:
        Whether the text was read to its end.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    last = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.append(
                IndexProblem(
                    path,
                    last + 1,
                    "row",
                    f"{error}; put quotation marks around a cell that contains commas or quotation marks",
                )
            )
            return False
        line, last = last + 1, reader.line_num
        if cells is None:
            return True
        cells = [cell.strip() for cell in cells]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if not header:
            header = [cell.casefold() for cell in cells]
            if found := list(check_header(header)):
                problems += (IndexProblem(path, line, column, message) for column, message in found)
                return False
        elif len(cells) > len(header):
            problems.append(
                IndexProblem(path, line, "row", f"has {len(cells)} cells, but the header has {len(header)}")
            )
        else:
            yield line, dict(zip(header, cells, strict=False))


def check_header(header: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the header, by column."""
    for name in NEEDED:
        if name not in header:
            yield name, f"is not in the header; the columns are {','.join(COLUMNS)}"
    for name in sorted(set(header)):
        if name not in COLUMNS:
            yield name or "header", f"{name!r} is not a column; the columns are {','.join(COLUMNS)}"
        elif header.count(name) > 1:
            yield name, "is in the header twice; name each column once"


def check_row(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a row, by column."""
    action, value, label = row["action"], row.get("value", ""), row.get("label", "")
    if action not in ACTIONS:
        yield "action", f"{action!r} is unknown; use one of {', '.join(ACTIONS)}"
    if problem := check_name(row.get("name", "")):
        yield "name", f"{row.get('name', '')!r} {problem}"
    if not value:
        yield "value", "is empty"
    elif action in ACTIONS and (problem := ACTIONS[action](value)):
        yield "value", f"{value!r} {problem}"
    if label and (problem := check_type(label)):
        yield "label", f"{label!r} {problem}; or leave it empty"


def make_decision(line: int, row: Mapping[str, str]) -> Decision:
    """Make the decision of a row that is in order."""
    name, value = row["name"], row["value"]
    return Decision(
        line=line,
        action=row["action"],
        name=name,
        value=value,
        label=row.get("label") or None,
        note=row.get("note") or None,
        person_key=make_merge_key(name, "PERSON"),
        name_key=make_thing_key(name),
        value_person_key=make_merge_key(value, "PERSON"),
        value_name_key=make_thing_key(value),
    )


def make_thing_key(name: str) -> str:
    """Make the merge key of a name that is no person's; countries and peoples have one name each.

    >>> make_thing_key("the U.S."), make_thing_key("Odell Ltd")
    ('united states', 'odell')
    """
    if code := find_country(name):
        name = name_country(code)
    elif code := find_demonym(name):
        name = name_people(code)
    return make_merge_key(name, "ORG")


def find_contradictions(decisions: list[Decision]) -> Iterator[tuple[int, str, str]]:
    """Yield the lines that decide what an earlier line has decided, with column and message."""
    known: dict[tuple[str | None, ...], Decision] = {}
    for decision in decisions:
        subject: tuple[str | None, ...]
        if decision.action in ("same", "different"):
            pair = sorted(
                ((decision.person_key, decision.name_key), (decision.value_person_key, decision.value_name_key))
            )
            subject = ("pair", decision.label, *pair[0], *pair[1])
        else:
            subject = (decision.action, decision.label, decision.person_key, decision.name_key)
        if subject in known:
            before = known[subject]
            yield decision.line, "name", f"{decision.name!r} is already decided in line {before.line} ({before.action})"
        known.setdefault(subject, decision)
