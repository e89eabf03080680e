"""What a document carries of its record without printing it, so that the record can be had back from the document.

A document prints the texts of its record and says nothing of its id, its codes and its machine-readable dates. Those go
along in a block that people don't see (`Paper.carried`), and each printed text stands at a numbered *place*:

- HTML: `<script type="application/json" id="carried">` holds the block; the element with `id="place_7"` is a place.
- DOCX: the custom XML part whose root is `carried` in the namespace `NAMESPACE` holds it as text; the bookmark
  `place_7` is a place. Bookmarks go by name: LibreOffice begins one of several paragraphs twice, and ends the second.
- Markdown: the front matter holds it, as JSON in one line after `carried: `; a `span` or a `div` with `id="place_7"` is
  a place.
- A letter says `"paper": "letter"`. An agenda paper says `"panel"` and only names its records.
- PDF has the whole record attached as `record.json`, in such a block without places: nobody edits one.

What somebody typed between the end of a place and the next place, label or heading belongs to no place. It is the
reader's to say so; Word puts a paragraph that is typed at the end of a bookmark outside it.

To read a document back: find the block, find the words that stand at each place *now*, as Markdown, and call
`restored`. A printed text is never in the block, so the words that somebody changed in the document are the words of
the new record. Dates, ticks and titles of codes are in both, as a code in the block and in words on the page. Where
the words no longer say what the code says, `restored` names them: then ask a person, or read the words.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from opcc_opendata.record_types import Record

NAMESPACE: Final = "https://opcc-opendata.github.io/ns/carried"
VERSION: Final = 1
PANEL: Final = "panel"
_CLOSED: Final = " "
"""What is printed at a place that the document does not show."""


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a printed text belongs in the record.

    `at` are the keys that lead to it. `before` and `after` are what the record has round these words and the document
    prints otherwise: lines that mark where a recommendation stands. `printed` is None for a text, which the block
    leaves out; a fact is in the block too, and `printed` are its words.
    """

    at: tuple[str | int, ...]
    before: str = ""
    after: str = ""
    printed: str | None = None


def carried(record: Record, language: str, places: list[RecordPlace]) -> dict[str, Any]:
    """Give what a document in one language carries: the record without the texts at its places, and the places."""
    rest = copy.deepcopy(record)
    for place in places:
        if place.printed is None:
            _holder(rest, place.at).pop(place.at[-1], None)
    return {"version": VERSION, "language": language, "record": rest, "places": [_as_data(place) for place in places]}


def whole(record: Record, language: str, block: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a document carries in which nothing is edited: all of its record. `block` is what others carry."""
    kind = {"paper": block["paper"]} if "paper" in block else {}
    return carried(record, language, []) | kind


def listed(ids: Sequence[str]) -> dict[str, Any]:
    """Give what an agenda paper carries: the ids of the records that it was made of. None comes back from it."""
    return {"version": VERSION, "paper": PANEL, "records": sorted(ids)}


def is_marked(block: Mapping[str, Any]) -> bool:
    """Tell if a document that carries a block has places."""
    return bool(block.get("places"))


def closed(place: RecordPlace) -> RecordPlace:
    """Give a place that the document does not show. Its value stays in the block."""
    return RecordPlace(place.at, printed=_CLOSED)


def is_closed(data: Mapping[str, Any]) -> bool:
    """Tell if a place of a block is one that the document does not show."""
    return bool(data.get("printed") == _CLOSED)


def restored(block: Mapping[str, Any], words: Mapping[int, str]) -> tuple[dict[str, Any], dict[int, str]]:
    """Give the record back from what a document carries and the words at its places, by number, in Markdown.

    Also gives the facts, by the number of their place, whose words are no longer those that were printed.
    A place that has no words any more is left out of the record. Raises ValueError for a block of another version.
    """
    if block.get("version") != VERSION:
        raise ValueError(f"the document carries version {block.get('version')} of its facts, and {VERSION} is known")
    record = copy.deepcopy(block["record"])
    changed = {}
    texts: dict[tuple[str | int, ...], str] = {}
    for number, data in enumerate(block["places"]):
        place = _from_data(data)
        now = words.get(number, "").strip("\n")
        if place.printed is None:
            texts[place.at] = texts.get(place.at, "") + place.before + now + place.after
        elif " ".join(now.split()) != " ".join(place.printed.split()):
            changed[number] = now
    for at, text in texts.items():
        if text:
            _holder(record, at)[at[-1]] = text
    return record, changed


def _holder(record: Any, at: tuple[str | int, ...]) -> Any:
    for key in at[:-1]:
        record = record[key]
    return record


def _as_data(place: RecordPlace) -> dict[str, Any]:
    more = {"before": place.before, "after": place.after, "printed": place.printed}
    return {"at": list(place.at), **{name: value for name, value in more.items() if value}}


def _from_data(data: Mapping[str, Any]) -> RecordPlace:
    return RecordPlace(tuple(data["at"]), data.get("before", ""), data.get("after", ""), data.get("printed"))
