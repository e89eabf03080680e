"""What the checks use of jsonschema-rs: does a value follow a schema, yes or no, by way of jsonschema.

The schemas are the standard's own, and none comes from a stranger here. So are their patterns, which are few and plain:
what means the same to Python as to the schema is passed on, and all else is refused (see `_python_pattern`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

_ESCAPES: Final = re.compile(r"\\(.)", re.DOTALL)
_PARTS: Final = re.compile(r"\\.|.", re.DOTALL)
_SAME_IN_BOTH: Final = frozenset("trn\\.-/[](){}*+?^$|")
"""What may follow a backslash: the others mean other characters to Python, such as digits of every script."""


class ValidationError(Exception):
    """A schema is none. It is never raised: the standard's schema is checked before it is published."""


class ReferencingError(Exception):
    """A schema refers to what is not there. It is never raised: see ValidationError."""


class RegexOptions:
    """That patterns take linear time. Those of the standard do, in Python too."""


def validator_for(
    schema: dict[str, Any],
    *,
    validate_formats: bool = False,
    retriever: Callable[[str], Any] | None = None,
    pattern_options: RegexOptions | None = None,
) -> Any:
    """Give what has a method `is_valid`. Formats are checked as the standard means them. Raises ValueError."""
    del validate_formats, retriever, pattern_options
    return _Pattern(schema["pattern"]) if schema.keys() == {"pattern"} else _Schema(schema)


class _Pattern:
    def __init__(self, pattern: str) -> None:
        self._search = _python_pattern(pattern).search

    def is_valid(self, value: Any) -> bool:
        return not isinstance(value, str) or self._search(value) is not None


class _Schema:
    def __init__(self, schema: dict[str, Any]) -> None:
        from opcc_opendata.schema.validator import explaining_validator

        self._validator = explaining_validator(schema)

    def is_valid(self, value: Any) -> bool:
        return next(iter(self._validator.iter_errors(value)), None) is None


@lru_cache(maxsize=256)
def _python_pattern(pattern: str) -> re.Pattern[str]:
    r"""Give a pattern of JSON Schema as Python's: `$` is the end of the text, and not what comes before a last \n."""
    if any(found not in _SAME_IN_BOTH for found in _ESCAPES.findall(pattern)):
        raise ValueError(f"The pattern {pattern} may mean something else to Python.")
    parts, in_set = [], False
    for part in _PARTS.findall(pattern):
        in_set = part == "[" or (in_set and part != "]")
        parts.append(r"\Z" if part == "$" and not in_set else part)
    return re.compile("".join(parts))
