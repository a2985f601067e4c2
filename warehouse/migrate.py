"""The schema: numbered migrations, each recorded in its own transaction, and the views."""

from __future__ import annotations

import duckdb

from warehouse.connection import Connection, list_sql, transaction
from warehouse.errors import MigrationError

RECORD = """
-- grain: one row for each migration applied
-- key: name
-- reason: says which of migrations/*.sql are still to come
CREATE TABLE IF NOT EXISTS migrations (name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)
"""


def applied(con: Connection) -> list[str]:
    """List the migrations that this database has had, in order. Only reads."""
    known = con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'migrations' AND schema_name = 'main'")
    if known.fetchone() is None:
        return []
    return [str(name) for (name,) in con.execute("SELECT name FROM migrations ORDER BY name").fetchall()]


def pending(con: Connection) -> list[str]:
    """List the migrations that this database still needs, in order. Only reads."""
    done = set(applied(con))
    return [name for name in list_sql("migrations") if name not in done]


def migrate(con: Connection) -> list[str]:
    """Bring a database to the newest schema; `replace_views` then creates the views.

    Returns:
        The migrations applied now; each is one transaction, so that a failure leaves those before it.

    Raises:
        MigrationError: one failed, or the database has migrations that this version does not know.
    """
    files = list_sql("migrations")
    unknown = [name for name in applied(con) if name not in files]
    if unknown:
        raise MigrationError(unknown[0], "this database was made by a newer version of dateline; install that one")
    names = pending(con)
    for name in names:
        apply_migration(con, name, files[name])
    return names


def apply_migration(con: Connection, name: str, sql: str) -> None:
    """Apply one migration and record it, both or neither."""
    try:
        with transaction(con):
            con.execute(RECORD)
            con.execute(sql)
            con.execute("INSERT INTO migrations VALUES (?, now())", [name])
    except duckdb.Error as error:
        raise MigrationError(name, str(error)) from error


def replace_views(con: Connection) -> list[str]:
    """Create each view of views/*.sql and each macro of macros/*.sql anew.

    A view is named for its file and reads tables only; macros, which call each other, are made in order of name.

    Returns:
        What went wrong, in words: a view that cannot be made is left out, since its old text may mean other columns.

    Raises:
        DatabaseWriteError: the disk is full or gone, or memory ran out.
    """
    problems = []
    for name, sql in list_sql("views").items():
        try:
            with transaction(con):
                con.execute(f'CREATE OR REPLACE VIEW "{name}" AS\n{sql}')
        except duckdb.Error as error:
            with transaction(con):
                con.execute(f'DROP VIEW IF EXISTS "{name}"')
            problems.append(f"the view {name} is missing, because views/{name}.sql fails: {error}")
    for name, sql in list_sql("macros").items():
        try:
            with transaction(con):
                con.execute(sql)
        except duckdb.Error as error:
            problems.append(f"search may fail, because macros/{name}.sql fails: {error}")
    return problems
