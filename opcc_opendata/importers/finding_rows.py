"""Rows below the heads of a table → findings, with their themes, parts and merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.asked_of import Asked, addressed_at_start, addressees_named
from opcc_opendata.importers.blocks import escaped
from opcc_opendata.importers.column_heads import Head
from opcc_opendata.importers.column_roles import WHY
from opcc_opendata.importers.finding_values import put_addressees, put_text, put_value
from opcc_opendata.importers.items import KINDS, Item, Read, asks, head_of, numbers_in, start_of
from opcc_opendata.importers.labels import label_of
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.table_heads import DECISION, FIRST_NUMBER, TICK, Cell, Row, decision_of, has_mark, words_of

_PART: Final = re.compile(r"^\(?(?P<letter>[a-h]|[ivx]{1,4})\\?\)\s+(?=\S)")
_SENTENCE: Final = 4
"""Words that a cause of concern has at least: what is shorter is its name, and a theme."""
_RECOMMENDATION: Final = re.compile(r"recommendation\b", re.IGNORECASE)
"""A row that calls itself one, whatever the heading above its table names; "R1" may be any finding."""
_KIND: Final = re.compile(rf"(?:{KINDS})s?\.?\s*(?=\d)", re.IGNORECASE)
_SHARED: Final = re.compile(
    rf"(?:(?:{KINDS})s?\.?\s*)?\d{{1,3}}(?:(?:, ?| and | & |, and |–|-| to )(?:(?:{KINDS})s?\.?\s*)?\d{{1,3}}){{1,20}}",
    re.IGNORECASE,
)
"""The numbers of several findings in one cell: "AFI 3 and AFI 4"."""
_SEVERAL: Final = re.compile(
    rf"(?:{KINDS})s\s+(?:\w{{1,9}})(?:(?:, ?| and | & |, and |–|-| to )\w{{1,9}}){{1,20}}\W*", re.IGNORECASE
)
_TO_WHOM: Final = re.compile(r"(?:recommendations? )?(?:for|to|addressed to|made to|directed (?:at|to)) (?=\S)", re.I)
_THEME: Final = re.compile(r"^(?:theme|pillar|strand|thema) ?(?:\d{1,2}|[A-Z]\b)? ?[:.–—-]? ?", re.IGNORECASE)


def under_head(head: Head, rows: Sequence[Row], theme: str, speaker: str, told: list[str], kind: str) -> list[Item]:
    """Read the rows below a head. `theme` is what stands above it."""
    items: list[Item] = []
    before: Row = ()
    asked: Asked | None = None
    is_numbered = _are_numbered(rows, head)
    has_ticks = any(TICK.fullmatch(words_of(cell)) for row in rows for cell in head.held(row, DECISION))
    has_numbers = 2 * sum(_has_number(row, head) for row in rows) > len(rows)
    theme = _THEME.sub("", theme) if _THEME.match(theme) else ""
    for row in rows:
        filled = [cell for cell in row if cell]
        where = next((n for n, cell in enumerate(row) if cell), 0)
        is_of_its_own = len(filled) == 1 and filled[0] is not (before[where] if where < len(before) else None)
        if (
            is_of_its_own
            and len(head.holds) > 2
            and (where == 0 or head.holds[where : where + 1] in (("text",), ("",)))
        ):
            words = words_of(filled[0])
            if label_of(words).pure and "finding" in label_of(words).topics:  # "Areas for improvement": of this kind
                told.append(words)
                kind, theme = _kind_named(words, kind), ""
                continue
            if concern := _concern_of(words):
                told.append(words.removesuffix(concern.text))
                items.append(concern)
                before, theme = row, ""
                continue
            if named := _asked_above(words):
                told.append(words)
                asked, theme = named, ""
                continue
            if len(words.split()) <= 15 and not asks(words):
                asked = None
                theme = _THEME.sub("", words).strip() or words
                continue
        spans = [n < len(before) and bool(cell) and cell is before[n] for n, cell in enumerate(row)]
        fresh = [
            () if is_above and head.holds[n : n + 1] != ("theme",) else cell
            for n, (cell, is_above) in enumerate(zip(row, spans, strict=True))
        ]
        goes_on = bool(items) and (not any(head.held(fresh, "number", "text")) or _is_same_number(row, before, head))
        if not goes_on and _is_no_finding(row, head, has_numbers=has_numbers):
            continue  # its words are kept with all that found no place
        if not goes_on:
            items.append(_begun(_kind_of(head, kind), theme, asked))
        _put_row(items[-1], head, fresh, speaker, told, is_numbered=is_numbered)
        _put_decision(items[-1], head, fresh, told, has_ticks=has_ticks)
        if not goes_on:
            _add_part(items[-1], row, head, told)
            items += _others_of(items[-1])
        before = row
    return items


def _begun(kind: str, theme: str, asked: Asked | None) -> Item:
    """Begin a finding with what the rows above it say of all that stand below them."""
    item = Item(kind=kind, theme=theme)
    if asked:
        item.addressees = asked.codes
        item.how["addressees"] = Read(READ, asked.words)
    if theme:
        item.how["theme"] = Read(READ, theme)
    return item


def _asked_above(words: str) -> Asked | None:
    """Read a row that says whom the findings below it are for: "To chief constables"."""
    led = _TO_WHOM.match(words)
    named = addressees_named(words[led.end() :]) if led else None
    return Asked(named.codes, words) if named else None


def _concern_of(words: str) -> Item | None:
    """Read a row that only says a cause of concern, whose recommendations stand below: "Cause of concern 1: …"."""
    head = head_of(words)
    if head is None or head.kind != "cause_of_concern" or not head.number or len(head.rest.split()) < _SENTENCE:
        return None
    return Item(head.kind, head.number, escaped(head.rest), how=dict.fromkeys(("number", "text"), Read(PRINTED, words)))


def _put_decision(item: Item, head: Head, row: Sequence[Cell], told: list[str], *, has_ticks: bool) -> None:
    """Put the decision whose column is marked. Marks in two of them leave it to a person."""
    cells = [(label, words_of(cell)) for label, holds, cell in head.under(row) if holds == DECISION]
    marked = [(label, mark) for label, mark in cells if TICK.fullmatch(mark) or (not has_ticks and has_mark(mark))]
    if len(marked) == 1:
        [(label, mark)] = marked
        code = decision_of(label)
        if item.answer.get("acceptance", code) == code:
            item.answer["acceptance"] = code
            item.how["acceptance"] = Read(PRINTED, f"{label}: {mark}")
            told += [mark for _, mark in cells]
            return
    if marked:
        item.answer.pop("acceptance", None)
        item.how.pop("acceptance", None)
    for label, mark in marked:
        item.add_unsure(mark, label)


def _has_number(row: Row, head: Head) -> bool:
    return any(any(map(str.isdigit, words_of(cell))) for cell in head.held(row, "number")[:1])


def _is_no_finding(row: Row, head: Head, *, has_numbers: bool) -> bool:
    """Tell a remark among findings: it has no number where they have, or names several, and it asks for nothing."""
    words = " ".join(filter(None, map(words_of, head.held(row, "number", "text"))))
    names_several = _SEVERAL.fullmatch(words) is not None
    return names_several or (has_numbers and not _has_number(row, head) and not asks(words))


def _others_of(item: Item) -> list[Item]:
    """Give the findings that share a row with the first one: "AFI 3 and AFI 4". The first has their one answer."""
    numbers = numbers_in(_KIND.sub("", item.number)) if _SHARED.fullmatch(item.number) else []
    if len(numbers) < 2:
        return []
    cell = item.number
    named = head_of(cell.split(" and ")[0].split(",")[0])
    item.kind, item.number = named.kind if named else item.kind, numbers[0]
    others = [Item(item.kind, number, theme=item.theme, answered_with=numbers[0]) for number in numbers[1:]]
    for other in others:
        other.how = {name: Read(READ, cell) for name in ("number", "theme", "answered_with")}
    return others


def _is_same_number(row: Row, before: Row, head: Head) -> bool:
    """Tell if a number spans this row too, and the row begins no part of its recommendation with a letter."""
    numbers, above, texts = head.held(row, "number"), head.held(before, "number"), head.held(row, "text")
    if not (numbers and above and texts) or not numbers[0] or numbers[0] is not above[0]:
        return False
    return not _PART.match(words_of(texts[0]))


def _add_part(item: Item, row: Row, head: Head, told: list[str]) -> None:
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
        item.how["number"] = Read(READ, cell, f"The letter is that of the part: {part[0].strip()}.")
        item.text = item.text[part.end() :]
        told += [cell, part[0]]


def _kind_of(head: Head, kind: str) -> str:
    for label, holds, _ in head.under(head.labels):
        kind = _kind_named(label, kind) if holds in ("number", "text") else kind
    return kind


def _kind_named(words: str, kind: str) -> str:
    lower = words.lower()
    if "improvement" in lower or "afi" in lower.split():
        return "area_for_improvement"
    return "cause_of_concern" if "concern" in lower else kind


def _are_numbered(rows: Sequence[Row], head: Head) -> bool:
    """Tell if each finding of a table without a column of numbers begins with one: "2 By May, forces should …"."""
    if head.place_of("number") is not None:
        return False
    texts = [words_of(cell) for row in rows for cell in head.held(row, "text")[:1] if cell]
    return bool(texts) and all(map(FIRST_NUMBER.match, texts))


def _put_row(item: Item, head: Head, row: Sequence[Cell], speaker: str, told: list[str], *, is_numbered: bool) -> None:
    for n, (label, column, cell) in enumerate(head.under(row)):
        words, before = words_of(cell), set(item.how)
        if column == "number":
            words = _without_addressees(item, words, told)
            found = head_of(words)
            number = found.number if found and found.number else words
            item.number = item.number or number
            if found and (found.kind != "recommendation" or _RECOMMENDATION.match(words)):
                item.kind = found.kind
            if item.number:
                item.how.setdefault("number", Read(PRINTED, label or words))
            told += [words] if found else []
            if found and found.rest and not any(head.held(row, "text")):
                item.text = found.rest  # "Cause of concern 1 – …" over all columns
                item.how["text"] = Read(PRINTED, start_of(words))
        elif column == "text":
            put_text(item, cell, told, is_numbered=is_numbered)
            if item.text:
                item.how.setdefault("text", Read(PRINTED, label))
        elif words and column != DECISION:
            put_value(item, column, label, cell, speaker, told)
        for key in item.how.keys() - before if n in head.guessed else ():
            item.how[key] = Read(GUESSED, label, WHY)


def _without_addressees(item: Item, words: str, told: list[str]) -> str:
    """Read "3 (CPS)": the number, and in brackets whom the finding is for."""
    number, _, rest = words.partition(" ")
    asked = addressed_at_start(rest) if rest.startswith("(") else None
    if asked is None or asked[1]:
        return words
    put_addressees(item, words, asked[0].words, told)
    return number
