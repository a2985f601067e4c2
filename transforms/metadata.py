"""One resolver for each field over all that a page says of itself; the source of each value goes to `evidence`.

Every field lists its witnesses in the order of trust (measured on development pages, docs/extraction.md), and
takes the first that gives a usable value. Index hints come last: they fill what the page does not give.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from transforms.byline import plain_name, read_agency, read_people
from transforms.dates import Moment, is_possible, read_moment, read_url_day
from transforms.page import ARTICLE_TYPE, Block, Page, collapse, types_of
from transforms.values import Document

MAX_AUTHORS, MAX_HEADINGS = 8, 12
TITLE_BREAK = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»]\s*")
TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref|ref_src|cmpid|cmp|ocid|smid|sref|ito|"
    r"s_cid|ns_\w+|_ga|yclid|xtor|at_\w+|guccounter|guce_\w+)$",
    re.I,
)
DATELINE_AGENCY = re.compile(
    r"^[^.\n]{0,60}?\(?\b(Reuters|AP|AFP|PA|dpa|UPI|AAP|IANS|PTI|ANI|EFE|ANSA|TASS|Xinhua|Kyodo|CP|"
    r"The Canadian Press)\)?\s*[—–-]"
)
LANGUAGE_CODE = re.compile(r"^([a-z]{2})(?:[-_].*)?$", re.I)

BYLINE_REACH = 40
BYLINE_START = re.compile(r"(?:(?:written|published|posted|story|words|reported) )?by\b\s*:?\s", re.I)
NAME_AND_DATE = re.compile(
    r"(?:[A-ZÀ-Þ][\w.’'-]+ ){2,3}\W*(?:[A-Z][a-z]{2,8}\.? \d{1,2},?|\d{1,2}\.? [A-Z][a-z]{2,8}\.?,?) "
    r"20\d\d\b"
)
AUTHOR_LINK = re.compile(
    r"/(?:authors?|staff|profiles?|contributors?|people|journalists?|reporters?|by|writers?)/[\w%.-]{3,}", re.I
)
FOREIGN_BYLINE = re.compile(
    r"\b(?:related|recommend\w*|popular|trending|latest|sidebar|aside|footer|comments?|nav|menu|teaser|"
    r"card)\b"
)
AUTHOR_META = (
    "author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "article:author",
    "article:author_name", "cxenseparse:author", "authors", "og:article:author", "twitter:data1", "dc.contributor",
    "creator", "citation_author",
)  # fmt: skip
PUBLISHED_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date.created", "article.published",
    "article:published", "publish-date", "publishdate", "published_time", "publication_date", "pubdate",
    "cxenseparse:recs:publishtime", "bt:pubdate", "dcterms.date", "dc.date", "date", "citation_publication_date",
    "article_date_original", "originalpublicationdate", "rnews:datepublished", "displaydate", "ptime",
    "date_published", "published-date", "vr:published_time", "release_date", "article.created", "dcsext.pn-pub",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified",
    "article:modified", "revision_date", "dc.date.modified",
)  # fmt: skip
SITE_META = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "copyright", "dc.publisher",
    "twitter:app:name:iphone",
)  # fmt: skip

Bylines = list[tuple[str, list[str]]]  # where names of authors stand, and the values there


@dataclass(slots=True)
class Metadata:
    """Everything but the body."""

    url: str | None = None
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
    settle(meta, "url", urls(page, document, meta.article))
    settle(meta, "publisher", publishers(page, meta.article, document))
    meta.sites = tuple(site_names(page, meta, document))
    settle(meta, "title", titles(page, meta))
    bylines = list(byline_evidence(page, meta))
    settle(meta, "authors", authors(bylines, meta), ())
    settle_moment(meta, "published", published_moments(page, meta, document), document)
    settle_moment(meta, "modified", modified_moments(page, meta), document)
    settle(meta, "section", sections(page, meta.article))
    settle(meta, "tags", tags(page, meta.article), ())
    settle(meta, "wire_agency", agencies(bylines, meta))
    return meta


def settle(meta: Metadata, name: str, found: Iterator[tuple[str, Any]], default: Any = None) -> None:
    """Take the first usable value of a field and note where it came from."""
    for source, value in found:
        if value:
            setattr(meta, name, value)
            meta.evidence[name] = source
            return
    setattr(meta, name, default)


def settle_moment(meta: Metadata, name: str, found: Iterator[tuple[str, str | Moment]], document: Document) -> None:
    """Take the first possible date of a field and note where it came from, or why none was taken."""
    for source, raw in found:
        moment = raw if isinstance(raw, Moment) else read_moment(raw)
        if moment and is_possible(moment, document.seen_at):
            setattr(meta, name, moment)
            meta.evidence[f"{name}_at"] = source
            return
        if moment:
            meta.evidence.setdefault(f"{name}_at", f"impossible: {moment.at.date().isoformat()} in {source}")


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


def pick_article(page: Page) -> dict[str, Any]:
    """Choose the JSON-LD object of the page's own article: a dated one whose headline the page shows."""
    found = [thing for thing in page.linked if any(ARTICLE_TYPE.search(t) for t in types_of(thing))]
    if not found:
        found = [thing for thing in page.linked if "headline" in thing and "datePublished" in thing]
    shown = {plain_name(value) for value in heading_texts(page)}

    def rank(thing: dict[str, Any]) -> tuple[int, ...]:
        headline = plain_name(next(first_text(thing.get("headline") or thing.get("name")), ""))
        return (headline in shown, "datePublished" in thing, "author" in thing, "articleBody" in thing)

    return max(found, key=rank, default={})


def heading_texts(page: Page) -> Iterator[str]:
    """Yield the texts that the page shows as its headline."""
    yield from (page.meta.get("og:title") or [])[:1]
    yield from (block.text for block in page.blocks if block.tag == "h1")


# --- title


def titles(page: Page, meta: Metadata) -> Iterator[tuple[str, str]]:
    """The visible headline, best where another witness agrees with it; else what the page's head says."""
    declared = [(source, strip_site(value, meta.sites)) for source, value in declared_titles(page, meta) if value]
    declared = [(source, value) for source, value in declared if not is_site(value, meta.sites)]
    known = [plain_name(value) for _, value in declared]
    headings = [(source, text) for source, text in visible_headings(page) if not is_site(text, meta.sites)]
    scored = [(agree_best(text, known), source, text) for source, text in headings]
    agreed = [entry for entry in scored if entry[0] >= 0.5]
    if agreed:
        best = max(agreed, key=lambda entry: (entry[1] == "h1", round(entry[0], 1)))
        yield best[1], best[2]
    main = [text for source, text in headings if source == "h1" and len(text.split()) >= 4]
    if len(main) == 1:
        yield "h1", main[0]
    yield from declared
    yield from headings


def agree_best(text: str, known: list[str]) -> float:
    """Give the agreement of a heading with the declared title that is closest to it."""
    return max((agreement(plain_name(text), other) for other in known), default=0.0)


def declared_titles(page: Page, meta: Metadata) -> Iterator[tuple[str, str]]:
    """Yield what the head of the page calls it."""
    yield "json-ld", next(first_text(meta.article.get("headline")), "")
    for key in ("og:title", "twitter:title", "parsely-title", "sailthru.title", "headline", "dc.title", "title"):
        yield key, clean_text((page.meta.get(key) or [""])[0])
    title = page.tree.find(".//title")
    yield "title", clean_text(title.text or "") if title is not None else ""
    yield "json-ld", next(first_text(meta.article.get("name")), "")


def visible_headings(page: Page) -> Iterator[tuple[str, str]]:
    """Yield h1 headings, whole and without parts nested in them (kickers), then what the page calls a headline."""
    seen: set[int] = set()
    for block in page.blocks:
        node = next((n for n in page.ancestors(block.node) if page.nodes[n].tag == "h1"), None)
        if node is not None and node not in seen and len(seen) < MAX_HEADINGS:
            seen.add(node)
            parts = [b for b in page.blocks if node <= b.node <= page.nodes[node].last]
            yield "h1", " ".join(part.text for part in parts)
            if len(parts) > 1:
                yield from (("h1", part.text) for part in parts if part.words >= 4)
    for block in page.blocks:
        if block.tag in ("h2", "h3") and "headline" in page.nodes[block.node].marks:
            yield "headline", block.text


def agreement(one: str, other: str) -> float:
    """Share of the longer title's words that both have."""
    a, b = set(one.split()), set(other.split())
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0


def strip_site(title: str, sites: tuple[str, ...]) -> str:
    """Cut the site's name off a title.

    >>> strip_site("Bridge to close in May | The Varn Times", ("Varn Times",))
    'Bridge to close in May'
    >>> strip_site("Ferry - bridge dispute ends - News - varntimes.example", ("Varn Times", "varntimes"))
    'Ferry - bridge dispute ends'
    """
    whole = title
    while True:
        breaks = list(TITLE_BREAK.finditer(title))
        if not breaks:
            return title
        head, tail = title[: breaks[-1].start()], title[breaks[-1].end() :]
        if len(head.split()) >= 2 and (is_site(tail, sites) or (title != whole and tail.lower() in SECTION_WORDS)):
            title = head.strip()
        elif is_site(title[: breaks[0].start()], sites) and len(title[breaks[0].end() :].split()) >= 2:
            title = title[breaks[0].end() :].strip()
        else:
            return title


SECTION_WORDS = frozenset((
    "news", "sport", "sports", "politics", "business", "world", "opinion", "entertainment", "tech", "technology",
    "local", "national", "culture", "lifestyle", "health", "science",
))  # fmt: skip


def is_site(text: str, sites: tuple[str, ...]) -> bool:
    """Tell whether a piece of a title is the site's name, with or without "The", "News", ".com"."""
    squeezed = squeeze(text)
    return bool(squeezed) and any(is_same_site(squeezed, squeeze(site)) for site in sites)


def is_same_site(one: str, other: str) -> bool:
    """Tell whether one squeezed name is the other, a good part of it, or it with a little more."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 4 and shorter in longer and (shorter == one or len(longer) < 2.5 * len(shorter))


def squeeze(text: str) -> str:
    """Fold a site name: no spaces, no article, no top-level domain."""
    text = re.sub(r"\.(?:com?|org|net|tv|co\.uk|com\.au|news|example)\b", "", text.lower())
    return re.sub(r"\W+|\bthe\b", "", text)


# --- names


def authors(bylines: Bylines, meta: Metadata) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the people that the evidence names: the first to name any, or a later one with them all and more."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for source, raw in bylines:
        people = tuple(dict.fromkeys(name for value in raw for name in read_people(value, meta.sites)))
        if people:
            found.append((source, people))
    first = {plain_name(name) for name in found[0][1]} if found else set()
    for source, people in found[1:]:
        if source.startswith("meta:") and len(people) <= MAX_AUTHORS and first < {plain_name(name) for name in people}:
            yield source, people
    yield from found


def byline_evidence(page: Page, meta: Metadata) -> Iterator[tuple[str, list[str]]]:
    """Yield where names of authors stand, the most trusted first."""
    yield "json-ld", list(person_names(meta.article.get("author") or meta.article.get("creator")))
    for key in AUTHOR_META:
        yield f"meta:{key}", page.meta.get(key) or []
    yield "microdata", list(islice(marked_authors(page), MAX_AUTHORS))
    yield "byline", list(visible_bylines(page))
    yield "author-link", list(islice(linked_authors(page), MAX_AUTHORS))


def person_names(value: Any) -> Iterator[str]:
    """Yield names in a JSON-LD author that are not called organisations."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and isinstance(item.get("name"), list):
            yield from first_text(item["name"])
        elif not isinstance(item, dict) or "Organization" not in " ".join(types_of(item)):
            yield from first_text(item)


def marked_authors(page: Page) -> Iterator[str]:
    """Yield texts of elements that are marked as the author: rel, microdata, or a class of author and byline links."""
    for element in page.tree.iter("a", "span", "meta", "div", "p"):
        rel, prop = (element.get("rel") or "").lower(), (element.get("itemprop") or "").lower()
        if "author" in rel.split() or "author" in prop.split():
            inner = element.find(".//*[@itemprop='name']")
            chosen = element if inner is None else inner
            text = collapse(chosen.get("content") or "".join(chosen.itertext()))
            if 0 < len(text) < 120:
                yield text


def linked_authors(page: Page) -> Iterator[str]:
    """Yield the first group of links to author pages: their addresses say so on most content systems."""
    parent = None
    for element in page.tree.iter("a"):
        if AUTHOR_LINK.search(element.get("href") or "") and not FOREIGN_BYLINE.search(context_of(element)):
            text = collapse("".join(element.itertext()))
            if not text or len(text) > 80:
                continue
            if parent is not None and element.getparent() is not parent:
                return
            parent = element.getparent()
            yield text


def context_of(element: Any) -> str:
    """Give the class names around an element."""
    names = []
    for _ in range(8):
        if element is None:
            break
        names.append(f"{element.tag} {element.get('class') or ''} {element.get('id') or ''}")
        element = element.getparent()
    return " ".join(names).lower()


def visible_bylines(page: Page) -> Iterator[str]:
    """Blocks near the headline that start with "By", or give a name and a date and no more."""
    start = next((i for i, block in enumerate(page.blocks) if block.tag == "h1"), None)
    near = page.blocks if start is None else page.blocks[max(0, start - 5) : start + BYLINE_REACH]
    for number, block in enumerate(near):
        if block.words > 25 or page.nodes[block.node].marks & {"related", "caption", "comments"}:
            continue
        is_dated = start is not None and 5 <= number <= 12 and NAME_AND_DATE.match(block.text)
        if (BYLINE_START.match(block.text) or is_dated) and read_people(block.text):
            yield block.text
            return


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


def agencies(bylines: Bylines, meta: Metadata) -> Iterator[tuple[str, str | None]]:
    """The agency in the author fields, the visible byline, or the dateline of the first paragraphs."""
    for source, values in bylines:
        for value in values:
            yield source, read_agency(value)
    for item in first_text(meta.article.get("author")):
        yield "json-ld", read_agency(item)


def read_dateline_agency(text: str) -> str | None:
    """Name the agency of a dateline.

    >>> read_dateline_agency("VARNMOUTH (Reuters) - The bridge closed."), read_dateline_agency("The AP said so.")
    ('Reuters', None)
    """
    match = DATELINE_AGENCY.match(text)
    return read_agency(match[1]) if match else None


# --- times


def published_moments(page: Page, meta: Metadata, document: Document) -> Iterator[tuple[str, str | Moment]]:
    """Yield dates of publication, the most trusted first."""
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for value in first_text(meta.article.get(key)):
            yield "json-ld", value
    for key in PUBLISHED_META:
        for value in (page.meta.get(key) or [])[:1]:
            yield f"meta:{key}", value
    yield from marked_times(page)
    url_day = next((day for url in (meta.url, document.url) if url and (day := read_url_day(url))), None)
    if url_day:
        yield "url", url_day
    yield from visible_dates(page)
    for value in first_text(meta.article.get("dateModified")):
        yield "json-ld:modified", value
    for key in MODIFIED_META:
        yield from ((f"meta:{key}", value) for value in (page.meta.get(key) or [])[:1])
    if document.published:
        yield "hint", document.published


def marked_times(page: Page) -> Iterator[tuple[str, str]]:
    """Yield `<time>` elements and microdata: those called published first, then the first of the page."""
    times = [element for element in page.tree.iter("time", "span", "abbr", "div", "p", "meta")
             if element.tag == "time" or "datepublished" in (element.get("itemprop") or "").lower()]  # fmt: skip
    called = [
        e
        for e in times
        if re.search(
            r"publish|pubdate|created|posted",
            f"{e.get('itemprop')} {e.get('class')} {'pubdate' if e.get('pubdate') is not None else ''}",
            re.I,
        )
    ]
    plain = [e for e in times if not re.search(r"updat|modif", f"{e.get('itemprop')} {e.get('class')}", re.I)]
    for element in [*called[:2], *plain[:2], *times[:1]]:
        value = element.get("datetime") or element.get("content") or "".join(element.itertext())
        if value and value.strip():
            yield "time", value.strip()


def visible_dates(page: Page) -> Iterator[tuple[str, str]]:
    """Short blocks that hold a date: in an element marked as a byline, else the first under the headline."""
    start = next((i for i, block in enumerate(page.blocks) if block.tag == "h1"), 0)
    for block in page.blocks[max(0, start - 8) : start + 30]:
        if block.words <= 25 and re.search(r"\b(?:19|20)\d{2}\b", block.text):
            yield "visible", block.text


def modified_moments(page: Page, meta: Metadata) -> Iterator[tuple[str, str]]:
    """Yield dates of the last change."""
    for value in first_text(meta.article.get("dateModified")):
        yield "json-ld", value
    for key in MODIFIED_META:
        yield from ((f"meta:{key}", value) for value in (page.meta.get(key) or [])[:1])


# --- the rest


def urls(page: Page, document: Document, article: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield the page's canonical address."""
    base = document.url or ""
    for source, key in (("canonical", "link:canonical"), ("og:url", "og:url")):
        for value in (page.meta.get(key) or [])[:1]:
            yield source, clean_url(value, base)
    for key in ("url", "mainEntityOfPage"):
        stated = article.get(key)
        address = stated.get("@id") if isinstance(stated, dict) else stated
        if isinstance(address, str):
            yield "json-ld", clean_url(address, base)
    yield "hint", clean_url(base, base, is_hint=True)


def clean_url(raw: str, base: str, *, is_hint: bool = False) -> str | None:
    """Make an absolute http(s) address without tracking parameters and fragment; a bare home page is none.

    >>> clean_url("/2031/bridge?utm_source=x&id=7#top", "https://varn.example/a")
    'https://varn.example/2031/bridge?id=7'
    """
    try:
        parts = urlsplit(urljoin(base, raw.strip()))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or any(char.isspace() for char in parts.netloc):
        return None
    if not is_hint and parts.path.strip("/") == "" and not parts.query:
        return None
    query = urlencode(
        [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(key)]
    )
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", query, ""))


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
    declared = [page.tree.get("lang"), page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")]
    for raw in (*declared, *page.meta.get("content-language", []), *page.meta.get("og:locale", [])):
        match = LANGUAGE_CODE.match((raw or "").strip())
        if match:
            return match[1].lower()
    return None


def is_headline(block: Block, title: str | None) -> bool:
    """Tell whether a block only repeats the title."""
    return bool(title) and plain_name(block.text) == plain_name(title or "")
