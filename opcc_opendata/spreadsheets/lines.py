"""Reading the rows of one sheet: which columns it has, and what each row holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from opcc_opendata.spreadsheets import cell_overflow
from opcc_opendata.spreadsheets.cells import CellError, CellValue, is_empty, read_cell
from opcc_opendata.spreadsheets.form import LONG_TEXTS, CellKind, Path, Sheet, SheetColumn, WorkbookForm
from opcc_opendata.spreadsheets.headings import IDENTITY, LOOKED_AT, Headings, identity, read_headings
from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.spreadsheets.table import Cells, SheetReader


@dataclass(slots=True)
class SheetRow:
    """One row as read. `name` is that of its sheet as people see it, and `columns` says which column holds what."""

    sheet: Sheet
    name: str
    row: int
    id: str
    positions: tuple[int | None, ...]
    values: dict[Path, Any]
    columns: Mapping[Path, int]

    def item(self) -> dict[str, Any]:
        """Make the object of the row from its values."""
        item: dict[str, Any] = {}
        for path, value in self.values.items():
            inner = item
            for key in path[:-1]:
                inner = inner.setdefault(key, {})
            inner[path[-1]] = value
        return item

    def fault(self, column: int, message: str, hint: str = "", code: str = "") -> Fault:
        """Say that something is wrong in a column of this row."""
        return Fault(self.name, self.row, column, message, hint, code)


@dataclass
class ReadingNotes:
    """What is found out while a workbook is read: what is wrong, and what somebody may want to know.

    `unread` are the sheets whose rows can't be told apart, `unplaced` those responses on each sheet of which a row does
    not say its place: what belongs to such rows is not looked for again. `exported` are the responses that the workbook
    had when it was made.
    """

    form: WorkbookForm
    exported: Mapping[str, str] = field(default_factory=dict)
    long_texts: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    unplaced: set[tuple[str, str]] = field(default_factory=set)

    def is_partly_read(self, sheet: Sheet) -> bool:
        """Tell if a sheet has rows that nobody can tell apart, or of which one does not say its response."""
        return sheet.name in self.unread or (sheet.name, "") in self.unplaced

    def lines(self, sheet: Sheet, table: SheetReader) -> list[SheetRow]:
        """Read the rows of a sheet."""
        rows = table.rows()
        first = list(islice(rows, LOOKED_AT))
        headings = read_headings(self.form, sheet, table.name, first, self.faults, self.notices)
        if headings is None:
            self.unread.add(sheet.name)
            return []
        found: list[SheetRow] = []
        empty = last = 0
        places = headings.places
        for row, cells in chain(first[1:], rows):
            if all(is_empty(cell) for cell in cells):
                continue
            empty += row - last - 1 if last else 0
            last = row
            line = self._line(sheet, table.name, row, cells, headings, places)
            if line is not None:
                found.append(line)
        if empty:
            self.notices.append(
                f"{table.name}: {empty} empty row{'' if empty == 1 else 's'} between the others left out."
            )
        return found

    def _line(
        self, sheet: Sheet, name: str, row: int, cells: Cells, headings: Headings, places: dict[Path, int]
    ) -> SheetRow | None:
        values: dict[Path, Any] = {}
        is_unplaced = False
        for place, cell in enumerate(cells, 1):
            if cell is None or is_empty(cell):
                continue
            column = headings.columns.get(place)
            if column is None:
                if place not in headings.unknown:
                    message = "There is something in this cell, and no heading above it."
                    self.faults.append(
                        Fault(name, row, place, message, "Give the column a heading, or empty the cell.")
                    )
                continue
            try:
                values[column.path] = self._value(column, cell)
            except CellError as unfit:
                self.faults.append(Fault(name, row, place, unfit.message, unfit.hint))
                is_unplaced |= column.path[0] == IDENTITY
        said = [values.pop(column.path, None) for column in identity(self.form, sheet)]
        line = SheetRow(sheet, name, row, (said[0] or "").strip(), tuple(said[1:]), values, places)
        if is_unplaced:
            self.unplaced.add((sheet.name, line.id))
        return line if self._is_whole(line, headings.columns) else None

    def _value(self, column: SheetColumn, cell: CellValue) -> Any:
        value = read_cell(column, self._whole(column, cell))
        if column.path[0] == IDENTITY and column.kind is CellKind.NUMBER and value < 1:
            raise CellError(f"{column.heading}: no list has a place {value}.", "The first row of a list has 1.")
        return value

    def _whole(self, column: SheetColumn, cell: CellValue) -> CellValue:
        number = cell_overflow.marked(cell) if isinstance(cell, str) else None
        if number is None:
            return cell
        if number not in self.long_texts:
            message = f'{column.heading}: long text {number} is not whole on the sheet "{LONG_TEXTS}".'
            raise CellError(message, "Put its rows back, or write the text here.")
        return self.long_texts[number]

    def _is_whole(self, line: SheetRow, columns: Mapping[int, SheetColumn]) -> bool:
        """Tell whether a row says what it is, and gives no text twice."""
        if not line.id:
            place = next(place for place, column in columns.items() if column.path == (IDENTITY, "0"))
            message = f"{self.form.id_heading}: it is missing, so nobody can tell to which response the row belongs."
            if not any((fault.sheet, fault.row, fault.column) == (line.name, line.row, place) for fault in self.faults):
                self.faults.append(line.fault(place, message, "Write it, or delete the row."))
            self.unplaced.add((line.sheet.name, ""))
            return False
        for path in list(line.values):
            if path[:-1] in line.values and path[:-1] in line.sheet.known:
                heading = line.sheet.known[path[:-1]].heading
                message = f'There is a text here, and another under "{heading}".'
                self.faults.append(line.fault(line.columns[path], message, "Leave one of the two empty."))
                del line.values[path]
        return True
