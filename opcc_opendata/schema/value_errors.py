"""Values that can't be: one sentence for each way."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.schema.codelists import Codelist
from opcc_opendata.schema.dates import advise
from opcc_opendata.schema.formats import repeated
from opcc_opendata.schema.property_errors import ErrorDetail, name, odd_character
from opcc_opendata.schema.schema_paths import explained_by, is_needed
from opcc_opendata.schema.type_errors import (
    integer_wanted,
    keys_wanted,
    list_for_a_text,
    list_wanted,
    show,
    text_wanted,
    truth_wanted,
    what,
)

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from opcc_opendata.schema.standard import Standard

_MOST_LISTED: Final = 12
_SHORT: Final = 60
_NOTHING_THERE: Final = ("R016", "R019")
_COMPARED: Final = 100
_CODELIST: Final = re.compile(r"codelist: codelists/([a-z_]+)\.csv")
_MONTH_OR_YEAR: Final = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?")
_PROSE: Final = r"[^ \t\r\n]"
"""The pattern of a text that may have several lines."""
_LINK: Final = re.compile(r"\]\((https?://[^\s()]+)\)")
_LEAVE_OUT: Final = "Write it, or leave the key out if it is not known."


def explain_value(standard: Standard, place: Pointer, error: ValidationError) -> ErrorDetail:
    """Tell what is wrong with one value."""
    told = _explain(standard, place, error)
    if told.code in _NOTHING_THERE and is_needed(standard.schema, place):
        return replace(told, hint="Write it: this key is needed, and can't be left out.")
    return told


def _explain(standard: Standard, place: Pointer, error: ValidationError) -> ErrorDetail:
    kind: Any = error.validator
    if kind in ("pattern", "format"):
        return _form(standard, place, error)
    if kind == "enum":
        return _code(standard, place, error)
    if kind == "type" and (number := _number_for_a_date(standard, place, error)) is not None:
        return number
    return _KINDS.get(kind, _unforeseen)(place, error)


def _number_for_a_date(standard: Standard, place: Pointer, error: ValidationError) -> ErrorDetail | None:
    """Tell of a number where a date is needed, unless it may be the year that is needed, without its quotes."""
    schema: Any = error.schema
    value: Any = error.instance
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    explain = _forms(standard).get(schema.get("pattern"))
    if explain is _day:
        return _day(place, str(value))
    return _date(place, str(value)) if explain is _date and not _MONTH_OR_YEAR.fullmatch(str(value)) else None


def _unforeseen(place: Pointer, error: ValidationError) -> ErrorDetail:
    schema: Any = error.schema
    message = f"{name(place)}{what(error.instance)} is not allowed here."
    hint = f'{schema.get("description", "")} To see what can stand here, run "{explained_by(place)}".'.strip()
    return ErrorDetail("R098", place, message, hint)


def _type(place: Pointer, error: ValidationError) -> ErrorDetail:
    schema: Any = error.schema
    wanted = error.validator_value
    if "const" in schema and wanted == "string":
        return _version(place, error)
    # A text is either one string or, failing that, keys. Whoever wrote a number meant the string.
    if wanted == "string" or (wanted == "object" and "else" in error.absolute_schema_path):
        return text_wanted(place, error.instance, is_prose=wanted == "object" or schema.get("pattern") == _PROSE)
    explain = {"array": list_wanted, "object": keys_wanted, "boolean": truth_wanted, "integer": integer_wanted}
    if wanted == "array" and isinstance(error.instance, str):
        return list_for_a_text(place, error.instance, schema.get("items", {}))
    return explain[wanted](place, error.instance) if wanted in explain else _unforeseen(place, error)


def _version(place: Pointer, error: ValidationError) -> ErrorDetail:
    schema: Any = error.schema
    if schema["const"] is True:
        message = f"{name(place)}this key is either true or not there."
        return ErrorDetail("R028", place, message, "Leave it out of a record that holds the text of the response.")
    message = f"{name(place)}this program knows version {schema['const']}, and not {what(error.instance)}."
    return ErrorDetail(
        "R022", place, message, f"Write {schema['const']}, or use a program that knows the other version."
    )


def _code(standard: Standard, place: Pointer, error: ValidationError) -> ErrorDetail:
    schema: Any = error.schema
    allowed: Any = error.validator_value
    listed = _CODELIST.fullmatch(schema.get("$comment", ""))
    codelist = standard.codelists.get(listed[1]) if listed else None
    title = codelist.name.replace("_", " ") if codelist else "codes"
    message = f"{name(place)}{what(error.instance)} is not in the list of {title}."
    meant = suggest(error.instance, allowed, codelist) if isinstance(error.instance, str) else None
    hints = [f"Did you mean {meant}?{odd_character(str(error.instance))}"] if meant else []
    if len(allowed) <= _MOST_LISTED:
        hints.append(f"The codes are {', '.join(map(str, allowed))}.")
    else:
        hints.append(f'To see the {len(allowed)} codes, run "{explained_by(place)}".')
    return ErrorDetail("R010", place, message, " ".join(hints))


def suggest(text: str, codes: list[str], codelist: Codelist | None) -> str | None:
    """Find the code that somebody meant, by the codes and by their titles in English and Welsh."""
    wanted = _simple(text[:_COMPARED])
    forms = {_simple(code): code for code in codes}
    for code in codes:
        row = codelist.get(code) if codelist else None
        for title in (row["title_en"], row["title_cy"]) if row else ():
            forms.setdefault(_simple(title), code)
    forms.pop("", None)
    if wanted in forms:
        return forms[wanted]
    # "Norfolk Police" begins with a code, whatever else it says.
    begun = [form for form in forms if form and wanted.startswith(form + " ")]
    if begun:
        return forms[max(begun, key=len)]
    # "Home Office" is how people call the Home Secretary, whose title has these words, if no other title has them.
    within = {code for form, code in forms.items() if f" {wanted} " in f" {form} "}
    if wanted and len(within) == 1:
        return within.pop()
    near = difflib.get_close_matches(wanted, forms, 1, 0.75)
    return forms[near[0]] if near else None


def _simple(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold().replace("&", " and ").replace("'", "").replace("’", ""))
    return " ".join(re.findall("[a-z0-9]+", "".join(letter for letter in bare if not unicodedata.combining(letter))))


def _form(standard: Standard, place: Pointer, error: ValidationError) -> ErrorDetail:
    """Tell what is wrong with a text that has not the form that is needed, by the definition that asks for it."""
    text: Any = error.instance
    schema: Any = error.schema
    if error.validator == "format" and schema.get("format") == "date":
        return _date(place, text)
    if not text.strip(" \t\r\n"):
        return ErrorDetail("R016", place, f"{name(place)}the text is empty.", _LEAVE_OUT)
    explain = _forms(standard).get(schema.get("pattern"))
    return explain(place, text) if explain else _unforeseen(place, error)


def _forms(standard: Standard) -> dict[str, Callable[[Pointer, str], ErrorDetail]]:
    definitions = standard.schema.get("$defs", {})
    return {
        definitions[key]["pattern"]: explain for key, explain in _FORMS.items() if "pattern" in definitions.get(key, {})
    }


def _date(place: Pointer, text: str) -> ErrorDetail:
    if not text.strip():
        return ErrorDetail("R016", place, f"{name(place)}the text is empty.", _LEAVE_OUT)
    hint = advise(text)
    if hint.startswith("Write it as ") and hint.removeprefix("Write it as ").rstrip(".") in text:
        hint += odd_character(text).replace("Type the name", "Type the date")  # or it says to write what is there
    return ErrorDetail("R012", place, f"{name(place)}{show(text)} is not a date.", hint)


def _day(place: Pointer, text: str) -> ErrorDetail:
    if _MONTH_OR_YEAR.fullmatch(text):
        return ErrorDetail("R013", place, f"{name(place)}{show(text)} does not say the day.", "Write the whole date.")
    return _date(place, text)


def _slug(place: Pointer, text: str) -> ErrorDetail:
    better = "-".join(_simple(text[:_COMPARED]).split())
    hint = "An identifier has small letters, digits and single hyphens only."
    hint = f"{hint} Write, for example, {better}." if better else hint
    return ErrorDetail("R014", place, f"{name(place)}{show(text)} is not an identifier.", hint)


def _web_address(place: Pointer, text: str) -> ErrorDetail:
    message = f"{name(place)}{show(text)} is not a web address."
    if re.match(r"https?://", text) is None:
        if text.startswith("<"):
            return ErrorDetail("R015", place, message, "Take away the < before it and the > after it.")
        if len(links := _LINK.findall(text)) == 1:
            return ErrorDetail("R015", place, message, f"Write the address alone: {links[0]}")
        bare = re.match(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/|$)", text)
        example = f"https://{text}" if bare and len(text) <= _SHORT else "https://www.norfolk-pcc.gov.uk/"
        return ErrorDetail("R015", place, message, f"Begin it with https:// or http://, as in {example}")
    if re.search(r"\s", text):
        return ErrorDetail(
            "R015", place, message, "There is a space in it. Copy it again from the browser's address bar."
        )
    found = re.search(r"[^A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]", text)
    if found:
        code = "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace"))
        return ErrorDetail("R015", place, message, f"Write {code} for {found[0]}, or copy it again from the browser.")
    return ErrorDetail("R015", place, message, "Copy it again from the browser's address bar.")


def _words(place: Pointer, text: str) -> ErrorDetail:
    message = f"{name(place)}there is a line break in {show(text)}."
    return ErrorDetail("R018", place, message, "Write it on one line, without | or > after the key.")


def _file_path(place: Pointer, text: str) -> ErrorDetail:
    message = f"{name(place)}{show(text)} is not the name of a file in the record's folder."
    if ".." in text or text.startswith(("/", "\\", "~")) or re.match("[A-Za-z]:|[a-z]+://", text):
        hint = "It would lead out of the folder. Put the file beside the record, and write its name, as in letter.pdf."
    elif "\\" in text:
        hint = "Write / between folders, as in attachments/letter.pdf."
    else:
        hint = "Use plain letters, digits, spaces, dots, hyphens and underscores, as in attachments/letter.pdf."
    return ErrorDetail("R025", place, message, hint)


def _sha256(place: Pointer, text: str) -> ErrorDetail:
    message = f"{name(place)}{show(text)} is not a SHA-256 checksum."
    if re.fullmatch("[0-9A-Fa-f]{64}", text):
        return ErrorDetail("R026", place, message, "Write its letters small.")
    hint = "It has 64 characters, digits and letters from a to f. The command sha256sum prints it."
    return ErrorDetail("R026", place, message, f"{hint} This one has {len(text)}." if len(text) != 64 else hint)


def _media_type(place: Pointer, text: str) -> ErrorDetail:
    hint = "Write application/pdf for a PDF, or text/html for a web page."
    return ErrorDetail("R027", place, f"{name(place)}{show(text)} is not a media type.", hint)


def _too_long(place: Pointer, error: ValidationError) -> ErrorDetail:
    text: Any = error.instance
    most = error.validator_value
    message = f"{name(place)}the text has {len(text):,} characters. It may have {most:,} at most."
    return ErrorDetail("R017", place, message, "Shorten it, or put it under a key that holds a long text.")


def _nothing_in_it(place: Pointer, error: ValidationError) -> ErrorDetail:
    what = "the list is empty" if isinstance(error.instance, list) else "there are no keys"
    return ErrorDetail("R019", place, f"{name(place)}{what}.", "Leave the key out if there is nothing to say.")


def _twice(place: Pointer, error: ValidationError) -> ErrorDetail:
    items: Any = error.instance
    first, second = repeated(items) or (0, 0)
    message = f"{name(place)}item {second + 1} is the same as item {first + 1}."
    return ErrorDetail("R020", (*place, second), message, "Take one of them away.")


def _range(place: Pointer, error: ValidationError) -> ErrorDetail:
    schema: Any = error.schema
    message = f"{name(place)}{show(error.instance)} can't be right."
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return ErrorDetail("R021", place, message, f"It is a number from {low} to {high}.")
    return ErrorDetail("R021", place, message, f"It is {f'{low} or more' if high is None else f'{high} or less'}.")


_FORMS: Final[dict[str, Callable[[Pointer, str], ErrorDetail]]] = {
    "partial_date": _date,
    "full_date": _day,
    "slug": _slug,
    "web_address": _web_address,
    "words": _words,
    "file_path": _file_path,
    "sha256": _sha256,
    "media_type": _media_type,
}
"""What to say where the pattern of a definition is not met."""


_KINDS: Final[dict[str, Callable[[Pointer, ValidationError], ErrorDetail]]] = {
    "type": _type,
    "const": _version,
    "maxLength": _too_long,
    "minItems": _nothing_in_it,
    "minProperties": _nothing_in_it,
    "uniqueItems": _twice,
    "minimum": _range,
    "maximum": _range,
}
"""What to say for each kind of error."""
