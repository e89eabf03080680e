"""Recommendations and the answers to them: in tables, under headings, in sentences, and after a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, QUOTE, TABLE, Block, join, paragraph
from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.notes import last_of
from opcc_opendata.importers.wordings import concept_of

BODY: Final = "body_action"
FORCE: Final = "force_action"
_ANSWERS: Final = (BODY, FORCE, "no_action_reason")

_KINDS: Final = r"recommendation|area for improvement|AFI|cause (?:of|for) concern|argymhelliad"
_NUMBER: Final = r"(?:\d{1,3}(?:\.\d{1,2})?(?:\s?\([a-z]\)|[a-z]\b)?)"
_HEADED: Final = re.compile(
    rf"^(?P<kind>{_KINDS})\s*(?:no\.?\s*)?(?P<number>{_NUMBER})\s*[:.–—-]?\s*(?P<rest>.*)$", re.I | re.S
)
_NUMBERS: Final = re.compile(_NUMBER)
_SENTENCE: Final = re.compile(
    rf"^(?:in (?:response|answer|reply|relation) to|with regard to|regarding|on|turning to|for)\s+"
    rf"(?:the\s+)?(?:{_KINDS})s?\s+(?P<numbers>{_NUMBER}(?:\s*(?:,(?:\s*and)?|and|&)\s*{_NUMBER}){{0,60}})\b",
    re.IGNORECASE,
)
_INTRODUCED: Final = re.compile(
    r"\brecommendations?\b[^.]{0,300}\b(?:following|follows|this|below|reads|states?)\b[^.]{0,300}:$", re.I
)
_ANSWER_LABEL: Final = re.compile(r"^(?P<label>[A-Z][\w’' /]{2,45}?)\s*:\s*(?P<inside>.*)$", re.DOTALL)
_ASKS: Final = re.compile(r"\b(?:should|must|needs? to|dylai)\b", re.IGNORECASE)
_NO_ACTION: Final = re.compile(r"\b(?:no (?:further )?action|will not (?:act|be acting|take))\b", re.IGNORECASE)
_OWN: Final = re.compile(r"\b(?:I|my|my office|we|our office|Byddaf)\b")
_FORCES: Final = re.compile(
    r"\b(?:the (?:force|constabulary)|chief constable|[A-Z]\w+ (?:Police|Constabulary))\b", re.IGNORECASE
)


@dataclass(slots=True)
class Item:
    """A recommendation as found. `guessed` are sentences on what was guessed, by key of the record."""

    kind: str = "recommendation"
    number: str = ""
    text: str = ""
    answer: dict[str, str] = field(default_factory=dict)
    answered_with: str = ""
    guessed: dict[str, str] = field(default_factory=dict)

    def add_answer(self, key: str, text: str) -> None:
        """Add to what an answer says. That there is to be no action is a reason and no action."""
        if key == BODY and _NO_ACTION.search(text):
            self.guessed["no_action_reason"] = "It says that there will be no action."
            key = "no_action_reason"
        self.answer[key] = "\n\n".join(filter(None, (self.answer.get(key, ""), text)))

    def merge(self, other: Item) -> None:
        """Add what was found of the same recommendation elsewhere in the document."""
        if other.text not in self.text:
            self.text = "\n\n".join(filter(None, (self.text, other.text)))
        for key, text in other.answer.items():
            if key not in _ANSWERS:
                self.answer.setdefault(key, text)
            elif text not in self.answer.get(key, ""):
                self.answer[key] = "\n\n".join(filter(None, (self.answer.get(key, ""), text)))
        self.answered_with = "" if self.answer else self.answered_with or other.answered_with
        self.guessed |= other.guessed


@dataclass(slots=True)
class Taken:
    """What was found among blocks: the rest of them, with the items where each group of recommendations stood.

    `told` are words that the record says with its keys, codes and dates, and not in a text: heads of columns, labels.
    """

    rest: list[Block | list[Item]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        """Give every recommendation in its order."""
        return [item for one in self.rest if isinstance(one, list) for item in one]


def take(blocks: Sequence[Block], *, speaker: str, in_section: bool) -> Taken:
    """Take the recommendations out of blocks. `speaker` is whose action an answer is where nothing else tells.

    `in_section` says that the blocks stand under a heading such as "Recommendations".
    """
    taken = Taken()
    place = 0
    while place < len(blocks):
        block = blocks[place]
        items, used = _table(block, speaker, taken.told), 1
        if not items and (found := _heading(block)):
            used = _length(blocks, place, in_section=in_section)
            items = [_headed(found, blocks[place + 1 : place + used], speaker, taken.told)]
        if not items:
            items = _in_sentence(block, speaker)
        if not items and place and _introduces(blocks[place - 1]) and _is_quoted(block):
            items = [Item(text=block.text, guessed={"text": f"It comes after “{last_of(blocks[place - 1].words)}”."})]
        taken.rest += [items] if items else [block]
        place += used
    return taken


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(block: Block, speaker: str, told: list[str]) -> list[Item]:
    if block.kind != TABLE or len(block.rows) < 2:
        return []
    heads = [" ".join(one.words for one in cell) for cell in block.rows[0]]
    columns = [concept_of("column", head) for head in heads]
    if "text" not in columns or len(heads) < 2:
        return []
    told += [head for head, column in zip(heads, columns, strict=True) if column]
    return [_from_row(row, list(zip(columns, heads, strict=True)), speaker, told) for row in block.rows[1:]]


def _from_row(
    row: tuple[tuple[Block, ...], ...], columns: list[tuple[str, str]], speaker: str, told: list[str]
) -> Item:
    (head,) = [head for column, head in columns if column == "text"][:1]
    item = Item(kind=concept_of("finding", head.removesuffix("s")) or "recommendation")
    for cell, (column, head) in zip(row, columns, strict=False):
        words = " ".join(one.words for one in cell)
        if not words:
            continue
        if column == "number":
            item.number = words
        elif column == "text":
            _put_text(item, cell)
        elif not (column and _put_fact(item, column, head, words, told)):
            _put_answer(item, column, head, cell, speaker)
    return item


def _put_text(item: Item, cell: tuple[Block, ...]) -> None:
    found = _heading(cell[0])
    if found and not item.number:
        item.number = found["number"]
        rest = [replace(cell[0], text=found["rest"])] if found["rest"].strip() else []
        cell = (*rest, *cell[1:])
    item.text = join(cell)


def _put_fact(item: Item, column: str, head: str, words: str, told: list[str]) -> bool:
    """Put a cell that says one thing: who, by when, or whether it is accepted. Tell if it does."""
    value = words
    if column == "acceptance":
        value = concept_of("acceptance", words)
        if value:
            item.guessed["acceptance"] = f"The column “{head}” has “{words}”."
    elif column == "target_date":
        found = only_date(words)
        value = found.date if found else ""
    elif column != "owner":
        return False
    if value:
        item.answer[column] = value
        told.append(words)
    return bool(value)


def _put_answer(item: Item, column: str, head: str, cell: tuple[Block, ...], speaker: str) -> None:
    """Put what a cell answers. The words of a column that no key is for go with it, under its head."""
    text = join(cell)
    if column in (BODY, FORCE):
        item.add_answer(column, text)
        return
    key = whose(text, speaker)
    item.add_answer(key, text if column or not head else f"**{head}:** {text}")
    item.guessed[key] = f"The column “{head}” does not say whose action it is."


def whose(words: str, speaker: str) -> str:
    """Say whose action a text most likely tells of: the one that it names first, or else the speaker's."""
    own, force = _OWN.search(words), _FORCES.search(words)
    if own and not (force and force.start() < own.start()):
        return BODY if speaker == BODY else FORCE
    return FORCE if force else speaker


# --- headings --------------------------------------------------------------------------------------------------------


def _heading(block: Block) -> re.Match[str] | None:
    """Read "Recommendation 4" at the start of a heading or a paragraph. A list or a longer sentence is no heading."""
    if block.kind not in (HEADING, PARAGRAPH):
        return None
    found = _HEADED.match(block.words)
    if found is None or _is_running_text(found["rest"]):
        return None
    return found


def _is_running_text(rest: str) -> bool:
    """Tell "Recommendation 4 has been met" from "Recommendation 4: forces should"."""
    return bool(re.match(r"(?:is|are|was|were|has|have|will|and|to|of|in|for|relates?|refers?|asks?|says?)\b", rest))


def _length(blocks: Sequence[Block], place: int, *, in_section: bool) -> int:
    """Count the blocks of a recommendation: up to the next one, or a heading that is not below its own."""
    level = blocks[place].level or 7
    in_section = in_section or blocks[place].kind == HEADING
    used = 1
    for block in blocks[place + 1 :]:
        if _heading(block) or _in_sentence(block, BODY) or (block.kind == HEADING and block.level <= level):
            break
        if not in_section and used > 1 and not _belongs(block):
            break
        used += 1
    return used


def _belongs(block: Block) -> bool:
    """Tell if a block in running text still belongs to a recommendation: it is labelled as its answer, or a list."""
    return block.kind == LIST or bool(_labelled(block)[0])


def _headed(found: re.Match[str], blocks: Sequence[Block], speaker: str, told: list[str]) -> Item:
    item = Item(kind=concept_of("finding", found["kind"]) or "recommendation", number=found["number"].strip())
    rest = found["rest"].strip()
    texts = [paragraph(_marked(rest))] if rest else []
    key = ""
    for block in blocks:
        label, inside = _labelled(block)
        if label:
            key = label if label in (BODY, FORCE) else whose(block.words, speaker)
            told.append(block.words.removesuffix(inside))
            if label == "answer":
                item.guessed[key] = f"“{told[-1].strip(' :')}” does not say whose action it is."
        elif not key and not _goes_on(block, texts):
            key = whose(block.words, speaker)
            item.guessed[key] = "It comes after the words of the recommendation." if texts else "It has no label."
        if not key:
            texts.append(block)
        elif inside or not label:
            item.add_answer(key, _without_label(block, inside) if label else join([block]))
    item.text = join(texts)
    return item


def _marked(text: str) -> str:
    return re.sub(r"([*_\[\]])", r"\\\1", text)


def _goes_on(block: Block, texts: Sequence[Block]) -> bool:
    """Tell if a block without a label is still the recommendation itself, and not yet the answer to it."""
    is_set_off = block.style == "em" or block.kind == QUOTE
    return is_set_off or (block.kind == LIST if texts else bool(_ASKS.search(block.words)))


def _labelled(block: Block) -> tuple[str, str]:
    """Say what a label such as "Force response:" introduces, and give the words after it. Empty where there is none."""
    if block.kind not in (PARAGRAPH, HEADING):
        return "", ""
    found = _ANSWER_LABEL.match(block.words)
    whole = block.style == "strong" or block.kind == HEADING
    label, inside = (found["label"], found["inside"]) if found else (block.words if whole else "", "")
    concept = concept_of("column", label)
    return (concept, inside) if concept in (BODY, FORCE, "answer") else ("", "")


def _without_label(block: Block, inside: str) -> str:
    """Give the Markdown of a block without the label before it."""
    at = block.text.find(":")
    return block.text[at + 1 :].lstrip("* ").strip() or inside


# --- sentences -------------------------------------------------------------------------------------------------------


def _in_sentence(block: Block, speaker: str) -> list[Item]:
    """Read "In response to recommendations 10 and 22, I will …": one answer, which the others refer to."""
    found = _SENTENCE.match(block.words) if block.kind == PARAGRAPH else None
    if found is None:
        return []
    first, *others = _NUMBERS.findall(found["numbers"])
    key = whose(block.words[found.end() :], speaker)
    item = Item(number=first, answer={key: block.text}, guessed={key: f"It begins “{found[0]}”."})
    return [item, *(Item(number=number, answered_with=first) for number in others)]


def _introduces(block: Block) -> bool:
    return block.kind == PARAGRAPH and bool(_INTRODUCED.search(block.words[-300:]))


def _is_quoted(block: Block) -> bool:
    return block.kind == QUOTE or (block.kind == PARAGRAPH and (block.style == "em" or block.words[:1] in "\"“'‘"))
