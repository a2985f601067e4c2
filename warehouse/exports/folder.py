"""Writes the warehouse, in one of the forms that other programs read, into a folder of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from warehouse.connection import Connection
from warehouse.errors import ExportError
from warehouse.exports.annotations import write_annotations
from warehouse.exports.citations import write_citations
from warehouse.exports.followthemoney import write_ftm
from warehouse.exports.network import write_networks
from warehouse.exports.tables import write_csv_tables, write_json_tables, write_parquet_tables

Written = tuple[str, int]  # a file or folder, and how many rows went into it
Writer = Callable[[Connection, Path], Iterator[Written]]

FORMS: dict[str, Writer] = {
    "parquet": write_parquet_tables,
    "csv": write_csv_tables,
    "jsonl": write_json_tables,
    "network": write_networks,
    "annotations": write_annotations,
    "followthemoney": write_ftm,
    "csl": write_citations,
}


def export(con: Connection, form: str, folder: Path, *, is_replacing: bool = False) -> Iterator[Written]:
    """Write the warehouse in one of `FORMS`. The folder appears when all of it is written, or not at all.

    Args:
        con: A published snapshot.
        form: A key of `FORMS`.
        folder: The folder to write; its parent is made where it is absent.
        is_replacing: Whether a folder that is there gives way.

    Yields:
        Each file or folder within it, with the number of rows, when it is written.

    Raises:
        ExportError: the form is unknown, the folder is there, or it cannot be written.
    """
    if form not in FORMS:
        raise ExportError(form, f"there is no such form; use {', '.join(FORMS)}")
    if folder.exists() and not is_replacing and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(str(folder), "is there already; name another folder, or give --replace")
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
        try:
            unfinished.chmod(0o777 & ~read_umask())
            yield from FORMS[form](con, unfinished)
            put_in_place(unfinished, folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        raise ExportError(str(error.filename or folder), error.strerror or str(error)) from error
    except duckdb.Error as error:
        raise ExportError(str(folder), str(error)) from error


def put_in_place(unfinished: Path, folder: Path) -> None:
    """Move a folder to where it was asked for; what was there is removed only then."""
    if not folder.exists():
        unfinished.rename(folder)
        return
    old = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    folder.rename(old / "old")
    unfinished.rename(folder)
    shutil.rmtree(old)


def read_umask() -> int:
    """Say which rights this process takes from new files; `mkdtemp` would leave none to others."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
