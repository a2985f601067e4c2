"""Decides by which of its addresses an article is known, where other documents give the same address as their own.

A page names the address that it wants to be known by, and only its neighbours can contradict it: a template may give
one address to every page of a site, and all but one would vanish as versions of one article. Versions of an article are
alike, pages of a template are not. So an address is believed while the texts that give it are alike:

- If a page was found at the address itself, each other document that gives it is compared with that page, and parted
  from it if its text is clearly another.
- If none was, all documents that give it are parted as soon as one of them is clearly another than the first: nobody
  can tell whose address it is.

A document that is parted is known by the next address that it gives, by the one where it was found, or by its location.
Files are compared within their source, pages of the web within their site (outside of which no claim is believed).

All this is a function of what was ever read, worked out anew whenever a part brings something that bears on it. So the
order of loading leaves no trace, nothing is read a second time (older versions, and files that are gone, could not be),
and since it happens in the transaction of the part, a run that is killed leaves nothing half done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse.connection import Connection, dump_json, fetch_rows, read_sql

# Ids of rows, which are made of their article's: they move with it.
ROW_IDS = {
    "article_images": ("article_image_id",),
    "article_entities": ("article_entity_id",),
    "entity_mentions": ("mention_id", "article_entity_id"),
    "entity_roles": ("role_id", "article_entity_id"),
    "quotes": ("quote_id", "speaker_article_entity_id"),
}
LIKE = 0.5  # of the runs of words of the shorter text: versions of one article keep the greater part
SKEWED = 8  # times as long: beyond, a signature of 128 may miss all that two texts share
RUN_WORDS = 3
WORD = re.compile(r"\w+")
SHARED = "not believed: other pages give it too, with other texts"
Sample = Callable[["Reading"], str]


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """One version of an article as a document held it; `rank` orders those of a document, the last is the newest."""

    place: str  # staged, main or history
    article_id: str
    document_id: str
    text_sha256: str
    content_sha256: str | None
    source_id: str
    location: str
    url: str | None
    claimed_url: str | None
    evidence: str
    addresses: Sequence[Mapping[str, Any]]
    signature: Sequence[int]
    word_count: int
    rank: tuple[Any, ...]
    scope: str


def settle_addresses(con: Connection, run_id: str, seen_at: datetime, to_history: Mapping[str, str]) -> None:
    """Settle the addresses of what is staged, and of all that is stored and bears on it; call it before the merge.

    What gets another address moves to its article with all its rows.

    Args:
        con: The writer's database, with a part staged, within the part's transaction.
        run_id: The run of the part.
        seen_at: When it met the part's documents.
        to_history: What changes when rows of a table leave for history, in SQL.
    """
    met = gather_readings(con)
    readings = drop_superseded(met)
    positions = find_positions(readings, lambda one: read_text(con, one))
    moves = list_moves(positions)
    if moves:
        run_statements(con, read_sql("load", "moved_readings"), {"moves": dump_json(moves)})
        for table, ids in ROW_IDS.items():
            move_rows(con, table, ids, to_history[table])
    if pointers := list_pointers(met, positions):
        run_statements(con, read_sql("load", "moved_pointers"), {"pointers": dump_json(pointers)})
    parted = [
        {"document_id": one.document_id, "text_sha256": one.text_sha256, "source_id": one.source_id,
         "urls": [{"url": address["url"], "shared_id": address["article_id"]} for address in one.addresses[:number]]}
        for one, number in positions.items()
    ]  # fmt: skip
    told = {"readings": dump_json(parted), "run_id": run_id, "seen_at": seen_at}
    run_statements(con, read_sql("load", "parted_claims"), told)


def run_statements(con: Connection, sql: str, parameters: Mapping[str, object]) -> None:
    """Run statements, each with those of the parameters that it names."""
    for statement in con.extract_statements(sql):
        con.execute(statement, {name: parameters[name] for name in statement.named_parameters})


def gather_readings(con: Connection) -> list[Reading]:
    """Read what is staged, and whatever is stored under an address that it gives, or was parted from one."""
    found: dict[tuple[str, ...], Reading] = {}
    asked: set[str] = set()
    ids: set[str] = set()
    while True:
        rows = fetch_rows(
            con, read_sql("load", "claim_readings"), {"ids": dump_json(sorted(ids)), "is_first": not asked}
        )
        for row in rows:
            one = make_reading(row)
            found.setdefault((one.place, one.article_id, one.document_id, one.text_sha256), one)
        asked |= ids
        ids = {address["article_id"] for one in found.values() for address in one.addresses} - asked
        if not ids:
            return list(found.values())


def make_reading(row: Mapping[str, Any]) -> Reading:
    """Make the value of a row; of what was fetched, the site of its address is what it is compared within."""
    is_staged = row["place"] == "staged"
    batch = -1 if row["batch"] is None else row["batch"]
    rank = (row["started_at"] is not None, row["started_at"], row["seen_at"], row["run_id"], batch, is_staged)
    names = [name for name in Reading.__dataclass_fields__ if name not in ("rank", "scope")]
    scope = "web" if row["origin"] in ("web", "feed") else row["source_id"]
    return Reading(**{name: row[name] for name in names}, rank=rank, scope=scope)


def drop_superseded(readings: Iterable[Reading]) -> list[Reading]:
    """Leave out what was read off the same bytes before: the loader drops it, too."""
    latest: dict[tuple[str, ...], Reading] = {}
    for one in readings:
        place = one.content_sha256 or f"{one.place} {one.article_id} {one.text_sha256}"
        key = (one.document_id, place)
        if key not in latest or latest[key].rank < one.rank:
            latest[key] = one
    return list(latest.values())


def find_positions(readings: Sequence[Reading], read: Sample) -> dict[Reading, int]:
    """Find for each reading which of its addresses it is known by, as an index.

    All begin with the first; those that are parted go on to their next one, until nothing moves.
    """
    positions = dict.fromkeys(readings, 0)
    disbelieved: set[tuple[str, str]] = set()
    while True:
        groups: dict[tuple[str, str], list[Reading]] = {}
        for one, number in positions.items():
            groups.setdefault((one.scope, one.addresses[number]["article_id"]), []).append(one)
        parted: list[Reading] = []
        for key, group in groups.items():
            claimants = [one for one in group if not one.addresses[positions[one]]["is_found"]]
            if key in disbelieved:
                parted += claimants
            elif claimants:
                owners = [one for one in group if one not in claimants]
                gone = find_strangers(claimants, owners, read)
                parted += gone
                if gone and not owners:
                    disbelieved.add(key)
        if not parted:
            return positions
        for one in parted:
            positions[one] += 1


def find_strangers(claimants: Sequence[Reading], owners: Sequence[Reading], read: Sample) -> list[Reading]:
    """Find those who give an address as their own and are not believed: by their owner's text, or by each other's.

    Of each document its newest text speaks.
    """
    newest = list_newest(claimants)
    if owners:
        owner, homes = max(owners, key=lambda one: one.rank), {one.document_id for one in owners}
        strangers = {
            one.document_id for one in newest if one.document_id not in homes and is_other_text(owner, one, read)
        }
        return [one for one in claimants if one.document_id in strangers]
    first, *others = sorted(newest, key=lambda one: (one.location, one.document_id))
    return list(claimants) if any(is_other_text(first, one, read) for one in others) else []


def list_newest(readings: Iterable[Reading]) -> list[Reading]:
    """List the newest reading of each document."""
    newest: dict[str, Reading] = {}
    for one in readings:
        if one.document_id not in newest or newest[one.document_id].rank < one.rank:
            newest[one.document_id] = one
    return list(newest.values())


def is_other_text(one: Reading, other: Reading, read: Sample) -> bool:
    """Tell two texts that have less in common than two versions of one article have.

    What the shorter shares is estimated from the signatures, as for copies (derive/duplicates.sql); where one text is
    many times as long as the other, as a teaser is of its article, it is counted.
    """
    if one.text_sha256 == other.text_sha256 or not one.signature or not other.signature:
        return False
    shared = sum(a == b for a, b in zip(one.signature, other.signature, strict=False)) / len(one.signature)
    shorter, longer = sorted((max(one.word_count, 1), max(other.word_count, 1)))
    if shared / (1 + shared) * (shorter + longer) / shorter >= LIKE:
        return False
    return longer <= SKEWED * shorter or measure_containment(read(one), read(other)) < LIKE


def measure_containment(one: str, other: str) -> float:
    """Measure which share of the shorter text's runs of words the other has.

    >>> measure_containment("The ferry will sail again.", "“The ferry will sail,” she said.")
    0.6666666666666666
    """
    runs = []
    for text in (one, other):
        words = WORD.findall(text.casefold())
        runs.append({tuple(words[i : i + RUN_WORDS]) for i in range(max(1, len(words) - RUN_WORDS + 1))})
    shorter, longer = sorted(runs, key=len)
    return len(shorter & longer) / len(shorter)


def read_text(con: Connection, one: Reading) -> str:
    """Read the text of a reading."""
    table = {"staged": "staged_articles", "main": "articles", "history": "history.articles"}[one.place]
    found = con.execute(
        f"SELECT text FROM {table} WHERE article_id = ? AND document_id = ? AND text_sha256 = ?",
        [one.article_id, one.document_id, one.text_sha256],
    ).fetchone()
    return str(found[0]) if found else ""


def list_moves(positions: Mapping[Reading, int]) -> list[dict[str, Any]]:
    """List what moves; where a version that is stored comes to stand where it stands already, the older one goes."""
    moves = {one: move for one, number in positions.items() if (move := describe_move(one, number))}
    landed: dict[tuple[str, ...], Reading] = {}
    for one in sorted(positions, key=lambda one: one.rank):
        if one.place == "staged" or (one.place == "main" and one not in moves):
            continue
        key = (one.addresses[positions[one]]["article_id"], one.document_id, one.text_sha256)
        if older := landed.get(key):
            moves[older] = make_move(older, new_id=None, url=None, claimed_url=None, evidence=None)
        landed[key] = one
    return list(moves.values())


def list_pointers(met: Iterable[Reading], positions: Mapping[Reading, int]) -> list[dict[str, str]]:
    """List the ids under which the ledger may have a version, each with the one where its newest reading stands."""
    newest: dict[tuple[str, str], Reading] = {}
    for one in sorted(positions, key=lambda one: one.rank):
        newest[one.document_id, one.text_sha256] = one
    pointers = {
        (one.document_id, one.text_sha256, old_id): newest[one.document_id, one.text_sha256]
        for one in met if (one.document_id, one.text_sha256) in newest
        for old_id in (one.article_id, *(address["article_id"] for address in one.addresses))
    }  # fmt: skip
    found = [
        {"document_id": document_id, "text_sha256": text, "old_id": old_id,
         "new_id": one.addresses[positions[one]]["article_id"]}
        for (document_id, text, old_id), one in pointers.items()
    ]  # fmt: skip
    return [pointer for pointer in found if pointer["old_id"] != pointer["new_id"]]


def describe_move(one: Reading, number: int) -> dict[str, Any] | None:
    """Describe what a reading becomes under one of its addresses; None where it is that already."""
    address, claimed = one.addresses[number], one.claimed_url
    if claimed in [other["url"] for other in one.addresses]:
        claimed = None
    evidence = {name: value for name, value in json.loads(one.evidence).items() if name not in ("url", "claimed_url")}
    if address["source"]:
        evidence["url"] = address["source"]
    if number:
        evidence["claimed_url"] = SHARED
        claimed = claimed or one.addresses[0]["url"]
    told = json.dumps(evidence, ensure_ascii=False, sort_keys=True)
    if (one.article_id, one.claimed_url, json.loads(one.evidence)) == (address["article_id"], claimed, evidence):
        return None
    return make_move(one, new_id=address["article_id"], url=address["url"], claimed_url=claimed, evidence=told)


def make_move(one: Reading, **becomes: str | None) -> dict[str, Any]:
    """Make a row of `moved_readings`."""
    key = {"place": one.place, "document_id": one.document_id, "text_sha256": one.text_sha256}
    return {**key, "old_id": one.article_id, **becomes}


def move_rows(con: Connection, table: str, ids: Sequence[str], to_history: str) -> None:
    """Give the rows of what moves their new ids, which are unique where the old ones were, and lead back to them.

    An id is made of its article's by a hash. To make it anew would take what it was made of; instead, the hash of the
    old article's id is taken out by exclusive or and that of the new one's put in, whatever the way that led there.
    """
    mask = "xor(unhex(md5(m.old_id))::BIT, unhex(md5(m.new_id))::BIT)"
    moved = ", ".join(f"{name} = lower(hex(xor(unhex(r.{name})::BIT, {mask})::BLOB))" for name in ids)
    con.execute(read_sql("load", "move_rows").format(table=table, moved=moved, to_history=to_history))
