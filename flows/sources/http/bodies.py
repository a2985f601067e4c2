"""Bodies of responses: spooled to disk while they come, then counted, unpacked and digested, never whole in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile, gettempdir
from typing import BinaryIO, cast

from flows.errors import ContentEncodingError, storing
from flows.sources.encodings import undo_encodings
from transforms.values import Refusal

IN_MEMORY = 1_000_000
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class BodyContent:
    """What a body holds once its Content-Encoding is undone: its digest, its first bytes, or what is wrong with it."""

    sha256: str | None
    head: bytes
    problem: Refusal | None = None


class ReceivedBody:
    """The bytes of one response as they came."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self.size = 0

    def add(self, block: bytes) -> None:
        """Add bytes that have arrived.

        Raises:
            StorageError: the disk of temporary files is full.
        """
        with storing(f"{gettempdir()} (TMPDIR)"):
            self._file.write(block)
        self.size += len(block)

    def clear(self) -> None:
        """Discard everything, as for a page that is reserved."""
        self._file.seek(0)
        self._file.truncate()
        self.size = 0

    def close(self) -> None:
        """Free memory and disk."""
        self._file.close()

    def open(self) -> BinaryIO:
        """Give the bytes from the first on.

        Raises:
            StorageError: the disk of temporary files is full.
        """
        with storing(f"{gettempdir()} (TMPDIR)"):
            self._file.seek(0)  # which writes what is still buffered
        return cast(BinaryIO, self._file)

    def examine(self, encoding: str, limit: int, head_bytes: int) -> BodyContent:
        """Unpack block by block, as far as the limit; what is unpacked is not kept, but for its head."""
        digest, head, size = hashlib.sha256(), b"", 0
        try:
            for block in undo_encodings(self._blocks(), encoding):
                digest.update(block)
                size += len(block)
                if len(head) < head_bytes:
                    head += block[: head_bytes - len(head)]
                if size > limit:
                    problem = Refusal("too_large", f"{self.size} bytes unpack to more than {limit}")
                    return BodyContent(None, head, problem)
        except ContentEncodingError as error:
            reason = "truncated_gzip" if "gzip" in encoding.lower() else "bad_encoding"
            return BodyContent(None, head, Refusal(reason, f"{error} (Content-Encoding: {encoding[:80]})"))
        return BodyContent(digest.hexdigest(), head)

    def peek(self, encoding: str, count: int) -> bytes:
        """Unpack the first bytes; of what is damaged, as much as there is."""
        head = b""
        with suppress(ContentEncodingError):
            for block in undo_encodings(self._blocks(), encoding):
                head += block
                if len(head) >= count:
                    break
        return head[:count]

    def _blocks(self) -> Iterator[bytes]:
        file = self.open()
        while block := file.read(BLOCK):
            yield block
