"""What was typed into a document of our own, and where: beside its places, in its table, in another order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from opcc_opendata.importers.blocks import TABLE, Block, join, table
from opcc_opendata.importers.place_marks import END, MARKS, outside_places, unmarked

Place = tuple[str | int, ...]
Row = tuple[tuple[Block, ...], ...]

_FINDINGS: Final = "recommendations"


class Added(NamedTuple):
    """A block that was typed, and the number of the place right before it. None where there is none."""

    block: Block
    after: int | None


class AddedRow(NamedTuple):
    """A row that was typed into a table of recommendations, under the table's headings.

    `after` is the position of the recommendation in the row before it. None where it is the first.
    """

    table: Block
    after: int | None


@dataclass(slots=True)
class Edited:
    """What was typed into a document, and the order in which its recommendations stand in their table."""

    added: list[Added] = field(default_factory=list)
    rows: list[AddedRow] = field(default_factory=list)
    order: list[int] = field(default_factory=list)


def edited(blocks: Sequence[Block], own: Sequence[Block], places: Sequence[Place]) -> Edited:
    """Find what was typed. `own` are the blocks of the document as it was made, `places` where its places belong.

    A word processor may put a label and the place behind it into paragraphs of their own.
    """
    every = list(leaves(own))
    labels = (words for one in every if (words := _plain_words(outside_places(one.words))) != _plain(one))
    found = _Finding(Counter([*map(_plain, every), *labels]), places)
    found.go_over(blocks)
    return found.found


def laid_out(blocks: Sequence[Block]) -> Iterator[str]:
    """Write blocks one after another. A table of places gives its cells, and one inside a place stays a table."""
    inside = False
    for block in blocks:
        if block.kind == TABLE and not inside:
            for row in block.rows:
                for cell in row:
                    yield from laid_out(cell)
        else:
            yield join([block])
            marks = MARKS.findall(block.text)
            inside = marks[-1] != END if marks else inside


class _Finding:
    def __init__(self, own: Counter[str], places: Sequence[Place]) -> None:
        self._own = own
        self._places = places
        self._inside = False
        self.found = Edited()

    def go_over(self, blocks: Sequence[Block]) -> None:
        """Go over the blocks of the document, or of one cell of a table."""
        last: int | None = None
        for block in blocks:
            marks = MARKS.findall(block.text)
            if block.kind == TABLE and not self._inside:
                self._table(block)
                last = None
            elif marks:
                self._inside = marks[-1] != END
                numbers = [_number(mark) for mark in marks if mark != END]
                last = numbers[-1] if numbers else last
            elif not self._inside:
                if self._is_own(block):
                    last = None
                else:
                    self.found.added.append(Added(block, last))

    def _is_own(self, block: Block) -> bool:
        words = _plain(block)
        if self._own[words] > 0:
            self._own[words] -= 1
            return True
        return not words

    def _table(self, block: Block) -> None:
        before: int | None = None
        is_ours = False
        for number, row in enumerate(block.rows):
            numbers = [_number(mark) for cell in row for one in cell for mark in _marks(one) if mark != END]
            findings = [self._places[one][1] for one in numbers if _is_finding(self._places, one)]
            if findings and isinstance(findings[0], int):
                before, is_ours = findings[0], True
                self.found.order.append(before)
            elif number and is_ours and not numbers and not all(self._is_own(one) for cell in row for one in cell):
                self.found.rows.append(AddedRow(table(_under(block.rows[0], row)), before))
                continue
            for cell in row:
                self.go_over(cell)


def _under(head: Row, row: Row) -> tuple[Row, ...]:
    return (head, row)


def _is_finding(places: Sequence[Place], number: int) -> bool:
    return number < len(places) and len(places[number]) > 1 and places[number][0] == _FINDINGS


def _marks(block: Block) -> list[str]:
    found = MARKS.findall(block.text)
    return found + [mark for row in block.rows for cell in row for one in cell for mark in _marks(one)]


def _number(mark: str) -> int:
    return int(mark[1:-1])


def leaves(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks that hold words, in their order: of a table those in its cells."""
    for block in blocks:
        if block.kind == TABLE:
            for row in block.rows:
                for cell in row:
                    yield from leaves(cell)
        else:
            yield block


def _plain(block: Block) -> str:
    return _plain_words(unmarked(block.words))


def _plain_words(words: str) -> str:
    return " ".join(words.split()).casefold()
