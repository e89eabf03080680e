"""Lists of one item, as Word makes them where a text stands below each item: its number, its words and its parts."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Final, NamedTuple

from opcc_opendata.importers.blocks import LIST, Block

_ITEM: Final = re.compile(r"^(?:(?P<number>\d{1,3})[.)]|[-*+])\s")
_INDENTED: Final = re.compile(r"\s{2,}(?:\d{1,3}[.)]|[-*+])\s")


class ItemAlone(NamedTuple):
    """The one item of a list: its number, "" where it has a bullet, its words, and the list that stands in it."""

    number: str
    words: str
    parts: tuple[Block, ...]


def item_alone(block: Block) -> ItemAlone | None:
    """Read a list of one item, in which another list may stand. None where it is no such list."""
    first, *others = block.text.split("\n") if block.kind == LIST else [""]
    found = _ITEM.match(first)
    if found is None or len(others) != len(block.lines) - 1 or not all(map(_INDENTED.match, others)):
        return None
    inner = dedent("\n".join(others))
    parts = (Block(LIST, inner, block.lines[1:]),) if others else ()
    return ItemAlone(found["number"] or "", block.lines[0], parts)
