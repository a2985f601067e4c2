"""Reads JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) from its text.

feedparser reads none, and jsonfeed-util only sound ones: 5 of 11 such as `test_feeds` has, none that is cut off, breaks
lines within a text, or holds one item of the wrong type.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from transforms.values import Refusal

ITEMS = re.compile(r'"items"\s*:\s*\[')
GAP = re.compile(r"[\s,]*")
CONTENT_NAMES = {"content_html", "content_text", "date_published"}
ADDRESS_NAMES = {"id", "url", "external_url"}
VERSION = re.compile(r"jsonfeed\.org/version/(\d[\d.]{0,5})")


@dataclass(frozen=True, slots=True)
class JsonEntry:
    """One item as it stands; links are not resolved and dates not read."""

    id: str | None
    url: str | None
    external_url: str | None
    title: str | None
    content_html: str | None
    text: str | None
    published: str | None
    updated: str | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    language: str | None
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A JSON Feed as it stands; `misfit_count` is of items that are no objects."""

    version: str
    title: str | None
    home_page_url: str | None
    language: str | None
    hub: str | None
    entries: tuple[JsonEntry, ...]
    damage: str | None = None
    misfit_count: int = 0


def read_json_feed(text: str) -> JsonFeed | Refusal:
    """Read the text of a JSON Feed, passing over members of the wrong type.

    >>> read_json_feed('{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 7}]}').entries[0].id
    '7'
    >>> read_json_feed('{"items": []}').reason
    'not_a_feed'
    """
    damage = None
    try:
        found = json.loads(text, strict=False)  # line breaks within texts are common
    except RecursionError as error:
        return Refusal("not_a_feed", f"begins like JSON, but is not valid: {error}")
    except ValueError as error:
        damage = str(error)
        found = salvage(text)
        if not found:
            return Refusal("not_a_feed", f"begins like JSON, but is not valid: {error}")
    version = VERSION.search(text_of(found, "version") or "")
    items = [item for item in list_of(found, "items") if isinstance(item, dict)]
    is_feed = version or any(item.keys() & CONTENT_NAMES and item.keys() & ADDRESS_NAMES for item in items)
    if not is_feed or not isinstance(found.get("items"), list):
        return Refusal("not_a_feed", "JSON without the `version` and `items` of a JSON Feed")
    return JsonFeed(
        version=f"json{version[1] if version else ''}",
        damage=damage,
        title=text_of(found, "title"),
        home_page_url=text_of(found, "home_page_url"),
        language=text_of(found, "language"),
        hub=next((text_of(hub, "url") for hub in list_of(found, "hubs")), None),
        entries=tuple(read_item(item) for item in items),
        misfit_count=len(list_of(found, "items")) - len(items),
    )


def salvage(text: str) -> dict[str, Any]:
    """Read the items of a damaged feed that are whole, as far as the damage, and what stands before them."""
    start = ITEMS.search(text)
    if not start:
        return {}
    decoder = json.JSONDecoder(strict=False)
    items: list[Any] = []
    position = start.end()
    try:
        while text.startswith("{", position := GAP.match(text, position).end()):  # type: ignore[union-attr]
            item, position = decoder.raw_decode(text, position)
            items.append(item)
    except (ValueError, RecursionError):
        pass  # here lies the damage
    try:
        head = json.loads(text[: start.start()].rstrip().rstrip(",") + "}", strict=False)
    except (ValueError, RecursionError):
        head = {}
    return head | {"items": items} if items else {}


def read_item(item: dict[str, Any]) -> JsonEntry:
    """Read one item; `author` of version 1.0 is one of the `authors` of 1.1."""
    number = item.get("id")
    told = item.get("authors")
    found = [*(told if isinstance(told, list) else [told]), item.get("author")]
    authors = [author if isinstance(author, str) else text_of(author, "name") for author in found]
    return JsonEntry(
        id=str(number) if isinstance(number, int | float) else text_of(item, "id"),
        url=text_of(item, "url"),
        external_url=text_of(item, "external_url"),
        title=text_of(item, "title"),
        content_html=text_of(item, "content_html"),
        text=text_of(item, "content_text"),
        published=date_of(item, "date_published"),
        updated=date_of(item, "date_modified"),
        authors=tuple(author for author in authors if author),
        tags=tuple(tag for tag in list_of(item, "tags") if isinstance(tag, str)),
        summary=text_of(item, "summary"),
        language=text_of(item, "language"),
    )


def text_of(thing: Any, name: str) -> str | None:
    """Give a member that is a text, None where it is absent or something else."""
    value = thing.get(name) if isinstance(thing, dict) else None
    return value or None if isinstance(value, str) else None


def date_of(thing: dict[str, Any], name: str) -> str | None:
    """Give a member that is a date, if only in seconds or milliseconds."""
    value = thing.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15
    return str(int(value)) if is_number else text_of(thing, name)  # type: ignore[arg-type]


def list_of(thing: Any, name: str) -> list[Any]:
    """Give a member that is a list, an empty one where it is not."""
    value = thing.get(name) if isinstance(thing, dict) else None
    return value if isinstance(value, list) else []
