"""Each page shows what the database holds, and nothing that a stranger wrote becomes HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markupsafe import Markup

from flows.app.addresses import PAGES, Address, write_address
from flows.app.export import draw_picture, export_pages
from flows.app.pages import Page, View, render_page
from flows.app.snapshot import Snapshot
from warehouse.connection import Connection, fetch_rows, open_writer
from warehouse.migrate import migrate, replace_views
from warehouse.publish import publish

LIVING = {"script", "img", "iframe", "object", "embed", "style", "link", "base", "meta"}


class Reader(HTMLParser):
    """Notes what could act in a page, its links, its headings and what labels its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.fields: set[str] = set()
        self.labels: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.acting += [name for name in given if name.startswith("on")] + [tag] * (tag in LIVING)
        if tag == "a":
            self.links.append(given["href"])
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in ("input", "select") and given.get("type") != "hidden":
            self.fields.add(given["id"])
        if tag == "label":
            self.labels.add(given["for"])


def show(con: Connection, page: str, **values: str) -> Page:
    return render_page(View(con, write_address, lambda chart: draw_picture(chart)), Address(page, values))


def read(page: Page) -> Reader:
    reader = Reader()
    reader.feed(page.html)
    return reader


def list_addresses(con: Connection) -> list[Address]:
    """All pages, and those of every person, story and article."""
    found = [Address(page) for page in PAGES]
    for page, sql in (
        ("person", "SELECT entity_id AS id FROM entities"),
        ("story", "SELECT story_id AS id FROM stories"),
        ("article", "SELECT article_id AS id FROM articles"),
    ):
        found += [Address(page, {"id": row["id"]}) for row in fetch_rows(con, sql)]
    return found


def test_nothing_of_a_page_becomes_html(con: Connection) -> None:
    addresses = list_addresses(con)
    assert len(addresses) > 15
    for address in addresses:
        page = show(con, address.page, **address.values)
        reader = read(page)
        assert reader.acting == [], address
        assert all(link.startswith(("?page=", "#content", "http")) for link in reader.links), address
        assert "49" not in page.title


def test_every_field_has_a_label_and_headings_follow_each_other(con: Connection) -> None:
    for address in list_addresses(con):
        reader = read(show(con, address.page, **address.values))
        assert reader.fields <= reader.labels
        assert reader.levels[0] == 1
        assert reader.levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(reader.levels, reader.levels[1:], strict=False)), (
            address
        )


def test_a_quotation_stands_in_its_paragraph_with_its_parts_marked(con: Connection) -> None:
    html = show(con, "said", words="dug").html
    assert '<span class="content"><span class="unseen">[quotation: </span>We dug,' in html
    assert html.count('<article class="quotation"') == 1


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 5),
        ({"words": "FERRY will"}, 2),
        ({"words": "100%"}, 0),
        ({"speaker": "nils"}, 1),
        ({"speaker": "an aide"}, 1),
        ({"outlet": "Skarrow Echo"}, 2),
        ({"type": "direct"}, 5),
        ({"type": "indirect"}, 0),
        ({"since": "2031-05-05"}, 3),
        ({"until": "2031-05-04"}, 2),
        ({"since": "2031-05-05", "outlet": "Skarrow Echo"}, 1),
    ],
)
def test_filters_of_who_said_what(con: Connection, filters: dict[str, str], count: int) -> None:
    html = show(con, "said", **filters).html
    assert html.count('<article class="quotation"') == count
    assert f"{count} quotation" in html


def test_a_day_that_is_none_is_told(con: Connection) -> None:
    assert "“May” is no day" in show(con, "said", since="May").html


def test_pages_of_a_list_hold_each_quotation_once(con: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.app.pages.QUOTES_A_PAGE", 2)
    seen: list[str] = []
    address: str | None = "?page=said"
    while address:
        page = render_page(View(con, write_address, lambda chart: Markup()), read_back(address))
        seen += re.findall(r"page=article&amp;id=(\w+)", page.html)
        found = re.search(r'<a href="([^"]+)">Next page</a>', page.html)
        address = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen)) == 5


def read_back(query: str) -> Address:
    from flows.app.addresses import read_address

    return read_address(query)


def test_a_story_says_who_had_it_first_and_who_copied(con: Connection, ids: dict[str, str]) -> None:
    (row,) = fetch_rows(con, "SELECT story_id FROM articles WHERE article_id = $id", {"id": ids["copy"]})
    html = show(con, "story", id=row["story_id"]).html
    assert "First: <strong>The Varnland Courier</strong>" in html
    assert f'<a href="?page=article&amp;id={ids["ferry"]}">The Varnland Courier</a> (90 %)' in html
    assert "<svg" in html


def test_a_changed_article_shows_the_words_that_changed(con: Connection, ids: dict[str, str]) -> None:
    html = show(con, "changes", id=ids["mine"]).html
    assert "[removed: </span>dig" in html
    assert "[added: </span>dug" in html
    assert "<strong>reworded</strong>" in html


def test_what_is_not_there_is_told(con: Connection) -> None:
    for page in ("person", "story", "article"):
        assert "no " + page in show(con, page, id="0" * 32).html.lower()


def test_an_empty_database_has_every_page(tmp_path: Path) -> None:
    with open_writer(tmp_path / "writer.duckdb") as con:
        migrate(con)
        replace_views(con)
        for page in PAGES:
            assert show(con, page).html


def test_an_older_database_is_told(tmp_path: Path) -> None:
    with open_writer(tmp_path / "writer.duckdb") as con:
        assert "was not made by dateline" in show(con, "said").html


def test_a_new_snapshot_is_seen_at_once(snapshot: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.duckdb"
    copy.write_bytes(snapshot.read_bytes())
    published = Snapshot(copy)
    with published.reading() as con:
        assert fetch_rows(con, "SELECT count(*) AS n FROM articles") == [{"n": 5}]
    with open_writer(tmp_path / "writer.duckdb") as writer:
        migrate(writer)
        replace_views(writer)
        publish(writer, copy)
    with published.reading() as con:
        assert fetch_rows(con, "SELECT count(*) AS n FROM articles") == [{"n": 0}]
    published.close()


def test_an_export_links_only_to_files_that_are_there(snapshot: Path, tmp_path: Path) -> None:
    count = export_pages(snapshot, tmp_path / "site", 1000)
    files = {path.name: path.read_text() for path in (tmp_path / "site").glob("*.html")}
    assert len(files) == count
    reached = {"index.html"}
    for name, html in files.items():
        reader = Reader()
        reader.feed(html)
        links = {link for link in reader.links if link != "#content" and not link.startswith("https://")}
        assert links <= files.keys(), name
        assert set(reader.acting) <= {"meta", "link"}, name
        reached |= links
    assert reached == files.keys()
    assert any(name.startswith("person-") for name in files)


def test_an_export_keeps_to_its_limit(snapshot: Path, tmp_path: Path) -> None:
    assert export_pages(snapshot, tmp_path, 9) == 9
    files = {path.name for path in tmp_path.glob("*.html")}
    assert len(files) == 9
    links = re.findall(r'href="([^"#]+\.html)"', (tmp_path / "index.html").read_text())
    assert set(links) <= files
