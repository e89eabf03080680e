"""What stands on every page of a PDF and belongs to none of its text: headers, footers and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, TypeVar

from opcc_opendata.importers.formats.pdf_lines import Line

One = TypeVar("One")

_MARGIN: Final = 0.12
"""The share of the page's height, at its top and at its foot, in which headers and footers stand."""

_PAGE_NUMBER: Final = re.compile(
    r"[-–—\s]*(?:(?:page|tudalen)\s*)?\d{1,3}(?:\s*(?:of|o|/)\s*\d{1,3})?[-–—\s]*", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d+")


def without_furniture(pages: list[list[One]]) -> tuple[list[list[One]], list[str]]:
    """Give the pages without what repeats in their margins, and the words that were left out on each page."""
    seen = Counter(name for page in pages for name in {_name(one) for one in page if _is_in_margin(one)})
    left_out: list[str] = []
    kept = []
    for page in pages:
        inner = []
        for one in page:
            if (
                _is_in_margin(one)
                and isinstance(one, Line)
                and (seen[_name(one)] > 1 or _PAGE_NUMBER.fullmatch(one.text))
            ):
                left_out.append(one.text)
            else:
                inner.append(one)
        kept.append(inner)
    return kept, left_out


def _is_in_margin(one: object) -> bool:
    return isinstance(one, Line) and not _MARGIN < (one.top / one.page_height) < 1 - _MARGIN


def _name(one: object) -> str:
    """Give the words with every number alike: "Page 1 of 3" is the same footer as "Page 2 of 3"."""
    return _DIGITS.sub("0", one.text) if isinstance(one, Line) else ""
