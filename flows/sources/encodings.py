"""Transfer and content encodings undone block by block: memory stays bounded whatever a body unpacks to.

Each `undo_` function takes blocks of bytes and yields blocks of at most `STEP` (Brotli's: twice that). Archives are
full of headers that lie: tools store a body unpacked and keep the header of its encoding. A body that plainly is not in
the encoding named passes through as it is.

The unpackers are zlib, brotli and zstd; what is ours chains them, bounds them and tells the lies. Of 27 bodies (whole,
cut off, damaged, mislabelled, bombs: `test_encodings`, `test_raw_archive`) warcio reads 12 as it should, fastwarc and
urllib3 16 each: what is cut off looks whole to them, and what is mislabelled is an error.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from flows.errors import ContentEncodingError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STEP = 65_536
CHUNK_HEAD = re.compile(rb"[ \t]*([0-9a-fA-F]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
NEXT_CHUNK_HEAD = re.compile(rb"\r?\n" + CHUNK_HEAD.pattern)
MAX_CHUNK_HEAD = 4096
MAX_ENCODINGS = 8  # of one body; each is a generator around the last
PIECE = 4096  # that one gzip member may make be copied
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*[<{\[]")
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
HEAD = 64  # bytes, by which markup is told: hardly anything packed is free of control characters for so long
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
SKIPPED_FRAME = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")  # RFC 8878, 3.1.2
ZSTD_WINDOW: dict[int, int] = {
    zstd.DecompressionParameter.window_log_max.value: 23
}  # 8 MB, the most that RFC 9659 allows in HTTP


def undo_encodings(blocks: Iterable[bytes], content: str, transfer: str = "") -> Iterator[bytes]:
    """Undo the encodings that the headers Content-Encoding and Transfer-Encoding name, the last applied first.

    Raises:
        ContentEncodingError: there are more than `MAX_ENCODINGS`; or while reading: one is unknown, damaged or cut off.
    """
    names = (*reversed(split_names(transfer)), *reversed(split_names(content)))
    if len(names) > MAX_ENCODINGS:
        raise ContentEncodingError(f"{len(names)} encodings on top of each other; at most {MAX_ENCODINGS} are undone")
    for name in names:
        blocks = UNDO[name](blocks) if name in UNDO else pass_markup(blocks, name)
    return iter(blocks)


def split_names(header: str) -> list[str]:
    """List the encodings of a header, in the order in which they were applied.

    >>> split_names("BR, identity,x-gzip")
    ['br', 'gzip']
    """
    names = (name.strip().lower().removeprefix("x-") for name in header.split(","))
    return [name for name in names if name and name not in ("identity", "none")]


def undo_gzip(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack gzip members one after another; what follows the last is no part of the body."""
    head, blocks = peek_blocks(blocks, 2)
    return inflate(blocks, 31) if head[:2] == b"\x1f\x8b" else iter(blocks)


def undo_deflate(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack zlib, which RFC 9110 means by deflate, or the bare stream that some servers send."""
    head, blocks = peek_blocks(blocks, HEAD)
    if len(head) > 1 and head[0] & 15 == 8 and int.from_bytes(head[:2]) % 31 == 0:
        return inflate(blocks, 15)
    return iter(blocks) if not head or is_markup(head) else inflate(blocks, -15)


def inflate(blocks: Iterable[bytes], wbits: int) -> Iterator[bytes]:
    """Unpack the streams that lie one behind the other in the blocks."""
    unpacker = zlib.decompressobj(wbits)
    try:
        for rest in cut_blocks(blocks, PIECE):
            while rest:
                if unpacker.eof:
                    if wbits != 31 or not b"\x1f\x8b".startswith(rest[:2]):
                        return
                    unpacker = zlib.decompressobj(wbits)
                yield unpacker.decompress(rest, STEP)
                rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        while not unpacker.eof and (last := unpacker.decompress(b"", STEP)):
            yield last
    except zlib.error as error:
        raise ContentEncodingError(f"damaged compression: {error}") from error
    if not unpacker.eof:
        raise ContentEncodingError("the compressed body ends early")


def undo_brotli(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack Brotli, which has no mark of its own: what begins like markup is not packed."""
    head, blocks = peek_blocks(blocks, HEAD)
    return iter(blocks) if not head or is_markup(head) else unpack_brotli(blocks)


def unpack_brotli(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack one Brotli stream."""
    import brotli  # type: ignore[import-untyped]  # comes with fastwarc; few bodies need it

    unpacker = brotli.Decompressor()
    try:
        for block in blocks:
            part = unpacker.process(block, output_buffer_limit=STEP)
            while part:  # it takes more before all is out
                yield part
                part = unpacker.process(b"", output_buffer_limit=STEP)
            if unpacker.is_finished():
                return
    except brotli.error as error:
        raise ContentEncodingError(f"damaged compression: {error}") from error
    raise ContentEncodingError("the compressed body ends early")


def undo_zstd(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack Zstandard frames one after another; a body that begins with none is not packed."""
    head, blocks = peek_blocks(blocks, 4)
    is_packed = head[:4] == ZSTD_MAGIC or SKIPPED_FRAME.match(head)
    return unpack_zstd(blocks, ZSTD_WINDOW) if is_packed else iter(blocks)


def unpack_zstd(
    blocks: Iterable[bytes], options: dict[int, int] | None = None, dictionary: zstd.ZstdDict | None = None
) -> Iterator[bytes]:
    """Unpack Zstandard frames, which may need a dictionary; frames to be skipped yield nothing.

    Raises:
        ContentEncodingError: while reading: they are damaged, cut off, or ask for more memory than is allowed.
    """
    unpacker = zstd.ZstdDecompressor(dictionary, options)
    is_between = True
    try:
        for block in blocks:
            rest = block
            while rest or not (unpacker.needs_input or unpacker.eof):
                if unpacker.eof:
                    unpacker = zstd.ZstdDecompressor(dictionary, options)
                yield unpacker.decompress(rest, STEP)
                rest, is_between = (unpacker.unused_data if unpacker.eof else b""), unpacker.eof
    except zstd.ZstdError as error:
        raise ContentEncodingError(f"damaged compression: {error}") from error
    if not is_between:
        raise ContentEncodingError("the compressed body ends early")


def pass_markup(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Pass a body of an unknown encoding through if it begins like markup: servers name charsets and worse here."""
    head, blocks = peek_blocks(blocks, HEAD)
    if head and not is_markup(head):
        raise ContentEncodingError(f"the Content-Encoding {name[:40]!r} is not known")
    yield from blocks


def undo_chunks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Undo `Transfer-Encoding: chunked`; a body that does not begin with a chunk's length is not chunked."""
    head, blocks = peek_blocks(blocks, MAX_CHUNK_HEAD)
    return join_chunks(blocks) if CHUNK_HEAD.match(head) else iter(blocks)


def join_chunks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what the chunks hold; trailers are dropped."""
    source, held, head = cut_blocks(blocks, MAX_CHUNK_HEAD), b"", CHUNK_HEAD
    while True:
        while not (match := head.match(held)):
            block = next(source, None)
            if block is None or len(held) > MAX_CHUNK_HEAD:
                raise ContentEncodingError("the chunked body " + ("ends early" if block is None else "is damaged"))
            held += block
        left, held = int(match[1], 16), held[match.end() :]
        if not left:
            return
        while left:
            held = held or next(source, b"")
            if not held:
                raise ContentEncodingError("the chunked body ends early")
            taken = held[: min(left, STEP)]
            left, held = left - len(taken), held[len(taken) :]
            yield taken
        head = NEXT_CHUNK_HEAD


def cut_blocks(blocks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Cut blocks small: what reads one in many steps copies the rest of it at each."""
    for block in blocks:
        for start in range(0, len(block), size):
            yield block[start : start + size]


def is_markup(head: bytes) -> bool:
    """Tell whether a body begins like markup or JSON, as packed ones may with their first character."""
    return bool(MARKUP.match(head)) and not CONTROLS.search(head[:HEAD])


def peek_blocks(blocks: Iterable[bytes], count: int) -> tuple[bytes, Iterable[bytes]]:
    """Give the first bytes, at least `count` where there are as many, and blocks that still begin with them."""
    source = iter(blocks)
    head = b""
    for block in source:
        head += block
        if len(head) >= count:
            break
    return head, chain((head,), source)


UNDO: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "gzip": undo_gzip,
    "deflate": undo_deflate,
    "br": undo_brotli,
    "zstd": undo_zstd,
    "chunked": undo_chunks,
}
