"""Names as strings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.names.strings import make_merge_key, make_name_key, make_person_key, matches_acronym, surname_of
from transforms.words.lists import fold_name
from transforms.words.places import (
    find_country,
    find_demonym,
    load_country_names,
    load_demonyms,
    name_country,
    name_people,
)


@pytest.mark.parametrize(
    "forms",
    [
        ("Ada M. Odell", "Mrs. Ada Odell", "Dr Ada Ödell", "Prime Minister Ada Odell", "Ada Odell Jr."),
        ('Jonas "Jo" Vester', "Jonas Vester", "Sir Jonas Vester KC"),
    ],
)
def test_forms_of_a_person_share_a_key(forms: tuple[str, ...]) -> None:
    assert len({make_person_key(form) for form in forms}) == 1


def test_different_people_have_different_keys() -> None:
    assert make_person_key("Ada Odell") != make_person_key("Jonas Odell")


def test_legal_form_does_not_part_companies() -> None:
    assert len({make_name_key(name) for name in ("Vester Corp.", "Vester Inc", "the Vester Company")}) == 1
    assert make_name_key("Skarrow Group") != make_name_key("Skarrow")


@pytest.mark.parametrize(
    ("acronym", "name", "expected"),
    [
        ("NVA", "Northern Varnland Assembly", True),
        ("VUT", "Varnland University of Technology", True),
        ("CTRH", "Council on Tides, Reefs and Harbours", True),
        ("NVA", "Varnland Assembly", False),
        ("AB", "Ada Odell", False),
    ],
)
def test_acronym_is_woven_of_initials(acronym: str, name: str, expected: bool) -> None:
    assert matches_acronym(acronym, name) is expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("U.S.", "US"),
        ("us", None),
        ("the UK", "GB"),
        ("Türkiye", "TR"),
        ("Iran", "IR"),
        ("Moscow", None),
        ("Guam", None),
    ],
)
def test_country_codes(name: str, code: str | None) -> None:
    assert find_country(name) == code


def test_every_demonym_belongs_to_a_country_with_a_name() -> None:
    for word, code in load_demonyms().items():
        assert find_demonym(word) == code
        assert find_country(name_country(code)) == code
        assert find_demonym(name_people(code)) == code
    assert not set(load_demonyms()) & set(load_country_names())


@given(st.text())
def test_folding_twice_is_folding_once_and_keys_are_never_empty(text: str) -> None:
    assert isinstance(surname_of(text), str)
    if fold_name(text):
        assert make_merge_key(text, "PERSON")
        assert make_merge_key(text, "ORG")
