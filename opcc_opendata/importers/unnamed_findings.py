"""Findings without a name, number or label, in a section of findings: what asks is one, and what stands below answers.

They are set off: in bold, as the one item of a list, as headings, or as sentences of their own that say who should act.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.asked_of import addressees_in
from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, Block
from opcc_opendata.importers.items import FindingHead, asks, head_of, speaks
from opcc_opendata.importers.items_alone import item_alone
from opcc_opendata.importers.labelled import labelled_of
from opcc_opendata.importers.labels import label_of, part_of
from opcc_opendata.importers.people import is_closing

_ASKS_READER: Final = re.compile(r"(?:what|how|why|where|whether|if|when|which|who|whom)\b", re.IGNORECASE)
_TELLS: Final = re.compile(
    r"\b(?:recommend(?:s|ed|ation)?|sa(?:ys|id)|report|inspectors|hmic(?:frs)?|inspectorate)\b", re.IGNORECASE
)
_LONGEST: Final = 90
_LEAST: Final = 2
PLAIN: Final = "plain"


def unnamed_in(blocks: Sequence[Block]) -> dict[int, int]:
    """Give where findings without a name begin among the blocks of a section, and where each of them ends.

    Empty where another finding there has a name, where they look unlike, or where more than one lacks an answer.
    """
    shapes = [_shape(block) for block in blocks]
    starts = [place for place, shape in enumerate(shapes) if shape]
    if not starts or len({shapes[place] for place in starts}) > 1:
        return {}
    if any((head := head_of(one.words)) and head.number for one in blocks if one.kind in (HEADING, PARAGRAPH)):
        return {}
    ends = [*starts[1:], len(blocks)]
    answered = sum(_is_answer(blocks[start + 1]) for start, end in zip(starts, ends, strict=True) if end > start + 1)
    is_alone = len(starts) < _LEAST and shapes[starts[0]] == PLAIN
    if is_alone or not answered or len(starts) - answered > (len(starts) > _LEAST):
        return {}
    return dict(zip(starts, ends, strict=True))


def unnamed(block: Block, kind: str) -> FindingHead:
    """Give a block that is a finding without a name as the head of one."""
    item = item_alone(block)
    return FindingHead(kind, "", item.words if item else block.words)


def _shape(block: Block) -> str:
    """Say how a block that can be a finding is set off. Empty: it can be none."""
    item = item_alone(block)
    words = item.words if item else block.words
    if block.kind not in (HEADING, PARAGRAPH, LIST) or (block.kind == LIST and (item is None or item.number)):
        return ""
    if not asks(words) or speaks(words) or _ASKS_READER.match(words) or len(words.split()) > _LONGEST:
        return ""
    if words[-1:] in "?:" or head_of(words) or labelled_of(block)[0] or label_of(words).pure or part_of(words):
        return ""
    if block.kind == HEADING:
        return f"{HEADING} {block.level}"
    if block.kind == LIST:
        return LIST
    if block.style == "strong":
        return "strong"
    is_asked = addressees_in(words) is not None and not _TELLS.search(words)
    return PLAIN if is_asked and len(block.lines) == 1 and not re.match(r"\(?\w{1,3}[.)]", words) else ""


def _is_answer(block: Block) -> bool:
    """Tell if a block can answer the finding above it."""
    if is_closing(block) or (block.kind == HEADING and not labelled_of(block)[0]):
        return False
    return block.kind not in (HEADING, PARAGRAPH) or bool(labelled_of(block)[0]) or not part_of(block.words)
