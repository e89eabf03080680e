"""Responses that a search finds: how many, which, and how they can be narrowed. Their order is in `ranking`.

A response is found if all wanted words are in it, wherever. Totals and facets are counted, never estimated: which
responses have a word in which kind of text is known as bits, so that counting takes no time.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate
from operator import and_, or_
from typing import Final

from opcc_opendata.recent_cache import RecentCache
from opcc_opendata.search.bitmaps import bits_of, read_bitmaps, rowids_of, tokens_of
from opcc_opendata.search.index import acceptances_of, columns_for, token
from opcc_opendata.search.query import SearchQuery, match, match_passages
from opcc_opendata.tables.search import ANSWERED_KINDS, KINDS, PASSAGE_BITS

_MOST_TERMS: Final = 32
"""Terms of which it is kept where they stand: of 10,000 responses, that takes up to 70 KB each."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a search is narrowed to. Empty is everything.

    The first five are facts of a response. `kind` and `acceptance` say in which texts all the words must be.
    """

    force: str = ""
    body: str = ""
    report: str = ""
    year: str = ""
    status: str = ""
    kind: str = ""
    acceptance: str = ""

    def columns(self, acceptances: Sequence[str]) -> list[str]:
        """Name the columns that are looked in."""
        kinds = [kind for kind in KINDS if self.kind in ("", kind)]
        if self.acceptance:
            return columns_for([kind for kind in kinds if kind in ANSWERED_KINDS], [self.acceptance])
        return columns_for(kinds, acceptances)

    def match(self, query: SearchQuery, acceptances: Sequence[str], tokens: Iterable[str] = ()) -> str:
        """Give the expression for `responses_fts`."""
        is_everywhere = not (self.kind or self.acceptance)
        return match(query, self.columns(acceptances), tokens, are_all=is_everywhere)

    def tokens(self) -> list[str]:
        """Give the tokens of the facts of a response."""
        return [token(letter, value) for name, letter in _LETTERS.items() if (value := getattr(self, name))]


_LETTERS: Final = {"force": "f", "body": "b", "report": "r", "year": "y", "status": "s"}
"""The letter of each fact in its tokens."""


class SearchFacts:
    """What every response can be narrowed to, and how new it is: kept in memory.

    A set of responses is one number here, with a bit for each response by its rowid.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read them from a database."""
        self.acceptances = acceptances_of(connection)
        self.columns = {name: number for number, name in enumerate(columns_for(KINDS, self.acceptances))}
        """The columns of `responses_fts` that hold texts, and their numbers."""
        self.columns_of = dict(connection.execute("SELECT response, columns FROM passages_fts_columns").fetchall())
        """By rowid of a response: the number of that column for each of its passages, one byte each."""
        rows = connection.execute("SELECT id, response, recency FROM searched_responses").fetchall()
        recencies = {rowid: recency for rowid, _, recency in rows}
        self.responses = len(rows)
        self.names = {rowid: name for rowid, name, _ in rows}
        """By rowid: the id of each response."""
        self._size = max(recencies, default=0) + 1
        self.recency = [recencies.get(rowid, 0) for rowid in range(self._size)]
        self.newness = [0.7 + 0.00003 * recency for recency in self.recency]
        """What the rank of each response is multiplied by: 0.7 for the oldest, 1 for the newest."""
        self.newness_to = list(accumulate(self.newness, max))
        """The greatest of these of all rows up to each."""
        self.terms: RecentCache[dict[int, int]] = RecentCache(_MOST_TERMS)
        """Of terms that were searched for lately, by their words: what `_columns_having` gives."""
        self.newest_first = sorted(recencies, key=lambda rowid: (recencies[rowid], rowid), reverse=True)
        having: dict[str, defaultdict[str, list[int]]] = {name: defaultdict(list) for name in _LETTERS}
        for rowid, *values in connection.execute(
            """
            SELECT s.id, r.force, r.policing_body, coalesce(CAST(r.report_year AS TEXT), ''), x.status
            FROM searched_responses s JOIN responses r ON r.rowid = s.id JOIN response_status x ON x.response = r.id
            """
        ):
            for name, value in zip(("force", "body", "year", "status"), values, strict=True):
                having[name][value].append(rowid)
        for rowid, report in connection.execute(
            """
            SELECT s.id, l.inspection FROM searched_responses s JOIN response_inspections l ON l.response = s.response
            """
        ):
            having["report"][report].append(rowid)
        self.having = {
            name: {value: self.bits(some) for value, some in values.items() if value} for name, values in having.items()
        }
        """By the name of each fact and by its value: the responses that have it. They may answer several reports."""

    def bits(self, rowids: Iterable[int]) -> int:
        """Give a set of responses from their rowids."""
        return bits_of(rowids, self._size)


@dataclass(frozen=True, slots=True)
class SearchCounts:
    """How many responses are found, and for each facet how many there would be with each of its other values."""

    total: int
    facets: dict[str, Counter[str]]


def count(connection: sqlite3.Connection, facts: SearchFacts, query: SearchQuery, narrowed: Narrowed) -> SearchCounts:
    """Count what a search finds."""
    found = Matches(connection, facts, query)
    in_texts = found.having(narrowed)
    chosen = _chosen(facts, narrowed)
    facets = {
        name: _numbers(values, _all(in_texts, *(having for other, having in chosen.items() if other != name)))
        for name, values in facts.having.items()
    }
    narrowed_to = _all(in_texts, *chosen.values())
    facts_alone = _all(-1, *chosen.values())
    facets["kind"] = _numbers({kind: found.having(replace(narrowed, kind=kind)) for kind in KINDS}, facts_alone)
    facets["acceptance"] = _numbers(
        {one: found.having(replace(narrowed, acceptance=one)) for one in facts.acceptances}, facts_alone
    )
    return SearchCounts(narrowed_to.bit_count(), facets)


def found(connection: sqlite3.Connection, facts: SearchFacts, query: SearchQuery, narrowed: Narrowed) -> list[int]:
    """Give the rowids of all responses that a search finds, the lowest first."""
    return rowids_of(Matches(connection, facts, query).all(narrowed))


def _chosen(facts: SearchFacts, narrowed: Narrowed) -> dict[str, int]:
    """Give the responses that have each fact that a search is narrowed to."""
    return {name: facts.having[name].get(value, 0) for name in _LETTERS if (value := getattr(narrowed, name))}


def _all(*sets: int) -> int:
    """Give the responses that are in every one of some sets."""
    return reduce(and_, sets)


def _numbers(sets: Mapping[str, int], within: int) -> Counter[str]:
    """Count the responses of each set that are in another, and leave out where there are none."""
    counts = {value: (having & within).bit_count() for value, having in sets.items()}
    return Counter({value: number for value, number in counts.items() if number})


class Matches:
    """The responses that have what is searched for, by the kinds of text that it stands in."""

    def __init__(self, connection: sqlite3.Connection, facts: SearchFacts, query: SearchQuery) -> None:
        self._facts = facts
        self.terms = {term: _columns_having(connection, facts, term) for term in (*query.terms, *query.unwanted)}
        """By each term, and by the number of each column of `responses_fts` that has it: the responses."""
        self._wanted, self._unwanted = query.wanted, query.unwanted

    def all(self, narrowed: Narrowed, columns: Container[str] | None = None) -> int:
        """Give the responses that a search finds: all, or those that have all that is wanted in some columns."""
        looked_in = narrowed.columns(self._facts.acceptances)
        in_texts = self._in(looked_in if columns is None else [name for name in looked_in if name in columns])
        return _all(in_texts, *_chosen(self._facts, narrowed).values())

    def having(self, narrowed: Narrowed) -> int:
        """Give the responses that have all that is wanted in the texts that a search is narrowed to."""
        return self._in(narrowed.columns(self._facts.acceptances))

    def number(self, term: str, narrowed: Narrowed) -> int:
        """Count the responses that have one term in the texts that a search is narrowed to."""
        columns = [self._facts.columns[name] for name in narrowed.columns(self._facts.acceptances)]
        return self._with([term], columns).bit_count()

    def _in(self, names: Iterable[str]) -> int:
        columns = [self._facts.columns[name] for name in names]
        groups = (self._with(group, columns) for group in self._wanted)
        unwanted = (having for term in self._unwanted for having in self.terms[term].values())
        return reduce(and_, groups) & ~reduce(or_, unwanted, 0) if self._wanted else 0

    def _with(self, terms: Iterable[str], columns: Sequence[int]) -> int:
        """Give the responses that have one of some terms in one of some columns."""
        return reduce(or_, (self.terms[term].get(column, 0) for term in terms for column in columns), 0)


def _columns_having(connection: sqlite3.Connection, facts: SearchFacts, term: str) -> dict[int, int]:
    """Give the responses that have a term, by the number of each column of `responses_fts` that holds it."""
    words = tokens_of(term)
    if not words:
        return {}
    return facts.terms.get(words) or facts.terms.keep(
        words,
        read_bitmaps(connection, words[0], len(facts.columns))
        if len(words) == 1
        else _columns_having_phrase(connection, facts, term),
    )


def _columns_having_phrase(connection: sqlite3.Connection, facts: SearchFacts, term: str) -> dict[int, int]:
    # As one text they come out of SQLite in one step, and not one by one.
    sql = "SELECT group_concat(rowid) FROM passages_fts WHERE passages_fts MATCH ?"
    (passages,) = connection.execute(sql, (match_passages(SearchQuery(((term,),))),)).fetchone()
    having: defaultdict[int, set[int]] = defaultdict(set)
    columns_of, number_in_response = facts.columns_of, (1 << PASSAGE_BITS) - 1
    for passage in map(int, passages.split(",") if passages else ()):
        rowid = passage >> PASSAGE_BITS
        having[columns_of[rowid][passage & number_in_response]].add(rowid)
    return {column: facts.bits(rowids) for column, rowids in having.items()}
