"""Putting records together again from the rows of a workbook, with a sentence for each cell that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.schema import Standard
from opcc_opendata.spreadsheets.cell_problems import fault_of
from opcc_opendata.spreadsheets.form import Path, Sheet, WorkbookForm
from opcc_opendata.spreadsheets.lines import ReadingNotes, SheetRow
from opcc_opendata.spreadsheets.places import Fault

Record = dict[str, Any]

_LAST: Final = 1 << 62  # the position of a row that has none
_NEARLY: Final = 0.9
"""How much of an id has to be the same for it to be a slip of the pen."""


@dataclass
class WorkbookRecord:
    """A record made from rows, and the row of each of its objects. It is what the standard's check asks for."""

    data: Record
    lines: dict[Pointer, SheetRow]
    path: str = ""

    def locate(self, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
        """Say nothing of lines: a workbook has cells."""
        return (1, 1)

    def row(self, pointer: str) -> tuple[SheetRow, Path]:
        """Find the row that a problem points to, and the keys that lead from there to its place."""
        steps = self._steps(pointer)
        length = next(length for length in range(len(steps), -1, -1) if steps[:length] in self.lines)
        return self.lines[steps[:length]], tuple(str(step) for step in steps[length:])

    def _steps(self, pointer: str) -> Pointer:
        steps: list[str | int] = []
        value: Any = self.data
        for part in pointer.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if isinstance(value, list):
                steps.append(int(name))
                value = value[int(name)]
            else:
                steps.append(name)
                value = value.get(name) if isinstance(value, dict) else None
        return tuple(steps)


@dataclass
class _Known:
    """The object of a row, where it stands in its record, and the rows that belong to it."""

    line: SheetRow
    item: Record
    response: WorkbookRecord
    pointer: Pointer
    inner: dict[Path, list[SheetRow]] = field(default_factory=dict)


def put_together(reading: ReadingNotes, lines: Mapping[str, list[SheetRow]]) -> list[WorkbookRecord]:
    """Make the records from the rows of each sheet, by its name. What is wrong is added to the faults."""
    form = reading.form
    known: dict[tuple[str, str, tuple[int | None, ...]], _Known] = {}
    responses = []
    for line in lines.get(form.top.name, []):
        response = WorkbookRecord(line.item(), {(): line})
        response.data = {"id": line.id, **response.data}
        if _is_new(known, form, line, _Known(line, response.data, response, ()), reading.faults):
            responses.append(response)
    rest = _without_response(reading, {line.id for line in lines.get(form.top.name, [])}, lines)
    for sheet in form.sheets:
        for child in sheet.children:
            _add_rows(reading, sheet, child, rest.get(child.name, []), known)
    return responses


def _is_new(known: dict[Any, _Known], form: WorkbookForm, line: SheetRow, one: _Known, faults: list[Fault]) -> bool:
    before = known.setdefault((form.top.name, line.id, ()), one)
    if before is one:
        return True
    message = f"{form.id_heading}: {line.id} is also in row {before.line.row}."
    faults.append(line.fault(1, message, "An id is used once. Give one of them another, or delete the row."))
    return False


def _without_response(
    reading: ReadingNotes, ids: Collection[str], lines: Mapping[str, list[SheetRow]]
) -> dict[str, list[SheetRow]]:
    """Give the rows that are of a response, and tell of the others, all rows of one id at once."""
    top = reading.form.top.name
    lost: dict[str, list[SheetRow]] = {}
    kept: dict[str, list[SheetRow]] = {}
    for name, some in lines.items():
        for line in some:
            (kept.setdefault(name, []) if line.id in ids else lost.setdefault(line.id, [])).append(line)
    for id_, some in lost.items() if top not in reading.unread else ():
        message = f"{reading.form.id_heading}: there is no response {id_} on the sheet {top}."
        if len(some) > 1:
            message += f" It is the id of {len(some):,} rows on {_sheets_of(some)}."
        if id_ in reading.exported and (now := _nearly(id_, [one for one in ids if one not in reading.exported])):
            hint = f"It may be {now} there. An id never changes: write the old one on the sheet {top}."
        elif id_ in reading.exported:
            hint = f"Its row on the sheet {top} was deleted. Put that back, or delete {_these(some)} too."
        elif meant := _nearly(id_, ids):
            hint = f"Did you mean {meant}?"
        else:
            hint = f"Add it to the sheet {top}, or delete {_these(some)}."
        reading.faults.append(some[0].fault(1, message, hint))
    return kept


def _sheets_of(lines: Iterable[SheetRow]) -> str:
    names = list(dict.fromkeys(line.name for line in lines))
    return f"the sheet {names[0]}" if len(names) == 1 else f"{len(names)} sheets: {', '.join(names)}"


def _these(lines: Sequence[SheetRow]) -> str:
    return "this row" if len(lines) == 1 else "these rows"


def _nearly(id_: str, ids: Collection[str]) -> str:
    """Give an id that may be meant. It has to be nearly the same: those of many responses have most in common."""
    folded = {one.casefold(): one for one in ids}
    near = [one for one in get_close_matches(id_.casefold(), folded, 1, _NEARLY) if _digits(one) == _digits(id_)]
    return folded[near[0]] if near else ""


def _digits(id_: str) -> str:
    return "".join(character for character in id_ if character.isdigit())


def _add_rows(
    reading: ReadingNotes, above: Sheet, sheet: Sheet, lines: list[SheetRow], known: dict[Any, _Known]
) -> None:
    """Add the rows of a sheet to the objects that they belong to, each list in the order of its positions."""
    lists: dict[int, tuple[_Known, list[SheetRow]]] = {}
    lost: dict[tuple[str, tuple[int | None, ...]], list[SheetRow]] = {}
    for line in lines:
        parent = known.get((above.name, line.id, line.positions[:-1]))
        if parent is not None:
            lists.setdefault(id(parent), (parent, []))[1].append(line)
        elif above.name not in reading.unread and (above.name, line.id) not in reading.unplaced:
            lost.setdefault((line.id, line.positions[:-1]), []).append(line)
    reading.faults.extend(_belong_nowhere(reading.form, above, some) for some in lost.values())
    for parent, rows in lists.values():
        rows.sort(key=lambda line: _LAST if line.positions[-1] is None else line.positions[-1])
        _add_list(sheet, parent, list(_without_twins(rows, reading.faults)), known)


def _add_list(sheet: Sheet, parent: _Known, rows: list[SheetRow], known: dict[Any, _Known]) -> None:
    holder = parent.item
    for key in sheet.way[:-1]:
        holder = holder.setdefault(key, {})
    items = [line.item() for line in rows]
    holder[sheet.way[-1]] = items
    for index, (line, item) in enumerate(zip(rows, items, strict=True)):
        pointer = (*parent.pointer, *sheet.way, index)
        parent.response.lines[pointer] = line
        if line.positions[-1] is not None:
            known[sheet.name, line.id, line.positions] = _Known(line, item, parent.response, pointer)


def _without_twins(rows: Iterable[SheetRow], faults: list[Fault]) -> Iterator[SheetRow]:
    before: SheetRow | None = None
    for line in rows:
        number = line.positions[-1]
        if before is not None and number is not None and number == before.positions[-1]:
            message = f"Position: {number} is also in row {before.row}, in the same list."
            faults.append(
                line.fault(
                    len(line.positions) + 1,
                    message,
                    "Give each row of a list its own number, or none: then it comes last.",
                )
            )
        else:
            yield line
            before = line


def _belong_nowhere(form: WorkbookForm, above: Sheet, lines: Sequence[SheetRow]) -> Fault:
    """Tell of rows that say the same row to belong to, which there is not."""
    first, others = lines[0], [str(line.row) for line in lines[1:]]
    outer = first.positions[:-1]
    if None in outer:
        message = (
            f"{form.headings(first.sheet)[len(outer)]}: it must say to which row of {above.name} this row belongs."
        )
        return first.fault(len(outer) + 1, message, f"Write the number that the row has on the sheet {above.name}.")
    numbers = " in ".join(str(number) for number in reversed(outer))
    message = f"The sheet {above.name} has no row for this response with the position {numbers}."
    if others:
        message += f" The same is in row{'s' if len(others) > 1 else ''} {', '.join(others)}."
    hint = (
        f"If that row was deleted, delete {_these(lines)} too. If it was not, write here the number that it has under "
        f'"{above.positions[-1]}".'
    )
    return first.fault(len(outer) + 1, message, hint)


def _of_another_force(response: WorkbookRecord, reading: ReadingNotes) -> Fault:
    """Tell of an id that does not begin with the force: of a response that was there before, the force is wrong."""
    line, id_ = response.lines[()], response.data["id"]
    message = f"The id {id_} does not begin with its force."
    if id_ in reading.exported:
        return line.fault(line.columns["force",], message, "An id never changes: put the force back as it was.")
    return line.fault(1, message, f"Begin it with {response.data['force']}-.")


def check(standard: Standard, responses: Iterable[WorkbookRecord], reading: ReadingNotes) -> None:
    """Hold the records against the standard. Whatever breaks it is added to the faults, unless its cell is there."""
    told = {(fault.sheet, fault.row, fault.column) for fault in reading.faults}
    for response in responses:
        problems = standard.check(response)
        for problem in problems:
            line, path = response.row(problem.pointer)
            if any(sheet.way == path and reading.is_partly_read(sheet) for sheet in line.sheet.children):
                continue
            fault = fault_of(problem, line, path)
            if (fault.sheet, fault.row, fault.column) not in told:
                reading.faults.append(fault)
        if not problems and not response.data["id"].startswith(f"{response.data['force']}-"):
            reading.faults.append(_of_another_force(response, reading))
