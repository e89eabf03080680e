"""Words that a narrow cell of a table parts without a hyphen: "superinten" on one line, "dent" on the next.

A word processor does that where a whole word has no room on a line of its own. So the first half stands alone on its
line, and there is no room for another letter after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from opcc_opendata.importers.formats.hyphens import is_one_word
from opcc_opendata.importers.formats.pdf_lines import PdfLine

_ALONE: Final = re.compile(r"[^\w\s]?([^\W\d_]{2,})")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_LETTER: Final = 1.2
"""How much wider than the letters of the next line, in the middle, a letter may be."""


def rejoined(lines: Sequence[PdfLine], right: float) -> list[PdfLine]:
    """Mark the lines of a cell that end within a word. `right` is how far the text of the cell may go, in points."""
    parted = {number for number, (line, after) in enumerate(pairwise(lines)) if _parts_a_word(line, after, right)}
    return [replace(line, is_parted=True) if number in parted else line for number, line in enumerate(lines)]


def _parts_a_word(line: PdfLine, after: PdfLine, right: float) -> bool:
    alone, first = _ALONE.fullmatch(line.text), _FIRST.match(after.text)
    if not alone or not first or not first[0][0].islower() or line.size != after.size:
        return False
    letter = (after.x1 - after.x0) / len(after.text)
    return right - line.x1 < letter * _LETTER and is_one_word(alone[1], first[0])
