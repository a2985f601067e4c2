"""What speaks for a man or a woman: a title, a noun of kin or trade, a given name, the pronouns that the text uses.

Each is evidence with a weight of its own in `data/pronoun_weights.csv`; none decides alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from transforms.names.strings import FEMALE_HONORIFICS, MALE_HONORIFICS
from transforms.values import ArticleEntity
from transforms.words.given_names import gender_of_name, gender_of_word
from transforms.words.lists import word_set

MALE_NOUNS = word_set(
    "man boy father son brother husband widower grandfather grandson uncle nephew king prince duke lord "
    "businessman chairman spokesman congressman policeman fisherman salesman statesman sportsman batsman actor waiter "
    "monk priest imam gentleman bachelor boyfriend fiance fiancé stepfather stepson stepbrother father-in-law "
    "son-in-law brother-in-law baron count emperor pope frenchman englishman irishman dutchman welshman"
)
FEMALE_NOUNS = word_set(
    "woman girl mother daughter sister wife widow grandmother granddaughter aunt niece queen princess duchess lady "
    "businesswoman chairwoman spokeswoman congresswoman policewoman saleswoman stateswoman sportswoman actress "
    "waitress nun midwife housewife heiress hostess goddess girlfriend fiancee fiancée stepmother stepdaughter "
    "stepsister mother-in-law daughter-in-law sister-in-law baroness countess empress frenchwoman englishwoman "
    "irishwoman dutchwoman welshwoman ballerina soprano"
)
# The last letters of given names that lists lack: a weak sign in Romance, Slavic and Indic names, and weighed as such.
FEMALE_ENDINGS = ("a", "ie", "ette", "ine", "elle", "lyn")
GENDERS = ("m", "f")
VOTES = 3  # to one: how far pronouns must outweigh the other gender's to show a person's


def gender_of_noun(noun: str) -> str | None:
    """The gender that a noun for a person states.

    >>> gender_of_noun("wife"), gender_of_noun("coach")
    ('f', None)
    """
    return "f" if noun in FEMALE_NOUNS else "m" if noun in MALE_NOUNS else None


def gender_of_title(word: str) -> str | None:
    """The gender that an honorific before a name states.

    >>> gender_of_title("Mrs."), gender_of_title("Dr.")
    ('f', None)
    """
    plain = word.casefold().rstrip(".")
    return "f" if plain in FEMALE_HONORIFICS else "m" if plain in MALE_HONORIFICS else None


class Genders:
    """What one article shows of its persons' gender."""

    def __init__(self, entities: Sequence[ArticleEntity]) -> None:
        self.entities = entities
        self.stated: dict[int, str] = {}  # by titles and nouns
        self.votes: dict[int, dict[str, float]] = defaultdict(lambda: dict.fromkeys(GENDERS, 0.0))
        self.signs: dict[tuple[int, str], tuple[str, ...]] = {}

    def state(self, entity: int, gender: str | None) -> None:
        """Take down what a title or noun says; the first one counts."""
        if gender is not None:
            self.stated.setdefault(entity, gender)

    def vote(self, entity: int, gender: str, weight: float) -> None:
        """Count a pronoun that means this person, by its probability."""
        self.votes[entity][gender] += weight

    def shown(self, entity: int) -> str | None:
        """The gender that the pronouns so far show."""
        votes = self.votes.get(entity)
        if votes is None:
            return None
        m, f = votes["m"], votes["f"]
        return "m" if m > max(0.5, VOTES * f) else "f" if f > max(0.5, VOTES * m) else None

    def evidence(self, entity: int, gender: str) -> tuple[str, ...]:
        """The signs for or against a person of this gender, as names of weights."""
        key = entity, gender
        if key not in self.signs:
            self.signs[key] = self.lasting_signs(entity, gender)
        shown = self.shown(entity)
        return self.signs[key] if shown is None else (*self.signs[key], sign("shown", shown, gender))

    def lasting_signs(self, entity: int, gender: str) -> tuple[str, ...]:
        """The signs that do not change while the article is read."""
        found = self.entities[entity]
        signs = []
        given = found.name.split()[0] if found.name.strip() else ""
        stated, by_name, by_word = self.stated.get(entity), gender_of_name(found.name), gender_of_word(given)
        if stated is not None:
            signs.append(sign("stated", stated, gender))
        if by_name is not None:
            signs.append(sign("given_name", by_name, gender))
        elif by_word is not None:
            signs.append(sign("listed_name" if " " in found.name else "lone_name", by_word, gender))
        elif " " in found.name:
            ending = "f" if given.lower().endswith(FEMALE_ENDINGS) else "m"
            signs.append(sign("ending", ending, gender))
        if found.gender is not None:
            signs.append(sign("near_pronouns", found.gender, gender))
        if not signs:
            signs.append("gender_open")
        return tuple(signs)


def sign(what: str, found: str, wanted: str) -> str:
    """The name of the weight for evidence that agrees or not."""
    return f"{what}_agrees" if found == wanted else f"{what}_differs"
