"""Tables of a PDF that go on over the end of a page, with and without lines, and words that stand over a line."""

from __future__ import annotations

from typing import Any

import pytest
from fpdf import FPDF

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
HEADS = ("No.", "Recommendation", "Force response", "PCC response")
ROWS = [
    (
        str(n),
        f"By May 2027 the force should review policy {n} on its cells and cars, so that nobody waits longer than due.",
        f"We have begun work {n} and will end it in spring, with a team of officers who visit each station.",
        f"I accept this and will ask for report {n} in public at my board, as often as is needed.",
    )
    for n in range(1, 13)
]
EXPECTED = [
    {
        "number": number,
        "text": text,
        "answer": {"acceptance": "accepted", "force_action": force, "body_action": body},
    }
    for number, text, force, body in ROWS
]


def read(made: FPDF) -> ImportedDraft:
    (draft,) = drafts_of(bytes(made.output()), "response.pdf", STANDARD, "kent-pcc")
    return draft


def found(draft: ImportedDraft) -> list[dict[str, Any]]:
    return [
        {key: one[key] for key in ("number", "text", "answer") if key in one}
        for one in draft.data.get("recommendations", [])
    ]


def begun(unit: str = "mm") -> FPDF:
    made = FPDF(unit=unit)
    made.add_page()
    made.set_font("Helvetica", size=14)
    made.cell(0, 10, "Response of the Kent Police and Crime Commissioner", new_x="LMARGIN", new_y="NEXT")
    made.set_font("Helvetica", size=11)
    return made


@pytest.mark.parametrize("repeat", [0, 1])
@pytest.mark.parametrize("layout", ["ALL", "NONE"])
def test_a_table_of_several_pages(layout: str, repeat: int) -> None:
    made = begun()
    # Without lines the numbers stand in the middle of their rows: only the room between rows shows where one begins.
    with made.table(
        first_row_as_headings=bool(repeat), repeat_headings=repeat, borders_layout=layout,
        col_widths=(10, 40, 40, 40), gutter_height=3 if layout == "NONE" else 0,
    ) as table:  # fmt: skip
        for row in (HEADS, *ROWS):
            table.row(row)
    draft = read(made)
    assert made.page_no() > 1
    assert found(draft) == EXPECTED
    assert "We have begun work" not in str(draft.data.get("comments", ""))


COLUMNS = (50.0, 90.0, 240.0, 390.0, 540.0)


def ruled(made: FPDF, top: float, bottom: float, *, closed_above: bool, closed_below: bool, lines: list[Any]) -> None:
    """Draw one row: its upright lines, those that close it, and lines of words from its top."""
    for x in COLUMNS:
        made.line(x, top, x, bottom)
    for at, is_closed in ((top, closed_above), (bottom, closed_below)):
        if is_closed:
            made.line(COLUMNS[0], at, COLUMNS[-1], at)
    for number, line in enumerate(lines):
        for x, words in zip(COLUMNS, line, strict=False):
            if words:
                made.text(x + 3, top + 14 + 13 * number, words)


def cut(second_number: str = "") -> FPDF:
    made = FPDF(unit="pt", format="A4")
    made.add_page()
    made.set_font("Helvetica", size=14)
    made.text(50, 60, "Response of the Kent Police and Crime Commissioner")
    made.set_font("Helvetica", size=10)
    ruled(made, 80, 110, closed_above=True, closed_below=True, lines=[HEADS])
    whole = [("1", "The force should wait.", "We wait.", "I wait.")]
    ruled(made, 110, 140, closed_above=True, closed_below=True, lines=whole)
    cut_off = [("2", "By May 2027 the force", "We have begun", "I accept this and")]
    ruled(made, 140, 800, closed_above=True, closed_below=False, lines=cut_off)
    made.add_page()
    made.set_font("Helvetica", size=10)
    rest = [(second_number, "should review its cells.", "to review them.", "will ask for it.")]
    ruled(made, 40, 70, closed_above=False, closed_below=True, lines=rest)
    ruled(made, 70, 100, closed_above=True, closed_below=True, lines=[("3", "The force should go.", "We go.", "I go.")])
    return made


def test_a_row_that_the_end_of_the_page_cuts_is_one_row() -> None:
    assert found(read(cut())) == [
        {
            "number": "1",
            "text": "The force should wait.",
            "answer": {"force_action": "We wait.", "body_action": "I wait."},
        },
        {
            "number": "2",
            "text": "By May 2027 the force should review its cells.",
            "answer": {
                "acceptance": "accepted",
                "force_action": "We have begun to review them.",
                "body_action": "I accept this and will ask for it.",
            },
        },
        {"number": "3", "text": "The force should go.", "answer": {"force_action": "We go.", "body_action": "I go."}},
    ]


def test_a_row_with_a_number_of_its_own_goes_on_with_nothing() -> None:
    assert [one.get("number") for one in found(read(cut("2a")))] == ["1", "2", "2a", "3"]


def test_a_number_in_the_middle_of_its_row_without_room_between_rows_says_nothing() -> None:
    made = FPDF(unit="pt", format="A4")
    made.add_page()
    made.set_font("Helvetica", size=10)
    made.text(50, 60, "Response of the Kent Police and Crime Commissioner")
    rows = [
        HEADS, ("", "Forces should count", "We count", "I will ask"), ("1", "each of their", "all of", "for all the"),
        ("", "vehicles.", "them.", "figures."), ("", "Forces should wait", "We wait as", "I wait as"),
        ("2", "for as long as is", "long as is", "long as is"), ("", "needed.", "needed.", "needed."),
    ]  # fmt: skip
    for number, row in enumerate(rows):
        for x, words in zip((50, 90, 240, 390), row, strict=True):
            made.text(x, 100 + 12 * number, words)
    draft = read(made)
    assert found(draft) == []
    assert "Forces should count" not in str(draft.data.get("comments", ""))
    assert "vehicles." in str(draft.data["document"])


def test_a_word_over_the_line_between_two_cells_is_two() -> None:
    made = begun("pt")
    heads = ("No", "Recommendation", "Force response", "PCC response")
    ruled(made, 100, 130, closed_above=True, closed_below=True, lines=[])
    made.text(78, 115, "No.Recommendation")  # no space, as where a browser prints narrow cells
    for x, words in zip(COLUMNS[2:], heads[2:], strict=False):
        made.text(x + 3, 115, words)
    row = [("4", "The force should go.", "We go.", "I go.")]
    ruled(made, 130, 160, closed_above=True, closed_below=True, lines=row)
    assert [one.get("number") for one in found(read(made))] == ["4"]
