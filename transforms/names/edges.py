"""The edges of a name: where the model's spans are cut, split, joined and extended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from transforms.names.bodies import complete_phrase
from transforms.names.strings import (
    HONORIFICS,
    INITIAL,
    POSSESSIVE,
    count_honorifics,
    is_acronym,
    is_honorific,
)
from transforms.vocabularies import VALUE_LABELS
from transforms.words.lexicon import (
    EVENT_WORDS,
    FIELDS,
    GENERIC_WORDS,
    LEGAL_TAILS,
    ORGANISATION_NOUNS,
    ORGANISATION_WORDS,
    PARTICLES,
    PERSON_NOUNS,
    TIME_WORDS,
)
from transforms.words.lists import fold_name, read_lists, word_set

NO_PERSON = ORGANISATION_WORDS | GENERIC_WORDS | EVENT_WORDS | PERSON_NOUNS | LEGAL_TAILS
WORD = re.compile(r"\S+")
HYPHENATED = re.compile(r"-[a-z]{1,8}(?![\w-])")
LEFT_EDGE = re.compile(
    r"(?:[DRI][-–](?=[A-Z][a-z])|[\s\"“”„‘’«»()\[\]{}*,;:!?/|•–—+-]+|©|[Tt]he\s+(?=\S)|(?:an?|both|h(?:is|er)|its|their|our|my|this|every|each)\s+(?=[A-Z])|[#@](?=\w))+"
)
RIGHT_EDGE = re.compile(r"[\s\"“”„‘’«»()\[\]{}*,;:!?/|•–—+-]+$")
# An address, a single initial, a legal form by itself, a file number.
NO_NAME = re.compile(r"://|\w\.\w{2,}/\w|^www\.|^[^\W\d_]\.$|^(?:S\.A|Inc|Ltd|LLC|Corp|Plc)\.?$|^\w+/\w+/\d|\d/\d.*/\d")
# Whose child one is, in Malay and Indian names: "Odell a/l Vester", "Odell d/o Vester".
PATRONYMIC = re.compile(r"\s(?:a/[lp]|[sd]/o|bin|binti|binte|bte|anak)\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?(?![\w-])")
FIGURES = re.compile(r"([A-Z][\w’'-]+) \d{1,3}(?=\s*[,;.)]|$)")
SCORE = re.compile(r"\d{1,3}[-–]\d{1,3}(?:\s+\d{1,3}[-–]\d{1,3})*")
NICKNAME_AHEAD = re.compile(r"\s+[(\"“]\w[\w.' -]{0,20}[)\"”]\s+(?=[A-Z])")
SHOUTED_JOINT = re.compile(r"\s+(?:AT|VS\.?|V|AND|IN)\b\s*")
OFFICE_OF = re.compile(r"(?i:minister|secretary|commissioner|director)s? (?:of|for)(?: (?:[A-Z][\w-]+,?|and|the|&))* $")
LISTS = read_lists(__package__, "edges")
LEADING_WORDS = word_set(LISTS["leading_words"])
OPENING_WORDS = LEADING_WORDS | ORGANISATION_WORDS | ORGANISATION_NOUNS | PERSON_NOUNS  # small, before a name
KINDS_AT_START = word_set(LISTS["kinds_at_start"])
AGES = word_set(LISTS["ages"])  # before a first name and a surname
TRAILING_WORDS = word_set(LISTS["trailing_words"])
# Offices that stand at the end of bodies' names as well: "Administrative Justice", "Coast Guard".
NAMED_OFFICES = word_set("general judge guard star union justice ombudsman heritage rebel ranger resident")
JOINT = re.compile(r"\s*,\s+(?!(?:Inc|Ltd|LLC|Corp|Co|Jr|Sr|S\.A)\b)|\s+(?:and|or|&)\s+|\s+[-–—]\s+|\s*/\s*")


def join_people(doc: Doc) -> Iterator[Span]:
    """Yield the model's spans, a person's name that it broke in two made whole ("Ada Marit" "van der Odell")."""
    held: Span | None = None
    free = 0
    for found in doc.ents:
        if found.start < free:
            continue
        ent = complete_phrase(found)
        free = ent.end
        if held is not None and ent.label_ == "PERSON" and is_broken(doc, held, ent):
            held = Span(doc, held.start, ent.end, label="PERSON")
            continue
        if held is not None:
            yield held
        held = ent if ent.label_ == "PERSON" else None
        if held is None:
            yield ent
    if held is not None:
        yield held


def is_broken(doc: Doc, left: Span, right: Span) -> bool:
    """Say whether nothing but spaces and particles stands between two parts of a person's name."""
    between = doc[left.end : right.start]
    return (
        len(between) < 3
        and all(token.lower_ in PARTICLES for token in between)
        and all(token.whitespace_ for token in doc[left.end - 1 : right.start])
        and right.end - left.start < 7
        and not is_honorific(doc[right.start].text)
    )


def extend_span(ent: Span, text: str) -> tuple[int, int]:
    """Extend a person's name over the first name, particles, last names and nickname that the model left out."""
    doc, start, end = ent.doc, ent.start, ent.end
    particles = start
    while particles and doc[particles - 1].lower_ in PARTICLES and doc[particles - 1].ent_iob_ == "O":
        particles -= 1
    if particles < start and doc[particles].is_lower and doc[start - 1].whitespace_:
        start = particles
    while start and is_lone_proper_noun(doc[start - 1]) and doc[start - 1].whitespace_ and ent.start - start < 3:
        start -= 1
    while end < len(doc) and end - ent.end < 3 and is_lone_proper_noun(doc[end]) and doc[end - 1].whitespace_:
        end += 1
    if end - start == 1 and start and is_honorific(doc[start - 1].text) and is_surname_behind(doc, end):
        end += 1
    nickname = NICKNAME_AHEAD.match(text, doc[end - 1].idx + len(doc[end - 1]))
    if nickname and end - start < 4:
        follower = doc.char_span(nickname.end(), nickname.end() + 1, alignment_mode="expand")
        if follower is not None and follower[0].tag_ == "NNP" and len(follower[0]) > 1:
            end = follower.end
    close = doc[end - 1].idx + len(doc[end - 1])
    rest = HYPHENATED.match(text, close) or PATRONYMIC.match(text, close)
    return doc[start].idx, rest.end() if rest else close


def is_surname_behind(doc: Doc, index: int) -> bool:
    """Say whether a word with a capital behind a first name is its surname, whatever the tagger took it for."""
    if index >= len(doc) or not doc[index - 1].whitespace_:
        return False
    token = doc[index]
    return token.ent_iob_ == "O" and token.is_title and token.is_alpha and len(token) > 3 and not token.is_stop


def is_lone_proper_noun(token: Token) -> bool:
    """Say whether a token is a capitalised proper noun that the model gave to no name, and no title or office."""
    return (
        token.tag_ in {"NNP", "NNPS", "NNS"}
        and token.ent_iob_ == "O"
        and token.is_title
        and token.is_alpha
        and not is_honorific(token.text)
        and token.lower_ not in NO_PERSON
    )


def is_mistaken_value(ent: Span) -> bool:
    """Say whether what the model took for a date or number is a proper noun: no digit, no word of time or number."""
    return all(
        token.tag_ == "NNP"
        and token.is_title
        and token.is_alpha
        and not token.like_num
        and token.lower_ not in TIME_WORDS
        for token in ent
    )


def split_span(line: str, start: int, end: int, label: str, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Split names that the model ran together: "Vester, Odell", "Skarrow - Odell", "the Coast Guard's Ada Odell"."""
    span = line[start:end]
    if label in VALUE_LABELS or label in {"WORK_OF_ART", "LAW", "EVENT", "PRODUCT"}:
        yield start, end
        return
    cuts = [m.span() for m in JOINT.finditer(span) if is_joint(span, m, label, known)]
    cuts += [m.span() for m in re.finditer(r"['’]s\s+(?=[A-Z])", span) if label == "PERSON"]
    cuts += [m.span() for m in SHOUTED_JOINT.finditer(span) if line.isupper()]
    left = 0
    for cut in sorted(cuts):
        if cut[0] > left:
            yield start + left, start + cut[0]
            left = cut[1]
    yield start + left, end


def is_joint(span: str, joint: re.Match[str], label: str, known: frozenset[str]) -> bool:
    """Say whether a comma, dash or "and" inside a span stands between two names and not within one."""
    before, after = span[: joint.start()], span[joint.end() :]
    if not before or not after or not after[0].isupper():
        return False
    if joint[0].strip() in {"and", "or", "&"}:
        if label in {"PERSON", "GPE", "NORP"}:
            return joint[0].strip() != "&"
        return before.endswith(")") or any(fold_name(part) in known or is_acronym(part) for part in (before, after))
    if joint[0].strip() == "," and label == "ORG":
        return not re.search(r",\s[^,]*\band\b", span)  # "Ministry of Tides, Reefs and Ports"
    return True


def is_name(text: str, line: str) -> bool:
    """Say whether a string can be a name at all: it holds a capital, or its line knows no capitals.

    >>> [is_name(text, "A line") for text in ("al-Odell", "fish soup", "+1,624", "\\\\cb3", "王", "pic.varn.com/xY")]
    [True, False, False, False, False, False]
    """
    if NO_NAME.search(text):
        return False
    if any(character.isupper() for character in text):
        return True
    return any(character.isalpha() for character in text) and not any(character.isupper() for character in line)


def cut_small(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut ordinary words off both ends of a name: "both Vesta", "union Steel and Salt", "Vester Group said"."""
    words = list(WORD.finditer(text, start, end))
    if (len(words) > 1 and words[0][0] in OPENING_WORDS and words[1][0][0].isupper()) or is_kind_at_start(text, words):
        start = words[1].start()
    if len(words) > 1 and words[-1][0] in TRAILING_WORDS and words[-2][0][0].isupper():
        end = words[-2].end()
    return start, end


def is_kind_at_start(text: str, words: list[re.Match[str]]) -> bool:
    """Say whether a sentence begins with the kind of a body and its name: "Charity Tides for All gave the oars"."""
    if len(words) < 2 or words[0][0].casefold() not in KINDS_AT_START or not words[1][0][0].isupper():
        return False
    before = text[: words[0].start()].rstrip(" \"“‘'")
    return (not before or before[-1] in ".!?\n") and words[-1][0].casefold() not in ORGANISATION_WORDS


def cut_office(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut an office off an organisation's name: "Vester Group Spokesperson", "Chairman of Vester Group"."""
    words = list(WORD.finditer(text, start, end))
    if len(words) > 2 and words[0][0].casefold() in PERSON_NOUNS and words[1][0] == "of":
        return words[2].start(), end
    is_whole = any(word[0] in {"of", "for"} for word in words[1:-1])  # "Court of Justice", "Office of the Premier"
    if len(words) > 2 and not is_whole and words[-1][0].casefold() in PERSON_NOUNS - NAMED_OFFICES:
        return start, words[-2].end()
    return start, end


def is_short(name: str) -> bool:
    """Say whether a name has the length and look of a person's behind an honorific."""
    words = name.split()
    return 0 < len(words) <= 3 and not any(word.casefold() in ORGANISATION_WORDS for word in words)


def is_table(line: str) -> bool:
    """Say whether a line lists names with figures ("Odell 12, Vester 8, Brewster 5")."""
    return len(set(FIGURES.findall(line))) > 2


def cut_digits(text: str, start: int, end: int, label: str) -> int:
    """Cut the figures of a table off a name ("Skarrow 3"); names of works and clubs of one word keep theirs."""
    match = re.search(r"(?:\s+\+?\d[\d.,-]*(?:st|nd|rd|th)?)+$", text[start:end])
    is_score = bool(match and SCORE.fullmatch(match[0].strip()))
    is_listed = is_score or label in {"PERSON", "GPE", "LOC", "NORP"} or bool(match and len(match[0].split()) > 1)
    if match and (is_listed or INITIAL.fullmatch(text[start:end].split()[0])):
        return start + match.start()
    return end


def skip_honorifics(text: str, start: int, end: int) -> tuple[int, tuple[str, ...]]:
    """Find where a person's name starts behind its honorifics, and the honorifics in and before the span."""
    words = list(WORD.finditer(text, start, end))
    count = count_honorifics([match[0] for match in words])
    if count and words[count][0].casefold() in {"of", "for", "and"}:
        count = 0
    inside = [match[0] for match in words[:count]]
    before = read_honorifics_before(text, start)
    return (words[count].start() if words else start), (*before, *inside)


def skip_office(text: str, start: int, end: int) -> int:
    """Find where a name starts behind an office or age that opens its span ("Legislator Ada Odell", "Old Bo Krag")."""
    words = list(WORD.finditer(text, start, end))
    count = 0
    while count < len(words) - 1 and is_office_word(words[count][0].casefold()):
        count += 1
    if not count and len(words) > 2 and words[0][0].casefold() in AGES and words[1][0][0].isupper():
        count = 1
    return words[count].start() if words else start


def skip_field(text: str, start: int, end: int) -> int:
    """Find where a minister's name starts behind the field that opens its span ("Foreign Affairs Ada Odell")."""
    words = list(WORD.finditer(text, start, end))
    fields = [i for i, match in enumerate(words[:3]) if match[0].casefold() in FIELDS]
    if not fields or len(words) - fields[-1] < 3 or not OFFICE_OF.search(text[max(0, start - 80) : start]):
        return start
    rest = words[fields[-1] + 1 :]
    is_person = all(match[0][0].isupper() for match in rest) and words[0][0].casefold() not in ORGANISATION_WORDS
    return rest[0].start() if is_person else start


def is_office_word(word: str) -> bool:
    """Say whether a word is an office or a rank, in the plural or hyphenated too.

    >>> [is_office_word(word) for word in ("legislators", "secretaries", "lt-general", "odell")]
    [True, True, True, False]
    """
    if word in PERSON_NOUNS or word.rstrip("s") in PERSON_NOUNS:
        return True
    is_plural = word.endswith("s") and (word.removesuffix("s") in HONORIFICS or word.replace("ies", "y") in HONORIFICS)
    return is_plural or ("-" in word and all(part in HONORIFICS for part in word.split("-")))


def read_honorifics_before(text: str, start: int) -> list[str]:
    """Read the honorifics that stand before a name, outside its span."""
    words = text[max(0, start - 60) : start].split("\n")[-1].split()
    found: list[str] = []
    while words and is_honorific(words[-1]) and words[-1][0].isupper():
        found.insert(0, words.pop())
    return found


def trim_space(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the edges of a span inwards past white space."""
    span = text[start:end]
    return start + len(span) - len(span.lstrip()), end - len(span) + len(span.rstrip())


def trim_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the edges of a span inwards past quotes, brackets, article and possessive."""
    left = LEFT_EDGE.match(text, start, end)
    start = left.end() if left and left.end() < end else start
    for edge in (RIGHT_EDGE, POSSESSIVE, RIGHT_EDGE):
        right = edge.search(text[start:end])
        end = start + right.start() if right and right.start() else end
    return start, end
