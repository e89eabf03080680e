"""A document that `opcc render` made → its record again, with what has been changed in it since."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.documents.embedded_record import restored
from opcc_opendata.documents.response import as_draft, response
from opcc_opendata.documents.writers import md
from opcc_opendata.importers.blocks import TABLE, Block, blocks_of, join
from opcc_opendata.importers.coverage import kept, words_of
from opcc_opendata.importers.draft import Draft
from opcc_opendata.importers.marks import END, MARKS, PLACE, start, unmarked, words_at_places
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.unreadable import Unreadable
from opcc_opendata.record import NOT_PLACED

if TYPE_CHECKING:
    from opcc_opendata.importers.formats import Raw
    from opcc_opendata.record import Record
    from opcc_opendata.schema import Standard

_ID: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_PROSE: Final = frozenset(
    "text key_findings body_action force_action no_action_reason statutory_statement heading note reason".split()  # noqa: SIM905
)
"""Keys whose values are Markdown. All others are bare words, and what is bold about them is the document's style."""


def draft_again(raw: Raw, standard: Standard) -> Draft:
    """Restore the record of a document that carries it. Raises Unreadable."""
    blocks = blocks_of(_marked(raw.html))
    try:
        return _restored(json.loads(raw.carried), blocks, standard)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise Unreadable(f"What the document carries of its record can't be used: {error}.") from error


def _restored(block: dict[str, Any], blocks: Sequence[Block], standard: Standard) -> Draft:
    places = [tuple(place["at"]) for place in block["places"]]
    prose = words_at_places("\n\n".join(_laid_out(blocks)))
    bare = words_at_places("\n".join(line for one in blocks for line in one.lines))
    words = {
        number: (prose if _PROSE & set(at) else bare)[number] for number, at in enumerate(places) if number in bare
    }
    record, changed = restored(block, words)
    if not _ID.fullmatch(record["id"]) or record["force"] not in standard.codelists["forces"]:
        raise ValueError("its id or its force is none")
    notes = Notes()
    notes.remark("The document carries its record. The draft is that record, with the words that the document has now.")
    for number, now in changed.items():
        notes.gap(places[number], f"The document now says “{now}” here. Write that in the record, if it is meant.")
    for number, at in enumerate(places):
        if number not in words:
            notes.gap(at, "These words are no longer in the document, and are not in the draft.")
    # The document may have been a draft, and said so.
    own = md.written(as_draft(response(record, block["language"], standard.codelists)))
    _keep_typed(record, blocks, words_of(own), notes)
    return Draft(record, notes, *kept(_without_marks(blocks), record, [own]), told=(own, *changed.values()))


def _keep_typed(record: Record, blocks: Sequence[Block], own: Counter[str], notes: Notes) -> None:
    """Keep what somebody typed where no place is. `own` are the words of the document as it was made."""
    typed = [block for block, inside in _places_known(blocks) if not inside and not words_of(block.words) <= own]
    if typed:
        sections = record.setdefault("document", {}).setdefault("sections", [])
        notes.gap(
            ("document", "sections", len(sections)), "This text was added to the document. Move it to where it belongs."
        )
        sections.append({"part": "other", "heading": NOT_PLACED, "text": join(typed)})


def _places_known(blocks: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """Give each block, and whether it is at a place or has one in it."""
    inside = False
    for block in blocks:
        marks = MARKS.findall(block.text)
        yield block, inside or bool(marks)
        inside = marks[-1] != END if marks else inside


def _marked(html: str) -> str:
    """Mark the beginning and the end of each place that is an element."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all(["span", "div"], id=PLACE):
        tag.insert(0, start(str(tag["id"]).removeprefix("place_")))
        tag.append(END)
    return str(soup)


def _laid_out(blocks: Sequence[Block]) -> Iterator[str]:
    """Write blocks one after another. A table of places gives its cells, and one inside a place stays a table."""
    inside = False
    for block in blocks:
        if block.kind == TABLE and not inside:
            for row in block.rows:
                for cell in row:
                    yield from _laid_out(cell)
        else:
            yield join([block])
            marks = MARKS.findall(block.text)
            inside = marks[-1] != END if marks else inside


def _without_marks(blocks: Sequence[Block]) -> list[Block]:
    lines = [tuple(unmarked(line) for line in block.lines) for block in blocks]
    return [Block(block.kind, block.text, one) for block, one in zip(blocks, lines, strict=True)]
