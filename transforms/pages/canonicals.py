"""Whether the address that a page calls its canonical one can be its own: templates give one to every page, or none.

A claim is doubted only on evidence: it names a section or a script and no page; it is of the same form as the page's
own address, with another name in it; its words are not those of the page's headline; or the page lists it, and its
own address too, as versions in two languages. A page whose claim is doubted keeps the address where it was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote

EXTENSION = re.compile(r"\.(?:s?html?|php\d?|aspx?|jspx?|cgi|do|cfm|amp)$")
VERSION = re.compile(r"\d{1,3}|amp|print|printable|mobile|m|page|full|single|all|comments?|index|default|html?|embed")
HOST_VERSION = re.compile(r"^(?:www|m|mobile|amp|touch|wap|beta|edition|old)\d?\.")
YEAR = re.compile(r"(?:19|20)\d\d")
DATE_PART = re.compile(r"(?:19|20)\d\d|[0-3]?\d")
NAME_CHARS = 8  # of a value in a query that may name a page
SECTION = re.compile(r"[a-z]{3,}")
DIGITS = re.compile(r"\d{3,}")
WORD = re.compile(r"[a-z]{4,}")
WORD_OR_ID, DIGIT, ID_CHARS = re.compile(r"[a-z0-9]+"), re.compile(r"\d"), 5
STEM = 4  # letters by which two words are taken for one
SLUG_WORDS = 3  # so many words must contradict a headline


def is_own_claim(claimed: str, own: Sequence[str], titles: Iterable[str], languages: Iterable[str] = ()) -> bool:
    """Tell whether nothing speaks against an address that a page calls its own.

    Args:
        claimed: The address, canonical.
        own: Addresses at which the page was found, canonical; none for a file.
        titles: What the page gives as its headline.
        languages: Addresses that the page lists as its versions in different languages.

    >>> is_own_claim("https://varn.example/news/", ["https://varn.example/news/2031/pier"], ["A pier for Varnmouth"])
    False
    >>> is_own_claim("https://varn.example/pier-for-varnmouth", ["https://varn.example/?p=7"], ["A pier for Varnmouth"])
    True
    """
    titles = list(titles)
    if not own:
        return is_told(claimed, titles) or not (is_section(claimed) or contradicts(claimed, titles))
    if any(is_same_page(claimed, address) for address in own):
        return True
    versions = set(languages)
    if claimed in versions and versions.intersection(own):
        return False
    if is_told(claimed, titles):
        return True
    if is_section(claimed) or contradicts(claimed, titles):
        return False
    return not any(is_above(claimed, address) or is_sibling(claimed, address) for address in own)


@lru_cache(1024)
def split_address(url: str) -> tuple[str, list[str], dict[str, str]]:
    """Take an address apart: host without what names a version of a site, names in its path, and its query."""
    place, _, query = url.partition("://")[2].partition("?")
    host, _, path = place.partition("/")
    names = [EXTENSION.sub("", unquote(name).lower()) for name in path.split("/") if name]
    pairs = dict(part.partition("=")[::2] for part in query.split("&") if part)
    return HOST_VERSION.sub("", host), names, pairs


def drop_versions(names: Sequence[str]) -> list[str]:
    """Leave out the names that say in which form a page is shown."""
    return [name for i, name in enumerate(names) if not (VERSION.fullmatch(name) and (i or len(names) > 1))]


def is_same_page(one: str, other: str) -> bool:
    """Tell two addresses of one page: one path, or one name or number at its end, in other forms.

    >>> is_same_page("https://varn.example/a/pier-4711", "https://m.varn.example/amp/a/pier-4711/?x=1")
    True
    """
    (_, names, query), (_, own, own_query) = split_address(one), split_address(other)
    names, own = drop_versions(names), drop_versions(own)
    if any(query.get(key) != own_query.get(key) for key in query):
        return False
    if names == own:
        return is_name(names[-1] if names else "") or query == own_query
    if not names or not own:
        return False
    shared = ids_of(names[-1:]) & ids_of([*own[-2:], *own_query.values()])
    return bool(shared) or (is_name(names[-1]) and names[-1] in own[-2:])


def ids_of(names: Iterable[str]) -> set[str]:
    """Give the parts of names that look like an article's number: five characters or more, and a digit."""
    parts = (part for name in names for part in WORD_OR_ID.findall(name.lower()))
    return {part for part in parts if len(part) >= ID_CHARS and DIGIT.search(part)}


def is_name(name: str) -> bool:
    """Tell a name that may be one page's: with words or a number, not a section's or a script's."""
    return bool(DIGITS.search(name)) or len(re.findall(r"[^\W_]+", name)) > 2


def is_section(url: str) -> bool:
    """Tell an address that ends in a plain word, a year or a month, and names no page by a number: a section's.

    >>> is_section("https://varn.example/news/?lang=en"), is_section("https://varn.example/news/2031/03/")
    (True, True)
    >>> is_section("https://varn.example/news/?id=7"), is_section("https://varn.example/2031/pier")
    (False, False)
    """
    _, names, query = split_address(url)
    if any(DIGIT.search(value) or len(value) >= NAME_CHARS for value in query.values()):
        return False
    last = names[-1] if names else "index"
    if DATE_PART.fullmatch(last):
        return any(YEAR.fullmatch(name) for name in names) and not any(
            is_name(name) for name in names if not DATE_PART.fullmatch(name)
        )
    return SECTION.fullmatch(last) is not None and not any(DIGITS.search(name) for name in names)


def stems(text: str) -> set[str]:
    """Give the beginnings of the longer words of a text, without accents."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return {word[:STEM] for word in WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))}


def slug_of(url: str) -> str:
    """Give the part of an address that may hold a headline's words: the longest name in its path."""
    return max(split_address(url)[1], key=len, default="")


def is_told(url: str, titles: Iterable[str]) -> bool:
    """Tell an address whose words are in a headline, for the better part."""
    words = stems(slug_of(url))
    return bool(words) and any(2 * len(words & stems(title)) >= len(words) for title in titles)


def contradicts(url: str, titles: Iterable[str]) -> bool:
    """Tell an address that holds the words of another headline: several, none of which the page's own has."""
    words = stems(slug_of(url))
    found = [stems(title) for title in titles]
    return (
        len(words) >= SLUG_WORDS and max(map(len, found), default=0) >= SLUG_WORDS and not words & set().union(*found)
    )


def is_above(claimed: str, own: str) -> bool:
    """Tell the address of a folder in which a page lies, or of a script without the query that names the page."""
    (host, names, query), (own_host, own_names, own_query) = split_address(claimed), split_address(own)
    if host != own_host or query or own_names[: len(names)] != names:
        return False
    below = drop_versions(own_names[len(names) :])
    return bool(below) or (bool(own_query) and not is_name(names[-1] if names else ""))


def is_sibling(claimed: str, own: str) -> bool:
    """Tell two addresses of one form that name two pages."""
    (host, names, query), (own_host, own_names, own_query) = split_address(claimed), split_address(own)
    if host != own_host or query.keys() != own_query.keys() or len(names) != len(own_names):
        return False
    if query and names == own_names:
        return query != own_query
    folders, own_folders = ([re.sub(r"\d+", "0", name) for name in some[:-1]] for some in (names, own_names))
    return folders == own_folders and names != own_names
