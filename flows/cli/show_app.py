"""`dateline app`: the pages of the database in a browser, or as files."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Database, find_database
from flows.errors import FlowError
from flows.printable import say


def show_app(
    db: Database = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0 for any that is free.")] = 2718,
    export: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the pages to this folder as plain HTML, and serve nothing."),
    ] = None,
    limit: Annotated[int, typer.Option(min=7, help="The most pages that --export writes.")] = 1000,
) -> None:
    """Look at the database in a browser: who said what, people, stories, outlets, changes, sources. Ctrl-C ends it.

    Every page and every filter is an address that you can keep or hand on. The app only reads the published database,
    shows a new one as soon as a run has published it, listens on this machine alone, and asks nothing of the network.

    Examples:

        dateline app
        dateline app --port 8080 --db mine/news.duckdb
        dateline app --export site                # plain HTML: open site/index.html, no server needed
        dateline app --export site --limit 5000
    """
    if any(find_spec(name) is None for name in ("marimo", "altair", "vl_convert", "jinja2")):
        raise FlowError("the app needs what `pip install 'dateline[app]'` installs (`make` installs it)")
    database = find_database(db).absolute()
    if export is None:
        from flows.app.serve import serve_app

        serve_app(database, port, lambda address: say(f"dateline app: {address} (Ctrl-C ends it)"))
        return
    from flows.app.export import export_pages

    count = export_pages(database, export, limit)
    say(f"{export / 'index.html'}: {count:,} pages written; open it in a browser")
