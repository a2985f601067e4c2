"""What the parse says of a pronoun's antecedent within the sentence: who commands it, and who is excluded.

An object is never the subject of its own clause, nor "his" the noun that it belongs to (Chomsky 1981, principles B
and C; Reinhart 1976 on command).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.quotes.lines import SUBJECTS, Line

DEEPEST = 12  # steps up the tree
HIGHEST = 3  # clauses above, counted
OBJECTS = ("dobj", "dative", "pobj", "agent")


@dataclass(frozen=True, slots=True)
class Binding:
    """Tokens by what they are to a pronoun.

    `above` are subjects of the clauses around it (0 its own), `objects` the objects there, `ancestors` the nouns that
    hold it, `barred` those that it cannot mean; `last` is the last token of its sentence.
    """

    above: dict[int, int]
    objects: frozenset[int]
    ancestors: frozenset[int]
    barred: frozenset[int]
    last: int
    is_fronted: bool


def climb(line: Line, i: int) -> Iterator[int]:
    """The heads above a token."""
    for _ in range(DEEPEST):
        head = line.heads[i]
        if head == i:
            return
        yield head
        i = head


def subject_of(line: Line, verb: int) -> int | None:
    """The subject of a verb, or of the verb that it is coordinated with."""
    for _ in range(4):
        own = next((k for k in line.kids[verb] if line.deps[k] in SUBJECTS), None)
        if own is not None:
            return own
        if line.deps[verb] == "xcomp" and (told := line.kids_with(line.heads[verb], "dobj")):
            return told[0]  # "asked Ada to come": it is Ada who comes
        if line.deps[verb] not in ("conj", "xcomp", "aux", "auxpass"):
            return None
        verb = line.heads[verb]
    return None


def bind(line: Line, pronoun: int, part: str) -> Binding:
    """Read a pronoun's place in the tree."""
    above: dict[int, int] = {}
    objects: set[int] = set()
    ancestors: set[int] = set()
    barred: set[int] = set()
    level = 0
    is_fronted = False
    for i in climb(line, pronoun):
        if not line.tags[i].startswith(("VB", "MD")):
            ancestors.add(i)
            continue
        subject = subject_of(line, i)
        if subject is not None and subject != pronoun:
            same = {subject, *line.kids_with(subject, "appos")}
            for token in same:
                above.setdefault(token, level)
            if level == 0 and part == "object" and not line.lowers[pronoun].endswith("self"):
                barred |= same
        if subject is not None:
            level = min(level + 1, HIGHEST)
        is_fronted = is_fronted or (line.deps[i] in ("advcl", "pcomp", "prep") and i < line.heads[i])
        objects.update(k for k in line.kids[i] if line.deps[k] in OBJECTS and k < pronoun)
    if part == "possessor":
        barred |= owned(line, line.heads[pronoun])
        ancestors -= barred
    if part == "subject":
        barred |= commanded(line, pronoun)
    s = next((b for a, b in line.sentences if a <= pronoun < b), len(line.words))
    return Binding(above, frozenset(objects), frozenset(ancestors), frozenset(barred), s - 1, is_fronted)


def owned(line: Line, noun: int) -> set[int]:
    """The noun that "his" belongs to and what is in apposition to it: "his brother, Axel"."""
    return {noun, *(k for k in line.kids[noun] if line.deps[k] in ("appos", "compound", "nmod"))}


def commanded(line: Line, pronoun: int) -> set[int]:
    """The tokens after a subject pronoun in its own clause and below: "He said that Axel came" is not of Axel."""
    verb = line.heads[pronoun]
    return set(range(pronoun + 1, min(line.right(verb), len(line.words))))
