"""Findings and the answers to them among blocks: in tables, under headings and labels, in lists, in sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, TABLE, Block
from opcc_opendata.importers.decided_findings import in_answered_list
from opcc_opendata.importers.deciding import BODY, ReadAs
from opcc_opendata.importers.finding_sentences import in_list, in_sentence, introduces, is_quoted
from opcc_opendata.importers.finding_tables import items_of
from opcc_opendata.importers.headed_findings import (
    THEME,
    begins,
    begins_unnumbered,
    headed_at,
    lettered,
    line_over_heading,
    listed_at,
    named_at,
    theme_above,
    together_at,
)
from opcc_opendata.importers.items import ROMANS, Item, head_of
from opcc_opendata.importers.labels import label_of, part_of, unknown_words
from opcc_opendata.importers.named_answers import answer_at
from opcc_opendata.importers.notes import GUESSED, READ, last_of
from opcc_opendata.importers.parted_tables import parts_joined
from opcc_opendata.importers.reported_findings import in_reported_list
from opcc_opendata.importers.run_in_findings import in_one_paragraph
from opcc_opendata.importers.unnamed_findings import unnamed, unnamed_in

_MOST_THEME: Final = 10
_AREAS: Final = re.compile(
    r"\b(?:one|an|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) areas? for improvement\b", re.I
)
"""What a sentence says that counts the findings below it."""
_OF_REPORT: Final = re.compile(r"\bPEEL\b|\bHMIC")
"""In the title of a report, which is no theme of its findings."""
_COUNTED_IN: Final = 25
"""Words that such a sentence has at most."""
_OTHERS: Final = re.compile(r"\brecommendations?\b|\bcauses? of concern\b", re.I)
_WHY: Final = "It is a line above findings, and may be their theme."


@dataclass(slots=True)
class FoundFindings:
    """What was found among blocks: the rest of them, with the items where each group of findings stood.

    `told` are words that the record says with its keys, codes and dates, and not in a text: heads of columns, labels.
    """

    rest: list[Block | list[Item]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """Give every finding in its order."""
        return [item for one in self.rest if isinstance(one, list) for item in one]


def take(blocks: Sequence[Block], *, speaker: str, in_section: bool, heading: str = "") -> FoundFindings:
    """Take the findings out of blocks. `speaker` is whose action an answer in the first person is.

    `in_section` says that the blocks stand under a heading such as "Recommendations", which is `heading`.
    """
    taken = FoundFindings()
    blocks = parts_joined(blocks)
    kind, theme, level = _kind_under(heading) if in_section else "recommendation", "", 0
    place, following, state = 0, ("a", "i"), READ
    ends = unnamed_in(blocks) if in_section else {}
    while place < len(blocks):
        block = blocks[place]
        said = _kind_above_table(blocks, place, kind)
        items, used = _found(blocks, place, speaker, taken.told, said, in_section=in_section)
        if not items and in_section and (head := lettered(block, following, kind)):
            items, used = headed_at(blocks, place, head, speaker, taken.told, in_section=True)
            following = _after(head.number.lower(), following)
        if not items and place in ends:
            inside = blocks[place : ends[place]]
            items, used = headed_at(inside, 0, unnamed(block, kind), speaker, taken.told, in_section=True)
        if not items and in_section:
            over_table = _theme_over_table(blocks, place) or line_over_heading(blocks, place)
            name = _theme(block) or theme_above(blocks, place) or over_table or _next_theme(blocks, place, level)
            is_after = block.kind == HEADING and not name and 0 < block.level <= level
            theme = "" if is_after else name or theme  # another heading beside that of a theme ends it
            level = block.level if name else level
            state = GUESSED if over_table else READ if name else state
            if name and THEME.match(block.words):
                taken.told.append(block.words)
                place += 1
                continue
            if block.kind == HEADING and "finding" in label_of(block.words).topics:
                kind = _kind_under(block.words)
        if not items and not in_section and _heads_findings(block):
            in_section, kind = True, _kind_under(block.words)
            ends = {place + 1 + n: place + 1 + end for n, end in unnamed_in(blocks[place + 1 :]).items()}
        for item in items:
            if theme and not item.theme:
                item.theme = theme
                item.how["theme"] = ReadAs(state, theme, _WHY if state == GUESSED else "")
        taken.rest += [items] if items else [block]
        place += used
    return taken


def _heads_findings(block: Block) -> bool:
    """Tell if a line in a letter is the heading of its findings: "Areas for improvement"."""
    is_line = block.kind == PARAGRAPH and len(block.lines) == 1 and not head_of(block.words)
    is_heading = block.kind == HEADING or (is_line and block.words[-1:].isalpha() and block.words[:1].isupper())
    return is_heading and label_of(block.words).pure and part_of(block.words) == "recommendations"


def _after(number: str, following: tuple[str, str]) -> tuple[str, str]:
    """Give the letter and the Roman number that may come next."""
    letter, roman = following
    if number == roman:  # "i" may be the letter as well
        roman = next(iter(ROMANS[ROMANS.index(roman) + 1 :]), "")
    return (chr(ord(letter) + 1) if number == letter else letter), roman


def _found(
    blocks: Sequence[Block], place: int, speaker: str, told: list[str], kind: str, *, in_section: bool
) -> tuple[list[Item], int]:
    """Give the findings that begin at a place, and of how many blocks they are."""
    block = blocks[place]
    if items := items_of(block, speaker, told, kind):
        return items, 1
    items, used = _by_name(blocks, place, speaker, told, kind, in_section=in_section)
    if items:
        return items, used
    if in_section and (named := named_at(blocks, place, kind)):
        return headed_at(blocks, place, named, speaker, told, in_section=True)
    if in_section and (listed := listed_at(blocks, place, kind)):
        return headed_at(blocks, place, listed, speaker, told, in_section=True)
    if (head := begins(block, in_section=in_section, kind=kind)) and (
        head.number or head.rest or begins_unnumbered(blocks, place)
    ):
        return headed_at(blocks, place, head, speaker, told, in_section=in_section)
    if items := in_answered_list(block, speaker, told) or in_reported_list(block, speaker, told):
        return items, 1
    if in_section and (items := in_one_paragraph(block, kind, speaker)):
        return items, 1
    if items := in_sentence(block, speaker) or (in_list(block, kind) if in_section else []):
        return items, 1
    if place and introduces(blocks[place - 1]) and is_quoted(block):
        why = f"It comes after “{last_of(blocks[place - 1].words)}”."
        return [Item(text=block.text, how={"text": ReadAs(GUESSED, "", why)})], 1
    return [], 1


def _by_name(
    blocks: Sequence[Block], place: int, speaker: str, told: list[str], kind: str, *, in_section: bool
) -> tuple[list[Item], int]:
    """Give the findings whose answer begins at a place and names them, or whose heading names several."""
    items, used = answer_at(blocks, place, speaker, told)
    return (items, used) if items else together_at(blocks, place, speaker, told, kind, in_section=in_section)


def _kind_under(heading: str) -> str:
    """Say what findings under a heading are."""
    lower = heading.lower()
    if "improv" in lower:  # "Areas for improvment"
        return "area_for_improvement"
    # Under "Causes of concern and recommendations", what has no name of its own is a recommendation on one.
    return "cause_of_concern" if "concern" in lower and "recommend" not in lower else "recommendation"


def _kind_above_table(blocks: Sequence[Block], place: int, kind: str) -> str:
    """Say what the findings of a table are: the sentence above it may tell, "three areas for improvement".

    Below a cause of concern there may be recommendations, so that this says nothing of a table.
    """
    above = blocks[place - 1] if place else None
    if blocks[place].kind != TABLE or above is None or above.kind != PARAGRAPH:
        return kind
    is_short = len(above.words.split()) <= _COUNTED_IN
    if is_short and _AREAS.search(above.words) and not _OTHERS.search(above.words):
        return "area_for_improvement"
    return kind


def theme_of(heading: str) -> str:
    """Give the name in a heading such as "Theme 2: Victims". Empty where it is no such heading."""
    found = THEME.match(heading)
    return found["name"].strip() if found else ""


def _theme_over_table(blocks: Sequence[Block], place: int) -> str:
    """Give the words of a bold line that stands right above a table of findings, and is no label."""
    block, below = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    if block.style != "strong" or block.kind == HEADING or below is None or below.kind != TABLE:
        return ""
    label = label_of(block.words)
    is_name = not label.pure and not label.topics and block.words[-1:].isalnum()
    is_short = is_name and len(block.words.split()) <= _MOST_THEME
    return block.words if is_short and items_of(below, BODY, []) else ""


def _next_theme(blocks: Sequence[Block], place: int, level: int) -> str:
    """Read a heading right above a finding, beside headings of themes, which has a word of a label in it."""
    block, below = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    if block.kind != HEADING or block.level != level or below is None or label_of(block.words).actor:
        return ""
    is_name = bool(unknown_words(block.words)) and len(block.words.split()) <= _MOST_THEME
    return block.words if is_name and begins(below, in_section=True) else ""


def _theme(block: Block) -> str:
    """Read a heading that groups findings: "Theme 2: Victims", or a short heading that is no label."""
    if block.kind != HEADING and block.style != "strong":
        return ""
    if name := theme_of(block.words):
        return name
    label = label_of(block.words)
    is_name = block.kind == HEADING and not label.pure and not label.topics and not block.words.endswith((":", "."))
    is_name = is_name and not _OF_REPORT.search(block.words)
    return block.words if is_name and len(block.words.split()) <= _MOST_THEME else ""
