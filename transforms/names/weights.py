"""What each cue of a name's type (`type_evidence`) weighs; `data/weights.csv` lists them, set by hand."""

from __future__ import annotations

from collections.abc import Mapping

from transforms.words.lists import read_table

# Cue -> type -> log odds; absent is 0.
WEIGHTS: Mapping[str, Mapping[str, float]] = {
    row["cue"]: {label: float(cell) for label, cell in row.items() if label != "cue" and cell}
    for row in read_table(__package__, "weights")
}
