"""Tables in which the name of a finding spans the rows or the columns of its answers → tables as others are."""

from __future__ import annotations

from typing import Final

from opcc_opendata.importers.acceptance import acceptance_of
from opcc_opendata.importers.blocks import TABLE, Block, paragraph, table
from opcc_opendata.importers.column_heads import head_of_labels
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.items import head_of

Cell = tuple[Block, ...]
Row = tuple[Cell, ...]

_PAIR: Final = 2
_FINDING: Final = "Recommendation"
_DECISION: Final = "Accepted?"
"""The labels of a finding and of its acceptance, which such tables have not."""


def spans_apart(block: Block) -> Block:
    """Give a form in which "Recommendation 1" spans rows of labels as one of two columns. Any other table stays.

    Where it spans the columns, above heads that each finding has again, it becomes the first column. Where two labels
    with their texts stand in each row below it, each gets a row.

    The first row that a name spans has the words of the finding beside it, or the first label; each row below has
    a label and what stands beside it.
    """
    if block.kind == TABLE and (made := _named_above(block.rows) or _pairs_below(block.rows)):
        return table(made)
    if block.kind != TABLE or not any(_is_spanned(block.rows, n) for n in range(1, len(block.rows))):
        return block
    rows: list[Row] = []
    for n, row in enumerate(block.rows):
        filled = tuple(cell for cell in row if cell)
        if _is_spanned(block.rows, n):
            filled = filled[1:]
        elif len(filled) == _PAIR + 1 and _is_spanned(block.rows, n + 1):
            rows.append(filled[:1])
            filled = filled[1:]
        if len(filled) > _PAIR:
            return block
        if filled:
            rows.append(filled)
    return table(tuple(rows))


def _named_above(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Put the name of each finding before the rows below it, and their heads above all. Empty for any other table."""
    names = [n for n, row in enumerate(rows) if _names_finding(row)]
    if not names or names[0] or any(n + 2 >= end for n, end in zip(names, [*names[1:], len(rows)], strict=True)):
        return ()
    labels = [_words(cell) for cell in rows[1]]
    is_each = all([_words(cell) for cell in rows[n + 1]] == labels for n in names)
    heads = head_of_labels(labels)
    if not is_each or not (heads.is_known and heads.has_any((BODY, FORCE))):
        return ()
    made = [((paragraph(_FINDING),), *rows[1])]
    for n, end in zip(names, [*names[1:], len(rows)], strict=True):
        name = next(cell for cell in rows[n] if cell)
        made += [(name, *row) for row in rows[n + 2 : end]]
    return tuple(made)


def _pairs_below(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Give a finding with two answers beside one another as rows of a label and its text. Empty for any other table."""
    first, *below = (tuple(cell for cell in row if cell) for row in rows)
    head = head_of(_words(first[0])) if len(first) > 1 else None
    pairs = [row[n : n + _PAIR] for row in below for n in (0, _PAIR)]
    are_answers = all(len(row) == 2 * _PAIR for row in below) and bool(below)
    if head is None or not head.number or head.rest or not are_answers:
        return ()
    if not {BODY, FORCE} >= set(head_of_labels([_words(label) for label, _ in pairs]).holds):
        return ()
    decided = [(paragraph(_DECISION),), first[-1]] if len(first) > _PAIR and acceptance_of(_words(first[-1])) else []
    return (first[:_PAIR], *([tuple(decided)] if decided else []), *pairs)


def _names_finding(row: Row) -> bool:
    cells = [cell for cell in row if cell]
    head = head_of(_words(cells[0])) if len(cells) == 1 else None
    return head is not None and bool(head.number and head.rest)


def _words(cell: Cell) -> str:
    return " ".join(one.words for one in cell)


def _is_spanned(rows: tuple[Row, ...], n: int) -> bool:
    """Tell if the first cell of a row is that of the row above too, and names a finding."""
    if not 0 < n < len(rows):
        return False
    above, row = rows[n - 1], rows[n]
    if not (above and row and row[0] and row[0] is above[0]):
        return False
    head = head_of(_words(row[0]))
    return head is not None and not head.rest
