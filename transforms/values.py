"""The values that travel between the transforms.

Offsets are half-open ranges of Unicode code points into the named text, everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from transforms.parameters import Parameter


def hashed_key(*parts: str) -> str:
    """Make a stable 32-digit hexadecimal key (blake2b, 16 bytes) of `parts`.

    >>> hashed_key("a", "bc") == hashed_key("ab", "c")
    False
    """
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document is no article: a reason code from a closed list, and the evidence in words."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document as a source yielded it; `content` may still be gzipped.

    `url`, `publisher`, `published` and `language` are the hints of the index or feed, `title`, `authors` and `tags`
    those of the feed, used where the page is silent. `published` is an ISO 8601 date or date-time. `media_type` is
    what a server or archive called it. `origin` is where the content came from: "web" for a page that was asked for at
    its own address, "feed" for the full text that a feed has of it, "archive", or "file". `giver` is the address that
    gave it: of the page, the feed, or the archive's record; None for files. `family` are the hosts whose addresses the
    index lets it claim, `telling` names of parameters that tell the pages of its host apart.
    `refusal` is what its source, or whoever watched it crash a worker, already holds against it.
    """

    document_id: str
    source_id: str
    location: str
    content: bytes
    content_sha256: str
    seen_at: datetime
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    media_type: str | None = None
    origin: str = "file"
    giver: str | None = None
    family: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that belongs to an article."""

    url: str | None
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class PageAddress:
    """An address that a page may be known by: what gives it ("canonical", ...), and whether it was found there."""

    url: str
    source: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Article:
    """What was read off a page. `evidence` names, for each field, where its value came from.

    `claimed_url` is the address that the page gives as its own and that is not believed; `addresses` are those that may
    be believed, in the order of trust, down to the one where it was found: the first is `url`.
    """

    url: str | None
    title: str | None
    authors: tuple[str, ...]
    publisher: str | None
    published_at: datetime | None
    published_precision: str | None
    modified_at: datetime | None
    language: str | None
    text: str
    is_truncated: bool
    section: str | None = None
    tags: tuple[str, ...] = ()
    wire_agency: str | None = None
    extraction_method: str = "trafilatura"
    charset: str | None = None
    images: tuple[Image, ...] = ()
    claimed_url: str | None = None
    addresses: tuple[PageAddress, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or value in `field` ("title" or "text"); `entity` indexes `ArticleEntities.entities`, if any."""

    field: str
    start: int
    end: int
    text: str
    label: str
    entity: int | None
    rule: str
    is_metonym: bool = False


@dataclass(frozen=True, slots=True)
class ArticleEntity:
    """One person, organisation or place of one article, under its fullest name there.

    `name` carries no honorific; `gender` is "m", "f" or None; `country_code` is ISO 3166-1 alpha-2.
    `merge_key` is what the same entity of another article is expected to share (see `names`).
    """

    name: str
    label: str
    aliases: tuple[str, ...]
    country_code: str | None
    gender: str | None
    merge_key: str


@dataclass(frozen=True, slots=True)
class Role:
    """What the text says a person is ("head of the Council"): a span of the body."""

    entity: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArticleEntities:
    """All mentions of an article in order of field and offset, the entities they name, and stated roles."""

    mentions: tuple[Mention, ...]
    entities: tuple[ArticleEntity, ...]
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation of the body; `spans` exclude the outer quotation marks, in order of the text.

    `speaker` and `cue` are spans of the body; `speaker_entity` indexes `ArticleEntities.entities`.
    """

    quote_type: str
    spans: tuple[tuple[int, int], ...]
    speaker: tuple[int, int] | None
    speaker_kind: str
    speaker_entity: int | None
    speaker_rule: str | None
    cue: tuple[int, int] | None
    cue_class: str | None
    told_to: str | None
    confidence: float
    rule: str
