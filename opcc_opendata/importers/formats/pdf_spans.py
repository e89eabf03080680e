"""Cells of a ruled table that span several rows: where they are, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.formats.pdf_lines import Box

ABOVE: Final = "<!-- above -->"
"""What stands in a row in the place of a cell that begins in a row above. It has no words."""
_NEAR: Final = 2.5
"""Points. So far may the edge of a cell be from that of its row."""

Cells = list[Box | None]


def spanned_from_above(rows: Sequence[Cells]) -> set[tuple[int, int]]:
    """Give the places, by row and column, into which a cell of a row above reaches down."""
    found: set[tuple[int, int]] = set()
    open_ones: dict[int, Box] = {}
    for n, row in enumerate(rows):
        cells = [cell for cell in row if cell]
        if not cells:
            continue
        middle = (cells[0][1] + min(cell[3] for cell in cells)) / 2
        for at, cell in enumerate(row):
            above = open_ones.get(at)
            if cell:
                open_ones[at] = cell
            elif above and above[3] > middle and not any(_covers(one, above) for one in cells):
                found.add((n, at))
    return found


def _covers(cell: Box, above: Box) -> bool:
    return cell[0] < above[2] - _NEAR and cell[2] > above[0] + _NEAR


def table_html(rows: Sequence[Sequence[str]]) -> str:
    """Write the cells of a table, each once, with how many rows it spans."""
    written = []
    for n, row in enumerate(rows):
        cells = []
        for at, cell in enumerate(row):
            if cell != ABOVE:
                down = 1
                while n + down < len(rows) and rows[n + down][at : at + 1] == [ABOVE]:
                    down += 1
                cells.append(f'<td rowspan="{down}">{cell}</td>' if down > 1 else f"<td>{cell}</td>")
        written.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(written)}</table>"


def first_row_of(rows: Sequence[Sequence[str]], n: int, at: int) -> int:
    """Give the row in which the cell begins that stands at a place."""
    while n and rows[n][at] == ABOVE:
        n -= 1
    return n
