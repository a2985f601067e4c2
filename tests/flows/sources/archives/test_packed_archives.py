"""Archives packed with Zstandard, and packages of archives (WACZ)."""

import sys
import zipfile
from pathlib import Path

import pytest

from flows.sources.archives.raw_archive import read_record
from tests.helpers.crawls import HTML, Crawl, chunked, discover, page, pages, read_all

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
