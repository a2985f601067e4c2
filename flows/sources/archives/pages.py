"""Web archives as sources: each page in a local WARC or WACZ file is a document, read in place.

Archives by Common Crawl, browsertrix, wget and others differ in what they compress and in how they fail. Whatever a
file holds, a scan reaches its end in constant memory, and its counts say what became of every record.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

from flows.errors import ContentEncodingError, DamagedRecordError
from flows.sources import guard
from flows.sources.archives.record_streams import PackedStream, find_dictionary, open_stream, skip_frames, take_bytes
from flows.sources.archives.records import OpenRecord, scan_records
from flows.sources.documents import FoundDocument
from flows.sources.encodings import ZSTD_MAGIC, undo_encodings, unpack_zstd
from flows.sources.files import relative_location
from flows.sources.index.read import Source
from transforms.values import hashed_key

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
RECORD_TYPES = frozenset({"response", "resource"})
RECORDS_ABOUT_OTHERS = frozenset({"warcinfo", "request", "metadata"})
OTHER_RECORD_TYPES = frozenset({"revisit", "conversion", "continuation"})
LEFT_OUT = {
    "revisit": "records of a page that had not changed, whose content is in another",
    "conversion": "records of what a tool made of a page",
    "continuation": "records that go on where another ends",
    "segment": "records that hold a piece of a page",
    "other_type": "records of a type that the format does not know, or of none",
    "address": "records of something that is not on the Web, such as a name server's answer",
    "robots": "a site's robots.txt",
    "status": "pages that a server did not answer with status 200",
    "media_type": "images, scripts and what else is no text",
}
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml)\b", re.I)
UNPACKED_SHARE, UNPACKED_BYTES = 30, 100_000_000  # an archive that unpacks to more times its size is none of pages
ZIP_MAGIC = b"PK\x03\x04"
WARC_NAME = re.compile(r".+\.warc(?:\.gz|\.zst)?", re.I)
BLOCK = 1 << 16


@dataclass(slots=True)
class WarcCounts:
    """What became of the records of one archive, kept up to date while it is read.

    `skipped` counts by what a record was: its type where that describes other records (warcinfo, request, metadata),
    else a reason of `LEFT_OUT`. Every record is a document, damaged, or skipped. `problems` says what was wrong with
    the file, `failure` why it could not be read, or not to its end.
    """

    documents: int = 0
    damaged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    failure: str | None = None

    @property
    def records(self) -> int:
        """How many records there are, the damaged ones included."""
        return self.documents + self.damaged + self.skipped.total()

    @property
    def left_out(self) -> dict[str, int]:
        """How many records were left out that might have held a page, by reason."""
        return {reason: count for reason, count in self.skipped.items() if reason not in RECORDS_ABOUT_OTHERS}

    @property
    def damage(self) -> str | None:
        """What was wrong, in words; None where nothing was."""
        records = f"{self.damaged} damaged {'record' if self.damaged == 1 else 'records'}" if self.damaged else None
        return "; ".join(filter(None, (records, *self.problems))) or None


def discover_warc(
    source: Source,
    path: Path,
    index_dir: Path,
    *,
    limit: int | None = None,
    location_prefix: str | None = None,
    unpack_dir: Path | None = None,
    counts: WarcCounts | None = None,
) -> Iterator[FoundDocument]:
    """Yield each page of an archive as a document, in the order of its records; a damaged record is one too.

    Args:
        source: the row of the index.
        path: the archive: .warc, .warc.gz, .warc.zst or .wacz, told by its first bytes.
        index_dir: what locations are relative to.
        limit: bytes of a body; of a longer one the digest is of `limit` + 1 bytes, as `read_record` gives them.
        location_prefix: the archive's address where it was downloaded; locations are this and the record's offset.
        unpack_dir: where archives are unpacked to that lie in a package, or in which no record can be sought.
        counts: is kept up to date with what becomes of the records.
    """
    counts = WarcCounts() if counts is None else counts
    location = location_prefix or relative_location(path, index_dir)
    try:
        for within, archive in list_archives(path, unpack_dir, counts.problems):
            readable = prepare_archive(archive, unpack_dir, counts.problems)
            with readable.open("rb") as file:
                scan = ArchiveScan(source, location + within, str(readable.absolute()), limit, counts)
                yield from scan.find_documents(file)
    except Exception as error:  # noqa: BLE001  the guard of what strangers send
        is_expected = isinstance(error, (OSError, DamagedRecordError))
        counts.failure = "unreadable" if is_expected else guard.REASON
        yield FoundDocument(
            document_id=hashed_key("document", source.id, location),
            source_id=source.id,
            location=location,
            path=str(path.absolute()),
            state="failed" if is_expected else "quarantined",
            reason=counts.failure,
            detail=str(error) if is_expected else guard.describe_unexpected(error),
        )


@dataclass(frozen=True, slots=True)
class ArchiveScan:
    """One pass over an archive."""

    source: Source
    location: str
    path: str
    limit: int | None
    counts: WarcCounts

    def find_documents(self, file: BinaryIO) -> Iterator[FoundDocument]:
        """Yield a document for each page and for each damage."""
        for record in scan_records(file):
            try:
                if isinstance(record, DamagedRecordError):
                    raise record
                document, why_not = self.read_page(record)
                record.finish()
            except DamagedRecordError as error:
                self.counts.damaged += 1
                yield self.describe(error.offset, state="quarantined", reason="damaged_record", detail=str(error))
            except (OSError, MemoryError):
                raise
            except Exception as error:  # noqa: BLE001  the guard of what strangers send
                self.counts.damaged += 1
                words = guard.describe_unexpected(error)
                yield self.describe(record.offset, state="quarantined", reason=guard.REASON, detail=words)
            else:
                if document:
                    self.counts.documents += 1
                    yield document
                else:
                    self.counts.skipped[why_not] += 1

    def read_page(self, record: OpenRecord) -> tuple[FoundDocument | None, str]:
        """Describe a page's record, or say in a word why it is none."""
        why_not = explain_skip(record)
        if why_not:
            return None, why_not
        body = record.read_body()
        digest = hashlib.sha256()
        state = reason = detail = None
        try:
            for number, part in enumerate(take_bytes(body, self.limit)):
                if not number and not (record.media_type or MARKUP.match(part)):
                    return None, "media_type"
                digest.update(part)
        except ContentEncodingError as error:
            encoding = (record.find_http_field("Content-Encoding") or "").lower()
            state, reason = "quarantined", "truncated_gzip" if "gzip" in encoding else "bad_encoding"
            detail = f"{error} (Content-Encoding: {encoding[:80]})"
        found = self.describe(record.offset, state=state, reason=reason, detail=detail)
        return replace(
            found,
            content_sha256=None if state else digest.hexdigest(),
            media_type=record.media_type,
            url=record.url,
            origin="archive",
            giver=record.url,
            fetched_at=record.made_at,
        ), ""

    def describe(
        self, offset: int, *, state: str | None = None, reason: str | None = None, detail: str | None = None
    ) -> FoundDocument:
        """Describe what lies at an offset."""
        location = f"{self.location}#{offset}"
        return FoundDocument(
            document_id=hashed_key("document", self.source.id, location),
            source_id=self.source.id,
            location=location,
            path=self.path,
            record_offset=offset,
            publisher=self.source.publisher,
            published=self.source.published,
            language=self.source.language,
            state=state,
            reason=reason,
            detail=detail,
        )


def explain_skip(record: OpenRecord) -> str | None:
    """Say in a word why a record holds no page, as far as its headers tell.

    Segmented records, which no crawler of the present writes, are no pages either: each holds a piece of one.
    """
    if record.type not in RECORD_TYPES:
        return record.type if record.type in RECORDS_ABOUT_OTHERS | OTHER_RECORD_TYPES else "other_type"
    if record.find_field("WARC-Segment-Number"):
        return "segment"
    address = split_address(record.url)
    if address is None:
        return "address"
    if address.path == "/robots.txt":
        return "robots"
    if record.type == "response" and record.status != 200:
        return "status"
    kind = (record.media_type or record.find_field("WARC-Identified-Payload-Type") or "").partition(";")[0]
    return "media_type" if kind and kind.strip().lower() not in PAGE_TYPES else None


def split_address(url: str) -> SplitResult | None:
    """Split an address of the Web; archives hold others too, such as `dns:` and `urn:pageinfo:`."""
    try:
        address = urlsplit(url)
    except ValueError:
        return None
    return address if address.scheme.lower() in ("http", "https") and address.netloc else None


def list_archives(path: Path, unpack_dir: Path | None, problems: list[str]) -> list[tuple[str, Path]]:
    """List the archives in a file: those that a package (WACZ) holds, each with its name within, or the file itself.

    `problems` gets what is wrong with the package where it is read all the same.

    Raises:
        OSError: the package cannot be read or unpacked, or holds no archive.
    """
    with path.open("rb") as file:
        begins_as_package = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    # Other archives may come to begin so by damage, which costs their first record.
    if not begins_as_package or (path.suffix.lower() != ".wacz" and not zipfile.is_zipfile(path)):
        return [("", path)]
    if unpack_dir is None:
        raise OSError(f"{path.name} is a WACZ package, and there is no folder to unpack it to")
    status = path.stat()
    left = UNPACKED_BYTES + UNPACKED_SHARE * status.st_size
    found = []
    try:
        with zipfile.ZipFile(path) as package:
            for member in package.infolist():
                if WARC_NAME.fullmatch(member.filename) and not member.is_dir():
                    key = (str(path.absolute()), str(status.st_size), str(status.st_mtime_ns), member.filename)
                    unpacked = unpack_dir / f"{hashed_key('unpacked', *key)}.warc"
                    if not unpacked.exists():
                        problems += unpack_member(package, member, unpacked, left)
                    left -= unpacked.stat().st_size
                    found.append((f"/{member.filename}", unpacked))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeError) as error:  # encrypted, for one
        raise OSError(f"{path.name} cannot be unpacked: {error}") from error
    if not found:
        raise OSError(f"{path.name} is a ZIP file that contains no web archive (.warc, .warc.gz or .warc.zst)")
    return found


def unpack_member(package: zipfile.ZipFile, member: zipfile.ZipInfo, unpacked: Path, limit: int) -> list[str]:
    """Unpack one archive of a package, as far as it is whole and within the limit, as `unpack_archive` does."""
    unpacked.parent.mkdir(parents=True, exist_ok=True)
    unchecked = copy(member)
    unchecked.CRC = None  # type: ignore[assignment]  # for a wrong one zipfile would keep what it read last to itself
    with package.open(unchecked) as packed:
        problems = write_whole(iter(lambda: packed.read(BLOCK), b""), unpacked, limit)
    with unpacked.open("rb") as file:
        is_sound = bool(problems) or digest_crc32(file) == member.CRC
    return problems if is_sound else [f"{member.filename} is not what was packed (CRC-32)"]


def digest_crc32(file: BinaryIO) -> int:
    """Compute the checksum that packages have of their members."""
    digest = 0
    while block := file.read(BLOCK):
        digest = zlib.crc32(block, digest)
    return digest


def write_whole(blocks: Iterable[bytes], unpacked: Path, limit: int) -> list[str]:
    """Write blocks to a file as far as they are whole and within the limit; returns what cut them off."""
    problems = []
    with make_file(unpacked) as file:
        try:
            for block in blocks:
                file.write(block)
                if file.tell() > limit:
                    problems.append(f"cut at {limit} bytes unpacked")
                    break
        except (zipfile.BadZipFile, zlib.error, EOFError, ContentEncodingError) as error:
            problems.append(f"cannot be unpacked from byte {file.tell()} on: {error}")
    return problems


@contextmanager
def make_file(path: Path) -> Iterator[BinaryIO]:
    """Make a file that is there whole or not at all: where the disk cannot hold it, others have their room back."""
    making = path.with_suffix(".making")
    try:
        with making.open("wb") as file:
            yield file
        making.replace(path)
    except OSError as error:
        making.unlink(missing_ok=True)
        raise OSError(f"{path} cannot be unpacked: {error}") from error


def prepare_archive(path: Path, unpack_dir: Path | None, problems: list[str]) -> Path:
    """Give the file in which records can be sought: the archive, unless all its records lie in one packed stream.

    `problems` gets what is wrong with that stream where it is read all the same.

    Raises:
        OSError: the archive cannot be read, or not be unpacked.
    """
    with path.open("rb") as file:
        if not holds_joined_records(file):
            return path
    if unpack_dir is None:
        raise OSError(
            f"{path.name} is compressed as a whole, so no record can be read by itself; run `warcio recompress` on it"
        )
    status = path.stat()
    name = hashed_key("unpacked", str(path.absolute()), str(status.st_size), str(status.st_mtime_ns))
    unpacked = unpack_dir / f"{name}.warc"
    if not unpacked.exists():
        unpack_dir.mkdir(parents=True, exist_ok=True)
        problems += unpack_archive(path, unpacked, UNPACKED_BYTES + UNPACKED_SHARE * status.st_size)
    return unpacked


def holds_joined_records(file: BinaryIO) -> bool:
    """Tell whether one of the first two members or frames, of which one may hold but a warcinfo, holds several."""
    first = next((record for record in scan_records(file) if isinstance(record, OpenRecord)), None)
    if first is None or joins_records(file, first):
        return first is not None
    try:
        second = OpenRecord(open_stream(file, skip_frames(file, first.finish())))
    except DamagedRecordError:
        return False
    return joins_records(file, second)


def joins_records(file: BinaryIO, record: OpenRecord) -> bool:
    """Tell whether another record follows this one within its gzip member or frame."""
    if not isinstance(record.stream, PackedStream):
        return False
    stream = type(record.stream)(file, record.offset)
    behind, read = b"", 0
    while len(behind) < len(b"\r\n\r\nWARC/") and (part := stream.read()):
        read += len(part)
        behind += part[max(0, len(part) - max(0, read - stream.head_length - record.length)) :]
    return behind.lstrip(b"\r\n").startswith(b"WARC/")


def unpack_archive(path: Path, unpacked: Path, limit: int) -> list[str]:
    """Unpack an archive as far as it is whole and within the limit; returns what cut it off."""
    with path.open("rb") as packed:
        dictionary = find_dictionary(packed)
        start = skip_frames(packed, 0)
        packed.seek(start)
        is_zstd = packed.read(len(ZSTD_MAGIC)) == ZSTD_MAGIC
        packed.seek(start)
        blocks = iter(lambda: packed.read(BLOCK), b"")
        whole = unpack_zstd(blocks, None, dictionary) if is_zstd else undo_encodings(blocks, "gzip")
        return write_whole(whole, unpacked, limit)
