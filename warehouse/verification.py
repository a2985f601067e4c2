"""Is a quotation in the warehouse: word for word, altered, said by somebody else, or not at all?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import duckdb

from warehouse.connection import Connection, fetch_rows, read_sql
from warehouse.errors import QueryError
from warehouse.wording import LIKE, Comparison, compare, read_asked, split_parts, split_words

RARER_WORDS = 12  # of a quotation, by which those like it are found; long words are rarer
SHOWN = 20  # matches, at most
LONGEST = 20_000  # characters of a quotation
HONORIFICS = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "dame", "lord", "lady", "prof", "professor"))
VERDICTS = ("verbatim", "other_speaker", "altered", "not_found")  # best first
COLUMNS = (
    "quote_id", "utterance_id", "article_id", "url", "publisher", "published_at", "speaker_name", "text",
    "start_char", "end_char", "similarity", "difference", "is_part", "quote_type", "confidence", "archive_file",
    "archive_offset", "content_sha256",
)  # fmt: skip


class Verdict(NamedTuple):
    """What the warehouse says of a quotation: one of `VERDICTS`, and the quotations that it rests on, best first."""

    verdict: str
    matches: list[dict[str, Any]]


def verify(con: Connection, asked: str, speaker: str | None = None) -> Verdict:
    """Look for a quotation.

    Args:
        con: A database with an index of search.
        asked: The quotation, as somebody prints it; a run of its words is enough, an ellipsis stands for others.
        speaker: Who is to have said it; None: whoever did.

    Raises:
        QueryError: there is no word in it, it is too long, or the database has no index yet.
    """
    readings = read_asked(asked)
    if not readings:
        raise QueryError("verify", "there is no letter or digit in this quotation; type its words")
    if len(asked) > LONGEST:
        raise QueryError("verify", f"this is longer than {LONGEST:,} characters; verify one quotation at a time")
    alike = {
        row["quote_id"]: found
        for parts in readings
        for row in find_candidates(con, parts)
        if (found := compare_all(readings, row["text"])).similarity >= LIKE
    }
    rows = fetch_rows(con, read_sql("report", "verify_matches"), {"ids": list(alike)}) if alike else []
    judged = sorted((judge(row, alike[row["quote_id"]], speaker) for row in rows), key=lambda one: one[0])
    verdict = VERDICTS[judged[0][0][0]] if judged else "not_found"
    return Verdict(verdict, [match for _, match in judged[:SHOWN]])


def compare_all(readings: Sequence[Sequence[Sequence[str]]], text: str) -> Comparison:
    """Compare each reading of what was asked with a quotation; the likest counts."""
    printed = split_parts(text)
    return max((compare(parts, printed) for parts in readings), key=lambda found: found.similarity)


def find_candidates(con: Connection, parts: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Find the quotations that may be the one asked about."""
    words = sorted({word for part in parts for word in part}, key=lambda word: (-len(word), word))
    phrases = " ".join(f'"{" ".join(part)}"' for part in parts)
    try:
        return fetch_rows(
            con,
            read_sql("report", "verify_candidates"),
            {"phrases": phrases, "words": " ".join(words[:RARER_WORDS])},
        )
    except (QueryError, duckdb.CatalogException) as error:
        raise QueryError("verify", "this database has no index yet; the next `dateline ingest` makes it") from error


def judge(row: dict[str, Any], found: Comparison, speaker: str | None) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Give a match with its rank: the verdict, then likeness, the whole before a part, originals, the earliest."""
    is_theirs = speaker is None or any(are_one_name(speaker, name) for name in row["names"])
    verdict = (0 if is_theirs else 1) if found.is_verbatim else 2
    day = row["published_at"].timestamp() if row["published_at"] else float("inf")
    rank = (verdict, not is_theirs, -found.similarity, found.is_part, row["is_copy"], day, row["quote_id"])
    told = row | {"similarity": found.similarity, "difference": found.difference, "is_part": found.is_part}
    return rank, {name: told[name] for name in COLUMNS}


def are_one_name(asked: str, known: str) -> bool:
    """Tell whether a name as asked may be a known one: the same, its surname alone, with initials or with a title.

    >>> [are_one_name(name, "Ada Lund") for name in ("Lund", "A. Lund", "Prime Minister Ada Lund", "Adam Lund", "Ada")]
    [True, True, True, False, False]
    """
    mine, other = (drop_honorifics(split_words(name)) for name in (asked, known))
    if not mine or not other or mine[-1] != other[-1]:
        return False
    fewer, more = sorted((mine, other), key=len)
    if len(fewer) == 1 or more[-len(fewer) :] == fewer:
        return True
    return fewer[0][0] == more[0][0] and (len(fewer[0]) == 1 or len(more[0]) == 1 or fewer[0] == more[0])


def drop_honorifics(words: Iterable[str]) -> list[str]:
    """Drop honorifics from a name."""
    return [word for word in words if word not in HONORIFICS]
