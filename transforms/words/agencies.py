"""Agencies of news and pictures, as bylines and credits give them; `data/agencies.csv` lists them."""

from __future__ import annotations

from transforms.words.lists import join_pattern, read_table, split_cell

ROWS = read_table(__package__, "agencies")
# From the name in a byline or dateline, in lower case, to the agency's short name.
WIRE_AGENCIES = {name: row["agency"] for row in ROWS for name in split_cell(row["byline_names"])}
# Any agency in the credit of a picture.
CREDITED_AGENCY = join_pattern(*(row["credit_pattern"] for row in ROWS if row["credit_pattern"]))
