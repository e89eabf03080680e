"""Writing a workbook that an officer finds self-explanatory, row by row, so that memory does not grow with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from math import ceil
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from opcc_opendata.spreadsheets import cell_overflow, readme_sheet, versions
from opcc_opendata.spreadsheets.cells import Content
from opcc_opendata.spreadsheets.form import (
    LISTS,
    LONG_TEXTS,
    README,
    VERSIONS,
    CellKind,
    Sheet,
    SheetColumn,
    WorkbookForm,
)
from opcc_opendata.spreadsheets.places import letters

_LIKE_AN_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LIKE_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "'")
_WIDTHS: Final = {CellKind.TEXT: 60, CellKind.WORDS: 24, CellKind.CODE: 26, CellKind.CODES: 30, CellKind.JSON: 30}
_NARROW: Final = 13
_ID_WIDTH: Final = 32
_LINE_HEIGHT: Final = 15
_MOST_LINES: Final = 8
_LAST_ROW: Final = 1_048_576
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_FONT: Final = "Arial"
_DARK: Final = "FF1D3557"
_PALE: Final = "FFEEF2F6"


class Workbook:
    """A workbook of Excel that is being written."""

    def __init__(self, columns: Mapping[str, Sequence[SheetColumn]]) -> None:
        import openpyxl

        self._book = openpyxl.Workbook(write_only=True)
        self._book.properties.creator = "opcc"
        self._book.properties.title = "Responses to police inspection reports"
        _add_styles(self._book)
        self._codes = _codes_of(columns)
        self._sheets: dict[str, Any] = {}  # openpyxl's types know little of such sheets
        self._widths: dict[str, list[int]] = {}
        self._rows: dict[str, int] = {}
        self._styles: dict[tuple[type, bool], str] = {}

    def begin(self, form: WorkbookForm, columns: Mapping[str, Sequence[SheetColumn]]) -> None:
        """Write the beginning of each sheet, and those that are whole from the first."""
        self._add_readme(form)
        for sheet in form.sheets:
            self._begin(form, sheet, columns[sheet.name])
        self._begin_long_texts()
        self._begin_versions()
        self._add_lists()

    def add(self, sheet: str, cells: Sequence[Content | None]) -> None:
        """Add a row to a sheet."""
        self._rows[sheet] += 1
        self._sheets[sheet].append(cells)

    def _write_plainly(self, name: str) -> None:
        """Have the rows that follow written as they are: openpyxl makes an object of each cell, in twice the time.

        These are two functions of its writer of one sheet, as 3.1 has them. All else is left to it.
        """
        from openpyxl.utils.datetime import to_excel
        from openpyxl.xml.functions import Element, SubElement

        into, widths = self._sheets[name], self._widths[name]
        columns = [letters(number) for number in range(1, len(widths) + 1)]

        def serial(day: date) -> int:
            return int(to_excel(day))  # type: ignore[no-untyped-call]

        def write(file: Any, cells: Sequence[Content | None], number: int) -> None:
            row = Element("row", {"r": str(number)})
            if (height := _height(cells, widths)) > _LINE_HEIGHT:
                row.set("ht", str(height))
                row.set("customHeight", "1")
            for column, content in zip(columns, cells, strict=True):
                if content is None:
                    continue
                cell = SubElement(row, "c", {"r": f"{column}{number}", "s": self._style(into, content)})
                if not isinstance(content, str):
                    cell.set("t", "n")
                    SubElement(cell, "v").text = str(serial(content) if isinstance(content, date) else content)
                elif content:
                    cell.set("t", "inlineStr")
                    text: Any = SubElement(SubElement(cell, "is"), "t")
                    text.text = _escaped(content)
                    if content != content.strip():
                        text.set(_SPACE, "preserve")
            file.write(row)

        into._values_to_row = lambda cells, _: cells
        into._writer.write_row = write

    def _style(self, sheet: Any, content: Content) -> str:
        kind = (type(content), _is_quoted(content))
        if kind not in self._styles:
            self._styles[kind] = str(_cell(sheet, content).style_id)
        return self._styles[kind]

    def save(self, path: Path) -> None:
        """Write the file."""
        for name, sheet in self._sheets.items():
            if name != README:
                sheet.auto_filter.ref = f"A1:{letters(len(self._widths[name]))}{self._rows[name]}"
        from openpyxl.writer.excel import ExcelWriter

        self._book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:  # closed here also where there is no room for its end
            ExcelWriter(self._book, archive).save()

    def abandon(self) -> None:
        """Close a book that could not be written: left to themselves, its sheets would complain at the end."""
        sheets: Sequence[Any] = self._book.worksheets  # those of codes and of versions too
        for sheet in sheets:
            with suppress(Exception):  # some are closed already, and no other can be written either
                sheet.close()
            with suppress(Exception):  # what writes a sheet's file stays open where its rows could not be ended
                sheet._writer.close()

    def _new(self, name: str, widths: Sequence[int], frozen: str) -> Any:
        sheet = self._book.create_sheet(name)
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[letters(number)].width = width
        sheet.freeze_panes = frozen
        sheet.page_setup.orientation = "landscape"
        self._sheets[name] = sheet
        self._widths[name] = list(widths)
        self._rows[name] = 1
        return sheet

    def _add_readme(self, form: WorkbookForm) -> None:
        sheet = self._new(README, (34, 90), "A1")
        sheet.sheet_view.showGridLines = False
        for style, *texts in readme_sheet.lines(form):
            row = self._rows[README]
            sheet.row_dimensions[row].height = max(_height(texts, self._widths[README]), _LINE_HEIGHT) + 5
            sheet.append([_cell(sheet, text, style) for text in texts])
            self._rows[README] += 1

    def _begin(self, form: WorkbookForm, sheet: Sheet, columns: Sequence[SheetColumn]) -> None:
        identity = form.headings(sheet)
        widths = [_ID_WIDTH, *(_NARROW for _ in sheet.positions), *(_WIDTHS.get(one.kind, _NARROW) for one in columns)]
        into = self._new(sheet.name, widths, f"{letters(len(identity) + 1)}2")
        notes = (form.id_note, *(readme_sheet.POSITION for _ in sheet.positions))
        heads = [*zip(identity, notes, strict=True), *((column.heading, column.note) for column in columns)]
        into.row_dimensions[1].height = 3 * _LINE_HEIGHT
        into.append([_heading(into, heading, note) for heading, note in heads])
        for place, column in enumerate(columns, len(identity) + 1):
            into.column_dimensions[letters(place)].number_format = "@"  # what is typed stays as it is typed
            self._add_choice(into, column, letters(place))
        self._write_plainly(sheet.name)

    def _add_choice(self, into: Any, column: SheetColumn, letter: str) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        if column.kind is CellKind.YES_NO:
            source = '"yes,no"'
        elif column.kind is CellKind.CODE and column.codes is not None:
            place = letters(list(self._codes).index(column.codes.name) + 1)
            source = f"{LISTS}!${place}$2:${place}${len(column.codes.labels) + 1}"
        else:
            return
        choice = DataValidation(
            type="list",
            formula1=source,
            showErrorMessage=True,
            errorTitle="Not in the list",
            error="Choose one from the list, or leave the cell empty.",
            sqref=f"{letter}2:{letter}{_LAST_ROW}",
        )
        into.data_validations.append(choice)

    def _begin_long_texts(self) -> None:
        sheet = self._new(LONG_TEXTS, (_NARROW, _NARROW, _NARROW, 110), "A2")
        sheet.append([_heading(sheet, heading, readme_sheet.LONG_TEXT) for heading in cell_overflow.HEADINGS])
        self._write_plainly(LONG_TEXTS)

    def _begin_versions(self) -> None:
        sheet = self._new(VERSIONS, (_ID_WIDTH, 70), "A2")
        sheet.sheet_state = "hidden"
        sheet.append([_heading(sheet, heading, versions.NOTE) for heading in versions.HEADINGS])
        self._write_plainly(VERSIONS)

    def _add_lists(self) -> None:
        sheet = self._book.create_sheet(LISTS)
        sheet.sheet_state = "hidden"
        lists = [[name.replace("_", " ").capitalize(), *labels] for name, labels in self._codes.items()]
        for row in range(max((len(one) for one in lists), default=0)):
            sheet.append([_cell(sheet, one[row]) if row < len(one) else None for one in lists])


def _codes_of(columns: Mapping[str, Sequence[SheetColumn]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for some in columns.values():
        for column in some:
            if column.kind is CellKind.CODE and column.codes is not None:
                found.setdefault(column.codes.name, list(column.codes.labels.values()))
    return found


def _add_styles(book: Any) -> None:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

    wrapped = Alignment(wrap_text=True, vertical="top")
    plain, bold = Font(name=_FONT, size=10), Font(name=_FONT, size=10, bold=True)
    white = Font(name=_FONT, size=10, bold=True, color="FFFFFFFF")
    for style in (
        NamedStyle("text", font=plain, alignment=wrapped, number_format="@"),
        NamedStyle("day", font=plain, alignment=wrapped, number_format="yyyy-mm-dd"),
        NamedStyle("number", font=plain, alignment=wrapped, number_format="0"),
        NamedStyle("heading", font=white, alignment=wrapped, number_format="@", fill=PatternFill("solid", _DARK)),
        NamedStyle("title", font=Font(name=_FONT, size=16, bold=True), number_format="@"),
        NamedStyle("bold", font=bold, alignment=wrapped, number_format="@", fill=PatternFill("solid", _PALE)),
        NamedStyle("words", font=plain, alignment=wrapped, number_format="@"),
    ):
        book.add_named_style(style)


def _cell(sheet: Any, content: Content, style: str = "text") -> Any:
    from openpyxl.cell.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet)
    if isinstance(content, str):
        cell.value = _escaped(content)
        cell.data_type = "s"  # also where it looks like a formula or an error
        cell.style = style
    else:
        cell.value = content
        cell.style = "day" if isinstance(content, date) else "number"
    if _is_quoted(content):
        cell.quotePrefix = True
    return cell


def _escaped(text: str) -> str:
    """Escape what a spreadsheet would read as an escape, such as _x000D_ for a carriage return."""
    return _LIKE_AN_ESCAPE.sub("_x005F_", text) if "_x" in text else text


def _is_quoted(content: Content) -> bool:
    """Tell whether a spreadsheet would take a text for a formula when somebody edits its cell."""
    return isinstance(content, str) and content.startswith(_LIKE_A_FORMULA)


def _heading(sheet: Any, heading: str, note: str) -> Any:
    from openpyxl.comments import Comment

    cell = _cell(sheet, heading, "heading")
    cell.comment = Comment(note, "opcc", width=320, height=30 + 18 * ceil(len(note) / 45))
    return cell


def _height(cells: Sequence[Content | None], widths: Sequence[int]) -> int:
    """Work out how high a row has to be, in points, up to a height at which a screen still shows several rows."""
    most = 1
    for cell, width in zip(cells, widths, strict=False):
        if isinstance(cell, str) and (len(cell) > width or "\n" in cell):
            most = max(most, sum(ceil(len(line) / width) or 1 for line in cell[: 10 * width].split("\n")))
            if most >= _MOST_LINES:
                return _MOST_LINES * _LINE_HEIGHT
    return most * _LINE_HEIGHT
