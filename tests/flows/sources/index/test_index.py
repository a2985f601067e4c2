"""The seed index: what is read, and what a malformed one is told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import IndexProblem, SeedIndexError
from flows.sources.index.read import COLUMNS, parse_index, read_index

HERE = Path("seeds.md")


def problems_of(text: str) -> list[str]:
    with pytest.raises(SeedIndexError) as caught:
        parse_index(text, HERE)
    return [str(problem) for problem in caught.value.problems]


def test_every_table_with_id_and_location_is_read_and_prose_is_free():
    sources = parse_index(
        "# Mine\n\nProse | with | bars.\n\n"
        "| location | id | note |\n|---|---|---|\n| `a/*.html` | one | unknown column |\n\n"
        "| name | place |\n|---|---|\n| not | read |\n\n"
        "ID | Location | optional | published\n---|---|---|---\ntwo | b.txt | yes | 2026-01-31T10:00:00+02:00\n",
        HERE,
    )
    assert [(source.id, source.location, source.line) for source in sources] == [
        ("one", "a/*.html", 7),
        ("two", "b.txt", 15),
    ]
    assert (sources[0].kind, sources[0].is_glob, sources[0].is_optional) == ("file", True, False)
    assert (sources[1].is_optional, sources[1].published) == (True, "2026-01-31T10:00:00+02:00")


def test_a_table_inside_a_code_fence_is_prose():
    text = "```\n| id | location |\n|---|---|\n| no | no.txt |\n```\n\n| id | location |\n|---|---|\n| yes | y.txt |\n"
    assert [source.id for source in parse_index(text, HERE)] == ["yes"]


def test_all_errors_come_at_once_with_file_line_and_column():
    text = (
        "| id | location | kind | url | published | language | optional | sha256 |\n|---|---|---|---|---|---|---|---|\n"
        "| Big Id | a.txt | file | | | | | |\n"
        "| ok | | file | | | | | |\n"
        "| ok | b.txt | scroll | ftp://x | 31.1.2026 | eng | maybe | abc |\n"
        "| short | c.txt |\n"
    )
    assert problems_of(text) == [
        "seeds.md:3: id: 'Big Id' is not an id of a-z, 0-9, _ and -, such as harbour-fire",
        "seeds.md:4: location: is empty; write a path relative to the index, or an http(s) address",
        "seeds.md:5: kind: 'scroll' is unknown; use one of file, url, feed, sitemap, warc, or leave it empty",
        "seeds.md:5: url: 'ftp://x' is not an http(s) address",
        "seeds.md:5: published: '31.1.2026' is not an ISO 8601 date or date-time such as 2026-01-31",
        "seeds.md:5: language: 'eng' is not an ISO 639-1 code such as en",
        "seeds.md:5: optional: 'maybe' is neither yes nor no",
        "seeds.md:5: sha256: 'abc' is not a SHA-256 digest of 64 hexadecimal digits",
        "seeds.md:5: id: 'ok' is already the id of line 4; each id may be used once",
        "seeds.md:6: row: has 2 cells, but the header has 8; write a bar inside a cell as \\|",
    ]


def test_a_digest_belongs_to_one_file_and_an_address_is_no_file():
    digest = "0" * 64
    rows = f"| a | *.txt | | {digest} |\n| b | https://x.example/ | file | |\n"
    text = f"| id | location | kind | sha256 |\n|---|---|---|---|\n{rows}"
    assert [problem.split(": ")[1] for problem in problems_of(text)] == ["sha256", "location"]


def test_an_index_without_tables_or_not_in_utf8_or_absent_says_so(tmp_path: Path):
    assert problems_of("# Nothing\n") == [
        "seeds.md:1: file: no table has the columns id and location; see `dateline index check --help`"
    ]
    index = tmp_path / "INDEX.md"
    with pytest.raises(SeedIndexError, match=r"INDEX\.md:1: file: No such file"):
        read_index(index)
    index.write_bytes(b"# Title\n\xff\n")
    with pytest.raises(SeedIndexError, match=r"INDEX\.md:2: file: is not UTF-8"):
        read_index(index)


CELL = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"], exclude_characters="|\\`<>[]()*_~!&"), max_size=20
)


@given(
    st.lists(st.tuples(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True), CELL), unique_by=lambda row: row[0])
)
def test_what_is_written_is_read_back(rows: list[tuple[str, str]]):
    rows = [(slug, f"docs/{name}x.txt") for slug, name in rows]
    text = "| id | location |\n|---|---|\n" + "".join(f"| {slug} | {name} |\n" for slug, name in rows)
    assert [(source.id, source.location) for source in parse_index(text, HERE)] == rows


@given(st.text(st.sampled_from("|-: \n\\`ab*<>[]()#\r\0" + "é")), st.sampled_from(COLUMNS))
def test_no_text_does_anything_but_parse_or_name_its_problems(text: str, column: str):
    for candidate in (text, f"| id | location | {column} |\n|---|---|---|\n{text}"):
        problems: tuple[IndexProblem, ...] = ()
        try:
            parse_index(candidate, HERE)
        except SeedIndexError as error:
            problems = error.problems
        assert all(1 <= problem.line <= candidate.count("\n") + candidate.count("\r") + 1 for problem in problems)
