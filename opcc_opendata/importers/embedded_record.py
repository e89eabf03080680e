"""A document that `opcc render` made → its record again, with what has been changed in it since."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from opcc_opendata.documents.embedded_record import PANEL, is_closed, restored
from opcc_opendata.documents.letter import letter
from opcc_opendata.documents.response import as_draft, response
from opcc_opendata.documents.writers import html
from opcc_opendata.importers.blocks import TABLE, Block, blocks_of, join
from opcc_opendata.importers.draft import ImportedDraft
from opcc_opendata.importers.edited import Added, Edited, edited, laid_out, leaves
from opcc_opendata.importers.edited_facts import fact_of
from opcc_opendata.importers.edited_lists import LISTED, change_lists
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.place_marks import END, ITEM, PLACE, start, unmarked, words_at_places
from opcc_opendata.importers.same_text import PROSE
from opcc_opendata.record import NOT_PLACED
from opcc_opendata.record_types import Record

if TYPE_CHECKING:
    from opcc_opendata.documents.model import Paper
    from opcc_opendata.importers.formats import Raw
    from opcc_opendata.schema import Standard

_ID: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_LONG: Final = PROSE - {"heading"}
"""Keys whose values are texts of several paragraphs, to which a paragraph may be added."""

_FEW: Final = 5

Place = tuple[str | int, ...]


def draft_again(raw: Raw, standard: Standard) -> ImportedDraft:
    """Restore the record of a document that carries it. Raises DocumentError."""
    blocks = blocks_of(_marked(raw.html))
    try:
        block = json.loads(raw.carried)
        if block.get("paper") == PANEL:
            names = ", ".join(str(one) for one in block["records"][:_FEW])
            more = f" and {len(block['records']) - _FEW:,} more" if len(block["records"]) > _FEW else ""
            raise DocumentError(
                f"This is an agenda paper, made of the records {names}{more}. Change those, and make it anew."
            )
        return _restored(block, blocks, standard)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise DocumentError(f"What the document carries of its record can't be used: {error}.") from error


def _restored(block: dict[str, Any], blocks: Sequence[Block], standard: Standard) -> ImportedDraft:
    places: list[Place] = [tuple(place["at"]) for place in block["places"]]
    notes = Notes()
    notes.remark("The document carries its record. The draft is that record, with the words that the document has now.")
    words = _words(blocks, places)
    untouched = restored(block, words)[0]
    if not _ID.fullmatch(untouched["id"]) or untouched["force"] not in standard.codelists["forces"]:
        raise ValueError("its id or its force is none")
    # The document may have been a draft, and said so.
    paper = as_draft(_paper(block, untouched, standard))
    own = blocks_of(_marked(html.written(paper)))
    found = edited(blocks, own, places) if places else Edited()
    added = _take_in(found.added, places, words, notes)
    record, changed = restored(block, words)
    said = [*_printed(own, has_places=bool(places)), *_put_facts(record, changed, places, standard, notes)]
    _tell_missing(block, places, words, notes)
    said += change_lists(record, _deleted(block, places, words), found.order, found.rows, notes)
    _keep(record, added, notes)
    return ImportedDraft(record, notes, told=tuple(said), is_restored=True)


def _printed(own: Sequence[Block], *, has_places: bool) -> Iterator[str]:
    """Give the words of the document as it was made. A PDF may print the heads of a table on each of its pages."""
    yield from (unmarked(one.words) for one in leaves(own))
    for block in own:
        if block.kind == TABLE and not has_places:
            heads = [unmarked(one.words) for cell in block.rows[0] for one in leaves(cell)]
            yield from heads * (len(block.rows) - 1)


def _words(blocks: Sequence[Block], places: Sequence[Place]) -> dict[int, str]:
    """Give the words that stand at each place now."""
    prose = words_at_places("\n\n".join(laid_out(blocks)))
    bare = words_at_places("\n".join(line for one in blocks for line in one.lines))
    return {number: (prose if PROSE & set(at) else bare)[number] for number, at in enumerate(places) if number in bare}


def _paper(block: dict[str, Any], record: dict[str, Any], standard: Standard) -> Paper:
    make = letter if block.get("paper") == "letter" else response
    return make(cast("Record", record), block["language"], standard.codelists)


def _take_in(added: Sequence[Added], places: Sequence[Place], words: dict[int, str], notes: Notes) -> list[Block]:
    """Add paragraphs that stand right after a long text to it, and give those for which there is no such text."""
    homeless = []
    for one in added:
        at = places[one.after] if one.after is not None else ()
        if one.after is None or one.after not in words or not _LONG & set(at) or one.block.level:
            homeless.append(one.block)
            continue
        text = join([one.block])
        before = words[one.after]
        is_item = ITEM.match(text) and ITEM.match(before.rpartition("\n")[2])
        words[one.after] = f"{before}{chr(10) if is_item else chr(10) * 2}{text}".lstrip("\n")
        notes.guess(at, one.block.words, "It was added after this text in the document, and taken for a part of it.")
    return homeless


def _put_facts(
    record: dict[str, Any], changed: dict[int, str], places: Sequence[Place], standard: Standard, notes: Notes
) -> list[str]:
    """Take the facts that now say something else, and ask about those that can't be read. Gives their words."""
    for number, now in changed.items():
        at = places[number]
        value = fact_of(record, at, now, standard)
        if value is None:
            notes.gap(at, f"The document now says “{now}” here. Write that in the record, if it is meant.")
            continue
        holder: Any = record
        for key in at[:-1]:
            holder = holder[key]
        notes.guess(at, now, f"It was {holder[at[-1]]} before the document was changed.")
        holder[at[-1]] = value
    return list(changed.values())


def _tell_missing(block: dict[str, Any], places: Sequence[Place], words: dict[int, str], notes: Notes) -> None:
    for number, at in enumerate(places):
        if number not in words and not is_closed(block["places"][number]):
            notes.gap(at, "These words are no longer in the document, and are not in the draft.")


def _deleted(block: dict[str, Any], places: Sequence[Place], words: dict[int, str]) -> dict[str, set[int]]:
    """Give the positions of the items of each list of which the document has no word any more."""
    gone: dict[str, set[int]] = {}
    for key in LISTED:
        shown: dict[int, bool] = {}
        for number, at in enumerate(places):
            if len(at) > 1 and at[0] == key and isinstance(at[1], int) and not is_closed(block["places"][number]):
                shown[at[1]] = shown.get(at[1], False) or number in words
        gone[key] = {position for position, is_there in shown.items() if not is_there}
    return gone


def _keep(record: dict[str, Any], added: Sequence[Block], notes: Notes) -> None:
    """Keep what somebody typed where no place is."""
    if added:
        sections = record.setdefault("document", {}).setdefault("sections", [])
        place = ("document", "sections", len(sections))
        notes.gap(place, "This text was added to the document. Move it to where it belongs.")
        sections.append({"part": "other", "heading": NOT_PLACED, "text": join(added)})


def _marked(page: str) -> str:
    """Mark the beginning and the end of each place that is an element."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page, "lxml")
    for tag in soup.find_all(["span", "div"], id=PLACE):
        tag.insert(0, start(str(tag["id"]).removeprefix("place_")))
        tag.append(END)
    return str(soup)
