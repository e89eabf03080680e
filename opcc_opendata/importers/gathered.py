"""Findings of which each value stands beside or below a label, one after another → one table of them.

"Ref: 1", "Recommendation: …", "PCC response: …", "Ref: 2" and so on, be it in paragraphs or in a small table for each
finding, say what a table with these heads and a row for each finding says, and are read as that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, QUOTE, TABLE, Block, table
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.label_value import labels_at_start
from opcc_opendata.importers.labelled import ANSWERING, inside_of
from opcc_opendata.importers.labels import column_of, label_of
from opcc_opendata.importers.people import is_closing
from opcc_opendata.importers.table_heads import Cell, words_of

_OF_FINDING: Final = frozenset(["number", "text"])
_BEGINS: Final = frozenset(["number", "text", "theme"])
_LONGEST_LABEL: Final = 8
_FEWEST: Final = 2
_MOST_UNKNOWN: Final = 3
"""Less than one label in so many may be unknown: what stands beside it is left for a person to place."""


@dataclass(slots=True)
class _Entry:
    """A label, what it names, and what stands beside or below it."""

    label: str
    column: str
    cell: Cell

    @property
    def key(self) -> str:
        """Give the label as others are compared with it."""
        return " ".join(self.label.lower().strip(" :?").split())


def gathered(blocks: Sequence[Block], told: list[str]) -> list[Block]:
    """Give the blocks, with each run of findings whose values have labels as one table.

    `told` gets the labels that stand at more findings than one: the table has each once.
    """
    made: list[Block] = []
    place = 0
    while place < len(blocks):
        entries, used = _run(blocks, place)
        found = _as_table(entries)
        if found is not None:
            made.append(found)
            seen: set[str] = set()
            for one in entries:
                told += [one.label] if one.key in seen else []
                seen.add(one.key)
            place += used
        else:
            made.append(blocks[place])
            place += 1
    return made


def label_lines(blocks: Sequence[Block]) -> list[Block]:
    """Give the blocks, with each plain line that can only be a label or the head of a finding set as one."""
    below = [*blocks[1:], None]
    return [
        replace(one, text=f"**{one.text}**", style="strong") if _is_label_line(one, after) else one
        for one, after in zip(blocks, below, strict=True)
    ]


def _is_label_line(block: Block, below: Block | None) -> bool:
    words = block.words
    if block.kind != PARAGRAPH or block.style or len(block.lines) != 1 or below is None or below.kind == HEADING:
        return False
    if len(words.split()) > _LONGEST_LABEL or not words[:1].isupper() or not words.rstrip(":")[-1:].isalnum():
        return False
    if (head := head_of(words)) and head.number and words[-1:] != ":":
        return below.kind in (PARAGRAPH, QUOTE) and not head.rest
    label = label_of(words)
    return label.pure and "answer" in label.topics and bool(label.actor) and below.kind in (PARAGRAPH, LIST, QUOTE)


def _run(blocks: Sequence[Block], place: int) -> tuple[list[_Entry], int]:
    """Give the entries that stand one after another from a place on, and of how many blocks they are."""
    entries: list[_Entry] = []
    waiting: list[Block] = []
    end = place
    for n in range(place, len(blocks)):
        if blocks[place].kind == TABLE and (blocks[n].kind == HEADING or blocks[n].style == "strong"):
            break  # the labels stand in tables, and this one heads what comes after them
        found = _entries_of(blocks[n], is_first=not entries)
        if not entries and (not found or found[0].column not in _BEGINS):
            break
        if found:
            if waiting:
                entries[-1].cell += tuple(waiting)
                waiting = []
            entries += found
            end = n + 1
        elif _goes_on(blocks[n], entries[-1]):
            if not entries[-1].cell and not waiting:  # a label alone has at least what stands right below it
                entries[-1].cell = (blocks[n],)
                end = n + 1
            else:
                waiting.append(blocks[n])
        else:
            break
    return entries, end - place


def _goes_on(block: Block, last: _Entry) -> bool:
    is_prose = last.column in ("text", "body_action", "force_action", "answer", "reason") or not last.cell
    is_text = block.kind in (LIST, QUOTE) or (block.kind == PARAGRAPH and block.style != "strong")
    return is_prose and is_text and not is_closing(block) and not fact_of(block.words.partition(":")[0])


def _entries_of(block: Block, *, is_first: bool = False) -> list[_Entry]:
    """Read a block as labels with their values. Empty where it is none. A finding's own head begins no run."""
    if block.kind == TABLE:
        return _beside(block)
    head = head_of(block.words)
    if block.kind not in (PARAGRAPH, HEADING) or (head and (is_first or head.number)):
        return []
    is_alone = block.style == "strong" or block.kind == HEADING or block.words.endswith(":")
    alone = block.words.strip(" :")
    if is_alone and len(alone.split()) <= _LONGEST_LABEL and (column := _named(alone)):
        return [_Entry(alone, column, ())]
    if block.kind == HEADING:
        return []
    found = next(labels_at_start(block.text), None)
    if found is None or not found.value or fact_of(found.label):
        return []
    column = _named(found.label) or (column_of(found.label) if found.is_bold else "")
    is_label = bool(column) or (found.is_bold and len(found.label.split()) <= _LONGEST_LABEL)
    return [_Entry(found.label, column, (inside_of(found.value),))] if is_label else []


def _named(words: str) -> str:
    """Say what a label names. An office alone may be a signature, and answers nothing."""
    label = label_of(words)
    return column_of(words) if label.topics or column_of(words) in _OF_FINDING else ""


def _beside(block: Block) -> list[_Entry]:
    rows = [tuple(cell for cell in row if cell) for row in block.rows]
    rows = [row for row in rows if row]
    if len(rows) < _FEWEST or any(len(row) > 2 for row in rows):
        return []
    labels = [words_of(row[0]) for row in rows]
    if any(head_of(one) and not _named(one) for one in labels) or any(map(_numbered, labels)):
        return []
    entries = [_Entry(one, _named(one), row[1] if len(row) > 1 else ()) for one, row in zip(labels, rows, strict=True)]
    unknown = [one for one in entries if not one.column]
    is_known = len(unknown) * _MOST_UNKNOWN < len(entries) and not any(fact_of(one.label) for one in unknown)
    return entries if entries[0].column and is_known else []


def _numbered(words: str) -> bool:
    head = head_of(words)
    return head is not None and bool(head.number)


def _as_table(entries: Sequence[_Entry]) -> Block | None:
    """Lay entries out as a table with a row for each finding. None where they are something else."""
    if not entries or entries[0].column not in _BEGINS:
        return None
    groups: list[dict[str, _Entry]] = []
    for one in entries:
        if one.key == entries[0].key:
            groups.append({})
        if one.key in groups[-1]:
            return None
        groups[-1][one.key] = one
    columns = {one.column for one in entries}
    is_of_findings = bool(columns & ANSWERING) and (
        columns >= _OF_FINDING or (len(groups) > 1 and bool(columns & _OF_FINDING))
    )
    if not is_of_findings or not all(any(one.column in ANSWERING for one in group.values()) for group in groups):
        return None
    heads = {one.key: one.label for group in groups for one in group.values()}
    first = tuple((Block(PARAGRAPH, label, (label,)),) for label in heads.values())
    rows = tuple(tuple(group[key].cell if key in group else () for key in heads) for group in groups)
    return table((first, *rows))
