"""What publishers ask: robots.txt for our own agent, and reservations in each of their forms."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.http.robots import (
    RESERVATIONS,
    ROWS,
    Robots,
    find_refusals,
    read_header_reservations,
    read_page_reservations,
    read_product,
    read_robots,
)
from flows.sources.values import Fetched
from transforms.urls import AddressError, parse_address

PAGE = parse_address("https://varnland.example/news/a?id=1")


def allows(text: str, target: str = "/news/a", product: str = "dateline") -> bool:
    return Robots.parse(text.encode(), product).allows(parse_address("https://varnland.example" + target))


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: otherbot\nDisallow: /", "/a", True),
        ("User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: DateLine\nDisallow: /private/", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: DateLine\nDisallow: /private/", "/private/a", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", True),
        ("User-agent: *\nDisallow: /%C3%BC", "/\u00fc", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a # not this\r\n", "/a", False),
        ("<!doctype html><title>Not found</title>", "/a", True),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: dateline/1.0\nDisallow: /a", "/a", False),
        ("User-agent: dateline 2.3\nDisallow: /a", "/a", False),
        ("User-agent: otherbot, Dateline\nDisallow: /a", "/a", False),
        ("User-agent: Mozilla/5.0 (compatible; dateline/0.9; +https://x.example)\nDisallow: /a", "/a", False),
        ("User-agent: dateline/1.0\nAllow: /\n\nUser-agent: *\nDisallow: /a", "/a", False),  # unsure: the stricter
        ("User-agent: dateliner/1.0\nDisallow: /a", "/a", True),
        ("User-agent: otherbot/1.0, thirdbot\nDisallow: /a", "/a", True),
        ("User-agent: otherbot, *\nDisallow: /a", "/a", False),
        ("User-agent: x\nDisallow: /\n\ufeffUser-agent: *\nDisallow: /a", "/a", False),
        ("User-agent: dateline\nDisallow: /b\n\nUser-agent: dateline/2\nDisallow: /a", "/b", False),
    ],
)
def test_rules_for_our_agent_or_for_all_are_obeyed(text: str, target: str, expected: bool) -> None:
    assert allows(text, target) is expected


def test_a_robots_txt_in_utf_16_is_read() -> None:
    robots = Robots.parse("User-agent: *\nDisallow: /news/".encode("utf-16"), "dateline")
    assert not robots.allows(PAGE)


def test_what_lies_beyond_500_kb_is_not_read() -> None:
    assert allows("#" * 600_000 + "\nUser-agent: *\nDisallow: /")
    assert not allows("User-agent: *\nDisallow: /\n" + "#" * 600_000)


def test_usages_are_read_from_a_robots_txt_of_blank_lines() -> None:
    robots = Robots.parse(b"\n" * 200_000 + b"User-agent: *\n\n content-usage : tdm=n # all", "dateline")
    assert robots.list_reservations(PAGE) == ("no-tdm",)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_rules(content: bytes) -> None:
    robots = Robots.parse(b"User-agent: *\n" + content, "dateline")
    assert robots.allows(PAGE) in (True, False)
    assert robots.delay >= 0
    assert all(link.startswith("http") for link in robots.list_sitemaps(PAGE))


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: *\nRequest-rate: 1/10", 10),
        ("User-agent: other\nCrawl-delay: 9\n\nUser-agent: *\nDisallow: /x", 0),
        ("User-agent: *\nCrawl-delay: 86400", 86_400),  # and the host is left alone
        ("User-agent: *\nCrawl-delay: 31536000000", 31_536_000_000),
        ("User-agent: *\nCrawl-delay: -5", 0),
        ("User-agent: *\nCrawl-delay: nan", 0),
        ("User-agent: *\nCrawl-delay: 1e999", 0),
        (f"User-agent: *\nRequest-rate: 1/{'9' * 400}", math.inf),
        (f"User-agent: *\nRequest-rate: {'9' * 400}/1", 0),
        ("User-agent: *\nCrawl-delay: soon", 0),
    ],
)
def test_the_delay_between_requests(text: str, delay: float) -> None:
    assert Robots.parse(text.encode(), "dateline").delay == delay


def test_sitemaps_are_listed_once_and_resolved() -> None:
    text = "Sitemap: /news.xml\nSitemap: https://other.example/b.xml\nsitemap: /news.xml\nSitemap: ftp://x/y"
    robots = Robots.parse(text.encode(), "dateline")
    assert robots.list_sitemaps(PAGE) == ("https://varnland.example/news.xml", "https://other.example/b.xml")


@pytest.mark.parametrize(
    ("user_agent", "product"),
    [("dateline/0.1 (contact: desk@varnland.example)", "dateline"), ("Desk_Reader", "Desk_Reader"), ("7", "dateline")],
)
def test_our_product_token(user_agent: str, product: str) -> None:
    assert read_product(user_agent) == product


def make_fetched(**values: object) -> Fetched:
    url = "https://varnland.example/robots.txt"
    return Fetched(url, url, datetime.now(UTC), "robots", **values)  # type: ignore[arg-type]


RULES = b"User-agent: *\nDisallow: /news/"


@pytest.mark.parametrize(
    ("values", "is_allowed", "reason"),
    [
        ({"status": 200}, False, None),
        ({"status": 404, "state": "skipped", "reason": "gone"}, True, None),
        ({"status": 403, "state": "failed", "reason": "http_status"}, True, None),
        ({"status": 302, "state": "failed", "reason": "redirects"}, True, None),
        ({"status": 429, "state": "failed", "reason": "http_status"}, None, "robots_unreachable"),
        ({"status": 503, "state": "failed", "reason": "http_status"}, None, "robots_unreachable"),
        ({"state": "failed", "reason": "connection"}, None, "connection"),
        ({"status": 200, "state": "failed", "reason": "fetch_timeout"}, None, "fetch_timeout"),
        ({"state": "failed", "reason": "tls"}, None, "tls"),
        ({"status": 302, "state": "quarantined", "reason": "private_address", "redirects": ("x",)}, None,
         "robots_unreachable"),
    ],
)  # fmt: skip
def test_errors_of_robots_txt_mean_what_rfc_9309_says(
    values: dict[str, object], is_allowed: bool | None, reason: str | None
) -> None:
    robots = read_robots(make_fetched(**values), RULES, "dateline")
    assert robots.reason == reason
    assert bool(robots.problem) is (is_allowed is None)
    assert is_allowed is None or robots.allows(PAGE) is is_allowed


def test_a_host_that_may_not_be_asked_for_robots_txt_may_not_be_asked_at_all() -> None:
    with pytest.raises(AddressError) as caught:
        read_robots(make_fetched(state="quarantined", reason="private_address", detail="loopback"), b"", "dateline")
    assert caught.value.reason == "private_address"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("X-Robots-Tag", "NOINDEX, nofollow")], ("noindex",)),
        ([("X-Robots-Tag", "none")], ("noindex",)),
        ([("x-robots-tag", "noarchive"), ("X-Robots-Tag", "noai, noimageai")], ("noarchive", "noai", "noimageai")),
        ([("X-Robots-Tag", "googlebot: noindex")], ()),
        ([("X-Robots-Tag", "googlebot: nofollow, dateline: noarchive, nosnippet")], ("noarchive", "nosnippet")),
        ([("X-Robots-Tag", "max-snippet: 20, unavailable_after: 25 Jun 2031 15:00:00 PST, noindex")], ("noindex",)),
        ([("TDM-Reservation", "1"), ("tdm-policy", "https://varnland.example/policy.json")], ("tdm-reservation",)),
        ([("tdm-reservation", "0")], ()),
        ([("Content-Usage", "train-ai=n, tdm=n")], ("no-ai-train", "no-tdm")),
        ([("Content-Signal", "search=yes, ai-train=no, ai-input=no")], ("no-ai-train", "no-ai-input")),
        ([("Content-Usage", "train-ai=y, nonsense, =n")], ()),
        ([("Content-Type", "text/html")], ()),
    ],
)
def test_reservations_in_headers(headers: list[tuple[str, str]], expected: tuple[str, ...]) -> None:
    assert read_header_reservations(headers, "dateline") == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<meta name="robots" content="noindex,follow"><p>x', ("noindex",)),
        ("<META NAME=ROBOTS CONTENT='NOARCHIVE'>", ("noarchive",)),
        ('<meta name="dateline" content="noindex">', ("noindex",)),
        ('<meta name="googlebot" content="noindex">', ()),
        ('<meta name="robots" content="index, follow, max-image-preview:large">', ()),
        ('<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/p">', ("tdm-reservation",)),
        ('<meta property="og:title" content="noindex">', ()),
        ('<!-- <meta name="robots" content="noindex"> --><p>x', ()),
        ("", ()),
        ("<meta", ()),
    ],
)
def test_reservations_in_meta_elements(page: str, expected: tuple[str, ...]) -> None:
    assert read_page_reservations(page.encode(), "dateline") == expected


def test_only_the_first_64_kb_are_searched() -> None:
    page = b"<p>" + b"x" * 70_000 + b'<meta name="robots" content="noindex">'
    assert read_page_reservations(page, "dateline") == ()


@given(st.binary(max_size=300))
def test_no_page_breaks_the_search(page: bytes) -> None:
    assert set(read_page_reservations(b"<meta " + page, "dateline")) <= RESERVATIONS.keys()


ROBOTS = b"""
User-agent: trainer
Content-Usage: tdm=n

User-agent: *
Content-Usage: train-ai=n
Content-Signal: ai-input=no
Content-Usage: /archive/ tdm=n, train-ai=n
Disallow: /private/
"""


def test_usage_rules_of_robots_txt_by_group_and_longest_path() -> None:
    robots = Robots.parse(ROBOTS, "dateline")
    assert robots.list_reservations(PAGE) == ("no-ai-train", "no-ai-input")
    archive = parse_address("https://varnland.example/archive/1")
    assert robots.list_reservations(archive) == ("no-tdm", "no-ai-train")
    assert Robots.parse(ROBOTS, "trainer").list_reservations(PAGE) == ("no-tdm",)
    assert Robots.parse(b"Content-Signal: search=no", "dateline").list_reservations(PAGE) == ("no-search",)


def test_which_reservations_refuse_what() -> None:
    every = tuple(RESERVATIONS)
    assert find_refusals(every, "page") == (
        "no-bots", "no-search", "no-tdm", "noai", "noindex", "tdm-reservation",
    )  # fmt: skip
    assert find_refusals(every, "sitemap") == ("no-bots", "no-tdm", "tdm-reservation")
    assert find_refusals(every, "robots") == ()


def test_the_docs_have_the_table_of_reservations() -> None:
    page = (Path(__file__).parents[4] / "docs" / "web.md").read_text(encoding="utf-8")
    rows = [f"| `{row['code']}` | {row['meaning']} | {row['refuses'].replace('|', ', ')} |" for row in ROWS]
    assert "\n".join(("|---|---|---|", *rows)) in page
