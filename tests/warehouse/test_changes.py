"""What an outlet changed after it had published is told: words and speakers, version by version."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.article_rows import Page, at
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse.changes import read_quote_changes
from warehouse.connection import fetch_rows
from warehouse.ledger import start_run
from warehouse.loader import load_part

FIRST = ("“The dam will hold this winter,” said Ada Lund in Skarrow.", "Ada Lund")
CASES = {
    "reworded": ("“The dam should hold this winter,” said Ada Lund in Skarrow.", "Ada Lund"),
    "reattributed": ("“The dam will hold this winter,” said Nils Berg in Skarrow.", "Nils Berg"),
    "removed": ("Ada Lund in Skarrow would not talk.", "Ada Lund"),
    None: ("“The dam will hold this winter”, said Ada Lund in Skarrow. It rained.", "Ada Lund"),
}


@pytest.mark.parametrize("change", CASES)
@pytest.mark.parametrize("is_forward", [True, False])
def test_each_change_is_told_with_both_sides(change: str | None, is_forward: bool, tmp_path: Path) -> None:
    told = [FIRST, CASES[change]][:: 1 if is_forward else -1]
    with open_warehouse(tmp_path) as con:
        for number, (text, speaker) in enumerate(told):
            start_run(con, f"run{number}", None, at(number))
            page = Page("a/dam.html", "dam", text, "Dam", speaker=speaker)
            load_part(con, write_part(tmp_path, [page], run=f"run{number}", hours=number))
        rows = fetch_rows(con, "FROM quote_changes", {})
        assert read_quote_changes(con, [page.article_id]) == rows
        assert read_quote_changes(con, ["0" * 32]) == []
        (edit,) = fetch_rows(con, "FROM article_changes", {})
    assert (edit["from_version"], edit["to_version"], edit["changed_at"], edit["is_stealth"]) == (1, 2, at(1), True)
    if change is None:
        assert rows == []
        return
    (row,) = rows
    expected = {"removed": "removed" if is_forward else "added"}.get(change, change)
    assert (row["change"], row["from_version"], row["to_version"]) == (expected, 1, 2)
    sides = [(row["text_before"], row["speaker_before"]), (row["text_after"], row["speaker_after"])]
    for side, (text, speaker) in zip(sides, told, strict=True):
        quoted = text.partition("“")[2].partition("”")[0]
        assert side == ((quoted, speaker) if quoted else (None, None))
