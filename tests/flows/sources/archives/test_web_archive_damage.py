"""Web archives as they break: each damage is told and costs one record, nothing else is lost."""

import gzip
import hashlib
import random
from itertools import pairwise

import brotli
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.errors import FlowError
from flows.sources.archives.raw_archive import read_record
from tests.helpers.crawls import HTML, Crawl, chunked, discover, page, pages, read_all, states


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
