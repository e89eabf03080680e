"""Where each word of some texts stands, by the same stemmer as the search's own index, in a database that is not kept.

FTS5 can say where every word of an index stands, but each place that it tells takes a microsecond. So the texts that
stand elsewhere already are left out before, and a place is one number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from typing import Final, Self

from opcc_opendata.search.bitmaps import TOKENIZER

PLACE_BITS: Final = 24
"""A place is the number of its response and, in this many bits, how many words come before it there. A record of 1 MB,
the most that is read, has fewer words than that."""
_MEMORY: Final = 96 << 20
"""Bytes of new entries that FTS5 keeps in memory before it writes them."""


class WordPlaces:
    """An index of texts that can say where each of their words stands."""

    def __init__(self) -> None:
        # A name that is empty is a file of SQLite's own, which goes when the connection is closed.
        self._index = sqlite3.connect("", isolation_level=None)
        self._index.execute(f"CREATE VIRTUAL TABLE texts USING fts5(words, content='', tokenize='{TOKENIZER}')")
        self._index.execute("INSERT INTO texts (texts, rank) VALUES ('hashsize', ?)", (_MEMORY,))
        self._index.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, row)")
        self._index.execute("CREATE VIRTUAL TABLE places USING fts5vocab(texts, instance)")
        self._index.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._index.close()

    def add(self, response: int, text: str) -> None:
        """Take all texts of a response as one."""
        self._index.execute("INSERT INTO texts (rowid, words) VALUES (?, ?)", (response, text))

    def __iter__(self) -> Iterator[tuple[str, list[int]]]:
        """Give each word, in the order of their UTF-8, with its places in rising order."""
        # Both go through the index in its own order.
        words = self._index.execute("SELECT term, cnt FROM words")
        places = self._index.execute(f'SELECT doc << {PLACE_BITS} | "offset" FROM places')  # noqa: S608 (our own SQL)
        for word, count in words:
            yield word, [place for (place,) in islice(places, count)]
