"""A file in canonical form: the same record and the same comments, as `to_yaml` would write them."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from opcc_opendata.migrations import Editable
from opcc_opendata.problems import Pointer
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_writer.canonical_lines import MODELINE, are_canonical
from opcc_opendata.yaml_writer.checking import NotWritableError, check
from opcc_opendata.yaml_writer.comments import TAIL, by_place, remarks
from opcc_opendata.yaml_writer.emit import emit
from opcc_opendata.yaml_writer.order import order_of

_MAY_BEGIN_A_COMMENT = re.compile(r"(?<![A-Za-z/])#")
"""What a # may not stand behind if it begins one: the letters of a text or an address."""


def canonical(raw: bytes, standard: Standard, change: Callable[[Editable], None] | None = None) -> str:
    """Write a file's record in canonical form, with its comments, and with a `change` made to it where one is given.

    A comment goes with the key or item that follows it, or stays at the end of the part that it is indented like. One
    at the end of a line goes above that line, and those above the first key stay at the head.

    Raises NotWritableError, and then the file should stay as it is: where it can't be read, or a comment would be lost
    that the change has left.
    """
    new, lost = _written(raw, None, standard, change)
    if lost:
        raise NotWritableError("There is a comment in it that would be lost.")
    return new


def replaced(raw: bytes, data: dict[str, Any], standard: Standard) -> str:
    """Write another record in place of a file's, with the file's comments, as `canonical` would.

    Comments on an item that the record no longer has stand at the end. Raises NotWritableError.
    """
    new, lost = _written(raw, data, standard)
    return new + "".join(f"{line}\n" for line in lost)


def _written(
    raw: bytes, data: dict[str, Any] | None, standard: Standard, change: Callable[[Editable], None] | None = None
) -> tuple[str, list[str]]:
    """Write the file's own record, or another, with the file's comments. Give the comments that have no place in it."""
    document = read_bytes(raw, "")
    if document.problems or document.data is None:
        problem = document.problems[0]
        place = f"line {problem.line}: " if problem.line else ""
        raise NotWritableError(f"{place}{problem.message} {problem.hint}".strip(), problem.line)
    text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    if data is None and change is None:
        lines, has_mark = document.plain_lines, raw.startswith(BOM_UTF8)
        if lines is not None and not has_mark and are_canonical(lines, order_of(standard)):
            return text, []
    data = document.data if data is None else data
    above = _above(text)
    comments: dict[Pointer, list[str]] = {(): above} if above is not None else by_place(document, text, remarks(text))
    before = _counted(comments)
    if change is not None:
        change(Editable(data, comments))
    taken_out = before - _counted(comments)
    head = _modeline_first(comments.pop((), ()))
    tail = comments.pop(TAIL, ())
    new = "\n".join([*head, *emit(data, order_of(standard), comments), *tail]) + "\n"
    if data is document.data and change is None and new.encode() == raw:
        return new, []
    check(new, data)
    lost = _comments(text) - taken_out - _comments(new)
    return new, list(lost.elements())


def _modeline_first(head: Iterable[str]) -> list[str]:
    """Put the line that an editor looks for first."""
    return sorted(head, key=lambda line: not line.startswith(MODELINE))


def _above(text: str) -> list[str] | None:
    """Give the comments above the first key, where it is quickly seen that there are no others, and otherwise None."""
    found, end = list[str](), 0
    while end < len(text) and text[end] in "#\n":
        start, end = end, (text.find("\n", end) + 1) or len(text)
        if text[start] == "#":
            found.append(text[start:end].rstrip())
    return found if _MAY_BEGIN_A_COMMENT.search(text, end) is None else None


def _comments(text: str) -> Counter[str]:
    """Count the comments of a file."""
    above = _above(text)
    return Counter(above if above is not None else [remark.text for remark in remarks(text)])


def _counted(comments: Mapping[Pointer, Sequence[str]]) -> Counter[str]:
    return Counter(line for lines in comments.values() for line in lines)
