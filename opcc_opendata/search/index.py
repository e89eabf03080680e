"""The search indexes, made from the tables of a database that holds all records already."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from opcc_opendata.search import bitmaps
from opcc_opendata.search.bitmaps import TOKENIZER, BitmapWriter
from opcc_opendata.search.query import FACETS, SEPARATOR, folded
from opcc_opendata.tables.search import ANSWERED_KINDS, KINDS, NO_ANSWER, PASSAGE_BITS, WORDS

INDEXES: Final = ("responses_fts", "passages_fts")

_MEMORY: Final = 96 << 20
"""Bytes of new entries that FTS5 keeps in memory for each index before it writes them as a part of its own.

A search looks into every part, some of them for each response that it shows. 10,000 responses need less than that, and
make one part of each index.
"""
_DEFAULT_MEMORY: Final = 1 << 20
_OLDEST_TO_NEWEST: Final = 10_000
_AT_ONCE: Final = 1_000
_LONGEST_WORD: Final = 100
"""Letters of a word that somebody could mistype: longer ones are addresses, or no words at all."""

_DATES: Final = """
  SELECT r.rowid, r.id, coalesce(r.published, r.letter_date, CAST(r.report_year AS TEXT)) AS date
  FROM responses r WHERE r.withdrawn_on IS NULL ORDER BY r.rowid
"""
_FACETS: Final = """
  SELECT r.rowid, r.id, r.force, r.policing_body, r.report_year, x.status
  FROM responses r JOIN response_status x ON x.response = r.id WHERE r.withdrawn_on IS NULL
"""
_REPORTS: Final = "SELECT response, inspection FROM response_inspections ORDER BY response, inspection"
_PASSAGES: Final = f"""
  SELECT p.id, p.kind || coalesce('__' || p.acceptance, '') AS column_of_kind, {WORDS} AS words FROM searched_passages p
  WHERE p.id BETWEEN ? AND ? ORDER BY p.id
"""  # noqa: S608 (names of our own)


def columns_for(kinds: Iterable[str], acceptances: Iterable[str]) -> list[str]:
    """Name the columns of `responses_fts` for kinds of text, and of those with an answer for these acceptances."""
    wanted = tuple(acceptances)
    return [
        name for kind in kinds for name in ([f"{kind}__{one}" for one in wanted] if kind in ANSWERED_KINDS else [kind])
    ]


def acceptances_of(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Give what the texts with an answer can be narrowed to: the codes of acceptance, and that there is no answer."""
    codes = connection.execute("SELECT code FROM code_acceptance ORDER BY code").fetchall()
    return (*(code for (code,) in codes), NO_ANSWER)


@lru_cache(maxsize=10_000)
def token(facet: str, value: object) -> str:
    """Give the word by which the index knows a value of a facet. It ends in a digit, so that no stemmer changes it."""
    return f"z{facet}{hashlib.sha256(str(value).encode()).hexdigest()[:12]}0"


def create_search_indexes(connection: sqlite3.Connection, columns: Sequence[str] | None = None) -> None:
    """Make the search indexes, still empty. `columns`, of `responses_fts`, are given where the codes are elsewhere."""
    columns = columns_for(KINDS, acceptances_of(connection)) if columns is None else columns
    named = ", ".join(f'"{name}"' for name in (*columns, FACETS))
    connection.execute(f"CREATE VIRTUAL TABLE responses_fts USING fts5({named}, content='', tokenize='{TOKENIZER}')")
    connection.execute(
        "CREATE VIRTUAL TABLE passages_fts USING fts5(words, content='passage_texts', content_rowid='id', "
        f"columnsize=0, tokenize='{TOKENIZER}')"
    )
    connection.execute(bitmaps.CREATE)
    connection.execute("CREATE TABLE passages_fts_columns (response INTEGER PRIMARY KEY, columns BLOB NOT NULL)")


def fill_searched_responses(connection: sqlite3.Connection) -> None:
    """Fill `searched_responses`: each with its date and its place in their order. Those of one date have one place."""
    rows = connection.execute(_DATES).fetchall()
    dates = {date: place for place, date in enumerate(sorted({date or "" for _, _, date in rows}))}
    newest = max(len(dates) - 1, 1)
    connection.executemany(
        "INSERT INTO searched_responses VALUES (?, ?, ?, ?)",
        ((n, name, date, dates[date or ""] * _OLDEST_TO_NEWEST // newest) for n, name, date in rows),
    )


def fill_search_indexes(database: sqlite3.Connection, connection: sqlite3.Connection) -> None:
    """Index all passages of a database, and collect their words in `search_words`, which is made here.

    `connection` may be to another file. The database is only read: its records, and `response_status`.
    """
    columns = columns_for(KINDS, acceptances_of(database))
    create_search_indexes(connection, columns)
    for index in INDEXES:
        _set(connection, index, hashsize=_MEMORY, automerge=0)
    written = _fill(database, connection, columns)
    for index in INDEXES:
        _set(connection, index, hashsize=_DEFAULT_MEMORY, automerge=4)
    vocabulary = {word for one in written for word in folded(one) if len(word) <= _LONGEST_WORD} - {SEPARATOR}
    connection.execute("CREATE TABLE search_words (word TEXT)")
    connection.executemany("INSERT INTO search_words VALUES (?)", ((word,) for word in sorted(vocabulary)))


def _set(connection: sqlite3.Connection, index: str, **settings: int) -> None:
    for name, value in settings.items():
        connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES (?, ?)", (name, value))  # noqa: S608


def _fill(database: sqlite3.Connection, connection: sqlite3.Connection, columns: Sequence[str]) -> Iterable[str]:
    """Go through all passages, response by response, and put them into each index. Returns the words as written."""
    into = f"INSERT INTO responses_fts (rowid, {', '.join(columns)}, {FACETS}) VALUES (?{', ?' * (len(columns) + 1)})"  # noqa: S608
    at = {name: number for number, name in enumerate(columns)}
    tokens = _tokens(database)
    last = max(tokens, default=0)
    writer = BitmapWriter(len(columns), last)
    columns_of: defaultdict[int, bytearray] = defaultdict(bytearray)
    for first in range(1, last + 1, _AT_ONCE):
        some = (first << PASSAGE_BITS, ((first + _AT_ONCE) << PASSAGE_BITS) - 1)
        found: defaultdict[int, defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        words: list[tuple[int, str]] = []
        for passage, name, text in database.execute(_PASSAGES, some):
            response, column = passage >> PASSAGE_BITS, at[name]
            words.append((passage, text))
            found[response][column].append(text)
            columns_of[response].append(column)
        responses: list[list[str | int | None]] = []
        for response, texts in found.items():
            row: list[str | int | None] = [response, *[None] * len(columns), tokens.pop(response)]
            for column, held in texts.items():
                row[column + 1] = f" {SEPARATOR} ".join(held)
            responses.append(row)
        connection.executemany(into, responses)
        connection.executemany("INSERT INTO passages_fts (rowid, words) VALUES (?, ?)", words)
        writer.add(found)
    if tokens:
        raise RuntimeError(f"The response of row {min(tokens)} has no text.")
    connection.executemany("INSERT INTO responses_fts_bitmaps VALUES (?, ?)", writer.rows())
    connection.executemany("INSERT INTO passages_fts_columns VALUES (?, ?)", columns_of.items())
    return writer.pieces


def _tokens(database: sqlite3.Connection) -> dict[int, str]:
    """Write down, by its rowid, what each response can be narrowed to."""
    reports: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name, report in database.execute(_REPORTS):
        reports[name][token("r", report)] = None
    return {
        rowid: " ".join([token("f", force), token("b", body), token("y", year), token("s", status), *reports[name]])
        for rowid, name, force, body, year, status in database.execute(_FACETS)
    }
