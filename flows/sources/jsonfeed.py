"""JSON Feed, versions 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/): its text in, its values out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from transforms.values import Refusal

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


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A JSON Feed as it stands."""

    version: str
    title: str | None
    home_page_url: str | None
    language: str | None
    hub: str | None
    entries: tuple[JsonEntry, ...]


def read_json_feed(text: str) -> JsonFeed | Refusal:
    """Read the text of a JSON Feed, passing over members of the wrong type.

    >>> read_json_feed('{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 7}]}').entries[0].id
    '7'
    >>> read_json_feed('{"items": []}').reason
    'not_a_feed'
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Refusal("not_a_feed", f"begins as JSON does and is none: {error}")
    version = VERSION.search(text_of(found, "version") or "")
    if not version or not isinstance(found.get("items"), list):
        return Refusal("not_a_feed", "JSON without the version and the items of a JSON Feed")
    return JsonFeed(
        version=f"json{version[1]}",
        title=text_of(found, "title"),
        home_page_url=text_of(found, "home_page_url"),
        language=text_of(found, "language"),
        hub=next((text_of(hub, "url") for hub in list_of(found, "hubs")), None),
        entries=tuple(read_item(item) for item in found["items"] if isinstance(item, dict)),
    )


def read_item(item: dict[str, Any]) -> JsonEntry:
    """Read one item; `author` of version 1.0 is one of the `authors` of 1.1."""
    number = item.get("id")
    authors = [text_of(author, "name") for author in [*list_of(item, "authors"), item.get("author")]]
    return JsonEntry(
        id=str(number) if isinstance(number, int | float) else text_of(item, "id"),
        url=text_of(item, "url"),
        external_url=text_of(item, "external_url"),
        title=text_of(item, "title"),
        content_html=text_of(item, "content_html"),
        text=text_of(item, "content_text"),
        published=text_of(item, "date_published"),
        updated=text_of(item, "date_modified"),
        authors=tuple(author for author in authors if author),
        tags=tuple(tag for tag in list_of(item, "tags") if isinstance(tag, str)),
        language=text_of(item, "language"),
    )


def text_of(thing: Any, name: str) -> str | None:
    """Give a member that is a text, None where it is absent or something else."""
    value = thing.get(name) if isinstance(thing, dict) else None
    return value or None if isinstance(value, str) else None


def list_of(thing: Any, name: str) -> list[Any]:
    """Give a member that is a list, an empty one where it is not."""
    value = thing.get(name)
    return value if isinstance(value, list) else []
