"""Texts that have no place in a cell of Excel: they go to a sheet of their own, in parts, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from opcc_opendata.spreadsheets.cells import CellValue, is_empty
from opcc_opendata.spreadsheets.form import LONG_TEXTS
from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.spreadsheets.table import SheetReader

HEADINGS: Final = ("Long text", "Part", "Parts", "Text")

_MOST_UNITS: Final = 32_767  # of UTF-16, in a cell (Microsoft, "Excel specifications and limits")
_MOST_LINE_FEEDS: Final = 253  # the same page
_PART: Final = 16_000  # characters: at most 32,000 units
_PART_LINES: Final = 250
_ESCAPE: Final = re.compile("_(?=x[0-9A-F]{4}_)", re.IGNORECASE)
"""What a workbook takes for a character: _x000D_. LibreOffice loses it from a text of several lines."""

_MARK: Final = re.compile(r"\[Long text ([0-9]+)")
_BEGINNING: Final = "[Long text "


def is_unfit(text: str) -> bool:
    """Tell whether a text has no place in a cell: for its length, or for words that a workbook has another use for."""
    units = len(text.encode("utf-16-le")) // 2 if len(text) > _PART else 0
    if units > _MOST_UNITS or text.count("\n") > _MOST_LINE_FEEDS:
        return True
    return text.startswith(_BEGINNING) or _ESCAPE.search(text) is not None


def mark(number: int) -> str:
    """Give what stands in the cell in place of a long text."""
    return f'{_BEGINNING}{number}: its words are on the sheet "{LONG_TEXTS}"]'


def marked(text: str) -> int | None:
    """Give the number of the long text that a cell points to, if it does."""
    found = _MARK.match(text)
    return int(found[1]) if found else None


def parts(text: str) -> Iterator[str]:
    """Cut a text into parts that each have a place in a cell, and that together are the text."""
    start = 0  # the rest is never copied: a text may have very many lines
    while part := text[start : start + _PART]:
        lines = part.split("\n", _PART_LINES)
        if len(lines) > _PART_LINES:
            part = part[: len(part) - len(lines[-1])]
        if escape := _ESCAPE.search(part):
            part = part[: escape.start() + 2]
        yield part
        start += len(part)


def put_together(table: SheetReader | None, faults: list[Fault]) -> dict[int, str]:
    """Read the sheet of long texts: each by its number."""
    found: dict[int, dict[int, str]] = {}
    wanted: dict[int, int] = {}
    for row, cells in table.rows() if table is not None else ():
        if row == 1 or all(is_empty(cell) for cell in cells):
            continue
        number, part, of, text = (*cells, None, None, None, None)[: len(HEADINGS)]
        try:
            key, place = _number(number), _number(part)
            wanted[key] = _number(of)
        except ValueError:
            faults.append(
                _odd_row(table, row, "A row here has the number of a long text, of its part, and of its parts.")
            )
            continue
        if place in found.setdefault(key, {}) or not isinstance(text, str):
            faults.append(_odd_row(table, row, f"Part {place} of long text {key} is here twice, or has no words."))
            continue
        found[key][place] = text
    whole = {key: parts for key, parts in found.items() if sorted(parts) == list(range(1, wanted[key] + 1))}
    return {key: "".join(parts[place] for place in sorted(parts)) for key, parts in whole.items()}


def _odd_row(table: SheetReader | None, row: int, message: str) -> Fault:
    return Fault(table.name if table else LONG_TEXTS, row, 1, message, "Put it back as it was.")


def _number(cell: CellValue | None) -> int:
    if isinstance(cell, bool) or not isinstance(cell, (int, str)):
        raise ValueError
    return int(cell)
