"""An empty database with every table, index and view, made by sqlite-utils."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from opcc_opendata.tables import BY_NAME, TABLES, VIEWS, Row, Table

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

PAGE_BYTES = 16_384
"""A response has long texts: on larger pages fewer of them spill over."""

_CACHE_KIB = 64_000

_STATEMENTS = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
"""Without the indexes that SQLite makes by itself, for keys."""

_KEY = " TEXT PRIMARY KEY"
"""What makes a column of text the key of its table. The key of numbers is the table's own order."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file that is being built. It is nobody else's until it is finished, so it needs no journal."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        f"page_size = {PAGE_BYTES}",
        "journal_mode = OFF",
        "synchronous = OFF",
        "locking_mode = EXCLUSIVE",
        f"cache_size = -{_CACHE_KIB}",
        "temp_store = MEMORY",
        "foreign_keys = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def create_tables(connection: sqlite3.Connection, without_keys: Iterable[Table] = ()) -> None:
    """Make every table, still empty, and every view. Indexes come after the rows: `create_indexes`.

    So does the primary key of tables that are to be made without it, where SQLite allows that: `create_keys`.
    """
    later = {table.name for table in without_keys} if _may_add_keys(connection) else set()
    for name, statement in _schema().tables.items():
        connection.execute(statement.replace(_KEY, " TEXT") if name in later else statement)


def create_keys(connection: sqlite3.Connection, tables: Iterable[Table]) -> None:
    """Give full tables that were made without a primary key the one that they should have.

    Rows do not come in the order of their keys. SQLite would put each key in its place among all others, and leave
    every page of them a fifth empty. It has no statement that adds a key to a table; so this makes an index just like
    that of a key, and then writes into the schema what would stand there if the table had been made with it.
    """
    schema = _schema().tables
    with_key = f"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ? AND instr(sql, '{_KEY}')"
    lacking = [
        table
        for table in tables
        if _KEY in schema.get(table.name, "") and connection.execute(with_key, (table.name,)).fetchone() == (0,)
    ]
    if not lacking:
        return
    for table in lacking:
        connection.execute(f'CREATE UNIQUE INDEX "key_of_{table.name}" ON "{table.name}" ("{table.key}")')
    connection.execute("PRAGMA writable_schema = ON").close()
    for table in lacking:
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (schema[table.name], table.name))
        names = (f"sqlite_autoindex_{table.name}_1", f"key_of_{table.name}")
        connection.execute("UPDATE sqlite_master SET sql = NULL, name = ? WHERE name = ?", names)
    connection.execute("PRAGMA writable_schema = RESET").close()  # it reads the schema anew


def _may_add_keys(connection: sqlite3.Connection) -> bool:
    """Tell if SQLite lets its schema be written: some systems have it refuse that."""
    connection.execute("PRAGMA writable_schema = ON").close()
    (allowed,) = connection.execute("PRAGMA writable_schema").fetchone()
    connection.execute("PRAGMA writable_schema = OFF").close()
    return bool(allowed)


def create_indexes(connection: sqlite3.Connection, tables: Iterable[Table]) -> None:
    """Index every foreign key, facet and order of tables that are full: so each index is written once, and is dense."""
    indexes = _schema().indexes
    for table in tables:
        for statement in indexes[table.name]:
            connection.execute(statement)


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows, given in the order of the table's columns."""
    places = ", ".join("?" * len(BY_NAME[table].columns))
    connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)


class _Schema(NamedTuple):
    """The SQL that makes a database: its tables and views by name, and the indexes by table, each in its order."""

    tables: dict[str, str]
    indexes: dict[str, list[str]]


@cache
def _schema() -> _Schema:
    """Have sqlite-utils make a database in memory, and read the statements there: it takes 50 ms, so once a process."""
    from sqlite_utils import Database

    with closing(sqlite3.connect(":memory:")) as connection:
        database = Database(connection, execute_plugins=False)
        for table in TABLES:
            if not table.sql:
                _create(database, table)
        made = {table.name: table.sql for table in TABLES if table.sql} | {view.name: view.sql for view in VIEWS}
        for name, sql in made.items():
            database.create_view(name, sql)
        tables = dict(connection.execute(f"{_STATEMENTS} ORDER BY rowid").fetchall())
        for table in TABLES:
            for column in table.indexed:
                database.table(table.name).create_index([column])
            for name, order in table.orders:
                connection.execute(f'CREATE INDEX "idx_{table.name}_{name}" ON "{table.name}" ({order})')
        of_table = f"{_STATEMENTS} AND type = 'index' AND tbl_name = ? ORDER BY rowid"
        indexes = {table.name: [sql for _, sql in connection.execute(of_table, (table.name,))] for table in TABLES}
    return _Schema(tables, indexes)


def _create(database: Database, table: Table) -> None:
    database.table(table.name).create(
        {column.name: {"TEXT": str, "INTEGER": int}[column.type] for column in table.columns},
        pk=table.key,
        not_null={column.name for column in table.columns if column.required},
        foreign_keys=[(column.name, column.to, BY_NAME[column.to].key) for column in table.columns if column.to],
        strict=True,
    )
