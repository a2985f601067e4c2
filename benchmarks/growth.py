"""What a run costs that adds 500 articles to archives of growing size, step by step, and a run with nothing to do.

    python benchmarks/growth.py [--sizes 1000 8000] [--add 500] [--per-day 300]

Articles are made as rows, staged as parts, and loaded as a run loads them; no page is read and no model runs. Words
have the frequencies of English (word_frequencies.csv). Four articles are one story with words and two quotations of
their own; every eighth one is a copy. Each has eight names: half from some that all articles share, by Zipf's law, and
half of its story. Seconds are of the processor, of the one thread that does the work; so other work beside it counts
little. By default 1,000 articles are more than the three days within which stories are compared.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

from tests.helpers.article_rows import Page, at, make_article, make_entity
from tests.helpers.warehouse import write_table
from transforms.tables.schemas import TABLES
from transforms.tables.validation import make_frame
from transforms.values import hashed_key
from warehouse import derive, ledger, loader, promises
from warehouse.connection import Connection, open_writer
from warehouse.migrate import migrate, replace_views
from warehouse.publish import publish

FREQUENCIES = Path(__file__).parents[1] / "warehouse" / "data" / "word_frequencies.csv"
PART = 64  # documents in a part of the run that is measured
LARGE_PART = 1000  # of the archive that it adds to
SOURCES = 40
TOLD_TOGETHER = ("derive", "check", "publish")
Seconds = dict[str, float]


@cache
def list_words() -> list[str]:
    """List the words of English, the frequent ones first."""
    return pl.read_csv(FREQUENCIES).filter(pl.col("language") == "en")["word"].to_list()


def draw(random: Random, count: int, first: int = 0) -> list[str]:
    """Draw words by Zipf's law: the probability of a word falls with its rank."""
    words = list_words()[first:]
    return [words[int(math.exp(random.random() * math.log(len(words) - 1)))] for _ in range(count)]


def make_name(number: int) -> str:
    """Make the name of a person of two words that look like names."""
    random = Random(f"name {number}")
    consonants, vowels = "bdfghklmnprstvw", "aeiou"
    return " ".join(
        "".join(random.choice(consonants) + random.choice(vowels) for _ in range(3)).title() for _ in range(2)
    )


class Writing:
    """The text of an article as it grows, and the rows of what stands in it."""

    def __init__(self, number: int) -> None:
        self.number, self.text = number, ""
        self.rows: dict[str, list[dict[str, Any]]] = {"article_entities": [], "entity_mentions": [], "quotes": []}
        self.names: dict[str, str] = {}

    def write(self, words: str) -> tuple[int, int]:
        """Write words and return where they stand."""
        start = len(self.text)
        self.text += words
        return start, len(self.text)

    def name(self, key: dict[str, str], name: str) -> tuple[int, int]:
        """Write a name, and the rows of its mention."""
        start, end = self.write(name)
        made = make_entity(key, name, "PERSON", start)
        if name not in self.names:
            self.names[name] = made["article_entities"]["article_entity_id"]
            self.rows["article_entities"].append(made["article_entities"])
        self.rows["entity_mentions"].append(made["entity_mentions"])
        return start, end

    def quote(self, key: dict[str, str], words: str, name: str) -> None:
        """Write a quotation with its speaker."""
        self.write(" “")
        span = self.write(words)
        self.write("” ")
        cue = self.write("said")
        self.write(" ")
        speaker = self.name(key, name)
        self.write(".")
        self.rows["quotes"].append({
            "quote_id": hashed_key(key["article_id"], str(span[0])), **key, "quote_type": "direct", "text": words,
            "spans": [{"start_char": span[0], "end_char": span[1]}], "start_char": span[0], "end_char": span[1],
            "speaker_text": name, "speaker_start": speaker[0], "speaker_end": speaker[1], "speaker_kind": "person",
            "speaker_article_entity_id": self.names[name], "speaker_name": name, "speaker_rule": "subject",
            "cue_text": "said", "cue_start": cue[0], "cue_end": cue[1], "cue_class": "neutral", "told_to": None,
            "confidence": 0.9, "rule": "marks",
        })  # fmt: skip


def write_article(number: int, per_day: int) -> tuple[Page, dict[str, list[dict[str, Any]]]]:
    """Make one article with all its rows; every eighth one has the words of the one before."""
    random = Random(number - 1 if number % 8 == 7 else number)
    story, topic = number // 4, Random(f"story {number // 4}")
    page = Page(f"source{number % SOURCES}/{number}", str(number), published=24 * number / per_day)
    key = {"article_id": page.article_id, "document_id": page.document_id}
    local = [make_name(1000 + 4 * story + position) for position in range(4)]
    shared = [make_name(int(math.exp(random.random() * math.log(900)))) for _ in range(4)]
    own, said = draw(topic, 20, first=4000), [" ".join(draw(topic, 14)) for _ in range(2)]
    writing = Writing(number)
    for name in [*local, *shared]:
        writing.write(" ".join(draw(random, 22)) + " ")
        writing.name(key, name)
        writing.write(". ")
    writing.write(" ".join(own) + ".")
    for name, words in zip(local, [*said, " ".join(draw(random, 14)), " ".join(draw(random, 9))], strict=True):
        writing.quote(key, words, name)
    done = Page(page.location, page.article, writing.text, " ".join(draw(random, 8)), published=page.published,
                publisher=f"Outlet {number % SOURCES}", addresses=[address_of(page)])  # fmt: skip
    return done, writing.rows


def address_of(page: Page) -> dict[str, Any]:
    """The address where a page was found."""
    url = f"https://outlet.example/{page.article}"
    return {"url": url, "article_id": page.article_id, "is_found": True, "source": None}


def write_part(folder: Path, run: str, batch: int, numbers: range, per_day: int) -> Path:
    """Write a part as a worker does."""
    part = folder / run / f"batch-{batch:05d}"
    part.mkdir(parents=True)
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    documents = []
    hours = 24 * numbers[-1] / per_day
    for number in numbers:
        page, found = write_article(number, per_day)
        rows["articles"].append(make_article(page, at(hours)))
        for table, some in found.items():
            rows[table] += some
        outcome = {"document_id": page.document_id, "status": "loaded", "reason": None, "detail": None}
        rows["outcomes"].append(outcome | {"article_id": page.article_id, "text_sha256": page.text_sha256})
        documents.append(
            {"document_id": page.document_id, "source_id": page.location.partition("/")[0], "location": page.location,
             "content_sha256": page.content_sha256, "fetched_at": None}
        )  # fmt: skip
    frames = {table: make_frame(table, some) for table, some in rows.items()}
    digests = {table: write_table(part, table, frame) for table, frame in frames.items()}
    manifest = {
        "run_id": run, "batch": batch, "seen_at": at(hours).isoformat(), "sha256": digests,
        "tables": {table: frame.height for table, frame in frames.items()}, "documents": documents,
    }  # fmt: skip
    (part / "manifest.json").write_text(json.dumps(manifest))
    return part


def write_parts(folder: Path, run: str, numbers: range, size: int, per_day: int) -> Iterator[Path]:
    """Write the parts of a run."""
    for batch, first in enumerate(range(numbers.start, numbers.stop, size)):
        yield write_part(folder, run, batch, range(first, min(first + size, numbers.stop)), per_day)


class Stopwatch:
    """Seconds of the processor by step."""

    def __init__(self) -> None:
        self.seconds: Seconds = {}

    def time(self, step: str, work: Callable[[], Any]) -> Any:
        """Do a step."""
        start = time.process_time()
        result = work()
        self.seconds[step] = self.seconds.get(step, 0.0) + time.process_time() - start
        return result


def run_steps(con: Connection, folder: Path, run: str, numbers: range, per_day: int) -> Seconds:
    """Do what a run does but for reading and transforming, and time its steps."""
    watch, findings = Stopwatch(), promises.Findings()
    parts = list(write_parts(folder, run, numbers, PART, per_day))
    hours = 24 * numbers.stop / per_day
    ledger.start_run(con, run, None, at(hours))
    wanted = [Page(f"source{number % SOURCES}/{number}").document_id for number in range(numbers.stop)]
    watch.time("discover", lambda: ledger.known_documents(con, wanted[-2000:]))
    for part in parts:
        watch.time("load", lambda part=part: loader.load_part(con, part))
    watch.time("check rows", lambda: promises.refuse_broken(con, run, findings, is_full=False))
    for step in derive.STEPS:
        watch.time(f"derive: {step}", lambda step=step: derive.run_step(con, step))
    watch.time("check derived", lambda: promises.mend_derived(con, run, findings))
    watch.time("check books", lambda: promises.check_books(con))
    ledger.finish_run(con, run, "completed", at(hours) + timedelta(minutes=5))
    watch.time("publish", lambda: publish(con, folder / "news.duckdb"))
    watch.time("report", lambda: ledger.describe_run(con, run))
    assert not findings.describe(), findings.describe()
    return watch.seconds


def build(con: Connection, folder: Path, size: int, per_day: int) -> None:
    """Build an archive, and derive all of it."""
    migrate(con)
    replace_views(con)
    ledger.start_run(con, "archive", None, at(0))
    for part in write_parts(folder, "archive", range(size), LARGE_PART, per_day):
        loader.load_part(con, part)
    derivation = derive.run(con)
    assert not derivation.problems, derivation.problems
    ledger.finish_run(con, "archive", "completed", at(24 * size / per_day))
    publish(con, folder / "news.duckdb")


def measure(size: int, add: int, per_day: int, queue: Any) -> None:
    """Build an archive of a size, and measure a run that adds to it and one that adds nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_writer(folder / "writer.duckdb", threads=1) as con:
            build(con, folder, size, per_day)
        with open_writer(folder / "writer.duckdb", threads=1) as con:
            replace_views(con)
            run_steps(con, folder, "warm", range(size, size + add), per_day)
            adding = run_steps(con, folder, "adding", range(size + add, size + 2 * add), per_day)
            nothing = run_steps(con, folder, "nothing", range(size + 2 * add, size + 2 * add), per_day)
        disk = (folder / "news.duckdb").stat().st_size / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    queue.put((adding, nothing, disk, peak))


def measure_apart(size: int, add: int, per_day: int) -> tuple[Seconds, Seconds, float, float]:
    """Measure in a process of its own, so that its memory is its own."""
    context = get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=measure, args=(size, add, per_day, queue))
    process.start()
    found: tuple[Seconds, Seconds, float, float] = queue.get()
    process.join()
    return found


def sum_steps(seconds: Seconds, names: tuple[str, ...]) -> float:
    """Sum the steps whose names begin so."""
    return sum(value for step, value in seconds.items() if step.startswith(names))


def print_table(title: str, sizes: list[int], columns: list[Seconds]) -> None:
    """Print seconds by step and size, and how many times the first size's the last one's are."""
    print(f"\n{title:<24}" + "".join(f"{size:>10,}" for size in sizes) + "     ratio")
    lines = {step: [column[step] for column in columns] for step in columns[0]}
    lines["derive, check, publish"] = [sum_steps(column, TOLD_TOGETHER) for column in columns]
    lines["all"] = [sum(column.values()) for column in columns]
    for step, values in lines.items():
        print(f"{step:<24}" + "".join(f"{value:10.3f}" for value in values) + f"{values[-1] / values[0]:10.2f}")


def main() -> None:
    """Measure each size, and print what grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 8000])
    parser.add_argument("--add", type=int, default=500)
    parser.add_argument("--per-day", type=int, default=300)
    options = parser.parse_args()
    found = [measure_apart(size, options.add, options.per_day) for size in options.sizes]
    print_table(f"adding {options.add}", options.sizes, [adding for adding, *_ in found])
    print_table("nothing to do", options.sizes, [nothing for _, nothing, *_ in found])
    print("\nsnapshot, MiB           " + "".join(f"{disk:10.0f}" for *_, disk, _ in found))
    print("peak of memory, MiB     " + "".join(f"{peak:10.0f}" for *_, peak in found))


if __name__ == "__main__":
    main()
