"""A walk through sitemaps: each opened once, the newest first, within time, depth and count."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from flows.sources.formats.sitemaps import Sitemap, SitemapEntry
from flows.sources.web import sitemap_walk
from flows.sources.web.sitemap_walk import SitemapWalk

SINCE = datetime(2031, 5, 1, tzinfo=UTC)
ROOT = "https://a.example/sitemap.xml"


def page(name: str, lastmod: str | None = None) -> SitemapEntry:
    return SitemapEntry(f"https://a.example/{name}", lastmod=lastmod)


def sitemap(name: str, lastmod: str | None = None) -> SitemapEntry:
    return SitemapEntry(f"https://a.example/{name}.xml", lastmod=lastmod, is_sitemap=True)


def walk(
    files: dict[str, list[SitemapEntry]], roots: tuple[str, ...] = (ROOT,)
) -> tuple[SitemapWalk, list[str], list[str]]:
    """Carry a walk out over files given by name: the walk, what was opened, and the pages."""
    plan = SitemapWalk(roots, SINCE)
    opened, pages = [], []
    while step := plan.next_step():
        name = step.url.rpartition("/")[2].removesuffix(".xml")
        opened.append(name)
        found = plan.take(step, Sitemap("urlset", step.url, tuple(files.get(name, ()))))
        pages += [entry.location.rpartition("/")[2] for entry in found]
    return plan, opened, pages


def name_left_out(plan: SitemapWalk) -> dict[str, dict[str, int]]:
    """What was left out of which sitemap, by its name."""
    left_out = plan.left_out.items()
    return {url.rpartition("/")[2].removesuffix(".xml"): dict(reasons) for url, reasons in left_out if reasons}


def test_the_sitemaps_that_changed_last_are_opened_first_and_old_ones_last() -> None:
    plan, opened, pages = walk(
        {
            "sitemap": [
                sitemap("undated"),
                sitemap("old", "2031-04-01"),
                sitemap("posts-2019", "2031-04-01"),
                sitemap("b", "2031-05-02"),
                sitemap("c", "2031-05-03"),
            ],
            "b": [page("b1"), page("b2", "2031-04-01")],
            "c": [page("c1", "2031-05-03"), page("c2")],
            "undated": [page("u1"), page("u2", "2031-05-03")],
            "old": [page("o1", "2031-05-04"), page("o2"), page("o3", "2031-04-01")],
        }
    )
    assert opened == ["sitemap", "c", "b", "undated", "old"]
    assert pages == ["c1", "c2", "b1", "u2", "o1"]
    assert name_left_out(plan) == {
        "sitemap": {"old_sitemap": 1},
        "b": {"before_since": 1},
        "undated": {"before_since": 1},
        "old": {"before_since": 2},
    }


def test_each_sitemap_and_each_page_comes_once() -> None:
    _, opened, pages = walk(
        {
            "sitemap": [sitemap("sitemap"), sitemap("b"), page("x?utm_source=a"), page("x"), page("y")],
            "b": [page("y", "2031-05-02")],
        },
        (ROOT, f"{ROOT}#again"),
    )
    assert opened == ["sitemap", "b"]
    assert pages == ["x?utm_source=a", "y"]


def test_a_trap_that_lists_ever_more_sitemaps_ends() -> None:
    plan = SitemapWalk([ROOT], SINCE)
    depths = []
    while step := plan.next_step():
        depths.append(step.depth)
        deeper = [sitemap(f"{len(depths)}-{number}") for number in range(20)]
        plan.take(step, Sitemap("index", step.url, tuple(deeper)))
    assert max(depths) == 3
    assert len(depths) == 1 + 20 + 400
    assert sum(plan.left_out.values(), Counter()) == {"depth_limit": 8000}


def test_limits_on_count_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap_walk, "MAX_SITEMAPS", 3)
    monkeypatch.setattr(sitemap_walk, "MAX_PAGES", 4)
    plan, opened, pages = walk(
        {"sitemap": [*(sitemap(str(number)) for number in range(5)), *(page(str(number)) for number in range(9))]}
    )
    assert opened == ["sitemap", "0", "1"]
    assert pages == ["0", "1", "2", "3"]
    assert name_left_out(plan) == {"sitemap": {"sitemap_limit": 3, "page_limit": 5}}


@pytest.mark.parametrize("newest", [0, 399])
def test_of_hundreds_that_an_index_calls_old_those_at_its_ends_are_tried(newest: int) -> None:
    parts = [sitemap(f"part{number}", "2020-01-01") for number in range(400)]
    files = {f"part{number}": [page(f"old{number}", "2020-01-01")] for number in range(400)}
    files[f"part{newest}"] = [page("new", "2031-05-02")]
    plan, opened, pages = walk({"sitemap": parts} | files)
    assert pages == ["new"]
    assert len(opened) <= 2 + 2 * sitemap_walk.MAX_STALE
    of_parts = {name: {"before_since": 1} for name in opened[1:] if name != f"part{newest}"}
    assert name_left_out(plan) == {"sitemap": {"old_sitemap": 400 - (len(opened) - 1)}} | of_parts


def test_what_is_listed_without_an_address_is_counted_with_its_sitemap() -> None:
    plan = SitemapWalk([ROOT], SINCE)
    step = plan.next_step()
    assert step is not None
    plan.take(step, Sitemap("urlset", ROOT, (page("x"),), unaddressed_count=2))
    assert plan.left_out == {ROOT: {"no_address": 2}}
