"""Answers that name their finding, wherever they stand: "Response to recommendation 3: …", "AFI 2 – our reply"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.deciding import BODY, FORCE, ReadAs
from opcc_opendata.importers.finding_values import put_value
from opcc_opendata.importers.headed_answers import add_unlabelled
from opcc_opendata.importers.items import Item, head_of
from opcc_opendata.importers.label_value import labels_at_start
from opcc_opendata.importers.labelled import VALUES, inside_of, labelled_of
from opcc_opendata.importers.labels import INSPECTORATE, column_of, label_of, unknown_words
from opcc_opendata.importers.notes import READ
from opcc_opendata.importers.people import is_closing
from opcc_opendata.importers.row_numbers import MENTION, kind_of, numbers_of, with_digits

_LONGEST_LABEL: Final = 14
_LONGEST_IN_SIGNS: Final = 120
_NOUN: Final = re.compile(
    r"\b(?:respon[sd]e|reply|answer|comments?|update|progress|position|actions?|done|doing|ymateb|ateb|sylwadau)\b",
    re.I,
)
_AGAIN: Final = frozenset(
    ["second", "since", "later", "latest", "more", "new", "supplementary", "follow-up", "respect"]
)
"""Words of a label that add to an answer, and say nothing of who gives it."""
_ANSWERS: Final = ("answer", BODY, FORCE)


class LabelledAnswer(NamedTuple):
    """An answer by its label: of which findings it is, the label, whose it is (`labels.column_of`), what is behind."""

    kind: str
    numbers: tuple[str, ...]
    label: str
    column: str
    inside: str = ""


def named_by(label: str) -> LabelledAnswer | None:
    """Read a label that names both a finding by its number and an answer to it. None for any other."""
    words = with_digits(label[:_LONGEST_IN_SIGNS])
    found = MENTION.search(words)
    if found is None or len(label.split()) > _LONGEST_LABEL:
        return None
    left = f"{words[: found.start()]} {words[found.end() :]}"
    left = re.sub(r"[()\[\]:–—]| -|- ", " ", left)
    bare = " ".join(word for word in left.split() if word.lower() not in _AGAIN)
    what = label_of(bare)
    is_answer = _NOUN.search(bare) and "answer" in what.topics and what.actor != INSPECTORATE
    if not is_answer or unknown_words(bare) or "finding" in what.topics:
        return None
    column = column_of(bare)
    return LabelledAnswer(
        kind_of(found["kind"] or "R"), numbers_of(found), label, column if column in _ANSWERS else "answer"
    )


def named_answer(block: Block) -> LabelledAnswer | None:
    """Read a heading, a line or the start of a paragraph that names the finding which it answers."""
    if block.kind not in (HEADING, PARAGRAPH):
        return None
    alone = block.words.strip(" :")
    if len(alone.split()) <= _LONGEST_LABEL and alone[-1:] not in ".;," and (named := named_by(alone)):
        return named
    for one in labels_at_start(block.text):
        if one.value and (named := named_by(one.label)):
            return named._replace(inside=one.value)
    return None


def answer_at(blocks: Sequence[Block], place: int, speaker: str, told: list[str]) -> tuple[list[Item], int]:
    """Give the findings that the answer at a place names, the first with the answer, and of how many blocks it is."""
    named = named_answer(blocks[place])
    if named is None:
        return [], 0
    inside = [inside_of(named.inside)] if named.inside else []
    is_heading = blocks[place].kind == HEADING or blocks[place].style == "strong"
    end = place + 1
    while end < len(blocks) and _goes_on(blocks[end], inside, named, is_heading=is_heading):
        inside.append(blocks[end])
        end += 1
    if not inside:
        return [], 0
    told.append(named.label)
    return answers_named(named, inside, speaker, told), end - place


def answers_named(named: LabelledAnswer, inside: Sequence[Block], speaker: str, told: list[str]) -> list[Item]:
    """Give the findings that an answer names. The first has it, and the others are answered with that one."""
    first, *others = named.numbers
    how = ReadAs(READ, named.label)
    item = Item(named.kind, first, how={"number": how})
    if named.column == "answer":
        for block in inside:
            add_unlabelled(item, block, "answer", speaker, told, after_words=False, labelled=False)
    else:
        put_value(item, named.column, named.label, tuple(inside), speaker, told)
    more = [Item(named.kind, one, answered_with=first) for one in others]
    for one in more:
        one.how = {"number": how, "answered_with": how}
    return [item, *more]


def _goes_on(block: Block, inside: Sequence[Block], named: LabelledAnswer, *, is_heading: bool) -> bool:
    """Tell if a block is a part of an answer. Below a line that is no heading, the next paragraph is, and its list."""
    if block.kind not in (PARAGRAPH, LIST, QUOTE) or block.style == "strong" or is_closing(block):
        return False
    if named_answer(block) or head_of(block.words) or labelled_of(block)[0] in VALUES:
        return False
    is_list = block.kind == LIST and bool(inside) and inside[-1].words[-1:] == ":"
    return is_list or (not named.inside and (is_heading or not inside))
