"""A database without what only a server needs: the search indexes, the indexes of columns, and the places of texts.

From the places, views put together each record as JSON and each passage. Without them the file is a seventh smaller
when packed, and every text and fact is still there, in its own table.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from opcc_opendata.database.create import PAGE_BYTES, create_tables, view_words
from opcc_opendata.tables import TABLES

LEFT_OUT: Final = frozenset(
    ("record_parts", "record_parts_shared", "search_words", "searched_passages", "searched_responses")
)
"""Tables that only a search uses, or a view that is left out with them."""
VIEWS_LEFT_OUT: Final = frozenset(("passage_texts", "passages", "records"))


def write_plain(database: Path, target: Path) -> None:
    """Write a database with the rows of another, table by table, in the order of their `rowid`.

    The same database gives the same bytes.
    """
    with closing(sqlite3.connect(target, uri=True)) as into:
        into.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        into.execute("PRAGMA journal_mode = OFF")
        into.execute("PRAGMA synchronous = OFF")
        create_tables(into)
        for name in sorted(VIEWS_LEFT_OUT):
            into.execute(f'DROP VIEW "{name}"')
        for name in sorted(LEFT_OUT):
            into.execute(f'DROP TABLE "{name}"')
        into.commit()
        into.execute("ATTACH ? AS whole", (f"{database.absolute().as_uri()}?immutable=1",))
        for table in TABLES:
            if not table.sql and table.name not in LEFT_OUT:
                columns = ", ".join(f'"{name}"' for name in table.column_names)
                into.execute(
                    f'INSERT INTO main."{table.name}" (rowid, {columns}) SELECT rowid, {columns} '
                    f'FROM whole."{table.name}" ORDER BY rowid'
                )
        into.commit()
        into.execute("DETACH whole")
        into.execute("VACUUM")


def is_plain(connection: sqlite3.Connection) -> bool:
    """Tell if a database has the tables that `write_plain` makes, by name, the same views, and nothing beside them."""
    expected = {name: words for name, words in view_words().items() if name not in VIEWS_LEFT_OUT}
    expected |= {table.name: [] for table in TABLES if not table.sql and table.name not in LEFT_OUT}
    # What SQLite makes itself for the keys of a table has no SQL.
    parts = "SELECT name, iif(type = 'table', '', sql) FROM sqlite_master WHERE sql IS NOT NULL"
    return {name: sql.split() for name, sql in connection.execute(parts)} == expected
