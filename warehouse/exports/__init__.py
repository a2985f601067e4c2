"""Rows for other programs: what one query answered, and the whole warehouse in the forms that others read.

Reading order, with the public function of each:

1. `results`      what a query answered, as CSV, JSON or Parquet: `WRITERS`, `write_parquet`.
2. `folder`       `export(con, form, folder)`: the warehouse in one of `FORMS`. READ FIRST for `dateline export`.
3. `dictionary`   `read_dictionary(con)`: tables and columns with what they mean, for people and for `datapackage.json`.
4. `tables`       Parquet, CSV and JSON Lines with a Frictionless `datapackage.json`.
5. `network`      who is quoted with whom, as GEXF and GraphML.
6. `annotations`  quotations as W3C Web Annotations.
7. `followthemoney` articles, people and quotations as FollowTheMoney entities.
8. `citations`    articles as CSL-JSON, for reference managers.
"""
