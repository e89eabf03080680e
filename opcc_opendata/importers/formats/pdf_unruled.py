"""Tables of a PDF without ruling lines: a row of known heads, and words that keep to the columns below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from opcc_opendata.importers.column_heads import MOST_HEAD_ROWS, TableHead, head_of_labels, read_head
from opcc_opendata.importers.formats.pdf_lines import Word, parts_of, rows_of

_GAP: Final = 9.0
"""Points. The least room between two heads."""
_ALIGNED: Final = 4.0
"""Points. So far may the first word of a line be from where its column begins."""
_OFF_CENTRE: Final = 3.0
"""Points. So far may the middle of a line be from that of its column where cells are centred."""
_APART: Final = 1.3
"""Two rows are at least this many times as far apart as two lines of one cell."""
_MOST_ROWS: Final = 400
_HEADER: Final = 3
_FOOTER: Final = 2
"""Lines above and below the text of a page that belong to none of its text."""
_NUMBER: Final = re.compile(r"(?:[A-Za-z]{1,14}\.? ?)?\d{1,3}(?:\.\d{1,2})?(?: ?\(?[a-z]{1,3}\))?[.):]?")

_RULED: Final = 0.6
"""A line between two rows is drawn over this share of the width of the table at least, in one piece or in several."""
_LITTLE: Final = 1.1
"""So much further apart they may be where findings end and begin there too."""
_ITEM: Final = re.compile(r"(?:[A-Za-z]{1,14}\.? ?)?(\d{1,2})(?:[.):]|(?= ))")
_SENTENCE: Final = re.compile(r"[.!?][\"'”’)\]]*$")

Cells = list[list[Word]]
Rule = tuple[float, float, float]
"""A horizontal line, or the edge of a shaded box: its y, and from which x to which."""


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table: the words of each cell by rows, of which the first is that of the heads. Places are in points.

    One that `goes_on` from the page before has no heads of its own.

    Where it can't be told where a row ends, there is one row of one cell.
    """

    top: float
    bottom: float
    rows: list[Cells]
    goes_on: bool = False

    @property
    def words(self) -> list[Word]:
        """Give every word of the table."""
        return [word for row in self.rows for cell in row for word in cell]


def open_heads(tables: Sequence[Unruled], words: Sequence[Word], before: Cells) -> Cells:
    """Give the heads of the table that stands last on a page, if nothing but a page's footer stands below it."""
    if not tables:
        return []
    last = tables[-1]
    lines = [line for line in rows_of(words) if min(float(one["top"]) for one in line) > last.bottom]
    if len(lines) > _FOOTER:
        return []
    return before if last.goes_on else last.rows[0]


def unruled_tables(words: Sequence[Word], heads: Cells | None = None, rules: Sequence[Rule] = ()) -> list[Unruled]:
    """Find the tables of a page. `heads` are those of a table that may go on from the page before.

    `rules` are the horizontal lines on the page: a table may have some between its rows, and none beside its cells.
    """
    lines = rows_of(words)[:_MOST_ROWS]
    found: list[Unruled] = []
    place = 0
    for first in range(min(_HEADER, len(lines)) if heads else 0):
        if _heads(lines[first]):
            break  # it has its heads again
        if going_on := _going_on(lines[first:], heads or [], rules):
            found.append(going_on[0])
            place = first + going_on[1]
            break
    while place < len(lines):
        heads = _heads(lines[place])
        heads, body, used = _below(heads, lines[place + 1 :]) if heads else (heads, [], 0)
        filled = [column for column in zip(*body, strict=True) if any(column)]
        if len(filled) > 1:
            rows = _rows(body, heads, rules)
            if rows:
                rows = [heads, *rows]
            else:
                rows = [[[word for line in body for cell in line for word in cell]]]
                rows[0][0] += [word for head in heads for word in head]
            every = [word for row in rows for cell in row for word in cell]
            bottom = max(float(word["bottom"]) for word in every)
            found.append(Unruled(min(float(one["top"]) for one in lines[place]), bottom, rows))
            place += used
        place += 1
    return found


def _below(heads: Cells, lines: Sequence[Sequence[Word]]) -> tuple[Cells, list[Cells], int]:
    """Give the whole heads, the lines of the table below them, and of how many lines of the page both are.

    Cells may begin where their heads do, or stand centred below them, or begin where the first line's do below heads
    that are centred. What keeps to its columns for the most lines is taken.
    """
    centred = _centred(lines, heads)
    best = max(_body(lines, [head[0]["x0"] for head in heads]), centred, key=len)
    whole, body = _whole_heads(heads, best)
    used = len(best)
    for more in range(min(MOST_HEAD_ROWS, len(centred) + 1, len(lines))):
        starts = [part[0]["x0"] for part in parts_of(lines[more], _GAP)]
        found = _body(lines[more:], starts) if len(starts) == len(heads) else []
        if len(found) + more > used:
            whole, body, used = _with(heads, centred[:more]), found, len(found) + more
    return *_known_heads(whole, body), used


def _known_heads(heads: Cells, body: list[Cells]) -> tuple[Cells, list[Cells]]:
    """Add to the heads the lines below without which one of them names nothing: "Area for", "improvement"."""
    more = read_head([list(map(_text, line)) for line in (heads, *body[:-1])]).rows - 1
    more = max(more, _rest_of_heads(heads, body))
    return _with(heads, body[:more]), body[more:]


def _rest_of_heads(heads: Cells, body: list[Cells]) -> int:
    """Count the lines above the first number or finding, which heads need that have no room in one line."""
    number = _head(heads).place_of("number")
    column = _longest(heads) if number is None else number
    filled = next((n for n, line in enumerate(body) if line[column]), 0)
    if not 0 < filled <= MOST_HEAD_ROWS:
        return 0
    first = body[filled]
    begins = number is None or _NUMBER.fullmatch(_text(first[column])) or _is_over(first, heads)
    goes_on = all(_text(cell)[:1].islower() for line in body[:filled] for cell in line if cell)
    return filled if begins and goes_on else 0


def _is_over(line: Cells, heads: Cells) -> bool:
    """Tell if a line stands across the columns, over the rows below it."""
    return not any(line[1:]) and bool(line[0]) and line[0][-1]["x1"] > heads[1][0]["x0"]


def _with(heads: Cells, lines: Sequence[Cells]) -> Cells:
    """Add lines to the heads above them."""
    return [[*head, *(word for line in lines for word in line[n])] for n, head in enumerate(heads)]


def _centred(lines: Sequence[Sequence[Word]], heads: Cells) -> list[Cells]:
    """Share the words below centred heads out among the columns, up to the first line that is not centred."""
    middles = [(min(one["x0"] for one in head) + max(one["x1"] for one in head)) / 2 for head in heads]
    body: list[Cells] = []
    for line in lines:
        cells: Cells = [[] for _ in heads]
        for part in parts_of(line, _GAP):
            middle = (part[0]["x0"] + part[-1]["x1"]) / 2
            column = min(range(len(middles)), key=lambda n: abs(middles[n] - middle))
            if abs(middles[column] - middle) > _OFF_CENTRE or cells[column]:
                return body
            cells[column] = part
        body.append(cells)
    return body


def _going_on(lines: Sequence[Sequence[Word]], heads: Cells, rules: Sequence[Rule]) -> tuple[Unruled, int] | None:
    """Read the rows of a table that goes on from the page before, and of how many lines they are."""
    if len(heads) < 2:
        return None
    body = _body(lines, [head[0]["x0"] for head in heads])
    filled = [column for column in zip(*body, strict=True) if any(column)]
    if len(filled) < 2:
        return None
    rows = _rows(body, heads, rules)
    if not rows:
        rows = [[[word for line in body for cell in line for word in cell]]]
    every = [word for row in rows for cell in row for word in cell]
    top, bottom = min(float(one["top"]) for one in every), max(float(one["bottom"]) for one in every)
    return Unruled(top, bottom, rows, goes_on=True), len(body)


def _heads(line: Sequence[Word]) -> Cells:
    """Part a line where there is room. It is one of heads if all but one of its parts name what a column holds."""
    parts = parts_of(line, _GAP)
    if any(_text(part)[:1].islower() or _text(part)[-1:] in ",;" for part in parts):
        return []  # lines of two columns of text
    unknown = _head(parts).holds.count("")
    return parts if len(parts) - unknown > 1 and unknown <= 1 else []


def _whole_heads(heads: Cells, body: list[Cells]) -> tuple[Cells, list[Cells]]:
    """Add to the heads the lines below that are in their type, where the rest of the table is in another."""
    types = {word["fontname"] for head in heads for word in head}
    lines = [{word["fontname"] for cell in line for word in cell} for line in body]
    more = next((n for n, one in enumerate(lines) if one != types), 0)
    if not 0 < more <= MOST_HEAD_ROWS:
        return heads, body
    columns = zip(*body[:more], strict=True)
    return [
        [*head, *(word for cell in cells for word in cell)] for head, cells in zip(heads, columns, strict=True)
    ], body[more:]


def _body(lines: Sequence[Sequence[Word]], starts: Sequence[float]) -> list[Cells]:
    """Share the words below the heads out among the columns, up to the first line that does not keep to them."""
    body: list[Cells] = []
    for n, line in enumerate(lines):
        cells = _shared_out(line, starts)
        if not cells and body and _is_over_columns(line, lines[n + 1 : n + 2], starts):
            cells = [sorted(line, key=lambda one: float(one["x0"])), *([] for _ in starts[1:])]
        if not cells:
            break
        body.append(cells)
    return body


def _shared_out(line: Sequence[Word], starts: Sequence[float]) -> Cells:
    """Share a line's words out among the columns. Nothing is given where it does not keep to them."""
    cells: Cells = [[] for _ in starts]
    for word in sorted(line, key=lambda one: float(one["x0"])):
        column = max((n for n, start in enumerate(starts) if word["x0"] >= start - _ALIGNED), default=-1)
        if column < 0 or (column < len(starts) - 1 and word["x1"] > starts[column + 1] - 1):
            return []
        cells[column].append(word)
    is_aligned = all(abs(cell[0]["x0"] - start) <= _ALIGNED for cell, start in zip(cells, starts, strict=True) if cell)
    return cells if is_aligned else []


def _is_over_columns(line: Sequence[Word], after: Sequence[Sequence[Word]], starts: Sequence[float]) -> bool:
    """Tell if a line that stands across the columns says what the rows below it have in common: the table goes on."""
    parts = parts_of(line, _GAP)
    goes_on = any(sum(map(bool, _shared_out(one, starts))) > 1 and not _heads(one) for one in after)
    return goes_on and len(parts) == 1 and abs(parts[0][0]["x0"] - starts[0]) <= _ALIGNED


def _rows(body: Sequence[Cells], heads: Cells, rules: Sequence[Rule]) -> list[Cells]:
    """Put the lines of each row together. A line that stands over others is a row of its own.

    Nothing is given where it stays open which lines are one row, or where a row has no finding.
    """
    rows: list[Cells] = []
    block: list[Cells] = []
    for line in body:
        if not _is_over(line, heads):
            block.append(line)
            continue
        if block and not (found := _rows_between(block, heads, rules)):
            return []
        rows += [*found, line] if block else [line]
        block = []
    last = _rows_between(block, heads, rules)
    return [*rows, *last] if last else []


def _rows_between(body: Sequence[Cells], heads: Cells, rules: Sequence[Rule]) -> list[Cells]:
    starts = _starts(body, heads, rules) if body else set()
    if 0 not in starts:
        return []
    rows: list[Cells] = []
    for place, line in enumerate(body):
        if place in starts:
            rows.append([list(cell) for cell in line])
        else:
            for cell, more in zip(rows[-1], line, strict=True):
                cell += more
    if any(not row[_longest(heads)] for row in rows) or sum(1 for row in rows for cell in row if cell) <= len(rows):
        return []
    is_numbered = _head(heads).place_of("number") is not None
    return rows if is_numbered or len(rows) > 1 or len(body) == 1 else []


def _starts(body: Sequence[Cells], heads: Cells, rules: Sequence[Rule]) -> set[int]:
    """Say at which lines rows begin: below a line that is drawn, with a number, with more room above, or as they read.

    Empty where that stays open.
    """
    tops = [min(float(word["top"]) for cell in line for word in cell) for line in body]
    bottoms = [max(float(word["bottom"]) for cell in line for word in cell) for line in body]
    drawn = _below_rules(tops, bottoms, _across([*body, heads], rules))
    if len(drawn) > 1:
        return drawn
    pitch = _pitch(body)
    starts = _further_apart(tops, _APART * pitch)
    numbers = _head(heads).place_of("number")
    if numbers is not None:
        return _with_numbers(body, numbers, _longest(heads), starts)
    if len(starts) > 1:
        return starts
    return _as_they_read(body, _longest(heads)) or _as_sentences(body, _longest(heads), tops, pitch) or starts


def _pitch(body: Sequence[Cells]) -> float:
    """Give how far two lines of one cell are apart: the least that lines of one column are."""
    of_columns = ([float(cell[0]["top"]) for cell in column if cell] for column in zip(*body, strict=True))
    apart = [second - first for tops in of_columns for first, second in pairwise(tops)]
    return min(apart, default=0.0)


def _further_apart(tops: Sequence[float], least: float) -> set[int]:
    """Say which lines have more room above, and the first of all."""
    return {n for n, top in enumerate(tops) if n == 0 or top - tops[n - 1] > least}


def _as_sentences(body: Sequence[Cells], longest: int, tops: Sequence[float], pitch: float) -> set[int]:
    """Say where rows begin that have a little more room above: there a finding begins, and the one above it ends."""
    starts = _further_apart(tops, _LITTLE * pitch)
    before = [[line[longest] for line in body[:n] if line[longest]] for n in sorted(starts) if n]
    end = all(texts and _SENTENCE.search(_text(texts[-1])) for texts in before)
    return starts if end and all(_text(body[n][longest])[:1].isupper() for n in starts) else set()


def _across(body: Sequence[Cells], rules: Sequence[Rule]) -> list[float]:
    """Give the places of the lines that are drawn over most of the width of a table."""
    words = [word for line in body for cell in line for word in cell]
    left, right = min(float(word["x0"]) for word in words), max(float(word["x1"]) for word in words)
    drawn: dict[float, float] = {}
    for y, x0, x1 in sorted(set(rules)):
        near = next((known for known in drawn if abs(known - y) < 1), y)
        drawn[near] = drawn.get(near, 0.0) + max(0.0, min(x1, right) - max(x0, left))
    return [y for y, length in drawn.items() if length >= _RULED * (right - left)]


def _below_rules(tops: Sequence[float], bottoms: Sequence[float], rules: Sequence[float]) -> set[int]:
    """Say which lines of a table are the first below a line that is drawn; the first of all counts as one."""
    middles = [(bottoms[n - 1] + top) / 2 if n else top for n, top in enumerate(tops)]
    room = [max(abs(top - bottoms[n - 1]) / 2, 2.0) if n else 0.0 for n, top in enumerate(tops)]
    return {n for n in range(len(tops)) if not n or any(abs(y - middles[n]) <= room[n] for y in rules)}


def _as_they_read(body: Sequence[Cells], longest: int) -> set[int]:
    """Say where rows begin whose findings are numbered in their text: 1, 2, 3 and so on. Empty where they are not."""
    firsts = {n: _ITEM.match(_text(line[longest])) for n, line in enumerate(body)}
    numbers = {n: int(found[1]) for n, found in firsts.items() if found}
    begin = next(iter(numbers.values()), 0)
    is_in_order = [*numbers.values()] == [*range(begin, begin + len(numbers))]
    return set(numbers) if 0 in numbers and is_in_order else set()


def _with_numbers(body: Sequence[Cells], numbers: int, longest: int, apart: set[int]) -> set[int]:
    """Say at which lines rows begin that have a number each. `apart` are those with more room above.

    A number may stand in the middle of its row: then room shows where one begins. Empty where neither settles it.
    """
    numbered = {n for n, line in enumerate(body) if _NUMBER.fullmatch(_text(line[numbers]))}
    is_at_top = 0 in numbered and all(_text(body[n][longest])[:1].isupper() for n in numbered)
    if is_at_top and (apart == {0} or apart & numbered > {0} or len(numbered) == 1):
        return numbered
    ends = [*sorted(apart)[1:], len(body)]
    spans = [range(start, end) for start, end in zip(sorted(apart), ends, strict=True)]
    return apart if all(len(numbered & set(span)) == 1 for span in spans) else set()


def _longest(heads: Cells) -> int:
    """Say which column has the findings, or the first."""
    return _head(heads).place_of("text") or 0


def _head(heads: Cells) -> TableHead:
    return head_of_labels([_text(head) for head in heads])


def _text(words: Sequence[Word]) -> str:
    return " ".join(word["text"] for word in words)
