"""In which order keys stand: as the schema names them, and an office's own after them, as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from opcc_opendata.schema import Standard
from opcc_opendata.schema.schema_paths import resolve

_NOTHING_KNOWN: Final[dict[str, Any]] = {}


class Order:
    """The order of the keys in one part of a record. A part that the schema doesn't know has none."""

    __slots__ = ("_part", "_schema")

    def __init__(self, schema: dict[str, Any], part: dict[str, Any]) -> None:
        self._schema = schema
        # A text is one string or, where it isn't, a map by language.
        self._part = resolve(schema, resolve(schema, part).get("else", part) if "properties" not in part else part)

    @property
    def known(self) -> Iterable[str]:
        """Give the keys that the standard has here, in its order."""
        return tuple(self._part.get("properties", _NOTHING_KNOWN))

    def sorted(self, keys: Iterable[str]) -> list[str]:
        """Put the keys of a record in order."""
        place = {key: number for number, key in enumerate(self.known)}
        return sorted(keys, key=lambda key: place.get(key, len(place)))

    def within(self, step: str | int) -> Order:
        """Give the order inside a key, or inside an item of a list."""
        inner = self._part.get("items") if isinstance(step, int) else self._part.get("properties", {}).get(step)
        return Order(self._schema, inner or _NOTHING_KNOWN)


def order_of(standard: Standard) -> Order:
    """Give the order of the keys of a record."""
    return Order(standard.schema, standard.schema)
