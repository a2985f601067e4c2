"""Writes the demonstration archive: pages of invented papers on the events of archive.toml, and an index of them.

Each event is reported by all papers, one after the other: the first by itself, two by copying the agency, two later in
words of their own, with statements cut, retold, doubted or, once or twice, given to somebody else. Some reports are
changed after publication, with or without a word about it. Who is first goes round.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

EVENTS = Path(__file__).with_name("archive.toml")
PAPERS = ("courier", "echo", "ledger", "tidings", "post")
ARCHIVED = "post"  # its pages come in a web archive
FORMS = {
    "full": "“{words},” said {name}{role}.",
    "named": "“{words},” {name}{role} told {first}.",
    "cut": "“{cut},” {name}{role} told {first}.",
    "told": "{name}{role} said that {told}.",
    "doubted": "{name}{role} claimed that {told}.",
}


@dataclass(frozen=True)
class Report:
    """One paper's report: when, with which lead, facts and statements (number, form, and whose they are said to be)."""

    paper: str
    hours: float
    lead: int
    facts: tuple[int, ...]
    said: tuple[tuple[int, str] | tuple[int, str, str], ...]
    title: int
    credit: str = ""
    modified: float | None = None


def plan_reports(number: int, event: dict[str, Any]) -> dict[str, Report]:
    """Say who reports an event, and how."""
    first, second, third, fourth, last = (PAPERS[(number * 2 + place) % 5] for place in range(5))
    agency = Report("agency", 1.5, 1, (1, 2), ((0, "full"), (2, "full")), 1)
    copy = replace(agency, credit="Varnland News Agency")
    late: tuple[Any, ...] = ((1, "doubted"), (2, "full", event["misgiven"]) if "misgiven" in event else (2, "told"))
    own = Report(fourth, 5, 2, (0, 1), ((2, "told"), (1, "full")), 0)
    return {
        "first": Report(first, 0, 0, (0, 1), ((0, "full"), (1, "named")), 0),
        "agency": agency,
        "copy": replace(copy, paper=second, hours=2 + number / 2),
        "later": Report(third, 6, 2, (2, 3), ((0, "cut"), (1, "told"), (2, "full")), 2),
        "second copy": own if number % 2 else replace(copy, paper=fourth, hours=4),
        "last": Report(last, 9 + number, 1, (0, 3), late, 0),
    }


# What was changed after publication: no hour of it where the page says nothing.
REVISED: dict[tuple[int, str], dict[str, Any]] = {
    (0, "first"): {"title": 2, "said": ((0, "cut"), (1, "named"))},
    (1, "first"): {"facts": (0, 1, 2), "modified": 8},
    (3, "later"): {"said": ((0, "cut"), (1, "told"))},
    (5, "first"): {"title": 1, "facts": (0,)},
    (6, "last"): {"said": ((1, "doubted"), (2, "told"), (0, "full")), "modified": 20},
}


def write_archive(folder: Path, *, revised: bool) -> Path:
    """Write the pages and their index, as they were first or after they were changed.

    Returns:
        The index.
    """
    known = tomllib.loads(EVENTS.read_text(encoding="utf-8"))
    archived = BytesIO()
    warc = WARCWriter(archived, gzip=True)
    for number, event in enumerate(known["events"]):
        reports = plan_reports(number, event)
        for role, report in reports.items():
            if revised and (number, role) in REVISED:
                report = replace(report, **REVISED[number, role])
            page = write_page(known, event, report, reports["first"].paper)
            if report.paper == ARCHIVED:
                add_record(warc, make_url(event, report), page)
            else:
                (folder / f"{report.paper}-{number}.html").write_text(page, encoding="utf-8")
    if not revised:
        (folder / "post.warc.gz").write_bytes(archived.getvalue())
    for number, (title, paragraphs) in enumerate(known["portraits"].items()):
        body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        data = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": f"2025-03-{22 + number}"})
        page = PAGE.format(title=title, url=f"https://ledger.example/portraits/{number}", data=data, body=body)
        (folder / f"ledger-portrait-{number}.html").write_text(page, encoding="utf-8")
    (folder / "courier-front.html").write_text(FRONT, encoding="utf-8")
    (folder / "echo-lost.html").write_text(LOST, encoding="utf-8")
    index = folder / "INDEX.md"
    index.write_text(write_index(known), encoding="utf-8")
    return index


def write_index(known: dict[str, Any]) -> str:
    """Write the index: a row for each paper."""
    rows = [
        f"| {paper} | {'post.warc.gz' if paper == ARCHIVED else f'{paper}-*.html'} | {outlet['name']} | |"
        for paper, outlet in known["outlets"].items()
    ]
    rows.append("| gone | gone.html | Skarrow Echo | |")
    rows.append("| absent | absent.html | Coast Tidings | yes |")
    return "\n".join(["| id | location | publisher | optional |", "|---|---|---|---|", *rows, ""])


def make_url(event: dict[str, Any], report: Report) -> str:
    """Make the address of a report."""
    words = event["title"][0].lower().replace(".", "").split()
    return f"https://{report.paper}.example/{event['day']}/{'-'.join(words)}"


def write_page(known: dict[str, Any], event: dict[str, Any], report: Report, first: str) -> str:
    """Write the page of a report."""
    outlet = known["outlets"][report.paper]
    printed_at = datetime.fromisoformat(f"{event['day']}T06:00:00+00:00") + timedelta(hours=report.hours)
    changed_at = printed_at if report.modified is None else printed_at + timedelta(hours=report.modified)
    writers = [] if report.credit else outlet["writers"]
    paragraphs = [
        event["leads"][report.lead],
        *(event["facts"][fact] for fact in report.facts),
        *(write_statement(known, event, said, known["outlets"][first]["name"]) for said in report.said),
    ]
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": event["title"][report.title],
        "datePublished": printed_at.isoformat(), "dateModified": changed_at.isoformat(),
        "author": [{"@type": "Person", "name": writers[int(event["day"][-1]) % len(writers)]}] if writers else [],
        "publisher": {"@type": "Organization", "name": outlet["name"]},
    }  # fmt: skip
    if report.credit:
        data["author"] = [{"@type": "Organization", "name": report.credit}]
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return PAGE.format(title=data["headline"], url=make_url(event, report), data=json.dumps(data), body=body)


def write_statement(known: dict[str, Any], event: dict[str, Any], said: tuple[Any, ...], first: str) -> str:
    """Write one statement in one of its forms."""
    statement = event["said"][said[0]]
    person = known["people"][said[2] if len(said) > 2 else statement["by"]]
    role = f", {person['role']}" if person["role"] else ""
    role += "," if role and said[1] != "full" else ""
    written = FORMS[said[1]].format(**statement, name=person["name"], role=role, first=first)
    return (
        written.replace(" said A senior", " said a senior")
        .replace(" said A spokes", " said a spokes")
        .replace(",.", ".")
    )


def add_record(warc: WARCWriter, url: str, page: str) -> None:
    """Add a page to the web archive."""
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    when = {"WARC-Date": "2025-03-24T06:00:00Z"}
    payload = BytesIO(page.encode())
    warc.write_record(
        warc.create_warc_record(url, "response", payload=payload, http_headers=headers, warc_headers_dict=when)
    )


PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><link rel="canonical" href="{url}">
<meta property="og:type" content="article"><script type="application/ld+json">{data}</script></head>
<body><main><article><h1>{title}</h1>
{body}
</article></main></body></html>
"""
FRONT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Business | The Vesterburg Courier</title></head>
<body><main><h1>Business</h1><ul>
<li><a href="/a">Ferry line loses 40 million crowns</a></li><li><a href="/b">Rates go up</a></li>
<li><a href="/c">Bakers short of rye</a></li><li><a href="/d">Harbour fees fall</a></li></ul></main></body></html>
"""
LOST = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Page not found</title></head><body><main><h1>404: page not found</h1>
<p>The page that you asked for does not exist any more.</p></main></body></html>
"""
