"""Entities across articles: which names are one, on small warehouses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers.resolution import Named, in_company, open_resolved, resolve_names


def test_middle_initial_is_the_same_person() -> None:
    named = [Named(1, "Ada M. Odell"), Named(2, "Ada Odell", mentions=3), Named(3, "Ada Odell")]
    assert resolve_names(named) == {"Ada Odell": ["Ada M. Odell"]}


def test_lone_surname_joins_the_one_who_outweighs_the_others_four_to_one() -> None:
    named = [entity for i in range(4) for entity in in_company(i, "Ada Odell")] + [Named(5, "Jonas Odell")]
    found = resolve_names([*named, *in_company(6, "Odell")])
    assert found == {"Ada Odell": ["Odell"], "Jonas Odell": [], "Skarrow Port Authority": []}
    assert "Odell" in resolve_names([*named, *in_company(6, "Odell", "Tern Rowing Club")])


def test_lone_surname_stays_alone_where_the_bearer_is_open() -> None:
    named = [Named(i, "Ada Odell") for i in range(3)] + [Named(5, "Jonas Odell"), Named(6, "Odell")]
    assert set(resolve_names(named)) == {"Ada Odell", "Jonas Odell", "Odell"}


def test_lone_surname_does_not_join_someone_hardly_known() -> None:
    named = [Named(1, "Ada Odell"), Named(2, "Ada Odell"), Named(3, "Odell")]
    assert set(resolve_names(named)) == {"Ada Odell", "Odell"}


def test_acronym_joins_the_long_form_that_articles_give_it() -> None:
    named = [Named(1, "Northern Varnland Assembly", "ORG", ("NVA",)), Named(2, "NVA", "ORG")]
    assert resolve_names(named) == {"Northern Varnland Assembly": ["NVA"]}


def test_acronym_that_is_common_without_its_long_form_is_something_else() -> None:
    named = [Named(1, "Northern Varnland Assembly", "ORG", ("NVA",))] + [Named(i, "NVA", "ORG") for i in range(2, 7)]
    assert len(resolve_names(named)) == 2


def test_acronym_of_two_bodies_joins_neither() -> None:
    named = [
        Named(1, "Northern Varnland Assembly", "ORG", ("NVA",)),
        Named(2, "National Vessel Agency", "ORG", ("NVA",)),
        Named(3, "NVA", "ORG"),
    ]
    assert len(resolve_names(named)) == 3


def test_shorter_names_join_the_fuller_one_where_an_article_calls_somebody_by_both() -> None:
    full = Named(1, "Ada Marit Odell")
    short = [Named(2, "Ada Odell"), Named(4, "Ada Odell")]
    assert set(resolve_names([full, *short])) == {"Ada Marit Odell", "Ada Odell"}
    full = replace(full, aliases=("Ada Odell",))
    assert resolve_names([full, *short]) == {"Ada Marit Odell": ["Ada Odell"]}
    often = [Named(i, "Ada Odell") for i in range(5, 9)]
    assert resolve_names([full, *short, *often]) == {"Ada Odell": ["Ada Marit Odell"]}


def test_initials_join_in_shared_company() -> None:
    named = [*in_company(1, "Ada Odell"), *in_company(2, "Ada Odell")]
    assert "A. Odell" not in resolve_names([*named, *in_company(3, "A. Odell")])
    assert "A. Odell" in resolve_names([*named, *in_company(3, "A. Odell", "Tern Rowing Club")])


def test_rare_misspelling_joins_in_shared_company_unless_both_stand_in_one_article() -> None:
    common = [entity for i in range(4) for entity in in_company(i, "Jonas Rasmussen")]
    assert "Jonas Rasmusen" not in resolve_names([*common, *in_company(9, "Jonas Rasmusen")])
    assert "Jonas Rasmusen" in resolve_names([*common, *in_company(9, "Jonas Rasmusen", "Tern Rowing Club")])
    assert "Jonas Rasmusen" in resolve_names([*common, *in_company(3, "Jonas Rasmusen")])


@pytest.mark.parametrize(
    ("one", "other"), [("Michael Rasmussen", "Michaela Rasmussen"), ("Ira Petrenkov", "Ira Petrenkova")]
)
def test_endings_that_tell_women_from_men_are_no_misspelling(one: str, other: str) -> None:
    named = [entity for i in range(4) for entity in in_company(i, one)]
    assert other in resolve_names([*named, *in_company(9, other)])


def test_conflicting_initials_leave_the_plain_name_open() -> None:
    named = [Named(1, "Ada M. Odell"), Named(2, "Ada K. Odell"), Named(3, "Ada Odell")]
    assert set(resolve_names(named)) == {"Ada M. Odell", "Ada K. Odell", "Ada Odell"}
    often = [Named(i, "Ada M. Odell") for i in range(4, 8)]
    assert resolve_names(named + often) == {"Ada K. Odell": [], "Ada Odell": ["Ada M. Odell"]}


def test_the_younger_of_one_name_is_another_where_an_article_names_both() -> None:
    father, son = Named(1, "Jonas Odell"), Named(1, "Jonas Odell Jr.")
    assert set(resolve_names([father, son])) == {"Jonas Odell", "Jonas Odell Jr."}
    assert len(resolve_names([father, replace(son, article=2)])) == 1


def test_surname_kept_apart_in_its_article_is_somebody_else() -> None:
    named = [Named(i, "Jonas Odell") for i in range(20)] + [Named(3, "Odell"), Named(30, "Odell")]
    assert resolve_names(named) == {"Jonas Odell": ["Odell"], "Odell": []}


def test_surname_of_two_people_is_an_entity_of_each_article() -> None:
    named = [Named(1, "Ada Odell"), Named(2, "Jonas Odell"), Named(3, "Odell"), Named(4, "Odell")]
    with open_resolved(named) as con:
        rows = con.execute("SELECT is_ambiguous, article_count FROM entities WHERE name = 'Odell'").fetchall()
        rivals = con.execute("SELECT name, may_be FROM ambiguous_entities ORDER BY ALL").fetchall()
    assert rows == [(True, 1), (True, 1)]
    assert rivals == [
        ("Odell", "Ada Odell"),
        ("Odell", "Ada Odell"),
        ("Odell", "Jonas Odell"),
        ("Odell", "Jonas Odell"),
    ]


def test_people_of_one_name_who_do_different_things_in_other_company_are_kept_apart() -> None:
    def play(number: int) -> list[Named]:
        return [
            replace(Named(number, "Ada Odell"), role="Skarrow goalkeeper"),
            Named(number, "Tern Rowing Club", "ORG"),
        ]

    judge = [replace(Named(i, "Ada Odell"), role="county judge") for i in (1, 2, 3)]
    court = [Named(i, "Skarrow County Court", "ORG") for i in (1, 2, 3)]
    assert len(resolve_names([*judge, *court, *play(7), *play(8)])) == 4
    with open_resolved([*judge, *court, *play(7), Named(7, "Skarrow County Court", "ORG")]) as con:
        open_ones = con.execute("SELECT name, article_count FROM entities WHERE is_ambiguous").fetchall()
    assert open_ones == [("Ada Odell", 4)]
    assert len(resolve_names([*judge, *court, *play(7)], "same,Ada Odell,Ada Odell")) == 3
    shared = [*judge, *court, *play(7), Named(7, "Skarrow County Court", "ORG")]
    assert len(resolve_names(shared, "different,Ada Odell,Ada Odell")) == 4


def test_type_is_settled_by_majority() -> None:
    named = [Named(i, "Skarrow Holdings", "ORG") for i in range(4)] + [Named(9, "Skarrow Holdings", "PERSON")]
    with open_resolved(named) as con:
        assert con.execute("SELECT name, label, article_count FROM entities").fetchall() == [
            ("Skarrow Holdings", "ORG", 5)
        ]


def test_place_and_person_of_one_name_stay_apart() -> None:
    named = [Named(i, "Skarrow", "GPE") for i in range(8)] + [Named(9, "Skarrow")]
    assert set(resolve_names(named)) == {"Skarrow 1", "Skarrow 2"}


def test_country_has_its_code_and_span_of_time() -> None:
    named = [Named(1, "Denmark", "GPE", code="DK"), Named(3, "Denmark", "GPE", code="DK")]
    with open_resolved(named) as con:
        row = con.execute(
            "SELECT country_code, mention_count, last_seen_at - first_seen_at = INTERVAL 2 DAY FROM entities"
        ).fetchone()
    assert row == ("DK", 2, True)


def test_mentions_carry_their_entity_and_aliases_their_evidence() -> None:
    named = [Named(i, "Ada Odell") for i in range(3, 22)]
    named += [Named(1, "Ada Odell", aliases=("Mrs Odell",)), Named(2, "Odell")]
    with open_resolved(named) as con:
        assert con.execute("SELECT count(DISTINCT entity_id), count(*) FROM entity_mentions").fetchone() == (1, 22)
        evidence = con.execute("SELECT alias, mention_count, evidence FROM entity_aliases ORDER BY alias").fetchall()
    assert evidence == [("Ada Odell", 20, "name"), ("Mrs Odell", 1, "name"), ("Odell", 1, "surname")]


def test_common_names_need_more_than_themselves_to_be_one_person() -> None:
    """Agreement on a common name weighs little (Fellegi and Sunter 1969; Winkler 1989)."""
    pilot, grocer = in_company(1, "Tom Miller"), in_company(2, "Tom Miller", "Tern Rowing Club")
    assert set(resolve_names([*pilot, *grocer])) >= {"Tom Miller 1", "Tom Miller 2"}
    with open_resolved([*pilot, *grocer]) as con:
        assert con.execute("SELECT count(*) FROM entities WHERE is_ambiguous").fetchone() == (2,)
    assert "Tom Miller" in resolve_names([*pilot, *in_company(2, "Tom Miller")])
    assert "Tom Miller" in resolve_names([*pilot, *grocer], "same,Tom Miller,Tom Miller")
    rare = [*in_company(1, "Ada Odell"), *in_company(2, "Ada Odell", "Tern Rowing Club")]
    assert "Ada Odell" in resolve_names(rare)


def test_two_places_or_one_role_tie_articles_on_a_common_name_and_one_place_does_not() -> None:
    named = [Named(i, "Tom Miller") for i in (1, 2)]
    places = [Named(i, place, "GPE") for i in (1, 2) for place in ("Skarrow", "Ternhaven")]
    assert "Tom Miller" in resolve_names([*named, *places])
    assert "Tom Miller 2" in resolve_names([*named, places[0], places[2]])
    assert "Tom Miller 2" in resolve_names([*named, *(Named(i, "Denmark", "GPE", code="DK") for i in (1, 2))])
    assert "Tom Miller" in resolve_names([replace(each, role="harbour pilot") for each in named])


def test_someone_of_a_common_name_who_is_known_from_three_articles_gets_one_more() -> None:
    known = [entity for i in range(3) for entity in in_company(i, "Tom Miller")]
    other = in_company(8, "Tom Miller", "Tern Rowing Club")
    assert "Tom Miller" in resolve_names([*known, *other])
    assert "Tom Miller 2" in resolve_names([*known, *other, *in_company(9, "Tom Miller", "Tern Rowing Club")])


def test_fuller_forms_of_a_common_name_need_company_too() -> None:
    """A father and a son who differ by an initial; a man called by his second name."""
    plain = [*in_company(1, "Tom Miller"), *in_company(2, "Tom Miller")]
    assert "Tom R. Miller" in resolve_names([*plain, *in_company(3, "Tom R. Miller", "Tern Rowing Club")])
    assert "Tom R. Miller" not in resolve_names([*plain, *in_company(3, "Tom R. Miller")])
    fuller = replace(Named(3, "Ada Tom Miller"), aliases=("Tom Miller",))
    assert "Ada Tom Miller" in resolve_names([*plain, fuller])
    beside = Named(3, "Skarrow Port Authority", "ORG")
    assert resolve_names([*plain, fuller, beside])["Ada Tom Miller"] == ["Tom Miller"]


def test_one_common_word_or_initials_alone_are_an_entity_of_each_article() -> None:
    for name in ("Tom", "Miller", "A. M."):
        assert set(resolve_names([Named(1, name), Named(2, name)])) == {f"{name} 1", f"{name} 2"}
    assert set(resolve_names([Named(1, "Odell"), Named(2, "Odell")])) == {"Odell"}


def test_name_that_opens_with_a_particle_is_a_surname() -> None:
    """ "Van der Odell" may be anybody of that family; it joins a bearer as other surnames do."""
    one = Named(1, "Ada van der Odell", aliases=("van der Odell",))
    assert set(resolve_names([one, Named(2, "Van der Odell")])) == {"Ada van der Odell", "Van der Odell"}
    known = [entity for i in range(3, 6) for entity in in_company(i, "Ada van der Odell")]
    found = resolve_names([one, *known, *in_company(9, "Van der Odell")])
    assert found["Ada van der Odell"] == ["Van der Odell", "van der Odell"]
