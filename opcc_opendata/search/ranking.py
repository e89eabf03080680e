"""The order of what a search finds: by how well it fits and how new it is, by where the words stand, or by date."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import compress, islice
from typing import Final

from opcc_opendata.search.find import Matches, Narrowed, SearchFacts
from opcc_opendata.search.index import columns_for
from opcc_opendata.search.query import SearchQuery
from opcc_opendata.tables.search import KINDS

MOST_RANKED: Final = 2_500
"""Responses that are put in the order of how well they fit. Of more, those come first that have the words in the kind
of text that counts most."""

_WEIGHTS: Final = {
    "title": 10.0,
    "report": 5.0,
    "recommendation": 3.0,
    "body_action": 3.0,
    "no_action_reason": 3.0,
    "force_action": 3.0,
    "policing_body": 2.0,
    "chief_officer": 2.0,
}
"""How much a word counts where it stands in a text of this kind; 1 in others."""

_RANKED_AT_ONCE: Final = 250
"""Responses that are ranked before it is seen whether an older one can still come before the best of them."""
_AS_NUMBERS: Final = bytes.maketrans(b"01", b"\x00\x01")
_BM25_K1: Final = 1.2
_BM25_LEAST: Final = 1e-6
"""FTS5's constants: how soon more of a word counts no more, and the weight of a word that most responses have."""


def page(
    connection: sqlite3.Connection,
    facts: SearchFacts,
    query: SearchQuery,
    narrowed: Narrowed,
    *,
    newest: bool,
    limit: int,
    offset: int,
) -> list[int]:
    """Give the rowids of a page of responses: those that fit best and are newer first, or strictly the newest.

    Of more than `MOST_RANKED`, those that fit best are those that have all the words in a title, then in the title of a
    report, and so on as their weights are; among these the newest come first.
    """
    found = Matches(connection, facts, query)
    every = found.all(narrowed)
    if newest:
        return list(islice(_newest_first(facts, every), offset, offset + limit))
    if every.bit_count() > MOST_RANKED:
        return list(islice(_by_place(facts, found, narrowed), offset, offset + limit))
    return _best(connection, facts, query, narrowed, found, limit + offset)[offset:]


def _newest_first(facts: SearchFacts, responses: int) -> Iterator[int]:
    is_wanted = f"{responses:0{len(facts.recency)}b}"[::-1].encode().translate(_AS_NUMBERS)
    return compress(facts.newest_first, map(is_wanted.__getitem__, facts.newest_first))


def _by_place(facts: SearchFacts, found: Matches, narrowed: Narrowed) -> Iterator[int]:
    """Give responses by the weight of the texts that have all the words; then also of those that have some of them."""
    weights = {name: _weight(name) for name in facts.columns}
    before = 0
    for least in sorted({*weights.values()}, reverse=True):
        having = found.all(narrowed, {name for name, weight in weights.items() if weight >= least})
        yield from _newest_first(facts, having & ~before)
        before |= having


def _best(
    connection: sqlite3.Connection,
    facts: SearchFacts,
    query: SearchQuery,
    narrowed: Narrowed,
    found: Matches,
    wanted: int,
) -> list[int]:
    """Give the rowids of the responses that fit best, in order.

    What makes a search slow is to rank what stands in nearly every response. Such words fit many of them about as well
    as they can, and then the newer come first. So these are ranked first, and older ones only until none of those that
    are left could come before any that is wanted.
    """
    expression = narrowed.match(query, facts.acceptances, narrowed.tokens())
    sql = f"""
      SELECT rowid, bm25(responses_fts, {", ".join(map(str, weights_of(facts.acceptances)))}) FROM responses_fts
      WHERE responses_fts MATCH ? ORDER BY rowid DESC
    """  # noqa: S608 (numbers of our own)
    recency, newness = facts.recency, facts.newness
    ranked = connection.execute(sql, (expression,))
    greatest = _greatest_fit(facts, query, narrowed, found)
    kept: list[tuple[float, int, int]] = []
    least = 0.0
    while some := ranked.fetchmany(max(wanted, _RANKED_AT_ONCE)):
        # bm25 is the lower the better a response fits.
        better = [(rank, recency[row], row) for row, fit in some if (rank := -fit * newness[row]) >= least]
        if better:
            kept = nlargest(wanted, kept + better)
            least = kept[-1][0] if len(kept) == wanted else 0.0
        if greatest * facts.newness_to[some[-1][0]] < least:
            break
    return [rowid for _, _, rowid in kept]


def _greatest_fit(facts: SearchFacts, query: SearchQuery, narrowed: Narrowed, found: Matches) -> float:
    """Give a fit that no response can better: what -bm25 comes near to where it holds each term without end."""
    total = 0.0
    for term in query.terms:
        having = found.number(term, narrowed)
        if having:  # the fewer have a term the more it weighs
            total += max(math.log((facts.responses - having + 0.5) / (having + 0.5)), _BM25_LEAST)
    return (_BM25_K1 + 1.0) * total * (1.0 + 1e-9)


def weights_of(acceptances: Sequence[str]) -> list[float]:
    """Give the weight of each column in its order. What a response can be narrowed to has none."""
    return [*map(_weight, columns_for(KINDS, acceptances)), 0.0]


def _weight(column: str) -> float:
    return _WEIGHTS.get(column.partition("__")[0], 1.0)
