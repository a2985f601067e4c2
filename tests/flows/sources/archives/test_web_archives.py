"""Web archives as other tools write and break them: each page a document, each damage told, nothing lost."""

import gzip
import hashlib
import io
import random
import sys
import zipfile
import zlib
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.errors import FlowError
from flows.sources.archives.pages import LEFT_OUT, WarcCounts, discover_warc
from flows.sources.archives.raw_archive import read_record
from flows.sources.documents import FoundDocument
from flows.sources.index.read import Source
from transforms.values import hashed_key

SOURCE = Source(id="crawl", location="crawl.warc.gz", kind="warc", line=3, publisher="Varnland Tidende", language="en")
HTML = [("Content-Type", "text/html; charset=utf-8")]


def page(number: int) -> bytes:
    return f"<html><p>Page {number}: the ferry to Sandholm sails again.</p></html>".encode() * 20


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%X;name=value\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\nX-Trailer: 1\r\n\r\n"


class Crawl:
    """An archive in the making, by warcio."""

    def __init__(self, *, packed: bool = True) -> None:
        self.data = io.BytesIO()
        self.writer = WARCWriter(self.data, gzip=packed)
        self.offsets: list[int] = []

    def add(self, body: bytes, headers=HTML, *, url="https://a.example/1", status="200 OK", kind="response", **fields):
        """Write a record; `fields` go to its WARC header, with underscores for hyphens."""
        self.offsets.append(self.data.tell())
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if kind in ("response", "revisit") else None
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_content_type="" if http else dict(headers).get("Content-Type", ""),
            warc_headers_dict={
                "WARC-Date": "2026-02-03T04:05:06Z",
                **{f"WARC-{name.replace('_', '-')}": value for name, value in fields.items()},
            },
        )
        self.writer.write_record(record)
        return self

    def save(self, folder: Path, name: str = "crawl.warc.gz") -> Path:
        path = folder / name
        path.write_bytes(self.data.getvalue())
        return path


def pages(count: int, *, packed: bool = True) -> Crawl:
    crawl = Crawl(packed=packed)
    for number in range(count):
        crawl.add(page(number), url=f"https://a.example/{number}")
    return crawl


def discover(path: Path, **options) -> tuple[list[FoundDocument], WarcCounts]:
    counts = WarcCounts()
    return list(discover_warc(SOURCE, path, path.parent, counts=counts, **options)), counts


def read_all(found: list[FoundDocument]) -> list[bytes]:
    """Read each document as a worker does, and hold its digest against what discovery said."""
    contents = []
    for document in found:
        if document.state is None:
            content = read_record(Path(document.path), document.record_offset, 10_000_000).content
            assert hashlib.sha256(content).hexdigest() == document.content_sha256
            contents.append(content)
    return contents


def states(found: list[FoundDocument]) -> list[tuple[str | None, str | None]]:
    return [(document.state, document.reason) for document in found]


@pytest.mark.parametrize(("packed", "name"), [(True, "crawl.warc.gz"), (False, "crawl.warc")])
def test_each_page_is_a_document_with_its_place(tmp_path, packed, name):
    crawl = pages(3, packed=packed)
    path = crawl.save(tmp_path, name)
    found, counts = discover(path)
    assert read_all(found) == [page(0), page(1), page(2)]
    assert (counts.documents, counts.records) == (3, 3)
    second = found[1]
    assert second == FoundDocument(
        document_id=hashed_key("document", "crawl", f"{name}#{crawl.offsets[1]}"),
        source_id="crawl",
        location=f"{name}#{crawl.offsets[1]}",
        path=str(path),
        record_offset=crawl.offsets[1],
        content_sha256=hashlib.sha256(page(1)).hexdigest(),
        media_type="text/html; charset=utf-8",
        url="https://a.example/1",
        publisher="Varnland Tidende",
        language="en",
        origin="archive",
        giver="https://a.example/1",
        fetched_at=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    )


@pytest.mark.parametrize("made_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday"])
def test_a_date_outside_the_calendar_is_none(tmp_path, made_at):
    crawl = Crawl()
    crawl.add(page(1), Date=made_at)
    found, _ = discover(crawl.save(tmp_path))
    assert [(document.state, document.fetched_at) for document in found] == [(None, None)]


def test_locations_of_a_downloaded_archive_are_its_address(tmp_path):
    found, _ = discover(pages(2).save(tmp_path), location_prefix="https://b.example/crawl.warc.gz")
    assert found[0].location == "https://b.example/crawl.warc.gz#0"
    assert found[1].location.startswith("https://b.example/crawl.warc.gz#")


def test_what_is_no_page_is_skipped_by_kind(tmp_path):
    crawl = Crawl()
    crawl.add(b"software: a crawler", [("Content-Type", "application/warc-fields")], kind="warcinfo")
    crawl.add(b"GET / HTTP/1.1\r\n\r\n", [("Content-Type", "application/http; msgtype=request")], kind="request")
    crawl.add(b"fetchTimeMs: 3", [("Content-Type", "application/warc-fields")], kind="metadata")
    crawl.add(b"User-agent: *", [("Content-Type", "text/plain")], url="https://a.example/robots.txt?x")
    crawl.add(b"a.example 1.2.3.4", [("Content-Type", "text/dns")], url="dns:a.example", kind="resource")
    crawl.add(b"\x89PNG", [("Content-Type", "image/png")])
    crawl.add(b"\x89PNG", [])
    crawl.add(b"moved", status="301 Moved Permanently")
    crawl.add(b"", kind="revisit", Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest")
    crawl.add(page(1), Segment_Number="1")
    crawl.add(page(2), [("Content-Type", "TEXT/HTML;charset=utf-8")])
    crawl.add(b"plain words", [("Content-Type", "text/plain")], kind="resource")
    crawl.add(page(3), [])
    crawl.add(page(4), [], Identified_Payload_Type="application/xhtml+xml")
    crawl.add(b"from elsewhere", kind="\x1b]0;crawl\x07")
    found, counts = discover(crawl.save(tmp_path))
    assert read_all(found) == [page(2), b"plain words", page(3), page(4)]
    assert dict(counts.skipped) == {
        "warcinfo": 1,
        "request": 1,
        "metadata": 1,
        "robots": 1,
        "address": 1,
        "media_type": 2,
        "status": 1,
        "revisit": 1,
        "segment": 1,
        "other_type": 1,
    }
    assert (counts.documents, counts.damaged, counts.records) == (4, 0, 15)
    assert counts.left_out.keys() == counts.skipped.keys() - {"warcinfo", "request", "metadata"}
    assert counts.left_out.keys() <= LEFT_OUT.keys()


def test_wget_writes_addresses_in_angle_brackets_and_keeps_the_wire(tmp_path):
    body = chunked(gzip.compress(page(1)))
    wire = [*HTML, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
    found, _ = discover(Crawl().add(body, wire, url="<https://a.example/news>").save(tmp_path))
    assert found[0].url == "https://a.example/news"
    assert read_all(found) == [page(1)]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(page(1)), [("Transfer-Encoding", "chunked")]),
        (chunked(page(1)).replace(b"\r\n", b"\n"), [("transfer-encoding", "chunked")]),
        (page(1), [("Transfer-Encoding", "chunked")]),
        (chunked(brotli.compress(page(1)), 7), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "br")]),
        (zlib.compress(page(1)), [("Content-Encoding", "deflate")]),
        (gzip.compress(page(1)), [("Transfer-Encoding", "gzip, chunked")]),
        (page(1), [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]),
        (gzip.compress(page(1)), [("X-Long", "policy " * 12_000), ("Content-Encoding", "gzip")]),
    ],
    ids=["chunked", "line-feeds", "not-chunked", "brotli", "deflate", "gzip-as-transfer", "neither", "long-header"],
)
@pytest.mark.parametrize("packed", [True, False])
def test_chunks_and_encodings_are_undone_also_where_headers_lie(tmp_path, body, headers, packed):
    found, _ = discover(Crawl(packed=packed).add(body, [*HTML, *headers]).add(page(2)).save(tmp_path))
    assert read_all(found) == [page(1), page(2)]


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (gzip.compress(page(1))[:-30], [("Content-Encoding", "gzip")], "truncated_gzip"),
        (brotli.compress(page(1))[:-30], [("Content-Encoding", "br")], "bad_encoding"),
        (chunked(page(1))[:-300], [("Transfer-Encoding", "chunked")], "bad_encoding"),
        (b"\x00\x01zopfli", [("Content-Encoding", "zopfli")], "bad_encoding"),
    ],
    ids=["gzip", "brotli", "chunked", "unknown"],
)
def test_a_body_that_cannot_be_decoded_is_quarantined(tmp_path, body, headers, reason):
    found, counts = discover(Crawl().add(body, [*HTML, *headers]).add(page(2)).save(tmp_path))
    assert states(found) == [("quarantined", reason), (None, None)]
    assert found[0].url == "https://a.example/1"
    assert found[0].content_sha256 is None
    assert (counts.documents, counts.damaged) == (2, 0)


def test_of_a_body_that_the_crawler_cut_off_there_is_what_there_is(tmp_path):
    body = gzip.compress(random.Random(3).randbytes(3000))
    cut = Crawl().add(body[:2000], [*HTML, ("Content-Encoding", "gzip")], Truncated="length")
    found, _ = discover(cut.save(tmp_path))
    assert states(found) == [(None, None)]
    assert 1000 < len(read_all(found)[0]) < 3000


def test_a_long_body_is_digested_as_far_as_it_is_read(tmp_path):
    path = Crawl().add(gzip.compress(bytes(50_000_000)), [*HTML, ("Content-Encoding", "gzip")]).save(tmp_path)
    found, _ = discover(path, limit=1000)
    assert found[0].state is None
    assert found[0].content_sha256 == hashlib.sha256(bytes(1001)).hexdigest()
    assert hashlib.sha256(read_record(path, 0, 1000).content).hexdigest() == found[0].content_sha256


def test_a_changed_record_is_quarantined_and_its_neighbours_are_read(tmp_path):
    crawl = pages(5)
    data = bytearray(crawl.data.getvalue())
    data[crawl.offsets[2] + 80] ^= 0xFF
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(data)
    found, counts = discover(path)
    assert read_all(found) == [page(0), page(1), page(3), page(4)]
    damaged = found[2]
    assert (damaged.state, damaged.reason) == ("quarantined", "damaged_record")
    assert damaged.location == f"crawl.warc.gz#{crawl.offsets[2]}"
    assert f"the record at {crawl.offsets[2]}: damaged compression" in damaged.detail
    assert (counts.documents, counts.damaged) == (4, 1)


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_was_cut_off_ends_with_a_damaged_record(tmp_path, packed):
    crawl = pages(3, packed=packed)
    path = tmp_path / "cut.warc"
    path.write_bytes(crawl.data.getvalue()[:-40])
    found, _ = discover(path)
    assert states(found) == [(None, None), (None, None), ("quarantined", "damaged_record")]
    assert read_all(found) == [page(0), page(1)]
    assert "the file ends inside the record" in found[2].detail


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    "garbage", [b"garbage\r\n" * 30, b"\x1f\x8b\x08\x00 not gzip" * 5, bytes(5000)], ids=["text", "magic", "zeros"]
)
def test_garbage_between_records_is_one_damage(tmp_path, packed, garbage):
    crawl = pages(4, packed=packed)
    data, place = crawl.data.getvalue(), crawl.offsets[2]
    path = tmp_path / "garbage.warc"
    path.write_bytes(data[:place] + garbage + data[place:])
    found, counts = discover(path)
    assert states(found) == [(None, None), (None, None), ("quarantined", "damaged_record"), (None, None), (None, None)]
    assert found[2].record_offset == place
    assert read_all(found) == [page(number) for number in range(4)]
    assert (counts.documents, counts.damaged) == (4, 1)


@pytest.mark.parametrize("wrong", [b"7", b"99999", b"-1", b"many", b"1500"])
@pytest.mark.parametrize("packed", [True, False])
def test_a_wrong_content_length_costs_one_record(tmp_path, packed, wrong):
    crawl = pages(4, packed=False)
    places = [*crawl.offsets, len(crawl.data.getvalue())]
    records = [crawl.data.getvalue()[start:end] for start, end in pairwise(places)]
    length = records[1].split(b"Content-Length: ")[1].split(b"\r\n")[0]
    records[1] = records[1].replace(b"Content-Length: " + length, b"Content-Length: " + wrong)
    path = tmp_path / "wrong.warc"
    path.write_bytes(b"".join(gzip.compress(record) if packed else record for record in records))
    found, _ = discover(path)
    assert states(found) == [(None, None), ("quarantined", "damaged_record"), (None, None), (None, None)]
    assert read_all(found) == [page(0), page(2), page(3)]


@pytest.mark.parametrize("of_its_own", [0, 1])
def test_an_archive_that_is_one_gzip_stream_is_unpacked_once(tmp_path, of_its_own):
    crawl = pages(4, packed=False)
    data, cut = crawl.data.getvalue(), crawl.offsets[of_its_own]
    path = tmp_path / "whole.warc.gz"
    path.write_bytes((gzip.compress(data[:cut]) if cut else b"") + gzip.compress(data[cut:]))
    found, counts = discover(path, unpack_dir=tmp_path / "unpacked")
    assert read_all(found) == [page(number) for number in range(4)]
    assert [document.location for document in found] == [f"whole.warc.gz#{offset}" for offset in crawl.offsets]
    assert counts.documents == 4
    again, _ = discover(path, unpack_dir=tmp_path / "unpacked")
    assert again == found
    assert len(list((tmp_path / "unpacked").iterdir())) == 1


def test_one_gzip_stream_that_was_cut_off_gives_what_it_holds(tmp_path):
    path = tmp_path / "whole.warc.gz"
    bodies = [random.Random(number).randbytes(20_000) for number in range(4)]
    crawl = Crawl(packed=False)
    for body in bodies:
        crawl.add(body)
    path.write_bytes(gzip.compress(crawl.data.getvalue())[:-30_000])
    found, counts = discover(path, unpack_dir=tmp_path)
    assert states(found) == [(None, None), (None, None), ("quarantined", "damaged_record")]
    assert read_all(found) == bodies[:2]
    assert (counts.damage or "").startswith("1 damaged record; cannot be unpacked from byte ")


def test_one_gzip_stream_without_room_to_unpack_fails_with_a_remedy(tmp_path):
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(pages(2, packed=False).data.getvalue()))
    found, _ = discover(path)
    assert states(found) == [("failed", "unreadable")]
    assert "warcio recompress" in found[0].detail


def test_an_archive_that_is_not_there_has_failed(tmp_path):
    found, counts = discover(tmp_path / "absent.warc.gz")
    assert states(found) == [("failed", "unreadable")]
    assert "absent.warc.gz" in found[0].detail
    assert counts.records == 0


@pytest.mark.parametrize(
    "content",
    [b"<html>not found</html>", b"\x28\xb5\x2f\xfd zstandard", gzip.compress(b"no record"), bytes(100)],
    ids=["page", "zstandard", "gzip", "zeros"],
)
def test_what_is_no_archive_is_one_damage(tmp_path, content):
    path = tmp_path / "no.warc.gz"
    path.write_bytes(content)
    found, _ = discover(path)
    assert states(found) == [("quarantined", "damaged_record")]


def test_an_empty_archive_has_no_document(tmp_path):
    path = tmp_path / "empty.warc"
    path.touch()
    assert discover(path) == ([], WarcCounts())


def test_records_with_bare_line_feeds_are_read(tmp_path):
    path = tmp_path / "unix.warc"
    record = (
        b"WARC/1.0\nWARC-Type: response\nWARC-Target-URI: https://a.example/1\nContent-Length: %d\n"
        b"Content-Type: application/http\n\n%s\n\n"
    )
    blocks = [b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n" + page(number) for number in range(3)]
    path.write_bytes(b"".join(record % (len(block), block) for block in blocks))
    found, _ = discover(path)
    assert read_all(found) == [page(0), page(1), page(2)]
    assert found[0].fetched_at is None


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("line_ends", [b"", b"\n", b"\r\n\r\n\n", b"\n" * 12])
def test_more_or_fewer_line_ends_between_records_are_no_damage(tmp_path, packed, line_ends):
    crawl = pages(3, packed=False)
    places = [*crawl.offsets, len(crawl.data.getvalue())]
    records = [crawl.data.getvalue()[start:end].removesuffix(b"\r\n\r\n") for start, end in pairwise(places)]
    path = tmp_path / "ends.warc"
    path.write_bytes(b"".join(gzip.compress(part + line_ends) if packed else part + line_ends for part in records))
    found, counts = discover(path)
    assert read_all(found) == [page(0), page(1), page(2)]
    assert counts == WarcCounts(documents=3)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=12), st.integers(0, 40)), max_size=4))
@example(packed=False, changes=[(0.0, b"PK\x03\x04", 0)])  # which packages (WACZ) begin with
@example(packed=True, changes=[(0.0, b"PK\x03\x04", 9)])
def test_no_damage_ends_in_an_exception_or_changes_a_neighbour(tmp_path, packed, changes):
    crawl = pages(6, packed=packed)
    data = crawl.data.getvalue()
    for where, put, taken in changes:
        place = int(where * len(data))
        data = data[:place] + put + data[place + taken :]
    path = tmp_path / "changed.warc"
    path.write_bytes(data)
    found, counts = discover(path, unpack_dir=tmp_path)
    assert counts.documents + counts.damaged == len(found)
    assert counts.documents >= 6 - 2 * len(changes)
    for document in found:
        if document.state is None and packed:
            assert read_all([document])[0] in {page(number) for number in range(6)}
    for offset in range(0, len(data), 97):
        try:
            read_record(path, offset, 1000)
        except FlowError:
            continue


if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def frames(crawl: Crawl, dictionary: zstd.ZstdDict | None = None) -> list[bytes]:
    """Each record of an archive in a frame of its own."""
    data = crawl.data.getvalue()
    ends = [*crawl.offsets[1:], len(data)]
    records = [data[start:end] for start, end in zip(crawl.offsets, ends, strict=True)]
    return [zstd.compress(record, zstd_dict=dictionary) for record in records]


def skipped_frame(content: bytes) -> bytes:
    return b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content


@pytest.mark.parametrize("is_packed", [None, False, True])
def test_zstandard_archives_are_read_with_a_dictionary_or_without(tmp_path: Path, is_packed: bool | None):
    crawl = pages(20, packed=False)
    trained = zstd.train_dict([page(number) for number in range(100)], 4000) if is_packed is not None else None
    head = b""
    if trained:
        head = skipped_frame(zstd.compress(trained.dict_content) if is_packed else trained.dict_content)
    path = tmp_path / "crawl.warc.zst"
    path.write_bytes(head + b"".join(frames(crawl, trained)))
    found, counts = discover(path)
    assert (counts.documents, counts.damaged) == (20, 0)
    for number, document in enumerate(found):
        assert read_record(path, document.record_offset or 0, 10_000).content == page(number)


def test_a_damaged_frame_costs_one_record(tmp_path: Path):
    parts = frames(pages(3, packed=False))
    parts[1] = parts[1][:-20] + bytes(20)
    path = tmp_path / "crawl.warc.zst"
    path.write_bytes(b"".join(parts))
    found, counts = discover(path)
    assert counts.documents == 2
    assert counts.damaged >= 1
    assert [document.url for document in found if not document.state] == ["https://a.example/0", "https://a.example/2"]


def test_a_whole_archive_in_one_frame_is_unpacked_first(tmp_path: Path):
    path = tmp_path / "crawl.warc.zst"
    path.write_bytes(zstd.compress(pages(3, packed=False).data.getvalue()))
    found, counts = discover(path, unpack_dir=tmp_path / "unpacked")
    assert counts.documents == 3
    assert {document.location.partition("#")[0] for document in found} == {"crawl.warc.zst"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_archives_of_a_package_are_sources(tmp_path: Path, method: int):
    path = tmp_path / "site.wacz"
    with zipfile.ZipFile(path, "w", method) as package:
        package.writestr("archive/one.warc.gz", pages(2).data.getvalue())
        package.writestr("archive/two.warc.zst", b"".join(frames(pages(1, packed=False))))
        package.writestr("datapackage.json", "{}")
    found, counts = discover(path, unpack_dir=tmp_path / "unpacked")
    assert (counts.documents, counts.damaged) == (3, 0)
    assert [document.location.partition("#")[0] for document in found] == [
        "site.wacz/archive/one.warc.gz",
        "site.wacz/archive/one.warc.gz",
        "site.wacz/archive/two.warc.zst",
    ]
    assert len({document.document_id for document in found}) == 3


@pytest.mark.parametrize("lost", [slice(300, 340), slice(-40, None)], ids=["in the first page", "at the end"])
def test_a_damaged_package_gives_what_it_holds_and_is_not_taken_for_whole(tmp_path: Path, lost: slice):
    content = pages(3, packed=False).data.getvalue()
    path = tmp_path / "site.wacz"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("archive/one.warc", content)
    spoilt = bytearray(content)
    spoilt[lost] = b"#" * 40
    path.write_bytes(path.read_bytes().replace(content, spoilt))
    found, counts = discover(path, unpack_dir=tmp_path / "unpacked")
    assert page(1) in read_all(found)
    assert "archive/one.warc is not what was packed (CRC-32)" in (counts.damage or "")


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", None])
def test_what_is_no_package_fails_with_words(tmp_path: Path, content: bytes | None):
    path = tmp_path / "site.wacz"
    path.write_bytes(content or b"")
    if content is None:
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("pages/pages.jsonl", "{}")
    found, _ = discover(path, unpack_dir=tmp_path / "unpacked")
    assert [(document.state, document.reason) for document in found] == [("failed", "unreadable")]
    assert "site.wacz" in (found[0].detail or "")


def test_bodies_in_zstandard_are_unpacked_and_cut_ones_refused(tmp_path: Path):
    packed = zstd.compress(page(1))
    crawl = Crawl().add(packed, [*HTML, ("Content-Encoding", "zstd")])
    crawl.add(packed[:-9], [*HTML, ("Content-Encoding", "zstd")])
    crawl.add(page(3), [*HTML, ("Content-Encoding", "zstd")])  # stored unpacked, the header kept
    crawl.add(chunked(packed), [*HTML, ("Content-Encoding", "zstd"), ("Transfer-Encoding", "chunked")])
    found, _ = discover(crawl.save(tmp_path))
    assert [document.reason for document in found] == [None, "bad_encoding", None, None]
