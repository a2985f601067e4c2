"""The DuckDB warehouse: the only package that imports duckdb.

Reading order, with what a flow calls of each:

1. `connection`  `open_writer(path)` the writer's own file; `open_snapshot(path)` a published copy, read-only;
   `Connection` the type of both; `transaction(con)`.
2. `lock`        `writer_lock(database, timeout)`: one writer at a time, held around everything below.
3. `migrate`     `migrate(con)`; `pending(con)` and `applied(con)` only read.
4. `loader`      `load_part(con, part)`: one staged part, in any order, any number of times. READ FIRST.
5. `ledger`      `start_run`, `known_documents`, `record_outcomes` (of `DocumentOutcome`), `finish_run`,
   `recover` (the runs that were killed), `describe_run`.
6. `derive`      `run(con)`: what follows from all articles together.
7. `promises`    the checks: `refuse_broken(con, run_id, findings)` before derivation, `mend_derived` and
   `check_books` after it; `find_broken_rows(folder)` for a batch that is not a part yet.
8. `queries`     the cookbook: `list_queries()`, `read_query(name)`, `run_query(con, sql, parameters)`.
9. `exports`     a result as CSV, JSON or Parquet; the whole warehouse in seven forms; the dictionary.
10. `search`     `search(con, question)`: full text, by the macros that every client of the database has.
11. `changes`    `read_quote_changes(con, article_ids)`: what was changed after publication, of some articles.
12. `publish`    `publish(con, snapshot)`: readers get a copy by atomic rename.

SQL lies in sql/: migrations/ load/ derive/ forget/ report/ views/ macros/ checks/ queries/ export/ app/. Each file
opens with its grain, its key and its reason. Every error is a `errors.WarehouseError`.
"""
