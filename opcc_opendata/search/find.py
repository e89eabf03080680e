"""Responses that a search finds: how many, which, and how they can be narrowed.

A response is found if all wanted words are in it, wherever. Totals and facets are counted, never estimated: a query
that finds everything costs SQLite less than a millisecond to count, and what costs is only to rank it.
"""

from __future__ import annotations

import math
import sqlite3
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from heapq import heapify, heappushpop
from itertools import accumulate, chain, islice
from typing import Final

from opcc_opendata.search.index import acceptances_of, columns_for, kind_rowids, token
from opcc_opendata.search.query import Query, match, match_kinds, match_passages
from opcc_opendata.tables.search import ANSWERED_KINDS, KINDS, PASSAGE_BITS

MOST_RANKED: Final = 10_000
"""Responses that are put in the order of how well they fit. More than these come newest first."""

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

_FEW_PASSAGES: Final = 2_000
"""Passages that are counted one by one sooner than a phrase is looked for in each kind of text."""

_RANKED_AT_ONCE: Final = 250
"""Responses that are ranked before it is seen whether an older one can still come before the best of them."""
_BM25_K1: Final = 1.2
_BM25_LEAST: Final = 1e-6
"""FTS5's constants: how soon more of a word counts no more, and the weight of a word that most responses have."""


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

    def match(self, query: Query, acceptances: Sequence[str], tokens: Iterable[str] = ()) -> str:
        """Give the expression for `responses_fts`."""
        is_everywhere = not (self.kind or self.acceptance)
        return match(query, self.columns(acceptances), tokens, are_all=is_everywhere)

    def tokens(self) -> list[str]:
        """Give the tokens of the facts of a response."""
        return [token(letter, value) for name, letter in _LETTERS.items() if (value := getattr(self, name))]


_LETTERS: Final = {"force": "f", "body": "b", "report": "r", "year": "y", "status": "s"}
"""The letter of each fact in its tokens."""


class Facts:
    """What every response can be narrowed to, by its rowid: kept in memory, where counting takes no time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read them from a database."""
        self.acceptances = acceptances_of(connection)
        most, self.responses = connection.execute(
            "SELECT coalesce(max(id), 0), count(*) FROM searched_responses"
        ).fetchone()
        self._values: dict[str, list[str]] = {name: [""] * (most + 1) for name in _LETTERS if name != "report"}
        self._reports: list[tuple[str, ...]] = [()] * (most + 1)
        self.recency = [0] * (most + 1)
        for rowid, recency in connection.execute("SELECT id, recency FROM searched_responses"):
            self.recency[rowid] = recency
        self.newness = [0.7 + 0.00003 * recency for recency in self.recency]
        """What the rank of each response is multiplied by: 0.7 for the oldest, 1 for the newest."""
        self.newness_to = list(accumulate(self.newness, max))
        """The greatest of these of all rows up to each."""
        for rowid, force, body, year, status in connection.execute(
            """
            SELECT s.id, r.force, r.policing_body, coalesce(CAST(r.report_year AS TEXT), ''), x.status
            FROM searched_responses s JOIN responses r ON r.rowid = s.id JOIN response_status x ON x.response = r.id
            """
        ):
            for name, value in (("force", force), ("body", body), ("year", year), ("status", status)):
                self._values[name][rowid] = sys.intern(value)
        for rowid, report in connection.execute(
            """
            SELECT DISTINCT s.id, l.inspection FROM searched_responses s JOIN response_inspections l
              ON l.response = s.response ORDER BY 1, 2
            """
        ):
            self._reports[rowid] += (sys.intern(report),)
        self._ids = frozenset(rowid for (rowid,) in connection.execute("SELECT id FROM searched_responses"))
        self._counts = {name: self._counted(self._ids, name) for name in _LETTERS}

    def having(self, ids: Iterable[int], name: str, value: str) -> set[int]:
        """Keep the responses that have a fact."""
        if name == "report":
            return {one for one in ids if value in self._reports[one]}
        values = self._values[name]
        return {one for one in ids if values[one] == value}

    def fits(self, one: int, chosen: Mapping[str, str]) -> bool:
        """Say whether a response has every one of some facts."""
        return all(
            value in self._reports[one] if name == "report" else self._values[name][one] == value
            for name, value in chosen.items()
        )

    def count(self, ids: Collection[int], names: Iterable[str]) -> dict[str, Counter[str]]:
        """Count responses by each of some facts. One that answers several reports counts for each."""
        if len(ids) <= self.responses // 2:
            return {name: self._counted(ids, name) for name in names}
        # Of most of them, it is quicker to count those that are left and take these from all.
        left = self._ids.difference(ids)
        return {name: self._counts[name] - self._counted(left, name) for name in names}

    def _counted(self, ids: Iterable[int], name: str) -> Counter[str]:
        if name == "report":
            return Counter(chain.from_iterable(map(self._reports.__getitem__, ids)))
        counts = Counter(map(self._values[name].__getitem__, ids))
        del counts[""]
        return counts


@dataclass(frozen=True, slots=True)
class Counted:
    """How many responses are found, and for each facet how many there would be with each of its other values."""

    total: int
    facets: dict[str, Counter[str]]


def count(connection: sqlite3.Connection, facts: Facts, query: Query, narrowed: Narrowed) -> Counted:
    """Count what a search finds."""
    found = _ids_in_texts(connection, facts, query, narrowed)
    chosen = {name: value for name in _LETTERS if (value := getattr(narrowed, name))}
    having = {name: facts.having(found, name, value) for name, value in chosen.items()}
    facets = facts.count(found, [name for name in _LETTERS if not having.keys() - {name}])
    for name in _LETTERS.keys() - facets.keys():
        facets |= facts.count(set.intersection(*(ids for other, ids in having.items() if other != name)), [name])
    total = len(set.intersection(*having.values())) if having else len(found)
    texts = _by_passages(connection, facts, query, narrowed, chosen) or _by_text(connection, facts, query, narrowed)
    return Counted(total, facets | texts)


def _ids(connection: sqlite3.Connection, expression: str) -> list[int]:
    """Give the responses that are found. As one text they come out of SQLite in one step, and not one by one."""
    sql = "SELECT group_concat(rowid) FROM responses_fts WHERE responses_fts MATCH ?"
    (ids,) = connection.execute(sql, (expression,)).fetchone()
    return list(map(int, ids.split(","))) if ids else []


def _ids_in_texts(connection: sqlite3.Connection, facts: Facts, query: Query, narrowed: Narrowed) -> list[int]:
    """Give the responses that have all the words in the texts that a search is narrowed to, whatever their facts."""
    names = [name for name in (narrowed.kind, narrowed.acceptance) if name]
    in_kinds = match_kinds(query)
    if len(names) != 1 or not in_kinds:
        return _ids(connection, narrowed.match(query, facts.acceptances))
    first, last = kind_rowids(names[0], facts.acceptances)
    sql = "SELECT group_concat(rowid - ?2) FROM kinds_fts WHERE kinds_fts MATCH ?1 AND rowid BETWEEN ?2 AND ?3"
    (ids,) = connection.execute(sql, (in_kinds, first, last)).fetchone()
    return list(map(int, ids.split(","))) if ids else []


def found(connection: sqlite3.Connection, facts: Facts, query: Query, narrowed: Narrowed) -> list[int]:
    """Give the rowids of all responses that a search finds, in no order that means anything."""
    return _ids(connection, narrowed.match(query, facts.acceptances, narrowed.tokens()))


def _by_text(connection: sqlite3.Connection, facts: Facts, query: Query, narrowed: Narrowed) -> dict[str, Counter[str]]:
    """Count the responses that have all the words in texts of each kind, and in those of each acceptance."""
    kept = {one.name: getattr(narrowed, one.name) for one in fields(narrowed)}
    in_kinds = match_kinds(query, narrowed.tokens())

    def number(**changes: str) -> int:
        ((name, value),) = changes.items()
        if in_kinds and not (narrowed.acceptance if name == "kind" else narrowed.kind):
            first, last = kind_rowids(value, facts.acceptances)
            sql = "SELECT count(*) FROM kinds_fts WHERE kinds_fts MATCH ? AND rowid BETWEEN ? AND ?"
            (found,) = connection.execute(sql, (in_kinds, first, last)).fetchone()
            return int(found)
        expression = Narrowed(**{**kept, **changes}).match(query, facts.acceptances, narrowed.tokens())
        sql = "SELECT count(*) FROM responses_fts WHERE responses_fts MATCH ?"
        (found,) = connection.execute(sql, (expression,)).fetchone()
        return int(found)

    return {
        "kind": +Counter({kind: number(kind=kind) for kind in KINDS}),
        "acceptance": +Counter({one: number(acceptance=one) for one in facts.acceptances}),
    }


_KINDS_OF_PASSAGES: Final = f"""
  SELECT DISTINCT p.kind, p.acceptance, p.id >> {PASSAGE_BITS} FROM passages_fts
  JOIN searched_passages p ON p.id = passages_fts.rowid WHERE passages_fts MATCH ?
"""  # noqa: S608 (a number of our own)


def _by_passages(
    connection: sqlite3.Connection, facts: Facts, query: Query, narrowed: Narrowed, chosen: Mapping[str, str]
) -> dict[str, Counter[str]] | None:
    """Count the same as `_by_text` from the passages, where these are few: of a phrase that is rarer than its words.

    Each count of a phrase goes through all places of its words. Where one term is enough, a response has all that is
    wanted in a kind of text just if some passage of that kind has it.
    """
    is_phrase = any(" " in term for group in query.wanted for term in group)
    if not is_phrase or len(query.wanted) > 1 or query.unwanted:
        return None
    sql = "SELECT count(*) FROM (SELECT 1 FROM passages_fts WHERE passages_fts MATCH ? LIMIT ?)"
    (few,) = connection.execute(sql, (match_passages(query), _FEW_PASSAGES + 1)).fetchone()
    if few > _FEW_PASSAGES:
        return None
    rows = connection.execute(_KINDS_OF_PASSAGES, (match_passages(query),)).fetchall()
    rows = [row for row in rows if facts.fits(row[2], chosen)]
    kinds = {(kind, one) for kind, acceptance, one in rows if narrowed.acceptance in ("", acceptance)}
    acceptances = {(acceptance, one) for kind, acceptance, one in rows if acceptance and narrowed.kind in ("", kind)}
    return {
        "kind": Counter(kind for kind, _ in kinds),
        "acceptance": Counter(acceptance for acceptance, _ in acceptances),
    }


def page(
    connection: sqlite3.Connection,
    facts: Facts,
    query: Query,
    narrowed: Narrowed,
    *,
    newest: bool,
    limit: int,
    offset: int,
) -> list[int]:
    """Give the rowids of a page of responses: those that fit best and are newer first, or strictly the newest."""
    if not newest:
        return _best(connection, facts, query, narrowed, limit + offset)[offset:]
    expression = narrowed.match(query, facts.acceptances, narrowed.tokens())
    sql = """
      SELECT s.id FROM responses_fts JOIN searched_responses s ON s.id = responses_fts.rowid
      WHERE responses_fts MATCH ? ORDER BY s.recency DESC, s.id DESC LIMIT ? OFFSET ?
    """
    return [rowid for (rowid,) in connection.execute(sql, (expression, limit, offset))]


def _best(connection: sqlite3.Connection, facts: Facts, query: Query, narrowed: Narrowed, wanted: int) -> list[int]:
    """Give the rowids of the responses that fit best, in order.

    What makes a search slow is to rank what stands in nearly every response. Such words fit many of them about as well
    as they can, and then the newer come first. So these are ranked first, and older ones only until none of those that
    are left could come before any that is wanted.
    """
    expression = narrowed.match(query, facts.acceptances, narrowed.tokens())
    sql = f"""
      SELECT rowid, bm25(responses_fts, {_weights(facts.acceptances)}) FROM responses_fts
      WHERE responses_fts MATCH ? ORDER BY rowid DESC
    """  # noqa: S608 (numbers of our own)
    recency, newness = facts.recency, facts.newness
    ranked = connection.execute(sql, (expression,))
    # bm25 is the lower the better a response fits.
    kept = [(-fit * newness[rowid], recency[rowid], rowid) for rowid, fit in islice(ranked, wanted)]
    heapify(kept)
    best = 0.0
    for number, (rowid, fit) in enumerate(ranked, 1):
        rank, least = -fit * newness[rowid], kept[0][0]
        if rank >= least:
            heappushpop(kept, (rank, recency[rowid], rowid))
        if number % _RANKED_AT_ONCE == 0:
            best = best or _best_rank(connection, facts, query, narrowed)
            if best * facts.newness_to[rowid] < least:
                break
    return [rowid for _, _, rowid in sorted(kept, reverse=True)]


def _best_rank(connection: sqlite3.Connection, facts: Facts, query: Query, narrowed: Narrowed) -> float:
    """Give a fit that no response can better: what -bm25 comes near to where it holds each term without end."""
    texts, total = Narrowed(kind=narrowed.kind, acceptance=narrowed.acceptance), 0.0
    for term in query.terms:
        sql = "SELECT count(*) FROM responses_fts WHERE responses_fts MATCH ?"
        (having,) = connection.execute(sql, (texts.match(Query(((term,),)), facts.acceptances),)).fetchone()
        if having:  # the fewer have a term the more it weighs
            total += max(math.log((facts.responses - having + 0.5) / (having + 0.5)), _BM25_LEAST)
    return (_BM25_K1 + 1.0) * total * (1.0 + 1e-9)


def _weights(acceptances: Sequence[str]) -> str:
    return ", ".join(map(str, weights_of(acceptances)))


def weights_of(acceptances: Sequence[str]) -> list[float]:
    """Give the weight of each column in its order. What a response can be narrowed to has none."""
    return [*(_WEIGHTS.get(name.partition("__")[0], 1.0) for name in columns_for(KINDS, acceptances)), 0.0]
