"""Block quotations: paragraphs without marks that a line ending with a colon introduces (Chicago Manual of Style 13.9).

How far a block goes its layout would tell; in plain text it goes on while paragraphs speak in the first person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transforms.quotes.beside_marks import Draft, possessor, read_colon
from transforms.quotes.lines import Line
from transforms.quotes.reporting_verbs import MESSAGES
from transforms.words.lists import word_set

BLOCK_VERBS = word_set("write say state post tweet read reply explain add tell announce publish declare")
LIST_MARKS = frozenset({"-", "•", "*", "–", "—", "1", "·"})
FIRST_PERSON = word_set("I me my My myself we We us our Our ours ourselves")  # "US" and "mine" are mostly other words
SHORTEST_BLOCK = 8  # tokens of a block's first paragraph
MOST_PARAGRAPHS = 12
Found = Mapping[tuple[int, int], list[Draft]]


def read_block(lines: Sequence[Line], i: int, found: Found) -> Draft | None:
    """The block that begins with the i-th line, if one does."""
    line = lines[i]
    if i == 0 or line.marks or len(line.words) < SHORTEST_BLOCK or line.words[0] in LIST_MARKS:
        return None
    draft = colon_draft(lines[i - 1])
    if draft is None or not introduces_block(draft) or (holds_reports(line, found) and not speaks(line)):
        return None
    last = i + 1
    while last < min(len(lines), i + MOST_PARAGRAPHS) and not lines[last].marks and speaks(lines[last]):
        last += 1
    draft.spans = [other.chars(0, len(other.words)) for other in lines[i:last]]
    draft.rule, draft.reach = "block", last - 1
    return draft


def introduces_block(draft: Draft) -> bool:
    """Whether a line before a colon gives words in full: X wrote in a letter; Her statement; The post read."""
    line, cue = draft.line, draft.cue
    if cue is None:
        return False
    if draft.rule == "cue_colon" and draft.source is not None and line.lemmas[cue[0]] in BLOCK_VERBS:
        owned = line.lemmas[draft.source[1] - 1] in MESSAGES
        draft.source = possessor(line, draft.source[1] - 1) or draft.source if owned else draft.source
        return True
    return draft.rule == "colon_noun" and line.lemmas[cue[0]] in MESSAGES and draft.source is not None


def holds_reports(line: Line, found: Found) -> bool:
    """Whether the rules of clauses have found a report in a line."""
    return any(found.get((line.index, s)) for s in range(len(line.sentences)))


def speaks(line: Line) -> bool:
    """Whether a paragraph speaks in the first person."""
    return any(word in FIRST_PERSON for word in line.words)


def colon_draft(before: Line) -> Draft | None:
    """An empty quotation whose cue and source stand in a line that ends with a colon."""
    if not before.sentences:
        return None
    a, b = before.sentences[-1]
    while b > a and before.words[b - 1].isspace():
        b -= 1
    if b - a < 2 or before.words[b - 1] != ":" or before.mark_of[b - 1] >= 0:
        return None
    reading = read_colon(before, a, b - 1)
    if reading is None:
        return None
    return Draft(before, len(before.sentences) - 1, [], reading.rule, reading.verb, reading.cue, reading.source)
