"""A record laid flat, so that two versions of it can be held side by side: every value with its place.

The items of a list are told apart by what they are and not by where they stand: a recommendation by its number, a
report by its id. So an item that is added above others is one addition, and no change to the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from opcc_opendata.record import finding_name, recommendation_keys
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


def reordered(before: Flat, after: Flat) -> Iterator[Place]:
    """Give each list whose items, as far as both versions have them, stand in another order: it is the document's."""
    old, new = _orders(before), _orders(after)
    for place in new.keys() & old.keys():
        if [one for one in old[place] if one in new[place]] != [one for one in new[place] if one in old[place]]:
            yield place


def _orders(flat: Flat) -> dict[Place, dict[str, None]]:
    """Give the names of the items of each list, in their order."""
    found: dict[Place, dict[str, None]] = {}
    for place in flat:
        for at, step in enumerate(place):
            if step.startswith("["):
                found.setdefault(place[:at], {})[step] = None
    return found


def findings_called(*versions: Record) -> dict[str, str]:
    """Give what each finding is called, by its key: `recommendation 2`, or `area for improvement 1`."""
    called: dict[str, str] = {}
    for record in versions:
        for key, one in zip(recommendation_keys(record), record.get("recommendations", ()), strict=True):
            if one["kind"] != "recommendation":
                called[key] = finding_name(one, key)
    return called


def in_words(place: Place, findings: Mapping[str, str]) -> str:
    """Write a place for people: `recommendation 2: answer, acceptance`. See `findings_called`."""
    items: list[str] = []
    keys: list[str] = []
    for step in place:
        if step.startswith("["):
            called = f"{_CALLED.get(keys[-1], keys[-1]) if keys else 'item'} {step[1:-1]}"
            if keys == ["recommendations"]:
                called = findings.get(step[1:-1], called)
            items += [*keys[:-1], called]
            keys = []
        else:
            keys.append(step)
    return ": ".join(part for part in (", ".join(items), ", ".join(keys)) if part)
