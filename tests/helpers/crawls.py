"""Web archives as crawlers write them, record by record."""

import hashlib
import io
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.sources.archives.pages import WarcCounts, discover_warc
from flows.sources.archives.raw_archive import read_record
from flows.sources.documents import FoundDocument
from flows.sources.index.read import Source

SOURCE = Source(id="crawl", location="crawl.warc.gz", kind="warc", line=3, publisher="Varnland Tidende", language="en")
HTML = [("Content-Type", "text/html; charset=utf-8")]


def page(number: int) -> bytes:
    return f"<html><p>Page {number}: the ferry to Sandholm sails again.</p></html>".encode() * 20


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%X;name=value\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\nX-Trailer: 1\r\n\r\n"


class Crawl:
    """An archive in the making, by warcio."""

    def __init__(self, *, packed: bool = True) -> None:
        self.data = io.BytesIO()
        self.writer = WARCWriter(self.data, gzip=packed)
        self.offsets: list[int] = []

    def add(self, body: bytes, headers=HTML, *, url="https://a.example/1", status="200 OK", kind="response", **fields):
        """Write a record; `fields` go to its WARC header, with underscores for hyphens."""
        self.offsets.append(self.data.tell())
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if kind in ("response", "revisit") else None
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_content_type="" if http else dict(headers).get("Content-Type", ""),
            warc_headers_dict={
                "WARC-Date": "2026-02-03T04:05:06Z",
                **{f"WARC-{name.replace('_', '-')}": value for name, value in fields.items()},
            },
        )
        self.writer.write_record(record)
        return self

    def save(self, folder: Path, name: str = "crawl.warc.gz") -> Path:
        path = folder / name
        path.write_bytes(self.data.getvalue())
        return path


def pages(count: int, *, packed: bool = True) -> Crawl:
    crawl = Crawl(packed=packed)
    for number in range(count):
        crawl.add(page(number), url=f"https://a.example/{number}")
    return crawl


def discover(path: Path, **options) -> tuple[list[FoundDocument], WarcCounts]:
    counts = WarcCounts()
    return list(discover_warc(SOURCE, path, path.parent, counts=counts, **options)), counts


def read_all(found: list[FoundDocument]) -> list[bytes]:
    """Read each document as a worker does, and hold its digest against what discovery said."""
    contents = []
    for document in found:
        if document.state is None:
            content = read_record(Path(document.path), document.record_offset, 10_000_000).content
            assert hashlib.sha256(content).hexdigest() == document.content_sha256
            contents.append(content)
    return contents


def states(found: list[FoundDocument]) -> list[tuple[str | None, str | None]]:
    return [(document.state, document.reason) for document in found]
