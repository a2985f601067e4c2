"""Verifies the raw archive: every record is whole, every digest right, every record that the ledger knows is there."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.errors import DamagedRecordError
from flows.sources.archives.raw_archive import list_archive
from flows.sources.archives.record_streams import BLANK_LINE
from flows.sources.archives.records import MAX_HTTP_HEAD, OpenRecord, scan_records
from flows.sources.values import RecordPlace

DIGEST = re.compile(r"(?P<algorithm>sha1|sha256|sha512|md5):(?P<value>[A-Za-z0-9+/_=-]+)")


@dataclass(frozen=True, slots=True)
class ArchiveProblem:
    """What is wrong with an archive: the file, the offset in it, and what."""

    path: Path
    offset: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}#{self.offset}: {self.what}"


@dataclass(slots=True)
class ArchiveCounts:
    """How far a verification has come; it may be read at any time."""

    files: int = 0
    records: int = 0
    digests: int = 0
    bytes_read: int = 0
    problems: int = 0


def verify_archive(
    where: Path, *, places: Iterable[RecordPlace] = (), counts: ArchiveCounts | None = None
) -> Iterator[ArchiveProblem]:
    """Read a folder's files, or one file, from end to end, and yield every problem as it is met.

    Args:
        where: the folder of the raw archive, or a file in it.
        places: where records must be, as the ledger has it; those in other folders are passed over.
        counts: is kept up to date.
    """
    counts = ArchiveCounts() if counts is None else counts
    expected: dict[Path, set[int]] = {}
    for place in places:
        expected.setdefault(Path(place.path), set()).add(place.offset)
    paths = [path.absolute() for path in list_archive(where)]
    for path in paths:
        for problem in verify_file(path, expected.pop(path, set()), counts):
            counts.problems += 1
            yield problem
    for path, offsets in sorted(expected.items()):
        if where.absolute() in (path, path.parent):
            counts.problems += 1
            yield ArchiveProblem(
                path, min(offsets), f"the file is missing, with {len(offsets)} records that the ledger knows"
            )


def verify_file(path: Path, expected: set[int], counts: ArchiveCounts) -> Iterator[ArchiveProblem]:
    """Read one file; `expected` are the offsets at which records must start."""
    try:
        with path.open("rb") as file:
            for record in scan_records(file):
                try:
                    if isinstance(record, DamagedRecordError):
                        raise record
                    wrong = list(verify_record(record, counts))
                    record.finish()
                except DamagedRecordError as error:
                    yield ArchiveProblem(path, error.offset, error.detail)
                else:
                    yield from (ArchiveProblem(path, record.offset, what) for what in wrong)
                    expected.discard(record.offset)
                    counts.records += 1
        counts.bytes_read += path.stat().st_size
    except OSError as error:
        yield ArchiveProblem(path, 0, f"cannot be read: {error}")
    counts.files += 1
    for offset in sorted(expected):
        yield ArchiveProblem(path, offset, "the ledger says that a record starts here, but none does")


def verify_record(record: OpenRecord, counts: ArchiveCounts) -> Iterator[str]:
    """Digest a record's block and, where it is an HTTP response, the payload behind its header; yields what differs."""
    block_claim = Claim(record.find_field("WARC-Block-Digest"))
    has_payload = record.is_http and record.type != "revisit"  # of a revisit it is the digest of what it refers to
    payload_claim = Claim(record.find_field("WARC-Payload-Digest") if has_payload else None)
    head: bytes | None = b""
    for part in record.read_block():
        block_claim.digest.update(part)
        if head is None:
            payload_claim.digest.update(part)
        else:
            head += part
            if (blank := BLANK_LINE.search(head)) or len(head) > MAX_HTTP_HEAD:
                payload_claim.digest.update(head[blank.end() :] if blank else b"")
                head = None
    for name, claim in (("block", block_claim), ("payload", payload_claim)):
        counts.digests += claim.text is not None
        if not claim.holds():
            yield f"the digest of the {name} is not the one in its header: {claim.text}"


class Claim:
    """A digest that a record claims, and the digest of its bytes to compare it with."""

    def __init__(self, text: str | None) -> None:
        match = DIGEST.fullmatch(text.strip()) if text else None
        self.text, self.value = text, match["value"] if match else ""
        self.digest = hashlib.new(match["algorithm"] if match else "sha256")

    def holds(self) -> bool:
        """Whether the claim is right, in hexadecimal or base 32; no claim holds, one that cannot be read does not."""
        made = self.digest.digest()
        return self.text is None or self.value in (made.hex(), made.hex().upper(), base64.b32encode(made).decode())
