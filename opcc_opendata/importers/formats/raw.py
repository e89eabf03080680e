"""What every format gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Raw:
    """A document as HTML, with what its format alone can tell.

    `left_out` holds words that repeat on each page or belong to the website around the document. `remarks` are
    sentences for the person who will look at the draft. `url` is the document's own word for where it is published.
    `carried` is what a document that `opcc render` made holds of its record, as JSON (see `documents.carried`); the
    places of such a document have the ids place_0, place_1 and so on, or are marked already.
    """

    html: str
    left_out: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    url: str = ""
    carried: str = ""
