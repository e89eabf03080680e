"""The columns of a PDF's page, found by where its words stand: which are read first, and which after them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from opcc_opendata.importers.formats.pdf_lines import Word, middle

_GUTTER: Final = 9.0
"""Points. The least room between two columns; between two words it is a third of that."""

_LINES: Final = 3
_FULL: Final = 0.6
_WORDS: Final = 3.0
"""A column has this many lines at least, filled to this share, with so many words in each. Less is a list of labels."""

_TRIES: Final = 4
_DEEPEST: Final = 6


def parted(words: Sequence[Word], depth: int = 0) -> list[list[Word]]:
    """Share the words of a page out among its columns, in the order in which they are read.

    A page without columns gives one part. What stands over the whole width parts the columns above it from those below.
    """
    found = _columns(words) if depth < _DEEPEST else None
    if found is None:
        return [list(words)]
    return [part for words in found if words for part in parted(words, depth + 1)]


def _columns(words: Sequence[Word]) -> list[list[Word]] | None:
    """Give the words above a pair of columns, those of each, and those below. None where there are no columns."""
    best: tuple[int, list[list[Word]]] | None = None
    for gutter in _gutters(words):
        for top, bottom in _bands(words, gutter):
            inside = [one for one in words if top <= middle(one) <= bottom]
            left = [one for one in inside if one["x1"] <= gutter]
            right = [one for one in inside if one["x0"] >= gutter]
            if _is_prose(left) and _is_prose(right) and (best is None or len(inside) > best[0]):
                above = [one for one in words if middle(one) < top]
                below = [one for one in words if middle(one) > bottom]
                best = len(inside), [above, left, right, below]
    return best[1] if best else None


def _gutters(words: Sequence[Word]) -> list[float]:
    """Give the places at which the most lines have room between two words, as the middles of that room."""
    counted: Counter[float] = Counter()
    rows: dict[int, list[Word]] = {}
    for one in words:
        rows.setdefault(round(one["bottom"] / 3), []).append(one)
    for row in rows.values():
        row.sort(key=lambda one: float(one["x0"]))
        for before, after in pairwise(row):
            if after["x0"] - before["x1"] >= _GUTTER:
                counted[round(float(after["x0"]))] += 1
    # Where the lines of two columns do not stand side by side, no line shows the room between them: a column does,
    # by the place at which many of its lines begin.
    begins = Counter(round(float(min(row, key=lambda one: float(one["x0"]))["x0"])) for row in rows.values())
    counted.update(begins)
    return [at - _GUTTER / 2 for at, number in counted.most_common(_TRIES) if number >= _LINES]


def _bands(words: Sequence[Word], gutter: float) -> list[tuple[float, float]]:
    """Give the stretches of a page, from top to bottom, in which no word comes near a line from top to bottom."""
    half = _GUTTER / 2 - 0.5
    across = sorted(
        (float(one["top"]), float(one["bottom"]))
        for one in words
        if one["x0"] < gutter + half and one["x1"] > gutter - half
    )
    edges = [float("-inf")]
    for top, bottom in across:
        edges += [top, bottom]
    edges.append(float("inf"))
    bands: list[tuple[float, float]] = []
    lowest = edges[0]
    for top, bottom in zip(edges[1::2], [*edges[2::2], float("inf")], strict=True):
        if top > lowest:
            bands.append((lowest, top))
        lowest = max(lowest, bottom)
    return bands


def _is_prose(words: Sequence[Word]) -> bool:
    """Tell if words fill the lines of a column, as text does and labels before their values do not."""
    lines: dict[int, list[Word]] = {}
    for one in words:
        lines.setdefault(round(one["bottom"] / 3), []).append(one)
    if len(lines) < _LINES or len(words) < _WORDS * len(lines):
        return False
    left, right = min(float(one["x0"]) for one in words), max(float(one["x1"]) for one in words)
    widths = [max(float(one["x1"]) for one in row) - min(float(one["x0"]) for one in row) for row in lines.values()]
    return sum(widths) / len(widths) >= _FULL * (right - left)
