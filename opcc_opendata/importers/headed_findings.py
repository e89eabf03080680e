"""A finding under its heading: what such a heading is, and where the finding begins and ends."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from opcc_opendata.importers.answer_tables import answers_of, whole_of
from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, QUOTE, TABLE, Block, escaped, paragraph
from opcc_opendata.importers.deciding import BODY, FORCE, ReadAs
from opcc_opendata.importers.finding_sentences import NUMBERS, in_sentence, is_together
from opcc_opendata.importers.finding_tables import items_of
from opcc_opendata.importers.headed_answers import finding_under, is_name_of_theme, is_part_of
from opcc_opendata.importers.items import (
    KINDS,
    FindingHead,
    Item,
    asks,
    head_of,
    is_bare,
    is_first_person,
    numbers_in,
    speaks,
    whose,
)
from opcc_opendata.importers.items_alone import item_alone
from opcc_opendata.importers.joint_rows import ask_for_texts, without_mark
from opcc_opendata.importers.labelled import VALUES, asked_beside, labelled_of
from opcc_opendata.importers.labels import label_of, part_of
from opcc_opendata.importers.named_answers import named_answer
from opcc_opendata.importers.notes import READ
from opcc_opendata.importers.people import NOBODY, is_closing, speaker
from opcc_opendata.importers.row_numbers import Several, again_at, several_at, texts_of_each
from opcc_opendata.importers.run_in_findings import told_in_prose
from opcc_opendata.importers.told import A_CHIEF
from opcc_opendata.importers.wordings import concept_of

_FIRST_SENTENCE: Final = re.compile(r"(?<=[a-z0-9]\.) (?=[A-Z])")
_LISTED: Final = re.compile(r"^(?P<number>\d{1,2})\\?[.)]\s+(?P<rest>\S.*)$", re.DOTALL)
_LETTERED: Final = re.compile(
    r"^(?:\\?\((?P<number>[A-Za-z]|[ivx]{2,4})\\?\)|(?P<number2>[A-Za-z]|[ivx]{2,4})\\?[.)])\s+(?P<rest>\S.*)$",
    re.DOTALL,
)
_TOGETHER: Final = re.compile(rf"^(?P<kind>{KINDS})s\s+(?P<numbers>{NUMBERS})\s*:?$", re.IGNORECASE)
_ONE: Final = re.compile(
    rf"[^.:;]{{0,120}}\b(?:one|a single) (?P<kind>{KINDS})\b[^.:;]{{0,60}}?"
    r"(?:[:,]? (?:namely |which is )?that|\.(?!.{500}))(?P<rest> \S.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""A sentence that counts one finding and says what it is: "There is one area for improvement: that the force …".

It may be said in the next sentence, where the paragraph has no more.
"""
THEME: Final = re.compile(r"^(?:theme|pillar|strand|thema) ?(?:\d{1,2}|[A-Z]\b)? ?[:.–—-]? ?(?P<name>\S.*)$", re.I)
"""A heading that names a theme, under which findings stand."""
_ASKED_OF_REPORT: Final = re.compile(
    rf"\b(?:{A_CHIEF})\b[^.]{{0,80}}\b(?:comments?|views?|respon(?:d|se)|statement|wr(?:ite|itten|ote)|sa(?:y|ys|id)) "
    r"(?:on|of|about|to) (?:the|this) (?:whole )?(?:report|inspection)\b",
    re.IGNORECASE,
)
"""What leads from the findings to what the chief officer says of all of them."""
_OF_OTHERS: Final = re.compile(r"(?:(?:all )?the )?(?:other|remaining|rest of the) (?:\w+ )?recommendations?\b", re.I)
_LONGEST_THEME: Final = 14
_LONGEST_LINE: Final = 7
_HEAD_OF_QUOTATION: Final = 120
_NO_LEVEL: Final = 7
_WITH_NUMBER: Final = 25
"""Characters at the start of a finding in which its number stands, if it has one."""


def headed_at(
    blocks: Sequence[Block], place: int, head: FindingHead, speaker: str, told: list[str], *, in_section: bool
) -> tuple[list[Item], int]:
    """Give the finding that begins at a place, and of how many blocks it is."""
    used = _length(blocks, place, in_section=in_section)
    one = item_alone(blocks[place])
    again = again_at(blocks[place].words)
    told += [one.number] if one else []
    told.append((one.words if one else blocks[place].words).removesuffix(again.rest if again else head.rest))
    below = [*(one.parts if one else ()), *blocks[place + 1 : place + used]]
    item = finding_under(head._replace(rest=again.rest, theme="") if again else head, below, speaker, told)
    item.is_continued = again is not None
    return [item], used


def together_at(
    blocks: Sequence[Block], place: int, speaker: str, told: list[str], kind: str = "", *, in_section: bool
) -> tuple[list[Item], int]:
    """Give the findings of a heading such as "Recommendations 7 and 8", which one answer below their words answers.

    `kind` is what they are where numbers alone stand before their words, in a section of findings.
    """
    several = _named_together(blocks[place], kind if in_section else "")
    if several is None:
        return [], 0
    numbers, rest = several.numbers, several.rest
    texts: dict[str, str] = {}
    last = place
    for one in blocks[place + 1 :] if not rest else ():
        listed = _LISTED.match(one.words) if one.kind == PARAGRAPH else None
        if listed is None or listed["number"] not in numbers:
            break
        texts[listed["number"]] = escaped(listed["rest"])
        last += 1
    words = [paragraph(escaped(rest))] if asks(rest) else []
    asked = [] if texts else [*words, *_asked_below(blocks, place)]
    lines = [line.strip(" \\") for one in asked for line in one.text.split("\n") if line.strip(" \\")]
    if parts := texts_of_each([without_mark(line) for line in lines], numbers):
        texts, last = dict(zip(numbers, parts, strict=True)), place + len(asked) - len(words)
    used = _length(blocks, last, in_section=in_section)
    theme = rest if rest and not words else ""
    head = FindingHead(several.kind, numbers[0], texts.get(numbers[0], "" if texts or not words else rest), theme)
    first = finding_under(head, blocks[last + 1 : last + used], speaker, told)
    told += [blocks[place].words.removesuffix(rest), *numbers]
    how = ReadAs(READ, several.words)
    others = [Item(several.kind, one, texts.get(one, ""), first.theme, answered_with=numbers[0]) for one in numbers[1:]]
    for other in others:
        other.how = dict.fromkeys(("number", "text", "theme", "answered_with"), how)
    if asks(first.text) and not texts:
        ask_for_texts(first, others)
    return [first, *others], last - place + used


def _asked_below(blocks: Sequence[Block], place: int) -> list[Block]:
    """Give the blocks below a heading of several findings that only ask for something: their words."""
    found: list[Block] = []
    for one in blocks[place + 1 :]:
        is_text = one.kind in (PARAGRAPH, LIST, QUOTE) and all(map(asks, one.lines))
        if not is_text or labelled_of(one)[0] or speaks(one.words) or head_of(one.words):
            break
        found.append(one)
    return found


def names_several(block: Block, kind: str = "") -> bool:
    """Tell if a block is a heading of several findings, by their numbers: "Recommendations 7 and 8"."""
    return _named_together(block, kind) is not None


def _named_together(block: Block, kind: str = "") -> Several | None:
    """Read a heading that names several findings, and behind them at most their words or, in a heading, their theme."""
    if block.kind not in (HEADING, PARAGRAPH):
        return None
    several = several_at(block.words)
    if several and (several.kind or (kind and several.rest)):
        rest = several.rest
        are_words = asks(rest) and not speaks(rest) and not is_first_person(rest)
        is_theme = block.kind == HEADING and is_name_of_theme(rest)
        return several._replace(kind=several.kind or kind) if not rest or are_words or is_theme else None
    found = _TOGETHER.match(block.words)
    numbers = numbers_in(found["numbers"]) if found else []
    if found is None or len(numbers) < 2:
        return None
    return Several(concept_of("finding", found["kind"]) or "recommendation", tuple(numbers), block.words, "")


def named_at(blocks: Sequence[Block], place: int, kind: str) -> FindingHead | None:
    """Read a heading that names a finding by its words alone: its text or answers stand with labels right below it."""
    block = blocks[place]
    if block.kind != HEADING or place + 1 >= len(blocks) or head_of(block.words):
        return None
    listed = _LISTED.match(block.words)
    if label_of(block.words).pure or (part_of(block.words) and not listed):
        return None
    below = blocks[place + 1]
    label, inside = labelled_of(below)
    if not ((label in (BODY, FORCE) and inside) or asked_beside(below.text)[0]):
        return None
    return FindingHead(kind, listed["number"], listed["rest"]) if listed else FindingHead(kind, "", block.words)


def begins_unnumbered(blocks: Sequence[Block], place: int) -> bool:
    """Tell if a block is "Area for improvement" alone, as a heading over the words of one."""
    block = blocks[place]
    if block.kind not in (HEADING, PARAGRAPH) or not is_bare(block.words) or place + 1 >= len(blocks):
        return False
    below = blocks[place + 1]
    if below.kind not in (PARAGRAPH, QUOTE) or head_of(below.words) or labelled_of(below)[0]:
        return False
    is_concern = "concern" in block.words.lower() and "concern" not in below.words.lower()
    return (asks(below.words) or is_concern) and not is_first_person(below.words)


def lettered(block: Block, following: Collection[str], kind: str) -> FindingHead | None:
    """Read "(a) The force should …", or "i) …", where it is next in its order: parts of a finding stand inside it."""
    found = _LETTERED.match(block.words) if block.kind == PARAGRAPH else None
    if found is None or not asks(found["rest"]):
        return None
    number = found["number"] or found["number2"]
    return FindingHead(kind, number, found["rest"]) if number.lower() in following else None


def begins(block: Block, *, in_section: bool, kind: str = "recommendation") -> FindingHead | None:
    """Read "Recommendation 4" at the start of a heading or a paragraph. A list or a longer sentence is no heading."""
    if block.kind == LIST and in_section and (item := item_alone(block)):
        if (named := head_of(item.words)) and named.number:
            return named
        return FindingHead(kind, item.number, item.words) if item.number and asks(item.words) else None
    if block.kind not in (HEADING, PARAGRAPH):
        return None
    if is_together(block) or told_in_prose(block, BODY):
        return None
    found = head_of(block.words)
    listed = _LISTED.match(block.words) if found is None and in_section else None
    if listed and asks(_FIRST_SENTENCE.split(listed["rest"], maxsplit=1)[0]):
        return FindingHead(kind, listed["number"], listed["rest"])
    if found is None and (one := _ONE.match(block.words)) and asks(one["rest"]):
        return FindingHead(concept_of("finding", one["kind"]) or kind, "", block.text)
    return found


def listed_at(blocks: Sequence[Block], place: int, kind: str) -> FindingHead | None:
    """Read a list of one item with the labels of its answers right below it, whatever the item says.

    The numbers that Word counts stand before each, or a bullet.
    """
    one = item_alone(blocks[place]) if place + 1 < len(blocks) else None
    if place and blocks[place - 1].words[-1:] == ":":  # it is in what stands above
        return None
    if one is None or labelled_of(paragraph(one.words))[0] or is_first_person(one.words):
        return None
    label, inside = labelled_of(blocks[place + 1])
    if label not in (BODY, FORCE) or not inside:
        return None
    named = head_of(one.words)
    return named if named and named.number else FindingHead(kind, one.number, one.words)


def theme_above(blocks: Sequence[Block], place: int) -> str:
    """Give the theme in a plain or bold line right above a finding: "Theme 2: Victims". Empty where it is none.

    Below a finding's own words, such a line may be of that finding alone; above the next one, it groups what follows.
    """
    block = blocks[place]
    found = THEME.match(block.words) if block.kind in (PARAGRAPH, HEADING) and len(block.lines) == 1 else None
    below = blocks[place + 1] if place + 1 < len(blocks) else None
    if found is None or below is None or len(block.words.split()) > _LONGEST_THEME:
        return ""
    is_above = (below.kind == TABLE and bool(items_of(below, BODY, []))) or begins(below, in_section=True) is not None
    return found["name"].strip() if is_above else ""


def line_over_heading(blocks: Sequence[Block], place: int) -> str:
    """Give a short plain line that stands right above a heading which is nothing but the name of a finding.

    A label would have a colon, and a sentence a full stop: the line can only group what follows.
    """
    block, below = blocks[place], blocks[place + 1] if place + 1 < len(blocks) else None
    if block.kind != PARAGRAPH or len(block.lines) != 1 or below is None or below.kind != HEADING:
        return ""
    head, label = head_of(below.words), label_of(block.words)
    is_name = block.words[:1].isupper() and block.words[-1:].isalpha() and not label.pure and not label.actor
    is_name = is_name and not labelled_of(block)[0]  # "Lead: Supt Field" ends the finding above
    is_short = len(block.words.split()) <= _LONGEST_LINE and not head_of(block.words) and not is_closing(block)
    is_over = head is not None and bool(head.number) and not head.rest
    return block.words if is_name and is_short and is_over else ""


def _length(blocks: Sequence[Block], place: int, *, in_section: bool) -> int:
    """Count the blocks of a finding: up to the next one, or a heading that is not below its own."""
    level = blocks[place].level or _NO_LEVEL
    in_section = in_section or blocks[place].kind == HEADING or blocks[place].style == "strong"
    used, answered, is_open = 1, False, False
    head = head_of(blocks[place].words)
    has_prose = head is not None and bool(head.rest) and not asks(head.rest)
    for at, block in enumerate(blocks[place + 1 :], place + 1):
        if _begins_another(blocks, place, at, in_section=in_section, answered=answered):
            break
        if block.kind == TABLE:
            is_named = head is not None and (not head.rest or is_name_of_theme(head.rest))
            is_whole = used == 1 and is_named and bool(whole_of(block))
            if answered or not (is_whole or answers_of(block)):
                break
            used, answered = used + 1, True
            continue
        if is_closing(block) or (has_prose and _is_quoted_by_name(block)):
            break
        if used > 1 and (_is_of_document(block) or _leads_to_chief(blocks, at)):
            break
        has_prose = has_prose or not asks(block.words)
        label, inside = labelled_of(block)
        labelled = label in VALUES
        if _heads_more(block, level, labelled=labelled, is_done=answered and not is_open):
            break
        is_part = not answered and is_part_of(blocks[at - 1], block)
        is_more = (
            block.kind == LIST
            or labelled
            or is_open
            or is_part
            or (used == 2 and _answers_after(blocks[at - 1], block))
        )
        if not in_section and (answered or used > 1) and not is_more:
            break
        answered = answered or labelled
        is_open = labelled and not inside  # what it introduces stands in the next block
        used += 1
    return used


def _begins_another(blocks: Sequence[Block], place: int, at: int, *, in_section: bool, answered: bool) -> bool:
    """Tell if another finding begins at a place below one, or what groups the next. `answered`: this one is."""
    block = blocks[at]
    if at > place + 1 and (theme_above(blocks, at) or line_over_heading(blocks, at)):
        return True
    other = _LETTERED.match(block.words) if answered or _LETTERED.match(blocks[place].words) else None
    if other and asks(other["rest"]):
        return True  # behind an answer it is the next finding, and before one a part of this
    if answers_another(blocks[place], block):
        return True
    if names_several(block, "recommendation" if in_section else ""):
        return True
    if begins(block, in_section=in_section) or in_sentence(block, BODY):
        return True
    listed = listed_at(blocks, at, "") if in_section and answered else None
    is_numbered = any(map(str.isdigit, blocks[place].text[:_WITH_NUMBER]))
    return listed is not None and bool(listed.number) == is_numbered


def answers_another(begun: Block, block: Block) -> bool:
    """Tell if an answer below a finding names another one, or has a label that only its number makes one."""
    named = named_answer(block)
    if named is None:
        return False
    head, listed = head_of(begun.words), _LISTED.match(begun.words)
    own = head.number if head else listed["number"] if listed else ""
    is_label = labelled_of(block)[0] in VALUES
    return not is_label or (bool(own) and own not in named.numbers)


def _answers_after(above: Block, block: Block) -> bool:
    """Tell if the body answers below what the force does, each in a paragraph of a letter."""
    return whose(above.words, BODY) == FORCE and whose(block.words, BODY) == BODY


def _is_of_document(block: Block) -> bool:
    """Tell if a paragraph leads to comments on the whole report, tells of other findings, or is the foot."""
    is_led = _ASKED_OF_REPORT.search(block.words) or _OF_OTHERS.match(block.words)
    return is_led is not None or _is_foot(block)


def _leads_to_chief(blocks: Sequence[Block], place: int) -> bool:
    """Tell if a paragraph below the last finding leads to the comments of the chief officer, who was asked for them."""
    block = blocks[place]
    is_lead = block.kind == PARAGRAPH and block.words[-1:] == ":" and place + 1 < len(blocks)
    found = _ASKED_CHIEF.search(block.words) if is_lead else None
    return found is not None and not any(begins(one, in_section=True) for one in blocks[place + 1 :])


_ASKED_CHIEF: Final = re.compile(
    rf"\b(?:asked|invited|sought|requested|received|had)\b[^.:]{{0,60}}\b(?:{A_CHIEF})\b(?:[’']s)?[^.:]{{0,60}}"
    r"\b(?:comments?|views?|response|observations|statement)\b(?! on (?:this|that|it|recommendation)\b)",
    re.IGNORECASE,
)


def _is_foot(block: Block) -> bool:
    """Tell if a paragraph is the foot of a document: whom to ask about it, or for it in another form."""
    is_short = block.kind == PARAGRAPH and len(block.words.split()) <= _LONGEST_FOOT
    return is_short and bool(_OF_DOCUMENT.match(block.words)) and bool(_REACHED.search(block.words))


_LONGEST_FOOT: Final = 40
_OF_DOCUMENT: Final = re.compile(
    r"(?:(?:to|for|if you|questions|queries|enquiries|contact|copies|please)\b[^.]{0,80}?\b)"
    r"(?:this|the) (?:document|response|report|page|paper|publication|log|plan)\b"
    r"|(?:to|for|if you)\b[^.]{0,80}?\b(?:large print|braille|easy read|another (?:language|format)|other formats)\b",
    re.IGNORECASE,
)
_REACHED: Final = re.compile(r"\b(?:telephone|phone|call|tel)\W{0,3}\d|\d{3,5} \d{3}|\w@\w", re.IGNORECASE)
"""A number to call, or an address of e-mail."""


def _is_quoted_by_name(block: Block) -> bool:
    """Tell if a paragraph quotes an office-holder by name, as comments on the whole report do."""
    person = speaker(block.words[:_HEAD_OF_QUOTATION]) if block.kind == PARAGRAPH else NOBODY
    return bool(person.author and person.role) and block.words[-1:] in "”\"’'"


def _heads_more(block: Block, level: int, *, labelled: bool, is_done: bool) -> bool:
    """Tell if a block heads what is no longer of a finding, which has a `level`. `is_done`: it is answered."""
    is_part = bool(part_of(block.words))
    if block.kind == HEADING:
        is_above = is_part and block.level < level < _NO_LEVEL
        return (not labelled or is_above) and (block.level <= level or is_part)
    is_heading = is_done or is_part or bool(THEME.match(block.words))
    return block.style == "strong" and not labelled and is_heading
