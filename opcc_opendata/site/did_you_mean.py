"""The table or column that a reader may have meant, where there is none of the name given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from opcc_opendata.metadata import DATABASE
from opcc_opendata.queries import QUERIES
from opcc_opendata.tables import BY_NAME, TABLES, VIEWS

_UNKNOWN: Final = re.compile(r"no such (table|column): (?:[A-Za-z0-9_]{1,100}\.)?([A-Za-z0-9_]{1,100})\Z")
_ALIKE: Final = 70
"""From 0 to 100: below it, a name is another word and no slip."""

_MOST_TABLES: Final = 4

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    **{table.name: table.column_names for table in TABLES},
    # A view that names no columns has those of responses.
    **{view.name: tuple(view.columns) or BY_NAME["responses"].column_names for view in VIEWS},
}
"""The columns of each table and view."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name that there is: what it is, the tables that have it where it is a column, and where to go on."""

    name: str
    is_table: bool
    tables: tuple[str, ...] = ()
    address: str = ""


def table_like(name: str) -> Suggestion | None:
    """Give the table, view or ready-made query whose name is most like another."""
    found = _closest(name, [*COLUMNS, *(query.name for query in QUERIES)])
    return Suggestion(found, True, address=f"/{DATABASE}/{found}") if found else None


def instead(error: str, sql: str = "") -> Suggestion | None:
    """Give what may be meant, where SQLite says that there is no such table or column.

    With the query, its address goes to the query put right.
    """
    found = _UNKNOWN.search(error.strip())
    if found is None:
        return None
    kind, name = found.groups()
    if kind == "table":
        closest = _closest(name, list(COLUMNS))
        return Suggestion(closest, True, address=_with(sql, name, closest)) if closest else None
    asked = {table: columns for table, columns in COLUMNS.items() if re.search(rf"\b{table}\b", sql, re.IGNORECASE)}
    there = tuple(table for table, columns in COLUMNS.items() if name.lower() in columns and table not in asked)
    closest = _closest(name, sorted({column for columns in asked.values() for column in columns}))
    if closest:
        tables = tuple(table for table, columns in asked.items() if closest in columns)
        return Suggestion(closest, False, tables, _with(sql, name, closest))
    if there:  # it is a column of other tables than those asked
        return Suggestion(name.lower(), False, there[:_MOST_TABLES])
    if closest := _closest(name, sorted({column for columns in COLUMNS.values() for column in columns})):
        tables = tuple(table for table, columns in COLUMNS.items() if closest in columns)
        return Suggestion(closest, False, tables[:_MOST_TABLES], _with(sql, name, closest) if not asked else "")
    return None


def in_words(found: Suggestion) -> str:
    """Write a suggestion as a sentence, for an answer that is no page."""
    if found.is_table:
        return f"Did you mean {found.name}?"
    return f"Did you mean {found.name}, of {', '.join(found.tables)}?"


def _closest(name: str, names: list[str]) -> str:
    from rapidfuzz import fuzz, process

    best = process.extractOne(name.lower(), names, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return best[0] if best else ""


def _with(sql: str, name: str, other: str) -> str:
    """Give the address of a query in which one name is another."""
    if not sql:
        return ""
    right = re.sub(rf"\b{re.escape(name)}\b", other, sql, flags=re.IGNORECASE)
    return f"/{DATABASE}?{urlencode({'sql': right})}"
