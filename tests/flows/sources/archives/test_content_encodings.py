"""Encodings of content are undone, headers that lie are seen through, and bombs stop at the limit."""

import gzip
import subprocess
import sys
import zlib
from pathlib import Path

import brotli
import pytest

from flows.errors import ContentEncodingError
from flows.sources.archives.raw_archive import (
    read_record,
)
from tests.helpers.raw_archive import HTML, PAGE, open_writer, read_content, write_page


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
