"""What a column holds whose head nobody has met: read from its cells, its place, and what the others hold.

An office words the heads of its tables as it likes, but a column of findings' numbers is one whatever stands above it.
What is read in this way is a guess, and every value that comes of it is marked as one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.acceptance import SAID_OF_ANYTHING, acceptance_of
from opcc_opendata.importers.blocks import Block
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.items import NUMBER, asks, head_of, is_first_person, whose
from opcc_opendata.importers.row_numbers import bare_number, several_at

Cell = tuple[Block, ...]
Row = tuple[Cell, ...]

WHY: Final = "The head of its column is not known, and its cells look like that."
_NUMBER: Final = re.compile(rf"(?:no\.? ?)?{NUMBER}", re.IGNORECASE)
_PAGE: Final = re.compile(r"\b(?:pages?|pp?|tudalen)\b", re.IGNORECASE)
_OFFICER: Final = re.compile(
    r"\b(?:[DA]?CC|ACO|(?:Det\.? |Ch\.? |D|T/|A/){0,3}(?:C?Supt|Superintendent|Insp|CI|Inspector)|Commander"
    r"|Head of|Director|Manager|Lead|Chief (?:Executive|Officer|of Staff|Finance Officer))\b"
)
"""A rank or a post, as it is written where somebody is named for a task."""
_PROSE: Final = 5
"""Words that the cells of a column have on average, from which on they say something."""
_MORE_THAN_A_MARK: Final = 2
_LONGEST_POST: Final = 8


def roles_of(columns: Sequence[str], labels: Sequence[str], below: Sequence[Row]) -> dict[int, str]:
    """Say what columns hold that have no known head, by their places. `columns` are those that are known already.

    One that may hold this or that is left out: its cells find no place, with a question.
    """
    found: dict[int, str] = {}
    cells = [[words for row in below if n < len(row) and (words := _words(row[n]))] for n in range(len(columns))]
    unknown = [n for n, column in enumerate(columns) if not column and cells[n]]
    known = set(columns)
    if "number" not in known:
        found |= {n: "number" for n in unknown[:1] if _are_numbers(cells[n], labels[n], is_first=n == 0)}
    if "status" not in known:
        decided = [n for n in unknown if n not in found and _are_decisions(cells[n])]
        found |= {n: "status" for n in decided if len(decided) == 1}
    if "owner" not in known:
        owned = [n for n in unknown if n not in found and _are_officers(cells[n])]
        found |= {n: "owner" for n in owned if len(owned) == 1}
    prose = [n for n in unknown if n not in found and _says_much(cells[n])]
    if "text" not in known and known & {BODY, FORCE, "answer"}:
        first = min(n for n, column in enumerate(columns) if column in (BODY, FORCE, "answer"))
        before = [n for n in prose if n < first]
        asking = [n for n in before if 2 * sum(map(asks, cells[n])) > len(cells[n])] or before
        found |= {n: "text" for n in asking if len(asking) == 1}
    prose = [n for n in prose if n not in found]
    voices = {n: _voice(cells[n]) for n in prose}
    for key in (BODY, FORCE):
        mine = [n for n, voice in voices.items() if voice == key]
        found |= {n: key for n in mine if key not in known and len(mine) == 1}
    others = [n for n in unknown if n not in found and _says_much(cells[n], _MORE_THAN_A_MARK)]
    if len(prose) == 1 and others == prose and BODY in known and FORCE not in known:
        found[prose[0]] = FORCE  # beside the body's answer stands what it is an answer on
    return found


def are_numbers(cells: Sequence[str]) -> bool:
    """Tell if cells are numbers of findings, each another one."""
    numbers = [bare_number(found.number if (found := head_of(one)) and not found.rest else one) for one in cells]
    return len(set(numbers)) == len(numbers) and all(_NUMBER.fullmatch(one) or several_at(one) for one in numbers)


def _are_numbers(cells: Sequence[str], label: str, *, is_first: bool) -> bool:
    """Tell if a column has the findings' numbers. Figures of something else stand further right, or count pages."""
    is_named = all(map(head_of, cells))
    return are_numbers(cells) and (is_first or is_named) and not _PAGE.search(label)


def _are_decisions(cells: Sequence[str]) -> bool:
    """Tell if each cell is a decision, and one of them a word that is nothing else: "Accepted", and not "Yes"."""
    codes = [acceptance_of(one) for one in cells]
    return all(codes) and any(one.lower().strip(" .") not in {*SAID_OF_ANYTHING, "n/a"} for one in cells)


def _are_officers(cells: Sequence[str]) -> bool:
    is_short = all(len(one.split()) <= _LONGEST_POST and one[-1:] not in ".!?" for one in cells)
    return is_short and 2 * sum(bool(_OFFICER.search(one)) for one in cells) > len(cells)


def _says_much(cells: Sequence[str], least: int = _PROSE) -> bool:
    return sum(len(one.split()) for one in cells) >= least * len(cells)


def _voice(cells: Sequence[str]) -> str:
    """Say who acts in most cells of a column, if nobody else acts in more than one in four. Empty: nobody surely."""
    voices = Counter(BODY if is_first_person(one) else whose(one, BODY) for one in cells)
    told = voices.total() - voices[""]
    key, most = max(((key, voices[key]) for key in (BODY, FORCE)), key=lambda one: one[1])
    return key if 2 * told >= len(cells) and 4 * most >= 3 * told > 0 else ""


def _words(cell: Cell) -> str:
    return " ".join(one.words for one in cell)
