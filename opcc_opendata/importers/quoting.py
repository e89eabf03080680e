"""Who speaks in the comments: the chief officer, quoted or reported in the body's text, and the body, quoted itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.notes import last_of
from opcc_opendata.importers.people import CHIEF, NOBODY, Person, signer, speaker

_OPENS: Final = "\"“'‘"
_CLOSES: Final = "\"”'’"
_ASKED: Final = re.compile(
    r"(?:chief constable|commissioner of police|prif gwnstabl)[^.]{0,300}(?:said|says|stated|states|commented"
    r"|responded|replied|response is|view|comments?|follows|dywedodd)[^.:]{0,300}:\s*$",
    re.IGNORECASE,
)
_ASKED_AND_QUOTED: Final = re.compile(
    r"^(?P<before>.*?(?:chief constable|prif gwnstabl)[^.]{0,300}(?:said|stated|commented|responded|replied)"
    r"[^.:]{0,300}:)\s+(?P<quote>[\"“].*)$",
    re.IGNORECASE | re.DOTALL,
)
_REPORTED: Final = re.compile(
    r"\b(?:I (?:am|have been) (?:advised|assured|informed|told) by (?:the|my) (?:temporary |acting )?chief constable"
    r"|the chief constable (?:has )?(?:advised|assured|informed|told|tells|advises|assures|informs) (?:me|us|my office)"
    r"|mae'r prif gwnstabl wedi)\b",
    re.IGNORECASE,
)
_MOST_QUOTED: Final = 60


@dataclass(slots=True)
class Piece:
    """A run of blocks by one speaker. `form` is a code of comment_forms.csv, `why` says what a guess rests on."""

    kind: str
    blocks: list[Block] = field(default_factory=list)
    form: str = ""
    person: Person = NOBODY
    why: str = ""


def pieces_of(blocks: Sequence[Block]) -> list[Piece]:
    """Share the body's comments out among those who speak in them, in their order."""
    pieces = [Piece("policing_body")]
    place = 0
    apart = [one for block in blocks for one in _apart(block)]
    while place < len(apart):
        block = apart[place]
        quoted = _quotation(apart, place + 1) if _introduces(block) else []
        if quoted:
            pieces[-1].blocks.append(block)
            pieces.append(Piece("chief_officer", quoted, "quoted", _signed(quoted), last_of(block.words)))
            pieces.append(Piece("policing_body"))
            place += len(quoted)
        elif reported := _reported(block):
            pieces.append(Piece("chief_officer", [block], "reported_speech", NOBODY, reported))
            pieces.append(Piece("policing_body"))
        else:
            pieces[-1].blocks.append(block)
        place += 1
    return [piece for piece in pieces if piece.blocks]


def form_of(blocks: Sequence[Block]) -> tuple[str, Person]:
    """Say how a text stands in the document: quoted, where it is a quotation after "said:", or its author's own."""
    first = next((block for block in blocks if block.kind == PARAGRAPH), None)
    person = speaker(first.words) if first else NOBODY
    if first and person.role and (set(first.words) & set('"“') or any(block.kind == QUOTE for block in blocks)):
        return "quoted", person
    return "own_text", NOBODY


def _introduces(block: Block) -> bool:
    return block.kind == PARAGRAPH and bool(_ASKED.search(block.words[-300:]))


def _reported(block: Block) -> str:
    found = _REPORTED.search(block.words) if block.kind == PARAGRAPH else None
    return found[0] if found else ""


def _apart(block: Block) -> list[Block]:
    """Part a paragraph in which a quotation of the chief officer's begins: what leads to it, and the quotation."""
    found = _ASKED_AND_QUOTED.match(block.text) if block.kind == PARAGRAPH else None
    if found is None:
        return [block]
    return [replace(block, text=text, lines=(text,)) for text in (found["before"], found["quote"])]


def _quotation(blocks: Sequence[Block], start: int) -> list[Block]:
    """Give the blocks of a quotation that begins at a place, with the signature under it."""
    end = start
    while end < len(blocks) and blocks[end].kind == QUOTE:
        end += 1
    if end == start:
        end = _closing(blocks, start)
    if end == start:
        return _up_to_signature(blocks, start)
    if end < len(blocks) and _is_signature(blocks[end]):
        end += 1
    return list(blocks[start:end])


def _closing(blocks: Sequence[Block], start: int) -> int:
    """Give the place after the paragraph that closes a quotation. Each of its paragraphs may open it anew.

    Where none closes it, as happens, it lasts as long as each paragraph opens it.
    """
    last = min(len(blocks), start + _MOST_QUOTED)
    opened = next((place for place in range(start, last) if not _opens(blocks[place])), last)
    if opened == start:
        return start
    for place in range(start, last):
        if blocks[place].words[-1:] in _CLOSES and not (place + 1 < last and _opens(blocks[place + 1])):
            return place + 1
    return opened


def _opens(block: Block) -> bool:
    return block.words[:1] in _OPENS


def _up_to_signature(blocks: Sequence[Block], start: int) -> list[Block]:
    """Give the blocks up to a line that the chief officer signs. None where there is no such line."""
    for place, block in enumerate(blocks[start : start + _MOST_QUOTED], start):
        if _is_signature(block):
            return list(blocks[start : place + 1])
    return []


def _is_signature(block: Block) -> bool:
    words = block.words.strip("*_ ")
    return block.kind == PARAGRAPH and len(words.split()) <= 14 and bool(CHIEF.search(signer(words).role))


def _signed(blocks: Sequence[Block]) -> Person:
    """Read the signature on the last line of a quotation."""
    return signer(blocks[-1].lines[-1].strip("*_– "))
