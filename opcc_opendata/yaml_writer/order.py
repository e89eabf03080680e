"""In which order keys stand: as the schema names them, and an office's own after them, as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from opcc_opendata.schema import Standard
from opcc_opendata.schema.schema_paths import resolve

_NOTHING_KNOWN: Final[dict[str, Any]] = {}


class Order:
    """The order of the keys in one part of a record. A part that the schema doesn't know has none."""

    __slots__ = ("_inner", "_part", "_place", "_schema")

    def __init__(self, schema: dict[str, Any], part: dict[str, Any]) -> None:
        self._schema = schema
        # A text is one string or, where it isn't, a map by language.
        self._part = resolve(schema, resolve(schema, part).get("else", part) if "properties" not in part else part)
        self._place = {key: number for number, key in enumerate(self._part.get("properties", _NOTHING_KNOWN))}
        self._inner: dict[str | None, Order] = {}

    def sorted(self, keys: Iterable[str]) -> list[str]:
        """Put the keys of a record in order."""
        place, last = self._place, len(self._place)
        return sorted(keys, key=lambda key: place.get(key, last))

    def place(self, key: str) -> int:
        """Give the number by which a key is put in order."""
        return self._place.get(key, len(self._place))

    def within(self, step: str | int) -> Order:
        """Give the order inside a key, or inside an item of a list."""
        # What the standard has no name for is all the same, so that hostile keys are not remembered.
        known = None if isinstance(step, int) else step if step in self._place else ""
        found = self._inner.get(known)
        if found is None:
            inner = self._part.get("items") if known is None else self._part.get("properties", {}).get(step)
            found = self._inner[known] = Order(self._schema, inner or _NOTHING_KNOWN)
        return found


_orders: dict[int, tuple[Standard, Order]] = {}
_MOST_ORDERS: Final = 8


def order_of(standard: Standard) -> Order:
    """Give the order of the keys of a record, the same each time."""
    found = _orders.get(id(standard))
    if found is None:
        if len(_orders) >= _MOST_ORDERS:
            _orders.clear()
        # While a standard is kept here, its id stays its own.
        found = _orders[id(standard)] = (standard, Order(standard.schema, standard.schema))
    return found[1]
