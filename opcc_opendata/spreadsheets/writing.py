"""From records to a workbook, or a folder of CSV."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, Final

from opcc_opendata.files import NotWrittenError, reason, refuse_device, swap_in, there_already
from opcc_opendata.schema import Standard
from opcc_opendata.spreadsheets import cell_overflow, versions
from opcc_opendata.spreadsheets.cells import Content, write_cell
from opcc_opendata.spreadsheets.flatten import FlatRow, Record, Use, rows, use_of
from opcc_opendata.spreadsheets.form import LONG_TEXTS, VERSIONS, SheetColumn, WorkbookForm, form_of
from opcc_opendata.spreadsheets.table import Book

Records = Callable[[], Iterable[Record]]
"""Gives the records, from the first each time that it is called: what a workbook needs is found in a first pass."""

_MOST_ROWS: Final = 1_048_575  # below the headings


class TooManyRowsError(Exception):
    """There are more rows than a sheet can have. The text is a sentence for people."""


def write_xlsx(target: Path, records: Records, standard: Standard, *, force: bool = False) -> None:
    """Write records that follow the standard to a workbook, whole or not at all.

    Raises TooManyRowsError and NotWrittenError.
    """
    from lxml.etree import SerialisationError  # type: ignore[import-untyped]

    from opcc_opendata.spreadsheets.xlsx_writing import Workbook

    refuse_taken_file(target, force=force)
    form = form_of(standard)
    columns = _columns(form, use_of(form, records()))
    with _beside(target) as folder:
        book = Workbook(columns)
        try:
            book.begin(form, columns)
            _fill(book, form, columns, records())
            book.save(folder / target.name)
        except BaseException as error:
            book.abandon()
            if isinstance(error, SerialisationError):  # lxml's OSError, of the sheets' own files
                raise NotWrittenError(
                    f"{target} can't be written: there is no room for it in {gettempdir()}, where its sheets are made."
                ) from error
            raise
        swap_in(folder / target.name, target)


def write_csv(target: Path, records: Records, standard: Standard, *, force: bool = False) -> None:
    """Write records that follow the standard to CSV files in a folder. Raises TooManyRowsError and NotWrittenError.

    Each file is swapped in whole, when all of them are written.
    """
    from opcc_opendata.spreadsheets.csv_files import CsvFolder

    refuse_taken_folder(target, force=force)
    form = form_of(standard)
    columns = _columns(form, use_of(form, records()))
    with _beside(target) as folder:
        with closing(CsvFolder(folder, form, columns)) as files:
            _fill(files, form, columns, records())
        target.mkdir(exist_ok=True)
        for new in sorted(folder.iterdir()):
            swap_in(new, target / new.name)


def refuse_taken_file(target: Path, *, force: bool) -> None:
    """Make sure that a workbook may be written there. Raises NotWrittenError."""
    if target.is_dir():
        raise NotWrittenError(f"{target} is there already. Name a file that ends in {target.suffix or '.xlsx'}.")
    if os.path.lexists(target) and not force:
        raise there_already(target)
    refuse_device(target)


def refuse_taken_folder(target: Path, *, force: bool) -> None:
    """Make sure that CSV files may be written into a folder. Raises NotWrittenError."""
    if target.is_dir() and any(target.iterdir()) and not force:
        raise NotWrittenError(f"{target} is there already, and is not empty. To write over it, add --force.")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target, on the same disk, that is gone afterwards. OSError becomes NotWrittenError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise NotWrittenError(f"{target} can't be written: {reason(error)}.") from error


def _columns(form: WorkbookForm, use: Use) -> dict[str, tuple[SheetColumn, ...]]:
    for sheet, count in use.rows.items():
        if count > _MOST_ROWS:
            raise TooManyRowsError(
                f"The sheet {sheet} would have {count:,} rows, and Excel has {_MOST_ROWS:,}. Export fewer records: "
                "name the folders of some forces."
            )
    return {sheet.name: use.columns(sheet) for sheet in form.sheets}


def _fill(
    book: Book, form: WorkbookForm, columns: dict[str, tuple[SheetColumn, ...]], records: Iterable[Record]
) -> None:
    number = 0
    for record in records:
        for row in rows(form, record):
            cells = list(_cells(row, columns[row.sheet.name]))
            for place, cell in enumerate(cells):
                if isinstance(cell, str) and cell_overflow.is_unfit(cell):
                    number += 1
                    cells[place] = cell_overflow.mark(number)
                    parts = list(cell_overflow.parts(cell))
                    for part, text in enumerate(parts, 1):
                        book.add(LONG_TEXTS, (number, part, len(parts), text))
            book.add(row.sheet.name, cells)
        book.add(VERSIONS, (str(record["id"]), versions.checksum(record)))


def _cells(row: FlatRow, columns: tuple[SheetColumn, ...]) -> Iterator[Content | None]:
    yield row.id
    yield from row.positions
    missing: Any = object()
    for column in columns:
        value = row.values.get(column.path, missing)
        yield None if value is missing else write_cell(column, value)
