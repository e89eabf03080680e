"""Where in a workbook something is, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a cell, so that nothing can be taken from the workbook.

    `row` and `column` count from 1; 0 means the whole sheet, or the whole row. `code` is that of the rule of the
    standard that is broken, and empty where it is the sheet that is odd.
    """

    sheet: str
    row: int
    column: int
    message: str = field(compare=False)
    hint: str = field(default="", compare=False)
    code: str = ""

    @property
    def cell(self) -> str:
        """Name the cell as Excel does: Recommendations!F12."""
        return cell_name(self.sheet, self.row, self.column)

    def __str__(self) -> str:
        code = f" {self.code}" if self.code else ""
        hint = f" {self.hint}" if self.hint else ""
        return f"{self.cell}: error{code} {self.message}{hint}"


def cell_name(sheet: str, row: int, column: int) -> str:
    """Name a cell as Excel does.

    >>> cell_name("Recommendations", 12, 6)
    'Recommendations!F12'
    >>> cell_name("Recommendations by addressee", 2, 28)
    "'Recommendations by addressee'!AB2"
    """
    quoted = sheet if sheet.isidentifier() else "'" + sheet.replace("'", "''") + "'"
    if not row:
        return quoted
    return f"{quoted}!{letters(column)}{row}"


def letters(column: int) -> str:
    """Give the letters of a column that is counted from 1.

    >>> letters(1), letters(26), letters(27), letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    found = ""
    while column:
        column, last = divmod(column - 1, 26)
        found = chr(ord("A") + last) + found
    return found
