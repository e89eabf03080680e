"""A page that holds several responses → the blocks of each, with the name of its part of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opcc_opendata.importers.blocks import HEADING, Block
from opcc_opendata.importers.letters import Letter, letters_in
from opcc_opendata.importers.sections import facts_of
from opcc_opendata.importers.wordings import concept_of


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of one response, and the anchor by which an address points to it (empty where it has none).

    `above` are those that stand above the first response and belong to the whole page.
    """

    blocks: tuple[Block, ...]
    anchor: str = ""
    above: tuple[Block, ...] = ()


def parts_of(blocks: Sequence[Block]) -> list[Part]:
    """Part a document into its responses."""
    starts = _by_forms(blocks) or _by_letters(blocks, letters_in(blocks))
    if not starts:
        return [Part(tuple(blocks))]
    ends = [*starts[1:], len(blocks)]
    return [
        Part(
            tuple(blocks[start:end]),
            next((one.anchor for one in blocks[start:end] if one.anchor), ""),
            above=() if number else tuple(blocks[:start]),
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _by_forms(blocks: Sequence[Block]) -> list[int]:
    """Find where each form begins: with the label of the report's title, and with comments before the next one."""
    titles = [place for place, block in enumerate(blocks) if "title" in facts_of(block)]
    ends = [*titles, len(blocks)][1:]
    forms = [blocks[start:end] for start, end in zip(titles, ends, strict=True)]
    if not all(any(_is_comments(block) for block in form) for form in forms):
        return []
    return _from_headings(blocks, titles, [0, *titles])


def _by_letters(blocks: Sequence[Block], letters: Sequence[Letter]) -> list[int]:
    return _from_headings(blocks, [letter.start for letter in letters], [0, *(letter.end for letter in letters)])


def _is_comments(block: Block) -> bool:
    return concept_of("heading", block.words) in ("policing_body_comments", "chief_officer_comments")


def _from_headings(blocks: Sequence[Block], starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    """Move the start of each response up to its heading: the highest one after the end of the response before.

    Above the first one may stand the page's own heading, so that its own has the level of the second one's.
    """
    if len(starts) < 2:
        return []
    later = [_heading_above(blocks, start, end) for start, end in zip(starts[1:], ends[1:], strict=False)]
    return [_heading_above(blocks, starts[0], 0, blocks[later[0]].level), *later]


def _heading_above(blocks: Sequence[Block], start: int, earliest: int, level: int = 0) -> int:
    headings = [at for at in range(earliest, start) if blocks[at].kind == HEADING]
    wanted = level or min((blocks[at].level for at in headings), default=0)
    return max((at for at in headings if blocks[at].level == wanted), default=start)
