"""Serves the app: marimo's server, for this machine alone, which asks nothing of the network."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, MutableMapping
from importlib import resources
from pathlib import Path
from typing import Any

import altair as alt
import marimo
import uvicorn
from markupsafe import Markup
from starlette.middleware.trustedhost import TrustedHostMiddleware

from flows.app.addresses import read_address, write_address
from flows.app.pages import View, render_page
from flows.app.snapshot import share_snapshot
from flows.errors import FlowError

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]
HOST = "127.0.0.1"
NAMES = [HOST, "localhost"]  # another name that has come to mean this machine is a stranger's
# What a page of a stranger's could still slip in may load nothing; marimo and vega need scripts made on the spot.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self' data: blob: ws://127.0.0.1:* ws://localhost:*; form-action 'self'; frame-ancestors 'none'"
)

# Of marimo's own page: its menu offers what this app does not do, and its outline lies over the text.
FRAME = """
[data-testid='notebook-actions-dropdown'], .fixed.right-8.z-10000, #App > [class='sm:pt-8'] {
  display: none !important;
}
#App > div { padding-inline: 0; }
#App .output-area { padding-inline: 0; }
"""


def show_page(query: str, database: str) -> str:
    """Make the HTML of a page for the notebook; `data-asked` tells the browser which of its requests this answers."""
    address = read_address(query)
    page = share_snapshot(database).make(
        write_address(address), lambda con: render_page(View(con, write_address, draw_live), address)
    )
    return str(Markup('<div class="answer" data-asked="{}">{}</div>').format(query, page.html))


def draw_live(chart: alt.TopLevelMixin) -> Markup:
    """Hand a chart to marimo's own vega."""
    with alt.renderers.set_embed_options(actions=False):
        return Markup(marimo.as_html(chart).text)


def serve_app(database: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve the app until Ctrl-C.

    Args:
        database: The published snapshot.
        port: On this machine; 0 for any that is free.
        announce: Is told the address once the server listens.

    Raises:
        FlowError: the port is taken.
    """
    share_snapshot(str(database)).close()
    listener = listen(port)
    server = uvicorn.Server(uvicorn.Config(build(database), log_level="error", ws="websockets-sansio"))
    announce(f"http://{HOST}:{listener.getsockname()[1]}")
    server.run([listener])


def listen(port: int) -> socket.socket:
    """Listen on a port of this machine.

    Raises:
        FlowError: it is taken.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise FlowError(f"port {port}: {error.strerror}; choose another with --port") from error
    listener.listen()
    return listener


def build(database: Path) -> Any:
    """Put marimo's application together with what guards it."""
    folder = resources.files("flows.app")
    style, script = ((folder / name).read_text(encoding="utf-8") for name in ("style.css", "navigation.js"))
    head = f"<style>{style}{FRAME}</style><script>{script}</script>"
    notebook = str(folder / "notebook.py")
    served = marimo.create_asgi_app(quiet=True, html_head=head, session_ttl=30).with_app(path="", root=notebook)
    return TrustedHostMiddleware(guard(served.build(), str(database)), allowed_hosts=NAMES)


def guard(served: Any, database: str) -> Application:
    """Tell each session which database it reads, and each browser that nothing may be loaded from elsewhere."""

    async def answer(
        scope: Scope, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        async def send_guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (b"content-security-policy", POLICY.encode())]
            await send(message)

        scope["meta"] = {"database": database}
        await served(scope, receive, send_guarded)

    return answer
