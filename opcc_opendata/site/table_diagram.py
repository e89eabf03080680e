"""A picture of the tables and of the keys by which they belong together, drawn from their definitions.

The tables stand in columns: each to the right of all those that its keys lead to. A line leads from a table to each
that it has a key of. Code lists are left out, for nearly every table has some.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from opcc_opendata.tables import BUILD_TABLES, COUNTED_TABLES, DERIVED_TABLES, RECORD_TABLES, REFERENCE_TABLES, Table

_SHOWN: Final = tuple(
    table
    for table in (*REFERENCE_TABLES, *DERIVED_TABLES, *RECORD_TABLES, *COUNTED_TABLES, *BUILD_TABLES)
    if not table.name.startswith(("code_", "build"))
)
_BOX: Final = (204, 34)
_GAP: Final = (64, 12)
_LETTERS_ABOVE: Final = 22
"""Pixels from the top of a box to the foot of its name."""


@dataclass(frozen=True, slots=True)
class TableLink:
    """A key: the table, its column, and the table that it leads to."""

    table: str
    column: str
    to: str


def links(tables: Sequence[Table] = _SHOWN) -> list[TableLink]:
    """Give every key that leads from one of some tables to another of them."""
    names = {table.name for table in tables}
    return [
        TableLink(table.name, column.name, column.to)
        for table in tables
        for column in table.columns
        if column.to in names
    ]


def shown() -> tuple[Table, ...]:
    """Give the tables in the picture."""
    return _SHOWN


def diagram(name: str) -> Markup:
    """Draw the tables. `name` says what the picture is; the list beside it says the same in words."""
    columns = _columns(_SHOWN)
    place = {
        table: (column * (_BOX[0] + _GAP[0]), row * (_BOX[1] + _GAP[1]))
        for column, tables in enumerate(columns)
        for row, table in enumerate(tables)
    }
    width = len(columns) * (_BOX[0] + _GAP[0]) - _GAP[0]
    drawn = [_line(place[one], place[other]) for one, other in _pairs()] + [_box(one, *at) for one, at in place.items()]
    return Markup(
        '<svg class="tables" width="{0}" height="{1}" viewBox="-1 -1 {2} {3}" role="group" aria-label="{4}">{5}</svg>'
    ).format(width + 2, _tallest(columns) + 2, width + 2, _tallest(columns) + 2, name, Markup("").join(drawn))


def _pairs() -> list[tuple[str, str]]:
    return sorted({(link.table, link.to) for link in links() if link.table != link.to})


def _columns(tables: Sequence[Table]) -> list[list[str]]:
    """Put each table one column to the right of the last that it leads to, near those that it leads to."""
    leads: dict[str, set[str]] = {table.name: set() for table in tables}
    for one, other in _pairs():
        leads[one].add(other)
    ranks: dict[str, int] = {}

    def rank(name: str) -> int:
        if name not in ranks:
            ranks[name] = max((rank(other) + 1 for other in leads[name]), default=0)
        return ranks[name]

    columns: list[list[str]] = [[] for _ in range(max(map(rank, leads)) + 1)]
    height: dict[str, float] = {}
    for name in sorted(leads, key=lambda name: (rank(name), name)):
        columns[ranks[name]].append(name)
    for column in columns:
        column.sort(key=lambda name: (sum(height[one] for one in leads[name]) / max(len(leads[name]), 1), name))
        height |= {name: place - len(column) / 2 for place, name in enumerate(column)}
    return columns


def _height(tables: Sequence[str]) -> int:
    return len(tables) * (_BOX[1] + _GAP[1]) - _GAP[1]


def _tallest(columns: Sequence[Sequence[str]]) -> int:
    return max(_height(tables) for tables in columns)


def _line(start: tuple[int, int], end: tuple[int, int]) -> Markup:
    """Draw a line from the left side of one box to the right side of another."""
    x, y = start[0], start[1] + _BOX[1] // 2
    to_x, to_y = end[0] + _BOX[0], end[1] + _BOX[1] // 2
    bend = _GAP[0] // 2
    return Markup('<path class="key" d="M{} {}C{} {} {} {} {} {}"/><circle class="end" cx="{}" cy="{}" r="3"/>').format(
        x, y, x - bend, y, to_x + bend, to_y, to_x, to_y, to_x, to_y
    )


def _box(name: str, x: int, y: int) -> Markup:
    return Markup(
        '<a href="/data/{0}"><rect class="box" x="{1}" y="{2}" width="{3}" height="{4}" rx="3"/>'
        '<text x="{5}" y="{6}" lang="en">{0}</text></a>'
    ).format(name, x, y, *_BOX, x + 10, y + _LETTERS_ABOVE)
