"""The words with which a workbook explains itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from opcc_opendata.spreadsheets.form import LONG_TEXTS, WorkbookForm

POSITION: Final = (
    "The place of the row in its list, counted from 1: the first recommendation of a response has 1. A new row may "
    "leave it empty, and then comes after the others."
)
LONG_TEXT: Final = (
    "Excel can't hold more than 32,767 characters in a cell. A longer text is here in parts, and the cell that it "
    "belongs to says which one it is."
)

_STEPS: Final = (
    ("Change a cell", "Type over it. Nothing is worked out: a text that begins with = or - is a text."),
    ("Add a response", "Add a row to the sheet Responses, and rows with the same id to the other sheets."),
    ("Choose a code", "Cells of a column with a list have a small arrow. Choose from it, or type the name."),
    (
        "Write a date",
        "Write 2019-04-23. Where only the month or the year is known, type an apostrophe first: '2019-04 or '2019. "
        "Leave the cell empty where the date is not known.",
    ),
    ("What a column is for", "Rest the pointer on a heading. A note explains it."),
    (
        "A text in Welsh",
        'Add a column with the heading of the text and (Welsh) after it, for example "Title of the response (Welsh)". '
        "Put the English text under the same heading with (English).",
    ),
    ("A column of your own", "Give it a heading that begins with x_, for example x_case_file."),
    ("What is not known", "Leave the cell empty. Never guess."),
    ("Take it back", "opcc import responses.xlsx --dry-run says what would be new and what has changed."),
)


def lines(form: WorkbookForm) -> Iterator[tuple[str, ...]]:
    """Give the lines of the first sheet: the name of a style, and the texts of one or two cells."""
    yield "title", "Responses to police inspection reports"
    yield "words", ""
    yield (
        "words",
        "What this is",
        "The records of a local policing body's responses (Police Act 1996, section 55), as a workbook. Each response "
        "is one row on the sheet Responses. Whatever there can be several of, such as recommendations, has a sheet of "
        "its own, and each row there begins with the id of its response.",
    )
    yield "words", ""
    yield "bold", "Sheet", "What is in it"
    for sheet in form.sheets:
        yield "words", sheet.name, sheet.description
    yield "words", LONG_TEXTS, LONG_TEXT
    yield "words", ""
    yield "bold", "To do this", "Do that"
    for what, how in _STEPS:
        yield "words", what, how
