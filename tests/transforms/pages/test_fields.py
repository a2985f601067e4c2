"""When a page was published and changed, who wrote it, and its title, in many dresses; in several builds.

Each build was written before the rules that its failures led to. A case says what is on the page: `top` stands before
the article, `under` below its headline, `body` within its text, `end` behind it; or `html` is the whole of it.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from transforms.dates.instants import Moment
from transforms.pages.metadata import Metadata, resolve_metadata
from transforms.pages.page import Page, read_page
from transforms.values import Document

CASES = Path(__file__).parents[2] / "cases" / "fields"
SEEN = datetime(2032, 1, 1, tzinfo=UTC)
TEXTS = {
    "en": "The town council agreed on Monday to widen the bridge, which lorries have blocked since the winter.",
    "uk": "Міська рада погодилася в понеділок розширити міст, який вантажівки перекривають із самої зими.",
    "it": "Il consiglio comunale ha deciso lunedì di allargare il ponte, che i camion bloccano dall'inverno.",
}
LAYOUT = "{top}<article>{headline}{under}<div class='article-body'>{prose}{body}{prose}</div></article>{end}"


def load_cases() -> list[dict[str, Any]]:
    lines = [(path.stem, line) for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return [json.loads(line) | {"build": build} for build, line in lines]


def write_page(case: dict[str, Any]) -> str:
    linked = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge to close in May"}
    script = json.dumps(linked | case["ld"]) if "ld" in case else ""
    prose = f"<p>{TEXTS[case.get('text', 'en')]}</p>"
    parts = {part: case.get(part, "") for part in ("top", "under", "body", "end")} | {"prose": prose}
    headline = case.get("h1", "Bridge to close in May")
    inner = case.get("html", LAYOUT).format(headline=headline and f"<h1>{headline}</h1>", text=3 * prose, **parts)
    return (
        f"<html lang='{case.get('lang', 'en')}'><head><title>{case.get('page_title', headline)}</title>"
        f"{case.get('head', '')}<script type='application/ld+json'>{script}</script></head>"
        f"<body>{inner}</body></html>"
    )


def read_case(case: dict[str, Any]) -> Metadata:
    page = read_page(write_page(case))
    assert isinstance(page, Page)
    return resolve_metadata(page, Document("d" * 32, "test", "page.html", b"", "0" * 64, SEEN, **case.get("hint", {})))


def tell_moment(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    return moment.at.strftime("%Y-%m-%dT%H:%MZ" if moment.precision == "instant" else "%Y-%m-%d")


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: f"{case['build']}: {case['case']}")
def test_field(case: dict[str, Any]) -> None:
    meta = read_case(case)
    found = {
        "published": tell_moment(meta.published),
        "modified": tell_moment(meta.modified),
        "authors": list(meta.authors),
        "title": meta.title,
    }
    assert {name: found[name] for name in case["want"]} == case["want"]
