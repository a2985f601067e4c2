"""Countries and peoples: names, codes, demonyms, and the names that stand for governments.

Country names and codes are ISO 3166-1 as pycountry carries them, with the everyday and former names newspapers
use. Dependent territories and parts of countries have no code here: `country_code` is for countries.
"""

from __future__ import annotations

from functools import lru_cache

import pycountry

from transforms.words.lists import fold_name, read_lists, read_table, split_cell, word_set

LISTS = read_lists(__package__, "places")
COUNTRIES = {row["code"]: row for row in read_table(__package__, "countries")}
TERRITORIES = word_set(LISTS["territories"])
STATES_OF = word_set(LISTS["states_of"])
SEATS = frozenset(LISTS["seats"])
NO_CITIES = frozenset(LISTS["no_cities"])
DEMONYMS = {code: split_cell(row["demonyms"]) for code, row in COUNTRIES.items() if row["demonyms"]}


@lru_cache(maxsize=1)
def load_country_names() -> dict[str, str]:
    """Make the table from folded country name to ISO 3166-1 alpha-2 code."""
    names: dict[str, str] = {}
    for country in pycountry.countries:
        code = country.alpha_2
        if code in TERRITORIES:
            continue
        forms = [country.name, getattr(country, "common_name", ""), getattr(country, "official_name", "")]
        forms += split_cell(COUNTRIES[code]["other_names"]) if code in COUNTRIES else []
        names.update({fold_name(form): code for form in forms if form and ", " not in form})
    return names


@lru_cache(maxsize=1)
def load_demonyms() -> dict[str, str]:
    """Make the table from folded demonym, singular and plural, to country code."""
    singular = {fold_name(word): code for code, words in DEMONYMS.items() for word in words}
    plural = {word + "s": code for word, code in singular.items() if not word.endswith(("s", "sh", "ch", "ese", "men"))}
    return {word: code for word, code in (plural | singular).items() if word not in load_country_names()}


def find_country(name: str) -> str | None:
    """Give the code of the country of that name.

    >>> find_country("the U.K."), find_country("Ivory Coast"), find_country("Kremlin")
    ('GB', 'CI', None)
    """
    names = load_country_names()
    folded = fold_name(name)
    if folded == "us" and name.lower() == name:
        return None
    return names.get(folded)


def find_demonym(word: str) -> str | None:
    """Give the code of the country whose people or adjective `word` is.

    >>> find_demonym("Iranians"), find_demonym("Danish"), find_demonym("Iran")
    ('IR', 'DK', None)
    """
    return load_demonyms().get(fold_name(word))


@lru_cache(maxsize=512)
def name_country(code: str) -> str:
    """Give the everyday name of a country.

    >>> name_country("RU"), name_country("KR"), name_country("US")
    ('Russia', 'South Korea', 'United States')
    """
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        raise ValueError(f"{code!r} is no ISO 3166-1 code")
    ours = COUNTRIES[code]["everyday_name"] if code in COUNTRIES else ""
    return ours or str(getattr(country, "common_name", country.name))


def name_people(code: str) -> str:
    """Give the demonym of a country, as the entity of its people is called.

    >>> name_people("IR")
    'Iranian'
    """
    return DEMONYMS[code][0]


@lru_cache(maxsize=1)
def load_cities() -> dict[str, list[str]]:
    """Read the names of capitals and large cities, by `size`: "capital", "million" or "large"."""
    cities: dict[str, list[str]] = {"capital": [], "million": [], "large": []}
    for row in read_table(__package__, "cities"):
        cities[row["size"]].append(row["name"])
    return cities


@lru_cache(maxsize=1)
def load_capitals() -> frozenset[str]:
    """Make the table of folded names of capitals, and of cities that house a union's institutions."""
    return frozenset(map(fold_name, (*load_cities()["capital"], *LISTS["more_capitals"])))


def is_capital(name: str) -> bool:
    """Say whether a name is a capital's.

    >>> is_capital("Tehran"), is_capital("Skarrow")
    (True, False)
    """
    return fold_name(name) in load_capitals()


def is_seat(name: str) -> bool:
    """Say whether a name is that of a government's seat.

    >>> is_seat("the Kremlin"), is_seat("Moscow")
    (True, False)
    """
    return fold_name(name) in SEATS


@lru_cache(maxsize=1)
def load_places() -> dict[str, int]:
    """Make the table from folded place name to rank: 3 for regions, capitals and cities of a million, 2 for states."""
    cities = load_cities()
    ranks = dict.fromkeys(map(fold_name, cities["large"]), 1)
    ranks |= dict.fromkeys(map(fold_name, cities["capital"]), 3)
    states = (state.name for state in pycountry.subdivisions if state.country_code in STATES_OF)
    ranks |= dict.fromkeys(map(fold_name, states), 2)
    ranks |= dict.fromkeys(map(fold_name, (*cities["million"], *LISTS["more_cities"], *LISTS["regions"])), 3)
    return {name: rank for name, rank in ranks.items() if name.replace("-", " ") not in NO_CITIES}


def rank_place(name: str) -> int:
    """Say how well known a place of that name is: 0 unknown, 1 a city, 2 a state, 3 a large city or region.

    >>> rank_place("Nairobi"), rank_place("Skarrow")
    (3, 0)
    """
    return load_places().get(fold_name(name), 0)
