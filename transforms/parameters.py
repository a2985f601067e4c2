"""What the pages of a host say about the parameters in its addresses: which tell pages apart, and which tell nothing.

A page that was found at an address with a query, and that gives as its canonical address the same path, says of each
parameter whether it belongs to the address. `urls.is_needless` knows parameters by their names and values alone; what
the pages of a host say together goes before that (see the view `host_parameters`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from transforms.urls import AddressError, find_host, normalise_address, parse_address

MAX_PARAMETERS = 20  # of an address; more are none that tell anything


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the address at which a page was found.

    `rest` is that address without it, in canonical form; `is_kept` tells whether the page's canonical address has it,
    None where the page gives none for its path.
    """

    name: str
    value: str
    rest: str
    is_kept: bool | None


@dataclass(frozen=True, slots=True)
class HostParameters:
    """What was learnt, by host: names of parameters to cut, whatever they are called, and names never to cut."""

    needless: Mapping[str, frozenset[str]] = field(default_factory=dict)
    telling: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def normalise(self, url: str) -> str:
        """Give the form by which two listings of one page are known, by what its host says and otherwise by names."""
        if "?" not in url or not (self.needless or self.telling):
            return normalise_address(url)
        host = find_host(url)
        return normalise_address(url, self.needless.get(host, frozenset()), self.telling.get(host, frozenset()))

    def list_telling(self, url: str) -> tuple[str, ...]:
        """List the names never to cut from addresses of a host, in order."""
        return tuple(sorted(self.telling.get(find_host(url), ())))


def read_parameters(found: str, claims: Iterable[str]) -> tuple[Parameter, ...]:
    """Read what a page says of the parameters of its address.

    Args:
        found: Where the page was found, as it was asked for.
        claims: Addresses that it gives as its own, resolved, the most trusted first.

    >>> address = "https://varn.example/pier?id=7&from=home"
    >>> [(one.name, one.is_kept) for one in read_parameters(address, ["https://varn.example/pier?id=7"])]
    [('id', True), ('from', False)]
    """
    try:
        pairs = split_query(found)
        claim = next((claim for claim in claims if strip_query(claim) == strip_query(found)), None)
        stated = dict(split_query(claim)) if claim is not None else None
    except AddressError:
        return ()
    if len(pairs) > MAX_PARAMETERS or len(dict(pairs)) < len(pairs):
        return ()
    parameters = []
    for name, value in pairs:
        rest = normalise_address(found, frozenset((name,)))
        is_kept = None if stated is None else judge_parameter(name, value, stated)
        parameters.append(Parameter(name, value, rest, is_kept))
    return tuple(parameters)


def judge_parameter(name: str, value: str, stated: Mapping[str, str]) -> bool | None:
    """Tell whether a canonical address keeps a parameter; None where it has another value there."""
    if name not in stated:
        return False
    return True if stated[name] == value else None


def split_query(url: str) -> list[tuple[str, str]]:
    """Split the query of an address into names and values, decoded."""
    query = parse_address(url).target.partition("?")[2]
    pairs = [part.partition("=") for part in query.split("&") if part]
    return [(unquote(name), unquote(value)) for name, _, value in pairs]


def strip_query(url: str) -> tuple[str, str]:
    """Give host and path of an address, whichever its scheme, with or without a slash at the end."""
    address = parse_address(url)
    return address.host.removeprefix("www."), address.target.partition("?")[0].rstrip("/")
