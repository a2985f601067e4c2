"""Closed lists of English words that say what kind of thing a name is; lower-case, singular.

Kinds follow the OntoNotes guidelines for named entities (Linguistic Data Consortium, 2011): organisations run
things, facilities are built, locations are natural, events happen, works and products are made.
"""

from __future__ import annotations

from transforms.words.lists import read_lists, read_table, split_cell, word_set

LISTS = read_lists(__package__, "lexicon")
NOUNS = read_table(__package__, "nouns")


def nouns_with(column: str, *values: str) -> frozenset[str]:
    """List the nouns with one of these values in a column of `data/nouns.csv`.

    >>> sorted(nouns_with("as_source", "document"))
    ['poll', 'report', 'statement', 'study', 'survey']
    """
    return frozenset(row["noun"] for row in NOUNS if not set(values).isdisjoint(split_cell(row[column])))


ORGANISATION_WORDS = word_set(LISTS["organisation_words"])
FOREIGN_OPENINGS = word_set(LISTS["foreign_openings"])
FOREIGN_ENDINGS = word_set(LISTS["foreign_endings"])
# Endings of German and Scandinavian compounds: "Küstenschutzverband", "Hamnförbundet".
FOREIGN_TAILS = (
    "verband", "bund", "ministerium", "polizei", "partei", "verein", "gesellschaft", "forbund", "forbundet", "partiet",
    "verket", "styrelsen", "departementet", "ministeriet", "bank", "banken", "zeitung", "kommission", "gewerkschaft",
    "myndigheten", "direktoratet", "universitat", "universitetet", "foreningen", "werke",
)  # fmt: skip
FACILITY_WORDS = word_set(LISTS["facility_words"])
PLACE_WORDS = word_set(LISTS["place_words"])
PLACE_OPENINGS = word_set(LISTS["place_openings"])
EVENT_WORDS = word_set(LISTS["event_words"])
PERSON_NOUNS, ORGANISATION_NOUNS = nouns_with("beside_name", "person"), nouns_with("beside_name", "organisation")
FIELDS = word_set(LISTS["fields"])
PLACE_NOUNS = word_set(LISTS["place_nouns"])
AFTER_ORGANISATION = word_set(LISTS["after_organisation"])
AFTER_PLACE = word_set(LISTS["after_place"])
AFTER_PRODUCT = word_set(LISTS["after_product"])
PRODUCT_NOUNS = word_set(LISTS["product_nouns"])
PLACE_PREPOSITIONS = word_set(LISTS["place_prepositions"])
COMPASS = word_set(LISTS["compass"])
SPEECH_VERBS = word_set(LISTS["speech_verbs"])
VERBS_OF_FIRMS = word_set(LISTS["verbs_of_firms"])
# What stands before "for", "with" or "by" and a body's name.
WORKING_FOR = {preposition: word_set(words) for preposition, words in LISTS["working_for"].items()}
LEGAL_TAILS = word_set(LISTS["legal_tails"])
PARTICLES = word_set(LISTS["particles"])
TIME_WORDS = word_set(LISTS["time_words"])
GENERIC_WORDS = word_set(LISTS["generic_words"])
PEOPLES = frozenset(LISTS["peoples"])
# Kinds of bodies and places: with a capital and alone they repeat a name given before.
KIND_WORDS = (
    ORGANISATION_WORDS | ORGANISATION_NOUNS | PLACE_NOUNS | FACILITY_WORDS | PLACE_WORDS | EVENT_WORDS
) - word_set(
    "congress senate parliament treasury police times gulf knesset east west guardian herald navy army gazette "
    "telegraph interpol"
)
