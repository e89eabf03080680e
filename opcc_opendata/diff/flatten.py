"""A record laid flat, so that two versions of it can be held side by side: every value with its place.

The items of a list are told apart by what they are and not by where they stand: a recommendation by its number, a
report by its id. So an item that is added above others is one addition, and no change to the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from opcc_opendata.record import finding_name, slug
from opcc_opendata.record_types import Recommendation, Record

Place = tuple[str, ...]
"""The keys that lead to a value; an item of a list stands in square brackets: `("comments", "[chief_officer]")`."""

Flat = dict[Place, str]

LANGUAGES: Final = frozenset({"en", "cy"})
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


class _Naming(NamedTuple):
    """By what the places of a record are named: the keys of its findings, and the language that needs no name."""

    keys: Sequence[str]
    language: str | None


def flatten(record: Record, keys: Sequence[str], *, every_language: bool = False) -> Flat:
    """Give every value of a record by its place, as text.

    `keys` are those of its findings. With `every_language`, a text that names its language has it in its place also
    where that is the record's own.
    """
    return dict(_walk(record, (), _Naming(keys, None if every_language else record["language"])))


def _walk(value: Any, place: Place, naming: _Naming) -> Iterator[tuple[Place, str]]:
    if isinstance(value, list):
        for name, item in _items(value, place, naming.keys):
            yield from _walk(item, (*place, f"[{name}]"), naming)
    elif isinstance(value, dict):
        by_language = bool(place) and value.keys() <= LANGUAGES
        for key, inner in value.items():
            # A text in the record's own language is the same text with and without the name of the language.
            own = by_language and key == naming.language
            yield from _walk(inner, place if own else (*place, key), naming)
    elif isinstance(value, bool):
        yield place, "true" if value else "false"
    else:
        yield place, str(value)


def _items(items: list[Any], place: Place, keys: Sequence[str]) -> Iterator[tuple[str, Any]]:
    if place == ("recommendations",):
        yield from zip(keys, items, strict=True)
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


def findings_called(*versions: tuple[Record, Sequence[str]]) -> dict[str, str]:
    """Give what each finding is called, by its key: `recommendation 3(a)`, or `area for improvement 1`.

    That is its number as it is printed, in the last version that has it; its key where another is called the same.
    """
    called: dict[str, str] = {}
    for record, keys in versions:
        findings = record.get("recommendations", ())
        names = [_called(one, key) for key, one in zip(keys, findings, strict=True)]
        often = Counter(names)
        for key, one, name in zip(keys, findings, names, strict=True):
            called[key] = name if often[name] == 1 else f"{one['kind'].replace('_', ' ')} {key}"
    return called


def _called(finding: Recommendation, key: str) -> str:
    number = finding.get("number") or key
    if finding["kind"] != "recommendation" or slug(number).startswith("recommendation"):
        return finding_name(finding, key)
    return f"recommendation {number}"


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
