"""The parts of the pronoun model: signs, their weights alone and in pairs, titles and given names as evidence."""

from __future__ import annotations

import pytest

from transforms.quotes.antecedents import group_weights, read_weights, weigh
from transforms.quotes.gender import Genders
from transforms.quotes.pronoun_signs import UNDER, under
from transforms.quotes.salience import find_titled
from transforms.values import ArticleEntities, ArticleEntity


def person(name: str) -> ArticleEntity:
    return ArticleEntity(name, "PERSON", (), None, None, name.lower())


def test_a_pair_of_signs_weighs_only_where_both_hold() -> None:
    weights = group_weights([("as_subject", "", 1.0), ("as_subject", "in_headline", 0.5), ("nearest_0", "joined", 9.0)])
    assert weigh(frozenset({"as_subject", "in_headline", "nearest_0"}), weights) == 1.5
    assert weigh(frozenset({"as_subject"}), weights) == 1.0


def test_each_bound_that_a_count_stays_under_is_a_sign() -> None:
    assert list(under("subjects_between", 1)) == ["subjects_between_under_2", "subjects_between_under_3"]
    assert all(list(under(what, bounds[-1])) == [] for what, bounds in UNDER.items())


def test_the_table_weighs_what_the_reader_reads() -> None:
    weights = read_weights()
    assert weights
    assert all(other for pairs in weights.values() for other, _ in pairs)


def test_a_person_whose_name_stands_in_the_title_is_its_topic_though_not_found_there() -> None:
    entities = ArticleEntities(entities=(person("Ada Lunn"), person("Lunn Odell")), mentions=(), roles=())
    assert find_titled("Ada Lunn: the keeper of the light", entities) == {0}
    assert find_titled("", entities) == frozenset()


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("Maria Lunn", "given_name_agrees"),  # of the short list
        ("Maud Lunn", "listed_name_agrees"),  # of the long one only
        ("Maria", "lone_name_agrees"),  # may be a surname
        ("Gert", "lone_name_differs"),
    ],
)
def test_given_names_are_evidence_by_the_list_that_has_them(name: str, sign: str) -> None:
    assert sign in Genders([person(name)]).evidence(0, "f")
