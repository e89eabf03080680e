"""Where the body speaks again below what the chief officer told it, if no quotation marks show where that ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, TABLE, Block

_SINGULAR: Final = re.compile(r"\b(?:I|I’ve|I'm|I’m|I'll|I’ll|[Mm]y|me)\b(?!\.)")
_BEGINS: Final = re.compile(
    r"(?:I|My)\b|(?:[\w’'-]{1,20},? ){1,8}I (?:will|shall|have|am|welcome|continue|look|expect)\b"
)
_OF_THE_BODY: Final = re.compile(
    r"\b(?:the|our|my) Chief Constable(?:[’']s)?\b|\bChief Constable [A-Z]|\bhold(?:ing)? (?:him|her|them|the [Ff]orce)"
    r"|\b(?:as|I am) (?:your|the) (?:PCC|(?:Police and Crime )?Commissioner)\b"
    r"|\bmy (?:\w+ )?(?:office|OPCC|Police and Crime Plan|Plan|panel|scrutiny|oversight)\b"
)
"""What no chief constable says of himself or herself, beside "I"."""


def speaks_again(blocks: Sequence[Block]) -> tuple[int, bool]:
    """Give where the body speaks again among blocks that the chief officer's words begin, and whether that is sure.

    It is their number where the body does not. Whoever says "I" and names the chief constable is the body.
    """
    has_i = bool(blocks) and bool(_SINGULAR.search(blocks[0].words))
    for place, block in enumerate(blocks[1:], 1):
        if block.kind in (HEADING, TABLE):
            break
        if block.kind == PARAGRAPH and _SINGULAR.search(block.words):
            is_body = bool(_OF_THE_BODY.search(block.words))
            if is_body or (not has_i and _BEGINS.match(block.words)):
                return place, is_body
        has_i = has_i or bool(_SINGULAR.search(block.words))
    return len(blocks), False


def is_led_to(lead: Block, blocks: Sequence[Block]) -> bool:
    """Tell if all that stands below a colon is one block: it is what was led to, and nothing else can be."""
    return lead.words.rstrip("*")[-1:] == ":" and len(blocks) == 1 and blocks[0].kind in (PARAGRAPH, LIST)
