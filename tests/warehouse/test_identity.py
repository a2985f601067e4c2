"""One address that many pages give as their own names none of them: kept apart, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.helpers.article_rows import Page, at
from tests.helpers.checks import find_broken_promises
from tests.helpers.warehouse import open_warehouse, write_part
from tests.warehouse.test_loader import TABLES, describe
from transforms.values import hashed_key
from warehouse import derive, ledger
from warehouse.connection import Connection, fetch_rows
from warehouse.identity import measure_containment
from warehouse.loader import load_part

MILL = "“The mill stops in May,” said Ada Lund in Skarrow, where two hundred people pack paper for the coast's schools."
LATER = MILL + " The owner pays them until autumn."
FERRY = (
    "“We wait for the ferry,” said Ada Lund on the quay, since its engine broke on Monday and no spare part is at hand."
)
CHOIR = (
    "“Nobody sings alone,” said Ada Lund as ninety voices filled the old cannery, which has stood empty since the war."
)
CODA = CHOIR.replace("ninety", "a hundred")


def name_address(name: str, source: str = "canonical", *, is_found: bool = False) -> dict[str, Any]:
    article_id = hashed_key("article", name)
    return {"url": f"https://{name}.example/", "source": source, "is_found": is_found, "article_id": article_id}


def make_page(location: str, text: str, *claims: str, found: str | None = None, **more: Any) -> Page:
    """A document that gives addresses as its own, and was found at one or at none."""
    addresses = [name_address(name, "canonical", is_found=name == found) for name in claims]
    if found is None:
        place = hashed_key("location", location)
        addresses.append({"url": None, "source": None, "is_found": True, "article_id": place})
    elif found not in claims:
        addresses.append(name_address(found, "hint", is_found=True))
    first = addresses[0]
    name = first["url"].removeprefix("https://").removesuffix(".example/") if first["url"] else None
    page = Page(location, name or "x", text, addresses=addresses, **{"origin": "file"} | more)
    return page if name else LocatedPage(**{field: getattr(page, field) for field in page.__dataclass_fields__})


class LocatedPage(Page):
    """A page that claims nothing and was found nowhere."""

    @property
    def article_id(self) -> str:
        return hashed_key("location", self.location)


MOMENTS = (
    "run_id",
    "batch",
    "seen_at",
    "fetched_at",
    "first_seen_at",
    "last_seen_at",
    "text_first_seen_at",
    "text_last_seen_at",
)


def forget_moments(con: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but for which run read what, and when."""
    told = f"SELECT COLUMNS(name -> name NOT IN {MOMENTS}) FROM"
    return {
        name: sorted(con.execute(f"{told} {name}").fetchall(), key=repr) for name in TABLES if name != "run_documents"
    }


def load(
    folder: Path, parts: Sequence[Path], runs: int, tell: Callable[[Connection], Any] = describe
) -> dict[str, Any]:
    """Load parts in their order; every check must be content."""
    with open_warehouse(folder) as con:
        for run in range(runs):
            ledger.start_run(con, f"run{run}", None, at(run))
        for part in parts:
            load_part(con, part)
        derive.run(con)
        assert find_broken_promises(con) == {}
        parted = con.execute("SELECT * EXCLUDE (parted_at, run_id) FROM parted_claims ORDER BY ALL").fetchall()
        return tell(con) | {"parted_claims": parted}


def write_runs(folder: Path, runs: Sequence[Sequence[Page]]) -> list[Path]:
    return [write_part(folder, pages, run=f"run{run}", hours=run) for run, pages in enumerate(runs)]


def list_articles(con: Connection) -> list[tuple[Any, ...]]:
    sql = "SELECT location, url, claimed_url, version FROM articles ORDER BY location"
    return con.execute(sql).fetchall()


SHARED = "https://post.example/"


def test_pages_under_one_address_with_other_texts_are_kept_apart_and_flagged(tmp_path: Path) -> None:
    pages = [make_page(f"s/{n}", text, "post") for n, text in enumerate((MILL, FERRY, CHOIR))]
    with open_warehouse(tmp_path) as con:
        for part in write_runs(tmp_path, [pages[:1], pages[1:]]):
            load_part(con, part)
        derive.run(con)
        assert find_broken_promises(con) == {}
        assert list_articles(con) == [(f"s/{n}", None, SHARED, 1) for n in range(3)]
        told = "SELECT DISTINCT evidence ->> 'claimed_url', evidence ->> 'url' FROM articles"
        assert con.execute(told).fetchall() == [("not believed: other pages give it too, with other texts", None)]
        assert {row["article_id"] for row in fetch_rows(con, "FROM articles")} == {
            hashed_key("location", page.location) for page in pages
        }
        assert fetch_rows(con, "SELECT status FROM documents") == [{"status": "loaded"}] * 3
        assert fetch_rows(con, "SELECT state FROM run_documents") == [{"state": "loaded"}] * 3
        [shared] = fetch_rows(con, "SELECT url, document_count, run_id FROM shared_addresses")
        assert shared == {"url": SHARED, "document_count": 3, "run_id": "run1"}
        assert con.execute(
            "SELECT count(DISTINCT q.quote_id) FROM quotes q JOIN articles USING (article_id)"
        ).fetchone() == (3,)


@pytest.mark.parametrize(
    "runs",
    [
        [[make_page("s/1", MILL, "post")], [make_page("s/1", FERRY, "post")]],
        [[make_page("s/1", MILL, "post"), make_page("s/2", LATER, "post")]],
        [[make_page("s/1", MILL, "post")], [make_page("t/2", FERRY, "post")]],
    ],
    ids=["a file rewritten", "an article saved twice", "files of two sources"],
)
def test_versions_of_one_article_stay_together(tmp_path: Path, runs: list[list[Page]]) -> None:
    with open_warehouse(tmp_path) as con:
        for part in write_runs(tmp_path, runs):
            load_part(con, part)
        assert [(url, claimed, version) for _, url, claimed, version in list_articles(con)] == [(SHARED, None, 2)]


def test_a_teaser_and_its_article_are_one(tmp_path: Path) -> None:
    """Of a long text, a signature may hold nothing that the teaser has."""
    long = " ".join(f"Sentence {n} tells of boat {n * 7} and of day {n * 3}." for n in range(400))
    with open_warehouse(tmp_path) as con:
        load_part(
            con, write_part(tmp_path, [make_page("s/1", long, "post"), make_page("s/2", long[3000:3150], "post")])
        )
        assert len(list_articles(con)) == 1
    assert measure_containment(long, long[3000:3150]) > 0.9


def test_a_page_found_at_the_address_keeps_it_and_what_is_like_it(tmp_path: Path) -> None:
    pages = [
        make_page("w/own", MILL, "post", found="post", origin="web"),
        make_page("w/print", MILL + " Page 1.", "post", found="print", origin="web"),
        make_page("v/other", FERRY, "post", found="other", origin="web"),
    ]
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, pages))
        assert [(url, claimed) for _, url, claimed, _ in list_articles(con)] == [
            ("https://other.example/", SHARED),
            (SHARED, None),
        ]


def test_the_next_address_counts_unless_it_is_shared_as_well(tmp_path: Path) -> None:
    pages = [
        make_page("s/1", MILL, "post", "mill"),
        make_page("s/2", FERRY, "post", "site"),
        make_page("s/3", CHOIR, "post", "site"),
    ]
    with open_warehouse(tmp_path) as con:
        for part in write_runs(tmp_path, [[page] for page in pages]):
            load_part(con, part)
        found = [("s/1", "https://mill.example/", SHARED, 1), ("s/2", None, SHARED, 1), ("s/3", None, SHARED, 1)]
        assert list_articles(con) == found


def test_older_versions_go_along(tmp_path: Path) -> None:
    runs = [[make_page("s/1", MILL, "post")], [make_page("s/1", LATER, "post")], [make_page("s/2", FERRY, "post")]]
    with open_warehouse(tmp_path) as con:
        for part in write_runs(tmp_path, runs):
            load_part(con, part)
        derive.run(con)
        assert list_articles(con) == [("s/1", None, SHARED, 2), ("s/2", None, SHARED, 1)]
        assert con.execute("SELECT DISTINCT article_id FROM history.quotes").fetchall() == [
            (hashed_key("location", "s/1"),)
        ]


def test_an_address_is_believed_again_once_only_one_page_gives_it(tmp_path: Path) -> None:
    """The pages of a template that was mended, and read again by the same bytes under newer rules."""
    both = [make_page("s/1", MILL, "post", content="1"), make_page("s/2", FERRY, "post", content="2")]
    mended = make_page("s/2", FERRY, content="2")
    with open_warehouse(tmp_path) as con:
        for part in write_runs(tmp_path, [both, [mended]]):
            load_part(con, part)
        derive.run(con)
        assert find_broken_promises(con) == {}
        assert list_articles(con) == [("s/1", SHARED, None, 1), ("s/2", None, None, 1)]
        assert fetch_rows(con, "FROM parted_claims") == []
    with TemporaryDirectory() as name:
        alone = load(Path(name) / "1", write_runs(Path(name), [[both[0]]]), 1)
    with open_warehouse(tmp_path / "again") as con:
        for part in write_runs(tmp_path / "again", [both, [mended]]):
            load_part(con, part)
        ids = con.execute("SELECT quote_id FROM quotes WHERE document_id = ?", [both[0].document_id]).fetchall()
        column = [name for (name, *_) in con.execute("DESCRIBE quotes").fetchall()].index("quote_id")
    assert ids == [(row[column],) for row in alone["quotes"]]


texts = st.sampled_from([MILL, LATER, FERRY, CHOIR, CODA])
names = st.sampled_from(["post", "post", "mill", "site"])
claims = st.lists(names, max_size=2, unique=True)
files = st.builds(
    lambda location, text, claims, found, content: make_page(location, text, *claims, found=found, content=content),
    st.sampled_from(["s/1", "s/2", "s/3", "t/1"]), texts, claims, st.sampled_from([None, None, "post", "own"]),
    st.sampled_from([None, None, "same"]),
)  # fmt: skip
fetched = st.builds(
    lambda number, text, claims: make_page(f"w/{number}", text, *claims, found=("post", "own")[number], origin="web"),
    st.sampled_from([0, 1]), texts, claims,
)  # fmt: skip
pages = files | files | fetched
batches = st.lists(pages, min_size=1, max_size=4, unique_by=lambda page: page.location)


@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), runs=st.lists(batches, min_size=2, max_size=4))
def test_order_and_repetition_leave_no_trace(data: st.DataObject, runs: list[list[Page]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        parts = write_runs(folder, runs)
        shuffled = data.draw(st.permutations(parts + data.draw(st.lists(st.sampled_from(parts), max_size=2))))
        one, other = (load(folder / str(n), some, len(runs)) for n, some in enumerate((parts, shuffled)))
        assert {name: rows for name, rows in one.items() if rows != other[name]} == {}


@settings(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), some=batches)
def test_one_by_one_or_together_is_the_same(data: st.DataObject, some: list[Page]) -> None:
    order = data.draw(st.permutations(some))
    with TemporaryDirectory() as name:
        folder = Path(name)
        singly = load(folder / "1", write_runs(folder / "a", [[page] for page in order]), len(order), forget_moments)
        assert singly == load(folder / "2", write_runs(folder / "b", [some]), 1, forget_moments)
