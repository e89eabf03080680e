"""Addresses or signatures that stand side by side in a table without lines → a paragraph for each person or place.

A letterhead has the sender at the left and the addressee at the right, and two people may sign beside each other. Read
line by line across the page, the name of one would stand beside the office of the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, TABLE, Block
from opcc_opendata.importers.people import ROLE

_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b")
_LONGEST_LINE: Final = 12
_MOST_LINES: Final = 12
_END: Final = tuple(".;:?!")

Cell = tuple[Block, ...]


def set_apart(blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks, with each table of addresses or signatures as paragraphs, one cell after another by columns."""
    return [part for block in blocks for part in (_cells(block) or [block])]


def _cells(block: Block) -> list[Block]:
    """Give the blocks in a table of addresses or signatures. Empty where it is another table."""
    if block.kind != TABLE or any(len(row) != len(block.rows[0]) for row in block.rows):
        return []
    columns = [tuple(chain.from_iterable(column)) for column in zip(*block.rows, strict=True)]
    filled = [_joined(column) for column in columns if column]
    if len(filled) != 2 or not all(is_of_somebody([line for one in column for line in one.lines]) for column in filled):
        return []
    return [replace(one, anchor=one.anchor or block.anchor) for column in filled for one in column]


def _joined(cell: Cell) -> Cell:
    """Give lines of a cell that are paragraphs of their own as lines of one."""
    if len(cell) < 2 or any(one.kind != PARAGRAPH for one in cell):
        return cell
    lines = tuple(line for one in cell for line in one.lines)
    return (Block(PARAGRAPH, "\\\n".join(one.text for one in cell), lines, anchor=cell[0].anchor),)


def is_of_somebody(lines: Sequence[str]) -> bool:
    """Tell if lines are an address or a signature: an office or a postcode stands in them, and no sentence."""
    are_short = 1 < len(lines) <= _MOST_LINES and all(len(line.split()) <= _LONGEST_LINE for line in lines)
    says_nothing = not any(line.endswith(_END) for line in lines)
    return are_short and says_nothing and any(ROLE.match(line) or _POSTCODE.search(line) for line in lines)
