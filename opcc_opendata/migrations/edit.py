"""Changing a record's data so that the comments in its file stay with what they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from opcc_opendata.problems import Pointer
from opcc_opendata.schema.schema_paths import Place, objects_at


@dataclass(slots=True)
class Editable:
    """A record that is being changed: its data, and the lines of comment at each place."""

    data: dict[str, Any]
    comments: dict[Pointer, list[str]] = field(default_factory=dict)

    def rename(self, shape: Place, old: str, new: str) -> None:
        """Give a key another name, in its place. Its comments go with it, and those inside it."""
        for place, part in objects_at(self.data, shape):
            if old in part:
                _replace(part, old, {new: part[old]})
                self._move((*place, old), (*place, new))

    def split(self, shape: Place, key: str, into: Callable[[Any], Mapping[str, Any]]) -> None:
        """Put several keys in the place of one. The comments stay with the first of them."""
        for place, part in objects_at(self.data, shape):
            if key in part:
                pieces = dict(into(part[key]))
                _replace(part, key, pieces)
                self._move((*place, key), (*place, next(iter(pieces))))

    def recode(self, shape: Place, key: str, codes: Mapping[str, str]) -> None:
        """Put other codes in the place of those that were withdrawn from a codelist."""
        for _, part in objects_at(self.data, shape):
            value = part.get(key)
            if isinstance(value, str) and value in codes:
                part[key] = codes[value]

    def _move(self, old: Pointer, new: Pointer) -> None:
        inside = [place for place in self.comments if place[: len(old)] == old]
        for place in inside:
            moved = (*new, *place[len(old) :])
            self.comments[moved] = [*self.comments.get(moved, ()), *self.comments.pop(place)]


def _replace(part: dict[str, Any], key: str, pieces: Mapping[str, Any]) -> None:
    """Put keys in the place of one, so that the order of the others stays."""
    items = list(part.items())
    part.clear()
    for name, value in items:
        part.update(pieces if name == key else {name: value})
