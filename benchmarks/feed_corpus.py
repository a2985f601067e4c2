"""Read every file of a corpus as a feed and as a sitemap, and compare with feedparser's own reading.

The corpus that feedparser tests itself with, and the real feeds and sitemaps that trafilatura does:

    pip download --no-binary :all: --no-deps feedparser==6.0.14 trafilatura==2.3.1
    tar xzf feedparser-6.0.14.tar.gz && tar xzf trafilatura-2.3.1.tar.gz
    python benchmarks/feed_corpus.py feedparser-6.0.14/tests trafilatura-2.3.1/tests/resources

Prints how many files were read, how many refused for which reason, how often the number of entries differs from
feedparser's, and the sitemaps found. With -v it names each file that was not just read. Exit status 1 if anything was
raised.
"""

from __future__ import annotations

import sys
import traceback
import warnings
from collections import Counter
from io import BytesIO
from pathlib import Path

import feedparser

from flows.sources.formats.feeds import Feed, parse_feed
from flows.sources.formats.sitemaps import Sitemap, parse_sitemap

SUFFIXES = (".xml", ".json", ".atom", ".rss", ".html", ".gz", ".z")


def main(folders: list[Path], *, is_verbose: bool) -> int:
    counts: Counter[str] = Counter()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES):
        content = path.read_bytes()
        try:
            outcome = read(content)
            sitemap = parse_sitemap(content, "https://example.org/sitemap.xml")
        except Exception:  # noqa: BLE001  what must not happen is counted and shown
            traceback.print_exc()
            outcome, sitemap = "raised", None
        if isinstance(sitemap, Sitemap) and sitemap.kind != "feed":
            counts[f"sitemap of kind {sitemap.kind}"] += 1
        counts[outcome] += 1
        counts["files"] += 1
        if is_verbose and outcome != "parsed":
            print(outcome, path)
    for outcome, count in counts.most_common():
        print(f"{count:6} {outcome}")
    return 1 if counts["raised"] else 0


def read(content: bytes) -> str:
    found = parse_feed(content, None, "https://example.org/feed.xml")
    theirs = count_entries(content)
    if not isinstance(found, Feed):
        return f"refused {found.reason}" + (f", where feedparser reads {theirs} entries" if theirs else "")
    if len(found.entries) != theirs:
        return f"parsed, {'more' if len(found.entries) > theirs else 'fewer'} entries than feedparser"
    return "parsed"


def count_entries(content: bytes) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return len(feedparser.parse(BytesIO(content)).entries)


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    sys.exit(main([Path(argument) for argument in arguments], is_verbose="-v" in sys.argv))
