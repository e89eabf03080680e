"""Tables of findings that are parted, as at the end of a page: the second part has no head of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import TABLE, Block, table
from opcc_opendata.importers.column_heads import head_of_labels
from opcc_opendata.importers.items import NUMBER_ALONE, head_of
from opcc_opendata.importers.row_numbers import again_at, bare_number, several_at
from opcc_opendata.importers.table_heads import head_of_findings, words_of

_FEWEST: Final = 2
_MOST_ROWS_ABOVE: Final = 3


def parts_joined(blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks, with the second part of a table of findings put to the first, right below which it stands."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if block.kind == TABLE and above is not None and above.kind == TABLE and _goes_on(above, block):
            joined[-1] = table((*above.rows, *block.rows))
        else:
            joined.append(block)
    return joined


def _goes_on(above: Block, block: Block) -> bool:
    """Tell if a table begins with a row as the one above it has, and with no head."""
    width = max(map(len, above.rows))
    if width < _FEWEST or any(len(row) != width for row in block.rows):
        return False
    starts = range(min(_MOST_ROWS_ABOVE, len(above.rows)))
    head = next((found for n in starts if (found := head_of_findings(above.rows[n:]))), None)
    first = block.rows[0]
    if head is None or any(head_of_labels([words_of(cell) for cell in first]).holds):
        return False
    place = head.place_of("number", "text")
    words = words_of(first[place]) if place is not None else ""
    named = head_of(words)
    is_numbered = bool(NUMBER_ALONE.fullmatch(bare_number(words))) or bool(named and named.number)
    return is_numbered or again_at(words) is not None or several_at(words) is not None
