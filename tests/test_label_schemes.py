"""Models with other labels, or without tagger, parser or recogniser: an article gets what can be had."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from transforms.entities import find_entities
from transforms.nlp import load_pipeline, parse_article
from transforms.quotes import find_quotes

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
