"""Forms that are one table from head to foot, with headings in rows of their own → headings, texts, labels, findings.

"1. Commissioner’s statement" fills a row, and the statement the one below it; under "3. Recommendations" each row has a
label and what stands beside it; at the foot two labels with their values stand in each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, TABLE, Block, table
from opcc_opendata.importers.copies_said import BOX
from opcc_opendata.importers.labels import part_of
from opcc_opendata.importers.wordings import concept_of

Cell = tuple[Block, ...]
Row = tuple[Cell, ...]

_LONGEST_HEADING: Final = 20
_LEVEL: Final = 2
_PAIR: Final = 2
_LEAST: Final = 2
"""Headings that such a form has at least, one of them over what somebody says."""
_FINDINGS: Final = "recommendations"


def sections_apart(block: Block) -> list[Block]:
    """Give such a form as headings with what stands under each. Any other block stays as it is."""
    if block.kind != TABLE:
        return [block]
    rows = [tuple(cell for cell in row if cell) for row in block.rows]
    parts = [_part(row) for row in rows]
    known = [one for one in parts if one]
    if (
        len(known) < _LEAST
        or not any(one.endswith("_comments") for one in known)
        or all(len(row) < _PAIR for row in rows)
    ):
        return [block]
    return list(_laid_out(rows, parts))


def _laid_out(rows: Sequence[Row], parts: Sequence[str]) -> Iterator[Block]:
    under = ""
    waiting: list[Row] = []
    for row, part in zip([*rows, ()], [*parts, ""], strict=True):
        goes_on = len(row) >= _PAIR or (len(row) == 1 and under == _FINDINGS and not _is_heading(row))
        if waiting and not goes_on:
            yield from _group(waiting, under)
            waiting = []
        if goes_on:
            waiting.append(row)
        elif row and _is_heading(row):
            under = part
            words = row[0][0].words
            yield Block(HEADING, words, (words,), level=_LEVEL, anchor=row[0][0].anchor)
        else:
            yield from (one for cell in row for one in cell)


def _group(rows: Sequence[Row], under: str) -> Iterator[Block]:
    """Give rows of labels and values: findings as one table of two columns, others as tables of pairs."""
    if under == _FINDINGS:
        yield table(tuple((row[0], _joined(row[1:])) if len(row) > 1 else row for row in rows))
        return
    pairs = [row[n : n + _PAIR] for row in rows for n in range(0, len(row), _PAIR)]
    copies = [one for one in pairs if is_copy(one)]
    if copies:
        yield table(tuple(copies))
    others = tuple(one for one in pairs if one not in copies)
    if others:
        yield table(others)


def _joined(cells: Sequence[Cell]) -> Cell:
    """Give cells that stand side by side as one: the boxes of a choice in one line."""
    blocks = [one for cell in cells for one in cell]
    if len(cells) < _PAIR or any(one.kind != PARAGRAPH for one in blocks):
        return tuple(blocks)
    words = " ".join(one.words for one in blocks)
    return (Block(PARAGRAPH, " ".join(one.text for one in blocks), (words,)),)


def is_copy(row: Row) -> bool:
    """Tell if a row is a recipient and a box: "Home Office | ☑ e-mailed"."""
    if len(row) != _PAIR:
        return False
    name, mark = (" ".join(one.words for one in cell) for cell in row)
    return bool(concept_of("recipient", name)) and BOX.match(mark) is not None


def is_table_of_copies(block: Block) -> bool:
    """Tell if each row of a table is a recipient and a box."""
    rows = [tuple(cell for cell in row if cell) for row in block.rows] if block.kind == TABLE else []
    return bool(rows) and all(map(is_copy, rows))


def _part(row: Row) -> str:
    return part_of(row[0][0].words, is_heading=True) if _is_heading(row) else ""


def _is_heading(row: Row) -> bool:
    """Tell if all of a row is one short line in bold or capitals."""
    if len(row) != 1 or len(row[0]) != 1:
        return False
    [block] = row[0]
    is_short = len(block.lines) == 1 and len(block.words.split()) <= _LONGEST_HEADING
    return is_short and block.kind == PARAGRAPH and (block.style == "strong" or block.words.isupper())
