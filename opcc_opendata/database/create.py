"""An empty database with every table, index and view, made by sqlite-utils."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from opcc_opendata.tables import BY_NAME, TABLES, VIEW_SQL, Row, Table

if TYPE_CHECKING:
    from pathlib import Path

    from sqlite_utils import Database

PAGE_BYTES = 16_384
"""A response has long texts: on larger pages fewer of them spill over."""

_CACHE_KIB = 64_000

_STATEMENTS = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
"""Without the indexes that SQLite makes by itself, for keys."""


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


def create_tables(connection: sqlite3.Connection) -> None:
    """Make every table, still empty, and every view. Indexes come after the rows: `create_indexes`."""
    for statement in _schema().tables:
        connection.execute(statement)


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


def view_words() -> dict[str, list[str]]:
    """Give the words of the statement that made each view, by its name. Spaces make no difference."""
    return {name: f'CREATE VIEW "{name}" AS {sql}'.split() for name, sql in VIEW_SQL.items()}


class _Schema(NamedTuple):
    """The statements of SQL that make a database: its tables and views, and by table the indexes, each in its order."""

    tables: list[str]
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
        for name, sql in VIEW_SQL.items():
            database.create_view(name, sql)
        tables = [sql for (sql,) in connection.execute(f"{_STATEMENTS} ORDER BY rowid")]
        for table in TABLES:
            for column in table.indexed:
                database.table(table.name).create_index([column])
            for name, order in table.orders:
                connection.execute(f'CREATE INDEX "idx_{table.name}_{name}" ON "{table.name}" ({order})')
        of_table = f"{_STATEMENTS} AND type = 'index' AND tbl_name = ? ORDER BY rowid"
        indexes = {table.name: [sql for (sql,) in connection.execute(of_table, (table.name,))] for table in TABLES}
    return _Schema(tables, indexes)


def _create(database: Database, table: Table) -> None:
    database.table(table.name).create(
        {column.name: {"TEXT": str, "INTEGER": int}[column.type] for column in table.columns},
        pk=table.key,
        not_null={column.name for column in table.columns if column.required},
        foreign_keys=[(column.name, column.to, BY_NAME[column.to].key) for column in table.columns if column.to],
        strict=True,
    )
