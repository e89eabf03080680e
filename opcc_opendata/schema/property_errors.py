"""Keys that are missing, misspelt or in the wrong place."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.schema.schema_paths import Place, explained_by, places, shape_of

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from opcc_opendata.schema.standard import Standard

_SHOWN: Final = 60
_MOST_KEYS: Final = 101  # one more than is told, of a file that may have a hundred thousand
_MOST_LISTED: Final = 12
_NEEDS_QUOTES: Final = re.compile(r": | #|^[^A-Za-z0-9]|^[0-9.]+$")
_ONE_LEVEL: Final = 2  # a list and an item of it are one
_LANGUAGES: Final = frozenset({"en", "cy"})


@dataclass(frozen=True)
class ErrorDetail:
    """A problem in words. `about` is the place that it is about, and `at` the place in the file that it points to."""

    code: str
    about: Pointer
    message: str
    hint: str = ""
    at_key: bool = False
    rank: int = 0
    missing_after: str | None = None

    @property
    def at(self) -> Pointer:
        """Give the place to point to: for a key that is missing, the one that it goes after, or the part around it."""
        if self.missing_after is None:
            return self.about
        return (*self.about[:-1], self.missing_after) if self.missing_after else self.about[:-1]


@dataclass
class _Faulty:
    """An object whose keys are wrong."""

    place: Pointer
    schema: dict[str, Any]
    present: Mapping[str, Any]
    missing: list[str] = field(default_factory=list)
    needed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class Keys:
    """Gathers what is wrong with the keys of each object, so that a misspelt key is told once."""

    def __init__(self, standard: Standard) -> None:
        self._schema = standard.schema
        self._languages = standard.codelists.get("languages")
        self._faulty: dict[Pointer, _Faulty] = {}

    @cached_property
    def _places(self) -> dict[str, list[Place]]:
        return places(self._schema)

    def add(self, place: Pointer, error: ValidationError) -> None:
        """Take in an error about the keys of an object."""
        schema: Any = error.schema
        instance: Any = error.instance
        wanted: Any = error.validator_value
        faulty = self._faulty.setdefault(place, _Faulty(place, {}, instance))
        if error.validator == "required":
            absent = [key for key in wanted if key not in instance]
            if "then" in error.absolute_schema_path:
                faulty.needed = absent
            else:
                faulty.schema = schema
                faulty.missing = absent
        else:
            faulty.schema = schema
            known = schema.get("properties", {})
            takes_own = "patternProperties" in schema  # a text by language takes no key of an office's own
            unknown = (key for key in instance if key not in known and not (takes_own and key.startswith("x_")))
            faulty.unknown = list(islice(unknown, _MOST_KEYS))

    def explain(self) -> Iterator[ErrorDetail]:
        """Tell what is wrong with the keys."""
        moved: set[tuple[str, Place]] = set()
        for faulty in self._faulty.values():
            explained: set[str] = set()
            told = [self._unknown(faulty, key, explained, moved) for key in faulty.unknown]
            yield from _together(told, faulty.present)
            faulty.missing = [key for key in faulty.missing if key not in explained]
        for faulty in self._faulty.values():
            shape = shape_of(faulty.place)
            for key in faulty.missing:
                if (key, shape) not in moved:
                    yield _missing(faulty, key)
            yield from (_needed(faulty, key) for key in faulty.needed if key not in faulty.missing)

    def _unknown(self, faulty: _Faulty, key: str, explained: set[str], moved: set[tuple[str, Place]]) -> ErrorDetail:
        known = faulty.schema.get("properties", {})
        about = (*faulty.place, key)
        if set(known) == _LANGUAGES:
            return self._language(about, key)
        absent = [other for other in known if other not in faulty.present and other not in explained]
        near = _near(key, absent, 0.8)
        if near is None and (elsewhere := self._elsewhere(faulty.place, key)):
            moved.update((key, place) for place in self._places.get(key, ()))
            message = f"{_show(key)}: this key does not belong here."
            here = "" if self._is_near(faulty.place, key) else f" {_what_there_is(faulty.place, key, absent)}"
            return ErrorDetail("R003", about, message, f"{key} belongs {elsewhere}.{here}", at_key=True)
        near = near or _near(key, absent, 0.6)
        message = f"{_show(key)}: the standard has no such key here."
        if near is None and (twin := _near(key, list(known), 0.8)):
            return ErrorDetail("R002", about, message, f"Did you mean {twin}? That key is already here.", at_key=True)
        if near is None:
            return ErrorDetail("R002", about, message, _what_there_is(faulty.place, key, absent), at_key=True)
        explained.add(near)
        return ErrorDetail("R002", about, message, f"Did you mean {near}?{odd_character(key)}", at_key=True)

    def _language(self, about: Pointer, key: str) -> ErrorDetail:
        message = f"{_show(key)}: this is not the code of a language that a record can have."
        for code in _LANGUAGES:
            row = self._languages.get(code) if self._languages else None
            if row and key.casefold() in (row["title_en"].casefold(), row["title_cy"].casefold(), code):
                return ErrorDetail("R011", about, message, f"Did you mean {code}?", at_key=True)
        hint = "Write the text after the key above, or under it en: for English and cy: for Welsh."
        return ErrorDetail("R011", about, message, hint, at_key=True)

    def _is_near(self, place: Pointer, key: str) -> bool:
        """Tell if the standard has this key one level above or below: it is likely to be meant."""
        here = shape_of(place)
        near = min(_distance(here, other)[0] for other in self._places[key] if other != here)
        return near <= _ONE_LEVEL

    def _elsewhere(self, place: Pointer, key: str) -> str:
        """Say where the standard has this key: the nearest place, and the next if it is as near."""
        here = shape_of(place)
        ways = sorted((_distance(here, other), other) for other in self._places.get(key, ()) if other != here)
        return " or ".join(_describe(other) for distance, other in ways[:2] if distance == ways[0][0])


def _together(told: list[ErrorDetail], present: Mapping[str, Any]) -> Iterator[ErrorDetail]:
    """Tell of keys that were all written one level too high, without the key that they belong under, as of one."""
    alike: dict[str, list[ErrorDetail]] = {}
    for one in told:
        home = one.hint.partition(" belongs under ")[2].removesuffix(".")
        alike.setdefault(home if one.code == "R003" and " " not in home else "", []).append(one)
    yield from alike.pop("", [])
    for home, ones in alike.items():
        if len(ones) == 1 or home in present:
            yield from ones
            continue
        keys = [_show(str(one.about[-1])) for one in ones]
        message = f"{', '.join(keys[:-1])} and {keys[-1]}: these keys do not belong here."
        hint = f"They belong under {home}. Write {home}: on a line above them, and indent them below it."
        yield replace(ones[0], message=message, hint=hint)


def name(place: Pointer) -> str:
    """Name the value at a place, to begin a sentence with."""
    keys = [step for step in place if isinstance(step, str)]
    if not keys:
        return ""
    if len(keys) > 1 and keys[-1] in _LANGUAGES:
        return f"{_show(keys[-2])} ({keys[-1]}): "
    return f"{_show(keys[-1])}: "


def odd_character(text: str) -> str:
    """Say of a name that looks like another what in it can't be seen, or only looks like a letter of ours."""
    for character in text:
        known = unicodedata.name(character, "")
        if character.isascii() or known.startswith("LATIN SMALL LETTER") or known.startswith("LATIN CAPITAL LETTER"):
            continue
        number = f"{known.lower()}, U+{ord(character):04X}" if known else f"U+{ord(character):04X}"
        if unicodedata.category(character) in ("Cf", "Zs", "Mn"):
            return f" There is a character in it that can't be seen ({number}). Type the name anew."
        return f" The {character} in it is another character than it looks like ({number}). Type the name anew."
    return ""


def _show(key: str) -> str:
    plain = " ".join(key.split()) or '""'
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"


def _near(key: str, others: list[str], cutoff: float) -> str | None:
    simple = "_".join(key[:_SHOWN].casefold().replace("-", " ").replace("_", " ").split())
    found = difflib.get_close_matches(simple, others, 1, cutoff)
    return found[0] if found else None


def _what_there_is(place: Pointer, key: str, absent: list[str]) -> str:
    if key[:1] in ("x", "X") and key[1:2] in ("-", "_", " "):
        return "A key of your own begins with a small x and an underscore: x_."
    own = "A key of your own begins with x_."
    if 0 < len(absent) <= _MOST_LISTED:
        return f"The keys that can stand here are {', '.join(absent)}. {own}"
    return f'{own} To see the keys that can stand here, run "{explained_by(place)}".'


def _missing(faulty: _Faulty, key: str) -> ErrorDetail:
    about: dict[str, Any] = faulty.schema.get("properties", {}).get(key, {})
    title = f" ({about['title']})" if "title" in about else ""
    message = f"{key}: this key is missing{title}."
    example = about.get("examples", [None])[0]
    if isinstance(example, str) and _NEEDS_QUOTES.search(example):
        example = f'"{example}"'
    sample = f" For example, {key}: {example}" if isinstance(example, str) else ""
    after = _goes_after(faulty, key)
    hint = f"Add it{f' after {after}' if after else ''}. {about.get('description', '')}{sample}"
    return ErrorDetail("R001", (*faulty.place, key), message, hint, at_key=bool(after), missing_after=after)


def _goes_after(faulty: _Faulty, key: str) -> str:
    """Give the last of the keys that are there and stand before this one in the standard."""
    known = list(faulty.schema.get("properties", {}))
    before = known[: known.index(key)] if key in known else known
    return next((other for other in reversed(before) if other in faulty.present), "")


def _needed(faulty: _Faulty, key: str) -> ErrorDetail:
    if "part" in faulty.present:
        hint = "A section of the kind other has a text of its own. Write it, or name the part that stands here."
    elif "recipient" in faulty.present:
        hint = "Where the recipient is other, say who it is."
    else:
        hint = "An index record links to the document that it is about: source, and in it url."
    message = f"{key}: this key is needed here."
    after = _goes_after(faulty, key)
    return ErrorDetail("R024", (*faulty.place, key), message, hint, at_key=bool(after), missing_after=after)


def _distance(here: Place, there: Place) -> tuple[int, int]:
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return len(here) + len(there) - 2 * common, len(there)


def _describe(place: Place) -> str:
    if not place:
        return "at the beginning of a line, at the top level of the record"
    if place[-1] == "[]":
        return f"under an item of {place[-2]}"
    return f"under {place[-1]}"
