"""Responses of servers, and what their status and headers mean for the request."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore2

from flows.sources.http.bodies import ReceivedBody
from flows.sources.values import Request
from transforms.reasons import state_of
from transforms.urls import Address

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
RETRIED = frozenset({408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
GONE = frozenset({404, 410})
MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.I)
NO_CACHE = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.I)


class FetchError(Exception):
    """A request ends without content, for a reason of `transforms.reasons`; caught where its outcome is made."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail
        self.state = state_of(reason)


@dataclass(slots=True)
class Answer:
    """One response: what was asked, the head as it came, and the body as far as it came."""

    address: Address
    status: int
    phrase: str
    protocol: str
    headers: list[tuple[str, str]]
    at: datetime
    body: ReceivedBody = field(default_factory=ReceivedBody)
    truncated: str | None = None

    @classmethod
    def of(cls, address: Address, response: httpcore2.Response) -> Answer:
        """Begin an answer with its head; header fields are latin-1, as on the wire."""
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers]
        phrase = response.extensions.get("reason_phrase", b"").decode("latin-1")
        protocol = response.extensions["http_version"].decode("ascii")
        return cls(address, response.status, phrase, protocol, headers, datetime.now(UTC))

    def read_header(self, name: str) -> str | None:
        """Give a header, its lines joined by commas; None where it is not there."""
        lines = [value for found, value in self.headers if found.lower() == name]
        return ", ".join(lines) if lines else None

    @property
    def status_line(self) -> str:
        """The first line of the response, as the archive keeps it."""
        return f"{self.protocol} {self.status} {self.phrase}".rstrip()

    @property
    def is_redirect(self) -> bool:
        """Tell whether another address is named to go on to."""
        return self.status in REDIRECTS and self.read_header("location") is not None

    @property
    def is_success(self) -> bool:
        """Tell whether this is the content asked for; 206 is only a part of it, which was not asked for."""
        return 200 <= self.status < 300 and self.status != 206

    @property
    def may_be_html(self) -> bool:
        """Tell whether the content may be a page: it is called one, or nothing in particular."""
        media_type = (self.read_header("content-type") or "").lower()
        return not media_type or "html" in media_type or media_type.startswith(("text/plain", "application/octet"))


def judge_status(request: Request, answer: Answer) -> FetchError:
    """Say what an unsuccessful status means."""
    is_conditional = bool(request.etag or request.last_modified)
    if answer.status == 304 and is_conditional:
        return FetchError("not_modified", f"{answer.address} has not changed (304)")
    words = f"{answer.address} answers {answer.status} {answer.phrase}".rstrip()
    if answer.status in GONE:
        return FetchError("gone", words)
    return FetchError("http_status", words)


def read_retry_after(answer: Answer) -> float | None:
    """Read in how many seconds a server wants to be asked again: a number, or a date (RFC 9110, 10.2.3)."""
    value = (answer.read_header("retry-after") or "").strip()
    if value.isdecimal():
        return float(value.lstrip("0")[:9] or 0)
    at = read_date(value[:100])
    return max((at - answer.at).total_seconds(), 0.0) if at else None


def read_expiry(answer: Answer) -> float | None:
    """Read for how many seconds a response is good: max-age, or Expires (RFC 9111, 4.2.1)."""
    control = answer.read_header("cache-control") or ""
    if NO_CACHE.search(control):
        return 0.0
    age = MAX_AGE.search(control)
    if age:
        passed = (answer.read_header("age") or "0").strip()
        return max(float(age[1]) - (float(passed[:10]) if passed.isdecimal() else 0.0), 0.0)
    expires = answer.read_header("expires")
    if expires is None:
        return None
    until, sent = read_date(expires), read_date(answer.read_header("date") or "")
    return max((until - (sent or answer.at)).total_seconds(), 0.0) if until else 0.0


def read_date(text: str) -> datetime | None:
    """Read an HTTP date, in any of its forms; None for what is none."""
    try:
        at = parsedate_to_datetime(text)
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def read_length(answer: Answer) -> int:
    """Read the length that a response declares; 0 where it declares none."""
    value = (answer.read_header("content-length") or "").partition(",")[0].strip()
    return int(value) if value.isdecimal() and len(value) < 20 else 0
