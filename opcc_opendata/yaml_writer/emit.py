"""Plain data → the lines of YAML, with comments above keys and items. Nothing here knows what a record is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.yaml_writer.comments import END
from opcc_opendata.yaml_writer.order import Order
from opcc_opendata.yaml_writer.scalars import name, text

Comments = Mapping[Pointer, Sequence[str]]
"""The comment lines, each with its #, to be put above a key or an item, or below the last of a part: its place and END.

A key may be one that the record lacks.
"""

_STEP: Final = 2


def emit(data: Mapping[str, Any], order: Order, comments: Comments) -> list[str]:
    """Give the lines of a record. One that is a block of text has line breaks in it."""
    lines: list[str] = []
    _Emitter(comments).pairs(data, (), order, 0, lines)
    return lines


class _Emitter:
    """Adds lines to a list. Most records have no comments inside, and then nobody asks where the lines are."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments
        self._commented: dict[Pointer, list[str]] = {}
        for at in comments:
            if at and isinstance(at[-1], str):
                self._commented.setdefault(at[:-1], []).append(at[-1])

    def pairs(self, data: Mapping[str, Any], place: Pointer, order: Order, indent: int, lines: list[str]) -> None:
        """Add the lines of a mapping, and the comments on keys that it lacks where those keys would stand."""
        pad = " " * indent
        if not self._comments:
            for key in order.sorted(data):
                self._named(f"{pad}{name(key)}:", data[key], place, order.within(key), indent, lines)
            return
        lacking = [key for key in self._commented.get(place, ()) if key not in data]
        for key in order.sorted([*data, *lacking]):
            self._above((*place, key), pad, lines)
            if key in data:
                self._named(f"{pad}{name(key)}:", data[key], (*place, key), order.within(key), indent, lines)
        self._above((*place, END), pad, lines)

    def _named(self, start: str, value: Any, place: Pointer, order: Order, indent: int, lines: list[str]) -> None:
        if value and isinstance(value, dict):
            lines.append(start)
            self.pairs(value, place, order, indent + _STEP, lines)
        elif value and isinstance(value, list):
            lines.append(start)
            self._items(value, place, order, indent + _STEP, lines)
        else:
            lines.append(f"{start} {_scalar(value, len(start) + 1, indent + _STEP)}")

    def _items(self, items: Sequence[Any], place: Pointer, order: Order, indent: int, lines: list[str]) -> None:
        pad = " " * indent
        for position, item in enumerate(items):
            at = (*place, position) if self._comments else place
            self._above(at, pad, lines)
            self._item(item, at, order.within(position), indent, lines)
        self._above((*place, END), pad, lines)

    def _item(self, item: Any, place: Pointer, order: Order, indent: int, lines: list[str]) -> None:
        """Add the lines of an item. What stands above its first key stands above its hyphen too."""
        dash = f"{' ' * indent}- "
        first = len(lines)
        if item and isinstance(item, dict):
            self.pairs(item, place, order, indent + _STEP, lines)
        elif item and isinstance(item, list):
            self._items(item, place, order, indent + _STEP, lines)
        else:
            lines.append(f"{dash}{_scalar(item, len(dash), indent + _STEP)}")
            return
        while lines[first].lstrip().startswith("#"):
            lines[first] = lines[first][_STEP:]
            first += 1
        lines[first] = dash + lines[first][len(dash) :]

    def _above(self, place: Pointer, pad: str, lines: list[str]) -> None:
        if self._comments:
            lines += [pad + line for line in self._comments.get(place, ())]


def _scalar(value: Any, column: int, indent: int) -> str:
    if isinstance(value, str):
        return text(value, column, indent)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "{}" if value == {} else "[]" if value == [] else "null" if value is None else str(value)
