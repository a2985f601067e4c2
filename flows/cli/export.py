"""`dateline export`: the whole warehouse for other programs, with what is written told as it is written."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import Annotated

import typer

from flows.cli.options import Database, find_database
from flows.errors import FlowError
from flows.printable import printable, say


def export_warehouse(
    folder: Annotated[Path | None, typer.Argument(help="Folder to write; it is empty, or not there yet.")] = None,
    form: Annotated[
        str, typer.Option("--format", "-f", help="parquet, csv, jsonl, network, annotations, followthemoney or csl.")
    ] = "parquet",
    db: Database = None,
    is_replacing: Annotated[bool, typer.Option("--replace", help="Replace a folder that is there.")] = False,
    is_dictionary: Annotated[
        bool, typer.Option("--dictionary", help="Print what every table and column means instead, as Markdown.")
    ] = False,
) -> None:
    """Write the whole warehouse for other programs.

    Examples:

        dateline export out                              # Parquet, by day of publication
        dateline export sheets --format csv              # for spreadsheets: no cell is run as a formula
        dateline export lines --format jsonl
        dateline export graph --format network           # who is quoted with whom: GEXF for Gephi, GraphML
        dateline export notes --format annotations       # quotations as W3C Web Annotations
        dateline export case --format followthemoney     # for Aleph and other tools of investigators
        dateline export refs --format csl                # articles for Zotero and pandoc
        dateline export --dictionary > dictionary.md

    Parquet, CSV and JSON Lines come with a Frictionless datapackage.json that says what each column means. The folder
    appears when all of it is written, or not at all.
    """
    if is_dictionary:
        print_dictionary(find_database(db))
    elif folder is None:
        raise FlowError("name a folder to write, or give --dictionary")
    else:
        write_folder(find_database(db), form, folder, is_replacing=is_replacing)


def write_folder(database: Path, form: str, folder: Path, *, is_replacing: bool) -> None:
    """Write the warehouse in one form, and say what each file holds."""
    from warehouse.connection import open_snapshot
    from warehouse.exports.folder import export

    started = monotonic()
    with open_snapshot(database) as con:
        for name, count in export(con, form, folder, is_replacing=is_replacing):
            say(f"{count:>10,}  {name}")
    say(printable(f"{folder}: {form}, in {monotonic() - started:.1f} s"))


def print_dictionary(database: Path) -> None:
    """Print the dictionary of a database as Markdown."""
    from warehouse.connection import open_snapshot
    from warehouse.exports.dictionary import read_dictionary, render_dictionary

    with open_snapshot(database) as con:
        typer.echo(printable(render_dictionary(read_dictionary(con)), keep_lines=True), nl=False)
