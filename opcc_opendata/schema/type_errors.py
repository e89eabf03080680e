"""Values of the wrong type: a list where a text is needed, a text where a number is, and so on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.schema.property_errors import ErrorDetail, name
from opcc_opendata.schema.schema_paths import explained_by

_SHOWN: Final = 60
_COMPARED: Final = 100
_BULLETS: Final = "-+*• "
_BETWEEN_CODES: Final = re.compile(r"[,;]|\s[-+*•](?=\s)")
_WHOLE: Final = re.compile(r"\+?([0-9]{1,9})(?:\.0*)?")
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*|[12][0-9]{3}-[0-9]{2}(?:-[0-9]{2})?|https?://[^\s\"#]+")
"""What needs no quotes in YAML, whatever reads it."""


def show(value: Any) -> str:
    """Write a value as it stands in the file, shortened: a text in quotes."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    plain = " ".join(value[: 4 * _SHOWN].split())
    return f'"{plain[:_SHOWN]}…"' if len(plain) > _SHOWN else f'"{plain}"'


def what(value: Any) -> str:
    """Name a value, to go on after "this is"."""
    if isinstance(value, dict):
        return "a set of keys"
    return "a list" if isinstance(value, list) else show(value)


def text_wanted(place: Pointer, value: Any, *, is_prose: bool) -> ErrorDetail:
    """Tell of what is no text where one is needed. `is_prose` says that it may have several lines."""
    if isinstance(value, (list, dict)):
        message = f"{name(place)}one text is needed, and this is {what(value)}."
        hint = "If the text has several lines or a list in it, write | after the key, and the text below, indented."
        if not is_prose:
            hint = _one_value(place, value)
        elif isinstance(value, list):
            hint += " If it is one text that begins with [, put it in quotes."
        return ErrorDetail("R007", place, message, hint)
    if value is None:
        return ErrorDetail("R004", place, f"{name(place)}there is no value.", "Leave the key out if it is not known.")
    sort = "true or false" if isinstance(value, bool) else "a number"
    message = f"{name(place)}{show(value)} is read as {sort}, and a text is needed."
    return ErrorDetail("R004", place, message, f'Put it in quotes: "{show(value)}".')


def _one_value(place: Pointer, value: list[Any] | dict[str, Any]) -> str:
    """Say how to write the one short value that somebody put in a list or under a key."""
    key = place[-1] if place else ""
    if not isinstance(key, str):
        return "Write one text after the hyphen."
    items = value if isinstance(value, list) else list(value.values())
    only = items[0] if len(items) == 1 else None
    if isinstance(only, bool) or not isinstance(only, (str, int)) or len(str(only)) > _SHOWN:
        return "Write one value, right after the key's colon."
    shown = str(only) if isinstance(only, str) and _PLAIN.fullmatch(only) else f'"{only}"'
    return f"Write the value right after the key: {key}: {shown}"


def list_wanted(place: Pointer, value: Any) -> ErrorDetail:
    """Tell of what is no list where one is needed."""
    message = f"{name(place)}a list is needed, and this is {what(value)}."
    if isinstance(value, dict):
        hint = "Put a hyphen and a space before its first key, and indent the others under that key."
    else:
        hint = f"Write it on a line of its own, with a hyphen and a space before it: - {show(value)}"
    return ErrorDetail("R005", place, message, hint)


def list_for_a_text(place: Pointer, text: str, items: Mapping[str, Any]) -> ErrorDetail:
    """Tell of a text where a list is needed. `items` is the part of the schema that says what the items are."""
    message = f"{name(place)}a list is needed, and this is {what(text)}."
    items_are_codes = "/code_" in items.get("$ref", "")
    words = [" ".join(word.split()) for word in _BETWEEN_CODES.split(text[:_COMPARED].lstrip(_BULLETS)) if word.strip()]
    if not items_are_codes and ("$ref" in items or items.get("type") == "object"):
        hint = (
            "Leave the key out if there is nothing to list. Otherwise begin each item with a hyphen and a space, and "
            f'write its keys under each other. To see them, run "{explained_by(place)}".'
        )
    elif items_are_codes and len(words) > 1:
        shown = ", then ".join(f"- {word}" for word in words)
        hint = f"Write each on a line of its own, with a hyphen and a space before it: {shown}"
    else:
        plain = show(text.strip().lstrip(_BULLETS)).strip('"')
        hint = f"Write it on a line of its own, with a hyphen and a space before it: - {plain}"
    return ErrorDetail("R005", place, message, hint)


def keys_wanted(place: Pointer, value: Any) -> ErrorDetail:
    """Tell of a value where keys are needed."""
    message = f"{name(place)}keys are needed here, and this is {what(value)}."
    if isinstance(value, list):
        return ErrorDetail("R006", place, message, "Take away the hyphen, so that the keys stand right under this one.")
    return ErrorDetail(
        "R006", place, message, "Write each key on a line of its own, indented, with its value after a colon."
    )


def truth_wanted(place: Pointer, value: Any) -> ErrorDetail:
    """Tell of what is neither true nor false where one of them is needed."""
    hint = "Write true or false, without quotes."
    if isinstance(value, str) and value.strip().casefold() in ("yes", "y", "true", "on", "no", "n", "false", "off"):
        answer = "true" if value.strip().casefold() in ("yes", "y", "true", "on") else "false"
        hint = f"Write {answer}, without quotes."
    return ErrorDetail("R008", place, f"{name(place)}{what(value)} is neither true nor false.", hint)


def integer_wanted(place: Pointer, value: Any) -> ErrorDetail:
    """Tell of what is no whole number where one is needed."""
    hint = "Write it in digits, without quotes and without a fraction. Leave the key out if it is not known."
    if isinstance(value, str) and (found := _WHOLE.fullmatch(value.replace(",", ""))) is not None:
        hint = f"Write it without quotes: {int(found[1])}."
    return ErrorDetail("R009", place, f"{name(place)}{what(value)} is not a whole number.", hint)
