"""Marking a copy as sent: only that place in the file changes, and every other byte stays as it is."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, Final

from opcc_opendata.problems import Pointer, Severity
from opcc_opendata.rules import RULES, RuleRecord, apply, register_of
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import Document, read_bytes
from opcc_opendata.yaml_writer.comments import remarks
from opcc_opendata.yaml_writer.order import order_of

_ODD: Final = "The entry is written in a way that can't be changed by itself. Change it by hand."
_BOM: Final = b"\xef\xbb\xbf"
_KEY: Final = "distribution"
_WORD: Final = re.compile(r"""[^\s,}'"]+|'[^']*'|"[^"]*\"""")


class NotMarkedError(Exception):
    """The file could not be changed there without touching more of it. The text is a sentence for people."""


def mark_sent(raw: bytes, position: int | None, recipient: str, day: str, standard: Standard) -> bytes:
    """Put into a record's file that a copy was sent on a day (year-month-day), and give the new file.

    `position` is the place of the recipient's entry in `distribution`, counted from 0; None adds an entry. Raises
    NotMarkedError, also where the day contradicts another in the record.
    """
    page = _Page(raw)
    wanted = deepcopy(page.data)
    entries = wanted.setdefault(_KEY, [])
    if position is None:
        entries.append({"recipient": recipient, "sent": True, "sent_on": day})
        page.add(recipient, day, standard)
    else:
        entries[position] |= {"sent": True, "sent_on": day}
        page.change(position, day)
    new = page.bytes()
    document = read_bytes(new, "")
    if document.problems or document.data != wanted:
        raise NotMarkedError(_ODD)
    before = _errors(page.document, standard)
    for contradiction in _errors(document, standard):
        if contradiction not in before:
            raise NotMarkedError(contradiction)
    return new


def _errors(document: Document, standard: Standard) -> list[str]:
    found = apply(RULES, RuleRecord(document, register_of(standard)))
    return [f"{one.message} {one.hint}" for one in found if one.severity is Severity.ERROR]


class _Page:
    """A file as lines that keep their ends, and its record."""

    def __init__(self, raw: bytes) -> None:
        self._bom = raw.startswith(_BOM)
        text = raw.decode("utf-8-sig")
        self._end = "\r\n" if "\r\n" in text else "\n"
        self._lines = text.split("\n")
        self._comments = {remark.line - 1 for remark in remarks(text) if not remark.before}
        self.document = read_bytes(raw, "")
        self.data: dict[str, Any] = self.document.data or {}

    def bytes(self) -> bytes:
        """Give the file."""
        return (_BOM if self._bom else b"") + "\n".join(self._lines).encode()

    def change(self, position: int, day: str) -> None:
        """Change an entry that is there."""
        place: Pointer = (_KEY, position)
        entry = self.data[_KEY][position]
        if "sent_on" in entry:
            self._replace((*place, "sent_on"), day)
        elif self._character(place) == "{":
            line, start = self._at((*place, "sent"))
            end = self._word_end(line, start)
            self._lines[line] = f"{self._lines[line][:end]}, sent_on: {day}{self._lines[line][end:]}"
        else:
            line, _ = self._at((*place, "sent"))
            _, indent = self._at((*place, "sent"), key=True)
            self._insert(line + 1, [f"{' ' * indent}sent_on: {day}"])
        if not entry["sent"]:
            self._replace((*place, "sent"), "true")

    def add(self, recipient: str, day: str, standard: Standard) -> None:
        """Add an entry below the others, or a list of entries where the standard has it."""
        entries = self.data.get(_KEY)
        if entries:
            line, column = self._at((_KEY, 0))
            indent = self._lines[line].rfind("-", 0, column)
            if indent < 0:
                raise NotMarkedError(
                    "The list distribution is written in brackets. Put the file in order first: opcc fmt."
                )
            lines = []
        else:
            indent, lines = 2, [f"{_KEY}:"]
        pad = " " * indent
        lines += [f"{pad}- recipient: {recipient}", f"{pad}  sent: true", f"{pad}  sent_on: {day}"]
        self._insert(self._line_after_the_key(standard), lines)

    def _line_after_the_key(self, standard: Standard) -> int:
        """Find the line on which the key after distribution begins, or the comments above that key."""
        keys = list(self.data)
        if _KEY in self.data:
            later = keys[keys.index(_KEY) + 1 :]
        else:
            ordered = order_of(standard).sorted([*keys, _KEY])
            after = set(ordered[ordered.index(_KEY) + 1 :])
            later = [key for key in keys if key in after]
        line = self._at((later[0],), key=True)[0] if later else len(self._lines)
        while line and (not self._lines[line - 1].strip() or line - 1 in self._comments):
            line -= 1
        return line

    def _replace(self, place: Pointer, word: str) -> None:
        line, start = self._at(place)
        text = self._lines[line]
        self._lines[line] = text[:start] + word + text[self._word_end(line, start) :]

    def _word_end(self, line: int, start: int) -> int:
        found = _WORD.match(self._lines[line], start)
        if found is None:
            raise NotMarkedError(_ODD)
        return found.end()

    def _insert(self, line: int, new: list[str]) -> None:
        ends = "\r" if self._end == "\r\n" else ""
        if line == len(self._lines):  # the last line has no line end
            self._lines[-1] += ends
            self._lines += [*(text + ends for text in new), ""]
        else:
            self._lines[line:line] = [text + ends for text in new]

    def _at(self, place: Pointer, *, key: bool = False) -> tuple[int, int]:
        line, column = self.document.locate(place, key=key)
        return line - 1, column - 1

    def _character(self, place: Pointer) -> str:
        line, column = self._at(place)
        return self._lines[line][column]
