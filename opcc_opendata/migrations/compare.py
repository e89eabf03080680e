"""Two versions of the standard compared: what is different, whom it breaks, and which version number follows.

The rule is that of schema/CHANGELOG.md. The first number changes when a record that was right becomes wrong, or when a
reader can no longer count on what it could; the second when records can say something new; the third when only words or
rows of codelists change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from opcc_opendata.schema import Standard
from opcc_opendata.schema.schema_paths import Place, resolve

_WORDS: Final = frozenset({"title", "description", "examples", "$comment", "$id", "$schema", "$defs", "$ref"})
_TOLD: Final = ("title", "description", "examples")
_WALKED: Final = frozenset({"properties", "items", "required", "enum", "deprecated"})
_VERSION: Final = ("schema_version",)


class Bump(IntEnum):
    """Which of the three numbers of a version changes."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One difference. `place` names the key or codelist; `breaks` says whom: writers, readers, both, or nobody."""

    place: str
    sentence: str
    bump: Bump
    breaks: str = ""


_Part = dict[str, Any]


def compare_standards(old: Standard, new: Standard) -> list[Difference]:
    """Give the differences between two versions, sorted by place."""
    found = [*_Comparison(old.schema, new.schema).differences(), *_codelists(old, new)]
    return sorted(set(found))


def next_version(version: str, differences: list[Difference]) -> str:
    """Give the version number that follows from the differences."""
    numbers = [int(number) for number in version.split(".")]
    bump = max((difference.bump for difference in differences), default=Bump.NONE)
    if bump is Bump.NONE:
        return version
    changed = 3 - bump
    return ".".join(str(number + (place == changed) if place <= changed else 0) for place, number in enumerate(numbers))


class _Comparison:
    """Walks two schemas side by side, and looks at each pair of parts once."""

    def __init__(self, old: _Part, new: _Part) -> None:
        self._old, self._new = old, new
        self._seen: set[tuple[int, int]] = set()

    def differences(self) -> Iterator[Difference]:
        yield from self._parts((), self._old, self._new)

    def _parts(self, place: Place, old: _Part, new: _Part) -> Iterator[Difference]:
        if place == _VERSION:
            return
        before, after = resolve(self._old, old), resolve(self._new, new)
        name = ".".join(place).replace(".[]", "[]") or "the record"
        if old.get("deprecated") != new.get("deprecated"):
            verb = "is given up, and still right" if new.get("deprecated") else "is no longer given up"
            yield Difference(name, f"It {verb}.", Bump.MINOR)
        if any({**before, **old}.get(word) != {**after, **new}.get(word) for word in _TOLD):
            yield Difference(name, "Its words are others.", Bump.PATCH)
        if (id(before), id(after)) in self._seen:
            return
        self._seen.add((id(before), id(after)))
        yield from _conditions(name, self._plain(before), self._plain(after))
        yield from _codes(name, before.get("enum"), after.get("enum"))
        yield from _required(name, before.get("required", []), after.get("required", []), before.get("properties", {}))
        yield from self._properties(place, before.get("properties", {}), after.get("properties", {}))
        if "items" in before and "items" in after:
            yield from self._parts((*place, "[]"), before["items"], after["items"])

    def _plain(self, part: _Part) -> _Part:
        """Give what a part demands beside its keys and codes."""
        return {key: value for key, value in part.items() if key not in _WORDS and key not in _WALKED}

    def _properties(self, place: Place, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
        for key in {**old, **new}:
            name = ".".join((*place, key)).replace(".[]", "[]")
            if key not in new:
                yield Difference(name, "The key is gone.", Bump.MAJOR, "writers and readers")
            elif key not in old:
                yield Difference(name, "The key is new.", Bump.MINOR)
            else:
                yield from self._parts((*place, key), old[key], new[key])


def _conditions(name: str, old: _Part, new: _Part) -> Iterator[Difference]:
    for key in {**old, **new}:
        if key not in new:
            yield Difference(name, f"The condition {key} is gone.", Bump.MINOR)
        elif old.get(key) != new[key]:
            yield Difference(name, f"The condition {key} is another, or new.", Bump.MAJOR, "writers")


def _codes(name: str, old: list[str] | None, new: list[str] | None) -> Iterator[Difference]:
    if old is None or new is None:
        if old != new:
            broken = "readers" if new is None else "writers"
            yield Difference(name, "It is no longer, or now, a closed list.", Bump.MAJOR, broken)
        return
    for code in old:
        if code not in new:
            yield Difference(name, f"The code {code} is gone.", Bump.MAJOR, "writers")
    for code in new:
        if code not in old:
            yield Difference(name, f"The code {code} is new.", Bump.PATCH)


def _required(name: str, old: list[str], new: list[str], known: Mapping[str, Any]) -> Iterator[Difference]:
    for key in new:
        if key not in old:
            added = " and new" if key not in known else ""
            yield Difference(name, f"The key {key} is needed{added}.", Bump.MAJOR, "writers")
    for key in old:
        if key not in new:
            yield Difference(name, f"The key {key} is no longer needed.", Bump.MAJOR, "readers")


def _codelists(old: Standard, new: Standard) -> Iterator[Difference]:
    for name in {**old.codelists, **new.codelists}:
        place = f"codelist {name}"
        if name not in new.codelists:
            yield Difference(place, "The codelist is gone.", Bump.MAJOR, "readers")
        elif name not in old.codelists:
            yield Difference(place, "The codelist is new.", Bump.PATCH)
        elif old.codelists[name].rows != new.codelists[name].rows:
            gone = [code for code in old.codelists[name].codes if code not in new.codelists[name]]
            if gone:
                yield Difference(place, f"Rows are gone: {', '.join(gone)}.", Bump.MAJOR, "readers")
            else:
                yield Difference(place, "Rows are new, or others.", Bump.PATCH)
