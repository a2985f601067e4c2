"""The seed index: a Markdown file whose tables with the columns `id` and `location` list the sources.

One reading finds every mistake, each with its line and column; nothing of a malformed index is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from flows.errors import IndexProblem, SeedIndexError
from transforms.urls import find_host, is_web_address

COLUMNS = (
    "id",
    "location",
    "kind",
    "publisher",
    "url",
    "published",
    "language",
    "optional",
    "sha256",
    "since",
    "family",
)
KINDS = ("file", "url", "feed", "sitemap", "warc")
LISTING_KINDS = ("feed", "sitemap")
SINCE = re.compile(r"[1-9]\d{0,4}d|\d{4}-\d{2}-\d{2}")
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
GLOB = re.compile(r"[*?\[]")
WRAPPED = re.compile(r"`(?P<code>[^`]+)`|<(?P<auto>[^<>\s]+)>|\[[^\]]*\]\((?P<link>[^()\s]+)\)")
YES, NO = frozenset({"yes", "y", "true", "1"}), frozenset({"", "no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class Source:
    """One row of the index. `line` is where it stands, for messages about it later on."""

    id: str
    location: str
    kind: str
    line: int
    publisher: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    is_optional: bool = False
    sha256: str | None = None
    since: str | None = None
    family: tuple[str, ...] = ()

    @property
    def is_on_web(self) -> bool:
        """Whether the location is an address."""
        return is_web_address(self.location)

    @property
    def is_glob(self) -> bool:
        """Whether the location stands for several files."""
        return self.kind in ("file", "warc") and GLOB.search(self.location) is not None


def read_index(path: Path) -> list[Source]:
    """Read an index file.

    Returns:
        The sources in the order of their rows.

    Raises:
        SeedIndexError: the file cannot be read, or anything in it is malformed.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"{error.strerror or error}; name an index file, such as seeds/INDEX.md"
        raise SeedIndexError([IndexProblem(path, 1, "file", message)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SeedIndexError([IndexProblem(path, line, "file", "is not UTF-8; save it as UTF-8")]) from error
    return parse_index(text, path)


def parse_index(text: str, path: Path) -> list[Source]:
    """Parse the text of an index; `path` is for messages.

    Raises:
        SeedIndexError: with every problem at once.
    """
    problems: list[IndexProblem] = []
    sources: list[Source] = []
    first_lines: dict[str, int] = {}
    tables = 0
    for header, rows in find_tables(text):
        if not {"id", "location"} <= set(header):
            continue
        tables += 1
        for line, cells in rows:
            row = Row(path, line, header, cells)
            source = row.read()
            problems += row.problems
            if source.id and source.id in first_lines:
                message = f"{source.id!r} is already the id of line {first_lines[source.id]}; each id may be used once"
                problems.append(IndexProblem(path, line, "id", message))
            first_lines.setdefault(source.id, line)
            sources.append(source)
    if not tables:
        message = "no table has the columns id and location; see `dateline index check --help`"
        problems.append(IndexProblem(path, 1, "file", message))
    if problems:
        raise SeedIndexError(problems)
    return sources


def find_tables(text: str) -> Iterator[tuple[list[str], list[tuple[int, list[str]]]]]:
    """Yield each Markdown table as its header (lower case) and its rows with their line numbers, from 1.

    A row keeps the cells that stand in the file, be they too many or too few.
    """
    lines = re.split(r"\r\n|\n|\r", text)
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    in_head = False
    for token in MarkdownIt("commonmark").enable("table").parse("\n".join(lines)):
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
        elif token.type == "tr_open":
            cells = split_row(lines[first_line(token)])
            if in_head:
                header, rows = [cell.casefold() for cell in cells], []
            else:
                rows.append((first_line(token) + 1, cells))
        elif token.type == "table_close":
            yield header, rows


def first_line(token: Token) -> int:
    """Give the line, from 0, on which a block token starts."""
    return token.map[0] if token.map else 0


def split_row(line: str) -> list[str]:
    """Split a table row into its cells, taking off what Markdown wraps around a path or address.

    >>> split_row("| a | `docs/*.txt` | <https://a.example/> | [x](https://b.example/) | p\\\\|q |")
    ['a', 'docs/*.txt', 'https://a.example/', 'https://b.example/', 'p|q']
    """
    inner = line.strip().removeprefix("|")
    inner = re.sub(r"(?<!\\)\|$", "", inner)
    return [unwrap_cell(cell.strip().replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inner)]


def unwrap_cell(cell: str) -> str:
    """Take a cell's text out of code marks, angle brackets or a link."""
    match = WRAPPED.fullmatch(cell)
    return (match["code"] or match["auto"] or match["link"]).strip() if match else cell


class Row:
    """One row being read: its cells by column name, and the problems met on the way."""

    def __init__(self, path: Path, line: int, header: list[str], cells: list[str]) -> None:
        self.path, self.line = path, line
        self.cells = dict(zip(header, cells, strict=False))
        self.problems: list[IndexProblem] = []
        if len(cells) != len(header):
            self.object_to(
                "row", f"has {len(cells)} cells, but the header has {len(header)}; write a bar inside a cell as \\|"
            )
        for name in sorted({name for name in header if header.count(name) > 1 and name in COLUMNS}):
            self.object_to(name, "is in the header twice; name each column once")

    def object_to(self, column: str, message: str) -> None:
        """Note a problem of this row."""
        self.problems.append(IndexProblem(self.path, self.line, column, message))

    def cell(self, column: str) -> str | None:
        """Give a cell's text, None where it is empty or absent."""
        return self.cells.get(column) or None

    def read(self) -> Source:
        """Read the row, noting every problem; the source is of use only where there is none."""
        kind = self.read_kind()
        source = Source(
            id=self.matching("id", SLUG, "an id of a-z, 0-9, _ and -, such as harbour-fire") or "",
            location=self.read_location(kind),
            kind=kind,
            line=self.line,
            publisher=self.cell("publisher"),
            url=self.read_url(),
            published=self.read_published(),
            language=self.matching("language", re.compile(r"[a-z]{2}"), "an ISO 639-1 code such as en"),
            is_optional=self.read_optional(),
            sha256=self.read_sha256(),
            since=self.read_since(kind),
            family=self.read_family(),
        )
        if source.is_glob and not (self.path.parent / source.location).is_file():
            for column in ("sha256", "url"):
                if self.cell(column):
                    self.object_to(
                        column, "can only be given for a single file, not for a pattern; give the file a row of its own"
                    )
        return source

    def matching(self, column: str, pattern: re.Pattern[str], wanted: str) -> str | None:
        """Read a cell that must match a pattern; only `id` may not be empty."""
        value = self.cell(column)
        if value is None:
            if column == "id":
                self.object_to(column, f"is empty; write {wanted}")
        elif not pattern.fullmatch(value):
            self.object_to(column, f"{value!r} is not {wanted}")
        return value

    def read_kind(self) -> str:
        """Read or infer the kind."""
        kind = self.cell("kind") or infer_kind(self.cell("location") or "")
        if kind not in KINDS:
            self.object_to("kind", f"{kind!r} is unknown; use one of {', '.join(KINDS)}, or leave it empty")
        return kind

    def read_location(self, kind: str) -> str:
        """Read the location, which must suit the kind."""
        location = self.cell("location") or ""
        if not location:
            self.object_to("location", "is empty; write a path relative to the index, or an http(s) address")
        elif "\0" in location:
            self.object_to("location", f"{location!r} contains a NUL character")
        elif kind == "file" and is_web_address(location):
            self.object_to("location", f"{location!r} is a web address, but the kind is file; use url")
        elif kind in ("url", "feed", "sitemap") and not is_web_address(location):
            self.object_to("location", f"{location!r} is not an http(s) address, which the kind {kind} needs")
        return location

    def read_url(self) -> str | None:
        """Read the address that a file was saved from."""
        url = self.cell("url")
        if url is not None and not is_web_address(url):
            self.object_to("url", f"{url!r} is not an http(s) address")
        return url

    def read_published(self) -> str | None:
        """Read the date or instant of publication."""
        value = self.cell("published")
        if value is not None:
            try:
                if len(value) <= len("2026-01-31"):
                    date.fromisoformat(value)
                else:
                    datetime.fromisoformat(value)
            except ValueError:
                self.object_to("published", f"{value!r} is not an ISO 8601 date or date-time such as 2026-01-31")
        return value

    def read_optional(self) -> bool:
        """Read the mark of a file that may be absent."""
        value = (self.cell("optional") or "").casefold()
        if value not in YES | NO:
            self.object_to("optional", f"{value!r} is neither yes nor no")
        return value in YES

    def read_since(self, kind: str) -> str | None:
        """Read how far back a feed or sitemap is read."""
        value = self.cell("since")
        if value is None:
            return None
        if kind not in LISTING_KINDS:
            self.object_to("since", f"can only be given for a feed or a sitemap, and the kind is {kind}")
        wanted = "a number of days such as 30d, or a date such as 2026-01-31"
        is_date = len(value) == len("2026-01-31")
        if not SINCE.fullmatch(value):
            self.object_to("since", f"{value!r} is not {wanted}")
        elif is_date:
            try:
                date.fromisoformat(value)
            except ValueError:
                self.object_to("since", f"{value!r} is not {wanted}")
        return value

    def read_family(self) -> tuple[str, ...]:
        """Read the other hosts of the publisher, whose addresses its pages may give as their own."""
        hosts = re.split(r"[,;\s]+", (self.cell("family") or "").strip(",; "))
        for host in filter(None, hosts):
            if find_host(f"https://{host}/") != host.lower():
                self.object_to(
                    "family", f"{host!r} is not a host; write names such as amp.gazette.example, separated by commas"
                )
        return tuple(host.lower() for host in hosts if host)

    def read_sha256(self) -> str | None:
        """Read the expected digest."""
        value = self.matching("sha256", re.compile(r"[0-9a-fA-F]{64}"), "a SHA-256 digest of 64 hexadecimal digits")
        return value.lower() if value else None


def infer_kind(location: str) -> str:
    """Infer the kind of a location.

    >>> [infer_kind(x) for x in ("a/b.html", "c.warc.gz", "https://a.example/feed.xml", "https://a.example/1")]
    ['file', 'warc', 'feed', 'url']
    """
    is_web = is_web_address(location)
    name = PurePath(urlsplit(location).path if is_web else location).name.lower()
    if name.endswith((".warc", ".warc.gz", ".warc.zst", ".wacz")):
        return "warc"
    if not is_web:
        return "file"
    if "sitemap" in name and name.endswith((".xml", ".xml.gz", ".txt")):
        return "sitemap"
    return "feed" if re.search(r"\b(rss|atom|feed|rdf)\b", name) else "url"
