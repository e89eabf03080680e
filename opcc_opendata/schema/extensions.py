"""Keys of an office's own, x_…, against the schema that the office has for them, if it has one.

That is `extensions.schema.json` in the project's folder, a JSON Schema. It is held against every part of a record that
has such keys, and sees nothing but them. Whoever sends a change may have written it: it is small, refers to nothing
outside itself, its patterns take linear time (look-around and back-references, which don't, are refused), and it is
held against the keys in another process, which is ended when that takes too long.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from opcc_opendata.files import UnreadableFileError
from opcc_opendata.problems import Pointer, Problem, json_pointer
from opcc_opendata.project import EXTENSIONS
from opcc_opendata.sandbox import Sandbox, SandboxError, SandboxLimitError
from opcc_opendata.schema.codes import make_problem
from opcc_opendata.schema.standard import MAX_PROBLEMS, RecordAsRead, UnusableStandardError, fetch_nothing
from opcc_opendata.schema.strict_json import NotJSONError, load_schema

_OWN: Final = "x_"

_SECONDS: Final = 5
"""Of work by the processor, for one record. A usual one takes a ten-thousandth of that."""

_LONGEST_MESSAGE: Final = 300

_SAME_PLACE: Final = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "$ref")
"""The keywords whose schemas are held against the same value as the schema that they are in."""


class _Broken(NamedTuple):
    """What a part of a record breaks: the path from that part, and the validator's sentence."""

    path: Pointer
    message: str


def check_extensions(document: RecordAsRead, root: Path) -> list[Problem]:
    """Find what a record's own keys break of the office's schema. Raises UnusableStandardError if it can't be used."""
    path = os.path.join(root, EXTENSIONS)  # noqa: PTH118 (asked for every record, and ten times as fast as a Path)
    try:
        status = os.lstat(path)
    except OSError:
        return []
    check = _checker(path, os.fspath(root), (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
    parts = list(_own(document.data, ()))
    if not parts:
        return []
    found = check(document.path, [own for _, own in parts])
    problems = [_problem(document, (*parts[number][0], *path), message) for number, (path, message) in found]
    if len(problems) > MAX_PROBLEMS:
        message = f"There are more than {MAX_PROBLEMS} problems with keys that begin with x_. The others are not shown."
        last = problems[MAX_PROBLEMS - 1]
        place = (last.path, last.line, last.column)
        problems = [*problems[:MAX_PROBLEMS], make_problem("R097", place, message, "Put the first ones right first.")]
    return problems


_Check = Callable[[str, list[dict[str, Any]]], list[tuple[int, _Broken]]]
"""Given a record's path and its parts with own keys, gives what they break: each part's number, and what is wrong."""


@lru_cache(maxsize=8)
def _checker(path: str, root: str, _stamp: tuple[int, int, int, int]) -> _Check:
    try:
        schema = load_schema(path, root)
    except UnreadableFileError as error:
        raise UnusableStandardError(f"{path} can't be read. {error}") from error
    except NotJSONError as error:
        raise UnusableStandardError(f"{path} is not a JSON Schema. {error}") from error
    sandbox = Sandbox(_Validation(schema), _SECONDS, (_SchemaError,))

    def check(record: str, parts: list[dict[str, Any]]) -> list[tuple[int, _Broken]]:
        try:
            return sandbox.run(parts)
        except _SchemaError as error:
            raise UnusableStandardError(f"{path} can't be used. {error}") from error
        except SandboxLimitError as error:
            raise UnusableStandardError(
                f"{path} can't be used. To hold it against {record} took more than {_SECONDS} seconds, or too much "
                "memory. Make it simpler."
            ) from error
        except SandboxError as error:
            raise UnusableStandardError(f"{path} can't be used ({error}).") from error

    check("nothing", [])  # an error in it is found even if no record has such keys
    return check


class _SchemaError(Exception):
    """A text that is JSON is no schema. The text is a sentence for people."""


class _Validation:
    """What the other process does: compile the schema once, and hold it against the parts of each record."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._validator: Any = None

    def __call__(self, parts: list[dict[str, Any]]) -> list[tuple[int, _Broken]]:
        if self._validator is None:
            self._validator = _compiled(self._schema)
        found = (
            (number, _Broken(tuple(error.instance_path), _shortened(error.message)))
            for number, part in enumerate(parts)
            for error in self._validator.iter_errors(part)
        )
        return list(islice(found, MAX_PROBLEMS + 1))


def _compiled(schema: Any) -> Any:
    """Compile a schema that refers to nothing but itself, and not in a circle. Raises _SchemaError."""
    import jsonschema_rs

    parts = list(_parts_of(schema))
    for part in parts:
        for reference in (part.get("$ref"), part.get("$dynamicRef"), part.get("$recursiveRef")):
            if isinstance(reference, str) and not reference.startswith("#"):
                raise _SchemaError(
                    f"It refers to {_shortened(reference)}, which is outside it, and nothing is loaded from there. "
                    "Copy what it needs into $defs, and refer to it as #/$defs/…"
                )
    try:
        options = jsonschema_rs.RegexOptions()
        validator = jsonschema_rs.validator_for(schema, retriever=fetch_nothing, pattern_options=options)
    except jsonschema_rs.ValidationError as error:
        place = json_pointer(tuple(error.instance_path))
        hint = " A pattern here has no look-around and no back-references." if '"regex"' in error.message else ""
        raise _SchemaError(f"{f'At {place}: ' if place else ''}{_shortened(error.message)}.{hint}") from error
    except (jsonschema_rs.ReferencingError, ValueError) as error:
        raise _SchemaError(f"{_shortened(str(error))}.") from error
    if (reference := _circle(schema, parts)) is not None:
        raise _SchemaError(
            f"By way of {_shortened(reference)} a part refers to itself, and is never done with a value."
        )
    return validator


def _parts_of(schema: Any) -> Iterator[dict[str, Any]]:
    """Give each object in a schema. Some are no schemas, which does no harm."""
    if isinstance(schema, dict):
        yield schema
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for value in inner:
        yield from _parts_of(value)


def _circle(schema: Any, parts: list[dict[str, Any]]) -> str | None:
    """Find a reference by which a part is held against a value only to be held against the same value again."""
    done: set[int] = set()
    for start in parts:
        way = [(start, "", _same_value(schema, start))]
        open_ = {id(start)}
        while way and id(start) not in done:
            part, _, following = way[-1]
            inner, reference = next(((one, name) for one, name in following if id(one) not in done), (None, ""))
            if inner is None:
                way.pop()
                open_.discard(id(part))
                done.add(id(part))
            elif id(inner) in open_:
                return reference or next(name for _, name, _ in reversed(way) if name)
            else:
                way.append((inner, reference, _same_value(schema, inner)))
                open_.add(id(inner))
    return None


def _same_value(schema: Any, part: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Give the schemas that are held against the same value as a part, each with the reference that led to it."""
    for key in _SAME_PLACE:
        value = part.get(key)
        reference = value if key == "$ref" and isinstance(value, str) else ""
        if reference:
            inner = [_referred(schema, reference)]
        elif isinstance(value, list):
            inner = value
        else:
            inner = list(value.values()) if key == "dependentSchemas" and isinstance(value, dict) else [value]
        yield from ((one, reference) for one in inner if isinstance(one, dict))


def _referred(schema: Any, reference: str) -> Any:
    """Give what a reference such as #/$defs/case names, or None if nothing is there."""
    if reference != "#" and not reference.startswith("#/"):
        return None  # the validator itself knows anchors, and ends in a circle of them
    found = schema
    for step in unquote(reference).split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            found = found.get(step) if isinstance(found, dict) else None
    return found


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


def _problem(document: RecordAsRead, place: Pointer, message: str) -> Problem:
    name = next((f"{step}: " for step in reversed(place) if isinstance(step, str)), "")
    words = f'{name}"{EXTENSIONS}" does not allow this: {message}.'
    return make_problem("R029", (document.path, *document.locate(place)), words, "Ask whoever keeps that file.", place)


def _shortened(text: str) -> str:
    """Cut the middle out of a message that repeats a long text, on one line."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_MESSAGE:
        return line
    half = _LONGEST_MESSAGE // 2
    return f"{line[:half]} … {line[-half:]}"
