"""What in a cell breaks the standard, in the words of the sheet: its headings, and titles in place of codes."""

from __future__ import annotations

import re
from typing import Final

from opcc_opendata.problems import Problem
from opcc_opendata.spreadsheets.form import SEVERAL, CellKind, Path, SheetColumn
from opcc_opendata.spreadsheets.lines import SheetRow
from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.suggestions import did_you_mean

_MISSING: Final = "R001"
_NEEDED_HERE: Final = "R024"
_NOT_IN_LIST: Final = "R010"
_HINTS: Final = {
    "R017": "Shorten it.",
    "R018": "Write it on one line.",
    "R023": 'Empty the cell, or write no in the column "Index record" if the record holds the text of the response.',
}
"""What to do in a sheet, where the standard's hint is about a file of YAML."""

_LINK: Final = ("source", "url")
"""What an index record needs of its source."""

_BETWEEN: Final = re.compile(r"[,/&+\n]|\band\b")
"""What people put between two names, besides a semicolon."""

_FEW: Final = 12
"""Titles of codes that a sentence can list."""


def fault_of(problem: Problem, line: SheetRow, path: Path) -> Fault:
    """Say what is wrong in the cell of a row to which `path` leads, or to the nearest one around it."""
    path = _LINK if path == _LINK[:1] else path
    shorter = [path[:length] for length in range(len(path), 0, -1)]
    place = next((line.columns[one] for one in shorter if one in line.columns), 1)
    column = next((line.sheet.known[one] for one in shorter if one in line.sheet.known), None)
    rows = next((sheet.name for sheet in line.sheet.children if sheet.way == path), "")
    if rows and problem.code == _MISSING:
        needed = f"The sheet {rows} has no row for it, and there must be one."
        return line.fault(place, needed, "Add a row there with the same id.", problem.code)
    if column is None:
        return line.fault(place, problem.message, problem.hint, problem.code)
    said = problem.message.removeprefix(f"{column.path[-1]}: ")
    hint = _HINTS.get(problem.code) or problem.hint.replace("Leave the key out", "Empty the cell")
    if problem.code == _MISSING:
        said, hint = "there is nothing in this cell.", f"Fill it in. {column.note}"
    elif problem.code == _NEEDED_HERE:
        said, hint = "there is nothing in this cell.", hint.replace(": source, and in it url.", ".")
    elif problem.code == _NOT_IN_LIST and column.codes is not None:
        given = said.partition(" is not in the list")[0]
        said = f"{given} is not one of the names for this column."
        known = (*column.codes.labels.values(), *column.codes.labels)  # a cell may hold the title or the code
        hint = _with_semicolons(given.strip('"'), column) or did_you_mean(given.strip('"'), known, _names(column))
    return line.fault(place, f"{column.heading}: {said}", hint, problem.code)


def _with_semicolons(given: str, column: SheetColumn) -> str:
    """Say how several names are written, where somebody has put commas or the like between them."""
    parts = [part.strip() for part in _BETWEEN.split(given) if part.strip()]
    if column.kind is not CellKind.CODES or column.codes is None or len(parts) < 2:
        return ""
    codes = [column.codes.code(part) for part in parts]
    if not all(code in column.codes.labels for code in codes):
        return ""
    return f"Put a semicolon between the names: {SEVERAL.join(map(column.codes.label, codes))}."


def _names(column: SheetColumn) -> str:
    titles = list(column.codes.labels.values()) if column.codes else []
    if len(titles) <= _FEW:
        return f"They are: {SEVERAL.join(titles)}."
    return "The note on its heading has them all." if column.kind is CellKind.CODES else "Choose one from the list."
