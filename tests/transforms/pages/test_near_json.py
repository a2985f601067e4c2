"""JSON-LD that is not quite JSON: what pages write, and what no input may cost."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pages.near_json import MAX_CHARS, LenientReader, read_leniently, read_values

GOOD = (
    '{"@type": "NewsArticle", "headline": "Board votes at Lindvik", "datePublished": "2031-05-02T08:00:00Z", '
    '"author": {"@type": "Person", "name": "Ada Moss"}}'
)
DRESSES = {
    "semicolon": GOOD + " ;\n",
    "assigned": f"var data = {GOOD};",
    "comment before": "/* made by the system */\n" + GOOD,
    "comment after": GOOD + "\n// end",
    "comment within": GOOD.replace('"datePublished"', '/* day */ "datePublished"'),
    "line comment within": GOOD.replace('"datePublished"', '// day\n"datePublished"'),
    "HTML comment": f"<!--\n{GOOD}\n//-->",
    "CDATA": f"<![CDATA[\n{GOOD}\n]]>",
    "CDATA in comments": f"/*<![CDATA[*/{GOOD}/*]]>*/",
    "CDATA in line comments": f"//<![CDATA[\n{GOOD}\n//]]>",
    "paragraphs of an editor": f"<p>{GOOD.replace(', ', ',<br />')}</p>",
    "byte order mark": "\ufeff" + GOOD,
    "stray escape": GOOD.replace("Lindvik", r"Lindvik\'s pier"),
    "stray backslash": GOOD.replace("Lindvik", r"Lind\vik"),
    "raw line break": GOOD.replace("at Lindvik", "at\nLindvik"),
    "escaped line break": GOOD.replace("at Lindvik", "at \\\nLindvik"),
    "raw tab": GOOD.replace("at Lindvik", "at\tLindvik"),
    "entities": GOOD.replace('"', "&quot;"),
    "numeric entities": GOOD.replace('"', "&#34;"),
    "all marks escaped": GOOD.replace('"', r"\""),
    "encoded twice": json.dumps(GOOD),
    "two objects": '{"@type": "WebSite", "name": "Post"}\n' + GOOD,
    "two objects and a comma": '{"@type": "WebSite", "name": "Post"},' + GOOD,
    "bare quotes": GOOD.replace("Board", 'The "old" board'),
    "bare quotes before a comma": GOOD.replace("Board votes", 'He said: "Yes, we can", and left'),
    "bare quotes of markup": GOOD.replace('"headline"', '"about": "<a href="https://a.example">pier</a>", "headline"'),
    "single marks": GOOD.replace('"', "'"),
    "curly marks": GOOD.replace('"NewsArticle"', "“NewsArticle”"),
    "bare key": GOOD.replace('"headline"', "headline"),
    "trailing commas": GOOD.replace('Moss"}', 'Moss",},'),
    "no comma": GOOD.replace('", "datePublished"', '" "datePublished"'),
    "no value": GOOD.replace('"datePublished"', '"image": , "datePublished"'),
    "undefined": GOOD.replace('"datePublished"', '"image": undefined, "datePublished"'),
    "a list without brackets": GOOD.replace('"datePublished"', '"keywords": "a", "b", "datePublished"'),
    "one bracket too few": GOOD[:-1],
    "cut off": GOOD[:-2],
    "one bracket too many": GOOD + "}",
    "address in a text": GOOD.replace('"headline"', '"url": "https://a.example//b/*c*/", // u\n"headline"'),
}


@pytest.mark.parametrize("name", DRESSES)
def test_nearly_json_is_read(name: str) -> None:
    found = [thing for thing in read_values(DRESSES[name]) if thing.get("@type") == "NewsArticle"]
    assert len(found) == 1
    assert found[0]["datePublished"] == "2031-05-02T08:00:00Z"
    assert found[0]["author"] == {"@type": "Person", "name": "Ada Moss"}
    assert re.search(r"Lind\s?vik", found[0]["headline"])


def test_quotes_within_a_text_stay_in_it() -> None:
    assert read_values(DRESSES["bare quotes"])[0]["headline"] == 'The "old" board votes at Lindvik'


def test_what_holds_no_value_gives_none() -> None:
    assert read_values("window.x = 1;") == read_values("") == []
    assert read_values("{" * 100_000) == [{}]
    assert read_leniently("[" + "1," * MAX_CHARS) == []


TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@given(VALUES)
def test_what_is_json_is_read_as_json(value: object) -> None:
    raw = json.dumps([value])
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "["):
        assert read_values(raw) == [[value]]
    assert isinstance(LenientReader(raw).read(), list)


@given(st.text(alphabet="{}[]\",:'\\/*<&; \nak1“", max_size=60), st.integers(1, 200))
def test_any_text_is_read_in_bounded_time(piece: str, times: int) -> None:
    assert isinstance(read_leniently('{"a": "' + piece * times), list)
