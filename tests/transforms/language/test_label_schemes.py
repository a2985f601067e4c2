"""Models with other labels, or without tagger, parser or recogniser: an article gets what can be had."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from flows.settings import DEFAULT_MODEL
from transforms.batch import Options, transform_batch
from transforms.language.abilities import PROBE, list_lacks
from transforms.language.pipeline import find_lacks, load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.quotes import find_quotes
from transforms.values import Document

TEXT = """“Zarpamos al alba, con todo el pueblo en el muelle”, dijo Ada Lunn. Karim Dahl trabaja en Nordhavn Bank.

Lunn vive en Francia y Dahl en el Valle de Orm."""
SCHEMES = {
    "WikiNER": ("PER", "ORG", "LOC", "LOC"),
    "NKJP": ("persName", "orgName", "placeName", "geogName"),
    "SUC": ("PRS", "ORG", "LOC", "LOC"),
    "KLUE": ("PS", "OG", "LC", "LC"),
    "OntoNotes": ("PERSON", "ORG", "GPE", "LOC"),
}


def save_model(folder: Path, labels: tuple[str, ...]) -> str:
    person, body, place, landscape = labels
    pipeline = spacy.blank("xx")
    patterns = {"Ada Lunn": person, "Karim Dahl": person, "Nordhavn Bank": body, "France": place, "Francia": place,
                "Valle de Orm": landscape}  # fmt: skip
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": text} for text, label in patterns.items()])  # type: ignore[attr-defined]
    pipeline.to_disk(folder)
    return str(folder)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_people_and_bodies_are_known_whatever_a_model_calls_them(tmp_path: Path, scheme: str) -> None:
    text = TEXT.replace("Francia", "France")
    pipeline = load_pipeline(save_model(tmp_path / "model", SCHEMES[scheme]))
    found = find_entities("", text, parse_article(pipeline, "", text))
    labels = {entity.name: entity.label for entity in found.entities}
    assert labels["Ada Lunn"] == labels["Karim Dahl"] == "PERSON"
    assert labels["Nordhavn Bank"] == "ORG"
    assert labels["France"] == "GPE"
    assert labels["Valle de Orm"] == "LOC"


@pytest.mark.parametrize("components", [(), ("sentencizer",), ("senter",)], ids=["none", "sentencizer", "senter"])
def test_a_model_without_components_costs_no_article(tmp_path: Path, components: tuple[str, ...]) -> None:
    pipeline = spacy.blank("en")
    for name in components:
        pipeline.add_pipe(name)
    pipeline.initialize()
    pipeline.to_disk(tmp_path / "model")
    parsed = parse_article(load_pipeline(str(tmp_path / "model")), "Title", TEXT)
    entities = find_entities("Title", TEXT, parsed)
    assert len(parsed.body) == 2
    for quotation in find_quotes("Title", TEXT, parsed, entities):
        assert all(TEXT[a:b].strip() for a, b in quotation.spans)


PAGE = """El río Orm vuelve a su cauce en Francia

El río Orm volvió ayer a su cauce tras cuatro días de lluvias en el norte de España, informó la alcaldesa de Nordhavn.

“No hubo heridos y los vecinos ya pueden volver a sus casas”, dijo Ada Lunn, la alcaldesa, en una rueda de prensa.

Según Karim Dahl, de Nordhavn Bank, unas doscientas personas durmieron en la escuela, y Ada Lunn les dio las gracias."""


def make_document(text: str = PAGE) -> Document:
    content = text.encode()
    return Document("d" * 32, "s", "rio.txt", content, "0" * 64, datetime(2031, 5, 4, tzinfo=UTC), language="es")


def read_evidence(frames: dict[str, pl.DataFrame]) -> dict[str, str]:
    return dict(json.loads(frames["articles"]["evidence"][0]))


@pytest.mark.parametrize(("seed", "name"), [(0, "ner"), (3, "names")])
def test_whatever_a_recogniser_calls_its_names_no_row_is_refused(tmp_path: Path, seed: int, name: str) -> None:
    """An untrained one finds names everywhere, of every label, in the headline too."""
    spacy.util.fix_random_seed(seed)
    pipeline = spacy.blank("es")
    recogniser: Any = pipeline.add_pipe("ner", name=name)
    for label in ("PER", "LOC", "ORG", "MISC", "GENE"):
        recogniser.add_label(label)
    pipeline.initialize()
    pipeline.to_disk(tmp_path / "model")
    frames = transform_batch([make_document()], Options(models={"es": str(tmp_path / "model")}))
    assert frames["outcomes"]["status"].to_list() == ["loaded"]
    assert frames["rejects"].rows() == []
    found = set(frames["entity_mentions"]["label"])
    assert found
    assert found <= {"PERSON", "ORG", "GPE", "LOC", "NORP"}
    assert read_evidence(frames)["nlp_lacks"] == (
        "tags, dependencies, lemmas, sentences, FAC, EVENT, PRODUCT, WORK_OF_ART, LAW, LANGUAGE, MONEY, DATE, TIME,"
        " PERCENT, QUANTITY, CARDINAL, ORDINAL"
    )


def test_what_no_scheme_of_ours_has_a_word_for_is_no_name_in_the_headline_either(tmp_path: Path) -> None:
    pipeline = spacy.blank("es")
    ruler: Any = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "MISC", "pattern": "Vuelta"},
            {"label": "GENE", "pattern": "Kat-9"},
            {"label": "PER", "pattern": "Ada Lunn"},
        ]
    )
    pipeline.to_disk(tmp_path / "model")
    text = PAGE.replace("El río Orm vuelve a su cauce en Francia", "La Vuelta lleva Kat-9 a Ada Lunn")
    frames = transform_batch([make_document(text)], Options(models={"es": str(tmp_path / "model")}))
    assert frames["rejects"].rows() == []
    assert "Ada Lunn" in set(frames["entity_mentions"].filter(pl.col("field") == "title")["text"])
    assert not {"Vuelta", "Kat-9"} & set(frames["entity_mentions"]["text"])


def train_model(folder: Path) -> str:
    """A model with labels of its own, in the little that it learnt: tags, dependencies, sentences and names."""
    spacy.util.fix_random_seed(1)
    pipeline = spacy.blank("es")
    for component, config in {"tagger": {}, "parser": {"min_action_freq": 1}, "ner": {}}.items():
        pipeline.add_pipe(component, config=config)
    annotated = {
        "words": ["Ada", "Lunn", "vive", "en", "Francia", "."],
        "tags": ["PROPN", "PROPN", "VERB", "ADP", "PROPN", "PUNCT"],
        "heads": [2, 0, 2, 4, 2, 2],
        "deps": ["nsubj", "flat", "ROOT", "case", "obl", "punct"],
        "entities": ["B-PER", "L-PER", "O", "O", "U-LOC", "O"],
    }
    examples = [Example.from_dict(Doc(pipeline.vocab, words=annotated["words"]), annotated)]
    optimizer = pipeline.initialize(lambda: examples)
    for _ in range(8):
        pipeline.update(examples, sgd=optimizer)
    pipeline.to_disk(folder)
    return str(folder)


def test_an_article_says_what_its_model_does_not_give(tmp_path: Path) -> None:
    model = train_model(tmp_path / "model")
    frames = transform_batch([make_document()], Options(models={"es": model}))
    assert frames["rejects"].rows() == []
    lacks = read_evidence(frames)["nlp_lacks"].split(", ")
    assert lacks[:4] == ["tags", "dependencies", "lemmas", "ORG"]
    assert not {"PERSON", "GPE", "LOC", "sentences"} & set(lacks)


@pytest.fixture(scope="module")
def english() -> Language:
    return spacy.load(DEFAULT_MODEL)


@pytest.mark.parametrize(
    ("without", "lacks"),
    [
        (["tagger", "attribute_ruler", "lemmatizer"], ("tags", "lemmas")),
        (["parser"], ("dependencies", "sentences")),
        (["lemmatizer"], ("lemmas",)),
        (["ner"], ("entities",)),
        ([], ()),
    ],
)
def test_what_a_model_lacks_is_said_in_closed_words(
    english: Language, without: list[str], lacks: tuple[str, ...]
) -> None:
    with english.select_pipes(disable=without):
        assert list_lacks(english, english(PROBE)) == lacks


def test_the_model_that_comes_with_dateline_lacks_nothing() -> None:
    assert find_lacks(load_pipeline(DEFAULT_MODEL)) == ()
