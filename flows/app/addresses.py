"""Addresses: a page and its filters, as the query of a URL. Every state of the app is one, so that it can be shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode

PAGES: Mapping[str, tuple[str, ...]] = {  # page: the values that it reads
    "overview": (),
    "said": ("words", "speaker", "speaker_id", "outlet", "type", "since", "until", "after"),
    "people": ("name",),
    "person": ("id",),
    "stories": ("title", "after"),
    "story": ("id",),
    "article": ("id", "quote"),
    "outlets": ("outlet",),
    "changes": ("outlet", "id", "stealth", "after"),
    "sources": (),
}
SEVERAL = "\n"  # between the values of one name that is given more than once
MAX_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Address:
    """A page and the values that its address gives it; empty values are none."""

    page: str = "overview"
    values: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Give a value, None where there is none."""
        return self.values.get(name) or None

    def list_values(self, name: str) -> list[str]:
        """Give the values of a name that may be given more than once."""
        return [value for value in self.values.get(name, "").split(SEVERAL) if value]


def read_address(query: str) -> Address:
    """Read the query of a URL; what no page knows is left out, and an unknown page is the overview.

    >>> read_address("?page=person&id=ab12&utm_source=x")
    Address(page='person', values={'id': 'ab12'})
    >>> read_address("page=nonsense").page
    'overview'
    """
    pairs = parse_qsl(query.removeprefix("?"))
    return make_address(pairs)


def make_address(pairs: Iterable[tuple[str, str]]) -> Address:
    """Make an address of names and values."""
    pairs = list(pairs)
    page = next((value for name, value in pairs if name == "page" and value in PAGES), "overview")
    values: dict[str, str] = {}
    for name, value in pairs:
        clean = value.replace(SEVERAL, " ").replace("\0", "").strip()[:MAX_LENGTH]
        if name in PAGES[page] and clean:
            values[name] = f"{values[name]}{SEVERAL}{clean}" if name in values else clean
    return Address(page, values)


def write_address(address: Address) -> str:
    """Write an address as the query of a URL.

    >>> write_address(Address("said", {"words": "a&b"}))
    '?page=said&words=a%26b'
    """
    pairs = [(name, one) for name, value in address.values.items() for one in value.split(SEVERAL) if one]
    return "?" + urlencode([("page", address.page), *pairs])


def read_day(text: str | None) -> date | None:
    """Read a day; None where the text is none.

    >>> read_day("2031-05-04"), read_day("May")
    (datetime.date(2031, 5, 4), None)
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def write_place(at: object, key: str) -> str:
    """Write the place of a row in a list, after which the next page begins."""
    return f"{at.isoformat() if isinstance(at, date | datetime) else at}~{key}"


def read_place(text: str | None) -> tuple[str | None, str]:
    """Read the place that `write_place` wrote; (None, "") where it is none.

    >>> read_place("2031-05-04T00:00:00+00:00~ab"), read_place("-infinity~ab"), read_place("1; DROP~ab")
    (('2031-05-04T00:00:00+00:00', 'ab'), ('-infinity', 'ab'), (None, ''))
    """
    at, _, key = (text or "").rpartition("~")
    if at == "-infinity":
        return at, key
    try:
        return datetime.fromisoformat(at).isoformat(), key
    except ValueError:
        return None, ""
