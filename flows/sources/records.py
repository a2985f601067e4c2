"""WARC records read one at a time, from any offset, in constant memory, with every kind of damage told.

A record lies in a gzip member of its own, or plainly in an uncompressed file. fastwarc parses it; this module gives it
exactly one record to read, since fastwarc's own iterator takes a torn record for a short one and does not go on after
damage. Importing this is cheap and starts no thread: worker processes read their documents with it.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import UnsupportedOperation
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator

from flows.errors import DamagedRecordError
from flows.sources.encodings import STEP, undo_encodings

GZIP_MAGIC = b"\x1f\x8b\x08"
MAX_HEAD = 1 << 20
READ = 16_384
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
RECORD_START = re.compile(rb"(?<=\n)WARC/1\.\d\r?\n")


@dataclass(frozen=True, slots=True)
class RecordContent:
    """What a record holds: the body with its encodings undone, cut at one byte over the limit that was asked for.

    `status` is None, and `media_type` that of the record itself, where the record is no HTTP response.
    """

    url: str
    status: int | None
    media_type: str | None
    content: bytes


class RecordStream:
    """The bytes of one record as a file, which ends with the record; damage ends it too, and is kept in `damage`."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.file, self.offset = file, offset
        self.damage: str | None = None
        self.produced = 0
        self.start = self.read_head()
        blank = BLANK_LINE.search(self.start)
        if not self.start.startswith(b"WARC/") or not blank:
            raise DamagedRecordError(offset, self.damage or f"no WARC header begins here, but {self.start[:16]!r}")
        self.head_length = blank.end()

    def read_head(self) -> bytes:
        """Read to the end of the WARC header at least, within bounds."""
        head = b""
        while not BLANK_LINE.search(head, max(0, len(head) - READ - 4)) and len(head) < MAX_HEAD:
            part = self.pull()
            if not part:
                break
            head += part
            if not head.startswith(b"WARC/"[: len(head)]):
                break
        return head

    def pull(self) -> bytes:
        """Give the next bytes of the record; none at its end."""
        raise NotImplementedError

    def find_end(self, length: int) -> int:
        """Give the offset behind the record, whose block is `length` bytes.

        Raises:
            DamagedRecordError: the record is cut off, changed, or longer or shorter than its header says.
        """
        raise NotImplementedError

    def read(self, size: int = -1) -> bytes:
        """Give bytes as a file does, if fewer at a time: fastwarc reads through this."""
        held = self.start or self.pull()
        part, self.start = (held, b"") if size < 0 else (held[:size], held[size:])
        return part

    def tell(self) -> int:
        """Say where reading began, as far as fastwarc is concerned."""
        return 0

    def seek(self, offset: int, whence: int = 0) -> int:
        """Refuse: a record is read once, from its start."""
        raise UnsupportedOperation("a record is read from its start to its end")

    def close(self) -> None:
        """Leave the file open, which belongs to whoever opened it."""


class PackedStream(RecordStream):
    """A record in a gzip member of its own."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.unpacker = zlib.decompressobj(31)
        file.seek(offset)
        super().__init__(file, offset)

    def pull(self) -> bytes:
        """Unpack the next bytes."""
        part = b""
        try:
            while not part and not self.unpacker.eof and not self.damage:
                packed = self.unpacker.unconsumed_tail or self.file.read(READ)
                part = self.unpacker.decompress(packed, STEP)
                if not packed and not part:
                    self.damage = "the file ends within the record"
        except zlib.error as error:
            self.damage = f"damaged compression ({error})"
        self.produced += len(part)
        return part

    def find_end(self, length: int) -> int:
        """Unpack the rest, which checks the member's checksum, and compare the lengths."""
        expected = self.head_length + length
        while self.produced <= expected + MAX_HEAD and self.pull():
            pass
        over = self.produced - expected
        if self.damage or over < 0:
            raise DamagedRecordError(self.offset, self.damage or f"ends {-over} bytes before its Content-Length")
        if over > len(b"\r\n\r\n"):
            raise DamagedRecordError(self.offset, f"goes on for {over} bytes after its Content-Length")
        return self.file.tell() - len(self.unpacker.unused_data)


class PlainStream(RecordStream):
    """A record in a file that is not compressed."""

    def pull(self) -> bytes:
        """Read the next bytes, wherever others have read in the meantime."""
        self.file.seek(self.offset + self.produced)
        part = self.file.read(READ if self.produced < MAX_HEAD else STEP)
        self.produced += len(part)
        return part

    def find_end(self, length: int) -> int:
        """Look whether the record ends where its header says: with two line ends, or with the file."""
        end = self.offset + self.head_length + length
        self.file.seek(0, os.SEEK_END)
        if self.file.tell() < end:
            raise DamagedRecordError(self.offset, "the file ends within the record, or its Content-Length is wrong")
        self.file.seek(end)
        behind = self.file.read(4)
        line_ends = len(behind) - len(behind.lstrip(b"\r\n"))
        if behind and not line_ends:
            raise DamagedRecordError(self.offset, f"its Content-Length is wrong: {behind!r} where it should end")
        return end + line_ends


class OpenRecord:
    """A record being read: its header is, and its block is read once, by `parse_body` or `read_block`."""

    def __init__(self, stream: RecordStream) -> None:
        self.stream, self.offset = stream, stream.offset
        records = ArchiveIterator(
            stream, parse_http=False, quirks_mode=True, stream_detect=False, max_header_len=2 * MAX_HEAD
        )
        record = next(iter(records), None)
        length = (record.headers.get("Content-Length") or "").strip() if record else ""
        if record is None or not length.isdecimal():
            raise DamagedRecordError(self.offset, stream.damage or "no Content-Length in the WARC header")
        self.record, self.length = record, int(length)
        self.type = (record.headers.get("WARC-Type") or "").strip().lower()
        self.end: int | None = None

    def find_field(self, name: str) -> str | None:
        """Give a field of the WARC header."""
        return self.record.headers.get(name)

    @property
    def url(self) -> str:
        """The WARC-Target-URI, without the angle brackets that wget writes."""
        return (self.find_field("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")

    @property
    def is_http(self) -> bool:
        """Whether the block is an HTTP response with its header."""
        media_type = (self.find_field("Content-Type") or "application/http").strip().lower()
        return self.type in ("response", "revisit") and media_type.startswith("application/http")

    def parse_http(self) -> None:
        """Read the HTTP header, so that what is left to read is the body."""
        if self.is_http and not self.record.is_http_parsed:
            self.record.is_http = True
            self.record.parse_http(quirks_mode=True, strict_mode=False, max_header_len=MAX_HEAD)

    def find_http_field(self, name: str) -> str | None:
        """Give a field of the HTTP header; None in a record that holds no HTTP response."""
        self.parse_http()
        return self.record.http_headers.get(name) if self.is_http else None

    @property
    def status(self) -> int | None:
        """The HTTP status."""
        self.parse_http()
        return self.record.http_headers.status_code if self.is_http else None

    @property
    def media_type(self) -> str | None:
        """The Content-Type of the body as sent."""
        return self.find_http_field("Content-Type") if self.is_http else self.find_field("Content-Type")

    def read_block(self) -> Iterator[bytes]:
        """Yield the block, or what `parse_http` has left of it, as it is stored."""
        while part := self.record.reader.read(STEP):
            yield part

    def read_body(self) -> Iterator[bytes]:
        """Yield the body, its encodings undone.

        Raises:
            ContentEncodingError: while reading.
        """
        content = self.find_http_field("Content-Encoding") or ""
        return undo_encodings(self.read_block(), content, self.find_http_field("Transfer-Encoding") or "")

    def finish(self) -> int:
        """Make sure that the record is whole; gives the offset behind it, which is `end` from then on.

        Raises:
            DamagedRecordError: it is not.
        """
        self.end = self.stream.find_end(self.length)
        return self.end


def is_packed(file: BinaryIO) -> bool:
    """Tell a gzip file from an uncompressed one by its first bytes."""
    file.seek(0)
    return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC


def open_record(file: BinaryIO, offset: int, *, packed: bool) -> OpenRecord:
    """Open the record that starts at an offset.

    Raises:
        DamagedRecordError: none starts there.
    """
    return OpenRecord(PackedStream(file, offset) if packed else PlainStream(file, offset))


def scan_records(file: BinaryIO) -> Iterator[OpenRecord | DamagedRecordError]:
    """Yield each record of a file, and each damage between them, in order.

    The reader finishes each record when it has read what it wants; one that it does not, or cannot, finish is taken
    for damaged, and the search for the next begins within it.
    """
    packed = is_packed(file)
    size = file.seek(0, os.SEEK_END)
    offset: int | None = 0
    while offset is not None and offset < size:
        try:
            record = open_record(file, offset, packed=packed)
        except DamagedRecordError as error:
            yield error
            offset = find_record(file, offset + 1, packed=packed)
        else:
            yield record
            offset = record.end or find_record(file, offset + 1, packed=packed)


def find_record(file: BinaryIO, offset: int, *, packed: bool) -> int | None:
    """Find the next offset at which a record starts, be it damaged further on."""
    overlap = 16
    while True:
        file.seek(max(0, offset - 1))
        block = file.read(1 << 20)
        for start in find_starts(block, packed=packed):
            found = max(0, offset - 1) + start
            if found >= offset and (not packed or begins_record(file, found)):
                return found
        if len(block) <= overlap:
            return None
        offset += len(block) - overlap


def find_starts(block: bytes, *, packed: bool) -> Iterator[int]:
    """Yield where in a block a record may start."""
    if not packed:
        yield from (match.start() for match in RECORD_START.finditer(block))
        return
    start = block.find(GZIP_MAGIC)
    while start >= 0:
        yield start
        start = block.find(GZIP_MAGIC, start + 1)


def begins_record(file: BinaryIO, offset: int) -> bool:
    """Tell a gzip member that holds a WARC record from three bytes that look like the start of one."""
    file.seek(offset)
    try:
        return zlib.decompressobj(31).decompress(file.read(512), 5) == b"WARC/"
    except zlib.error:
        return False


def read_record(path: Path, offset: int, limit: int) -> RecordContent:
    """Read the record at an offset: at most `limit` + 1 bytes of its body, its encodings undone.

    Raises:
        DamagedRecordError: there is no whole record; one that is read to the limit is not looked at further.
        ContentEncodingError: its body is not in the encoding that its header names.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        record = open_record(file, offset, packed=is_packed(file))
        parts, left = [], limit + 1
        for part in record.read_body():
            parts.append(part[:left])
            left -= len(parts[-1])
            if not left:
                break
        else:
            record.finish()
        return RecordContent(record.url, record.status, record.media_type, b"".join(parts))
