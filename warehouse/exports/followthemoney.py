"""Articles, people, organisations and quotations as FollowTheMoney entities, one JSON object a line.

See https://followthemoney.tech. The package of that name needs a C++ compiler and ICU's headers (PyICU publishes no
wheels), so it is no dependency: the schemas and properties used here are those of its version 4.11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pycountry

from warehouse.connection import Connection, read_sql
from warehouse.exports.results import fetch_mappings, write_json_lines

Entity = dict[str, Any]
SCHEMAS = {"PERSON": "Person", "ORG": "Organization"}


def write_ftm(con: Connection, folder: Path) -> Iterator[tuple[str, int]]:
    """Write `entities.ftm.json`: Article, Person, Organization, Documentation (a mention) and Note (a quotation)."""
    yield "entities.ftm.json", write_json_lines(folder / "entities.ftm.json", make_entities(con))


def make_entities(con: Connection) -> Iterator[Entity]:
    """Make all entities, what is pointed at before what points."""
    makers = {
        "ftm_articles": make_article,
        "ftm_names": make_name,
        "ftm_mentions": make_documentation,
        "ftm_quotes": make_note,
    }
    for query, make in makers.items():
        yield from (make(row) for row in fetch_mappings(con, read_sql("export", query)))


def make_article(row: Mapping[str, Any]) -> Entity:
    """Make the Article of one article."""
    return make_entity(
        name_article(row["article_id"]), "Article", title=row["title"], author=row["authors"],
        publisher=row["publisher"],
        publishedAt=write_date(row["published_at"], is_day=row["published_precision"] == "day"),
        modifiedAt=write_date(row["modified_at"]), sourceUrl=row["url"], language=find_language(row["language"]),
        bodyText=row["text"],
    )  # fmt: skip


def make_name(row: Mapping[str, Any]) -> Entity:
    """Make the Person or Organization of one entity."""
    schema = SCHEMAS[row["label"]]
    return make_entity(
        name_entity(row["entity_id"]), schema, name=row["name"], alias=row["aliases"], wikidataId=row["wikidata_id"]
    )


def make_documentation(row: Mapping[str, Any]) -> Entity:
    """Make the Documentation that links an article to one that it mentions."""
    document, entity = name_article(row["article_id"]), name_entity(row["entity_id"])
    key = blake2b(f"{document} {entity}".encode(), digest_size=16).hexdigest()
    return make_entity(f"dateline-mention-{key}", "Documentation", document=document, entity=entity, role="mentioned")


def make_note(row: Mapping[str, Any]) -> Entity:
    """Make the Note of one quotation, on its article and its speaker."""
    said_by = row["speaker_name"] or row["speaker_text"] or "unknown"
    speaker = [name_entity(row["speaker_id"])] if row["speaker_id"] else []
    on = [name_article(row["article_id"]), *speaker]
    return make_entity(
        f"dateline-quote-{row['quote_id']}", "Note", name=f"{row['quote_type']} quotation of {said_by}",
        description=row["text"], entity=on, sourceUrl=row["url"],
    )  # fmt: skip


def make_entity(key: str, schema: str, **properties: str | list[str] | None) -> Entity:
    """Make an entity; each of its properties is a list, and one without values is left out."""
    lists = {name: [value] if isinstance(value, str) else value for name, value in properties.items()}
    return {"id": key, "schema": schema, "properties": {name: values for name, values in lists.items() if values}}


def name_article(article_id: str) -> str:
    """Name an article among entities from elsewhere."""
    return f"dateline-article-{article_id}"


def name_entity(entity_id: str) -> str:
    """Name a person or organisation among entities from elsewhere."""
    return f"dateline-entity-{entity_id}"


def write_date(instant: datetime | None, *, is_day: bool = False) -> str | None:
    """Write an instant as FollowTheMoney has it: as precise as it is known, in UTC."""
    if instant is None:
        return None
    return instant.date().isoformat() if is_day else instant.strftime("%Y-%m-%dT%H:%M:%S")


def find_language(code: str | None) -> str | None:
    """Find the three letters of ISO 639-2 for a code of two.

    >>> find_language("de"), find_language("xx"), find_language(None)
    ('deu', None, None)
    """
    language = pycountry.languages.get(alpha_2=code) if code else None
    return language.alpha_3 if language else None
