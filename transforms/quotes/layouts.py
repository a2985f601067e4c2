"""Speech that the page's layout shows rather than marks: all layouts together, dialogue dashes, credits after a dash.

Chicago Manual of Style 6.91 (dialogue introduced by em dashes), 13.36 (source after a dash); `transcripts` and `signed`
read the other layouts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from transforms.quotes.beside_marks import Draft, attribution_verb, reading_of
from transforms.quotes.cast import Cast
from transforms.quotes.joining import Place
from transforms.quotes.lines import ABBREVIATIONS, DASHES, FINITE, Line
from transforms.quotes.reporting_verbs import CORE
from transforms.quotes.signed import read_letters, read_posts, read_street_survey
from transforms.quotes.sources import trim
from transforms.quotes.transcripts import read_interview, read_transcript

INITIALS = "|".join(["[A-Z]", *sorted(re.escape(word[:-1]) for word in ABBREVIATIONS if word[:1].isupper())])
CREDIT = re.compile(rf"\s*(?:—|–|―|--?)\s*((?=[A-Z])(?:[^.?!\n]|(?<!\w)(?:{INITIALS})\.){{2,80}})\.?\s*$")
DIALOGUE_DASHES = frozenset({"—", "–", "―"})


def read_layouts(lines: Sequence[Line], title: str, cast: Cast) -> tuple[list[Draft], set[int]]:
    """The quotations that layouts show, and the lines that they take from the rules of marks and clauses."""
    drafts, taken = read_transcript(lines, cast)
    if not taken:
        drafts, taken = read_interview(lines, title, cast)
    if taken:
        return drafts, taken
    for read in (read_letters, read_street_survey, read_posts):
        more, also = read(lines, cast)
        drafts += [draft for draft in more if draft.line.index not in taken]
        taken |= also
    return drafts, taken


def read_dialogue(line: Line) -> Draft | None:
    """A line that opens with a dash and holds an attribution after a comma: — It is late, said X."""
    if line.marks or len(line.words) < 5 or line.words[0] not in DIALOGUE_DASHES or not line.sentences:
        return None
    a, b = line.sentences[0]
    for comma in range(a + 2, b - 1):
        if line.words[comma] not in (",", "?", "!", *DIALOGUE_DASHES):
            continue
        verb = attribution_verb(line, comma + 1, min(comma + 8, b))
        if verb is None or line.lemmas[verb] not in CORE or line.tags[verb] not in FINITE:
            continue
        reading = reading_of(line, verb, comma + 1, b)
        if reading.source is not None and (verb == comma + 1 or reading.source[0] == comma + 1):
            return Draft(line, 0, [line.chars(a + 1, comma)], "dialogue_dash", verb, reading.cue, reading.source)
    return None


def read_credits(line: Line, found: Mapping[Place, list[Draft]]) -> dict[Place, Draft]:
    """Words in marks that a dash and a name follow to the end of the line: "..." — X, baker."""
    out: dict[Place, Draft] = {}
    firsts = [a for a, _ in line.sentences]
    for k, (opening, closing) in enumerate(line.mark_ranges):
        s = bisect_right(firsts, opening) - 1
        credit = CREDIT.match(line.text, line.marks[k].end)
        if credit is None or found.get((line.index, s)) or opening != line.sentences[s][0]:
            continue
        source = trim(line, bisect_left(line.begins, credit.start(1)), bisect_left(line.begins, credit.end(1)))
        if source and not any(line.tags[i] in FINITE and line.words[i].islower() for i in range(*source)):
            has_dash = closing < len(line.words) and line.words[closing] in DASHES
            cue = (closing, closing + 1) if has_dash else None
            out[line.index, s] = Draft(line, s, [line.chars(opening, closing)], "dash_after", None, cue, source)
    return out
