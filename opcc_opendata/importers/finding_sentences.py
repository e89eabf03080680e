"""Findings in lists, and in sentences such as "in response to recommendations 3, 5 and 7 to 9"."""

from __future__ import annotations

import re
from typing import Final

from opcc_opendata.importers.asked_of import addressees_named
from opcc_opendata.importers.blocks import LIST, PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.deciding import ReadAs
from opcc_opendata.importers.items import (
    KINDS,
    NUMBER,
    Item,
    asks,
    head_of,
    is_first_person,
    numbers_in,
    speaks,
    start_of,
)
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.run_in_findings import told_in_prose
from opcc_opendata.importers.turns import Turn, turns_of

NUMBERS: Final = rf"{NUMBER}(?:\s*(?:,(?:\s*and)?|and|&|to|–|-|a|i)\s*{NUMBER}){{0,60}}"
_SENTENCE: Final = re.compile(
    rf"^(?:(?:(?:the|our|my|this) )?"
    r"(?:(?:force|constabulary|office|chief constable|commissioner|pf?cc)(?:['’]s)? |further ){0,2}"
    r"(?:response|reply|answer) to"
    r"|in (?:response|answer|reply|relation|respect|regard) (?:to|of)|(?:with (?:regard|respect)|further) to|regarding"
    rf"|concerning|on|turning to|as (?:for|to|regards)|for|against|o ran|mewn ymateb i"
    rf"|(?:I|we) (?:shall |will )?take no action (?:on|about|in respect of))\s+"
    rf"(?:the\s+)?(?:{KINDS})s?\s+(?P<numbers>{NUMBERS})\b\s*[:,–—-]?",
    re.IGNORECASE,
)
_TOGETHER: Final = re.compile(
    rf"^(?:{KINDS})s\s+(?P<numbers>{NUMBERS})\s*(?:\([^()]{{3,200}}\)\s*)?(?:[:–—-]|(?=(?:is|are|have|will)\b))", re.I
)
_NOT_OURS: Final = re.compile(
    r"\s*(?:(?:is|are|were|was) (?:a |all |both )?(?:matters? )?"
    r"(?:for|addressed to|directed (?:to|at)|aimed at|made to|not )"
    r"|(?:do|does|did) not (?:apply|relate|concern))",
    re.IGNORECASE,
)
"""What is said of recommendations that the document does not answer."""
_FOR_THEM: Final = re.compile(
    r"\b(?:they|these|both|which|it|this) (?:is|are|were|was) (?:all |both )?(?:a matter |matters )?"
    r"(?:for|addressed to|directed (?:to|at)|aimed at|made to) (?P<names>[^.,;:]{3,80})",
    re.IGNORECASE,
)
"""For whom the recommendations are that a sentence names: "because they are for the Crown Prosecution Service"."""
_INTRODUCED: Final = re.compile(
    r"\brecommendations?\b[^.]{0,300}\b(?:following|follows|this|below|reads|states?)\b[^.]{0,300}:$", re.I
)


def in_list(block: Block, kind: str) -> list[Item]:
    """Read a list under "Recommendations" in which every item, or all but one, asks for something."""
    if block.kind != LIST:
        return []
    lines = [line for line in block.text.split("\n") if line.strip()]
    starts = [re.match(r"^(?:(?P<number>\d{1,3})[.)]|[-*+])\s+(?P<rest>.*)$", line) for line in lines]
    if not all(starts) or len(lines) < 2:
        return []
    texts = [(found["number"] or "", found["rest"]) for found in starts if found]
    if sum(asks(text) for _, text in texts) < len(texts) - 1:
        return []
    items = []
    for number, text in texts:
        head = head_of(text)
        item = Item(kind=head.kind, number=head.number, text=head.rest) if head else Item(kind, number, text)
        item.how = {
            "number": ReadAs(PRINTED, start_of(text)),
            "text": ReadAs(READ, start_of(text), "It is an item of a list."),
        }
        items.append(item)
    return items


def in_sentence(block: Block, speaker: str) -> list[Item]:
    """Read "In response to recommendations 10 and 22, I will …": one answer, which the others refer to."""
    if block.kind != PARAGRAPH:
        return []
    if told := told_in_prose(block, speaker):
        return told
    found = _SENTENCE.match(block.words) or _TOGETHER.match(block.words)
    if found is None:
        return []
    if _NOT_OURS.match(block.words[found.end() :]) and not speaks(block.words):
        return []
    first, *others = numbers_in(found["numbers"])
    rest = block.words[found.end() :].strip(" ,:–—-")
    words = found[0].strip(" ,:–—-")
    turns = [Turn(speaker, block.text, sure=True)] if is_first_person(words) else turns_of(block.text, speaker)
    item = Item(number=first, how={"number": ReadAs(READ, words)})
    said = _FOR_THEM.search(rest)
    asked = addressees_named(said["names"]) if said else None
    item.accept(rest.lstrip("([").partition(")")[2].strip(" ,:–—-") if rest[:1] == "(" else rest)
    is_sure = len(turns) == 1 and (turns[0].sure or is_first_person(rest))
    for key, text, _ in turns:
        item.add_answer(key, text, ReadAs(READ, words) if is_sure else ReadAs(GUESSED, words, "It may tell of two."))
    if not turns:
        item.add_unsure(block.text)
    more = [Item(number=one, answered_with=first, how={"number": ReadAs(READ, words)}) for one in others]
    for one in more:
        one.how["answered_with"] = ReadAs(READ, words)
    for one in [item, *more] if asked else []:
        one.addressees = asked.codes if asked else ()
        one.how["addressees"] = ReadAs(READ, said[0] if said else "")
    return [item, *more]


def introduces(block: Block) -> bool:
    """Tell if a paragraph leads to the words of a recommendation: "The report makes this recommendation:"."""
    return block.kind == PARAGRAPH and bool(_INTRODUCED.search(block.words[-300:]))


def is_quoted(block: Block) -> bool:
    """Tell if a block is a quotation, by its kind, its letters or its marks."""
    return block.kind == QUOTE or (block.kind == PARAGRAPH and (block.style == "em" or block.words[:1] in "\"“'‘"))


def is_together(block: Block) -> bool:
    """Tell if a block answers several findings that it names by their numbers: "Recommendations 3 and 5: …"."""
    return bool(_TOGETHER.match(block.words))
