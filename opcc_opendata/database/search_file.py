"""The search indexes, which are made in a file of their own, by another process where that helps, and then taken over.

They take as long as all that is counted. The other process reads the tables of the records in the file that is being
built, while this one fills other tables there: that does not touch the pages that it reads.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from opcc_opendata.database.create import connect
from opcc_opendata.database.swap import search_file
from opcc_opendata.parallel import beside
from opcc_opendata.search import create_search_indexes, fill_search_indexes

_SHADOWS = "SELECT name FROM made.sqlite_master WHERE type = 'table' AND name GLOB '*_fts_*'"


@contextmanager
def indexing(
    database: Path, records: int, processes: int | None = None
) -> Iterator[Callable[[sqlite3.Connection], None]]:
    """Index the texts of a file whose records are committed, and give the function that takes the indexes over.

    It gets a connection to that file outside a transaction. `records` is how many there are. `processes` is for tests.
    """
    made = search_file(database)

    def index(has_begun: Callable[[], None]) -> None:
        made.unlink(missing_ok=True)
        address = f"{database.absolute().as_uri()}?immutable=1"
        with (
            closing(sqlite3.connect(address, uri=True, isolation_level=None)) as source,
            closing(connect(made)) as into,
        ):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # it reads the names of all tables now
            has_begun()
            into.execute("BEGIN")
            fill_search_indexes(source, into)
            into.execute("COMMIT")

    with beside(index, records, processes) as ended:

        def take_over(connection: sqlite3.Connection) -> None:
            ended()
            _take_over(connection, made)
            made.unlink()

        yield take_over


def _take_over(connection: sqlite3.Connection, made: Path) -> None:
    connection.execute("ATTACH ? AS made", (os.fsencode(made),))  # bytes, for a name that is not UTF-8
    connection.execute("BEGIN")
    create_search_indexes(connection)
    for (table,) in connection.execute(_SHADOWS).fetchall():
        connection.execute(f'DELETE FROM main."{table}"')
        connection.execute(f'INSERT INTO main."{table}" SELECT * FROM made."{table}"')
    connection.execute("INSERT INTO main.search_words SELECT word FROM made.search_words ORDER BY rowid")
    connection.execute("COMMIT")
    connection.execute("DETACH made")
