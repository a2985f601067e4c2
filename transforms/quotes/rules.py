"""The table of rules: what each finds, where it comes from, and how often it is right.

`confidence` of a quotation rule is the share of its quotations whose words (IoU of at least .8) and source phrase
agreed with the annotators on the development articles; that of a speaker rule is how sure the entity is, given the
phrase. A quotation's confidence is their product where an entity is given (`docs/quotations.md`).
"""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """One rule of the table."""

    what: str
    origin: str
    confidence: float


POULIQUEN = "Pouliquen, Steinberger and Best 2007, quotation patterns"
PARC = "PARC 3.0 guidelines (Pareti 2016)"
POLNEAR = "PolNeAR guidelines (Newell et al. 2018)"
QUIRK = "Quirk et al. 1985, A Comprehensive Grammar of the English Language"
LEVIN = "Levin 1993, English Verb Classes and Alternations"

QUOTE_RULES: dict[str, Rule] = {
    "cue_after": Rule('"...," X said', POULIQUEN, 0.92),
    "cue_after_inverted": Rule('"...," said X, the head of Y', POULIQUEN, 0.92),
    "cue_before": Rule('X said, "..."', POULIQUEN, 0.76),
    "cue_colon": Rule('X said: "..."', POULIQUEN, 0.86),
    "colon_clause": Rule('X had a question: "..."', POULIQUEN, 0.50),
    "colon_noun": Rule('X\'s answer: "..."', POULIQUEN, 0.60),
    "colon_name": Rule('X: "..."', "layout of interviews in questions and answers", 0.60),
    "dash_after": Rule('"..." — X', "Chicago Manual of Style 13.36, credit after a dash", 0.90),
    "dialogue_dash": Rule("— ..., said X", "Chicago Manual of Style 6.91, dialogue introduced by dashes", 0.70),
    "transcript": Rule("SMITH: ... at the start of line after line", "court and interview transcripts", 0.85),
    "interview": Rule("the answer below a question, in an interview", "layout of interviews without labels", 0.85),
    "signed": Rule("words beside a line of name, age and town", "layout of street surveys", 0.90),
    "letter": Rule("a letter between salutation and signature", "layout of letters pages", 0.85),
    "post": Rule("... — X (@x) 3 March 2031; @x: ...", "posts as embedding code leaves them", 0.90),
    "block": Rule("X wrote: then a paragraph without marks", "Chicago Manual of Style 13.9, block quotations", 0.60),
    "clause": Rule("X said (that) ..., X asked whether ...", QUIRK + " 16.31-16.35", 0.71),
    "infinitive": Rule("X promised to ..., X urged Y to ...", QUIRK + " 16.38-16.39, 16.63", 0.52),
    "gerund": Rule("X denied taking ...", QUIRK + " 16.40", 0.65),
    "predicate": Rule('X called the vote "a farce"', LEVIN + ", 29.3 dub", 0.50),
    "object_as": Rule('X described the vote as "a farce"', LEVIN + ", 29.2 characterize", 0.50),
    "object_for": Rule("X called for ..., X praised Y for ...", LEVIN + ", 33 judgement", 0.65),
    "object_of": Rule("X accused Y of ..., X warned of ...", LEVIN + ", 33 judgement", 0.65),
    "object": Rule("X denied the charge", LEVIN + ", 29.5 conjecture", 0.52),
    "adjective_that": Rule("X is confident that ...", QUIRK + " 16.70-16.72", 0.55),
    "topic": Rule("X spoke against the bill", LEVIN + ", 37.6-37.9", 0.48),
    "noun_to": Rule("X's promise to ...", QUIRK + " 17.26", 0.33),
    "noun_topic": Rule("X's criticism of ...", QUIRK + " 17.52", 0.25),
    "marked_object": Rule('X slammed the "rigged" vote', POLNEAR, 0.51),
    "parenthetical": Rule("..., X said, ...", QUIRK + " 15.54, comment clauses", 0.62),
    "according_to": Rule("..., according to X", PARC, 0.74),
    "noun_that": Rule("X's claim that ...", QUIRK + " 17.26, nominal apposition", 0.42),
    "continued": Rule("a paragraph in marks after one that closed them", "Chicago Manual of Style 13.32", 0.80),
    "turn": Rule("a turn without a cue, after a question or reply", "Chicago Manual of Style 13.39, dialogue", 0.75),
    "aside": Rule('"..." X put down the cup. X sighed. "..."', "Chicago Manual of Style 13.39, dialogue", 0.70),
    "unattributed": Rule("eight or more words in marks without a speaker", POLNEAR, 0.10),
}  # fmt: skip

SPEAKER_RULES: dict[str, Rule] = {
    "name": Rule("the source phrase contains a person's name", "in-document linking of names", 0.98),
    "label": Rule("initials, a surname, A: whom a layout names so", "layout of interviews and letters", 0.95),
    "surname": Rule("the head of the source phrase is one person's surname", "in-document linking of names", 0.9),
    "continued": Rule("nobody is named: the speaker before goes on", "Chicago Manual of Style 13.32", 0.95),
    "relative": Rule("who: the name before it", QUIRK + " 17.11", 0.9),
    "pronoun": Rule("he, she: gender, number, recency, subject before object, speaker before others",
                    "Lappin and Leass 1994; Hobbs 1978", 0.9),
    "role": Rule("the minister: the one person with that title or apposition", "Grosz, Joshi and Weinstein 1995", 0.85),
    "trait": Rule("the 51-year-old, the Pole, the elder, his wife: the one person of whom that is stated",
                  "Grosz, Joshi and Weinstein 1995", 0.85),
    "description": Rule("the actor: the only person in the sentences before", "Grosz, Joshi and Weinstein 1995", 0.6),
    "organisation": Rule("the source phrase names a body or a government", "in-document linking of names", 0.9),
    "organisation_noun": Rule("the ministry, it: the last organisation that fits", "Grosz et al. 1995", 0.6),
}  # fmt: skip

SPEAKER_THRESHOLD = 0.5  # below it the entity stays null


def confidence_of(rule: str, speaker_confidence: float | None) -> float:
    """The confidence of a quotation by its rule and, where an entity is given, that of the speaker.

    >>> confidence_of("cue_after", None)
    0.92
    """
    base = QUOTE_RULES[rule].confidence
    return round(base if speaker_confidence is None else base * speaker_confidence, 3)
