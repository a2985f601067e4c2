"""Which names of an article are one: full name and surname, long form and acronym, the forms of a country."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc

from transforms.language.pipeline import ParsedArticle
from transforms.names.mentions import Name
from transforms.names.strings import (
    find_honorific_gender,
    is_acronym,
    is_run_on,
    make_merge_key,
    make_name_key,
    matches_acronym,
    split_person_name,
)
from transforms.values import ArticleEntity
from transforms.vocabularies import VALUE_LABELS
from transforms.words.given_names import gender_of_name
from transforms.words.lexicon import GENERIC_WORDS
from transforms.words.places import find_country, find_demonym, name_country, name_people, rank_place

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


KIN = {
    **dict.fromkeys(("wife", "mother", "daughter", "sister", "widow", "grandmother", "aunt", "niece"), "f"),
    **dict.fromkeys(("husband", "father", "son", "brother", "widower", "grandfather", "uncle", "nephew"), "m"),
}
# Before one word these stand with a given name or a regnal one ("Pope Francis"), never with a surname (AP stylebook,
# "nobility", "royal titles").
REGNAL_TITLES = frozenset(("king", "queen", "prince", "princess", "pope", "emperor", "empress", "sultan", "emir"))
OBJECT_DEPS = frozenset({"dobj", "pobj", "dative", "iobj"})
MARKS = {"“": 1, "”": -1, "‘": 1, "’": -1, "«": 1, "»": -1}


@dataclass(slots=True)
class Cluster:
    """The mentions taken for one entity."""

    names: list[Name] = field(default_factory=list)
    pronouns: Counter[str] = field(default_factory=Counter)


def resolve_names(names: Sequence[Name], parsed: ParsedArticle) -> tuple[tuple[ArticleEntity, ...], list[int | None]]:
    """Resolve names to entities: the entities by first mention, and for each name the index of its entity."""
    keys = key_people(names) | key_acronyms(names) | key_short_forms(names)
    clusters: dict[tuple[str, str], Cluster] = {}
    homes: list[tuple[str, str] | None] = []
    for i, name in enumerate(names):
        home = None if name.label in VALUE_LABELS else keys.get(i) or key_of(name)
        homes.append(home)
        if home:
            clusters.setdefault(home, Cluster()).names.append(name)
    count_pronouns(names, homes, clusters)
    places = {home: i for i, home in enumerate(clusters)}
    return tuple(make_entity(cluster) for cluster in clusters.values()), [home and places[home] for home in homes]


def key_of(name: Name) -> tuple[str, str]:
    """Give class and key of a name by itself."""
    if name.label == "GPE" and (code := find_country(name.text)):
        return "country", code
    if name.label == "NORP" and (code := find_demonym(name.text)):
        return "people", code
    if name.label == "PERSON":
        return "person", make_merge_key(name.text, "PERSON")
    return ("team" if name.rule == "team" else "name"), make_name_key(name.text)


@dataclass(slots=True)
class Bearer:
    """A full name of the article: its words, where it stands, and the gender that its honorifics give.

    `first` is its first place in the body; where it stands in the title alone, that one, behind all others.
    """

    words: tuple[str, ...]
    first: tuple[bool, int]
    places: list[int] = field(default_factory=list)
    genders: set[str | None] = field(default_factory=set)
    pronouns: Counter[str] = field(default_factory=Counter)

    def fit(self, gender: str | None) -> int:
        """Say how well an honorific's gender fits: stated, shown by pronouns, unknown, or against either."""
        known = self.genders - {None}
        if gender is None or known:
            return 2 if gender is None or gender in known else -2
        other = "m" if gender == "f" else "f"
        return (self.pronouns[gender] > self.pronouns[other]) - (self.pronouns[other] > self.pronouns[gender])


def noun_before(name: Name) -> str:
    """Give the noun that a name stands in apposition to: "his wife, Ada Odell"."""
    at = name.first - 1
    if at >= 0 and name.line.doc[at].text == ",":
        at -= 1
    return name.line.doc[at].lower_ if at >= 0 else ""


def count_bearers(
    names: Sequence[Name], people: Sequence[tuple[int, tuple[str, ...]]], full: dict[tuple[str, ...], Bearer]
) -> None:
    """Let the pronouns between a full name and the next person of its line vote on the bearer's gender."""
    places = [*people, (len(names), ())]
    for (i, words), (following, _) in pairwise(places):
        if words in full:
            doc = names[i].line.doc
            is_last = following >= len(names) or names[following].line is not names[i].line
            end = len(doc) if is_last else names[following].first
            full[words].pronouns.update(read_pronouns(doc, names[i].last, end))


def read_pronouns(doc: Doc, first: int, last: int) -> list[str]:
    """List the genders of the pronouns outside marks that may mean the person named right before `first`.

    An object cannot mean the subject of its own clause (Chomsky 1981, principle B): in the name's sentence "him" is
    another.
    """
    found: list[str] = []
    depth, end = 0, first
    while end < last and not doc[end].is_sent_start:
        end += 1
    for i in range(first, last):
        token = doc[i]
        depth = max(0, depth + MARKS.get(token.text, 0)) if token.tag_ in {"``", "''"} else depth
        gender = GENDER_OF_PRONOUN.get(token.lower_)
        is_other = i < end and token.tag_ == "PRP" and token.dep_ in OBJECT_DEPS
        if gender and depth == 0 and not is_other:
            found.append(gender)
    return found


def key_people(names: Sequence[Name]) -> dict[int, tuple[str, str]]:
    """Give lone surnames and shorter names the key of the full name that they stand for."""
    people = [
        (i, tuple(make_merge_key(name.text, "PERSON").split()))
        for i, name in enumerate(names)
        if name.label == "PERSON"
    ]
    full: dict[tuple[str, ...], Bearer] = {}
    for i, words in people:
        if len(words) > 1 and not is_run_on(names[i].text):
            place = (names[i].field == "title", i)
            bearer = full.setdefault(words, Bearer(words, place))
            bearer.first = min(bearer.first, place)
            bearer.places.append(i)
            bearer.genders |= {find_honorific_gender(list(names[i].honorifics)), gender_of_name(names[i].text)}
            bearer.genders.add(KIN.get(noun_before(names[i])))
    count_bearers(names, people, full)
    by_surname, by_given = index_bearers(full.values(), -1), index_bearers(full.values(), 0)
    # "Her father Omar Saleh" is not Mariam Omar Saleh, whose name ends in his.
    kin = {words for i, words in people if len(words) > 1 and noun_before(names[i]) in KIN}
    keys: dict[int, tuple[str, str]] = {}
    for i, words in people:
        is_given = len(words) == 1 and is_regnal(names[i])
        found = () if is_given else by_surname.get(words[-1], ())
        bearers = [bearer for bearer in found if extends(bearer.words, words)]
        if words in kin:
            bearers = [bearer for bearer in bearers if bearer.words[0] == words[0]]
        if not bearers and len(words) == 1:
            bearers = by_given.get(words[0], [])
        if bearers:
            chosen = choose_bearer(names, i, bearers)
            if chosen is not None:
                keys[i] = ("person", make_merge_key(names[chosen.places[0]].text, "PERSON"))
    return keys


def is_regnal(name: Name) -> bool:
    """Say whether a name stands behind the title of a ruler or of a ruler's kin."""
    return noun_before(name) in REGNAL_TITLES or any(word.casefold() in REGNAL_TITLES for word in name.honorifics)


def index_bearers(bearers: Iterable[Bearer], part: int) -> dict[str, list[Bearer]]:
    """Index full names by their first or last word."""
    index: dict[str, list[Bearer]] = defaultdict(list)
    for bearer in bearers:
        index[bearer.words[part]].append(bearer)
    return index


def choose_bearer(names: Sequence[Name], index: int, bearers: Sequence[Bearer]) -> Bearer | None:
    """Choose whom a shorter name means among the full names that hold it.

    Husband and wife share a surname: an honorific's gender tells them apart, and "Mrs. Odell" is nobody whom the text
    calls a man; then the one named in the same paragraph just before; then the one whom the body names in full
    first, whom it is about.
    """
    gender = find_honorific_gender(list(names[index].honorifics))
    best = max(bearer.fit(gender) for bearer in bearers)
    if best == -2:
        return None
    fitting = [bearer for bearer in bearers if bearer.fit(gender) == best]
    before = {bearer.words: bearer.places[bisect(bearer.places, index) - 1] for bearer in fitting}
    beside = [b for b in fitting if before[b.words] < index and names[before[b.words]].line is names[index].line]
    if beside:
        return max(beside, key=lambda bearer: before[bearer.words])
    return min(fitting, key=lambda bearer: bearer.first)


def extends(full: Sequence[str], short: Sequence[str]) -> bool:
    """Say whether a full name holds every word of a shorter one, in order, and is longer.

    Initials between must be the first of the fuller one's ("W." does not open "H. W."), and a name without "Jr." is
    another's than the one with it.

    >>> extends(["ada", "m", "odell"], ["ada", "odell"]), extends(["ada", "m", "k", "odell"], ["ada", "k", "odell"])
    (True, False)
    >>> extends(["jonas", "+jr", "odell"], ["jonas", "odell"]), extends(["jonas", "+jr", "odell"], ["odell"])
    (False, True)
    """
    rest = iter(full)
    if len(short) >= len(full) or not all(word in rest for word in short):
        return False
    if len(short) > 1 and {word for word in full if word[0] == "+"} - set(short):
        return False
    initials, own = ("".join(word[0] for word in words[1:-1]) for words in (full, short))
    return short[0] != full[0] or initials.startswith(own)


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


def key_short_forms(names: Sequence[Name]) -> dict[int, tuple[str, str]]:
    """Give one word the key of the only organisation named so before that starts with it: "Odell" of "Odell Energy"."""
    long_forms: dict[str, set[str]] = defaultdict(set)
    others = {name.key for name in names if name.label in ("PERSON", "GPE", "LOC", "NORP")}
    keys: dict[int, tuple[str, str]] = {}
    for i, name in enumerate(names):
        words = name.key.split()
        if name.label != "ORG" or not words:
            continue
        if len(words) > 1:
            long_forms[words[0]].add(make_name_key(name.text))
        elif len(found := long_forms[words[0]]) == 1 and is_own_word(name, others):
            keys[i] = ("name", next(iter(found)))
    return keys


def is_own_word(name: Name, others: set[str]) -> bool:
    """Say whether a word by itself names an organisation: no place, people, person, acronym or everyday word."""
    is_place = find_country(name.text) or find_demonym(name.text) or rank_place(name.text)
    return not (is_place or name.key in others or is_acronym(name.text) or name.key in GENERIC_WORDS)


def count_pronouns(
    names: Sequence[Name],
    homes: Sequence[tuple[str, str] | None],
    clusters: dict[tuple[str, str], Cluster],
) -> None:
    """Let each gendered pronoun of the body vote for the last person named before it in its paragraph."""
    people = [
        (name, home)
        for name, home in zip(names, homes, strict=True)
        if name.field == "text" and home and home[0] == "person"
    ]
    for i, (name, home) in enumerate(people):
        follower = people[i + 1][0] if i + 1 < len(people) else None
        end = follower.first if follower is not None and follower.line is name.line else len(name.line.doc)
        clusters[home].pronouns.update(read_pronouns(name.line.doc, name.last, end))


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
