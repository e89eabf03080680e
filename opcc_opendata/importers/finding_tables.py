"""Findings in tables: with a row of heads, with the labels in the first column, with themes and merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from opcc_opendata.importers.acceptance import SAID_OF_ANYTHING, acceptance_of
from opcc_opendata.importers.asked_of import addressed_at_start, addressees_named
from opcc_opendata.importers.blocks import TABLE, Block, join
from opcc_opendata.importers.dates import find_dates, only_date
from opcc_opendata.importers.formats.characters import CROSSES, OPEN_BOXES, TICKS
from opcc_opendata.importers.items import (
    BODY,
    FORCE,
    KINDS,
    NO_ACTION,
    NUMBER,
    Item,
    Read,
    asks,
    head_of,
    numbers_in,
    start_of,
    whose,
)
from opcc_opendata.importers.labelled import ANSWERING, label_among
from opcc_opendata.importers.labels import BOTH, column_of, label_of
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ

Cell = tuple[Block, ...]
Row = tuple[Cell, ...]

_LISTED: Final = re.compile(r"^(?P<number>\d{1,3}[a-z]?)(?:[.):]| ?[–—]| -) (?P<rest>\S.*)$", re.DOTALL)
_SINCE: Final = re.compile(r"\b(?:since|from|until|born)\s*$", re.IGNORECASE)
_NUMBER: Final = re.compile(NUMBER)
_PART: Final = re.compile(r"^\(?(?P<letter>[a-h]|[ivx]{1,4})\\?\)\s+(?=\S)")
_KIND: Final = re.compile(rf"(?:{KINDS})s?\.?\s*(?=\d)", re.IGNORECASE)
_SHARED: Final = re.compile(
    rf"(?:(?:{KINDS})s?\.?\s*)?\d{{1,3}}(?:(?:, ?| and | & |, and |–|-| to )(?:(?:{KINDS})s?\.?\s*)?\d{{1,3}}){{1,20}}",
    re.IGNORECASE,
)
"""The numbers of several findings in one cell: "AFI 3 and AFI 4"."""
_SEVERAL: Final = re.compile(
    rf"(?:{KINDS})s\s+(?:\w{{1,9}})(?:(?:, ?| and | & |, and |–|-| to )\w{{1,9}}){{1,20}}\W*", re.IGNORECASE
)
_MOST_ROWS_ABOVE: Final = 3
_WIDEST: Final = 3
_THEME: Final = re.compile(r"^(?:theme|pillar|strand|thema) ?(?:\d{1,2}|[A-Z]\b)? ?[:.–—-]? ?", re.IGNORECASE)
_EMPTY: Final = frozenset(["", "n/a", "na", "none", "nil", "left blank", "blank"])
_NOT_APPLICABLE: Final = frozenset(["n/a", "na", "not applicable"])
_ACCEPTS: Final = re.compile(r"\b(?:accept|agree)", re.IGNORECASE)
_REASON: Final = re.compile(r"\breasons?\b", re.IGNORECASE)
_TICK: Final = re.compile(rf"[{TICKS}]|\\?\[[xX✓✔]\\?\]|yes", re.IGNORECASE)
_CROSS: Final = re.compile(f"[xX{CROSSES}●•■]")
"""It marks the column that is meant, unless others have ticks: beside these it says no."""
_UNMARKED: Final = re.compile(rf"[{OPEN_BOXES}{CROSSES}xX –—-]?|\\?\[ ?\\?\]")
_PARTLY: Final = ("partly", "partially", "in part", "part")
_DECISION: Final = "decision"
_FIRST_NUMBER: Final = re.compile(r"^(?P<number>\d{1,3}[a-z]?) (?P<rest>[A-Z]\S*\s.*)$", re.DOTALL)


def items_of(block: Block, speaker: str, told: list[str], kind: str = "recommendation") -> list[Item]:
    """Take the findings out of a table, if it is one of findings.

    `speaker` is whose action an answer in the first person is, `kind` what they are where nothing else says it. `told`
    gets the words that the record says with keys and codes.
    """
    if block.kind != TABLE:
        return []
    if _is_on_its_side(block):
        block = replace(block, rows=tuple(zip(*block.rows, strict=True)))
    if max(sum(map(bool, row)) for row in block.rows) <= 2 and (beside := _beside_labels(block, speaker, told, kind)):
        return beside
    for at, row in enumerate(block.rows[:_MOST_ROWS_ABOVE]):
        heads, below = _heads_of_two_rows(row, block.rows[at + 1 :])
        columns = _columns(heads, below)
        if columns:
            told += [" ".join(map(words_of, one)) for one in block.rows[at : len(block.rows) - len(below)]]
            for n in _decisions(row, heads, below):
                columns[n] = _DECISION
            above = [words_of(next(filter(None, one), ())) for one in block.rows[:at]]
            return _under_heads(below, columns, heads, above[-1] if above else "", speaker, told, kind)
    return _beside_labels(block, speaker, told, kind)


def _is_on_its_side(block: Block) -> bool:
    """Tell if each column is a finding: its number stands in the first row, and the labels in the first column."""
    first, *rest = block.rows
    labels = [column_of(words_of(row[0])) if row else "" for row in rest]
    is_square = all(len(row) == len(first) for row in rest)
    numbers = [words_of(cell) for cell in first[1:]]
    is_numbered = bool(numbers) and all(re.fullmatch(r"\d{1,3}[a-z]?", one) for one in numbers)
    return (
        is_square
        and is_numbered
        and column_of(words_of(first[0])) in ("text", "number")
        and bool({*labels} & ANSWERING)
    )


def words_of(cell: Cell) -> str:
    """Return the words of a cell on one line."""
    return " ".join(one.words for one in cell)


def _heads_of_two_rows(row: Row, below: Sequence[Row]) -> tuple[Row, Sequence[Row]]:
    """Give the heads and the rows under them. Where a head spans two rows, others have a second one below them."""
    if not below or not any(cell and below[0][n : n + 1] and below[0][n] is cell for n, cell in enumerate(row)):
        return row, below
    second = below[0]
    return tuple(second[n] if n < len(second) and second[n] else cell for n, cell in enumerate(row)), below[1:]


def _columns(row: Row, below: Sequence[Row]) -> list[str]:
    """Say what each column holds, if a row is one of heads over findings; else nothing."""
    heads = [words_of(cell) for cell in row]
    columns = [column_of(head) or column_of(head, whole=False) if head else "" for head in heads]
    if columns.count("text") == 1 and "number" not in columns and _number_or_none(below, columns.index("text")):
        columns[columns.index("text")] = "number"  # "Recommendation" is above their numbers
    elif columns.count("number") == 1 and "text" not in columns and _are_listed(below, columns.index("number")):
        columns[columns.index("number")] = "text"  # "Rec." is above "7 – forces should …"
    known = set(columns) - {""}
    if not below or len(row) < 2 or not (known & {"text", "number"} or known >= {BODY, FORCE}):
        return []
    if "text" not in known:
        place = _text_column(columns, below)
        if place is None:
            return columns if known & ANSWERING and _has_numbers(heads, columns, below) else []
        columns[place] = "text"
    elif columns.count("text") > 1:  # "Recommendation" and "HMICFRS comment"
        first = max((n for n, one in enumerate(columns) if one == "text"), key=lambda n: _length(below, n))
        columns = [one if one != "text" or n == first else _number_or_none(below, n) for n, one in enumerate(columns)]
    is_of_findings = bool(set(columns) & ANSWERING) or _asked(below, columns.index("text"))
    return columns if is_of_findings else []


def _decisions(above: Row, heads: Row, below: Sequence[Row]) -> list[int]:
    """Give the columns that stand for a decision each, of which a mark says which: "Accepted | In part | Rejected".

    "Yes" and "No" may be about anything, unless the head `above` both asks for a decision.
    """
    found: dict[int, str] = {}
    is_marked = False
    for n, head in enumerate(heads):
        cells = [words_of(row[n]) for row in below if n < len(row)]
        code = _decision_of(words_of(head))
        if code and all(_marked(one) or _UNMARKED.fullmatch(one) for one in cells):
            found[n] = code
            is_marked = is_marked or any(map(_marked, cells))
    is_asked = any(n < len(above) and _ACCEPTS.search(words_of(above[n])) for n in found)
    is_plain = any(words_of(heads[n]).lower() not in {*SAID_OF_ANYTHING, *_PARTLY} for n in found)
    is_each_once = len(set(found.values())) == len(found) > 1
    return list(found) if is_marked and is_each_once and (is_asked or is_plain) else []


def _decision_of(head: str) -> str:
    return acceptance_of(head) or ("accepted_in_part" if head.lower().strip(" ?") in _PARTLY else "")


def _marked(words: str) -> bool:
    return bool(_TICK.fullmatch(words) or _CROSS.fullmatch(words))


def _put_decision(
    item: Item, row: Row, columns: Sequence[str], heads: Row, told: list[str], *, has_ticks: bool
) -> None:
    """Put the decision whose column is marked. Marks in two of them leave it to a person."""
    cells = [
        (words_of(head), words_of(cell))
        for head, cell, one in zip(heads, row, columns, strict=False)
        if one == _DECISION
    ]
    marked = [(head, mark) for head, mark in cells if _TICK.fullmatch(mark) or (not has_ticks and _marked(mark))]
    if len(marked) == 1:
        [(head, mark)] = marked
        code = _decision_of(head)
        if item.answer.get("acceptance", code) == code:
            item.answer["acceptance"] = code
            item.how["acceptance"] = Read(PRINTED, f"{head}: {mark}")
            told += [mark for _, mark in cells]
            return
    if marked:
        item.answer.pop("acceptance", None)
        item.how.pop("acceptance", None)
    for head, mark in marked:
        item.add_unsure(mark, head)


def _are_listed(below: Sequence[Row], place: int) -> bool:
    """Tell if a column has findings that begin with their numbers."""
    cells = [words_of(row[place]) for row in below if place < len(row) and row[place]]
    return bool(cells) and all(_number_before(one, is_numbered=False) for one in cells)


def _has_numbers(heads: Sequence[str], columns: Sequence[str], below: Sequence[Row]) -> bool:
    """Tell if a table has the numbers of findings and the answers to them, and not their words."""
    place = columns.index("number") if "number" in columns else len(columns)
    cells = [words_of(row[place]) for row in below if place < len(row) and row[place]]
    is_number = all(
        _NUMBER.fullmatch(one) or ((head := head_of(one)) and head.number and not head.rest) for one in cells
    )
    is_of_findings = place < len(heads) and ("finding" in label_of(heads[place]).topics or all(map(head_of, cells)))
    return bool(cells) and is_number and is_of_findings


def _number_or_none(below: Sequence[Row], place: int) -> str:
    cells = [words_of(row[place]) for row in below if place < len(row)]
    return "number" if cells and all(len(cell) <= 8 and any(map(str.isdigit, cell)) for cell in cells if cell) else ""


def _text_column(columns: Sequence[str], below: Sequence[Row]) -> int | None:
    """Find the column of findings where no head names it: the one whose cells ask for something."""
    unknown = [n for n, column in enumerate(columns) if not column]
    return next((n for n in unknown if _asked(below, n)), None)


def _asked(below: Sequence[Row], place: int) -> bool:
    cells = [words_of(row[place]) for row in below if place < len(row) and row[place]]
    return bool(cells) and 2 * sum(map(asks, cells)) > len(cells)


def _length(below: Sequence[Row], place: int) -> int:
    return sum(len(words_of(row[place])) for row in below if place < len(row))


def _under_heads(
    rows: Sequence[Row], columns: list[str], heads: Row, theme: str, speaker: str, told: list[str], kind: str
) -> list[Item]:
    items: list[Item] = []
    before: Row = ()
    is_numbered = _are_numbered(rows, columns)
    cells = [words_of(cell) for row in rows for cell, one in zip(row, columns, strict=False) if one == _DECISION]
    has_ticks = any(map(_TICK.fullmatch, cells))
    has_numbers = 2 * sum(_has_number(row, columns) for row in rows) > len(rows)
    theme = _THEME.sub("", theme) if _THEME.match(theme) else ""
    for row in rows:
        filled = [cell for cell in row if cell]
        where = next((n for n, cell in enumerate(row) if cell), 0)
        is_of_its_own = len(filled) == 1 and filled[0] is not (before[where] if where < len(before) else None)
        if is_of_its_own and len(columns) > 2 and (where == 0 or columns[where : where + 1] in (["text"], [""])):
            words = words_of(filled[0])
            if label_of(words).pure and "finding" in label_of(words).topics:  # "Areas for improvement": of this kind
                told.append(words)
                kind, theme = _kind_named(words, kind), ""
                continue
            if len(words.split()) <= 15 and not asks(words):
                theme = _THEME.sub("", words).strip() or words
                continue
        fresh = [() if n < len(before) and cell and cell is before[n] else cell for n, cell in enumerate(row)]
        goes_on = bool(items) and (
            all(not cell for cell, column in zip(fresh, columns, strict=False) if column in ("number", "text"))
            or _is_same_number(row, before, columns)
        )
        if not goes_on and _is_no_finding(row, columns, has_numbers=has_numbers):
            continue  # its words are kept with all that found no place
        if not goes_on:
            items.append(Item(kind=_kind_of(heads, columns, kind), theme=theme))
            if theme:
                items[-1].how["theme"] = Read(READ, theme)
        _put_row(items[-1], tuple(fresh), columns, heads, speaker, told, is_numbered=is_numbered)
        _put_decision(items[-1], tuple(fresh), columns, heads, told, has_ticks=has_ticks)
        if not goes_on:
            _add_part(items[-1], row, columns, told)
            items += _others_of(items[-1])
        before = row
    return items


def _has_number(row: Row, columns: list[str]) -> bool:
    place = columns.index("number") if "number" in columns else len(row)
    return place < len(row) and any(map(str.isdigit, words_of(row[place])))


def _is_no_finding(row: Row, columns: list[str], *, has_numbers: bool) -> bool:
    """Tell a remark among findings: it has no number where they have, or names several, and it asks for nothing."""
    cells = [words_of(row[n]) for n, one in enumerate(columns) if one in ("number", "text") and n < len(row)]
    words = " ".join(filter(None, cells))
    names_several = _SEVERAL.fullmatch(words) is not None
    return names_several or (has_numbers and not _has_number(row, columns) and not asks(words))


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


def _is_same_number(row: Row, before: Row, columns: list[str]) -> bool:
    """Tell if a number spans this row too, and the row begins no part of its recommendation with a letter."""
    number, text = (columns.index(one) if one in columns else len(row) for one in ("number", "text"))
    if max(number, text) >= len(row) or number >= len(before) or not row[number] or row[number] is not before[number]:
        return False
    return not _PART.match(words_of(row[text]))


def _add_part(item: Item, row: Row, columns: list[str], told: list[str]) -> None:
    """Add the letter of a part to the number of its recommendation, which may span the rows of all its parts."""
    part = _PART.match(item.text)
    if part is None or "number" not in columns:
        return
    cell = words_of(row[columns.index("number")])
    found = head_of(cell)
    number = found.number if found else cell
    if number.isdigit():
        item.number = f"{number}({part['letter']})"
        item.how["number"] = Read(READ, cell, f"The letter is that of the part: {part[0].strip()}.")
        item.text = item.text[part.end() :]
        told += [cell, part[0]]


def _kind_of(heads: Row, columns: list[str], kind: str) -> str:
    named = next((one for one in ("text", "number") if one in columns), "")
    head = words_of(heads[columns.index(named)]) if named else ""
    return _kind_named(head, kind)


def _kind_named(words: str, kind: str) -> str:
    lower = words.lower()
    if "improvement" in lower or "afi" in lower.split():
        return "area_for_improvement"
    return "cause_of_concern" if "concern" in lower else kind


def _are_numbered(rows: Sequence[Row], columns: list[str]) -> bool:
    """Tell if each finding of a table without a column of numbers begins with one: "2 By May, forces should …"."""
    if "number" in columns or "text" not in columns:
        return False
    place = columns.index("text")
    texts = [words_of(row[place]) for row in rows if place < len(row) and row[place]]
    return bool(texts) and all(map(_FIRST_NUMBER.match, texts))


def _put_row(
    item: Item, row: Row, columns: list[str], heads: Row, speaker: str, told: list[str], *, is_numbered: bool
) -> None:
    for cell, column, head in zip(row, columns, heads, strict=False):
        words = words_of(cell)
        if column == "number":
            words = _without_addressees(item, words, told)
            found = head_of(words)
            number = found.number if found and found.number else words
            item.number = item.number or number
            if found and found.kind != "recommendation":
                item.kind = found.kind
            if item.number:
                item.how.setdefault("number", Read(PRINTED, words_of(head) or words))
            told += [words] if found else []
        elif column == "text":
            put_text(item, cell, told, is_numbered=is_numbered)
            if item.text:
                item.how.setdefault("text", Read(PRINTED, words_of(head)))
        elif words and column != _DECISION:
            put_value(item, column, words_of(head), cell, speaker, told)


def _without_addressees(item: Item, words: str, told: list[str]) -> str:
    """Read "3 (CPS)": the number, and in brackets whom the finding is for."""
    number, _, rest = words.partition(" ")
    asked = addressed_at_start(rest) if rest.startswith("(") else None
    if asked is None or asked[1]:
        return words
    _put_addressees(item, words, asked[0].words, told)
    return number


def _number_before(words: str, *, is_numbered: bool) -> re.Match[str] | None:
    found = _LISTED.match(words) or (_FIRST_NUMBER.match(words) if is_numbered else None)
    return found if found and asks(found["rest"]) else None


def put_text(item: Item, cell: Cell, told: list[str], *, is_numbered: bool = False) -> None:
    """Put the words of a finding, without the number that they may begin with.

    `is_numbered` says that every finding of the table begins with a number, so that none needs a full stop.
    """
    if not cell:
        return
    found = head_of(cell[0].words)
    if found and found.number and not item.number:
        item.number, item.kind = found.number, found.kind
        item.how["number"] = Read(PRINTED, start_of(cell[0].words))
        told.append(cell[0].words[: len(cell[0].words) - len(found.rest)])
        rest = [replace(cell[0], text=found.rest)] if found.rest else []
        cell = (*rest, *cell[1:])
    elif found and not found.number and found.rest and found.kind != "recommendation":
        item.kind = found.kind  # "Cause of concern: …"
        told.append(cell[0].words[: len(cell[0].words) - len(found.rest)])
        cell = (replace(cell[0], text=found.rest, lines=(found.rest,)), *cell[1:])
    elif not item.number and (listed := _number_before(cell[0].words, is_numbered=is_numbered)):
        item.number = listed["number"]
        item.how["number"] = Read(READ, start_of(cell[0].words))
        told.append(listed["number"])
        cell = (replace(cell[0], text=listed["rest"], lines=(listed["rest"],)), *cell[1:])
    text = join(cell)
    item.text = "\n\n".join(filter(None, (item.text, text)))


def put_value(item: Item, column: str, label: str, cell: Cell, speaker: str, told: list[str]) -> None:
    """Put what a cell or a labelled text says of a finding. What it does not surely say stays loose."""
    if column == "answer" and (inner := _labelled_lines(cell)):
        for name, answer_column, value in inner:
            told.append(name)
            _put_one(item, answer_column, name, value, speaker, told)
    else:
        _put_one(item, column, label, cell, speaker, told)


def _put_one(item: Item, column: str, label: str, cell: Cell, speaker: str, told: list[str]) -> None:
    words, text = words_of(cell), join(cell)
    code = _accepted(label, words) if column == "status" else ""
    is_reason = column == BODY and _REASON.search(label) and item.answer.get("acceptance") == "not_accepted"
    if words.strip(" .–—-()").lower() in _EMPTY and not code:
        told.append(words)
        return
    if column in (BODY, FORCE):
        item.add_answer(NO_ACTION if is_reason else column, text, Read(PRINTED, label))
    elif column == "reason" and item.answer.get("acceptance") == "not_accepted":
        item.add_answer(NO_ACTION, text, Read(PRINTED, label))
    elif column == "addressees":
        _put_addressees(item, label, words, told)
    elif column in ("owner", "time_limit", "theme"):
        _put_words(item, column, label, words)
    elif column == "target_date" and (found := only_date(words)) and found.date:
        item.answer.setdefault("target_date", found.date)
        item.how.setdefault("target_date", Read(GUESSED if found.doubt else PRINTED, f"{label}: {words}", found.doubt))
        told.append(words)
    elif code:
        if item.answer.get("acceptance", code) == code:
            item.answer["acceptance"] = code
            item.how["acceptance"] = Read(PRINTED, f"{label}: {words}")
        told.append(words)
    elif column == "answer" and label_of(label).actor != BOTH and (key := whose(words, speaker)):
        item.add_answer(key, text, Read(GUESSED, label, f"“{label}” does not say whose action it is."))
    else:
        item.add_unsure(text, label)


def _put_addressees(item: Item, label: str, words: str, told: list[str]) -> None:
    """Put whom a finding is for. A name that no code stands for leaves all of them to a person."""
    named = addressees_named(words)
    if named is None:
        item.add_unsure(words, label)
        return
    item.addressees = tuple(dict.fromkeys((*item.addressees, *named.codes)))
    item.how.setdefault("addressees", Read(PRINTED, f"{label}: {words}"))
    told.append(words)


def _put_words(item: Item, column: str, label: str, words: str) -> None:
    if column == "owner":
        found = next((one for one in find_dates(words) if words.endswith(one.words) and one.date), None)
        if found and found.start and not _SINCE.search(words[: found.start]):
            item.answer.setdefault("target_date", found.date)
            item.how.setdefault("target_date", Read(GUESSED if found.doubt else READ, f"{label}: {words}", found.doubt))
            words = words[: found.start].rstrip(" ,;:/–-(")
        item.answer.setdefault("owner", words)
    elif not getattr(item, column):
        setattr(item, column, words)
    item.how.setdefault(column, Read(PRINTED, label))


def _accepted(label: str, words: str) -> str:
    """Read whether a finding is accepted. "N/A" says so only under a label that asks for it."""
    is_empty = words.strip(" .").lower() in _NOT_APPLICABLE
    return acceptance_of(words) or ("not_applicable" if is_empty and _ACCEPTS.search(label) else "")


def _beside_labels(block: Block, speaker: str, told: list[str], kind: str) -> list[Item]:
    """Read a table whose first column has the labels: a finding begins with the label that is one."""
    rows = [tuple(cell for cell in row if cell) for row in block.rows]
    if len(rows) > 1 and _are_heads(rows[0], rows[1]):
        told += map(words_of, rows[0])  # the heads of both columns
        rows = rows[1:]
    labels = [words_of(row[0]) if row else "" for row in rows]
    columns = [column_of(label) for label in labels]
    is_of_findings = "text" in columns or any(map(head_of, labels))
    inner = [
        bool(head_of(label)) and any(map(_labelled_lines, row[1:])) for row, label in zip(rows, labels, strict=True)
    ]
    is_answering = bool(set(columns) & ANSWERING) or any(inner)
    if max(len(row) for row in block.rows) > _WIDEST or not is_of_findings or not is_answering:
        return []
    items: list[Item] = []
    for row, label, column in zip(rows, labels, columns, strict=True):
        inside = tuple(block for cell in row[1:] for block in cell)
        if fresh := _begun(row, label, column, inside, kind, items, speaker, told):
            items += [fresh] if fresh not in items else []
        elif not items:
            return []
        elif inside:
            told.append(label)
            put_value(items[-1], column, label, inside, speaker, told)
        elif row:
            items[-1].add_unsure(join(row[0]))
    return items


def _are_heads(row: Row, below: Row) -> bool:
    """Tell if a row is the heads of two columns. "Recommendation" alone is one where a numbered one stands below it."""
    if not all(column_of(words_of(cell)) for cell in row):
        return False
    named = [head_of(words_of(cell)) for cell in row]
    first = head_of(words_of(below[0])) if below else None
    return not any(named) or (not any(one and one.number for one in named) and bool(first and first.number))


def _begun(
    row: Row, label: str, column: str, inside: Cell, kind: str, items: list[Item], speaker: str, told: list[str]
) -> Item | None:
    """Give the finding that a row begins, or whose words it has. None for a row that answers one."""
    head = head_of(label)
    if head and (head.number or column == "text"):
        item = Item(kind=head.kind, number=head.number, how={"number": Read(PRINTED, label)})
        rest = (replace(row[0][0], text=head.rest, lines=(head.rest,)),) if head.rest else ()
        if rest and (answers := _labelled_lines(inside)):
            put_text(item, rest, told)
            for name, answer_column, value in answers:
                told.append(name)
                put_value(item, answer_column, name, value, speaker, told)
        else:
            put_text(item, (*rest, *inside), told)
    elif column == "text":
        item = items[-1] if items and not items[-1].text else Item(kind=kind)
        put_text(item, inside, told)
    elif column == "number" and inside:
        told.append(label)
        named = head_of(words_of(inside))
        if named and named.number and not named.rest:
            told.append(words_of(inside))
            return Item(kind=named.kind, number=named.number, how={"number": Read(PRINTED, label)})
        return Item(kind=kind, number=words_of(inside), how={"number": Read(PRINTED, label)})
    else:
        return None
    told.append(label)
    item.how["text"] = Read(PRINTED, label)
    return item


def _labelled_lines(cell: Cell) -> list[tuple[str, str, Cell]]:
    """Read a cell whose lines are answers with labels: "Force: …" and "PCC: …". Empty where a line has none."""
    found: list[tuple[str, str, Cell]] = []
    for block in cell:
        if block.kind == TABLE:
            pairs = [tuple(one for one in row if one) for row in block.rows]
            if len(pairs) == 2 and all(column_of(words_of(one)) in ANSWERING for one in pairs[0]):
                pairs = list(zip(*block.rows, strict=False))  # heads over their values
            named = [(words_of(pair[0]), column_of(words_of(pair[0])), pair[-1]) for pair in pairs if len(pair) == 2]
            if len(named) < len(pairs) or not {column for _, column, _ in named} <= ANSWERING:
                return []
            found += named
            continue
        lines = [re.sub(r"\\$", "", one.strip()).strip() for one in block.text.split("\n") if one.strip(" \\")]
        for line in lines:
            label, inside = label_among(line, ANSWERING)
            if not inside:
                return []
            found.append((label, column_of(label), (replace(block, text=inside, lines=(inside,)),)))
    return found
