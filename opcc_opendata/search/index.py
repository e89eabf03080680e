"""The two search indexes, made from the tables of a database that holds all records already."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from opcc_opendata.search.query import FACETS, SEPARATOR, folded
from opcc_opendata.tables.search import ANSWERED_KINDS, FIELDS, KINDS, NO_ANSWER, PASSAGE_BITS, TEXTS

TOKENIZER: Final = "porter unicode61 remove_diacritics 2"
"""Stems English words; Welsh ŵ and ŷ are found by w and y too."""

_MEMORY: Final = 16 << 20
"""Bytes of new entries that FTS5 keeps in memory for each index: larger means fewer merges."""
_DEFAULT_MEMORY: Final = 1 << 20
_OLDEST_TO_NEWEST: Final = 10_000
_AT_ONCE: Final = 500
_LONGEST_WORD: Final = 100
"""Letters of a word that somebody could mistype: longer ones are addresses, or no words at all."""

_DATES: Final = """
  SELECT r.rowid, r.id, coalesce(r.published, r.letter_date, CAST(r.report_year AS TEXT)) AS date
  FROM responses r WHERE r.withdrawn_on IS NULL ORDER BY r.rowid
"""
_FACETS: Final = """
  SELECT r.rowid, r.force, r.policing_body, r.report_year, x.status,
    (SELECT json_group_array(DISTINCT l.inspection) FROM response_inspections l WHERE l.response = r.id)
  FROM responses r JOIN response_status x ON x.response = r.id WHERE r.withdrawn_on IS NULL
    AND r.rowid BETWEEN ? AND ?
"""


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


def token(facet: str, value: object) -> str:
    """Give the word by which the index knows a value of a facet. It ends in a digit, so that no stemmer changes it."""
    return f"z{facet}{hashlib.sha256(str(value).encode()).hexdigest()[:12]}0"


def fill_search(connection: sqlite3.Connection) -> None:
    """Make the search indexes and their tables, and fill them from all others."""
    columns = columns_for(KINDS, acceptances_of(connection))
    named = ", ".join(f'"{name}"' for name in (*columns, FACETS))
    connection.execute(f"CREATE VIRTUAL TABLE responses_fts USING fts5({named}, content='', tokenize='{TOKENIZER}')")
    connection.execute(
        "CREATE VIRTUAL TABLE passages_fts USING fts5(words, content='passage_texts', content_rowid='id', "
        f"tokenize='{TOKENIZER}')"
    )
    for index in ("responses_fts", "passages_fts"):
        _set(connection, index, hashsize=_MEMORY, automerge=0)
    connection.executemany("INSERT INTO searched_responses VALUES (?, ?, ?, ?)", _dated(connection))
    _fill(connection, columns)
    for index in ("responses_fts", "passages_fts"):
        _set(connection, index, hashsize=_DEFAULT_MEMORY, automerge=4)


def _set(connection: sqlite3.Connection, index: str, **settings: int) -> None:
    for name, value in settings.items():
        connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES (?, ?)", (name, value))  # noqa: S608


def _dated(connection: sqlite3.Connection) -> list[tuple[int, str, str | None, int]]:
    """Give each response with its date and its place in their order. Those of one date have one place."""
    rows = connection.execute(_DATES).fetchall()
    dates = {date: place for place, date in enumerate(sorted({date or "" for _, _, date in rows}))}
    newest = max(len(dates) - 1, 1)
    return [(n, name, date, dates[date or ""] * _OLDEST_TO_NEWEST // newest) for n, name, date in rows]


def _fill(connection: sqlite3.Connection, columns: Sequence[str]) -> None:
    """Go through all texts, response by response, and put them into both indexes."""
    into = f"INSERT INTO responses_fts (rowid, {', '.join(columns)}, {FACETS}) VALUES (?{', ?' * (len(columns) + 1)})"  # noqa: S608
    at = {name: number for number, name in enumerate(columns, 1)}
    written: set[str] = set()
    (last,) = connection.execute("SELECT coalesce(max(rowid), 0) FROM responses").fetchone()
    for first in range(1, last + 1, _AT_ONCE):
        some = (first, first + _AT_ONCE - 1)
        facets = {row[0]: row for row in connection.execute(_FACETS, some)}
        responses: list[list[Any]] = []
        passages: list[tuple[int, str, str | None, int, int]] = []
        words: list[tuple[int, str]] = []
        for response, rows in sorted(_rows(connection, some).items()):
            row: list[Any] = [response, *[None] * len(columns), _tokens(facets.pop(response))]
            by_column: dict[int, list[str]] = {}
            passage = response << PASSAGE_BITS
            for _, source, (_, _, _, _, place, kind, acceptance, *texts) in sorted(rows):
                column = by_column.setdefault(at[f"{kind}__{acceptance}" if acceptance else kind], [])
                for field, text in zip(_FIELDS_OF[source], texts, strict=True):
                    if text is not None:
                        passages.append((passage, kind, acceptance, field, place))
                        words.append((passage, text))
                        column.append(text)
                        passage += 1
            for number, found in by_column.items():
                row[number] = text = f" {SEPARATOR} ".join(found)
                # As they are: folding each of so many words would take longer than to index them.
                written.update(text.split())
            responses.append(row)
        if facets:
            raise RuntimeError(f"The response of row {min(facets)} has no text.")
        connection.executemany(into, responses)
        connection.executemany("INSERT INTO searched_passages VALUES (?, ?, ?, ?, ?)", passages)
        connection.executemany("INSERT INTO passages_fts (rowid, words) VALUES (?, ?)", words)
    vocabulary = {word for one in written for word in folded(one) if len(word) <= _LONGEST_WORD} - {SEPARATOR}
    connection.executemany("INSERT INTO search_words VALUES (?)", ((word,) for word in sorted(vocabulary)))


def _tokens(facets: tuple[Any, ...]) -> str:
    """Write down what a response can be narrowed to."""
    import orjson

    _, force, body, year, status, reports = facets
    values = [("f", force), ("b", body), ("y", year), ("s", status), *(("r", one) for one in orjson.loads(reports))]
    return " ".join(token(facet, value) for facet, value in values)


_FIELDS_OF: Final = [[FIELDS.index((texts.table, column)) for column in texts.columns] for texts in TEXTS]
"""The fields of the texts of each source."""

_Row = tuple[tuple[int, int, int], int, tuple[Any, ...]]
"""The place of a row in its response's page, the number of its source in `TEXTS`, and what `Texts.sql` gives."""


def _rows(connection: sqlite3.Connection, some: tuple[int, int]) -> dict[int, list[_Row]]:
    """Give every row with texts of some responses, by response. Each response has a title, and so a row."""
    found: defaultdict[int, list[_Row]] = defaultdict(list)
    for source, texts in enumerate(TEXTS):
        for row in connection.execute(texts.sql, some):
            found[row[0]].append((row[1:4], source, row))
    return found
