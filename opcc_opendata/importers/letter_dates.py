"""The date that a letter bears: above the greeting, beside a reference, right below the greeting, or at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, Block
from opcc_opendata.importers.dates import PrintedDate, find_dates, only_date
from opcc_opendata.importers.letters import Letter
from opcc_opendata.importers.people import SIGN_OFF

_PUBLISHED: Final = re.compile(r"published\b", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"(?:(?:our|your|ein|eich) )?(?:ref(?:erence)?|cyf(?:eirnod)?)\b", re.IGNORECASE)
_SETS_APART: Final = re.compile(r"(?:[|·•–—]|\b(?:dated?|dyddiad):?)$", re.IGNORECASE)
_SET_APART: Final = re.compile(
    r"(?:[|·•]|(?:our|your|ein|eich) (?:ref|cyf)|ref(?:erence)?\b|tel\b|telephone\b|e-?mail\b|contact\b)", re.I
)
_SIGNED_ON: Final = re.compile(r"^(?:date ?of ?letter|letter dated?|signed(?: on)?|llofnodwyd)\s*:?\s*", re.IGNORECASE)
_BELOW: Final = 2
_WHOLE: Final = len("2019-04-23")


def date_of(blocks: Sequence[Block], letter: Letter) -> PrintedDate | None:
    """Find the date that a letter bears: a line of its own above the salutation, or another place for it.

    The nearest above is taken: further up, a page may say when it was published.
    """
    above = [line for block in blocks[letter.start : letter.salutation + 1] for line in block.lines]
    if found := next(_alone(reversed(above)), None):
        return found
    others = (_beside(above), _days(_below(blocks, letter)), _days(_foot(blocks, letter)))
    return next((days[0] for days in others if len({one.date for one in days}) == 1), None)


def _alone(lines: Iterator[str]) -> Iterator[PrintedDate]:
    """Give the dates that stand in a line of their own."""
    return (found for line in lines if not _PUBLISHED.match(line) and (found := only_date(line)))


def _days(lines: Iterator[str]) -> list[PrintedDate]:
    """Give the days, each with its year, that stand in a line of their own, also behind "Signed:"."""
    return [one for one in _alone(_SIGNED_ON.sub("", line, count=1) for line in lines) if len(one.date) == _WHOLE]


def _beside(lines: Sequence[str]) -> list[PrintedDate]:
    """Give the days at the end or the start of lines that hold a reference too, or an address in one line."""
    found = []
    for line in lines:
        days = [one for one in find_dates(line) if len(one.date) == _WHOLE]
        if len(days) != 1 or _PUBLISHED.search(line):
            continue
        before, after = line[: days[0].start], line[days[0].start + len(days[0].words) :]
        is_last = not after.strip(" .") and bool(_SETS_APART.search(before.rstrip()) or _REFERENCE.match(line))
        is_first = not re.sub(r"^dated?:?|^dyddiad:?", "", before.strip(), flags=re.IGNORECASE) and _SET_APART.match(
            after.lstrip()
        )
        found += days if is_last or is_first else []
    return found


def _below(blocks: Sequence[Block], letter: Letter) -> Iterator[str]:
    """Give the first lines below the greeting."""
    yield from blocks[letter.salutation].lines[1:]
    for block in blocks[letter.salutation + 1 : letter.salutation + 1 + _BELOW]:
        yield from block.lines[:1] if block.kind == PARAGRAPH else ()


def _foot(blocks: Sequence[Block], letter: Letter) -> Iterator[str]:
    """Give the lines below the one that signs the letter off."""
    texts = blocks[letter.salutation : letter.end]
    signed = next((n for n, one in enumerate(texts) if any(map(SIGN_OFF.match, one.lines))), None)
    if signed is None:
        return
    lines = [line for one in islice(texts, signed, None) if one.kind == PARAGRAPH for line in one.lines]
    yield from lines[next(n for n, line in enumerate(lines) if SIGN_OFF.match(line)) :]
    for block in blocks[letter.end : letter.end + 1]:  # a day is none of the lines of a signature
        yield from block.lines if block.kind == PARAGRAPH else ()
