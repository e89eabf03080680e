"""What stands on every page of a PDF and belongs to none of its text: headers, footers and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, TypeVar

from opcc_opendata.importers.formats.pdf_lines import PdfLine

One = TypeVar("One")

_MARGIN: Final = 0.12
"""The share of the page's height, at its top and at its foot, in which headers and footers stand."""

_PAGE_NUMBER: Final = re.compile(
    r"[-–—\s]*(?:(?:page|tudalen)\s*)?\d{1,3}(?:\s*(?:of|o|/)\s*\d{1,3})?[-–—\s]*", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d+")
_FINDING: Final = re.compile(
    r"\W*(?:recommendation|area for improvement|AFI|cause (?:of|for) concern|argymhelliad)\b", re.IGNORECASE
)
"""How a line begins that a page may well begin with, and that is none of what stands on every page."""

_HEIGHT: Final = 6.0
"""Points. Headers and footers stand at the same height, within this."""

_SHARE: Final = 0.4
"""They are on this share of the pages: those of left and right pages may differ, and the first may have none."""


def without_furniture(pages: list[list[One]]) -> tuple[list[list[One]], list[str]]:
    """Give the pages without what repeats in their margins, and the words that were left out on each page."""
    seen = Counter(name for page in pages for name in {name for one in page for name in _names(one)})
    enough = max(2, round(_SHARE * len(pages)))
    left_out: list[str] = []
    kept = []
    for page in pages:
        inner = []
        for one in page:
            names = _names(one)
            if (
                names
                and isinstance(one, PdfLine)
                and (any(seen[name] >= enough for name in names) or _PAGE_NUMBER.fullmatch(one.text))
            ):
                left_out.append(one.text)
            else:
                inner.append(one)
        kept.append(inner)
    return kept, left_out


def _names(one: object) -> list[tuple[str, int]]:
    """Give the words of a line in a margin with their height, and with every number alike. Other lines have no name.

    "Page 1 of 3" is the same footer as "Page 2 of 3". A line stands in two bands of height, so that none parts it.
    """
    if not isinstance(one, PdfLine) or _MARGIN < one.top / one.page_height < 1 - _MARGIN or _FINDING.match(one.text):
        return []
    words = _DIGITS.sub("0", one.text)
    return [(words, int(one.top // _HEIGHT)), (words, -1 - int((one.top + _HEIGHT / 2) // _HEIGHT))]
