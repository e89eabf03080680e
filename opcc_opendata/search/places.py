"""Places in the responses that a search finds: the texts with the words, some of these marked."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from opcc_opendata.search.excerpts import LOOKED_AT, excerpts
from opcc_opendata.search.find import Narrowed
from opcc_opendata.search.query import SearchQuery, match_passages
from opcc_opendata.tables.search import FIELDS, PASSAGE_BITS

HIT_START: Final = "\x02"
HIT_END: Final = "\x03"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A text in which words were found, with some of them marked: its kind and language, and where it stands."""

    kind: str
    table: str
    row: str
    marked: str
    language: str


@dataclass(frozen=True, slots=True)
class Places:
    """Places in one response: how many have all the words or, if no text has, any of them; and some of these."""

    total: int
    together: bool
    some: list[FoundPlace]


def places(
    connection: sqlite3.Connection, query: SearchQuery, narrowed: Narrowed, rowid: int, *, limit: int, offset: int = 0
) -> Places:
    """Give the places in a response, in the order of its page, but its title and those of its reports last."""
    return places_in(connection, query, narrowed, [rowid], limit=limit, offset=offset)[0]


def places_in(
    connection: sqlite3.Connection,
    query: SearchQuery,
    narrowed: Narrowed,
    rowids: Sequence[int],
    *,
    limit: int,
    offset: int = 0,
) -> list[Places]:
    """Give the same for some responses. What their texts show is worked out for all of them at once."""
    found = _passages_in(connection, query, narrowed, rowids)
    shown = [some[offset : offset + limit] for _, some in found]
    rows = [row for some in shown for row in some]
    texts = dict(connection.execute(_TEXTS, (json.dumps([row[0] for row in rows]),)).fetchall())
    marked = excerpts([texts[row[0]] or "" for row in rows], query.terms)
    names = _names(connection, rows)
    made = (_place(names, row, words) for row, words in zip(rows, marked, strict=True))
    return [
        Places(len(every), together, list(islice(made, len(some))))
        for (together, every), some in zip(found, shown, strict=True)
    ]


_Passage = tuple[int, str, int, int]
"""A passage: its number, its kind, which table and column it stands in, and the row there."""


def _passages_in(
    connection: sqlite3.Connection, query: SearchQuery, narrowed: Narrowed, rowids: Sequence[int]
) -> list[tuple[bool, list[_Passage]]]:
    """Give, for each response, whether all that is wanted stands in each of its passages found, and these in order.

    Each group is looked for by itself. Where no text has all of them, FTS5 would go through all texts of all responses
    to find that out for one.
    """
    sql = "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? AND rowid BETWEEN ? AND ?"
    having: list[list[set[int]]] = []
    for rowid in rowids:
        ends = (rowid << PASSAGE_BITS, ((rowid + 1) << PASSAGE_BITS) - 1)
        groups = (match_passages(SearchQuery((group,))) for group in query.wanted)
        having.append([{one for (one,) in connection.execute(sql, (group, *ends))} for group in groups])
    any_of_them: list[set[int]] = [set().union(*sets) for sets in having]
    values = (json.dumps([one for some in any_of_them for one in some]), narrowed.kind, narrowed.acceptance)
    known: dict[int, _Passage] = {row[0]: row for row in connection.execute(_PASSAGES, values)}
    found = []
    for sets, some in zip(having, any_of_them, strict=True):
        every = set.intersection(*sets) & known.keys()
        rows = [known[one] for one in (every or some & known.keys())]
        # The title and those of its reports stand elsewhere on its page too.
        found.append((bool(every) or not rows, sorted(rows, key=lambda row: (row[1] in ("title", "report"), row[0]))))
    return found


_PASSAGES: Final = """
  SELECT p.id, p.kind, p.field, p.row FROM searched_passages p WHERE p.id IN (SELECT value FROM json_each(?1))
    AND (?2 = '' OR p.kind = ?2) AND (?3 = '' OR p.acceptance = ?3)
"""
_TEXTS: Final = f"""
  SELECT id, substr(words, 1, {LOOKED_AT + 1}) FROM passage_texts WHERE id IN (SELECT value FROM json_each(?))
"""  # noqa: S608 (a number)


def _names(connection: sqlite3.Connection, rows: Sequence[_Passage]) -> dict[tuple[str, int], str]:
    """Give the id of the row in which each passage stands, by its table and its number there."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for _, _, field, where in rows:
        numbers[FIELDS[field][0]].append(where)
    return {
        (table, number): name
        for table, some in numbers.items()
        for number, name in connection.execute(
            f'SELECT rowid, id FROM "{table}" WHERE rowid IN (SELECT value FROM json_each(?))',  # noqa: S608 (our own)
            (json.dumps(some),),
        )
    }


def _place(names: Mapping[tuple[str, int], str], row: _Passage, marked: str) -> FoundPlace:
    _, kind, field, where = row
    table, column = FIELDS[field]
    return FoundPlace(kind, table, names[table, where], marked, "cy" if column.endswith("_cy") else "en")
