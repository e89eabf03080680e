"""From the errors of a JSON Schema validator to sentences: one problem for each place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.problems import Pointer, Problem
from opcc_opendata.schema.codes import make_problem
from opcc_opendata.schema.property_errors import ErrorDetail, Keys, name
from opcc_opendata.schema.value_errors import explain_value

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from opcc_opendata.schema.standard import RecordAsRead, Standard

_FIRST_TOLD: Final = (
    "type",
    "const",
    "enum",
    "maxLength",
    "pattern",
    "format",
    "minItems",
    "minProperties",
    "uniqueItems",
    "minimum",
    "maximum",
)
"""Where several things are wrong with one value, the one to tell is the first of these."""


def explain_errors(standard: Standard, record: RecordAsRead, errors: Iterable[ValidationError]) -> list[Problem]:
    """Put errors in words, sorted by place."""
    told = sorted(_explained(standard, _outermost(list(errors))), key=lambda one: one.rank)
    problems: dict[tuple[Pointer, str], Problem] = {}
    for one in told:
        place = (record.path, *record.locate(one.at, key=one.at_key))
        problems.setdefault((one.about, one.code), make_problem(one.code, place, one.message, one.hint, one.about))
    return sorted(problems.values())


def _outermost(errors: list[ValidationError]) -> list[ValidationError]:
    """Leave out what is wrong in a part that is itself not allowed."""
    refused = {tuple(error.absolute_path) for error in errors if error.schema is False}
    return [
        error
        for error in errors
        if not (refused and _is_in(tuple(error.absolute_path), refused, itself=error.schema is not False))
    ]


def _is_in(place: Pointer, around: set[Pointer], *, itself: bool) -> bool:
    return any(place[:length] in around for length in range(len(place) + itself))


def _explained(standard: Standard, errors: list[ValidationError]) -> Iterator[ErrorDetail]:
    keys = Keys(standard)
    values: dict[Pointer, ValidationError] = {}
    for error in errors:
        place = tuple(error.absolute_path)
        if error.schema is False:
            yield _not_in_index_record(place)
        elif error.validator in ("required", "unevaluatedProperties", "additionalProperties"):
            keys.add(place, error)
        elif place not in values or _urgency(error) < _urgency(values[place]):
            values[place] = error
    yield from keys.explain()
    refused = {place for place in values if values[place].validator == "type"}
    for place, error in values.items():
        if not _is_in(place, refused, itself=False):
            yield explain_value(standard, place, error)


def _urgency(error: ValidationError) -> int:
    kind: Any = error.validator
    return _FIRST_TOLD.index(kind) if kind in _FIRST_TOLD else len(_FIRST_TOLD)


def _not_in_index_record(place: Pointer) -> ErrorDetail:
    message = f"{name(place)}an index record holds no text."
    hint = "Take this key away, or take away index_record: true if the record holds the text of the response."
    return ErrorDetail("R023", place, message, hint, at_key=True)
