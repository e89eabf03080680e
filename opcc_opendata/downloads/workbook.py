"""One workbook of Excel with a sheet for each table.

Excel's own limits (https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3) take no text away: one
that has no place in a cell is on the sheet "Long texts", in parts, and its cell says so. A table with more rows than a
sheet has goes on in a second sheet. No text is a formula.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from opcc_opendata.downloads.archives import Archive
from opcc_opendata.downloads.data_package import About
from opcc_opendata.downloads.formats import TABLES
from opcc_opendata.downloads.tables_as import rows
from opcc_opendata.spreadsheets import cell_overflow
from opcc_opendata.spreadsheets.form import LONG_TEXTS
from opcc_opendata.tables import Table

MOST_ROWS: Final = 1_048_576
"""Of a sheet, with the row of headings."""

_LONGEST_NAME: Final = 31
_LEFT_OUT: Final = ("records",)
"""Each record whole, as JSON: it repeats what the other sheets hold, and is nothing to read in a cell."""

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML can't hold (XML 1.0, section 2.2). No valid record has one; where there is one, its number is written."""

_READ_ME: Final = "Read me"
_WIDTHS: Final = {"INTEGER": 10, "TEXT": 24}
_NEVER: Final = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook's dates have no zone; this one says nothing)


class _Sheets:
    """A workbook that is being written, sheet by sheet, and the texts that have no place in their cells."""

    def __init__(self, most_rows: int) -> None:
        import openpyxl

        self.book = openpyxl.Workbook(write_only=True)
        self.long: list[str] = []
        self._most_rows = most_rows

    def table(
        self,
        name: str,
        headings: Sequence[str],
        widths: Sequence[int],
        found: Iterator[Sequence[Any]],
        *,
        fits: bool = False,
    ) -> None:
        """Write a table, in as many sheets as it needs. Where it `fits`, each value is known to have a place."""
        from openpyxl.utils import get_column_letter

        number, row = 0, self._most_rows
        for cells in found:
            if row == self._most_rows:
                number, row = number + 1, 1
                sheet = self.new(name if number == 1 else f"{name} ({number})", headings, widths)
            sheet.append([self._cell(sheet, value, fits=fits) for value in cells])
            row += 1
            last = f"{get_column_letter(len(headings))}{row}"
            sheet.auto_filter.ref = f"A1:{last}"
        if not number:
            self.new(name, headings, widths)

    def new(self, name: str, headings: Sequence[str], widths: Sequence[int]) -> Any:
        from openpyxl.utils import get_column_letter

        sheet: Any = self.book.create_sheet(name[:_LONGEST_NAME])
        for place, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.freeze_panes = "A2"
        sheet.append([_bold(sheet, heading) for heading in headings])
        return sheet

    def _cell(self, sheet: Any, value: str | int | None, *, fits: bool) -> Any:
        if not isinstance(value, str):
            return value
        if not fits and (cell_overflow.is_unfit(value) or _CONTROLS.search(value) or "\r" in value):
            self.long.append(value)
            value = cell_overflow.mark(len(self.long))
        return text_cell(sheet, value)


def text_cell(sheet: Any, text: str) -> Any:
    """Make a cell that is a text, also where it looks like a formula, and stays one when it is edited."""
    if text[:1] not in "=+-@'\t#":
        return text
    from openpyxl.cell.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell: Any = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def write_xlsx(
    connection: sqlite3.Connection, archive: Archive, about: About, digest: str, *, most_rows: int = MOST_ROWS
) -> None:
    """Write the workbook."""
    from openpyxl.writer.excel import ExcelWriter

    sheets = _Sheets(most_rows)
    _read_me(sheets, about, digest)
    for table in TABLES:
        if table.name not in _LEFT_OUT:
            widths = [_WIDTHS[column.type] for column in table.columns]
            sheets.table(table.name, table.column_names, widths, rows(connection, table))
    parts = (
        (number, place, len(all_parts), part)
        for number, text in enumerate(sheets.long, 1)
        for all_parts in [[*cell_overflow.parts(_CONTROLS.sub(_named, text.replace("\r", "[U+000D]")))]]
        for place, part in enumerate(all_parts, 1)
    )
    sheets.table(LONG_TEXTS, cell_overflow.HEADINGS, (10, 10, 10, 110), parts, fits=True)
    properties = sheets.book.properties
    properties.creator, properties.title = "", about.title
    properties.created = properties.modified = _NEVER
    ExcelWriter(sheets.book, archive).write_data()


def _named(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def _read_me(sheets: _Sheets, about: About, digest: str) -> None:
    sheet = sheets.new(_READ_ME, (about.title, ""), (34, 110))
    lines = [
        ("What this is", about.description),
        ("Licence", f"{about.licence}, {about.licence_url}"),
        ("Source", about.source),
        ("Digest of the content", digest),
        ("Empty cells", "An empty cell has no value."),
        (
            "Long texts",
            "Excel has no place for more than 32,767 characters in a cell, or for more than 253 line feeds. A cell "
            f'"[Long text 1 …]" stands for a text that is on the sheet "{LONG_TEXTS}", in parts: put together, in '
            "order, they are the whole text. Characters that no workbook can hold are written there as [U+0000].",
        ),
        (
            "More rows than a sheet has",
            "A table with more than 1,048,575 rows goes on in a sheet with the same name and a number.",
        ),
        (
            "Not here",
            "The table records, which repeats each record as JSON, and the tables for searching. The SQLite file has "
            "them.",
        ),
        *((table.name, about.table(table)) for table in TABLES if table.name not in _LEFT_OUT),
        *(
            (f"{table.name}.{name}", says)
            for table in TABLES
            if table.name not in _LEFT_OUT and not _is_code(table)
            for name, says in about.columns(table).items()
        ),
    ]
    for label, text in lines:
        sheet.append([_bold(sheet, label), text_cell(sheet, text)])


def _is_code(table: Table) -> bool:
    return table.name.startswith("code_")
