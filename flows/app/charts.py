"""Rows to altair charts. Rows come aggregated from SQL: a chart holds hundreds of marks, never a million.

No chart tells by colour alone: kinds also differ in shape or stand in rows of their own, and beside each chart stand
its figures as a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

Rows = Sequence[Mapping[str, Any]]
BLUE, ORANGE, GREY = "#2f7ebc", "#c8641b", "#7d8590"  # each 3:1 or more against white and against near black
NAME_WIDTH = 170


def draw_periods(rows: Rows, unit: str, value: str, title: str) -> alt.Chart:
    """Draw a count for each period of time as bars, each as wide as its period."""
    data = [
        {"from": row["period"].isoformat(), "to": end_period(row["period"], unit).isoformat(), "count": row[value]}
        for row in rows
    ]
    return (
        alt.Chart(alt.Data(values=data), description=title, height=180, width="container")
        .mark_bar(color=BLUE, stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X("from:T", title=None, scale=alt.Scale(type="utc"), axis=draw_time_axis(rows, unit)),
            x2="to:T",
            y2=alt.datum(0),
            y=alt.Y("count:Q", title=value, axis=alt.Axis(tickMinStep=1, tickCount=5, format=",d")),
            tooltip=[
                alt.Tooltip("from:T", title=f"{unit} from", format="%d %b %Y"),
                alt.Tooltip("count:Q", title=value, format=","),
            ],
        )
    )


def draw_time_axis(rows: Rows, unit: str) -> alt.Axis:
    """Label days and months so that each label can be read by itself."""
    form = {"day": "%-d %b", "week": "%-d %b %y", "month": "%b %Y", "year": "%Y"}[unit]
    return alt.Axis(format=form, tickCount=min(8, max(len(rows), 2)), labelOverlap=True, labelFlush=False)


def end_period(start: date, unit: str) -> date:
    """Give the first day after a period.

    >>> end_period(date(2031, 12, 1), "month")
    datetime.date(2032, 1, 1)
    """
    if unit in ("day", "week"):
        return start + timedelta(days=1 if unit == "day" else 7)
    return (start.replace(day=1) + timedelta(days=32 if unit == "month" else 366)).replace(day=1)


def draw_ranking(rows: Rows, name: str, value: str, title: str) -> alt.Chart:
    """Draw a count for each name as horizontal bars, in the order of the rows."""
    data = [{"name": row[name] or "unknown", "count": row[value]} for row in rows]
    base = alt.Chart(alt.Data(values=data), description=title, height=alt.Step(24), width="container").encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_WIDTH)),
        x=alt.X("count:Q", title=value, axis=alt.Axis(tickMinStep=1, tickCount=5, format=",d")),
        tooltip=[alt.Tooltip("name:N", title="name"), alt.Tooltip("count:Q", title=value, format=",")],
    )
    return base.mark_bar(color=BLUE)


def draw_shares(rows: Rows, name: str, parts: Sequence[str], title: str) -> alt.Chart:
    """Draw the shares of parts for each name, each part in a column of its own, so that no colour has to tell them."""
    data = [
        {"name": row[name] or "unknown", "part": part, "share": row[part] / row["quotations"], "order": order}
        for order, row in enumerate(rows)
        if row["quotations"]
        for part in parts
    ]
    return (
        alt.Chart(alt.Data(values=data), description=title, height=alt.Step(24), width="container")
        .mark_bar()
        .encode(
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_WIDTH)),
            x=alt.X("share:Q", stack="normalize", title="share of quotations", axis=alt.Axis(format="%")),
            color=alt.Color(
                "part:N",
                sort=list(parts),
                scale=alt.Scale(domain=list(parts), range=[BLUE, ORANGE, GREY]),
                legend=alt.Legend(orient="top", title="from left to right"),
            ),
            order=alt.Order("part_order:Q"),
            tooltip=["name:N", "part:N", alt.Tooltip("share:Q", format=".1%")],
        )
        .transform_calculate(part_order="indexof(" + str(list(parts)) + ", datum.part)")
    )


def draw_copies(rows: Rows, title: str) -> alt.TopLevelMixin:
    """Draw the reports of a story by time and outlet, with a line from each copy to what it copies."""
    points = [
        {
            "id": row["article_id"],
            "at": row["published_at"].isoformat(),
            "outlet": row["publisher"] or "unknown",
            "kind": "copy" if row["duplicate_of"] else "report",
            "title": row["title"] or "untitled",
        }
        for row in rows
        if row["published_at"]
    ]
    by_id = {point["id"]: point for point in points}
    lines = [
        {"at": by_id[row["duplicate_of"]]["at"], "outlet": by_id[row["duplicate_of"]]["outlet"]}
        | {"to_at": by_id[row["article_id"]]["at"], "to_outlet": by_id[row["article_id"]]["outlet"]}
        for row in rows
        if row["duplicate_of"] in by_id and row["article_id"] in by_id
    ]
    outlets = list(dict.fromkeys(point["outlet"] for point in points))
    axis = alt.Axis(format="%-d %b, %H:%M", tickCount=5, labelOverlap=True)
    x = alt.X("at:T", title="published (UTC)", scale=alt.Scale(type="utc", padding=14), axis=axis)
    y = alt.Y("outlet:N", title=None, scale=alt.Scale(domain=outlets), axis=alt.Axis(labelLimit=NAME_WIDTH, grid=True))
    edges = (
        alt.Chart(alt.Data(values=lines))
        .mark_rule(color=GREY, strokeDash=[4, 3], strokeWidth=1.5)
        .encode(x=x, y=y, x2="to_at:T", y2="to_outlet:N")
    )
    nodes = (
        alt.Chart(alt.Data(values=points))
        .mark_point(size=110, filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "kind:N",
                scale=alt.Scale(domain=["report", "copy"], range=["circle", "triangle-up"]),
                legend=alt.Legend(orient="top", title=None),
            ),
            color=alt.Color("kind:N", scale=alt.Scale(domain=["report", "copy"], range=[BLUE, ORANGE])),
            tooltip=["outlet:N", "title:N", "kind:N", alt.Tooltip("at:T", format="%d %b %Y %H:%M", title="published")],
        )
    )
    return alt.layer(*([edges] if lines else []), nodes, description=title, height=alt.Step(30), width="container")


def finish(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    """Give a chart what all have: no background, readable sizes, no menu."""
    return (
        chart.configure(background="transparent", padding=4, font="sans-serif")
        .configure_axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal")
        .configure_legend(labelFontSize=13, titleFontSize=13, titleFontWeight="normal")
        .configure_view(stroke=None)
    )
