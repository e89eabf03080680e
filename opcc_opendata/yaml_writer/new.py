"""Data → the text of a new file."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader.characters import FORBIDDEN
from opcc_opendata.yaml_writer.checking import check
from opcc_opendata.yaml_writer.emit import emit
from opcc_opendata.yaml_writer.order import order_of
from opcc_opendata.yaml_writer.scalars import WIDTH

_MODELINE: Final = "# yaml-language-server: $schema="
_COMMENT_WIDTH: Final = WIDTH - 20


def to_yaml(
    data: dict[str, Any],
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

    Raises NotWritableError for what the reader would refuse or alter: hidden line separators, control characters, a
    carriage return, fractions, nulls, too many levels.
    """
    lines = {place: comment_lines(text) for place, text in (comments or {}).items()}
    head = [f"{_MODELINE}{schema_address or standard.schema['$id']}", *lines.pop((), ())]
    text = "\n".join([*head, *emit(data, order_of(standard), lines)]) + "\n"
    check(text, data)
    return text


def comment_lines(text: str) -> list[str]:
    """Give a text as the lines of a comment, each with its #, as they stand above a key."""
    text = FORBIDDEN.sub(" ", text)
    wrapped = (textwrap.wrap(line, _COMMENT_WIDTH, break_long_words=False) or [""] for line in text.split("\n"))
    return [f"# {line}".rstrip() for lines in wrapped for line in lines]
