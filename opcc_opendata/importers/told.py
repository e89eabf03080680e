"""What the chief officer told the writer: a quotation after "he said" in a paragraph that names no one else."""

from __future__ import annotations

import re
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, Block
from opcc_opendata.importers.people import Person, is_chief, people_in

_CHIEF: Final = re.compile(r"chief constable|chief officer|commissioner of police|prif gwnstabl", re.IGNORECASE)
_ANY_QUOTE: Final = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘[^‘]{4,2000}?’(?!\w)", re.DOTALL)
_PRONOUN_SAID: Final = re.compile(
    r"\b(?:he|she) (?:told|said|says|wrote|writes|added|adds|replied|replies)\b", re.IGNORECASE
)
_SOMEBODY_ELSE: Final = re.compile(
    r"\b(?:inspector|superintendent|victim|councillor|secretary|minister|panel|journalist|chief executive)\b", re.I
)
_ASKED_AGAIN: Final = re.compile(r"I (?:also |then )?(?:asked|put it to|pressed) (?:him|her)\b", re.IGNORECASE)


def told_by_chief(block: Block, before: Person | None) -> Person | None:
    """Tell if a paragraph names the chief officer and quotes what "he" or "she" said, and give who it is.

    `before` is whom the paragraph above quotes in this way: one that begins "I asked her" goes on from it.
    """
    if block.kind != PARAGRAPH or not _ANY_QUOTE.search(block.words):
        return None
    outside = _ANY_QUOTE.sub(" ", block.words)
    said = _PRONOUN_SAID.search(outside)
    if not said or _SOMEBODY_ELSE.search(outside):
        return None
    if _CHIEF.search(outside):
        named = [one for one in people_in(outside).values() if is_chief(one.role)]
        return named[0]._replace(words=said[0]) if len(named) == 1 else Person("", "Chief Constable", said[0])
    return before._replace(words=said[0]) if before is not None and _ASKED_AGAIN.match(outside) else None
