"""Whom a label means: the people of an article by name, surname, given name, initials and handle."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from transforms.values import ArticleEntities, Mention
from transforms.words.lists import word_set

TITLES = word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady hon rt rev fr sr senator sen rep representative governor "
    "gov mayor minister president judge justice councillor cllr captain capt general gen the"
)
HANDLE = re.compile(r"@\w{2,30}")
INTERVIEWER = re.compile(r"\b(?:[Bb]y|[Ww]ith|told|asked by) $|\b[Ii]nterview(?:ed)?(?: conducted)? by $")
ASKS = re.compile(r",? (?:asked|interviewed|met|spoke|talked|sat down|caught up|visited)\b")
IN_BRACKETS = re.compile(r"\([^)]*\)")
MOST_LABEL_WORDS = 6
COURTS, BENCH = frozenset({"court", "bench", "judge"}), ("judge", "justice", "magistrate")
BEFORE_HOLDER = r"(?:,| was| is)? (?:(?:mrs?|ms|mx|dr|sir|dame|prof|lord|lady)\.? )?$"


class Cast:
    """The persons of one article by what a label may call them; nobody where a label fits two."""

    def __init__(self, title: str, text: str, entities: ArticleEntities) -> None:
        self.text = text
        self.entities = entities.entities
        self.mentions = [m for m in entities.mentions if m.entity is not None]
        self.persons = [i for i, e in enumerate(self.entities) if e.label == "PERSON"]
        self.handles = read_handles(text, entities)

    def find(self, label: str) -> int | None:
        """The person whom a label names: "MS. VARGA", "Ilona", "IV", "Hon. Ilona Varga (Lund)", "@ilona"."""
        if label.startswith("@"):
            return self.handles.get(label.casefold())
        words = [w for w in label_words(label) if w.strip(".") not in TITLES]
        if len(words) > MOST_LABEL_WORDS:
            return None
        fitting = [i for i in self.persons if words and words_fit(words, label_words(self.entities[i].name))]
        if len(words) == 1 and not fitting and words[0].isalpha() and 1 < len(words[0]) <= 4:
            fitting = [i for i in self.persons if self.has_initials(i, words[0])]
        longest = max((len(self.entities[i].name.split()) for i in fitting), default=0)
        fullest = [i for i in fitting if len(self.entities[i].name.split()) == longest]
        if fitting:
            return fullest[0] if len(fullest) == 1 else None
        person = self.find_in_brackets(label)
        return self.find_holder(label) if person is None else person

    def find_in_brackets(self, label: str) -> int | None:
        """The person whom a bracket behind an office names: "The First Minister (Ilona Varga)"."""
        named = [self.find(inside[1:-1]) for inside in IN_BRACKETS.findall(label)]
        return next((person for person in named if person is not None), None)

    def find_holder(self, label: str) -> int | None:
        """The one person whom the text names beside an office: "The Speaker, Ilona Varga"; a judge for "The Court"."""
        office = " ".join(word for word in label_words(label) if word != "the")
        if not office:
            return None
        offices = BENCH if office in COURTS else (office,)
        holders = {m.entity for m in self.mentions if m.entity in self.persons and self.holds(m, offices)}
        return holders.pop() if len(holders) == 1 else None

    def holds(self, mention: Mention, offices: Sequence[str]) -> bool:
        """Whether an office stands right before a name in the body: "the Speaker was X", "Judge X"."""
        if mention.field != "text":
            return False
        before = self.text[max(0, mention.start - 60) : mention.start].casefold()
        return any(re.search(rf"\b{re.escape(office)}{BEFORE_HOLDER}", before) for office in offices)

    def has_initials(self, person: int, letters: str) -> bool:
        """Whether letters are a person's initials, all of them or the first and the last."""
        words = label_words(self.entities[person].name)
        if len(words) < 2:
            return False
        return letters in ("".join(w[0] for w in words), words[0][0] + words[-1][0])

    def is_somebody_else(self, label: str) -> bool:
        """Whether a label is the name of an organisation or a work of the article, such as the outlet that asks."""
        words = " ".join(label_words(label))
        return any(" ".join(label_words(e.name)) == words and e.label != "PERSON" for e in self.entities)

    def interviewee(self, before: int) -> int | None:
        """Who is interviewed: the person named most in the title and the introduction, and not as who asks."""
        counts: Counter[int] = Counter()
        for mention in self.mentions:
            if mention.entity in self.persons and mention.entity is not None:
                if mention.field == "title":
                    counts[mention.entity] += 2
                elif mention.start < before and not self.asks(mention.start, mention.end):
                    counts[mention.entity] += 1
        if not counts:
            return None
        best = max(counts.values())
        return next((person for person, count in counts.items() if count == best), None)

    def asks(self, start: int, end: int) -> bool:
        """Whether the text says around a name that this person asks: "interview by X", "X met her"."""
        before, after = self.text[max(0, start - 40) : start], IN_BRACKETS.sub("", self.text[end : end + 60])
        return bool(INTERVIEWER.search(before) or ASKS.match(after.replace("  ", " ")))


def words_fit(words: list[str], name: list[str]) -> bool:
    """Whether a label's words are a person's full name, its end, or the given name."""
    return name[-len(words) :] == words or (len(name) > 1 and name[: len(words)] == words)


def label_words(label: str) -> list[str]:
    """The words of a label in lower case, without what stands in brackets.

    >>> label_words("Hon. Ilona Varga (Lund)")
    ['hon.', 'ilona', 'varga']
    """
    return [word for word in IN_BRACKETS.sub(" ", label).casefold().rstrip(":. ").split() if word]


def read_handles(text: str, entities: ArticleEntities) -> dict[str, int]:
    """Handles that stand in brackets right behind a person's name: Ada Lunn (@adalunn)."""
    ends = {m.end: m.entity for m in entities.mentions if m.field == "text" and m.entity is not None}
    return dict(named_handles(text, ends))


def named_handles(text: str, ends: dict[int, int]) -> Iterable[tuple[str, int]]:
    """Each handle with the entity whose name ends before its bracket."""
    for match in HANDLE.finditer(text):
        named = ends.get(match.start() - 2)
        if named is not None and text[match.start() - 2 : match.start()] == " (":
            yield match[0].casefold(), named
