"""One name, one type: the mentions of a name are scored together over the whole article.

A name's score for a class is the logarithm of the model's mean probability at its mentions plus the weights of
the cues around them (`cues`), each cue counted once and a little more where it recurs. "No name at all" is a
class like the others. A second round adds what the names say of each other: a surname of a person named in
full, a name that opens a longer one, an acronym of a long form, neighbours in a list.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from transforms.language.token_vectors import Floats
from transforms.names.mentions import CLASS_OF_LABEL, CLASSES, ArticleLines, Name
from transforms.names.strings import is_acronym, make_name_key, matches_acronym, split_person_name
from transforms.names.type_evidence import read_cues
from transforms.names.weights import WEIGHTS
from transforms.words.places import find_country

FLOOR = 0.18
RECURRENCE = 0.25
LIST_JOINT = re.compile(r"\s*,\s+(?:and\s+)?|\s+and\s+|\s+or\s+|\s*;\s+")
# What a lone surname's own cues must weigh to make it a firm: with a firm of that name in the article, and without.
NEAR_FIRM, FAR_FIRM = 1.0, 1.9
FIRM_CUES = frozenset(
    {
        "shares", "part of body", "works at", "works for", "its", "it", "apposition: organisation",
        "kind before: organisation", "noun after: organisation", "acts as a firm",
    }
)  # fmt: skip
LIST_WEIGHT = 0.25
LIST_FLOOR = 0.05
BOUND = {"surname": 5.0, "given name": 2.0, "long form": 4.0, "opens": 1.5, "full name": 2.5}
MATRIX = {cue: np.array([weights.get(name, 0.0) for name in CLASSES]) for cue, weights in WEIGHTS.items()}


@dataclass(slots=True)
class Group:
    """All mentions of one name of an article."""

    names: list[Name] = field(default_factory=list)
    cues: Counter[str] = field(default_factory=Counter)
    scores: Floats = field(default_factory=lambda: np.zeros(len(CLASSES), dtype=np.float32))

    @property
    def best(self) -> str:
        """Name the class with the highest score."""
        return CLASSES[int(self.scores.argmax())]


def settle_labels(names: Sequence[Name], source: ArticleLines) -> dict[str, Group]:
    """Type every name of the article by its group; names that are none keep the label "NONE"."""
    groups: dict[str, Group] = defaultdict(Group)
    for name in names:
        group = groups[name.key]
        group.names.append(name)
        name.cues = frozenset(read_cues(name, source.texts[name.field], source.small_words))
        group.cues.update(name.cues)
    for group in groups.values():
        group.scores = score_group(group)
    bind_groups(groups)
    share_types(names, groups, source)
    for group in groups.values():
        label_names(group)
    part_namesakes(groups)
    return groups


def part_namesakes(groups: Mapping[str, Group]) -> None:
    """Tell a firm from its founder where both bear one name: what is said of a mention by itself decides.

    A lone surname is a person's wherever the article has the full name (`bind_groups`). But "shares of Vester" and
    "Vester, a maker of pumps" are said of no person, and a firm's "Vester AG" makes a mention in a firm's place a firm.
    """
    people = {split_person_name(key)[-1] for key, group in groups.items() if " " in key and group.best == "PERSON"}
    firms = list_firms(groups)
    for key in people & groups.keys():
        for name in groups[key].names:
            if name.label == "PERSON" and is_firm(name, firms):
                name.label = "ORG"


def list_firms(groups: Mapping[str, Group]) -> frozenset[str]:
    """List what firms are called without their legal forms."""
    return frozenset(make_name_key(key) for key, group in groups.items() if " " in key and group.best == "ORG")


def is_firm(name: Name, firms: frozenset[str]) -> bool:
    """Say whether a mention of a person's surname is a firm's by what is said of it there."""
    person, body = CLASSES.index("PERSON"), CLASSES.index("ORG")
    weight = sum(float(MATRIX[cue][body] - MATRIX[cue][person]) for cue in name.cues & FIRM_CUES)
    return weight > (NEAR_FIRM if name.key in firms else FAR_FIRM)


def score_group(group: Group) -> Floats:
    """Add up the model's evidence and the cues."""
    found = [name for name in group.names if name.rule != "recall"] or group.names
    chances = np.mean([name.chances for name in found], axis=0)
    scores = np.log(chances + FLOOR)
    for cue, count in group.cues.items():
        scores += MATRIX[cue] * (1 + RECURRENCE * min(count - 1, 2))
    return np.asarray(scores, dtype=np.float32)


def bind_groups(groups: Mapping[str, Group]) -> None:
    """Add what names say of each other: surnames, given names, acronyms, names that open longer ones."""
    people = [
        split_person_name(group.names[0].text) for key, group in groups.items() if " " in key and group.best == "PERSON"
    ]
    surnames, given = {words[-1] for words in people if words}, {words[0] for words in people if words}
    long_forms = [group for key, group in groups.items() if " " in key and group.best in {"ORG", "WORK", "PLACE"}]
    openings: dict[str, str] = {}
    for group in long_forms:
        openings.setdefault(group.names[0].key.split()[0], group.best)
    person, organisation = CLASSES.index("PERSON"), CLASSES.index("ORG")
    for key, group in groups.items():
        if " " in key:
            last = groups.get(key.split()[-1])
            if last and last.best == "PERSON" and len(key.split()) < 4:
                group.scores[person] += BOUND["full name"]
            continue
        if key in surnames:
            group.scores[person] += BOUND["surname"]
        elif key in given:
            group.scores[person] += BOUND["given name"]
        if is_acronym(group.names[0].text) and not find_country(group.names[0].text):
            match = next((g for g in long_forms if matches_acronym(group.names[0].text, g.names[0].text)), None)
            if match:
                group.scores[CLASSES.index(match.best)] += BOUND["long form"]
        elif openings.get(key) == "ORG" and group.best != "PLACE":
            group.scores[organisation] += BOUND["opens"]


def share_types(names: Sequence[Name], groups: Mapping[str, Group], source: ArticleLines) -> None:
    """Let neighbours in a list ("Skarrow, Varnone and Ferrand") speak for each other's type."""
    votes: dict[str, list[Floats]] = defaultdict(list)
    for left, right in pairwise(names):
        if left.line is right.line and LIST_JOINT.fullmatch(source.texts[left.field], left.end, right.start):
            votes[left.key].append(softmax(groups[right.key].scores))
            votes[right.key].append(softmax(groups[left.key].scores))
    for key, chances in votes.items():
        groups[key].scores += LIST_WEIGHT * np.log(np.mean(chances, axis=0) + LIST_FLOOR)


def softmax(scores: Floats) -> Floats:
    """Turn scores into probabilities."""
    weights = np.exp(scores - scores.max())
    return np.asarray(weights / weights.sum(), dtype=np.float32)


def label_names(group: Group) -> None:
    """Give the mentions of a group its label: of the class, the one the model gave most often."""
    best = group.best
    votes = Counter(name.label for name in group.names if CLASS_OF_LABEL.get(name.label) == best)
    defaults = {"PLACE": "GPE", "WORK": "EVENT"}
    label = min(votes, key=lambda label: (-votes[label], label)) if votes else defaults.get(best, best)
    if best == "PLACE":
        label = refine_place(group, label)
    for name in group.names:
        name.label = label


def refine_place(group: Group, label: str) -> str:
    """Tell built places and landscapes from places with a government."""
    if group.cues["country"]:
        return "GPE"
    if group.cues["word: facility"]:
        return "FAC"
    return label
