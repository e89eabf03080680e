"""Cells of a ruled table that are no cells: some designs draw lines between the columns of every other row only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from opcc_opendata.importers.formats.pdf_lines import Box, Word, is_inside, rows_of

_GAP: Final = 6.0
"""Points. The least room between the words of two columns. Between two words of a sentence there is half of that."""
_NEAR: Final = 2.5
"""Points. So far may the edge of a cell be from that of its column."""

Cells = list[Box | None]


def parted_at_columns(rows: Sequence[Cells], words: Sequence[Word]) -> list[Cells]:
    """Part the cells that stand across several columns, where their words keep to these."""
    edges = sorted({round(x, 1) for row in rows for cell in row if cell for x in (cell[0], cell[2])})
    return [_parted(row, edges, words) for row in rows]


def _parted(row: Cells, edges: Sequence[float], words: Sequence[Word]) -> Cells:
    cells = [cell for cell in row if cell]
    if len(cells) != 1 or len(row) < 2:
        return row
    left, top, right, bottom = cells[0]
    inner = [x for x in edges if left + _NEAR < x < right - _NEAR]
    own = [word for word in words if is_inside(word, cells[0])]
    if len(inner) + 1 != len(row) or not _keep_to(own, inner):
        return row
    return [(x0, top, x1, bottom) for x0, x1 in pairwise([left, *inner, right])]


def _keep_to(words: Sequence[Word], edges: Sequence[float]) -> bool:
    """Tell if words stand in several columns, none of them across an edge, and apart from those of the next one."""
    if any(word["x0"] < x < word["x1"] for word in words for x in edges):
        return False
    several = False
    for line in rows_of(words):
        for before, word in pairwise(sorted(line, key=lambda one: float(one["x0"]))):
            is_next = any(before["x1"] <= x <= word["x0"] for x in edges)
            if is_next and word["x0"] - before["x1"] < _GAP:
                return False
            several = several or is_next
    return several
