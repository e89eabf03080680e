"""A record laid flat, so that two versions of it can be held side by side: every value with its place.

The items of a list are told apart by what they are and not by where they stand: a recommendation by its number, a
report by its id. So an item that is added above others is one addition, and no change to the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.record import recommendation_keys
from opcc_opendata.record_types import Record

Place = tuple[str, ...]
"""The keys that lead to a value; an item of a list stands in square brackets: `("comments", "[chief_officer]")`."""

Flat = dict[Place, str]

_LANGUAGES: Final = frozenset({"en", "cy"})
_NAMED_BY: Final = {
    "attachments": "id",
    "comments": "kind",
    "distribution": "recipient",
    "grades": "question",
    "inspections": "id",
    "parts": "label",
    "progress": "date",
    "recommendations_by_addressee": "addressee",
    "related": "id",
    "sections": "part",
}
"""The key by which the items of a list are told apart. Items that are alike in it are counted."""

_CALLED: Final = {
    "attachments": "attachment",
    "comments": "comment",
    "distribution": "recipient",
    "grades": "grade",
    "inspections": "report",
    "parts": "part",
    "progress": "progress",
    "recommendations": "recommendation",
    "related": "related response",
    "sections": "section",
}


def flatten(record: Record) -> Flat:
    """Give every value of a record by its place, as text."""
    return dict(_walk(record, (), record))


def changed_places(before: Record, after: Record) -> Iterator[tuple[Place, str | None, str | None]]:
    """Give each place at which two versions of a record differ, with both values; None where there is none."""
    old, new = flatten(before), flatten(after)
    for place in {**old, **new}:
        if old.get(place) != new.get(place):
            yield place, old.get(place), new.get(place)


def _walk(value: Any, place: Place, record: Record) -> Iterator[tuple[Place, str]]:
    if isinstance(value, list):
        for name, item in _items(value, place, record):
            yield from _walk(item, (*place, f"[{name}]"), record)
    elif isinstance(value, dict):
        by_language = bool(place) and value.keys() <= _LANGUAGES
        for key, inner in value.items():
            # A text in the record's own language is the same text with and without the name of the language.
            own = by_language and key == record["language"]
            yield from _walk(inner, place if own else (*place, key), record)
    elif isinstance(value, bool):
        yield place, "true" if value else "false"
    else:
        yield place, str(value)


def _items(items: list[Any], place: Place, record: Record) -> Iterator[tuple[str, Any]]:
    if place == ("recommendations",):
        yield from zip(recommendation_keys(record), items, strict=True)
        return
    key = _NAMED_BY.get(place[-1]) if place else None
    seen: dict[str, int] = {}
    for number, item in enumerate(items, 1):
        name = str(item.get(key, number)) if isinstance(item, dict) else str(item)
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}, {seen[name]}", item


def in_words(place: Place) -> str:
    """Write a place for people: `recommendation 2: answer, acceptance`."""
    items: list[str] = []
    keys: list[str] = []
    for step in place:
        if step.startswith("["):
            called = _CALLED.get(keys[-1], keys[-1]) if keys else "item"
            items += [*keys[:-1], f"{called} {step[1:-1]}"]
            keys = []
        else:
            keys.append(step)
    return ": ".join(part for part in (", ".join(items), ", ".join(keys)) if part)
