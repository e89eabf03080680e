"""The words of a fact that somebody changed in a document of our own → its value: a date, a code, a tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.documents.bindings import EMPTY_BOX, TICKED
from opcc_opendata.importers.dates import only_date

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

_TICKS: Final = {TICKED: True, "✔": True, "☑": True, "☒": True, EMPTY_BOX: False, "□": False}
_LISTS: Final = {
    "type": "inspection_types",
    "grade": "grades",
    "cycle": "grade_cycles",
    "recipient": "recipients",
    "kind": "finding_kinds",
    "acceptance": "acceptance",
    "stage": "stages",
}
"""The codelist of each key whose title a document prints."""

_FIXED: Final = ("force", "policing_body")


def fact_of(record: dict[str, Any], at: tuple[str | int, ...], now: str, standard: Standard) -> Any:
    """Give the value that a fact has now. None where its words can't be read, or where it is what the record is called.

    The force, its body, and with them the id, can't be changed by a document.
    """
    holder: Any = record
    for key in at[:-1]:
        holder = holder[key]
    key, words = str(at[-1]), now.strip()
    if isinstance(holder[at[-1]], bool):
        return _TICKS.get(words)
    if key in _LISTS:
        return _code(standard, _LISTS[key], words)
    if key in _FIXED:
        return None
    found = only_date(words)
    return found.date if found and found.date and not found.doubt else None


def _code(standard: Standard, codelist: str, words: str) -> str | None:
    if codelist not in standard.codelists:
        return None
    wanted = " ".join(words.split()).casefold()
    titles = ("title_en", "title_cy")
    rows = [
        row["code"]
        for row in standard.codelists[codelist].rows
        if wanted in [" ".join(row.get(title, "").split()).casefold() for title in titles]
    ]
    return rows[0] if len(rows) == 1 else None
