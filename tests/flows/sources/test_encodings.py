"""Encodings undone: whatever was packed comes back, block by block, however it is cut; what is cut off says so."""

from __future__ import annotations

import gzip
import random
import sys
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.errors import ContentEncodingError
from flows.sources.encodings import STEP, undo_encodings

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=4)),
    "zstd": zstd.compress,
}


def cut(body: bytes, size: int) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


def write_body(seed: int, size: int) -> bytes:
    """Write a page's worth of words: some that repeat for long, some that never do."""
    chance = random.Random(seed)
    words = [b"harbour ", b" " * chance.randrange(1, 40_000), chance.randbytes(chance.randrange(1, 3000))]
    parts: list[bytes] = []
    while sum(map(len, parts)) < size:
        parts.append(chance.choice(words))
    return b"<p>" + b"".join(parts)[:size]


@pytest.mark.parametrize("name", PACK)
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 400_000), st.sampled_from([7, 4096, STEP, 1 << 20]))
@example(1, STEP, STEP)
@example(2, 5 * STEP, 7)
def test_what_was_packed_comes_back(name: str, seed: int, size: int, block: int) -> None:
    body = write_body(seed, size)
    blocks = list(undo_encodings(cut(PACK[name](body), block), name))
    assert b"".join(blocks) == body
    assert max(map(len, blocks)) <= 2 * STEP


@pytest.mark.parametrize("name", PACK)
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.integers(1000, 400_000), st.floats(0.3, 0.99), st.sampled_from([7, 4096, STEP]))
def test_what_is_cut_off_says_so(name: str, seed: int, size: int, part: float, block: int) -> None:
    packed = PACK[name](write_body(seed, size))
    with pytest.raises(ContentEncodingError):
        list(undo_encodings(cut(packed[: int(len(packed) * part)], block), name))


@pytest.mark.parametrize("block", [1, 7, STEP])
def test_what_follows_the_last_gzip_member_is_no_part_of_the_body(block: int) -> None:
    body = write_body(3, 2 * STEP)
    assert b"".join(undo_encodings(cut(gzip.compress(body) + b"and more", block), "gzip")) == body


@pytest.mark.parametrize("seed", range(20))
def test_packed_bodies_that_begin_like_markup_are_unpacked(seed: int) -> None:
    body = write_body(seed, 200_000)
    for quality in range(12):
        for window in range(16, 25):
            packed = brotli.compress(body, quality=quality, lgwin=window)
            if packed[:1] in b"<[{":
                assert b"".join(undo_encodings([packed], "br")) == body
                return
    pytest.fail("no body begins so")


def test_memory_stays_bounded_whatever_a_body_unpacks_to() -> None:
    body = b" " * 50_000_000
    for name, pack in PACK.items():
        packed = pack(body)
        tracemalloc.start()
        assert sum(map(len, undo_encodings(cut(packed, STEP), name))) == len(body)
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
        tracemalloc.stop()
