"""Offices that stand as bold lines over what two people say, with their names below: such an office is no signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, Block
from opcc_opendata.importers.labels import BODY, FORCE, label_of
from opcc_opendata.importers.people import name_alone

_SENTENCE: Final = 8
"""Words that a text has at least over which an office alone is a heading."""
_FARTHEST: Final = 12
"""Blocks between the two offices."""


def stands_over_text(blocks: Sequence[Block], place: int) -> bool:
    """Tell if a bold line stands right above a text."""
    block, below = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    is_bold = block.kind == PARAGRAPH and block.style == "strong" and len(block.lines) == 1
    return is_bold and below is not None and below.kind == PARAGRAPH and len(below.words.split()) >= _SENTENCE


def is_second_office(blocks: Sequence[Block], place: int) -> bool:
    """Tell if an office over a text comes after the other's over one, so that a name between them is of the first.

    "**Commissioner**", what she says, "Jo Sample", "**Chief Constable**", what he says, "Sam Field".
    """
    office = label_of(blocks[place].words)
    if not office.pure or office.topics or not stands_over_text(blocks, place):
        return False
    for n in range(place - 2, max(place - _FARTHEST, -1), -1):
        if blocks[n].style == "strong" or blocks[n].level:
            other = label_of(blocks[n].words)
            is_other = other.pure and not other.topics and {other.actor, office.actor} == {BODY, FORCE}
            return is_other and stands_over_text(blocks, n) and not (n and name_alone(blocks[n - 1]))
    return False
