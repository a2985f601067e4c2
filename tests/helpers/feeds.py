"""Feeds for tests: the golden cases, and how they are read."""

from __future__ import annotations

from pathlib import Path

from flows.sources.formats.feeds import Entry, Feed, parse_feed
from transforms.reasons import reasons_of
from transforms.values import Refusal

REASONS = reasons_of("feed")
CASES = Path(__file__).parents[1] / "cases" / "feeds"
ALL = {path.name: path.read_bytes() for path in sorted(CASES.iterdir())}
URL = "https://feeds.example/courier/feed"
LONG = "The old bridge at Ostby closes in May, and the ferries will run every hour until the works end. " * 8


def read(content: bytes | str, media_type: str | None = None, url: str = URL) -> Feed:
    found = parse_feed(content.encode() if isinstance(content, str) else content, media_type, url)
    assert isinstance(found, Feed), found
    return found


def refuse(content: bytes | str, media_type: str | None = None) -> str:
    found = parse_feed(content.encode() if isinstance(content, str) else content, media_type, URL)
    assert isinstance(found, Refusal), found
    assert found.detail
    return found.reason


def rss(items: str, channel: str = "") -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>T</title>{channel}{items}</channel></rss>'


def item(inner: str) -> Entry:
    return read(rss(f"<item>{inner}</item>")).entries[0]
