"""Putting records together again from the rows of a workbook, with a sentence for each cell that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.schema import Standard
from opcc_opendata.spreadsheets.cell_problems import fault_of
from opcc_opendata.spreadsheets.form import Form, Path, Sheet
from opcc_opendata.spreadsheets.lines import Line
from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.suggestions import did_you_mean

Record = dict[str, Any]

_LAST: Final = 1 << 62  # the position of a row that has none


@dataclass
class Response:
    """A record made from rows, and the row of each of its objects. It is what the standard's check asks for."""

    data: Record
    lines: dict[Pointer, Line]
    path: str = ""

    def locate(self, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
        """Say nothing of lines: a workbook has cells."""
        return (1, 1)

    def row(self, pointer: str) -> tuple[Line, Path]:
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

    line: Line
    item: Record
    response: Response
    pointer: Pointer
    inner: dict[Path, list[Line]] = field(default_factory=dict)


def put_together(form: Form, lines: Mapping[str, list[Line]], faults: list[Fault]) -> list[Response]:
    """Make the records from the rows of each sheet, by its name. What is wrong is added to the faults."""
    known: dict[tuple[str, str, tuple[int, ...]], _Known] = {}
    responses = []
    for line in lines.get(form.top.name, []):
        response = Response(line.item(), {(): line})
        response.data = {"id": line.id, **response.data}
        if _is_new(known, form, line, _Known(line, response.data, response, ()), faults):
            responses.append(response)
    for sheet in form.sheets:
        for child in sheet.children:
            _add_rows(form, sheet, child, lines.get(child.name, []), known, faults)
    return responses


def _is_new(known: dict[Any, _Known], form: Form, line: Line, one: _Known, faults: list[Fault]) -> bool:
    before = known.setdefault((form.top.name, line.id, ()), one)
    if before is one:
        return True
    message = f"{form.id_heading}: {line.id} is also in row {before.line.row}."
    faults.append(line.fault(1, message, "An id is used once. Give one of them another, or delete the row."))
    return False


def _add_rows(
    form: Form, above: Sheet, sheet: Sheet, lines: list[Line], known: dict[Any, _Known], faults: list[Fault]
) -> None:
    """Add the rows of a sheet to the objects that they belong to, each list in the order of its positions."""
    lists: dict[int, tuple[_Known, list[Line]]] = {}
    for line in lines:
        parent = known.get((above.name, line.id, line.positions[:-1]))
        if parent is None:
            faults.append(_belongs_nowhere(form, above, line, known))
        else:
            lists.setdefault(id(parent), (parent, []))[1].append(line)
    for parent, rows in lists.values():
        rows.sort(key=lambda line: _LAST if line.positions[-1] is None else line.positions[-1])
        _add_list(sheet, parent, list(_without_twins(rows, faults)), known)


def _add_list(sheet: Sheet, parent: _Known, rows: list[Line], known: dict[Any, _Known]) -> None:
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


def _without_twins(rows: Iterable[Line], faults: list[Fault]) -> Iterator[Line]:
    before: Line | None = None
    for line in rows:
        number = line.positions[-1]
        if before is not None and number is not None and number == before.positions[-1]:
            message = f"Position: {number} is also in row {before.row}, in the same list."
            faults.append(line.fault(len(line.positions) + 1, message, "Give each row of a list its own number."))
        else:
            yield line
            before = line


def _belongs_nowhere(form: Form, above: Sheet, line: Line, known: Mapping[Any, _Known]) -> Fault:
    ids = [id_ for name, id_, _ in known if name == form.top.name]
    if line.id not in ids:
        hint = did_you_mean(line.id, ids, f"Add it to the sheet {form.top.name}, or delete this row.")
        return line.fault(1, f"{form.id_heading}: there is no response {line.id} on the sheet {form.top.name}.", hint)
    outer = line.positions[:-1]
    numbers = " in ".join(str(number) for number in reversed(outer))
    message = f"The sheet {above.name} has no row for this response with the position {numbers}."
    if None in outer:
        message = f"{form.headings(line.sheet)[len(outer)]}: it must say to which row of {above.name} this row belongs."
    return line.fault(len(outer) + 1, message, f"Write the number that the row has on the sheet {above.name}.")


def check(standard: Standard, responses: Iterable[Response], faults: list[Fault]) -> None:
    """Hold the records against the standard. Whatever breaks it is added to the faults, unless its cell is there."""
    told = {(fault.sheet, fault.row, fault.column) for fault in faults}
    for response in responses:
        problems = standard.check(response)
        for problem in problems:
            fault = fault_of(problem, *response.row(problem.pointer))
            if (fault.sheet, fault.row, fault.column) not in told:
                faults.append(fault)
        if not problems and not response.data["id"].startswith(f"{response.data['force']}-"):
            message = f"The id {response.data['id']} does not begin with its force."
            faults.append(response.lines[()].fault(1, message, f"Begin it with {response.data['force']}-."))
