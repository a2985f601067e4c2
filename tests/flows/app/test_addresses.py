"""An address names one page and its filters, and comes back as it was written, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.app.addresses import PAGES, Address, make_address, read_address, read_place, write_address
from flows.app.export import name_file


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    page = draw(st.sampled_from(sorted(PAGES)))
    pairs = draw(st.lists(st.tuples(st.sampled_from([*PAGES[page], "utm_source"]), st.text(max_size=30)), max_size=4))
    return make_address([("page", page), *pairs])


@given(addresses())
def test_an_address_is_read_as_it_was_written(address: Address) -> None:
    assert read_address(write_address(address)) == address


@given(st.text())
def test_any_query_is_an_address(query: str) -> None:
    assert read_address(query).page in PAGES


@given(addresses())
def test_a_file_stays_in_its_folder(address: Address) -> None:
    assert set(name_file(address)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert name_file(address).count(".") == 1


def test_an_outlet_may_be_given_more_than_once() -> None:
    address = read_address("?page=outlets&outlet=A%26B&outlet=C")
    assert address.list_values("outlet") == ["A&B", "C"]


@pytest.mark.parametrize("place", ["", "x", "~", "yesterday~ab", "infinity~ab"])
def test_a_place_that_is_none_is_the_first_page(place: str) -> None:
    assert read_place(place) == (None, "")
