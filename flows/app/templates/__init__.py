"""Templates in Jinja: one of each page's name. Every value is escaped, but for what is HTML already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from flows.app.addresses import Address
from flows.printable import printable

if TYPE_CHECKING:
    from flows.app.pages import View

KINDS = {
    "ORG": "organisation",
    "GPE": "country or town",
    "NORP": "group of people",
    "LOC": "place",
    "FAC": "building or site",
}


def render(
    name: str, view: View, address: Address, title: str, values: Mapping[str, Any], labels: Mapping[str, str]
) -> Markup:
    """Fill in a template."""

    def write_link(page: str, label: object, **given: object) -> Markup:
        """Link to another page of the app; the label alone where that is not there."""
        told = {key: str(value) for key, value in given.items() if value is not None}
        href = view.link(Address(page, told))
        return anchor(href, label) if href else clean(label)

    def write_address(target: Address, label: object) -> Markup:
        """Link to an address that a page has made."""
        href = view.link(target)
        return anchor(href, label) if href else Markup("")

    template = load_templates().get_template(name)
    text = template.render(
        values,
        title=title,
        address=address,
        labels=labels,
        is_static=view.is_static,
        to=write_link,
        at=write_address,
        find=view.link,
        Address=Address,
    )
    return Markup(text)


def anchor(href: str, label: object) -> Markup:
    """Write a link."""
    return Markup('<a href="{}">{}</a>').format(href, clean(label))


def clean(value: object) -> Markup:
    """Escape a value for HTML, without control characters; HTML stays as it is."""
    if isinstance(value, Markup):
        return value
    return escape("" if value is None else printable(str(value), keep_lines=True))


def write_day(at: datetime | date | None, precision: str | None = None) -> str:
    """Write when something was published: to the minute, or to the day where no more is known.

    >>> write_day(datetime(2031, 5, 4, 6, 30)), write_day(datetime(2031, 5, 4), "day"), write_day(None)
    ('4 May 2031, 06:30', '4 May 2031', 'no date')
    """
    if at is None:
        return "no date"
    day = f"{at.day} {at:%b %Y}"
    return day if precision == "day" or not isinstance(at, datetime) else f"{day}, {at:%H:%M}"


def count(number: int, word: str, several: str | None = None) -> str:
    """Write a number of things.

    >>> count(1, "copy", "copies"), count(1200, "article")
    ('1 copy', '1,200 articles')
    """
    return f"{number:,} {word if number == 1 else several or word + 's'}"


def web_address(url: str | None) -> str | None:
    """Give an address back if a browser may follow it: other schemes could run what a page says.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def name_kind(label: str) -> str:
    """Name a type of entity for people; OntoNotes' word where there is none.

    >>> name_kind("GPE"), name_kind("LAW")
    ('country or town', 'law')
    """
    return KINDS.get(label, label.replace("_", " ").lower())


def share(part: float | None, whole: float = 1) -> str:
    """Write a share.

    >>> share(1, 3), share(None)
    ('33 %', '–')
    """
    return "–" if part is None or not whole else f"{100 * part / whole:.0f} %"


@cache
def load_templates() -> Environment:
    """Load the templates, with what they call."""
    environment = Environment(
        loader=FunctionLoader(read_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=clean,
    )
    environment.filters |= {"day": write_day, "web": web_address, "kind": name_kind}
    environment.globals |= {"count": count, "share": share}
    return environment


def read_template(name: str) -> str:
    """Read a template of this folder."""
    return (resources.files(__name__) / f"{name}.html").read_text(encoding="utf-8")
