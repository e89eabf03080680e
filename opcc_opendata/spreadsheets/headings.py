"""The headings of one sheet: which column holds what, and what somebody may have done to a heading."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from opcc_opendata.spreadsheets.cells import is_empty
from opcc_opendata.spreadsheets.form import CellKind, Path, Sheet, SheetColumn, WorkbookForm
from opcc_opendata.spreadsheets.places import Fault, letters
from opcc_opendata.spreadsheets.table import Cells

IDENTITY: Final = ""
"""The first key of the paths of the columns that say which object a row is."""

LOOKED_AT: Final = 10
"""Rows among which headings are looked for that are not where they belong."""

Row = tuple[int, Cells]


@dataclass(frozen=True, slots=True)
class Headings:
    """Which columns of a sheet hold what, by their places from 1. `unknown` are those with a heading that is none."""

    columns: Mapping[int, SheetColumn]
    unknown: frozenset[int]

    @property
    def places(self) -> dict[Path, int]:
        """Give the place of each value, by its path, but for what says which object a row is."""
        return {column.path: place for place, column in self.columns.items() if column.path[0] != IDENTITY}


def identity(form: WorkbookForm, sheet: Sheet) -> tuple[SheetColumn, ...]:
    """Give the columns that say which object a row is."""
    return tuple(
        SheetColumn((IDENTITY, str(number)), heading, "", CellKind.NUMBER if number else CellKind.WORDS)
        for number, heading in enumerate(form.headings(sheet))
    )


def read_headings(
    form: WorkbookForm, sheet: Sheet, name: str, rows: Sequence[Row], faults: list[Fault], notices: list[str]
) -> Headings | None:
    """Find out what each column holds, from the first rows of a sheet. None: no row can be told from another."""
    head = rows[0][1] if rows and rows[0][0] == 1 else ()
    ours = {_plain(column.heading): column for column in (*identity(form, sheet), *sheet.known.values())}
    if (elsewhere := _row_of_headings(rows, ours)) is not None:
        message = f"The headings are in row {elsewhere}, and belong in row 1."
        faults.append(Fault(name, 1, 1, message, "Delete the rows above them."))
        return None
    if not any(_plain(str(cell)) in ours for cell in head if not is_empty(cell)):
        listed = ", ".join(f'"{one.heading}"' for one in (*identity(form, sheet), *sheet.columns))
        message = "Row 1 has none of the headings of this sheet."
        faults.append(Fault(name, 1, 1, message, f"Put them back, each in a cell of its own: {listed}."))
        return None
    return _Reading(form, sheet, name, ours, faults).read(head, notices)


def _row_of_headings(rows: Sequence[Row], ours: Mapping[str, SheetColumn]) -> int | None:
    """Give the number of the row that has the most headings, where it is not the first."""
    most = {number: sum(_plain(str(cell)) in ours for cell in cells) for number, cells in rows}
    best = max(most, key=lambda number: (most[number], -number), default=1)
    return best if best != 1 and most[best] > 1 and not most.get(1) else None


class _Reading:
    def __init__(
        self, form: WorkbookForm, sheet: Sheet, name: str, ours: Mapping[str, SheetColumn], faults: list[Fault]
    ) -> None:
        self._identity = identity(form, sheet)
        self._sheet, self._name, self._ours, self._faults = sheet, name, ours, faults

    def read(self, head: Cells, notices: list[str]) -> Headings | None:
        found: dict[int, SheetColumn] = {}
        taken: dict[Path, int] = {}
        unknown: dict[int, str] = {}
        for place, cell in enumerate(head, 1):
            if is_empty(cell):
                continue
            heading = str(cell).strip()
            column = self._ours.get(_plain(heading)) or self._sheet.own_column(str(cell))
            if column is None:
                unknown[place] = heading
            elif column.path in taken:
                message = f'"{heading}" is also the heading of column {letters(taken[column.path])}.'
                self._fault(place, message, "Delete one of the two columns.")
                unknown[place] = ""
            else:
                found[place] = column
                taken[column.path] = place
        absent = [column.heading for column in (*self._identity, *self._sheet.columns) if column.path not in taken]
        for place, heading in unknown.items():
            if heading:
                message = f'"{heading}" is not the heading of a column.'
                self._fault(place, message, _meant(heading, absent, is_alone=len(unknown) == 1))
        missing = [column.heading for column in self._identity if column.path not in taken]
        for heading in missing:
            self._fault(
                0, f'There is no column "{heading}".', "Put it back: without it nobody can tell the rows apart."
            )
        listed = ", ".join(f'"{heading}"' for heading in absent if heading not in missing)
        if listed and not unknown and not missing:
            notices.append(f"{self._name}: no column {listed}. The records will have nothing there.")
        return None if missing else Headings(found, frozenset(unknown))

    def _fault(self, place: int, message: str, hint: str) -> None:
        self._faults.append(Fault(self._name, 1 if place else 0, place, message, hint))


def _meant(heading: str, absent: Sequence[str], *, is_alone: bool) -> str:
    """Ask if a heading that is missing is meant: one that is like it, that has a word of it, or the only one."""
    by_words = {_plain(one): one for one in absent}
    near = difflib.get_close_matches(_plain(heading), by_words, 1)
    if not near:
        words = set(_plain(heading).split())
        near = [one for one in by_words if set(one.split()) <= words or words <= set(one.split())][:1]
    if not near and is_alone and len(absent) == 1:
        near = list(by_words)
    own = "Delete it, or begin its heading with x_ to keep it as your own. Nothing is taken while it is there."
    return f'Did you mean "{by_words[near[0]]}", which is missing?' if near else own


def _plain(heading: str) -> str:
    """Fold a heading: curly apostrophes, blanks of all kinds and capitals make no difference."""
    return " ".join(heading.replace("’", "'").replace("‘", "'").split()).casefold()
