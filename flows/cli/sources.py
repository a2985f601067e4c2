"""`dateline sources`: adds, lists, checks, imports and exports the sources of an index."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from flows.cli.options import DEFAULT_INDEX, Database, IndexOption, find_database, make_group
from flows.errors import FlowError
from flows.printable import SafeConsole, count_things, make_cells, printable, say
from flows.settings import load_settings

if TYPE_CHECKING:
    from flows.sources.index.read import Source
    from flows.sources.web.preview import Preview

sources_app = make_group("Add, list, check, import and export sources.")


@sources_app.command("add")
def sources_add(
    url: Annotated[str, typer.Argument(help="Address of a feed, a sitemap, a page or a site.")],
    index: IndexOption = DEFAULT_INDEX,
    slug: Annotated[
        str | None, typer.Option("--id", help="id of the new row; made from the title if not given.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Name of the outlet, for pages that name none.")] = None,
    is_page: Annotated[bool, typer.Option("--page", help="Add the page itself even if it names a feed.")] = False,
    is_preview: Annotated[bool, typer.Option("--dry-run", help="Only show what the source would yield.")] = False,
) -> None:
    """Find out what an address is (feed, sitemap or page), show what it would yield, and add a row to the index.

    If a page names feeds, the first of them is added in its place, unless `--page` is given.

    Examples:

        dateline sources add https://gazette.example/feed.xml
        dateline sources add https://gazette.example/ --dry-run
        dateline sources add https://gazette.example/sitemap.xml --id gazette --publisher "The Gazette"
    """
    from flows.sources.index.read import read_index
    from flows.sources.index.write import append_sources, make_slug
    from flows.sources.web.preview import inspect_address

    settings, console = load_settings(), SafeConsole()
    known = read_index(index) if index.exists() else []
    seen = asyncio.run(inspect_address(url, settings))
    if seen.kind == "url" and seen.feeds and not is_page:
        named = count_things(len(seen.feeds), "feed")
        console.print(f"{url} is a page that names {named}: {', '.join(seen.feeds)}", markup=False)
        seen = asyncio.run(inspect_address(seen.feeds[0], settings))
    if seen.kind is None:
        raise FlowError(f"{seen.url}: {seen.problem}")
    print_preview(seen, console)
    if is_preview:
        return
    same = next((source for source in known if source.location == seen.url), None)
    if same:
        raise FlowError(f"{seen.url}: is already in {index}, line {same.line}, as {same.id}")
    name = slug or make_slug(publisher or seen.title or seen.url, {source.id for source in known})
    row = {"id": name, "location": seen.url, "kind": seen.kind, "publisher": publisher or ""}
    index.parent.mkdir(parents=True, exist_ok=True)
    append_sources(index, [row])
    console.print(f"added to {index} as {name}; `dateline ingest {index}` loads it", markup=False)


@sources_app.command("list")
def sources_list(index: IndexOption = DEFAULT_INDEX, db: Database = None) -> None:
    """List the sources of an index and how well each is doing.

    Columns: the day of the last success; documents a day in the last week, and usually (in the four weeks before);
    shares of articles with a date and with a byline; median length in words; share of documents quarantined; and flags
    for what needs a look. Below the table: what feeds, sitemaps and archives list that was left out or damaged.

    Examples:

        dateline sources list
        dateline sources list --index mine/INDEX.md --db mine/news.duckdb
    """
    from flows.sources.index.read import read_index
    from flows.status import print_left_out, read_health

    database, sources, console = find_database(db), read_index(index), SafeConsole()
    health, left_out = read_health(database) if database.exists() else ({}, [])
    rows = [describe_health(source, health.get(source.id)) for source in sources]
    names = ["id", "kind", "last", "a day", "usually", "dated", "bylines", "words", "refused", "flags"]
    if not any(row[-1] for row in rows):
        rows, names = [row[:-1] for row in rows], names[:-1]
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in names:
        is_figure = name in ("a day", "usually", "dated", "bylines", "words", "refused")
        table.add_column(
            name,
            justify="right" if is_figure else "left",
            no_wrap=name not in ("id", "flags"),
            overflow="fold",
            min_width=9 if name == "flags" else None,
        )
    for row in rows:
        table.add_row(*make_cells(row))
    console.print(table)
    listed = {source.id for source in sources}
    print_left_out([row for row in left_out if row["source_id"] in listed], console)
    if not health:
        say(f"{database}: no run has read these sources; --db names another database")


def describe_health(source: Source, row: dict[str, Any] | None) -> list[str]:
    """Lay out the health of a source for people; one that no run has read has none."""
    if row is None:
        return [source.id, source.kind, "never", *[""] * 7]
    success = row["last_success_at"]
    words = row["median_words"]
    return [
        source.id,
        source.kind,
        f"{success:%Y-%m-%d}" if success else "never",
        f"{row['daily_lately']:g}",
        f"{row['daily_usual']:g}",
        show_share(row["with_date"]),
        show_share(row["with_byline"]),
        f"{words:.0f}" if words is not None else "",
        show_share(row["quarantined_share"]),
        ", ".join(row["flags"]),
    ]


def show_share(share: float | None) -> str:
    """Write a share as a percentage."""
    return "" if share is None else f"{share:.0%}"


@sources_app.command("check")
def sources_check(
    ids: Annotated[
        list[str] | None, typer.Argument(help="ids of sources; all that are on the web if not given.")
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    pages: Annotated[int, typer.Option(min=0, help="Number of pages of each to fetch and read.")] = 1,
) -> None:
    """Ask sources what they list and read their first pages, without loading anything.

    Examples:

        dateline sources check
        dateline sources check gazette --pages 3

    Exit status: 1 if a source, or a page of it, could not be read.
    """
    from flows.sources.index.read import read_index
    from flows.sources.web.preview import check_source

    settings, console = load_settings(), SafeConsole()
    sources = {source.id: source for source in read_index(index)}
    unknown = sorted(set(ids or ()) - set(sources))
    if unknown:
        raise FlowError(f"{index}: no source has the id {unknown[0]!r}")
    local = next((slug for slug in ids or () if not sources[slug].is_on_web), None)
    if local is not None:
        raise FlowError(f"{index}: {local} is not on the web; `dateline index check {index}` checks files")
    wanted = [sources[slug] for slug in ids] if ids else [source for source in sources.values() if source.is_on_web]
    if not wanted:
        say(f"{index}: no source is on the web")
    has_problem = False
    for source in wanted:
        console.print(f"{source.id}: {source.kind} {source.location}", style="bold", markup=False, highlight=False)
        seen = asyncio.run(check_source(source, settings, pages))
        print_preview(seen, console)
        has_problem |= seen.problem is not None or any(page.problem for page in seen.pages)
    if has_problem:
        raise typer.Exit(1)


def print_preview(seen: Preview, console: Console) -> None:
    """Print what an address is and what it would yield."""
    if seen.problem and not seen.pages:
        console.print(printable(f"  problem: {seen.problem}"), markup=False, highlight=False)
    if seen.kind in ("feed", "sitemap"):
        title = f" {seen.title!r}" if seen.title else ""
        count = count_things(seen.page_count, "page")
        console.print(f"  {seen.kind}{title} lists {count}", markup=False, highlight=False)
    if seen.kind == "warc":
        console.print("  a web archive; a run reads every page in it", highlight=False)
    for line in seen.left_out:
        console.print(printable(f"  {line}"), markup=False, highlight=False, soft_wrap=True)
    for page in seen.pages:
        what = [page.published or "no date", page.title or "no title", ", ".join(page.authors), page.url]
        if page.word_count is not None:
            what += [page.publisher or "no publisher", page.language or "no language", f"{page.word_count:,} words"]
        if page.problem:
            what.append(f"would not load: {page.problem}")
        line = printable("  - " + " | ".join(filter(None, what)))
        console.print(line, markup=False, highlight=False, soft_wrap=True)


@sources_app.command("import")
def sources_import(
    opml: Annotated[Path, typer.Argument(help="OPML file, as feed readers export it.")],
    index: IndexOption = DEFAULT_INDEX,
) -> None:
    """Add the feeds of an OPML file to the index, except those that it already has.

    Example:

        dateline sources import subscriptions.opml
    """
    from flows.sources.formats.opml import read_opml
    from flows.sources.index.read import read_index
    from flows.sources.index.write import append_sources, make_rows
    from transforms.values import Refusal

    feeds = read_opml(opml.read_bytes())
    if isinstance(feeds, Refusal):
        raise FlowError(f"{opml}: {feeds.reason}: {feeds.detail}")
    rows = make_rows(feeds, read_index(index) if index.exists() else [])
    if rows:
        index.parent.mkdir(parents=True, exist_ok=True)
        append_sources(index, rows)
    passed = len(feeds) - len(rows)
    rest = f", {passed:,} already there or listed twice" if passed else ""
    say(f"{count_things(len(rows), 'feed')} added to {index}{rest}")


@sources_app.command("export")
def sources_export(
    opml: Annotated[Path, typer.Argument(help="OPML file to write.")], index: IndexOption = DEFAULT_INDEX
) -> None:
    """Write the feeds of the index to an OPML file, for use in a feed reader.

    Example:

        dateline sources export subscriptions.opml
    """
    from flows.sources.formats.opml import write_opml
    from flows.sources.index.read import read_index
    from flows.sources.index.write import list_feeds

    feeds = list_feeds(read_index(index))
    opml.write_bytes(write_opml(feeds, title="dateline", made_at=datetime.now(UTC)))
    say(f"{count_things(len(feeds), 'feed')} written to {opml}")
