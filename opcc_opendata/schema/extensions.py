"""Keys of an office's own, x_…, against the schema that the office has for them, if it has one.

That is `extensions.schema.json` in the project's folder, a JSON Schema. It is held against every part of a record that
has such keys, and sees nothing but them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.problems import Pointer, Problem
from opcc_opendata.project import EXTENSIONS
from opcc_opendata.schema.codes import problem
from opcc_opendata.schema.standard import Record, UnusableStandard

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

_OWN: Final = "x_"


def check_extensions(document: Record, root: Path) -> list[Problem]:
    """Find what a record's own keys break of the office's schema. Raises UnusableStandard if that can't be used."""
    path = os.path.join(root, EXTENSIONS)  # noqa: PTH118 (asked for every record, and ten times as fast as a Path)
    try:
        changed = os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return []
    validator = _validator(Path(path), changed)
    return [
        _problem(document, (*place, *error.absolute_path), error.message)
        for place, own in _own(document.data, ())
        for error in validator.iter_errors(own)
    ]


@lru_cache(maxsize=8)
def _validator(path: Path, _changed: int) -> Validator:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError
    from referencing import Registry

    try:
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
    except (OSError, ValueError, SchemaError) as error:
        reason = error.message if isinstance(error, SchemaError) else error
        raise UnusableStandard(f"{path} is not a JSON Schema: {reason}") from error
    return Draft202012Validator(schema, registry=Registry())  # nothing is fetched from the network


def _own(value: Any, place: Pointer) -> Iterator[tuple[Pointer, dict[str, Any]]]:
    """Give each part of a record that has keys of the office's own, with only those."""
    if isinstance(value, dict):
        if own := {key: inner for key, inner in value.items() if key.startswith(_OWN)}:
            yield place, own
        inner = [(key, within) for key, within in value.items() if not key.startswith(_OWN)]
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    for step, within in inner:
        yield from _own(within, (*place, step))


def _problem(document: Record, place: Pointer, message: str) -> Problem:
    name = next((f"{step}: " for step in reversed(place) if isinstance(step, str)), "")
    words = f'{name}"{EXTENSIONS}" does not allow this: {message}.'
    return problem("R029", (document.path, *document.locate(place)), words, "Ask whoever keeps that file.", place)
