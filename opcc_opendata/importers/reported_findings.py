"""Findings that a list tells of, with the answer behind each: "Inspectors say forces should …. We will do this."."""

from __future__ import annotations

import re
from typing import Final

from opcc_opendata.importers.blocks import LIST, Block, escaped
from opcc_opendata.importers.deciding import ReadAs
from opcc_opendata.importers.items import Item, asks, is_first_person, start_of
from opcc_opendata.importers.labelled import plain
from opcc_opendata.importers.notes import GUESSED, READ
from opcc_opendata.importers.turns import turns_of

_ITEM: Final = re.compile(r"^(\d{1,2})[.)]\s", re.MULTILINE)
_SAYS: Final = re.compile(
    r"(?:the )?(?:inspectors|inspectorate|hmicfrs|hmic|report) (?:also )?"
    r"(?:says?|asks?|wants?|recommends?|suggests?|said|asked|recommended)(?: that)? "
    r"(?P<text>[^.?!]{12,600}[.?!])\s+(?P<answer>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_YES: Final = re.compile(
    r"(?:yes\b(?!,? but)|agreed\b(?! in)|we(?:’re|'re| are) (?:going to do|doing) (?:this|that|it)\b"
    r"|we will do (?:this|that|it)\b)",
    re.I,
)
_DONE: Final = re.compile(
    r"(?:done already|already done|we (?:already do|have done) (?:this|that|it))\b", re.IGNORECASE
)
_MADE_LESS: Final = re.compile(r"\b(?:but|except|in part|partly|provided)\b", re.IGNORECASE)
_LEAST: Final = 2


def in_reported_list(block: Block, speaker: str, told: list[str]) -> list[Item]:
    """Read a numbered list each item of which tells what the inspectors ask for, and answers it."""
    parts = _ITEM.split(block.text) if block.kind == LIST else []
    numbers = parts[1::2]
    if len(numbers) < _LEAST or parts[0].strip():
        return []
    said = [_SAYS.match(" ".join(plain(one).split())) for one in parts[2::2]]
    read = [one for one in said if one and asks(one["text"]) and not is_first_person(one["text"])]
    if len(read) != len(said):
        return []
    told += [one[0][: one.start("text")] for one in read]
    return [_item(number, one["text"], one["answer"], speaker) for number, one in zip(numbers, read, strict=True)]


def _item(number: str, text: str, answer: str, speaker: str) -> Item:
    why = "It is told in a list, and has the number that it has there."
    item = Item(number=number, text=escaped(text))
    item.how = {"number": ReadAs(GUESSED, start_of(text), why), "text": ReadAs(READ, start_of(text))}
    first = re.split(r"(?<=[.!?])\s", answer, maxsplit=1)[0]
    code = "already_done" if _DONE.match(first) else "accepted" if _YES.match(first) else ""
    if code and not _MADE_LESS.search(first):
        item.answer["acceptance"] = code
        item.how["acceptance"] = ReadAs(GUESSED, first, "It is how the answer begins.")
    turns = turns_of(escaped(answer), speaker)
    for key, words, sure in turns:
        how = ReadAs(READ, start_of(words)) if sure else ReadAs(GUESSED, start_of(words), "Its sentences tell of two.")
        item.add_answer(key, words, how)
    if not turns:
        item.add_unsure(escaped(answer))
    return item
