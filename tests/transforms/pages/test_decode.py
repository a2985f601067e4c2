"""Bytes to text: every charset that the Web used, declared, undeclared or wrongly declared; damage within bounds."""

from __future__ import annotations

import codecs
import gzip
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.pages.decode import DecodedPage, decode_page, read_label
from transforms.values import Refusal

LIMIT = 1_000_000

# Language -> invented news prose in its own script, and legacy charsets that pages in it came in.
SAMPLES = {
    "ru": (
        "Старый мост закроют в мае, сказала мэр города журналистам в понедельник. Паром будет ходить чаще, чем раньше.",
        ["windows-1251", "koi8-r", "iso-8859-5"],
    ),
    "el": (
        "Η παλιά γέφυρα κλείνει τον Μάιο, είπε η δήμαρχος της πόλης στους δημοσιογράφους τη Δευτέρα το πρωί.",
        ["windows-1253", "iso-8859-7"],
    ),
    "fr": (
        "Le vieux pont fermera en mai, a déclaré la mairesse à la presse. L’été sera long, disent les "
        "commerçants fâchés.",
        ["windows-1252", "iso-8859-15"],
    ),
    "pl": (
        "Stary most zostanie zamknięty w maju, powiedziała burmistrz miasta. Żółte promy będą pływać "
        "częściej niż dotąd.",
        ["windows-1250", "iso-8859-2"],
    ),
    "tr": (
        "Eski köprü mayıs ayında kapanıyor, dedi belediye başkanı gazetecilere. Şehir içi vapurlar daha sık çalışacak.",
        ["windows-1254", "iso-8859-9"],
    ),
    "he": (
        "הגשר הישן ייסגר בחודש מאי, אמרה ראש העיר לעיתונאים ביום שני. המעבורת תפליג בתדירות גבוהה יותר.",
        ["windows-1255"],
    ),
    "ar": (
        "سيغلق الجسر القديم في مايو، قالت رئيسة البلدية للصحفيين يوم الاثنين. ستبحر العبارة أكثر من ذي قبل.",
        ["windows-1256"],
    ),
    "th": ("สะพานเก่าจะปิดในเดือนพฤษภาคม นายกเทศมนตรีกล่าวกับผู้สื่อข่าวเมื่อวันจันทร์", ["tis-620"]),
    "zh": (
        "市长星期一对记者说，旧桥将在五月关闭。渡轮将比以前更频繁地开行，直到工程结束为止。",
        ["gb2312", "gbk", "gb18030"],
    ),
    "zh-tw": ("市長星期一對記者說，舊橋將在五月關閉。渡輪將比以前更頻繁地開行，直到工程結束為止。", ["big5"]),
    "ja": (
        "市長は月曜日、古い橋を五月に閉鎖すると記者団に語った。工事が終わるまで、フェリーの便を増やす。",
        ["shift_jis", "euc-jp", "iso-2022-jp"],
    ),
    "ko": (
        "시장은 월요일 기자들에게 오래된 다리를 오월에 폐쇄한다고 말했다. 공사가 끝날 때까지 배가 더 자주 다닌다.",
        ["euc-kr"],
    ),
}
CASES = [(language, charset) for language, (_, charsets) in SAMPLES.items() for charset in charsets]
FRENCH = SAMPLES["fr"][0]


def page(text: str, declared: str | None = None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p><p>{text}</p></body></html>"


def read(content: bytes, media_type: str | None = None) -> DecodedPage:
    decoded = decode_page(content, media_type, LIMIT)
    assert isinstance(decoded, DecodedPage), decoded
    return decoded


@pytest.mark.parametrize(("language", "charset"), CASES)
def test_a_declared_charset_is_read(language: str, charset: str) -> None:
    text = SAMPLES[language][0].replace("’", "'")
    for declared, media_type in ((charset, None), (None, f"text/html; charset={charset}")):
        assert text in read(page(text, declared).encode(charset), media_type).text


@pytest.mark.parametrize(
    ("language", "charset"), [case for case in CASES if case[1] not in ("iso-8859-15", "iso-2022-jp")]
)
def test_utf8_declared_over_a_legacy_charset_is_a_lie(language: str, charset: str) -> None:
    text = SAMPLES[language][0].replace("’", "'")
    decoded = read(page(text, "utf-8").encode(charset))
    assert decoded.charset_evidence == "detection"
    garbled = sum(a != b for a, b in zip(text, decoded.text.split("<p>")[1].split("</p>")[0], strict=False))
    assert garbled <= 0.05 * len(text), (decoded.charset, decoded.text[80:200])


@pytest.mark.parametrize("language", SAMPLES)
def test_a_legacy_charset_declared_over_utf8_is_a_lie(language: str) -> None:
    text = SAMPLES[language][0]
    decoded = read(page(text, "iso-8859-1").encode(), "text/html; charset=windows-1252")
    assert (decoded.charset, text in decoded.text) == ("utf-8", True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_marks_and_wide_encodings_are_told_by_their_bytes(encoding: str) -> None:
    assert FRENCH in read(page(FRENCH).encode(encoding)).text


def test_damaged_and_mixed_utf8_keeps_its_text() -> None:
    data = page(FRENCH).encode().replace(b"</p><p>", b"\x93quoted\x94 \xe2\x80</p><p>")
    decoded = read(data)
    assert decoded.charset == "utf-8"
    assert "“quoted”" in decoded.text


def test_nul_and_control_bytes_are_spaces() -> None:
    text = read(b"<p>one\x00two\x07three</p>" + b"<p>and more plain words</p>" * 9).text
    assert "one two three" in text


@pytest.mark.parametrize("label", ["no-such-charset", "hex", "rot13", "", "x" * 30, "utf-8; drop"])
def test_unusable_labels_are_passed_over(label: str) -> None:
    assert "society" in read(page("café society of the town").encode("cp1252"), f"text/html; charset={label}").text


@pytest.mark.parametrize(
    ("label", "charset"),
    [
        ("iso_8859-1:1987", "cp1252"),
        ("l5", "cp1254"),
        ("csGB2312", "gb18030"),
        ("ks_c_5601-1989", "cp949"),
        ("utf-16", "utf-8"),
        ("win-1251", "cp1251"),
        ("hz-gb-2312", "hz"),
        ("base64", None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, charset: str | None) -> None:
    assert read_label(f" {label.upper()} ") == charset


def test_a_bomb_is_refused_within_its_limit() -> None:
    bomb = gzip.compress(b"\x00" * 50_000_000)
    assert decode_page(bomb, None, LIMIT) == Refusal("too_large", f"more than {LIMIT} bytes after decompression")


def test_several_members_and_double_gzip_are_unpacked() -> None:
    parts = gzip.compress(b"<p>first part of the page, ") + gzip.compress(b"and the second</p>")
    assert read(gzip.compress(parts)).text == "<p>first part of the page, and the second</p>"


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-9], lambda b: b[:20], lambda b: b[:-6] + b"\x00" * 6, lambda b: b[:30] + b"~~~~" + b[34:]]
)
def test_damaged_gzip_is_refused(damage) -> None:
    whole = gzip.compress(("The bridge closes in May. " * 40 + str(zlib.crc32(b"x"))).encode())
    refused = decode_page(damage(whole), None, LIMIT)
    assert isinstance(refused, Refusal)
    assert refused.reason == "truncated_gzip"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
        (b"PK\x03\x04\x14\x00\x00\x00" + bytes(90), "binary"),
        (b"PK\x03\x04\x14\x00\x01\x00" + bytes(90), "encrypted"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA", "encrypted"),
        (bytes(range(256)) * 20, "binary"),
        (codecs.BOM_UTF8, "empty"),
        (b"  \n\t ", "empty"),
        (b"a" * (LIMIT + 1), "too_large"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, reason: str) -> None:
    refused = decode_page(content, None, LIMIT)
    assert isinstance(refused, Refusal)
    assert refused.reason == reason


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.none() | st.text(max_size=30))
def test_any_bytes_are_text_or_refused(content: bytes, media_type: str | None) -> None:
    decoded = decode_page(content, media_type, LIMIT)
    if isinstance(decoded, DecodedPage):
        decoded.text.encode("utf-8")
        assert "\x00" not in decoded.text


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    decoded = decode_page(("<p>" + text).encode(), None, LIMIT)
    assert isinstance(decoded, DecodedPage)
    assert decoded.text == "<p>" + text.replace("\ufeff", "")


@pytest.mark.parametrize("tag", [b"<script>", b"<style>", b"<script></style>"])
def test_scripts_that_never_end_cost_no_search_each(tag: bytes) -> None:
    """Every opening was searched to the end of the sample for its end tag: 22 s for twenty thousand of them."""
    page = SAMPLES["fr"][0].encode("cp1252") + tag * 20_000
    start = time.process_time()
    assert isinstance(decode_page(page, None, LIMIT), DecodedPage)
    assert time.process_time() - start < 5
