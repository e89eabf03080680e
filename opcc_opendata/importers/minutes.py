"""Minutes of a meeting in which the body answers a report → headings, findings and paragraphs as in a response.

Minutes count their paragraphs through under headings in bold. One that begins with the name of a finding is it, and
what stands below it without a number is what was said and resolved of it; with the next number something else begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, Block, escaped
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.others_answers import is_of_a_meeting
from opcc_opendata.importers.unrolled import END

_NUMBER: Final = re.compile(r"^\s{0,3}(\d{1,3}(?:\.\d{1,2})?)\\?[.)]\s", re.MULTILINE)
_LEVEL: Final = 2


class Minutes(NamedTuple):
    """The blocks of the minutes, those of other business than the report, and the numbers of the paragraphs."""

    blocks: list[Block]
    others: list[Block]
    numbers: list[str]


def minutes_apart(blocks: Sequence[Block]) -> Minutes:
    """Give the blocks of minutes with each numbered paragraph by itself. Any other document stays as it is."""
    first = next((n for n, one in enumerate(blocks) if one.kind == LIST), len(blocks))
    starts = [n for n, one in enumerate(blocks) if _is_heading(one) and n + 1 >= first]
    is_counted = any(one.kind == LIST and _has_finding(one) for one in blocks)
    if not starts or not is_counted or not is_of_a_meeting(blocks):
        return Minutes(list(blocks), [], [])
    numbers = [number for one in blocks if one.kind == LIST for number in _NUMBER.findall(one.text)]
    items = [blocks[start:end] for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True)]
    answered = [one for item in items if any(map(_has_finding, item)) for one in item]
    others = [one for item in items if not any(map(_has_finding, item)) for one in item]
    return Minutes(list(_apart([*blocks[: starts[0]], *answered])), others, numbers)


def _is_heading(block: Block) -> bool:
    return block.kind == HEADING or (block.kind == PARAGRAPH and block.style == "strong" and block.words.isupper())


def _has_finding(block: Block) -> bool:
    return any(map(_is_finding, block.lines))


def _is_finding(line: str) -> bool:
    head = head_of(line)
    return head is not None and bool(head.number and head.rest)


def _apart(blocks: Sequence[Block]) -> Iterator[Block]:
    is_open = False  # a finding stands above, which goes on up to the next number
    for block in blocks:
        if block.kind != LIST or len(_NUMBER.findall(block.text)) != len(block.lines):
            is_open = is_open and not _is_heading(block)
            yield Block(HEADING, block.words, block.lines, level=_LEVEL) if _is_heading(block) else block
            continue
        for line in block.lines:
            is_finding = _is_finding(line)
            if is_open and not is_finding:
                yield END
            is_open = is_finding
            level = _LEVEL + 1 if is_finding else 0
            yield Block(HEADING if is_finding else PARAGRAPH, escaped(line), (line,), level=level)
