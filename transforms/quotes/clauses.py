"""What a reporting verb reports inside its own clause: the extent of mixed and indirect quotations.

Frames come from the lexicon, extents from the parse, cuts and extensions from the conventions of PARC 3.0 and
PolNeAR (S. Pareti, "PARC 3.0: a corpus of attribution relations", 2016; E. Newell et al., 2018): the content is the
whole clausal complement without the complementiser, and no attribution of somebody else's.
"""

from __future__ import annotations

from collections.abc import Callable

from transforms.quotes.cues import (
    ADJECTIVES,
    CORE,
    HEARER_INFINITIVE,
    PREPOSITIONS,
    THAT_NOUNS,
    THOUGHT,
    VERBS,
    has_frame,
    word_set,
)
from transforms.quotes.lines import DASHES, FINITE, RELATIVE, TERMINAL, Line, is_dash, is_reporting
from transforms.quotes.quoted import Draft, cue_range, possessor, read_according
from transforms.quotes.sources import NAME_LINKS, Range, clause_head, subject_range, trim, words_after, words_before

CUT_AFTER_COMMA = word_set("which who while though although whereas according something")
WH_WORDS = word_set("what who whom whose which when where why how whether if")
OUTSIDE_OBJECT = frozenset({"tell", "remind", "inform", "assure", "notify"})
ADJUNCTS = frozenset(
    {"prep", "advcl", "advmod", "npadvmod", "dobj", "xcomp", "dep", "acl", "conj", "appos", "ccomp", "oprd", "prt"}
)
SET_OFF = frozenset({",", "—", "–", "--"})
# Who declines to speak, says nothing: declined to comment, asked not to be named.
SILENCE = frozenset({"comment", "say", "elaborate", "respond", "answer", "speak", "talk", "identify", "name", "reply"})
PREPOSITION_OF = {"a": ("as",), "f": ("for",), "v": ("of",)}
NO_JUDGES = frozenset({"i", "you", "we", "there", "that", "this", "what", "these"})
EMPTY_SUBJECTS = frozenset({"i", "you", "we", "it", "there", "that", "this", "one", "what"})


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
    return line.lemmas[verb] in THOUGHT and any(line.lowers[k] in EMPTY_SUBJECTS for k in subjects)


def may_speak(line: Line, source: Range | None) -> bool:
    """Whether a subject can judge, promise or want: not missing, not "which", not the writer or reader."""
    return source is not None and (source[1] - source[0] > 1 or line.lowers[source[0]] not in NO_JUDGES)


def draft_of(line: Line, s: int, verb: int, ranges: list[Range], rule: str) -> Draft:
    """Make the draft of a verb's report."""
    marked = any(line.mark_of[i] >= 0 for x, y in ranges for i in range(x, y))
    return Draft(line, s, [line.chars(x, y) for x, y in ranges], rule, verb, cue_range(line, verb),
                 subject_range(line, verb), marked)  # fmt: skip


def read_complement(line: Line, verb: int, limit: int) -> Range | None:
    """The that-clause, bare clause or wh-clause that a verb governs."""
    for k in line.kids_with(verb, "ccomp"):
        if k > verb and line.mark_of[k] < 0 | (line.mark_of[k] >= 0):
            start = max(line.left(k), verb + 1)
            if line.lowers[start] in WH_WORDS and not has_frame(line.lemmas[verb], "wc"):
                continue
            if line.tags[k] == "VBG" and not own_finite(line, k):
                continue
            return bounded(line, verb, start, line.right(k), limit)
    return that_by_surface(line, verb, limit)


def own_finite(line: Line, k: int) -> bool:
    """Whether a clause is finite: its verb, or an auxiliary of it."""
    return line.tags[k] in FINITE or any(line.tags[c] in FINITE or line.tags[c] == "MD" for c in line.kids[k])


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
            if line.lowers[prep] in words and verb in (line.heads[prep], line.heads[line.heads[prep]]):
                start = prep + 1 if prep == verb + 1 else verb + 1
                return bounded(line, verb, start, line.right(prep), limit)
        return None

    return read


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
            return bounded(line, verb, verb + 1, line.right(k), limit)
    return None


def read_object(line: Line, verb: int, limit: int) -> Range | None:
    """The object of "denied the charge"."""
    for k in line.kids_with(verb, "dobj"):
        if k > verb and line.tags[k] != "PRP":
            return bounded(line, verb, max(line.left(k), verb + 1), line.right(k), limit)
    return None


def read_marked_object(line: Line, verb: int, limit: int) -> Range | None:
    """Words in marks within the verb's own phrase: slammed the "rigged" vote."""
    for i in range(verb + 1, min(verb + 30, limit)):
        if line.mark_of[i] >= 0:
            if not depends_on(line, i, verb):
                return None
            end = max(line.mark_ranges[line.mark_of[i]][1], top_end(line, i, verb))
            if end < limit and line.tags[end] in FINITE and has_frame(line.lemmas[verb], "c"):
                end = max(end + 1, line.right(end))
            return bounded(line, verb, verb + 1, end, limit)
        if line.words[i] in (";", ":") or (line.tags[i] in FINITE and line.deps[i] not in ("relcl", "aux")):
            return None
    return None


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
    ("f", preposition_reader("f")),
    ("v", preposition_reader("v")),
    ("m", read_marked_object),
    ("p", read_topic),
    ("n", read_object),
)
RULES = {
    "c": "clause", "w": "clause", "i": "infinitive", "g": "gerund", "o": "predicate", "a": "object_as",
    "f": "object_for", "v": "object_of", "m": "marked_object", "n": "object", "p": "topic",
}  # fmt: skip


def bounded(line: Line, verb: int, start: int, end: int, limit: int) -> Range | None:
    """Fit a content to the conventions: complementiser off, cut before other reports, whole marks, no loose tail."""
    while start < end and (line.lowers[start] in ("that", ",", ":") or line.words[start].isspace()):
        start += 1
    if start < end and line.mark_of[start] >= 0 and line.mark_ranges[line.mark_of[start]][0] == start - 1:
        start -= 1
    end = extend(line, verb, min(end, limit), limit)
    end = cut(line, verb, start, end)
    end = whole_marks(line, end, limit)
    while end > start and (line.words[end - 1] in (",", ";", ":") or line.words[end - 1] in TERMINAL
                           or line.words[end - 1].isspace() or line.words[end - 1] in DASHES):  # fmt: skip
        end -= 1
    return (start, end) if end - start >= 2 or (start < end and line.mark_of[start] >= 0) else None


def extend(line: Line, verb: int, end: int, limit: int) -> int:
    """Take in what the parser hung on the verb though it follows the clause without a comma, and "and that ..."."""
    if (
        end + 2 < limit
        and line.lowers[end] == "and"
        and line.lowers[end + 1] == "that"
        and line.deps[end + 1] == "mark"
    ):
        end = max(end, line.right(line.heads[end + 1]))
    while end < limit and line.words[end] not in (",", ";", ":") and line.words[end] not in TERMINAL:
        at = end
        while line.heads[at] > end or (line.heads[at] != verb and line.left(line.heads[at]) >= end):
            if line.heads[at] == at:
                break
            at = line.heads[at]
        if line.heads[at] != verb or line.deps[at] not in ADJUNCTS or is_reporting(line, at) or line.deps[at] == "conj":
            break
        end = max(line.right(at), end + 1)
    return coordinated(line, verb, min(end, limit), limit)


def coordinated(line: Line, verb: int, end: int, limit: int) -> int:
    """Take in "and will ...", "but because ..." after a clause: not in the cue's tense, so not the cue's own action."""
    at = end + 1 if end < limit and line.words[end] == "," else end
    if at + 2 >= limit or line.lowers[at] not in ("and", "but", "or"):
        return end
    following = at + 1
    tag = line.tags[following]
    goes_on = tag in ("MD", "TO") or line.lowers[following] in ("because", "that", "not")
    if not goes_on and not (
        tag in FINITE and line.tags[verb] == "VBD" and tag != "VBD" and not is_reporting(line, following)
    ):
        return end
    for i in range(following, min(following + 6, limit)):
        if line.tags[i].startswith("VB"):
            return max(min(line.right(i), limit), i + 1)
    return end


def cut(line: Line, verb: int, start: int, end: int) -> int:
    """Cut before a relative or concessive clause after a comma, and before the next report."""
    for j in range(start + 1, end - 2):
        if line.mark_of[j] >= 0:
            continue
        word, following = line.words[j], line.lowers[j + 1]
        if word == "," and (following in CUT_AFTER_COMMA or (line.tags[j + 1] == "VBG" and is_reporting(line, j + 1))):
            return j
        if word == "," and line.tags[j + 1] in ("IN", "TO") and line.tags[j + 2] in ("WDT", "WP"):
            return j
        if word == "according" and following == "to":
            return j
        if word == "," and line.tags[j + 1] == "CC" and starts_own_report(line, j + 2, end):
            return j
        if line.lowers[j] in ("and", "but") and next_report(line, verb, j + 1, end):
            return j
        if is_dash(line, j) and line.mark_of[j - 1] >= 0:
            return j
        if line.mark_of[j - 1] >= 0 and ends_content(line, j):
            return j
    return end


def starts_own_report(line: Line, j: int, end: int) -> bool:
    """Whether a clause of another speaker begins at j: a subject, then a plain verb of saying."""
    for i in range(j, min(j + 10, end)):
        if line.mark_of[i] >= 0 or line.words[i] == ",":
            return False
        if line.tags[i] in FINITE and line.deps[i] not in ("aux", "auxpass"):
            return i > j and line.lemmas[i] in CORE and bool(line.kids_with(i, "nsubj"))
    return False


def ends_content(line: Line, j: int) -> bool:
    """Whether the marks before j close what is said: a comma, then a participle or a judging apposition."""
    k = line.mark_of[j - 1]
    comma = line.words[j] == ","
    if not comma and not line.ends_speech(k, ","):
        return False
    following = j + comma
    return following < len(line.words) and (line.tags[following] == "VBG" or line.lowers[following] in ("a", "an"))


def next_report(line: Line, verb: int, j: int, end: int) -> bool:
    """Whether a reporting verb in the tense of the cue follows a conjunction, so that it continues the cue's clause."""
    first = j
    while j < end and (line.tags[j] in ("RB", "MD") or line.deps[j] in ("aux", "neg")):
        j += 1
    if j >= end or not is_reporting(line, j):
        return False
    return line.tags[j] == line.tags[verb] or (j > first and line.deps[j - 1] in ("aux", "neg"))


def whole_marks(line: Line, end: int, limit: int) -> int:
    """Never end inside marks; take in marks that follow at once and end the sentence."""
    if end < limit and line.mark_of[end] >= 0:
        closing = line.mark_ranges[line.mark_of[end]][1]
        if line.mark_of[end - 1] == line.mark_of[end] or closing >= limit - 1:
            return min(closing, limit)
    return end


def read_parenthetical(line: Line, verb: int, a: int, b: int) -> tuple[list[Range], Range | None]:
    """An attribution set off by commas: the rest of the sentence is what was said; with its source."""
    found = set_off(line, verb, a, b)
    if found is None:
        return [], None
    begin, end, source = found
    while end < b and line.words[end] not in (",", ".", ";", "—", "–", "--", "?", "!"):
        if line.tags[end] in FINITE or line.mark_of[end] >= 0:
            return [], None
        end += 1
    ranges = [r for r in ((a, begin - 1), tail_after(line, end, b)) if r[1] - r[0] >= 2]
    holds_verb = any(line.tags[i] in FINITE or line.tags[i] == "MD" for x, y in ranges for i in range(x, y))
    return (ranges, source) if holds_verb else ([], None)


def set_off(line: Line, verb: int, a: int, b: int) -> tuple[int, int, Range] | None:
    """Begin, end and source of the words between commas that hold the verb and its subject."""
    if line.deps[verb] == "advcl" or line.tags[verb] not in FINITE:
        return None
    comma = verb - 1
    while comma > a and line.words[comma] not in SET_OFF:
        if line.tags[comma] in FINITE or (
            line.tags[comma] in ("WDT", "WP", "IN") and line.lowers[comma] not in NAME_LINKS
        ):
            return None
        comma -= 1
    if comma > a and comma < verb - 1:
        source = words_before(line, comma + 1, verb)
        if line.lowers[comma + 1] in RELATIVE:
            return None
        if source is not None and line.tags[source[0]] not in ("CC", "RB"):
            return comma + 1, verb + 1, source
    if comma == verb - 1 and comma > a:
        inverted = words_after(line, verb, b)
        if inverted is not None:
            return verb, inverted[1], inverted
    subject = subject_range(line, verb)
    if subject is not None and a < subject[0] <= verb and line.words[subject[0] - 1] in SET_OFF:
        return subject[0], verb + 1, subject
    return None


def tail_after(line: Line, end: int, b: int) -> Range:
    """What follows a parenthetical attribution and still is said."""
    start = end + 1
    while b > start and (line.words[b - 1] in TERMINAL or line.words[b - 1].isspace()):
        b -= 1
    if start >= b or line.words[end] not in (",", "—", "–", "--"):
        return (b, b)
    if line.lowers[start] == "and" and line.mark_of[start + 1] >= 0:
        return (start + 1, b)
    if (
        line.tags[start] in ("VBG", "VBN")
        or line.lowers[start] in CUT_AFTER_COMMA
        or line.lowers[start] in ("and", "but", "as")
    ):
        return (b, b)
    return (start, b)


def read_noun(line: Line, s: int, noun: int) -> list[Draft]:
    """The clause of a reporting noun: "his claim that ...", with the possessor or the clause's subject as source."""
    _, b = line.sentences[s]
    for k in line.kids_with(noun, "acl", "ccomp", "relcl"):
        that = line.left(k)
        if k > noun and that > noun and line.lowers[that] == "that" and line.deps[that] == "mark":
            content = bounded(line, noun, that + 1, line.right(k), b)
            if content:
                verb = clause_head(line, noun)
                source = possessor(line, noun) or (subject_range(line, verb) if verb != noun else None)
                marked = any(line.mark_of[i] >= 0 for i in range(*content))
                return [Draft(line, s, [line.chars(*content)], "noun_that", noun, (noun, noun + 1), source, marked)]
    return []


def read_noun_complement(line: Line, s: int, noun: int) -> list[Draft]:
    """What a reporting noun is about: "his promise to leave", "criticism of the plan"."""
    limit = line.sentences[s][1]
    for k in line.kids[noun]:
        is_infinitive = line.deps[k] == "acl" and line.tags[line.left(k)] == "TO"
        is_topic = line.deps[k] == "prep" and line.lowers[k] in ("of", "for", "about", "on", "against")
        if k < noun or not (is_infinitive or is_topic):
            continue
        start = line.left(k) if is_infinitive else k + 1
        content = bounded(line, noun, start, line.right(k), limit)
        if content:
            source = possessor(line, noun) if is_infinitive else poss(line, noun)
            if source is None and line.deps[noun] == "dobj":
                source = subject_range(line, line.heads[noun])
            if not may_speak(line, source):
                return []
            marked = any(line.mark_of[i] >= 0 for i in range(*content))
            rule = "noun_to" if is_infinitive else "noun_topic"
            return [Draft(line, s, [line.chars(*content)], rule, noun, (noun, noun + 1), source, marked)]
    return []


def poss(line: Line, noun: int) -> Range | None:
    """The possessive before a noun."""
    for k in line.kids_with(noun, "poss"):
        return trim(line, line.left(k), k + 1)
    return None


def read_adjective(line: Line, s: int, adjective: int) -> list[Draft]:
    """The that-clause of "is confident that ...", with the subject of "be" as source."""
    for k in line.kids_with(adjective, "ccomp"):
        if k > adjective and own_finite(line, k):
            content = bounded(line, adjective, line.left(k), line.right(k), line.sentences[s][1])
            source = subject_range(line, line.heads[adjective])
            if content and may_speak(line, source):
                marked = any(line.mark_of[i] >= 0 for i in range(*content))
                cue = (adjective, adjective + 1)
                return [Draft(line, s, [line.chars(*content)], "adjective_that", adjective, cue, source, marked)]
    return []


def read_noun_predicate(line: Line, s: int, noun: int) -> list[Draft]:
    """The clause that a reporting noun is said to be: "her answer was that ..."."""
    verb = line.heads[noun]
    if line.deps[noun] != "nsubj" or line.lemmas[verb] != "be":
        return []
    source = possessor(line, noun)
    for k in line.kids_with(verb, "ccomp"):
        if k > verb and line.lowers[line.left(k)] == "that":
            content = bounded(line, verb, line.left(k), line.right(k), line.sentences[s][1])
            if content:
                marked = any(line.mark_of[i] >= 0 for i in range(*content))
                return [Draft(line, s, [line.chars(*content)], "noun_that", noun, (noun, verb + 1), source, marked)]
    return []


def read_according_clause(line: Line, s: int, i: int) -> Draft | None:
    """The sentence around "according to X", in front, in the middle or at the end."""
    a, b = line.sentences[s]
    reading = read_according(line, i, b) if line.mark_of[i] < 0 else None
    if reading is None or reading.source is None:
        return None
    right = (reading.source[1], b)
    left = (a, i)
    if i - a <= 1:
        ranges = [right]
    elif right[1] - right[0] > 2 and line.words[right[0]] == "," and line.words[i - 1] == ",":
        ranges = (
            [left, right]
            if line.tags[right[0] + 1] not in ("VBG", "CC") and line.lowers[right[0] + 1] not in CUT_AFTER_COMMA
            else [left]
        )
    else:
        ranges = [left]
    ranges = [r for r in (trim_content(line, *r) for r in ranges) if r[1] - r[0] >= 2]
    if not ranges:
        return None
    marked = any(line.mark_of[j] >= 0 for x, y in ranges for j in range(x, y))
    return Draft(line, s, [line.chars(*r) for r in ranges], "according_to", i, reading.cue, reading.source, marked)


def trim_content(line: Line, a: int, b: int) -> Range:
    """Cut punctuation off both ends of a content."""
    while a < b and (line.words[a] in (",", ";", ":") or line.words[a].isspace() or line.words[a] in DASHES):
        a += 1
    while a < b and (
        line.words[b - 1] in (",", ";", ":") or line.words[b - 1] in TERMINAL or line.words[b - 1].isspace()
    ):
        b -= 1
    return a, b
