"""Lines of results and league tables: "Skarrow 2 Varn Rovers 0", "Varn Rovers 4 2 1 1 8 5 7".

The model was trained on sentences and reads little in such lines. In a report on a team sport, what stands before the
figures is a side; a country is left to the tables of countries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.names.edges import trim_edges
from transforms.names.mentions import ArticleLines, Name, ParsedLine, make_name
from transforms.words.lists import word_set
from transforms.words.places import find_country

SIDE = r"[A-Z][\w.'’&-]*(?: (?:(?:of|de|da|do|del|la|and|&) )?[A-Z][\w.'’&-]*){0,3}"
NOTE = r"(?: \([^()]{1,30}\))?"
RESULT = re.compile(rf"\s*({SIDE}){NOTE} \d{{1,3}} ({SIDE}){NOTE} \d{{1,3}}{NOTE}\s*\.?")
STANDING = re.compile(rf"(?:\d{{1,2}}[.)]? )?({SIDE}){NOTE}(?: [-+.]?\d[\d.,:/+-]*| -){{3,}}\s*")
TEAM_SPORTS = word_set(
    "soccer football rugby baseball basketball hockey handball volleyball netball softball futsal league division"
)
LONE_SPORTS = word_set(
    "golf tennis athletics cycling swimming marathon gymnastics skiing rowing sailing triathlon sprint stroke strokes "
    "metres meters slalom snooker darts squash badminton"
)
LEAST_LINES = 3


def find_sides(source: ArticleLines) -> list[Name]:
    """Find the sides that an article's lines of results and tables name; none where single players compete."""
    lines = [line for line in source.lines if line.field == "text"]
    found = [name for line in lines for name in read_sides(source, line)]
    if len({name.line.start for name in found}) < LEAST_LINES:
        return []
    words = {token.lower_ for line in source.lines for token in line.doc}
    return found if words & TEAM_SPORTS and not words & LONE_SPORTS else []


def read_sides(source: ArticleLines, line: ParsedLine) -> Iterator[Name]:
    """Yield the sides of one line, if all of it is a result or a row of a table."""
    match = RESULT.fullmatch(line.text) or STANDING.fullmatch(line.text)
    if match is None:
        return
    for group in range(1, len(match.groups()) + 1):
        start, end = trim_edges(line.text, *match.span(group))
        if not find_country(line.text[start:end]):
            yield make_name(source, line, start, end, "ORG", "team")
