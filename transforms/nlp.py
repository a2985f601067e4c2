"""The spaCy pipeline, loaded once for a process, and the parse of an article paragraph by paragraph.

What the rules do not read is not computed: the model's attribute ruler and rule lemmatizer, a third of the
pipeline's time, give way to a cached table from word and fine tag to part of speech and lemma. Matrix
products run on numpy's OpenBLAS in place of thinc's bundled BLIS (`benchmarks/pipeline.py` has the ratios).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps

LINE = re.compile(r"[^\n]+")
FORMS_OF_BE = frozenset({"be", "am", "is", "are", "was", "were", "been", "being", "'s", "’s", "'re", "’re", "'m", "’m"})
# Universal part of speech of each Penn Treebank tag (universaldependencies.org, "Penn Treebank conversion").
POS_OF_TAG = {
    "CC": "CCONJ", "CD": "NUM", "DT": "DET", "EX": "PRON", "IN": "ADP", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ",
    "MD": "AUX", "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "PDT": "DET", "POS": "PART",
    "PRP": "PRON", "PRP$": "PRON", "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "RP": "ADP", "SYM": "SYM",
    "TO": "PART", "UH": "INTJ", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VBP": "VERB",
    "VBZ": "VERB", "WDT": "PRON", "WP": "PRON", "WP$": "PRON", "WRB": "ADV", "$": "SYM", "#": "SYM",
    ".": "PUNCT", ",": "PUNCT", ":": "PUNCT", "``": "PUNCT", "''": "PUNCT", "-LRB-": "PUNCT", "-RRB-": "PUNCT",
    "HYPH": "PUNCT", "NFP": "PUNCT", "AFX": "ADJ", "ADD": "X", "FW": "X", "LS": "X", "XX": "X", "_SP": "SPACE",
}  # fmt: skip
INFLECTED_TAGS = frozenset({"VBD", "VBG", "VBN", "VBZ", "NNS", "JJR", "JJS", "RBR", "RBS"})
# Same length on both sides, so that offsets into the parsed copy are offsets into the text.
ODD_MARKS = (("``", ' "'), ("''", '" '))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the title or the body: `doc[i].idx + start` is the token's offset in that field."""

    start: int
    doc: Doc


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """The parse of an article's title and body, line by line, blank lines left out."""

    title: tuple[Paragraph, ...]
    body: tuple[Paragraph, ...]


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
    return pipeline


def use_cached_lemmas(pipeline: Language, lemmatizer: EnglishLemmatizer) -> None:
    """Let one cached look-up by word and fine tag set part of speech and lemma."""
    vocab = pipeline.vocab
    pipeline.select_pipes(disable=["attribute_ruler", "lemmatizer"])

    index, exceptions, rules = (lemmatizer.lookups.get_table(f"lemma_{part}") for part in ("index", "exc", "rules"))

    @lru_cache(maxsize=200_000)
    def morphology(orth: int, tag: int) -> tuple[int, int]:
        word, tag_name = vocab.strings[orth].lower(), vocab.strings[tag]
        if tag_name.startswith("VB") and word in FORMS_OF_BE:
            return vocab.strings["AUX"], vocab.strings.add("be")
        pos = POS_OF_TAG.get(tag_name, "X")
        lemma = word
        if tag_name in INFLECTED_TAGS:
            part = pos.lower()
            lemma = rule_lemma(word, index.get(part, ()), exceptions.get(part, {}), rules.get(part, ()))
        return vocab.strings[pos], vocab.strings.add(lemma)

    class CachedLemmas:
        def __call__(self, doc: Doc) -> Doc:
            for token in doc:
                token.pos, token.lemma = morphology(token.orth, token.tag)
            return doc

    Language.component("cached_lemmas", func=CachedLemmas())
    pipeline.add_pipe("cached_lemmas", after="tagger")


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

    >>> normalise_marks("``Yes,'' he said.")
    ' "Yes,"  he said.'
    """
    for odd, plain in ODD_MARKS:
        line = line.replace(odd, plain)
    return line


def parse_article(pipeline: Language, title: str, body: str) -> ParsedArticle:
    """Parse title and body line by line with one call of the pipeline."""
    places = [(m.start(), m[0]) for m in LINE.finditer(title)]
    title_lines = len(places)
    places += [(m.start(), m[0]) for m in LINE.finditer(body)]
    docs = pipeline.pipe((normalise_marks(line) for _, line in places), batch_size=64)
    paragraphs = tuple(Paragraph(start, doc) for (start, _), doc in zip(places, docs, strict=True))
    return ParsedArticle(paragraphs[:title_lines], paragraphs[title_lines:])
