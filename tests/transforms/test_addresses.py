"""Addresses: read as browsers do, one form a page, and no way round the refusal of private hosts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.http.addresses import HostGuard, describe_special
from transforms.pages.metadata import clean_url
from transforms.urls import AddressError, normalise_address, parse_address, parse_host, resolve_link

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.1.1",
    "0.0.0.0",
    "224.0.0.5",
]
PUBLIC = ["9.9.9.9", "1.1.1.1", "193.0.6.139", "2001:67c:2e8:22::c100:68b", "2a00:1450:4001:813::200e"]

ipv4 = st.integers(0, 2**32 - 1).map(IPv4Address)


def write_ipv4(address: IPv4Address, form: int) -> str:
    """Write an IPv4 address in one of the forms that resolvers and browsers take."""
    value, parts = int(address), str(address).split(".")
    forms = [
        str(address) + ".",
        str(value),
        hex(value),
        "0" + oct(value)[2:],
        ".".join(hex(int(part)) for part in parts),
        ".".join("0" + oct(int(part))[2:] for part in parts),
        f"{parts[0]}.{value & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{value & 0xFFFF}",
        "".join(chr(0xFF10 + int(c)) if c.isdigit() else c for c in str(address)),
        str(address).replace(".", "。"),
        "".join(f"%{ord(c):02x}" for c in str(address)),
        hex(value).upper(),
    ]
    return forms[form % len(forms)]


def embed_ipv4(address: IPv4Address, form: int) -> str:
    """Put an IPv4 address inside one of IPv6."""
    value = int(address)
    forms = [
        0xFFFF << 32 | value,
        0xFFFF << 48 | value,
        0x64FF9B << 96 | value,
        0x2002 << 112 | value << 80 | 7,
        0x20010470 << 96 | 0x5EFE << 32 | value,
    ]
    return str(IPv6Address(forms[form % len(forms)]))


@given(ipv4, st.integers(0, 11))
def test_every_form_of_a_number_is_one_host(address: IPv4Address, form: int) -> None:
    assert parse_host(write_ipv4(address, form)) == str(address)


@given(ipv4, st.integers(0, 4))
def test_an_ipv4_address_inside_ipv6_is_judged_by_itself(address: IPv4Address, form: int) -> None:
    assert (describe_special(embed_ipv4(address, form)) is None) == (describe_special(str(address)) is None)


@given(ipv4)
def test_what_python_calls_private_is_never_public(address: IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
        assert describe_special(str(address))


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_ipv6_that_is_not_given_out_is_never_public(address: IPv6Address) -> None:
    if not address.is_global or address.is_multicast:
        assert describe_special(str(address)) or address.sixtofour or address.ipv4_mapped


@pytest.mark.parametrize("address", [*PRIVATE, "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::10.0.0.1", "2001::1"])
def test_private_addresses_are_told(address: str) -> None:
    assert describe_special(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert describe_special(address) is None


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://news.varnland.example@127.0.0.1/", "127.0.0.1"),
        ("http://127.0.0.1:80@news.varnland.example/", "news.varnland.example"),
        ("http://a@b@127.1/", "127.0.0.1"),
        ("http://127.0.0.1\\@news.varnland.example/", "127.0.0.1"),
        ("http:\\\\127.0.0.1\\x", "127.0.0.1"),
        ("http://news.varnland.example#@127.0.0.1/", "news.varnland.example"),
        ("http://news.varnland.example?@127.0.0.1/", "news.varnland.example"),
        ("ht\ntp://127.0.\t0.1/", "127.0.0.1"),
        ("http://LOCALHOST./", "localhost"),
        ("http://[::FFFF:127.0.0.1]/", "::ffff:7f00:1"),
        ("http://①②⑦.0.0.1/", "127.0.0.1"),
        ("http://ﬁsh.example/", "fish.example"),
        ("http://☕.example/", "xn--53h.example"),
    ],
)
def test_the_host_is_the_one_a_browser_would_ask(url: str, host: str) -> None:
    assert parse_address(url).host == host


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "not_http"),
        ("gopher://127.0.0.1:6379/_INFO", "not_http"),
        ("javascript:alert(1)", "not_http"),
        ("//news.varnland.example/", "bad_address"),
        ("http://", "bad_address"),
        ("http://[fe80::1%25eth0]/", "bad_address"),
        ("http://[::1/", "bad_address"),
        ("http://1.2.3.4.5/", "bad_address"),
        ("http://256.1/1", "bad_address"),
        ("http://a..b/", "bad_address"),
        ("http://a b/", "bad_address"),
        ("http://a:99999/", "bad_address"),
        ("http://a:0/", "bad_address"),
        ("http://a:80x/", "bad_address"),
        ("http://%ff%fe/", "bad_address"),
        ("http://xn--\u00fc/", "bad_address"),
        ("", "bad_address"),
        ("http://a/" + "x" * 9000, "bad_address"),
    ],
)
def test_what_is_no_address_says_so(url: str, reason: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(url)
    assert caught.value.reason == reason


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    for url in (text, "http://" + text):
        try:
            address = parse_address(url)
        except AddressError:
            continue
        assert parse_address(str(address)) == parse_address(str(parse_address(str(address))))


@given(st.text(), st.text())
def test_normalising_twice_changes_nothing(path: str, query: str) -> None:
    once = normalise_address(f"http://varnland.example/{path}?{query}")
    assert normalise_address(once) == once


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Varnland.EXAMPLE", "http://varnland.example/"),
        ("https://varnland.example:443/a#top", "https://varnland.example/a"),
        ("http://varnland.example:443/a", "http://varnland.example:443/a"),
        ("https://varnland.example./a", "https://varnland.example/a"),
        ("https://ana:secret@varnland.example/a", "https://varnland.example/a"),
        ("https://varnland.example/a/./b/../c/", "https://varnland.example/a/c/"),
        ("https://varnland.example/%7euser/%c3%bc", "https://varnland.example/~user/%C3%BC"),
        ("https://varnland.example/ü ü", "https://varnland.example/%C3%BC%20%C3%BC"),
        ("https://varnland.example/100%", "https://varnland.example/100%25"),
        ("https://varnland.example/a?", "https://varnland.example/a"),
        ("https://varnland.example/a?b=2&a=1", "https://varnland.example/a?b=2&a=1"),
        ("https://varnland.example/a?id=4&utm_source=x&UTM_medium=y", "https://varnland.example/a?id=4"),
        ("https://varnland.example/a?fbclid=1&gclid=2&mc_cid=3&xtor=RSS-1", "https://varnland.example/a"),
        ("https://varnland.example/a?q=a+b%20c&page=2", "https://varnland.example/a?q=a+b%20c&page=2"),
        ("https://vårland.example/", "https://xn--vrland-iua.example/"),
        (" mailto:ana@varnland.example ", "mailto:ana@varnland.example"),
    ],
)
def test_two_listings_of_one_page_have_one_form(url: str, expected: str) -> None:
    assert normalise_address(url) == expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("b", "https://varnland.example/news/b"),
        ("/b?x=1#y", "https://varnland.example/b?x=1"),
        ("?page=2", "https://varnland.example/news/a?page=2"),
        ("//other.example/b", "https://other.example/b"),
        ("\\\\other.example\\b", "https://other.example/b"),
        ("  ../b\n ", "https://varnland.example/b"),
        ("http://ana:secret@other.example/", "http://other.example/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("", "https://varnland.example/news/a"),
        ("mailto:ana@varnland.example", None),
        ("data:text/html,x", None),
        ("http://[broken/", None),
    ],
)
def test_links_are_resolved_as_in_a_browser(href: str, expected: str | None) -> None:
    assert resolve_link("https://varnland.example/news/a", href) == expected


def make_guard(*answers: Sequence[str], allowed: Sequence[str] = ()) -> HostGuard:
    """A guard whose resolver gives one answer after another, and then the last for ever."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return HostGuard(allowed, resolve)


def find(guard: HostGuard, host: str, port: int = 80) -> Sequence[str]:
    return asyncio.run(guard.find_addresses(host, port))


def test_a_name_with_public_addresses_passes() -> None:
    assert find(make_guard(["9.9.9.9", "2a00::1", "9.9.9.9"]), "varnland.example") == ["9.9.9.9", "2a00::1"]


@pytest.mark.parametrize("private", [*PRIVATE, "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1%eth0"])
def test_one_private_answer_among_public_ones_refuses_the_name(private: str) -> None:
    with pytest.raises(AddressError, match=r"varnland\.example is .*DATELINE_ALLOW_PRIVATE_HOSTS") as caught:
        find(make_guard(["9.9.9.9", private]), "varnland.example")
    assert caught.value.reason == "private_address"


def test_a_name_without_address_is_an_error_of_the_network() -> None:
    with pytest.raises(OSError, match="no address"):
        find(make_guard([]), "varnland.example")


def test_exemptions_go_by_name_as_written() -> None:
    guard = make_guard(["10.0.0.5"], allowed=["Intranet.example", "127.0.0.1:8000", "[::1]:80", "fd00::1"])
    assert find(guard, "intranet.example") == ["10.0.0.5"]
    assert find(guard, "127.0.0.1", 8000) == ["127.0.0.1"]
    assert find(guard, "fd00::1", 99) == ["fd00::1"]
    for host, port in [("127.0.0.1", 8001), ("other.example", 80), ("10.0.0.5", 80), ("::1", 81)]:
        with pytest.raises(AddressError):
            find(guard, host, port)


def test_a_private_number_is_refused_before_anything_is_resolved() -> None:
    guard = make_guard(["9.9.9.9"])
    guard.check_literal("varnland.example", 80)
    with pytest.raises(AddressError, match="loopback"):
        guard.check_literal("127.0.0.1", 80)


@pytest.mark.parametrize(
    ("stated", "canonical"),
    [
        ("https://ana:secret@varnland.example:443/a", "https://varnland.example/a"),
        ("HTTP://VARNLAND.example:80/a", "http://varnland.example/a"),
        ("https://varnland.example:8443/a", "https://varnland.example:8443/a"),
        ("https://varnland.example/a?ref=4711", "https://varnland.example/a?ref=4711"),
        ("https://varnland.example/a?ref=the-bridge-closes", "https://varnland.example/a?ref=the-bridge-closes"),
        ("https://varnland.example/a?ref=echo.example", "https://varnland.example/a"),
        ("https://varnland.example/a?ref_src=twsrc%5Etfw", "https://varnland.example/a"),
        ("https://varnland.example/a?cmp=rss_all&id=3", "https://varnland.example/a?id=3"),
        ("https://varnland.example/a?cmp=80123", "https://varnland.example/a?cmp=80123"),
        ("https://varnland.example/a?at_home=1", "https://varnland.example/a?at_home=1"),
        ("https://varnland.example/a?from=newsletter&page=2", "https://varnland.example/a?page=2"),
        ("https://varnland.example/a;jsessionid=0A1B2C?id=3", "https://varnland.example/a?id=3"),
        ("https://varnland.example/a?id=3&PHPSESSID=k2j3h4", "https://varnland.example/a?id=3"),
        ("https://varnland.example/a?sid=4711", "https://varnland.example/a?sid=4711"),
        ("https://varnland.example/a?sid=9f8e7d6c5b4a39281706", "https://varnland.example/a"),
        ("https://varnland.example/a?outputType=amp", "https://varnland.example/a"),
        ("https://varnland.example/a?print=1&id=3", "https://varnland.example/a?id=3"),
        ("https://varnland.example/a?view=2", "https://varnland.example/a?view=2"),
        ("https://varnland.example/#!/2031/bridge", "https://varnland.example/#!/2031/bridge"),
        ("https://varnland.example/app#/story/12", "https://varnland.example/app#/story/12"),
        ("https://varnland.example/a#section-2", "https://varnland.example/a"),
    ],
)
def test_an_article_has_one_address_whoever_states_it(stated: str, canonical: str) -> None:
    assert normalise_address(stated) == canonical
    assert clean_url(stated, "https://varnland.example/") == canonical
    assert normalise_address(canonical) == canonical
