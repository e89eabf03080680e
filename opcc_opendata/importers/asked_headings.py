"""Headings that ask about one finding, as on pages of questions and answers → headings that name it.

"What about recommendation 2, on transferees?" stands over the words of the recommendation and the answers to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.items import KINDS, asks, head_of, is_first_person

_NAMED: Final = re.compile(rf"\b(?P<kind>{KINDS})\.? (?P<number>\d{{1,3}}[a-z]?)\b(?! (?:to|and|or) \d)", re.IGNORECASE)
_LONGEST: Final = 25


def named_by_question(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Give the blocks, with each such heading as the name of its finding, and the words of these headings."""
    made: list[Block] = []
    asked: list[str] = []
    for block, below in zip(blocks, [*blocks[1:], None], strict=True):
        name = _name(block, below)
        if name:
            asked.append(block.words)
            made.append(replace(block, text=name, lines=(name,)))
        else:
            made.append(block)
    return made, asked


def _name(block: Block, below: Block | None) -> str:
    """Give the name of the one finding that a question is about, where its words stand right below."""
    is_question = block.kind == HEADING and block.words[-1:] == "?" and len(block.words.split()) <= _LONGEST
    if not is_question or below is None or below.kind not in (PARAGRAPH, QUOTE):
        return ""
    named = {f"{found['kind'].capitalize()} {found['number']}" for found in _NAMED.finditer(block.words)}
    head = head_of(block.words)
    is_named = head is not None and bool(head.number)
    is_asked = asks(below.words) and not is_first_person(below.words)
    return named.pop() if len(named) == 1 and is_asked and not is_named else ""
