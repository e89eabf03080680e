"""The search indexes, which are made in a file of their own, by another process where that helps, and then taken over.

They take longer than all that is counted. The other process splits the texts into words while records still come in.
Then it reads the tables of the records in the file that is being built, while this one fills other tables there: that
does not touch the pages that it reads.
"""

from __future__ import annotations

import marshal
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from opcc_opendata.database.create import connect
from opcc_opendata.database.swap import search_file
from opcc_opendata.manifest import TableHashes, hashes_of
from opcc_opendata.parallel import Beside, beside
from opcc_opendata.search import BitmapWriter, column_of, columns_of_texts, create_search_indexes, fill_search_indexes
from opcc_opendata.tables import BY_NAME, RECORD_TABLES, Passage

_AT_ONCE: Final = 250
"""Responses whose words are put together at once: those to one report have texts in common."""
_FULL: Final = (
    *RECORD_TABLES,
    *(BY_NAME[name] for name in ("searched_passages", "record_parts", "record_parts_shared")),
)
"""The tables that nothing is written to once all records are in."""
_SHADOWS: Final = "SELECT name FROM made.sqlite_master WHERE type = 'table' AND name GLOB '*_fts_*'"


class Indexing:
    """The search indexes of a file that is being built."""

    def __init__(self, made: Path, columns: dict[str, int], other: Beside) -> None:
        """Take where they are made, the columns for texts, and who makes them."""
        self._made, self._columns, self._other = made, columns, other

    def give(self, responses: Iterable[tuple[int, Iterable[Passage]]]) -> None:
        """Let the passages of some responses, by rowid, be split into words already."""
        self._other.give(lambda: marshal.dumps([(rowid, self._texts(some)) for rowid, some in responses if some]))

    def _texts(self, passages: Iterable[Passage]) -> dict[int, list[str]]:
        found: defaultdict[int, list[str]] = defaultdict(list)
        for kind, acceptance, _, _, text in passages:
            found[self._columns[column_of(kind, acceptance)]].append(text)
        return dict(found)

    def begin(self) -> None:
        """Begin to index the file, in which all records are committed now."""
        self._other.begin()

    def take_over(self, connection: sqlite3.Connection) -> TableHashes:
        """Put the indexes into the file, by a connection outside a transaction.

        Gives the hashes of the tables that were full when the indexing began.
        """
        hashes: TableHashes = self._other.end()
        _take_over(connection, self._made)
        self._made.unlink()
        return hashes


@contextmanager
def indexing(
    database: Path, connection: sqlite3.Connection, records: int, processes: int | None = None
) -> Iterator[Indexing]:
    """Have the texts of a file indexed that is being built, by `connection`, and that has no records yet.

    `records` is about how many there will be. `processes` is for tests.
    """
    made = search_file(database)
    columns = columns_of_texts(connection)
    with beside(_Indexer(database, made, len(columns)), records, database.parent, processes) as other:
        yield Indexing(made, columns, other)


class _Indexer:
    """What the other process does."""

    def __init__(self, database: Path, made: Path, columns: int) -> None:
        self._database, self._made, self._columns = database, made, columns
        self._waiting: dict[int, dict[int, list[str]]] = {}
        self._words: BitmapWriter | None = None
        self._source: sqlite3.Connection | None = None

    def take(self, item: bytes) -> None:
        """Split the texts of some responses into words, as soon as there are enough of them."""
        self._waiting.update(marshal.loads(item))  # noqa: S302 (our own process wrote it)
        self._words = self._words or BitmapWriter(self._columns)
        if len(self._waiting) >= _AT_ONCE:
            self._split()

    def _split(self) -> None:
        if self._words is not None and self._waiting:
            self._words.add(self._waiting)
            self._waiting.clear()

    def begin(self) -> None:
        """Read the names of all tables as they are now. Their pages are never to be read again: they change."""
        address = f"{self._database.absolute().as_uri()}?immutable=1"
        self._source = sqlite3.connect(address, uri=True, isolation_level=None)
        self._source.execute("BEGIN")
        self._source.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def finish(self) -> TableHashes:
        """Make the indexes, and read what came in with the records once more for the hashes of these tables."""
        assert self._source is not None, "it has begun"
        self._split()
        self._made.unlink(missing_ok=True)
        with closing(self._source) as source, closing(connect(self._made)) as into:
            into.execute("BEGIN")
            fill_search_indexes(source, into, self._words)
            into.execute("COMMIT")
            return hashes_of(source, _FULL)


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
