"""An invented newsroom on a hostile server: its pages, feeds and sitemaps, and an archive that may ask for them."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb

from flows.sources.archives.raw_archive import ArchiveWriter
from tests.conftest import Archive
from tests.helpers.hostile_server import HostileServer

INTERVAL = 0.03
MADE_AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
WORDS = (
    "harbour", "council", "ferry", "pilot", "winter", "market", "bridge", "school", "signal", "ledger",
    "orchard", "tunnel", "quarry", "lantern", "summer", "valley", "engine", "cattle", "timber", "village",
    "garden", "station", "miller", "copper", "granite", "anchor", "meadow", "drought", "barrel", "convoy",
)  # fmt: skip
PLACES = ("Port Ansel", "Korr", "Skarrow", "Varnmouth", "Tellin", "Osmark")
PEOPLE = ("Ada Odell", "Bo Rask", "Ines Korr", "Tom Marlow", "Lena Noll", "Peter Quist")


def write_page(number: int, url: str) -> str:
    """A page with an article of its own, unlike the others."""
    chance = random.Random(number)
    person, place = chance.choice(PEOPLE), chance.choice(PLACES)
    sentences = [
        f"The {chance.choice(WORDS)} by the {chance.choice(WORDS)} kept {chance.randint(2, 999)} "
        f"{chance.choice(WORDS)}s from the {chance.choice(WORDS)} near {place} "
        f"through the {chance.choice(WORDS)} of that year."
        for _ in range(14)
    ]
    quote = f"“We will open the {chance.choice(WORDS)} before the {chance.choice(WORDS)} ends,” said {person}."
    paragraphs = [" ".join(sentences[start : start + 3]) for start in range(0, 14, 3)]
    paragraphs.insert(1, quote)
    title = f"{chance.choice(WORDS).title()} and {chance.choice(WORDS)} divide {place}, case {number}"
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"""<!doctype html><html lang="en"><head><title>{title}</title>
<link rel="canonical" href="{url}">
<meta property="article:published_time" content="2026-03-{1 + number % 28:02d}T08:00:00Z">
</head><body><article><h1>{title}</h1>{body}</article></body></html>"""


def write_rss(links: list[str], **more: str) -> str:
    """A feed; tracking parameters and an HTML entity in a title are as feeds have them."""
    items = "".join(
        f"<item><title>Case &amp;amp; more {number}</title><link>{link}</link>{more.get(link, '')}</item>"
        for number, link in enumerate(links)
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>Gazette</title>{items}</channel></rss>'


def write_sitemap(links: list[str]) -> str:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    rows = "".join(f"<url><loc>{link}</loc></url>" for link in links)
    return f'<?xml version="1.0"?><urlset xmlns="{space}">{rows}</urlset>'


def write_index(archive: Archive, *rows: tuple[str, str, str]) -> None:
    lines = ["| id | location | kind |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    archive.index.write_text("\n".join(lines) + "\n")


def ask(archive: Archive, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(archive.database), read_only=True) as con:
        return con.execute(sql).fetchall()


def add_pages(server: HostileServer, count: int) -> list[str]:
    links = [server.url(f"/news/{number}") for number in range(count)]
    for number, link in enumerate(links):
        server.add(f"/news/{number}", write_page(number, link), headers={"ETag": f'"{number}"'})
    return links


def make_warc(path: Path, site: str, numbers: range) -> None:
    """A web archive of pages that another run, elsewhere, has kept."""
    with ArchiveWriter(path.parent / "made", path.stem, started_at=MADE_AT, software="test") as writer:
        for number in numbers:
            url = f"{site}/{number}"
            place = writer.write_response(
                url=url,
                fetched_at=MADE_AT,
                status_line="HTTP/1.1 200 OK",
                headers=[("Content-Type", "text/html; charset=utf-8")],
                body=BytesIO(write_page(number, url).encode()),
                labels={},
            )
    Path(place.path).rename(path)
