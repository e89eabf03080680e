"""What stands in a cell, for each kind of value: writing it, and reading it again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from opcc_opendata.schema.type_errors import show
from opcc_opendata.spreadsheets.form import SEVERAL, CellKind, Codes, SheetColumn
from opcc_opendata.yaml_reader.characters import describe, first_forbidden

Content = str | int | date
"""What is written into a cell. A date is a whole day."""

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_DAY: Final = date(1900, 3, 1)  # Excel believes in a 29 February 1900, and has no days before that year
_DAY_NONE: Final = date(1899, 12, 30)
_YEARS: Final = range(1000, 3000)
_LAST_SERIAL: Final = 200_000
_BLANK: Final = " \t\r\n"
_RETYPE: Final = "Format the cell as Text, and type it again."


class CellProblem(NamedTuple):
    """What a cell holds that can't be taken, in a sentence, and what to do about it."""

    message: str
    hint: str


CellValue = str | int | bool | date | CellProblem
"""What is found in a cell that is not empty."""


class CellError(Exception):
    """A cell holds what its column can't take."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def write_cell(column: SheetColumn, value: Any) -> Content:
    """Give the content of the cell for a value of a record that follows the standard."""
    return _WRITE[column.kind](column, value)


def read_cell(column: SheetColumn, found: CellValue) -> Any:
    """Give the value of a cell that is not empty. Raises CellError."""
    if isinstance(found, CellProblem):
        raise CellError(*found)
    if isinstance(found, str) and (forbidden := first_forbidden(found)):
        raise CellError(*describe(forbidden))
    return _READ[column.kind](column, found)


def is_empty(found: CellValue | None) -> bool:
    """Tell whether there is nothing in a cell, or nothing but blanks."""
    return found is None or (isinstance(found, str) and not found.strip(_BLANK))


def _write_text(_: SheetColumn, value: str) -> str:
    return value


def _write_code(column: SheetColumn, value: str) -> str:
    return _codes(column).label(value)


def _write_codes(column: SheetColumn, value: list[str]) -> str:
    return SEVERAL.join(_codes(column).label(code) for code in value)


def _write_date(_: SheetColumn, value: str) -> str | date:
    if _DAY.fullmatch(value) and (day := date.fromisoformat(value)) >= _FIRST_DAY and _serial(day) not in _YEARS:
        return day
    return value


def _write_number(_: SheetColumn, value: int) -> int:
    return value


def _write_yes_no(_: SheetColumn, value: bool) -> str:
    return "yes" if value else "no"


def _write_json(_: SheetColumn, value: Any) -> str:
    if isinstance(value, str) and value.strip(_BLANK) and isinstance(_from_json(value), _NotJson):
        return value
    return json.dumps(value, ensure_ascii=False)


class _NotJson:
    """A text that is only a text."""


def _from_json(text: str) -> Any:
    """Read a text as JSON without fractions, which records don't have."""

    def refuse(_: str) -> Any:
        raise ValueError

    try:
        return json.loads(text, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError):
        return _NotJson()


def _read_text(column: SheetColumn, found: CellValue) -> str:
    if isinstance(found, bool):
        raise CellError(f"{column.heading}: this is the value {str(found).upper()}, and a text is needed.", _RETYPE)
    if isinstance(found, date):
        raise CellError(f"{column.heading}: the spreadsheet has made the date {found} of this text.", _RETYPE)
    return str(found)


def _read_code(column: SheetColumn, found: CellValue) -> str:
    return _codes(column).code(_read_text(column, found).strip())


def _read_codes(column: SheetColumn, found: CellValue) -> list[str]:
    parts = (part.strip() for part in re.split(r"[;\n]", _read_text(column, found)))
    return [_codes(column).code(part) for part in parts if part]


def _serial(day: date) -> int:
    """Give the number that Excel holds for a day. It is right from 1 March 1900."""
    return (day - _DAY_NONE).days


def _read_date(column: SheetColumn, found: CellValue) -> str:
    if isinstance(found, date):
        if found < _FIRST_DAY:
            message = f"{column.heading}: the cell holds {found}, and Excel's days before 1 March 1900 are wrong."
            raise CellError(message, "Format the cell as Text, and type the date again, as in 1899-02-26.")
        if _serial(found) in _YEARS:
            message = f"{column.heading}: the cell holds the day {found}, which is what Excel makes of the year "
            raise CellError(
                f"{message}{_serial(found)}.", "Format the cell as Text, and type the year or the day again."
            )
        return found.isoformat()
    if isinstance(found, int) and not isinstance(found, bool) and found not in _YEARS:
        message = f"{column.heading}: {found} is a number, not a date."
        if _serial(_FIRST_DAY) <= found < _LAST_SERIAL:
            day = _DAY_NONE + timedelta(days=found)
            raise CellError(message, f"In Excel it stands for {day}. If that is right, format the cell as a date.")
        raise CellError(message, "Write it as year-month-day, as in 2019-02-26.")
    return _unquoted(_read_text(column, found).strip())


def _unquoted(text: str) -> str:
    """Take away the apostrophe that keeps a spreadsheet from changing a text. LibreOffice leaves it in the cell."""
    return text[1:] if text[:1] in ("'", "’", "‘") else text


def _read_number(column: SheetColumn, found: CellValue) -> int:
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    if isinstance(found, str) and re.fullmatch("[0-9]{1,9}", number := _unquoted(found.strip())):
        return int(number)
    raise CellError(f"{column.heading}: {_shown(found)} is not a whole number.", "Write it in digits.")


def _read_yes_no(column: SheetColumn, found: CellValue) -> bool:
    answer = _ANSWERS.get(str(found).strip().casefold())
    if answer is None:
        raise CellError(f"{column.heading}: {_shown(found)} is neither yes nor no.", "Write yes or no.")
    return answer


def _read_json(column: SheetColumn, found: CellValue) -> Any:
    if not isinstance(found, str):
        return found.isoformat() if isinstance(found, date) else found
    value = _from_json(found)
    return found if isinstance(value, _NotJson) else value


def _shown(found: CellValue) -> str:
    return show(str(found) if isinstance(found, date) else found)


def _codes(column: SheetColumn) -> Codes:
    assert column.codes is not None  # noqa: S101 (a column of codes has them)
    return column.codes


_ANSWERS: Final = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}

_WRITE: Final[dict[CellKind, Callable[[SheetColumn, Any], Content]]] = {
    CellKind.TEXT: _write_text,
    CellKind.WORDS: _write_text,
    CellKind.CODE: _write_code,
    CellKind.CODES: _write_codes,
    CellKind.DATE: _write_date,
    CellKind.NUMBER: _write_number,
    CellKind.YES_NO: _write_yes_no,
    CellKind.JSON: _write_json,
}

_READ: Final[dict[CellKind, Callable[[SheetColumn, CellValue], Any]]] = {
    CellKind.TEXT: _read_text,
    CellKind.WORDS: _read_text,
    CellKind.CODE: _read_code,
    CellKind.CODES: _read_codes,
    CellKind.DATE: _read_date,
    CellKind.NUMBER: _read_number,
    CellKind.YES_NO: _read_yes_no,
    CellKind.JSON: _read_json,
}
