"""Keeps control characters and escape sequences in other people's text from reaching the terminal.

Titles, names and quotations come from pages, addresses from feeds, names from folders; one that holds an escape
sequence could clear the screen, rename the window or hide a line. Commands print to a `SafeConsole` or by `say`; lines
that must stay one and cells of tables go through `printable`, and JSON through `escape_json`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

# ECMA-48: control sequences (CSI), strings (OSC, DCS, SOS, PM, APC) to their end, two-character escapes; 7 and 8 bit.
SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
# C0, DEL, C1, and the marks that turn the direction of what follows them (UAX 9) across the rest of the line.
COMMANDING = r"\x7f-\x9f\u202a-\u202e\u2066-\u2069"
CONTROL = re.compile(rf"[\x00-\x08\x0e-\x1f{COMMANDING}]")
NOT_IN_SEGMENTS = re.compile(rf"[\x00-\x09\x0b-\x1f\ud800-\udfff{COMMANDING}]")
NOT_IN_JSON = re.compile(rf"[{COMMANDING}]")  # the rest is escaped by every writer of JSON
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
WHITE = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")


def printable(text: str, *, keep_lines: bool = False) -> str:
    """Remove escape sequences and control characters from a text.

    Args:
        text: Anything that stands in the database.
        keep_lines: Keep line breaks; otherwise tabs and breaks become one space, so that a cell stays in its line.

    >>> printable("Storm\\x1b[2J over \\x1b]0;title\\x07Skarrow\\n\\nand\\x9b31m beyond")
    'Storm over Skarrow and beyond'
    >>> printable("one\\r\\ntwo", keep_lines=True)
    'one\\ntwo'
    """
    clean = SEQUENCE.sub("", text.encode("utf-8", "replace").decode())  # no stream takes half a surrogate
    lines = re.split(r"\r\n|[\n\r\u2028\u2029]", clean) if keep_lines else [clean]
    return "\n".join(CONTROL.sub("", WHITE.sub(" ", line)) for line in lines)


def escape_json(text: str) -> str:
    r"""Escape in JSON what a terminal would obey, without changing its meaning.

    >>> escape_json('{"title": "a\u202eb"}')
    '{"title": "a\\u202eb"}'
    """
    return NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def in_markdown(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is: no link, no picture, no HTML, no table of its own.

    CommonMark lets every ASCII punctuation mark be escaped (https://spec.commonmark.org/0.31.2/#backslash-escapes);
    that also breaks addresses that a renderer would turn into links.

    >>> print(in_markdown("![a](//b) <i>"))
    \!\[a\]\(\/\/b\) \<i\>
    """
    return PUNCTUATION.sub(r"\\\g<0>", printable(text))


def say(text: str) -> None:
    """Print a text, without control characters."""
    typer.echo(printable(text, keep_lines=True))


class SafeConsole(Console):
    """A console that removes control characters from whatever it prints, but keeps its own styles."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print, texts without their escape sequences."""
        super().print(*(clean_renderable(one) for one in objects), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Render; what is left of control characters in a cell of a table goes here."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=NOT_IN_SEGMENTS.sub("", segment.text))


def clean_renderable(renderable: Any) -> Any:
    """Clean what is printed as a text; styled texts are cleaned where they are put together."""
    return printable(renderable, keep_lines=True) if isinstance(renderable, str) else renderable


def make_cells(values: Iterable[object]) -> list[Text]:
    """Make cells of a table, an empty one of None."""
    return [Text("" if value is None else printable(str(value))) for value in values]


def count_things(count: int, thing: str) -> str:
    """Write a number of things.

    >>> count_things(1, "feed"), count_things(1200, "page")
    ('1 feed', '1,200 pages')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
