"""Tables in which the name of a finding spans the rows of its answers → tables of labels and values, in two columns."""

from __future__ import annotations

from typing import Final

from opcc_opendata.importers.blocks import TABLE, Block, table
from opcc_opendata.importers.items import head_of

Cell = tuple[Block, ...]
Row = tuple[Cell, ...]

_PAIR: Final = 2


def spans_apart(block: Block) -> Block:
    """Give a form in which "Recommendation 1" spans rows of labels as one of two columns. Any other table stays.

    The first row that a name spans has the words of the finding beside it, or the first label; each row below has
    a label and what stands beside it.
    """
    if block.kind != TABLE or not any(_is_spanned(block.rows, n) for n in range(1, len(block.rows))):
        return block
    made: list[Row] = []
    for n, row in enumerate(block.rows):
        filled = tuple(cell for cell in row if cell)
        if _is_spanned(block.rows, n):
            filled = filled[1:]
        elif len(filled) == _PAIR + 1 and _is_spanned(block.rows, n + 1):
            made.append(filled[:1])
            filled = filled[1:]
        if len(filled) > _PAIR:
            return block
        if filled:
            made.append(filled)
    return table(tuple(made))


def _is_spanned(rows: tuple[Row, ...], n: int) -> bool:
    """Tell if the first cell of a row is that of the row above too, and names a finding."""
    if not 0 < n < len(rows):
        return False
    above, row = rows[n - 1], rows[n]
    if not (above and row and row[0] and row[0] is above[0]):
        return False
    head = head_of(" ".join(one.words for one in row[0]))
    return head is not None and not head.rest
