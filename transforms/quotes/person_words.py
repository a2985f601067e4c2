"""Words for people: nouns for persons and for organisations."""

from __future__ import annotations

from transforms.words.lists import word_set

ORGANISATION_NOUNS = word_set(
    "guard coastguard brigade company firm ministry agency department government administration court party group "
    "organization organisation bank police council committee commission board university union team club "
    "federation league association military army navy campaign network newspaper magazine paper channel "
    "broadcaster outlet institute hospital airline carrier manufacturer retailer parliament senate congress house "
    "office bureau authority regulator watchdog charity foundation coalition alliance embassy palace church "
    "school city country state report study poll survey website statement"
)
COMPANY_NOUNS = word_set("company firm bank airline carrier manufacturer retailer")
DOCUMENTS = word_set("statement report study poll survey")
# Nouns for persons that the suffixes below do not show (Levin's and WordNet's noun.person).
PERSON_NOUNS = word_set(
    "man woman boy girl official veteran billionaire millionaire teenager chief president premier chancellor king "
    "queen prince princess pope bishop priest imam rabbi mayor senator congressman congresswoman governor "
    "secretary candidate nominee incumbent hopeful mogul tycoon star coach striker captain colonel general "
    "commander lawyer attorney judge executive boss head chairman chairwoman chair diplomat ambassador envoy "
    "politician democrat republican socialist conservative liberal native graduate mother father widow student "
    "nurse physician surgeon expert analyst pundit host anchor champion host guest victim suspect defendant "
    "prosecutor spokesman spokeswoman spokesperson chef artist"
)
PERSON_SUFFIXES = ("er", "or", "ist", "man", "woman", "ian", "year-old", "eer", "crat", "ant", "ee")


NOT_PERSONS = word_set(
    "letter paper number order matter member newspaper poster banner error mirror center centre committee "
    "guarantee computer offer answer chapter other newsletter filter twitter plant grant want"
)


def is_person_noun(noun: str) -> bool:
    """Whether a common noun names a person by its list or suffix.

    >>> is_person_noun("actor"), is_person_noun("bill")
    (True, False)
    """
    return noun in PERSON_NOUNS or (noun.endswith(PERSON_SUFFIXES) and noun not in NOT_PERSONS)
