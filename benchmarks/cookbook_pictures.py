"""Draws docs/cookbook/*.svg, a picture for each query of the cookbook, and prints docs/cookbook.md.

    .venv/bin/python benchmarks/cookbook_pictures.py                       # makes the demonstration archive anew
    .venv/bin/python benchmarks/cookbook_pictures.py --db FILE [NAME ...]  # draws from a database that is there

The answers are those over the demonstration archive (benchmarks/demonstration/): invented papers, read by
`dateline ingest` twice, before and after some of their pages were changed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

import altair as alt
from demonstration.pages import write_archive

from flows.cli.query import parse_parameter
from warehouse.connection import open_snapshot
from warehouse.exports.cookbook import render_cookbook
from warehouse.queries import CookbookQuery, list_queries, run_query

DOCS = Path(__file__).parents[1] / "docs"
COLOURS = ["#2f7ebc", "#c8641b", "#7d8590", "#3f8f63", "#8a5fa8", "#b8902a"]
WIDTH, MOST_BARS, MOST_LINES, LABEL = 430, 10, 5, 38
TABLE_WIDTH, LETTER = 112, 6.3  # letters, and pixels of each
Rows = Sequence[Mapping[str, Any]]


def make_demonstration(folder: Path) -> Path:
    """Have dateline read the archive, as it was first and as it was after the changes."""
    database = folder / "news.duckdb"
    for is_revised in (False, True):
        index = write_archive(folder, revised=is_revised)
        command = [Path(sys.executable).with_name("dateline"), "ingest", index, "--db", database]
        # Status 1: a document failed, as one is meant to.
        status = subprocess.run(command, env=os.environ | {"DATELINE_DATA_DIR": str(folder / "data")}, check=False)
        assert status.returncode in (0, 1)
    return database


def draw(query: CookbookQuery, rows: Rows) -> alt.TopLevelMixin:
    """Draw what a query answered, with its question as the title."""
    kinds = {"bar": draw_bars, "columns": draw_columns, "point": draw_points, "heat": draw_grid, "table": draw_table}
    chart = kinds[query.picture.kind](rows, query.picture.channels)
    letters = 100 if query.picture.kind == "table" else 72
    title = alt.TitleParams(wrap(query.question, letters), anchor="start", frame="bounds", fontSize=14, offset=12)
    return (
        chart.properties(title=title)
        .configure(background="white", padding=10, font="sans-serif")
        .configure_axis(labelFontSize=11, titleFontSize=11, titleFontWeight="normal", labelLimit=0)
        .configure_legend(labelFontSize=11, titleFontSize=11, titleFontWeight="normal", labelLimit=0)
        .configure_view(stroke=None)
        .configure_range(category=COLOURS)
    )


def tell(value: object, letters: int = LABEL) -> str:
    """Write a value as a label, in lines."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "unknown"
    if isinstance(value, datetime):
        return f"{value:%-d %b %Y}"
    text = " … ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "\n".join(wrap(text.strip(), letters)) or "–"


def name(columns: Sequence[str]) -> str:
    """Write the title of an axis."""
    return columns[0].replace("_", " ")


def draw_bars(rows: Rows, channels: Mapping[str, tuple[str, ...]]) -> alt.Chart:
    """Draw horizontal bars in the order of the rows; several columns stand behind each other."""
    parts, (label,) = channels["x"], channels["y"]
    colour = channels.get("color", ())
    names_shown = list(dict.fromkeys(row[label] for row in rows))[:MOST_BARS]
    rows = [row for row in rows if row[label] in names_shown]
    data = [
        {"y": tell(row[label]), "x": row[part] or 0, "order": order}
        | {"part": row[colour[0]] if colour and isinstance(row[colour[0]], float) else tell(row[colour[0]], 30)
           if colour else name([part])}
        for row in rows
        for order, part in enumerate(parts)
    ]  # fmt: skip
    lines = max(item["y"].count("\n") + 1 for item in data)
    is_number = isinstance(data[0]["part"], float)
    scale = alt.Scale(scheme="blues", domainMin=0) if is_number else alt.Scale()
    legend = alt.Legend(orient="bottom", columns=3, title=name(colour) if colour else None, direction="horizontal",
                        labelExpr="split(datum.label, '\\n')") if colour or len(parts) > 1 else None  # fmt: skip
    return (
        alt.Chart(alt.Data(values=data), width=WIDTH, height=alt.Step(10 + 13 * lines))
        .mark_bar(color=COLOURS[0], height=alt.RelativeBandSize(0.75))
        .encode(
            y=alt.Y("y:N", sort=None, title=None, axis=alt.Axis(labelExpr="split(datum.label, '\\n')", ticks=False)),
            x=alt.X(
                "sum(x):Q",
                title=name(parts) if len(parts) == 1 else None,
                axis=alt.Axis(tickCount=5, tickMinStep=0 if isinstance(data[0]["x"], float) else 1, grid=True),
            ),
            color=alt.Color("part:Q" if is_number else "part:N", sort=None, scale=scale, legend=legend),
            order="order:Q",
        )
    )


def draw_columns(rows: Rows, channels: Mapping[str, tuple[str, ...]]) -> alt.Chart:
    """Draw columns over days or weeks."""
    (day,), parts = channels["x"], channels["y"]
    data = [{"x": row[day].isoformat(), "y": row[part], "part": name([part])} for row in rows for part in parts]
    slots = (rows[-1][day] - rows[0][day]).days // (7 if day == "week" else 1) + 1
    axis = alt.Axis(format="%-d %b %Y", values=[row["x"] for row in data[:: max(1, len(data) // 6)]], labelOverlap=True)
    return (
        alt.Chart(alt.Data(values=data), width=WIDTH, height=180)
        .mark_bar(size=min(60, WIDTH / slots * 0.7))
        .encode(
            x=alt.X("x:T", title=name([day]), scale=alt.Scale(type="utc", padding=30), axis=axis),
            y=alt.Y("y:Q", title=name(parts) if len(parts) == 1 else None, axis=alt.Axis(tickMinStep=1, tickCount=5)),
            color=alt.Color(
                "part:N", sort=None, legend=alt.Legend(orient="bottom", title=None) if len(parts) > 1 else None
            ),
        )
    )


def draw_points(rows: Rows, channels: Mapping[str, tuple[str, ...]]) -> alt.Chart:
    """Draw instants, a line for each name."""
    (at,), (label,), (colour,) = channels["x"], channels["y"], channels["color"]
    data = [{"x": row[at].isoformat(), "y": tell(row[label]), "part": tell(row[colour])} for row in rows if row[at]]
    legend = alt.Legend(orient="bottom", title=name([colour]))
    return (
        alt.Chart(alt.Data(values=data), width=WIDTH, height=alt.Step(28))
        .mark_point(size=90, filled=True, opacity=1)
        .encode(
            x=alt.X("x:T", title=f"{name([at])} (UTC)", scale=alt.Scale(type="utc", padding=20),
                    axis=alt.Axis(format="%-d %b, %H:%M", tickCount=5, labelOverlap=True)),
            y=alt.Y("y:N", sort=None, title=None, axis=alt.Axis(grid=True)),
            color=alt.Color("part:N", sort=["no", "yes"], legend=legend),
            shape=alt.Shape("part:N", sort=["no", "yes"], legend=None),
        )
    )  # fmt: skip


def draw_grid(rows: Rows, channels: Mapping[str, tuple[str, ...]]) -> alt.LayerChart:
    """Draw a grid with the figure in each field, darker for more."""
    (across,), (down,), (value,) = channels["x"], channels["y"], channels["color"]
    names = list(dict.fromkeys(row[down] for row in rows))[: 2 * MOST_BARS]
    data = [
        {"x": tell(row[across], 12), "y": tell(row[down]), "value": row[value]} for row in rows if row[down] in names
    ]
    half = max(item["value"] for item in data) * 0.6
    base = alt.Chart(alt.Data(values=data), width=WIDTH, height=alt.Step(24)).encode(
        x=alt.X("x:N", sort=None, title=name([across]),
                axis=alt.Axis(labelAngle=0, labelExpr="split(datum.label, '\\n')")),
        y=alt.Y("y:N", sort=None, title=None, axis=alt.Axis(labelExpr="split(datum.label, '\\n')")),
    )  # fmt: skip
    figures = base.mark_text(fontSize=11).encode(
        text="value:Q", color=alt.condition(alt.datum.value > half, alt.value("white"), alt.value("#222"))
    )
    fields = base.mark_rect(stroke="white").encode(
        color=alt.Color("value:Q", scale=alt.Scale(scheme="blues", domainMin=0), legend=None)
    )
    return alt.layer(fields, figures).resolve_scale(color="independent")


def draw_table(rows: Rows, channels: Mapping[str, tuple[str, ...]]) -> alt.LayerChart:
    """Draw the first rows as they are, in lines."""
    columns = channels["show"]
    rows = rows[:MOST_LINES]
    widths = share_width(
        [max(len(name([column])), *(len(tell(row[column], 400)) for row in rows)) for column in columns]
    )
    lefts = [sum(widths[:place]) + 2 * place for place in range(len(widths))]
    data, top = [{"x": left, "y": 0, "text": name([column]), "is_head": True}
                 for left, column in zip(lefts, columns, strict=True)], 20  # fmt: skip
    rules = [{"y": 17}]
    for row in rows:
        cells = [tell(row[column], width) for column, width in zip(columns, widths, strict=True)]
        cells = [cell.replace("unknown", "–") if cell == "unknown" else cell for cell in cells]
        data += [{"x": left, "y": top, "text": cell} for left, cell in zip(lefts, cells, strict=True)]
        top += 14 * max(cell.count("\n") + 1 for cell in cells) + 8
        rules.append({"y": top - 4})
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False, reverse=True))
    base = alt.Chart(alt.Data(values=data), width=sum(widths) * LETTER + 2 * len(widths) * LETTER, height=top)
    words = base.mark_text(align="left", baseline="top", fontSize=11, lineBreak="\n", lineHeight=14, limit=0).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, sum(widths) + 2 * len(widths)], nice=False)),
        y=down,
        text="text:N",
        color=alt.condition("datum.is_head", alt.value(COLOURS[0]), alt.value("#222")),
    )
    lines = alt.Chart(alt.Data(values=rules)).mark_rule(color="#ddd").encode(y=down)
    return alt.layer(lines, words)


def share_width(wished: list[int]) -> list[int]:
    """Share the width among columns: each what it wishes, while there is room; the widest give way."""
    widths = [max(width, 6) for width in wished]
    while sum(widths) > TABLE_WIDTH:
        widths[widths.index(max(widths))] -= 1
    return widths


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--db", type=Path, help="a database that is there")
    parser.add_argument("names", nargs="*", help="only these queries")
    arguments = parser.parse_args()
    (DOCS / "cookbook").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        database = arguments.db or make_demonstration(Path(folder))
        with open_snapshot(database) as con:
            for query in list_queries():
                if arguments.names and query.name not in arguments.names:
                    continue
                chosen = dict(parse_parameter(f"{key}={value}") for key, value in query.picture.parameters.items())
                result = run_query(con, query.sql, query.defaults | chosen)
                rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
                if not rows:
                    print(f"{query.name}: nothing to draw")
                    continue
                draw(query, rows).save(DOCS / "cookbook" / f"{query.name}.svg")
    (DOCS / "cookbook.md").write_text(render_cookbook(list_queries()), encoding="utf-8")


if __name__ == "__main__":
    main()
