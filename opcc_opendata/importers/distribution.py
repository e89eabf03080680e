"""Who had a copy: a list or table of recipients, each with a box that is ticked or open, or with none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from opcc_opendata.importers.blocks import PARAGRAPH, TABLE, Block, paragraph
from opcc_opendata.importers.copies_marked import is_denied, is_open, mark_apart
from opcc_opendata.importers.copies_said import (
    BOX,
    OPEN,
    TICKED,
    CopySaid,
    copies_listed,
    copies_said,
    sentences_in,
)
from opcc_opendata.importers.dates import find_dates
from opcc_opendata.importers.labels import label_of
from opcc_opendata.importers.table_heads import words_of
from opcc_opendata.importers.wordings import as_compared, concept_of

Data = dict[str, Any]

_CHOICE: Final = re.compile(r"(?:yes|no|n/a|not applicable|sent(?! to\b)|not sent)\b", re.IGNORECASE)
_SAYS_YES: Final = re.compile(r"^y$|\b(?:yes|sent|done|emailed|posted|forwarded|published)\b", re.IGNORECASE)
_SAYS_NO: Final = re.compile(
    r"^n$|\b(?:no|not(?! applicable)|never|to be|outstanding|pending)\b|n[’']t\b", re.IGNORECASE
)


_SENT_TO: Final = re.compile(
    r"(?:(?:copies|a copy|response|it was) )?(?:sent|copied) to|anfonwyd at"
    r"|where (?:this|it|(?:this|the|our) response) (?:has been|was) sent",
    re.IGNORECASE,
)
_BOX_NUMBER: Final = re.compile(r"^(?:box|part|section|question) \w{1,2}[:.)]\s*", re.IGNORECASE)
_ON_A_DAY: Final = re.compile(r" on (?:[A-Z][a-z]{5,8},? )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8} \d{4}\.?$")
_AND: Final = re.compile(r"(?:,? and (?!(?:crime|fire|rescue)\b)|, (?!fire\b))(?:to )?", re.IGNORECASE)


def copies_in(blocks: Sequence[Block], heading: str = "") -> tuple[list[CopySaid], list[str]]:
    """Find the copies, and the lines that do not say whether one was sent. The heading may say it of all of them."""
    found: list[CopySaid] = []
    unsure: list[str] = []
    sent, open_lines = _all_sent(blocks, heading)
    if sent:
        return sent, open_lines
    for block in blocks:
        if said := copies_said(block):
            listed = _listed_beside(block)
            found += said + [one for one in listed if one.entry["recipient"] not in map(_recipient, said)]
            continue
        listed, unknown = copies_listed(block)
        if listed:
            found += listed
            unsure += unknown
            continue
        for words, mark in _lines(block):
            copy = _copy(words, mark)
            if copy is None:
                unsure.append(f"{words} {mark}".strip())
            elif all(
                copy.entry["recipient"] != one.entry["recipient"] or copy.entry["recipient"] == "other" for one in found
            ):
                found.append(copy)
            else:
                unsure.append(words)
    return found, unsure


def _recipient(copy: CopySaid) -> str:
    return str(copy.entry["recipient"])


def _listed_beside(block: Block) -> list[CopySaid]:
    """Give the copies of those sentences of a paragraph that list names: "Sent to: HMICFRS. It is on our website."."""
    return [copy for one in sentences_in(block.words) for copy in copies_listed(paragraph(one))[0]]


def _all_sent(blocks: Sequence[Block], heading: str) -> tuple[list[CopySaid], list[str]]:
    """Read the names under "Sent to", where each is known and none has a box of its own, and the lines that stay open.

    Under another heading of copies, such as "Distribution", it is a guess that they went. A word beside a name, "yes"
    or "not sent", is of this one alone.
    """
    is_said = bool(_SENT_TO.fullmatch(as_compared(heading)))
    label = label_of(heading)
    if not is_said and not (label.pure and label.topics == {"copies"}):
        return [], []
    why = "" if is_said else f"“{heading.strip(' :')}” says to whom it goes."
    lines = [line for block in blocks for line in block.lines]
    if any(block.kind == TABLE for block in blocks) or any(BOX.search(line) for line in lines):
        return [], []
    found: list[CopySaid] = []
    left: list[str] = []
    for line in lines:
        name, mark = mark_apart(line)
        marked = _copy(name, mark) if mark else None
        if marked:
            found.append(marked)
        elif mark or is_denied(line):
            left.append(line)
        else:
            found += _names_in(line, why)
    codes = [one.entry["recipient"] for one in found]
    is_whole = all(code not in ("", "other") for code in codes) and len(set(codes)) == len(codes)
    return (found, left) if is_whole else ([], [])


def _names_in(line: str, why: str) -> list[CopySaid]:
    """Give a copy for each name in a line of them. Its recipient is empty where none is known."""
    day = _ON_A_DAY.search(line)
    dates = _dates(day[0]) if day else []
    words = re.sub(r"^to ", "", line[: day.start()] if day else line, flags=re.IGNORECASE)
    found = []
    for name in (one.strip(" .") for part in words.split(";") for one in _AND.split(part)):
        entry: Data = {"recipient": concept_of("recipient", name), "sent": True, "as_printed": name}
        found += [CopySaid(entry | ({"sent_on": dates[0]} if dates else {}), line, line, why)] if name else []
    return found


def _lines(block: Block) -> Iterator[tuple[str, str]]:
    """Give the words and the mark of each line. In a table the mark may stand in a cell of its own."""
    if block.kind != TABLE:
        yield from (mark_apart(piece) for line in block.lines for piece in _apart(line))
        return
    for row in block.rows:
        cells = [words_of(cell) for cell in row]
        named = next((n for n, words in enumerate(cells) if concept_of("recipient", _unmarked(words))), None)
        if named is None:
            if any(cells) and any(TICKED.search(words) or OPEN.search(words) for words in cells):
                yield " ".join(filter(None, cells)), ""
            continue
        yield cells[named], " ".join(words for n, words in enumerate(cells) if n != named and words)


def copies_in_a_line(block: Block) -> tuple[str, Block] | None:
    """Read "Copies: [x] Home Secretary [ ] HMICFRS": the label, and what stands after it. None for any other line."""
    words = block.words
    if block.kind == TABLE and _is_of_recipients(block):
        return "", block
    if block.kind == TABLE:
        cells = [cell for row in block.rows for cell in map(words_of, row) if cell]
        are_boxes = all(BOX.search(one) and concept_of("recipient", _unmarked(one)) for one in cells)
        return ("", Block(PARAGRAPH, block.text, tuple(cells))) if cells and are_boxes else None
    first = BOX.search(words) if block.kind == PARAGRAPH else None
    if first is None:
        return None
    pieces = _apart(words)
    if len(pieces) > 1 and all(concept_of("recipient", _unmarked(one)) for one in pieces):
        return "", block  # "Emailed to HMICFRS ☒ Copy to Chief Constable ☐"
    label, colon, rest = words.partition(":")
    if not colon or first.start() < len(label) or words[len(label) + 1 : first.start()].strip():
        label, rest = words[: first.start()].rstrip(" –—-"), words[first.start() :]
    named = label_of(_BOX_NUMBER.sub("", label))
    if not named.pure or "copies" not in named.topics:
        return None
    return label.strip(), paragraph(rest.strip())


def _is_of_recipients(block: Block) -> bool:
    """Tell if each row of a table, but for its head, is a recipient with a yes, a no or a day."""
    rows = [[words_of(cell) for cell in row if cell] for row in block.rows]
    if not concept_of("recipient", rows[0][0] if rows[0] else ""):
        rows = rows[1:]
    said = [_copy(row[0], row[1]) for row in rows if len(row) == 2]
    return len(rows) > 1 and len(said) == len(rows) and all(one and one.entry["recipient"] != "other" for one in said)


def _apart(line: str) -> list[str]:
    """Part a line with several boxes, which all stand before their words, or after them. "☐ Yes ☑ No" is one choice."""
    marks = list(BOX.finditer(line))
    if len(marks) < 2:
        return [line]
    if not line[: marks[0].start()].strip():
        ends = [*(mark.start() for mark in marks[1:]), len(line)]
        pieces = [line[mark.start() : end] for mark, end in zip(marks, ends, strict=True)]
    elif not line[marks[-1].end() :].strip(" .;"):
        starts = [0, *(mark.end() for mark in marks)]
        pieces = [line[start : mark.end()] for start, mark in zip(starts, marks, strict=False)]
    else:
        return [line]
    pieces = [one.strip(" ,;|•") for one in pieces]
    is_choice = any(not _unmarked(one) or _CHOICE.match(_unmarked(one)) for one in pieces)
    return [line] if is_choice else [re.sub(r",? and$", "", one) for one in pieces]


def _unmarked(words: str) -> str:
    return " ".join(OPEN.sub("", TICKED.sub("", words)).split()).strip(" -–:")


def _copy(words: str, mark: str) -> CopySaid | None:
    """Read "✓ Response forwarded to the Home Office". A line without a box says nothing certain."""
    both = f"{words} {mark}"
    ticked, is_empty = bool(TICKED.search(both)), bool(OPEN.search(both))
    if mark and not ticked and not is_empty and not is_open(mark):
        is_empty = bool(_SAYS_NO.search(mark))
        ticked = not is_empty and (bool(_SAYS_YES.search(mark)) or bool(_dates(mark)))
    if ticked == is_empty:  # "☐ Yes ☑ No" is not to be read by a machine
        return None
    name = _unmarked(words)
    if not name:
        return None
    recipient = concept_of("recipient", name) or "other"
    entry: Data = {"recipient": recipient, "sent": ticked, "as_printed": name}
    if recipient == "other":
        entry["name"] = name
    dates = _dates(both)
    if ticked and len(dates) == 1:
        entry["sent_on"] = dates[0]
    return CopySaid(entry, f"{words} {mark}".strip(), _unmarked(both))


def _dates(words: str) -> list[str]:
    return [found.date for found in find_dates(words) if found.date and not found.doubt]
