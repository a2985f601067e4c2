"""The names of months and days of the week; `data/months.csv` lists the months."""

from __future__ import annotations

from transforms.words.lists import read_table, split_cell

ROWS = read_table(__package__, "months")
MONTHS = tuple(row["english"] for row in ROWS)
SOLAR_HIJRI = tuple(row["solar_hijri"] for row in ROWS)
# From how the name of a month begins, in lower case, to its number: in English by three letters, in others as well.
MONTH_OF_LETTERS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
MONTH_OF_BEGINNING = {
    beginning: number for number, row in enumerate(ROWS, 1) for beginning in split_cell(row["beginnings"])
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
