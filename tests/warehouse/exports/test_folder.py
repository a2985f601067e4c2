"""What is exported is opened by the programs that it is for, and says what the warehouse says."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
import networkx
import pandas
import polars
import pytest

from tests.helpers.article_rows import Page
from tests.helpers.sample_archive import SAMPLE, open_sample
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse.connection import Connection
from warehouse.errors import ExportError
from warehouse.exports.dictionary import TABLES
from warehouse.exports.folder import FORMS, export
from warehouse.loader import load_part

ARMED = '=HYPERLINK("http://ferry.example/")'
HOSTILE = Page(
    "courier/armed.html", "armed", "“Two\x0bparts,\r\n\t<b>said</b>” said Nils\x01 Berg.", title=ARMED, published=None,
    speaker="Nils\x01 Berg",
)  # fmt: skip


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("export")
    with open_sample(folder) as con:
        load_part(con, write_part(folder, [HOSTILE], run="run3", hours=70))
        con.execute("UPDATE entities SET name = 'Nils\x01 Berg', wikidata_id = 'Q1' WHERE name = 'Nils Berg'")
        con.execute("UPDATE quotes SET speaker_name = 'Nils\x01 Berg' WHERE speaker_name = 'Nils Berg'")
        yield con


def write(con: Connection, form: str, folder: Path) -> dict[str, int]:
    return dict(export(con, form, folder / form))


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def count(con: Connection, table: str) -> int:
    found = con.sql(f"SELECT count(*) FROM {table}").fetchone()
    assert found
    return int(found[0])


def test_csv_is_a_valid_data_package(con: Connection, tmp_path: Path) -> None:
    written = write(con, "csv", tmp_path)
    report = frictionless.validate(str(tmp_path / "csv" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])
    assert {task.name: task.stats["rows"] for task in report.tasks} == {name: count(con, name) for name in TABLES}
    assert {name.removesuffix(".csv") for name in written} == {*TABLES, "datapackage.json"}


def test_csv_is_for_spreadsheets(con: Connection, tmp_path: Path) -> None:
    write(con, "csv", tmp_path)
    path = tmp_path / "csv" / "articles.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfarticle_id,")
    with path.open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    assert f"'{ARMED}" in titles
    assert ARMED not in titles
    frame = pandas.read_csv(path)
    assert sorted(frame["article_id"]) == sorted(
        key for (key,) in con.sql("SELECT article_id FROM articles").fetchall()
    )
    assert "signature" not in frame


def test_parquet_lies_by_day_and_keeps_every_value(con: Connection, tmp_path: Path) -> None:
    write(con, "parquet", tmp_path)
    folder = tmp_path / "parquet"
    days = {path.name for path in (folder / "articles").iterdir()}
    assert days == {"published_date=2031-05-04", "published_date=2031-05-05", "published_date=unknown"}
    for table in ("articles", "quotes", "entity_mentions"):
        frame = polars.read_parquet(folder / table / "**" / "*.parquet", hive_partitioning=False)
        assert frame.height == count(con, table)
    texts = {text for (text,) in con.sql("SELECT text FROM articles").fetchall()}
    frame = polars.read_parquet(folder / "articles" / "**" / "*.parquet", hive_partitioning=False)
    assert set(frame["text"]) == texts
    package = frictionless.Package(str(folder / "datapackage.json"))
    assert package.resource_names == list(TABLES)
    assert all((folder / path).is_file() for r in package.resources for path in r.paths)


def test_json_lines_are_a_valid_data_package_and_keep_every_value(con: Connection, tmp_path: Path) -> None:
    write(con, "jsonl", tmp_path)
    report = frictionless.validate(str(tmp_path / "jsonl" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])
    quotes = read_lines(tmp_path / "jsonl" / "quotes.jsonl")
    assert {quote["text"] for quote in quotes} == {text for (text,) in con.sql("SELECT text FROM quotes").fetchall()}
    assert {type(quote["spans"][0]["start_char"]) for quote in quotes} == {int}
    assert ARMED in {article["title"] for article in read_lines(tmp_path / "jsonl" / "articles.jsonl")}


def test_each_column_says_what_it_means(con: Connection, tmp_path: Path) -> None:
    write(con, "csv", tmp_path)
    package = json.loads((tmp_path / "csv" / "datapackage.json").read_text())
    silent = [
        (resource["name"], field["name"])
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
        if not field["description"]
    ]
    assert silent == []


def test_both_networks_are_the_same(con: Connection, tmp_path: Path) -> None:
    con.execute("BEGIN")  # Nils Berg is quoted beside Ada Lund in an article, and in its copy
    con.execute("""
        INSERT INTO quotes BY NAME SELECT * REPLACE (quote_id || 'x' AS quote_id,
            (SELECT entity_id FROM entities WHERE starts_with(name, 'Nils')) AS speaker_entity_id)
        FROM quotes WHERE speaker_name = 'Ada Lund'
    """)
    write(con, "network", tmp_path)
    con.execute("ROLLBACK")
    gexf = networkx.read_gexf(tmp_path / "network" / "quoted_together.gexf")
    graphml = networkx.read_graphml(tmp_path / "network" / "quoted_together.graphml")
    names = {"Ada Lund", "Nils\N{REPLACEMENT CHARACTER} Berg"}
    for network in (gexf, graphml):
        assert names <= {node["label"] for node in network.nodes.values()}
        assert [edge["weight"] for edge in network.edges.values()] == [1]  # the copy does not count


def test_annotations_select_the_words_in_the_text(con: Connection, tmp_path: Path) -> None:
    write(con, "annotations", tmp_path)
    texts = dict(con.sql("SELECT coalesce(url, article_id), text FROM articles").fetchall())
    annotations = read_lines(tmp_path / "annotations" / "annotations.jsonl")
    assert len(annotations) == count(con, "quotes")
    for annotation in annotations:
        for target in annotation["target"]:
            text, (quote, position) = texts[target["source"]], target["selector"]
            assert text[position["start"] : position["end"]] == quote["exact"]
            around = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert text[max(position["start"] - 32, 0) : position["end"] + 32] == around
    bodies = [body for annotation in annotations for body in annotation["body"]]
    assert {body["source"] for body in bodies if "source" in body} == {"http://www.wikidata.org/entity/Q1"}


def test_followthemoney_entities_point_at_each_other(con: Connection, tmp_path: Path) -> None:
    write(con, "followthemoney", tmp_path)
    entities = read_lines(tmp_path / "followthemoney" / "entities.ftm.json")
    ids = [entity["id"] for entity in entities]
    assert len(ids) == len(set(ids))
    assert {e["schema"] for e in entities} == {"Article", "Person", "Documentation", "Note"}
    pointers = [
        key for e in entities for name in ("document", "entity") for key in e["properties"].get(name, [])
    ]  # fmt: skip
    assert pointers
    assert set(pointers) <= set(ids)
    assert all(isinstance(values, list) for entity in entities for values in entity["properties"].values())
    article = next(e for e in entities if e["properties"].get("title") == ["Ferry late"])
    assert article["properties"]["language"] == ["eng"]


def test_citations_name_what_is_known(con: Connection, tmp_path: Path) -> None:
    write(con, "csl", tmp_path)
    items = {item["id"]: item for item in json.loads((tmp_path / "csl" / "articles.csl.json").read_text())}
    assert len(items) == count(con, "articles")
    assert items[SAMPLE[0].article_id] | {"accessed": None} == {
        "id": SAMPLE[0].article_id,
        "type": "article-newspaper",
        "title": "Ferry late",
        "author": [{"literal": "Nils Berg"}],
        "container-title": "The Varnland Courier",
        "issued": {"date-parts": [[2031, 5, 4]]},
        "accessed": None,
        "URL": "https://ferry.example/",
        "language": "en",
    }
    assert "issued" not in items[HOSTILE.article_id]


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_warehouse_can_be_exported(form: str, tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        assert write(con, form, tmp_path)
    assert list((tmp_path / form).iterdir())


def test_a_folder_with_something_in_it_is_left_alone(con: Connection, tmp_path: Path) -> None:
    folder = tmp_path / "csl"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(ExportError, match="is there already"):
        write(con, "csl", tmp_path)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    list(export(con, "csl", folder, is_replacing=True))
    assert [path.name for path in folder.iterdir()] == ["articles.csl.json"]


def test_what_fails_half_way_leaves_nothing(con: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(con: Connection, folder: Path) -> Iterator[tuple[str, int]]:
        (folder / "half").write_text("half")
        yield "half", 1
        raise OSError(28, "No space left on device", str(folder / "rest"))

    monkeypatch.setitem(FORMS, "csl", fail)
    with pytest.raises(ExportError, match="No space left on device"):
        write(con, "csl", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_form_is_told_with_those_there_are(con: Connection, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="xlsx: there is no such form; use parquet, csv"):
        list(export(con, "xlsx", tmp_path / "out"))
