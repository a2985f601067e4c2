"""The time that search takes: to index a generated archive, to index what a run adds, and to answer.

    python benchmarks/search.py [--quotations 1000000] [--articles 50000] [--add 500] [--keep FILE]

Words follow Zipf's law over 170,000 words, the most frequent of them English (word_frequencies.csv): quotations of 6 to
44 words, articles of 200. Answers are the best of seven, through a snapshot opened read-only; seconds are by the clock,
and of the processor, which a busy machine does not change.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from warehouse.connection import Connection, open_snapshot, open_writer
from warehouse.derive import run_step
from warehouse.migrate import migrate, replace_views

FREQUENCIES = Path(__file__).parents[1] / "warehouse" / "data" / "word_frequencies.csv"
SYLLABLES = ["ka", "ro", "mi", "te", "lu", "va", "sen", "dor", "pil", "gra", "fo", "nem", "shu", "bi", "tar"]
ARTICLES = """
INSERT INTO articles BY NAME
SELECT md5('a' || i) AS article_id, md5('d' || i) AS document_id, 's' AS source_id, 'l' || i AS location, [] AS authors,
    'outlet ' || i % 40 AS publisher, title, seen_at AS published_at, 'instant' AS published_precision,
    'en' AS language, text, md5('x' || i) AS text_sha256, 200 AS word_count, false AS is_truncated, [] AS tags,
    'text' AS extraction_method, '{}' AS evidence, [] AS signature, [] AS bands, 1 AS version, seen_at AS first_seen_at,
    seen_at AS last_seen_at, seen_at AS text_first_seen_at, seen_at AS text_last_seen_at, seen_at, 'r' AS run_id,
    1 AS batch
FROM (SELECT *, TIMESTAMPTZ '2031-05-04 06:00:00+00' + to_seconds(i * 60) AS seen_at FROM read_parquet($path))
"""
QUOTES = """
INSERT INTO quotes BY NAME
SELECT md5('q' || i) AS quote_id, md5('a' || article) AS article_id, md5('d' || article) AS document_id,
    'direct' AS quote_type, text, [{'start_char': 0, 'end_char': 80}] AS spans, 0 AS start_char, 80 AS end_char,
    'person' AS speaker_kind, md5('e' || i % 9973) AS speaker_entity_id, 'speaker ' || i % 9973 AS speaker_name,
    0.9 AS confidence, 'b' AS rule
FROM read_parquet($path)
"""
QUESTIONS = {
    "one word": "SELECT * FROM search_quotes('ferry', most := 20)",
    "three words": "SELECT * FROM search_quotes('ferry minister strike', most := 20)",
    "a question": "SELECT * FROM search_quotes('what did the minister say about the ferry strike', most := 20)",
    "a phrase": "SELECT * FROM search_quotes('\"prime minister\"', most := 20)",
    "a beginning": "SELECT * FROM search_quotes('minist*', most := 20)",
    "a speaker's": "SELECT * FROM search_quotes('ferry', speaker := 'speaker 77', most := 20)",
    "of a month": "SELECT * FROM search_quotes('ferry', since := '2031-05-10', until := '2031-06-10', most := 20)",
    "the best thousand": "SELECT * FROM search_quotes('ferry minister strike')",
    "a very common word": "SELECT * FROM search_quotes('the', most := 20)",
    "a common phrase": "SELECT * FROM search_quotes('\"of the\"', most := 20)",
    "articles": "SELECT * FROM search_articles('ferry minister strike', most := 20)",
}


def draw_texts(words: np.ndarray, lengths: np.ndarray, random: np.random.Generator) -> list[str]:
    """Draw texts of so many words: the probability of a word falls with its rank."""
    shares = 1 / np.arange(1, len(words) + 1)
    drawn = words[random.choice(len(words), size=int(lengths.sum()), p=shares / shares.sum())]
    ends = np.cumsum(lengths)
    return [" ".join(drawn[end - length : end]) for end, length in zip(ends, lengths, strict=True)]


def add(con: Connection, articles: range, quotations: range, folder: Path) -> None:
    """Add articles, and quotations spread over them."""
    random = np.random.default_rng(articles.start)
    english = pl.read_csv(FREQUENCIES).filter(pl.col("language") == "en")["word"].to_list()
    names = np.random.default_rng(0)
    words = np.array([*english, *("".join(names.choice(SYLLABLES, 4)) for _ in range(150_000))], dtype=object)
    texts = draw_texts(words, np.full(len(articles), 200), random)
    titles = draw_texts(words, np.full(len(articles), 8), random)
    path = str(folder / "rows.parquet")
    pl.DataFrame({"i": list(articles), "title": titles, "text": texts}).write_parquet(path)
    con.execute(ARTICLES, {"path": path})
    said = draw_texts(words, random.integers(6, 45, len(quotations)), random)
    places = [articles.start + number % len(articles) for number in range(len(quotations))]
    pl.DataFrame({"i": list(quotations), "article": places, "text": said}).write_parquet(path)
    con.execute(QUOTES, {"path": path})


def tell(what: str, work: Callable[[], object], times: int = 1) -> None:
    """Do work so many times, and print the least seconds that it took by the clock and of the processor."""
    seconds, busy = [], []
    for _ in range(times):
        start, start_busy = time.perf_counter(), time.process_time()
        work()
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - start_busy)
    print(f"{what:>28} {min(seconds):8.3f} s {min(busy):8.3f} s of processor", flush=True)


def time_index(con: Connection, what: str) -> None:
    """Index what is not indexed yet."""
    tell(what, lambda: run_step(con, "search"))


def measure_size(con: Connection) -> float:
    """Say how many MB the index takes."""
    con.execute("CHECKPOINT")
    tables = ("search_postings", "search_words", "search_documents")
    blocks = [
        con.execute(f"SELECT count(DISTINCT block_id) FROM pragma_storage_info('{table}')").fetchone()
        for table in tables
    ]
    return sum(count[0] for count in blocks if count) * 262_144 / 1e6


def fetch(con: Connection, sql: str) -> None:
    """Run a query and fetch what it answers."""
    con.execute(sql).fetchall()


def main() -> None:
    """Measure the index of an archive made at one time, what a run adds to it, a run with nothing new, and answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quotations", type=int, default=1_000_000)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--add", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="leave the database here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "writer.duckdb"
        with open_writer(path, threads=1) as con:
            migrate(con)
            replace_views(con)
            last, said = options.articles, options.quotations
            add(con, range(last), range(said), Path(folder))
            time_index(con, f"{said:,} quotations")
            add(con, range(last, last + options.add), range(said, said + 10 * options.add), Path(folder))
            time_index(con, f"{10 * options.add:,} more")
            time_index(con, "nothing new")
            print(f"{'index':>28} {measure_size(con):8.1f} MB")
        with open_snapshot(path) as con:
            for what, sql in QUESTIONS.items():
                tell(what, partial(fetch, con, sql), times=7)


if __name__ == "__main__":
    main()
