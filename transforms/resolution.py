"""Which names of an article are one: full name and surname, long form and acronym, the forms of a country."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from transforms.mentions import Name
from transforms.names import (
    find_honorific_gender,
    is_acronym,
    make_merge_key,
    make_name_key,
    make_person_key,
    matches_acronym,
    split_person_name,
)
from transforms.nlp import ParsedArticle
from transforms.places import find_country, find_demonym, name_country, name_people
from transforms.schemas import VALUE_LABELS
from transforms.values import ArticleEntity

GENDER_OF_PRONOUN = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
}


@dataclass(slots=True)
class Cluster:
    """The mentions taken for one entity."""

    names: list[Name] = field(default_factory=list)
    pronouns: Counter[str] = field(default_factory=Counter)


def resolve_names(names: Sequence[Name], parsed: ParsedArticle) -> tuple[tuple[ArticleEntity, ...], list[int | None]]:
    """Resolve names to entities: the entities by first mention, and for each name the index of its entity."""
    keys = key_people(names) | key_acronyms(names)
    clusters: dict[tuple[str, str], Cluster] = {}
    homes: list[tuple[str, str] | None] = []
    for i, name in enumerate(names):
        home = None if name.label in VALUE_LABELS else keys.get(i) or key_of(name)
        homes.append(home)
        if home:
            clusters.setdefault(home, Cluster()).names.append(name)
    count_pronouns(names, homes, clusters, parsed)
    places = {home: i for i, home in enumerate(clusters)}
    return tuple(make_entity(cluster) for cluster in clusters.values()), [home and places[home] for home in homes]


def key_of(name: Name) -> tuple[str, str]:
    """Give class and key of a name by itself."""
    if name.label == "GPE" and (code := find_country(name.text)):
        return "country", code
    if name.label == "NORP" and (code := find_demonym(name.text)):
        return "people", code
    if name.label == "PERSON":
        return "person", make_person_key(name.text)
    return ("team" if name.rule == "team" else "name"), make_name_key(name.text)


@dataclass(slots=True)
class Bearer:
    """A full name of the article: its words, where it stands, and the gender that its honorifics give."""

    words: tuple[str, ...]
    places: list[int] = field(default_factory=list)
    genders: set[str | None] = field(default_factory=set)


def key_people(names: Sequence[Name]) -> dict[int, tuple[str, str]]:
    """Give lone surnames and shorter names the key of the full name that they stand for."""
    people = [(i, tuple(split_person_name(name.text))) for i, name in enumerate(names) if name.label == "PERSON"]
    full: dict[tuple[str, ...], Bearer] = {}
    for i, words in people:
        if len(words) > 1:
            bearer = full.setdefault(words, Bearer(words))
            bearer.places.append(i)
            bearer.genders.add(find_honorific_gender(list(names[i].honorifics)))
    by_surname, by_given = index_bearers(full.values(), -1), index_bearers(full.values(), 0)
    keys: dict[int, tuple[str, str]] = {}
    for i, words in people:
        bearers = [bearer for bearer in by_surname.get(words[-1], ()) if extends(bearer.words, words)]
        if not bearers and len(words) == 1:
            bearers = by_given.get(words[0], [])
        if bearers:
            chosen = choose_bearer(names, i, bearers)
            keys[i] = ("person", make_person_key(names[chosen.places[0]].text))
    return keys


def index_bearers(bearers: Iterable[Bearer], part: int) -> dict[str, list[Bearer]]:
    """Index full names by their first or last word."""
    index: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in bearers:
        index[bearer.words[part]].append(bearer)
    return index


def choose_bearer(names: Sequence[Name], index: int, bearers: Sequence[Bearer]) -> Bearer:
    """Choose whom a shorter name means among the full names that hold it.

    Husband and wife share a surname: an honorific's gender tells them apart; then the one named in the same
    paragraph just before; then the one whom the article names in full first, whom it is about.
    """
    gender = find_honorific_gender(list(names[index].honorifics))
    fitting = [bearer for bearer in bearers if gender is None or gender in bearer.genders] or list(bearers)
    before = {bearer.words: bearer.places[bisect(bearer.places, index) - 1] for bearer in fitting}
    beside = [b for b in fitting if before[b.words] < index and names[before[b.words]].line is names[index].line]
    if beside:
        return max(beside, key=lambda bearer: before[bearer.words])
    return min(fitting, key=lambda bearer: (names[bearer.places[0]].field == "title", bearer.places[0]))


def extends(full: Sequence[str], short: Sequence[str]) -> bool:
    """Say whether a full name holds every word of a shorter one, in order, and is longer."""
    rest = iter(full)
    return len(short) < len(full) and all(word in rest for word in short)


def key_acronyms(names: Sequence[Name]) -> dict[int, tuple[str, str]]:
    """Give acronyms the key of the long form whose initials they are."""
    long_forms = [
        name for name in names if name.label not in VALUE_LABELS and " " in name.key and name.label != "PERSON"
    ]
    keys: dict[int, tuple[str, str]] = {}
    found: dict[str, str | None] = {}
    for i, name in enumerate(names):
        if name.label in VALUE_LABELS or not is_acronym(name.text) or find_country(name.text):
            continue
        if name.key not in found:
            matches = (form for form in long_forms if matches_acronym(name.text, form.text))
            best = next(matches, None)
            found[name.key] = make_name_key(best.text) if best else None
        if key := found[name.key]:
            keys[i] = ("name", key)
            name.label = next(form.label for form in long_forms if make_name_key(form.text) == key)
    return keys


def count_pronouns(
    names: Sequence[Name],
    homes: Sequence[tuple[str, str] | None],
    clusters: dict[tuple[str, str], Cluster],
    parsed: ParsedArticle,
) -> None:
    """Let each gendered pronoun of the body vote for the last person named before it in its paragraph."""
    people = [
        (name.start, home)
        for name, home in zip(names, homes, strict=True)
        if name.field == "text" and home and home[0] == "person"
    ]
    position = 0
    for paragraph in parsed.body:
        last: tuple[str, str] | None = None
        for token in paragraph.doc:
            while position < len(people) and people[position][0] <= paragraph.start + token.idx:
                last = people[position][1] if people[position][0] >= paragraph.start else None
                position += 1
            if last and (gender := GENDER_OF_PRONOUN.get(token.lower_)):
                clusters[last].pronouns[gender] += 1


def make_entity(cluster: Cluster) -> ArticleEntity:
    """Make the entity of a cluster under its fullest name."""
    label = Counter(name.label for name in cluster.names).most_common(1)[0][0]
    forms = Counter(name.text for name in cluster.names)
    name, code = choose_name(label, forms), None
    if label == "GPE" and (code := find_country(name)):
        name = name_country(code)
    elif label == "NORP" and (code := find_demonym(name)):
        name = name_people(code)
    aliases = tuple(sorted(form for form in forms if form != name))
    gender = find_gender(cluster) if label == "PERSON" else None
    key = make_merge_key(name, label)
    is_team = any(member.rule == "team" for member in cluster.names)
    return ArticleEntity(name, label, aliases, code, gender, f"team {key}" if is_team else key)


def choose_name(label: str, forms: Counter[str]) -> str:
    """Choose the fullest form: most words (an acronym has none), then the most frequent, then the alphabet."""

    def rank(form: str) -> tuple[int, bool, int, str]:
        words = len(split_person_name(form)) if label == "PERSON" else 0 if is_acronym(form) else len(form.split())
        return -words, form.isupper(), -forms[form], form

    return min(forms, key=rank)


def find_gender(cluster: Cluster) -> str | None:
    """Find a person's gender: honorifics decide, else pronouns where they outweigh the other three to one."""
    by_title = {find_honorific_gender(list(name.honorifics)) for name in cluster.names} - {None}
    if len(by_title) == 1:
        return by_title.pop()
    men, women = cluster.pronouns["m"], cluster.pronouns["f"]
    if men > 3 * women:
        return "m"
    return "f" if women > 3 * men else None
