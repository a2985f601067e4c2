"""One resolver a field: which witness wins, what is cut off, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates.days import find_days, fold_text, months_of
from transforms.dates.instants import find_moments, read_moment, read_url_day
from transforms.pages.bylines import read_agency, read_people
from transforms.pages.metadata import Metadata, clean_url, resolve_metadata
from transforms.pages.page import Page, read_page
from transforms.pages.titles import strip_site
from transforms.values import Document

SEEN = datetime(2032, 1, 1, tzinfo=UTC)


def resolve(head: str = "", body: str = "<h1>Bridge to close in May</h1>", **hints: str) -> Metadata:
    page = read_page(f"<html><head>{head}</head><body>{body}<p>Some words of prose follow.</p></body></html>")
    assert isinstance(page, Page)
    document = Document(
        "d" * 32, "test", "page.html", b"", "0" * 64, SEEN, **({"url": "https://varn.example/a"} | hints)
    )
    return resolve_metadata(page, document)


def linked(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", {fields}}}</script>'


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        ("By Ada Moss", ["Ada Moss"]),
        ("BY ADA MOSS AND BO LIND", ["Ada Moss", "Bo Lind"]),
        ("By Ada Moss, Bo Lind & Cy Fenn in Varnmouth", ["Ada Moss", "Bo Lind", "Cy Fenn"]),
        ("Moss, Ada", ["Ada Moss"]),
        ("Ada Moss, Chief Political Correspondent", ["Ada Moss"]),
        ("Ada Moss | Harbour Editor", ["Ada Moss"]),
        ("Ada Moss (@adamoss)", ["Ada Moss"]),
        ("By Ada Moss\nHarbour Correspondent", ["Ada Moss"]),
        ("By Ada Moss and\nBo Lind", ["Ada Moss", "Bo Lind"]),
        ("By Ada Moss May 2, 2031", ["Ada Moss"]),
        ("Dr. Ada Moss, PhD", ["Ada Moss"]),
        ("Ada Moss Jr.", ["Ada Moss Jr."]),
        ("Ludo van der Berg", ["Ludo van der Berg"]),
        ("Zoë O’Brien-Lind", ["Zoë O’Brien-Lind"]),
        ("Ada Moss The Associated Press", ["Ada Moss"]),
        ("Associated Press", []),
        ("Staff Writer", []),
        ("Varn Courier Newsroom", []),
        ("admin", []),
        ("https://varn.example/author/ada-moss", []),
        ("The Varn Courier", []),
        ("", []),
    ],
)
def test_bylines_give_people_only(raw: str, people: list[str]) -> None:
    assert read_people(raw, ["Varn Courier", "The Varn Courier"]) == people


@pytest.mark.parametrize(
    ("raw", "agency"),
    [
        ("Reuters", "Reuters"),
        ("By The Associated Press", "AP"),
        ("Ada Moss, AFP", "AFP"),
        ("dpa", "dpa"),
        ("Papa Moss", None),
    ],
)
def test_wire_agencies_have_one_short_name(raw: str, agency: str | None) -> None:
    assert read_agency(raw) == agency


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        ("2031-05-02T09:15:00+02:00", "2031-05-02T07:15:00", "instant"),
        ("2031-05-02T09:15:00.123Z", "2031-05-02T09:15:00", "instant"),
        ("2031-05-02 09:15:00 +0200", "2031-05-02T07:15:00", "instant"),
        ("2031-05-02T09:15:00", "2031-05-02T00:00:00", "day"),
        ("2031-05-02T00:00:00Z", "2031-05-02T00:00:00", "day"),
        ("2031-05-02", "2031-05-02T00:00:00", "day"),
        ("20310502", "2031-05-02T00:00:00", "day"),
        ("Fri, 02 May 2031 09:15:00 GMT", "2031-05-02T09:15:00", "instant"),
        ("May 2, 2031 at 9:15 p.m. EDT", "2031-05-03T01:15:00", "instant"),
        ("2nd May 2031", "2031-05-02T00:00:00", "day"),
        ("1935479700", "2031-05-02T09:15:00", "instant"),
        ("Fri May 02 2031 09:15:00 GMT+0200 (Central European Summer Time)", "2031-05-02T07:15:00", "instant"),
        ("2 May 2031, 09:15 (GMT+8)", "2031-05-02T01:15:00", "instant"),
        ("May 2, 2031 09:15 UTC+3", "2031-05-02T06:15:00", "instant"),
        ("Fri, 02 May 2031 09:15:00 +0100", "2031-05-02T08:15:00", "instant"),
    ],
)
def test_dates_are_instants_only_with_clock_and_zone(raw: str, at: str, precision: str) -> None:
    moment = read_moment(raw)
    assert moment is not None
    assert (moment.at.replace(tzinfo=None).isoformat(), moment.precision) == (at, precision)


@pytest.mark.parametrize("raw", ["", "yesterday", "2031-13-45", "31 February 2031", "12:30", "9" * 40])
def test_what_is_no_date_is_none(raw: str) -> None:
    assert read_moment(raw) is None


@given(st.text(max_size=80))
def test_any_text_is_a_date_or_none(raw: str) -> None:
    assert read_moment(raw) is None or read_moment(raw).at.tzinfo is UTC
    assert read_url_day(raw) is None or read_url_day(raw).precision == "day"
    assert isinstance(read_people(raw), list)


@given(
    st.dates(min_value=date(1990, 1, 1), max_value=date(2031, 12, 31)),
    st.sampled_from(["en", "de", "es", "fr", "it", "pt", "ru", "uk", "pl", "cs", "tr", "ar", "he", "hi", "el", "id"]),
    st.sampled_from(
        ["{day} {month} {year}", "{month} {day}, {year}", "{year}. {month} {day}.", "{day}. {month} {year}"]
    ),
)
def test_a_day_in_words_is_read_back_in_every_language_and_order(day: date, language: str, order: str) -> None:
    for name in (name for name, number in months_of(language).items() if number == day.month and len(name) > 2):
        text = f"… | {order.format(day=day.day, month=name, year=day.year)}"
        assert [found.day for found in find_days(text, language)] == [(day.year, day.month, day.day)], text


@given(st.text(max_size=80), st.sampled_from(["", "en-US", "de", "fa", "th"]))
def test_days_are_found_in_order_and_where_they_stand(raw: str, tag: str) -> None:
    folded = fold_text(raw)
    found = list(find_moments(folded, tag))
    assert all(0 <= one.start < one.end <= len(folded) for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize(
    ("raw", "tag", "day"),
    [
        ("03/04/2031", "en-US", "2031-03-04"),
        ("03/04/2031", "en-GB", "2031-04-03"),
        ("25/03/2031", "en-US", "2031-03-25"),
        ("03.04.2031", "", "2031-04-03"),
        ("03/04/2031", "", None),  # neither can be told
        ("14/06/1410", "fa", "2031-09-05"),
        ("2011118", "en", None),
        ("version 1.2.2031.4", "en", None),
    ],
)
def test_figures_are_read_by_language_and_by_what_is_possible(raw: str, tag: str, day: str | None) -> None:
    moment = read_moment(raw, tag)
    assert (moment and moment.at.date().isoformat()) == day


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("2031-05-02T23:30:00", "2031-05-02T23:30:00-05:00", "2031-05-03T04:30:00"),
        ("2031-05-02", "2031-05-02T08:00:00Z", "2031-05-02T08:00:00"),
        ("2031-05-02", "2031-05-04T08:00:00Z", "2031-05-02T00:00:00"),
        ("2031-05-02T08:00:00", "2031-05-02T09:07:00Z", "2031-05-02T00:00:00"),  # another time of that day
    ],
)
def test_an_instant_is_taken_over_the_same_time_without_a_zone(first: str, second: str, taken: str) -> None:
    head = linked(f'"datePublished": "{first}"') + f'<meta property="article:published_time" content="{second}">'
    published = resolve(head).published
    assert published is not None
    assert published.at.replace(tzinfo=None).isoformat() == taken


def test_impossible_dates_are_null_with_the_reason() -> None:
    meta = resolve(linked('"headline": "Bridge to close in May", "datePublished": "2051-01-01T00:00:01Z"'))
    assert meta.published is None
    assert meta.evidence["published_at"] == "impossible: 2051-01-01 in json-ld"


@pytest.mark.parametrize(
    "path",
    ["2031/12/night-trams", "2031/11/slug", "news/2011118/frost", "2019-12-months-on", "2031/12/10-reasons", "2031/12"],
)
def test_a_year_and_month_or_an_id_in_an_address_is_no_day(path: str) -> None:
    assert read_url_day(f"https://varn.example/{path}") is None


@pytest.mark.parametrize("path", ["2031/12/18/a", "a/2031-12-18-b.html", "a/20311218-b", "2031/dec/18/a", "2031/12/18"])
def test_a_day_in_an_address_is_one(path: str) -> None:
    moment = read_url_day(f"https://varn.example/{path}")
    assert moment is not None
    assert moment.at.date().isoformat() == "2031-12-18"


@pytest.mark.parametrize(
    "zero", ["1970-01-01T00:00:00Z", "1970-01-01T01:00:00+01:00", "0001-01-01T00:00:00Z", "1900-01-01"]
)
def test_the_zero_of_a_clock_is_no_date(zero: str) -> None:
    head = f'<meta property="article:published_time" content="{zero}">'
    meta = resolve(head, "<h1>Bridge to close in May</h1><p>2 May 2031</p>")
    assert meta.published is not None
    assert meta.published.at.date().isoformat() == "2031-05-02"


def test_a_later_witness_repairs_an_impossible_date() -> None:
    head = (
        linked('"datePublished": "0001-01-01T00:00:00Z"')
        + '<meta property="article:published_time" content="2031-05-02">'
    )
    meta = resolve(head)
    assert meta.published is not None
    assert meta.evidence["published_at"] == "meta:article:published_time"


def test_the_visible_headline_beats_the_one_made_for_search() -> None:
    meta = resolve(
        linked('"headline": "Old bridge Varnmouth closure dates"')
        + "<title>Varnmouth bridge | The Varn Courier</title>",
        "<h1>Bridge to close in May, town says</h1>",
    )
    assert (meta.title, meta.evidence["title"]) == ("Bridge to close in May, town says", "h1")


def test_a_site_name_is_no_headline() -> None:
    head = '<meta property="og:site_name" content="The Varn Courier"><title>Bridge to close - The Varn Courier</title>'
    assert resolve(head, "<h1>The Varn Courier</h1>").title == "Bridge to close"


@pytest.mark.parametrize(
    ("title", "stripped"),
    [
        ("Bridge to close | The Varn Courier", "Bridge to close"),
        ("Varn Courier: Bridge to close", "Varn Courier: Bridge to close"),
        ("Varn Courier | Bridge to close", "Bridge to close"),
        ("Bridge – a history", "Bridge – a history"),
        ("Bridge to close | News | varncourier.example", "Bridge to close"),
    ],
)
def test_the_site_is_cut_off_a_title(title: str, stripped: str) -> None:
    assert strip_site(title, ("The Varn Courier", "varncourier")) == stripped


def test_a_fuller_author_tag_completes_the_first_author() -> None:
    head = (
        linked('"author": {"@type": "Person", "name": "Ada Moss"}') + '<meta name="author" content="Ada Moss, Bo Lind">'
    )
    meta = resolve(head)
    assert (meta.authors, meta.evidence["authors"]) == (("Ada Moss", "Bo Lind"), "meta:author")


def test_an_organisation_is_agency_but_no_author() -> None:
    meta = resolve(linked('"author": {"@type": "Organization", "name": "Reuters"}'))
    assert (meta.authors, meta.wire_agency) == ((), "Reuters")


def test_damaged_json_ld_is_read_or_passed_over() -> None:
    assert resolve('<script type="application/ld+json">{"@type":"NewsArticle","headline":"A b",}</script>').article
    assert resolve('<script type="application/ld+json">{"@type":"NewsArticle", "headline"</script>').article == {}
    assert resolve('<script type="application/ld+json">' + "[" * 100_000 + "</script>").article == {}


@pytest.mark.parametrize(
    ("raw", "url"),
    [
        ("/2031/bridge?utm_medium=x&fbclid=y", "https://varn.example/2031/bridge"),
        ("https://Varn.example/a?id=3#comments", "https://varn.example/a?id=3"),
        ("https://varn.example/", None),
        ("javascript:alert(1)", None),
        ("http://[broken", None),
        ("mailto:ada@varn.example", None),
    ],
)
def test_canonical_addresses(raw: str, url: str | None) -> None:
    assert clean_url(raw, "https://varn.example/x") == url
