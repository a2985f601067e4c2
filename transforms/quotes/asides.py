"""Who speaks words in marks without a cue: whom the sentence beside them is about, or whose turn it is.

Dialogue after Chicago Manual of Style 13.39: a paragraph for each turn; what somebody does beside the words tells who
says them.
"""

from __future__ import annotations

from collections.abc import Sequence

from transforms.quotes.beside_marks import Draft
from transforms.quotes.lines import FINITE, Line
from transforms.quotes.person_words import is_person_noun
from transforms.quotes.reporting_verbs import CORE, REPLIES
from transforms.quotes.sources import own_subject, words_after

LONGEST_ASIDE = 25  # tokens of a sentence that tells what the speaker does
LONGEST_TURN = 14  # words of a turn in a dialogue without cues
FEWEST_SAID = 2  # words in marks
THIS_WAY = frozenset({"so", "thus"})
Sentence = tuple[Line, int]


def read_aside(line: Line, s: int, waiting: Sentence) -> Draft | None:
    """The attribution, without words yet, of sentences in marks by a plain one beside them in their paragraph.

    It tells what a person does, or says "So says X"; and the words in marks begin with a capital and end a sentence.
    """
    a, b = line.sentences[s]
    if waiting[0] is not line or b - a > LONGEST_ASIDE or any(line.mark_of[i] >= 0 for i in range(a, b)):
        return None
    if not is_speech(*waiting):
        return None
    if line.lowers[a] in THIS_WAY and a + 1 < b and line.lemmas[a + 1] in CORE and line.tags[a + 1] in FINITE:
        source = words_after(line, a + 1, b)
        return Draft(line, s, [], "cue_after_inverted", a + 1, (a + 1, a + 2), source) if source else None
    roots = [i for i in range(a, b) if line.heads[i] == i and line.tags[i] in FINITE]
    source = own_subject(line, roots[0]) if len(roots) == 1 else None
    if source is None or source[0] > a + 1 or not acts(line, *source):
        return None
    return Draft(line, s, [], "aside", source=source)


def is_speech(line: Line, s: int) -> bool:
    """Whether a sentence in marks is one that somebody says: a capital, two words, a full stop."""
    first = next(i for i in range(*line.sentences[s]) if line.mark_of[i] >= 0)
    mark = line.marks[line.mark_of[first]]
    inside = line.text[mark.inner_start : mark.inner_end].strip()
    return inside[:1].isupper() and len(inside.split()) >= FEWEST_SAID and inside[-1:] in ".?!…"


def acts(line: Line, a: int, b: int) -> bool:
    """Whether a subject is a person: he or she, a name, "the keeper"."""
    if b - a == 1 and line.lowers[a] in ("he", "she"):
        return True
    return line.tags[b - 1] == "NNP" or (line.lowers[a] == "the" and is_person_noun(line.lemmas[b - 1]))


def answered_by(spoken: Sequence[Draft], waiting: Sequence[Sentence]) -> Draft | None:
    """Whose turn it is after two short turns in paragraphs of their own, the second of which answers the first."""
    if len(spoken) < 2 or len({line.index for line, _ in waiting}) > 1:
        return None
    first, second = spoken[-2], spoken[-1]
    at = waiting[0][0].index
    if second.reach != at - 1 or first.reach != at - 2 or first.source == second.source is None:
        return None
    if second.rule != "turn" and not answers(first, second):
        return None
    turns = [said(first), said(second), [waiting[0][0].text]]
    short = all(sum(len(words.split()) for words in turn) <= LONGEST_TURN for turn in turns)
    return first if short and who(first) != who(second) else None


def answers(first: Draft, second: Draft) -> bool:
    """Whether a quotation answers the one before it: its cue says so, or the first is a question."""
    replies = second.verb is not None and second.line.lemmas[second.verb] in REPLIES
    asks = first.verb is not None and first.line.lemmas[first.verb] == "ask"
    return replies or asks or any(words.rstrip(" \u00a0”\"'’»›").endswith("?") for words in said(first))


def said(draft: Draft) -> list[str]:
    """The words of a quotation's parts that stand in its own line."""
    start = draft.line.start
    return [draft.line.text[max(0, a - start) : b - start] for a, b in draft.spans if a >= start]


def who(draft: Draft) -> str:
    """The words that name who speaks, by whoever was named last."""
    draft = draft.speaks_on or draft
    return " ".join(draft.line.lowers[slice(*draft.source)]) if draft.source else ""
