"""Quotations to utterances: which are of one thing said, and how each differs from the first print.

Two quotations are aligned word by word (longest common subsequence, by rapidfuzz). What is decided hangs on the two
alone; what hangs together is one utterance. Thresholds are from the cases in tests/warehouse/test_utterances.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from warehouse.connection import Connection, dump_json, read_sql
from warehouse.grouping import find_roots

SHORT = 3  # words of a fragment that may be the same only in the same mouth
SAME_COVER = 0.8  # of the shorter's words in the longer, in order, where the speaker is the same or open
OTHER_COVER = 0.85  # where another speaker is named
OTHER_WORDS = 6
REWORDED = 0.6  # of all words of both, by the same speaker
RETOLD_STEMS = 0.7  # of the stems of the shorter, where one is indirect
RETOLD_DAYS = 7
PORTION = 5000  # candidates decided at a time
# Words that a retelling changes: persons, tenses, helpers (Quirk et al. 1985, 14.30-35, on backshift).
SMALL_WORDS = """
a an the and or but of to in on at by for with from as that this these those it its he she they him his her their i we
you my our your me us is am are was were be been being will would shall should can could may might must do does did has
have had not no there here then now said says say so if
"""
SMALL = frozenset(SMALL_WORDS.split())


class Said(NamedTuple):
    """One quotation to compare: its words, whether it is indirect, and its speaker's entity."""

    words: list[str]
    is_indirect: bool
    speaker: str | None


def are_one(left: Said, right: Said, days: float) -> bool:
    """Tell whether two quotations are of one thing said.

    >>> short = Said(["the", "ferry", "will", "not", "sail"], False, "a")
    >>> are_one(short, Said([*short.words, "on", "friday"], False, "a"), days=0)
    True
    """
    short, long = sorted((left, right), key=lambda said: len(said.words))
    is_same_speaker = left.speaker is not None and left.speaker == right.speaker
    is_open = left.speaker is None or right.speaker is None
    if left.is_indirect or right.is_indirect:
        if short.words == long.words:
            return is_same_speaker or (len(short.words) >= OTHER_WORDS and is_open)
        return is_same_speaker and days <= RETOLD_DAYS and share_stems(short.words, long.words)
    common = LCSseq.similarity(short.words, long.words)
    cover = common / max(1, len(short.words))
    if is_same_speaker:
        if len(short.words) <= SHORT:
            return is_within(short.words, long.words) and len(set(short.words) - SMALL) >= 2
        return cover >= SAME_COVER or 2 * common / (len(short.words) + len(long.words)) >= REWORDED
    return len(short.words) >= OTHER_WORDS and cover >= OTHER_COVER


def share_stems(short: Sequence[str], long: Sequence[str]) -> bool:
    """Tell whether most words of some weight are the same but for their endings."""
    mine, other = ({word[:5] for word in words if word not in SMALL} for words in (short, long))
    fewer, more = sorted((mine, other), key=len)
    if len(fewer) < 3:
        return len(fewer) == 2 and mine == other
    return len(fewer & more) >= RETOLD_STEMS * len(fewer)


def is_within(short: Sequence[str], long: Sequence[str]) -> bool:
    """Tell whether words stand in a row in others."""
    return f" {' '.join(short)} " in f" {' '.join(long)} "


def describe_change(first: Said, other: Said) -> dict[str, object]:
    """Say how a quotation differs from the first print of its utterance: the kind, and the words lost and added."""
    lost: list[str] = []
    added: list[str] = []
    for step in LCSseq.opcodes(first.words, other.words):
        if step.tag in ("delete", "replace"):
            lost += first.words[step.src_start : step.src_end]
        if step.tag in ("insert", "replace"):
            added += other.words[step.dest_start : step.dest_end]
    if first.speaker and other.speaker and first.speaker != other.speaker:
        change = "respoken"
    elif not lost and not added:
        change = "same"
    elif other.is_indirect:
        change = "retold"
    else:
        change = "reworded" if lost and added else "cut" if lost else "extended"
    likeness = 2 * (len(first.words) - len(lost)) / max(1, len(first.words) + len(other.words))
    return {"change": change, "similarity": round(likeness, 4), "words_lost": lost, "words_added": added}


def group_quotations(con: Connection) -> None:
    """Decide the candidates, and group what changed with all that hangs together with it."""
    decide_pairs(con)
    write_members(con)


def decide_pairs(con: Connection) -> None:
    """Decide the candidates, and write those that are of one thing said to `utterance_pairs`."""
    result = con.execute("FROM utterance_candidates ORDER BY left_id, right_id").fetchall()
    rows = []
    for (
        left_id,
        right_id,
        left_words,
        right_words,
        left_indirect,
        right_indirect,
        left_speaker,
        right_speaker,
        days,
    ) in result:
        left = Said(left_words.split(), left_indirect, left_speaker)
        right = Said(right_words.split(), right_indirect, right_speaker)
        if are_one(left, right, days):
            rows.append({"left_id": left_id, "right_id": right_id})
    for start in range(0, len(rows), PORTION):
        con.execute(read_sql("utterances", "write_pairs"), {"rows": dump_json(rows[start : start + PORTION])})


def write_members(con: Connection) -> None:
    """Group what changed and what hangs together with it, and write how each quotation differs from the first."""
    touched = {
        quote_id: (tuple(place), Said(words.split(), is_indirect, speaker))
        for quote_id, words, is_indirect, speaker, place in con.execute(read_sql("utterances", "touched")).fetchall()
    }
    pairs = con.execute(read_sql("utterances", "pairs"), {"ids": list(touched)}).fetchall()
    rows = []
    for group in join_pairs(touched, pairs):
        first = min(group, key=lambda quote_id: (touched[quote_id][0], quote_id))
        for quote_id in group:
            told = describe_change(touched[first][1], touched[quote_id][1])
            told |= {"change": "first"} if quote_id == first else {}
            rows.append({"quote_id": quote_id, "utterance_id": first, **told})
    con.execute(read_sql("utterances", "forget_members"), {"ids": list(touched)})
    for start in range(0, len(rows), PORTION):
        con.execute(read_sql("utterances", "write_members"), {"rows": dump_json(rows[start : start + PORTION])})


def join_pairs(names: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Join what hangs together; everything is in one group, alone where nothing is with it.

    >>> join_pairs("abcd", [("a", "c"), ("c", "d")])
    [['a', 'c', 'd'], ['b']]
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name, root in find_roots(names, pairs).items():
        groups[root].append(name)
    return [sorted(group) for _, group in sorted(groups.items())]
