"""Taking a record apart: its rows, one for each object of its lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from opcc_opendata.spreadsheets.form import CellKind, Path, Sheet, SheetColumn, WorkbookForm, extra_column

Record = Mapping[str, Any]


class FlatRow(NamedTuple):
    """One row: which object it is (its position in each list that leads to it, from 1), and its values by path."""

    sheet: Sheet
    id: str
    positions: tuple[int, ...]
    values: dict[Path, Any]


@dataclass
class Use:
    """What a workbook needs beyond the form: how many rows, and which columns that are there only when used."""

    rows: dict[str, int] = field(default_factory=dict)
    _paths: dict[str, dict[Path, None]] = field(default_factory=dict)

    def add(self, row: FlatRow) -> None:
        """Take a row into account."""
        name = row.sheet.name
        self.rows[name] = self.rows.get(name, 0) + 1
        usual = {column.path for column in row.sheet.columns}
        self._paths.setdefault(name, {}).update(dict.fromkeys(path for path in row.values if path not in usual))

    def columns(self, sheet: Sheet) -> tuple[SheetColumn, ...]:
        """Give the columns that a sheet needs, those of each language beside the text."""
        paths = self._paths.get(sheet.name, {})
        found: list[SheetColumn] = []
        for column in sheet.columns:
            found.append(column)
            if column.kind is CellKind.TEXT:
                found += [one for one in sheet.by_language if one.path[:-1] == column.path and one.path in paths]
        return (*found, *(extra_column(path) for path in paths if path not in sheet.known))


def use_of(form: WorkbookForm, records: Iterable[Record]) -> Use:
    """Look through all records for what their workbook needs."""
    use = Use()
    for record in records:
        for row in rows(form, record):
            use.add(row)
    return use


def rows(form: WorkbookForm, record: Record) -> Iterator[FlatRow]:
    """Give the rows of a record that follows the standard: its own first, then those of its lists in their order."""
    yield from _rows(form.top, record, record["id"], ())


def _rows(sheet: Sheet, item: Record, id_: str, positions: tuple[int, ...]) -> Iterator[FlatRow]:
    values = dict(_values(sheet, item, ()))
    if not positions:
        del values["id",]
    yield FlatRow(sheet, id_, positions, values)
    for child in sheet.children:
        for number, inner in enumerate(_list_at(item, child.way), 1):
            yield from _rows(child, inner, id_, (*positions, number))


def _list_at(item: Record, way: Path) -> list[Record]:
    for key in way[:-1]:
        item = item.get(key, {})
    found: list[Record] = item.get(way[-1], [])
    return found


def _values(sheet: Sheet, item: Record, before: Path) -> Iterator[tuple[Path, Any]]:
    lists = {child.way for child in sheet.children}
    for key, value in item.items():
        path = (*before, key)
        if path in lists:
            continue
        column = sheet.known.get(path)
        if column is not None and column.kind is CellKind.TEXT and isinstance(value, dict):
            yield from ((((*path, language), text)) for language, text in value.items())
        elif path in sheet.objects and value:
            yield from _values(sheet, value, path)
        else:
            yield path, value
