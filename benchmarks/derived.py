"""The time that stories and utterances take over a warehouse, and over what a run adds to it.

    python benchmarks/derived.py [--articles 20000] [--add 500] [--per-day 1000]

Articles are made of 250 words with the frequencies of English (word_frequencies.csv), four to a story with twenty rare
words of its own, and five quotations of fourteen words, of which two are shared by a story. Seconds are by the clock.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from pathlib import Path
from random import Random

import polars as pl

from warehouse.connection import Connection, open_writer
from warehouse.derive import run_step
from warehouse.migrate import migrate, replace_views

FREQUENCIES = Path(__file__).parents[1] / "warehouse" / "data" / "word_frequencies.csv"
ARTICLES = """
INSERT INTO articles BY NAME
SELECT md5('a' || i) AS article_id, md5('d' || i) AS document_id, 's' AS source_id, 'l' || i AS location, [] AS authors,
    'outlet ' || i % 40 AS publisher, title, seen_at AS published_at, 'instant' AS published_precision,
    'en' AS language, text, md5('x' || i) AS text_sha256, 250 AS word_count, false AS is_truncated, [] AS tags,
    'text' AS extraction_method, '{}' AS evidence, [] AS signature, [] AS bands, 1 AS version, seen_at AS first_seen_at,
    seen_at AS last_seen_at, seen_at AS text_first_seen_at, seen_at AS text_last_seen_at, seen_at, 'r' AS run_id,
    1 AS batch
FROM (
    SELECT *, TIMESTAMPTZ '2031-05-04 06:00:00+00' + to_seconds(i * 86400 / $per_day) AS seen_at
    FROM read_parquet($path)
);
"""
QUOTES = """
INSERT INTO quotes BY NAME
SELECT md5(concat('q', i, ' ', k)) AS quote_id, md5('a' || i) AS article_id, md5('d' || i) AS document_id,
    'direct' AS quote_type, quotes[1 + k] AS text,
    [{'start_char': k * 90, 'end_char': k * 90 + 80}] AS spans, k * 90 AS start_char, k * 90 + 80 AS end_char,
    'person' AS speaker_kind, md5(concat('e', i // 4 % 997, ' ', k)) AS speaker_entity_id, 0.9 AS confidence,
    'b' AS rule
FROM read_parquet($path), range(5) AS u (k);
"""


def add(con: Connection, first: int, last: int, per_day: int, folder: Path) -> None:
    """Add articles and their quotations."""
    words = pl.read_csv(FREQUENCIES).filter(pl.col("language") == "en")["word"].to_list()
    random = Random(first)
    rows = []
    for number in range(first, last):
        topic = Random(f"story {number // 4}")
        own = [words[topic.randrange(4000, 20_000)] for _ in range(20)]
        shared = [draw(words, topic, 14) for _ in range(2)]
        quotes = [*shared, *(draw(words, random, 14) for _ in range(3))]
        text = " ".join([draw(words, random, 230), *own])
        rows.append({"i": number, "title": draw(words, random, 8), "text": text, "quotes": quotes})
    path = str(folder / "articles.parquet")
    pl.DataFrame(rows).write_parquet(path)
    con.execute(ARTICLES, {"path": path, "per_day": per_day})
    con.execute(QUOTES, {"path": path})


def draw(words: list[str], random: Random, count: int) -> str:
    """Draw words by Zipf's law: the probability of a word falls with its rank."""
    return " ".join(words[int(math.exp(random.random() * math.log(len(words) - 1)))] for _ in range(count))


def time_steps(con: Connection, what: str) -> None:
    """Run both steps, and print the seconds of each."""
    for step in ("stories", "utterances"):
        start = time.perf_counter()
        run_step(con, step)
        print(f"{what:>22}  {step:<10} {time.perf_counter() - start:7.2f} s", flush=True)


def main() -> None:
    """Measure a warehouse made at one time, what a run adds to it, and a run with nothing to do."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--add", type=int, default=500)
    parser.add_argument("--per-day", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_writer(Path(folder) / "writer.duckdb", threads=1) as con:
        migrate(con)
        replace_views(con)
        add(con, 0, options.articles, options.per_day, Path(folder))
        time_steps(con, f"{options.articles} articles")
        add(con, options.articles, options.articles + options.add, options.per_day, Path(folder))
        time_steps(con, f"{options.add} more")
        time_steps(con, "nothing new")
        counts = con.execute("SELECT (SELECT count(*) FROM stories), (SELECT count(*) FROM utterances)").fetchone()
        print(f"{'stories, utterances':>22}  {counts}")


if __name__ == "__main__":
    main()
