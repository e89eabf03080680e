"""What the chief officer told the writer: a quotation after "he said", and words of which that can't be excluded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.people import NOBODY, Person, is_chief, people_in

A_CHIEF: Final = r"chief constable|chief officer|commissioner of police|prif gwnstabl"
CHIEF: Final = re.compile(A_CHIEF, re.IGNORECASE)
_ANY_QUOTE: Final = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|(?<!\w)‘[^‘]{4,2000}?’(?!\w)", re.DOTALL)
_PRONOUN_SAID: Final = re.compile(
    r"\b(?:he|she) (?:told|said|says|wrote|writes|added|adds|replied|replies)\b", re.IGNORECASE
)
_SOMEBODY_ELSE: Final = re.compile(
    r"\b(?:inspector|superintendent|victim|councillor|secretary|minister|panel|journalist|chief executive)\b", re.I
)
_ASKED_AGAIN: Final = re.compile(r"I (?:also |then )?(?:asked|put it to|pressed) (?:him|her)\b", re.IGNORECASE)
_SAID: Final = re.compile(
    r"\b(?:told|tells|said|says|wrote|writes|stated|states|replied|replies|added|adds|explained|explains|puts it"
    r"|assured|assures|informed|informs|according to|in (?:his|her) words|dywedodd|meddai)\b",
    re.IGNORECASE,
)
_OF_REPORT: Final = re.compile(r"\b(?:reports?|inspect\w*|hmic\w*|recommendations?|findings?)\b", re.IGNORECASE)
"""Who is quoted where a response answers a report: the body says these words again, and they are its own comment."""
_A_FEW: Final = 5
"""Words of a quotation from which on it is a sentence, and not the name of something."""


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
    if CHIEF.search(outside):
        named = [one for one in people_in(outside).values() if is_chief(one.role)]
        return named[0]._replace(words=said[0]) if len(named) == 1 else Person("", "Chief Constable", said[0])
    return before._replace(words=said[0]) if before is not None and _ASKED_AGAIN.match(outside) else None


def may_be_told(blocks: Sequence[Block]) -> str:
    """Return words in the body's own text that the chief officer or somebody else may have spoken, or "".

    They are in quotation marks or set off, and there or right before them somebody is named who speaks. Whose they are
    is for a person to say.
    """
    before = ""
    for block in blocks:
        if block.kind == QUOTE:
            return block.words
        if block.kind != PARAGRAPH:
            continue
        here = _ANY_QUOTE.sub(" ", block.words)
        outside = f"{before} {here}"
        is_chiefs = bool(CHIEF.search(outside))
        is_said = bool(_SAID.search(outside))
        quoted = next((one[0] for one in _ANY_QUOTE.finditer(block.words) if len(one[0].split()) > _A_FEW), "")
        if (quoted or block.style == "em") and (is_chiefs or (is_said and not _OF_REPORT.search(here))):
            return quoted or block.words
        if _SAID.search(here) and CHIEF.search(here):
            return block.words
        before = block.words[-200:]
    return ""


_ASKED_BEFORE: Final = re.compile(
    rf"\b(?:asked|invited) (?:the|my|our) (?i:{A_CHIEF})\b[^.]{{0,80}}\. (?:Mr|Mrs|Ms|Dr)\.? "
    r"(?P<name>[A-Z][\w’'-]{1,40}(?: [A-Z][\w’'-]{1,40}){1,2}) (?:has )?(?:told|said|says|answered|replied|wrote)\b"
)


def asked_before(words: str) -> Person:
    """Read "I asked the Chief Constable for his views. Mr Jo Sample has told me:": only one who was asked answers."""
    found = _ASKED_BEFORE.search(words)
    return Person(found["name"], "Chief Constable", found[0]) if found else NOBODY
