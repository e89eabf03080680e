"""What stands in the cells of a workbook is what openpyxl itself finds there, however its sheet is written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from record_strategies import STANDARD
from test_spreadsheets import small

from opcc_opendata import spreadsheets
from opcc_opendata.spreadsheets import xlsx_reading
from opcc_opendata.spreadsheets.cells import CellProblem
from opcc_opendata.spreadsheets.places import Fault

CELLS: dict[str, tuple[Any, str]] = {
    "A1": ("A heading", "@"),
    "C1": ("Two\nlines, and _x005F_x000D_", "General"),
    "B3": (12, "General"),
    "C3": (2019.0, "0"),
    "D3": (0.5, "0%"),
    "E3": (True, "General"),
    "F3": (date(2019, 2, 26), "yyyy-mm-dd"),
    "G3": (datetime.fromisoformat("2019-02-26T12:30"), "yyyy-mm-dd hh:mm"),
    "H3": (datetime.fromisoformat("2019-04-01"), "mmm-yy"),
    "I3": (time(12, 30), "hh:mm"),
    "J3": (timedelta(hours=30), "[h]:mm"),
    "A7": ("=1+1", "General"),
    "B7": ("#N/A", "General"),
    "C7": (CellRichText("Some words ", TextBlock(InlineFont(b=True), "in bold"), " and others"), "General"),
    "AB7": (" blanks ", "General"),
}


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for place, (value, form) in CELLS.items():
        sheet[place] = value
        sheet[place].number_format = form
    book.save(path)


def rewritten(path: Path, change: Callable[[str], str], encoding: str = "utf-8") -> None:
    """Write the sheet of a workbook in another way."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = change(parts[name].decode()).encode(encoding)
    with zipfile.ZipFile(path, "w") as packed:
        for one, content in parts.items():
            packed.writestr(one, content)


def without_size(xml: str) -> str:
    return re.sub("<dimension [^>]*/>", "", xml)


def with_texts_inside(xml: str) -> str:
    """Put the texts that cells share into the cells."""
    xml = re.sub(r'(<c r="A1"[^>]*) t="s"><v>\d+</v>', r'\1 t="inlineStr"><is><t>A heading</t></is>', xml)
    parts = '<is><r><t xml:space="preserve">Some words </t></r><r><rPr><b/></rPr><t>in bold</t></r><r><t>!</t></r></is>'
    return re.sub(r'(<c r="C7"[^>]*) t="\w+">.*?</c>', rf'\1 t="inlineStr">{parts}</c>', xml)


def without_places(xml: str) -> str:
    """Leave out where the cells of the first rows stand: then they follow each other."""
    return re.sub(r'<c r="[A-Z]+[13]"', "<c", xml)


@pytest.mark.parametrize("change", [str, without_size, with_texts_inside, without_places])
def test_each_cell_is_as_openpyxl_finds_it(tmp_path: Path, change: Callable[[str], str]) -> None:
    path = tmp_path / "cells.xlsx"
    workbook(path)
    rewritten(path, change)
    with xlsx_reading.open_xlsx(path) as (sheet,):
        rows = dict(sheet.rows())
    assert list(rows) == [1, 2, 3, 4, 5, 6, 7]
    compared = 0
    for expected in openpyxl.load_workbook(path, rich_text=True).worksheets[0].iter_rows():
        for cell in expected:
            row = rows[cell.row]
            found = row[cell.column - 1] if cell.column <= len(row) else None
            if cell.value is None:
                assert found is None
            elif cell.data_type in ("f", "e") or isinstance(cell.value, (time, timedelta, float)):
                assert isinstance(found, CellProblem) or found == cell.value
            elif isinstance(cell.value, datetime):
                assert found == cell.value.date() or isinstance(found, CellProblem)
            else:
                assert found == str(cell.value).replace("_x005F_", "_") or found == cell.value
            compared += cell.value is not None
    assert compared == len(CELLS)
    odd = [str(one) for one in rows[3] + rows[7] if isinstance(one, CellProblem)]
    assert len(odd) == 7, odd


def test_a_row_that_stands_below_its_place_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    workbook(path)
    again = '<row r="3"><c r="B3"><v>13</v></c></row></sheetData>'
    rewritten(path, lambda xml: xml.replace("</sheetData>", again))
    with xlsx_reading.open_xlsx(path) as (sheet,):
        rows = list(sheet.rows())
    assert [number for number, _ in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert rows[2][1][1] == 12


def test_each_cell_and_row_that_is_written_has_its_form(tmp_path: Path) -> None:
    path = tmp_path / "responses.xlsx"
    long = "An invented text. " * 30
    record = small(
        title="=An invented title",
        dates={"published": "2019-04-10", "letter": "2019-04"},
        inspections=[{"id": "invented-report-2018", "title": f" {long}", "published": "2018-12-06"}],
        recommendations=[{"number": "1", "kind": "recommendation", "text": "R & D <1>"}],
    )
    spreadsheets.write_xlsx(path, lambda: [record, small(id="norfolk-2020-01-01-invented")], STANDARD)
    book = openpyxl.load_workbook(path)
    cells = {(sheet.title, cell.value): cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    day = cells["Responses", datetime.fromisoformat("2019-04-10")]
    assert (day.style, day.number_format, day.row) == ("day", "yyyy-mm-dd", 2)
    assert cells["Responses", "2019-04"].data_type == "s"
    title = cells["Responses", "=An invented title"]
    assert (title.style, title.number_format, title.quotePrefix, title.data_type) == ("text", "@", True, "s")
    report = cells["Inspections", f" {long}"]
    assert (bool(report.quotePrefix), report.alignment.wrap_text) == (False, True)
    heights = [book["Inspections"].row_dimensions[number].height for number in (1, 2, 3)]
    assert heights == [45, 120, None]
    assert cells["Recommendations", "R & D <1>"].row == 2
    place = cells["Recommendations", 1]
    assert (place.style, place.data_type) == ("number", "n")
    assert book["Responses"].auto_filter.ref.startswith("A1:")
    assert book["Responses"]["A1"].comment is not None


MERGED = '</sheetData><mergeCells count="1"><mergeCell ref="B3:C3"/></mergeCells>'


@pytest.mark.parametrize("sign", ['hidden="1"', 'hidden = "true"', "hidden='1'"])
@pytest.mark.parametrize("block", [1 << 20, 7])
def test_a_hidden_row_is_seen_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: str, block: int
) -> None:
    monkeypatch.setattr(xlsx_reading, "_BLOCK", block)
    path = tmp_path / "cells.xlsx"
    workbook(path)
    rewritten(path, lambda xml: xml.replace('<row r="3"', f'<row {sign} r="3"'))
    notices: list[str] = []
    with xlsx_reading.open_xlsx(path) as (sheet,):
        sheet.look_over([], notices)
    assert notices == ["Sheet: hidden rows were read like the others: 3."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("block", [1 << 20, 7])
def test_merged_cells_and_hidden_rows_are_seen_in_any_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, block: int
) -> None:
    monkeypatch.setattr(xlsx_reading, "_BLOCK", block)
    path = tmp_path / "cells.xlsx"
    workbook(path)

    def change(xml: str) -> str:
        xml = re.sub('<row r="3"', '<row hidden="1" r="3"', xml).replace("</sheetData>", MERGED)
        return re.sub(r"^(<\?xml [^>]*\?>)?", f"<?xml version='1.0' encoding='{encoding}'?>", xml)

    rewritten(path, change, encoding)
    faults: list[Fault] = []
    notices: list[str] = []
    with xlsx_reading.open_xlsx(path) as (sheet,):
        sheet.look_over(faults, notices)
    assert [(fault.row, fault.column) for fault in faults] == [(3, 2)]
    assert notices == ["Sheet: hidden rows were read like the others: 3."]


def test_a_text_about_hidden_rows_hides_none(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    workbook(path)
    rewritten(path, lambda xml: with_texts_inside(xml).replace("A heading", "hidden=1 mergeCell"))
    faults: list[Fault] = []
    notices: list[str] = []
    with xlsx_reading.open_xlsx(path) as (sheet,):
        sheet.look_over(faults, notices)
    assert (faults, notices) == ([], [])
