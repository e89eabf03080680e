"""A workbook as a folder, or a zip, of CSV files: one file for each sheet.

A spreadsheet that opens CSV makes of every cell what it takes it for: `012` becomes 12, `2019-04` a day, and what
begins with = a formula. So an apostrophe stands before every text that it would change, and a text that has an
apostrophe before such a text gets one more. When the file is read, that apostrophe is taken away. Nothing else is
escaped, and so nothing is lost. The files are UTF-8 with a byte order mark, by which Excel knows that £ is a pound.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Final

from opcc_opendata import zip_limits
from opcc_opendata.files import reason
from opcc_opendata.spreadsheets import cell_overflow, versions
from opcc_opendata.spreadsheets.cells import Content
from opcc_opendata.spreadsheets.form import LONG_TEXTS, VERSIONS, SheetColumn, WorkbookForm
from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.spreadsheets.table import LARGEST, LARGEST_PACKED, Cells, SheetError, content_of
from opcc_opendata.zip_limits import ZipLimitError

_SEPARATOR: Final = re.compile(r'"?sep=(.)"?[^\r\n]*\r?\n', re.IGNORECASE)
_ENCODING: Final = "utf-8-sig"
_MONTHS: Final = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_CHANGED: Final = re.compile(
    r"[=+\-@\t]"  # a formula
    r"|[ \t\r\n]*[(£$€%.,]*[0-9].{0,40}\Z"  # a number, a date, a time, a share, a sum of money
    rf"|[ \t\r\n]*({_MONTHS})[a-z]*[^a-z]{{0,3}}[0-9].{{0,20}}\Z"  # April 2018 becomes a day
    r"|[ \t\r\n]*(true|false)[ \t\r\n]*\Z",
    re.IGNORECASE | re.DOTALL,
)


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would change.

    >>> guarded("012"), guarded("Recommendation 12"), guarded("=1+1")
    ("'012", 'Recommendation 12', "'=1+1")
    """
    return f"'{text}" if _is_changed(text) else text


def unguarded(text: str) -> str:
    """Take the apostrophe away again.

    >>> unguarded("'012"), unguarded("'Tis invented")
    ('012', "'Tis invented")
    """
    return text[1:] if text.startswith("'") and _is_changed(text[1:]) else text


def _is_changed(text: str) -> bool:
    return _CHANGED.match(text.lstrip("'")) is not None


def file_name(sheet: str) -> str:
    """Give the name of a sheet's file.

    >>> file_name("Recommendations by addressee")
    'recommendations-by-addressee.csv'
    """
    return f"{sheet.lower().replace(' ', '-')}.csv"


class CsvFolder:
    """A folder of CSV files that is being written."""

    def __init__(self, folder: Path, form: WorkbookForm, columns: Mapping[str, Sequence[SheetColumn]]) -> None:
        self._files: dict[str, IO[str]] = {}
        for sheet in form.sheets:
            headings = (*form.headings(sheet), *(column.heading for column in columns[sheet.name]))
            self._begin(folder, sheet.name, headings)
        self._begin(folder, LONG_TEXTS, cell_overflow.HEADINGS)
        self._begin(folder, VERSIONS, versions.HEADINGS)

    def _begin(self, folder: Path, sheet: str, headings: Sequence[str]) -> None:
        self._files[sheet] = (folder / file_name(sheet)).open("w", encoding=_ENCODING, newline="")
        self._write(sheet, headings)

    def add(self, sheet: str, cells: Sequence[Content | None]) -> None:
        """Add a row to a sheet."""
        self._write(sheet, ["" if cell is None else str(cell) for cell in cells])

    def _write(self, sheet: str, cells: Sequence[str]) -> None:
        csv.writer(self._files[sheet]).writerow([guarded(cell) for cell in cells])

    def close(self) -> None:
        """End every file."""
        for file in self._files.values():
            file.close()


class CsvSheet:
    """One CSV file, as found."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._content = content

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Give the rows in their order, each with its number from 1. Raises SheetError."""
        try:
            text = self._content.decode(_ENCODING)
        except UnicodeDecodeError:
            hint = 'In Excel, choose Save As, and then "CSV UTF-8 (Comma delimited)".'
            raise SheetError(f"{self.name} is not saved as UTF-8. {hint}") from None
        delimiter = _delimiter(text)
        if said := _SEPARATOR.match(text):  # for Excel alone, which shows it in no row
            delimiter, text = said[1], text[said.end() :]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            for number, row in enumerate(reader, 1):
                yield number, [_found(cell) for cell in row]
        except csv.Error as error:
            raise SheetError(f"{self.name} can't be read after line {reader.line_num}: {error}.") from error

    def look_over(self, faults: list[Fault], notices: list[str]) -> None:
        """Find nothing: CSV has no merged cells and no hidden rows."""


def _delimiter(text: str) -> str:
    """Find what stands between the cells: in some countries a spreadsheet writes a semicolon."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _found(cell: str) -> str | None:
    return unguarded(cell.replace("\r\n", "\n").replace("\r", "\n")) or None


def open_folder(path: Path) -> list[CsvSheet]:
    """Read the CSV files of a folder. Raises SheetError."""
    sheets: list[CsvSheet] = []
    left = LARGEST
    try:
        names = sorted(name for name in os.listdir(path) if name.lower().endswith(".csv"))  # noqa: PTH208
    except OSError as error:
        raise SheetError(f"{path} can't be read: {reason(error)}.") from error
    for name in names:
        content = content_of(path / name, left, path)
        left -= len(content)
        sheets.append(CsvSheet(name, content))
    return sheets


def open_zip(path: Path) -> list[CsvSheet]:
    """Read the CSV files in a zip. Raises SheetError."""
    try:
        packed = zip_limits.open_zip(content_of(path, LARGEST_PACKED), LARGEST)
    except ZipLimitError as error:
        raise SheetError(f"{path} can't be read. {error}") from error
    inside = [one for one in packed.infolist() if one.filename.lower().endswith(".csv")]
    inside = [one for one in inside if not one.filename.startswith("__MACOSX/")]
    return [CsvSheet(PurePosixPath(one.filename).name, packed.read(one)) for one in inside]
