"""Reports of one event are one story, whatever the order in which they come; ids that a story had lead to it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.article_rows import Page, at
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse import derive
from warehouse.connection import Connection
from warehouse.grouping import MIN_LIKENESS, Pair, find_components, group_reports
from warehouse.ledger import start_run
from warehouse.loader import load_part

QUAKE = (
    "A quake of magnitude six shook Varnland at dawn; walls of the granary in Skarrow fell, rescuers dug for millers.",
    "Rescuers in Skarrow dug in a fallen granary after the quake that shook Varnland; millers trapped, magnitude six.",
    "The granary fell on millers when a magnitude six quake hit Varnland, rescuers said in Skarrow as they dug.",
    "Rescuers honoured: of the quake in Varnland the granary of Skarrow still shows cracks, and millers dug a pond.",
)
STRIKE = (
    "Tram drivers in Odelsund walked out over night shifts; every tram was cancelled and pensioners waited in sleet.",
    "No tram ran in Odelsund as drivers struck against night shifts and pensioners stood in sleet, all was cancelled.",
)
PAGES = [
    Page("a/q0.html", "q0", QUAKE[0], "Quake", published=10, publisher="Outlet 0"),
    Page("a/q1.html", "q1", QUAKE[1], "Quake", published=11, publisher="Outlet 1"),
    Page("a/q2.html", "q2", QUAKE[2], "Quake", published=12, publisher="Outlet 2"),
    Page("a/s0.html", "s0", STRIKE[0], "Strike", published=11, publisher="Outlet 0"),
    Page("a/s1.html", "s1", STRIKE[1], "Strike", published=12, publisher="Outlet 1"),
    Page("a/late.html", "late", QUAKE[3], "Quake", published=24 * 30),
]
NAMES = {page.article_id: page.article for page in PAGES}


def load(con: Connection, folder: Path, pages: list[Page], run: str, hours: float = 48) -> None:
    start_run(con, run, None, at(hours))
    load_part(con, write_part(folder, pages, run=run, hours=hours))
    assert derive.run(con).problems == []


def read_stories(con: Connection) -> dict[str, set[str]]:
    rows = con.execute("SELECT story_id, list(article_id) FROM articles GROUP BY story_id").fetchall()
    return {NAMES[story]: {NAMES[article] for article in articles} for story, articles in rows}


def test_reports_of_one_event_are_a_story_and_others_are_not(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, PAGES, "run1")
        assert read_stories(con) == {"q0": {"q0", "q1", "q2"}, "s0": {"s0", "s1"}, "late": {"late"}}
        told = con.execute(
            "SELECT title, article_count, publisher_count, original_count, first_published_at, last_published_at "
            "FROM stories WHERE article_count = 3"
        ).fetchall()
        assert told == [("Quake", 3, 3, 3, at(10), at(12))]


def test_one_by_one_in_any_order_gives_what_one_run_gives(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, PAGES, "run1")
        whole = dump(con)
    for number, order in enumerate((PAGES, PAGES[::-1], PAGES[2:] + PAGES[:2])):
        folder = tmp_path / str(number)
        folder.mkdir()
        with open_warehouse(folder) as con:
            for step, page in enumerate(order):
                load(con, folder, [page], f"run{step}")
            assert dump(con) == whole


def dump(con: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: con.execute(f"FROM {table} ORDER BY ALL").fetchall()
        for table in ("stories", "story_members", "story_pairs")
    }


def test_a_copy_has_the_story_of_its_original_and_is_no_voice(tmp_path: Path) -> None:
    copy = Page("b/copy.html", "copy", QUAKE[0], "Quake", published=20, publisher="Echo")
    NAMES[copy.article_id] = "copy"
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, PAGES, "run1")
        load(con, tmp_path, [copy], "run2", 60)
        assert read_stories(con)["q0"] == {"q0", "q1", "q2", "copy"}
        assert con.execute(
            "SELECT article_count, original_count FROM stories WHERE title = 'Quake' AND article_count > 1"
        ).fetchall() == [(4, 3)]


def test_an_earlier_report_renames_the_story_and_the_former_id_leads_to_it(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, PAGES[1:], "run1")
        assert "q1" in read_stories(con)
        load(con, tmp_path, PAGES[:1], "run2", 60)
        assert "q0" in read_stories(con)
        links = con.execute("FROM story_links").fetchall()
        assert links == [(PAGES[1].article_id, PAGES[0].article_id)]
        derive.rebuild(con)
        assert con.execute("FROM story_links").fetchall() == links


def test_a_second_run_with_nothing_new_changes_nothing(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, PAGES, "run1")
        before = dump(con)
        derive.run(con)
        assert dump(con) == before


LIKENESSES = st.lists(
    st.tuples(st.sampled_from(list(combinations("abcdefghi", 2))), st.floats(0.03, 1)), unique_by=lambda one: one[0]
)


@given(LIKENESSES, st.randoms())
def test_groups_hang_on_the_likenesses_alone_and_lie_within_components(
    rows: list[tuple[tuple[str, str], float]], random: Random
) -> None:
    pairs = [Pair(*names, likeness) for names, likeness in rows]
    groups = group_reports("abcdefghi", pairs)
    assert sorted(report for group in groups for report in group) == list("abcdefghi")
    random.shuffle(pairs)
    assert group_reports("ihgfedcba", pairs) == groups
    components = find_components("abcdefghi", pairs)
    assert all(len({components[report] for report in group}) == 1 for group in groups)
    for one, two in combinations(groups, 2):
        between = [pair for pair in pairs if {pair.left, pair.right} & one and {pair.left, pair.right} & two]
        assert sum(pair.likeness for pair in between) / (len(one) * len(two)) < MIN_LIKENESS + 1e-9
