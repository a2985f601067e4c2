"""Names as strings: folding, honorifics, the parts of a person's name, acronyms, and the keys that join articles.

A merge key is what two articles are expected to share when they name the same thing. It says nothing of the
type (types are settled by majority over the warehouse): people without honorifics and diacritics; organisations
without article, legal form and punctuation.
"""

from __future__ import annotations

import re

from transforms.words.lexicon import LEGAL_TAILS, PARTICLES
from transforms.words.lists import fold_name, read_lists, read_table, word_set

LISTS = read_lists(__package__, "strings")
MALE_HONORIFICS = word_set(LISTS["male_honorifics"], LISTS["male_abbreviations"])
FEMALE_HONORIFICS = word_set(LISTS["female_honorifics"], LISTS["female_abbreviations"])
NEUTRAL_HONORIFICS = word_set(LISTS["neutral_honorifics"], LISTS["neutral_abbreviations"])
HONORIFICS = MALE_HONORIFICS | FEMALE_HONORIFICS | NEUTRAL_HONORIFICS
ABBREVIATED_HONORIFICS = word_set(*(LISTS[f"{gender}_abbreviations"] for gender in ("male", "female", "neutral")))
# Words that are honorifics only where another one follows ("Prime Minister Odell"): alone they may be names.
PARTS_OF_HONORIFICS = word_set("vice prime deputy attorney chief crown rear grand field private tan major arch ir")
# Honorifics only behind another one: "Sri Odell" bears a name, "Tan Sri Odell" does not.
SECOND_HONORIFICS = word_set("sri seri paduka puan leader")
# Words that are honorifics before another one only ("Air Marshal Odell"), and those before two names only: "Sardar
# Odell" is somebody's name, "Sardar Jonas Odell" is the Sardar; written "DC", letters before one name are initials.
FIRST_HONORIFICS = word_set("air wing squadron group flight flying petty warrant wg high lance")
BEFORE_TWO_NAMES = word_set(LISTS["before_two_names"])
POLICE_RANKS = word_set(LISTS["police_ranks"])
BEFORE_HYPHEN = word_set("sub ex deputy vice co")
GENERATIONS = word_set("jr sr ii iii iv")
POST_NOMINALS = GENERATIONS | word_set("phd md mp mla qc kc obe mbe cbe esq")
# What may stand small within a person's name; "st" is a saint's in a folded name, and a scoreboard's in any other.
SMALL_IN_NAMES = (PARTICLES - {"st"}) | word_set("ul ur ud us uz un ould of the and e i das zum zur")
LEGAL_FORMS = LEGAL_TAILS | word_set(LISTS["other_legal_forms"])
SMALL_WORDS = word_set("of the and for in on to at de la du des del di und der die y et e a an & el le les")
# Bodies that newspapers call by initials without saying so -> their long form, which is what articles share.
INSTITUTIONS = {row["short_name"]: row["long_name"] for row in read_table(__package__, "institutions")}
# British and American spellings of words in the names of bodies.
SPELLINGS: dict[str, str] = LISTS["spellings"]
INITIAL = re.compile(r"[^\W\d_]\.?|(?:[^\W\d_]\.){2,}|(?:[^\W\d_]\.-)+[^\W\d_]\.?")
NICKNAME = re.compile(r"\s+[\"“'‘(][^\"”'’)]{2,20}[\"”'’)](?=\s)")
RUN_OF_INITIALS = re.compile(r"\b(?:[^\W\d_]\.-?){2,}|(?<=[a-z] )[B-DF-HJ-NP-TV-Z]{2}(?= [A-Z][a-z])")
POSSESSIVE = re.compile(r"(?:['’][sS]?|(?<=[sS])['’])$")


def is_honorific(word: str) -> bool:
    """Say whether a word is an honorific, an office or a rank written before a name.

    >>> is_honorific("Cllr"), is_honorific("Brig.-Gen."), is_honorific("Sub-Inspector"), is_honorific("Odell-Major")
    (True, True, True, False)
    """
    first, *more = (part.rstrip(".") for part in word.casefold().split("-"))
    return first in (HONORIFICS | BEFORE_HYPHEN if more else HONORIFICS) and all(part in HONORIFICS for part in more)


def count_honorifics(words: list[str]) -> int:
    """Count the honorifics that open a name; a name is left over always.

    >>> count_honorifics("Prime Minister Ada Odell".split()), count_honorifics(["Mr."])
    (2, 0)
    >>> count_honorifics("Tan Sri Ada Odell".split()), count_honorifics("Sri Odell".split())
    (2, 0)
    >>> count_honorifics("Air Marshal Odell".split()), count_honorifics("DC Ada Odell".split())
    (2, 1)
    """
    count = 0
    while count < len(words) - 1 and opens_with_honorific(words[count:], is_first=not count):
        count += 1
    while count and words[count - 1].casefold().rstrip(".") in PARTS_OF_HONORIFICS:
        count -= 1
    return count


def opens_with_honorific(words: list[str], *, is_first: bool) -> bool:
    """Say whether the first of at least two words is an honorific where it stands.

    >>> opens_with_honorific(["Sardar", "Jonas", "Odell"], is_first=True)
    True
    >>> opens_with_honorific(["Sardar", "Odell"], is_first=True)
    False
    """
    word = words[0].casefold().rstrip(".")
    if len(words) > 2 and (word in BEFORE_TWO_NAMES or words[0] in POLICE_RANKS):
        return True
    if is_honorific(words[0]):
        return word not in BEFORE_TWO_NAMES
    if word in FIRST_HONORIFICS:
        return len(words) > 2 and (is_honorific(words[1]) or words[1].casefold() in SECOND_HONORIFICS)
    return not is_first and word in SECOND_HONORIFICS


def find_honorific_gender(words: list[str]) -> str | None:
    """Read the gender off honorifics: "m", "f" or None.

    >>> find_honorific_gender(["Mrs."]), find_honorific_gender(["Dr."])
    ('f', None)
    """
    plain = {word.casefold().rstrip(".") for word in words}
    if plain & MALE_HONORIFICS:
        return None if plain & FEMALE_HONORIFICS else "m"
    return "f" if plain & FEMALE_HONORIFICS else None


def split_person_name(name: str) -> list[str]:
    """Split a person's name into folded words, without honorifics, nickname and letters after the name.

    >>> split_person_name('Dr. Ada "Sunny" M. Odell Jr.')
    ['ada', 'm.', 'odell']
    """
    words = NICKNAME.sub("", name).replace(",", " ").split()
    words = [fold_name(word) for word in words[count_honorifics(words) :]]
    while len(words) > 1 and words[-1].rstrip(".") in POST_NOMINALS:
        words.pop()
    return [word for word in words if word]


def drop_middle_initials(words: list[str]) -> list[str]:
    """Drop the initials between first and last name.

    >>> drop_middle_initials(["ada", "m.", "odell"])
    ['ada', 'odell']
    """
    return [word for i, word in enumerate(words) if i in (0, len(words) - 1) or not INITIAL.fullmatch(word)]


def make_person_key(name: str) -> str:
    """Make the merge key of a person's name.

    >>> make_person_key("Mr. Ada M. Ödell") == make_person_key("Ada Odell")
    True
    """
    return " ".join(drop_middle_initials(split_person_name(name))).replace(".", "") or fold_name(name)


def make_name_key(name: str) -> str:
    """Make the merge key of any other name: legal form, article and punctuation go.

    >>> make_name_key("The Odell & Vester Company, Inc."), make_name_key("Odell and Vester")
    ('odell and vester', 'odell and vester')
    """
    words = re.sub(r"[^\w\s'-]+", " ", fold_name(name).replace("&", " and ").replace(".", "")).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    key = " ".join(SPELLINGS.get(word, word) for word in words) or fold_name(name)
    return INSTITUTIONS.get(key, key)


def make_merge_key(name: str, label: str) -> str:
    """Make the key that the same entity of another article is expected to share.

    Initials between a person's names stay in it, and so does the generation, as one of them: where articles know an
    "Ada M. Odell" and an "Ada K. Odell", only all of them together can say who a plain "Ada Odell" is.

    >>> make_merge_key("Dr. Ada M.K. Odell", "PERSON"), make_merge_key("The Odell Company", "ORG")
    ('ada m k odell', 'odell')
    >>> make_merge_key("Jonas Odell Jr.", "PERSON")
    'jonas +jr odell'
    """
    if label != "PERSON":
        return make_name_key(name)
    name = RUN_OF_INITIALS.sub(lambda match: " ".join(re.sub(r"[.-]", "", match[0])) + " ", name)
    words = " ".join(split_person_name(name)).replace(".", "").split()
    generation = name.split()[-1].casefold().rstrip(".") if len(words) > 1 else ""
    if generation in GENERATIONS:
        words.insert(-1, f"+{generation}")
    return " ".join(words) or fold_name(name)


def surname_of(name: str) -> str:
    """Give the folded last word of a person's name, letters after the name left out.

    >>> surname_of("Sen. Jan van der Odell Jr.")
    'odell'
    """
    return (split_person_name(name) or [fold_name(name)])[-1]


def is_acronym(word: str) -> bool:
    """Say whether a word is written as an acronym: two to eight capitals, perhaps with dots, digits or one "s".

    >>> is_acronym("N.V.A."), is_acronym("NCVs"), is_acronym("Odell")
    (True, True, False)
    """
    plain = word.replace(".", "").replace("-", "").replace("&", "")
    if plain.endswith("s"):
        plain = plain[:-1]
    return 2 <= len(plain) <= 8 and plain[:1].isalpha() and plain.isalnum() and plain.upper() == plain


def matches_acronym(acronym: str, name: str) -> bool:
    """Say whether the capitals of `acronym` are initials of the name's words, in order, the small ones optional.

    >>> matches_acronym("NVA", "Northern Varnland Assembly"), matches_acronym("CTHR", "Council for Tides")
    (True, False)
    """
    letters = re.sub(r"[^a-z]", "", fold_name(acronym))
    words = [word for word in re.split(r"[\s/-]+", fold_name(name)) if word and word[0].isalpha()]
    if not letters or not words or letters[0] != words[0][0]:
        return False
    initials = "".join(word[0] for word in words)
    long_initials = "".join(word[0] for word in words if word not in SMALL_WORDS)
    return letters in (initials, long_initials) or (len(letters) >= 3 and _covers_initials(letters, words))


def _covers_initials(letters: str, words: list[str]) -> bool:
    """Say whether the letters are initials in order, covering nearly all large words ("CTHR")."""
    large = [word for word in words if word not in SMALL_WORDS]
    position = used = 0
    for letter in letters:
        while position < len(words) and words[position][0] != letter:
            position += 1
        if position == len(words):
            return False
        used += words[position] not in SMALL_WORDS
        position += 1
    return used >= len(large) - 1


def is_parting(word: str) -> bool:
    """Say whether a small word belongs to no person's name.

    >>> is_parting("watching"), is_parting("st"), is_parting("van"), is_parting("Odell")
    (True, True, False, False)
    """
    return word.isalpha() and word.islower() and word not in SMALL_IN_NAMES


def is_run_on(name: str) -> bool:
    """Say whether a small word that belongs to no name parts two people who were read as one.

    >>> is_run_on("Ada watching Jonas Odell"), is_run_on("Ada van der Odell"), is_run_on("Zia ul Odell")
    (True, False, False)
    """
    return any(map(is_parting, name.split()[1:-1]))
