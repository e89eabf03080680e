"""What a cell or a labelled text says of a finding → its words, answers, dates and whom it asks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from opcc_opendata.importers.acceptance import acceptance_of, yes_at_start, yes_of
from opcc_opendata.importers.asked_of import addressees_named
from opcc_opendata.importers.blocks import TABLE, join
from opcc_opendata.importers.column_heads import head_of_labels
from opcc_opendata.importers.dates import end_of_month, find_dates, only_date
from opcc_opendata.importers.deciding import BODY, FORCE, NO_ACTION, ReadAs
from opcc_opendata.importers.items import Item, head_of, joined, start_of, whose
from opcc_opendata.importers.label_value import starts_of_labels
from opcc_opendata.importers.labelled import ANSWERING, VALUES, label_among
from opcc_opendata.importers.labels import BOTH, column_of, label_of
from opcc_opendata.importers.notes import GUESSED, PRINTED, READ
from opcc_opendata.importers.table_heads import ACCEPTS, Cell, number_before, words_of

_SINCE: Final = re.compile(r"\b(?:since|from|until|born)\s*$", re.IGNORECASE)
_EMPTY: Final = frozenset(["", "n/a", "na", "none", "nil", "left blank", "blank"])
_IN_SHORT: Final = {"y": "accepted", "n": "not_accepted", "part": "accepted_in_part", "partial": "accepted_in_part"}
_NOT_APPLICABLE: Final = frozenset(["n/a", "na", "not applicable"])
_SEE_ANOTHER: Final = re.compile(
    r"(?:(?:please )?see (?:(?:the|our|my) )?(?:answer|response|reply|comments?)(?: given)? (?:to|on|under|at|for)"
    r"|(?:please )?(?:see|as)(?: at| for| under)?|same as(?: for)?) "
    r"(?:recommendation|area for improvement|afi|rec\.?) (?P<number>\d{1,3}[a-z]?)(?: above| below)?"
    r"(?:,? (?:with which (?:this|it) (?:will be|is|was|has been) (?:\w{4,12} )?(?:done|met|dealt with|answered|taken)"
    r"|which (?:covers|deals with|answers|includes) (?:this|it)(?: too| as well| also)?))?\.?",
    re.IGNORECASE,
)
_BY: Final = re.compile(r",? (?:due |to be done )?by$", re.IGNORECASE)
_ALSO_WHEN: Final = re.compile(r"\b(?:when|date|due|deadline|status)\b", re.IGNORECASE)
_OUR: Final = re.compile(r"(?:our|my)\b", re.IGNORECASE)
_REASON: Final = re.compile(r"\breasons?\b", re.IGNORECASE)


def put_text(item: Item, cell: Cell, told: list[str], *, is_numbered: bool = False) -> None:
    """Put the words of a finding, without the number that they may begin with.

    `is_numbered` says that every finding of the table begins with a number, so that none needs a full stop.
    """
    if not cell:
        return
    found = head_of(cell[0].words)
    if found and found.number and not item.number:
        item.number, item.kind = found.number, found.kind
        item.how["number"] = ReadAs(PRINTED, start_of(cell[0].words))
        told.append(cell[0].words[: len(cell[0].words) - len(found.rest)])
        rest = [replace(cell[0], text=found.rest)] if found.rest else []
        cell = (*rest, *cell[1:])
    elif found and not found.number and found.rest and found.kind != "recommendation":
        item.kind = found.kind  # "Cause of concern: …"
        told.append(cell[0].words[: len(cell[0].words) - len(found.rest)])
        cell = (replace(cell[0], text=found.rest, lines=(found.rest,)), *cell[1:])
    elif not item.number and (listed := number_before(cell[0].words, is_numbered=is_numbered)):
        item.number = listed["number"]
        item.how["number"] = ReadAs(READ, start_of(cell[0].words))
        told.append(listed["number"])
        cell = (replace(cell[0], text=listed["rest"], lines=(listed["rest"],)), *cell[1:])
    if item.is_continued and item.text and join(cell) == item.text:
        told.append(words_of(cell))  # its words stand again beside the rest of the answer
    else:
        item.text = joined(item.text, join(cell), goes_on=item.is_continued)


def put_value(item: Item, column: str, label: str, cell: Cell, speaker: str, told: list[str]) -> None:
    """Put what a cell or a labelled text says of a finding. What it does not surely say stays loose."""
    if column == "answer" and (inner := labelled_lines(cell)):
        for name, answer_column, value in inner:
            told.append(name)
            _put_one(item, answer_column, name, value, speaker, told)
    elif column not in ANSWERING or not _is_answered_elsewhere(item, words_of(cell), told):
        _put_one(item, column, label, cell, speaker, told)


def _is_answered_elsewhere(item: Item, words: str, told: list[str]) -> bool:
    """Read "See the answer to recommendation 4", and nothing else."""
    other = _SEE_ANOTHER.fullmatch(words)
    if other is not None:
        item.answered_with = other["number"]
        item.how["answered_with"] = ReadAs(READ, words)
        told.append(words)
    return other is not None


def _put_one(item: Item, column: str, label: str, cell: Cell, speaker: str, told: list[str]) -> None:
    words, text = words_of(cell), join(cell)
    code = _accepted(label, words) if column == "status" else ""
    is_reason = column == BODY and _REASON.search(label) and item.answer.get("acceptance") == "not_accepted"
    if words.strip(" .–—-()").lower() in _EMPTY and not code:
        told.append(words)
        return
    is_ours = column == "status" and not code and _OUR.match(label)  # "Our position": of whoever writes the document
    if column in (BODY, FORCE) or is_ours:
        put_yes(item, label, words)
        item.add_answer(NO_ACTION if is_reason else BODY if is_ours else column, text, ReadAs(PRINTED, label))
    elif column == "reason" and item.answer.get("acceptance") == "not_accepted":
        item.add_answer(NO_ACTION, text, ReadAs(PRINTED, label))
    elif column == "addressees":
        put_addressees(item, label, words, told)
    elif column in ("owner", "time_limit", "theme"):
        _put_words(item, column, label, cell)
    elif column == "target_date" and (found := only_date(words) or end_of_month(words)) and found.date:
        _put_once(item, column, found.date, label, words, told, found.doubt)
    elif code:
        _put_once(item, "acceptance", code, label, words, told)
    elif column == "answer" and label_of(label).actor != BOTH and (key := whose(words, speaker)):
        item.add_answer(key, text, ReadAs(GUESSED, label, f"“{label}” does not say whose action it is."))
    else:
        item.add_unsure(text, label)


def _put_once(item: Item, key: str, value: str, label: str, words: str, told: list[str], doubt: str = "") -> None:
    """Put the day or the acceptance that a cell gives. Another one beside it leaves both to a person, or the second."""
    if item.answer.get(key, value) != value:
        item.add_unsure(words, label)
        return
    item.answer[key] = value
    how = ReadAs(GUESSED if doubt else PRINTED, f"{label}: {words}", doubt)
    item.how[key] = item.how.get(key, how) if key == "target_date" else how
    told.append(words)


def put_yes(item: Item, label: str, words: str) -> None:
    """Read "Yes, in full. …" as an acceptance where the label asks for one: "Has the force agreed to this?"."""
    is_asked = label.rstrip()[-1:] == "?" and "acceptance" in label_of(label).topics
    if is_asked and (yes := yes_at_start(words)) and yes.code:
        item.answer.setdefault("acceptance", yes.code)
        item.how.setdefault("acceptance", ReadAs(READ, f"{label} {yes.words}"))


def put_addressees(item: Item, label: str, words: str, told: list[str]) -> None:
    """Put whom a finding is for. A name that no code stands for leaves all of them to a person."""
    named = addressees_named(words)
    if named is None:
        item.add_unsure(words, label)
        return
    item.addressees = tuple(dict.fromkeys((*item.addressees, *named.codes)))
    item.how.setdefault("addressees", ReadAs(PRINTED, f"{label}: {words}"))
    told.append(words)


def _put_words(item: Item, column: str, label: str, cell: Cell) -> None:
    if column == "owner":
        _put_owner(item, label, cell)
    elif not getattr(item, column):
        setattr(item, column, words_of(cell))
    item.how.setdefault(column, ReadAs(PRINTED, label))


def _put_owner(item: Item, label: str, cell: Cell) -> None:
    """Put who is in charge, and the day by which, where one stands behind. Under "Lead / when" the state may, too."""
    words, lines = words_of(cell), [line for one in cell for line in one.lines]
    found = next((one for one in find_dates(words) if words.endswith(one.words) and one.date), None)
    if found and found.start and not _SINCE.search(words[: found.start]):
        item.answer.setdefault("target_date", found.date)
        item.how.setdefault("target_date", ReadAs(GUESSED if found.doubt else READ, f"{label}: {words}", found.doubt))
        words = _BY.sub("", words[: found.start].rstrip(" ,;:/–-("))
    elif len(lines) == 2 and _ALSO_WHEN.search(label):
        words, state = lines
        item.add_unsure(state, label)
    item.answer.setdefault("owner", words)


def _accepted(label: str, words: str) -> str:
    """Read whether a finding is accepted. "N/A", or "Y", says so only under a label that asks for it."""
    is_empty = words.strip(" .").lower() in _NOT_APPLICABLE
    said = yes_of(words) if label.rstrip()[-1:] == "?" else ""
    if ACCEPTS.search(label):
        said = _IN_SHORT.get(words.strip(" .").lower(), "") or said
        said = said or ("not_applicable" if is_empty else "")
    return acceptance_of(words) or said


def _before_labels(line: str) -> list[str]:
    """Part a line before each label of an answer inside it: "Force: Done. Commissioner: I shall look."."""
    starts = [one for one in starts_of_labels(line, lambda label: column_of(label) in VALUES) if one]
    return [line[start:end].strip() for start, end in zip([0, *starts], [*starts, len(line)], strict=True)]


def labelled_lines(cell: Cell) -> list[tuple[str, str, Cell]]:
    """Read a cell whose lines are answers with labels: "Force: …" and "PCC: …". Empty where a line has none."""
    found: list[tuple[str, str, Cell]] = []
    for block in cell:
        if block.kind == TABLE:
            pairs = [tuple(one for one in row if one) for row in block.rows]
            if len(pairs) == 2 and ANSWERING.issuperset(head_of_labels(list(map(words_of, pairs[0]))).holds):
                pairs = list(zip(*block.rows, strict=False))  # heads over their values
            head = head_of_labels([words_of(pair[0]) if pair else "" for pair in pairs])
            if any(len(pair) != 2 for pair in pairs) or not ANSWERING.issuperset(head.holds):
                return []
            found += [(label, holds, pair[-1]) for label, holds, pair in head.under(pairs)]
            continue
        lines = [re.sub(r"\\$", "", one.strip()).strip() for one in block.text.split("\n") if one.strip(" \\")]
        for line in (part for one in lines for part in _before_labels(one)):
            label, inside = label_among(line, VALUES)
            if not inside:
                return []
            found.append((label, column_of(label), (replace(block, text=inside, lines=(inside,)),)))
    return found if any(column in ANSWERING for _, column, _ in found) else []
