"""Findings with a decision and an answer behind their words: "that forces should …. Accepted. The force has …"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from opcc_opendata.importers.acceptance import SAID_OF_ANYTHING, acceptance_of
from opcc_opendata.importers.blocks import LIST, Block, escaped
from opcc_opendata.importers.deciding import ReadAs
from opcc_opendata.importers.items import FindingHead, Item, asks, head_of, speaks, start_of
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.turns import turns_of

_ENDS: Final = re.compile(r"(?<=[.!?])[”\"’)]{0,2}\s+(?=[A-Z“\"£])")
_LONGEST_DECISION: Final = 5
_ITEM: Final = re.compile(r"^(?:[-*+]|\d{1,3}[.)])\s+")
_LEAST: Final = 2


class Decided(NamedTuple):
    """The words of a finding, the code of acceptance.csv with the words that say it, and what is said after them."""

    text: str
    code: str
    decision: str
    answer: str


def decided(words: str) -> Decided | None:
    """Part words at the first sentence that is a decision and nothing else. What stands before it asks for something.

    None where there is no such sentence: then nothing tells where a finding ends and the answer to it begins.
    """
    places = [0, *(one.end() for one in _ENDS.finditer(words)), len(words)]
    for start, end in list(pairwise(places))[1:]:
        decision = words[start:end].strip()
        plain = decision.strip(" .").lower()
        if len(decision.split()) > _LONGEST_DECISION or plain in SAID_OF_ANYTHING:
            continue
        if code := acceptance_of(decision):
            text = words[:start].strip()
            is_finding = asks(text) and not speaks(text)
            return Decided(text, code, decision, words[end:].strip()) if is_finding else None
    return None


def put_decided(item: Item, found: Decided, speaker: str) -> None:
    """Put the decision and what is said after it into a finding. Whose action a sentence tells of is a guess."""
    item.answer["acceptance"] = found.code
    item.how["acceptance"] = ReadAs(READ, found.decision)
    turns = turns_of(escaped(found.answer), speaker) if found.answer else []
    if found.answer and not turns:
        item.add_unsure(escaped(found.answer))
    for key, words, sure in turns:
        how = ReadAs(READ, start_of(words)) if sure else ReadAs(GUESSED, start_of(words), "Its sentences tell of two.")
        item.add_answer(key, words, how)


def in_answered_list(block: Block, speaker: str, told: list[str]) -> list[Item]:
    """Read a list each item of which is a finding with its number, its words, a decision and an answer."""
    if block.kind != LIST:
        return []
    lines = [_ITEM.sub("", line) for line in block.lines if line.strip()]
    heads = [head_of(line) for line in lines]
    both = [(head, decided(head.rest)) for head in heads if head and head.number]
    if len(both) < _LEAST or len(both) != len(lines):
        return []
    read = [(head, found) for head, found in both if found]
    if len(read) != len(both):
        return []
    items = []
    for line, (head, found) in zip(lines, read, strict=True):
        told += [line.removesuffix(head.rest), found.decision]
        items.append(_item(head, found, speaker))
    return items


def _item(head: FindingHead, found: Decided, speaker: str) -> Item:
    item = Item(head.kind, head.number, escaped(found.text))
    name = f"{head.kind.replace('_', ' ').capitalize()} {head.number}"
    item.how = {"number": ReadAs(PRINTED, name), "text": ReadAs(READ, start_of(found.text))}
    put_decided(item, found, speaker)
    return item
