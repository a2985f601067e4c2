"""Pages damaged at random: every one must become an article or a refusal with a reason, and in time.

    python benchmarks/fuzz_pages.py [FOLDER] [--mutations 2000] [--seed 1]

Each mutation takes a page of the folder (seeds/documents unless told; gzipped or not) and cuts it, splices it with
another, flips bytes, deletes runs, repeats a tag, loses its brackets, or damages its gzip stream. Reports the states
that came out, exceptions, the slowest pages by processor time, and the peak memory of the process. Exits with 1 on any
exception.
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from transforms.pages.extract import extract_article
from transforms.pages.page_kind import REASONS
from transforms.values import Document, Refusal

SEEDS = Path(__file__).parent.parent / "seeds" / "documents"
MAX_BODY_BYTES = 20 << 20
SLOW_SECONDS = 2.0
SEEN_AT = datetime(2031, 5, 2, tzinfo=UTC)
REPEATED = [
    b"<div>", b"<table><tr><td>", b"<b><i>", b"<ul><li>", b"<script>", b"<!--", b'<p a="', b"\0" * 7, b'<a href=">',
    b"&#x110000;&", b"<blockquote>",
]  # fmt: skip

Mutation = Callable[[random.Random, bytes, bytes], bytes]


def cut(source: random.Random, page: bytes, other: bytes) -> bytes:
    return page[: source.randrange(len(page))]


def splice(source: random.Random, page: bytes, other: bytes) -> bytes:
    return page[: source.randrange(len(page))] + other[source.randrange(len(other)) :]


def flip_bytes(source: random.Random, page: bytes, other: bytes) -> bytes:
    damaged = bytearray(page)
    for _ in range(source.choice([10, 300, 5000])):
        damaged[source.randrange(len(damaged))] = source.randrange(256)
    return bytes(damaged)


def delete_runs(source: random.Random, page: bytes, other: bytes) -> bytes:
    damaged = bytearray(page)
    for _ in range(min(200, len(page) // 300)):
        start = source.randrange(len(damaged))
        del damaged[start : start + source.randrange(min(300, len(damaged)))]
    return bytes(damaged)


def repeat_tag(source: random.Random, page: bytes, other: bytes) -> bytes:
    start = source.randrange(len(page))
    return page[:start] + source.choice(REPEATED) * source.choice([5, 300, 20000]) + page[start:]


def lose_brackets(source: random.Random, page: bytes, other: bytes) -> bytes:
    return page.replace(b">", b"", source.randrange(50)).replace(b"</", b"<", source.randrange(1, 500))


def damage_gzip(source: random.Random, page: bytes, other: bytes) -> bytes:
    damaged = bytearray(gzip.compress(page, mtime=0))
    if source.random() < 0.5:
        del damaged[source.randrange(1, len(damaged)) :]
    damaged[source.randrange(len(damaged))] ^= 1 << source.randrange(8)
    return bytes(damaged)


MUTATIONS: tuple[Mutation, ...] = (cut, splice, flip_bytes, delete_runs, repeat_tag, lose_brackets, damage_gzip)


def read_pages(folder: Path) -> list[bytes]:
    """Read the pages of a folder, gzipped ones unpacked."""
    raw = [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]
    pages = [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in raw]
    return [page for page in pages if page]


def judge(content: bytes) -> str:
    """Extract one page and name the state it ends in; a state out of the contract is an error."""
    digest = sha256(content).hexdigest()
    document = Document(digest[:32], "fuzz", "fuzz", content, digest, SEEN_AT, url="https://varn.example/a")
    outcome = extract_article(document, max_body_bytes=MAX_BODY_BYTES)
    if isinstance(outcome, Refusal):
        if outcome.reason not in REASONS:
            raise ValueError(f"{outcome.reason} is no reason")
        return outcome.reason
    if not outcome.text or "\0" in outcome.text:
        raise ValueError("an article without text, or with NUL in it")
    return "article"


def fuzz(pages: list[bytes], count: int, seed: int) -> int:
    """Extract so many damaged pages and print what came of them; returns the number of exceptions."""
    judge(pages[0])  # loads what is loaded once
    source = random.Random(seed)
    states: Counter[str] = Counter()
    times: list[tuple[float, int, str]] = []
    for number in range(count):
        mutation = source.choice(MUTATIONS)
        content = mutation(source, source.choice(pages), source.choice(pages))
        start = time.process_time()
        try:
            states[judge(content)] += 1
        except Exception:  # noqa: BLE001  any exception at all is a finding
            states["EXCEPTION"] += 1
            print(f"mutation {number} ({mutation.__name__}, seed {seed}):")
            traceback.print_exc(file=sys.stdout)
        times.append((time.process_time() - start, number, mutation.__name__))
    slowest = ", ".join(f"{spent:.2f} s ({name} {number})" for spent, number, name in sorted(times, reverse=True)[:3])
    print(f"{count} mutations of {len(pages)} pages, seed {seed}: {states['EXCEPTION']} exceptions, "
          f"{sum(spent > SLOW_SECONDS for spent, _, _ in times)} over {SLOW_SECONDS:.0f} s; slowest {slowest}; "
          f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")  # fmt: skip
    print("states: " + ", ".join(f"{state} {held}" for state, held in states.most_common()))
    return states["EXCEPTION"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=SEEDS)
    parser.add_argument("--mutations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(1 if fuzz(read_pages(options.folder), options.mutations, options.seed) else 0)


if __name__ == "__main__":
    main()
