"""Plain data → the lines of YAML, with comments above keys and items. Nothing here knows what a record is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.yaml_writer.comments import END
from opcc_opendata.yaml_writer.order import Order
from opcc_opendata.yaml_writer.scalars import block, inline, wants_block

Comments = Mapping[Pointer, Sequence[str]]
"""The comment lines, each with its #, to be put above a key or an item, or below the last of a part: its place and END.

A key may be one that the record lacks.
"""

_STEP: Final = 2


def emit(data: Mapping[str, Any], order: Order, comments: Comments) -> Iterator[str]:
    """Give the lines of a record. One that is a block of text has line breaks in it."""
    yield from _Emitter(comments).pairs(data, (), order, 0)


class _Emitter:
    def __init__(self, comments: Comments) -> None:
        self._comments = comments

    def pairs(self, data: Mapping[str, Any], place: Pointer, order: Order, indent: int) -> Iterator[str]:
        """Give the lines of a mapping, and the comments on keys that it lacks where those keys would stand."""
        lacking = (at[-1] for at in self._comments if at and at[:-1] == place and isinstance(at[-1], str))
        for key in order.sorted([*data, *(key for key in lacking if key not in data)]):
            yield from self._above((*place, key), indent)
            if key in data:
                yield from self._named(f"{' ' * indent}{inline(key)}:", data[key], (*place, key), order, indent)
        yield from self._above((*place, END), indent)

    def _named(self, start: str, value: Any, place: Pointer, order: Order, indent: int) -> Iterator[str]:
        within = order.within(place[-1])
        if isinstance(value, dict) and value:
            yield start
            yield from self.pairs(value, place, within, indent + _STEP)
        elif isinstance(value, list) and value:
            yield start
            yield from self._items(value, place, within, indent + _STEP)
        else:
            yield f"{start} {_scalar(value, len(start) + 1, indent + _STEP)}"

    def _items(self, items: Sequence[Any], place: Pointer, order: Order, indent: int) -> Iterator[str]:
        for position, item in enumerate(items):
            yield from self._item(item, (*place, position), order.within(position), indent)
        yield from self._above((*place, END), indent)

    def _item(self, item: Any, place: Pointer, order: Order, indent: int) -> Iterator[str]:
        """Give the lines of an item. What stands above its first key stands above its hyphen too."""
        yield from self._above(place, indent)
        dash = f"{' ' * indent}- "
        if not isinstance(item, dict | list) or not item:
            yield f"{dash}{_scalar(item, len(dash), indent + _STEP)}"
            return
        if isinstance(item, dict):
            lines = self.pairs(item, place, order, indent + _STEP)
        else:
            lines = self._items(item, place, order, indent + _STEP)
        for line in lines:
            if not line.lstrip().startswith("#"):
                yield dash + line[len(dash) :]
                break
            yield line[_STEP:]
        yield from lines

    def _above(self, place: Pointer, indent: int) -> Iterator[str]:
        yield from (" " * indent + line for line in self._comments.get(place, ()))


def _scalar(value: Any, column: int, indent: int) -> str:
    if isinstance(value, str):
        return block(value, indent) if wants_block(value, column) else inline(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "{}" if value == {} else "[]" if value == [] else "null" if value is None else str(value)
