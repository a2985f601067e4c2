"""The rate and the memory at which records of a web archive become documents, and are read again by their places.

    python benchmarks/warc.py [--records 50000] [--plain] [--folder FOLDER]

The archive is invented, and made by warcio as crawlers make theirs: pages of some 30 KB of which most are compressed
and many chunked as they came over the wire, between requests, redirects, pictures and revisits, and one record in a
thousand damaged. It is read in a process of its own, whose memory is noted all along. What the discovery promises is
checked too: each page that was written undamaged is found once, with the digest of its text.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.sources.archives.pages import WarcCounts, discover_warc
from flows.sources.archives.raw_archive import read_record
from flows.sources.index.read import Source

SYLLABLES = ["ba", "ker", "lo", "min", "ta", "res", "vo", "dun", "hel", "sim", "or", "ga", "pe", "lin", "tu", "wes"]
SHARES = {"page": 0.45, "request": 0.45, "moved": 0.03, "picture": 0.04, "revisit": 0.03}
DAMAGED_SHARE = 0.001
STEPS = 5
LIMIT = 20_000_000


def write_paragraphs(source: random.Random, count: int) -> list[str]:
    def word() -> str:
        return "".join(source.choices(SYLLABLES, k=source.randint(1, 4)))

    return [f'<p class="{word()}">{" ".join(word() for _ in range(source.randint(20, 90)))}.</p>' for _ in range(count)]


def write_page(source: random.Random, paragraphs: list[str], number: int) -> bytes:
    count = min(400, max(5, int(source.lognormvariate(4.2, 0.7))))
    body = "\n".join(source.choices(paragraphs, k=count))
    return f"<!doctype html><html><title>Page {number}</title><body>{body}</body></html>".encode()


def encode_page(source: random.Random, page: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    headers = [("Content-Type", "text/html; charset=utf-8")]
    if source.random() < 0.7:
        page = gzip.compress(page, 1, mtime=0)
        headers.append(("Content-Encoding", "gzip"))
    if source.random() < 0.5:
        parts = [page[start : start + 8192] for start in range(0, len(page), 8192)]
        page = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
        headers.append(("Transfer-Encoding", "chunked"))
    return page, headers


def make_archive(path: Path, records: int, *, packed: bool) -> tuple[set[str], Counter[str]]:
    """Make an archive; gives the digests of its undamaged pages, and what it holds."""
    source = random.Random(7)
    paragraphs = write_paragraphs(source, 3000)
    digests: set[str] = set()
    made: Counter[str] = Counter()
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for number in range(records):
            kind = source.choices(list(SHARES), list(SHARES.values()))[0]
            place = file.tell()
            page = write_page(source, paragraphs, number)
            write_record(writer, kind, f"https://varnland.example/{number}", *encode_page(source, page))
            is_damaged = kind == "page" and source.random() < DAMAGED_SHARE
            made["damaged" if is_damaged else kind] += 1
            if is_damaged:
                end = file.tell()
                file.seek((place + end) // 2)
                file.write(b"\0damaged\0" * 3)
                file.seek(end)
            elif kind == "page":
                digests.add(hashlib.sha256(page).hexdigest())
    return digests, made


def write_record(writer: WARCWriter, kind: str, url: str, body: bytes, headers: list[tuple[str, str]]) -> None:
    record_type, status = {"moved": ("response", "301 Moved"), "revisit": ("revisit", "200 OK")}.get(
        kind, ("request" if kind == "request" else "response", "200 OK")
    )
    if kind == "picture":
        headers = [("Content-Type", "image/jpeg")]
    if kind in ("moved", "revisit", "request"):
        body = b""
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    if kind == "request":
        http = StatusAndHeaders("GET /news HTTP/1.1", [("Host", "varnland.example")], is_http_request=True)
    writer.write_record(
        writer.create_warc_record(url, record_type, payload=io.BytesIO(body), length=len(body), http_headers=http)
    )


def peak_megabytes() -> float:
    """Give this process's peak memory; what a fork shares with its parent counts, so the reader is spawned."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def read_archive(path: Path, records: int, digests: set[str]) -> None:
    """Discover every document, and read some by their places; what was promised is checked."""
    before, counts = peak_megabytes(), WarcCounts()
    row = Source(id="crawl", location=path.name, kind="warc", line=1)
    found, places, shown = set(), [], 1
    start, cpu_start = time.perf_counter(), time.process_time()
    for document in discover_warc(row, path, path.parent, limit=LIMIT, counts=counts):
        if document.state is None:
            found.add(document.content_sha256)
            places.append((document.record_offset or 0, document.content_sha256))
        if counts.records >= shown * records // STEPS:
            print(f"  {counts.records:>7} records, peak {peak_megabytes():.0f} MB (at the start {before:.0f} MB)")
            shown += 1
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    for clock, taken in (("wall", seconds), ("processor", cpu_seconds)):
        print(f"discovered {counts.records} records in {taken:.1f} s of {clock} time:", end=" ")
        print(f"{counts.records / taken:.0f} records/s, {path.stat().st_size / taken / 1e6:.0f} MB/s of the file")
    print(f"  documents {counts.documents}, damaged {counts.damaged}, skipped {dict(counts.skipped)}")
    sample = random.Random(1).sample(places, min(5000, len(places)))
    cpu_start = time.process_time()
    wrong = sum(
        hashlib.sha256(read_record(path, offset, LIMIT).content).hexdigest() != digest for offset, digest in sample
    )
    rate = len(sample) / (time.process_time() - cpu_start)
    print(f"read {len(sample)} by place, in any order: {rate:.0f} records/s of processor time")
    missing = len(digests - found)
    print(f"pages missing {missing}, digests that differ on reading {wrong}")
    sys.exit(1 if missing or wrong else 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=50_000)
    parser.add_argument("--plain", action="store_true", help="an archive that is not compressed")
    parser.add_argument("--folder", type=Path, help="where the archive is made and left")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path = (options.folder or Path(temporary)) / ("crawl.warc" if options.plain else "crawl.warc.gz")
        start = time.perf_counter()
        digests, made = make_archive(path, options.records, packed=not options.plain)
        print(f"made {path.stat().st_size / 1e6:.0f} MB in {time.perf_counter() - start:.0f} s: {dict(made)}")
        reader = multiprocessing.get_context("spawn").Process(target=read_archive, args=(path, made.total(), digests))
        reader.start()
        reader.join()
        sys.exit(reader.exitcode)


if __name__ == "__main__":
    main()
