"""Shaded boxes that stand beside the text of a PDF's page: what is in one is read by itself, and not across both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from opcc_opendata.importers.formats.pdf_lines import Box, Word, holds, is_inside, middle

_LEAST: Final = 60.0
"""Points. The least width and height of a box; lower ones are bands behind a row or a heading."""
_WIDEST: Final = 0.6
"""Of the page. Text has room beside a box that is no wider."""
_FEW: Final = 8
"""Words that stand in a box, and beside it, at least."""


def boxes_beside(page: Any, words: Sequence[Word], tables: Sequence[Box]) -> list[list[Word]]:
    """Give the words of each box that has text beside it. `tables` are the boxes of the page's tables."""
    found: list[list[Word]] = []
    left = list(words)
    for box in sorted(_shaded(page), key=lambda one: (one[1], one[0])):
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if any(holds(one, x, y) for one in tables):
            continue
        inside = [word for word in left if is_inside(word, box)]
        beside = [word for word in left if box[1] <= middle(word) <= box[3]]
        if len(inside) >= _FEW and len(beside) - len(inside) >= _FEW:
            found.append(inside)
            own = {id(word) for word in inside}
            left = [word for word in left if id(word) not in own]
    return found


def _shaded(page: Any) -> list[Box]:
    return [
        (float(one["x0"]), float(one["top"]), float(one["x1"]), float(one["bottom"]))
        for one in page.rects
        if one.get("fill")
        and _LEAST <= one["x1"] - one["x0"] <= _WIDEST * float(page.width)
        and one["bottom"] - one["top"] >= _LEAST
    ][:100]
