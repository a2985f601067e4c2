"""The spaCy pipeline, loaded once for a process, and the parse of an article paragraph by paragraph.

The model's weights, our own loop (`benchmarks/pipeline.py` has the ratio): what the rules do not read is not
computed, the attribute ruler and rule lemmatizer give way to a cached table from word and fine tag to part of
speech and lemma, token vectors and entities come from `token_vectors` and `ner`, and the matrix products left
to thinc run on numpy's OpenBLAS in place of its bundled BLIS.
"""

from __future__ import annotations

import gc
import re
import warnings
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import spacy
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.pipeline import Tok2Vec, TrainablePipe
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import NumpyOps

from transforms.language.abilities import PROBE, find_entity_labels, list_lacks
from transforms.language.label_schemes import is_foreign, translate_labels
from transforms.language.long_texts import WordTable
from transforms.language.ner import read_recogniser
from transforms.language.token_vectors import read_token_vectors
from transforms.words.lists import read_table

LINE = re.compile(r"[^\n]+")
LONGEST_LINE = 8_000  # characters; a parse costs memory for each token at once
ENDLESS_WORD = re.compile(r"\S{400}(?=\S)")  # the tokenizer takes a word's length squared
BATCH_CHARACTERS = 40_000
LONGEST_PARSE = 120_000  # characters of distinct lines, some 20,000 words; the rest is read without syntax
CACHED_LEMMAS = 100_000
NO_VECTORS: Any = np.zeros((0,), dtype=np.float32)
Annotate = Callable[[Sequence[Doc]], None]
FORMS_OF_BE = frozenset({"be", "am", "is", "are", "was", "were", "been", "being", "'s", "’s", "'re", "’re", "'m", "’m"})
POS_OF_TAG = {row["tag"]: row["pos"] for row in read_table(__package__, "tags")}
INFLECTED_TAGS = frozenset({"VBD", "VBG", "VBN", "VBZ", "NNS", "JJR", "JJS", "RBR", "RBS"})
# Marks that the vocabulary does not hold, in the glyph that it does.
KNOWN_MARKS = {ord(mark): '"' for mark in "「」『』＂″‟"} | {ord(mark): "'" for mark in "‚‛‹›"}
SPACE_INSIDE = re.compile(r"(?<=[«»‹›“”])[\u00a0\u202f\u2009](?=\S)|(?<=\S)[\u00a0\u202f\u2009](?=[«»‹›“”])")
# A doubled single mark that touches words on both sides, or a dash: the tokenizer leaves it within the word.
GLUED_OPENING = re.compile(r"(?<=[-–—―,;:])''(?=\w)")
GLUED_CLOSING = re.compile(r"(?<=[^\s'\"(\[{])''(?=[\w—–―-])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the title or the body: `doc[i].idx + start` is the token's offset in that field."""

    start: int
    doc: Doc


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """The parse of an article's title and body, line by line, blank lines left out.

    From the body's character `unparsed_from` on, where that is a number, lines have word classes but no syntax.
    """

    title: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]
    unparsed_from: int | None = None


@lru_cache(maxsize=4)
def load_pipeline(model: str) -> Language:
    """Load an installed spaCy model, without the components that nobody reads.

    Raises:
        OSError: no package of that name is installed.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")  # 3.7 model on spaCy 3.8: results were checked
        pipeline = spacy.load(model)
    if {"tagger", "attribute_ruler", "lemmatizer"} <= set(pipeline.pipe_names):
        lemmatizer = pipeline.get_pipe("lemmatizer")
        if isinstance(lemmatizer, EnglishLemmatizer) and lemmatizer.mode == "rule":
            use_cached_lemmas(pipeline, lemmatizer)
    use_numpy_matrix_product(pipeline)
    gc.freeze()  # a model lives as long as its process: the collector need not walk through it again and again
    return pipeline


def use_cached_lemmas(pipeline: Language, lemmatizer: EnglishLemmatizer) -> None:
    """Let one cached look-up by word and fine tag set part of speech and lemma."""
    pipeline.select_pipes(disable=["attribute_ruler", "lemmatizer"])
    lemmas = CachedLemmas(pipeline.vocab, lemmatizer)
    Language.component("cached_lemmas", func=lemmas)
    pipeline.add_pipe("cached_lemmas", after="tagger")


class CachedLemmas:
    """A component that sets part of speech and lemma from word and fine tag."""

    def __init__(self, vocab: Vocab, lemmatizer: EnglishLemmatizer) -> None:
        self.vocab = vocab
        words, self.exceptions, self.rules = (
            lemmatizer.lookups.get_table(f"lemma_{part}") for part in ("index", "exc", "rules")
        )
        self.index = {part: frozenset(words.get(part, ())) for part in ("noun", "verb", "adj", "adv")}
        self.known: dict[tuple[int, int], tuple[int, int]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set part of speech and lemma of every token."""
        words = [tuple(row) for row in doc.to_array(["ORTH", "TAG"]).tolist()]
        rows = [self.known.get(word) or self.learn(*word) for word in words]
        values: Any = np.array(rows, dtype=np.uint64).reshape(-1, 2)
        doc.from_array(["POS", "LEMMA"], values)
        return doc

    def learn(self, orth: int, tag: int) -> tuple[int, int]:
        """Find part of speech and lemma of a word under a fine tag, and keep them for the next time."""
        if len(self.known) >= CACHED_LEMMAS:
            self.known.clear()
        found = self.find(self.vocab.strings[orth].lower(), self.vocab.strings[tag])
        part, lemma = self.known[orth, tag] = (self.vocab.strings[found[0]], self.vocab.strings.add(found[1]))
        return part, lemma

    def find(self, word: str, tag: str) -> tuple[str, str]:
        """Find part of speech and lemma of a lower-cased word under a fine tag."""
        if tag.startswith("VB") and word in FORMS_OF_BE:
            return "AUX", "be"
        part = POS_OF_TAG.get(tag, "X")
        if tag not in INFLECTED_TAGS:
            return part, word
        kind = part.lower()
        tables = self.index.get(kind, ()), self.exceptions.get(kind, {}), self.rules.get(kind, ())
        return part, rule_lemma(word, *tables)


def rule_lemma(
    word: str, index: Collection[str], exceptions: Mapping[str, list[str]], rules: Iterable[tuple[str, str]]
) -> str:
    """Undo an inflection as spaCy's rule lemmatizer does: exceptions, then the first rule that gives a known word."""
    if word in exceptions:
        return exceptions[word][0]
    forms = [word[: len(word) - len(old)] + new for old, new in rules if word.endswith(old)]
    known = [form for form in forms if form in index]
    return (known or [form for form in forms if form and not form.isalpha()] or forms or [word])[0]


def use_numpy_matrix_product(pipeline: Language) -> None:
    """Let every layer of every component multiply through numpy."""
    ops = NumpyOps(use_blis=False)
    for _, component in pipeline.pipeline:
        model = getattr(component, "model", None)
        if model is not None and hasattr(model, "walk"):
            for layer in model.walk():
                layer.ops = ops


def normalise_marks(line: str) -> str:
    """Write odd quotation marks as the parser knows them, keeping every offset.

    The model's vocabulary holds `''` as a double mark; a space in its place would be a token of its own.

    >>> normalise_marks("``Yes,'' he said.")
    "''Yes,'' he said."
    """
    line = SPACE_INSIDE.sub(" ", line).translate(KNOWN_MARKS)
    if "``" not in line and "''" not in line:
        return line
    line = line.replace("``", "''")
    return GLUED_CLOSING.sub('" ', GLUED_OPENING.sub(' "', line))


def parse_article(pipeline: Language, title: str, body: str) -> ParsedArticle:
    """Parse title and body line by line: long lines in pieces, repeated ones once, long texts in part."""
    places = list(split_lines(title))
    title_lines = len(places)
    places += split_lines(body)
    lines = [normalise_marks(line) for _, line in places]
    near, far = cut_far_end(list(dict.fromkeys(lines)))
    docs = {
        line: doc for batch in batch_lines(near) for line, doc in zip(batch, parse_lines(pipeline, batch), strict=True)
    }
    if far:
        docs |= read_unparsed(pipeline, far, list(docs.values()))
    paragraphs = tuple(Paragraph(start, docs[line]) for (start, _), line in zip(places, lines, strict=True))
    unread = set(far)
    unparsed_from = next((start for (start, _), line in zip(places, lines, strict=True) if line in unread), None)
    return ParsedArticle(paragraphs[:title_lines], paragraphs[title_lines:], unparsed_from)


def cut_far_end(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the lines that are parsed from those beyond `LONGEST_PARSE`."""
    sizes = list(accumulate(map(len, lines)))
    count = bisect_right(sizes, LONGEST_PARSE)
    return list(lines[:count]), list(lines[count:])


def read_unparsed(pipeline: Language, lines: Sequence[str], parsed: Sequence[Doc]) -> dict[str, Doc]:
    """Make docs of lines by the words that the parsed ones know."""
    docs = {line: pipeline.make_doc(line) for line in lines}
    WordTable(parsed, pipeline.vocab.strings).annotate(list(docs.values()))
    return docs


def split_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text with their offsets, blank ones left out, long ones cut between sentences or words.

    >>> list(split_lines("One.\\n\\nTwo."))
    [(0, 'One.'), (6, 'Two.')]
    """
    for match in LINE.finditer(text):
        start, end = match.span()
        bounds = [start, *(word.end() for word in ENDLESS_WORD.finditer(text, start, end)), end]
        for left, right in pairwise(bounds):
            yield from cut_line(text, left, right)


def cut_line(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Cut a stretch of a line into pieces of bounded length, between sentences or words."""
    while end - start > LONGEST_LINE:
        cut = find_cut(text, start, start + LONGEST_LINE)
        yield start, text[start:cut]
        start = cut
    if start < end:
        yield start, text[start:end]


def find_cut(text: str, start: int, limit: int) -> int:
    """Find where to cut a long line: behind the last sentence or word of its second half, else at `limit`."""
    middle = (start + limit) // 2
    for mark in (". ", "? ", "! ", " "):
        found = text.rfind(mark, middle, limit)
        if found >= 0:
            return found + len(mark)
    return limit


def batch_lines(lines: Iterable[str]) -> Iterator[list[str]]:
    """Group lines so that a batch holds so many characters, however long the text."""
    batch: list[str] = []
    size = 0
    for line in lines:
        if batch and size + len(line) > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch


def parse_lines(pipeline: Language, lines: Sequence[str]) -> list[Doc]:
    """Parse lines, one doc a line, all at once."""
    docs = [pipeline.make_doc(line) for line in lines]
    for annotate in prepare_steps(pipeline):
        annotate(docs)
    for doc in docs:
        doc.tensor = NO_VECTORS  # nobody reads them after the parse, and they are most of a doc's memory
    return docs


@lru_cache(maxsize=4)
def prepare_steps(pipeline: Language) -> tuple[Annotate, ...]:
    """Make for each component of a pipeline the function that annotates docs."""
    steps = [prepare_step(name, component) for name, component in pipeline.pipeline]
    return (*steps, translate_labels) if is_foreign(find_entity_labels(pipeline)) else tuple(steps)


@lru_cache(maxsize=4)
def find_lacks(pipeline: Language) -> tuple[str, ...]:
    """Find what a pipeline does not give of what the rules read; nothing for the models they were written for.

    >>> find_lacks(spacy.blank("en"))
    ('tags', 'dependencies', 'lemmas', 'sentences', 'entities')
    """
    return list_lacks(pipeline, *parse_lines(pipeline, [PROBE]))


def prepare_step(name: str, component: Callable[[Doc], Doc]) -> Annotate:
    """Make the function that runs one component: ours where it computes the same, else the component's own."""
    if recogniser := read_recogniser(component):
        return recogniser.annotate
    if isinstance(component, Tok2Vec) and (vectors := read_token_vectors(component.model)):
        return vectors.annotate
    if isinstance(component, TrainablePipe):
        return partial(run_trained, component)
    return partial(run_each, component)


def run_trained(component: TrainablePipe, docs: Sequence[Doc]) -> None:
    """Run a trained component over all docs in one batch."""
    component.set_annotations(docs, component.predict(docs))


def run_each(component: Callable[[Doc], Doc], docs: Sequence[Doc]) -> None:
    """Run any other component over one doc after the other."""
    for doc in docs:
        component(doc)
