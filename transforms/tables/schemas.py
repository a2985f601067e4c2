"""The contract of every table that a batch makes, as pandera models over polars frames.

One model a table, its class docstring giving grain and key; `tests/warehouse/test_contract.py` compares these columns
with DuckDB's catalog, so the two cannot drift. The checks state promises of the public contract: closed
vocabularies, ids of 32 hexadecimal digits, ordered spans. That a span gives its text back needs the article
beside the row, and is checked in `validate`.

A batch may hold two versions of one article, from two documents: every row of an article carries `document_id`,
which says of which version it is, and the loader keeps the rows of the newest.
"""

from __future__ import annotations

from typing import Annotated

import pandera.polars as pa
import polars as pl

from transforms.vocabularies import CUE_CLASSES, LABELS, ORIGINS, QUOTE_TYPES, SPEAKER_KINDS, VALUE_LABELS

ID = r"^[0-9a-f]{32}$"
SHA256 = r"^[0-9a-f]{64}$"
LANGUAGE = r"^[a-z]{2,3}$"
COUNTRY = r"^[A-Z]{2}$"

Instant = Annotated[pl.Datetime, "us", "UTC"]
Strings = Annotated[pl.List, pl.String]
Spans = Annotated[pl.List, pl.Struct({"start_char": pl.Int32, "end_char": pl.Int32})]
Addresses = Annotated[
    pl.List,
    pl.Struct({"url": pl.String, "source": pl.String, "is_found": pl.Boolean, "article_id": pl.String}),
]
Parameters = Annotated[
    pl.List, pl.Struct({"name": pl.String, "value": pl.String, "rest": pl.String, "is_kept": pl.Boolean})
]


class Table(pa.DataFrameModel):
    """What every table shares: exactly the named columns, no coercion."""

    class Config:
        strict = True
        coerce = False


class Articles(Table):
    """One row for each article version that a document gave; key (article_id, document_id, text_sha256)."""

    article_id: str = pa.Field(str_matches=ID)
    document_id: str = pa.Field(str_matches=ID)
    source_id: str
    location: str
    url: str = pa.Field(nullable=True)
    claimed_url: str = pa.Field(nullable=True)
    addresses: Addresses = pa.Field(nullable=True)  # by which it may be known, the most trusted first
    parameters: Parameters = pa.Field(nullable=True)  # of the address where it was found; null where that has none
    origin: str = pa.Field(nullable=True, isin=ORIGINS)  # null: read by an earlier version
    publisher_host: str = pa.Field(nullable=True)
    title: str = pa.Field(nullable=True)
    authors: Strings
    publisher: str = pa.Field(nullable=True)
    published_at: Instant = pa.Field(nullable=True)
    published_precision: str = pa.Field(nullable=True, isin=["instant", "day"])
    modified_at: Instant = pa.Field(nullable=True)
    language: str = pa.Field(nullable=True, str_matches=LANGUAGE)
    text: str = pa.Field(str_length={"min_value": 1})
    text_sha256: str = pa.Field(str_matches=SHA256)
    word_count: pl.Int32 = pa.Field(ge=0)
    is_truncated: bool
    section: str = pa.Field(nullable=True)
    tags: Strings
    wire_agency: str = pa.Field(nullable=True)
    extraction_method: str
    charset: str = pa.Field(nullable=True)
    evidence: str  # JSON object: field -> where its value came from
    nlp_model: str = pa.Field(nullable=True)  # null: entities and quotes were not looked for
    signature: Annotated[pl.List, pl.UInt32]
    bands: Annotated[pl.List, pl.UInt64]
    seen_at: Instant


class ArticleImages(Table):
    """One row for each picture of an article; key article_image_id."""

    article_image_id: str = pa.Field(str_matches=ID)
    article_id: str = pa.Field(str_matches=ID)
    document_id: str = pa.Field(str_matches=ID)
    position: pl.Int32 = pa.Field(ge=1)
    url: str = pa.Field(nullable=True)
    caption: str = pa.Field(nullable=True)
    credit: str = pa.Field(nullable=True)


class ArticleEntities(Table):
    """One row for each person, organisation, place, ... of one article; key article_entity_id."""

    article_entity_id: str = pa.Field(str_matches=ID)
    article_id: str = pa.Field(str_matches=ID)
    document_id: str = pa.Field(str_matches=ID)
    name: str = pa.Field(str_length={"min_value": 1})
    label: str = pa.Field(isin=[label for label in LABELS if label not in VALUE_LABELS])
    aliases: Strings
    country_code: str = pa.Field(nullable=True, str_matches=COUNTRY)
    gender: str = pa.Field(nullable=True, isin=["m", "f"])
    merge_key: str = pa.Field(str_length={"min_value": 1})


class EntityMentions(Table):
    """One row for each mention; key mention_id. article_entity_id is null for values (DATE, MONEY, ...)."""

    mention_id: str = pa.Field(str_matches=ID)
    article_id: str = pa.Field(str_matches=ID)
    document_id: str = pa.Field(str_matches=ID)
    article_entity_id: str = pa.Field(nullable=True, str_matches=ID)
    field: str = pa.Field(isin=["title", "text"])
    text: str = pa.Field(str_length={"min_value": 1})
    label: str = pa.Field(isin=LABELS)
    start_char: pl.Int32 = pa.Field(ge=0)
    end_char: pl.Int32 = pa.Field(ge=1)
    is_metonym: bool
    rule: str


class EntityRoles(Table):
    """One row for each role that an article states of a person; key role_id. The span is in the body."""

    role_id: str = pa.Field(str_matches=ID)
    article_id: str = pa.Field(str_matches=ID)
    document_id: str = pa.Field(str_matches=ID)
    article_entity_id: str = pa.Field(str_matches=ID)
    role: str = pa.Field(str_length={"min_value": 1})
    start_char: pl.Int32 = pa.Field(ge=0)
    end_char: pl.Int32 = pa.Field(ge=1)


class Quotes(Table):
    """One row for each quotation; key quote_id. All spans are in the body."""

    quote_id: str = pa.Field(str_matches=ID)
    article_id: str = pa.Field(str_matches=ID)
    document_id: str = pa.Field(str_matches=ID)
    quote_type: str = pa.Field(isin=QUOTE_TYPES)
    text: str = pa.Field(str_length={"min_value": 1})
    spans: Spans
    start_char: pl.Int32 = pa.Field(ge=0)
    end_char: pl.Int32 = pa.Field(ge=1)
    speaker_text: str = pa.Field(nullable=True)
    speaker_start: pl.Int32 = pa.Field(nullable=True, ge=0)
    speaker_end: pl.Int32 = pa.Field(nullable=True, ge=1)
    speaker_kind: str = pa.Field(isin=SPEAKER_KINDS)
    speaker_article_entity_id: str = pa.Field(nullable=True, str_matches=ID)
    speaker_name: str = pa.Field(nullable=True)
    speaker_rule: str = pa.Field(nullable=True)
    cue_text: str = pa.Field(nullable=True)
    cue_start: pl.Int32 = pa.Field(nullable=True, ge=0)
    cue_end: pl.Int32 = pa.Field(nullable=True, ge=1)
    cue_class: str = pa.Field(nullable=True, isin=CUE_CLASSES)
    told_to: str = pa.Field(nullable=True)
    confidence: float = pa.Field(ge=0, le=1)
    rule: str


class Outcomes(Table):
    """One row for each document of the batch: the state it ends in; key document_id."""

    document_id: str = pa.Field(str_matches=ID)
    status: str = pa.Field(isin=["loaded", "quarantined", "failed"])
    reason: str = pa.Field(nullable=True)
    detail: str = pa.Field(nullable=True)
    article_id: str = pa.Field(nullable=True, str_matches=ID)
    text_sha256: str = pa.Field(nullable=True, str_matches=SHA256)


class Rejects(Table):
    """One row for each refused row or document; key reject_id."""

    reject_id: str = pa.Field(str_matches=ID)
    document_id: str = pa.Field(str_matches=ID)
    table_name: str
    check_name: str
    value: str = pa.Field(nullable=True)
    row: str  # JSON


TABLES: dict[str, type[Table]] = {
    "articles": Articles,
    "article_images": ArticleImages,
    "article_entities": ArticleEntities,
    "entity_mentions": EntityMentions,
    "entity_roles": EntityRoles,
    "quotes": Quotes,
    "outcomes": Outcomes,
    "rejects": Rejects,
}
