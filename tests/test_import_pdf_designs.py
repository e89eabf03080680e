"""Tables as Word's own designs draw them, exported to PDF by LibreOffice: each cell is found, whatever the lines."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from opcc_opendata.importers.formats import read
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.office import all_converted, needs_writer

pytestmark = [pytest.mark.slow, needs_writer]

HEADS = ["No", "Recommendation", "Force response", "Commissioner’s response"]
ROWS = [
    [
        "1",
        "By 30 June 2026, the force should make sure that every custody sergeant has been trained to assess risk.",
        "Ninety sergeants have been trained, and the last course is in May.",
        "I have asked for a monthly figure of those trained, which my office will publish.",
    ],
    [
        "2",
        "Within three months, chief constables should review how calls about stalking are graded.",
        "A review of two hundred calls began in January and is led by a superintendent.",
        "My team will dip-sample graded calls each quarter.",
    ],
    [
        "3",
        "Forces should make sure that victims of fraud are told the outcome of their case.",
        "A victim care unit of six staff contacts each victim within seven days. It began work in November.",
        "I shall raise the delay with Action Fraud and ask for local figures.",
    ],
]

Draw = Callable[[Any], None]


def lines(*sides: str) -> Draw:
    def draw(table: Any) -> None:
        borders = OxmlElement("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            line = OxmlElement(f"w:{side}")
            line.set(qn("w:val"), "single" if side in sides else "nil")
            line.set(qn("w:sz"), "6")
            borders.append(line)
        table._tbl.tblPr.append(borders)

    return draw


def shaded(*rows: int) -> Draw:
    def draw(table: Any) -> None:
        for cell in chain.from_iterable(table.rows[number].cells for number in rows):
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), "DDE6F0")
            cell._tc.get_or_add_tcPr().append(shade)

    return draw


def style(name: str) -> Draw:
    return lambda table: setattr(table, "style", name)


DESIGNS: dict[str, Draw] = {
    "lines between rows": lines("top", "bottom", "insideH"),
    "lines between columns": lines("top", "left", "bottom", "right", "insideV"),
    "a box": lines("top", "left", "bottom", "right"),
    "no lines": lines(),
    "shaded heads": shaded(0),
    "every other row shaded": shaded(1, 3),
    "Table Grid": style("Table Grid"),
    "Light List Accent 1": style("Light List Accent 1"),
    "Light Shading": style("Light Shading"),
    "Medium List 1": style("Medium List 1"),
    "Medium Shading 1 Accent 1": style("Medium Shading 1 Accent 1"),
}
WIDTHS = {"wide": [1.2, 5.0, 5.0, 5.0], "narrow": [1.2, 2.4, 2.4, 2.4]}


def name_of(design: str, width: str, *, numbered: bool) -> str:
    return f"{design} {width}{'' if numbered else ' without numbers'}"


def write(path: Path, draw: Draw, widths: list[float], *, numbered: bool) -> None:
    first = 0 if numbered else 1
    document = docx.Document()
    document.add_heading("Police and Crime Commissioner for Kent", 1)
    document.add_paragraph("Response to “The policing response to antisocial behaviour”, published 8 October 2024")
    document.add_paragraph("I welcome this report. It says that neighbourhood policing works where it is given time.")
    table = document.add_table(rows=0, cols=len(HEADS) - first)
    table.autofit = False
    for row in (HEADS, *ROWS):
        cells = table.add_row().cells
        for cell, words, width in zip(cells, row[first:], widths[first:], strict=True):
            cell.text, cell.width = words, Cm(width)
    draw(table)
    document.add_paragraph("Alwyn Marsh, Police and Crime Commissioner for Kent")
    document.save(str(path))


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("designs")
    for design, draw in DESIGNS.items():
        for numbered in (True, False):
            name = name_of(design, "wide", numbered=numbered)
            write(folder / f"{name}.docx", draw, WIDTHS["wide"], numbered=numbered)
    struck = docx.Document()
    struck.add_heading("Police and Crime Commissioner for Kent", 1)
    struck.add_paragraph("Response to “The policing response to antisocial behaviour”, published 8 October 2024")
    paragraph = struck.add_paragraph("I thank the inspectors. ")
    paragraph.add_run("I do not accept their advice.").font.strike = True
    paragraph.add_run(" I accept it, and ").font.underline = False
    paragraph.add_run("I said so to the chief constable").font.underline = True
    paragraph.add_run(".")
    struck.save(str(folder / "struck.docx"))
    boxed = docx.Document()
    boxed.add_heading("Police and Crime Commissioner for Kent", 1)
    table = boxed.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Title of report", "An invented look at vans"
    boxed.add_paragraph("I thank the inspectors for their look at vans.")
    boxed.save(str(folder / "boxed.docx"))
    write(folder / "narrow.docx", style("Table Grid"), WIDTHS["narrow"], numbered=True)
    all_converted(sorted(folder.glob("*.docx")), "pdf", folder)
    return folder


def found(path: Path) -> list[list[str]]:
    (draft,) = drafts_of(path.read_bytes(), path.name, load_standard(packaged_standard()))
    return [
        [
            one.get("number", ""),
            " ".join(one["text"].replace("**", "").split()),  # some designs have the first column in bold
            *(" ".join(one["answer"][key].split()) for key in ("force_action", "body_action")),
        ]
        for one in draft.data["recommendations"]
    ]


@pytest.mark.parametrize("numbered", [True, False], ids=["numbered", "without numbers"])
@pytest.mark.parametrize("design", DESIGNS)
def test_each_cell_of_a_table_is_found(papers: Path, design: str, numbered: bool) -> None:
    rows = found(papers / f"{name_of(design, 'wide', numbered=numbered)}.pdf")
    assert rows == (ROWS if numbered else [["", *row[1:]] for row in ROWS])


def test_a_word_that_has_no_room_on_a_line_of_a_narrow_cell_is_one_word(papers: Path) -> None:
    assert found(papers / "narrow.pdf") == ROWS


def test_words_that_are_struck_through_are_left_out_and_underlined_ones_are_not(papers: Path) -> None:
    (draft,) = drafts_of((papers / "struck.pdf").read_bytes(), "struck.pdf", load_standard(packaged_standard()))
    (comment,) = draft.data["comments"]
    assert "I thank the inspectors. I accept it, and I said so to the chief constable." in " ".join(
        comment["text"].split()
    )
    raw = read((papers / "struck.pdf").read_bytes(), ".pdf")
    assert [str(one) for one in raw.left_out] == ["Struck through: I do not accept their advice."]


def test_one_row_with_lines_round_it_is_a_table_where_it_heads_none(papers: Path) -> None:
    (draft,) = drafts_of((papers / "boxed.pdf").read_bytes(), "boxed.pdf", load_standard(packaged_standard()))
    assert draft.data["inspections"][0]["title"] == "An invented look at vans"
