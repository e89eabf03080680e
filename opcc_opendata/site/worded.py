"""Texts of records in two languages, and which of several wordings of one recommendation a page shows."""

from __future__ import annotations

from collections.abc import Iterable

from opcc_opendata.site.i18n import InWelsh
from opcc_opendata.site.views import Row


def worded(rows: Iterable[Row], language: str) -> Row | None:
    """Give the first row with a `text` in the page's language, or else in the other one; None where no row has words.

    Responses print a recommendation in their own language, and each may give it in both (`text_cy`).
    """
    there = [row for row in rows if row["text"] or row["text_cy"]]
    own = "text_cy" if language == "cy" else "text"
    return next((row for row in there if row[own]), there[0] if there else None)


def text_of(row: Row, name: str = "text") -> str:
    """Give a text of a row, marked where it is there in Welsh alone; "" where it is in neither language."""
    return row[name] or InWelsh(row[f"{name}_cy"] or "")
