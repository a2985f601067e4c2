"""Days in figures and words, in the languages that dateparser has the months of.

dateparser's data name the months and say which of day and month comes first; what may stand between the parts of a
day is decided here, and strictly: dateparser itself finds a day in almost any text. A word that is no month of the
page's language may still be one of another, if it can be only one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from itertools import pairwise
from typing import Any, NamedTuple

from transforms.dates import solar_hijri
from transforms.dates.months import MONTHS, SOLAR_HIJRI

MAX_TEXT = 400
MAX_FILLERS, MAX_FILLER = 2, 4  # words between day, month and year, and their letters: "2nd of May", "2 de mayo de"
MIN_FOREIGN = 3  # letters of a month that the page's own language does not know
LANGUAGES = 60  # those with the most readers, by dateparser's count
BUDDHIST = range(2400, 2700)  # years of the Thai calendar, 543 ahead
LETTERS = r"[^\s\d!-/:-@\[-`{-~«»‹›“”„‘’…–—·•●、。，،؛।]+"
TOKEN = re.compile(rf"\d+|{LETTERS}")
FOUR = re.compile(r"\d{4}")
GAP = re.compile(r"[\s,.'’،/-]{0,4}")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?:\s?[日일号號])?(?!\d)")
YEAR_LAST = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\.?\d)")
ALIKE = str.maketrans("يكىı", "یکیi")  # letters that keyboards and writers take for each other

SOLAR = "fa-solar"  # Persian in the Persian calendar
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}  # the year before their first
ERA_YEAR = re.compile(rf"({'|'.join(ERAS)})\s?(\d{{1,3}}|元)(?=\s?年)")

Day = tuple[int, int, int]


class FoundDay(NamedTuple):
    """A day and where it stands."""

    start: int
    end: int
    day: Day


class Token(NamedTuple):
    """A number or word and where it stands."""

    text: str
    start: int
    end: int


def fold_text(text: str) -> str:
    """Take accents and other marks off the letters, so that all spellings of a month are one; case stays.

    >>> fold_text("2 août 2031"), fold_text("２０３１年５月")
    ('2 aout 2031', '2031年5月')
    """
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in parts if unicodedata.category(char) not in ("Mn", "Cf"))
    return ERA_YEAR.sub(write_year, unicodedata.normalize("NFC", bare).translate(ALIKE))


def write_year(match: re.Match[str]) -> str:
    """Write a year of an era in the common count.

    >>> fold_text("令和13年5月2日"), fold_text("令和元年")
    ('2031年5月2日', '2019年')
    """
    return str(ERAS[match[1]] + (1 if match[2] == "元" else int(match[2])))


SOLAR_MONTHS = {fold_text(name): number for number, name in enumerate(SOLAR_HIJRI, 1)}


def find_days(folded: str, tag: str = "") -> list[FoundDay]:
    """Find the days that a (folded) text names in full, in order; `tag` is the language, as "pt" or "en-GB".

    >>> [found.day for found in find_days("Mis a jour le 5 mai 2031, publie le 25/03/2031", "fr")]
    [(2031, 5, 5), (2031, 3, 25)]
    >>> [found.day for found in find_days("03/04/2031", "en-US") + find_days("03/04/2031", "en-GB")]
    [(2031, 3, 4), (2031, 4, 3)]
    """
    if not FOUR.search(folded):
        return []
    figures = list(find_figures(folded, tag))
    words = (one for one in find_words(folded, tag) if all(one.end <= f.start or one.start >= f.end for f in figures))
    return sorted([*figures, *words])


def find_figures(text: str, tag: str) -> Iterator[FoundDay]:
    """Find days in figures alone."""
    for match in YEAR_FIRST.finditer(text):
        yield FoundDay(match.start(), match.end(), to_day(int(match[1]), int(match[2]), int(match[3]), tag))
    for match in YEAR_LAST.finditer(text):
        first, second = int(match[1]), int(match[3])
        is_first = is_day_first(first, second, match[2], tag)
        if is_first is not None:
            day, month = (first, second) if is_first else (second, first)
            yield FoundDay(match.start(), match.end(), to_day(int(match[4]), month, day, tag))


def is_day_first(first: int, second: int, separator: str, tag: str) -> bool | None:
    """Tell which of two figures is the day: by what is possible, then by the custom of the language and country.

    None where it cannot be told, for no language is known.
    """
    if first > 12 or second > 12:
        return first > 12
    if separator == "." or first == second:
        return True
    return not order_of(tag).startswith("M") if tag else None


@lru_cache(maxsize=256)
def order_of(tag: str) -> str:
    """Say in which order a language and country write day, month and year.

    >>> order_of("en-GB"), order_of("en-US"), order_of("en"), order_of("und-US"), order_of("und")
    ('DMY', 'MDY', 'MDY', 'MDY', 'DMY')
    """
    language, _, region = tag.partition("-")
    language = language if load_language(language) or not region else "en"
    data = load_language(language)
    local = (data.get("locale_specific") or {}).get(f"{language}-{region.upper()}") or {}
    return str(local.get("date_order") or data.get("date_order") or "DMY")


def to_day(year: int, month: int, day: int, tag: str) -> Day:
    """Turn a day of the Thai or Persian calendar, told by the year, into one of the common calendar."""
    if year in BUDDHIST:
        return year - 543, month, day
    if year in solar_hijri.YEARS and tag[:2] == SOLAR[:2] and month <= 12 and day <= 31:
        return solar_hijri.to_gregorian(year, month, day)
    return year, month, day


def find_words(text: str, tag: str) -> Iterator[FoundDay]:
    """Find days whose month is a word: 2 May 2031, May 2nd, 2031, 2 de mayo de 2031, 2031. május 2."""
    tokens = [Token(match[0], match.start(), match.end()) for match in TOKEN.finditer(text[:MAX_TEXT])]
    for place, token in enumerate(tokens):
        if len(token.text) == 4 and token.text.isdecimal():
            calendar = SOLAR if int(token.text) in solar_hijri.YEARS else tag
            before = linked_tokens(text, tokens[max(0, place - 7) : place + 1][::-1])
            after = linked_tokens(text, tokens[place : place + 6])
            found = read_before(before, calendar) or read_after(after, calendar)
            if found:
                month, day, edge = found
                yield FoundDay(
                    min(edge.start, token.start),
                    max(edge.end, token.end),
                    to_day(int(token.text), month, int(day), calendar),
                )


def linked_tokens(text: str, tokens: list[Token]) -> list[Token]:
    """Give those that follow the first with no more than a comma or point between them, in the order given."""
    for place, (one, other) in enumerate(pairwise(tokens)):
        gap = text[min(one.end, other.end) : max(one.start, other.start)]
        if not GAP.fullmatch(gap):
            return tokens[1 : place + 1]
    return tokens[1:]


def read_before(tokens: list[Token], tag: str) -> tuple[int, str, Token] | None:
    """Read month and day from the words before a year, the nearest first."""
    for place in range(min(len(tokens), MAX_FILLERS + 1)):
        month, width = read_month(tokens[place : place + 2][::-1], tag, is_last=True)
        if month:
            rest = tokens[place + width :]
            for token in rest[: MAX_FILLERS + 1]:
                if is_day(token.text):
                    return month, token.text, token
                if len(token.text) > MAX_FILLER:
                    return None
            return None
        if is_day(tokens[place].text):
            month, width = read_month(tokens[place + 1 : place + 3][::-1], tag, is_last=True)
            return (month, tokens[place].text, tokens[place + width]) if month else None
        if len(tokens[place].text) > MAX_FILLER:
            return None
    return None


def read_after(tokens: list[Token], tag: str) -> tuple[int, str, Token] | None:
    """Read month and day from the words after a year."""
    for place in range(min(len(tokens), 2)):
        month, width = read_month(tokens[place : place + 2], tag)
        if month and place + width < len(tokens) and is_day(tokens[place + width].text):
            return month, tokens[place + width].text, tokens[place + width]
        if is_day(tokens[place].text):
            month, width = read_month(tokens[place + 1 : place + 3], tag)
            return (month, tokens[place].text, tokens[place + width]) if month else None
    return None


def is_day(text: str) -> bool:
    """Tell whether a token can be the day of a month."""
    return len(text) <= 2 and text.isdecimal() and 1 <= int(text) <= 31


def read_month(tokens: list[Token], tag: str, *, is_last: bool = False) -> tuple[int, int]:
    """Read a month of one or two words, the first (or the last) of those given: its number, or 0, and its words."""
    words = [token.text.casefold() for token in tokens]
    if len(words) == 2:
        number = month_number(" ".join(words), tag) or month_number("".join(words), tag)
        if number:
            return number, 2
        words = words[1:] if is_last else words[:1]
    return (month_number(words[0], tag), 1) if words and not words[0].isdecimal() else (0, 0)


def month_number(word: str, tag: str) -> int:
    """Give the number of the month that a folded word names, in the page's language, in English, else in any; or 0."""
    if tag == SOLAR:
        return SOLAR_MONTHS.get(word, 0)
    number = months_of(tag.partition("-")[0]).get(word) or months_of("en").get(word)
    return number or (months_of_all().get(word, 0) if len(word) >= MIN_FOREIGN else 0)


@lru_cache(maxsize=256)
def months_of(language: str) -> dict[str, int]:
    """Give all names of the months in a language, in all its scripts and countries; words that name two are none."""
    from dateparser.data.languages_info import language_order

    found: dict[str, int] = {}
    scripts = [code for code in language_order if code.startswith(f"{language}-")]
    for data in map(load_language, (language, *scripts)):
        for names in (data, *(data.get("locale_specific") or {}).values()):
            for number, month in enumerate(MONTHS, 1):
                for name in names.get(month) or ():
                    word = fold_text(name).replace(".", "").casefold().strip()
                    found[word] = number if found.get(word, number) == number else 0
    return found


@lru_cache(maxsize=1)
def months_of_all() -> dict[str, int]:
    """Give the names of months in many languages, but for those that name one month here and another there."""
    from dateparser.data.languages_info import language_order

    found: dict[str, int] = {}
    for language in language_order[:LANGUAGES]:
        for word, number in months_of(language).items():
            found[word] = number if found.get(word, number) == number else 0
    return found


@lru_cache(maxsize=256)
def load_language(language: str) -> dict[str, Any]:
    """Load what dateparser knows of a language; empty where it knows none of the name."""
    from dateparser.data.languages_info import language_order

    language = {"no": "nb", "iw": "he", "in": "id"}.get(language, language)
    if language not in language_order:
        return {}
    data: dict[str, Any] = import_module(f"dateparser.data.date_translation_data.{language}").info
    return data
