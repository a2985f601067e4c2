"""The lexicon of reporting expressions: verbs with the frames they report in, nouns, and their stance.

`data/reporting_verbs.csv` explains the frames, one letter each, and names the sources; `p` is the frame of a verb with
a preposition.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.words.lists import read_lists, read_table, split_cell, word_set

NEUTRAL = "neutral"  # the stance of what the lexicon does not hold


class Cue(NamedTuple):
    """What the lexicon knows of a reporting expression: its stance and its frames."""

    stance: str
    frames: str


VERB_ROWS = read_table(__package__, "reporting_verbs")
NOUN_ROWS = read_table(__package__, "reporting_nouns")
LISTS = read_lists(__package__, "reporting_verbs")
# Verb -> prepositions behind which the topic is what was said.
PREPOSITIONS = {row["verb"]: frozenset(split_cell(row["prepositions"])) for row in VERB_ROWS if row["prepositions"]}
VERBS = {row["verb"]: Cue(row["stance"], row["frames"] + ("p" if row["prepositions"] else "")) for row in VERB_ROWS}
NOUNS = {row["noun"]: row["stance"] for row in NOUN_ROWS}
THAT_NOUNS = frozenset(row["noun"] for row in NOUN_ROWS if row["takes_that"])
JUDGEMENT = word_set(LISTS["judgement"])
HEARER_INFINITIVE = word_set(LISTS["hearer_infinitive"])
TELLERS, REPLIES = word_set(LISTS["tellers"]), word_set(LISTS["replies"])
THOUGHT, CORE = word_set(LISTS["thought"]), word_set(LISTS["core"])
ADJECTIVES, MESSAGES = word_set(LISTS["adjectives"]), word_set(LISTS["messages"])
PHRASES = {tuple(words.split()): str(stance) for words, stance in LISTS["phrases"].items()}
# Particle verbs: verb lemma -> particles that make it one.
PARTICLES: dict[str, frozenset[str]] = {
    verb: frozenset(lemma.split("_")[1] for lemma in VERBS if lemma.startswith(f"{verb}_"))
    for verb in {lemma.split("_")[0] for lemma in VERBS if "_" in lemma}
}


def has_frame(lemma: str, frames: str) -> bool:
    """Whether a verb reports in any of `frames`.

    >>> has_frame("say", "q"), has_frame("walk", "qc")
    (True, False)
    """
    cue = VERBS.get(lemma)
    return cue is not None and any(f in cue.frames for f in frames)


def stance_of(lemma: str) -> str:
    """Give the stance of a cue's lemma; what the lexicon does not hold is neutral.

    >>> stance_of("allege"), stance_of("vow"), stance_of("walk")
    ('doubting', 'promising', 'neutral')
    """
    cue = VERBS.get(lemma)
    return cue.stance if cue else NOUNS.get(lemma, NEUTRAL)
