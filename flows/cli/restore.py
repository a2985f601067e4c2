"""`dateline restore`: back to the database that was published last."""

from __future__ import annotations

from flows.cli.options import Database, find_database
from flows.printable import say
from flows.settings import load_settings


def restore(db: Database = None) -> None:
    """Go back to the published database if the writer's own, beside it, is damaged. The damaged file is kept.

    What was loaded after the last publication is loaded again by the next `dateline ingest`.

    Examples:

        dateline restore
        dateline restore --db mine/news.duckdb
    """
    from flows.paths import Places
    from warehouse.lock import writer_lock
    from warehouse.publish import restore as restore_writer

    places = Places(find_database(db).absolute())
    with writer_lock(places.writer, load_settings().lock_timeout):
        kept = restore_writer(places.snapshot, places.writer)
    say(f"{places.writer}: as {places.snapshot.name} was published; the next `dateline ingest` goes on from there")
    if kept:
        say(f"{kept}: what was there before; delete it when you need it no longer")
