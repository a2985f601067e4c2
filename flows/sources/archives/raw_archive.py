"""The raw archive: every response is kept in WARC 1.1 files, so that nothing has to be fetched twice.

One gzip member a record, flushed after each: a killed run tears at most the last one, which `mend_archive` cuts off. A
body is kept as it came over the wire, its Content-Encoding included. The HTTP client has undone the transfer's chunks,
so a header that still claimed them would make every replay tool fail: like browsertrix and pywb, the archive keeps the
field under the name X-Archive-Orig-Transfer-Encoding.

Records are written here, since neither library passes `test_raw_archive`: warcio does not give a header's bytes back as
they came (and packs at level 9: 1.8 ms of the processor for a page of 20 KB, not 0.2), fastwarc holds a whole block in
memory; the digests of both are SHA-1.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import BinaryIO
from urllib.parse import quote
from uuid import uuid4

from flows.errors import DamagedRecordError, storing
from flows.sources.archives.records import OpenRecord, RecordContent, read_record, scan_records
from flows.sources.values import Fetched, RecordPlace

__all__ = [
    "ArchiveWriter",
    "RecordContent",
    "dump_fetched",
    "list_archive",
    "load_fetched",
    "mend_archive",
    "read_fetched",
    "read_record",
]

BLOCK = 1 << 16
LEVEL = 1  # of compression: most bodies come packed; others are a tenth larger than at 6, in a third of the time
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
STATUS_LINE = re.compile(r"HTTP/(?P<version>\d(?:\.\d)?) +(?P<status>\d{3}) *(?P<reason>.*)")
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]+")
URI_CHARACTERS = "%:/?#[]@!$&'()*+,;=~"
PHRASES = {code.value: code.phrase for code in HTTPStatus}
FETCHED_NAMES = tuple(field.name for field in fields(Fetched) if field.name != "record")
COMPACT = json.JSONEncoder(separators=(",", ":"))
FETCHED_FIELD = "Dateline-Fetched"
MAX_LABEL = 12_000  # characters: many tools read no more than 32 KB of a header
DISPENSABLE = frozenset({"redirects", "detail", "etag", "last_modified", "media_type"})


class ArchiveWriter:
    """Writes the WARC files of one run; the first is opened with the first record.

    Threads may share it: long bodies are archived beside the fetcher's loop.
    """

    def __init__(
        self, folder: Path, run_id: str, *, started_at: datetime, software: str, roll_bytes: int = 1_000_000_000
    ) -> None:
        self.folder, self.run_id, self.software, self.roll_bytes = folder.absolute(), run_id, software, roll_bytes
        self.started_at = started_at
        self._file: BinaryIO | None = None
        self._path = self.folder
        self._number = 0
        self._info_id = ""
        self._lock = Lock()

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def write_response(
        self,
        *,
        url: str,
        fetched_at: datetime,
        status_line: str,
        headers: Sequence[tuple[str, str]],
        body: BinaryIO,
        labels: Mapping[str, str],
        truncated: str | None = None,
    ) -> RecordPlace:
        """Keep a response; `body` is read from where it stands, and must be seekable.

        `headers` are latin-1 text, as bytes of the wire read so. `labels` become fields `Dateline-<Name>` of the
        record. `truncated` says why the body is not whole: length, time, disconnect or unspecified.

        Raises:
            StorageError: the disk is full or gone.
        """
        protocol, line = rewrite_status_line(status_line)
        record_type = "revisit" if line.split(" ")[1] == "304" else "response"
        record_fields = [
            ("Content-Type", "application/http; msgtype=response"),
            *([("WARC-Profile", NOT_MODIFIED)] if record_type == "revisit" else []),
            ("WARC-Protocol", protocol),
            *([("WARC-Truncated", truncated)] if truncated else []),
            *label_fields(labels),
        ]
        http_head = encode_head(line, rename_transfer(headers))
        return self._write(record_type, url, fetched_at, record_fields, http_head, body)

    def write_conversion(
        self, *, url: str, fetched_at: datetime, media_type: str, content: bytes, labels: Mapping[str, str]
    ) -> RecordPlace:
        """Keep content that was made out of a response, such as a feed entry's full text as a page."""
        record_fields = [("Content-Type", media_type), *label_fields(labels)]
        return self._write("conversion", url, fetched_at, record_fields, b"", io.BytesIO(content))

    def close(self) -> None:
        """Bring what was written to the disk.

        Raises:
            StorageError: the disk is gone.
        """
        file, self._file = self._file, None
        if file:
            with storing(self._path), file:
                os.fsync(file.fileno())

    def _write(
        self,
        record_type: str,
        url: str,
        made_at: datetime,
        record_fields: Iterable[tuple[str, str]],
        http_head: bytes,
        body: BinaryIO,
    ) -> RecordPlace:
        """Write one record behind the last, in a file that has room."""
        start = body.tell()
        length, digests = digest_block(http_head, body)
        body.seek(start)
        with self._lock:
            file = self._open_file()
            head = [
                ("WARC-Type", record_type),
                ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
                ("WARC-Warcinfo-ID", self._info_id),
                ("WARC-Date", format_instant(made_at)),
                ("WARC-Target-URI", quote(url, safe=URI_CHARACTERS)),
                *record_fields,
                *digests,
                ("Content-Length", str(length)),
            ]
            return self._append(file, encode_head("WARC/1.1", head) + http_head, body)

    def _append(self, file: BinaryIO, head: bytes, body: BinaryIO) -> RecordPlace:
        """Append a gzip member; one that cannot be finished, as on a full disk, is taken off again."""
        offset = file.tell()
        try:
            with storing(self._path):
                member = zlib.compressobj(LEVEL, zlib.DEFLATED, 31)
                file.write(member.compress(head))
                while block := body.read(BLOCK):
                    file.write(member.compress(block))
                file.write(member.compress(b"\r\n\r\n") + member.flush())
                file.flush()
        except BaseException:
            self._abandon(offset)
            raise
        return RecordPlace(str(self._path), offset)

    def _abandon(self, offset: int) -> None:
        """Close the file at the end of its last whole record; the next record opens another."""
        if self._file:
            with suppress(OSError):  # what is still buffered is not wanted
                self._file.close()
            self._file = None
        with suppress(OSError):  # the next run does what cannot be done now: `mend_archive`
            os.truncate(self._path, offset)

    def _open_file(self) -> BinaryIO:
        """Give the file that takes the next record."""
        if self._file and self._file.tell() >= self.roll_bytes:
            self.close()
        if self._file is None:
            with storing(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
                self._file = self._create_file()
            self._write_info(self._file)
        return self._file

    def _create_file(self) -> BinaryIO:
        """Create the next file; the numbers that are taken are passed over."""
        while True:
            name = f"{self.started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{self.run_id}-{self._number:05d}.warc.gz"
            self._path, self._number = self.folder / name, self._number + 1
            try:
                return self._path.open("xb")
            except FileExistsError:
                continue

    def _write_info(self, file: BinaryIO) -> None:
        """Say at the head of a file what made it."""
        about = {
            "software": self.software,
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": self.run_id,
        }
        block = "".join(f"{name}: {clean_text(value)}\r\n" for name, value in about.items()).encode()
        self._info_id = f"<urn:uuid:{uuid4()}>"
        head = [
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", self._info_id),
            ("WARC-Date", format_instant(self.started_at)),
            ("WARC-Filename", self._path.name),
            ("Content-Type", "application/warc-fields"),
            ("WARC-Block-Digest", f"sha256:{hashlib.sha256(block).hexdigest()}"),
            ("Content-Length", str(len(block))),
        ]
        self._append(file, encode_head("WARC/1.1", head), io.BytesIO(block))


def rewrite_status_line(line: str) -> tuple[str, str]:
    """Give what WARC-Protocol calls the protocol, and the status line as replay tools read it.

    >>> rewrite_status_line("HTTP/2 200"), rewrite_status_line("HTTP/1.1 404 Gone fishing")
    (('h2', 'HTTP/1.1 200 OK'), ('http/1.1', 'HTTP/1.1 404 Gone fishing'))
    """
    match = STATUS_LINE.fullmatch(clean_text(line).strip())
    if not match:
        raise ValueError(f"{line!r} is not an HTTP status line such as HTTP/1.1 200 OK")
    version, status = match["version"], match["status"]
    reason = match["reason"] or PHRASES.get(int(status), "")
    is_text = version.startswith("1.")
    protocol = f"http/{version}" if is_text else f"h{version[0]}"
    return protocol, f"HTTP/{version if is_text else '1.1'} {status} {reason}".rstrip()


def rename_transfer(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep the Transfer-Encoding, which no longer holds, under another name."""
    return [
        ("X-Archive-Orig-" + name if name.lower() == "transfer-encoding" else name, value) for name, value in headers
    ]


def encode_head(first_line: str, head: Iterable[tuple[str, str]]) -> bytes:
    """Encode a header: latin-1, which gives the bytes of the wire back, or UTF-8 where that cannot hold the text."""
    lines = [first_line, *(f"{name}: {value}" for name, value in head), "", ""]
    return b"\r\n".join([encode_line(line if line.isprintable() else clean_text(line)) for line in lines])


def encode_line(line: str) -> bytes:
    """Encode one line of a header."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "replace")


def clean_text(text: str) -> str:
    r"""Keep a header's text on its line.

    >>> clean_text("a\r\nSet-Cookie: b")
    'a Set-Cookie: b'
    """
    return CONTROLS.sub(" ", text)


def label_fields(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give labels as fields of ours: ASCII, whatever they hold."""
    return [
        (f"Dateline-{name.title()}", value.encode("ascii", "backslashreplace").decode())
        for name, value in labels.items()
    ]


def digest_block(http_head: bytes, body: BinaryIO) -> tuple[int, list[tuple[str, str]]]:
    """Measure and digest a block and its payload, in constant memory."""
    block, payload = hashlib.sha256(http_head), hashlib.sha256()
    length = len(http_head)
    while part := body.read(BLOCK):
        block.update(part)
        payload.update(part)
        length += len(part)
    digests = [("WARC-Block-Digest", f"sha256:{block.hexdigest()}")]
    if http_head:
        digests.append(("WARC-Payload-Digest", f"sha256:{payload.hexdigest()}"))
    return length, digests


def format_instant(instant: datetime) -> str:
    """Write an instant as WARC 1.1 does."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def dump_fetched(fetched: Fetched) -> str:
    """Write what became of a request as JSON in ASCII, without its place, which the record itself knows.

    Where a server made it longer than a header's field should be, what a run can do without is left out.
    """
    named = ((name, getattr(fetched, name)) for name in FETCHED_NAMES)
    values = {name: value for name, value in named if value not in (None, ())}
    values["fetched_at"] = fetched.fetched_at.isoformat()
    text = COMPACT.encode(values)
    if len(text) > MAX_LABEL:
        values = {name: value for name, value in values.items() if name not in DISPENSABLE}
        text = COMPACT.encode(values)
    return text


def load_fetched(text: str, place: RecordPlace | None = None) -> Fetched:
    """Read what `dump_fetched` wrote; what a later version may have added is passed over.

    Raises:
        ValueError: it is not what `dump_fetched` writes.
    """
    try:
        values = json.loads(text)
        values = {name: values[name] for name in FETCHED_NAMES if name in values}
        for name in ("redirects", "reservations"):
            values[name] = tuple(values.get(name, ()))
        return Fetched(**values | {"fetched_at": datetime.fromisoformat(values["fetched_at"]), "record": place})
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no account of a request: {text[:80]!r}") from error


def read_fetched(path: Path) -> Iterator[Fetched]:
    """Yield what became of each request that one of our files holds, as far as its records are whole.

    Raises:
        OSError: the file cannot be read.
    """
    for record in scan_whole(path):
        text = record.find_field(FETCHED_FIELD)
        if text:
            with suppress(ValueError):  # the record stays, and is asked for again
                yield load_fetched(text, RecordPlace(str(path.absolute()), record.offset))


def scan_whole(path: Path) -> Iterator[OpenRecord]:
    """Yield the whole records of a file, each when it is known to be whole; its block has been passed over."""
    with path.open("rb") as file:
        for record in scan_records(file):
            if isinstance(record, OpenRecord) and try_finish(record):
                yield record


def try_finish(record: OpenRecord) -> bool:
    """Tell whether a record is whole."""
    try:
        record.finish()
    except DamagedRecordError:
        return False
    return True


def mend_archive(path: Path) -> int:
    """Cut off what follows the last whole record of a file that a killed run left; gives the number of bytes.

    A file without one whole record goes. Damage with whole records behind it is left to `verify_archive`.
    """
    size = path.stat().st_size
    whole = max((record.end or 0 for record in scan_whole(path)), default=0)
    if not whole:
        path.unlink()
    elif whole < size:
        os.truncate(path, whole)
    return size - whole


def list_archive(where: Path) -> list[Path]:
    """List the WARC files of a folder in the order in which they were written, or the one file."""
    return [where] if where.is_file() else sorted(where.glob("*.warc.gz"))
