"""Where the reader is in a file, and how it tells of a problem there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from opcc_opendata.problems import Problem
from opcc_opendata.yaml_reader.codes import make_problem, shorten
from opcc_opendata.yaml_reader.comments import Comments, Finding

MAX_DEPTH: Final = 20
"""Levels of keys and lists, one inside another. There is no recursion, so that no file can exhaust the stack."""

_MAX_PROBLEMS: Final = 100
ANYWHERE: Final = 1 << 30  # the indentation of a bracketed list: no comment in it is indented deeper


class StopReadingError(Exception):
    """Nothing more can be read from the file."""


class ReadingState:
    """The mappings and lists that are open where the reader is, and the problems that it has found.

    `_stack` has an entry for each mapping or list round the one that is being read: its data, its Spots, if it is a
    list, its indentation, and the key or position in it of what is read now.
    """

    __slots__ = (
        "_bracket_line",
        "_careful",
        "_comments",
        "_data",
        "_indent",
        "_is_list",
        "_key",
        "_key_mark",
        "_shown",
        "_spots",
        "_stack",
        "_text",
        "problems",
    )

    def __init__(self, text: str, shown: str, comments: Comments) -> None:
        self._text = text
        self._shown = shown
        self._comments = comments
        self._careful = False
        self._stack: list[tuple[Any, Any, bool, int, str | int]] = []
        # The file itself is treated as a list, which is to hold one mapping.
        self._data: Any = []
        self._spots: Any = []
        self._is_list = True
        self._indent = -1
        self._bracket_line = -1
        self._key: str | None = None
        self._key_mark: Any = None
        self.problems: list[Problem] = []

    def _pointer(self) -> tuple[str | int, ...]:
        """Give the place of the mapping or list that is being read."""
        return tuple(entry[4] for entry in self._stack[1:])

    def _place_of_value(self) -> tuple[str | int, ...]:
        if self._key is not None:
            return (*self._pointer(), self._key)
        return (*self._pointer(), len(self._data)) if self._is_list and self._stack else self._pointer()

    def _name(self) -> str:
        """Name the value that is being read, to begin a sentence with."""
        keys = [step for step in self._place_of_value() if isinstance(step, str)]
        return f"{shorten(keys[-1])}: " if keys else ""

    def _in_bracket(self) -> bool:
        """Tell if the bracketed list or set of keys that ends here stands in another."""
        return self._stack[-1][3] == ANYWHERE

    def _open_bracket(self) -> Any:
        """Give the mark of the outermost bracketed list or set of keys that is being read, or None."""
        levels = [*(entry[3] for entry in self._stack[1:]), self._indent]
        for (_, spots, _, _, step), indent in zip(self._stack, levels, strict=False):
            if indent == ANYWHERE:
                return spots[step][1]
        return None

    def _leaves_its_place(self, text: str) -> bool:
        """Tell if a later line of a value is indented no deeper than the keys around it."""
        levels = (self._indent, *(entry[3] for entry in reversed(self._stack)))
        around = next(level for level in levels if level < ANYWHERE)
        later = (line for line in text.split("\n")[1:] if line.strip(" \t\r]}"))
        return any(len(line) - len(line.lstrip(" \t")) <= around for line in later)

    def _add_findings(self, findings: Iterable[Finding]) -> None:
        for code, line, column, message, hint in findings:
            name = self._name()
            message = name + message if name else message[0].upper() + message[1:]
            self._add(code, line, column, message, hint, self._place_of_value())

    def _report(self, code: str, mark: Any, message: str, hint: str, pointer: tuple[str | int, ...] = ()) -> None:
        self._add(code, mark.line + 1, mark.column + 1, message, hint, pointer)

    def _fatal(self, code: str, mark: Any, message: str, hint: str) -> None:
        self._report(code, mark, message, hint, self._place_of_value())
        raise StopReadingError

    def _add(
        self, code: str, line: int, column: int, message: str, hint: str, pointer: tuple[str | int, ...] = ()
    ) -> None:
        if len(self.problems) == _MAX_PROBLEMS:
            message = f"There are more than {_MAX_PROBLEMS} problems. The reader stopped here."
            self.problems.append(
                make_problem("R129", (self._shown, line, column), message, "Put the first ones right first.")
            )
            raise StopReadingError
        self.problems.append(make_problem(code, (self._shown, line, column), message, hint, pointer))
