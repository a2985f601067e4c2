"""Writes the app's pages as plain HTML files that a browser opens from a disk: no server, no script, no network."""

from __future__ import annotations

import re
from collections import deque
from hashlib import blake2b
from importlib import resources
from pathlib import Path

import altair as alt
import vl_convert
from markupsafe import Markup, escape

from flows.app.addresses import Address, write_address
from flows.app.pages import LABELS, Page, View, render_page
from flows.app.snapshot import Snapshot
from flows.errors import storing

WIDTH = 460  # of a chart, in pixels; a narrow window shrinks it little enough that its words can still be read
INK = "#0a0b0c"  # stands in the picture for the colour of the text around it
PLAIN_ID = re.compile(r"[0-9a-f]{8,64}")
POLICY = "default-src 'none'; style-src 'self' file: 'unsafe-inline'; img-src data:"


class Files:
    """Which address gets which file, the first that are linked to first, up to a limit."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.names: dict[str, str] = {}
        self.waiting: deque[Address] = deque()

    def link(self, address: Address) -> str | None:
        """Give the file of an address; None where there are too many already."""
        key = write_address(address)
        if key not in self.names:
            if len(self.names) >= self.limit:
                return None
            self.names[key] = name_file(address)
            self.waiting.append(address)
        return self.names[key]


def name_file(address: Address) -> str:
    """Name the file of an address; whatever the address holds, it is one in the folder.

    >>> name_file(Address("overview")), name_file(Address("person", {"id": "0123abcd"}))
    ('index.html', 'person-0123abcd.html')
    """
    if not address.values:
        return "index.html" if address.page == "overview" else f"{address.page}.html"
    only = next(iter(address.values.values()))
    if list(address.values) == ["id"] and PLAIN_ID.fullmatch(only):
        return f"{address.page}-{only}.html"
    return f"{address.page}-{blake2b(write_address(address).encode(), digest_size=8).hexdigest()}.html"


def export_pages(database: Path, folder: Path, limit: int) -> int:
    """Write the pages that are reached from the overview, the nearest first, and give their number.

    Args:
        database: The published snapshot.
        folder: Is made if absent; files of the same names are replaced.
        limit: The most pages.

    Raises:
        WarehouseError: the snapshot cannot be read.
        StorageError: the folder cannot be written.
    """
    files = Files(limit)
    for name in LABELS:
        files.link(Address(name))
    snapshot = Snapshot(database)
    with snapshot.reading() as con, storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "style.css").write_text(read_style(), encoding="utf-8")
        view = View(con, files.link, draw_picture, is_static=True)
        while files.waiting:
            address = files.waiting.popleft()
            page = render_page(view, address)
            (folder / files.names[write_address(address)]).write_text(frame(page), encoding="utf-8")
    snapshot.close()
    return len(files.names)


def read_style() -> str:
    """Read the style, with what marimo's page sets beside it."""
    style = (resources.files("flows.app") / "style.css").read_text(encoding="utf-8")
    return "html { color-scheme: light dark; }\nbody { margin: 0; background: light-dark(#ffffff, #15181c); }\n" + style


def frame(page: Page) -> str:
    """Put a page into a whole HTML document."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(page.title)} · dateline</title>\n"
        f'<link rel="stylesheet" href="style.css">\n</head>\n<body>\n{page.html}\n</body>\n</html>\n'
    )


def draw_picture(chart: alt.TopLevelMixin) -> Markup:
    """Draw a chart as SVG, its words and lines in the colour of the text around it, light or dark."""
    specification = chart.to_dict()
    specification["width"] = WIDTH
    for part in ("axis", "legend"):
        words = dict.fromkeys(("labelColor", "titleColor"), INK) | dict.fromkeys(("labelFontSize", "titleFontSize"), 15)
        specification["config"].setdefault(part, {}).update(words)
    specification["config"]["axis"] |= {"domainColor": INK, "tickColor": INK, "gridColor": INK, "gridOpacity": 0.15}
    picture = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    picture = picture.replace(f'"{INK}"', '"currentColor"')
    return Markup(re.sub(r'(<svg[^>]*?) width="(\d+)" height="\d+"', r'\1 width="\2"', picture, count=1))
