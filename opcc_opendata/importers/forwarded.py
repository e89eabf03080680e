"""A response that was sent on in a message: its own words, apart from the messages round it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, QUOTE, Block, escaped
from opcc_opendata.importers.letters import is_salutation

_BEGINS: Final = re.compile(
    r"(?:-{2,}\s?(?:original|forwarded) message\s?-{2,}|begin forwarded message:?)$", re.IGNORECASE
)
_LINE: Final = re.compile(r"(?P<name>from|sent|date|to|cc|subject):\s*(?P<value>\S.*)$", re.IGNORECASE)
_TIME: Final = re.compile(r",? (?:at )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?$", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\s?(?:<[^<>]{3,200}>|\[[^\]]{3,200}\]\([^()\s]{3,200}\)|[^\s;,]{1,64}@[^\s;,]{1,100})")
_FEWEST: Final = 3


def forwarded_apart(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Give the blocks of the one letter that a message sends on, and those of the messages round it.

    The letter has the day and the recipients of its own head above it. Any other document stays as it is.
    """
    starts = [n for n, one in enumerate(blocks) if one.kind == PARAGRAPH and _head(one)]
    greeted = [n for n, one in enumerate(blocks) if is_salutation(one)]
    if len(starts) != 1 or not greeted or greeted[0] < starts[0]:
        return list(blocks), []
    [start] = starts
    head = _head(blocks[start])
    others = [line for line in blocks[start].lines if line.partition(":")[0].lower() not in _KEPT]
    end = next((n for n, one in enumerate(blocks) if n > start and _is_earlier(one)), len(blocks))
    above = [_paragraph(value) for name, value in head if name in _KEPT]
    around = [*blocks[:start], *map(_paragraph, others), *blocks[end:]]
    return [*above, *blocks[start + 1 : end]], around


_KEPT: Final = ("sent", "date", "to", "cc")


def _head(block: Block) -> list[tuple[str, str]]:
    """Read the lines at the head of a message that is sent on: the name of each in small letters, and the line."""
    if not block.lines or not _BEGINS.match(block.lines[0]):
        return []
    read = [found for line in block.lines[1:] if (found := _LINE.match(line))]
    lines = [(one["name"].lower(), _ADDRESS.sub("", one["value"]).strip()) for one in read]
    named = [(name, value if name in ("sent", "date") else f"{name.capitalize()}: {value}") for name, value in lines]
    return [(name, _TIME.sub("", value)) for name, value in named] if len(named) >= _FEWEST else []


def _is_earlier(block: Block) -> bool:
    """Tell if a quotation is the message to which the letter answers."""
    return block.kind == QUOTE and bool(block.lines) and bool(_BEGINS.match(block.lines[0].strip("> ")))


def _paragraph(line: str) -> Block:
    return Block(PARAGRAPH, escaped(line), (line,))
