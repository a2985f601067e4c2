"""Whom the words were said to: "told X", "said to X", "in an interview with X", "Speaking to X, ..."."""

from __future__ import annotations

from transforms.quotes.lines import FINITE, NOMINAL, Line
from transforms.quotes.reporting_verbs import TELLERS
from transforms.quotes.sources import NAME_LINKS, Range, trim
from transforms.words.lists import word_set

NO_HEARERS = word_set(
    "cheer applause laughter boo jeer roar end death extent point question request use reason be story tale truth "
    "lie joke difference secret fortune"
)
# Verbs whose "to" opens a topic rather than a hearer: pointed to the crack, referred to the vote, admitted to fraud.
TOPIC_TO = word_set(
    "agree object refer refer_to point allude react subscribe commit admit attribute compare limit turn look go"
)
MEETINGS = word_set(
    "interview conversation chat talk discussion email e-mail message letter statement comment remark briefing call "
    "speech address testimony exchange answer reply response remark broadcast note text tweet"
)
QUESTIONS = word_set("question query inquiry enquiry request")
ASKS = word_set("ask question press quiz interview")  # whose agent hears the answer: asked by X, she said
SENT = word_set("send give issue release address deliver provide make post submit grant email fax")
HEARER_OBJECT = word_set("text email e-mail message")  # verbs of sending words whose person object is who gets them
MEETS = word_set("speak talk chat")  # whose participle names the hearer in front: Speaking to X, she said
PLAIN = frozenset({"PRP$", "POS", "JJ", "HYPH", "VBN", "-LRB-", "-RRB-", "CC"})
FRONT_LIMIT = 25  # tokens of a fronted participle or prepositional phrase


def hearer_range(line: Line, verb: int, hi: int) -> Range | None:
    """Whom the words were said to: "told X", "said to X", "in an interview with X"."""
    if line.lemmas[verb] in TELLERS | HEARER_OBJECT:
        for k in line.kids[verb]:
            if line.deps[k] in ("dobj", "dative") and verb < k < hi and line.mark_of[k] < 0:
                return None if line.lemmas[k] in NO_HEARERS else core_phrase(line, k)
        if line.lemmas[verb] in TELLERS:
            return told_words(line, verb, hi)
    for prep in line.kids_with(verb, "prep", "dative"):
        found = hearer_of_preposition(line, prep) if prep < hi else None
        if found and not (line.lowers[prep] == "to" and line.lemmas[verb] in TOPIC_TO):
            return found
    return met_after(line, verb, hi) or met_in_front(line, verb)


def hearer_of_preposition(line: Line, prep: int) -> Range | None:
    """The hearer behind "to" or "in an interview with"."""
    for obj in line.kids_with(prep, "pobj"):
        if line.mark_of[obj] >= 0:
            return None
        if line.lowers[prep] == "to" and line.lemmas[obj] not in NO_HEARERS:
            return core_phrase(line, obj)
        if line.lemmas[obj] in MEETINGS:
            return hearer_of_meeting(line, obj)
    return None


def hearer_of_meeting(line: Line, noun: int) -> Range | None:
    """Who stands behind "interview with", "statement to", "statement sent to", "answer to a question from"."""
    sent = [k for k in line.kids_with(noun, "acl") if line.lemmas[k] in SENT]
    for k in [prep for head in (noun, *sent) for prep in line.kids_with(head, "prep", "dative")]:
        if line.lowers[k] in ("with", "to"):
            for obj in line.kids_with(k, "pobj"):
                return who_asks(line, obj) if line.lemmas[obj] in QUESTIONS else core_phrase(line, obj)
    return None


def who_asks(line: Line, question: int) -> Range | None:
    """Who stands behind "question from"."""
    for k in line.kids_with(question, "prep"):
        if line.lowers[k] in ("from", "by"):
            return next((core_phrase(line, obj) for obj in line.kids_with(k, "pobj")), None)
    return None


def met_by(line: Line, i: int) -> Range | None:
    """The hearer that a participle beside an attribution names: "speaking to X", "asked by X"."""
    meets = line.tags[i] == "VBG" and line.lemmas[i] in MEETS
    if not meets and not (line.tags[i] in ("VBN", "VBD") and line.lemmas[i] in ASKS):
        return None
    words = ("to", "with") if meets else ("by",)
    preps = [k for k in line.kids_with(i, "prep", "dative", "agent") if line.lowers[k] in words]
    return next((core_phrase(line, obj) for k in preps for obj in line.kids_with(k, "pobj")), None)


def met_after(line: Line, verb: int, hi: int) -> Range | None:
    """The hearer behind "in an interview with" or "speaking to" after a verb, whatever the parser hangs it on."""
    for i in range(verb + 1, min(verb + FRONT_LIMIT, hi)):
        if line.mark_of[i] < 0 and (found := met_by(line, i)):
            return found
        if line.mark_of[i] >= 0 or line.tags[i] in FINITE:
            return None
        if line.lemmas[i] in MEETINGS and line.deps[i] == "pobj" and line.lowers[line.heads[i]] in ("in", "during"):
            return hearer_of_meeting(line, i)
    return None


def met_in_front(line: Line, verb: int) -> Range | None:
    """The hearer in a phrase that opens the verb's sentence: "Speaking to X, ...", "In a statement to X, ..."."""
    start = next((a for a, b in line.sentences if a <= verb < b), verb)
    for i in range(start, min(start + FRONT_LIMIT, verb)):
        if line.mark_of[i] < 0 and (found := met_by(line, i)):
            return found
        if line.mark_of[i] >= 0 or line.tags[i] in FINITE:
            return None
        if line.lemmas[i] in MEETINGS and line.deps[i] == "pobj" and line.lowers[line.heads[i]] in ("in", "during"):
            return hearer_of_meeting(line, i)
    return None


def told_words(line: Line, verb: int, hi: int) -> Range | None:
    """The noun phrase right after "told" where the parse gives no object."""
    b = verb + 1
    while b < hi and (line.tags[b] in NOMINAL or line.tags[b] in PLAIN) and line.mark_of[b] < 0:
        b += 1
    while b > verb + 1 and line.tags[b - 1] in PLAIN | {"DT"}:
        b -= 1
    return trim(line, verb + 1, b)


def core_phrase(line: Line, head: int) -> Range | None:
    """A noun phrase with its modifiers and "of" but without apposition and relative clause."""
    a, b = line.left(head), head + 1
    while line.tags[head] == "NN" and b < len(line.words) and line.tags[b] == "NNP" and line.mark_of[b] < 0:
        b += 1
    for k in line.kids[head]:
        if (
            k >= b
            and line.deps[k] in ("prep", "conj", "cc")
            and (line.lowers[k] in NAME_LINKS or line.deps[k] == "conj")
        ):
            cut = stop_at_place(line, b, line.right(k))
            if "," in line.words[b:cut] or any(line.mark_of[i] >= 0 for i in range(b, cut)):
                break
            b = cut
    return named_one(line, head, b) or trim(line, a, b)


def stop_at_place(line: Line, a: int, b: int) -> int:
    """Where a phrase ends before a place within it: "a meeting of workers" in the hall."""
    return next((i for i in range(a + 1, b) if line.lowers[i] in ("in", "at", "on") and line.tags[i] == "IN"), b)


def named_one(line: Line, head: int, b: int) -> Range | None:
    """The phrase with the name that tells who "one of them" is."""
    if (
        line.tags[head] != "CD"
        or list(line.lowers[b - 2 : b]) != ["of", "them"]
        or list(line.words[b : b + 1]) != [","]
    ):
        return None
    end = b + 1
    while end < len(line.words) and line.tags[end] in ("NNP", "NNPS"):
        end += 1
    return (line.left(head), end) if end > b + 1 else None
