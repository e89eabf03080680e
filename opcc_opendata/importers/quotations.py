"""Where a quotation begins and ends, and who signs it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.people import NOBODY, SIGN_OFF, Person, is_chief, signer

OPENING: Final = "\"“'‘"
_CLOSES: Final = "\"”'’"
_ATTRIBUTION: Final = re.compile(r"^[-–—]\s*(?P<words>\S.{3,120})$")
_MOST_QUOTED: Final = 60


def is_sign_off(block: Block) -> bool:
    """Tell if a letter is signed off in a paragraph: "Yours sincerely"."""
    return block.kind == PARAGRAPH and any(SIGN_OFF.match(line) for line in block.lines)


def attribution(block: Block | None) -> Person:
    """Read a line such as "— Chief Constable Jo Sample"."""
    found = _ATTRIBUTION.match(block.words) if block is not None and block.kind == PARAGRAPH else None
    return signer(found["words"]) if found else NOBODY


def quotation_at(blocks: Sequence[Block], start: int) -> list[Block]:
    """Give the blocks of a quotation that begins at a place, with the signature under it."""
    end = start
    while end < len(blocks) and blocks[end].kind == QUOTE:
        end += 1
    if end == start:
        while end < len(blocks) and blocks[end].style == "em":
            end += 1
    if end == start:
        end = _closing(blocks, start)
    if end == start:
        return _up_to_signature(blocks, start)
    if end < len(blocks) and _is_signature(blocks[end]):
        end += 1
    return list(blocks[start:end])


def _closing(blocks: Sequence[Block], start: int) -> int:
    """Give the place after the paragraph that closes a quotation. Each of its paragraphs may open it anew.

    Where none closes it, as happens, it lasts as long as each paragraph opens it.
    """
    last = min(len(blocks), start + _MOST_QUOTED)
    opened = next((place for place in range(start, last) if not _opens(blocks[place])), last)
    if opened == start:
        return start
    for place in range(start, last):
        if is_closed(blocks[place]) and not (place + 1 < last and _opens(blocks[place + 1])):
            return place + 1
        if is_sign_off(blocks[place]) or blocks[place].level:
            break
    return opened


def _opens(block: Block) -> bool:
    return block.words[:1] in OPENING


def is_open(block: Block) -> bool:
    """Tell if a paragraph opens a quotation that it does not close. As in newspapers, it then goes on in the next."""
    return block.words.count("“") > block.words.count("”") or block.words.count('"') % 2 == 1


def is_closed(block: Block) -> bool:
    """Tell if a paragraph ends with a quotation mark."""
    return block.words.rstrip(".")[-1:] in _CLOSES


def _up_to_signature(blocks: Sequence[Block], start: int) -> list[Block]:
    """Give the blocks up to a line that the chief officer signs. None where there is no such line."""
    for place, block in enumerate(blocks[start : start + _MOST_QUOTED], start):
        if _is_signature(block):
            return list(blocks[start : place + 1])
        if is_sign_off(block):
            break
    return []


def _is_signature(block: Block) -> bool:
    words = block.words.strip("*_ ")
    return block.kind == PARAGRAPH and len(words.split()) <= 14 and is_chief(signer(words).role)


def signed_last(blocks: Sequence[Block]) -> Person:
    """Read the signature on the last line of a quotation."""
    return signer(blocks[-1].lines[-1].strip("*_– "))
