"""From a workbook, or a folder or zip of CSV, to records."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from opcc_opendata.sandbox import Sandbox, SandboxError, SandboxLimitError
from opcc_opendata.schema import Standard, load_standard
from opcc_opendata.spreadsheets import cell_overflow, csv_files, versions, xlsx_reading
from opcc_opendata.spreadsheets.cell_changes import Cells
from opcc_opendata.spreadsheets.cells import is_empty
from opcc_opendata.spreadsheets.csv_files import file_name
from opcc_opendata.spreadsheets.form import LISTS, LONG_TEXTS, README, VERSIONS, WorkbookForm, form_of
from opcc_opendata.spreadsheets.lines import ReadingNotes
from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.spreadsheets.table import SheetError, SheetReader
from opcc_opendata.spreadsheets.unflatten import check, put_together
from opcc_opendata.suggestions import did_you_mean

_SECONDS: Final = 120
"""Of work by the processor, for one workbook."""


@dataclass(frozen=True)
class WorkbookRecords:
    """What was found in a workbook: its records in their order, what is wrong, and what is worth knowing.

    `cells` says of each record where it stands, and `versions` gives the checksum that each had when it was exported.

    Where there are faults, the records are what could be made of the rest, and are not to be relied on.
    """

    records: tuple[dict[str, Any], ...]
    faults: tuple[Fault, ...]
    notices: tuple[str, ...]
    cells: tuple[Cells, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


def read_records(path: Path, standard: Standard) -> WorkbookRecords:
    """Read the records of a workbook (.xlsx), a folder of CSV files, or a zip of them. Raises SheetError."""
    with Sandbox(_read_tables, _SECONDS, (SheetError,)) as sandbox:
        try:
            return sandbox.run((path, standard.folder, standard.register))
        except SandboxLimitError as error:
            raise SheetError(f"{path} took more than {_SECONDS} seconds to read, or too much memory.") from error
        except SandboxError as error:
            raise SheetError(f"{path} can't be read ({error}). Please report this, with the file.") from error


def _read_tables(job: tuple[Path, Path, Path | None]) -> WorkbookRecords:
    path, standard = job[0], load_standard(job[1], job[2])
    form = form_of(standard)
    gc.disable()  # cells and records hold no cycles, and looking for some would take an eighth of the time
    try:
        with _opened(path) as tables:
            return _read(path, form, tables, standard)
    finally:
        gc.enable()


def _read(path: Path, form: WorkbookForm, found: Sequence[SheetReader], standard: Standard) -> WorkbookRecords:
    reading = ReadingNotes(form)
    tables = _by_name(found, form, reading.faults)
    if form.top.name not in tables:
        raise SheetError(f"{path} has no sheet {form.top.name}. Without it nobody can tell which responses there are.")
    reading.exported = versions.read(tables.get(VERSIONS))
    names = [sheet.name for sheet in form.sheets]
    for name, table in tables.items():
        table.look_over(reading.faults, reading.notices)
        is_strange = name not in {*names, *_OURS}
        if is_strange and any(not is_empty(cell) for _, cells in table.rows() for cell in cells):
            reading.faults.append(_unknown(table, form))
            reading.unread.update(name for name in names if name not in tables)  # it may be one of those
    reading.long_texts = cell_overflow.put_together(tables.get(LONG_TEXTS), reading.faults)
    lines = {sheet.name: reading.lines(sheet, tables[sheet.name]) for sheet in form.sheets if sheet.name in tables}
    reading.notices += [f"There is no sheet {sheet.name}." for sheet in form.sheets if sheet.name not in tables]
    responses = put_together(reading, lines)
    check(standard, responses, reading)
    faults = _in_order(reading.faults, found)
    records = tuple(response.data for response in responses)
    columns = {one.name: one.columns for several in lines.values() for one in several[:1]}
    cells = (
        Cells(
            {at: (line.name, line.row) for at, line in response.lines.items()},
            {at: line.positions[-1] for at, line in response.lines.items() if line.positions},
            columns,
        )
        for response in responses
    )
    return WorkbookRecords(records, faults, tuple(reading.notices), tuple(cells), reading.exported)


_OURS = (README, LISTS, LONG_TEXTS, VERSIONS)


def _opened(path: Path) -> AbstractContextManager[Sequence[SheetReader]]:
    if path.is_dir():
        return nullcontext(csv_files.open_folder(path))
    if path.suffix.lower() == ".csv":
        raise SheetError(f"{path} is one sheet of several. Name the folder that it is in, or a zip of all of them.")
    return nullcontext(csv_files.open_zip(path)) if path.suffix.lower() == ".zip" else xlsx_reading.open_xlsx(path)


def _by_name(tables: Sequence[SheetReader], form: WorkbookForm, faults: list[Fault]) -> dict[str, SheetReader]:
    """Give the sheets of a workbook by the name that the form has for them. Two of one name are a fault."""
    names = (*(sheet.name for sheet in form.sheets), *_OURS)
    ours = {name.casefold(): name for name in names} | {file_name(name): name for name in names}
    found: dict[str, SheetReader] = {}
    for table in tables:
        name = _our_name(table.name, ours)
        before = found.setdefault(name, table)
        if before is not table:
            message = f"There are two sheets that may be {name}: {before.name} and {table.name}."
            faults.append(Fault(table.name, 0, 0, message, "Delete the one that is not meant, or take it elsewhere."))
    return found


def _our_name(name: str, ours: Mapping[str, str]) -> str:
    """Give the form's name for a sheet. Google Sheets names a file after the workbook too: "responses - Grades.csv"."""
    plain = " ".join(name.split()).casefold()
    stem = plain.removesuffix(".csv")
    names = (plain, stem, stem.rpartition(" - ")[2], f"{stem.rpartition(' - ')[2]}.csv")
    return next((ours[one] for one in names if one in ours), name)


def _unknown(table: SheetReader, form: WorkbookForm) -> Fault:
    names = [sheet.name for sheet in form.sheets]
    otherwise = f"The sheets are {', '.join(names)}. Delete it, or rename it: nothing is taken while it is there."
    hint = did_you_mean(table.name.removesuffix(".csv"), names, otherwise)
    return Fault(table.name, 0, 0, "There is no such sheet in a workbook of responses.", hint)


def _in_order(faults: list[Fault], tables: Sequence[SheetReader]) -> tuple[Fault, ...]:
    order = {table.name: number for number, table in enumerate(tables)}
    return tuple(sorted(faults, key=lambda fault: (order.get(fault.sheet, 0), fault)))
