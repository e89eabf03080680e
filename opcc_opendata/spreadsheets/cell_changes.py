"""What a workbook would change in a record, cell by cell, in words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from opcc_opendata.problems import Pointer
from opcc_opendata.spreadsheets.form import SEVERAL, Column, Form, Sheet
from opcc_opendata.spreadsheets.places import cell_name

_LONGEST: Final = 70
_NOTHING: Final = object()


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the objects of one record stand in a workbook.

    `rows` gives the sheet and the row of each by its pointer, `positions` the position that the row states, if it
    states one, and `columns` the column of each value by the name of the sheet.
    """

    rows: Mapping[Pointer, tuple[str, int]]
    positions: Mapping[Pointer, int | None]
    columns: Mapping[str, Mapping[tuple[str, ...], int]]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A value that would be another. `where` is its cell, or names a row that is gone, and `what` is its heading."""

    where: str
    what: str
    before: str
    after: str

    @property
    def loses(self) -> bool:
        """Tell if a value would be gone."""
        return not self.after

    def __str__(self) -> str:
        return f"{self.where} ({self.what}): {self.before or 'nothing'} → {self.after or 'nothing'}"


def cell_changes(before: Any, after: Any, cells: Cells, form: Form) -> list[CellChange]:
    """Compare two versions of a record, row by row.

    Rows that say the same are one row, wherever they stand in their list; others are one where the row in the workbook
    states the position that the record has it at.
    """
    return list(_Comparison(cells, form).changes(_Value((), before), _Value((), after)))


class _Value(NamedTuple):
    """A value of one of the versions, `_NOTHING` where its row has none, and where it stands."""

    at: Pointer
    value: Any

    def inner(self, key: str) -> _Value:
        """Give what it holds under a key."""
        return _Value((*self.at, key), self.value.get(key, _NOTHING) if isinstance(self.value, dict) else _NOTHING)

    def rows(self) -> list[_Value]:
        """Give the objects of a list, none where it is none."""
        return [_Value((*self.at, n), one) for n, one in enumerate(self.value if isinstance(self.value, list) else [])]


@dataclass(frozen=True, slots=True)
class _Comparison:
    cells: Cells
    form: Form

    def changes(self, old: _Value | None, new: _Value | None) -> Iterator[CellChange]:
        """Compare two values. None stands for what is in a row that the other version does not have."""
        held = [one.value for one in (old, new) if one is not None and one.value is not _NOTHING]
        if held and all(isinstance(value, dict) for value in held):
            for key in dict.fromkeys(key for value in held for key in value):
                yield from self.changes(old and old.inner(key), new and new.inner(key))
        elif any(isinstance(value, list) and any(isinstance(one, dict) for one in value) for value in held):
            for before, after in self._same_rows(old.rows() if old else [], new.rows() if new else []):
                yield from self._moved(before, after)
                yield from self.changes(before, after)
        elif len(held) == 1 or held[0] != held[-1]:
            yield self._change(old, new)

    def _same_rows(self, old: list[_Value], new: list[_Value]) -> Iterator[tuple[_Value | None, _Value | None]]:
        """Give each row of the new list with what it was, and then those that are gone."""
        found = _alike(old, new)
        gone = dict(enumerate(old))
        for number in found.values():
            del gone[number]
        for number, one in enumerate(new):
            stated = (self.cells.positions.get(one.at) or 0) - 1
            if number not in found and stated in gone:
                found[number] = stated
                del gone[stated]
        yield from ((old[found[number]] if number in found else None, one) for number, one in enumerate(new))
        yield from ((one, None) for one in gone.values())

    def _moved(self, old: _Value | None, new: _Value | None) -> Iterator[CellChange]:
        if old is None or new is None:
            return
        before, stated = int(old.at[-1]) + 1, self.cells.positions.get(new.at)
        if stated not in (None, before):
            sheet, _ = self._sheet(new.at)
            yield CellChange(self._where(sheet, new.at, ()), sheet.positions[-1], f"“{before}”", f"“{stated}”")

    def _change(self, old: _Value | None, new: _Value | None) -> CellChange:
        at = new.at if new else old.at if old else ()
        sheet, item = self._sheet(at)
        path = tuple(str(step) for step in at[len(item) :])
        column = sheet.known.get(path)
        what = column.heading if column else ".".join(path)
        where = self._where(sheet, item, path) if new else _row_gone(sheet, item)
        return CellChange(where, what, *_shown(_written(old, column), _written(new, column)))

    def _where(self, sheet: Sheet, item: Pointer, path: tuple[str, ...]) -> str:
        if item not in self.cells.rows:
            return sheet.name
        name, row = self.cells.rows[item]
        place = self.cells.columns.get(name, {}).get(path)
        return cell_name(name, row, place) if place else f"{name} row {row}"

    def _sheet(self, at: Pointer) -> tuple[Sheet, Pointer]:
        """Give the sheet on which a row or a value belongs, and the pointer of its row's object."""
        sheet, base = self.form.top, 0
        while True:
            for child in sheet.children:
                end = base + len(child.way)
                if at[base:end] == child.way and end < len(at) and isinstance(at[end], int):
                    sheet, base = child, end + 1
                    break
            else:
                return sheet, at[:base]


def _row_gone(sheet: Sheet, item: Pointer) -> str:
    numbers = (step + 1 for step in item if isinstance(step, int))
    stated = (f"{heading} {number}" for heading, number in zip(sheet.positions, numbers, strict=True))
    return f"{sheet.name} row with {' and '.join(stated)}"


def _alike(old: Sequence[_Value], new: Sequence[_Value]) -> dict[int, int]:
    """Give, by the number of each row of a new list, the old row that says the same: first those in order."""
    before, after = ([json.dumps(one.value, sort_keys=True) for one in rows] for rows in (old, new))
    found: dict[int, int] = {}
    for first, start, length in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        found.update(zip(range(start, start + length), range(first, first + length), strict=True))
    free: defaultdict[str, list[int]] = defaultdict(list)
    taken = set(found.values())
    for number, text in enumerate(before):
        if number not in taken:
            free[text].append(number)
    for number, text in enumerate(after):
        if number not in found and free[text]:
            found[number] = free[text].pop(0)
    return found


def _shown(before: str, after: str) -> tuple[str, str]:
    """Cut two texts so that one sees where they differ."""
    common = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, common - _LONGEST // 2) if max(len(before), len(after)) > _LONGEST else 0
    return _cut(before, start), _cut(after, start)


def _written(one: _Value | None, column: Column | None) -> str:
    if one is None or one.value is _NOTHING:
        return ""
    if isinstance(one.value, bool):
        return "yes" if one.value else "no"
    codes = column.codes if column else None
    several = one.value if isinstance(one.value, list) else [one.value]
    return SEVERAL.join(" ".join((codes.label(text) if codes else text).split()) for text in map(str, several))


def _cut(text: str, start: int) -> str:
    if not text:
        return ""
    piece = text[start : start + _LONGEST]
    return f"“{'…' if start else ''}{piece}{'…' if start + _LONGEST < len(text) else ''}”"
