"""Lists whose items hold more than one text, as on web pages: a finding, and in the same item the answers to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import dedent
from typing import Final

from opcc_opendata.importers.blocks import LIST, PARAGRAPH, Block
from opcc_opendata.importers.items import asks, head_of, is_first_person
from opcc_opendata.importers.labelled import labelled_of

_MARK: Final = re.compile(r"^(?:\d{1,3}[.)]|[-*+])\s+")
_BOLD: Final = re.compile(r"^\*\*[^*\n]+\*\*$")
_ITALIC: Final = re.compile(r"^(?:\*[^*\n]+\*|_[^_\n]+_)$")


def items_parted(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks, with each list of findings and their answers parted: a list of one item, and what answers it."""
    for block in blocks:
        items = _items(block) if block.kind == LIST else []
        if _are_findings(items):
            yield from (part for item in items for part in item)
        else:
            yield block


def _are_findings(items: Sequence[Sequence[Block]]) -> bool:
    """Tell if each item is a finding with more below it. One may have no answer, where others have."""
    answered = [item for item in items if len(item) > 1]
    if not answered or len(items) - len(answered) > (len(items) > 2):
        return False
    return all(_is_finding(item) for item in items)


def _is_finding(item: Sequence[Block]) -> bool:
    """Tell if an item begins with a finding: it asks for something, is named as one, or labels of answers follow."""
    first, *below = item
    words = first.lines[0]
    if is_first_person(words) or labelled_of(Block(PARAGRAPH, words, (words,)))[0]:
        return False
    head = head_of(words)
    is_named = head is not None and bool(head.number)
    return is_named or asks(words) or any(labelled_of(one)[0] for one in below)


def _items(block: Block) -> list[list[Block]]:
    """Part a list into its items, and each into its texts. Empty where its lines can't be told apart."""
    rows = block.text.split("\n")
    if sum(bool(row.strip()) for row in rows) != len(block.lines) or len(block.lines) == 1:
        return []
    words = iter(block.lines)
    items: list[list[tuple[str, str]]] = []
    for row in rows:
        line = next(words) if row.strip() else ""
        if _MARK.match(row):
            items.append([])
        elif row[:1].strip() or not items:
            return []
        items[-1].append((row, line))
    return [_texts(item) for item in items]


def _texts(rows: Sequence[tuple[str, str]]) -> list[Block]:
    """Give the texts of an item: a list of the one that begins it, and the paragraphs and lists below that."""
    inner = dedent("\n".join(row for row, _ in rows[1:])).split("\n")
    bare = [rows[0], *zip(inner, (line for _, line in rows[1:]), strict=True)] if len(rows) > 1 else [rows[0]]
    groups: list[list[tuple[str, str]]] = []
    is_apart = True
    for n, (row, line) in enumerate(bare):
        is_listed = bool(n and _MARK.match(row))
        was_listed = bool(groups and len(groups) > 1 and _MARK.match(groups[-1][0][0]))
        if not row.strip():
            is_apart = not was_listed or is_apart
            continue
        goes_on = was_listed and (is_listed or row[:1] == " ")
        is_labelled = bool(labelled_of(Block(PARAGRAPH, row.strip(), (line,)))[1])
        if (is_apart and not goes_on) or is_listed != was_listed or (is_labelled and not is_listed):
            groups.append([])
        groups[-1].append((row.rstrip(), line))
        is_apart = False
    return [
        _list_of(groups[0]),
        *(_list_of(one) if _MARK.match(one[0][0]) else _paragraph(one) for one in groups[1:]),
    ]


def _paragraph(rows: Sequence[tuple[str, str]]) -> Block:
    text = "\n".join(row.strip() for row, _ in rows)
    return Block(PARAGRAPH, text, tuple(line for _, line in rows), style=_style(text))


def _list_of(rows: Sequence[tuple[str, str]]) -> Block:
    text = "\n".join(row for row, _ in rows)
    return Block(LIST, text, tuple(line for _, line in rows), style=_style(_MARK.sub("", text)))


def _style(text: str) -> str:
    return "strong" if _BOLD.match(text) else "em" if _ITALIC.match(text) else ""
