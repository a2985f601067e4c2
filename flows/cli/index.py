"""`dateline index`: whether a seed index, and the decisions beside it, can be read."""

from __future__ import annotations

from flows.cli.options import DEFAULT_INDEX, Index, make_group
from flows.printable import count_things, printable, say

index_app = make_group("Check a seed index.")


@index_app.command("check")
def index_check(index: Index = DEFAULT_INDEX) -> None:
    """Check a seed index, and aliases.csv beside it, and list every error with its line and column.

    An index is a Markdown file. Every table with the columns `id` and `location` is read:

        | id     | location          | publisher   | published  |
        |--------|-------------------|-------------|------------|
        | harbor | pages/harbor.html | The Gazette | 2026-01-31 |

    Examples:

        dateline index check
        dateline index check mine/INDEX.md
    """
    from flows.aliases import check_aliases
    from flows.sources.files import discover_files
    from flows.sources.index.read import read_index

    sources = read_index(index)
    decisions = check_aliases(index.parent)
    found = list(discover_files(sources, index.parent))
    for document in found:
        if document.state is not None:
            say(printable(f"{document.state}: {document.source_id}: {document.detail}"))
    readable = sum(document.state is None for document in found)
    decided = [count_things(len(decisions), "decision")] if decisions else []
    counts = [count_things(len(sources), "source"), count_things(readable, "file"), *decided]
    say(f"{index}: {', '.join(counts)}, no errors")
