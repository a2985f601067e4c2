"""The raw archive: what goes in comes out, other tools read it, and a torn file loses only what was torn."""

import gzip
import io
import os
import subprocess
import sys
import zlib
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from flows.errors import ContentEncodingError, DamagedRecordError, StorageError
from flows.sources.archives.raw_archive import (
    ArchiveWriter,
    dump_fetched,
    list_archive,
    load_fetched,
    mend_archive,
    read_fetched,
    read_record,
)
from flows.sources.archives.verification import ArchiveCounts, ArchiveProblem, verify_archive
from flows.sources.values import Fetched, RecordPlace

STARTED = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
PAGE = b"<p>The ferry to Sandholm sails again, said Marit Lunde.</p>" * 40
PACKED = gzip.compress(PAGE)
HTML = ("Content-Type", "text/html; charset=utf-8")


def open_writer(folder: Path, **options: int) -> ArchiveWriter:
    return ArchiveWriter(folder, "run7", started_at=STARTED, software="dateline/0.1.0", **options)


def write_page(writer: ArchiveWriter, url: str, body: bytes = PAGE, *headers: tuple[str, str]) -> RecordPlace:
    fetched = Fetched(url, url, STARTED, status=200, media_type=HTML[1])
    return writer.write_response(
        url=url,
        fetched_at=STARTED,
        status_line="HTTP/1.1 200 OK",
        headers=[HTML, *headers],
        body=io.BytesIO(body),
        labels={"Fetched": dump_fetched(fetched)},
    )


def read_content(place: RecordPlace, limit: int = 1_000_000) -> bytes:
    return read_record(Path(place.path), place.offset, limit).content


def read_with_warcio(path: Path) -> list[tuple[str, dict[str, str], str | None, list[tuple[str, str]], bytes]]:
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                dict(record.rec_headers.headers),
                record.http_headers and f"{record.http_headers.protocol} {record.http_headers.statusline}",
                record.http_headers.headers if record.http_headers else [],
                record.raw_stream.read(),
            )
            for record in ArchiveIterator(file)
        ]


def check_with_warcio(path: Path) -> int:
    checker = Checker(Namespace(inputs=[str(path)], verbose=False))
    checker.process_all()
    return checker.exit_value


def test_a_response_is_read_by_its_place(tmp_path):
    with open_writer(tmp_path) as writer:
        places = [write_page(writer, f"https://a.example/{number}", PAGE + b"%d" % number) for number in range(3)]
    found = [read_record(Path(place.path), place.offset, 1_000_000) for place in places]
    assert [(page.url, page.status, page.media_type) for page in found] == [
        (f"https://a.example/{number}", 200, HTML[1]) for number in range(3)
    ]
    assert [page.content for page in found] == [PAGE + b"0", PAGE + b"1", PAGE + b"2"]
    assert [path.name for path in list_archive(tmp_path)] == ["20260301T063000Z-run7-00000.warc.gz"]
    assert all(Path(place.path).is_absolute() for place in places)


def test_warcio_reads_and_checks_what_was_written(tmp_path, capsys):
    with open_writer(tmp_path) as writer:
        write_page(writer, "https://a.example/one", PACKED, ("Content-Encoding", "gzip"))
        writer.write_response(
            url="https://a.example/two words?q=é",
            fetched_at=STARTED.astimezone(timezone(timedelta(hours=2))),
            status_line="HTTP/2 404",
            headers=[("transfer-encoding", "chunked"), ("x-mayor", "Kåre\r\nSet-Cookie: no")],
            body=io.BytesIO(b"gone"),
            labels={"reason": "Kårvik"},
            truncated="length",
        )
    path = list_archive(tmp_path)[0]
    info, one, two = read_with_warcio(path)
    assert info[0] == "warcinfo"
    assert b"software: dateline/0.1.0\r\nformat: WARC File Format 1.1\r\n" in info[4]
    assert (one[0], one[2], one[4]) == ("response", "HTTP/1.1 200 OK", PACKED)
    assert one[1]["WARC-Warcinfo-ID"] == info[1]["WARC-Record-ID"]
    assert two[2:] == (
        "HTTP/1.1 404 Not Found",
        [("X-Archive-Orig-transfer-encoding", "chunked"), ("x-mayor", "Kåre Set-Cookie: no")],
        b"gone",
    )
    assert {name: two[1][name] for name in ("WARC-Target-URI", "WARC-Date", "WARC-Protocol", "WARC-Truncated")} == {
        "WARC-Target-URI": "https://a.example/two%20words?q=%C3%A9",
        "WARC-Date": "2026-03-01T06:30:00.000000Z",
        "WARC-Protocol": "h2",
        "WARC-Truncated": "length",
    }
    assert two[1]["Dateline-Reason"] == "K\\xe5rvik"
    assert check_with_warcio(path) == 0
    assert capsys.readouterr().out == ""


def test_not_modified_is_a_revisit_by_the_standards_profile(tmp_path):
    with open_writer(tmp_path) as writer:
        writer.write_response(
            url="https://a.example/",
            fetched_at=STARTED,
            status_line="HTTP/1.1 304 Not Modified",
            headers=[("ETag", '"7"')],
            body=io.BytesIO(),
            labels={},
        )
    kind, fields, status, headers, body = read_with_warcio(list_archive(tmp_path)[0])[1]
    assert (kind, status, headers, body) == ("revisit", "HTTP/1.1 304 Not Modified", [("ETag", '"7"')], b"")
    assert fields["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def test_a_conversion_is_read_like_a_page(tmp_path):
    with open_writer(tmp_path) as writer:
        place = writer.write_conversion(
            url="https://a.example/1", fetched_at=STARTED, media_type="text/html", content=PAGE, labels={}
        )
    page = read_record(Path(place.path), place.offset, 1_000_000)
    assert (page.status, page.media_type, page.content) == (None, "text/html", PAGE)
    assert check_with_warcio(Path(place.path)) == 0


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE[:100]) + gzip.compress(PAGE[100:]) + b"behind"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE, wbits=-15)),
        ("br", brotli.compress(PAGE)),
        ("br, gzip", gzip.compress(brotli.compress(PAGE))),
        ("gzip", PAGE),
        ("deflate", PAGE),
        ("br", PAGE),
        ("identity", PAGE),
        ("utf-8", PAGE),
    ],
    ids=[
        *("gzip", "members", "zlib", "bare-deflate", "brotli", "two"),
        *("not-gzip", "not-deflate", "not-brotli", "identity", "charset"),
    ],
)
def test_content_encodings_are_undone_and_headers_that_lie_are_seen_through(tmp_path, encoding, packed):
    with open_writer(tmp_path) as writer:
        place = write_page(writer, "https://a.example/", packed, ("Content-Encoding", encoding))
    assert read_content(place) == PAGE


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(PAGE)[:-20]),
        ("gzip", gzip.compress(PAGE)[:-8] + bytes(8)),
        ("deflate", zlib.compress(PAGE)[:-9]),
        ("br", brotli.compress(PAGE)[:-9]),
        ("zopfli", b"\x00\x01zopfli"),
    ],
    ids=["cut-gzip", "checksum", "cut-deflate", "cut-brotli", "unknown"],
)
def test_a_damaged_or_unknown_encoding_is_an_error(tmp_path, encoding, packed):
    with open_writer(tmp_path) as writer:
        place = write_page(writer, "https://a.example/", packed, ("Content-Encoding", encoding))
    with pytest.raises(ContentEncodingError):
        read_content(place)


def test_an_encoding_a_field_is_undone_from_the_last(tmp_path):
    body = gzip.compress(brotli.compress(PAGE))
    with open_writer(tmp_path) as writer:
        place = write_page(
            writer, "https://a.example/", body, ("Content-Encoding", "br"), ("content-encoding", "gzip"), HTML
        )
    assert read_content(place) == PAGE
    assert read_record(Path(place.path), place.offset, 10).media_type == HTML[1]


BOMB = """
import resource, sys
from pathlib import Path
from flows.sources.archives.raw_archive import read_record
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for place in sys.argv[1:]:
    path, offset = place.rsplit("#", 1)
    assert len(read_record(Path(path), int(offset), 1_000_000).content) == 1_000_001
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1000)
"""


def test_a_bomb_is_unpacked_to_the_limit_and_one_byte(tmp_path):
    zeros = bytes(100_000_000)
    bombs = [
        ("gzip", gzip.compress(zeros, 1)),
        ("deflate", zlib.compress(zeros, 1)),
        ("br", brotli.compress(zeros, quality=1)),
    ]
    with open_writer(tmp_path) as writer:
        places = [write_page(writer, "https://a.example/", bomb, ("Content-Encoding", name)) for name, bomb in bombs]
    told = [f"{place.path}#{place.offset}" for place in places]
    reading = subprocess.run([sys.executable, "-c", BOMB, *told], capture_output=True, text=True, check=True)
    assert int(reading.stdout) < 20  # megabytes


NAMES = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ-0123456789", min_size=1, max_size=12).map("X-".__add__)
VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f\x85\xa0\xad"), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(st.tuples(NAMES, VALUES), max_size=5), st.binary(max_size=3000)), max_size=4))
def test_any_headers_and_body_come_back_the_same(tmp_path, responses):
    writer = open_writer(tmp_path)
    places = [
        writer.write_response(
            url="https://a.example/",
            fetched_at=STARTED,
            status_line="HTTP/1.1 200 OK",
            headers=headers,
            body=io.BytesIO(body),
            labels={},
        )
        for headers, body in responses
    ]
    writer.close()
    assert [read_content(place) for place in places] == [body for _, body in responses]
    found = []
    for path in list_archive(tmp_path)[-1:] if responses else []:
        with path.open("rb") as file:
            records = [
                (record.rec_type, record.raw_stream.read()) for record in ArchiveIterator(file, no_record_parse=True)
            ]
        found = [block for kind, block in records if kind == "response"]
    assert found == [
        b"HTTP/1.1 200 OK\r\n"
        + b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in headers)
        + b"\r\n"
        + body
        for headers, body in responses
    ]


@pytest.fixture(scope="module")
def three_records(tmp_path_factory):
    """A file with three pages: its bytes, where each page's record starts, and where it ends."""
    with open_writer(tmp_path_factory.mktemp("raw")) as writer:
        places = [write_page(writer, f"https://a.example/{number}", os.urandom(90)) for number in range(3)]
    data = Path(places[0].path).read_bytes()
    starts = [place.offset for place in places]
    return data, starts, [*starts[1:], len(data)]


def test_cut_at_any_byte_the_whole_records_survive(tmp_path, three_records):
    data, starts, ends = three_records
    for cut in range(len(data)):
        path = tmp_path / "cut.warc.gz"
        path.write_bytes(data[:cut])
        whole = max((end for end in (starts[0], *ends) if end <= cut), default=0)
        assert len(list(read_fetched(path))) == sum(end <= cut for end in ends)
        assert mend_archive(path) == cut - whole
        assert (path.read_bytes() if path.exists() else b"") == data[:whole]


def test_warcio_reads_a_mended_file(tmp_path, three_records):
    data, starts, _ = three_records
    path = tmp_path / "mended.warc.gz"
    path.write_bytes(data[:-9])
    assert mend_archive(path) == len(data) - 9 - starts[2]
    assert [kind for kind, *_ in read_with_warcio(path)] == ["warcinfo", "response", "response"]
    assert check_with_warcio(path) == 0


def test_mending_never_cuts_whole_records_behind_damage(tmp_path, three_records):
    data, _, ends = three_records
    changed = bytearray(data)
    changed[ends[0] + 60] ^= 0xFF
    path = tmp_path / "changed.warc.gz"
    path.write_bytes(bytes(changed) + b"\x1f\x8b\x08torn")
    assert mend_archive(path) == 7
    assert [fetched.url for fetched in read_fetched(path)] == ["https://a.example/0", "https://a.example/2"]


def test_a_record_that_is_not_there_is_an_error(tmp_path, three_records):
    data, _, ends = three_records
    path = tmp_path / "torn.warc.gz"
    path.write_bytes(data[:-30])
    for offset in (3, ends[1], len(data) + 10):
        with pytest.raises(DamagedRecordError, match=f"the record at {offset}: "):
            read_record(path, offset, 1000)


def test_files_roll_and_never_overwrite(tmp_path):
    with open_writer(tmp_path, roll_bytes=1500) as writer:
        places = [write_page(writer, f"https://a.example/{number}", os.urandom(900)) for number in range(4)]
    with open_writer(tmp_path) as writer:
        places.append(write_page(writer, "https://a.example/again"))
    assert [Path(place.path).name[-13:-8] for place in places] == ["00000", "00001", "00002", "00003", "00004"]
    assert [len(list(read_fetched(path))) for path in list_archive(tmp_path)] == [1] * 5


class FailingBody(io.BytesIO):
    """A body whose second reading fails, as a spooled file may."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.readings = 0

    def seek(self, *where: int) -> int:
        self.readings += 1
        return super().seek(*where)

    def read(self, size: int | None = -1) -> bytes:
        if self.readings:
            raise OSError(28, "No space left on device")
        return super().read(size)


def test_a_record_that_cannot_be_finished_is_taken_off_again(tmp_path):
    with open_writer(tmp_path) as writer:
        first = write_page(writer, "https://a.example/1")
        with pytest.raises(StorageError, match="No space left"):
            writer.write_response(
                url="https://a.example/2",
                fetched_at=STARTED,
                status_line="HTTP/1.1 200 OK",
                headers=[],
                body=FailingBody(PAGE),
                labels={},
            )
        third = write_page(writer, "https://a.example/3")
    assert (read_content(first), read_content(third)) == (PAGE, PAGE)
    assert [fetched.url for path in list_archive(tmp_path) for fetched in read_fetched(path)] == [
        "https://a.example/1",
        "https://a.example/3",
    ]
    assert mend_archive(Path(first.path)) == 0


def test_what_became_of_a_request_is_rebuilt_with_its_place(tmp_path):
    fetched = Fetched(
        url="https://a.example/ä",
        final_url="https://b.example/",
        fetched_at=STARTED,
        permanent_url="https://b.example/",
        redirects=("https://b.example/",),
        status=503,
        expires_after=60.5,
        reservations=("noarchive", "tdm-reservation"),
        state="failed",
        reason="http_status",
        detail='"Kårvik" answered 503\nthree times',
    )
    with open_writer(tmp_path) as writer:
        place = writer.write_response(
            url=fetched.final_url,
            fetched_at=STARTED,
            status_line="HTTP/1.1 503 Service Unavailable",
            headers=[],
            body=io.BytesIO(b"later"),
            labels={"Fetched": dump_fetched(fetched)},
        )
        write_page(writer, "https://a.example/next")
    found = list(read_fetched(Path(place.path)))
    assert load_fetched(dump_fetched(fetched), place) == found[0]
    assert found[0].record == place
    assert load_fetched(dump_fetched(fetched)) == fetched
    assert [page.url for page in found] == ["https://a.example/ä", "https://a.example/next"]


def test_a_server_cannot_make_a_header_too_long_for_other_tools():
    fetched = Fetched("https://a.example/", "https://a.example/", STARTED, status=200, etag='"' + "é" * 5000 + '"')
    text = dump_fetched(fetched)
    assert len(text) < 1000
    assert load_fetched(text) == replace(fetched, etag=None)


@pytest.mark.parametrize("text", ["[]", "{}", '{"url": 1}', "no json", '{"fetched_at": 7}'])
def test_what_is_no_account_of_a_request_is_an_error(text):
    with pytest.raises(ValueError, match=r"no account|Expecting"):
        load_fetched(text)


def test_reading_is_cheap_to_import_and_starts_no_thread():
    code = (
        "import sys, threading, os; import flows.sources.archives.raw_archive;"
        "print(threading.active_count(), [name for name in ('httpx', 'prefect', 'asyncio') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "1 []\n"


def verify(where: Path, *places: RecordPlace) -> tuple[list[ArchiveProblem], ArchiveCounts]:
    counts = ArchiveCounts()
    return list(verify_archive(where, places=places, counts=counts)), counts


def test_a_sound_archive_has_no_problem(tmp_path):
    with open_writer(tmp_path, roll_bytes=1) as writer:
        places = [write_page(writer, f"https://a.example/{number}") for number in range(3)]
    problems, counts = verify(tmp_path, *places)
    size = sum(path.stat().st_size for path in list_archive(tmp_path))
    assert problems == []
    assert counts == ArchiveCounts(files=3, records=6, digests=9, bytes_read=size, problems=0)


def test_every_kind_of_damage_is_found_with_its_place(tmp_path):
    with open_writer(tmp_path) as writer:
        places = [write_page(writer, f"https://a.example/{number}", os.urandom(900)) for number in range(4)]
    path = Path(places[0].path)
    data = bytearray(path.read_bytes())
    data[places[1].offset + 400] ^= 1
    path.write_bytes(data[:-10])
    problems, counts = verify(tmp_path, *places, RecordPlace(str(path), places[2].offset + 1))
    assert [(problem.path, problem.offset) for problem in problems] == [
        (path, places[1].offset),
        (path, places[3].offset),
        *((path, offset) for offset in (places[1].offset, places[2].offset + 1, places[3].offset)),
    ]
    assert "damaged compression" in problems[0].what
    assert "the file ends inside the record" in problems[1].what
    assert all("the ledger says" in problem.what for problem in problems[2:])
    assert (counts.records, counts.problems) == (3, 5)


@pytest.mark.parametrize("name", ["block", "payload"])
def test_a_digest_that_does_not_fit_is_a_problem(tmp_path, name):
    with open_writer(tmp_path) as writer:
        place = write_page(writer, "https://a.example/")
    path = Path(place.path)
    members = [gzip.decompress(data) for data in (path.read_bytes()[: place.offset], path.read_bytes()[place.offset :])]
    field = f"WARC-{name.title()}-Digest: sha256:".encode()
    before, claim = members[1].split(field)
    members[1] = before + field + (b"0" * 8) + claim[8:]
    path.write_bytes(b"".join(map(gzip.compress, members)))
    problems, _ = verify(path)
    assert [problem.what.split(":")[0] for problem in problems] == [
        f"the digest of the {name} is not the one in its header"
    ]
    assert check_with_warcio(path) == 1


def test_a_file_that_is_gone_is_a_problem(tmp_path):
    gone = tmp_path / "raw" / "gone.warc.gz"
    gone.parent.mkdir()
    places = [RecordPlace(str(gone), 10), RecordPlace(str(gone), 700), RecordPlace(str(tmp_path / "other.warc.gz"), 1)]
    problems, _ = verify(gone.parent, *places)
    assert [str(problem) for problem in problems] == [
        f"{gone}#10: the file is missing, with 2 records that the ledger knows"
    ]


def test_threads_may_share_a_writer(tmp_path):
    with open_writer(tmp_path, roll_bytes=5000) as writer, ThreadPoolExecutor(8) as pool:
        bodies = [os.urandom(200 * number) for number in range(40)]
        places = list(pool.map(lambda body: write_page(writer, "https://a.example/", body), bodies))
    assert [read_content(place) for place in places] == bodies
    assert verify(tmp_path, *places)[0] == []


WRITER = """
import io, os, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from flows.sources.archives.raw_archive import ArchiveWriter
if len(sys.argv) > 2:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
now = datetime(2026, 3, 1, tzinfo=UTC)
writer = ArchiveWriter(Path(sys.argv[1]), "run7", started_at=now, software="dateline/0.1.0")
for number in range(100_000):
    place = writer.write_response(
        url=f"https://a.example/{number}", fetched_at=now, status_line="HTTP/1.1 200 OK", headers=[],
        body=io.BytesIO(b"%d " % number + os.urandom(7000)), labels={},
    )
    print(place.path, place.offset, flush=True)
"""


def test_killed_at_any_moment_what_was_promised_is_there(tmp_path):
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as writing:
        told = [writing.stdout.readline().split() for _ in range(300)]
        writing.kill()
        told += [line.split() for line in writing.stdout if line.endswith("\n")]
    path = list_archive(tmp_path)[0]
    mend_archive(path)
    read = [read_record(Path(name), int(offset), 10_000).content.split(b" ")[0] for name, offset in told]
    assert read == [b"%d" % number for number in range(len(told))]
    assert list(verify_archive(tmp_path)) == []
    assert check_with_warcio(path) == 0


def test_a_full_disk_ends_the_run_and_harms_no_record(tmp_path):
    command = [sys.executable, "-c", WRITER, str(tmp_path), "100000"]
    writing = subprocess.run(command, capture_output=True, text=True, check=False)
    told = writing.stdout.split()[1::2]
    assert writing.returncode == 1
    assert "File too large" in writing.stderr
    assert len(told) > 10
    problems, counts = verify(tmp_path)
    assert (problems, counts.records) == ([], len(told) + 1)
    assert mend_archive(list_archive(tmp_path)[0]) == 0
