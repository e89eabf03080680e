"""A JSON Schema from a file that somebody wrote by hand: what JSON readers pass over in silence is an error here."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from opcc_opendata import files
from opcc_opendata.files import AnyPath

MOST_BYTES: Final = 1_000_000
"""How large a schema may be. The standard's own has 30 KB."""

_DEEPEST: Final = 100
"""Levels. The standard's own schema has 12."""


class NotJSONError(ValueError):
    """A text is not the JSON of a schema. The text is a sentence for people, with the line where it is known."""


def load_schema(path: AnyPath, root: AnyPath | None) -> Any:
    """Read a schema: an object, true or false. Raises UnreadableFileError and NotJSONError. For `root` see `files`."""
    raw = files.read_bytes(path, MOST_BYTES, root)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NotJSONError(f"Line {line}: this is not UTF-8. Save the file again as UTF-8.") from error
    try:
        schema = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"Line {error.lineno}, column {error.colno}"
        raise NotJSONError(f"{place}: this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}.") from error
    except RecursionError as error:
        raise _too_deep() from error
    except NotJSONError:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise NotJSONError("It has a number in it that is too long to be one.") from error
    if not isinstance(schema, dict | bool):
        raise NotJSONError("A schema is an object, between { and }.")
    _check_depth(schema)
    return schema


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotJSONError(f"The key {json.dumps(key[:40])} stands twice in one object. Delete one of the two.")
        found[key] = value
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise NotJSONError(f"{name} is not a number of JSON.")


def _check_depth(schema: Any) -> None:
    level = [schema]
    for _ in range(_DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise _too_deep()


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _too_deep() -> NotJSONError:
    return NotJSONError(f"It is nested more than {_DEEPEST} levels deep. Use $defs and $ref in place of nesting.")
