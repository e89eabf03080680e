"""Whether a database has the form that this version of the toolkit reads: its tables, columns, views and indexes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from opcc_opendata.database.create import view_words
from opcc_opendata.files import UnreadableFileError, check_file
from opcc_opendata.search.index import acceptances_of, columns_for, create_search_indexes
from opcc_opendata.tables import TABLES
from opcc_opendata.tables.search import KINDS

_OF_FTS5 = ("_config", "_content", "_data", "_docsize", "_idx")
"""How tables end that FTS5 makes for itself: each version of SQLite may write them in its own way."""

_MADE = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def has_another_form(database: Path) -> bool:
    """Tell if a database that a build made has not the form that this version reads: the age of its data is no matter.

    What is no database, or was made by something else, is found out by whoever opens it.
    """
    try:
        check_file(database)
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            made = dict(connection.execute(_MADE).fetchall())
            if not {"build", "provenance"} <= made.keys():
                return False
            return not (_has_tables(connection) and _has_views(made) and _has_indexes(connection, made))
    except (sqlite3.Error, UnreadableFileError):
        return False


def _has_tables(connection: sqlite3.Connection) -> bool:
    """Look for every column in its place: rows are read by the name and by the order."""
    ask = "SELECT name FROM pragma_table_info(?) ORDER BY cid"
    return all(
        tuple(name for (name,) in connection.execute(ask, (table.name,))) == table.column_names
        for table in TABLES
        if not table.sql
    )


def _has_views(made: dict[str, str]) -> bool:
    return all(made.get(name, "").split() == words for name, words in view_words().items())


def _has_indexes(connection: sqlite3.Connection, made: dict[str, str]) -> bool:
    """Look at the search indexes, whose columns follow from the codes in the database itself."""
    with closing(sqlite3.connect(":memory:")) as empty:
        create_search_indexes(empty, columns_for(KINDS, acceptances_of(connection)))
        wanted = {name: sql for name, sql in empty.execute(_MADE) if not name.endswith(_OF_FTS5)}
    return all(made.get(name) == sql for name, sql in wanted.items())
