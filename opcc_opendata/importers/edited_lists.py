"""Recommendations and comments of a document of our own that were deleted, put into another order, or added as rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from opcc_opendata.importers.deciding import BODY
from opcc_opendata.importers.edited import AddedRow
from opcc_opendata.importers.items import Item
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.recommendations import take

Place = tuple[str | int, ...]

FINDINGS: Final = "recommendations"
LISTED: Final = (FINDINGS, "comments")
_NUMBER: Final = re.compile(r"(?<!\d)(?<!\d\.)\d+(?:\.\d+)*[a-z]?$")


def change_lists(
    record: dict[str, Any],
    deleted: Mapping[str, Collection[int]],
    order: Sequence[int],
    rows: Sequence[AddedRow],
    notes: Notes,
) -> list[str]:
    """Change the lists of a record as its document was changed. Gives the words that it now says with keys.

    `deleted` are the positions of items of which the document has no word any more, `order` those of the
    recommendations as they stand in the document now, and `rows` what was added to their table.
    """
    said: list[str] = []
    for key in LISTED:
        before: list[Any] = record.get(key, [])
        after = [one for n, one in enumerate(before) if n not in deleted.get(key, ())]
        for position in sorted(deleted.get(key, ())):
            notes.remark(f"{key.removesuffix('s').capitalize()} {position + 1} was deleted from the document.")
        if key == FINDINGS:
            after = _sorted(after, before, order, notes)
        where = {n: m for n, one in enumerate(before) for m, other in enumerate(after) if one is other}
        _move_notes(notes, key, where)
        if key == FINDINGS:
            said += _add_rows(after, before, rows, notes)
        if after:
            record[key] = after
        else:
            record.pop(key, None)
    return said


def _sorted(items: list[Any], before: Sequence[Any], order: Sequence[int], notes: Notes) -> list[Any]:
    """Put those items that stand in the document's table into its order. Others stay where they are."""
    listed = [before[n] for n in order if n < len(before)]
    if sorted(order) == list(order) or len(set(order)) != len(order):
        return items
    notes.remark("The recommendations were put into another order in the document. The draft has them in that order.")
    rest = iter(one for one in listed if any(one is item for item in items))
    return [next(rest) if any(item is one for one in listed) else item for item in items]


def _move_notes(notes: Notes, key: str, where: Mapping[int, int]) -> None:
    """Point notes on a list's items to where the items are now, and drop those on items that are gone."""

    def moved(at: Place) -> Place | None:
        if len(at) < 2 or at[0] != key or not isinstance(at[1], int):
            return at
        return (key, where[at[1]], *at[2:]) if at[1] in where else None

    notes.readings[:] = [one._replace(at=new) for one in notes.readings if (new := moved(one.at)) is not None]


def _add_rows(items: list[Any], before: Sequence[Any], rows: Sequence[AddedRow], notes: Notes) -> list[str]:
    said: list[str] = []
    above: Any = None
    last: int | None = -1
    for row in rows:
        taken = take([row.table], speaker=BODY, in_section=True)
        said += taken.told
        if row.after != last:
            above, last = (before[row.after] if row.after is not None else None), row.after
        for item in taken.items:
            at = next((n + 1 for n, one in enumerate(items) if one is above), len(items))
            _move_notes(notes, FINDINGS, {n: n + (n >= at) for n in range(len(items))})
            above = _made(item, at, notes)
            items.insert(at, above)
    return said


def _made(item: Item, at: int, notes: Notes) -> Any:
    """Make the recommendation of a row. Whose action its answer is, the row does not say."""
    number = _NUMBER.search(item.number)
    values = {"number": number[0] if number else item.number, "kind": item.kind, "text": item.text}
    answer = {key: text for key, text in item.answer.items() if text}
    notes.gap((FINDINGS, at), "This row was added to the document. Is it a new recommendation?")
    for key, text in answer.items():
        notes.guess((FINDINGS, at, "answer", key), text, "The row does not say whose action it is.")
    made: Any = {key: value for key, value in values.items() if value}
    return made | {"answer": answer} if answer else made
