"""Texts longer than any article: what is parsed, what is read by surface, and how long it takes."""

from __future__ import annotations

import itertools
import json
import time
from datetime import UTC, datetime

import pytest

from flows.settings import Settings
from tests.transforms.quotes.test_quotes import MODEL
from transforms.batch import Options, transform_batch
from transforms.language import pipeline
from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.quotes import find_quotes
from transforms.values import Document

OPENING = (
    "Ada Lunn, the keeper of the Varnland light, said on Monday that the pier would close. “We saw the crack in "
    "March,” Lunn said. “Nobody asked us,” said Piet Odell, the harbour master. “I wrote a letter,” he added.\n\n"
)
PLACES = ("pier", "light", "harbour", "dyke", "lock", "ferry", "quay", "mole", "slip", "dock", "weir")
VERBS = ("saw", "mended", "measured", "painted", "closed", "left", "watched", "sold", "drained", "opened")
NAMES = ("MS. VARGA", "MR. ODELL", "THE CHAIR", "DR. LUNN", "MR. HARKER")


def make_document(text: str) -> Document:
    """A plain text as a source yields it."""
    seen = datetime(2026, 3, 2, tzinfo=UTC)
    return Document("d" * 32, "inquiry", "inquiry.txt", text.encode(), "0" * 64, seen, language="en")


def make_transcript(characters: int) -> str:
    """A hearing with so many characters, no line of it twice."""
    lines, size = ["The inquiry into the pier of Lund, day four.", ""], 0
    words = zip(
        itertools.cycle(NAMES), itertools.cycle(VERBS), itertools.cycle(PLACES), itertools.count(1), strict=False
    )
    for name, verb, place, number in words:
        if size >= characters:
            return "\n\n".join(lines)
        line = (
            f"{name}: On day {number} of the works we {verb} the {place} once more, and I told the council of Lund so. "
            f"They wrote back that the {place} was sound, which it was not; Piet Odell has the letter of that day."
        )
        lines.append(line)
        size += len(line)
    raise AssertionError("unreachable: the count has no end")


def test_a_transcript_of_a_megabyte_finishes_within_the_document_timeout() -> None:
    load_pipeline(MODEL)
    text = make_transcript(1_000_000)
    started = time.process_time()
    frames = transform_batch([make_document(text)], Options())
    spent = time.process_time() - started
    assert spent < Settings().document_timeout
    assert frames["outcomes"]["status"].to_list() == ["loaded"]
    transcript = frames["quotes"].filter(frames["quotes"]["rule"] == "transcript")
    assert transcript.height > 0.99 * text.count("of the works we")


def test_a_line_met_before_is_not_parsed_again() -> None:
    parsed = parse_article(load_pipeline(MODEL), "", "We stay.\n\nThey left.\n\nWe stay.")
    assert parsed.body[0].doc is parsed.body[2].doc
    assert [paragraph.start for paragraph in parsed.body] == [0, 10, 22]
    assert parsed.unparsed_from is None


def test_beyond_the_longest_parse_marks_and_known_names_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    far = "“The pier is not safe,” Lunn said. “We shall move,” said Odell. MPs agreed.\n\nOdell said: “It will rain.”"
    text = OPENING + far
    monkeypatch.setattr(pipeline, "LONGEST_PARSE", len(OPENING))
    parsed = parse_article(load_pipeline(MODEL), "", text)
    entities = find_entities("", text, parsed)
    found = [q for q in find_quotes("", text, parsed, entities) if q.spans[0][0] >= len(OPENING)]
    assert parsed.unparsed_from == len(OPENING)
    assert [text[slice(*q.spans[0])] for q in found] == ["The pier is not safe,", "We shall move,", "It will rain."]
    names = [None if q.speaker_entity is None else entities.entities[q.speaker_entity].name for q in found]
    assert names == ["Ada Lunn", "Piet Odell", "Piet Odell"]


def test_an_article_says_where_it_was_no_longer_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Pier of Lund closes\n\n" + OPENING + OPENING.replace("March", "April").replace("Monday", "Friday")
    whole = transform_batch([make_document(text)], Options())
    monkeypatch.setattr(pipeline, "LONGEST_PARSE", len(OPENING) + 30)
    limited = transform_batch([make_document(text)], Options())
    assert "nlp_model" not in json.loads(whole["articles"]["evidence"][0])
    assert json.loads(limited["articles"]["evidence"][0])["nlp_model"].startswith("parsed up to character ")


def test_words_never_met_get_the_class_of_their_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "LONGEST_PARSE", 10)
    parsed = parse_article(load_pipeline(MODEL), "", "We stay.\n\nOdell slowly mended 12 nets, sailing.")
    doc = parsed.body[1].doc
    assert [token.tag_ for token in doc] == ["NNP", "RB", "VBD", "CD", "NNS", ":", "VBG", "."]
    assert [token.head.i for token in doc] == [0] * len(doc)
