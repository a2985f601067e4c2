"""Raw archives for tests: written, read by place, and read by warcio."""

import gzip
import io
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from flows.sources.archives.raw_archive import (
    ArchiveWriter,
    dump_fetched,
    read_record,
)
from flows.sources.archives.verification import ArchiveCounts, ArchiveProblem, verify_archive
from flows.sources.values import Fetched, RecordPlace

STARTED = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
PAGE = b"<p>The ferry to Sandholm sails again, said Marit Lunde.</p>" * 40
PACKED = gzip.compress(PAGE)
HTML = ("Content-Type", "text/html; charset=utf-8")


def open_writer(folder: Path, **options: int) -> ArchiveWriter:
    return ArchiveWriter(folder, "run7", started_at=STARTED, software="dateline/0.1.0", **options)


def write_page(writer: ArchiveWriter, url: str, body: bytes = PAGE, *headers: tuple[str, str]) -> RecordPlace:
    fetched = Fetched(url, url, STARTED, status=200, media_type=HTML[1])
    return writer.write_response(
        url=url,
        fetched_at=STARTED,
        status_line="HTTP/1.1 200 OK",
        headers=[HTML, *headers],
        body=io.BytesIO(body),
        labels={"Fetched": dump_fetched(fetched)},
    )


def read_content(place: RecordPlace, limit: int = 1_000_000) -> bytes:
    return read_record(Path(place.path), place.offset, limit).content


def read_with_warcio(path: Path) -> list[tuple[str, dict[str, str], str | None, list[tuple[str, str]], bytes]]:
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                dict(record.rec_headers.headers),
                record.http_headers and f"{record.http_headers.protocol} {record.http_headers.statusline}",
                record.http_headers.headers if record.http_headers else [],
                record.raw_stream.read(),
            )
            for record in ArchiveIterator(file)
        ]


def check_with_warcio(path: Path) -> int:
    checker = Checker(Namespace(inputs=[str(path)], verbose=False))
    checker.process_all()
    return checker.exit_value


def verify(where: Path, *places: RecordPlace) -> tuple[list[ArchiveProblem], ArchiveCounts]:
    counts = ArchiveCounts()
    return list(verify_archive(where, places=places, counts=counts)), counts
