"""Reports to stories: average-linkage clustering of sparse likenesses (Sokal and Michener 1958).

Two groups are joined while the mean likeness between their reports is at least `MIN_LIKENESS`, the likest first;
reports that were never found alike count as 0. What comes out hangs on the likenesses alone, not on their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush
from importlib import resources
from typing import NamedTuple

from warehouse.connection import Connection, dump_json, read_sql

MIN_LIKENESS = 0.18  # of two groups; from 337 news reports of 41 events in pairs of the same kind (ECB+)


class Pair(NamedTuple):
    """Two reports, and how alike they are (0 to 1)."""

    left: str
    right: str
    likeness: float


def group_reports(reports: Iterable[str], pairs: Iterable[Pair]) -> list[frozenset[str]]:
    """Cluster reports; every one of them is in one group of the result, alone where nothing is like it.

    >>> pairs = [Pair("a", "b", 0.9), Pair("b", "c", 0.3), Pair("c", "d", 0.1)]
    >>> [sorted(group) for group in group_reports("abcd", pairs)]
    [['c'], ['d'], ['a', 'b']]
    """
    members = {report: frozenset({report}) for report in reports}  # a group goes by its smallest report
    sums: dict[str, dict[str, float]] = defaultdict(dict)
    for left, right, likeness in pairs:
        sums[left][right] = sums[right][left] = likeness
    heap = [
        (-likeness, left, right, 1, 1)
        for left, near in sums.items()
        for right, likeness in near.items()
        if left < right
    ]
    heapify(heap)
    while heap:
        negative, left, right, *sizes = heappop(heap)
        if -negative < MIN_LIKENESS:
            break
        if left in members and right in members and [len(members[left]), len(members[right])] == sizes:
            merge(left, right, members, sums)
            for other, total in sums[left].items():
                one, two = sorted((left, other))
                mean = total / (len(members[one]) * len(members[two]))
                heappush(heap, (-mean, one, two, len(members[one]), len(members[two])))
    return sorted(members.values(), key=lambda group: (len(group), sorted(group)))


def merge(left: str, right: str, members: dict[str, frozenset[str]], sums: dict[str, dict[str, float]]) -> None:
    """Join the group of `right` to that of `left`, which is the smaller name of the two."""
    members[left] |= members.pop(right)
    gone = sums.pop(right)
    sums[left].pop(right)
    gone.pop(left)
    for other, total in gone.items():
        del sums[other][right]
        sums[left][other] = sums[other][left] = sums[left].get(other, 0.0) + total


def prepare_words(con: Connection) -> None:
    """Load the packaged list of word frequencies into the temporary table `word_frequencies`, where reports changed."""
    wanted = con.execute("SELECT EXISTS (FROM story_changes WHERE is_present)").fetchone()
    path = resources.files("warehouse") / "data" / "word_frequencies.csv"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE word_frequencies AS FROM read_csv(?, header = true, "
        "columns = {'language': 'VARCHAR', 'word': 'VARCHAR', 'zipf': 'DOUBLE'}, quote = '\"') WHERE ?",
        [str(path), wanted == (True,)],
    )


def write_members(con: Connection) -> None:
    """Group the reports of `story_touched` anew, and write the evidence for each to `story_members`."""
    starts = dict(con.execute(read_sql("stories", "reports")).fetchall())
    pairs = [Pair(*row) for row in con.execute(read_sql("stories", "pairs")).fetchall()]
    rows = describe_groups(starts, pairs)
    con.execute(read_sql("stories", "write_members"), {"rows": dump_json(rows)})


def describe_groups(starts: Mapping[str, datetime], pairs: Sequence[Pair]) -> list[dict[str, object]]:
    """Describe each report's place: its story (by the id of the story's first report), its component, its nearest.

    `starts` says of each report when it was published; of two at one time the smaller id is the first.
    """
    components = find_components(starts, pairs)
    alike: dict[str, dict[str, float]] = defaultdict(dict)
    for left, right, likeness in pairs:
        alike[left][right] = alike[right][left] = likeness
    rows: list[dict[str, object]] = []
    for group in group_reports(starts, pairs):
        story = min(group, key=lambda report: (starts[report], report))
        for report in sorted(group):
            near = {other: alike[report].get(other, 0.0) for other in group if other != report}
            nearest = max(near, key=lambda other: (near[other], other), default=None)
            rows.append(
                {
                    "article_id": report,
                    "story_id": story,
                    "component_id": components[report],
                    "similarity": round(sum(near.values()) / len(near), 4) if near else None,
                    "nearest_article_id": nearest,
                }
            )
    return rows


def find_components(reports: Iterable[str], pairs: Iterable[Pair]) -> dict[str, str]:
    """Find what a chain of likeness of at least `MIN_LIKENESS` joins: report -> smallest report of its component."""
    return find_roots(reports, ((left, right) for left, right, likeness in pairs if likeness >= MIN_LIKENESS))


def find_roots(names: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Find what pairs join, directly or through others: name -> smallest name of those that it hangs together with.

    A pair of which one is not among the names joins nothing.

    >>> find_roots("abcd", [("c", "a"), ("c", "d"), ("b", "x")])
    {'a': 'a', 'b': 'b', 'c': 'a', 'd': 'a'}
    """
    roots = {name: name for name in names}

    def find(name: str) -> str:
        while roots[name] != name:
            roots[name] = roots[roots[name]]
            name = roots[name]
        return name

    for left, right in pairs:
        if left in roots and right in roots:
            one, two = sorted((find(left), find(right)))
            roots[two] = one
    return {name: find(name) for name in roots}
