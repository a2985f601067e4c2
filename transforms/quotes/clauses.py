"""What a reporting verb reports inside its own clause: the extent of mixed and indirect quotations.

Frames come from the lexicon (`cues`), first extents from the parse, the rest from `extent`.
"""

from __future__ import annotations

from collections.abc import Callable

from transforms.quotes.beside_marks import Draft, cue_range
from transforms.quotes.extent import bounded
from transforms.quotes.lines import FINITE, NOMINAL, Line, is_reporting, is_title, own_finite
from transforms.quotes.noun_reports import (
    owns_that,
    read_adjective,
    read_noun,
    read_noun_complement,
    read_noun_predicate,
)
from transforms.quotes.parenthetical import read_according_clause, read_parenthetical
from transforms.quotes.reporting_verbs import (
    ADJECTIVES,
    HEARER_INFINITIVE,
    JUDGEMENT,
    PREPOSITIONS,
    THAT_NOUNS,
    THOUGHT,
    VERBS,
    has_frame,
)
from transforms.quotes.sources import ADVERBIAL_STARTS, Range, may_speak, quoted_person, subject_range
from transforms.words.lists import word_set

BEFORE_NOUN = frozenset({"DT", "PRP$", "JJ", "JJR", "JJS", "RB", "RBR", "RBS", "PDT"})
BETWEEN_MARKS = BEFORE_NOUN | {",", "CC", "_SP"}
WH_WORDS = word_set("what who whom whose which when where why how whether if")
OUTSIDE_OBJECT = word_set("tell remind inform assure notify ask beg implore warn advise instruct order")
# Who declines to speak, says nothing: declined to comment, asked not to be named.
SILENCE = frozenset({"comment", "say", "elaborate", "respond", "answer", "speak", "talk", "identify", "name", "reply"})
PREPOSITION_OF = {"a": ("as",), "l": ("to",), "f": ("for",), "v": ("of",)}
EMPTY_SUBJECTS = frozenset({"i", "you", "we", "it", "there", "that", "this", "one", "what", "nobody"})


def read_clauses(line: Line, s: int, used: set[int]) -> list[Draft]:
    """All reports of sentence s by verbs and nouns outside marks that are not yet cues."""
    a, b = line.sentences[s]
    drafts = [d for d in (read_according_clause(line, s, i) for i in range(a, b) if line.lowers[i] == "according") if d]
    for i in range(a, b):
        if i in used or line.mark_of[i] >= 0:
            continue
        if is_reporting(line, i):
            drafts += read_verb(line, s, i)
        elif line.tags[i] == "JJ" and line.lowers[i] in ADJECTIVES:
            drafts += read_adjective(line, s, i)
        elif line.tags[i] in ("NN", "NNS") and line.lemmas[i] in THAT_NOUNS:
            drafts += read_noun(line, s, i) or read_noun_predicate(line, s, i) or read_noun_complement(line, s, i)
    return drafts


def read_verb(line: Line, s: int, verb: int) -> list[Draft]:
    """The report of one verb: inside its clause, else around it."""
    a, b = line.sentences[s]
    frames = VERBS[line.lemmas[verb]].frames
    if speaks_for_nobody(line, verb):
        return []
    for frame, reader in READERS:
        if frame in frames:
            content = reader(line, verb, b)
            if content:
                draft = draft_of(line, s, verb, [content], RULES[frame])
                return [draft] if draft.rule == "clause" or may_speak(line, draft.source) else []
    if not has_frame(line.lemmas[verb], "qc"):
        return []
    if "q" in frames and verb + 1 < b and line.mark_of[verb + 1] >= 0:
        content = bounded(line, verb, verb + 1, line.mark_ranges[line.mark_of[verb + 1]][1], b)
        return [draft_of(line, s, verb, [content], "cue_before")] if content else []
    around, source = read_parenthetical(line, verb, a, b)
    if not around:
        return []
    draft = draft_of(line, s, verb, around, "parenthetical")
    draft.source = source
    return [draft]


def speaks_for_nobody(line: Line, verb: int) -> bool:
    """A passive without agent, and opinions of "I", "we" and "you", are nobody's report."""
    subjects = line.kids_with(verb, "nsubj", "nsubjpass")
    if any(line.deps[k] == "nsubjpass" for k in subjects) and not line.kids_with(verb, "agent"):
        return True
    if line.tags[verb] == "VBN" and not subjects and not line.kids_with(verb, "aux", "auxpass", "agent"):
        return line.deps[verb] in ("advcl", "acl", "ROOT")  # "when asked whether ...": who asks is not said
    return line.lemmas[verb] in THOUGHT and any(line.lowers[k] in EMPTY_SUBJECTS for k in subjects)


def draft_of(line: Line, s: int, verb: int, ranges: list[Range], rule: str) -> Draft:
    """Make the draft of a verb's report."""
    spans = [line.chars(x, y) for x, y in ranges]
    return Draft(line, s, spans, rule, verb, cue_range(line, verb), subject_range(line, verb))


def read_complement(line: Line, verb: int, limit: int) -> Range | None:
    """The that-clause, bare clause or wh-clause that a verb governs."""
    for k in line.kids_with(verb, "ccomp"):
        if k > verb:
            start = max(line.left(k), verb + 1)
            if line.lowers[start] == "that" and start > verb + 1 and owns_that(line, start - 1):
                return None
            if line.lowers[start] in WH_WORDS and not has_frame(line.lemmas[verb], "wc"):
                continue
            if not own_finite(line, k) and (line.tags[k] == "VBG" or is_infinitive(line, k)):
                continue
            return bounded(line, verb, start, line.right(k), limit)
    return that_by_surface(line, verb, limit)


def is_infinitive(line: Line, k: int) -> bool:
    """Whether a clause is an infinitive that no question word opens: allowed it to fall, not: asked whom to pay."""
    return line.lowers[line.left(k)] not in WH_WORDS and any(line.tags[c] == "TO" for c in line.kids_with(k, "aux"))


def that_by_surface(line: Line, verb: int, limit: int) -> Range | None:
    """A that-clause which the parse hung elsewhere: "that" soon after the verb, opening a clause."""
    for j in range(verb + 1, min(verb + 9, limit - 2)):
        if line.mark_of[j] >= 0 or line.words[j] in (";", ":") or line.tags[j] in FINITE:
            return None
        if line.lowers[j] == "that" and line.deps[j] == "mark" and line.tags[j] == "IN":
            return bounded(line, verb, j, max(line.right(line.heads[j]), j + 1), limit)
    return None


def read_infinitive(line: Line, verb: int, limit: int) -> Range | None:
    """The infinitive a verb reports: promised to leave; after a hearer: urged him to leave."""
    needs_hearer = line.lemmas[verb] in HEARER_INFINITIVE
    for k in line.kids_with(verb, "xcomp", "ccomp", "advcl"):
        tos = [c for c in line.kids_with(k, "aux") if line.tags[c] == "TO"]
        if not tos or k < verb or line.lemmas[k] in SILENCE or "named" in line.lowers[k : k + 1]:
            continue
        between = [i for i in range(verb + 1, tos[0]) if line.tags[i] not in ("RB", "IN")]
        if needs_hearer and not between and line.lemmas[verb] not in ("call", "ask", "beg"):
            continue
        if line.deps[k] == "advcl" and not (needs_hearer and between):
            continue
        inside = line.lemmas[verb] not in OUTSIDE_OBJECT
        start = verb + 1 if between and inside else tos[0]
        while start < tos[0] and line.tags[start] in ("IN", "RB"):
            start += 1
        return bounded(line, verb, start, line.right(k), limit)
    return None


def read_gerund(line: Line, verb: int, limit: int) -> Range | None:
    """The gerund clause of "denied taking it", "suggested waiting"."""
    for k in line.kids_with(verb, "xcomp", "ccomp", "pcomp"):
        if k > verb and line.tags[k] == "VBG":
            return bounded(line, verb, max(line.left(k), verb + 1), line.right(k), limit)
    return None


def preposition_reader(frame: str) -> Callable[[Line, int, int], Range | None]:
    """A reader of object and preposition together: described it as X, accused him of X, called for X."""
    words = PREPOSITION_OF[frame]

    def read(line: Line, verb: int, limit: int) -> Range | None:
        for prep in range(verb + 1, min(verb + 12, limit - 1)):
            if line.mark_of[prep] >= 0 or line.words[prep] in (",", ";"):
                return None
            if line.lowers[prep : prep + 2] == ["as", "saying"]:
                return None
            if line.lowers[prep] in words and verb in (line.heads[prep], line.heads[line.heads[prep]]):
                if opens_with_marks(line, prep + 1):
                    return bounded(line, verb, prep + 1, *complement_end(line, prep + 1, line.right(prep), limit))
                if line.lemmas[verb] in JUDGEMENT and frame != "a" and not line.kids_with(prep, "pcomp"):
                    return None
                return bounded(line, verb, prep + 1 if prep == verb + 1 else verb + 1, line.right(prep), limit)
        return None

    return read


def opens_with_marks(line: Line, i: int) -> bool:
    """Whether the phrase from i on opens with words in marks, behind no more than its article and modifiers."""
    while i < len(line.words) and line.mark_of[i] < 0 and line.tags[i] in BEFORE_NOUN:
        i += 1
    return i < len(line.words) and line.mark_of[i] >= 0


def complement_start(line: Line, i: int, first: int) -> int:
    """Where the phrase begins that has words in marks from i on: with its article and modifiers."""
    while i > first and line.mark_of[i - 1] < 0 and line.tags[i - 1] in BEFORE_NOUN:
        i -= 1
    return i


def complement_end(line: Line, i: int, end: int, limit: int) -> Range:
    """Where a phrase with marks ends, twice (the verb's adverbials stay out): with the last of several in a row."""
    while line.mark_of[i] < 0:
        i += 1
    closing = line.mark_ranges[line.mark_of[i]][1]
    for k in range(line.mark_of[i] + 1, len(line.mark_ranges)):
        opening, following = line.mark_ranges[k]
        if opening >= limit or not all(line.tags[j] in BETWEEN_MARKS for j in range(closing, opening)):
            break
        closing = following
    if closing < end and (line.lowers[closing] in ADVERBIAL_STARTS or line.words[closing] in ("(", "[")):
        end = closing
    return max(closing, min(end, limit)), max(closing, min(end, limit))


def read_topic(line: Line, verb: int, limit: int) -> Range | None:
    """The topic behind a preposition of the verb: spoke against the bill."""
    for prep in line.kids_with(verb, "prep"):
        if verb < prep <= verb + 3 and line.lowers[prep] in PREPOSITIONS.get(line.lemmas[verb], ()):
            return bounded(line, verb, prep + 1, line.right(prep), limit)
    return None


def read_predicate(line: Line, verb: int, limit: int) -> Range | None:
    """Object and predicate: "called the vote a farce"."""
    for k in line.kids_with(verb, "oprd", "ccomp"):
        if k > verb + 1 and not own_finite(line, k):
            marked = next((i for i in range(verb + 1, min(k + 1, limit)) if line.mark_of[i] >= 0), None)
            if marked is not None:
                start = complement_start(line, marked, verb + 1)
                return bounded(line, verb, start, *complement_end(line, marked, line.right(k), limit))
            return bounded(line, verb, verb + 1, line.right(k), limit)
    return None


def read_object(line: Line, verb: int, limit: int) -> Range | None:
    """The object of "denied the charge"."""
    for k in line.kids_with(verb, "dobj"):
        if k > verb and line.tags[k] != "PRP" and quoted_person(line, verb) is None:
            return bounded(line, verb, max(line.left(k), verb + 1), line.right(k), limit)
    return None


def read_marked_object(line: Line, verb: int, limit: int) -> Range | None:
    """Words in marks within the verb's own phrase: slammed the "rigged" vote; spoke of "a long night"."""
    for i in range(verb + 1, min(verb + 30, limit)):
        if line.mark_of[i] >= 0:
            if not depends_on(line, i, verb) or is_title(line, line.mark_of[i]):
                return None
            content = fit_marked_object(line, verb, i, limit)
            return content if content and any(line.mark_of[j] >= 0 for j in range(*content)) else None
        if line.words[i] in (";", ":") or (line.tags[i] in FINITE and line.deps[i] not in ("relcl", "aux")):
            return None
    return None


def fit_marked_object(line: Line, verb: int, marked: int, limit: int) -> Range | None:
    """The phrase around marks: what the object is called alone, what a preposition opens alone, else the object."""
    closing = line.mark_ranges[line.mark_of[marked]][1]
    if marked == verb + 2 and line.tags[verb + 1] == "IN":
        return bounded(line, verb, marked, closing, min(closing, limit))
    start = complement_start(line, marked, verb + 1)
    if has_frame(line.lemmas[verb], "o") and start > verb + 1 and line.tags[start - 1] in NOMINAL:
        return bounded(line, verb, start, *complement_end(line, marked, closing, limit))
    end = max(closing, top_end(line, marked, verb))
    if end < limit and line.tags[end] in FINITE and has_frame(line.lemmas[verb], "c"):
        end = max(end + 1, line.right(end))
    return bounded(line, verb, verb + 1, end, limit)


def depends_on(line: Line, i: int, verb: int) -> bool:
    """Whether token i stands below the verb in the parse."""
    for _ in range(12):
        if line.heads[i] == verb:
            return True
        if line.heads[i] == i:
            return False
        i = line.heads[i]
    return False


def top_end(line: Line, i: int, verb: int) -> int:
    """Where the verb's own constituent around token i ends."""
    while line.heads[i] != verb and line.heads[i] != i:
        i = line.heads[i]
    return line.right(i)


READERS: tuple[tuple[str, Callable[[Line, int, int], Range | None]], ...] = (
    ("c", read_complement),
    ("w", read_complement),
    ("i", read_infinitive),
    ("g", read_gerund),
    ("o", read_predicate),
    ("a", preposition_reader("a")),
    ("l", preposition_reader("l")),
    ("f", preposition_reader("f")),
    ("v", preposition_reader("v")),
    ("m", read_marked_object),
    ("p", read_topic),
    ("n", read_object),
)
RULES = {
    "c": "clause", "w": "clause", "i": "infinitive", "g": "gerund", "o": "predicate", "a": "object_as",
    "l": "object_as", "f": "object_for", "v": "object_of", "m": "marked_object", "n": "object", "p": "topic",
}  # fmt: skip
