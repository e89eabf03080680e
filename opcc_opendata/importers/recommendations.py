"""Findings and the answers to them among blocks: in tables, under headings and labels, in lists, in sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, QUOTE, TABLE, Block, join, paragraph
from opcc_opendata.importers.finding_tables import items_of, put_value
from opcc_opendata.importers.items import (
    BODY,
    FORCE,
    KINDS,
    NUMBER,
    Head,
    Item,
    Read,
    asks,
    head_of,
    is_first_person,
    numbers_in,
    speaks,
    start_of,
    whose,
)
from opcc_opendata.importers.labels import column_of, label_of, part_of
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ, last_of
from opcc_opendata.importers.people import is_closing

NUMBERS: Final = rf"{NUMBER}(?:\s*(?:,(?:\s*and)?|and|&|to|–|-|a|i)\s*{NUMBER}){{0,60}}"
_SENTENCE: Final = re.compile(
    rf"^(?:in (?:response|answer|reply|relation|respect|regard) (?:to|of)|with (?:regard|respect) to|regarding"
    rf"|concerning|on|turning to|as (?:for|to|regards)|for|against|o ran|mewn ymateb i)\s+"
    rf"(?:the\s+)?(?:{KINDS})s?\s+(?P<numbers>{NUMBERS})\b\s*[:,–—-]?",
    re.IGNORECASE,
)
_TOGETHER: Final = re.compile(
    rf"^(?:{KINDS})s\s+(?P<numbers>{NUMBERS})\s*(?:[:–—-]|(?=(?:is|are|have|will)\b))", re.IGNORECASE
)
_INTRODUCED: Final = re.compile(
    r"\brecommendations?\b[^.]{0,300}\b(?:following|follows|this|below|reads|states?)\b[^.]{0,300}:$", re.I
)
_LISTED: Final = re.compile(r"^(?P<number>\d{1,2})\\?[.)]\s+(?P<rest>\S.*)$", re.DOTALL)
_BOLD_LABEL: Final = re.compile(r"^\*\*(?P<label>[^*\n]{2,80}?)\*\*\s*(?:[:–—]|-\s)?\s*(?P<inside>.*)$", re.DOTALL)
_LABEL: Final = re.compile(r"^\**(?P<label>[^:*\n]{2,80}?)\s*(?::|\s[–—-](?=\s))\**\s*(?P<inside>.*)$", re.DOTALL)
_THEME: Final = re.compile(r"^(?:theme|pillar|strand|thema) ?(?:\d{1,2}|[A-Z]\b)? ?[:.–—-]? ?(?P<name>\S.*)$", re.I)
_VALUES: Final = frozenset([BODY, FORCE, "answer", "status", "owner", "target_date", "time_limit"])
_PROSE: Final = frozenset([BODY, FORCE, "answer"])
_MOST_THEME: Final = 10


@dataclass(slots=True)
class Taken:
    """What was found among blocks: the rest of them, with the items where each group of findings stood.

    `told` are words that the record says with its keys, codes and dates, and not in a text: heads of columns, labels.
    """

    rest: list[Block | list[Item]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """Give every finding in its order."""
        return [item for one in self.rest if isinstance(one, list) for item in one]


def take(blocks: Sequence[Block], *, speaker: str, in_section: bool, heading: str = "") -> Taken:
    """Take the findings out of blocks. `speaker` is whose action an answer in the first person is.

    `in_section` says that the blocks stand under a heading such as "Recommendations", which is `heading`.
    """
    taken = Taken()
    kind, theme = _kind_under(heading) if in_section else "recommendation", ""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        items, used = _found(blocks, place, speaker, taken.told, kind, in_section=in_section)
        if not items and in_section:
            name = _theme(block)
            theme = name or theme
            if name and _THEME.match(block.words):
                taken.told.append(block.words)
                place += 1
                continue
            if block.kind == HEADING and "finding" in label_of(block.words).topics:
                kind = _kind_under(block.words)
        for item in items:
            if theme and not item.theme:
                item.theme = theme
                item.how["theme"] = Read(READ, theme)
        taken.rest += [items] if items else [block]
        place += used
    return taken


def _found(
    blocks: Sequence[Block], place: int, speaker: str, told: list[str], kind: str, *, in_section: bool
) -> tuple[list[Item], int]:
    """Give the findings that begin at a place, and of how many blocks they are."""
    block = blocks[place]
    if items := items_of(block, speaker, told, kind):
        return items, 1
    if head := _begins(block, in_section=in_section, kind=kind):
        used = _length(blocks, place, in_section=in_section)
        told.append(block.words.removesuffix(head.rest))
        return [_headed(head, blocks[place + 1 : place + used], speaker, told)], used
    if items := _in_sentence(block, speaker) or (_list(block, kind) if in_section else []):
        return items, 1
    if place and _introduces(blocks[place - 1]) and _is_quoted(block):
        why = f"It comes after “{last_of(blocks[place - 1].words)}”."
        return [Item(text=block.text, how={"text": Read(GUESSED, "", why)})], 1
    return [], 1


def _kind_under(heading: str) -> str:
    """Say what findings under a heading are."""
    lower = heading.lower()
    if "improvement" in lower:
        return "area_for_improvement"
    return "cause_of_concern" if "concern" in lower else "recommendation"


def theme_of(heading: str) -> str:
    """Give the name in a heading such as "Theme 2: Victims". Empty where it is no such heading."""
    found = _THEME.match(heading)
    return found["name"].strip() if found else ""


def _theme(block: Block) -> str:
    """Read a heading that groups findings: "Theme 2: Victims", or a short heading that is no label."""
    if block.kind != HEADING and block.style != "strong":
        return ""
    if name := theme_of(block.words):
        return name
    label = label_of(block.words)
    is_name = block.kind == HEADING and not label.pure and not label.topics and not block.words.endswith((":", "."))
    return block.words if is_name and len(block.words.split()) <= _MOST_THEME else ""


# --- headings and labels ---------------------------------------------------------------------------------------------


def _begins(block: Block, *, in_section: bool, kind: str = "recommendation") -> Head | None:
    """Read "Recommendation 4" at the start of a heading or a paragraph. A list or a longer sentence is no heading."""
    if block.kind == LIST and in_section and len(block.lines) == 1:
        item = _LISTED.match(block.text)
        return Head(kind, item["number"], item["rest"]) if item and asks(item["rest"]) else None
    if block.kind not in (HEADING, PARAGRAPH):
        return None
    if _TOGETHER.match(block.words):
        return None
    found = head_of(block.words)
    if found is None and in_section and (listed := _LISTED.match(block.words)) and asks(listed["rest"]):
        return Head(kind, listed["number"], listed["rest"])
    return found


def _length(blocks: Sequence[Block], place: int, *, in_section: bool) -> int:
    """Count the blocks of a finding: up to the next one, or a heading that is not below its own."""
    level = blocks[place].level or 7
    in_section = in_section or blocks[place].kind == HEADING or blocks[place].style == "strong"
    used, answered, is_open = 1, False, False
    for block in blocks[place + 1 :]:
        if _begins(block, in_section=in_section) or _in_sentence(block, BODY) or block.kind == TABLE:
            break
        if is_closing(block):
            break
        label, inside = labelled_of(block)
        labelled = label in _VALUES
        if block.kind == HEADING and not labelled and (block.level <= level or part_of(block.words)):
            break
        if block.style == "strong" and not labelled and (part_of(block.words) or _THEME.match(block.words)):
            break
        if not in_section and (answered or used > 1) and not (block.kind == LIST or labelled or is_open):
            break
        answered = answered or labelled
        is_open = labelled and not inside  # what it introduces stands in the next block
        used += 1
    return used


def _headed(found: Head, blocks: Sequence[Block], speaker: str, told: list[str]) -> Item:
    item = Item(kind=found.kind, number=found.number)
    if found.number:
        item.how["number"] = Read(PRINTED, f"{found.kind.replace('_', ' ').capitalize()} {found.number}")
    texts = _first_words(item, found.rest, speaker, told)
    key, waiting, labelled = "", "", False
    for block in blocks:
        label, inside = labelled_of(block)
        if waiting and not label:
            put_value(item, waiting, told[-1], (block,), speaker, told)
            waiting = ""
        elif label in _VALUES:
            name = block.words.removesuffix(_plain(inside)).strip(" :–-*") if inside else block.words.strip(" :*")
            told.append(name)
            key, labelled = (label, True) if label in _PROSE else (key, labelled)
            waiting = "" if inside or label in _PROSE else label
            if inside:
                put_value(item, label, name, (_inside(block, inside),), speaker, told)
        elif not key and _goes_on(block, texts):
            texts.append(block)
        else:
            if not labelled:  # nobody is named by a label, so each paragraph says for itself whose it is
                key = whose(block.words, speaker) or key
            key = _add_unlabelled(item, block, key, speaker, told, after_words=bool(texts), labelled=labelled)
    item.text = join(texts)
    if item.text:
        item.how["text"] = item.how.get("number", Read(PRINTED, start_of(item.text)))
    return item


def _first_words(item: Item, rest: str, speaker: str, told: list[str]) -> list[Block]:
    """Put what stands behind the number: the words of the finding, which are given back, or already an answer."""
    label, inside = _split_label(rest)
    if rest and label in _VALUES:
        name = rest[: len(rest) - len(inside)]
        told.append(name)
        put_value(item, label, name.strip(" :–-"), (paragraph(inside),), speaker, told)
    elif rest and not asks(rest) and (is_first_person(rest) or speaks(rest)):
        key = whose(rest, speaker)
        item.add_answer(key or speaker, _marked(rest), Read(READ, start_of(rest)))
    elif rest:
        return [paragraph(_marked(rest))]
    return []


def _add_unlabelled(
    item: Item, block: Block, key: str, speaker: str, told: Sequence[str], *, after_words: bool, labelled: bool
) -> str:
    """Add a block without a label to the answer under `key`, or to that of whom it names. Give whose it is, or ""."""
    if key and key != "answer" and labelled:
        item.add_answer(key, join([block]), item.how.get(key, Read(PRINTED, told[-1] if told else "")))
        return key
    if key and key != "answer" and not whose(block.words, speaker):
        item.add_answer(key, join([block]), Read(GUESSED, start_of(block.words), "It follows what they say before."))
        return key
    sure = whose(block.words, speaker)
    if not sure:
        item.add_unsure(join([block]))
        return key
    why = "It comes after the words of it." if after_words else "It has no label."
    why = "Its label does not say whose action it is." if key else why
    item.add_answer(sure, join([block]), Read(GUESSED, start_of(block.words), why))
    return key or sure


def _marked(text: str) -> str:
    return re.sub(r"([*_\[\]])", r"\\\1", text)


def _plain(markdown: str) -> str:
    return re.sub(r"[*\\]", "", markdown)


def _goes_on(block: Block, texts: Sequence[Block]) -> bool:
    """Tell if a block without a label is still the finding itself, and not yet the answer to it."""
    is_set_off = block.style == "em" or block.kind == QUOTE
    if texts and not any(asks(one.words) for one in texts):  # so far it has only a name
        return is_set_off or (asks(block.words) and not is_first_person(block.words))
    return is_set_off or (block.kind == LIST if texts else asks(block.words) and not is_first_person(block.words))


def labelled_of(block: Block) -> tuple[str, str]:
    """Say what a label such as "Force response:" introduces, and give the Markdown after it. Empty: there is none."""
    if block.kind not in (PARAGRAPH, HEADING):
        return "", ""
    if (block.style == "strong" or block.kind == HEADING) and (concept := column_of(block.words)):
        return (concept, "") if concept in _VALUES else ("", "")
    return _split_label(block.text)


def _split_label(text: str) -> tuple[str, str]:
    for pattern in (_BOLD_LABEL, _LABEL):
        if found := pattern.match(text):
            concept = column_of(_plain(found["label"]).strip(" :–—-"))
            if concept in _VALUES:
                return concept, found["inside"].strip()
    return "", ""


def _inside(block: Block, inside: str) -> Block:
    return Block(PARAGRAPH, inside, tuple(_plain(inside).splitlines()) or (inside,))


# --- lists and sentences ---------------------------------------------------------------------------------------------


def _list(block: Block, kind: str) -> list[Item]:
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
            "number": Read(PRINTED, start_of(text)),
            "text": Read(READ, start_of(text), "It is an item of a list."),
        }
        items.append(item)
    return items


def _in_sentence(block: Block, speaker: str) -> list[Item]:
    """Read "In response to recommendations 10 and 22, I will …": one answer, which the others refer to."""
    if block.kind != PARAGRAPH:
        return []
    found = _SENTENCE.match(block.words) or _TOGETHER.match(block.words)
    if found is None:
        return []
    first, *others = numbers_in(found["numbers"])
    rest = block.words[found.end() :].strip(" ,:–—-")
    key = whose(rest, speaker)
    words = found[0].strip(" ,:–—-")
    item = Item(number=first, how={"number": Read(READ, words)})
    if key:
        is_sure = is_first_person(rest) or key == FORCE
        item.add_answer(
            key, block.text, Read(READ if is_sure else GUESSED, words, "" if is_sure else "Nobody is named.")
        )
    else:
        item.add_unsure(block.text)
    more = [Item(number=one, answered_with=first, how={"number": Read(READ, words)}) for one in others]
    for one in more:
        one.how["answered_with"] = Read(READ, words)
    return [item, *more]


def _introduces(block: Block) -> bool:
    return block.kind == PARAGRAPH and bool(_INTRODUCED.search(block.words[-300:]))


def _is_quoted(block: Block) -> bool:
    return block.kind == QUOTE or (block.kind == PARAGRAPH and (block.style == "em" or block.words[:1] in "\"“'‘"))
