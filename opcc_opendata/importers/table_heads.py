"""The head of a table of findings: what its columns hold, also where only their cells show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from opcc_opendata.importers.acceptance import SAID_OF_ANYTHING, acceptance_of
from opcc_opendata.importers.blocks import Block
from opcc_opendata.importers.column_heads import TableHead, head_of_labels
from opcc_opendata.importers.column_roles import roles_of
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.formats.characters import CROSSES, OPEN_BOXES, TICKS
from opcc_opendata.importers.items import NUMBER, asks, head_of
from opcc_opendata.importers.labelled import ANSWERING
from opcc_opendata.importers.labels import column_of, label_of
from opcc_opendata.importers.row_numbers import again_at, several_at

Cell = tuple[Block, ...]
Row = tuple[Cell, ...]
_NUMBER: Final = re.compile(NUMBER)
_LISTED: Final = re.compile(r"^(?P<number>\d{1,3}[a-z]?)(?:[.):]| ?[–—]| -) (?P<rest>\S.*)$", re.DOTALL)
FIRST_NUMBER: Final = re.compile(r"^(?P<number>\d{1,3}[a-z]?) (?P<rest>[A-Z]\S*\s.*)$", re.DOTALL)
DECISION: Final = "decision"
ACCEPTS: Final = re.compile(r"\b(?:accept|agree)", re.IGNORECASE)
TICK: Final = re.compile(rf"[{TICKS}]|\\?\[[xX✓✔]\\?\]|yes", re.IGNORECASE)
_CROSS: Final = re.compile(f"[xX{CROSSES}●•■]")
"""It marks the column that is meant, unless others have ticks: beside these it says no."""
_UNMARKED: Final = re.compile(rf"[{OPEN_BOXES}{CROSSES}xX –—-]?|\\?\[ ?\\?\]")
_FEWEST_LABELS: Final = 2
_PARTLY: Final = ("partly", "partially", "in part", "part")


def words_of(cell: Cell) -> str:
    """Return the words of a cell on one line."""
    return " ".join(one.words for one in cell)


def is_on_its_side(block: Block) -> bool:
    """Tell if each column is a finding: its number stands in the first row, and the labels in the first column."""
    first, *rest = block.rows
    labels = head_of_labels([words_of(row[0]) if row else "" for row in block.rows])
    is_square = all(len(row) == len(first) for row in rest)
    numbers = [words_of(cell) for cell in first[1:]]
    is_numbered = bool(numbers) and all(re.fullmatch(r"\d{1,3}[a-z]?", one) for one in numbers)
    return is_square and is_numbered and labels.holds[0] in ("text", "number") and labels.has_any(ANSWERING)


def head_of_findings(rows: Sequence[Row]) -> TableHead | None:
    """Read the head with which a table of findings begins, of one row or two. None where it begins with no head."""
    cells, below = _cells_of_head(rows)
    labels = tuple(map(words_of, cells))
    if any(_begins_row(one) for one in labels):
        return None
    named = head_of_labels(labels, among_words=True)
    columns = _columns_of(named, below)
    for n in _decisions_in(rows[0], cells, below) if columns else ():
        columns[n] = DECISION
    for n, role in roles_of(columns, labels, below).items() if columns else ():
        columns[n] = role
    guessed = [
        n
        for n, (known, column) in enumerate(zip(named.holds, columns, strict=False))
        if not known and column not in ("", DECISION) and not (column == "text" and _asked(below, n))
    ]
    return TableHead(labels, tuple(columns), len(rows) - len(below), frozenset(guessed)) if columns else None


def _begins_row(words: str) -> bool:
    """Tell if a cell can be no head: it says the number of a finding, or goes on with one."""
    named = head_of(words)
    is_named = bool(named and named.number and not named.rest and named.number[0].isdigit())
    return is_named or again_at(words) is not None or several_at(words) is not None


def is_head_again(row: Row, heads: Sequence[Row], head: TableHead) -> bool:
    """Tell if a row below a head says the same again, as on the next page: in words, or by what each label names."""
    words = [_as_label(words_of(cell)) for cell in row]
    if sum(map(bool, words)) < _FEWEST_LABELS:
        return False
    if any(words == [_as_label(words_of(cell)) for cell in one] for one in heads):
        return True
    again = head_of_labels([words_of(cell) for cell in row])
    return again.is_known and again.holds == head.holds and "text" in again.holds


def _as_label(words: str) -> str:
    return " ".join(words.casefold().strip(" .:*").split())


def speakers_column(head: TableHead, rows: Sequence[Row]) -> int | None:
    """Give the column that says who answers in each row, "Force" and "PCC", where another has their answers."""
    if head.holds.count("answer") != 1:
        return None
    for n, holds in enumerate(head.holds):
        said = {column_of(words) for row in rows for cell in row[n : n + 1] if (words := words_of(cell))}
        if holds in ("", "owner", "answer") and said == {BODY, FORCE}:
            return n
    return None


def head_for(row: Sequence[Cell], head: TableHead, who: int | None, told: list[str]) -> TableHead:
    """Give the head as it is for one row: where a column says who answers in it, that is the label of the answer."""
    label = words_of(row[who]) if who is not None and who < len(row) else ""
    place = head.holds.index("answer") if label else None
    if who is None or place is None or place == who:
        return head
    told.append(label)
    labels, holds = list(head.labels), list(head.holds)
    labels[place], holds[place] = label, column_of(label)
    holds[who] = DECISION  # it has been read
    return replace(head, labels=tuple(labels), holds=tuple(holds))


def _cells_of_head(rows: Sequence[Row]) -> tuple[Row, Sequence[Row]]:
    """Give the cells of a head and the rows under it. Where one spans two rows, others have a second one below them."""
    row, *below = rows
    if not below or not any(cell and below[0][n : n + 1] and below[0][n] is cell for n, cell in enumerate(row)):
        return row, below
    second = below[0]
    return tuple(second[n] if n < len(second) and second[n] else cell for n, cell in enumerate(row)), below[1:]


def _columns_of(head: TableHead, below: Sequence[Row]) -> list[str]:
    """Say what each column holds, if a head is one over findings; else nothing. Cells show what labels leave open."""
    columns = list(head.holds)
    below = [row for row in below if not _names_theme(row)] or below
    if columns.count("text") == 1 and "number" not in columns and _number_or_none(below, columns.index("text")):
        columns[columns.index("text")] = "number"  # "Recommendation" is above their numbers
    elif columns.count("number") == 1 and "text" not in columns and _are_listed(below, columns.index("number")):
        columns[columns.index("number")] = "text"  # "Rec." is above "7 – forces should …"
    if below and "text" not in columns and not any(decision_of(one) for one in head.labels):
        roles = roles_of(columns, head.labels, below)
        columns = [roles[n] if roles.get(n) in ("number", "text") else one for n, one in enumerate(columns)]
    known = set(columns) - {""}
    if not below or len(columns) < 2 or not (known & {"text", "number"} or known >= {BODY, FORCE}):
        return []
    if "text" not in known:
        place = _text_column(columns, below)
        if place is None:
            return columns if known & ANSWERING and _has_numbers(head.labels, columns, below) else []
        columns[place] = "text"
    elif columns.count("text") > 1:  # "Recommendation" and "HMICFRS comment"
        first = max((n for n, one in enumerate(columns) if one == "text"), key=lambda n: _length(below, n))
        columns = [one if one != "text" or n == first else _number_or_none(below, n) for n, one in enumerate(columns)]
    is_of_findings = bool(set(columns) & ANSWERING) or _asked(below, columns.index("text"))
    return columns if is_of_findings else []


def _names_theme(row: Row) -> bool:
    """Tell if a row has the name of a theme in one cell, over the findings below it."""
    cells = [words for cell in row if (words := words_of(cell))]
    return len(cells) == 1 and not asks(cells[0])


def _decisions_in(above: Row, heads: Row, below: Sequence[Row]) -> list[int]:
    """Give the columns that stand for a decision each, of which a mark says which: "Accepted | In part | Rejected".

    "Yes" and "No" may be about anything, unless the head `above` both asks for a decision.
    """
    found: dict[int, str] = {}
    is_marked = False
    for n, head in enumerate(heads):
        cells = [words_of(row[n]) for row in below if n < len(row)]
        code = decision_of(words_of(head))
        if code and all(has_mark(one) or _UNMARKED.fullmatch(one) for one in cells):
            found[n] = code
            is_marked = is_marked or any(map(has_mark, cells))
    is_asked = any(n < len(above) and ACCEPTS.search(words_of(above[n])) for n in found)
    is_plain = any(words_of(heads[n]).lower() not in {*SAID_OF_ANYTHING, *_PARTLY} for n in found)
    is_each_once = len(set(found.values())) == len(found) > 1
    return list(found) if is_marked and is_each_once and (is_asked or is_plain) else []


def decision_of(head: str) -> str:
    """Give the code of the decision that a head names: "Accepted", "In part". Empty where it names none."""
    return acceptance_of(head) or ("accepted_in_part" if head.lower().strip(" ?") in _PARTLY else "")


def has_mark(words: str) -> bool:
    """Tell if a cell is a tick or a cross, and nothing else."""
    return bool(TICK.fullmatch(words) or _CROSS.fullmatch(words))


def _are_listed(below: Sequence[Row], place: int) -> bool:
    """Tell if a column has findings that begin with their numbers."""
    cells = [words_of(row[place]) for row in below if place < len(row) and row[place]]
    return bool(cells) and all(number_before(one, is_numbered=False) for one in cells)


def _has_numbers(heads: Sequence[str], columns: Sequence[str], below: Sequence[Row]) -> bool:
    """Tell if a table has the numbers of findings and the answers to them, and not their words."""
    place = columns.index("number") if "number" in columns else len(columns)
    cells = [words_of(row[place]) for row in below if place < len(row) and row[place]]
    is_number = all(
        _NUMBER.fullmatch(one) or several_at(one) or ((head := head_of(one)) and head.number and not head.rest)
        for one in cells
    )
    are_named = all(head_of(one) or ((several := several_at(one)) and several.kind) for one in cells)
    is_of_findings = place < len(heads) and ("finding" in label_of(heads[place]).topics or are_named)
    return bool(cells) and is_number and is_of_findings


def _number_or_none(below: Sequence[Row], place: int) -> str:
    cells = [words_of(row[place]) for row in below if place < len(row)]
    return "number" if cells and all(len(cell) <= 8 and any(map(str.isdigit, cell)) for cell in cells if cell) else ""


def _text_column(columns: Sequence[str], below: Sequence[Row]) -> int | None:
    """Find the column of findings where no head names it: the one whose cells ask for something.

    "What we were told to do" may have been taken for the head of an answer.
    """
    unknown = [n for kind in ("", "answer") for n, column in enumerate(columns) if column == kind]
    return next((n for n in unknown if _asked(below, n)), None)


def _asked(below: Sequence[Row], place: int) -> bool:
    cells = [words_of(row[place]) for row in below if place < len(row) and row[place]]
    return bool(cells) and 2 * sum(map(asks, cells)) > len(cells)


def _length(below: Sequence[Row], place: int) -> int:
    return sum(len(words_of(row[place])) for row in below if place < len(row))


def number_before(words: str, *, is_numbered: bool) -> re.Match[str] | None:
    """Read the number with which a finding begins: "7 – forces should …". `is_numbered` says that each has one."""
    found = _LISTED.match(words) or (FIRST_NUMBER.match(words) if is_numbered else None)
    return found if found and asks(found["rest"]) else None
