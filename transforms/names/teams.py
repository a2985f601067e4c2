"""Places that stand for their teams: "Skarrow beat Varnone 2-1" names two clubs.

CoNLL-2003 and ACE (English annotation guidelines for entities, 5.6: sports teams under the name of a place) call
such a mention an organisation, while the same word elsewhere in the report stays a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from spacy.strings import StringStore

from transforms.names.mentions import ArticleLines, Name, drop_overlaps, make_name, spread_chance
from transforms.words.lists import fold_name, read_lists, word_set
from transforms.words.places import find_country, rank_place

HOME_NATIONS = frozenset({"england", "scotland", "wales", "northern ireland", "hong kong", "puerto rico"})
LISTS = read_lists(__package__, "teams")
SPORTS_WORDS = word_set(LISTS["sports_words"])
SPORTS_IDS = frozenset(StringStore()[word] for word in SPORTS_WORDS)  # a token at a time costs ten times more
LEAST_SPORTS_WORDS = 4
WINNING = word_set(LISTS["winning"])
PLAYING = WINNING | word_set("draw lose win play score host face lead trail qualify advance concede equalise equalize")
FACING = word_set("against versus vs v over")
PLACING = word_set("in at near outside inside around across throughout")
ROLES_AFTER = word_set(LISTS["roles_after"])
# What a player does for, to or from a side: "homered for Skarrow", "moved to Skarrow", "signed from Skarrow".
SERVING = {
    "for": word_set("play score homer pitch sign appear debut start goal hit single double run hat-trick win"),
    "to": word_set("transfer move loan loss defeat lose fall"),
    "from": word_set("sign transfer buy loan move win"),
    "with": word_set("sign draw contract tie match game"),
    "of": word_set("defeat win victory captain coach manager fans rout"),
}
SIDE_VERBS = word_set("join rejoin captain coach")
BELONGINGS = word_set(LISTS["belongings"])
SCORE_AFTER = re.compile(r"\s+\d{1,3}(?:[-–:]\d{1,3})?(?=[\s,.;)]|$)")


def name_sides(source: ArticleLines, names: Iterable[Name]) -> list[Name]:
    """Join a sports report's cities with the plural behind them, and find that plural again by itself.

    "Skarrow Herons" is a side, and so are "the Herons" further down, whatever the model takes them for.
    """
    joined: list[Name] = []
    for name in names:
        if joined and is_nickname(source, joined[-1], name):
            place = joined.pop()
            at = place.line.start
            name = make_name(source, place.line, place.start - at, name.end - at, "ORG", "model")
        joined.append(name)
    sides = [name for name in joined if name.label == "ORG" and len(name.text.split()) > 1]
    short = {
        side.text.split()[-1] for side in sides if is_plural(side.text) and rank_place(side.text.rsplit(" ", 1)[0])
    }
    for name in joined:
        if name.text in short:
            name.label, name.chances = "ORG", spread_chance("ORG")
    if not short:
        return joined
    known = re.compile(rf"(?<=[Tt]he )(?:{'|'.join(map(re.escape, sorted(short)))})(?![\w-])")
    again = [
        make_name(source, line, *match.span(), "ORG", "again")
        for line in source.lines
        if line.field == "text"
        for match in known.finditer(line.text)
    ]
    return drop_overlaps(joined + again)


def is_nickname(source: ArticleLines, place: Name, name: Name) -> bool:
    """Say whether a name is the plural that makes a side of the place right before it."""
    return (
        place.label in {"GPE", "LOC", "ORG"}
        and name.label in {"NORP", "ORG", "PERSON", "GPE", "LOC"}
        and place.line is name.line
        and source.texts[place.field][place.end : name.start] == " "
        and bool(rank_place(place.text))
        and " " not in name.text
        and is_plural(name.text)
    )


def is_plural(text: str) -> bool:
    """Say whether a side's last word is a plural, as its nickname is ("Herons", "Red Sox")."""
    return text[-1] in "sx" and text[-2:] != "ss" and text.split()[-1].isalpha()


def read_teams(names: Iterable[Name], source: ArticleLines) -> None:
    """Relabel cities, counties and states that play, win, lose or are played against; a country stays a country."""
    names = list(names)
    bearers = {name.key.split()[-1] for name in names if name.label == "PERSON" and " " in name.key}
    places = [name for name in names if name.label in {"GPE", "LOC"} and not is_nation(name.text)]
    places += [name for name in names if name.label == "PERSON" and " " not in name.key and name.key not in bearers]
    playing = {
        name.key
        for name in places
        if (
            SCORE_AFTER.match(source.texts[name.field], name.end)
            if name.label == "PERSON"
            else plays(name, source.texts[name.field])
        )
    }
    for name in places:
        if name.key in playing and name.rule != "dateline" and not is_where(name):
            name.label, name.rule = "ORG", "team"


def is_nation(text: str) -> bool:
    """Say whether a place fields a national team: its players are its people, and the word stays the place."""
    return bool(find_country(text)) or fold_name(text) in HOME_NATIONS


def is_where(name: Name) -> bool:
    """Say whether a mention says where something is: after "in" or "at", or before its state or country."""
    doc = name.line.doc
    before = doc[name.first - 1].lower_ if name.first else ""
    if before == "the" and name.first > 1:
        before = doc[name.first - 2].lower_
    tail = list(doc[name.last : name.last + 2])
    followed = len(tail) == 2 and tail[0].text == "," and tail[1].ent_type_ == "GPE"
    return before in PLACING or followed


def is_sports_report(source: ArticleLines) -> bool:
    """Say whether an article reports sport: it uses several of its words."""
    met: set[int] = set()
    for line in source.lines:
        words: Any = line.doc.to_array("LOWER")
        met |= SPORTS_IDS.intersection(words.tolist())
    return len(met) >= LEAST_SPORTS_WORDS


def plays(name: Name, text: str) -> bool:
    """Say whether a place is a side here: beside a verb of playing, "against", a score or a player's part."""
    doc = name.line.doc
    before = doc[name.first - 1] if name.first else None
    after = doc[name.last] if name.last < len(doc) else None
    tail = text[name.end : name.end + 30]
    if SCORE_AFTER.match(tail) and (before is None or before.lower_ not in PLACING):
        return True
    if name.label != "PERSON" and re.match(r"['’]s? [A-Z][a-z]+ [A-Z][a-z]+", tail):  # "Skarrow's Ada Odell"
        return True
    if name.label == "PERSON":
        return False
    if before is not None and (before.lemma_ in WINNING | SIDE_VERBS or before.lower_ in FACING):
        return True
    if before is not None and before.head.lemma_ in SERVING.get(before.lower_, ()):
        return True
    if before is not None and before.lower_ in PLACING:
        return False
    if after is None:
        return False
    if after.tag_ == "POS":
        owned = [token.lemma_ for token in doc[name.last + 1 : name.last + 4]]
        return any(noun in BELONGINGS for noun in owned)
    head = doc[name.first : name.last].root
    playing = head.dep_ == "nsubj" and head.head.lemma_ in PLAYING
    return playing or after.lemma_ in PLAYING or after.lower_ in ROLES_AFTER
