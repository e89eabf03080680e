"""Which responses have a word, and in texts of which kind: a bit for each response, so that counting takes no time.

`responses_fts_bitmaps` has a row for every word of the texts, as the indexes keep it: stemmed, in small letters and
without accents. It holds, compressed, one bit for each column of `responses_fts` that says if any response has the word
there, and then for each of these columns one bit for each response by its rowid. All bits are in the order of a
number's, the lowest first.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TOKENIZER: Final = "porter unicode61 remove_diacritics 2"
"""Stems English words; Welsh ŵ and ŷ are found by w and y too."""

CREATE: Final = "CREATE TABLE responses_fts_bitmaps (word TEXT PRIMARY KEY, responses BLOB NOT NULL)"

_LEVEL: Final = 1
"""Of compression by zstd: the higher ones take up to eight times as long, and save a fiftieth of the size at most."""


class Tokens:
    """Splits texts into words as the indexes do, by an index of its own in memory."""

    def __init__(self) -> None:
        self._index = sqlite3.connect(":memory:", isolation_level=None)
        self._index.execute(f"CREATE VIRTUAL TABLE texts USING fts5(words, content='', tokenize='{TOKENIZER}')")
        self._index.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab(texts, 'instance')")

    def of(self, texts: Sequence[str]) -> list[list[str]]:
        """Give the words of each text, stemmed and in their order."""
        found: list[list[str]] = [[] for _ in texts]
        self._index.execute("BEGIN")
        try:
            self._index.executemany("INSERT INTO texts (rowid, words) VALUES (?, ?)", enumerate(texts))
            for number, word in self._index.execute('SELECT doc, term FROM tokens ORDER BY doc, "offset"'):
                found[number].append(word)
        finally:
            self._index.execute("ROLLBACK")
        return found


_of_thread: Final = threading.local()


@lru_cache(maxsize=10_000)
def tokens_of(term: str) -> tuple[str, ...]:
    """Give the words of a term that somebody typed, stemmed: none where it has nothing that the indexes keep."""
    if not hasattr(_of_thread, "tokens"):
        _of_thread.tokens = Tokens()
    tokens: Tokens = _of_thread.tokens
    return tuple(tokens.of([term])[0])


Texts = Mapping[int, Mapping[int, Sequence[str]]]
"""The texts of some responses: by rowid, and by the number of the column of `responses_fts` that they stand in."""


class BitmapWriter:
    """Collects the words of all responses. A text's words are those of its pieces between blanks."""

    def __init__(self, columns: int, responses: int) -> None:
        """Take how many columns there are, and the greatest rowid of a response."""
        self._columns, self._size = columns, responses // 8 + 1
        self._tokens = Tokens()
        self._pieces: dict[str, tuple[str, ...]] = {}
        self._found: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
        """By word: the first rowid of some responses, a column, and their bits from that rowid on."""

    @property
    def pieces(self) -> Iterable[str]:
        """Every piece between blanks of every text that was added."""
        return self._pieces.keys()

    def add(self, some: Texts) -> None:
        """Add some responses, whose rowids are near each other."""
        first = min(some, default=0)
        of_texts = [defaultdict[str, int](int) for _ in range(self._columns)]
        for rowid, columns in some.items():
            bit = 1 << (rowid - first)
            for column, held in columns.items():
                texts = of_texts[column]
                for text in held:
                    texts[text] |= bit
        of_pieces = [_of_pieces(texts) for texts in of_texts]
        self._read(set().union(*of_pieces))
        for column, of_column in enumerate(of_pieces):
            # Only here, because there are far fewer pieces than places where they stand.
            of_words = defaultdict[str, int](int)
            for piece, responses in of_column.items():
                for word in self._pieces[piece]:
                    of_words[word] |= responses
            for word, responses in of_words.items():
                self._found[word].append((first, column, responses))

    def _read(self, pieces: set[str]) -> None:
        """Find out the words of the pieces that are new."""
        new = sorted(pieces.difference(self._pieces))
        self._pieces.update(zip(new, map(tuple, self._tokens.of(new)), strict=True))

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """Give the rows of `responses_fts_bitmaps`, in the order of the words."""
        for word, found in sorted(self._found.items()):
            yield word, self._packed(found)

    def _packed(self, found: Iterable[tuple[int, int, int]]) -> bytes:
        columns: defaultdict[int, int] = defaultdict(int)
        for first, column, responses in found:
            columns[column] |= responses << first
        which = sum(1 << column for column in columns).to_bytes(_bytes_for(self._columns), "little")
        held = (responses.to_bytes(self._size, "little") for _, responses in sorted(columns.items()))
        return zstd.compress(which + b"".join(held), _LEVEL)


def _of_pieces(texts: Mapping[str, int]) -> dict[str, int]:
    """Give the responses that have each piece, from those that have each text. Many have one text: what they answer."""
    together: defaultdict[int, list[str]] = defaultdict(list)
    for text, responses in texts.items():
        together[responses].append(text)
    of_pieces = defaultdict[str, int](int)
    for responses, held in together.items():
        for piece in set(" ".join(held).split()):
            of_pieces[piece] |= responses
    return of_pieces


def _bytes_for(columns: int) -> int:
    return (columns + 7) // 8


def read_bitmaps(connection: sqlite3.Connection, word: str, columns: int) -> dict[int, int]:
    """Give the responses that have a word, by column where any has it. `columns` is how many there are."""
    row = connection.execute("SELECT responses FROM responses_fts_bitmaps WHERE word = ?", (word,)).fetchone()
    if row is None:
        return {}
    held = memoryview(zstd.decompress(row[0]))
    first = _bytes_for(columns)
    which = int.from_bytes(held[:first], "little")
    size = (len(held) - first) // which.bit_count()
    numbers = (number for number in range(columns) if which >> number & 1)
    return {
        number: int.from_bytes(held[at : at + size], "little")
        for number, at in zip(numbers, range(first, len(held), size), strict=True)
    }


def rowids_of(responses: int) -> list[int]:
    """Give the rowids of responses from their bits, the lowest first."""
    return [rowid for rowid, bit in enumerate(reversed(f"{responses:b}")) if bit == "1"]


def bits_of(some: Iterable[int], size: int) -> int:
    """Give the bits of responses from their rowids, of which the greatest is below `size`."""
    held = bytearray(b"0") * size
    for rowid in some:
        held[-1 - rowid] = 49
    return int(bytes(held) or b"0", 2)
