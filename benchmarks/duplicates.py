"""Precision and recall of copies, and the time that 100,000 articles take.

    python benchmarks/duplicates.py [--events 400] [--texts FOLDER]     # quality
    python benchmarks/duplicates.py --scale 100000 [--add 1000]         # time and memory beyond the signatures

An event is reported by three outlets in their own words, with up to two quotations in common (a spokeswoman told
them all the same); one of the reports is syndicated, and each copy is changed in one way: cut, reordered, rewritten
lightly, given a new lead, a byline, or several of these. What must be found are copies; what must not be are reports.
The prose is made of drawn words with the frequencies of English (Zipf), so that unrelated texts share what
unrelated texts share. With --texts the originals are the .txt files of a folder instead.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import polars as pl

from tests.helpers.derivation import UNREAD, open_empty
from transforms.copies import sign
from warehouse.connection import Connection, open_writer
from warehouse.derive import run_step
from warehouse.migrate import migrate

ARTICLES = f"INSERT INTO articles BY NAME SELECT *, published_at AS seen_at, 1 AS batch, {UNREAD} FROM read_parquet(?)"
DAY = datetime(2031, 5, 2, tzinfo=UTC)
FUNCTION_WORDS = [
    "the", "of", "to", "and", "in", "a", "that", "for", "was", "on", "is", "with", "said", "he", "as", "it", "at",
    "by", "his", "from", "be", "had", "are", "they",
]  # fmt: skip
SYLLABLES = [
    "ba", "ker", "lo", "min", "ta", "res", "vo", "dun", "hel", "sim", "or", "ga", "pe", "lin", "tu", "wes", "far",
    "ni", "cos", "mar",
]  # fmt: skip
VOCABULARY = FUNCTION_WORDS + [a + b + c for a in SYLLABLES for b in SYLLABLES for c in ("", "en", "ing", "er", "al")]
WEIGHTS = list(accumulate(1 / (rank + 2) for rank in range(len(VOCABULARY))))

Paragraphs = list[str]


def write_sentence(source: random.Random, topic: list[str]) -> str:
    words = source.choices(VOCABULARY, cum_weights=WEIGHTS, k=source.randint(9, 26))
    for _ in range(len(words) // 4):
        words[source.randrange(len(words))] = source.choice(topic)
    return " ".join(words).capitalize() + "."


def write_report(source: random.Random, topic: list[str], quotations: list[str]) -> Paragraphs:
    paragraphs = [
        " ".join(write_sentence(source, topic) for _ in range(source.randint(1, 3)))
        for _ in range(source.randint(6, 18))
    ]
    for quotation in quotations:
        paragraphs.insert(source.randrange(1, len(paragraphs)), quotation)
    return paragraphs


def cut(source: random.Random, text: Paragraphs) -> Paragraphs:
    return text[: max(3, int(len(text) * source.uniform(0.4, 0.9)))]


def reorder(source: random.Random, text: Paragraphs) -> Paragraphs:
    return source.sample(text, len(text))


def rewrite(source: random.Random, text: Paragraphs) -> Paragraphs:
    """Change six words in a hundred."""
    return [" ".join(source.choice(VOCABULARY) if source.random() < 0.06 else word for word in p.split()) for p in text]


def edit_lead(source: random.Random, text: Paragraphs) -> Paragraphs:
    return [write_sentence(source, VOCABULARY[100:160]), *text[1:]]


def add_byline(source: random.Random, text: Paragraphs) -> Paragraphs:
    return ["By Ada Moss in Varnmouth", *text, "Bo Lind contributed."]


def cut_and_rewrite(source: random.Random, text: Paragraphs) -> Paragraphs:
    return cut(source, rewrite(source, edit_lead(source, text)))


CHANGES: tuple[Callable[[random.Random, Paragraphs], Paragraphs], ...] = (
    cut, reorder, rewrite, edit_lead, add_byline, cut_and_rewrite,
)  # fmt: skip


def make_events(count: int, texts: list[Paragraphs], seed: int = 1) -> list[tuple[str, str, str]]:
    """Give (article id, id of the original it copies or its own, text) rows."""
    source = random.Random(seed)
    rows = []
    for event in range(count):
        topic = source.sample(VOCABULARY[40:], 40)
        quotations = [f"“{write_sentence(source, topic)} {write_sentence(source, topic)}” she said." for _ in range(2)]
        reports = [write_report(source, topic, quotations[: source.randint(0, 2)]) for _ in range(3)]
        if texts:
            reports[0] = texts[event % len(texts)]
        for number, report in enumerate(reports):
            rows.append((f"{event:06}-{number}", f"{event:06}-{number}", "\n\n".join(report)))
        for change in CHANGES:
            rows.append((f"{event:06}-c-{change.__name__}", f"{event:06}-0", "\n\n".join(change(source, reports[0]))))
    return rows


def load(con: Connection, rows: list[tuple[str, str, str]]) -> float:
    """Load the rows with their signatures; returns the seconds that signing took."""
    start = time.perf_counter()
    signed = [sign(text) for _, _, text in rows]
    spent = time.perf_counter() - start
    frame = pl.DataFrame(
        {
            "article_id": [row[0] for row in rows],
            "published_at": [DAY + timedelta(hours=row[0] != row[1]) for row in rows],
            "published_precision": ["instant"] * len(rows),
            "word_count": pl.Series([len(row[2].split()) for row in rows], dtype=pl.Int32),
            "signature": pl.Series([signature for signature, _ in signed], dtype=pl.List(pl.UInt32)),
            "bands": pl.Series([bands for _, bands in signed], dtype=pl.List(pl.UInt64)),
        }
    )
    with tempfile.NamedTemporaryFile(suffix=".parquet") as part:
        frame.write_parquet(part.name)
        con.execute(ARTICLES, [part.name])
    return spent


def measure_quality(rows: list[tuple[str, str, str]]) -> None:
    with open_empty() as con:
        load(con, rows)
        run_step(con, "duplicates")
        found = dict(con.execute("SELECT article_id, duplicate_of FROM articles").fetchall())
    expected = {row[0]: row[1] if row[1] != row[0] else None for row in rows}
    given = {key for key, value in found.items() if value is not None}
    right = {key for key in given if found[key] == expected[key]}
    copies = {key for key, value in expected.items() if value is not None}
    merged = sum(expected[key] is None for key in given)
    print(f"{len(rows)} articles, {len(copies)} copies: precision {len(right) / max(1, len(given)):.4f}, "
          f"recall {len(right) / len(copies):.4f}, reports merged {merged}")  # fmt: skip
    missed = Counter(key.split("-c-")[1] for key in copies - right)
    for change in CHANGES:
        total = sum(key.endswith(f"-c-{change.__name__}") for key in copies)
        print(f"  {change.__name__}: recall {1 - missed[change.__name__] / total:.4f}")


def measure_scale(count: int, added: int) -> None:
    rows = make_events((count + added) // (3 + len(CHANGES)) + 1, [])[: count + added]
    random.Random(2).shuffle(rows)
    with tempfile.TemporaryDirectory() as folder, open_writer(Path(folder) / "scale.duckdb", threads=1) as con:
        migrate(con)
        signing, rows = load(con, rows[:count]), rows[count:]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        first, unchanged = run_step(con, "duplicates"), run_step(con, "duplicates")
        load(con, rows)
        later = run_step(con, "duplicates")
        (copies,) = con.execute("SELECT count(*) FROM article_duplicates").fetchone() or (0,)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{count} articles: signed in {signing:.0f} s, derived in {first:.1f} s, again with no change in "
          f"{unchanged:.1f} s, with {added} more in {later:.1f} s, {copies} copies; "
          f"peak memory of the process {peak} MB ({before} MB before deriving)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--events", type=int, default=400)
    parser.add_argument("--texts", type=Path, help="a folder of .txt files to take the originals from")
    parser.add_argument("--scale", type=int, help="time this many articles instead")
    parser.add_argument("--add", type=int, default=1000, help="with --scale: then time this many more")
    options = parser.parse_args()
    if options.scale:
        measure_scale(options.scale, options.add)
        return
    files = sorted(options.texts.glob("*.txt")) if options.texts else []
    texts = [paragraphs for path in files if len(paragraphs := path.read_text().split("\n\n")) >= 5]
    measure_quality(make_events(len(texts) or options.events, texts))


if __name__ == "__main__":
    main()
