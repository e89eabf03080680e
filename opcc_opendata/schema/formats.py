"""The second, slower validator: the one that can say where and why a record breaks the standard.

The fast validator (jsonschema-rs) decides; this one (jsonschema) explains. Where the two would differ, or where
jsonschema would take too long over a hostile file, a keyword of our own stands in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import FormatChecker
    from jsonschema.protocols import Validator

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_date(value: object) -> bool:
    """Tell whether a text is a day of the calendar, written year-month-day. What is no text passes."""
    if not isinstance(value, str):
        return True
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_uri(value: object) -> bool:
    """Tell whether a text is made of a scheme and the characters that RFC 3986 allows. What is no text passes."""
    return not isinstance(value, str) or _URI.fullmatch(value) is not None


FORMATS = {"date": is_date, "uri": is_uri}
"""A checker for every format that the standard uses. jsonschema lets a format that it doesn't know pass in silence."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    r"""Compile a pattern so that `$` means the end of the text and nothing else, as it does in Rust and JavaScript.

    >>> bool(compiled("^[a-z]+$").search("kent\n"))
    False
    """
    parts = re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", pattern, re.DOTALL)
    return re.compile("".join(r"\Z" if part == "$" else part for part in parts))


def identity(value: Any) -> str:
    """Write a value so that two are written alike exactly when JSON Schema takes them as equal."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def repeated(items: list[Any]) -> tuple[int, int] | None:
    """Find the first item that is the same as one before it: the positions of the earlier and the later one."""
    seen: dict[str, int] = {}
    for position, item in enumerate(items):
        first = seen.setdefault(identity(item), position)
        if first != position:
            return first, position
    return None


def explaining_validator(schema: dict[str, Any]) -> Validator:
    """Build the validator that explains. It fetches nothing from the network."""
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend
    from referencing import Registry

    def pattern(_: Validator, wanted: str, value: Any, __: dict[str, Any]) -> Iterator[ValidationError]:
        if isinstance(value, str) and not compiled(wanted).search(value):
            yield ValidationError("pattern")

    def unique(_: Validator, wanted: bool, value: Any, __: dict[str, Any]) -> Iterator[ValidationError]:
        # jsonschema compares every pair, which takes hours over a list of 100,000.
        if wanted and isinstance(value, list) and repeated(value):
            yield ValidationError("uniqueItems")

    def properties(validator: Any, wanted: dict[str, Any], value: Any, _: dict[str, Any]) -> Iterator[ValidationError]:
        # jsonschema forgets the key where a key is not allowed at all.
        for key, inner in wanted.items() if isinstance(value, dict) else ():
            if key not in value:
                continue
            if inner is False:
                yield ValidationError("false", "false", (key,), instance=value[key], schema=False, schema_path=(key,))
            else:
                yield from validator.descend(value[key], inner, path=key, schema_path=key)

    ours: Any = extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, {"pattern": pattern, "properties": properties, "uniqueItems": unique}
    )
    explaining: Validator = ours(schema, format_checker=_checker(FormatChecker), registry=Registry())
    return explaining


def _checker(kind: type[FormatChecker]) -> FormatChecker:
    checker = kind(formats=())
    # `checks` would add to every FormatChecker in the program; the dictionary is this one's own.
    checker.checkers = {name: (check, ()) for name, check in FORMATS.items()}
    return checker
