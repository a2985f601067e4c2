"""Attributions beside marks, read off the surface: after the words, before them, by colon or dash.

The parser often breaks on "said X, 53, who ...", so beside a closing mark the order of the words decides, and the
parse only helps (J. Pustejovsky's and B. Pouliquen's quotation grammars: QUOTE VERB SOURCE, QUOTE SOURCE VERB,
SOURCE VERB QUOTE; Pouliquen, Steinberger and Best, "Automatic detection of quotations in multilingual news", 2007).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from transforms.quotes.lines import (
    DASHES,
    FINITE,
    NOMINAL,
    RELATIVE,
    TERMINAL,
    Line,
    ends_attribution,
    is_reporting,
    starts_upper,
    verb_of,
)
from transforms.quotes.parts import Part, join_parts
from transforms.quotes.person_lines import name_range, read_person_line
from transforms.quotes.reporting_verbs import CORE, NOUNS, TELLERS, THOUGHT, has_frame
from transforms.quotes.sources import Range, quoted_person, subject_range, trim, words_after, words_before

NEAR = 6  # tokens between a cue and the words it introduces within which any verb of the lexicon will do
MOST_TERM_WORDS = 6
LOOK_BACK = 40  # tokens between a cue and the words it introduces


@dataclass(slots=True)
class Draft:
    """A quotation in the making. `spans` are its parts as characters of the body; cue and source are tokens of `line`;
    `reach` is the last line that it covers; `speaks_on` the quotation, with a cue, whose speaker this one has; `entity`
    the person whom a label or signature means, where the layout tells."""

    line: Line
    sentence: int
    spans: list[Part]
    rule: str
    verb: int | None = None
    cue: Range | None = None
    source: Range | None = None
    reach: int = -1
    speaks_on: Draft | None = None
    entity: int | None = None

    def __post_init__(self) -> None:
        self.spans = join_parts(self.spans)

    def add_parts(self, parts: Iterable[Part]) -> None:
        """Join further parts to the quotation, wherever they stand."""
        self.spans = join_parts([*self.spans, *parts])


@dataclass(frozen=True, slots=True)
class Reading:
    """An attribution read beside marks."""

    verb: int
    cue: Range
    source: Range | None
    rule: str


def read_after(line: Line, k: int, lo: int, hi: int, may_be_any: bool) -> Reading | None:
    """Read the words lo..hi after the k-th mark as its attribution, if they are one."""
    while lo < hi and (line.words[lo] in DASHES or line.words[lo] in (")", "]") or line.words[lo].isspace()):
        lo += 1
    comma = line.ends_speech(k, ",") or (lo < hi and line.words[lo] == ",")
    while lo < hi and line.words[lo] in (",", "."):
        lo += 1
    if lo >= hi:
        return None
    if line.lowers[lo] == "according" and lo + 1 < hi:
        return read_according(line, lo, hi)
    if line.lowers[lo] in RELATIVE:
        return None
    verb = attribution_verb(line, lo, hi)
    if verb is None or (line.tags[lo] == "CC" and verb == lo + 1):
        return None
    known = (is_reporting(line, verb) or is_verb_at_end(line, verb)) and has_frame(line.lemmas[verb], "qct")
    if verb == lo and may_be_any and line.tags[verb] in FINITE and names_somebody(line, verb + 1, hi):
        return reading_of(line, verb, lo, hi)
    if not comma and not (known and accepts_bare(line, verb, lo, hi)):
        return None
    if not comma and not line.ends_speech(k) and not set_apart(line, verb, lo):
        return None
    if not known and not (may_be_any and comma):
        return None
    return reading_of(line, verb, lo, hi)


def set_apart(line: Line, verb: int, lo: int) -> bool:
    """Whether an attribution after marks without punctuation follows at once, or a comma parts it from the clause."""
    if verb == lo or (line.tags[verb - 1] == "PRP" and verb - 1 == lo):
        return True
    source = words_before(line, lo, verb)
    return (
        source is not None
        and line.tags[source[0]] not in ("IN", "TO")
        and (source[0] == lo or line.words[source[0] - 1] == ",")
        and not any(line.tags[i] in FINITE for i in range(*source))
    )


def names_somebody(line: Line, i: int, hi: int) -> bool:
    """Whether a name or a person's title opens at i: an inverted verb of any meaning then attributes."""
    return i < hi and line.tags[i] in ("NNP", "NNPS") and line.mark_of[i] < 0


def accepts_bare(line: Line, verb: int, lo: int, hi: int) -> bool:
    """Whether a verb may attribute what ends without a comma: a plain verb of saying, without content of its own."""
    if line.lemmas[verb] in THOUGHT:
        return False
    inverted = verb == lo or (verb == lo + 1 and line.tags[lo] == "RB")
    return (
        inverted
        or ends_attribution(line, verb + 1)
        or (has_frame(line.lemmas[verb], "t") and line.lemmas[verb] in CORE)
    )


def attribution_verb(line: Line, lo: int, hi: int) -> int | None:
    """The first finite verb outside relative clauses, a verb of the lexicon preferred before the next comma."""
    first, skipping = None, False
    for i in range(lo, hi):
        if line.lowers[i] in RELATIVE and i > lo:
            skipping = True
        elif line.words[i] == ",":
            skipping = False
        elif line.lowers[i] in ("that", ":", ";") and first is None and i > lo + 1:
            break
        if not is_finite(line, i):
            continue
        main = verb_of(line, i)
        main = main if lo <= main < hi else i
        if (
            is_reporting(line, main)
            and line.lemmas[main] not in THOUGHT
            and (not skipping or line.lemmas[main] in CORE)
        ):
            return main
        if first is None and not skipping:
            first = main
        if first is not None and i > first + 6:
            break
    return first


def is_finite(line: Line, i: int) -> bool:
    """A finite verb, or a word of the lexicon that the tagger took for another form of a verb or for a noun."""
    if line.tags[i] in FINITE:
        return True
    return line.lemmas[i] in CORE and (line.tags[i] in ("VBN", "VB") or is_verb_at_end(line, i))


def is_verb_at_end(line: Line, i: int) -> bool:
    """Whether a plural noun before a full stop, behind a noun, is rather a verb: "...," a voice in the film states."""
    is_last = i + 1 >= len(line.words) or line.words[i + 1] in TERMINAL
    return line.tags[i] == "NNS" and is_last and line.words[i][0].islower() and line.tags[i - 1] in ("NN", "NNP")


def reading_of(line: Line, verb: int, lo: int, hi: int) -> Reading:
    """Put verb and source together: the words before the verb, else after it, else its subject by the parse."""
    source = quoted_person(line, verb) or (words_before(line, lo, verb) if verb > lo else None)
    rule = "cue_after"
    if source is None:
        source, rule = words_after(line, verb, hi), "cue_after_inverted"
    if source is None:
        source, rule = subject_range(line, verb), "cue_after"
    return Reading(verb, cue_range(line, verb), source, rule)


def cue_range(line: Line, verb: int) -> Range:
    """The verb with its particle."""
    following = verb + 1
    if following < len(line.words) and line.tags[following] == "RP":
        return verb, verb + 2
    return verb, verb + 1


def read_according(line: Line, lo: int, hi: int) -> Reading | None:
    """Read "according to X" with X up to the next comma that no apposition opens, or the end."""
    if line.lowers[lo : lo + 2] != ["according", "to"] or lo + 2 >= hi:
        return None
    end = according_end(line, lo, hi)
    return Reading(lo, (lo, lo + 2), trim(line, lo + 2, end), "according_to")


def according_end(line: Line, lo: int, hi: int) -> int:
    """Where the source of "according to" ends."""
    for prep in (lo, lo + 1):
        objects = line.kids_with(prep, "pobj")
        if objects and objects[0] > lo:
            end = min(line.right(objects[0]), hi)
            marked = [i for i in range(lo + 2, end) if line.mark_of[i] >= 0 and line.words[i - 1] == ","]
            return marked[0] if marked else end
    end = lo + 2
    while end < hi and line.words[end] not in (",", ";") and line.words[end] not in TERMINAL:
        end += 1
    return end


def read_before(line: Line, k: int, lo: int) -> Reading | None:
    """Read the words lo.. before the k-th mark as its introduction: cue, then comma, colon, or a capital."""
    opening = line.mark_ranges[k][0]
    at = opening - 1
    while at >= lo and line.words[at].isspace():
        at -= 1
    if at < lo:
        return None
    separator = line.words[at]
    if separator == ":":
        reading = read_colon(line, lo, at)
        return None if reading and reading.rule == "colon_clause" and names_things(line, k) else reading
    loose = separator != ","
    if separator in DASHES:
        at -= 1
    elif loose and not starts_speech(line, k) and not utters(line, at):
        return None
    verb = introducing_verb(line, lo, at)
    if verb is None or (loose and not leads_up_to(line, verb, at)):
        return None
    return Reading(
        verb, cue_range(line, verb), subject_range(line, verb) or fallback_source(line, lo, verb), "cue_before"
    )


def names_things(line: Line, k: int) -> bool:
    """Whether marks hold a few words that begin small and end no sentence, as names and terms in a list do."""
    mark = line.marks[k]
    few = len(line.text[mark.inner_start : mark.inner_end].split()) <= MOST_TERM_WORDS
    return few and not starts_upper(line, k) and not line.ends_speech(k, ".?!…")


def utters(line: Line, at: int) -> bool:
    """Whether the word right before marks is a verb that takes words only, no clause: chanting "no more"."""
    return line.tags[at].startswith("VB") and has_frame(line.lemmas[at], "q") and not has_frame(line.lemmas[at], "c")


def leads_up_to(line: Line, verb: int, at: int) -> bool:
    """Whether only a hearer, an adverb or "if elected" stands between a verb and marks that no comma introduces."""
    between = range(verb + 1, at + 1)
    return all(
        line.tags[i] not in ("VB", "VBG", "TO") and line.lowers[i] not in ("of", "from", "such") for i in between
    ) and not any(line.deps[k] == "dobj" and k > verb for k in line.kids[verb] if line.lemmas[verb] not in TELLERS)


def starts_speech(line: Line, k: int) -> bool:
    """Whether the words of a mark begin with a capital and end like a sentence."""
    return starts_upper(line, k) and line.ends_speech(k, ".?!…,—–")


def introducing_verb(line: Line, lo: int, at: int) -> int | None:
    """The cue nearest to the mark, with nothing finite between that is not its own."""
    for i in range(at, max(lo, at - LOOK_BACK) - 1, -1):
        if line.mark_of[i] >= 0:
            return None
        if line.tags[i].startswith("VB") and has_frame(line.lemmas[i], "qct"):
            if line.words[at] == "," and has_object(line, i, at):
                return None
            return i if at - i <= NEAR or introduces_far(line, i, at) else None
        if line.lowers[i] == "that" and line.tags[i] == "IN":
            return None
        if line.tags[i] in FINITE and line.deps[i] not in ("relcl", "aux", "auxpass"):
            return None
    return None


def has_object(line: Line, verb: int, at: int) -> bool:
    """Whether a verb that tells nobody has its object before the marks: noted the change, "..."."""
    if line.lemmas[verb] in TELLERS or line.lemmas[verb].endswith("_it"):
        return False
    return any(verb < k < at and line.mark_of[k] < 0 for k in line.kids_with(verb, "dobj"))


def introduces_far(line: Line, verb: int, at: int) -> bool:
    """Whether a verb some words before the marks introduces them: a plain one without a clause of its own."""
    if line.lemmas[verb] not in CORE:
        return False
    return not any(
        line.deps[k] in ("ccomp", "xcomp") and line.left(k) <= at and line.mark_of[k] < 0 for k in line.kids[verb]
    )


def fallback_source(line: Line, lo: int, verb: int) -> Range | None:
    """The words before a finite cue back to the nearest comma, where the parse gives no subject."""
    if line.tags[verb] not in FINITE:
        return None
    return words_before(line, lo, verb)


def read_colon(line: Line, lo: int, colon: int) -> Reading | None:
    """Read what introduces words after a colon: a cue, else a reporting noun, else any verb, else a bare name."""
    labelled = read_person_label(line, lo, colon)
    if labelled is not None:
        return Reading(colon, (colon, colon + 1), labelled, "colon_name")
    verb = introducing_verb(line, lo, colon)
    if verb is not None:
        source = subject_range(line, verb) or fallback_source(line, lo, verb) or clause_source(line, lo, colon)
        return Reading(verb, cue_range(line, verb), source, "cue_colon")
    nouns = [i for i in range(lo, colon) if line.lemmas[i] in NOUNS and line.tags[i].startswith("NN")]
    verbs = [i for i in range(lo, colon) if line.tags[i] in FINITE and line.mark_of[i] < 0]
    mains = [i for i in verbs if line.deps[verb_of(line, i)] != "relcl"] or verbs
    if verbs:
        main = verb_of(line, mains[-1])
        source = subject_range(line, main) or fallback_source(line, lo, main)
        cue = (nouns[-1], nouns[-1] + 1) if nouns else cue_range(line, main)
        return Reading(cue[0], cue, source, "colon_clause")
    if nouns:
        return Reading(nouns[-1], (nouns[-1], nouns[-1] + 1), possessor(line, nouns[-1]), "colon_noun")
    name = trim(line, lo, colon)
    if (
        name
        and name[1] - name[0] <= 8
        and line.lowers[name[0]] not in ("by", "via", "per")
        and any(line.tags[i] in NOMINAL for i in range(*name))
    ):
        return Reading(colon, (colon, colon + 1), name, "colon_name")
    return None


def read_person_label(line: Line, lo: int, colon: int) -> Range | None:
    """The name in a label before a colon: of name, age and town, or of a name and a relative clause."""
    name = read_person_line(line.text[line.begins[lo] : line.begins[colon]])
    if name is not None:
        return name_range(line, name, line.begins[lo])
    end = lo
    while end < colon and line.tags[end] in ("NNP", "NNPS"):
        end += 1
    if lo == 0 < end < colon - 1 and line.words[end] == "," and line.lowers[end + 1] in RELATIVE:
        return None if "," in line.words[end + 2 : colon] else (lo, end)
    return None


def clause_source(line: Line, lo: int, colon: int) -> Range | None:
    """The subject of the last finite verb before a colon: X is not convinced: "..."."""
    for i in range(colon - 1, lo, -1):
        if line.tags[i] in FINITE and line.mark_of[i] < 0:
            return subject_range(line, verb_of(line, i)) or fallback_source(line, lo, i)
    return None


def possessor(line: Line, noun: int) -> Range | None:
    """Whose statement it is: a possessive, "by X", "from X"."""
    for k in line.kids[noun]:
        if line.deps[k] == "poss":
            return trim(line, line.left(k), k + 1)
        if line.deps[k] == "prep" and line.lowers[k] in ("by", "from", "of"):
            for obj in line.kids_with(k, "pobj"):
                return trim(line, line.left(obj), line.right(obj))
    return None
