"""Addresses or signatures that stand side by side on a PDF's page: which words are whose.

The sender's address may stand beside the addressee's, and two people may sign beside each other. A line across the page
would have the name of one beside the office of the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.formats.pdf_lines import Word, parts_of, rows_of
from opcc_opendata.importers.side_by_side import is_of_somebody

_GAP: Final = 24.0
"""Points. The least room between two addresses."""
_FAR: Final = 1.0
"""A line with more room above it than this many times the height of the last one belongs to none of the two."""
_BELOW: Final = re.compile(r"(?:dear|annwyl)\b", re.IGNORECASE)
_MOST_ROWS: Final = 400

Row = list[Word]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two addresses or signatures: the lines of each. Places are in points."""

    left: list[Row]
    right: list[Row]

    @property
    def words(self) -> list[Word]:
        """Give every word of both."""
        return [word for row in (*self.left, *self.right) for word in row]


def side_by_side(words: Sequence[Word]) -> list[SideBySide]:
    """Find what stands side by side among the words of a page, outside of its tables."""
    rows = [sorted(row, key=lambda one: float(one["x0"])) for row in rows_of(words)[:_MOST_ROWS]]
    found: list[SideBySide] = []
    place = 0
    while place < len(rows):
        both, used = _pair(rows[place:])
        if both is not None:
            found.append(both)
        place += used
    return found


def _pair(rows: Sequence[Row]) -> tuple[SideBySide | None, int]:
    """Read a pair that begins with the first of the rows, and of how many rows it is. Without one, it is of one."""
    parts = parts_of(rows[0], _GAP)
    if len(parts) != 2:
        return None, 1
    edge = parts[1][0]["x0"] - _GAP / 2
    left: list[Row] = []
    right: list[Row] = []
    used = 0
    for above, row in pairwise([rows[0], *rows]):
        is_far = float(row[0]["top"]) - float(above[0]["bottom"]) > _FAR * float(above[0]["bottom"] - above[0]["top"])
        at_left = [word for word in row if word["x1"] <= edge]
        at_right = [word for word in row if word["x0"] >= edge]
        if (
            is_far
            or len(at_left) + len(at_right) < len(row)
            or (at_left and at_right and len(parts_of(row, _GAP)) != 2)
        ):
            break
        if used and not (at_left and at_right) and _is_below(" ".join(word["text"] for word in row)):
            break
        left += [at_left] if at_left else []
        right += [at_right] if at_right else []
        used += 1
    if is_of_somebody(_texts(left)) and is_of_somebody(_texts(right)):
        return SideBySide(left, right), used
    return None, 1


def _is_below(line: str) -> bool:
    """Tell if a line is the date of a letter or its greeting, which may stand close below an address."""
    return bool(_BELOW.match(line) or only_date(line))


def _texts(rows: Sequence[Row]) -> list[str]:
    return [" ".join(word["text"] for word in row) for row in rows]
