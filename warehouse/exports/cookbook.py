"""The cookbook as a page: docs/cookbook.md is what `render_cookbook` writes of the heads of the queries.

`benchmarks/cookbook_pictures.py` prints it, and draws the pictures.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby

from warehouse.queries import GROUPS, CookbookQuery

NOT_DRAWN = {"ambiguous_names"}  # the demonstration archive leaves no name open
OPENING = """# The cookbook

{count} questions in {groups} groups, each answered by one query. `dateline sql NAME` runs it, `-p name=value` sets a
parameter, `dateline sql cookbook` lists them all. Each is a file in `warehouse/sql/queries/` to build on.
This page says what their heads say; the pictures show answers over a demonstration archive of invented papers
(`benchmarks/cookbook_pictures.py`).
"""


def render_cookbook(queries: Sequence[CookbookQuery]) -> str:
    """Write the page: groups, questions, parameters, pictures."""
    chapters = [(group, list(members)) for group, members in groupby(queries, key=lambda query: query.group)]
    parts = [OPENING.format(count=len(queries), groups=len(chapters))]
    for group, members in chapters:
        parts += [f"## {GROUPS[group]}\n", *(render_query(query) for query in members)]
    return "\n".join(parts)


def render_query(query: CookbookQuery) -> str:
    """Write one question with its name and its parameters."""
    lines = [f"### {query.question}\n", f"    dateline sql {query.name}\n"]
    if query.parameters:
        lines += [
            *(f"- `{item.name}` = `{json.dumps(item.default)}`: {item.meaning}" for item in query.parameters),
            "",
        ]
    if query.name not in NOT_DRAWN:
        lines.append(f"![{query.question}](cookbook/{query.name}.svg)\n")
    return "\n".join(lines)
