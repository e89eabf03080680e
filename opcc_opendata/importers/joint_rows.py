"""Answers in a table that serve several findings: cells that span their rows, and rows with the numbers of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.column_heads import TableHead
from opcc_opendata.importers.deciding import ReadAs
from opcc_opendata.importers.finding_values import put_value
from opcc_opendata.importers.items import TEXTS, Item, asks, start_of
from opcc_opendata.importers.labelled import ANSWERING, VALUES
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.row_numbers import Several, texts_of_each
from opcc_opendata.importers.table_heads import DECISION, Cell, Row, words_of

_ANSWERS: Final = ANSWERING | {"reason"}
_SHARED: Final = VALUES - {"theme"}
_MARK: Final = re.compile(r"(?:[-*+]|\d{1,3}\\?[.)])\s+")


class SpanningCells:
    """The cells of a table that hold answers, and the finding in whose row each of them begins."""

    def __init__(self, head: TableHead, speaker: str) -> None:
        self._head, self._speaker = head, speaker
        self._first: dict[int, Item] = {}
        self._cells: dict[int, set[int]] = {}

    def note(self, item: Item, row: Sequence[Cell]) -> None:
        """Note what stands in a finding's row, whether it begins there or in a row above."""
        for _, holds, cell in self._head.under(row):
            if cell and holds in {*_SHARED, DECISION}:
                self._first.setdefault(id(cell), item)
                self._cells.setdefault(id(item), set()).add(id(cell))

    def share(self, item: Item, row: Row, spans: Sequence[bool], told: list[str]) -> None:
        """Answer a finding by the cells that span its row and begin in one above.

        If these are all that both have, it is answered with the other. Else each of them is its own answer too.
        """
        above = [
            (label, holds, cell)
            for (label, holds, cell), is_above in zip(self._head.under(row), spans, strict=False)
            if is_above and cell and holds in _SHARED and id(cell) in self._first
        ]
        answers = [cell for _, holds, cell in above if holds in _ANSWERS and any(map(str.isalnum, words_of(cell)))]
        if not answers:
            _put_each(item, above, "", self._speaker, told)
            return
        first = self._first[id(answers[0])]
        name = f"number {first.number}" if first.number else "the one above"
        why = f"One cell of the table answers this and {name}: see if it is meant for both."
        here = {id(cell) for _, holds, cell in self._head.under(row) if cell and holds in {*_SHARED, DECISION}}
        is_whole = here == self._cells.get(id(first)) and not (item.answer or item.loose or item.answered_with)
        if is_whole and first.number and item.number:
            item.answered_with = first.answered_with or first.number
            item.how["answered_with"] = ReadAs(GUESSED, start_of(words_of(answers[0])), why)
        else:
            _put_each(item, above, why, self._speaker, told)


def _put_each(item: Item, cells: Sequence[tuple[str, str, Cell]], why: str, speaker: str, told: list[str]) -> None:
    """Put what cells say that begin in a row above. The words of an answer are a guess, as they may not be meant."""
    for label, holds, cell in cells:
        before = set(item.how)
        put_value(item, holds, label, cell, speaker, told)
        for key in item.how.keys() - before:
            if key in TEXTS:
                item.how[key] = ReadAs(GUESSED, start_of(words_of(cell)), why)


def others_of(item: Item, several: Several) -> list[Item]:
    """Give the findings that share a row with the first one: "AFI 3 and AFI 4". The first has their one answer.

    The words of each are told apart by their numbers, or by their lines. Where they can't be, a person is asked.
    """
    first, *numbers = several.numbers
    item.kind, item.number = several.kind or item.kind, first
    item.how.setdefault("number", ReadAs(PRINTED, several.words))
    lines = [line for one in item.text.split("\n") if (line := one.strip(" \\"))]
    texts = texts_of_each(lines, several.numbers)
    others = [Item(item.kind, number, theme=item.theme, addressees=item.addressees) for number in numbers]
    for other in others:
        other.answered_with = first
        other.how = {name: ReadAs(READ, several.words) for name in ("number", "theme", "answered_with")}
        other.how |= {"addressees": item.how["addressees"]} if "addressees" in item.how else {}
    if texts:
        is_sure = all(map(asks, texts))
        for one, text in zip((item, *others), texts, strict=True):
            one.text = without_mark(text)
            why = "" if is_sure else "It is in the place of its number, and asks nothing."
            one.how["text"] = ReadAs(READ if is_sure else GUESSED, start_of(text), why)
    elif item.text:
        ask_for_texts(item, others)
    return [item, *others]


def without_mark(line: str) -> str:
    """Take the mark of a list off the start of a line."""
    found = _MARK.match(line)
    return line[found.end() :] if found else line


def ask_for_texts(item: Item, others: Sequence[Item]) -> None:
    """Ask a person to part the words of a finding, which are those of others too."""
    names = ", ".join(one.number for one in others)
    why = f"These words are also those of {names}: leave here only its own."
    item.how["text"] = ReadAs(GUESSED, start_of(item.text), why)
    for other in others:
        other.lacks["text"] = f"Its words stand with those of {item.number}. Part them, and write its own here."
