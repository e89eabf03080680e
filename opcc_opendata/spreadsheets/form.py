"""The form of a workbook, made from the standard: which sheets there are, their columns, and what may stand in them.

A record and every list of objects in it has a sheet of its own, and each object a row there. What an object holds in
an object of its own, such as the dates of a response, has columns in the same row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import Any, Final

from opcc_opendata.schema import Codelist, Standard
from opcc_opendata.schema.schema_paths import resolve

Path = tuple[str, ...]
"""The keys that lead from the object of a row to a value in it. The last may be a language."""

README: Final = "Read me"
LISTS: Final = "Lists"
LONG_TEXTS: Final = "Long texts"
VERSIONS: Final = "Versions"
SEVERAL: Final = "; "
"""What stands between the codes in a cell that may hold several."""

_CODELIST: Final = re.compile(r"codelist: codelists/([a-z_]+)\.csv")
_OWN: Final = "x_"
_LONGEST_NAME: Final = 31  # of a sheet, in Excel


class CellKind(Enum):
    """What a cell may hold, and so how it is written and read."""

    TEXT = auto()
    WORDS = auto()
    CODE = auto()
    CODES = auto()
    DATE = auto()
    NUMBER = auto()
    YES_NO = auto()
    JSON = auto()


@dataclass(frozen=True)
class Codes:
    """The codes of a column, and the English title by which a person knows each."""

    name: str
    labels: Mapping[str, str]

    def label(self, code: str) -> str:
        """Give the title of a code; what is no code stays what it is."""
        return self.labels.get(code, code)

    def code(self, text: str) -> str:
        """Give the code for a code or a title, however spaced or capitalised; anything else comes back as it is."""
        return self._known.get(_plain(text), text)

    @cached_property
    def _known(self) -> Mapping[str, str]:
        return {_plain(label): code for code, label in self.labels.items()} | {
            _plain(code): code for code in self.labels
        }


@dataclass(frozen=True)
class SheetColumn:
    """One column: the values at one path, with the words that explain them."""

    path: Path
    heading: str
    note: str
    kind: CellKind
    codes: Codes | None = None
    is_by_language: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet. `way` leads from the object of a row of the sheet above to the list whose items are the rows here.

    `positions` are the headings of the columns that say which item of which list a row is, the outermost first.
    `objects` are the paths of the objects that have their columns here. `by_language` are columns that a workbook has
    only where a text is given by language.
    """

    name: str
    description: str
    way: Path
    positions: tuple[str, ...]
    columns: tuple[SheetColumn, ...]
    by_language: tuple[SheetColumn, ...]
    objects: tuple[Path, ...]
    children: tuple[Sheet, ...]

    def tree(self) -> Iterator[Sheet]:
        """Give this sheet and all those below it."""
        yield self
        for child in self.children:
            yield from child.tree()

    @cached_property
    def known(self) -> Mapping[Path, SheetColumn]:
        """Give every column that the standard names, by its path."""
        return {column.path: column for column in (*self.columns, *self.by_language)}

    def own_column(self, heading: str) -> SheetColumn | None:
        """Give the column of an addition of an office's own, by its heading: x_case_file, or answer.x_case_file.

        The name of an object, such as answer, is the heading of a column for objects that hold nothing.
        """
        for path in ((), *self.objects):
            start = "".join(f"{key}." for key in path)
            if heading.startswith(start + _OWN):
                return extra_column((*path, heading.removeprefix(start)))
            if path and heading == ".".join(path):
                return extra_column(path)
        return None


def extra_column(path: Path) -> SheetColumn:
    """Give the column for something that the standard doesn't name."""
    note = "An addition of the office's own. The standard says nothing about what it holds."
    return SheetColumn(path, ".".join(path), note, CellKind.JSON)


@dataclass(frozen=True)
class WorkbookForm:
    """The form of a workbook: the heading of the id that every row carries, and the sheet of responses on top."""

    id_heading: str
    id_note: str
    top: Sheet

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Give every sheet: one after those that its rows belong to."""
        return tuple(self.top.tree())

    def headings(self, sheet: Sheet) -> tuple[str, ...]:
        """Give the headings that say which object a row is."""
        return (self.id_heading, *sheet.positions)


def form_of(standard: Standard) -> WorkbookForm:
    """Make the form from a version of the standard."""
    schema = standard.schema
    builder = _Builder(standard)
    own_id = schema["properties"]["id"]
    note = f"{own_id['description']} Every row on every sheet begins with it, and so says to which response it belongs."
    return WorkbookForm(own_id["title"], note, builder.sheet("Responses", schema, (), ()))


class _Builder:
    def __init__(self, standard: Standard) -> None:
        self._schema = standard.schema
        self._codelists = standard.codelists
        self._names: set[str] = set()

    def sheet(self, name: str, part: dict[str, Any], way: Path, positions: tuple[str, ...]) -> Sheet:
        columns: list[SheetColumn] = []
        objects: list[Path] = []
        lists: list[tuple[Path, dict[str, Any]]] = []
        self._walk(part, (), columns, objects, lists)
        if not way:
            columns = [column for column in columns if column.path != ("id",)]
        columns = _with_different_headings(columns)
        children = tuple(self._child(name, positions, path, items) for path, items in lists)
        languages = tuple(one for column in columns for one in self._languages(column))
        return Sheet(
            name, part.get("description", ""), way, positions, tuple(columns), languages, tuple(objects), children
        )

    def _child(self, above: str, positions: tuple[str, ...], way: Path, part: dict[str, Any]) -> Sheet:
        name = self._name(above, way[-1])
        outer = (*positions[:-1], f"Position in {above}") if positions else ()
        return self.sheet(name, part, way, (*outer, "Position"))

    def _name(self, above: str, key: str) -> str:
        name = key.replace("_", " ").capitalize()[:_LONGEST_NAME]
        if name in self._names:
            name = f"{above[: _LONGEST_NAME - 1 - len(name)]} {name}"
        self._names.add(name)
        return name

    def _walk(
        self,
        part: dict[str, Any],
        before: Path,
        columns: list[SheetColumn],
        objects: list[Path],
        lists: list[tuple[Path, dict[str, Any]]],
    ) -> None:
        for key, value in part["properties"].items():
            inner = resolve(self._schema, value)
            path = (*before, key)
            items = resolve(self._schema, inner.get("items", {}))
            if "properties" in items:
                lists.append((path, {**items, "description": value["description"]}))
            elif "properties" in inner:
                objects.append(path)
                self._walk(inner, path, columns, objects, lists)
            else:
                columns.append(self._column(path, value, inner, items))

    def _column(self, path: Path, value: dict[str, Any], inner: dict[str, Any], items: dict[str, Any]) -> SheetColumn:
        kind = self._kind(inner, items)
        codes = (
            self._codes(items if kind is CellKind.CODES else inner) if kind in (CellKind.CODE, CellKind.CODES) else None
        )
        note = f"{value['description']}{_HOW.get(kind, '')}"
        if kind is CellKind.CODES and codes is not None:
            note = f"{note} The names are: {SEVERAL.join(codes.labels.values())}."
        return SheetColumn(path, value["title"], note, kind, codes)

    def _kind(self, inner: dict[str, Any], items: dict[str, Any]) -> CellKind:
        if "else" in inner:
            return CellKind.TEXT
        if "enum" in inner or "enum" in items:
            return CellKind.CODE if "enum" in inner else CellKind.CODES
        if inner is self._schema["$defs"]["partial_date"] or inner.get("format") == "date":
            return CellKind.DATE
        return {"boolean": CellKind.YES_NO, "integer": CellKind.NUMBER, "string": CellKind.WORDS}.get(
            inner.get("type", ""), CellKind.JSON
        )

    def _codes(self, part: dict[str, Any]) -> Codes:
        listed = _CODELIST.fullmatch(part.get("$comment", ""))
        codelist = self._codelists.get(listed[1]) if listed else None
        return Codes(listed[1] if listed else "", _labels(part["enum"], codelist))

    def _languages(self, column: SheetColumn) -> Iterator[SheetColumn]:
        if column.kind is CellKind.TEXT:
            for code, language in self._schema["$defs"]["texts"]["properties"].items():
                heading = f"{column.heading} ({language['title']})"
                yield SheetColumn((*column.path, code), heading, column.note, CellKind.TEXT, is_by_language=True)


_HOW: Final = {
    CellKind.CODE: " Choose from the list.",
    CellKind.CODES: " Where there are several, put a semicolon between them.",
    CellKind.DATE: " Write 2019-04-23. If only the month or the year is known, type an apostrophe first: '2019-04.",
    CellKind.NUMBER: " A whole number.",
    CellKind.YES_NO: " Write yes or no.",
    CellKind.TEXT: " Markdown: an empty line between paragraphs, a hyphen before each point of a list.",
}


def _labels(codes: list[str], codelist: Codelist | None) -> dict[str, str]:
    """Give each code its English title where that tells it from all the others, and the code itself where not."""
    titles = {code: codelist[code]["title_en"] if codelist and code in codelist else "" for code in codes}
    plain = [_plain(title) for title in titles.values()]
    taken = {_plain(code): code for code in codes}

    def is_clear(code: str, title: str) -> bool:
        simple = _plain(title)
        return bool(simple) and plain.count(simple) == 1 and taken.get(simple, code) == code and ";" not in title

    return {code: title if is_clear(code, title) else code for code, title in titles.items()}


def _with_different_headings(columns: list[SheetColumn]) -> list[SheetColumn]:
    """Put the name of the object before a heading that another column has too."""
    headings = [column.heading for column in columns]
    return [
        column
        if headings.count(column.heading) == 1
        else SheetColumn(column.path, ".".join(column.path), column.note, column.kind, column.codes)
        for column in columns
    ]


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold()
