"""Rows of a ruled table that the end of a page cuts: the lines beside their cells go on, and none closes them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from opcc_opendata.importers.formats.pdf_lines import Box

_NEAR: Final = 2.5
"""Points. So far may a line be from the edge of a column."""
_FEWEST: Final = 3
"""Edges of columns from which on one cell is not the whole row."""
_LEAST: Final = 6.0
"""Points. The least height of a row."""

Cells = list[Box | None]


def rows_with_open_ones(page: Any, table: Any) -> tuple[Box, list[Cells]]:
    """Give the box of a table and the boxes of its cells by rows, with the rows that stay open above and below."""
    rows: list[Cells] = [list(row.cells) for row in table.rows]
    box: Box = table.bbox
    xs = _edges(rows)
    uprights = [(float(e["x0"]), float(e["top"]), float(e["bottom"])) for e in page.edges if e["orientation"] == "v"]
    shaded = _shaded_top(rows, xs)
    if shaded is not None and _end(xs, [(x, bottom) for x, _, bottom in uprights], shaded) is not None:
        rows, box = rows[:-1], (box[0], box[1], box[2], shaded)
    below = _end(xs, [(x, bottom) for x, top, bottom in uprights if top <= box[3] + _NEAR], box[3])
    above = _end(xs, [(x, -top) for x, top, bottom in uprights if bottom >= box[1] - _NEAR], -box[1])
    if below is not None:
        rows.append([(left, box[3], right, below) for left, right in pairwise(xs)])
        box = (box[0], box[1], box[2], below)
    if above is not None:
        rows.insert(0, [(left, -above, right, box[1]) for left, right in pairwise(xs)])
        box = (box[0], -above, box[2], box[3])
    return box, rows


def _shaded_top(rows: Sequence[Cells], xs: Sequence[float]) -> float | None:
    """Give the top of a last row that is one cell of one column: its shade closes it in a row that stays open."""
    cells = [one for one in rows[-1] if one is not None] if len(rows) > 1 else []
    is_column = len(cells) == 1 and any(
        abs(cells[0][0] - left) <= _NEAR and abs(cells[0][2] - right) <= _NEAR for left, right in pairwise(xs)
    )
    return cells[0][1] if is_column and len(xs) > _FEWEST else None


def _edges(rows: Sequence[Cells]) -> list[float]:
    """Give the edges of the columns from left to right, as the row with most cells has them."""
    widest = max(rows, key=lambda row: sum(one is not None for one in row))
    cells = [one for one in widest if one is not None]
    return [cells[0][0], *(one[2] for one in cells)] if cells else []


def _end(xs: Sequence[float], ends: Sequence[tuple[float, float]], edge: float) -> float | None:
    """Say how far the lines at every edge of a column go on beyond the table. None where one of them does not."""
    found = []
    for x in xs:
        beyond = [end for at, end in ends if abs(at - x) <= _NEAR and end > edge + _LEAST]
        if not beyond:
            return None
        found.append(max(beyond))
    return min(found) if found else None
