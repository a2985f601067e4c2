"""`dateline archive`: whether the raw archive is whole."""

from __future__ import annotations

import typer

from flows.cli.options import Database, make_group
from flows.printable import count_things, printable, say
from flows.settings import load_settings

archive_app = make_group("Verify the raw archive.")


@archive_app.command("verify")
def archive_verify(db: Database = None) -> None:
    """Compare every record of the raw archive with its digests, and look for every record that the ledger knows.

    Example:

        dateline archive verify

    Exit status: 1 if anything is damaged or missing.
    """
    from flows.sources.archives.verification import ArchiveCounts, verify_archive
    from flows.status import list_records

    settings = load_settings()
    database = (db or settings.database).absolute()
    counts, problems = ArchiveCounts(), 0
    places = list_records(database, settings.raw_retention_days)
    for problem in verify_archive(database.parent / "raw", places=places, counts=counts):
        problems += 1
        say(printable(str(problem)))
    found = (
        count_things(counts.files, "file"),
        count_things(counts.records, "record"),
        count_things(problems, "problem"),
    )
    say(f"{database.parent / 'raw'}: {', '.join(found)}")
    if problems:
        raise typer.Exit(1)
