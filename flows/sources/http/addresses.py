"""Which hosts may be connected to.

An address in a page, feed or redirect cannot be trusted: it may be a cloud's metadata service, a router, or a name
whose answers change. So an address is parsed once (`transforms.urls`), and what is parsed is what is connected to; a
name is resolved once, every answer is checked, and the connection goes to an answer that was checked (see
`connections`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from transforms.urls import HOST_PORT, AddressError, parse_host
from transforms.words.lists import read_table

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

SPECIAL_NETWORKS = [(ip_network(row["network"]), row["meaning"]) for row in read_table(__package__, "special_networks")]
GLOBAL_IPV6 = IPv6Network("2000::/3")
# Where a whole IPv4 address sits inside one of IPv6: block, and how many bits stand to its right.
EMBEDDED: tuple[tuple[IPv6Network, int], ...] = (
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # translated, RFC 2765
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
)
ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214: the upper half of an interface's identifier, before its IPv4 address


def describe_special(address: str) -> str | None:
    """Say what kind of special address this is; None if it is public.

    >>> describe_special("::ffff:10.0.0.1"), describe_special("2002:7f00:1::"), describe_special("9.9.9.9")
    ('private', 'loopback', None)
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return name_network(ip)
    for block, shift in EMBEDDED:
        if ip in block:
            return describe_special(str(IPv4Address(int(ip) >> shift & 0xFFFFFFFF)))
    if int(ip) >> 32 & 0xFFFFFFFF in ISATAP:
        return describe_special(str(IPv4Address(int(ip) & 0xFFFFFFFF)))
    return name_network(ip) or (None if ip in GLOBAL_IPV6 else "outside the public internet")


def name_network(ip: IPv4Address | IPv6Address) -> str | None:
    """Say what special network an address is in; None if it is in none."""
    return next((meaning for network, meaning in SPECIAL_NETWORKS if ip in network), None)


def is_literal(host: str) -> bool:
    """Tell whether a canonical host is an IP address rather than a name."""
    return ":" in host or host.replace(".", "").isdigit()


class HostGuard:
    """Decides which hosts may be connected to, and at which of their addresses."""

    def __init__(self, allowed: Iterable[str], resolve: Resolve) -> None:
        self._allowed = frozenset(map(parse_exemption, allowed))
        self._resolve = resolve

    def is_exempt(self, host: str, port: int) -> bool:
        """Tell whether the settings let this host be private: by its name as written, never by what it resolves to."""
        return (host, None) in self._allowed or (host, port) in self._allowed

    def check_literal(self, host: str, port: int) -> None:
        """Refuse a private IP address before anything is sent.

        Raises:
            AddressError: `private_address`.
        """
        if is_literal(host):
            self._check(host, port, [host])

    async def find_addresses(self, host: str, port: int) -> Sequence[str]:
        """Resolve a host, once, and check every answer.

        Raises:
            AddressError: `private_address` where any answer is no public address.
            OSError: the name does not resolve.
        """
        answers = [host] if is_literal(host) else list(dict.fromkeys(await self._resolve(host, port)))
        if not answers:
            raise OSError(f"{host} has no address")
        self._check(host, port, answers)
        return answers

    def _check(self, host: str, port: int, answers: Sequence[str]) -> None:
        if self.is_exempt(host, port):
            return
        for answer in answers:
            words = describe_special(answer)
            if words:
                at = host if host == answer else f"{host} is {answer}, which"
                cure = f"if it is a server of yours, add {host} to DATELINE_ALLOW_PRIVATE_HOSTS"
                raise AddressError("private_address", f"{at} is {words}, so it is not fetched; {cure}")


def parse_exemption(text: str) -> tuple[str, int | None]:
    """Read one entry of the setting: a host or number, with a port or without.

    >>> parse_exemption("LocalHost:8000"), parse_exemption("::1"), parse_exemption("[::1]:80")
    (('localhost', 8000), ('::1', None), ('::1', 80))
    """
    if text.count(":") > 1 and not text.startswith("["):
        text = f"[{text}]"
    place = HOST_PORT.fullmatch(text)
    if not place:
        raise AddressError("bad_address", f"{text!r} is not a host or host:port")
    return parse_host(place["host"]), int(place["port"]) if place["port"] else None
