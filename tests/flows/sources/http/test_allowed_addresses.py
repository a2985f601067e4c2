"""Nothing inside is asked, by whatever name or notation, and a connection goes to the address that was checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.errors import SettingsError
from tests.helpers.fetching import Desk
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import redirect


def test_nothing_but_our_own_headers_leaves(desk: Desk, server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    server.add("/to", redirect(server.url("/final").replace("://", "://ana:secret@")))
    desk.fetch(server.url("/cookie"), server.url("/cookie"), server.url("/to"))
    assert server.count("/final") == 1
    names = {name for one in server.requests for name in one.headers}
    assert names == {"host", "user-agent", "accept", "accept-encoding"}
    assert {one.headers["user-agent"] for one in server.requests} == {desk.settings.user_agent}


def test_an_address_with_a_password_is_refused_without_repeating_it(desk: Desk, server: HostileServer) -> None:
    fetched = desk.fetch_one(server.url("/final").replace("://", "://ana:secret@"))
    assert (fetched.state, fetched.reason) == ("quarantined", "bad_address")
    assert "secret" not in (fetched.detail or "")
    assert server.requests == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1/", "private_address"),
        ("http://0x7f.1:1/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://localhost:1/", "private_address"),
        ("http://news.varnland.example@127.1:1/", "bad_address"),
        ("ftp://varnland.example/", "not_http"),
        ("file:///etc/passwd", "not_http"),
        ("http://[nonsense/", "bad_address"),
    ],
)
def test_what_is_not_to_be_asked_is_quarantined(desk: Desk, url: str, reason: str) -> None:
    fetched = desk.fetch_one(url)
    assert (fetched.state, fetched.reason, fetched.record) == ("quarantined", reason, None)


def test_a_resolver_that_answers_differently_the_second_time_does_not_win(
    tmp_path: Path, server: HostileServer
) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

    desk = Desk(tmp_path, server, allow_private_hosts=())
    desk.options["resolve"] = resolve
    fetched = desk.fetch(*[f"http://rebind.example:{server.ports[0]}/final"] * 3)
    assert [one.reason for one in fetched] == ["private_address"] * 3
    assert server.requests == []


def test_the_connection_goes_to_the_address_that_was_checked(tmp_path: Path, server: HostileServer) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    place = f"pinned.example:{server.ports[0]}"
    desk = Desk(tmp_path, server, allow_private_hosts=(place,))
    desk.options["resolve"] = resolve
    fetched = desk.fetch_one(f"http://{place}/final")
    assert fetched.state is None
    assert asked == ["pinned.example"]
    assert {one.headers["host"] for one in server.requests} == {place}


def test_a_name_that_does_not_resolve_and_a_port_where_nobody_listens(tmp_path: Path, server: HostileServer) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        if host == "closed.example":
            return ["127.0.0.1"]
        raise OSError(-2, "Name or service not known")

    desk = Desk(tmp_path, server, allow_private_hosts=("closed.example",))
    desk.options["resolve"] = resolve
    for one in desk.fetch("http://unknown.example/", "http://closed.example:1/"):
        assert (one.state, one.reason, one.status) == ("failed", "connection", None)


def test_the_second_address_is_tried_where_the_first_does_not_answer(tmp_path: Path, server: HostileServer) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.9", "127.0.0.1"]

    desk = Desk(tmp_path, server, allow_private_hosts=("two.example",))
    desk.options["resolve"] = resolve
    assert desk.fetch_one(f"http://two.example:{server.ports[0]}/final").state is None


def test_an_exemption_that_cannot_be_read_is_an_error_of_the_settings(tmp_path: Path, server: HostileServer) -> None:
    with pytest.raises(SettingsError, match="DATELINE_ALLOW_PRIVATE_HOSTS: 'a b' is not a host name"):
        Desk(tmp_path, server, allow_private_hosts=("a b",)).fetch()
