"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.settings import load_settings

HELP = {"help_option_names": ["-h", "--help"]}
DEFAULT_INDEX = Path("seeds/INDEX.md")
Database = Annotated[Path | None, typer.Option("--db", help="Database; news.duckdb in DATELINE_DATA_DIR if not given.")]
Index = Annotated[Path, typer.Argument(help="Seed index, a Markdown file.")]
IndexOption = Annotated[Path, typer.Option("--index", help="Seed index, a Markdown file.")]


def find_database(db: Path | None) -> Path:
    """Find the database that a command is about."""
    return db or load_settings().database


def make_group(words: str) -> typer.Typer:
    """Make a group of commands; `words` are its help."""
    return typer.Typer(no_args_is_help=True, context_settings=HELP, help=words)
