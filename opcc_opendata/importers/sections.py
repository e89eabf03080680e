"""Blocks → the document's frame: its heading, what it says of the law, and its sections by the part that they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, TABLE, Block
from opcc_opendata.importers.letters import letter_ends
from opcc_opendata.importers.wordings import concept_of

OTHER: Final = "other"
FRONT: Final = ""
"""The part of what stands before the first heading that is known."""

_LONGEST_HEADING: Final = 25
_LONGEST_PLAIN_HEADING: Final = 14
_NO_LEVEL: Final = 7
_LABELLED: Final = re.compile(r"^(?P<label>[^:]{3,60}?)\s*:\s*(?P<value>\S.*)?$", re.DOTALL)
_LAW: Final = re.compile(r"\b(?:section|adran)\s+55\b|police\s+act\s+1996|deddf\s+yr\s+heddlu\s+1996", re.IGNORECASE)


@dataclass(slots=True)
class Fact:
    """What the document prints beside a label: the label, and the value in Markdown and as bare words."""

    label: str
    text: str
    words: str


@dataclass(slots=True)
class Section:
    """A section: which part of a record it is, its heading, its blocks, and the labels of the facts that stand in it.

    `level` is that of the heading.
    """

    part: str
    heading: str = ""
    level: int = _NO_LEVEL
    blocks: list[Block] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """A document taken apart. `facts` are by what they say; several reports answered have one dictionary each."""

    heading: str = ""
    statement: str = ""
    facts: list[dict[str, Fact]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    def fact(self, name: str) -> Fact | None:
        """Give a fact of the first report."""
        return self.facts[0].get(name) if self.facts else None


def frame_of(blocks: Sequence[Block]) -> Frame:
    """Take a document apart."""
    frame = Frame()
    laid_out = list(_unrolled(blocks))
    reserved = letter_ends(laid_out)
    current = Section(FRONT)
    frame.sections.append(current)
    for place, block in enumerate(laid_out):
        inside_letter = any(start <= place < end for start, end in reserved)
        facts = {} if inside_letter else facts_of(block)
        part = "" if inside_letter or facts else _part(block, current)
        if facts:
            _add_facts(frame, facts)
            if frame.sections[-1].part != "inspections":
                current = Section("inspections")
                frame.sections.append(current)
            for name, fact in facts.items():
                current.labels.setdefault(name, fact.label)
        elif part:
            current = Section(part, block.words, block.level or _NO_LEVEL)
            frame.sections.append(current)
        else:
            if current.part == "inspections" and not current.heading:
                current = Section(FRONT)
                frame.sections.append(current)
            current.blocks.append(block)
    _take_head(frame)
    frame.sections = [one for one in frame.sections if one.heading or one.blocks or one.part == "inspections"]
    return frame


def facts_of(block: Block) -> dict[str, Fact]:
    """Read the labels and values of a paragraph, where each of its lines has a label that is known."""
    if block.kind not in (PARAGRAPH, HEADING):
        return {}
    texts = [line.strip().rstrip("\\").strip() for line in block.text.split("\n")]
    found: dict[str, Fact] = {}
    for line, text in zip(block.lines, texts, strict=False):
        match = _LABELLED.match(line)
        name = concept_of("fact", match["label"]) if match else ""
        if not (match and name and match["value"]) or name in found:
            return {}
        value = match["value"].strip()
        label = line[: match.start("value")].strip()
        at = text.find(value[:20])
        found[name] = Fact(label, text[at:].strip("* ") if at >= 0 else value, value)
    return found


def _add_facts(frame: Frame, facts: dict[str, Fact]) -> None:
    if not frame.facts or any(name in frame.facts[-1] for name in facts):
        frame.facts.append({})
    frame.facts[-1].update(facts)


def _part(block: Block, current: Section) -> str:
    """Say which part of a record a block is the heading of. Empty where it is no heading of a section."""
    words = block.words
    count = len(words.split())
    if block.kind not in (HEADING, PARAGRAPH) or count > _LONGEST_HEADING or len(block.lines) > 2:
        return ""
    looks = block.kind == HEADING or block.style == "strong" or (count > 1 and words.isupper())
    if not looks and not (words.endswith(":") and count <= _LONGEST_PLAIN_HEADING):
        return ""
    if known := concept_of("heading", words):
        return known
    below = current.part in (FRONT, "inspections") or block.kind != HEADING or block.level > current.level
    return "" if below else OTHER


def _unrolled(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks, with forms that are laid out as a table of labels beside texts as labels and texts."""
    for block in blocks:
        if block.kind == TABLE and _is_form(block):
            for row in block.rows:
                yield from _row(row)
        else:
            yield block


def _is_form(block: Block) -> bool:
    labels = [" ".join(one.words for one in row[0]) for row in block.rows if row and row[0]]
    known = [label for label in labels if concept_of("fact", label) or concept_of("heading", label)]
    width = max(len(row) for row in block.rows)
    return width <= 2 and len(known) * 2 > len(labels)


def _row(row: tuple[tuple[Block, ...], ...]) -> Iterator[Block]:
    label, *values = [cell for cell in row if cell] or [()]
    inside = [block for cell in values for block in cell]
    words = " ".join(block.words for block in label)
    if concept_of("fact", words) and len(inside) == 1 and inside[0].kind == PARAGRAPH:
        line = f"{words.rstrip(' :')}: {inside[0].words}"
        yield Block(PARAGRAPH, f"{words.rstrip(' :')}: {' '.join(inside[0].text.split())}", (line,))
    elif concept_of("heading", words):
        yield Block(PARAGRAPH, words, (words,), style="strong")
        yield from inside
    else:
        yield from label
        yield from inside


def _take_head(frame: Frame) -> None:
    """Take the document's heading and what it says of the law from what stands before its sections."""
    for section in frame.sections:
        if section.part != FRONT:
            continue
        for block in list(section.blocks):
            if not frame.heading and _is_title(block) and not frame.statement:
                frame.heading = block.words
                section.blocks.remove(block)
            elif not frame.statement and _is_statement(block):
                frame.statement = block.text
                section.blocks.remove(block)
            else:
                break


def _is_title(block: Block) -> bool:
    return (block.kind == HEADING and block.level <= 2) or (block.kind == PARAGRAPH and block.style == "strong")


def _is_statement(block: Block) -> bool:
    return (
        block.kind == PARAGRAPH and bool(_LAW.search(block.words)) and (block.style == "em" or len(block.words) < 400)
    )
