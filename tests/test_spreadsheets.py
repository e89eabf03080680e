"""Records as a workbook or as CSV, and back. Every text is invented."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from record_strategies import STANDARD, TRICKY, records

from opcc_opendata import sample, spreadsheets
from opcc_opendata.spreadsheets.csv_files import guarded, unguarded
from opcc_opendata.spreadsheets.form import CellKind, form_of
from opcc_opendata.yaml_reader import read_bytes, read_file
from tests.office import converted, needs_calc

ROOT = Path(__file__).parent.parent
NORFOLK = ROOT / "records/norfolk/2019-02-26-domestic-abuse-update.yaml"
FORM = form_of(STANDARD)

Records = list[dict[str, Any]]


def real_records() -> Records:
    found = [read_file(path).data for path in sorted((ROOT / "records").rglob("*.yaml"))]
    return [data for data in found if data is not None]


def invented_records(count: int) -> Records:
    found = [read_bytes(text.encode(), name).data for name, text in sample.records(count)]
    return [data for data in found if data is not None]


def small(**changes: Any) -> dict[str, Any]:
    record = {
        "schema_version": "1.0.0",
        "id": "norfolk-2019-02-26-invented",
        "language": "en",
        "title": "Invented response",
        "force": "norfolk",
        "policing_body": "norfolk-pcc",
        "stage": "full",
        "inspections": [{"id": "invented-report", "title": "Invented report"}],
    }
    return {**record, **changes}


def tricky_records() -> Records:
    comments = [{"kind": "policing_body", "author": text, "text": f"{text}\n{text}"} for text in TRICKY]
    long = {"kind": "chief_officer", "text": "An invented text. 👮 _x000D_\n" * 1_200}
    own = {"x_plain": "012", "x_list": [1, "1", True, {"a": ""}], "x_empty": ""}
    return [small(comments=[*comments, long], dates={}, note={"cy": "Testun dychmygol."}, **own)]


def through_xlsx(folder: Path, given_records: Records) -> spreadsheets.WorkbookRecords:
    path = folder / "responses.xlsx"
    spreadsheets.write_xlsx(path, lambda: given_records, STANDARD, force=True)
    return spreadsheets.read_records(path, STANDARD)


def through_csv(folder: Path, given_records: Records) -> spreadsheets.WorkbookRecords:
    spreadsheets.write_csv(folder / "csv", lambda: given_records, STANDARD, force=True)
    return spreadsheets.read_records(folder / "csv", STANDARD)


def assert_same(found: spreadsheets.WorkbookRecords, given_records: Records) -> None:
    assert [str(fault) for fault in found.faults] == []
    assert list(found.records) == given_records


# --- nothing is lost


@pytest.mark.parametrize("through", [through_xlsx, through_csv])
@pytest.mark.parametrize("make", [real_records, lambda: invented_records(60), tricky_records])
def test_records_come_back_as_they_were(tmp_path: Path, through: Any, make: Any) -> None:
    given_records = make()
    assert_same(through(tmp_path, given_records), given_records)


# A failing example is big, and to make it small takes minutes.
@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(records())
def test_whatever_the_standard_allows_comes_back(given_records: Records) -> None:
    assert [problem for record in given_records for problem in STANDARD.check(_Document(record))] == []
    with TemporaryDirectory() as folder:
        assert_same(through_xlsx(Path(folder), given_records), given_records)
        assert_same(through_csv(Path(folder), given_records), given_records)


class _Document:
    path = "invented"

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def locate(self, pointer: Any, *, key: bool = False) -> tuple[int, int]:
        return (1, 1)


@pytest.mark.slow
@needs_calc
def test_records_come_back_after_libreoffice_has_saved_them(tmp_path: Path) -> None:
    given_records = [*real_records(), *invented_records(60), *tricky_records()]
    spreadsheets.write_xlsx(tmp_path / "responses.xlsx", lambda: given_records, STANDARD)
    (tmp_path / "saved").mkdir()
    saved = converted(tmp_path / "responses.xlsx", "xlsx", tmp_path / "saved")
    assert_same(spreadsheets.read_records(saved, STANDARD), given_records)


# --- the workbook itself


def opened(folder: Path, given_records: Records) -> Any:
    path = folder / "responses.xlsx"
    spreadsheets.write_xlsx(path, lambda: given_records, STANDARD, force=True)
    return openpyxl.load_workbook(path)


def test_the_workbook_explains_itself(tmp_path: Path) -> None:
    book = opened(tmp_path, real_records())
    assert book.sheetnames[:2] == ["Read me", "Responses"]
    assert book["Lists"].sheet_state == "hidden"
    told = [row[0] for row in book["Read me"].iter_rows(values_only=True)]
    for sheet in FORM.sheets:
        assert sheet.name in told
        heads = book[sheet.name][1]
        assert all(head.value and head.comment.text for head in heads)
        assert book[sheet.name].freeze_panes == f"{openpyxl.utils.get_column_letter(2 + len(sheet.positions))}2"
    texts = [str(head.comment.text) for head in book["Responses"][1]]
    assert STANDARD.schema["properties"]["stage"]["description"] + " Choose from the list." in texts


def test_every_list_of_codes_is_a_drop_down(tmp_path: Path) -> None:
    book = opened(tmp_path, [small()])
    for sheet in FORM.sheets:
        choices = {
            str(choice.sqref).split("2")[0]: choice.formula1
            for choice in book[sheet.name].data_validations.dataValidation
        }
        for place, column in enumerate(sheet.columns, 2 + len(sheet.positions)):
            if column.kind is CellKind.CODE:
                letter = openpyxl.utils.get_column_letter(place)
                where = choices[letter].removeprefix("Lists!").replace("$", "")
                labels = [cell.value for (cell,) in book["Lists"][where]]
                assert labels == list(column.codes.labels.values())


def test_dates_are_dates_only_where_the_day_is_known(tmp_path: Path) -> None:
    dates = {"published": "2019-04-10", "letter": "2019-04", "chief_officer_invited": "2019"}
    row = opened(tmp_path, [small(dates=dates)])["Responses"]
    found = {head.value: row.cell(2, head.column) for head in row[1]}
    assert found["Date of publication"].is_date
    assert found["Date of the letter"].value == "2019-04"
    assert found["Chief officer invited"].value == "2019"


@pytest.mark.parametrize("text", TRICKY)
def test_no_text_is_a_formula_or_a_number(tmp_path: Path, text: str) -> None:
    sheet = opened(tmp_path, [small(note=f"{text}")])["Responses"]
    cell = sheet.cell(2, sheet.max_column)
    assert (cell.data_type, cell.number_format) == ("s", "@")
    if text.startswith(("=", "+", "-", "@", "\t", "'")):
        assert cell.quotePrefix


@pytest.mark.parametrize("text", TRICKY)
def test_an_apostrophe_in_csv_is_taken_away_again(text: str) -> None:
    for one in (text, f"'{text}", f"''{text}"):
        assert unguarded(guarded(one)) == one
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t"))


def test_a_long_text_is_flagged_and_whole(tmp_path: Path) -> None:
    text = "Invented words. " * 5_000
    book = opened(tmp_path, [small(note=text)])
    sheet = book["Responses"]
    assert sheet.cell(2, sheet.max_column).value == '[Long text 1: its words are on the sheet "Long texts"]'
    parts = list(book["Long texts"].iter_rows(min_row=2, values_only=True))
    assert "".join(row[3] for row in parts) == text
    assert max(len(row[3]) for row in parts) <= 32_767


def test_titles_that_do_not_tell_codes_apart_are_not_used() -> None:
    for sheet in FORM.sheets:
        for column in sheet.columns:
            if column.codes is not None:
                for code, label in column.codes.labels.items():
                    assert column.codes.code(label) == code == column.codes.code(code)


def test_an_office_that_changes_its_standard_gets_its_columns() -> None:
    schema = json.loads(json.dumps(STANDARD.schema))
    schema["$defs"]["recommendation"]["properties"]["cost"] = {
        "title": "Cost",
        "description": "What it costs, in pounds.",
        "type": "integer",
    }
    form = form_of(replace(STANDARD, schema=schema))
    (sheet,) = (sheet for sheet in form.sheets if sheet.name == "Recommendations")
    assert [(one.heading, one.kind) for one in sheet.columns][-1] == ("Cost", CellKind.NUMBER)


def test_more_rows_than_excel_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opcc_opendata.spreadsheets.writing._MOST_ROWS", 2)
    with pytest.raises(
        spreadsheets.TooManyRowsError, match=r"^The sheet Inspections would have 3 rows, and Excel has 2\."
    ):
        spreadsheets.write_xlsx(
            tmp_path / "a.xlsx", lambda: [small(inspections=[{"id": i, "title": i} for i in "abc"])], STANDARD
        )
    assert list(tmp_path.iterdir()) == []
