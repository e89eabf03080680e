"""A record's data → the text of its file, in the one form that records are kept in.

What is written here, the reader reads back as the same data; whatever it would not, is refused.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Final

from opcc_opendata.problems import Pointer
from opcc_opendata.reader import read_bytes
from opcc_opendata.reader.characters import FORBIDDEN
from opcc_opendata.record import Record
from opcc_opendata.schema import Standard
from opcc_opendata.writer.emit import emit
from opcc_opendata.writer.order import order_of
from opcc_opendata.writer.scalars import WIDTH

__all__ = ["NotWritable", "to_yaml"]

_MODELINE: Final = "# yaml-language-server: $schema="
_COMMENT_WIDTH: Final = WIDTH - 20


class NotWritable(Exception):  # noqa: N818 (it reads as what it is)
    """The data can't be a record's: the reader would refuse it. The text is a sentence for people."""


def to_yaml(
    data: Record,
    standard: Standard,
    *,
    comments: Mapping[Pointer, str] | None = None,
    schema_address: str | None = None,
) -> str:
    """Write a record in its canonical form, with LF line ends.

    Keys stand in the order of the schema. A text is unquoted where every YAML reader takes it as the same text, in
    double quotes otherwise, and a block where it has several lines or would not fit on one.

    `comments` are put above the key or the item that they belong to; a key that the record lacks has its comment where
    the key would stand, and () is the head of the file. `schema_address` is where an editor finds the schema, as seen
    from the record (see `Project.schema_address`); without it that is the permanent address of the standard.

    Raises NotWritable for what the reader would refuse or alter: hidden line separators, control characters, a carriage
    return, fractions, nulls, too many levels.
    """
    lines = {place: list(_comment_lines(text)) for place, text in (comments or {}).items()}
    head = [f"{_MODELINE}{schema_address or standard.schema['$id']}", *lines.pop((), ())]
    text = "\n".join([*head, *emit(data, order_of(standard), lines)]) + "\n"
    check(text, data)
    return text


def check(text: str, data: Record) -> None:
    """Make sure that the text of a file says what the data say. Raises NotWritable."""
    document = read_bytes(text.encode(), "")
    if document.problems:
        problem = document.problems[0]
        raise NotWritable(f"{problem.message} {problem.hint}".strip())
    if document.data != data:
        raise NotWritable("The record has something in it that YAML would alter.")


def _comment_lines(text: str) -> list[str]:
    text = FORBIDDEN.sub(" ", text)
    wrapped = (textwrap.wrap(line, _COMMENT_WIDTH, break_long_words=False) or [""] for line in text.split("\n"))
    return [f"# {line}".rstrip() for lines in wrapped for line in lines]
