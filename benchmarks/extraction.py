"""How fast pages are read, against trafilatura's own default mode with metadata, page by page in one process.

    python benchmarks/extraction.py FOLDER        # any folder of .html or .html.gz pages

The two systems take turns on each page (which one goes first alternates), so load on the machine falls on both.
Prints pages a second of CPU time for each, their ratio, and what the pages ended as.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from transforms.pages.candidates import load_trafilatura
from transforms.pages.extract import extract_article
from transforms.values import Document, Refusal

LIMIT = 20 << 20
SEEN = datetime(2027, 1, 1, tzinfo=UTC)


def read_pages(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.rglob("*.html*")) if path.suffix in (".html", ".gz")]


def read_ours(content: bytes) -> str:
    document = Document("0" * 32, "benchmark", "page.html", content, "0" * 64, SEEN)
    result = extract_article(document, max_body_bytes=LIMIT)
    return f"refused: {result.reason}" if isinstance(result, Refusal) else "article"


def read_theirs(content: bytes) -> str:
    page = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
    found = load_trafilatura().bare_extraction(page, with_metadata=True, include_comments=False)
    return "article" if found is not None else "nothing"


def spend(system: Callable[[bytes], str], content: bytes, ends: Counter[str]) -> float:
    start = time.process_time()
    ends[system(content)] += 1
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path)
    pages = read_pages(parser.parse_args().folder)
    systems = {"dateline": read_ours, "trafilatura": read_theirs}
    for system in systems.values():
        system(pages[0])
    spent = dict.fromkeys(systems, 0.0)
    ends: dict[str, Counter[str]] = {name: Counter() for name in systems}
    for number, content in enumerate(pages):
        for name in list(systems)[:: 1 if number % 2 else -1]:
            spent[name] += spend(systems[name], content, ends[name])
    for name, seconds in spent.items():
        print(f"{name}: {len(pages) / seconds:.1f} pages/s a core, {dict(ends[name])}")
    print(f"ratio: {spent['trafilatura'] / spent['dateline']:.2f}")


if __name__ == "__main__":
    main()
