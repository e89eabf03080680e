"""Reading the rows of one sheet: which columns it has, and what each row holds."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opcc_opendata.spreadsheets import cell_overflow
from opcc_opendata.spreadsheets.cells import CellError, Found, is_empty, read_cell
from opcc_opendata.spreadsheets.form import LONG_TEXTS, Column, Form, Kind, Path, Sheet
from opcc_opendata.spreadsheets.places import Fault, letters
from opcc_opendata.spreadsheets.table import Cells, Table


@dataclass(slots=True)
class Line:
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
class Reading:
    """What is found out while a workbook is read: what is wrong, and what somebody may want to know."""

    form: Form
    long_texts: dict[int, str]
    faults: list[Fault]
    notices: list[str]

    def lines(self, sheet: Sheet, table: Table) -> list[Line]:
        """Read the rows of a sheet."""
        rows = table.rows()
        head = next(rows, (1, ()))
        columns = self._columns(sheet, table.name, head[1] if head[0] == 1 else ())
        if columns is None:
            return []
        found: list[Line] = []
        empty = last = 0
        where = {column.path: place for place, column in columns.items() if column.path[0] != _IDENTITY}
        for row, cells in rows:
            if all(is_empty(cell) for cell in cells):
                continue
            empty += row - last - 1 if last else 0
            last = row
            line = self._line(sheet, table.name, row, cells, columns, where)
            if line is not None:
                found.append(line)
        if empty:
            self.notices.append(
                f"{table.name}: {empty} empty row{'' if empty == 1 else 's'} between the others left out."
            )
        return found

    def _columns(self, sheet: Sheet, name: str, head: Cells) -> dict[int, Column] | None:
        """Find out what each column holds. None: no row can be told from another."""
        ours = {_plain(column.heading): column for column in (*_identity(self.form, sheet), *sheet.known.values())}
        found: dict[int, Column] = {}
        taken: dict[Path, int] = {}
        for place, cell in enumerate(head, 1):
            if is_empty(cell):
                continue
            heading = str(cell).strip()
            column = ours.get(_plain(heading)) or sheet.own_column(str(cell))
            if column is None:
                self._fault(name, place, f'"{heading}" is not the heading of a column.', _near(heading, ours))
            elif column.path in taken:
                message = f'"{heading}" is also the heading of column {letters(taken[column.path])}.'
                self._fault(name, place, message, "Delete one of the two columns.")
            else:
                found[place] = column
                taken[column.path] = place
        missing = [column.heading for column in _identity(self.form, sheet) if column.path not in taken]
        for heading in missing:
            self._fault(
                name, 0, f'There is no column "{heading}".', "Put it back: without it nobody can tell the rows apart."
            )
        absent = [column.heading for column in sheet.columns if column.path not in taken]
        if absent:
            listed = ", ".join(f'"{heading}"' for heading in absent)
            self.notices.append(f"{name}: no column {listed}. The records will have nothing there.")
        return None if missing else found

    def _fault(self, name: str, place: int, message: str, hint: str) -> None:
        self.faults.append(Fault(name, 1 if place else 0, place, message, hint))

    def _line(
        self, sheet: Sheet, name: str, row: int, cells: Cells, columns: dict[int, Column], where: dict[Path, int]
    ) -> Line | None:
        values: dict[Path, Any] = {}
        for place, cell in enumerate(cells, 1):
            if cell is None or is_empty(cell):
                continue
            column = columns.get(place)
            if column is None:
                message = "There is something in this cell, and no heading above it."
                self.faults.append(Fault(name, row, place, message, "Give the column a heading, or empty the cell."))
                continue
            try:
                values[column.path] = read_cell(column, self._whole(column, cell))
            except CellError as unfit:
                self.faults.append(Fault(name, row, place, unfit.message, unfit.hint))
        identity = [values.pop(column.path, None) for column in _identity(self.form, sheet)]
        line = Line(sheet, name, row, (identity[0] or "").strip(), tuple(identity[1:]), values, where)
        return line if self._is_whole(line, columns) else None

    def _whole(self, column: Column, cell: Found) -> Found:
        number = cell_overflow.marked(cell) if isinstance(cell, str) else None
        if number is None:
            return cell
        if number not in self.long_texts:
            message = f'{column.heading}: long text {number} is not whole on the sheet "{LONG_TEXTS}".'
            raise CellError(message, "Put its rows back, or write the text here.")
        return self.long_texts[number]

    def _is_whole(self, line: Line, columns: dict[int, Column]) -> bool:
        """Tell whether a row says what it is, and gives no text twice."""
        if not line.id:
            place = next(place for place, column in columns.items() if column.path == (_IDENTITY, "0"))
            message = f"{self.form.id_heading}: it is missing, so nobody can tell to which response the row belongs."
            if not any((fault.sheet, fault.row, fault.column) == (line.name, line.row, place) for fault in self.faults):
                self.faults.append(line.fault(place, message, "Write it, or delete the row."))
            return False
        for path in list(line.values):
            if path[:-1] in line.values and path[:-1] in line.sheet.known:
                heading = line.sheet.known[path[:-1]].heading
                message = f'There is a text here, and another under "{heading}".'
                self.faults.append(line.fault(line.columns[path], message, "Leave one of the two empty."))
                del line.values[path]
        return True


_IDENTITY = ""  # the first key of the paths of the columns that say which object a row is


def _identity(form: Form, sheet: Sheet) -> tuple[Column, ...]:
    return tuple(
        Column((_IDENTITY, str(number)), heading, "", Kind.NUMBER if number else Kind.WORDS)
        for number, heading in enumerate(form.headings(sheet))
    )


def _near(heading: str, ours: Mapping[str, Column]) -> str:
    near = difflib.get_close_matches(_plain(heading), ours, 1)
    own = "Delete it, or begin its heading with x_ to keep it as your own. Nothing is taken while it is there."
    return f'Did you mean "{ours[near[0]].heading}"?' if near else own


def _plain(heading: str) -> str:
    """Fold a heading: curly apostrophes, blanks of all kinds and capitals make no difference."""
    return " ".join(heading.replace("’", "'").replace("‘", "'").split()).casefold()
