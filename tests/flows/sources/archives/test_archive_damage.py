"""A torn or killed archive loses only what was torn, and verification finds every damage with its place."""

import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.errors import DamagedRecordError, StorageError
from flows.sources.archives.raw_archive import (
    list_archive,
    mend_archive,
    read_fetched,
    read_record,
)
from flows.sources.archives.verification import ArchiveCounts, verify_archive
from flows.sources.values import RecordPlace
from tests.helpers.raw_archive import (
    PAGE,
    STARTED,
    check_with_warcio,
    open_writer,
    read_content,
    read_with_warcio,
    verify,
    write_page,
)


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
