"""Bytes to text: gzip within bounds, binary and encrypted content told apart, the character set settled.

Order of evidence for the charset: byte order mark, valid UTF-8 with multi-byte characters (chance hardly ever
makes it), the server's header, the page's own declaration, then detection. A declaration is believed only
while the words it gives look like words (see `count_garbled`); labels mean what browsers take them for by the WHATWG
encoding standard, whose table is webencodings'.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
import zlib
from dataclasses import dataclass
from itertools import pairwise

import webencodings

from transforms.values import Refusal
from transforms.whitespace import drop_scripts
from transforms.words.lists import read_table

GZIP_MAGIC = b"\x1f\x8b"
GZIP_LEVELS = 2
SAMPLE_BYTES = 1 << 16

# How files begin that are no text, what each is, and whether that says that it is encrypted ("yes" or nothing).
MAGIC = [
    (bytes.fromhex(row["first_bytes"]), row["content"], row["is_encrypted"]) for row in read_table(__package__, "magic")
]

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What a declaration is taken for that can be read as ASCII, and so is no UTF-16 (the HTML standard, "prescan a byte
# stream"); GBK has the decoder of gb18030 (https://encoding.spec.whatwg.org/#gbk-decoder).
TAKEN_FOR = {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "cp1252", "gbk": "gb18030"}
CANDIDATES = (
    "cp1252", "cp1251", "cp1250", "koi8-r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "gb18030",
    "big5hkscs", "cp932", "euc_jp", "cp949", "iso8859_2", "iso8859_5", "iso8859_7", "mac_roman", "cp866",
)  # fmt: skip

META_CHARSET = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
XML_CHARSET = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)
HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
CONTROL_BYTES = bytes(sorted(set(range(32)) - set(b"\t\n\v\f\r\x1b"))) + b"\x7f"
TEXT_MARKUP = re.compile(rb"<[^<>]{0,2000}>|&#?\w{1,8};")
WORDS = re.compile(r"[^\s\x00-\x40\[-`{-~]{2,40}")
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """A document's text, the charset it was read in, and what said so."""

    text: str
    charset: str
    charset_evidence: str


def decode_page(content: bytes, media_type: str | None, max_body_bytes: int) -> DecodedPage | Refusal:
    """Unpack and decode a document, or say why it is no text.

    >>> decode_page("caf\u00e9 society".encode("cp1252"), "text/plain; charset=latin1", 1000).text
    'café society'
    >>> decode_page(b"%PDF-1.7 ...", None, 1000).reason
    'binary'
    """
    unpacked = unpack_gzip(content, max_body_bytes)
    if isinstance(unpacked, Refusal):
        return unpacked
    refusal = refuse_bytes(unpacked, max_body_bytes)
    if refusal:
        return refusal
    raw, charset, evidence = decode_text(unpacked, media_type)
    text = SURROGATES.sub("�", CONTROLS.sub(" ", raw.replace("\ufeff", "")))
    if not text.strip():
        return Refusal("empty", "no visible character")
    return DecodedPage(text, charset, evidence)


def unpack_gzip(content: bytes, max_body_bytes: int) -> bytes | Refusal:
    """Unpack gzip members one after another, never holding more than the limit."""
    for _ in range(GZIP_LEVELS):
        if not content.startswith(GZIP_MAGIC):
            break
        unpacked = unpack_members(content, max_body_bytes)
        if isinstance(unpacked, Refusal):
            return unpacked
        content = unpacked
    return content


def unpack_members(content: bytes, max_body_bytes: int) -> bytes | Refusal:
    """Unpack the members of one gzip stream."""
    parts: list[bytes] = []
    left, rest = max_body_bytes, content
    while rest.startswith(GZIP_MAGIC):
        member = zlib.decompressobj(wbits=31)
        try:
            parts.append(member.decompress(rest, left + 1))
        except zlib.error as error:
            return Refusal("truncated_gzip", f"damaged gzip stream: {error}")
        left -= len(parts[-1])
        if left < 0:
            return Refusal("too_large", f"more than {max_body_bytes} bytes after decompression")
        if not member.eof:
            return Refusal("truncated_gzip", f"the gzip stream ends early, after {max_body_bytes - left} bytes")
        rest = member.unused_data
    return b"".join(parts)


def refuse_bytes(data: bytes, max_body_bytes: int) -> Refusal | None:
    """Name what is no text: empty, over the limit, encrypted, or a known or evident binary format."""
    if len(data) > max_body_bytes:
        return Refusal("too_large", f"{len(data)} bytes; the limit is {max_body_bytes}")
    if not data.strip(b"\x00 \t\r\n\v\f"):
        return Refusal("empty", f"{len(data)} bytes, none of them visible")
    head = data[:1024]
    for magic, name, is_encrypted in MAGIC:
        if is_encrypted and head.lstrip().startswith(magic):
            return Refusal("encrypted", name)
        if not is_encrypted and head.startswith(magic):
            is_locked = (magic == b"%PDF-" and b"/Encrypt" in data) or (magic[:2] == b"PK" and data[6:7] in b"\x01\x09")
            return Refusal("encrypted" if is_locked and len(data) > 6 else "binary", f"{name}, begins {head[:16]!r}")
    if is_binary(data):
        return Refusal("binary", f"control bytes all through it, begins {head[:16]!r}")
    return None


def is_binary(data: bytes) -> bool:
    """Text holds hardly a control byte; UTF-16 and UTF-32 are told by their pattern of NULs."""
    if any(data.startswith(bom) for bom, _ in BOMS) or guess_wide(data):
        return False
    sample = data[:SAMPLE_BYTES].replace(b"\x00", b"") or b"\x00"
    controls = len(sample) - len(sample.translate(None, CONTROL_BYTES))
    nuls = data.count(b"\x00", 0, SAMPLE_BYTES)
    return controls > 0.1 * len(sample) or nuls > 0.3 * min(len(data), SAMPLE_BYTES)


def guess_wide(data: bytes) -> str | None:
    """Name UTF-16 without a mark: ASCII in it leaves NULs on one side of nearly every pair of bytes."""
    sample = data[:2048]
    pairs = len(sample) // 2
    if pairs < 8:
        return None
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    if high > 0.6 * pairs and low < 0.1 * pairs:
        return "utf-16-le"
    if low > 0.6 * pairs and high < 0.1 * pairs:
        return "utf-16-be"
    return None


def decode_text(data: bytes, media_type: str | None) -> tuple[str, str, str]:
    """Choose the charset by the order of evidence; returns text, charset and what settled it."""
    for bom, charset in BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(charset, "replace"), charset, "bom"
    wide = guess_wide(data)
    if wide:
        return data.decode(wide, "replace"), wide, "pattern"
    is_escaped = b"\x1b$" in data or b"\x1b(" in data
    if not is_escaped:
        utf8 = decode_mostly_utf8(data)
        if utf8 is not None:
            return utf8, "utf-8", "bytes"
    for evidence, label in declared_charsets(data, media_type):
        named = read_label(label)
        declared = decode_declared(data, named) if named else None
        if named and declared is not None and not looks_garbled(data, named):
            return declared, named, evidence
    detected = detect_charset(data)
    return data.decode(detected, "replace"), detected, "detection"


def decode_mostly_utf8(data: bytes) -> str | None:
    """Read UTF-8 in which a few bytes are damaged or pasted from cp1252; None if it is something else."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    stray = sum("\udc80" <= char <= "\udcff" for char in text)
    multibyte = len(text) - stray - sum(map(str.isascii, text))
    if stray > 0.25 * multibyte and not (stray <= 2 and multibyte):
        return None
    return text.translate({0xDC00 + byte: cp1252_char(byte) for byte in range(0x80, 0x100)})


def cp1252_char(byte: int) -> str:
    """Read one byte as cp1252."""
    return bytes([byte]).decode("cp1252", "replace")


def declared_charsets(data: bytes, media_type: str | None) -> list[tuple[str, str]]:
    """List what the header and the page itself declare, in that order."""
    head = data[:8192]
    header = HEADER_CHARSET.search(media_type or "")
    found = [("header", header.group(1))] if header else []
    for pattern in (META_CHARSET, XML_CHARSET):
        match = pattern.search(head)
        if match:
            found.append(("meta", match.group(1).decode("ascii", "replace")))
    return found


def read_label(label: str) -> str | None:
    """Translate a charset label to the codec that browsers use for it; those that browsers do not know, to Python's.

    >>> read_label("ISO-8859-1"), read_label("iso_8859-1:1987"), read_label("latin-1"), read_label("no-such-thing")
    ('cp1252', 'cp1252', 'cp1252', None)
    """
    standard = webencodings.lookup(label)
    if standard is None or standard.name == "replacement":  # which is for what is refused by browsers
        try:
            codec = codecs.lookup(re.sub(r"^\s*(?:cp|win)-", "cp", label.lower()).strip())
        except (LookupError, ValueError):
            return None
        standard = webencodings.lookup(codec.name)
        if standard is None or standard.name == "replacement":
            return codec.name if getattr(codec, "_is_text_encoding", True) else None
    return TAKEN_FOR.get(standard.name) or standard.codec_info.name


def decode_declared(data: bytes, charset: str) -> str | None:
    """Decode if the damage stays below one character in a hundred that are not ASCII (at least one is forgiven)."""
    text = data.decode(charset, "replace")
    bad = text.count("�")
    beyond_ascii = sum(byte >= 0x80 for byte in data[:SAMPLE_BYTES])
    return text if bad <= max(1, beyond_ascii // 100) else None


def looks_garbled(data: bytes, charset: str) -> bool:
    """Tell whether a charset turns too many of the words into nonsense."""
    garbled, words = count_garbled(sample_words(data, charset))
    return words >= 4 and garbled > 0.3 * words


def sample_words(data: bytes, charset: str) -> list[str]:
    """Words that hold a character beyond ASCII, from the visible text of the sample."""
    visible = read_sample(data)
    return [word for word in WORDS.findall(visible.decode(charset, "ignore")) if not word.isascii()][:2000]


def count_garbled(words: list[str]) -> tuple[int, int]:
    """Count the words that no writing system makes: mixed scripts, inner capitals, symbols between letters.

    >>> count_garbled(["naïve", "Ã©tÃ©", "русский", "ЦЕМШ", "пРХБЕР"])
    (2, 5)
    """
    return sum(map(is_garbled, words)), len(words)


def is_garbled(word: str) -> bool:
    """Tell a word that no writing system makes."""
    letters = [char for char in word if char.isalpha()]
    if any(unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") for char in word):
        return True
    inner = word[1:-1]
    if any(not char.isascii() and unicodedata.category(char) in ("So", "Sc", "Sm", "Sk", "No") for char in inner):
        return True
    scripts = {script_of(char) for char in letters}
    is_mixed = len(scripts) > 1 and not scripts <= EAST_ASIAN
    is_swapped = any(a.islower() and b.isupper() and not b.isascii() for a, b in pairwise(word))
    return is_mixed or is_swapped


EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA", "IDEOGRAPHIC", "FULLWIDTH", "LATIN"}


def script_of(char: str) -> str:
    """Name the script of a letter, from its Unicode name."""
    return "LATIN" if char.isascii() else unicodedata.name(char, "?").split(" ", 1)[0].replace("FEMININE", "LATIN")


def read_sample(data: bytes) -> bytes:
    """Give the first bytes of a page that a reader sees, whatever charset they are in."""
    markup = drop_scripts(data[: SAMPLE_BYTES * 4].decode("latin-1")).encode("latin-1")
    return TEXT_MARKUP.sub(b" ", markup)[:SAMPLE_BYTES]


def detect_charset(data: bytes) -> str:
    """Choose among the legacy charsets of the Web: fewest garbled words, then charset-normalizer's opinion."""
    from charset_normalizer import from_bytes

    visible = read_sample(data)
    lines = [chunk for chunk in re.split(rb"\s{2,}|\n", visible) if any(byte >= 0x80 for byte in chunk)]
    sample = b"\n".join(lines)[:8192] or visible[:2048]
    guess = from_bytes(sample, cp_isolation=list(CANDIDATES), steps=4, chunk_size=1024).best()
    best = guess.encoding if guess else "cp1252"
    ranked = sorted((garbled_share(sample, charset), charset != best, rank, charset)
                    for rank, charset in enumerate(CANDIDATES))  # fmt: skip
    return best if garbled_share(sample, best) <= ranked[0][0] + 0.05 else ranked[0][3]


def garbled_share(sample: bytes, charset: str) -> float:
    """Measure how much of a sample a charset garbles."""
    text = sample.decode(charset, "replace")
    words = [word for word in WORDS.findall(text) if not word.isascii()][:500]
    garbled, total = count_garbled(words)
    return (garbled + text.count("�")) / max(1, total)
