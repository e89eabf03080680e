"""Offices over what two people say, with their names beside or below them: such an office is no signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, Block
from opcc_opendata.importers.items import speaks
from opcc_opendata.importers.labels import BODY, FORCE, label_of, unknown_words
from opcc_opendata.importers.people import NOBODY, Person, name_alone, office_holder

_SENTENCE: Final = 8
"""Words that a text has at least over which an office alone is a heading."""
_FARTHEST: Final = 12
"""Blocks between the two offices."""


def stands_over_text(blocks: Sequence[Block], place: int) -> bool:
    """Tell if a bold line stands right above a text."""
    block, below = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    is_bold = block.kind == PARAGRAPH and block.style == "strong" and len(block.lines) == 1
    return is_bold and below is not None and below.kind == PARAGRAPH and len(below.words.split()) >= _SENTENCE


def holder_over_text(blocks: Sequence[Block], place: int) -> Person:
    """Read a heading that is an office and who holds it, over what he or she says: "Chief Constable Jo Sample".

    "PCC Annual Report" has the form of one, but no text in the first person below it. A bold line of a PDF, which has
    no headings, may be a signature where it stands below a text.
    """
    block, below = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    above = blocks[place - 1] if place else None
    if block.kind != HEADING or below is None or below.kind != PARAGRAPH or not speaks(below.words):
        return NOBODY
    if block.style == "strong" and above is not None and above.kind != HEADING:
        return NOBODY
    holder = office_holder(block.words)
    return holder if len(unknown_words(holder.author)) == len(holder.author.split()) else NOBODY


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
