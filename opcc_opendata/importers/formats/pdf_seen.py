"""The signs on a page of a PDF that a reader sees, each once, as what it shows; and reasons for doubt about them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final

from opcc_opendata.importers.formats.characters import NO_SIGN
from opcc_opendata.importers.formats.pdf_lines import Box, holds
from opcc_opendata.importers.formats.raw import LeftOut, Run
from opcc_opendata.importers.formats.symbol_fonts import symbol_font

Char = dict[str, Any]

_NO_MAP: Final = re.compile(r"\(cid:\d+\)")
_ONE_PLACE: Final = 1.0
"""Points. The same sign drawn again so near is one that was to look bold."""

_LAID_OVER: Final = 0.6
"""Signs of which another covers this share are read in an order that nobody knows."""

_THIN: Final = 2.0
"""Points. The most that a line is high that strikes words through."""
_MIDDLE: Final = (0.35, 0.82)
"""Such a line goes through letters between these shares of their height. One below them underlines."""
_BAND: Final = 12
"""Points. Signs are looked up by the band of the page that they stand in."""

_FEW: Final = 3
_WHITE: Final = 0.98
_TINY: Final = 1.5
_MOST_COVERS: Final = 200
_MOST_LINES: Final = 1_000
_INVISIBLE: Final = (3, 7)
"""Ways to draw text that draw nothing (PDF 32000-1, table 106)."""

_MOST_OF_IT: Final = 0.5


@dataclass(slots=True)
class Signs:
    """What is on one page. `doubts` says why the order or the meaning of its signs is not sure."""

    chars: list[Char]
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    is_recognised: bool = False


def signs_of(page: Any, invisible: list[Box]) -> Signs:
    """Look over the signs of a page. `invisible` are the boxes of texts that are drawn in no colour at all."""
    signs = Signs([])
    is_scan = _covered_by_pictures(page)
    hidden: dict[str, list[Char]] = {}
    covers = _covers(page)
    struck = _struck(page)
    for number, char in enumerate(page.chars):
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        reason = _unseen(page, char, x, y, [box for after, box in covers if after > number])
        reason = reason or ("Struck through" if number in struck else "")
        if not reason and any(holds(box, x, y) for box in invisible):
            signs.is_recognised |= is_scan
            reason = "" if is_scan else "Invisible"
        (hidden.setdefault(reason, []) if reason else signs.chars).append(char)
    for reason, chars in hidden.items():
        if text := " ".join(run.text for run in runs_of(chars, "")):
            signs.left_out.append(LeftOut(reason, text))
    signs.chars = each_once(signs.chars)
    _read_signs(signs)
    if _overlapping(signs.chars) > _FEW:
        signs.doubts.append("letters lie over one another")
    return signs


def each_once(chars: list[Char]) -> list[Char]:
    """Leave out each sign that is drawn again in its place, and keep the order.

    It does what pdfplumber's `dedupe_chars` does, which looks each sign up by comparing it with all that stand before
    it: of the time for a PDF, that took a third.
    """
    from pdfplumber.utils.clustering import cluster_objects

    kinds: defaultdict[tuple[Any, ...], list[Char]] = defaultdict(list)
    places: dict[int, int] = {}
    for place, char in enumerate(chars):
        kinds[char["upright"], char["text"], char["fontname"], char["size"]].append(char)
        places[id(char)] = place
    kept = [
        min(drawn, key=itemgetter("doctop", "x0"))
        for alike in kinds.values()
        for in_line in cluster_objects(alike, itemgetter("doctop"), _ONE_PLACE)
        for drawn in cluster_objects(in_line, itemgetter("x0"), _ONE_PLACE)
    ]
    return sorted(kept, key=lambda char: places[id(char)])


def _unseen(page: Any, char: Char, x: float, y: float, covers: list[Box]) -> str:
    """Say why nobody sees a sign that is drawn at a place. Empty where it is seen."""
    if not holds(page.cropbox, x, y):
        return "Outside the page"
    if any(holds(box, x, y) for box in covers):
        return "Covered"
    if float(char["size"]) < _TINY:
        return "Too small to be seen"
    return "White on white" if _is_white(char["non_stroking_color"]) and not _has_ground(page, x, y) else ""


def _struck(page: Any) -> set[int]:
    """Give the numbers of the signs that a line strikes through: it begins and ends where they do.

    A line of a table that happens to go through words goes on beside them.
    """
    by_height: defaultdict[int, list[tuple[int, Char]]] = defaultdict(list)
    for number, char in enumerate(page.chars):
        by_height[int(char["bottom"]) // _BAND].append((number, char))
    found: set[int] = set()
    flat = [one for one in (*page.lines, *page.rects) if one["bottom"] - one["top"] <= _THIN < one["x1"] - one["x0"]]
    for line in flat[:_MOST_LINES]:
        y = (line["top"] + line["bottom"]) / 2
        near = [one for band in (0, 1, 2) for one in by_height[int(y) // _BAND + band]]
        through = [one for one in near if _goes_through(one[1], line, y)]
        ends = [abs(min(char["x0"] for _, char in through) - line["x0"])] if through else [_THIN]
        ends += [abs(max(char["x1"] for _, char in through) - line["x1"])] if through else []
        if max(ends) < _THIN:
            found.update(number for number, _ in through)
    return found


def _goes_through(char: Char, line: Mapping[str, Any], y: float) -> bool:
    height = char["bottom"] - char["top"]
    high, low = (char["top"] + share * height for share in _MIDDLE)
    return bool(high <= y <= low and line["x0"] <= (char["x0"] + char["x1"]) / 2 <= line["x1"])


def _covers(page: Any) -> list[tuple[int, Box]]:
    """Give the boxes that are drawn over text in white or black, each with the number of signs drawn before it.

    Paint of other colours may be the transparent one of a highlighter.
    """
    from pdfminer.layout import LTChar, LTCurve, LTFigure

    covers: list[tuple[int, Box]] = []
    drawn = 0
    rest = [iter(page.layout)]
    while rest:
        one = next(rest[-1], None)
        if one is None:
            rest.pop()
        elif isinstance(one, LTFigure):
            rest.append(iter(one))
        elif isinstance(one, LTChar):
            drawn += 1
        elif isinstance(one, LTCurve) and one.fill and drawn:
            colour = one.non_stroking_color
            if _is_white(colour) or _is_black(colour):
                covers.append((drawn, (one.x0, float(page.height) - one.y1, one.x1, float(page.height) - one.y0)))
    return covers[:_MOST_COVERS]


def runs_of(chars: list[Char], place: str) -> Iterator[Run]:
    """Give the words of each line, in the order in which the file draws them."""
    line: list[Char] = []
    text = ""
    for char in chars:
        before = line[-1] if line else None
        if before is not None and (
            abs(char["bottom"] - before["bottom"]) > max(char["size"], before["size"]) * 0.7
            or char["x0"] < before["x0"] - before["size"]
        ):
            yield from _run(text, place)
            line, text, before = [], "", None
        gap = char["x0"] - before["x1"] if before is not None else 0.0
        text += (" " if gap > 0.2 * char["size"] else "") + char["text"]
        line.append(char)
    yield from _run(text, place)


def _run(text: str, place: str) -> Iterator[Run]:
    if words := " ".join(text.split()):
        yield Run(place, words)


def _read_signs(signs: Signs) -> None:
    """Write a sign whose meaning the file does not give as one that nobody knows: it may be a tick, or no word."""
    unknown = symbols = 0
    read = []
    for char in signs.chars:
        text = char["text"]
        if _NO_MAP.fullmatch(text):
            unknown += 1
            char = {**char, "text": NO_SIGN}
        elif symbol_font(char["fontname"]) and text.isascii() and not text.isspace():
            symbols += 1
            char = {**char, "text": NO_SIGN}
        read.append(char)
    signs.chars = read
    if unknown:
        signs.doubts.append(f"{unknown} signs have no meaning in the file")
    if symbols:
        signs.doubts.append(f"{symbols} signs of a symbol font may be ticks, boxes or bullets")


def _overlapping(chars: list[Char]) -> int:
    """Count the signs that lie over the one before them."""
    count = 0
    ordered = sorted(
        (one for one in chars if not one["text"].isspace()), key=lambda one: (round(one["top"]), one["x0"])
    )
    for before, after in pairwise(ordered):
        if abs(before["top"] - after["top"]) < 1:
            width = min(before["x1"] - before["x0"], after["x1"] - after["x0"])
            if before["x1"] - after["x0"] > _LAID_OVER * max(width, 0.1):
                count += 1
    return count


def _is_white(colour: Any) -> bool:
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    if not parts or not all(isinstance(one, int | float) for one in parts):
        return False
    if len(parts) == 4:  # cyan, magenta, yellow, black
        return all(one <= 1 - _WHITE for one in parts)
    return all(one >= _WHITE for one in parts)


def _is_black(colour: Any) -> bool:
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    if not parts or not all(isinstance(one, int | float) for one in parts):
        return False
    return bool(parts[3] >= _WHITE) if len(parts) == 4 else all(one <= 1 - _WHITE for one in parts)


def _has_ground(page: Any, x: float, y: float) -> bool:
    """Tell if something that is not white lies at a place, so that white letters are seen on it."""
    shapes = [
        one for one in (*page.rects, *page.curves) if one.get("fill") and not _is_white(one["non_stroking_color"])
    ]
    return any(one["x0"] <= x <= one["x1"] and one["top"] <= y <= one["bottom"] for one in (*shapes, *page.images))


def _covered_by_pictures(page: Any) -> bool:
    whole = float(page.width) * float(page.height)
    area = max(((one["x1"] - one["x0"]) * (one["bottom"] - one["top"]) for one in page.images), default=0.0)
    return bool(whole and area / whole > _MOST_OF_IT)


def invisible_boxes(page: Any, whole: Box) -> list[Box]:
    """Give the boxes of texts that are drawn in no colour, in points from the upper left corner of the turned page.

    `page` is PDFium's, `whole` its MediaBox: PDFium gives a wrong one where a page inherits it.
    """
    from pypdfium2 import raw as pdfium  # type: ignore[import-untyped]

    found: list[Box] = []
    turn = page.get_rotation()
    x0, y0, x1, y1 = whole
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
        if pdfium.FPDFTextObj_GetTextRenderMode(one.raw) in _INVISIBLE:
            left, low, right, high = one.get_bounds() if hasattr(one, "get_bounds") else one.get_pos()
            found.append(
                {
                    0: (left - x0, y1 - high, right - x0, y1 - low),
                    90: (low - y0, left - x0, high - y0, right - x0),
                    180: (x1 - right, low - y0, x1 - left, high - y0),
                    270: (y1 - high, x1 - right, y1 - low, x1 - left),
                }[turn]
            )
    return found
