"""Reading a workbook of Excel, as Excel or LibreOffice has saved it."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from xml.etree import ElementTree

from opcc_opendata.spreadsheets.cells import CellProblem, CellValue
from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.spreadsheets.table import LARGEST, LARGEST_PACKED, Cells, SheetError, content_of
from opcc_opendata.zip_limits import ZipLimitError, open_zip

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]')
_RETYPE = "Format the cell as Text, and type it again."
_SHOWN = 5
_BLOCK = 1 << 20
_HIDES = re.compile(rb"""hidden\s{0,9}=\s{0,9}["'](?:1|true)["']|mergeCell""")
"""What a sheet with hidden rows or merged cells has in its file. A text can say "hidden" too."""
_SIGNS = (b"hidden", b"mergeCell")
_LONGEST_SIGN = 40
_HEAD = 100
"""Bytes in which a part of a workbook says its encoding."""
_ZIP = b"PK"


@contextmanager
def open_xlsx(path: Path) -> Iterator[list[XlsxSheet]]:
    """Open a workbook, and give its sheets. Raises SheetError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of parts of a workbook that are nothing to us
        book = _load(path)
        try:
            sheets = [(sheet, rel) for sheet, rel in book.parser.find_sheets() if rel.target in book.valid_files]
            yield [XlsxSheet(book, sheet.name, rel.target) for sheet, rel in sheets if "chartsheet" not in rel.Type]
        finally:
            book.archive.close()


def _load(path: Path) -> ExcelReader:
    """Read what a workbook has but for its sheets, which openpyxl would go through to see how large they are."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.utils.exceptions import InvalidFileException

    class Reader(ExcelReader):
        def read_worksheets(self) -> None:
            pass

    raw = content_of(path, LARGEST_PACKED)
    if not raw.startswith(_ZIP):
        raise SheetError(
            f"{path} is not a workbook of the kind .xlsx. If it is an old one (.xls), or has a password, open it in "
            "Excel and save it as an Excel Workbook (.xlsx) without a password."
        )
    try:
        open_zip(raw, LARGEST).close()
        # Without rich_text, openpyxl takes x005F_ out of every text that many cells share.
        reader = Reader(io.BytesIO(raw), read_only=True, rich_text=True)
        reader.read()
        return reader
    except ZipLimitError as error:
        raise SheetError(f"{path} can't be read as a workbook. {error}") from error
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, ElementTree.ParseError) as error:
        raise SheetError(f"{path} is damaged, or not a workbook: {error}") from error


class XlsxSheet:
    """One sheet of a workbook. It is read row by row, so that a large one fits into memory."""

    def __init__(self, book: ExcelReader, name: str, path: str) -> None:
        self.name = name
        self._book = book
        self._path = path

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Give the rows in their order, each with its number from 1. Raises SheetError."""
        last = 0
        try:
            with self._book.archive.open(self._path) as source:
                for number, cells in self._rows(source):
                    if number > last:  # what stands below its place is passed over
                        yield from ((missing, ()) for missing in range(last + 1, number))
                        yield number, cells
                        last = number
        except (KeyError, ValueError, TypeError, IndexError, ElementTree.ParseError, zipfile.BadZipFile) as error:
            raise SheetError(f"The sheet {self.name} is damaged: {error}") from error

    def _rows(self, source: IO[bytes]) -> Iterator[tuple[int, Cells]]:
        """Give the rows that are written in a sheet. The values of their cells are made by openpyxl's parser."""
        from openpyxl.worksheet._reader import INLINE_STRING, ROW_TAG, VALUE_TAG, WorkSheetParser

        book: Any = self._book.wb  # its types leave out what its own sheets read cells with
        parser: Any = WorkSheetParser(
            source,
            self._book.shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
            rich_text=True,
        )
        text = f"{VALUE_TAG.removesuffix('v')}t"
        for _, element in ElementTree.iterparse(source):  # noqa: S314 (expat stops entities that grow)
            if element.tag == ROW_TAG:
                for cell in element:
                    _as_plain(cell, INLINE_STRING, text, VALUE_TAG)
                number, found = parser.parse_row(element)
                cells: list[CellValue | None] = [None] * max((cell["column"] for cell in found), default=0)
                for cell in found:
                    cells[cell["column"] - 1] = _found(cell, book)
                yield number, cells
                element.clear()

    def look_over(self, faults: list[Fault], notices: list[str]) -> None:
        """Find merged cells, which hide what was in all but one of them, and hidden rows."""
        hidden: list[str] = []
        if not self._may_hide():
            return
        with self._book.archive.open(self._path) as source:
            for _, element in ElementTree.iterparse(source):  # noqa: S314 (expat stops entities that grow)
                tag = element.tag.rpartition("}")[2]
                if tag == "row" and element.get("hidden") in ("1", "true"):
                    hidden.append(element.get("r", "?"))
                elif tag == "mergeCell":
                    faults.append(_merged(self.name, element.get("ref", "A1")))
                if tag in ("row", "mergeCell"):
                    element.clear()
        if hidden:
            listed = ", ".join(hidden[:_SHOWN]) + (" …" if len(hidden) > _SHOWN else "")
            notices.append(f"{self.name}: hidden rows were read like the others: {listed}.")

    def _may_hide(self) -> bool:
        """Tell if a sheet may have hidden rows or merged cells, without making elements of all that is in it."""
        with self._book.archive.open(self._path) as source:
            head = source.read(_HEAD)
            if b"\0" in head or (b"encoding" in head and b"utf-8" not in head.lower()):
                return True  # in another encoding the names may have other bytes
            before = head
            while block := source.read(_BLOCK):
                piece = before + block
                if any(sign in piece for sign in _SIGNS) and _HIDES.search(piece):
                    return True
                before = piece[-_LONGEST_SIGN:]
        return False


def _merged(sheet: str, reference: str) -> Fault:
    from openpyxl.utils.cell import range_boundaries

    column, row, _, _ = range_boundaries(reference)
    message = f"The cells {reference} are merged, so only the first of them holds anything."
    return Fault(sheet, row or 1, column or 1, message, "Split them (Merge & Center, Unmerge Cells), and fill in each.")


def _as_plain(cell: ElementTree.Element, inline: str, text: str, value: str) -> None:
    """Turn a text in one piece, which openpyxl takes for one with parts in bold, into the value of its cell."""
    if cell.get("t") == "inlineStr" and len(cell) == 1 and cell[0].tag == inline and len(cell[0]) == 1:
        only = cell[0][0]
        if only.tag == text and only.text:
            cell.set("t", "str")
            cell[0].tag, cell[0].text = value, only.text


def _format(style: int, book: Any) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    number = book._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "General")
    return str(book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


def _found(cell: Mapping[str, Any], book: Any) -> CellValue | None:
    value, kind = cell["value"], cell["data_type"]
    if value is None:
        return None
    if _is_struck_out(value, cell["style_id"], book):
        return CellProblem("Words are struck out here.", "Delete them, or take the line through them away.")
    if kind == "f":
        return CellProblem("This is a formula: type the text itself.", "No formula is worked out here.")
    if kind == "e":
        return CellProblem(f"This cell shows the error {value}.", "Write what belongs there.")
    if kind == "s":
        text = str(value)
        if "_x" in text:
            text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return _day(value, _format(cell["style_id"], book))
    return _number(value, _format(cell["style_id"], book))


def _is_struck_out(value: Any, style: int, book: Any) -> bool:
    """Tell if a line goes through a text, or through a part of it: somebody wants it gone."""
    if isinstance(value, list):  # a text in pieces
        if any(piece.font is not None and piece.font.strike for piece in value if not isinstance(piece, str)):
            return True
    elif not isinstance(value, str) or not value.strip():
        return False
    return bool(book._fonts[book._cell_styles[style].fontId].strike)


def _day(value: datetime, form: str) -> CellValue:
    if value != datetime(value.year, value.month, value.day):  # noqa: DTZ001 (a workbook knows no time zones)
        return CellProblem(f"This is a date with a time: {value}.", "Write the date alone, as in 2019-02-26.")
    shown = _LITERAL.sub("", form).casefold()
    if "d" not in shown:
        # Excel makes the first day of the month of 2019-04 or April 2019, and shows only the month.
        hint = f"If the day is not known, format the cell as Text and write {value:%Y-%m}."
        return CellProblem(f"The spreadsheet has made the date {value:%Y-%m-%d} of this, and shows less of it.", hint)
    return value.date()


def _number(value: Any, form: str) -> CellValue:
    if isinstance(value, int) and form in ("General", "@", "0"):
        return value
    if isinstance(value, float) and value.is_integer() and form in ("General", "@", "0") and abs(value) < 1e15:
        return int(value)
    return CellProblem(
        f"The spreadsheet holds {value} here, as a number or a time, and may show something else.", _RETYPE
    )
