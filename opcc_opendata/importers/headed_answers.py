"""What stands under the heading of a finding: its words, and the answers to it with or without labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.acceptance import acceptance_at_start, acceptance_of, acceptance_told
from opcc_opendata.importers.answer_tables import answers_of, whole_of
from opcc_opendata.importers.asked_of import addressed_at_start
from opcc_opendata.importers.blocks import LIST, PARAGRAPH, QUOTE, TABLE, Block, escaped, join, paragraph
from opcc_opendata.importers.decided_findings import decided, put_decided
from opcc_opendata.importers.deciding import BODY, FORCE, ReadAs
from opcc_opendata.importers.finding_values import put_value, put_yes
from opcc_opendata.importers.items import FindingHead, Item, asks, is_first_person, speaks, start_of, whose
from opcc_opendata.importers.labelled import (
    VALUES,
    asked_beside,
    inside_of,
    is_label_of_words,
    labelled_of,
    plain,
    split_label,
)
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.run_in_findings import add_plain, answers_to, parted
from opcc_opendata.importers.turns import turns_of

_LIMIT_IN_BRACKETS: Final = re.compile(
    r"^\((?P<limit>(?:immediate(?:ly)?|(?:with )?immediate effect|(?:within|by) [^()]{3,40}))\)"
    r"\s*[:.–—-]?\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WORDS_IN_BRACKETS: Final = re.compile(r"^\((?P<text>[^()]{12,600})\)\s*[:.–—-]?\s*(?P<rest>.*)$", re.DOTALL)
_REMARK: Final = re.compile(r"^\([^()]{2,40}\)$")
"""A remark on a finding's number, which is none of its words: "Recommendation 3 (from 2021)"."""
_LONGEST_YES: Final = 4
_LONGEST_THEME: Final = 8
_PROSE: Final = frozenset([BODY, FORCE, "answer"])


def _named(found: FindingHead) -> Item:
    """Begin a finding with what its heading says: its kind, its number and its theme."""
    item = Item(kind=found.kind, number=found.number, theme=found.theme)
    if found.number:
        item.how["number"] = ReadAs(PRINTED, f"{found.kind.replace('_', ' ').capitalize()} {found.number}")
    if found.theme:
        item.how["theme"] = ReadAs(PRINTED, found.theme)
    return item


def finding_under(found: FindingHead, blocks: Sequence[Block], speaker: str, told: list[str]) -> Item:
    """Read the blocks under a heading as the finding that it names. What is told otherwise goes into `told`."""
    item = _named(found)
    has_words = bool(blocks) and (blocks[0].kind == QUOTE or bool(whole_of(blocks[0])))
    is_theme = has_words and is_name_of_theme(found.rest)
    if is_theme and not item.theme:
        item.theme, item.how["theme"] = found.rest, ReadAs(READ, found.rest)
    texts = [] if is_theme else _first_words(item, _without_remark(found.rest), speaker, told)
    key, waiting, labelled = "", "", False
    words_alone = blocks[0] if blocks and _has_words_below(found, blocks[0]) else None
    words_alone = words_alone or _words_before_labels(blocks)
    tables, blocks = [one for one in blocks if one.kind == TABLE], [one for one in blocks if one.kind != TABLE]
    asked, used = _under_their_label(blocks, told)
    texts += asked
    for block in blocks[used:]:
        label, inside = labelled_of(block)
        if not label and _decides(item, block, waiting or (key if labelled else "")):
            told.append(block.words)
        elif waiting and not label:
            put_value(item, waiting, told[-1], (block,), speaker, told)
            waiting = ""
        elif label in VALUES:
            label = _as_asked(label, block, blocks, item)
            _put_labelled(item, block, label, inside, speaker, told)
            key, labelled = (label, True) if label in _PROSE else (key, labelled)
            waiting = "" if inside or label in _PROSE else label
        elif not key and (_goes_on(block, texts) or (block is words_alone and not texts)):
            texts.append(block)
        else:
            if not labelled:  # nobody is named by a label, so each paragraph says for itself whose it is
                key = whose(block.words, speaker) or key
            key = add_unlabelled(item, block, key, speaker, told, after_words=bool(texts), labelled=labelled)
    texts += _put_tables(item, tables, speaker, told, has_words=bool(texts))
    item.text = join(texts)
    if item.text:
        item.how["text"] = item.how.get("number", ReadAs(PRINTED, start_of(item.text)))
    return item


def _put_tables(item: Item, tables: Sequence[Block], speaker: str, told: list[str], *, has_words: bool) -> list[Block]:
    """Put what tables say of a finding. Gives its own words, which the first has where there are none above it."""
    texts: list[Block] = []
    for n, table in enumerate(tables):
        for column, name, cell in answers_of(table) or ([] if n or has_words else whole_of(table)):
            told.append(name)
            if column == "text":
                texts += cell
            else:
                put_value(item, column, name, cell, speaker, told)
    return texts


def is_name_of_theme(words: str) -> bool:
    """Tell if words are the name of what a finding is about: a few, which ask for nothing and end no sentence."""
    return 0 < len(words.split()) <= _LONGEST_THEME and words[-1:].isalpha() and not asks(words) and not speaks(words)


def _under_their_label(blocks: Sequence[Block], told: list[str]) -> tuple[list[Block], int]:
    """Give the words of a finding beside or below a label of theirs, where they begin with one, and how many blocks."""
    if not blocks or labelled_of(blocks[0])[0]:
        return [], 0
    name, asked = asked_beside(blocks[0].text)
    if name:
        told.append(name)
        return [inside_of(asked)], 1
    if len(blocks) > 1 and is_label_of_words(blocks[0]) and not labelled_of(blocks[1])[0]:
        told.append(blocks[0].words)
        return [blocks[1]], 2
    return [], 0


def _has_words_below(found: FindingHead, below: Block) -> bool:
    """Tell if the words of a finding stand right below its heading: it has none, nor a number, or they are in bold."""
    is_bare = not found.rest and (not found.number or below.style == "strong" or found.kind == "cause_of_concern")
    return is_bare and not labelled_of(below)[0] and not is_first_person(below.words)


def _put_labelled(item: Item, block: Block, label: str, inside: str, speaker: str, told: list[str]) -> None:
    """Put what stands behind a label in its paragraph. A label alone is only noted: its value stands below."""
    name = block.words.removesuffix(plain(inside)).strip(" :–-*") if inside else block.words.strip(" :*")
    told.append(name)
    if inside:
        put_value(item, label, name, (inside_of(inside),), speaker, told)


def _as_asked(label: str, block: Block, blocks: Sequence[Block], item: Item) -> str:
    """Say that a day is a time limit and no target: "To be done by: …" stands before all that answers the finding.

    Where somebody is named who is in charge, the day is his or hers.
    """
    is_before = label == "target_date" and not item.answer and bool(_TO_BE_DONE.match(block.words))
    is_owned = any(labelled_of(one)[0] == "owner" for one in blocks)
    return "time_limit" if is_before and not is_owned else label


_TO_BE_DONE: Final = re.compile(r"(?:to|must|should) be (?:done|completed|finished|delivered|met) by\b", re.IGNORECASE)


def _words_before_labels(blocks: Sequence[Block]) -> Block | None:
    """Give the one paragraph that stands between a heading and the labels of the answers: the words of the finding."""
    if len(blocks) < 2 or blocks[0].kind != PARAGRAPH:
        return None
    first, below = blocks[:2]
    is_asked = first.words.lower().startswith("we recommend that")
    is_answer = labelled_of(first)[0] or (speaks(first.words) and not is_asked) or _accepted_alone(first)
    return first if not is_answer and (below.kind == TABLE or labelled_of(below)[0] in VALUES) else None


def _decides(item: Item, block: Block, key: str) -> bool:
    """Take a paragraph that says whether a finding is accepted, and nothing else. `key` is that of the label above."""
    if block.kind != PARAGRAPH:
        return False
    if item.decide_alone(key if key in (BODY, FORCE) else "", block.words, ReadAs(READ, block.words), item.number):
        return True
    code = _accepted_alone(block)
    if code:
        item.answer.setdefault("acceptance", code)
        item.how.setdefault("acceptance", ReadAs(READ, block.words))
    return bool(code)


def _accepted_alone(block: Block) -> str:
    """Read a line that says whether a finding is accepted, and nothing else."""
    if block.kind != PARAGRAPH:
        return ""
    code = acceptance_of(block.words) if len(block.words.split()) <= _LONGEST_YES else ""
    return code or acceptance_told(block.words)


def _first_words(item: Item, rest: str, speaker: str, told: list[str]) -> list[Block]:
    """Put what stands behind the number: the words of the finding, which are given back, or already an answer."""
    if limit := _LIMIT_IN_BRACKETS.match(rest):
        item.time_limit = limit["limit"]
        item.how["time_limit"] = ReadAs(PRINTED, limit[0])
        told.append(limit[0])
        return _first_words(item, limit["rest"], speaker, told) if limit["rest"] else []
    if (within := _WORDS_IN_BRACKETS.match(rest)) and asks(within["text"]):
        _first_words(item, within["rest"], speaker, told)
        return [paragraph(escaped(within["text"]))]
    if (asked := addressed_at_start(rest)) and not item.addressees:
        item.addressees = asked[0].codes
        item.how["addressees"] = ReadAs(PRINTED, asked[0].words)
        told.append(rest.removesuffix(asked[1]))
        return _first_words(item, asked[1], speaker, told) if asked[1] else []
    label, inside = split_label(rest)
    if rest and (accepted := acceptance_at_start(rest)):
        if after := rest.removeprefix(accepted.words).strip(" .,;:–—-"):
            _add_turns(item, rest, after, speaker)
        else:
            item.decide("", rest, ReadAs(READ, rest), item.number)
    elif rest and label in VALUES:
        name = rest[: len(rest) - len(inside)]
        told.append(name)
        put_value(item, label, name.strip(" :–-"), (paragraph(inside),), speaker, told)
    elif rest and not asks(rest) and (is_first_person(rest) or speaks(rest)):
        _add_turns(item, rest, rest, speaker)
    elif rest and (found := decided(rest)):
        put_decided(item, found, speaker)
        told.append(found.decision)
        return [paragraph(escaped(found.text))]
    else:
        return _without_answers(item, rest, speaker)
    return []


def _without_answers(item: Item, rest: str, speaker: str) -> list[Block]:
    """Give the words of a finding. What answers it behind them, in the same paragraph, is added to it."""
    words, answer = parted(rest)
    add_plain(item, answers_to(words, answer, speaker))
    return [paragraph(escaped(words))] if words else []


def _without_remark(rest: str) -> str:
    """Give what stands behind the number, if it is no remark: a remark has no place, and is left to a person."""
    is_other = _LIMIT_IN_BRACKETS.match(rest) or addressed_at_start(rest) or asks(rest) or decided(rest)
    return rest if is_other or not _REMARK.match(rest) or acceptance_of(rest.strip("()")) else ""


def _add_turns(item: Item, rest: str, after: str, speaker: str) -> None:
    """Add what is said right behind the number of a finding. `after` is `rest` without the words that accept it."""
    turns = turns_of(after, speaker)
    if not turns:
        item.add_unsure(escaped(rest))
    elif len(turns) == 1:
        state, why = (READ, "") if turns[0].sure else (GUESSED, "It may tell of another too.")
        item.add_answer(turns[0].key, escaped(rest), ReadAs(state, start_of(rest), why))
    else:
        item.accept(rest)
        for key, words, _ in turns:
            item.add_answer(key, escaped(words), ReadAs(GUESSED, start_of(words), "Its sentences tell of two."))


def add_unlabelled(
    item: Item, block: Block, key: str, speaker: str, told: Sequence[str], *, after_words: bool, labelled: bool
) -> str:
    """Add a block without a label to the answer under `key`, or to that of whom it names. Give whose it is, or ""."""
    if key and key != "answer" and labelled:
        if key not in item.answer and told:
            put_yes(item, told[-1], block.words)
        item.add_answer(key, join([block]), item.how.get(key, ReadAs(PRINTED, told[-1] if told else "")))
        return key
    if key and key != "answer" and not whose(block.words, speaker):
        item.add_answer(key, join([block]), ReadAs(GUESSED, start_of(block.words), "It follows what they say before."))
        return key
    turns = turns_of(join([block]), speaker)
    if not turns:
        item.add_unsure(join([block]))
        return key
    why = "It comes after the words of it." if after_words else "It has no label."
    why = "Its label does not say whose action it is." if key else why
    why = "Its sentences tell of two." if len(turns) > 1 else why
    for who, words, _ in turns:
        item.add_answer(who, words, ReadAs(GUESSED, start_of(words), why))
    return key or turns[-1].key


def is_part_of(above: Block, block: Block) -> bool:
    """Tell if a paragraph is a part of the sentence above it: "(a) …; and" below "The force should record:"."""
    is_led = above.words[-1:] in tuple(":;,") or bool(_TO_BE_CONTINUED.search(above.words[-20:]))
    return block.kind == PARAGRAPH and is_led and bool(_PART.match(block.words)) and not labelled_of(block)[0]


_TO_BE_CONTINUED: Final = re.compile(r"[;,] (?:and|or)$")
_PART: Final = re.compile(r"(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]|[-–•·])\s+\S", re.IGNORECASE)


def _goes_on(block: Block, texts: Sequence[Block]) -> bool:
    """Tell if a block without a label is still the finding itself, and not yet the answer to it."""
    if texts and is_part_of(texts[-1], block):
        return True
    is_set_off = block.style == "em" or block.kind == QUOTE
    if texts and not any(asks(one.words) for one in texts):  # so far it has only a name
        return is_set_off or (asks(block.words) and not is_first_person(block.words))
    if texts and block.kind == LIST and texts[-1].words[-1:] == ".":  # a whole sentence has no parts below it
        return any(asks(line) for line in block.lines)
    return is_set_off or (block.kind == LIST if texts else asks(block.words) and not is_first_person(block.words))
