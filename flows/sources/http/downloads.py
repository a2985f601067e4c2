"""Downloads large files straight to disk, and continues downloads that broke off.

What has come lies in `<path>.part`, and beside it, in `<path>.part.json`, which content that is: its validator, sent
back as If-Range (RFC 9110, 13.1.5), makes a server send the rest only if it still is a part of the same content.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

from flows.errors import storing
from flows.sources.http.answers import Answer, FetchError, read_length

CONTENT_RANGE = re.compile(r"bytes\s+(?:(\d{1,18})-\d{1,18}|\*)/(\d{1,18}|\*)", re.I)
SLOWEST = 10_000  # bytes a second: a file has the time of a request, and as much more as it takes at this speed
WORTH_A_TRY = 1_000_000  # bytes that an attempt must bring for the attempts to be counted anew


class Download:
    """One file on its way to disk; `limit` is in bytes."""

    def __init__(self, path: Path, limit: int) -> None:
        self.path, self.limit = path, limit
        self._part = path.with_name(path.name + ".part")
        self._note = path.with_name(path.name + ".part.json")
        self._tried_at = self.size

    @property
    def size(self) -> int:
        """How many bytes have come so far."""
        return self._part.stat().st_size if self._part.exists() else 0

    def has_progressed(self) -> bool:
        """Tell whether enough has come since this was last asked for another try to be worth it."""
        before, self._tried_at = self._tried_at, self.size
        return self.size - before >= WORTH_A_TRY

    def write_headers(self) -> list[tuple[bytes, bytes]]:
        """Ask for the rest of what has begun to come, provided that it is the same."""
        validator = self._read_validator()
        if not validator or not self.size:
            return []
        return [(b"Range", b"bytes=%d-" % self.size), (b"If-Range", validator.encode("latin-1", "replace"))]

    def begin(self, answer: Answer) -> bool:
        """Take the head of a response; True where its body is to be added.

        Raises:
            FetchError: the file is too large.
            StorageError: the disk is full.
        """
        if answer.status == 416:
            return self._begin_refused(answer)
        start, total = read_range(answer)
        if answer.status == 206 and start != self.size:
            self.discard()
            raise FetchError("connection", f"{answer.address} sends another part of the file than was asked for")
        if (total or read_length(answer)) > self.limit:
            raise self._refuse_size(answer)
        with storing(self._part):
            if answer.status == 200:
                self._part.parent.mkdir(parents=True, exist_ok=True)
                self._part.write_bytes(b"")
            self._note.write_text(json.dumps({"validator": choose_validator(answer)}))
        return True

    def _begin_refused(self, answer: Answer) -> bool:
        """There is nothing behind what we have: because it is all there is, or because it is of something else."""
        _, total = read_range(answer)
        if total == self.size:
            return False
        self.discard()
        raise FetchError("connection", f"{answer.address} has changed since its first part was downloaded")

    def add(self, block: bytes, answer: Answer) -> None:
        """Take what has come.

        Raises:
            FetchError: the file is too large.
            StorageError: the disk is full.
        """
        with storing(self._part), self._part.open("ab") as file:
            file.write(block)
            size = file.tell()
        if size > self.limit:
            raise self._refuse_size(answer)

    def finish(self) -> str:
        """Give the file its name; returns its digest.

        Raises:
            StorageError: the disk is full.
        """
        with storing(self.path):
            with self._part.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256")
                os.fsync(file.fileno())
            self._part.replace(self.path)
            self._note.unlink(missing_ok=True)
        return digest.hexdigest()

    def discard(self) -> None:
        """Forget what has come."""
        with storing(self._part):
            self._part.unlink(missing_ok=True)
            self._note.unlink(missing_ok=True)

    def _read_validator(self) -> str | None:
        try:
            validator = json.loads(self._note.read_text())["validator"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return validator if isinstance(validator, str) else None

    def _refuse_size(self, answer: Answer) -> FetchError:
        self.discard()
        words = f"{answer.address} is larger than {self.limit} bytes (DATELINE_MAX_WARC_MB)"
        return FetchError("too_large", words)


def read_range(answer: Answer) -> tuple[int, int]:
    """Read where a part begins, and how long the whole is; 0 for what is not said."""
    match = CONTENT_RANGE.fullmatch((answer.read_header("content-range") or "").strip())
    if not match:
        return 0, 0
    return int(match[1] or 0), 0 if match[2] == "*" else int(match[2])


def choose_validator(answer: Answer) -> str | None:
    """Choose what identifies this content: a strong ETag, otherwise the time of its last change."""
    etag = answer.read_header("etag")
    if etag and etag.startswith('"'):
        return etag
    return answer.read_header("last-modified")
