"""The raw archive: what goes in comes out, and other tools read it."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from flows.sources.archives.raw_archive import (
    dump_fetched,
    list_archive,
    load_fetched,
    read_fetched,
    read_record,
)
from flows.sources.values import Fetched
from tests.helpers.raw_archive import (
    HTML,
    PACKED,
    PAGE,
    STARTED,
    check_with_warcio,
    open_writer,
    read_content,
    read_with_warcio,
    verify,
    write_page,
)


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


def test_files_roll_and_never_overwrite(tmp_path):
    with open_writer(tmp_path, roll_bytes=1500) as writer:
        places = [write_page(writer, f"https://a.example/{number}", os.urandom(900)) for number in range(4)]
    with open_writer(tmp_path) as writer:
        places.append(write_page(writer, "https://a.example/again"))
    assert [Path(place.path).name[-13:-8] for place in places] == ["00000", "00001", "00002", "00003", "00004"]
    assert [len(list(read_fetched(path))) for path in list_archive(tmp_path)] == [1] * 5


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


def test_threads_may_share_a_writer(tmp_path):
    with open_writer(tmp_path, roll_bytes=5000) as writer, ThreadPoolExecutor(8) as pool:
        bodies = [os.urandom(200 * number) for number in range(40)]
        places = list(pool.map(lambda body: write_page(writer, "https://a.example/", body), bodies))
    assert [read_content(place) for place in places] == bodies
    assert verify(tmp_path, *places)[0] == []
