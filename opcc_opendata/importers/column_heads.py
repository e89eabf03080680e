"""The head of a table: the label of each column, and what the column holds.

Tables of findings, tables of answers, labels that stand where heads do, and the tables of a PDF whose lines are nowhere
drawn are all told by their heads. What a label names is `labels.column_of`'s; which columns there are is read here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from opcc_opendata.importers.labels import column_of

MOST_HEAD_ROWS: Final = 3
"""Rows or lines that a head takes up at most."""

_Cell = TypeVar("_Cell")


@dataclass(frozen=True, slots=True)
class TableHead:
    """The labels of a table's columns, and what each holds: a key as of `labels.column_of`, "" where it names nothing.

    `rows` is how many rows, or lines of a page, it takes up. `guessed` are the columns, by their places, of which the
    cells show what they hold, and not the label.
    """

    labels: tuple[str, ...]
    holds: tuple[str, ...]
    rows: int = 1
    guessed: frozenset[int] = frozenset()

    @property
    def is_known(self) -> bool:
        """Tell if every label names what its column holds."""
        return all(self.holds)

    def place_of(self, *names: str) -> int | None:
        """Give the first column that holds one of these, by the order of the names."""
        return next((self.holds.index(name) for name in names if name in self.holds), None)

    def has_any(self, names: Collection[str]) -> bool:
        """Tell if some column holds one of these."""
        return any(one in names for one in self.holds)

    def under(self, row: Sequence[_Cell]) -> Iterator[tuple[str, str, _Cell]]:
        """Give each cell of a row with the label of its column, and what that holds: (label, holds, cell)."""
        return zip(self.labels, self.holds, row, strict=False)

    def held(self, row: Sequence[_Cell], *names: str) -> list[_Cell]:
        """Give the cells of a row whose columns hold one of these, in their order."""
        return [cell for _, one, cell in self.under(row) if one in names]


def head_of_labels(labels: Sequence[str], *, among_words: bool = False) -> TableHead:
    """Read labels that stand side by side, or below one another.

    With `among_words`, one that has words besides counts where it names nothing without them.
    """
    holds = [column_of(one) or (column_of(one, whole=False) if among_words else "") for one in labels]
    return TableHead(tuple(labels), tuple(holds))


def read_head(lines: Sequence[Sequence[str]]) -> TableHead:
    """Read a head of one or several lines. Each line has the words that stand in it for each column.

    A line below the first belongs to the head where without it one of the labels names nothing, and with it each does:
    "Area for" above "improvement".
    """
    for count in range(1, min(MOST_HEAD_ROWS, len(lines)) + 1):
        labels = [" ".join(filter(None, words)) for words in zip(*lines[:count], strict=True)]
        below = lines[count] if count < len(lines) else ()
        is_cut = any(
            label.endswith("Area") and words[:1].islower() for label, words in zip(labels, below, strict=False)
        )
        if (head := head_of_labels(labels)).is_known and not is_cut:  # "Area" above "for improvement" is no theme
            return TableHead(head.labels, head.holds, count)
    return head_of_labels(list(lines[0]))
