"""Tables that hold no finding: the answers to the one above them, or what two speakers say of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, TABLE, Block
from opcc_opendata.importers.column_heads import head_of_labels
from opcc_opendata.importers.labelled import ANSWERING, VALUES
from opcc_opendata.importers.labels import NOBODY, label_of, part_of
from opcc_opendata.importers.table_heads import Cell, Row, words_of

LABEL: Final = "label"
"""The style of a block that is a label of a table, and heads what stands in its cell."""

_COMMENTS: Final = ("policing_body_comments", "chief_officer_comments", "reply_to_chief_officer")
_WIDEST: Final = 6
_PAIR: Final = 2
_NAME: Final = re.compile(r"(?:name|enw|signed|signed by|signature)\W{0,2}", re.IGNORECASE)
_LONGEST_HEAD: Final = 6
_SENTENCE: Final = 6
"""Words that what somebody says has at least: fewer may be a name or a telephone number."""


def answers_of(block: Block) -> list[tuple[str, str, Cell]]:
    """Read a table of answers to one finding: what each label names, the label, and the cell beside or below it.

    Empty where it is another table, or holds the answers to more than one finding.
    """
    if block.kind != TABLE or max(len(row) for row in block.rows) > _WIDEST:
        return []
    beside = [tuple(cell for cell in row if cell) for row in block.rows]
    if all(len(row) <= 2 for row in beside):
        pairs = [(words_of(row[0]), row[1] if len(row) > 1 else ()) for row in beside if row]
        if found := _known(pairs):
            return found
    if len(block.rows) == 2:
        heads, row = block.rows
        return _known([(words_of(head), cell) for head, cell in zip(heads, row, strict=False) if head or cell])
    return []


def whole_of(block: Block) -> list[tuple[str, str, Cell]]:
    """Read a table with the labels of one finding in its first column, or row: its words once, and answers to them.

    It stands below a heading that only names the finding. A label that is not known has "" for what it names.
    Empty where it is another table.
    """
    rows = [tuple(cell for cell in row if cell) for row in block.rows] if block.kind == TABLE else []
    if len(rows) == _PAIR and len(block.rows[0]) > _PAIR:  # heads over their values
        pairs = [(words_of(head), cell) for head, cell in zip(*block.rows, strict=False) if head or cell]
    elif not rows or any(len(row) > _PAIR for row in rows):
        return []
    else:
        pairs = [(words_of(row[0]), row[1] if len(row) > 1 else ()) for row in rows if row]
    head = head_of_labels([label for label, _ in pairs])
    known = [one for one in head.holds if one]
    is_one = known.count("text") == 1 and len(set(known)) == len(known) and VALUES.issuperset({*known} - {"text"})
    is_whole = is_one and head.has_any(ANSWERING) and 2 * len(known) > len(pairs)
    return [(column, label, cell) for label, column, (_, cell) in head.under(pairs)] if is_whole else []


def _known(pairs: Sequence[tuple[str, Cell]]) -> list[tuple[str, str, Cell]]:
    head = head_of_labels([label for label, _ in pairs])
    is_known = VALUES.issuperset(head.holds) and head.has_any(ANSWERING) and len(set(head.holds)) == len(head.holds)
    return [(column, label, cell) for label, column, (_, cell) in head.under(pairs)] if is_known else []


def comments_of(block: Block) -> list[Block]:
    """Give what is said in a table of comments, each under its label: side by side, or each in a row of its own.

    Empty where it is another table.
    """
    if block.kind != TABLE:
        return []
    heads, *below = block.rows
    columns = [_part(cell) for cell in heads]
    if len(columns) > 1 and all(columns) and len(set(columns)) == len(columns) and below:
        cells = [tuple(one for row in below if n < len(row) for one in row[n]) for n in range(len(heads))]
        return list(_said(list(zip(heads, cells, strict=True))))
    rows = block.rows[1:] if _is_head(heads) else block.rows
    filled = list(_with_names([tuple(cell for cell in row if cell) for row in rows]))
    if not filled or not all(len(row) == 2 and _part(row[0]) and _says(row[1]) for row in filled):
        return []
    parts = [_part(row[0]) for row in filled]
    return list(_said([(row[0], row[1]) for row in filled])) if len(set(parts)) == len(parts) else []


def _with_names(rows: Sequence[Row]) -> Iterator[Row]:
    """Put "Name | Jo Sample, Chief Constable", which stands below what somebody says, under it."""
    for row, below in zip(rows, [*rows, ()][1:], strict=True):
        if len(row) == len(below) == _PAIR and _NAME.fullmatch(words_of(below[0])):
            yield row[0], (*row[1], *below[1])
        elif not (len(row) == _PAIR and _NAME.fullmatch(words_of(row[0]))):
            yield row


def _part(cell: Cell) -> str:
    """Say whose comments a cell is the label of."""
    words = words_of(cell)
    label = label_of(words)
    part = part_of(words, is_heading=True) if label.pure and not label.topics & {"finding", "plan"} else ""
    return part if part in _COMMENTS else ""


def _is_head(row: Row) -> bool:
    """Tell "Who | Comment" from the first row of comments."""
    words = " ".join(map(words_of, row))
    label = label_of(words)
    return len(words.split()) <= _LONGEST_HEAD and label.actor == NOBODY and not any(map(_part, row))


def _says(cell: Cell) -> bool:
    return any(len(one.words.split()) >= _SENTENCE for one in cell)


def _said(pairs: Sequence[tuple[Cell, Cell]]) -> Iterator[Block]:
    for label, cell in pairs:
        if cell:
            words = words_of(label)
            yield Block(PARAGRAPH, words, (words,), style=LABEL)
            yield from cell
