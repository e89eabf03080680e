"""Rows below the heads of a table → findings, with their themes, parts and merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from opcc_opendata.importers.asked_of import Addressees, addressed_at_start, addressees_named
from opcc_opendata.importers.blocks import escaped
from opcc_opendata.importers.column_heads import TableHead
from opcc_opendata.importers.column_roles import WHY
from opcc_opendata.importers.deciding import ReadAs
from opcc_opendata.importers.finding_values import put_addressees, put_text, put_value
from opcc_opendata.importers.items import KINDS, Item, asks, head_of, start_of
from opcc_opendata.importers.joint_rows import SpanningCells, ask_for_texts, others_of
from opcc_opendata.importers.labels import label_of
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.row_numbers import Again, Several, again_at, bare_number, several_at, without_continued
from opcc_opendata.importers.table_heads import (
    DECISION,
    FIRST_NUMBER,
    TICK,
    Cell,
    Row,
    decision_of,
    has_mark,
    head_for,
    speakers_column,
    words_of,
)

_PART: Final = re.compile(r"^\(?(?P<letter>[a-h]|[ivx]{1,4})\\?\)\s+(?=\S)")
_LONGEST_THEME: Final = 15
_SENTENCE: Final = 4
"""Words that a cause of concern has at least: what is shorter is its name, and a theme."""
_RECOMMENDATION: Final = re.compile(r"recommendation\b", re.IGNORECASE)
"""A row that calls itself one, whatever the heading above its table names; "R1" may be any finding."""
_SEVERAL: Final = re.compile(
    rf"(?:{KINDS})s\s+(?:\w{{1,9}})(?:(?:, ?| and | & |, and |–|-| to )\w{{1,9}}){{1,20}}\W*", re.IGNORECASE
)
_TO_WHOM: Final = re.compile(r"(?:recommendations? )?(?:for|to|addressed to|made to|directed (?:at|to)) (?=\S)", re.I)
_THEME: Final = re.compile(r"^(?:theme|pillar|strand|thema) ?(?:\d{1,2}|[A-Z]\b)? ?[:.–—-]? ?", re.IGNORECASE)


def under_head(
    head: TableHead, rows: Sequence[Row], theme: str, speaker: str, told: list[str], kind: str
) -> list[Item]:
    """Read the rows below a head. `theme` is what stands above it."""
    reading = _Rows(head, rows, _THEME.sub("", theme) if _THEME.match(theme) else "", speaker, told, kind)
    for row in rows:
        reading.take(row)
    return reading.items


class _Rows:
    """Rows below a head as they are being read. Some say something of all findings below them, as their theme."""

    def __init__(
        self, head: TableHead, rows: Sequence[Row], theme: str, speaker: str, told: list[str], kind: str
    ) -> None:
        self.items: list[Item] = []
        self._head, self._theme, self._speaker, self._told, self._kind = head, theme, speaker, told, kind
        self._before: Row = ()
        self._asked: Addressees | None = None
        self._who = speakers_column(head, rows)
        self._spanning = SpanningCells(head, speaker)
        self._is_numbered = _are_numbered(rows, head)
        self._has_ticks = any(TICK.fullmatch(words_of(cell)) for row in rows for cell in head.held(row, DECISION))
        self._has_numbers = 2 * sum(_has_number(row, head) for row in rows) > len(rows)

    def take(self, row: Row) -> None:
        """Read the next row: it begins a finding, goes on with one, or stands over those below it."""
        head, told = self._head, self._told
        spans = [n < len(self._before) and bool(cell) and cell is self._before[n] for n, cell in enumerate(row)]
        if (alone := self._alone(row, spans)) and self._stands_over(alone, row):
            return
        fresh: list[Cell] = [
            () if is_above and head.holds[n : n + 1] != ("theme",) else cell
            for n, (cell, is_above) in enumerate(zip(row, spans, strict=True))
        ]
        again = _taken_again(fresh, head, told)
        above = self._above(row, fresh, again)
        if above is None and not again and _is_no_finding(row, head, has_numbers=self._has_numbers):
            return  # its words are kept with all that found no place
        item = above or self._begun(again)
        item.is_continued = bool(again)
        several = _several_in(fresh, head, told) if above is None else None
        item.number = several.numbers[0] if several else item.number
        own_head = head_for(fresh, head, self._who, told)
        _put_row(item, own_head, fresh, self._speaker, told, is_numbered=self._is_numbered)
        if above is None:
            self._add(item, several, row, spans)
        self._spanning.note(item, row)
        decided = fresh if above or item.answered_with else row
        _put_decision(item, head, decided, told, has_ticks=self._has_ticks)
        item.is_continued = bool(again and not above)
        self._before = row

    def _alone(self, row: Row, spans: Sequence[bool]) -> str:
        """Give the words of a row with one cell that may stand over the rows below it. Empty for any other row."""
        filled = [cell for cell in _apart_from_answers(row, spans, self._head) if cell]
        where = next((n for n, cell in enumerate(row) if filled and cell is filled[0]), 0)
        is_of_its_own = len(filled) == 1 and filled[0] is not (
            self._before[where] if where < len(self._before) else None
        )
        is_first = where == 0 or self._head.holds[where : where + 1] in (("text",), ("",))
        return words_of(filled[0]) if is_of_its_own and is_first and len(self._head.holds) > 2 else ""

    def _stands_over(self, words: str, row: Row) -> bool:
        """Note what a row says of those below it, if it does: a kind, a cause of concern, whom they ask, a theme."""
        if label_of(words).pure and "finding" in label_of(words).topics:  # "Areas for improvement": of this kind
            self._told.append(words)
            self._kind, self._theme = _kind_named(words, self._kind), ""
        elif concern := _concern_of(words):
            self._told.append(words.removesuffix(concern.text))
            self.items.append(concern)
            self._before, self._theme = row, ""
        elif named := _asked_above(words):
            self._told.append(words)
            self._asked, self._theme = named, ""
        elif len(words.split()) <= _LONGEST_THEME and not asks(words) and again_at(words) is None:
            self._asked = None
            self._theme = without_continued(_THEME.sub("", words).strip() or words)
            self._told += [words] if self._theme != words else []
        else:
            return False
        return True

    def _above(self, row: Row, fresh: Sequence[Cell], again: Again | None) -> Item | None:
        """Give the finding that a row goes on with. None where it begins one."""
        if again:
            of_number = (one for one in reversed(self.items) if again.number in ("", one.number))
            return next(of_number, None)
        is_same = not any(self._head.held(fresh, "number", "text")) or _is_same_number(row, self._before, self._head)
        return self.items[-1] if self.items and is_same else None

    def _begun(self, again: Again | None) -> Item:
        """Begin a finding with what the rows above say of it. One that goes on may have begun in another table."""
        item = Item(kind=_kind_of(self._head, self._kind), theme=self._theme)
        if self._asked:
            item.addressees = self._asked.codes
            item.how["addressees"] = ReadAs(READ, self._asked.words)
        if self._theme:
            item.how["theme"] = ReadAs(READ, self._theme)
        if again:
            item.number = again.number
            item.how["number"] = ReadAs(READ, again.words)
        return item

    def _add(self, item: Item, several: Several | None, row: Row, spans: Sequence[bool]) -> None:
        """Add a finding that was begun, with the others of its row, and the answers that begin above it."""
        if several:
            if several.rest.startswith("("):
                _put_behind_numbers(item, several, self._told)
            self.items += others_of(item, several)
        else:
            _add_part(item, row, self._head, self._told)
            self.items.append(item)
        self._spanning.share(item, row, spans, self._told)
        first = next((one for one in reversed(self.items[:-1]) if one.text), None)
        has_words_above = any(
            is_above and what == "text" for is_above, what in zip(spans, self._head.holds, strict=False)
        )
        if has_words_above and not item.text and first is not None:
            ask_for_texts(first, [item])


def _apart_from_answers(row: Row, spans: Sequence[bool], head: TableHead) -> Row:
    """Give a row without the answers that begin in a row above, beside which the name of a theme may stand alone."""
    above = [
        is_above and holds not in ("", "number", "text", "theme")
        for is_above, holds in zip(spans, head.holds, strict=False)
    ]
    return tuple(() if n < len(above) and above[n] else cell for n, cell in enumerate(row))


def _taken_again(row: list[Cell], head: TableHead, told: list[str]) -> Again | None:
    """Take "Recommendation 2 (continued)" out of a row. None where nothing says that a finding goes on."""
    found: Again | None = None
    for n, holds in enumerate(head.holds[: len(row)]):
        one = again_at(row[n][0].words) if holds in ("number", "text") and row[n] else None
        if one is None:
            continue
        found = found if found and found.number else one
        told.append(one.words)
        first = [replace(row[n][0], text=escaped(one.rest), lines=(one.rest,))] if one.rest else []
        row[n] = (*first, *row[n][1:])
    return found


def _several_in(row: list[Cell], head: TableHead, told: list[str]) -> Several | None:
    """Take the numbers of several findings out of the cell for one, or from before their words."""
    for n, holds in enumerate(head.holds[: len(row)]):
        if holds == "number" and row[n] and (found := several_at(_in_one_line(row[n]))):
            told.append(words_of(row[n]))
            row[n] = ()
            return found
        found = several_at(row[n][0].words) if holds == "text" and row[n] else None
        if found and found.kind and found.rest:
            told.append(found.words)
            row[n] = (replace(row[n][0], text=escaped(found.rest), lines=(found.rest,)), *row[n][1:])
            return found
    return None


def _in_one_line(cell: Cell) -> str:
    """Give the words of a cell for numbers. Where each stands in a line of its own, they are joined as a list is."""
    lines = [line.rstrip(" .:,;") for block in cell for line in block.lines]
    return ", ".join(lines) if len(lines) > 1 else words_of(cell)


def _put_behind_numbers(item: Item, several: Several, told: list[str]) -> None:
    """Put what stands in brackets behind numbers: whom the findings are for. A person places anything else."""
    asked = addressed_at_start(several.rest)
    if asked and not asked[1]:
        put_addressees(item, several.rest, asked[0].words, told)
    else:
        item.add_unsure(several.rest)


def _asked_above(words: str) -> Addressees | None:
    """Read a row that says whom the findings below it are for: "To chief constables"."""
    led = _TO_WHOM.match(words)
    named = addressees_named(words[led.end() :]) if led else None
    return Addressees(named.codes, words) if named else None


def _concern_of(words: str) -> Item | None:
    """Read a row that only says a cause of concern, whose recommendations stand below: "Cause of concern 1: …"."""
    head = head_of(words)
    if head is None or head.kind != "cause_of_concern" or not head.number or len(head.rest.split()) < _SENTENCE:
        return None
    return Item(
        head.kind, head.number, escaped(head.rest), how=dict.fromkeys(("number", "text"), ReadAs(PRINTED, words))
    )


def _put_decision(item: Item, head: TableHead, row: Sequence[Cell], told: list[str], *, has_ticks: bool) -> None:
    """Put the decision whose column is marked. Marks in two of them leave it to a person."""
    cells = [(label, words_of(cell)) for label, holds, cell in head.under(row) if holds == DECISION]
    marked = [(label, mark) for label, mark in cells if TICK.fullmatch(mark) or (not has_ticks and has_mark(mark))]
    if len(marked) == 1:
        [(label, mark)] = marked
        code = decision_of(label)
        if item.answer.get("acceptance", code) == code:
            item.answer["acceptance"] = code
            item.how["acceptance"] = ReadAs(PRINTED, f"{label}: {mark}")
            told += [mark for _, mark in cells]
            return
    if marked:
        item.answer.pop("acceptance", None)
        item.how.pop("acceptance", None)
    for label, mark in marked:
        item.add_unsure(mark, label)


def _has_number(row: Row, head: TableHead) -> bool:
    return any(any(map(str.isdigit, words_of(cell))) for cell in head.held(row, "number")[:1])


def _is_no_finding(row: Row, head: TableHead, *, has_numbers: bool) -> bool:
    """Tell a remark among findings: it has no number where they have, or names several, and it asks for nothing."""
    words = " ".join(filter(None, map(words_of, head.held(row, "number", "text"))))
    names_several = _SEVERAL.fullmatch(words) is not None
    return names_several or (has_numbers and not _has_number(row, head) and not asks(words))


def _is_same_number(row: Row, before: Row, head: TableHead) -> bool:
    """Tell if a number spans this row too, and the row begins no part of its recommendation with a letter."""
    numbers, above, texts = head.held(row, "number"), head.held(before, "number"), head.held(row, "text")
    if not (numbers and above and texts) or not numbers[0] or numbers[0] is not above[0]:
        return False
    return not _PART.match(words_of(texts[0]))


def _add_part(item: Item, row: Row, head: TableHead, told: list[str]) -> None:
    """Add the letter of a part to the number of its recommendation, which may span the rows of all its parts."""
    part = _PART.match(item.text)
    numbers = head.held(row, "number")
    if part is None or not numbers:
        return
    cell = words_of(numbers[0])
    found = head_of(cell)
    number = found.number if found else cell
    if number.isdigit():
        item.number = f"{number}({part['letter']})"
        item.how["number"] = ReadAs(READ, cell, f"The letter is that of the part: {part[0].strip()}.")
        item.text = item.text[part.end() :]
        told += [cell, part[0]]


def _kind_of(head: TableHead, kind: str) -> str:
    for label, holds, _ in head.under(head.labels):
        kind = _kind_named(label, kind) if holds in ("number", "text") else kind
    return kind


def _kind_named(words: str, kind: str) -> str:
    lower = words.lower()
    if "improvement" in lower or "afi" in lower.split():
        return "area_for_improvement"
    return "cause_of_concern" if "concern" in lower else kind


def _are_numbered(rows: Sequence[Row], head: TableHead) -> bool:
    """Tell if each finding of a table without a column of numbers begins with one: "2 By May, forces should …"."""
    if head.place_of("number") is not None:
        return False
    texts = [words_of(cell) for row in rows for cell in head.held(row, "text")[:1] if cell]
    return bool(texts) and all(map(FIRST_NUMBER.match, texts))


def _put_row(
    item: Item, head: TableHead, row: Sequence[Cell], speaker: str, told: list[str], *, is_numbered: bool
) -> None:
    for n, (label, column, cell) in enumerate(head.under(row)):
        words, before = words_of(cell), set(item.how)
        if column == "number":
            words = _without_addressees(item, words, told)
            found = head_of(words)
            number = found.number if found and found.number else bare_number(words)
            told += [words] if number != words else []
            item.number = item.number or number
            if found and (found.kind != "recommendation" or _RECOMMENDATION.match(words)):
                item.kind = found.kind
            if item.number:
                item.how.setdefault("number", ReadAs(PRINTED, label or words))
            told += [words] if found else []
            if found and found.rest and not any(head.held(row, "text")):
                item.text = found.rest  # "Cause of concern 1 – …" over all columns
                item.how["text"] = ReadAs(PRINTED, start_of(words))
        elif column == "text":
            put_text(item, cell, told, is_numbered=is_numbered)
            if item.text:
                item.how.setdefault("text", ReadAs(PRINTED, label))
        elif words and column != DECISION:
            put_value(item, column, label, cell, speaker, told)
        for key in item.how.keys() - before if n in head.guessed else ():
            item.how[key] = ReadAs(GUESSED, label, WHY)


def _without_addressees(item: Item, words: str, told: list[str]) -> str:
    """Read "3 (CPS)": the number, and in brackets whom the finding is for."""
    number, _, rest = words.partition(" ")
    asked = addressed_at_start(rest) if rest.startswith("(") else None
    if asked is None or asked[1]:
        return words
    put_addressees(item, words, asked[0].words, told)
    return number
