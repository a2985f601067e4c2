"""One resolver for each field over all that a page says of itself; the source of each value goes to `evidence`.

Every field has its places in the order of trust (measured on development pages, docs/extraction.md), and takes the
first with a usable value. The index comes last: it fills in what the page does not say.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from transforms.dates.instants import Moment, is_possible, is_same, read_moment
from transforms.pages.article_zone import Zone
from transforms.pages.authors import agencies, authors, byline_evidence, further_evidence
from transforms.pages.bylines import plain_name
from transforms.pages.canonicals import is_own_claim
from transforms.pages.dates import DateReader, modified_moments, published_moments
from transforms.pages.jsonld import ARTICLE_TYPE, clean_text, first_text, types_of
from transforms.pages.page import Page
from transforms.pages.titles import agreement, titles
from transforms.parameters import Parameter, read_parameters
from transforms.urls import find_site, is_home_page, normalise_address, resolve_link
from transforms.values import Document, PageAddress
from transforms.whitespace import drop_marks

LIKE = 0.2  # of the words of two headlines
LANGUAGE_CODE = re.compile(r"^([a-z]{2})(?:[-_].*)?$", re.I)

LANGUAGE_TAG = re.compile(r"^([a-z]{2})(?:[-_][a-z]{4})?[-_]([a-z]{2})$", re.I)
UNKNOWN = "und"  # by BCP 47
COUNTRY_ENDS = {"uk": "gb"}
NO_COUNTRY = frozenset(
    ("ai", "ca", "cc", "co", "fm", "io", "ly", "me", "to", "tv")
)  # sold to anyone; Canada writes both

SITE_META = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "copyright", "dc.publisher",
    "twitter:app:name:iphone",
)  # fmt: skip


@dataclass(slots=True)
class Metadata:
    """Everything but the body."""

    url: str | None = None
    claimed_url: str | None = None
    addresses: tuple[PageAddress, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    wire_agency: str | None = None
    article: dict[str, Any] = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)


def resolve_metadata(page: Page, document: Document) -> Metadata:
    """Settle every field but the body's over all the evidence on the page."""
    meta = Metadata()
    meta.article = pick_article(page)
    settle_url(meta, urls(page, document, meta.article), document, page)
    if document.origin == "web" and document.giver and "?" in document.giver:
        claims = (resolve_link(document.url or document.giver, raw) for _, raw in stated_urls(page, meta.article))
        meta.parameters = read_parameters(document.giver, filter(None, claims))
    settle(meta, "publisher", publishers(page, meta.article, document))
    meta.sites = tuple(site_names(page, meta, document))
    settle(meta, "title", with_hint(titles(page, meta.article, meta.sites), document.title))
    meta.title = drop_marks(meta.title) if meta.title else None
    zone = Zone(page, meta.title)
    bylines = list(byline_evidence(zone, meta.article))
    settle(meta, "authors", authors(bylines, meta.sites), ())
    if not meta.authors:
        bylines.extend(further_evidence(zone))
        settle(meta, "authors", with_hint(authors(bylines, meta.sites), document.authors), ())
    addresses = (meta.url, document.url)
    tag = page_tag(page, addresses)
    reader = DateReader(zone, tag)
    found = published_moments(meta.article, reader, addresses, document.published)
    settle_moment(meta, "published", found, document, tag)
    settle_moment(meta, "modified", modified_moments(meta.article, reader), document, tag)
    if meta.published is None and meta.modified:
        meta.published, meta.evidence["published_at"] = meta.modified, f"{meta.evidence['modified_at']}:modified"
    settle(meta, "section", sections(page, meta.article))
    settle(meta, "tags", with_hint(tags(page, meta.article), document.tags), ())
    settle(meta, "wire_agency", agencies(bylines, meta.article))
    return meta


def settle(meta: Metadata, name: str, found: Iterator[tuple[str, Any]], default: Any = None) -> None:
    """Take the first usable value of a field and note where it came from."""
    for source, value in found:
        if value:
            setattr(meta, name, value)
            meta.evidence[name] = source
            return
    setattr(meta, name, default)


def settle_url(meta: Metadata, found: Iterator[tuple[str, str | None]], document: Document, page: Page) -> None:
    """Take the first address that the page may call its own, keep the others, and the first that it may not as a claim.

    The others are for the warehouse, which sees whether other pages claim the same.
    """
    found_at = clean_url(document.url or "", "", is_hint=True, telling=document.telling)
    own = [url for url in (found_at, own_address(document)) if url]
    titles = [*heading_texts(page), title_of(page)]
    addresses: dict[str, PageAddress] = {}
    for source, url in found:
        is_found = source == "hint"
        is_own = is_found or (url is not None and is_own_claim(url, own, titles, versions(page, document)))
        if url and is_own and may_claim(url, source, document):
            first = addresses.get(url)
            addresses[url] = PageAddress(url, first.source if first else source, is_found)
        elif not addresses:
            meta.claimed_url = meta.claimed_url or url
    end = next((number for number, one in enumerate(addresses.values(), 1) if one.is_found), None)
    meta.addresses = tuple(addresses.values())[:end]
    if meta.addresses:
        meta.url, meta.evidence["url"] = meta.addresses[0].url, meta.addresses[0].source


def versions(page: Page, document: Document) -> Iterator[str]:
    """Yield the addresses that a page gives for its versions in different languages."""
    for link in page.meta.get("link:alternate", []):
        if url := clean_url(link, document.url or ""):
            yield url


def own_address(document: Document) -> str | None:
    """Give the address that a page was fetched from."""
    if document.origin != "web":
        return None
    return clean_url(document.giver or "", "", is_hint=True, telling=document.telling)


def title_of(page: Page) -> str:
    """Read the page's title element."""
    return clean_text(page.tree.findtext(".//title") or "")


def may_claim(url: str, source: str, document: Document) -> bool:
    """Tell whether an address is believed to be the document's own.

    What was fetched may claim addresses of the site that gave it, and of the family that the index declares: else any
    page could put itself in the place of another paper's (RFC 6596 leaves it to the reader whom to believe). Files and
    archives have no site that could vouch for them; the loader never lets them replace what was fetched.
    """
    if document.giver is None or document.origin not in ("web", "feed"):
        return True
    if source == "hint" and document.origin == "web":
        return True  # it was asked for there, or the index says so
    own = (document.giver, *([document.url] if document.url and document.origin == "web" else []))
    hosts = [f"https://{host}/" for host in document.family]
    return find_site(url) in {find_site(address) for address in (*own, *hosts)}


def with_hint(found: Iterator[tuple[str, Any]], hint: Any) -> Iterator[tuple[str, Any]]:
    """Yield what the page says, then what the feed or index says of it."""
    yield from found
    yield "hint", hint


def settle_moment(
    meta: Metadata, name: str, found: Iterator[tuple[str, str | Moment]], document: Document, tag: str
) -> None:
    """Take the first possible date of a field, or an instant that says the same more exactly; note where it was, or
    why none was taken.
    """
    taken: Moment | None = None
    for source, raw in found:
        moment = raw if isinstance(raw, Moment) else read_moment(raw, tag)
        if moment is None:
            continue
        if not is_possible(moment, document.seen_at):
            meta.evidence.setdefault(f"{name}_at", f"impossible: {moment.at.date().isoformat()} in {source}")
        elif taken is None or (moment.precision == "instant" and is_same(taken, moment)):
            taken = moment
            setattr(meta, name, moment)
            meta.evidence[f"{name}_at"] = source
            if moment.precision == "instant":
                return


def pick_article(page: Page) -> dict[str, Any]:
    """Choose the JSON-LD object of the page's own article: a dated one whose headline the page shows."""
    found = [thing for thing in page.linked if any(ARTICLE_TYPE.search(t) for t in types_of(thing))]
    if not found:
        found = [thing for thing in page.linked if "headline" in thing and "datePublished" in thing]
    shown = {plain_name(value) for value in heading_texts(page)}

    def rank(thing: dict[str, Any]) -> tuple[int, ...]:
        return (name_article(thing) in shown, "datePublished" in thing, "author" in thing, "articleBody" in thing)

    best = max(found, key=rank, default={})
    headlines = {name_article(thing) for thing in found}
    return {} if len(headlines) > 1 and is_other_story(name_article(best), shown) else best


def name_article(article: dict[str, Any]) -> str:
    """Give the headline of a JSON-LD article, folded."""
    return plain_name(next(first_text(article.get("headline") or article.get("name")), ""))


def is_other_story(headline: str, shown: set[str]) -> bool:
    """Tell a headline that is like none that the page shows: that of another story, where JSON-LD has several."""
    if not headline or not shown or any(headline in other or other in headline for other in shown):
        return False
    return max(agreement(headline, other) for other in shown) < LIKE


def heading_texts(page: Page) -> Iterator[str]:
    """Yield the texts that the page shows as its headline."""
    yield from (page.meta.get("og:title") or [])[:1]
    yield from (block.text for block in page.blocks if block.tag == "h1")


def publishers(page: Page, article: dict[str, Any], document: Document) -> Iterator[tuple[str, str]]:
    """Yield the names of the outlet."""
    yield "json-ld", next(first_text(article.get("publisher")), "")
    for key in ("og:site_name", "application-name", "dc.publisher"):
        yield f"meta:{key}", clean_text((page.meta.get(key) or [""])[0])
    for thing in page.linked:
        if {"Organization", "NewsMediaOrganization", "WebSite"} & set(types_of(thing)):
            yield "json-ld", next(first_text(thing.get("name")), "")
    yield "hint", document.publisher or ""


def site_names(page: Page, meta: Metadata, document: Document) -> Iterator[str]:
    """Yield every name that the site goes by, its host included."""
    yield from (name for name in (meta.publisher, document.publisher) if name)
    for key in SITE_META:
        yield from page.meta.get(key) or []
    for url in (meta.url, document.url):
        host = (urlsplit(url).hostname or "") if url else ""
        labels = [label for label in host.split(".") if label not in ("www", "com", "co", "org", "net", "uk")]
        yield from labels[-2:] if len(labels) > 1 else labels
        if host:
            yield host.removeprefix("www.")


def urls(page: Page, document: Document, article: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield the page's canonical address."""
    base = document.url or ""
    for source, raw in stated_urls(page, article):
        yield source, clean_url(raw, base, telling=document.telling)
    yield "hint", clean_url(base, base, is_hint=True, telling=document.telling)


def stated_urls(page: Page, article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the addresses that the page gives as its own, as they are written."""
    for source, key in (("canonical", "link:canonical"), ("og:url", "og:url")):
        for value in (page.meta.get(key) or [])[:1]:
            yield source, value
    for key in ("url", "mainEntityOfPage"):
        stated = article.get(key)
        address = stated.get("@id") if isinstance(stated, dict) else stated
        if isinstance(address, str):
            yield "json-ld", address


def clean_url(raw: str, base: str, *, is_hint: bool = False, telling: Container[str] = ()) -> str | None:
    """Resolve an address that a page states to its canonical form; a bare home page is none.

    >>> clean_url("/2031/bridge?utm_source=x&id=7#top", "https://varn.example/a")
    'https://varn.example/2031/bridge?id=7'
    """
    address = resolve_link(base, raw)
    if address is None:
        return None
    canonical = normalise_address(address, (), telling)
    if not is_hint and is_home_page(canonical):
        return None
    return canonical


def sections(page: Page, article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the section that the article is filed under."""
    yield "json-ld", next(first_text(article.get("articleSection")), "")
    for key in ("article:section", "parsely-section", "og:article:section", "section", "dc.subject"):
        yield f"meta:{key}", clean_text((page.meta.get(key) or [""])[0])


def tags(page: Page, article: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the tags of the article."""
    yield "meta:article:tag", unique(page.meta.get("article:tag") or [])
    yield "json-ld", unique(list(first_text(article.get("keywords"))))
    for key in ("news_keywords", "keywords", "parsely-tags", "sailthru.tags"):
        yield f"meta:{key}", unique(page.meta.get(key) or [])


def unique(values: list[str]) -> tuple[str, ...]:
    """Split comma lists, drop repetitions and addresses, keep the order."""
    parts = [clean_text(part) for value in values for part in re.split(r"[,;]", value)]
    return tuple(dict.fromkeys(part for part in parts if part and len(part) < 80 and "://" not in part))[:40]


def page_language(page: Page) -> str | None:
    """Read the language that the page declares."""
    return next((match[1].lower() for raw in language_tags(page) if (match := LANGUAGE_CODE.match(raw))), None)


def language_tags(page: Page) -> Iterator[str]:
    """Yield the language tags that the page declares, as they are written."""
    declared = [page.tree.get("lang"), page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    for raw in (*declared, *page.meta.get("content-language", []), *page.meta.get("og:locale", [])):
        yield (raw or "").strip()


def page_tag(page: Page, addresses: tuple[str | None, ...]) -> str:
    """Give the language and country of a page, as "en-GB"; en-US, which templates write by default, only if alone."""
    language = page_language(page) or ""
    tags = [match for raw in language_tags(page) if (match := LANGUAGE_TAG.match(raw)) and match[1].lower() == language]
    hosts = [(urlsplit(url).hostname or "").rpartition(".")[2] for url in addresses if url]
    ends = [COUNTRY_ENDS.get(end, end) for end in hosts if len(end) == 2 and end not in NO_COUNTRY]
    regions = [*(match[2].upper() for match in tags), *(end.upper() for end in ends)]
    region = next((region for region in regions if region != "US"), next(iter(regions), ""))
    return f"{language or UNKNOWN}-{region}" if region else language or UNKNOWN
