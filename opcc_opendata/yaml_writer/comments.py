"""Comments in a file: where they are, and what each belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from yaml._yaml import CParser
from yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent

from opcc_opendata.problems import Pointer
from opcc_opendata.yaml_reader import Document
from opcc_opendata.yaml_reader.reading_state import MAX_DEPTH

END: Final = -1
"""The last step of the place of comments that stand at the end of a mapping or list, below all that is in it."""

TAIL: Final[Pointer] = (END,)
"""Where the comments belong that stand below everything."""

_TEXT: Final[type[Any]] = ScalarEvent
_BLOCKS: Final = ("|", ">")
_NEWLINE: Final = re.compile("\n")


@dataclass(frozen=True, slots=True)
class YamlComment:
    """One comment, with its #. `line` and `column` count from 1. `before` is what stands before it on its line."""

    line: int
    column: int
    before: str
    text: str


def remarks(text: str) -> Iterator[YamlComment]:
    """Find the comments of a file that the reader accepts, in their order."""
    start, ends = 0, [found.start() for found in _NEWLINE.finditer(text)]
    for end, after in _texts(text):
        yield from _between(text, start, end, ends)
        start = after
    yield from _between(text, start, len(text), ends)


def _texts(text: str) -> Iterator[tuple[int, int]]:
    """Give where each key and value begins and ends. In no other part of the file is a # anything but a comment."""
    next_event: Callable[[], Any] = CParser(text.encode()).get_event
    depth = 0
    while (event := next_event()) is not None and depth <= MAX_DEPTH:
        if event.__class__ is _TEXT:
            start = event.start_mark.index
            if event.style in _BLOCKS:  # a comment can follow the sign that begins a block
                line_end = text.find("\n", start)
                start = line_end if line_end >= 0 else len(text)
            yield start, event.end_mark.index
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)


def _between(text: str, start: int, end: int, ends: Sequence[int]) -> Iterator[YamlComment]:
    """Give the comments between two places. `ends` are the places of all line feeds."""
    while (at := text.find("#", start, end)) >= 0:
        line = bisect_right(ends, at)
        line_start = ends[line - 1] + 1 if line else 0
        start = ends[line] if line < len(ends) else len(text)
        yield YamlComment(line + 1, at - line_start + 1, text[line_start:at].strip(), text[at:start].rstrip())


def by_place(document: Document, text: str, found: Iterable[YamlComment]) -> dict[Pointer, list[str]]:
    """Say which key or item each comment belongs to: what comes after it, or what stands before it on its line.

    The comments above the first key belong to the whole, (). One that is indented deeper than what comes after it, as
    a key that is not used yet often is, belongs to the END of the part that it is indented like. So do those below the
    last key.
    """
    spots = sorted(_spots(document))
    starts = [spot[:2] for spot in spots]
    columns = _columns(document, text.split("\n"))
    belongs: dict[Pointer, list[str]] = {}
    gap, indent = -1, 0
    for remark in found:
        at = bisect_right(starts, (remark.line, remark.column))
        if at == 0:
            place: Pointer = ()
        elif remark.before.strip("- "):
            place = spots[at - 1][3]
        else:
            place = spots[at][3] if at < len(spots) else TAIL
            if not remark.before:
                # What a comment further out ends, is not gone on with below it.
                indent = min(indent, remark.column) if gap == at else remark.column
                gap = at
                place = _end_of_part(spots[at - 1][3], place, indent, columns)
        belongs.setdefault(place, []).append(remark.text)
    return belongs


def _columns(document: Document, lines: Sequence[str]) -> dict[Pointer, int]:
    """Give the column that the keys or the hyphens of each part begin in, but of those in brackets."""
    columns: dict[Pointer, int] = {}
    for _, _, _, place in (*_spots(document), (0, 0, 0, ())):
        value = _value_at(document.data, place)
        if isinstance(value, dict | list) and value:
            line, column = document.locate(place)
            if lines[line - 1][column - 1 : column] not in ("[", "{"):
                columns[place] = column
    return columns


def _value_at(data: Any, place: Pointer) -> Any:
    for step in place:
        data = data[step]
    return data


def _end_of_part(before: Pointer, after: Pointer, column: int, columns: Mapping[Pointer, int]) -> Pointer:
    """Give the END of the innermost part that ends between two places and is indented like a comment, or `after`."""
    if after[: len(before)] == before:
        return after
    outer = columns.get(after[:-1], 0)
    for length in range(len(before) - 1, 0, -1):
        part = before[:length]
        if after[:length] == part:
            break
        if outer < columns.get(part, 0) <= column:
            return (*part, END)
    return after


def _spots(document: Document) -> Iterator[tuple[int, int, int, Pointer]]:
    """Give each key and item: its line and column, a number that puts the outer one of two first, and its place."""
    todo: list[tuple[Pointer, Any]] = [((), document.data)]
    number = 0
    while todo:
        place, value = todo.pop()
        if place:
            yield (*document.locate(place, key=True), number, place)
            number += 1
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        todo.extend(((*place, step), within) for step, within in inner)
