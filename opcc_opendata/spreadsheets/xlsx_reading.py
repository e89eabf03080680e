"""Reading a workbook of Excel, as Excel or LibreOffice has saved it."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from opcc_opendata.spreadsheets.cells import Found, Odd
from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.spreadsheets.table import LARGEST, LARGEST_PACKED, Cells, SheetError, content_of
from opcc_opendata.zip_limits import ZipLimitError, open_zip

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]')
_RETYPE = "Format the cell as Text, and type it again."
_SHOWN = 5
_ZIP = b"PK"


@contextmanager
def open_xlsx(path: Path) -> Iterator[list[Sheet]]:
    """Open a workbook, and give its sheets. Raises SheetError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of parts of a workbook that are nothing to us
        book = _load(path)
        try:
            yield [Sheet(book, sheet) for sheet in book.worksheets]
        finally:
            book.close()


def _load(path: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    raw = content_of(path, LARGEST_PACKED)
    if not raw.startswith(_ZIP):
        raise SheetError(
            f"{path} is not a workbook of the kind .xlsx. If it is an old one (.xls), or has a password, open it in "
            "Excel and save it as an Excel Workbook (.xlsx) without a password."
        )
    try:
        open_zip(raw, LARGEST).close()
        # Without rich_text, openpyxl takes x005F_ out of every text that many cells share.
        return load_workbook(io.BytesIO(raw), read_only=True, rich_text=True)
    except ZipLimitError as error:
        raise SheetError(f"{path} can't be read as a workbook. {error}") from error
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, ElementTree.ParseError) as error:
        raise SheetError(f"{path} is damaged, or not a workbook: {error}") from error


class Sheet:
    """One sheet of a workbook. It is read row by row, so that a large one fits into memory."""

    def __init__(self, book: Workbook, sheet: Any) -> None:
        self.name: str = sheet.title
        self._book = book
        self._sheet = sheet
        sheet.reset_dimensions()  # what a workbook says of its own size may be wrong

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Give the rows in their order, each with its number from 1. Raises SheetError."""
        try:
            for number, row in enumerate(self._sheet.iter_rows(), 1):
                yield number, [_found(cell) for cell in row]
        except (KeyError, ValueError, TypeError, ElementTree.ParseError, zipfile.BadZipFile) as error:
            raise SheetError(f"The sheet {self.name} is damaged: {error}") from error

    def look_over(self, faults: list[Fault], notices: list[str]) -> None:
        """Find merged cells, which hide what was in all but one of them, and hidden rows."""
        hidden: list[str] = []
        # openpyxl tells of these only where it has loaded every cell into memory.
        with self._book._archive.open(self._sheet._worksheet_path) as source:  # type: ignore[attr-defined]
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


def _merged(sheet: str, reference: str) -> Fault:
    from openpyxl.utils.cell import range_boundaries

    column, row, _, _ = range_boundaries(reference)
    message = f"The cells {reference} are merged, so only the first of them holds anything."
    return Fault(sheet, row or 1, column or 1, message, "Split them (Merge & Center, Unmerge Cells), and fill in each.")


def _found(cell: Any) -> Found | None:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Odd("This is a formula: type the text itself.", "No formula is worked out here.")
    if cell.data_type == "e":
        return Odd(f"This cell shows the error {value}.", "Write what belongs there.")
    if cell.data_type == "s":
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return _day(value, cell.number_format)
    return _number(value, cell.number_format)


def _day(value: datetime, form: str) -> Found:
    if value != datetime(value.year, value.month, value.day):  # noqa: DTZ001 (a workbook knows no time zones)
        return Odd(f"This is a date with a time: {value}.", "Write the date alone, as in 2019-02-26.")
    shown = _LITERAL.sub("", form).casefold()
    if "d" not in shown:
        # Excel makes the first day of the month of 2019-04 or April 2019, and shows only the month.
        hint = f"If the day is not known, format the cell as Text and write {value:%Y-%m}."
        return Odd(f"The spreadsheet has made the date {value:%Y-%m-%d} of this, and shows less of it.", hint)
    return value.date()


def _number(value: Any, form: str) -> Found:
    if isinstance(value, int) and form in ("General", "@", "0"):
        return value
    if isinstance(value, float) and value.is_integer() and form in ("General", "@", "0") and abs(value) < 1e15:
        return int(value)
    return Odd(f"The spreadsheet holds {value} here, as a number or a time, and may show something else.", _RETYPE)
