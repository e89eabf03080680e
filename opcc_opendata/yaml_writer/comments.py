"""Comments in a file: where they are, and what each belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from yaml._yaml import CParser
from yaml.events import ScalarEvent

from opcc_opendata.problems import Pointer
from opcc_opendata.yaml_reader import Document

TAIL: Final[Pointer] = (-1,)
"""Where the comments belong that stand below everything: at no place that a record has."""

_TEXT: Final[type[Any]] = ScalarEvent
_BLOCKS: Final = ("|", ">")


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment, with its #. `line` and `column` count from 1. `before` is what stands before it on its line."""

    line: int
    column: int
    before: str
    text: str


def remarks(text: str) -> Iterator[Remark]:
    """Find the comments of a file that the reader accepts, in their order."""
    start = 0
    for end, after in _texts(text):
        yield from _between(text, start, end)
        start = after
    yield from _between(text, start, len(text))


def _texts(text: str) -> Iterator[tuple[int, int]]:
    """Give where each key and value begins and ends. In no other part of the file is a # anything but a comment."""
    next_event: Callable[[], Any] = CParser(text.encode()).get_event
    while (event := next_event()) is not None:
        if event.__class__ is _TEXT:
            start = event.start_mark.index
            if event.style in _BLOCKS:  # a comment can follow the sign that begins a block
                start = text.index("\n", start) if "\n" in text[start:] else len(text)
            yield start, event.end_mark.index


def _between(text: str, start: int, end: int) -> Iterator[Remark]:
    while (at := text.find("#", start, end)) >= 0:
        line_start = text.rfind("\n", 0, at) + 1
        line_end = text.find("\n", at)
        start = line_end if line_end >= 0 else len(text)
        line = text.count("\n", 0, at) + 1
        yield Remark(line, at - line_start + 1, text[line_start:at].strip(), text[at:start].rstrip())


def by_place(document: Document, found: Iterable[Remark]) -> dict[Pointer, list[str]]:
    """Say which key or item each comment belongs to: what comes after it, or what stands before it on its line.

    The comments above the first key belong to the whole, (), and those below the last one to TAIL.
    """
    spots = sorted(_spots(document))
    starts = [spot[:2] for spot in spots]
    belongs: dict[Pointer, list[str]] = {}
    for remark in found:
        at = bisect_right(starts, (remark.line, remark.column))
        if at == 0:
            place: Pointer = ()
        elif remark.before.strip("- "):
            place = spots[at - 1][3]
        else:
            place = spots[at][3] if at < len(spots) else TAIL
        belongs.setdefault(place, []).append(remark.text)
    return belongs


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
