"""Answers: what headers say about when to come back, and how long content is good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.http.answers import Answer, judge_status, read_expiry, read_length, read_retry_after
from flows.sources.values import Request
from transforms.urls import parse_address

NOW = datetime(2031, 3, 1, 8, 0, tzinfo=UTC)
URL = "https://varnland.example/a"


def make_answer(status: int = 200, **headers: str) -> Answer:
    fields = [(name.replace("_", "-").title(), value) for name, value in headers.items()]
    answer = Answer(parse_address(URL), status, "", "HTTP/1.1", fields, NOW)
    answer.body.close()
    return answer


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 01 Mar 2031 08:01:00 GMT", 60),
        ("Saturday, 01-Mar-31 08:01:00 GMT", 60),
        ("Sat Mar  1 08:01:00 2031", 60),
        ("Sat, 01 Mar 2031 07:00:00 GMT", 0),
        ("soon", None),
        ("²", None),
        ("-5", None),
        ("", None),
    ],
)
def test_when_to_come_back(value: str, seconds: float | None) -> None:
    assert read_retry_after(make_answer(503, retry_after=value)) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache_control": "public, max-age=600"}, 600),
        ({"cache_control": "s-maxage=10, max-age=600", "age": "100"}, 500),
        ({"cache_control": "s-maxage=10"}, None),
        ({"cache_control": "max-age=60", "age": "100"}, 0),
        ({"cache_control": "no-cache"}, 0),
        ({"cache_control": "max-age=600, no-store"}, 0),
        ({"cache_control": "max-age=600", "expires": "0"}, 600),
        ({"expires": "Sat, 01 Mar 2031 09:00:00 GMT"}, 3600),
        ({"expires": "Sat, 01 Mar 2031 09:00:00 GMT", "date": "Sat, 01 Mar 2031 08:30:00 GMT"}, 1800),
        ({"expires": "0"}, 0),
        ({"cache_control": "max-age=600", "age": "²"}, 600),
    ],
)
def test_how_long_content_is_good(headers: dict[str, str], seconds: float | None) -> None:
    assert read_expiry(make_answer(**headers)) == seconds


latin = st.text(st.characters(max_codepoint=255))


@given(latin, latin, latin)
def test_no_header_breaks_the_reading(retry: str, control: str, length: str) -> None:
    answer = make_answer(retry_after=retry, cache_control=control, expires=retry, age=length, content_length=length)
    assert (read_retry_after(answer) or 0) >= 0
    assert (read_expiry(answer) or 0) >= 0
    assert read_length(answer) >= 0


@pytest.mark.parametrize(
    ("status", "is_conditional", "expected"),
    [
        (304, True, ("unchanged", "not_modified")),
        (304, False, ("failed", "http_status")),
        (404, True, ("skipped", "gone")),
        (410, False, ("skipped", "gone")),
        (401, False, ("failed", "http_status")),
        (500, False, ("failed", "http_status")),
        (206, False, ("failed", "http_status")),
    ],
)
def test_what_a_status_means(status: int, is_conditional: bool, expected: tuple[str, str]) -> None:
    request = Request(URL, etag='"1"' if is_conditional else None)
    refusal = judge_status(request, make_answer(status))
    assert (refusal.state, refusal.reason) == expected
    assert URL in refusal.detail


def test_the_time_is_that_of_the_answer() -> None:
    assert make_answer().at - NOW == timedelta(0)
