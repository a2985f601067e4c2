"""Web archives as other tools write them: each page is a document with its place."""

import gzip
import hashlib
import zlib
from datetime import UTC, datetime
from itertools import pairwise

import brotli
import pytest

from flows.sources.archives.pages import LEFT_OUT, WarcCounts
from flows.sources.documents import FoundDocument
from tests.helpers.crawls import HTML, Crawl, chunked, discover, page, pages, read_all
from transforms.values import hashed_key


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
