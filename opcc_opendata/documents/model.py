"""A document of an office as a writer gets it: what it says, in which order, and in which language.

A response, a letter and an agenda paper are all a `Paper`. Whoever makes one chooses words and order; the writers know
nothing of records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from opcc_opendata.documents.embedded_record import RecordPlace
from opcc_opendata.record_types import Record


@dataclass(frozen=True, slots=True)
class ShortText:
    """A short text on one line: plain, or in Markdown. `place` is its number among the places (see `carried`)."""

    text: str
    language: str
    place: int | None = None
    markdown: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A long text in Markdown. Its headings go below the level `below`."""

    text: str
    language: str
    place: int | None = None
    below: int = 2


@dataclass(frozen=True, slots=True)
class LabelLine:
    """A short line that says what comes next, to which links may lead."""

    words: tuple[ShortText, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Facts, one on each line: the label, which may be empty, and the words, which commas part."""

    facts: tuple[tuple[ShortText | None, tuple[ShortText, ...]], ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """A list of boxes, ticked or not, with words that commas part."""

    entries: tuple[tuple[ShortText, tuple[ShortText, ...]], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """The parts of a text, each with the letter or number that is printed before it."""

    items: tuple[tuple[ShortText | None, Prose], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the names of its columns, its rows of cells, and the columns' shares of the page."""

    columns: tuple[ShortText, ...]
    rows: tuple[tuple[tuple[Part, ...], ...], ...]
    widths: tuple[int, ...]


Part = ShortText | Prose | LabelLine | Lines | Ticks | Items | Grid
"""A part of a document. `ShortText` by themselves are a paragraph."""


@dataclass(frozen=True, slots=True)
class PaperSection:
    """A section: its heading, where it has one, and what stands in it. `name` is the code of the part of the record."""

    name: str
    heading: ShortText | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document.

    `title` and `author` describe the file. `before` stands above the heading, as the addresses of a letter do. `facts`
    are short words by name, for an office's own template; a fact that is not known is an empty text.
    `carried` is what the document does not print of its record; it is empty where nothing is to be read back, and rests
    on `places`. A form in which nobody edits carries the whole `record` in its stead. `draft`
    stands at the head of the document, and of each page of paper, where the response is not published yet.
    """

    title: str
    author: str
    language: str
    heading: ShortText
    sections: tuple[PaperSection, ...]
    before: tuple[Part, ...] = ()
    statement: Prose | None = None
    anchors: frozenset[str] = frozenset()
    facts: dict[str, str] = field(default_factory=dict)
    carried: dict[str, Any] = field(default_factory=dict)
    places: tuple[RecordPlace, ...] = ()
    record: Record | None = None
    draft: ShortText | None = None
