"""Letters, as to the Home Secretary: where one begins and ends, its date and its subject line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, QUOTE, Block, escaped
from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.labels import is_capital
from opcc_opendata.importers.people import SIGN_OFF, is_chief, signatories, signature

_SALUTATION: Final = re.compile(
    r"^(?:(?:dear|annwyl)\s+[^.?!]{2,80}|good (?:morning|afternoon|evening)(?: all)?),?$", re.IGNORECASE
)
_SUBJECT: Final = re.compile(r"^(?:re|subject|ref|pwnc)\s*:\s*", re.IGNORECASE)
_TO_BODY: Final = re.compile(
    r"^(?:dear|annwyl)\s+(?:(?:police (?:and|&) crime )?commissioner|pf?cc|gomisiynydd)\b", re.I
)
_LABELLED: Final = re.compile(r"(?:[\w’'-]+ ){1,5}?[\w’'-]+: ")
_LONGEST_SUBJECT: Final = 30
_OF_AN_ADDRESS: Final = re.compile(r"\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2}\b|^The R(?:igh)?t Hon\b|^Home Office\b")
_SIGNATURE: Final = 4
_ADDRESS: Final = 12
_SHORT: Final = 16
_SENTENCE: Final = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """Where a letter stands among blocks: from its address or date to its last line of signature."""

    start: int
    salutation: int
    end: int


def letters_in(blocks: Sequence[Block]) -> list[Letter]:
    """Find every letter."""
    greetings = [place for place, block in enumerate(blocks) if is_salutation(block)]
    found: list[Letter] = []
    for number, place in enumerate(greetings):
        limit = greetings[number + 1] if number + 1 < len(greetings) else len(blocks)
        earliest = found[-1].end if found else 0
        found.append(Letter(_start(blocks, place, earliest), place, _end(blocks, place, limit)))
    return found


def salutation_apart(block: Block) -> list[Block]:
    """Part a paragraph before "Dear Home Secretary" on a line of its own: the address or the date stands above it."""
    at = next((n for n, line in enumerate(block.lines) if n and _SALUTATION.match(line)), 0)
    if block.kind != PARAGRAPH or not at:
        return [block]
    parts = (block.lines[:at], block.lines[at:])
    return [Block(PARAGRAPH, "\\\n".join(map(escaped, lines)), lines, anchor=block.anchor) for lines in parts]


def letter_unquoted(block: Block) -> list[Block]:
    """Give the paragraphs of a letter that a page sets as a quotation. Any other block stays as it is."""
    if block.kind != QUOTE or not block.lines or not _SALUTATION.match(block.lines[0]):
        return [block]
    texts = re.split(r"\n>[^\S\n]*\n", block.text)
    bare = ["\n".join(line.removeprefix(">").removeprefix(" ") for line in one.split("\n")) for one in texts]
    return [_paragraph_of(one) for one in bare if one.strip()]


def _paragraph_of(text: str) -> Block:
    lines = tuple(" ".join(re.sub(r"[*\\]", "", line).split()) for line in text.split("\n"))
    style = "strong" if re.fullmatch(r"\*\*[^*]+\*\*", text.strip()) else ""
    return Block(PARAGRAPH, text, tuple(filter(None, lines)), style=style)


def without_heads(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Part the heads of letters from what they say: the lines of the address, of the date and "Dear …".

    Gives what is left of the blocks, and the heads. A subject or a sentence above the salutation is no part of one.
    """
    heads: list[Block] = []
    rest = list(blocks)
    for letter in reversed(letters_in(blocks)):
        greeting, said = _greeting_apart(blocks[letter.salutation])
        above = blocks[letter.start : letter.salutation]
        kept = [one for one in above if one.style == "strong" or _SUBJECT.match(one.words) or _is_sentence(one)]
        heads[:0] = [*(one for one in above if one not in kept), greeting]
        rest[letter.start : letter.salutation + 1] = [*kept, *said]
    return rest, heads


def _greeting_apart(block: Block) -> tuple[Block, list[Block]]:
    """Part "Dear Home Secretary," from the lines below it in one paragraph."""
    first, *others = block.lines
    if not others:
        return block, []
    marked = block.text.split("\n")
    text = "\n".join(marked[1:]) if len(marked) == len(block.lines) else "\\\n".join(map(escaped, others))
    return replace(block, text=escaped(first), lines=(first,)), [replace(block, text=text, lines=tuple(others))]


def _is_sentence(block: Block) -> bool:
    """Tell if a paragraph above a salutation says something, as a page that leads to the letter does."""
    return len(block.words.split()) >= _SENTENCE and block.words[-1:] in ".:!?"


def letter_ends(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Give where the texts of letters that are signed begin and end: a heading inside one is a part of the letter."""
    return [
        (letter.salutation, letter.end)
        for letter in letters_in(blocks)
        if any(_is_sign_off(block) for block in blocks[letter.salutation : letter.end])
    ]


def is_to_body(blocks: Sequence[Block], letter: Letter) -> bool:
    """Tell if a letter is one that the chief officer wrote to the body: "Dear Commissioner", and who signs it."""
    return bool(_TO_BODY.match(blocks[letter.salutation].lines[0])) and is_of_chief(blocks, letter)


def is_of_chief(blocks: Sequence[Block], letter: Letter) -> bool:
    """Tell if the chief officer alone signs a letter. In London both are commissioners, and it can't be told."""
    text = blocks[letter.salutation + 1 : letter.end]
    both = any(one.role and not is_chief(one.role) for one in signatories(text))
    return not is_capital() and is_chief(signature(text).role) and not both


def is_salutation(block: Block) -> bool:
    """Tell if a block is "Dear Home Secretary,", or begins with such a line."""
    return block.kind == PARAGRAPH and bool(_SALUTATION.match(block.lines[0]))


def subject_of(blocks: Sequence[Block], letter: Letter) -> str:
    """Find the subject line: the first line after the salutation, if it is marked as one. Its words, or nothing."""
    after = letter.salutation + 1
    after += after < len(blocks) and bool(only_date(blocks[after].words))
    for block in blocks[after : after + 1]:
        line = block.lines[0]
        if _SUBJECT.match(line):
            return _SUBJECT.sub("", line)
        if block.kind == HEADING or block.style == "strong" or (_is_subject(block) and not _LABELLED.match(line)):
            return block.words
    above = blocks[letter.start : letter.salutation]
    return next((_SUBJECT.sub("", line) for block in above for line in block.lines if _SUBJECT.match(line)), "")


def subjects_of(blocks: Sequence[Block], letter: Letter) -> list[str]:
    """Give the subject lines of a letter that answers several reports: bold lines or headings, one after another."""
    found = []
    for block in blocks[letter.salutation + 1 :]:
        is_line = block.kind == HEADING or (block.kind == PARAGRAPH and block.style == "strong")
        if not is_line or len(block.words.split()) < _SENTENCE or block.words[-1:] in ".:":
            break
        found.append(_SUBJECT.sub("", block.words))
    return found if len(found) > 1 else []


def _is_subject(block: Block) -> bool:
    """Tell if a plain line after the salutation is the subject: it is short and no sentence."""
    line = block.words
    return (
        block.kind == PARAGRAPH
        and len(block.lines) == 1
        and 2 < len(line.split()) <= _LONGEST_SUBJECT
        and (line[-1:] not in ".,:;?!" and not re.match(r"(?:I|We|Thank|Please|This|In|As)\b", line))
    )


def _start(blocks: Sequence[Block], salutation: int, earliest: int) -> int:
    """Go back over the date and the lines of the address."""
    start = salutation
    if salutation > earliest and blocks[salutation - 1].style == "strong":  # the subject, above the salutation
        start -= 1
    while start > max(earliest, salutation - _ADDRESS):
        block = blocks[start - 1]
        if (
            block.kind != PARAGRAPH
            or block.style == "strong"
            or any(len(line.split()) > _SHORT for line in block.lines)
        ):
            break
        start -= 1
    return start


def _end(blocks: Sequence[Block], salutation: int, limit: int) -> int:
    for place in range(salutation, limit):
        if _is_sign_off(blocks[place]):
            end = place + 1
            while end < limit and end - place <= _SIGNATURE and _is_of_a_signature(blocks[end]):
                end += 1
            return end
    return limit


def _is_sign_off(block: Block) -> bool:
    return block.kind == PARAGRAPH and any(SIGN_OFF.match(line) for line in block.lines)


def _is_of_a_signature(block: Block) -> bool:
    words = block.words
    if block.kind != PARAGRAPH or len(words.split()) > _SHORT or words.endswith(":") or block.style == "strong":
        return False
    return not any(_OF_AN_ADDRESS.search(line) or only_date(line) for line in block.lines)
