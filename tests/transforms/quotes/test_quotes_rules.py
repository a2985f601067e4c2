"""Each rule of the table with a text on which it fires, and what it finds there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.transforms.quotes.test_quotes import read_quotes
from transforms.quotes.reporting_verbs import NOUN_ROWS, PHRASES, VERB_ROWS, VERBS, stance_of
from transforms.quotes.rules import QUOTE_RULES, SPEAKER_RULES, Rule, tabulate_rules
from transforms.vocabularies import CUE_CLASSES

# rule, text, words, source phrase
QUOTE_EXAMPLES = [
    ("cue_after", "“The lamp is lit,” Ada Lunn said.", "The lamp is lit,", "Ada Lunn"),
    ("cue_after_inverted", "“The lamp is lit,” said Ada Lunn, the keeper.", "The lamp is lit,", "Ada Lunn, the keeper"),
    ("cue_before", "Ada Lunn said, “The lamp is lit.”", "The lamp is lit.", "Ada Lunn"),
    ("cue_colon", "Ada Lunn told reporters: “The lamp is lit.”", "The lamp is lit.", "Ada Lunn"),
    ("colon_clause", "Ada Lunn had a question: “Who lit the lamp?”", "Who lit the lamp?", "Ada Lunn"),
    ("colon_noun", "Ada Lunn’s answer: “The lamp is lit.”", "The lamp is lit.", "Ada Lunn"),
    ("colon_name", "Ada Lunn: “The lamp is lit.”", "The lamp is lit.", "Ada Lunn"),
    ("dash_after", "“The lamp is lit, and the ships are home.” — Ada Lunn, keeper",
     "The lamp is lit, and the ships are home.", "Ada Lunn, keeper"),
    ("dialogue_dash", "— The lamp is lit, said the keeper.", "The lamp is lit", "the keeper"),
    ("transcript", "CHAIR: Who lit the lamp?\nMS. LUNN: I lit the lamp.\nCHAIR: When was that?\nMS. LUNN: At nine.",
     "I lit the lamp.", "MS. LUNN"),
    ("block", "Ada Lunn wrote in her log:\n\nThe lamp is lit and the ships are home. It was a good night for all.",
     "The lamp is lit and the ships are home. It was a good night for all.", "Ada Lunn"),
    ("clause", "Ada Lunn said that the lamp was lit.", "the lamp was lit", "Ada Lunn"),
    ("infinitive", "Ada Lunn promised to light the lamp.", "to light the lamp", "Ada Lunn"),
    ("gerund", "Ada Lunn denied breaking the lamp.", "breaking the lamp", "Ada Lunn"),
    ("predicate", "Ada Lunn called the lamp “a wonder”.", "a wonder", "Ada Lunn"),
    ("object_as", "Ada Lunn described the lamp as a wonder.", "the lamp as a wonder", "Ada Lunn"),
    ("object_for", "Ada Lunn called for a new lamp.", "a new lamp", "Ada Lunn"),
    ("object_of", "Ada Lunn accused the council of hiding the oil.", "the council of hiding the oil", "Ada Lunn"),
    ("object", "Ada Lunn denied the charge.", "the charge", "Ada Lunn"),
    ("topic", "Ada Lunn complained about the new lamp.", "the new lamp", "Ada Lunn"),
    ("marked_object", "Ada Lunn defended her “little light” in public.", "her “little light” in public", "Ada Lunn"),
    ("parenthetical", "The lamp, Ada Lunn said, was lit at nine.", "The lamp [...] was lit at nine", "Ada Lunn"),
    ("according_to", "The lamp was lit at nine, according to Ada Lunn.", "The lamp was lit at nine", "Ada Lunn"),
    ("noun_that", "Nobody believed Ada Lunn’s claim that the lamp was lit.", "the lamp was lit", "Ada Lunn"),
    ("noun_to", "Ada Lunn kept her promise to light the lamp.", "to light the lamp", "her"),
    ("noun_topic", "Her criticism of the “little light” was mild.", "the “little light”", "Her"),
    ("adjective_that", "Ada Lunn was confident that the lamp would last.", "the lamp would last", "Ada Lunn"),
    ("interview", "Ada Lunn took questions.\n\nIs it lit?\n\nYes.\n\nWho lit it?\n\nI did.\n\nAnd when?\n\nAt nine.",
     "I did.", None),
    ("signed", "Ada Lunn, 61, keeper\n\n“The lamp is lit.”\n\nBo Krag, 34, pilot\n\n“I saw it.”", "The lamp is lit.",
     "Ada Lunn"),
    ("letter", "Sir – The lamp is lit, and I lit it.\n\nAda Lunn, Varn", "The lamp is lit, and I lit it.", "Ada Lunn"),
    ("post", "The lamp is lit. Go home. — Ada Lunn (@adalunn) March 3, 2031", "The lamp is lit. Go home.", "Ada Lunn"),
    ("continued", "“The lamp is lit,” said Ada Lunn.\n\n“Ask the ships.”", "Ask the ships.", None),
    ("turn", "“Is it lit?” asked Ada Lunn.\n\n“It is,” said Bo Krag.\n\n“Who lit it?”", "Who lit it?", None),
    ("aside", "“It is lit.” Ada Lunn put down the oil.", "It is lit.", "Ada Lunn"),
    ("unattributed", "“The lamp is lit, the ships are home, and the night is long.”",
     "The lamp is lit, the ships are home, and the night is long.", None),
]  # fmt: skip

# rule, text, speaker's name
SPEAKER_EXAMPLES = [
    ("name", "“The lamp is lit,” said the keeper, Ada Lunn.", "Ada Lunn"),
    ("continued", "“The lamp is lit,” said Ada Lunn.\n\n“Ask the ships.”", "Ada Lunn"),
    ("label", "Ada Lunn (AL) met Bo Krag (BK).\n\nAL: Is it lit?\n\nBK: It is.\n\nAL: Since when?", "Bo Krag"),
    ("relative", "The log is kept by Ada Lunn, who said the lamp was lit.", "Ada Lunn"),
    ("pronoun", "Ada Lunn came home on Monday.\n\n“The lamp is lit,” she said.", "Ada Lunn"),
    ("role", "Ada Lunn, the harbour master, came home.\n\nBo Krag met her. “The lamp is lit,” the harbour master said.",
     "Ada Lunn"),
    ("trait", "Ada Lunn, 51, met Bo Krag, 38.\n\n“The lamp is lit,” the 51-year-old said.", "Ada Lunn"),
    ("description", "Ada Lunn spoke at the pier on Monday.\n\n“The lamp is lit,” the veteran said.", "Ada Lunn"),
    ("organisation", "“The lamp is lit,” the Varnland Harbour Authority said in a statement.",
     "Varnland Harbour Authority"),
    ("organisation_noun", "The Varnland Harbour Authority met on Monday.\n\nThe authority said that the lamp was lit.",
     "Varnland Harbour Authority"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "words", "source"), QUOTE_EXAMPLES, ids=[e[0] for e in QUOTE_EXAMPLES])
def test_quotation_rule(rule: str, text: str, words: str, source: str | None) -> None:
    _, found = read_quotes("A note from the lighthouse", text)
    fired = {
        (q.rule, " [...] ".join(text[a:b] for a, b in q.spans), text[slice(*q.speaker)] if q.speaker else None)
        for q in found
    }
    assert (rule, words, source) in fired


@pytest.mark.parametrize(("rule", "text", "name"), SPEAKER_EXAMPLES, ids=[e[0] for e in SPEAKER_EXAMPLES])
def test_speaker_rule(rule: str, text: str, name: str) -> None:
    entities, found = read_quotes("A note from the lighthouse", text)
    named = {(q.speaker_rule, entities.entities[q.speaker_entity].name) for q in found if q.speaker_entity is not None}
    assert (rule, name) in named


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Bo Krag said nothing.\n\n“One ship is home. \n\n“Two are not,” said Ada Lunn.", [("Ada Lunn", 2)]),
        (
            "“It is late,” said Bo Krag.\n\n“One is home.\n\n“Two are not,” said Ada Lunn.",
            [("Bo Krag", 1), ("Ada Lunn", 2)],
        ),
        ("“It is late,” said Bo Krag. “One is home.\n\n“Two are not.”", [("Bo Krag", 3)]),
        ("“It is late,” said Bo Krag. “One is home.”\n\n“Two are not.”", [("Bo Krag", 2), ("Bo Krag", 1)]),
        ("“It is late,” said Bo Krag.\n\n“One is home.”\n\n“Two are not.”", [("Bo Krag", 1)] * 3),
        ("“It is late,” said Bo Krag.\n\n‘The Long Night’\n\nIt rained.", [("Bo Krag", 1)]),
        ("“It is late,” said Bo Krag.\n\n“THE LONG NIGHT”\n\nIt rained.", [("Bo Krag", 1)]),
        ("Bo Krag said:\n\n“One is home.”\n\n“Two are not.”", [("Bo Krag", 1)] * 2),
    ],
)  # fmt: skip
def test_paragraphs_in_marks(text: str, parts: list[tuple[str | None, int]]) -> None:
    """Who speaks each quotation, and in how many parts: open marks join paragraphs, closed ones part them."""
    entities, found = read_quotes("A note from the lighthouse", text)
    names = [None if q.speaker_entity is None else entities.entities[q.speaker_entity].name for q in found]
    assert [(name, len(q.spans)) for name, q in zip(names, found, strict=True)] == parts


def test_every_quotation_rule_has_an_example() -> None:
    assert {e[0] for e in QUOTE_EXAMPLES} == set(QUOTE_RULES)


def test_every_speaker_rule_has_an_example() -> None:
    assert {e[0] for e in SPEAKER_EXAMPLES} | {"surname"} == set(SPEAKER_RULES)


def test_every_frame_letter_is_known() -> None:
    assert all(set(row["frames"]) <= set("qcwigntoalfvm") for row in VERB_ROWS)
    assert all(len(set(row["frames"])) == len(row["frames"]) for row in VERB_ROWS)
    assert {row["stance"] for row in (*VERB_ROWS, *NOUN_ROWS)} | set(PHRASES.values()) == set(CUE_CLASSES)
    assert all(cue.frames for cue in VERBS.values())


@pytest.mark.parametrize(
    ("lemma", "stance"),
    [("say", "neutral"), ("insist", "assertive"), ("allege", "doubting"), ("vow", "promising"), ("rumor", "doubting")],
)
def test_stance_of_a_cue(lemma: str, stance: str) -> None:
    assert stance_of(lemma) == stance


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“It is late,” said Ada Lunn.", "person"),
        ("“It is late,” the Varnland Harbour Authority said.", "organisation"),
        ("“It is late,” a spokesman for the harbour said.", "described"),
        ("“It is late,” said an official who asked not to be named.", "anonymous"),
        ("“It is late,” said one person familiar with the talks.", "anonymous"),
        ("“It is late, and the ships are not home, and nobody knows why.”", "unresolved"),
    ],
)
def test_kind_of_speaker(text: str, kind: str) -> None:
    _, found = read_quotes("A note from the lighthouse", text)
    assert [q.speaker_kind for q in found] == [kind]


def test_a_nameless_person_takes_the_pronoun_from_one_named_before() -> None:
    text = "Bo Krag came home on Monday.\n\nThe inspector, who came by boat, looked at the lamp. “It is lit,” he said."
    _, found = read_quotes("A note from the lighthouse", text)
    assert [(q.speaker_entity, q.speaker_kind) for q in found if q.quote_type == "direct"] == [(None, "described")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The light has many lamps. “Six of them burn,” said the keeper of the light, Ada Lunn.\n\nBo Krag came by. "
         "The oil is dear, said its keeper, who wants more.", "Ada Lunn"),
        ("“It is late,” Bo Krag said. He met Ada Lunn and Karim Dahl.\n\n“Go home,” the official said.", "Bo Krag"),
        ("“It is late,” Ada Lunn said.\n\nInga Moss of the Orm Light also thought of home.\n\n“It is dark,” she said.",
         "Inga Moss"),
        ("Ada Lunn told the Orm Post that lamps did not burn, adding: “The oil is dear.”", "Ada Lunn"),
        ("The keeper, Dr Ada Lunn, was less pleased. “It is dark,” she said.", "Ada Lunn"),
    ],
    ids=["its keeper", "the official", "new subject", "adding", "introduced"],
)  # fmt: skip
def test_who_is_meant(text: str, name: str) -> None:
    entities, found = read_quotes("A note from the lighthouse", text)
    assert found[-1].speaker_entity is not None
    assert entities.entities[found[-1].speaker_entity].name == name


@pytest.mark.parametrize("word", ["Orvik", "Aas", "Vang", "Brevik", "Thant", "Ekeli", "Ngo"])
def test_a_capital_word_beside_marks_is_a_name(word: str) -> None:
    for text in (f"“I do not remember the ladder,” {word} said.", f"“I do not remember the ladder,” said {word}."):
        _, found = read_quotes("A note from the lighthouse", text)
        assert [text[slice(*q.speaker)] for q in found if q.speaker] == [word]


def test_who_declines_to_speak_says_nothing() -> None:
    _, found = read_quotes("A note from the lighthouse", "Ada Lunn declined to comment. Bo Krag refused to answer.")
    assert found == ()


@pytest.mark.parametrize("rules", [QUOTE_RULES, SPEAKER_RULES], ids=["quotations", "speakers"])
def test_the_documentation_has_the_table_of_rules(rules: dict[str, Rule]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "quotations.md").read_text(encoding="utf-8")
    assert tabulate_rules(rules) in page


def test_a_clause_is_read_whichever_of_the_marks_holds_its_verb() -> None:
    body = "Ada Lunn said that the “old” pier and the “new” road “crumble by the day”."
    (found,) = read_quotes("", body)[1]
    assert [body[a:b] for a, b in found.spans] == ["the “old” pier and the “new” road “crumble by the day”"]


@pytest.mark.parametrize(
    "body",
    [
        "Ada Lunn, who leads the opposition on the council, said the plan was dead.",
        "Ada Lunn, who chairs the opposition for the north, said the plan was dead.",
        "Ada Lunn, who ran the appeal for the church roof, said the plan was dead.",
        "Ada Lunn, who drafted the demand for the union, said the plan was dead.",
    ],
)
def test_who_leads_or_runs_something_has_not_said_it(body: str) -> None:
    (found,) = read_quotes("", body)[1]
    assert (found.rule, body[slice(*found.cue or (0, 0))]) == ("clause", "said")
