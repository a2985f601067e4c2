"""A request on its way: one address, and what has happened so far on the way to its content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.sources.http.answers import PERMANENT, Answer, FetchError
from flows.sources.http.bodies import BodyContent
from flows.sources.http.downloads import Download
from flows.sources.http.robots import find_refusals
from flows.sources.values import Request
from transforms.urls import Address, AddressError, parse_address, resolve_link

MAX_REDIRECTS = 10
MAX_ROBOTS_REDIRECTS = 5  # RFC 9309, 2.3.1.2


@dataclass(slots=True)
class PendingRequest:
    """A request on its way. `seconds_left` counts what is spent on the network, waiting for turns aside."""

    request: Request
    address: Address
    seconds_left: float
    is_obedient: bool
    redirects: list[str] = field(default_factory=list)
    permanent: list[str] = field(default_factory=list)
    reservations: tuple[str, ...] = ()
    answers: list[Answer] = field(default_factory=list)
    content: BodyContent | None = None
    download: Download | None = None  # where content goes that is no page

    @property
    def is_robots(self) -> bool:
        """Tell whether this asks for a robots.txt, which needs no permission."""
        return self.request.purpose == "robots"

    def follow(self, answer: Answer, refresh: str | None = None) -> None:
        """Go where a redirect leads, or where a page sends its reader on to (`refresh`), which is never for good.

        Raises:
            FetchError: in a circle, or too far.
            AddressError: to what is no HTTP address.
        """
        location = refresh or answer.read_header("location") or ""
        link = resolve_link(str(answer.address), location)
        if link is None:
            raise AddressError(
                "not_http", f"{answer.address} redirects to {location[:200]!r}, which is not an http(s) address"
            )
        limit = MAX_ROBOTS_REDIRECTS if self.is_robots else MAX_REDIRECTS
        is_circle = link in self.redirects or link == str(parse_address(self.request.url))
        if is_circle or len(self.redirects) >= limit:
            words = "in a circle" if is_circle else f"more than {limit} times"
            raise FetchError("redirects", f"{self.request.url} redirects {words}, last to {link}")
        if not refresh and answer.status in PERMANENT and len(self.permanent) == len(self.redirects):
            self.permanent.append(link)
        self.redirects.append(link)
        self.reservations = ()
        self.address = parse_address(link)

    def reserve(self, codes: Iterable[str], who: str) -> None:
        """Note what is reserved.

        Raises:
            FetchError: it concerns us, and is to be obeyed.
        """
        found = tuple(codes)
        self.reservations = tuple(dict.fromkeys(self.reservations + found))
        refusing = find_refusals(found, self.request.purpose)
        if refusing and self.is_obedient:
            words = f"{who} reserves it: {', '.join(refusing)} (DATELINE_RESPECT_RESERVATIONS)"
            raise FetchError("reserved", words)
