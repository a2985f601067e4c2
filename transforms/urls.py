"""Addresses of pages: read as browsers read them, and the one canonical form by which a page is known.

Article ids hang on that form, and so does the question whether two listings name one page: nothing else in dateline
takes an address apart or puts one together. Which hosts may be asked is decided in `flows.sources.http.addresses`.
The forms are those of the WHATWG URL standard (https://url.spec.whatwg.org/), as Ada reads hosts and paths; queries are
ours, since it would escape an apostrophe in them, and needless escapes go (RFC 3986, 6.2.2), which it keeps.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote, unquote, urljoin, urlsplit

import ada_url
import tld

from transforms.words.lists import read_lists, word_set

PORTS = {"http": 80, "https": 443}
SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)")
PARTS = re.compile(r"(?P<scheme>https?):[/\\]{2,}(?P<authority>[^/\\?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?", re.I)
HOST_PORT = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>\d{0,5}))?")
HOST = re.compile(r"\[[0-9a-f:]+\]|(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
CONTROLS = "".join(map(chr, range(0x21)))
ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
STRAY_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
QUERY_SAFE = "/%:@!$&'()*+,;=~[]|?`{}^\\"
STATE = re.compile(r"(?:!|/)[^\s#]{2,500}")
MAX_LENGTH = 8000  # RFC 9110, 4.1: what every recipient should take

# Parameters that say nothing of what is on the page; `data/urls.toml` says why.
LISTS = read_lists(__package__, "urls")
TRACKING_PREFIXES = tuple(LISTS["tracking_prefixes"].split())
TRACKING_NAMES = word_set(LISTS["tracking_names"])
SESSION_NAMES, SESSION_SHORT = word_set(LISTS["session_names"]), word_set(LISTS["session_short"])
SESSION_VALUE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9,_-]{16,}", re.I)
SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.I)
BARE_VERSIONS = word_set(LISTS["bare_versions"])
VERSION_VALUES = {
    name: word_set(words) | ({""} if name in BARE_VERSIONS else set())
    for name, words in LISTS["version_values"].items()
}
CAMPAIGN_NAMES = word_set(LISTS["campaign_names"])
REFERRER_NAMES, REFERRER_WORDS = word_set(LISTS["referrer_names"]), word_set(LISTS["referrer_words"])
REFERRER_HOST = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:[/:].*)?", re.I)


class AddressError(ValueError):
    """An address that is not to be asked: `reason` is a code of `transforms.reasons`, the message says why."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Address:
    """One HTTP address, taken apart: `host` is ASCII and canonical, `target` is the path with its query."""

    scheme: str
    host: str
    port: int
    target: str
    had_credentials: bool = False

    @cached_property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @cached_property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt and the pace of requests go by."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target


def parse_address(url: str) -> Address:
    """Read an address as a browser would; name and password are dropped and only noted.

    >>> str(parse_address("HTTPS://News.Varnland.example:443/a/../b c?q=\u00fc#top"))
    'https://news.varnland.example/b%20c?q=%C3%BC'
    >>> parse_address("http://0x7f.1/").host
    '127.0.0.1'

    Raises:
        AddressError: `not_http` for another scheme, `bad_address` where it cannot be read.
    """
    text = re.sub(r"[\t\r\n]", "", url.strip(CONTROLS))
    parts = PARTS.match(text)
    if not parts:
        scheme = SCHEME.match(text)
        if scheme and scheme[0].lower() not in PORTS:
            raise AddressError(
                "not_http", f"{url[:200]!r}: the scheme is {scheme[0][:40]!r}; only http and https are fetched"
            )
        raise AddressError("bad_address", f"{url[:200]!r}: the address does not begin with http:// or https://")
    _, at, authority = parts["authority"].rpartition("@")
    place = HOST_PORT.fullmatch(authority)
    if not place or len(text) > MAX_LENGTH:
        raise AddressError("bad_address", f"{url[:200]!r}: {'too long' if place else 'the host cannot be read'}")
    scheme_name = parts["scheme"].lower()
    port = int(place["port"] or PORTS[scheme_name])
    if not 0 < port < 65536:
        raise AddressError("bad_address", f"{url[:200]!r}: port {port} does not exist")
    target = encode_path(parts["path"])
    if parts["query"] is not None:
        target += "?" + encode_query(parts["query"])
    return Address(scheme_name, parse_host(place["host"]), port, target, bool(at))


@lru_cache(4096)
def parse_host(text: str) -> str:
    """Give a host's one form: lower-case ASCII, no dot at the end, numbers as four decimals or as short IPv6.

    >>> parse_host("\uff11\uff12\uff17.\uff10.\uff10.\uff11"), parse_host("017700000001"), parse_host("[::FFFF:7f00:1]")
    ('127.0.0.1', '127.0.0.1', '::ffff:7f00:1')

    Raises:
        AddressError: `bad_address`.
    """
    try:
        host = ada_url.normalize_url(f"http://{text}/")[len("http://") : -1].removesuffix(".")
    except ValueError:
        host = ""
    if not HOST.fullmatch(host):
        raise AddressError("bad_address", f"{text[:200]!r} is not a host name")
    return host.strip("[]")


def encode_path(path: str) -> str:
    """Encode a path and resolve its dots; a backslash is a slash, as in browsers."""
    text = path.encode("utf-8", "replace").decode().replace("?", "%3F")  # half a surrogate pair becomes one
    return mend_escapes(ada_url.normalize_url(f"http://a{text}?")[len("http://a") : -1])


def encode_query(text: str) -> str:
    """Percent-encode what needs it, once."""
    return quote(mend_escapes(text).encode("utf-8", "replace"), safe=QUERY_SAFE)


def mend_escapes(text: str) -> str:
    """Escape percent signs that escape nothing; escapes get upper-case digits, and needless ones go."""
    return ESCAPE.sub(unescape_needless, STRAY_PERCENT.sub("%25", text)) if "%" in text else text


def unescape_needless(escape: re.Match[str]) -> str:
    """Give the character where it never needs an escape, otherwise the escape in upper case."""
    character = chr(int(escape[1], 16))
    return character if character in UNRESERVED else escape[0].upper()


def normalise_address(url: str, needless: Container[str] = (), telling: Container[str] = ()) -> str:
    """Give the form by which two listings of one page are known: no fragment, no credentials, no tracking parameters.

    Parameters keep their order: some servers sign them. What is no HTTP address comes back trimmed, for the fetcher to
    refuse. `needless` are names of parameters that are cut as well, `telling` those that never are.

    >>> normalise_address("HTTP://Varnland.example:80/%7Eana?utm_source=rss&id=4&fbclid=x#comments")
    'http://varnland.example/~ana?id=4'
    """
    try:
        address = parse_address(url)
    except AddressError:
        return url.strip(CONTROLS)
    path, _, query = address.target.partition("?")
    path = SESSION_PATH.sub("", path)
    kept = []
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        plain = unquote(name)
        if plain in telling or not (plain in needless or is_needless(name, value)):
            kept.append(part)
    return address.origin + path + ("?" + "&".join(kept) if kept else "") + find_state(url)


def find_state(url: str) -> str:
    """Give the fragment by which a script shows one page of many at one address ("#!/2031/pier"); others name none.

    >>> find_state("https://varn.example/#!/2031/pier"), find_state("https://varn.example/pier#comments")
    ('#!/2031/pier', '')
    """
    fragment = url.strip(CONTROLS).partition("#")[2]
    return "#" + encode_query(fragment) if STATE.fullmatch(fragment) else ""


def is_needless(name: str, value: str = "") -> bool:
    """Tell whether a parameter says nothing of which article a page holds: tracking, a session, a form of the page.

    >>> is_needless("PHPSESSID", "x"), is_needless("sid", "4711"), is_needless("outputType", "amp")
    (True, False, True)
    """
    plain = unquote(name).lower()
    if plain in SESSION_NAMES or (plain in SESSION_SHORT and SESSION_VALUE.fullmatch(unquote(value))):
        return True
    return is_tracking(name, value) or unquote(value).lower() in VERSION_VALUES.get(plain, ())


def is_tracking(name: str, value: str = "") -> bool:
    """Tell whether a parameter only says where the reader came from.

    >>> is_tracking("ref", "homepage"), is_tracking("ref", "4711")
    (True, False)
    >>> is_tracking("cmp", "ILC-2031"), is_tracking("cmp", "4711")
    (True, False)
    """
    name, value = unquote(name).lower(), unquote(value).strip().lower()
    if name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES):
        return True
    if name in CAMPAIGN_NAMES:
        return not value.isdecimal()
    if name in REFERRER_NAMES:
        words = value.partition("^")[0].replace("_", "-")  # twitter's "twsrc^tfw"
        return not value or words in REFERRER_WORDS or bool(REFERRER_HOST.fullmatch(value))
    return False


def is_home_page(url: str) -> bool:
    """Tell whether a canonical address is that of a whole site, and so of no article.

    >>> is_home_page("https://varnland.example/"), is_home_page("https://varnland.example/?p=12")
    (True, False)
    """
    place = url.partition("://")[2].partition("/")[2]
    return place.strip("/") == ""


def resolve_link(base: str, href: str) -> str | None:
    """Resolve a link against the address of its page; None where that gives no HTTP address.

    >>> resolve_link("https://varnland.example/news/", "../about?x=1#y")
    'https://varnland.example/about?x=1'
    >>> resolve_link("https://varnland.example/", "javascript:void(0)")
    """
    whole = re.sub(r"[\t\r\n]", "", href.strip(CONTROLS))
    text = whole.partition("#")[0]
    scheme = SCHEME.match(text)
    if scheme and scheme[0].lower() not in PORTS:
        return None
    head, mark, query = text.partition("?")
    try:
        return str(parse_address(urljoin(base, head.replace("\\", "/") + mark + query))) + find_state(whole)
    except ValueError:
        return None


def find_site(url: str) -> str:
    """Give the site that an address belongs to: its registrable domain, by the Public Suffix List.

    Where anybody may have a name under a domain (`somebody.github.io`), each is a site of its own; a number is itself.

    >>> [find_site(f"https://{host}/a") for host in ("news.varn.co.uk", "m.varn.example", "a.github.io", "127.0.0.1")]
    ['varn.co.uk', 'varn.example', 'a.github.io', '127.0.0.1']
    """
    host = find_host(url)
    known = tld.get_fld(f"https://{host}/", fail_silently=True, search_private=True)
    is_number = host.startswith("[") or NUMBER.fullmatch(host.rpartition(".")[2])
    return known or (host if is_number else ".".join(host.split(".")[-2:]))


def find_host(url: str) -> str:
    """Give the host of an address, in its canonical form; an empty string where there is none.

    >>> find_host("HTTPS://News.Varn.example:443/a"), find_host("varn")
    ('news.varn.example', '')
    """
    try:
        return parse_address(url).host.rstrip(".")
    except AddressError:
        return ""


def is_web_address(location: str) -> bool:
    """Tell an http(s) URL with a host.

    >>> is_web_address("https://a.example/x"), is_web_address("docs/a.txt"), is_web_address("http://[")
    (True, False, False)
    """
    try:
        parts = urlsplit(location)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
