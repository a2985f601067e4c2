"""What publishers ask of robots: robots.txt (RFC 9309) and machine-readable reservations.

Only what is said to our own agent, or to all, is ours: a site that shuts out other companies' AI crawlers has said
nothing about a newsroom's reader. Reservations are recorded in the closed vocabulary of `data/reservations.csv`, and
those that bear on what dateline does, which is to index pages and to mine their text, lead to refusal. `noarchive`
leads to no copy being kept.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree, html
from protego import Protego

from flows.sources.values import Fetched
from transforms.urls import Address, AddressError, resolve_link
from transforms.words.lists import read_table, split_cell

ROBOTS_BYTES = 500 * 1024  # RFC 9309, 2.5: at least this much is to be read
MAX_DELAY = 120.0  # seconds: a host that wants a longer pause between two requests is left alone for the run
HEAD_BYTES = 65_536

NO_COPY = "noarchive"

ROWS = read_table(__package__, "reservations")
# Code -> purposes for which a request is then refused.
RESERVATIONS = {row["code"]: frozenset(split_cell(row["refuses"])) for row in ROWS}
DIRECTIVES = {name: row["code"] for row in ROWS for name in split_cell(row["robots_directives"])}
USAGES = {name: row["code"] for row in ROWS for name in split_cell(row["usage_names"])}
RESERVING = tuple(name.encode() for name in (*DIRECTIVES, "tdm-reservation", "content-usage", "content-signal"))
WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
AGENT_LINE = re.compile(r"\s*user[\s-]?agent\s*:?\s*([^#]*)", re.I)
WIDE_MARKS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
FIELD_NAME = re.compile(r"[A-Za-z-]{1,40}")
META = re.compile(rb"<meta\b[^<>]{0,2000}")
USAGE_FIELDS = ("content-usage", "content-signal")


def read_product(user_agent: str) -> str:
    """Give the product token by which robots.txt knows us (RFC 9309, 2.2.1).

    >>> read_product("Varnland-Reader/2.0 (+https://varnland.example/bot)")
    'Varnland-Reader'
    """
    token = re.match(r"[A-Za-z_-]+", user_agent.strip())
    return token[0] if token else "dateline"


@dataclass(frozen=True)
class Robots:
    """The rules of one host for one agent. `problem` says why they could not be read: then everything is forbidden."""

    rules: Protego
    product: str
    literal: Protego | None = None  # the same, with agent lines as they stand: both must allow
    usages: tuple[tuple[str, tuple[str, ...]], ...] = ()  # path prefix, codes; the longest prefix counts
    problem: str | None = None
    reason: str | None = None

    @classmethod
    def parse(cls, content: bytes, product: str) -> Robots:
        """Read a robots.txt; whatever cannot be read as a rule is none."""
        text = decode_robots(content[:ROBOTS_BYTES])
        meant = name_agents(text, product)
        literal = Protego.parse(text) if meant != text else None
        return cls(Protego.parse(meant), product, literal, read_usages(meant, product))

    @classmethod
    def allow_all(cls, product: str) -> Robots:
        """The rules of a host that has none (RFC 9309, 2.3.1.3: 4xx)."""
        return cls(Protego.parse(""), product)

    @classmethod
    def unreachable(cls, product: str, reason: str, problem: str) -> Robots:
        """The rules of a host whose robots.txt cannot be read (RFC 9309, 2.3.1.4: 5xx, no answer)."""
        return cls(Protego.parse(""), product, problem=problem, reason=reason)

    def allows(self, address: Address) -> bool:
        """Tell whether we may ask for an address."""
        return all(rules.can_fetch(str(address), self.product) for rules in self._readings())

    def _readings(self) -> list[Protego]:
        """Give the rules in each way in which they may be meant."""
        return [self.rules, self.literal] if self.literal else [self.rules]

    @property
    def delay(self) -> float:
        """Seconds that the host wants between two requests (Crawl-delay, Request-rate); what is no length of time is 0.

        It may be endless: see `MAX_DELAY`.
        """
        wanted: list[float] = []
        for rules in self._readings():
            rate = rules.request_rate(self.product)
            wanted.append(rules.crawl_delay(self.product) or 0.0)
            if rate and rate.requests > 0:
                wanted.append(divide(rate.seconds, rate.requests))
        return max((seconds for seconds in wanted if seconds > 0), default=0.0)  # NaN is not

    def list_sitemaps(self, address: Address) -> tuple[str, ...]:
        """List the sitemaps that the host names, in order."""
        links = (resolve_link(str(address), link) for link in self.rules.sitemaps)
        return tuple(dict.fromkeys(link for link in links if link))

    def list_reservations(self, address: Address) -> tuple[str, ...]:
        """List what the host reserves, in robots.txt, for an address."""
        matching = [entry for entry in self.usages if address.target.startswith(entry[0])]
        return max(matching, key=lambda entry: len(entry[0]))[1] if matching else ()


def decode_robots(content: bytes) -> str:
    """Decode a robots.txt: UTF-8 (RFC 9309, 2.3), or what its mark says; marks within are of joined files."""
    wide = next((name for mark, name in WIDE_MARKS if content.startswith(mark)), None)
    return content.decode(wide or "utf-8", "replace").replace("\ufeff", "")


def name_agents(text: str, product: str) -> str:
    r"""Put a plain agent line for us, or for all, before each that seems to mean that in another form.

    An agent line should hold one product token alone (RFC 9309, 2.2.1); sites write versions, lists and whole user
    agents there. Who is unsure whether a rule is meant for it obeys that rule, and what it would obey without it.

    >>> name_agents("User-agent: dateline/1.0, otherbot\nDisallow: /", "dateline").splitlines()
    ['User-agent: dateline', 'User-agent: dateline/1.0, otherbot', 'Disallow: /']
    """
    lines = []
    for line in text.splitlines():
        match = AGENT_LINE.match(line)
        value = match[1].strip() if match else ""
        if len(value.split()) > 1 or re.search(r"[/,;\"']", value):
            tokens = {token.lower() for token in re.findall(r"[A-Za-z_-]+", value)}
            if product.lower() in tokens:
                lines.append(f"User-agent: {product}")
            if "*" in re.split(r"[\s,;\"']+|/\S*", value):
                lines.append("User-agent: *")
        lines.append(line)
    return "\n".join(lines)


def read_robots(fetched: Fetched, content: bytes, product: str) -> Robots:
    """Make a host's rules of what became of the request for its robots.txt.

    4xx, too many redirects and anything else that is no answer to the question allow everything; a server's error or
    the lack of any answer forbids everything, for the time being (RFC 9309, 2.3.1). 429 counts with the errors: who
    asks too much does not take silence for consent.

    Raises:
        AddressError: the host itself may not be asked.
    """
    if fetched.state == "quarantined" and fetched.reason and not fetched.redirects:
        raise AddressError(fetched.reason, fetched.detail or "")
    status = fetched.status or 0
    if fetched.reason == "redirects":
        return Robots.allow_all(product)
    if fetched.state is None:
        return Robots.parse(content, product)
    if fetched.reason in ("gone", "http_status") and 300 <= status < 500 and status != 429:
        return Robots.allow_all(product)
    has_cause = fetched.state == "failed" and fetched.reason != "http_status"
    detail = f"robots.txt cannot be read, so nothing may be fetched for now (RFC 9309): {fetched.detail}"
    return Robots.unreachable(product, fetched.reason if has_cause and fetched.reason else "robots_unreachable", detail)


def read_usages(text: str, product: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read the Content-Usage and Content-Signal lines of the group that is ours, or else of the one for all."""
    groups: dict[str, dict[str, tuple[str, ...]]] = {}
    agents: list[str] = []
    is_open = False
    for field, value in read_lines(text):
        if field == "user-agent":
            agents = [*(agents if is_open else ()), value.lower()]
            for agent in agents:
                groups.setdefault(agent, {})
        elif field in USAGE_FIELDS:
            path, codes = read_usage_rule(value)
            for agent in agents or ("*",):
                held = groups.setdefault(agent, {})
                held[path] = tuple(dict.fromkeys(held.get(path, ()) + codes))
        is_open = field == "user-agent"
    ours = groups.get(product.lower(), groups.get("*", {}))
    return tuple(ours.items())


def divide(seconds: float, requests: int) -> float:
    """Divide what a robots.txt says, whose numbers may be too large to be divided.

    >>> divide(10, 4), divide(1, 10**400), divide(10**400, 1)
    (2.5, 0.0, inf)
    """
    try:
        return seconds / requests
    except OverflowError:
        return math.inf if seconds > requests else 0.0


def read_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a robots.txt in lower case, with their values.

    >>> list(read_lines("User-Agent : *  # all\\n\\n tdm: n\\nno field"))
    [('user-agent', '*'), ('tdm', 'n')]
    """
    for line in text.splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        if colon and FIELD_NAME.fullmatch(field.strip()):
            yield field.strip().lower(), value.strip()


def read_usage_rule(value: str) -> tuple[str, tuple[str, ...]]:
    """Take apart a rule: a path, which may be absent, and preferences.

    >>> read_usage_rule("/archive/ train-ai=n, search=y")
    ('/archive/', ('no-ai-train',))
    """
    path, _, rest = value.partition(" ") if value.startswith("/") else ("/", "", value)
    return path, read_usage(rest)


def read_usage(value: str) -> tuple[str, ...]:
    """List what preferences such as `train-ai=n, search=yes` reserve.

    >>> read_usage("search=yes, ai-train=no;q=1, tdm=N")
    ('no-ai-train', 'no-tdm')
    """
    pairs = (part.partition(";")[0].partition("=") for part in value.split(","))
    codes = (USAGES.get(name.strip().lower()) for name, _, says in pairs if says.strip().lower() in ("n", "no", "?0"))
    return tuple(dict.fromkeys(code for code in codes if code))


def read_directives(value: str, product: str) -> tuple[str, ...]:
    """List the reservations of an X-Robots-Tag: those for all agents, and those for ours.

    >>> read_directives("otherbot: noindex, nosnippet, dateline: noarchive", "dateline")
    ('noarchive',)
    """
    found: list[str] = []
    is_ours = True
    for part in value.lower().split(","):
        agent, colon, directive = part.partition(":")
        if colon and agent.strip() not in WITH_VALUE:
            is_ours = agent.strip() in (product.lower(), "robots", "*")
        else:
            directive = part
        if is_ours:
            found.append(DIRECTIVES.get(directive.strip(), ""))
    return tuple(dict.fromkeys(filter(None, found)))


def read_header_reservations(headers: Iterable[tuple[str, str]], product: str) -> tuple[str, ...]:
    """List what a response's headers reserve."""
    found: list[str] = []
    for name, value in headers:
        match name.lower():
            case "x-robots-tag":
                found.extend(read_directives(value, product))
            case "tdm-reservation" if value.strip() == "1":
                found.append("tdm-reservation")
            case "content-usage" | "content-signal":
                found.extend(read_usage(value))
    return tuple(dict.fromkeys(found))


def read_page_reservations(head: bytes, product: str) -> tuple[str, ...]:
    """List what the meta elements at the top of a page reserve; `head` is its first 64 KB.

    >>> read_page_reservations(b'<html><head><META CONTENT="noarchive, follow" name=Robots></head>', "dateline")
    ('noarchive',)
    """
    head = head[:HEAD_BYTES]
    if not may_reserve(head.lower()):
        return ()
    try:
        page = html.document_fromstring(head)
    except (etree.ParserError, ValueError):
        return ()
    found: list[str] = []
    for meta in page.iter("meta"):
        found.extend(read_meta({str(name): str(value) for name, value in meta.attrib.items()}, product))
    return tuple(dict.fromkeys(found))


def may_reserve(head: bytes) -> bool:
    """Tell quickly whether the top of a page, in lower case, is worth parsing for reservations: few are."""
    metas = b" ".join(META.findall(head))
    return any(word in metas for word in RESERVING)


def read_meta(attributes: Mapping[str, str], product: str) -> Sequence[str]:
    """List what one meta element reserves."""
    name, content = attributes.get("name", "").strip().lower(), attributes.get("content", "")
    if name in ("robots", product.lower()):
        return read_directives(content, product)
    if name == "tdm-reservation" and content.strip() == "1":
        return ("tdm-reservation",)
    return read_usage(content) if name in USAGE_FIELDS else ()


def find_refusals(reservations: Iterable[str], purpose: str) -> tuple[str, ...]:
    """Pick the reservations that forbid a request of this purpose.

    >>> find_refusals(("noindex", "no-ai-train", "tdm-reservation"), "feed")
    ('tdm-reservation',)
    """
    return tuple(code for code in reservations if purpose in RESERVATIONS[code])
