"""The words of a PDF's page → lines, with what of them is bold or italic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from opcc_opendata.importers.formats.characters import clean
from opcc_opendata.importers.formats.raised import lowered, raised

Box = tuple[float, float, float, float]
Word = dict[str, Any]

_BOLD: Final = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC: Final = re.compile(r"italic|oblique", re.IGNORECASE)
_JOINED: Final = 0.12
"""Two pieces that are nearer than this share of their size are one word."""

_SMALL: Final = 0.8
_MOVED: Final = 0.12
_LONGEST_RAISED: Final = 6
"""Words smaller than this share of their line, and moved by this share of its size, are raised or lowered signs."""

_OVER: Final = 1.0
"""Points by which a word stands over an edge at least."""
_SOFT: Final = "\u00ad"


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One line. Places are in points from the page's upper left corner. `html` has its bold and italic words marked.

    `column` are the left and the right edge of its column, where the page has several. `is_parted` says that it ends
    within a word: at a hyphen which the file itself calls soft, and which is not in the text, or in a narrow cell.
    """

    top: float
    bottom: float
    x0: float
    x1: float
    page_height: float
    page_width: float
    size: float
    style: str
    text: str
    html: str
    column: tuple[float, float] | None = None
    is_parted: bool = False


def words_of(chars: Sequence[Any]) -> list[Word]:
    """Give the words that signs of a page make, each in one type."""
    from pdfplumber.utils.text import extract_words

    found: list[Word] = extract_words(list(chars), extra_attrs=["fontname", "size"])
    return found


def parted_at(word: Word, chars: Sequence[Any], tables: Sequence[tuple[Box, set[float]]]) -> list[Word]:
    """Part a word that stands over the edge between two cells. `tables` are boxes of tables with their edges in x."""
    for box, edges in tables:
        crossed = [x for x in edges if is_inside(word, box) and word["x0"] + _OVER < x < word["x1"] - _OVER]
        if crossed:
            around = (word["x0"], word["top"], word["x1"], word["bottom"])
            own = [one for one in chars if is_inside(one, around)]
            left = [one for one in own if (one["x0"] + one["x1"]) / 2 < min(crossed)]
            right = [one for one in own if one not in left]
            if left and right:
                return [*words_of(left), *(part for one in words_of(right) for part in parted_at(one, right, tables))]
    return [word]


def lines_of(words: Sequence[Word], page: Any, *, is_column: bool = False) -> list[PdfLine]:
    """Put words of a page, or of one column of it, together as lines, from top to bottom."""
    edges = (min(word["x0"] for word in words), max(word["x1"] for word in words)) if is_column and words else None
    return [line for row in rows_of(words) if (line := _line(row, page, edges)).text]


def is_inside(word: Word, box: Box) -> bool:
    """Tell if the middle of a word is inside a box."""
    x: float = (word["x0"] + word["x1"]) / 2
    return holds(box, x, middle(word))


def holds(box: Box, x: float, y: float) -> bool:
    """Tell if a place is inside a box."""
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def middle(word: Word) -> float:
    """Give how far down the middle of a word is, in points."""
    return (float(word["top"]) + float(word["bottom"])) / 2


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Share the words out among lines. A raised "th" overlaps with its line, though it stands higher."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        at = middle(word)
        for row in rows[-3:]:
            highest = max(row, key=lambda one: float(one["size"]))
            if highest["top"] <= at <= highest["bottom"] or word["top"] <= middle(highest) <= word["bottom"]:
                row.append(word)
                break
        else:
            rows.append([word])
    return sorted(rows, key=lambda row: min(float(word["top"]) for word in row))


def parts_of(row: Sequence[Word], gap: float) -> list[list[Word]]:
    """Part a row where there is as much room as `gap` points between two words."""
    parts: list[list[Word]] = []
    for word in sorted(row, key=lambda one: float(one["x0"])):
        if parts and word["x0"] - parts[-1][-1]["x1"] < gap:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _line(row: list[Word], page: Any, column: tuple[float, float] | None) -> PdfLine:
    row.sort(key=lambda word: float(word["x0"]))
    styles = [_style(word["fontname"]) for word in row]
    weights: Counter[str] = Counter()
    sizes: Counter[float] = Counter()
    for word, style in zip(row, styles, strict=True):
        weights[style] += len(word["text"])
        sizes[round(word["size"] * 2) / 2] += len(word["text"])
    style = weights.most_common(1)[0][0] if len(weights) == 1 else ""
    pieces = _pieces(row, styles, sizes.most_common(1)[0][0])
    return PdfLine(
        top=min(word["top"] for word in row),
        bottom=max(word["bottom"] for word in row),
        x0=row[0]["x0"],
        x1=row[-1]["x1"],
        page_height=float(page.height),
        page_width=float(page.width),
        size=sizes.most_common(1)[0][0],
        style=style,
        text="".join(piece for piece, _ in pieces).strip(),
        html=_marked(pieces),
        column=column,
        is_parted=row[-1]["text"].endswith(_SOFT),
    )


def _style(font: str) -> str:
    if _BOLD.search(font):
        return "strong"
    return "em" if _ITALIC.search(font) else ""


def _pieces(row: list[Word], styles: list[str], size: float) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for place, word in enumerate(row):
        gap = word["x0"] - row[place - 1]["x1"] if place else 0
        space = " " if place and gap > _JOINED * word["size"] else ""
        pieces.append((space + _moved(clean(word["text"]), word, row, size), styles[place]))
    return pieces


def _moved(text: str, word: Word, row: list[Word], size: float) -> str:
    """Write a small sign that stands above or below its line as one of its own: 2025¹, and not 20251."""
    bare = text.strip()
    if not bare or float(word["size"]) > _SMALL * size or (len(bare) > _LONGEST_RAISED and not bare[0].isdigit()):
        return text
    usual = max(row, key=lambda one: float(one["size"]))
    if float(usual["bottom"]) - float(word["bottom"]) > _MOVED * size:
        return raised(bare)
    return lowered(bare) if float(word["bottom"]) - float(usual["bottom"]) > _MOVED * size else text


def _marked(pieces: list[tuple[str, str]]) -> str:
    """Write pieces as HTML, with one mark round neighbours of one style."""
    runs: list[tuple[str, str]] = []
    for text, style in pieces:
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + text, style)
        else:
            runs.append((text, style))
    return "".join(f"<{style}>{escape(text)}</{style}>" if style else escape(text) for text, style in runs).strip()
