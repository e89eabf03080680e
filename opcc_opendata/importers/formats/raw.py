"""What every format gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class DocumentError(Exception):
    """The document can't be read. The text is a sentence that says why, and what to do."""


class Run(NamedTuple):
    """A run of text that a reader of the document sees, as the document's own file holds it, and where it stands."""

    place: str
    text: str


class LeftOut(NamedTuple):
    """Words of a document that are not in its draft, and the reason: a page's header, or text that nobody sees."""

    reason: str
    text: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.text}"


class PageDate(NamedTuple):
    """A day (2024-02-03) that a web page's own data give as that of its publication, with their words."""

    date: str
    words: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A document as HTML, with what its format alone can tell.

    `left_out` holds words that repeat on each page, belong to the website around the document, or that no reader of it
    sees. `source` are the runs of text that a reader sees, counted in the document's own file before any converter
    read it; `uncounted` says why they could not be counted, or put in order. `remarks` are sentences for the person who
    will look at the draft. `url` is the document's own word for where it is published, and `dates` are days that a web
    page's own data give. `carried` is what a document
    that `opcc render` made holds of its record, as JSON (see `documents.carried`); the places of such a document have
    the ids place_0, place_1 and so on, or are marked already.
    """

    html: str
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[str, ...] = ()
    url: str = ""
    carried: str = ""
    source: tuple[Run, ...] = ()
    uncounted: str = ""
    dates: tuple[PageDate, ...] = ()
