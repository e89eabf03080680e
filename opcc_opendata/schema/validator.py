"""The second, slower validator: the one that can say where and why a record breaks the standard.

The fast validator (jsonschema-rs) decides; this one (jsonschema) explains. Where the two would differ, or where
jsonschema would take too long over a hostile file, a keyword of our own stands in its place. This module is imported
when there is something to explain, and not before, because jsonschema takes long to import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry

from opcc_opendata.schema.formats import FORMATS, matches, repeated

_LONG_LIST: Final = 50
_WHOLE: Final[Any] = Draft202012Validator.VALIDATORS["unevaluatedProperties"]

Errors = Iterator[ValidationError]
Passes = Callable[[dict[str, Any], Any], bool]
"""Tells quickly whether a value follows a part of the schema."""


def explaining_validator(schema: dict[str, Any], passes: Passes | None = None) -> Validator:
    """Build the validator that explains. It fetches nothing from the network.

    With `passes` it looks only at those items of a long list that do not pass.
    """
    keywords = {
        "items": _items(passes) if passes else Draft202012Validator.VALIDATORS["items"],
        "pattern": _pattern,
        "properties": _properties,
        "unevaluatedProperties": _unevaluated,
        "uniqueItems": _unique,
    }
    checker = FormatChecker(formats=())
    # `checks` would add to every FormatChecker in the program; the dictionary is this one's own.
    checker.checkers = {name: (check, ()) for name, check in FORMATS.items()}
    ours: Any = extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
    validator: Validator = ours(schema, format_checker=checker, registry=Registry())
    return validator


def _items(passes: Passes) -> Callable[..., Errors]:
    def items(validator: Any, wanted: Any, value: Any, schema: dict[str, Any]) -> Errors:
        if not isinstance(value, list):
            return
        for position, item in enumerate(value):
            # jsonschema takes a quarter of a millisecond for each item, and a file may have 50,000.
            if len(value) <= _LONG_LIST or not passes(wanted, item):
                yield from validator.descend(item, wanted, path=position)

    return items


def _pattern(_: Any, wanted: str, value: Any, __: dict[str, Any]) -> Errors:
    if isinstance(value, str) and not matches(wanted, value):
        yield ValidationError("pattern")


def _properties(validator: Any, wanted: dict[str, Any], value: Any, _: dict[str, Any]) -> Errors:
    for key, inner in wanted.items() if isinstance(value, dict) else ():
        if key not in value:
            continue
        if inner is False:
            # jsonschema forgets the key where a key is not allowed at all.
            yield ValidationError("false", "false", (key,), instance=value[key], schema=False, schema_path=(key,))
        else:
            yield from validator.descend(value[key], inner, path=key, schema_path=key)


def _unevaluated(validator: Any, wanted: Any, value: Any, schema: dict[str, Any]) -> Errors:
    # jsonschema looks for every key in every part of the schema. Nearly always all of them are in this one.
    own = schema.get("properties", {})
    others = schema.get("patternProperties", {})
    for key in value if isinstance(value, dict) else ():
        if key not in own and not any(matches(other, key) for other in others):
            yield from _WHOLE(validator, wanted, value, schema)
            return


def _unique(_: Any, wanted: bool, value: Any, __: dict[str, Any]) -> Errors:
    # jsonschema compares every pair, which takes hours over a list of 100,000.
    if wanted and isinstance(value, list) and repeated(value):
        yield ValidationError("uniqueItems")
