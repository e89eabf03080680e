"""The fields of the desk's forms, made from the JSON Schema: labels, hints and choices, and the way there and back.

A form shows some keys of one part of a record. What it does not show stays as it is: keys of an extension, keys that
the desk does not know, and a value that no field can hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from opcc_opendata.desk.drafts import text_in
from opcc_opendata.desk.words import ENGLISH, DeskWords
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader.characters import FORBIDDEN

Posted = Mapping[str, Sequence[str]]
"""The values of a form by the names of its inputs."""

NOT_SHOWN: Final = ("seen", "do")
"""The inputs of a form that are no fields."""

_LINE_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""What Word and other programs put where a line ends."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Widget(StrEnum):
    """How a field is shown. TITLE is a text on one line, and PROSE one on several, that can be in two languages."""

    LINE = "line"
    LINES = "lines"
    TITLE = "title"
    PROSE = "prose"
    DATE = "date"
    CHOICE = "choice"
    SELECT = "select"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class Option:
    """A code that can be chosen, in words. `hint_language` is that of its hint where it is not the page's."""

    code: str
    title: str
    hint: str
    hint_language: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: where its value is in the part that the form shows, and how it is asked for."""

    at: tuple[str, ...]
    widget: Widget
    label: str
    hint: str
    options: tuple[Option, ...] = ()
    required: bool = False

    @property
    def name(self) -> str:
        """Give the name of its input, which is the id of the input too."""
        return "-".join(self.at)

    @property
    def focus(self) -> str:
        """Give the id of what a link to the field leads to."""
        if self.widget is Widget.DATE:
            return f"{self.name}-d"
        return f"{self.name}-0" if self.widget in (Widget.CHOICE, Widget.CHECKS) else self.name


def field(standard: Standard, words: DeskWords, definition: str, *at: str, widget: Widget | None = None) -> Field:
    """Make the field for a key of a part of the schema; `definition` is "" for the record itself.

    The label and the hint are the schema's, unless the desk has better words for an officer.
    """
    here = standard.schema if not definition else standard.schema["$defs"][definition]
    part: dict[str, Any] = {}
    required = False
    for step in at:
        part = here["properties"][step]
        required = step in here.get("required", ())
        name = part.get("$ref", "").rpartition("/")[2]
        here = standard.schema["$defs"].get(name, {})
    key = f"field.{definition or 'record'}.{'.'.join(at)}"
    label = words.plain(f"{key}.label") if f"{key}.label" in words else part["title"]
    hint = words.plain(f"{key}.hint") if f"{key}.hint" in words else part["description"]
    found, codelist = _widget(part)
    shown = widget or found
    return Field(at, shown, label, hint, options(standard, words, codelist), required)


def _widget(part: Mapping[str, Any]) -> tuple[Widget, str]:
    """Choose a widget by what the schema says a value is, and name its codelist."""
    name = part.get("$ref", "").rpartition("/")[2]
    inside = part.get("items", {}).get("$ref", "").rpartition("/")[2]
    if name.startswith("code_"):
        return Widget.SELECT, name.removeprefix("code_")
    if inside.startswith("code_"):
        return Widget.CHECKS, inside.removeprefix("code_")
    kinds = {"text": Widget.PROSE, "partial_date": Widget.DATE, "full_date": Widget.DATE}
    return kinds.get(name, Widget.LINE), ""


def options(standard: Standard, words: DeskWords, codelist: str) -> tuple[Option, ...]:
    """Give the codes of a codelist to choose from; "" has none. What they mean is said in English alone."""
    if not codelist:
        return ()
    rows = (row for row in standard.codelists[codelist].rows if f"option.{codelist}.{row['code']}.hidden" not in words)
    other = ENGLISH if words.language != ENGLISH else ""
    return tuple(Option(row["code"], words.title(codelist, row), row["description"], other) for row in rows)


def get_at(part: Mapping[str, Any], at: Sequence[str]) -> Any:
    """Give the value at a place in a part of a record, or None."""
    value: Any = part
    for step in at:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def shown_values(fields: Sequence[Field], part: Mapping[str, Any], language: str) -> dict[str, list[str]]:
    """Give the values of a form's inputs for a part of a record in a language."""
    found: dict[str, list[str]] = {}
    for one in fields:
        value = get_at(part, one.at)
        match one.widget:
            case Widget.PROSE | Widget.TITLE:
                found[one.name] = [text_in(value, language, language)]
                found[f"{one.name}-other"] = [text_in(value, other(language), language)]
            case Widget.DATE:
                year, month, day = _date_parts(value)
                found |= {f"{one.name}-d": [day], f"{one.name}-m": [month], f"{one.name}-y": [year]}
            case Widget.CHECKS:
                found[one.name] = [str(code) for code in value] if isinstance(value, list) else []
            case _:
                found[one.name] = [] if value is None else [str(value)]
    return found


def put_values(fields: Sequence[Field], part: dict[str, Any], posted: Posted, language: str) -> None:
    """Put what was posted into a part of a record. A field that says what it said stays exactly as it is."""
    before = shown_values(fields, part, language)
    for one in fields:
        names = [name for name in before if name == one.name or name.startswith(f"{one.name}-")]
        names = [name for name in names if name.removeprefix(one.name) in ("", "-other", "-d", "-m", "-y")]
        after = {name: _posted(one, name, posted, before) for name in names}
        if after != {name: before[name] for name in names}:
            _put(part, one.at, _value(one, after, get_at(part, one.at), language))


def _posted(one: Field, name: str, posted: Posted, before: Posted) -> list[str]:
    """Give what was posted for an input, cleaned. A text or date that was not in the form stays as it is."""
    if one.widget in (Widget.CHOICE, Widget.CHECKS, Widget.SELECT):
        given = [value for value in posted.get(name, ()) if value]
        known = {option.code for option in one.options} | set(before[name])
        if not set(given) <= known or (one.widget is Widget.SELECT and name not in posted):
            return list(before[name])
        return given
    if name not in posted:
        return list(before[name])
    if before[name] == [posted[name][0].replace("\r\n", "\n")]:
        return list(before[name])
    text = clean(posted[name][0], lines=one.widget in (Widget.PROSE, Widget.LINES))
    # An empty field of a line that was never there is no value.
    return [text] if text or before[name] != [] else []


def clean(text: str, *, lines: bool) -> str:
    """Give a text as a record can hold it: with plain line breaks, and without characters that nobody sees."""
    text = FORBIDDEN.sub("", _LINE_BREAKS.sub("\n", text))
    if not lines:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _value(one: Field, after: Posted, value: Any, language: str) -> Any:
    """Give the value of a record for a field's inputs, or None for no value. `value` is the one until now."""
    match one.widget:
        case Widget.PROSE | Widget.TITLE:
            own, second = after[one.name][0], after[f"{one.name}-other"][0]
            rest = (
                {key: text for key, text in value.items() if key not in ("en", "cy")} if isinstance(value, dict) else {}
            )
            if not second and not rest:
                return own or None
            return {**rest, **({language: own} if own else {}), **({other(language): second} if second else {})}
        case Widget.DATE:
            return date_of(*(after[f"{one.name}-{part}"][0] for part in "ymd")) or None
        case Widget.CHECKS:
            return list(after[one.name]) or None
        case _:
            return next(iter(after[one.name]), "") or None


def _put(part: dict[str, Any], at: Sequence[str], value: Any) -> None:
    for step in at[:-1]:
        part = part.setdefault(step, {})
    if value is None:
        part.pop(at[-1], None)
    else:
        part[at[-1]] = value


def other(language: str) -> str:
    """Give the second language of a record."""
    return "en" if language == "cy" else "cy"


def date_of(year: str, month: str, day: str) -> str:
    """Write the three boxes of a date as a record has it. What is no date is kept as it was typed.

    >>> date_of("2026", "11", "5"), date_of("2026", "Nov", ""), date_of("2026", "", ""), date_of("26", "13", "x")
    ('2026-11-05', '2026-11', '2026', '26-13-x')
    """
    year, month, day = (clean(one, lines=False) for one in (year, month, day))
    if month[:3].casefold() in _MONTHS:
        month = str(_MONTHS.index(month[:3].casefold()) + 1)
    month, day = (f"{int(one):02}" if one.isascii() and one.isdigit() else one for one in (month, day))
    return f"{year}-{month}-{day}".rstrip("-") if year or month or day else ""


def _date_parts(value: Any) -> tuple[str, str, str]:
    year, month, day = (*("" if value is None else str(value)).split("-", 2), "", "")[:3]
    return year, _plain_number(month), _plain_number(day)


def _plain_number(text: str) -> str:
    return text.lstrip("0") if text.isdigit() and text.strip("0") else text
