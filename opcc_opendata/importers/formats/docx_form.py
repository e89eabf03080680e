"""Word forms that `opcc form` made: which words stand in which field, as bookmarks that `docx_places` reads.

A field is known by its control's tag. Some programs (LibreOffice 7) drop the tags: then it is known by its table and
its label, and the whole cell is its value. A table of fields that comes again is a recommendation that somebody added.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from opcc_opendata.documents.form import FORM
from opcc_opendata.documents.writers.docx_form import TAG
from opcc_opendata.importers.formats.docx_package import W
from opcc_opendata.importers.formats.docx_seen import words_of
from opcc_opendata.importers.place_marks import PLACE

_ROWS: Final = "recommendations"
_MOST_FIELDS: Final = 20_000
_NO_CONTENT: Final = (f"{W}tcPr", f"{W}bookmarkStart", f"{W}bookmarkEnd")


def is_form(carried: str) -> bool:
    """Tell if what a document carries is that of a form."""
    try:
        block = json.loads(carried)
    except ValueError:
        return False
    return isinstance(block, dict) and block.get("paper") == FORM


def mark_fields(main: Any, carried: str) -> str:
    """Put a bookmark round what is in each field, and give what the form carries, with the places of rows added.

    `unknown` in it are the tags that belong to no field of this form. Raises ValueError or KeyError for a form that
    carries something else than `opcc form` writes.
    """
    block = json.loads(carried)
    if len(block["places"]) > _MOST_FIELDS:
        raise ValueError("it has too many fields")
    for one in [one for one in main.iter(f"{W}bookmarkStart") if PLACE.match(one.get(f"{W}name", ""))]:
        one.getparent().remove(one)
    _Marking(main, block).mark()
    return json.dumps(block)


@dataclass(slots=True)
class _Marking:
    main: Any
    block: dict[str, Any]
    seen: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)

    def mark(self) -> None:
        self.rows_made = [one["at"][1] for one in self._places if one["at"][0] == _ROWS]
        self.next_row = max(self.rows_made, default=0) + 1
        for table in [one for one in self.main.iter(f"{W}tbl") if next(one.iterancestors(f"{W}tbl"), None) is None]:
            fields = self._fields_of(table)
            row = next((self._row(number) for number, _ in fields if self._row(number) is not None), None)
            added: int | None = None
            if row is not None and row in self.rows:
                added, self.next_row = self.next_row, self.next_row + 1
            elif row is not None:
                self.rows.add(row)
            for number, element in fields:
                self._bookmark(number if added is None else self._place_of_added(number, added), element)
        for control, number in self._controls(self.main):
            if next(control.iterancestors(f"{W}tbl"), None) is None:
                self._bookmark(number, control)
        self.block["unknown"] = self.unknown

    next_row: int = 0
    rows_made: list[int] = field(default_factory=list)

    @property
    def _places(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.block["places"]
        return found

    def _row(self, number: int) -> int | None:
        at = self._places[number]["at"]
        return at[1] if at[0] == _ROWS else None

    def _place_of_added(self, number: int, row: int) -> int:
        place = self._places[number]
        self._places.append({**place, "at": [_ROWS, row, *place["at"][2:]], "head": ""})
        return len(self._places) - 1

    def _fields_of(self, table: Any) -> list[tuple[int, Any]]:
        """Give the fields in a table, in its order: by their tags, and those of rows without one by their labels."""
        tagged = list(self._controls(table))
        found: list[tuple[int, Any]] = []
        used: set[int] = set()
        numbers = self._numbers_of(table, [number for _, number in tagged])
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            own = [(number, control) for control, number in tagged if row in control.iterancestors(f"{W}tr")]
            cells = row.findall(f"{W}tc")
            if not own and len(cells) == 2:
                label = _plain(cells[0])
                named = [n for n in numbers if self._places[n]["label"] == label and n not in used]
                own = [(named[0], cells[1])] if named else []
            for number, element in own:
                if number not in used:
                    used.add(number)
                    found.append((number, element))
        return found

    def _numbers_of(self, table: Any, tagged: list[int]) -> list[int]:
        """Give the numbers of the fields that belong into a table: by its tags, or else by its head and its labels."""
        groups: dict[tuple[Any, ...], list[int]] = {}
        for number, place in enumerate(self._places):
            groups.setdefault(tuple(place["at"][:2]), []).append(number)
        if tagged:
            return groups[tuple(self._places[tagged[0]]["at"][:2])]
        rows = table.findall(f"{W}tr")
        labels = [_plain(row.findall(f"{W}tc")[0]) for row in rows if row.find(f"{W}tc") is not None]
        head = labels[0] if labels else ""
        fit = [
            numbers
            for numbers in groups.values()
            if self._places[numbers[0]].get("head", "") in ("", head)
            and self._places[numbers[0]]["label"] in labels
            and all(self._places[n]["label"] in labels for n in numbers)
        ]
        with_head = [numbers for numbers in fit if self._places[numbers[0]].get("head")]
        without = [numbers for numbers in fit if not self.seen & set(numbers)]
        return next(iter([*with_head, *without, *fit]), [])

    def _controls(self, around: Any) -> Iterator[tuple[Any, int]]:
        """Give the controls with the tag of a field of this form, and its number."""
        for control in around.iter(f"{W}sdt"):
            tag = control.find(f"{W}sdtPr/{W}tag")
            words = tag.get(f"{W}val", "") if tag is not None else ""
            found = TAG.fullmatch(words)
            if found is None:
                continue
            number = int(found[1])
            if number < len(self._places) and words == f"opcc:{number}:{self._places[number]['at'][-1]}":
                yield control, number
            elif words not in self.unknown:
                self.unknown.append(words)

    def _bookmark(self, number: int, element: Any) -> None:
        """Begin a bookmark before what is in a field, and end it after. One that comes again is not marked."""
        from lxml import etree  # type: ignore[import-untyped]

        if number in self.seen:
            return
        identity = f"field{number}"
        begins = etree.Element(f"{W}bookmarkStart")
        begins.set(f"{W}id", identity)
        begins.set(f"{W}name", f"place_{number}")
        ends = etree.Element(f"{W}bookmarkEnd")
        ends.set(f"{W}id", identity)
        if element.getparent() is not None and element.getparent().tag == f"{W}p":
            element.addprevious(begins)
            element.addnext(ends)
        else:
            content = element.find(f"{W}sdtContent") if element.tag == f"{W}sdt" else element
            if content is None:
                return
            first, last = _paragraphs_at_the_ends(content)
            properties = first.find(f"{W}pPr")
            first.insert(0 if properties is None else first.index(properties) + 1, begins)
            last.append(ends)
        self.seen.add(number)


def _paragraphs_at_the_ends(content: Any) -> tuple[Any, Any]:
    """Give the first and the last paragraph of what is in a field; they are put there where a table stands."""
    from lxml import etree

    blocks = [one for one in content if one.tag not in _NO_CONTENT]
    if not blocks or blocks[0].tag != f"{W}p":
        first = etree.Element(f"{W}p")
        properties = content.find(f"{W}tcPr")
        content.insert(0 if properties is None else 1, first)
    else:
        first = blocks[0]
    if not blocks or blocks[-1].tag != f"{W}p":
        return first, etree.SubElement(content, f"{W}p")
    return first, blocks[-1]


def _plain(element: Any) -> str:
    return " ".join(words_of(element).split())
