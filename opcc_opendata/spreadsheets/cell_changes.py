"""What a workbook would change in a record, cell by cell, in words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from opcc_opendata.problems import Pointer
from opcc_opendata.spreadsheets.form import SEVERAL, Sheet, SheetColumn, WorkbookForm
from opcc_opendata.spreadsheets.places import cell_name
from opcc_opendata.spreadsheets.same_rows import alike_rows, same_rows
from opcc_opendata.spreadsheets.text_differences import shown

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
    """A value that would be another. `where` is its cell, or names a row that is gone, and `what` is its heading.

    `strays_to` says of a row that nobody has touched to which other row it would belong, because that has the position
    now which it states.
    """

    where: str
    what: str
    before: str
    after: str
    strays_to: str = ""

    @property
    def loses(self) -> bool:
        """Tell if a value would be gone."""
        return not self.after

    def __str__(self) -> str:
        if self.strays_to:
            return f"{self.where} ({self.what}): {self.before} is another row now, {self.strays_to}"
        return f"{self.where} ({self.what}): {self.before or 'nothing'} → {self.after or 'nothing'}"


def cell_changes(before: Any, after: Any, cells: Cells, form: WorkbookForm) -> list[CellChange]:
    """Compare two versions of a record, row by row.

    Rows are told apart by what they say (`same_rows`). One that belongs to a row, and now to another, is told as that.
    """
    return list(_Comparison(cells, form).all(_Value((), before), _Value((), after)))


class _Value(NamedTuple):
    """A value of one of the versions, `_NOTHING` where its row has none, and where it stands."""

    at: Pointer
    value: Any

    def inner(self, key: str) -> _Value:
        """Give what it holds under a key."""
        return _Value((*self.at, key), self.value.get(key, _NOTHING) if isinstance(self.value, dict) else _NOTHING)

    @property
    def kind(self) -> Pointer:
        """Give the keys that lead to it, without the positions on the way."""
        return tuple(step for step in self.at if not isinstance(step, int))

    @property
    def text(self) -> str:
        """Give what it says, in one text."""
        return json.dumps(self.value, sort_keys=True)

    def rows(self) -> list[_Value]:
        """Give the objects of a list, none where it is none."""
        return [_Value((*self.at, n), one) for n, one in enumerate(self.value if isinstance(self.value, list) else [])]


class _Lists(NamedTuple):
    """What one list has in each version."""

    old: list[_Value]
    new: list[_Value]


@dataclass(slots=True)
class _Comparison:
    cells: Cells
    form: WorkbookForm
    lists: list[_Lists] = field(default_factory=list)

    def all(self, old: _Value, new: _Value) -> Iterator[CellChange]:
        """Compare two versions of a record: the lists in it after it, and those in their rows after these."""
        yield from self.changes(old, new)
        while self.lists:
            depth = min(_depth(one) for one in self.lists)
            lists = [one for one in self.lists if _depth(one) == depth]
            self.lists = [one for one in self.lists if _depth(one) != depth]
            yield from self._of_lists(lists)

    def changes(self, old: _Value | None, new: _Value | None) -> Iterator[CellChange]:
        """Compare two values. None stands for what is in a row that the other version does not have.

        Lists of rows are put apart: what is no longer in one may be in another.
        """
        held = [one.value for one in (old, new) if one is not None and one.value is not _NOTHING]
        if held and all(isinstance(value, dict) for value in held):
            for key in dict.fromkeys(key for value in held for key in value):
                yield from self.changes(old and old.inner(key), new and new.inner(key))
        elif any(isinstance(value, list) and any(isinstance(one, dict) for one in value) for value in held):
            self.lists.append(_Lists(old.rows() if old else [], new.rows() if new else []))
        elif len(held) == 1 or held[0] != held[-1]:
            yield self._change(old, new)

    def _of_lists(self, lists: list[_Lists]) -> Iterator[CellChange]:
        """Compare lists whose rows may have come from one another."""
        for one in lists:
            for before, after in self._pairs(one, alike_rows):
                yield from self._moved(before, after)
        for before, after in _from_others(lists):
            yield self._elsewhere(before, after)
        for one in lists:
            for before, after in self._pairs(one, same_rows):
                yield from self._moved(before, after)
                yield from self.changes(before, after)
            for row in one.new:
                yield from self.changes(None, row)
            for row in one.old:
                yield from self.changes(row, None)

    def _pairs(self, lists: _Lists, find: Callable[..., dict[int, int]]) -> list[tuple[_Value, _Value]]:
        """Take each row that both versions of a list have out of them, and give what it was and is."""
        stated = [self.cells.positions.get(one.at) for one in lists.new]
        found = find([one.value for one in lists.old], [one.value for one in lists.new], stated)
        taken = set(found.values())
        pairs = [(lists.old[found[number]], one) for number, one in enumerate(lists.new) if number in found]
        lists.old[:] = [one for number, one in enumerate(lists.old) if number not in taken]
        lists.new[:] = [one for number, one in enumerate(lists.new) if number not in found]
        return pairs

    def _moved(self, old: _Value, new: _Value) -> Iterator[CellChange]:
        before, stated = int(old.at[-1]) + 1, self.cells.positions.get(new.at)
        if stated not in (None, before):
            sheet, _ = self._sheet(new.at)
            yield CellChange(self._where(sheet, new.at, ()), sheet.positions[-1], f"“{before}”", f"“{stated}”")

    def _elsewhere(self, old: _Value, new: _Value) -> CellChange:
        """Tell of a row that belongs to another one than before, if its own cell says so or not."""
        sheet, _ = self._sheet(new.at)
        above = len(sheet.way) + 1
        before, stated = int(old.at[-above - 1]) + 1, self.cells.positions.get(new.at[:-above])
        name, row = self.cells.rows[new.at[:-above]]
        strays = f"row {row} of {name}" if stated == before else ""
        where, what = self._where(sheet, new.at, ()), sheet.positions[-2]
        return CellChange(where, what, f"“{before}”", f"“{stated}”", strays)

    def _change(self, old: _Value | None, new: _Value | None) -> CellChange:
        at = new.at if new else old.at if old else ()
        sheet, item = self._sheet(at)
        path = tuple(str(step) for step in at[len(item) :])
        column = sheet.known.get(path)
        what = column.heading if column else ".".join(path)
        where = self._where(sheet, item, path) if new else _row_gone(sheet, item)
        return CellChange(where, what, *shown(_written(old, column), _written(new, column)))

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


def _depth(lists: _Lists) -> int:
    """Tell how many rows are above those of a list."""
    first = next(iter((*lists.old, *lists.new)))
    return sum(isinstance(step, int) for step in first.at)


def _from_others(lists: list[_Lists]) -> Iterator[tuple[_Value, _Value]]:
    """Take the rows out of some lists that were in another of them before, and give what each was and is."""
    gone: defaultdict[tuple[Pointer, str], list[tuple[_Lists, _Value]]] = defaultdict(list)
    for one in lists:
        for row in one.old:
            gone[row.kind, row.text].append((one, row))
    for one in lists:
        for row in list(one.new):
            if found := gone[row.kind, row.text]:
                owner, before = found.pop(0)
                owner.old.remove(before)
                one.new.remove(row)
                yield before, row


def _row_gone(sheet: Sheet, item: Pointer) -> str:
    numbers = (step + 1 for step in item if isinstance(step, int))
    stated = (f"{heading} {number}" for heading, number in zip(sheet.positions, numbers, strict=True))
    return f"{sheet.name} row with {' and '.join(stated)}"


def _written(one: _Value | None, column: SheetColumn | None) -> str:
    if one is None or one.value is _NOTHING:
        return ""
    if isinstance(one.value, bool):
        return "yes" if one.value else "no"
    codes = column.codes if column else None
    several = one.value if isinstance(one.value, list) else [one.value]
    texts = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in several)
    return SEVERAL.join(codes.label(text) if codes else text for text in texts)
