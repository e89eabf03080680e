"""Where in a record the standard has which key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.problems import Pointer

Place = tuple[str, ...]
"""A place in any record: the keys that lead to it, and [] for the items of a list."""


RECORD: Final = "record"
"""What the top level of a record is called where a key is asked for: `opcc explain record`."""

_DEEPEST: Final = 12  # a changed copy of the standard may lead into itself


def shape_of(pointer: Pointer) -> Place:
    """Turn a place in one record into a place in any."""
    return tuple("[]" if isinstance(step, int) else step for step in pointer)


def explained_by(pointer: Pointer) -> str:
    """Give the command that describes the key at a place, or the nearest key around it."""
    return f"opcc explain {next((step for step in reversed(pointer) if isinstance(step, str)), RECORD)}"


def resolve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference inside the schema."""
    reference = part.get("$ref", "")
    if not reference.startswith("#/$defs/"):
        return part
    found: dict[str, Any] = schema["$defs"][reference.removeprefix("#/$defs/")]
    return resolve(schema, found)


def objects(schema: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Give every part of a record that has keys of its own, with its schema. Texts by language are left out."""
    todo: list[tuple[Place, dict[str, Any]]] = [((), schema)]
    while todo:
        place, part = todo.pop(0)
        yield place, part
        for key, value in part["properties"].items():
            inner = resolve(schema, value)
            where: Place = (*place, key)
            if "items" in inner:
                inner, where = resolve(schema, inner["items"]), (*where, "[]")
            if "properties" in inner and len(where) < _DEEPEST:
                todo.append((where, inner))


def is_needed(schema: dict[str, Any], pointer: Pointer) -> bool:
    """Tell if a part of a record can't do without the key at a place."""
    *around, key = pointer or ("",)
    shape = shape_of(tuple(around))
    return any(place == shape and key in part.get("required", ()) for place, part in objects(schema))


def places(schema: dict[str, Any]) -> dict[str, list[Place]]:
    """For each key, list the parts of a record that have it."""
    found: dict[str, list[Place]] = {}
    for place, part in objects(schema):
        for key in part["properties"]:
            found.setdefault(key, []).append(place)
    return found


def objects_at(value: Any, shape: Place, place: Pointer = ()) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """Give every object of a record at a place such as `("recommendations", "[]", "answer")`, and where it stands."""
    if not shape:
        if isinstance(value, dict):
            yield place, value
    elif shape[0] == "[]":
        for position, item in enumerate(value if isinstance(value, list) else ()):
            yield from objects_at(item, shape[1:], (*place, position))
    elif isinstance(value, dict) and shape[0] in value:
        yield from objects_at(value[shape[0]], shape[1:], (*place, shape[0]))
