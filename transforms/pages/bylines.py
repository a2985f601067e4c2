"""Names of people out of bylines: "By A, B and C in Town", "Last, First", roles and handles cut off.

People only: an outlet, an agency, a desk or a "staff writer" is no author. The words that betray them are common
nouns of the trade and the closed list of news agencies; no outlet is named here. A name given only by its site
(the publisher's own, or the domain's) is recognised by comparison with the page's site names.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from transforms.dates.months import MONTHS, WEEKDAYS
from transforms.pages.unspaced_names import read_unspaced, split_unspaced
from transforms.whitespace import drop_marks
from transforms.words.agencies import WIRE_AGENCIES
from transforms.words.given_names import GENDER_OF_NAME
from transforms.words.lexicon import PARTICLES
from transforms.words.lists import join_forms, read_lists, word_set

LISTS = read_lists(__package__, "bylines")

CALENDAR = frozenset((*MONTHS, *WEEKDAYS))
NOT_PERSON = re.compile(
    rf"\b(?:{join_forms(*LISTS['no_person_forms'].values())}|{'|'.join(sorted(CALENDAR - {'may'}))})\b|"
    r"[@/\\<>{}\[\]=#%$€£+*_~^|…?!]|\d{2}|\.\w{2,}",
    re.I,
)
AMBIGUOUS = word_set(LISTS["ambiguous"])
ROLE = re.compile(
    r"\s*(?:[,|•·–—(\[/]|\s-)\s*(?:the\s+)?(?:[\w’'&.-]+\s+){0,4}?"
    rf"(?:{join_forms(*LISTS['role_forms'].values())}|special to|for (?:the )?[A-Z]).*$",
    re.I,
)
PREFIX = re.compile(
    rf"^\W*(?:(?:{join_forms(LISTS['before_by'])})?\s*\bby\b\s*:?|from\b|"
    rf"(?:{join_forms(*LISTS['label_forms'].values())})\s*:)\s*",
    re.I,
)
# Words for "by" that may open a name as well: they go where two words or more are left.
BY = re.compile(
    rf"^\W*(?:(?:{join_forms(*LISTS['written_forms'].values())})\s)?(?:{join_forms(*LISTS['by_forms'].values())})\b\s*:?\s*",
    re.I,
)
DATE_TAIL = re.compile(
    rf"\W*\b(?:(?:{'|'.join(month[:3].title() for month in MONTHS)})[a-z]{{0,6}}\.? \d"
    r"|(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\W+\w+ \d|\d|(?:Updated|Published|Posted)\b).*$"
)
AGENCY_TAIL = re.compile(r"[\s,]+(?:the )?(?:associated press|canadian press|press association|reuters|afp)$", re.I)
PLACE_TAIL = re.compile(r"\s+(?:in|at|for|on|with|of)\s+.*$")
HONORIFIC = re.compile(r"^(?:dr|mr|mrs|ms|miss|prof|professor|sir|dame|rev|fr|sen|rep|lt|col|gen|capt)\.?\s+", re.I)
DEGREE = re.compile(
    r"(?:,?\s+(?:ph\.?\s?d\.?|m\.?d\.?|m\.?sc\.?|b\.?a\.?|m\.?a\.?|r\.?n\.?|r\.?d\.?|esq\.?|mph|mba|dphil|"
    r"cfa|frs|obe|mbe|cbe))+\.?$",
    re.I,
)
GENERATION = re.compile(r",\s*(jr|sr|ii|iii|iv)\b\.?", re.I)
SEPARATOR = re.compile(
    r"\s*(?:;|；|\||｜|\n|•|·(?![㐀-鿿])|&|/|／|،|"
    rf"(?<!\S)(?:{join_forms(*LISTS['and_words'].values())})(?!\S)|,?\s+\band\b|"
    r",\s*(?:with|additional reporting by)|\bwith\b|,)\s*",
    re.I,
)
SOFT_AND = re.compile(rf"(\s+(?:{join_forms(*LISTS['soft_and_words'].values())})\s+|\s+[וو]\s?(?=[^\W\d_]{{2}}))")
DASH = re.compile(r"\s+[–—|-]\s.*$")
SMALL_IN_NAMES = PARTICLES | word_set(LISTS["small_in_names"])
INITIALS = re.compile(r"[B-DF-HJ-NP-TV-XZ]{3,}")  # of a station or an office
NAME_WORD = re.compile(r"^[^\W\d_][^\s\d!-&(-,/:-@\[-`{-~«»“”„…–—•|、。，،؛।]*$")


def read_people(raw: str, site_names: Iterable[str] = (), *, is_person: bool = False) -> list[str]:
    """Read the people out of one byline or author field, in order; `is_person`: the page says that it names one.

    >>> read_people("By Ada Moss, Bo Lind and Cy Fenn in Varnmouth")
    ['Ada Moss', 'Bo Lind', 'Cy Fenn']
    >>> read_people("Moss, Ada"), read_people("Staff writer, Varn Times"), read_people("Ada Moss, Chief Reporter")
    (['Ada Moss'], [], ['Ada Moss'])
    >>> read_people("Lucía Vidal y Tomás Rey"), read_people("José Ortega y Gasset"), read_people("王小明、李华")
    (['Lucía Vidal', 'Tomás Rey'], ['José Ortega y Gasset'], ['王小明', '李华'])
    >>> read_people("April May", is_person=True), read_people("Varn News", is_person=True)
    (['April May'], [])
    """
    text = tidy_byline(raw)
    banned = {plain_name(name) for name in site_names}
    people = [name for part in split_names(text) if (name := clean_name(part)) and plain_name(name) not in banned]
    if is_person and not people and text and plain_name(text) not in banned:
        people = [text] if is_called_person(text) else []
    return list(dict.fromkeys(people))


def tidy_byline(raw: str) -> str:
    """Take lines of roles, addresses, handles, dates and the word "by" off a byline; empty if it is an address."""
    lines = drop_marks(html.unescape(html.unescape(raw))).replace("\xa0", " ").split("\n")
    text = join_lines([" ".join(line.split()) for line in lines if line.strip()])
    if not text or len(text) > 400 or re.match(r"https?:|www\.|[/#]", text, re.I):
        return ""
    bare = re.sub(r"\([^()]*\)|<[^<>]*>|\S+@\S+|@\w+", " ", text)
    if not bare.strip():  # an address, and the name in brackets
        bare = " ".join(re.findall(r"\(([^()@]*)\)", text))
    text = cut_prefix(" ".join(DATE_TAIL.sub("", bare).split()))
    text = GENERATION.sub(r" \1", text)
    return "; ".join(map(turn_name, text.split(";")))


def turn_name(text: str) -> str:
    """Put the given name first where the family name stands before a comma."""
    inverted = re.fullmatch(r"\s*([^\W\d_][\w’'-]+),\s+([^\W\d_][\w’'.-]+(?: [A-Z]\.?)?)\s*", text)
    return f"{inverted[2]} {inverted[1]}" if inverted and not NOT_PERSON.search(text) else text


def cut_prefix(text: str) -> str:
    """Cut the word for "by" off, in many languages, unless it is part of the name ("Di Maria").

    >>> cut_prefix("By Ada Moss"), cut_prefix("Von Uwe Berg"), cut_prefix("Di Maria")
    ('Ada Moss', 'Uwe Berg', 'Di Maria')
    """
    text = PREFIX.sub("", text)
    rest = BY.sub("", text)
    return rest if len(rest.split()) > 1 else text


def is_called_person(text: str) -> bool:
    """Judge a name that the page calls a person's, though it has one word, or one of the trade or calendar.

    >>> [is_called_person(name) for name in ("Suharti", "Robinson Friday", "Emily Post", "News Desk", "admin", "ABC")]
    [True, True, True, False, False, False]
    """
    words = text.split()
    if not words or len(words) > 5 or len(text) > 50 or not all(map(NAME_WORD.match, words)) or words[0][0].islower():
        return False
    trade = {word.lower() for word in words if NOT_PERSON.search(word)} - CALENDAR
    if len(words) == 1:
        is_acronym = text.isascii() and text.isupper() and len(text) <= 5
        return not trade and len(text) > 2 and not is_acronym and text.casefold() not in (*WIRE_AGENCIES, *CALENDAR)
    return not trade or (words[0].casefold() in GENDER_OF_NAME and len(trade) == 1)


def join_lines(lines: list[str]) -> str:
    """Join the lines of a byline that one list of names runs over; other lines give roles and dates."""
    text = lines[0] if lines else ""
    for line in lines[1:]:
        if re.search(r"(?:,|&|\band|\bby|:)$", text, re.I) or re.match(r"(?:and|&|by)\b", line, re.I):
            text += " " + line
    return text


def split_names(text: str) -> list[str]:
    """Split a list of names; what follows a role word or a place preposition belongs to no name."""
    parts = SEPARATOR.split(ROLE.sub("", text) if SEPARATOR.search(text) is None else text)
    return [name for part in parts for one in split_unspaced(part.strip()) for name in split_pair(one)]


def split_pair(text: str) -> list[str]:
    """Split names at a short "and", but keep a name that has one in it."""
    pieces = SOFT_AND.split(text)
    names = [pieces[0]]
    for word, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if len(piece.split()) > 1 and len(names[-1].split()) > 1:
            names.append(piece)
        else:
            names[-1] += word + piece
    return names


def clean_name(part: str) -> str | None:
    """Cut prefix, honorific, degree and place off one name; None if it is no person's."""
    unspaced = read_unspaced(part)
    if unspaced:
        return unspaced
    name = AGENCY_TAIL.sub("", DASH.sub("", part.strip()))
    name = PLACE_TAIL.sub("", DEGREE.sub("", HONORIFIC.sub("", cut_prefix(ROLE.sub("", name))))).strip(' ,.;:-–—|"“”')
    words = name.split()
    if name.isupper() or name.islower():
        words = [title_word(word) for word in words]
    if words and len(words[-1].rstrip(".")) <= 2 and words[-1].lower().rstrip(".") in ("jr", "sr"):
        words[-1] = words[-1].capitalize().rstrip(".") + "."
    return " ".join(words) if is_person(words) else None


def is_person(words: list[str]) -> bool:
    """Two to five words, capitalised but for particles, none of them a word of the trade."""
    if not 2 <= len(words) <= 5 or len(" ".join(words)) > 50:
        return False
    name = " ".join(words)
    trade = NOT_PERSON.findall(name)
    if trade and not all(word.lower() in AMBIGUOUS for word in trade):
        return False
    if any(word.endswith(("'s", "’s")) for word in words) or INITIALS.fullmatch(words[0]):
        return False
    proper = [word for word in words if word.lower() not in SMALL_IN_NAMES]
    return bool(proper) and all(NAME_WORD.match(word) and not word[0].islower() for word in proper)


def title_word(word: str) -> str:
    """Capitalise a word of a name set in capitals or lower case."""
    lowered = word.lower()
    if lowered in SMALL_IN_NAMES and len(lowered) > 1 and lowered not in ("mc", "st", "st."):
        return lowered
    return re.sub(r"(^|[-’'.])([^\W\d_])", lambda m: m[1] + m[2].upper(), lowered)


def plain_name(name: str) -> str:
    """Fold a name to its words, for comparison."""
    return " ".join(re.findall(r"\w+", name.casefold()))


def read_agency(raw: str) -> str | None:
    """Name the wire agency that a byline or credit consists of.

    >>> read_agency("By The Associated Press"), read_agency("Ada Moss, Reuters"), read_agency("Ada Moss")
    ('AP', 'Reuters', None)
    """
    text = cut_prefix(" ".join(raw.split()))
    for part in re.split(r"\s*(?:[,;|/()–—]|\band\b|\s-\s|\bwith\b|\bvia\b|\bfor\b)\s*", text, flags=re.I):
        found = WIRE_AGENCIES.get(part.strip(" .").casefold())
        if found and (len(part) > 3 or part.strip(" .").isupper() or part.strip() == "dpa"):
            return found
    return None
