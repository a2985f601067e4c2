"""Speech that the page's layout shows rather than marks: dialogue dashes, transcripts, credits after a dash, blocks.

Chicago Manual of Style 6.91 (dialogue introduced by em dashes), 13.36 (source after a dash), 13.9 (block quotations);
transcripts as courts, parliaments and interviewers print them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from transforms.quotes.beside_marks import Draft, attribution_verb, reading_of
from transforms.quotes.joining import Place
from transforms.quotes.lines import DASHES, FINITE, Line
from transforms.quotes.reporting_verbs import CORE
from transforms.quotes.sources import trim

LABEL = re.compile(r"(?:Q|A|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4}(?: \([^)\n]{1,40}\))?)[:.](?= )")
SHORT_LABEL = re.compile(r"[QA]\.")
CREDIT = re.compile(r"\s*(?:—|–|―|--?)\s*([A-Z][^.?!\n]{1,80})\.?\s*$")
FEWEST_LABELS = 3  # labelled lines that make a transcript
DIALOGUE_DASHES = frozenset({"—", "–", "―"})


def read_transcript(lines: Sequence[Line]) -> dict[int, Draft]:
    """Lines that open with a speaker's label, where enough of them do and labels return.

    Lines with marks in them are left to the rules of marks.
    """
    labelled = [(line, found) for line in lines if (found := label_end(line))]
    labels = [line.text[: line.ends[end - 1]].rstrip(":.") for line, end in labelled]
    if len(labelled) < FEWEST_LABELS or len(set(labels)) == len(labels) or 2 * len(labelled) < len(lines) - 2:
        return {}
    own = [(line, end) for line, end in labelled if line.words[0] != "Q"]  # the outlet's own questions report nobody
    return {line.index: transcript_draft(line, end) for line, end in own if not line.marks}


def label_end(line: Line) -> int | None:
    """Token after the label that opens a line, or None."""
    match = LABEL.match(line.text)
    if match is None or (match[0].endswith(".") and not SHORT_LABEL.fullmatch(match[0])):
        return None
    for i, end in enumerate(line.ends[:14]):
        if end >= match.end():
            return i + 1 if end == match.end() and i + 1 < len(line.words) else None
    return None


def transcript_draft(line: Line, end: int) -> Draft:
    """What a labelled line says, by whom its label names."""
    cue = (end - 1, end)
    return Draft(line, 0, [line.chars(end, len(line.words))], "transcript", None, cue, trim(line, 0, end - 1))


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
