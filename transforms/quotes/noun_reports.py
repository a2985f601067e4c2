"""Reports by nouns and adjectives: "his claim that ...", "a promise to ...", "is confident that ..."."""

from __future__ import annotations

from transforms.quotes.beside_marks import Draft, possessor
from transforms.quotes.extent import bounded
from transforms.quotes.lines import Line, is_reporting, own_finite
from transforms.quotes.reporting_verbs import THAT_NOUNS, VERBS
from transforms.quotes.sources import Range, clause_head, may_speak, subject_range, trim
from transforms.words.lists import word_set

# Verbs that leave the saying to their object (Quirk et al. 1985, 10.30; Levin 1993, 37.1): made a promise, has hopes.
LIGHT_VERBS = word_set(
    "make give have issue raise file send put lodge deliver hold take show share keep drop withdraw renew back "
    "release level launch post face add join echo see bring sign extend submit present receive get"
)


def read_noun(line: Line, s: int, noun: int) -> list[Draft]:
    """The clause of a reporting noun: "his claim that ...", with the possessor or the clause's subject as source."""
    clause = noun_clause(line, noun)
    content = bounded(line, noun, *clause, line.sentences[s][1]) if clause else None
    if content is None:
        return []
    verb = clause_head(line, noun)
    source = possessor(line, noun) or (subject_range(line, verb) if verb != noun else None)
    return [Draft(line, s, [line.chars(*content)], "noun_that", noun, (noun, noun + 1), source)]


def noun_clause(line: Line, noun: int) -> Range | None:
    """The that-clause of a noun: where the parse hangs one on it, or right behind it."""
    for k in line.kids_with(noun, "acl", "ccomp", "relcl"):
        that = line.left(k)
        if k > noun and that > noun and line.lowers[that] == "that" and line.deps[that] == "mark":
            return that + 1, line.right(k)
    following = noun + 1
    if not owns_that(line, noun):
        return None
    if following < len(line.words) and line.lowers[following] == "that" and line.deps[following] == "mark":
        return following + 1, line.right(line.heads[following])
    return None


def owns_that(line: Line, noun: int) -> bool:
    """Whether a that-clause behind a noun is the noun's; in "said in a statement that" it is the verb's."""
    if line.lemmas[noun] not in THAT_NOUNS:
        return False
    preposition = line.heads[noun]
    return not (line.deps[noun] == "pobj" and is_reporting(line, line.heads[preposition]))


def read_adjective(line: Line, s: int, adjective: int) -> list[Draft]:
    """The that-clause of "is confident that ...", with the subject of "be" as source."""
    for k in line.kids_with(adjective, "ccomp"):
        if k > adjective and own_finite(line, k):
            content = bounded(line, adjective, line.left(k), line.right(k), line.sentences[s][1])
            source = subject_range(line, line.heads[adjective])
            if content and may_speak(line, source):
                cue = (adjective, adjective + 1)
                return [Draft(line, s, [line.chars(*content)], "adjective_that", adjective, cue, source)]
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
        if content and (is_infinitive or any(line.mark_of[i] >= 0 for i in range(*content))):
            source = possessor(line, noun) if is_infinitive else poss(line, noun)
            if source is None and line.deps[noun] == "dobj" and holds_opinion(line, line.heads[noun]):
                source = subject_range(line, line.heads[noun])
            if not may_speak(line, source):
                return []
            rule = "noun_to" if is_infinitive else "noun_topic"
            return [Draft(line, s, [line.chars(*content)], rule, noun, (noun, noun + 1), source)]
    return []


def holds_opinion(line: Line, verb: int) -> bool:
    """Whether who does this to a claim or demand makes or holds it: "made a promise", not "led the opposition"."""
    return line.lemmas[verb] in LIGHT_VERBS or line.lemmas[verb] in VERBS


def poss(line: Line, noun: int) -> Range | None:
    """The possessive before a noun."""
    for k in line.kids_with(noun, "poss"):
        return trim(line, line.left(k), k + 1)
    return None


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
                return [Draft(line, s, [line.chars(*content)], "noun_that", noun, (noun, verb + 1), source)]
    return []
