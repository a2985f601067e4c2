"""The bytes of one WARC record as a file: of a gzip member, a Zstandard frame, or an uncompressed file."""

from __future__ import annotations

import os
import re
import sys
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import lru_cache
from io import UnsupportedOperation
from pathlib import Path
from typing import Any, BinaryIO

from flows.errors import ContentEncodingError, DamagedRecordError
from flows.sources.encodings import SKIPPED_FRAME, STEP, ZSTD_MAGIC, unpack_zstd

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP_MAGIC = b"\x1f\x8b\x08"
MAX_HEAD = 1 << 17  # of a WARC header
READ = 16_384
BLANK_LINE = re.compile(rb"\n\r?\n")
LINE_ENDS = 64  # bytes: two line ends close a record, and some tools write more of them
MAX_DICTIONARY = 1 << 26  # bytes


class RecordStream(ABC):
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

    @abstractmethod
    def pull(self) -> bytes:
        """Give the next bytes of the record; none at its end."""

    @abstractmethod
    def find_end(self, length: int) -> int:
        """Give the offset behind the record, whose block is `length` bytes.

        Raises:
            DamagedRecordError: the record is cut off, changed, or longer or shorter than its header says.
        """

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

    def close(self) -> None:  # noqa: B027  fastwarc calls it
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


def take_bytes(blocks: Iterator[bytes], limit: int | None) -> Iterator[bytes]:
    """Yield blocks up to the limit and one byte, which tells that there is more."""
    left = None if limit is None else limit + 1
    for block in blocks:
        yield block[:left]
        if left is not None:
            left -= len(block)
            if left <= 0:
                return


def open_stream(file: BinaryIO, offset: int) -> RecordStream:
    """Open the stream of the record that starts at an offset, by its first bytes.

    Raises:
        DamagedRecordError: none starts there.
    """
    file.seek(offset)
    magic = file.read(len(ZSTD_MAGIC))
    if magic == ZSTD_MAGIC:
        return ZstdStream(file, offset)
    return PackedStream(file, offset) if magic.startswith(GZIP_MAGIC) else PlainStream(file, offset)
