"""The index written to: rows come back as they were given, and nothing else in the file changes."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import SeedIndexError
from flows.sources.formats.opml import OpmlFeed
from flows.sources.index.read import SLUG, parse_index, read_index
from flows.sources.index.write import append_sources, list_feeds, make_rows, make_slug

FEED = {
    "id": "courier",
    "location": "https://courier.example/rss",
    "kind": "feed",
    "publisher": "The Courier | Varnland",
}
WIDE = """# Ours

Prose with a | in it.

| id      | location            | kind | publisher |
|---------|:--------------------|------|-----------|
| first   | `docs/*.txt`        | file | Ledger    |

More prose.

    | id | location |
    |----|----------|
    | an | example  |

- in a list

  | id | location |
  |----|----------|
  | listed | docs/b.txt |

End, without a line end."""
NARROW = "| Location | ID |\n|---|---|\n| docs/a.txt | a |\n| docs/b.txt | b |\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "INDEX.md"
    path.write_bytes(text.encode())
    return path


def test_rows_go_below_the_last_table_that_stands_by_itself(tmp_path: Path) -> None:
    path = write(tmp_path, WIDE)
    added = append_sources(path, [FEED, {"id": "second", "location": "docs/c.txt"}])
    assert [(source.id, source.kind, source.publisher) for source in added] == [
        ("courier", "feed", "The Courier | Varnland"),
        ("second", "file", None),
    ]
    lines = path.read_text().split("\n")
    assert lines[7:9] == [
        "| courier | https://courier.example/rss | feed | The Courier \\| Varnland |",
        "| second  | docs/c.txt          |      |           |",
    ]
    assert "\n".join([*lines[:7], *lines[9:]]) == WIDE
    assert [source.id for source in read_index(path)] == ["first", "courier", "second", "listed"]


def test_a_new_table_where_the_last_lacks_a_column(tmp_path: Path) -> None:
    path = write(tmp_path, NARROW + "\nProse.\n")
    append_sources(path, [FEED | {"language": ""}])
    assert path.read_text() == NARROW + (
        "\n"
        "| id      | location                    | kind | publisher               |\n"
        "|---------|-----------------------------|------|-------------------------|\n"
        "| courier | https://courier.example/rss | feed | The Courier \\| Varnland |\n"
        "\nProse.\n"
    )
    assert [source.id for source in read_index(path)] == ["a", "b", "courier"]


def test_columns_in_another_order(tmp_path: Path) -> None:
    path = write(tmp_path, NARROW)
    append_sources(path, [{"id": "c", "location": "https://c.example/page", "kind": ""}])
    assert path.read_text() == NARROW + "| https://c.example/page | c  |\n"


def test_an_index_without_a_table_or_without_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, "# Nothing yet")
    append_sources(path, [FEED])
    assert path.read_text().startswith("# Nothing yet\n\n| id ")
    absent = tmp_path / "new.md"
    append_sources(absent, [FEED])
    append_sources(absent, [FEED | {"id": "b"}])
    assert [source.id for source in read_index(absent)] == ["courier", "b"]
    assert stat.S_IMODE(absent.stat().st_mode) == 0o644


def test_line_ends_byte_order_mark_rights_and_links_stay(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff" + NARROW.replace("\n", "\r\n"))
    path.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(path)
    append_sources(link, [{"id": "c", "location": "docs/c.txt"}])
    assert path.read_bytes() == ("\ufeff" + NARROW + "| docs/c.txt | c  |\n").replace("\n", "\r\n").encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["INDEX.md", "link.md"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": "a", "location": "docs/c.txt"}, "'a' is already the id of line 3"),
        ({"id": "Not a slug", "location": "docs/c.txt"}, "is not an id of"),
        ({"id": "c", "location": ""}, "is empty"),
        ({"id": "c", "location": "docs/c.txt", "kind": "feed"}, "which the kind feed needs"),
        ({"id": "c", "location": "docs/c.txt", "publisher": "`Ticked`"}, "would not be read as they are meant"),
    ],
)
def test_what_would_spoil_the_index_is_refused_and_nothing_is_written(
    tmp_path: Path, row: dict[str, str], words: str
) -> None:
    path = write(tmp_path, NARROW)
    with pytest.raises(SeedIndexError, match=re.escape(words)):
        append_sources(path, [row])
    assert path.read_text() == NARROW
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"| id | location |\n|---|---|\n| A b | x |\n", b"\xff\xfe| id | location |"])
def test_a_malformed_index_is_not_added_to(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "INDEX.md"
    path.write_bytes(content)
    with pytest.raises(SeedIndexError):
        append_sources(path, [{"id": "c", "location": "docs/c.txt"}])
    assert path.read_bytes() == content


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), max_size=4), st.sampled_from([WIDE, NARROW, ""]))
def test_rows_come_back_as_they_were_given_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]], text: str
) -> None:
    path = write(tmp_path_factory.mktemp("index"), text)
    before = parse_index(text, path) if text else []
    taken = {source.id for source in before}
    rows: list[dict[str, str]] = []
    for name, publisher in pairs:
        slug = make_slug(name, taken)
        taken.add(slug)
        rows.append({"id": slug, "location": f"https://a.example/{slug}", "kind": "feed", "publisher": publisher})
    if not rows:
        return
    try:
        added = append_sources(path, rows)
    except SeedIndexError:
        assert path.read_text() == text
        assert any(re.search(r"[`<\[\\]", publisher) for _, publisher in pairs)
        return
    assert [source.publisher or "" for source in added] == [" ".join(publisher.split()) for _, publisher in pairs]
    assert len(read_index(path)) == len(before) + len(rows)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80) | st.text(max_size=30).map(lambda text: f"https://{text}.example/{text}"), st.data())
def test_slugs_are_ids_and_never_taken(name: str, data: st.DataObject) -> None:
    slug = make_slug(name)
    assert SLUG.fullmatch(slug)
    taken = {slug} | data.draw(st.sets(st.sampled_from([f"{slug}-{number}" for number in range(2, 6)])))
    other = make_slug(name, taken)
    assert SLUG.fullmatch(other)
    assert other not in taken


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The Varnland Courier", "the-varnland-courier"),
        ("https://feeds.courier.example/news/rss.xml", "courier"),
        ("https://www.courier.example/2031/sport/football/feed/", "courier-sport-football"),
        ("https://localhost:8000/feed", "localhost"),
        ("Łódź & Ærø", "lodz-aero"),
        ("a" * 100, "a" * 48),
        ("word " * 20, "-".join(["word"] * 9)),
    ],
)
def test_slugs_are_readable(name: str, expected: str) -> None:
    assert make_slug(name) == expected


def test_feeds_come_in_and_go_out() -> None:
    sources = parse_index(
        "| id | location | kind | publisher |\n|---|---|---|---|\n"
        "| courier | https://courier.example/rss | feed | The Courier |\n| page | https://a.example/x | url | |\n",
        Path("INDEX.md"),
    )
    assert list_feeds(sources) == [OpmlFeed("https://courier.example/rss", "The Courier")]
    imported = [
        OpmlFeed("https://courier.example/rss", "The Courier"),
        OpmlFeed("https://bote.example/atom", "Courier"),
        OpmlFeed("https://echo.example/world/rss"),
        OpmlFeed("https://novosti.example/rss", "Новости"),
    ]
    assert make_rows(imported, sources) == [
        {"id": "courier-2", "location": "https://bote.example/atom", "kind": "feed", "publisher": "Courier"},
        {"id": "echo-world", "location": "https://echo.example/world/rss", "kind": "feed", "publisher": ""},
        {"id": "novosti", "location": "https://novosti.example/rss", "kind": "feed", "publisher": "Новости"},
    ]
