"""Texts that several responses have, such as a recommendation that every force answers.

The search index has the places of the words of such a text once, in the first response that has it. For each other
response it has only which text that is and where it begins, so that the places there can be worked out. Its own words
are counted as if the copies were not there, so that their numbers are smaller.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from opcc_opendata.search.query import SEPARATOR
from opcc_opendata.tables.search import PASSAGE_BITS, WORDS

_BETWEEN: Final = f" {SEPARATOR} "
_SHORTEST: Final = 8
"""Words of a text that is worth it: which text it is, and where, takes as much room as three or four words."""
_PASSAGES: Final = f"""
  SELECT p.id >> {PASSAGE_BITS}, p.kind || coalesce('__' || p.acceptance, ''), {WORDS}
  FROM searched_passages p ORDER BY p.id
"""  # noqa: S608 (names of our own)

Text = tuple[int, int, int]
"""The first response that has it, by rowid; the place there at which it begins; and how many words it has."""


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """The texts that at least two responses have, or one has twice, in the order of their first places.

    `copies` are the other places at which each stands: by response, the number of the text and where it begins.
    """

    texts: list[Text] = field(default_factory=list)
    copies: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def shared_texts(
    connection: sqlite3.Connection,
    columns: Sequence[str],
    starts: Mapping[int, Sequence[int]],
    sizes: Mapping[int, Sequence[int]],
    separators: Mapping[tuple[int, int], Sequence[int]],
    take: Callable[[int, str], object],
) -> SharedTexts:
    """Find them in the database of a search, and give all else to `take`: each response, and its own words as one text.

    `columns` are those of `responses_fts`. Of each response, by rowid, `starts` has the place at which each column
    begins, and `sizes` how many words it has. `separators` are the words that stand between two texts of a column: by
    response and column, how many words come before each. In its own words, a copy is left out, but not the words that
    separate it from others; and there is one such word between two columns.
    """
    first: dict[bytes, Text] = {}
    again: defaultdict[Text, list[tuple[int, int]]] = defaultdict(list)
    at = {name: number for number, name in enumerate(columns)}
    for response, rows in groupby(connection.execute(_PASSAGES), key=lambda row: row[0]):
        texts: defaultdict[int, list[str]] = defaultdict(list)
        for _, column, words in rows:
            texts[at[column]].append(words)
        for column, held in texts.items():
            ends = [*separators.get((response, column), ()), sizes[response][column]]
            if len(ends) != len(held):
                continue  # a text has the word that separates texts, and nobody can say where it ends
            for number, (text, (begins, length)) in enumerate(zip(held, _runs(ends), strict=True)):
                if length >= _SHORTEST:
                    own = response, starts[response][column] + begins, length
                    known = first.setdefault(hashlib.blake2b(text.encode(), digest_size=16).digest(), own)
                    if known != own:
                        again[known].append(own[:2])
                        held[number] = ""
        spoken = [_BETWEEN.join(held) for column, held in sorted(texts.items()) if sizes[response][column]]
        take(response, _BETWEEN.join(spoken))
    numbered = sorted(again)
    copies: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, first_of_them in enumerate(numbered):
        for response, start in again[first_of_them]:
            copies[response].append((number, start))
    return SharedTexts(numbered, dict(copies))


def _runs(ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give where each text of a column begins, and how many words it has."""
    begins = 0
    for end in ends:
        yield begins, end - begins
        begins = end + 1
