"""The pages: for each, the rows of warehouse/sql/app that it shows, and the template that shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import altair as alt
from markupsafe import Markup

from flows.app import charts
from flows.app.addresses import Address, read_day, read_place, write_place
from flows.app.differences import compare_texts, compare_words
from flows.app.marking import mark_context, mark_text, marks_of
from flows.app.templates import render
from warehouse.changes import read_quote_changes
from warehouse.connection import Connection, fetch_rows, read_sql
from warehouse.errors import WarehouseError

Row = dict[str, Any]
QUOTES_A_PAGE, STORIES_A_PAGE, CHANGES_A_PAGE = 20, 50, 20
MOST, FEW = 500, 12
SIDE_BY_SIDE = 6  # outlets in one table of whom they quote
TYPES = ("direct", "mixed", "indirect")
LABELS = {
    "overview": "Overview",
    "said": "Who said what",
    "people": "People",
    "stories": "Stories",
    "outlets": "Outlets",
    "changes": "Changes",
    "sources": "Sources",
}


@dataclass(frozen=True, slots=True)
class View:
    """Where pages are read from, and how the medium writes links and charts."""

    con: Connection
    link: Callable[[Address], str | None]  # None: what is not there, such as a page left out of an export
    draw: Callable[[alt.TopLevelMixin], Markup]
    is_static: bool = False  # no form works

    def read(self, query: str, /, **parameters: object) -> list[Row]:
        """Run a query of warehouse/sql/app."""
        return fetch_rows(self.con, read_sql("app", query), parameters)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, and what stands in it."""

    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Content:
    """What a page shows: its heading, and the values of the template of its name."""

    title: str
    values: Mapping[str, Any]


def render_page(view: View, address: Address) -> Page:
    """Make the page that an address names; what goes wrong is a page as well."""
    try:
        content = MAKERS[address.page](view, address)
    except WarehouseError as error:
        content = Content("This page cannot be shown", {"problem": str(error)})
    template = "problem" if "problem" in content.values else address.page
    return Page(content.title, render(template, view, address, content.title, content.values, LABELS))


def make_overview(view: View, address: Address) -> Content:
    """Show how much there is, of what time, and the largest of each kind."""
    totals = view.read("totals")[0]
    unit, periods = fold_days(view.read("by_day"))
    people = view.read("most_quoted", name=None, count=FEW)
    stories = view.read("stories", title=None, least=2, is_by_size=True, after_at=None, after_id="", count=FEW)
    outlets = view.read("outlets", names=[], count=FEW)
    return Content(
        "Overview",
        {
            "totals": totals,
            "periods": periods,
            "unit": unit,
            "periods_chart": draw(
                view, periods, charts.draw_periods(periods, unit, "quotations", f"Quotations by {unit}")
            ),
            "people": people,
            "people_chart": draw(view, people, charts.draw_ranking(people, "name", "quotations", "Most quoted")),
            "stories": stories,
            "outlets": outlets,
        },
    )


def make_said(view: View, address: Address) -> Content:
    """Show who said what, filtered, each quotation in its paragraphs."""
    filters: Row = {name: address.get(name) for name in ("words", "speaker", "speaker_id", "outlet", "type")}
    filters |= {name: read_day(address.get(name)) for name in ("since", "until")}
    after_at, after_id = read_place(address.get("after"))
    found = view.read("found_quotes", **filters, after_at=after_at, after_id=after_id, count=QUOTES_A_PAGE + 1)
    shown = found[:QUOTES_A_PAGE]
    names = view.read("person", id=filters["speaker_id"]) if filters["speaker_id"] else []
    return Content(
        "Who said what",
        {
            "quotes": read_quotes(view, [row["quote_id"] for row in shown]),
            "total": view.read("count_quotes", **filters)[0]["quotations"],
            "outlets": view.read("outlet_names", count=MOST),
            "types": TYPES,
            "speaker_name": names[0]["name"] if names else None,
            "unread_days": [name for name in ("since", "until") if address.get(name) and filters[name] is None],
            **place_pages(address, found, QUOTES_A_PAGE, lambda row: write_place(row["place"], row["quote_id"])),
        },
    )


def make_people(view: View, address: Address) -> Content:
    """List whom articles quote, and find a person by name."""
    name = address.get("name")
    return Content("People", {"people": view.read("most_quoted", name=name, count=200), "limit": 200})


def make_person(view: View, address: Address) -> Content:
    """Show a person or body: roles, attention over time, company, words and their variants."""
    entity_id = address.get("id") or ""
    found = view.read("person", id=entity_id)
    if not found:
        return miss("person", "People")
    person = found[0]
    unit, periods = fold_days(view.read("person_timeline", id=entity_id))
    company = view.read("person_company", id=entity_id, count=FEW)
    latest = view.read("found_quotes", **no_filters(speaker_id=entity_id), after_at=None, after_id="", count=5)
    chart = charts.draw_periods(periods, unit, "articles", f"Articles that name {person['name']}, by {unit}")
    return Content(
        person["name"],
        {
            "person": person,
            "unit": unit,
            "periods": periods,
            "periods_chart": draw(view, periods, chart),
            "roles": view.read("person_roles", id=entity_id, count=FEW),
            "company": company,
            "outlets": view.read("person_outlets", id=entity_id, count=FEW),
            "stories": view.read("person_stories", id=entity_id, count=FEW),
            "utterances": read_variants(view, view.read("person_utterances", id=entity_id, count=8)),
            "quotes": read_quotes(view, [row["quote_id"] for row in latest]),
        },
    )


def make_stories(view: View, address: Address) -> Content:
    """List stories, the last reported first."""
    after_at, after_id = read_place(address.get("after"))
    found = view.read(
        "stories",
        title=address.get("title"),
        least=1,
        is_by_size=False,
        after_at=after_at,
        after_id=after_id,
        count=STORIES_A_PAGE + 1,
    )
    pages = place_pages(address, found, STORIES_A_PAGE, lambda row: write_place(row["place"], row["story_id"]))
    return Content("Stories", {"stories": found[:STORIES_A_PAGE], **pages})


def make_story(view: View, address: Address) -> Content:
    """Show a story: who had it first, who copied whom, and who is quoted."""
    found = view.read("story", id=address.get("id") or "")
    if not found:
        return miss("story", "Stories")
    story = found[0]
    articles = view.read("story_articles", id=story["story_id"], count=200)
    dated = [row for row in articles if row["published_at"]]
    return Content(
        story["title"] or "Untitled story",
        {
            "story": story,
            "articles": articles,
            "copies_chart": draw(view, dated, charts.draw_copies(articles, "Reports and copies over time")),
            "speakers": view.read("story_speakers", id=story["story_id"], count=FEW),
            "utterances": read_variants(view, view.read("story_utterances", id=story["story_id"], count=8)),
        },
    )


def make_article(view: View, address: Address) -> Content:
    """Show an article, with all its quotations marked."""
    found = view.read("article", id=address.get("id") or "")
    if not found:
        return miss("article", "Stories")
    article = found[0]
    quotes = view.read("article_quotes", id=article["article_id"])
    marks = [mark for quote in quotes for mark in marks_of(quote)]
    return Content(
        article["title"] or "Untitled article",
        {"article": article, "paragraphs": mark_text(article["text"], marks), "quotes": quotes},
    )


def make_outlets(view: View, address: Address) -> Content:
    """Compare outlets: how much, how directly, whom."""
    names = address.list_values("outlet")
    outlets = view.read("outlets", names=names, count=25)
    side_by_side = [row["publisher"] for row in outlets if row["quotations"]][:SIDE_BY_SIDE]
    quoted = view.read("quoted_by_outlet", names=side_by_side, count=15)
    with_quotes = [row for row in outlets if row["quotations"]]
    chart = charts.draw_shares(with_quotes, "publisher", TYPES, "Direct, mixed and indirect quotations by outlet")
    return Content(
        "Outlets",
        {
            "outlets": outlets,
            "names": view.read("outlet_names", count=MOST),
            "chosen": names,
            "shares_chart": draw(view, with_quotes, chart),
            "side_by_side": side_by_side,
            "quoted": tabulate(quoted),
            "types": TYPES,
        },
    )


def make_changes(view: View, address: Address) -> Content:
    """Show what outlets changed after they had published, word by word."""
    after_at, after_id = read_place(address.get("after"))
    found = view.read(
        "changes",
        outlet=address.get("outlet"),
        id=address.get("id"),
        is_stealth=address.get("stealth") == "yes",
        after_at=after_at,
        after_id=after_id,
        count=CHANGES_A_PAGE + 1,
    )
    shown = found[:CHANGES_A_PAGE]
    quotes = read_quote_changes(view.con, sorted({row["article_id"] for row in shown})) if shown else []
    return Content(
        "Changes",
        {
            "changes": [describe_change(row, quotes) for row in shown],
            "outlets": view.read("outlet_names", count=MOST),
            **place_pages(
                address, found, CHANGES_A_PAGE, lambda row: write_place(row["changed_at"], row["article_id"])
            ),
        },
    )


def make_sources(view: View, address: Address) -> Content:
    """Show how well sources, runs and quarantine are doing."""
    values = {
        "sources": view.read("sources", count=MOST),
        "refusals": view.read("refusals", count=50),
        "runs": view.read("runs", count=10),
    }
    return Content("Sources", values)


def miss(what: str, page: str) -> Content:
    """Say that an address names something that is not in the database."""
    return Content(f"No such {what}", {"problem": f"The database has no {what} of this id. Look under {page}."})


def draw(view: View, rows: Sequence[Row], chart: alt.TopLevelMixin) -> Markup | None:
    """Draw a chart, unless it would be empty."""
    return view.draw(charts.finish(chart)) if rows else None


def fold_days(days: Sequence[Row]) -> tuple[str, list[Row]]:
    """Add counts of days up by the unit of time that makes some dozens of bars.

    >>> fold_days([{"period": date(2031, 1, 1), "n": 1}, {"period": date(2032, 1, 1), "n": 2}])
    ('week', [{'period': datetime.date(2030, 12, 30), 'n': 1}, {'period': datetime.date(2031, 12, 29), 'n': 2}])
    """
    span = (days[-1]["period"] - days[0]["period"]).days if days else 0
    unit = next(unit for unit, most in (("day", 92), ("week", 800), ("month", 7300), ("year", 10**9)) if span <= most)
    folded: dict[date, Row] = {}
    for row in days:
        start = start_period(row["period"], unit)
        sums = folded.setdefault(start, {**dict.fromkeys(row, 0), "period": start})
        for name in row.keys() - {"period"}:
            sums[name] += row[name]
    return unit, list(folded.values())


def start_period(day: date, unit: str) -> date:
    """Give the first day of the period that a day lies in; weeks begin on Monday.

    >>> start_period(date(2031, 5, 4), "week"), start_period(date(2031, 5, 4), "year")
    (datetime.date(2031, 4, 28), datetime.date(2031, 1, 1))
    """
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day if unit == "day" else day.replace(day=1, month=day.month if unit == "month" else 1)


def no_filters(**given: object) -> Row:
    """Give the filters of quotations, all open but those given."""
    return dict.fromkeys(("words", "speaker", "speaker_id", "outlet", "type", "since", "until")) | given


def place_pages(address: Address, found: Sequence[Row], size: int, place: Callable[[Row], str]) -> Row:
    """Say where the next page of a list begins, and where its first is; None where there is none."""
    values = {name: value for name, value in address.values.items() if name != "after"}
    following = Address(address.page, {**values, "after": place(found[size - 1])}) if len(found) > size else None
    return {"next_page": following, "first_page": Address(address.page, values) if address.get("after") else None}


def read_quotes(view: View, ids: Sequence[str]) -> list[Row]:
    """Read quotations in their paragraphs, in the order of the ids."""
    rows = {row["quote_id"]: row for row in view.read("quotes_in_context", ids=list(ids))} if ids else {}
    return [
        {**rows[key], "paragraphs": mark_context(rows[key]["article_text"], marks_of(rows[key]))}
        for key in ids
        if key in rows
    ]


def read_variants(view: View, utterances: Sequence[Row]) -> list[Row]:
    """Read how each utterance was printed, with the words that differ from its first print."""
    if not utterances:
        return []
    rows = view.read("variants", ids=[row["utterance_id"] for row in utterances], count=FEW)
    printed: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        first = printed[row["utterance_id"]][0]["text"] if printed[row["utterance_id"]] else row["text"]
        printed[row["utterance_id"]].append({**row, "difference": compare_words(first, row["text"])})
    return [{**row, "variants": printed[row["utterance_id"]]} for row in utterances]


def describe_change(row: Row, quotes: Sequence[Row]) -> Row:
    """Give a change of an article with its differing words, and the quotations it concerns."""
    step = (row["article_id"], row["from_version"])
    mine = [quote for quote in quotes if (quote["article_id"], quote["from_version"]) == step]
    return {
        **row,
        "title": compare_words(row["title_before"] or "", row["title_after"] or ""),
        "paragraphs": compare_texts(row["text_before"], row["text_after"]),
        "quotes": [
            {**quote, "words": compare_words(quote["text_before"] or "", quote["text_after"] or "")} for quote in mine
        ],
    }


def tabulate(quoted: Sequence[Row]) -> list[Row]:
    """Turn counts for each person and outlet into a row for each person."""
    people: dict[str, Row] = {}
    for row in quoted:
        person = people.setdefault(row["entity_id"], {"entity_id": row["entity_id"], "name": row["name"], "counts": {}})
        person["counts"][row["publisher"]] = row["quotations"]
    return list(people.values())


MAKERS: Mapping[str, Callable[[View, Address], Content]] = {
    "overview": make_overview,
    "said": make_said,
    "people": make_people,
    "person": make_person,
    "stories": make_stories,
    "story": make_story,
    "article": make_article,
    "outlets": make_outlets,
    "changes": make_changes,
    "sources": make_sources,
}
