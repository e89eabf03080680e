"""What is wrong, where it is, and what to do about it.

Every part of the package reports through these types, and they know none of the parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# Control characters, the marks that turn text round, and halves of characters: none of them may reach a terminal or a
# log, where they could hide or forge a line.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")

Pointer = tuple[str | int, ...]
"""A place in a record: the keys and zero-based list positions that lead to it, outermost first."""


class Severity(StrEnum):
    """How much a problem matters: an error stops publication, a warning is published beside the data."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem, as `opcc explain` and the documentation tell it.

    `good` and `bad` are YAML samples. `source` names the law or standard that the rule rests on, where there is one.
    """

    code: str
    severity: Severity
    title: str
    explanation: str
    bad: str
    good: str
    source: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in one place.

    Problems sort by path, line, column and code. `line` and `column` count from 1; 0 means the whole file. A column
    counts characters, not bytes. `pointer` is a JSON Pointer (RFC 6901), empty for the whole record.
    """

    path: str
    line: int
    column: int
    code: str
    severity: Severity = field(compare=False)
    message: str
    hint: str = ""
    pointer: str = ""

    def to_tuple(self) -> tuple[int, int, str, str, str, str, str]:
        """Return all but the path, as simple values."""
        return self.line, self.column, self.code, self.severity.value, self.message, self.hint, self.pointer

    @classmethod
    def from_tuple(cls, path: str, kept: tuple[int, int, str, str, str, str, str]) -> Problem:
        """Return the problem that `to_tuple` was taken from, in the file at `path`."""
        line, column, code, severity, message, hint, pointer = kept
        return cls(path, line, column, code, Severity(severity), message, hint, pointer)

    @property
    def place(self) -> str:
        """The path, with the line and column unless the whole file is meant."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        line = f"{self.place}: {self.severity.value} {self.code} {self.message}{hint}"
        return one_line(line)


def one_line(text: str) -> str:
    """Make a text safe to print on one line: a character that can't be seen is named instead, as in <U+202E>."""
    return _UNPRINTABLE.sub(lambda match: f"<U+{ord(match.group()):04X}>", text)


def json_pointer(pointer: Sequence[str | int]) -> str:
    """Write a place in a record as a JSON Pointer (RFC 6901): `("a", 0)` becomes `/a/0`."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in pointer)
