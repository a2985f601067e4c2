"""Whose words: the source phrase of a cue."""

from __future__ import annotations

from transforms.quotes.lines import FINITE, NOMINAL, RELATIVE, SUBJECTS, TERMINAL, Line, is_abbreviated, is_dash
from transforms.quotes.reporting_verbs import MESSAGES, VERBS
from transforms.words.lists import word_set

Range = tuple[int, int]
CLIMB_LIMIT = 6  # clauses between a participle ("adding") and the subject that controls it
PASSED_UP = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "dep", "parataxis", "acl"})
TRAILING = frozenset(
    {",", ";", ":", "-", "--", "—", "–", "and", "but", "(", "also", "then", "later", "has", "have", "had", "'s"}
)
LEADING = frozenset(
    {",", ";", ":", "-", "--", "—", "–", "and", "but", "while", "as", "so", "then", "when", "which", ".", ")"}
)
ADVERBIAL_STARTS = word_set(
    "in on at during after before when as while to via by since amid about following through by because if "
    "despite near outside inside over until throughout without upon this last earlier later today yesterday "
    "monday tuesday wednesday thursday friday saturday sunday tonight"
)
NO_JUDGES = frozenset({"i", "you", "we", "there", "that", "this", "what", "these"})
NAME_LINKS = frozenset({"of", "for", "from", "with", "and"})


def subject_range(line: Line, verb: int) -> Range | None:
    """The source of a verb by the parse: its subject, or the one that controls it."""
    at = verb
    for _ in range(CLIMB_LIMIT):
        own = quoted_person(line, at) or own_subject(line, at)
        if own is not None:
            return own
        if line.deps[at] == "acl" and line.tags[line.heads[at]] in NOMINAL:
            noun = line.heads[at]
            if line.lemmas[noun] not in MESSAGES:
                return trim(line, line.left(noun), at)
            at = noun if own_subject(line, noun) else clause_head(line, noun)
        elif line.deps[at] in PASSED_UP and line.heads[at] != at:
            controller = None if line.tags[verb] in FINITE else object_control(line, at)
            if controller is not None:
                return controller
            at = pass_content(line, verb, line.heads[at])
        else:
            break
    return fronted_subject(line, verb)


def fronted_subject(line: Line, verb: int) -> Range | None:
    """The words between a fronted adverbial and the verb, where the parser took them for its apposition.

    In a post on Facebook, his neighbour, Ada Lunn, said; Speaking to Radio Lund, Ada Lunn said.
    """
    if line.tags[verb] not in FINITE:
        return None
    start = next(a for a, b in line.sentences if a <= verb < b) if line.sentences else 0
    if line.tags[start] not in ("IN", "VBG", "VBN", "TO"):
        return None
    comma = start + 1
    while comma < verb and not (line.words[comma] == "," and line.mark_of[comma] < 0):
        if line.tags[comma] in FINITE or line.mark_of[comma] >= 0:
            return None
        comma += 1
    found = words_before(line, comma + 1, verb) if comma + 1 < verb else None
    if found is None or holds_clause(line, *found) or line.words[found[0] - 1] != ",":
        return None
    return found


def pass_content(line: Line, verb: int, at: int) -> int:
    """Leave a reported clause for the verb that reports it: she said the lamps were out, adding: "..." """
    reports = line.tags[verb] == "VBG" and line.deps[at] == "ccomp" and line.lemmas[line.heads[at]] in VERBS
    return line.heads[at] if reports and line.heads[at] < at else at


def quoted_person(line: Line, verb: int) -> Range | None:
    """Whose words are passed on: "the agency quoted the minister as saying"."""
    if line.lemmas[verb] not in ("quote", "cite") or line.tags[verb] == "VBN":
        return None
    for k in line.kids_with(verb, "dobj"):
        end = line.right(k)
        after = line.lowers[k + 1 : k + 14]
        if k > verb and "as" in after and "saying" in after:
            end = min(end, k + 1 + after.index("as"))
            return trim(line, line.left(k), end)
    return None


def object_control(line: Line, verb: int) -> Range | None:
    """The object that an infinitive's verb belongs to: prompted him to say (Quirk et al. 1985, 16.50)."""
    head = line.heads[verb]
    if line.deps[verb] != "xcomp" or line.lemmas[head] == "promise":
        return None
    for k in line.kids_with(head, "dobj"):
        if head < k < verb and line.mark_of[k] < 0:
            return trim(line, line.left(k), min(line.right(k), verb))
    return None


def own_subject(line: Line, verb: int) -> Range | None:
    """The subject phrase of this very verb; the agent of a passive; nothing for an empty "it"."""
    subjects = [k for k in line.kids[verb] if line.deps[k] in SUBJECTS and line.mark_of[k] < 0]
    if not subjects:
        return None
    subject = min(subjects, key=lambda k: abs(k - verb))
    if line.deps[subject] == "nsubjpass" and line.lemmas[verb] not in ("quote", "cite"):
        agents = [p for k in line.kids_with(verb, "agent") for p in line.kids_with(k, "pobj")]
        if agents:
            return trim(line, line.left(agents[0]), line.right(agents[0]))
    a, b = line.left(subject), line.right(subject)
    if a <= verb < b:
        a, b = (a, verb) if subject < verb else (verb + 1, b)
    return trim(line, a, b)


def clause_head(line: Line, noun: int) -> int:
    """The verb of the clause that a noun stands in."""
    at = noun
    for _ in range(CLIMB_LIMIT):
        if line.heads[at] == at or line.tags[at].startswith("VB"):
            return at
        at = line.heads[at]
    return at


def trim(line: Line, a: int, b: int) -> Range | None:
    """Cut punctuation and conjunctions off both ends, and whatever lies in marks after a comma."""
    while a < b and (line.lowers[a] in LEADING or line.words[a].isspace()):
        a += 1
    if a + 2 < b and line.tags[a] == "VBG" and line.words[a + 1] == ",":
        a += 2
    while a < b and (line.lowers[b - 1] in TRAILING or line.words[b - 1].isspace() or line.words[b - 1] in TERMINAL):
        b -= 1
    return (a, b) if a < b else None


def words_before(line: Line, lo: int, verb: int) -> Range | None:
    """The words between the closing mark and the verb, without auxiliaries and adverbs."""
    end = verb
    while end > lo and not is_capital(line, end - 1) and is_auxiliary(line, end - 1):
        end -= 1
    if end > lo and line.tags[end - 1] == "PRP":
        return end - 1, end
    found = trim(line, lo, end)
    if found is None or not any(line.tags[i] in NOMINAL or is_capital(line, i) for i in range(*found)):
        return None
    subjects = [k for k in line.kids_with(verb, "nsubj", "nsubjpass") if lo <= k < verb]
    if subjects and line.left(subjects[-1]) > found[0] and holds_clause(line, *found):
        return trim(line, line.left(subjects[-1]), end)
    return found


def holds_clause(line: Line, a: int, b: int) -> bool:
    """Whether words before a verb are more than its subject: an adverbial, a participle, another clause."""
    if line.lowers[a] in ADVERBIAL_STARTS or line.tags[a] in ("VBG", "VBN", "TO", "IN", "RB"):
        return True
    return any(line.tags[i] in FINITE and not relative_before(line, i, a) for i in range(a, b))


def words_after(line: Line, verb: int, hi: int) -> Range | None:
    """The words after an inverted verb: "said Ali, the director of X," up to an adverbial or the end."""
    a = verb + 1
    while a < hi and line.tags[a] in ("RB", "RP") and not is_capital(line, a):
        a += 1
    b = a
    while b < hi and not ends_source(line, b, a):
        b += 1
    found = trim(line, a, b)
    return found if found and any(line.tags[i] in NOMINAL or is_capital(line, i) for i in range(*found)) else None


def is_capital(line: Line, i: int) -> bool:
    """Whether a word beside marks is written as a name, whatever the parser takes it for."""
    return line.words[i][:1].isupper() and len(line.words[i]) > 1 and line.tags[i] not in ("PRP", "DT", "IN", "CC")


def is_auxiliary(line: Line, i: int) -> bool:
    """Whether a word before a verb only goes with it."""
    return line.tags[i] in ("RB", "MD") or line.deps[i] in ("aux", "auxpass", "neg")


def ends_source(line: Line, i: int, start: int) -> bool:
    """Whether an inverted source ends before token i."""
    word = line.lowers[i]
    if word == "." and is_abbreviated(line, i):
        return False
    if word in TERMINAL or word in (";", ":") or is_dash(line, i) or line.mark_of[i] >= 0:
        return True
    if i > start and line.tags[i] in ("IN", "TO") and word in ADVERBIAL_STARTS:
        return line.heads[i] < start
    if word == "," and i + 1 < len(line.words):
        return line.tags[i + 1] in ("VBG", "RB", "CC") or line.lowers[i + 1] in ADVERBIAL_STARTS
    return i > start and line.tags[i] in FINITE and not relative_before(line, i, start)


def relative_before(line: Line, i: int, start: int) -> bool:
    """Whether a relative pronoun stands between start and i, so that the verb at i is its own."""
    near = range(max(start, i - 30), i)
    return any(line.lowers[j] in RELATIVE or line.lowers[j] == "that" for j in near)


def may_speak(line: Line, source: Range | None) -> bool:
    """Whether a subject can judge, promise or want: not missing, not "which", not the writer or reader."""
    return source is not None and (source[1] - source[0] > 1 or line.lowers[source[0]] not in NO_JUDGES)
