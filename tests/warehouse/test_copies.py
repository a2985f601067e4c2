"""Copies are found, reports are kept apart, and the outcome depends on the set of articles alone."""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.derivation import UNREAD, open_empty
from transforms.copies import sign
from warehouse.connection import Connection
from warehouse.derive import run_step

ARTICLES = f"INSERT INTO articles BY NAME SELECT *, 1 AS batch, {UNREAD} FROM read_parquet(?)"
COLUMNS = {
    "article_id": pl.String, "published_at": pl.Datetime("us", "UTC"), "published_precision": pl.String,
    "seen_at": pl.Datetime("us", "UTC"), "word_count": pl.Int32, "signature": pl.List(pl.UInt32),
    "bands": pl.List(pl.UInt64),
}  # fmt: skip
DAY = datetime(2031, 5, 2, tzinfo=UTC)
WORDS = [
    "bridge", "ferry", "council", "mayor", "harbour", "storm", "vote", "budget", "road", "school", "river",
    "island", "court", "judge", "strike", "union", "wage", "fish", "boat", "engine", "tower", "market", "farmer",
    "dairy", "price", "winter", "rescue", "crew", "sailor", "museum", "letter", "archive", "queen", "tax", "border",
    "train", "signal", "tunnel", "doctor", "nurse", "clinic", "patient", "water", "pipe", "flood", "dam", "valley",
    "wolf", "sheep", "forest",
]  # fmt: skip


def write_text(seed: int, words: int = 300) -> str:
    """Sentences of invented prose: two seeds share words, hardly ever three in a row."""
    source = random.Random(seed)
    sentences = []
    while words > 0:
        size = source.randint(9, 18)
        sentences.append(" ".join(source.choice(WORDS) for _ in range(size)).capitalize() + ".")
        words -= size
    return "\n\n".join(" ".join(sentences[i : i + 2]) for i in range(0, len(sentences), 2))


Row = tuple[str, str, datetime | None]


def insert(con: Connection, articles: list[Row]) -> None:
    """Load (id, text, published) rows."""
    rows = []
    for article_id, text, published in articles:
        signature, bands = sign(text)
        precision = (
            "day" if published is not None and published.hour == 0 and article_id.startswith("day") else "instant"
        )
        rows.append((article_id, published, precision, DAY, len(text.split()), signature, bands))
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    with tempfile.NamedTemporaryFile(suffix=".parquet") as part:
        frame.write_parquet(part.name)
        con.execute(ARTICLES, [part.name])


def read_outcome(con: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Give all that the derivation makes."""
    tables = ("article_bands", "article_fingerprints", "article_pairs", "article_duplicates")
    made = {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}
    return made | {"articles": con.execute("SELECT article_id, duplicate_of FROM articles ORDER BY 1").fetchall()}


def derive(articles: list[Row]) -> dict[str, str | None]:
    """Load the rows, derive twice, and give duplicate_of by id."""
    with open_empty() as con:
        insert(con, articles)
        run_step(con, "duplicates")
        first = read_outcome(con)
        run_step(con, "duplicates")
        assert read_outcome(con) == first
        similar = con.execute("SELECT similarity FROM article_duplicates").fetchall()
        assert all(0 < value <= 1 for (value,) in similar)
        return dict(con.execute("SELECT article_id, duplicate_of FROM articles").fetchall())


def test_cut_tail_added_byline_and_edited_lead_are_copies() -> None:
    text = write_text(1)
    paragraphs = text.split("\n\n")
    copies = {
        "b" * 32: "\n\n".join(paragraphs[: len(paragraphs) // 2]),
        "c" * 32: "By Ada Moss in Varnmouth\n\n" + text,
        "d" * 32: write_text(2, 30) + "\n\n" + "\n\n".join(paragraphs[1:]),
        "e" * 32: "\n\n".join(reversed(paragraphs)),
    }
    found = derive([("a" * 32, text, DAY), *((key, value, DAY + timedelta(hours=1)) for key, value in copies.items())])
    assert found == {"a" * 32: None, **dict.fromkeys(copies, "a" * 32)}


def test_two_reports_that_share_a_quotation_are_not_copies() -> None:
    shared = write_text(9, 45)
    one = write_text(3, 250) + "\n\n" + shared
    two = shared + "\n\n" + write_text(4, 250)
    assert derive([("a" * 32, one, DAY), ("b" * 32, two, DAY)]) == {"a" * 32: None, "b" * 32: None}


def test_the_earliest_is_the_original_and_undated_come_last() -> None:
    text = write_text(5)
    found = derive([("a" * 32, text, None), ("b" * 32, text, DAY), ("c" * 32, text, DAY - timedelta(days=1))])
    assert found == {"a" * 32: "c" * 32, "b" * 32: "c" * 32, "c" * 32: None}


def test_a_day_counts_as_its_end() -> None:
    text = write_text(8)
    found = derive([("day" + "a" * 29, text, DAY), ("b" * 32, text, DAY + timedelta(hours=9))])
    assert found == {"day" + "a" * 29: "b" * 32, "b" * 32: None}


@pytest.mark.parametrize("seed", range(5))
def test_order_of_ingestion_leaves_no_trace(seed: int) -> None:
    base = [write_text(n) for n in range(6)]
    rows = [(f"{n:032x}", base[n % 6] + ("\n\nAn added line." * (n // 6)), DAY) for n in range(18)]
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    assert derive(shuffled) == derive(rows)


def test_chains_of_copies_lead_to_one_original() -> None:
    paragraphs = write_text(6, 600).split("\n\n")
    size = len(paragraphs)
    rows = [
        (f"{n:032x}", "\n\n".join(paragraphs[n * size // 12 : n * size // 12 + size // 2]), DAY + timedelta(hours=n))
        for n in range(6)
    ]
    assert set(derive(rows).values()) == {None, f"{0:032x}"}


def test_a_notice_on_thousands_of_pages_costs_no_pair_of_each_two() -> None:
    notice = write_text(7, 40)
    found = derive([(f"{n:032x}", notice, DAY) for n in range(400)])
    assert sum(value is not None for value in found.values()) == 399


def make_versions(source: random.Random) -> list[str]:
    """Texts of a few events: the whole, cut, joined with another event's (a bridge of clusters), and a notice."""
    events = [write_text(100 + n, 240) for n in range(6)]
    halves = [text[: text.rindex("\n\n", 0, len(text) * 2 // 3)] for text in events]
    joined = [events[n] + "\n\n" + events[n - 1] for n in range(6)]
    return [*events, *halves, *joined, source.choice(events)[:60], *[write_text(7, 40)] * 24]


@pytest.mark.parametrize("seed", range(4))
def test_what_changed_gives_the_outcome_of_all_from_scratch(seed: int) -> None:
    """New, rewritten, redated and removed articles, in runs; a notice's bucket crosses its limit both ways."""
    source = random.Random(seed)
    texts = make_versions(source)
    stand: dict[str, Row] = {}
    with open_empty() as con:
        for size in (60, 90, 8, 40, 1, 0, 25):
            held = dict(stand)
            gone = source.sample(sorted(stand), min(len(stand), size if seed % 2 else size // 3))
            if size == 40:
                gone = [key for key, row in stand.items() if row[1] == texts[-1]][5:]
            for key in gone:
                del stand[key]
            for number in source.sample(range(220), size):
                key = f"{number:032x}"
                when = None if source.random() < 0.1 else DAY + timedelta(hours=source.randrange(90))
                text = stand[key][1] if key in stand and source.random() < 0.3 else source.choice(texts)
                stand[key] = (key, text, when)
            stale = [key for key in held if held[key] != stand.get(key)]
            con.execute("DELETE FROM articles WHERE article_id IN (SELECT unnest(?::VARCHAR[]))", [stale])
            insert(con, [row for key, row in stand.items() if key not in held or key in stale])
            run_step(con, "duplicates")
            with open_empty() as fresh:
                insert(fresh, source.sample(list(stand.values()), len(stand)))
                run_step(fresh, "duplicates")
                assert read_outcome(con) == read_outcome(fresh)


def test_one_more_article_leaves_clusters_alone_that_it_does_not_touch() -> None:
    with open_empty() as con:
        insert(con, [(f"{n:032x}", write_text(n % 20), DAY) for n in range(40)])
        run_step(con, "duplicates")
        con.execute("UPDATE article_pairs SET similarity = 0.5")
        insert(con, [("f" * 32, write_text(3), DAY)])
        run_step(con, "duplicates")
        made = con.execute("SELECT count(*) FROM article_pairs WHERE similarity <> 0.5").fetchone()
        (copies,) = con.execute("SELECT count(*) FROM article_duplicates").fetchone() or (0,)
    assert (made, copies) == ((2,), 21)


@given(st.text())
def test_sign_takes_any_text(text: str) -> None:
    signature, bands = sign(text)
    assert len(signature) in (0, 128)
    assert all(0 <= value < 2**32 for value in signature)
    assert all(0 <= band < 2**64 for band in bands)
