"""Tables without heads, in which each cell begins with its own label: "Recommendation 1", "Kent Police", "The PCC"."""

from __future__ import annotations

from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, TABLE, Block, escaped
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.labels import BODY, FORCE, label_of

_LONGEST_LABEL: Final = 8


def cells_apart(block: Block) -> list[Block]:
    """Give such a table as labels, each above the text of its cell, row by row. Any other block stays as it is."""
    if block.kind != TABLE:
        return [block]
    rows = [[_labelled(cell) for cell in row if cell] for row in block.rows]
    return [part for row in rows for one in row if one for part in one] if all(map(_answers, rows)) else [block]


def _answers(row: list[tuple[Block, ...]]) -> bool:
    """Tell if a row is a finding and whoever answers it."""
    if len(row) < 2 or not all(row):
        return False
    first, *others = [cell[0].words.partition(":")[0] for cell in row]
    named = head_of(first)
    return bool(named and named.number) and all(label_of(one).actor in (BODY, FORCE) for one in others)


def _labelled(cell: tuple[Block, ...]) -> tuple[Block, ...]:
    """Part a cell into its label and its text. Empty where it has no label on a line of its own."""
    first = cell[0]
    label, *rest = first.lines
    if first.kind != PARAGRAPH or len(label.split()) > _LONGEST_LABEL or not (rest or cell[1:]):
        return ()
    text = Block(PARAGRAPH, "\\\n".join(map(escaped, rest)), tuple(rest)) if rest else cell[1]
    others = cell[1:] if rest else cell[2:]
    if label_of(label).actor and text.kind == PARAGRAPH:
        led = Block(PARAGRAPH, f"{escaped(label)}: {text.text}", (f"{label}: {text.lines[0]}", *text.lines[1:]))
        return (led, *others)
    return (Block(PARAGRAPH, escaped(label), (label,), style="strong"), text, *others)
