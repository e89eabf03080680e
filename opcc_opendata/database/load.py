"""Rows in, rows out: the bulk of the work, by `executemany` in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from opcc_opendata.database.create import searched
from opcc_opendata.tables import BY_NAME, RECORD_TABLES, Row, Rows

_NAMES_IN_ONE_QUERY = 500

_INDEXED_TOGETHER = 1_000
"""Records whose text goes into the search indexes by one statement: FTS5 writes out what it has after each."""


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    """Insert rows, given in the order of the table's columns, and say how many went in."""
    names = BY_NAME[table].column_names
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return connection.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', rows).rowcount


class Loader:
    """Puts records' rows into the tables and their text into the search indexes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._newest = {table.name: self._newest_row(table.name) for table in searched()}
        self._waiting = 0

    def add(self, records: Sequence[Rows]) -> None:
        """Insert some records' rows. Their text is indexed with that of others, at the latest by `index_new`."""
        for table in RECORD_TABLES:
            rows = [row for record in records for row in record.get(table.name, ())]
            if rows:
                insert(self.connection, table.name, rows)
        self._waiting += len(records)
        if self._waiting >= _INDEXED_TOGETHER:
            self.index_new()

    def index_new(self) -> None:
        """Put every row that came since the last call into its table's search index."""
        for table in searched():
            columns = ", ".join(f'"{name}"' for name in table.search)
            self.connection.execute(
                f'INSERT INTO "{table.name}_fts" (rowid, {columns}) '
                f'SELECT rowid, {columns} FROM "{table.name}" WHERE rowid > ?',
                (self._newest[table.name],),
            )
            self._newest[table.name] = self._newest_row(table.name)
        self._waiting = 0

    def remove(self, responses: Sequence[str]) -> None:
        """Take every row of some responses out of the tables and the search indexes."""
        if self._waiting:
            self.index_new()
        for start in range(0, len(responses), _NAMES_IN_ONE_QUERY):
            some = responses[start : start + _NAMES_IN_ONE_QUERY]
            for table in reversed(RECORD_TABLES):
                column = "id" if table.name == "responses" else "response"
                where = f'"{column}" IN ({", ".join("?" * len(some))})'
                if table.search:
                    unindex(self.connection, table.name, where, some)
                self.connection.execute(f'DELETE FROM "{table.name}" WHERE {where}', some)
        self._newest = {name: self._newest_row(name) for name in self._newest}

    def clear(self, table: str) -> None:
        """Empty a table that is worked out anew."""
        if BY_NAME[table].search:
            unindex(self.connection, table, "1", ())
            self._newest[table] = 0
        self.connection.execute(f'DELETE FROM "{table}"')

    def _newest_row(self, table: str) -> int:
        (newest,) = self.connection.execute(f'SELECT coalesce(max(rowid), 0) FROM "{table}"').fetchone()
        assert isinstance(newest, int)
        return newest


def unindex(connection: sqlite3.Connection, table: str, where: str, values: Sequence[str]) -> None:
    """Take rows out of a table's search index. FTS5 must be told the old text, so this comes before the deletion."""
    columns = ", ".join(f'"{name}"' for name in BY_NAME[table].search)
    connection.execute(
        f'INSERT INTO "{table}_fts" ("{table}_fts", rowid, {columns}) '
        f"SELECT 'delete', rowid, {columns} FROM \"{table}\" WHERE {where}",
        values,
    )
