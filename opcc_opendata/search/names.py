"""The forces and reports that a reader may mean, by the words of their names."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from typing import Final

from opcc_opendata.search.query import Query

_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A force or a report: its code or id, what it is called, and every word of its names, folded."""

    kind: str
    code: str
    title: str
    words: frozenset[str]


def folded(text: str) -> list[str]:
    """Give the words of a text in small letters, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(one for one in decomposed if not unicodedata.combining(one)))


def read_names(connection: sqlite3.Connection) -> list[Name]:
    """Read every name in a database: those of forces, of the bodies that hold them to account, and of reports."""
    forces = connection.execute(
        """
        SELECT f.code, f.title, f.title_cy, group_concat(coalesce(b.title, '') || ' ' || coalesce(b.title_cy, ''), ' ')
        FROM forces f LEFT JOIN policing_bodies b ON b.force = f.code GROUP BY f.code ORDER BY f.title
        """
    ).fetchall()
    reports = connection.execute(
        """
        SELECT id, coalesce(title, title_cy, id), title_cy, published FROM inspections
        ORDER BY published DESC NULLS LAST, id
        """
    ).fetchall()
    names = [
        Name("force", code, title, frozenset(folded(f"{title} {title_cy or ''} {bodies or ''}")))
        for code, title, title_cy, bodies in forces
    ]
    return names + [
        Name("report", code, title, frozenset(folded(f"{title} {title_cy or ''} {(published or '')[:4]}")))
        for code, title, title_cy, published in reports
    ]


def find_names(names: list[Name], query: Query) -> list[Name]:
    """Give the names that have every word that was typed, or a word that begins so."""
    if query.unwanted or any(len(group) > 1 for group in query.wanted):
        return []
    typed = [word for (term,) in query.wanted for word in folded(term)]
    return [name for name in names if typed and all(any(own.startswith(word) for own in name.words) for word in typed)]
