"""What was written is read again: it has to say what it was made from."""

from __future__ import annotations

from typing import Any

from opcc_opendata.yaml_reader import read_bytes


class NotWritableError(Exception):
    """The data can't be a record's: the reader would refuse it. The text is a sentence for people.

    `line` is where in the file, counted from 1, or 0 for the whole.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def check(text: str, data: dict[str, Any]) -> None:
    """Make sure that the text of a file says what the data say. Raises NotWritableError."""
    document = read_bytes(text.encode(), "")
    if document.problems:
        problem = document.problems[0]
        raise NotWritableError(f"{problem.message} {problem.hint}".strip())
    if document.data != data:
        raise NotWritableError("The record has something in it that YAML would alter.")
