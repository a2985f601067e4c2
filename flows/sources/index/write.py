"""Adds rows to an index: below its last table, leaving everything else in the file as it is."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from flows.errors import IndexProblem, SeedIndexError
from flows.sources.formats.opml import OpmlFeed
from flows.sources.index.read import COLUMNS, Source, parse_index, split_row
from transforms.urls import is_web_address

NEW_INDEX = "# Sources\n\nEach row is a source that `dateline ingest` loads.\n"
MAX_SLUG = 48
LINE_END = re.compile(r"\r\n|\n|\r")
HOST_WORDS = frozenset({"www", "www2", "m", "feed", "feeds", "rss", "rss2", "atom", "news", "sitemap", "api", "cdn"})
PATH_WORDS = frozenset(
    {"rss", "rss2", "feed", "feeds", "atom", "rdf", "xml", "json", "index", "default", "sitemap", "sitemaps", "news",
     "all", "html", "htm", "php", "gz", "txt", "en"}
)  # fmt: skip
# Letters that do not come apart into a base and a mark.
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})


@dataclass(frozen=True, slots=True)
class IndexTable:
    """One list of sources in the index: its columns, their widths, and the line, from 0, after its last row."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    end: int


def append_sources(path: Path, rows: Sequence[Mapping[str, str]]) -> list[Source]:
    """Append rows (column to value) to an index, which is made where there is none.

    They go below the last row of the last table of sources; where that lacks a column which they need, into a new table
    after it. The result is read before it takes the old file's place, by atomic rename.

    Returns:
        The new sources, as the index now has them.

    Raises:
        SeedIndexError: the index is malformed, or would be.
    """
    path = path.resolve()
    before = path.read_bytes() if path.exists() else NEW_INDEX.encode()
    try:
        text = before.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(path, 1, "is not UTF-8; save it as UTF-8") from error
    table = find_last_table(text)
    known = len(parse_index(text, path)) if table else 0
    after = insert_rows(text, table, rows)
    sources = parse_index(after, path)
    added = find_added(sources, rows)
    if len(sources) != known + len(rows) or len(added) != len(rows):
        raise refusal(path, 1, "the new rows would not be read as they are meant; add them by hand")
    if path.exists() and path.read_bytes() != before:
        raise refusal(path, 1, "was changed by another program meanwhile; try again")
    bom = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    replace_file(path, bom + after.encode("utf-8"))
    return added


def refusal(path: Path, line: int, message: str) -> SeedIndexError:
    """Make the error of an index that cannot be written to."""
    return SeedIndexError([IndexProblem(path, line, "file", message)])


def find_last_table(text: str) -> IndexTable | None:
    """Find the last table of sources that stands by itself (not in a list or a quotation)."""
    lines = LINE_END.split(text)
    found = None
    for token in MarkdownIt("commonmark").enable("table").parse("\n".join(lines)):
        if token.type == "table_open" and token.map and token.level == 0:
            start, end = token.map
            columns = tuple(cell.casefold() for cell in split_row(lines[start]))
            if {"id", "location"} <= set(columns):
                widths = tuple(len(cell) - 2 for cell in lines[start].strip().strip("|").split("|"))
                found = IndexTable(columns, widths, end)
    return found


def insert_rows(text: str, table: IndexTable | None, rows: Sequence[Mapping[str, str]]) -> str:
    """Give the index's text with the rows in it; its lines end as its first does."""
    needed = {column for row in rows for column, value in row.items() if value.strip()}
    if table and needed <= set(table.columns):
        new = [write_row([row.get(column, "") for column in table.columns], table.widths) for row in rows]
    else:
        new = ["", *write_table(rows, needed)]
    line_ends = list(LINE_END.finditer(text))
    newline = line_ends[0][0] if line_ends else "\n"
    place = line_ends[table.end - 1].end() if table and table.end <= len(line_ends) else len(text)
    before = text[:place] if place == 0 or LINE_END.search(text, place - 1, place) else text[:place] + newline
    return before + "".join(line + newline for line in new) + text[place:]


def write_table(rows: Sequence[Mapping[str, str]], needed: Collection[str]) -> list[str]:
    """Write a table of its own, with the columns that the rows need, in the order that the index explains them in."""
    columns = ["id", "location", *(name for name in COLUMNS if name in needed and name not in ("id", "location"))]
    columns += sorted(set(needed) - set(columns))
    widths = [max(3, len(name), *(len(write_cell(row.get(name, ""))) for row in rows)) for name in columns]
    head = [write_row(columns, widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    return head + [write_row([row.get(name, "") for name in columns], widths) for row in rows]


def write_row(values: Iterable[str], widths: Iterable[int]) -> str:
    """Write one row of a table.

    >>> write_row(["a", "b | c"], [3, 2])
    '| a   | b \\\\| c |'
    """
    cells = (write_cell(value).ljust(width) for value, width in zip(values, widths, strict=True))
    return f"| {' | '.join(cells)} |"


def write_cell(value: str) -> str:
    """Write a value on one line, its bars escaped."""
    return " ".join(value.split()).replace("|", "\\|")


def find_added(sources: Sequence[Source], rows: Sequence[Mapping[str, str]]) -> list[Source]:
    """Find the sources that rows have become, each with every value as it was given."""
    by_id = {source.id: source for source in sources}
    pairs = [(by_id.get(row.get("id", "")), row) for row in rows]
    return [source for source, row in pairs if source and all(is_kept(source, *pair) for pair in row.items())]


def is_kept(source: Source, column: str, value: str) -> bool:
    """Tell whether a text came through; other columns (optional, dates) are checked as they are read."""
    return (
        column not in ("id", "location", "kind", "publisher", "url")
        or not value.strip()
        or (getattr(source, column) == " ".join(value.split()))
    )


def replace_file(path: Path, content: bytes) -> None:
    """Put content in a file's place, whole or not at all, with the rights that the file had."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        else:
            temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def make_slug(name: str, taken: Collection[str] = ()) -> str:
    """Make an id for the index of a name or an address, one that is not taken.

    >>> make_slug("Küsten-Bote: Nachrichten"), make_slug("https://www.courier.example/world/rss.xml")
    ('kusten-bote-nachrichten', 'courier-world')
    >>> make_slug("Courier", {"courier", "courier-2"}), make_slug("Новости")
    ('courier-3', 'source')
    """
    text = describe_address(name) if is_web_address(name) else name
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS)).encode("ascii", "ignore").decode()
    slug = cut_slug("-".join(re.findall(r"[a-z0-9]+", plain)), MAX_SLUG) or "source"
    number, unique = 1, slug
    while unique in taken:
        number += 1
        unique = f"{slug}-{number}"
    return unique


def cut_slug(slug: str, length: int) -> str:
    """Shorten a slug, at a hyphen where there is one."""
    if len(slug) <= length:
        return slug
    return slug[: length + 1].rpartition("-")[0] or slug[:length]


def describe_address(url: str) -> str:
    """Give the words of an address that tell one source from another: the site's name, and two of the path."""
    parts = urlsplit(url)
    labels = (parts.hostname or "").removeprefix("xn--").split(".")
    site = next((label for label in labels[:-1] if label not in HOST_WORDS), labels[0])
    words = [
        word for word in re.findall(r"[^\W_]+", parts.path.lower()) if word not in PATH_WORDS and not word.isdigit()
    ]
    return " ".join([site, *words[:2]])


def list_feeds(sources: Iterable[Source]) -> list[OpmlFeed]:
    """List the feeds of an index for export."""
    return [OpmlFeed(source.location, source.publisher or source.id) for source in sources if source.kind == "feed"]


def find_publisher(feed: OpmlFeed, slug: str) -> str:
    """Give the outlet's name: a feed's title, unless that is but an id that an export of ours has put there."""
    return feed.title if feed.title and feed.title != slug else ""


def make_rows(feeds: Iterable[OpmlFeed], sources: Iterable[Source]) -> list[dict[str, str]]:
    """Make rows of imported feeds, leaving out those that the index lists already."""
    listed = list(sources)
    known, taken = {source.location for source in listed}, {source.id for source in listed}
    rows = []
    for feed in feeds:
        if feed.url in known:
            continue
        slug = make_slug(feed.title or feed.url, taken)
        if slug == "source" or slug.startswith("source-"):
            slug = make_slug(feed.url, taken)
        known.add(feed.url)
        taken.add(slug)
        rows.append({"id": slug, "location": feed.url, "kind": "feed", "publisher": find_publisher(feed, slug)})
    return rows
