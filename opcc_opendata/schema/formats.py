"""What dates, web addresses, patterns and equal items are, so that every validator means the same by them."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache
from typing import Any

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+")
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


def matches(pattern: str, text: str) -> bool:
    r"""Tell if a text has in it what a pattern describes, in linear time whatever the pattern is.

    `$` means the end of the text and nothing else, as it does in JavaScript.

    >>> matches("^[a-z]+$", "kent"), matches("^[a-z]+$", "kent\n")
    (True, False)
    """
    return bool(_validator_of(pattern).is_valid(text))


@lru_cache(maxsize=256)
def _validator_of(pattern: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())


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
