"""Speech that labels or questions show: interviews, court and parliament transcripts, panels.

A label is a name, initials, a role or "Q" and "A", followed by a colon or full stop; the outlet's own questions are
nobody's report. Layouts after Chicago Manual of Style 13.47 (drama and interviews) and the printed records of
courts and parliaments.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from transforms.quotes.beside_marks import Draft
from transforms.quotes.cast import Cast
from transforms.quotes.lines import Line
from transforms.quotes.person_words import is_person_noun
from transforms.quotes.sources import trim
from transforms.words.lists import word_set

# A label, perhaps behind the mark that opens each paragraph of a quoted transcript: "WEIR: ...
LABEL = re.compile(
    r"[\"“„«]?\s?(?P<label>(?:Q|A|[^\W\d_a-z][\w.'’-]*"
    r"(?: (?:(?:of|for|and|de|da|del|van|von|der|al|bin|the) ){0,2}[^\W\d_a-z][\w.'’-]*){0,5}"
    r"(?: \([^)\n]{1,40}\)){0,2})[:.])(?= )"
)
SHORT_LABEL = re.compile(r"[QA]\.")
STAGE_DIRECTION = re.compile(r"[(\[].*[)\]]\.?")
QUESTIONERS = word_set("q question interviewer reporter")
ANSWERERS = frozenset({"a", "the witness", "witness"})
CHAIRS = word_set("chair court bench members member house speaker panel floor audience")
INTERVIEW = re.compile(
    r"\b(?:interview|questions?|answers?|asked|talk(?:s|ed|ing)? (?:to|with)|sp(?:oke|eaks|eaking) (?:to|with)"
    r"|conversation|Q ?& ?A|in (?:his|her|their) own words)\b",
    re.IGNORECASE,
)
CLOSING_MARKS = frozenset({'"', "''", "”", "»", "“"})
FEWEST_LABELS = 3  # labelled lines that make a transcript
FEWEST_QUESTIONS = 3  # lines with nothing but a question that make an interview without labels
LONGEST_LABEL = 14  # tokens
LONGEST_QUESTION = 40  # tokens


def read_transcript(lines: Sequence[Line], cast: Cast) -> tuple[list[Draft], set[int]]:
    """What labelled lines say, where enough of them open with a label; and the lines taken.

    Labels return, or several of them name people of the article.

    A line without a label between two that have one belongs to the one before. Lines wholly in marks are left to the
    rules of marks.
    """
    ends = {line.index: end for line in lines if (end := label_end(line))}
    labels = {i: label_text(lines[i], end) for i, end in ends.items()}
    if len(ends) < FEWEST_LABELS or 2 * len(ends) < len(lines) - 2:
        return [], set()
    by_label: dict[str, list[str]] = defaultdict(list)
    for i, label in labels.items():
        by_label[label].append(lines[i].text.rstrip())
    meant = find_meant(by_label, cast)
    if len(by_label) == len(labels) and sum(who is not None for who in meant.values()) < FEWEST_LABELS:
        return [], set()
    asking = {label for label, own in by_label.items() if meant[label] is None and only_asks(label, own, cast)}
    named = frozenset(word for label in by_label for word in label.split())
    answers = cast.interviewee(lines[min(ends)].start)
    drafts: list[Draft] = []
    taken: set[int] = set()
    last: Draft | None = None
    for line in lines[min(ends) : max(ends) + 1]:
        if line.index in ends:
            if opens_with_marks(line, ends[line.index]):
                last = None
                continue
            label = labels[line.index]
            last = None if label in asking else labelled_draft(line, ends[line.index])
            if last is not None:
                last.entity = answers if label.lower() in ANSWERERS else meant[label]
                drafts.append(last)
            taken.add(line.index)
        elif goes_on(line, named):
            if last is not None:
                last.add_parts([line.chars(0, said_to(line))])
            taken.add(line.index)
    return drafts, taken


def find_meant(labels: Iterable[str], cast: Cast) -> dict[str, int | None]:
    """Whom labels mean; an office whose holder a bracket named once is that person: The Minister (Ada Lund): ..."""
    meant = {label: cast.find(label) for label in labels}
    holders = {label.split(" (")[0]: who for label, who in meant.items() if " (" in label}
    return {label: holders.get(label) if who is None else who for label, who in meant.items()}


def only_asks(label: str, own: Sequence[str], cast: Cast) -> bool:
    """Whether a label that names no person stands for the outlet that asks: "Q", or no office, with only questions."""
    words = label.lower().split()
    if " ".join(words) in QUESTIONERS:
        return True
    if any(is_person_noun(word) or word in CHAIRS for word in words):
        return False
    return all("?" in text for text in own) and (cast.is_somebody_else(label) or len(own) > 1)


def label_end(line: Line) -> int | None:
    """Token after the label that opens a line, or None."""
    match = LABEL.match(line.text)
    if match is None or (match["label"].endswith(".") and not SHORT_LABEL.fullmatch(match["label"])):
        return None
    for i, end in enumerate(line.ends[:LONGEST_LABEL]):
        if end >= match.end():
            return i + 1 if end == match.end() and i + 1 < len(line.words) else None
    return None


def label_text(line: Line, end: int) -> str:
    """The label itself, without what surrounds it."""
    return line.text[line.begins[label_start(line)] : line.ends[end - 1]].rstrip(":.")


def label_start(line: Line) -> int:
    """Token at which a label begins: behind a mark that opens the line."""
    return next(i for i, word in enumerate(line.words) if word[0].isalnum())


def opens_with_marks(line: Line, end: int) -> bool:
    """Whether marks open right after a label: an ordinary quotation after a colon."""
    return line.mark_of[end] >= 0 and line.mark_ranges[line.mark_of[end]][0] >= end


def is_inside_marks(line: Line) -> bool:
    """Whether a line opens with a mark that it does not close, as in a quoted transcript."""
    return bool(line.marks) and line.mark_of[0] == 0 and not line.marks[0].is_closed


def labelled_draft(line: Line, end: int) -> Draft:
    """What a labelled line says, by whom its label names."""
    cue, start = (end - 1, end), label_start(line)
    source = trim(line, start, end - 1) or (start, start + 1)
    return Draft(line, 0, [line.chars(end, said_to(line))], "transcript", None, cue, source)


def said_to(line: Line) -> int:
    """The token after what a line says: without the mark that ends a quoted transcript."""
    end = len(line.words)
    while line.marks and line.mark_of[0] == 0 and end > 1 and line.words[end - 1] in CLOSING_MARKS:
        end -= 1
    return end


def goes_on(line: Line, named: Collection[str]) -> bool:
    """Whether a line without a label is more of what the label before it said: no stage direction, no narrator."""
    if not line.sentences or (line.marks and not is_inside_marks(line)):
        return False
    if STAGE_DIRECTION.fullmatch(line.text.strip(' \t"“')):
        return False
    return line.lowers[0] not in ("he", "she", "they") and line.words[0] not in named


def read_interview(lines: Sequence[Line], title: str, cast: Cast) -> tuple[list[Draft], set[int]]:
    """Answers to questions that stand in lines of their own, without labels, in what calls itself an interview."""
    asked = [line.index for line in lines if is_question(line)]
    if len(asked) < FEWEST_QUESTIONS or asked[-1] == len(lines) - 1 or any(b - a < 2 for a, b in pairwise(asked)):
        return [], set()
    first = asked[0]
    introduction = " ".join([title, *(line.text for line in lines[:first])])
    person = cast.interviewee(lines[first].start) if INTERVIEW.search(introduction) else None
    if person is None or 3 * len(asked) < len(lines) - first:
        return [], set()
    drafts: list[Draft] = []
    for a, b in pairwise([*asked, min(len(lines), asked[-1] + 2)]):
        answer = [line for line in lines[a + 1 : b] if line.sentences]
        if not answer or any(line.marks and line.mark_of[0] >= 0 for line in answer):
            return [], set()
        spans = [line.chars(0, len(line.words)) for line in answer]
        drafts.append(Draft(answer[0], 0, spans, "interview", entity=person))
    return drafts, set(range(first, min(len(lines), asked[-1] + 2)))


def is_question(line: Line) -> bool:
    """Whether a line holds nothing but a question outside marks."""
    return line.text.rstrip().endswith("?") and not line.marks and 2 < len(line.words) <= LONGEST_QUESTION
