"""The fields of a feed, each read in one place: titles, dates, languages, full text, and when not to ask again."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from html import escape, unescape
from typing import Any

import pycountry

from transforms.dates.instants import Moment, make_moment, read_iso, read_moment
from transforms.dates.months import MONTH_OF_BEGINNING, WEEKDAYS
from transforms.dates.printed import tidy_date
from transforms.pages.decode import CONTROLS, SURROGATES
from transforms.whitespace import drop_scripts

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
BLOCK = re.compile(r"</?(?:br|p|div|li|[uo]l|t[drh]|table|h[1-6]|blockquote|article|section|hr)\b[^<>]{0,2000}>", re.I)
INLINE = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-zA-Z][^<>]{0,2000}>", re.S)
TITLE_TAG = re.compile(r"</?(?:b|i|em|strong|span|font)\b[^<>]{0,200}>", re.I)
MAX_TITLE, MAX_MARKUP = 1000, 20_000
# What a teaser hardly ever has: WordPress makes excerpts of 55 words, others of one paragraph.
FULL_TEXT_CHARS, FULL_BRIEF_CHARS = 600, 350
PARAGRAPH_END = re.compile(r"</p\s*>|<br\s*/?>\s*<br", re.I)
TEASER_END = re.compile(
    r"(?:\[\s*(?:…|\.{2,})\s*\]|…|\.{3}|\b(?:read (?:more|on)|continue reading|weiterlesen|lire la suite|leer más)"
    r"[^.!?\n]{0,120})[\s»>→)\]]*\Z",
    re.I,
)
MAIL_DATE = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s)?(\d{1,2})\.?[\s-]([^\W\d_]{3,12})\.?,?[\s-](\d{4}|\d{2})\b"
    r"(?:,?\s(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s?\(?(?:GMT(?=[+-]))?([+-]\d{2}:?\d{2}|[a-z]{1,5})?)?",
    re.I,
)
OFFSET_AT_END = re.compile(r"\s*(?:[+-]\d{2}:?\d{2}|\b(?:UTC|GMT|Z))\Z")
PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def clean_title(detail: Any, *, is_literal: bool = False) -> str | None:
    """Turn a title into text: markup goes and entities are undone once, where it is HTML.

    A title that is called plain text is RSS's to guess, and loses but the tags that no headline is about, unless it
    `is_literal` (Atom and JSON Feed mean what they say).

    >>> clean_title({"type": "text/html", "value": "<b>Bread</b>, &amp;amp; salt"})
    'Bread, &amp; salt'
    >>> clean_title({"type": "text/plain", "value": "a < b<br> &amp; <c>"})
    'a < b &amp; <c>'
    """
    value = detail.get("value") if isinstance(detail, Mapping) else None
    if not isinstance(value, str):
        return None
    if detail.get("type") in HTML_TYPES:
        value = visible_text(value[:MAX_MARKUP])
    elif not is_literal:
        value = TITLE_TAG.sub("", BLOCK.sub(" ", value[:MAX_MARKUP]))
    return " ".join(clear_controls(value).split())[:MAX_TITLE] or None


def visible_text(markup: str) -> str:
    """Give the text of a piece of HTML."""
    if "<" in markup:
        markup = INLINE.sub("", BLOCK.sub(" ", drop_scripts(markup)))
    return unescape(markup)


def clear_controls(text: str) -> str:
    """Replace control characters and half ones, which references and JSON smuggle in."""
    return SURROGATES.sub("�", CONTROLS.sub(" ", text))


def full_text(entry: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Give an entry's full text as HTML, and its base; None where it has but a summary or the start of the text.

    What stands in an element for content (content:encoded, Atom's content, content_html) is full text if it is long, or
    shorter and of several paragraphs, and does not end as teasers do.
    """
    found = entry.get("content")
    for content in found if isinstance(found, list) else ():
        value, kind = content.get("value"), content.get("type")
        if not isinstance(value, str) or content.get("is_summary") or content.get("src"):
            continue
        if kind == "text/plain":
            value = wrap_plain(value) or ""
        elif kind not in HTML_TYPES:
            continue
        text = visible_text(value).strip()
        enough = FULL_BRIEF_CHARS if len(PARAGRAPH_END.findall(value)) >= 2 else FULL_TEXT_CHARS
        if len(text) >= enough and not TEASER_END.search(text[-200:]):
            return clear_controls(value), content.get("base") or None
    return None, None


def any_text(entry: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Give the longest text that an entry has, a summary too, as HTML, and its base; None where it has none."""
    found = entry.get("content")
    pieces = [*(found if isinstance(found, list) else ()), entry.get("summary_detail")]
    texts: list[tuple[str, str | None]] = []
    for piece in pieces:
        value = piece.get("value") if isinstance(piece, Mapping) and not piece.get("src") else None
        if isinstance(value, str) and value.strip():
            is_plain = piece.get("type") == "text/plain" and "<" not in value
            html = (wrap_plain(value) if is_plain else None) or value
            texts.append((clear_controls(html), piece.get("base") or None))
    return max(texts, key=lambda text: len(visible_text(text[0])), default=(None, None))


def wrap_plain(text: str | None) -> str | None:
    r"""Write plain text as HTML paragraphs.

    >>> wrap_plain("One.\n\nTwo & three.")
    '<p>One.</p><p>Two &amp; three.</p>'
    """
    if not text:
        return None
    return "".join(f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def read_date(entry: Mapping[str, Any], field: str, tag: str = "") -> str | None:
    """Read a date as ISO 8601: an instant in UTC, or the day alone where clock or zone are missing.

    The language of the feed (`tag`) tells the day from the month in figures.

    >>> read_date({"published": "Sat, 02 May 2031 23:30:07 -0500"}, "published")
    '2031-05-03T04:30:07+00:00'
    >>> read_date({"updated": "2. Mai 2031"}, "updated"), read_date({"updated": "soon"}, "updated")
    ('2031-05-02', None)
    >>> read_date({"updated": "02/05/2031"}, "updated", "fr"), read_date({"updated": "02/05/2031"}, "updated")
    ('2031-05-02', None)
    """
    raw = entry.get(field) if field in entry else None
    if not isinstance(raw, str):
        return None
    raw = tidy_date(raw)
    moment = read_iso(raw) or read_mail_date(raw) or read_moment(raw, tag) or read_local_date(raw)
    if moment is None:
        return read_parsed(raw, entry.get(f"{field}_parsed") if f"{field}_parsed" in entry else None)
    return moment.at.isoformat() if moment.precision == "instant" else moment.at.date().isoformat()


def read_local_date(raw: str) -> Moment | None:
    """Read a date in the words of any language that dateparser knows; one without day, month or year is none."""
    if not re.search(r"\d{4}", raw) or not re.search(r"[^\W\d_]{2}|[年月日년월일]", raw):
        return None
    zone = OFFSET_AT_END.search(raw)
    plain = raw[: zone.start()].strip() if zone else raw
    try:
        found = parse_words(plain)
    except (ValueError, OverflowError, RecursionError):
        return None
    if found is None or str(found.year) not in raw:
        return None
    clock = (found.hour, found.minute, found.second) if re.search(r"\d{1,2}[:.時时시]\d{2}", plain) else None
    return make_moment((found.year, found.month, found.day), clock, zone[0].strip() if zone else None)


@lru_cache(maxsize=512)
def parse_words(text: str) -> datetime | None:
    """Ask dateparser, which is slow to find out the language."""
    import dateparser

    text = re.sub(r"^[^\W\d_]{1,15}\.?[,،]?\s(?=\d)", "", text)  # the day of the week, which needs no agreement
    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True}
    found = dateparser.parse(text, settings=settings)
    return found if isinstance(found, datetime) else None


def read_mail_date(raw: str) -> Moment | None:
    """Read the date of a mail (RFC 822, section 5), which RSS prescribes, with the months of other languages."""
    match = MAIL_DATE.match(raw)
    name = match[2] if match else ""
    month = MONTH_OF_BEGINNING.get(name[:4].casefold()) or MONTH_OF_BEGINNING.get(name[:3].casefold())
    if not match or not month:
        return None
    year = int(match[3]) + (0 if len(match[3]) == 4 else 2000 if int(match[3]) < 90 else 1900)
    clock = None if match[4] is None else (int(match[4]), int(match[5]), min(59, int(match[6] or 0)))
    zone = (match[7] or "").upper()
    return make_moment((year, month, int(match[1])), clock, "UTC" if zone == "UT" else zone)


def read_parsed(raw: str, parsed: Any) -> str | None:
    """Take what feedparser made of a date of its other kinds, if it has a clock and did not invent the year."""
    try:
        moment = datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return moment.isoformat() if moment and ":" in raw and str(moment.year) in raw else None


def read_tag(raw: Any) -> str:
    """Read a language tag with its country, as `transforms.dates.days` takes it; empty where there is none.

    >>> read_tag("en-us"), read_tag("pt_BR"), read_tag("fra"), read_tag(None)
    ('en-US', 'pt-BR', 'fr', '')
    """
    language = read_language(raw) or ""
    country = re.search(r"[-_]([a-zA-Z]{2})$", raw.strip()) if language else None
    return f"{language}-{country[1].upper()}" if country else language


def read_language(raw: Any) -> str | None:
    """Read a language tag as its ISO 639-1 code.

    >>> [read_language(tag) for tag in ("en-GB", "de_AT", "fra", "x-none", None)]
    ['en', 'de', 'fr', None, None]
    """
    code = re.split(r"[-_]", raw.strip(), maxsplit=1)[0].lower() if isinstance(raw, str) else ""
    if not re.fullmatch(r"[a-z]{2,3}", code):
        return None
    found = pycountry.languages.get(alpha_2=code) if len(code) == 2 else find_three_letters(code)
    return getattr(found, "alpha_2", None)


def find_three_letters(code: str) -> Any:
    """Find a language by its ISO 639-2 code, of either kind ("fra", "fre")."""
    return pycountry.languages.get(alpha_3=code) or pycountry.languages.get(bibliographic=code)


def read_ttl(channel: Mapping[str, Any]) -> int | None:
    """Read for how many seconds a feed may be kept: `ttl` (minutes), else the syndication module of RSS 1.0."""
    minutes = read_number(channel.get("ttl"))
    if minutes:
        return minutes * 60
    period = PERIODS.get(str(channel.get("sy_updateperiod") or "").strip().lower())
    frequency = read_number(channel.get("sy_updatefrequency")) or 1
    return period // frequency or None if period else None


def read_hours(raws: Iterable[str]) -> frozenset[int]:
    """Read the hours of the day, UTC, in which a feed asks not to be read; 24 is midnight, as in RSS 0.91."""
    hours = (read_number(raw) for raw in raws)
    return frozenset(hour % 24 for hour in hours if hour is not None and hour <= 24)


def read_days(raws: Iterable[str]) -> frozenset[int]:
    """Read the weekdays on which a feed asks not to be read; Monday is 0."""
    names = (raw.strip().lower() for raw in raws)
    return frozenset(WEEKDAYS.index(name) for name in names if name in WEEKDAYS)


def read_number(raw: Any) -> int | None:
    """Read a small whole number."""
    text = raw.strip() if isinstance(raw, str) else ""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
