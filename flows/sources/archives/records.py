"""Reads WARC records one at a time, from any offset, in constant memory, and reports every kind of damage.

A record lies in a gzip member or a Zstandard frame of its own, or plainly in an uncompressed file. fastwarc parses it;
this module gives it exactly one record to read, since fastwarc's own iterator takes a torn record for a short one and
does not go on after damage: of 39 sound records around a damaged one it gives 19, warcio's 20. Importing this is cheap
and starts no thread: workers read their documents with it.
"""

from __future__ import annotations

import os
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from io import UnsupportedOperation
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, HeaderMap

from flows.errors import ContentEncodingError, DamagedRecordError
from flows.sources.encodings import SKIPPED_FRAME, STEP, ZSTD_MAGIC, undo_encodings, unpack_zstd

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP_MAGIC = b"\x1f\x8b\x08"
MAX_HEAD = 1 << 17  # of a WARC header
MAX_HTTP_HEAD = 1 << 20
READ = 16_384
CONTENT_LENGTH = re.compile("[0-9]{1,18}")
BLANK_LINE = re.compile(rb"\n\r?\n")
RECORD_START = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|WARC/\d\.\d{1,2}\r?\n[A-Za-z-]{1,40}:")
LINE_ENDS = 64  # bytes: two line ends close a record, and some tools write more of them
MAX_DICTIONARY = 1 << 26  # bytes
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


class RecordStream:
    """The bytes of one record as a file, which ends with the record; damage ends it too, and is kept in `damage`."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self.file, self.offset = file, offset
        self.damage: str | None = None
        self.produced = 0
        self.start = b""
        blank = self.read_head()
        if not blank:
            raise DamagedRecordError(offset, self.damage or f"expected a WARC header, found {self.start[:16]!r}")
        self.head_length = blank.end()

    def read_head(self) -> re.Match[bytes] | None:
        """Read to the blank line behind the WARC header at least; gives it, or None where there is no such header."""
        blank = None
        while not blank and len(self.start) < MAX_HEAD and (part := self.pull()):
            searched = max(0, len(self.start) - 3)
            self.start += part
            if not self.start.startswith(b"WARC/"[: len(self.start)]):
                return None
            blank = BLANK_LINE.search(self.start, searched)
        return blank

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
        self.unpacker = self.make_unpacker(file)
        self.tail = b""
        file.seek(offset)
        super().__init__(file, offset)

    def make_unpacker(self, file: BinaryIO) -> Any:
        """Make what unpacks one member."""
        return zlib.decompressobj(31)

    def unpack(self) -> tuple[bytes, bool]:
        """Unpack some bytes, and tell whether the file still has any of the member's."""
        packed = self.unpacker.unconsumed_tail or self.file.read(READ)
        return self.unpacker.decompress(packed, STEP), bool(packed)

    def pull(self) -> bytes:
        """Unpack the next bytes."""
        part = b""
        try:
            while not part and not self.unpacker.eof and not self.damage:
                part, has_more = self.unpack()
                if not has_more and not part:
                    self.damage = "the file ends inside the record"
        except (zlib.error, zstd.ZstdError) as error:
            self.damage = f"damaged compression ({error})"
        self.produced += len(part)
        self.tail = part[-LINE_ENDS:] if len(part) >= LINE_ENDS else (self.tail + part)[-LINE_ENDS:]
        return part

    def find_end(self, length: int) -> int:
        """Unpack the rest, which checks the member's checksum, and compare the lengths."""
        expected = self.head_length + length
        while self.produced <= expected + MAX_HEAD and self.pull():
            pass
        over = self.produced - expected
        if self.damage or over < 0:
            raise DamagedRecordError(self.offset, self.damage or f"is {-over} bytes shorter than its Content-Length")
        if over > LINE_ENDS or self.tail[len(self.tail) - over :].strip(b"\r\n"):
            raise DamagedRecordError(self.offset, f"is {over} bytes longer than its Content-Length")
        return self.file.tell() - len(self.unpacker.unused_data)


class ZstdStream(PackedStream):
    """A record in a Zstandard frame of its own, packed with the dictionary of its file if there is one."""

    def make_unpacker(self, file: BinaryIO) -> Any:
        """Make what unpacks one frame."""
        return zstd.ZstdDecompressor(find_dictionary(file))

    def unpack(self) -> tuple[bytes, bool]:
        """Unpack some bytes; what the unpacker still holds comes first."""
        packed = self.file.read(READ) if self.unpacker.needs_input else b""
        part = self.unpacker.decompress(packed, STEP)
        return part, bool(packed) or not self.unpacker.needs_input


class PlainStream(RecordStream):
    """A record in a file that is not compressed."""

    def pull(self) -> bytes:
        """Read the next bytes, wherever others have read in the meantime."""
        self.file.seek(self.offset + self.produced)
        part = self.file.read(READ if self.produced < MAX_HEAD else STEP)
        self.produced += len(part)
        return part

    def find_end(self, length: int) -> int:
        """Look whether the record ends where its header says: with line ends, or with the file."""
        end = self.offset + self.head_length + length
        self.file.seek(0, os.SEEK_END)
        if self.file.tell() < end:
            raise DamagedRecordError(self.offset, "the file ends inside the record, or its Content-Length is wrong")
        self.file.seek(end)
        behind = self.file.read(LINE_ENDS)
        line_ends = len(behind) - len(behind.lstrip(b"\r\n"))
        if behind and not line_ends and not behind.startswith(b"WARC/"):
            raise DamagedRecordError(self.offset, f"its Content-Length is wrong: it should end at {behind[:16]!r}")
        return end + line_ends


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


def open_record(file: BinaryIO, offset: int) -> OpenRecord:
    """Open the record that starts at an offset.

    Raises:
        DamagedRecordError: none starts there.
    """
    file.seek(offset)
    magic = file.read(len(ZSTD_MAGIC))
    if magic == ZSTD_MAGIC:
        return OpenRecord(ZstdStream(file, offset))
    is_packed = magic.startswith(GZIP_MAGIC)
    return OpenRecord(PackedStream(file, offset) if is_packed else PlainStream(file, offset))


def skip_frames(file: BinaryIO, offset: int) -> int:
    """Give the offset behind the Zstandard frames that hold no record, such as the one of the dictionary."""
    while True:
        file.seek(offset)
        head = file.read(8)
        if len(head) < 8 or not SKIPPED_FRAME.match(head):
            return offset
        offset += 8 + int.from_bytes(head[4:], "little")


def find_dictionary(file: BinaryIO) -> zstd.ZstdDict | None:
    """Give the dictionary with which the records of a file are packed; None where there is none.

    It is the file's first frame, one to be skipped, packed itself or not
    (https://iipc.github.io/warc-specifications/specifications/warc-zstd/).

    Raises:
        DamagedRecordError: it cannot be read.
    """
    file.seek(0)
    if not SKIPPED_FRAME.match(file.read(4)):
        return None
    status = os.fstat(file.fileno())
    return load_dictionary(str(file.name), status.st_ino, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=4)
def load_dictionary(path: str, *identity: int) -> zstd.ZstdDict:
    """Read the dictionary at the head of a file; `identity` tells the file from another that had its name."""
    with Path(path).open("rb") as file:
        length = int.from_bytes(file.read(8)[4:], "little")
        stored = file.read(min(length, MAX_DICTIONARY))
    try:
        if stored.startswith(ZSTD_MAGIC):
            stored = b"".join(take_bytes(unpack_zstd([stored]), MAX_DICTIONARY))
        return zstd.ZstdDict(stored)
    except (ContentEncodingError, ValueError) as error:
        raise DamagedRecordError(0, f"its compression dictionary cannot be read: {error}") from error


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
            record = open_record(file, offset)
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
        record = open_record(file, offset)
        content = b"".join(take_bytes(record.read_body(), limit))
        if len(content) <= limit:
            record.finish()
        return RecordContent(record.url, record.status, record.media_type, content)


def take_bytes(blocks: Iterator[bytes], limit: int | None) -> Iterator[bytes]:
    """Yield blocks up to the limit and one byte, which tells that there is more."""
    left = None if limit is None else limit + 1
    for block in blocks:
        yield block[:left]
        if left is not None:
            left -= len(block)
            if left <= 0:
                return
