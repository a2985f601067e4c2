"""Promises that hold for any text: spans give their words back, nothing is raised, time is linear."""

from __future__ import annotations

import itertools
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from tests.transforms.quotes.test_quotes import MODEL
from transforms.language.pipeline import Paragraph, ParsedArticle, load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.quotes import find_quotes
from transforms.quotes.rules import QUOTE_RULES
from transforms.values import ArticleEntities, Quotation
from transforms.vocabularies import CUE_CLASSES, QUOTE_TYPES, SPEAKER_KINDS

PIECES = st.sampled_from(
    ["he said", "said Ada Lunn", "Ada Lunn", "she told Nordpost that", "according to", ", ", ". ", "? ", ": ", " ",
     "\n", "“", "”", '"', "'", "''", "``", "‘", "’", "«", "»", "— ", "We will win", "the plan was",
     "CHAIR: ", "and", "that", "\u202bقال الوزير\u202c", "日本", "👩‍🚀", "e\u0301", "\u00a0", "\u200b", "(", ")"]
)  # fmt: skip


def check(text: str, entities: ArticleEntities, found: tuple[Quotation, ...]) -> None:
    for quotation in found:
        for start, end in [*quotation.spans, *filter(None, (quotation.speaker, quotation.cue))]:
            assert 0 <= start < end <= len(text)
            assert "\n" not in text[start:end]
        assert list(quotation.spans) == sorted(quotation.spans)
        assert any(c.isalnum() for a, b in quotation.spans for c in text[a:b])
        assert quotation.quote_type in QUOTE_TYPES
        assert quotation.speaker_kind in SPEAKER_KINDS
        assert quotation.cue_class is None or quotation.cue_class in CUE_CLASSES
        assert quotation.rule in QUOTE_RULES
        assert 0 <= quotation.confidence <= 1
        assert quotation.speaker_entity is None or quotation.speaker_entity < len(entities.entities)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=80)))
def test_any_text_gives_sound_spans(text: str) -> None:
    parsed = parse_article(load_pipeline(MODEL), "", text)
    entities = find_entities("", text, parsed)
    check(text, entities, find_quotes("", text, parsed, entities))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=30).map("".join))
def test_quotations_do_not_share_characters(text: str) -> None:
    parsed = parse_article(load_pipeline(MODEL), "", text)
    entities = ArticleEntities((), ())
    spans = sorted(s for q in find_quotes("", text, parsed, entities) for s in q.spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def repeated(line: str, count: int) -> tuple[str, ParsedArticle]:
    """An article of one line many times over, parsed once."""
    doc = load_pipeline(MODEL)(line)
    text = "\n".join([line] * count)
    return text, ParsedArticle((), tuple(Paragraph(i * (len(line) + 1), doc) for i in range(count)))


def seconds(text: str, parsed: ParsedArticle) -> float:
    started = time.process_time()
    find_quotes("", text, parsed, ArticleEntities((), ()))
    return time.process_time() - started


def test_a_long_article_takes_linear_time() -> None:
    line = "“We will stay,” said Ada Lunn, the keeper. “He said no.” She asked why, and Lunn added that it rained."
    small, large = seconds(*repeated(line, 300)), seconds(*repeated(line, 2400))
    assert large < 8 * 3 * small + 0.5


def test_a_single_line_without_end_takes_linear_time() -> None:
    doc = load_pipeline(MODEL)("the man said that “a plan” and she told him of “it” so they added that they asked ")
    lengths = (60, 480)
    articles = [Doc.from_docs([doc] * n) for n in lengths]
    small, large = (seconds(d.text, ParsedArticle((), (Paragraph(0, d),))) for d in articles)
    assert large < 8 * 4 * small + 0.5
