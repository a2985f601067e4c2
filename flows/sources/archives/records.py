"""Reads WARC records one at a time, from any offset, in constant memory, and reports every kind of damage.

A record lies in a gzip member or a Zstandard frame of its own, or plainly in an uncompressed file. fastwarc parses it;
`record_streams` gives it exactly one record to read, since fastwarc's own iterator takes a torn record for a short one
and does not go on after damage: of 39 sound records around a damaged one it gives 19, warcio's 20. Importing this is
cheap and starts no thread: workers read their documents with it.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, HeaderMap

from flows.errors import ContentEncodingError, DamagedRecordError
from flows.sources.archives.record_streams import (
    GZIP_MAGIC,
    MAX_HEAD,
    RecordStream,
    ZstdStream,
    open_stream,
    skip_frames,
    take_bytes,
)
from flows.sources.encodings import STEP, ZSTD_MAGIC, undo_encodings

MAX_HTTP_HEAD = 1 << 20
CONTENT_LENGTH = re.compile("[0-9]{1,18}")
RECORD_START = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|WARC/\d\.\d{1,2}\r?\n[A-Za-z-]{1,40}:")
OVERLAP = 64  # bytes, so that no start lies across two blocks of a search


@dataclass(frozen=True, slots=True)
class RecordContent:
    """What a record holds: the body with its encodings undone, cut at one byte over the limit that was asked for.

    `status` is None, and `media_type` that of the record itself, where the record is no HTTP response.
    """

    url: str
    status: int | None
    media_type: str | None
    content: bytes


class OpenRecord:
    """A record being read: its header is, and its block is read once, by `read_body` or `read_block`."""

    def __init__(self, stream: RecordStream) -> None:
        self.stream, self.offset = stream, stream.offset
        records = ArchiveIterator(
            stream, parse_http=False, quirks_mode=True, stream_detect=False, max_header_len=2 * MAX_HEAD
        )
        try:
            record = next(iter(records), None)
        except (OSError, ValueError) as error:
            raise DamagedRecordError(
                self.offset, stream.damage or f"its WARC header cannot be read: {error}"
            ) from error
        length = (record.headers.get("Content-Length") or "").strip() if record else ""
        if record is None or not CONTENT_LENGTH.fullmatch(length):
            raise DamagedRecordError(self.offset, stream.damage or "no Content-Length in the WARC header")
        self.record, self.length = record, int(length)
        self.type = (record.headers.get("WARC-Type") or "").strip().lower()
        self.end: int | None = None

    def find_field(self, name: str) -> str | None:
        """Give a field of the WARC header."""
        return self.record.headers.get(name)

    @cached_property
    def url(self) -> str:
        """The WARC-Target-URI, without the angle brackets that wget writes."""
        return (self.find_field("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")

    @property
    def made_at(self) -> datetime | None:
        """The WARC-Date in UTC; None where it is missing or no instant."""
        try:
            made_at = self.record.record_date
            return made_at.astimezone(UTC) if made_at else None
        except (OverflowError, ValueError):  # at the ends of the calendar
            return None

    @cached_property
    def is_http(self) -> bool:
        """Whether the block is an HTTP response with its header."""
        if self.type not in ("response", "revisit"):
            return False
        return (self.find_field("Content-Type") or "application/http").strip().lower().startswith("application/http")

    @cached_property
    def http_headers(self) -> HeaderMap | None:
        """The HTTP header; asking for it reads it, so that what is left to read is the body. None if there is none."""
        if not self.is_http:
            return None
        self.record.is_http = True
        try:
            self.record.parse_http(quirks_mode=True, strict_mode=False, max_header_len=MAX_HTTP_HEAD)
        except (OSError, ValueError) as error:
            raise DamagedRecordError(
                self.offset, self.stream.damage or f"its HTTP header cannot be read: {error}"
            ) from error
        return self.record.http_headers

    def find_http_field(self, name: str) -> str | None:
        """Give a field of the HTTP header, joined if it stands there twice; None where there is no such header."""
        fields = self.http_headers.get_multiple(name) if self.http_headers is not None else ()
        return ", ".join(fields) if fields else None

    @cached_property
    def status(self) -> int | None:
        """The HTTP status."""
        return self.http_headers.status_code if self.http_headers is not None else None

    @cached_property
    def media_type(self) -> str | None:
        """The Content-Type of the body as sent."""
        return (
            self.http_headers.get("Content-Type") if self.http_headers is not None else self.find_field("Content-Type")
        )

    def read_block(self) -> Iterator[bytes]:
        """Yield the block as it is stored, or the body where the HTTP header has been asked for."""
        while part := self.record.reader.read(STEP):
            yield part

    def read_body(self) -> Iterator[bytes]:
        """Yield the body, its encodings undone; of one that the crawler cut off, as much as there is.

        Raises:
            ContentEncodingError: it is damaged, or in an encoding that is not known.
            DamagedRecordError: the record is.
        """
        content = self.find_http_field("Content-Encoding") or ""
        transfer = self.find_http_field("Transfer-Encoding") or ""
        try:
            yield from undo_encodings(self.read_block(), content, transfer)
        except ContentEncodingError:
            if self.stream.damage:
                raise DamagedRecordError(self.offset, self.stream.damage) from None
            if not self.find_field("WARC-Truncated"):  # the crawler stopped there, and said so
                raise

    def finish(self) -> int:
        """Make sure that the record is whole; gives the offset behind it, which is `end` from then on.

        Raises:
            DamagedRecordError: it is not.
        """
        self.end = self.stream.find_end(self.length)
        return self.end


def scan_records(file: BinaryIO) -> Iterator[OpenRecord | DamagedRecordError]:
    """Yield each record of a file, and each damage between them, in order.

    The reader finishes each record when it has read what it wants; one that it does not, or cannot, finish is taken
    for damaged, and the search for the next begins within it.
    """
    size = file.seek(0, os.SEEK_END)
    offset: int | None = 0
    while offset is not None and offset < size:
        offset = skip_frames(file, offset)
        if offset >= size:
            return
        try:
            record = OpenRecord(open_stream(file, offset))
        except DamagedRecordError as error:
            yield error
            offset = find_record(file, offset + 1)
        else:
            yield record
            offset = record.end or find_record(file, offset + 1)


def find_record(file: BinaryIO, offset: int) -> int | None:
    """Find the next offset at which a record starts, be it damaged further on."""
    while True:
        file.seek(offset)
        block = file.read(1 << 20)
        for start in RECORD_START.finditer(block):
            found = offset + start.start()
            if start[0] not in (GZIP_MAGIC, ZSTD_MAGIC) or begins_record(file, found):
                return found
        if len(block) <= OVERLAP:
            return None
        offset += len(block) - OVERLAP


def begins_record(file: BinaryIO, offset: int) -> bool:
    """Tell a gzip member or a frame that holds a WARC record from bytes that look like the start of one."""
    file.seek(offset)
    head = file.read(512)
    try:
        if not head.startswith(ZSTD_MAGIC):
            return zlib.decompressobj(31).decompress(head, 5) == b"WARC/"
        stream = ZstdStream(file, offset)  # a frame gives nothing before its first block is whole
        return stream.start.startswith(b"WARC/")
    except (zlib.error, DamagedRecordError):
        return False


def read_record(path: Path, offset: int, limit: int) -> RecordContent:
    """Read the record at an offset: at most `limit` + 1 bytes of its body, its encodings undone.

    Raises:
        DamagedRecordError: there is no whole record; one that is read to the limit is not looked at further.
        ContentEncodingError: its body is not in the encoding that its header names.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        record = OpenRecord(open_stream(file, offset))
        content = b"".join(take_bytes(record.read_body(), limit))
        if len(content) <= limit:
            record.finish()
        return RecordContent(record.url, record.status, record.media_type, content)
