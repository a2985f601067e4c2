"""JSON-LD, what a page says of itself to machines: its objects, their types, and the texts in their values."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from transforms.pages.near_json import read_values
from transforms.whitespace import collapse

ARTICLE_TYPE = re.compile(r"(?:article|posting)$", re.I)
NO_PERSON = re.compile(r"Organi[sz]ation|Corporation|WebSite|Brand")
LINKED_KEYS = ("mainEntityOfPage", "mainEntity", "author", "publisher", "hasPart", "@graph")


def read_linked_data(tree: Any) -> list[dict[str, Any]]:
    """Read every JSON-LD object with a type, `@graph` and nesting walked, references by `@id` resolved."""
    found: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found.extend(walk_objects(read_values(script.text or "")))
    by_id = {thing["@id"]: thing for thing in found if isinstance(thing.get("@id"), str) and len(thing) > 1}
    for thing in found:
        for key in ("author", "creator", "publisher"):
            if key in thing:
                thing[key] = resolve_reference(thing[key], by_id)
    return found


def walk_objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the typed objects in a JSON value, outer before inner, without recursion."""
    stack = [value]
    while stack:
        thing = stack.pop()
        if isinstance(thing, list):
            stack.extend(reversed(thing))
        elif isinstance(thing, dict):
            if "@type" in thing or "@id" in thing:
                yield thing
            stack.extend(thing[key] for key in LINKED_KEYS if isinstance(thing.get(key), dict | list))


def resolve_reference(value: Any, by_id: dict[str, dict[str, Any]]) -> Any:
    """Replace references by the objects they name, also bare ones."""
    if isinstance(value, list):
        return [resolve_reference(item, by_id) if not isinstance(item, list) else item for item in value]
    if isinstance(value, str):
        return by_id.get(value, value)
    if isinstance(value, dict) and not value.get("name") and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def types_of(thing: dict[str, Any]) -> list[str]:
    """List a JSON-LD object's types without their vocabulary's address."""
    types = thing.get("@type")
    return [t.rsplit("/", 1)[-1] for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)]


def read_people_of(value: Any, depth: int = 4) -> Iterator[tuple[str, bool]]:
    """Yield the names in an author, in whatever shape, and whether each is called a person; organisations are left out.

    >>> list(read_people_of([[{"@type": "Person", "givenName": "Ada", "familyName": "Moss"}], "Bo Lind"]))
    [('Ada Moss', True), ('Bo Lind', False)]
    """
    if isinstance(value, list) and depth:
        for item in value:
            yield from read_people_of(item, depth - 1)
    elif isinstance(value, str):
        yield clean_text(value), False
    elif isinstance(value, dict) and not NO_PERSON.search(" ".join(types_of(value))):
        is_person = "person" in (kind.lower() for kind in types_of(value))
        names = value.get("name") or value.get("@value") or value.get("@list") or join_parts(value)
        if isinstance(names, dict | list) and depth:
            yield from ((name, is_person or inner) for name, inner in read_people_of(names, depth - 1))
        elif isinstance(names, str):
            yield clean_text(names), is_person


def join_parts(thing: dict[str, Any]) -> str:
    """Join the parts of a name."""
    parts = (thing.get(key) for key in ("givenName", "additionalName", "familyName"))
    return " ".join(part for part in parts if isinstance(part, str))


def first_text(value: Any) -> Iterator[str]:
    """Yield the strings in a JSON-LD value: itself, its items, or its name."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("name") or item.get("@value")
            item = item[0] if isinstance(item, list) and item else item
        if isinstance(item, str | int) and str(item).strip():
            yield clean_text(str(item))


def clean_text(raw: str) -> str:
    """Undo markup and (double) escaping in a value."""
    return collapse(html.unescape(html.unescape(re.sub(r"<[^<>]{1,200}>", " ", raw) if "<" in raw else raw)))
