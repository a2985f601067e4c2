"""The edges of a name: where the model's spans are cut, split, joined and extended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from transforms.lexicon import EVENT_WORDS, GENERIC_WORDS, LEGAL_TAILS, ORGANISATION_WORDS, PERSON_NOUNS
from transforms.names import INITIAL, PARTICLES, POSSESSIVE, count_honorifics, fold_name, is_acronym, is_honorific
from transforms.schemas import VALUE_LABELS

NO_PERSON = ORGANISATION_WORDS | GENERIC_WORDS | EVENT_WORDS | PERSON_NOUNS | LEGAL_TAILS
WORD = re.compile(r"\S+")
HYPHENATED = re.compile(r"-[a-z]{1,8}(?![\w-])")
LEFT_EDGE = re.compile(
    r"(?:[\s\"“”„‘’«»()\[\]{}*,;:!?/|•–—+-]+|©|[Tt]he\s+(?=\S)|(?:an?|both|h(?:is|er)|its|their|our|my|this|every|each)\s+(?=[A-Z])|[#@](?=\w))+"
)
RIGHT_EDGE = re.compile(r"[\s\"“”„‘’«»()\[\]{}*,;:!?/|•–—+-]+$")
NICKNAME_AHEAD = re.compile(r"\s+[(\"“]\w[\w.' -]{0,20}[)\"”]\s+(?=[A-Z])")
JOINT = re.compile(r"\s*,\s+(?!(?:Inc|Ltd|LLC|Corp|Co|Jr|Sr|S\.A)\b)|\s+(?:and|or|&)\s+|\s+[-–—]\s+|\s*/\s*")


def join_people(doc: Doc) -> Iterator[Span]:
    """Yield the model's spans, a person's name that it broke in two made whole ("Ada Marit" "van der Odell")."""
    held: Span | None = None
    for ent in doc.ents:
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
    nickname = NICKNAME_AHEAD.match(text, doc[end - 1].idx + len(doc[end - 1]))
    if nickname and end - start < 4:
        follower = doc.char_span(nickname.end(), nickname.end() + 1, alignment_mode="expand")
        if follower is not None and follower[0].tag_ == "NNP" and len(follower[0]) > 1:
            end = follower.end
    close = doc[end - 1].idx + len(doc[end - 1])
    hyphenated = HYPHENATED.match(text, close)
    return doc[start].idx, hyphenated.end() if hyphenated else close


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


def split_span(line: str, start: int, end: int, label: str, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Split names that the model ran together: "Vester, Odell", "Skarrow - Odell", "the Coast Guard's Ada Odell"."""
    span = line[start:end]
    if label in VALUE_LABELS or label in {"WORK_OF_ART", "LAW", "EVENT", "PRODUCT"}:
        yield start, end
        return
    cuts = [m.span() for m in JOINT.finditer(span) if is_joint(span, m, label, known)]
    cuts += [m.span() for m in re.finditer(r"['’]s\s+(?=[A-Z])", span) if label == "PERSON"]
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

    >>> [is_name(text, "A line") for text in ("al-Odell", "fish soup", "+1,624", "\\\\cb3", "王")]
    [True, False, False, False, False]
    """
    if any(character.isupper() for character in text):
        return True
    return any(character.isalpha() for character in text) and not any(character.isupper() for character in line)


def cut_office(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut an office off an organisation's name: "Vester Group Spokesperson", "Chairman of Vester Group"."""
    words = list(WORD.finditer(text, start, end))
    if len(words) > 2 and words[0][0].casefold() in PERSON_NOUNS and words[1][0] == "of":
        return words[2].start(), end
    if len(words) > 2 and words[-1][0].casefold() in PERSON_NOUNS - {"general", "judge", "guard", "star", "union"}:
        return start, words[-2].end()
    return start, end


def is_short(name: str) -> bool:
    """Say whether a name has the length and look of a person's behind an honorific."""
    words = name.split()
    return 0 < len(words) <= 3 and not any(word.casefold() in ORGANISATION_WORDS for word in words)


def cut_digits(text: str, start: int, end: int, label: str) -> int:
    """Cut the figures of a table off a name ("Skarrow 3"); names of works and clubs of one word keep theirs."""
    match = re.search(r"(?:\s+\+?\d[\d.,-]*(?:st|nd|rd|th)?)+$", text[start:end])
    is_table = label in {"PERSON", "GPE", "LOC", "NORP"} or bool(match and len(match[0].split()) > 1)
    if match and (is_table or INITIAL.fullmatch(text[start:end].split()[0])):
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
    """Find where a name starts behind an office that opens its span ("Legislator Ada Odell")."""
    words = list(WORD.finditer(text, start, end))
    count = 0
    while count < len(words) - 1 and words[count][0].casefold().rstrip("s") in PERSON_NOUNS:
        count += 1
    return words[count].start() if words else start


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
