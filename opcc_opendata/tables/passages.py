"""A record's rows → its passages: every text that a search finds, each with its kind and the place where it stands.

So that no text is stored twice, the record as JSON is kept in parts that refer to its passages, and to what it shares
with other records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import orjson

from opcc_opendata.record_types import Record
from opcc_opendata.tables.definitions import BY_NAME
from opcc_opendata.tables.model import Row, Rows
from opcc_opendata.tables.search import FIELDS, NO_ANSWER, TEXTS, SearchedTexts

Passage = tuple[str, str | None, int, int, str]
"""A passage: its kind, whether the answer it belongs to accepts, the table and column by their place in `FIELDS`, which
of the record's rows of that table it is, from 0, and the text."""


_LONG: Final = 20
"""Letters from which on a text is not repeated."""
_OF_ITS_OWN: Final = re.compile("[0-9]{4}")
"""What a text has that hardly any other record has: dates, and the names that have a date in them."""
_MARK: Final = "\x01"
"""JSON has no such character: it would be escaped."""


def _at(table: str, column: str) -> int:
    return BY_NAME[table].column_names.index(column)


_WITHDRAWN: Final = _at("responses", "withdrawn_on")
_POSITION: Final = _at("recommendations", "position")
_ANSWER: Final = _at("recommendations", "answer")
_ACCEPTANCE: Final = _at("answers", "acceptance")
_COMMENT_KIND: Final = _at("comments", "kind")


class _Source(NamedTuple):
    """`SearchedTexts` with the places of its columns in a row."""

    texts: SearchedTexts
    fields: tuple[tuple[int, int], ...]
    by: int | None
    link: int | None


_SOURCES: Final = [
    _Source(
        texts,
        tuple((FIELDS.index((texts.table, column)), _at(texts.table, column)) for column in texts.columns),
        _at(texts.table, texts.by) if texts.by else None,
        _at(texts.table, texts.link) if texts.link else None,
    )
    for texts in TEXTS
]


def record_passages(rows: Rows) -> list[Passage]:
    """Give the passages of a record, in the order of the response's page: none if it was withdrawn."""
    (response,) = rows["responses"]
    if response[_WITHDRAWN] is not None:
        return []
    accepted = {row[0]: row[_ACCEPTANCE] or "not_stated" for row in rows["answers"]}
    whose = {
        row[0]: (row[_POSITION], str(accepted[row[_ANSWER]]) if row[_ANSWER] is not None else NO_ANSWER)
        for row in rows["recommendations"]
    }
    found = []
    for source, (texts, fields, by, link) in enumerate(_SOURCES):
        for place, row in enumerate(rows[texts.table]):
            held = [(field, row[column]) for field, column in fields if row[column] is not None]
            if held:
                number = row[by] if by is not None else 0
                position, acceptance = (number, None) if link is None else whose[row[link]]
                order = (texts.section, position, texts.at if link is None else texts.at + number)  # type: ignore[operator]
                kind = texts.kind or _kind_of_comment(row)
                found.append((order, source, place, kind, acceptance, held))
    return [
        (kind, acceptance, field, place, str(text))
        for _, _, place, kind, acceptance, held in sorted(found)
        for field, text in held
    ]


def _kind_of_comment(row: Row) -> str:
    """What a body replies to its chief officer is what the body says."""
    return "chief_officer" if row[_COMMENT_KIND] == "chief_officer" else "policing_body"


def json_parts(record: Record, passages: Iterable[Passage]) -> list[str | int]:
    """Give a record's canonical JSON in parts, which follow each other.

    Every other part, from the first, is a piece of JSON that other records are likely to have too; it may be empty. The
    parts between them are the record's own: a text as JSON, or the number of a passage, from 0, whose text as JSON
    stands there.
    """
    marks = {
        passage[-1]: orjson.Fragment(f"{_MARK}{number}{_MARK}")
        for number, passage in enumerate(passages)
        if len(passage[-1]) >= _LONG
    }

    def marked(value: Any) -> Any:
        if isinstance(value, str):
            if value not in marks and _OF_ITS_OWN.search(value):
                marks[value] = orjson.Fragment(f"{_MARK}{orjson.dumps(value).decode()}{_MARK}")
            return marks.get(value, value)
        if isinstance(value, dict):
            return {key: marked(inner) for key, inner in value.items()}
        return [marked(inner) for inner in value] if isinstance(value, list) else value

    parts = orjson.dumps(marked(record), option=orjson.OPT_SORT_KEYS).decode().split(_MARK)
    return [int(part) if place % 2 and part.isdecimal() else part for place, part in enumerate(parts)]


def shorten(parts: Iterable[str | int], shared: dict[str, int]) -> str:
    """Give a record's parts as `record_parts` has them: a JSON array with a number below 0 for each shared piece.

    `shared` gives the numbers of the pieces, from 1. Those that are new are added to it.
    """
    numbered = list(parts)
    pieces = [str(part) for part in numbered[::2]]
    for piece in pieces:
        if piece and piece not in shared:
            shared[piece] = len(shared) + 1
    numbered[::2] = [-shared[piece] if piece else "" for piece in pieces]
    return orjson.dumps([part for part in numbered if part != ""] if "" in pieces else numbered).decode()
