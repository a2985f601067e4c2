"""Read the corpus that feedparser tests itself with, and compare with feedparser's own reading.

    pip download --no-binary :all: --no-deps feedparser==6.0.14 && tar xzf feedparser-6.0.14.tar.gz
    python benchmarks/feed_corpus.py feedparser-6.0.14/tests

Prints how many files were read, how many refused for which reason, and how often the number of entries differs.
Exit status 1 if anything was raised.
"""

from __future__ import annotations

import sys
import traceback
import warnings
from collections import Counter
from io import BytesIO
from pathlib import Path

import feedparser

from flows.sources.feeds import Feed, parse_feed
from flows.sources.sitemaps import parse_sitemap

SUFFIXES = (".xml", ".json", ".html", ".gz", ".z")


def main(folder: Path, *, is_verbose: bool) -> int:
    counts: Counter[str] = Counter()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in SUFFIXES):
        content = path.read_bytes()
        try:
            outcome = read(content)
            parse_sitemap(content, "https://example.org/sitemap.xml")
        except Exception:  # noqa: BLE001  what must not happen is counted and shown
            print(path.relative_to(folder))
            traceback.print_exc()
            outcome = "raised"
        counts[outcome] += 1
        counts["files"] += 1
        if is_verbose and outcome != "parsed":
            print(outcome, path.relative_to(folder))
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
    sys.exit(main(Path(sys.argv[1]), is_verbose="-v" in sys.argv))
