"""What a workbook would change in a record, cell by cell, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.spreadsheets.form import Form, Sheet
from opcc_opendata.spreadsheets.places import cell_name

_LONGEST: Final = 70
_NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the objects of one record stand in a workbook: the sheet and the row of each, by its pointer."""

    rows: Mapping[Pointer, tuple[str, int]]
    columns: Mapping[str, Mapping[tuple[str, ...], int]]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A value that would be another. `where` is its cell, or its sheet where the workbook has no cell for it."""

    where: str
    what: str
    before: str
    after: str

    @property
    def loses(self) -> bool:
        """Tell if a value would be gone."""
        return not self.after

    def __str__(self) -> str:
        return f"{self.where} {self.what}: {self.before or 'nothing'} → {self.after or 'nothing'}"


def cell_changes(before: Any, after: Any, cells: Cells, form: Form) -> list[CellChange]:
    """Compare two versions of a record. Values of a list are compared by their positions."""
    old, new = dict(_values(before, ())), dict(_values(after, ()))
    places = [place for place in {**old, **new} if old.get(place, _NOTHING) != new.get(place, _NOTHING)]
    return [_change(place, old.get(place, _NOTHING), new.get(place, _NOTHING), cells, form) for place in places]


def _values(value: Any, at: Pointer) -> Iterator[tuple[Pointer, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, (*at, key))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value):
            yield from _values(inner, (*at, number))
    else:
        yield at, value


def _change(at: Pointer, old: Any, new: Any, cells: Cells, form: Form) -> CellChange:
    before, after = _shown(old, new)
    sheet, item = _sheet(form.top, at)
    path = tuple(str(step) for step in at[len(item) :])
    what = sheet.known[path].heading if path in sheet.known else ".".join(path)
    where = sheet.name
    if item in cells.rows:
        name, row = cells.rows[item]
        column = cells.columns.get(name, {}).get(path)
        where = cell_name(name, row, column) if column else f"{name} row {row}"
    return CellChange(where, f"({what})", before, after)


def _sheet(top: Sheet, at: Pointer) -> tuple[Sheet, Pointer]:
    """Give the sheet on which a value belongs, and the pointer of its row's object."""
    sheet, base = top, 0
    while True:
        for child in sheet.children:
            end = base + len(child.way)
            if at[base:end] == child.way and end < len(at) and isinstance(at[end], int):
                sheet, base = child, end + 1
                break
        else:
            return sheet, at[:base]


def _shown(old: Any, new: Any) -> tuple[str, str]:
    """Write two values so that one sees where they differ."""
    before, after = _written(old), _written(new)
    common = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, common - _LONGEST // 2) if max(len(before), len(after)) > _LONGEST else 0
    return _cut(before, start), _cut(after, start)


def _written(value: Any) -> str:
    if value is _NOTHING:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return " ".join(str(value).split())


def _cut(text: str, start: int) -> str:
    if not text:
        return ""
    piece = text[start : start + _LONGEST]
    return f"“{'…' if start else ''}{piece}{'…' if start + _LONGEST < len(text) else ''}”"
