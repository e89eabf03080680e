"""What is wrong in a workbook is named by its cell, with a sentence. Every text is invented."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from record_strategies import STANDARD
from test_spreadsheets import small

from opcc_opendata import spreadsheets

pytestmark = pytest.mark.slow

RECORDS = [
    small(
        dates={"published": "2019-04-10"},
        recommendations=[
            {"number": "1", "kind": "recommendation", "text": "An invented recommendation."},
            {
                "number": "2",
                "kind": "recommendation",
                "text": "Another invented recommendation.",
                "addressees": ["chief_officers", "government"],
                "answer": {"acceptance": "accepted", "target_date": "2019-06-01"},
                "progress": [{"date": "2019-05-01", "status": "in_progress"}],
            },
        ],
        distribution=[{"recipient": "hmicfrs", "sent": True, "sent_on": "2019-04"}],
    ),
    small(id="norfolk-2020-01-01-invented"),
]
ID = RECORDS[0]["id"]

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheets") / "responses.xlsx"
    spreadsheets.write_xlsx(path, lambda: RECORDS, STANDARD)
    return path


def changed(workbook: Path, folder: Path, change: Change) -> spreadsheets.WorkbookRecords:
    book = openpyxl.load_workbook(workbook)
    change({sheet.title: sheet for sheet in book.worksheets})
    path = folder / "changed.xlsx"
    book.save(path)
    return spreadsheets.read_records(path, STANDARD)


def put(sheet: str, heading: str, row: int, value: Any, form: str = "General") -> Change:
    """Put a value under a heading."""

    def change(book: dict[str, Any]) -> None:
        column = next(cell.column for cell in book[sheet][1] if cell.value == heading)
        cell = book[sheet].cell(row, column)
        cell.value = value
        cell.number_format = form

    return change


def head(sheet: str, column: int, heading: str) -> Change:
    return lambda book: setattr(book[sheet].cell(1, column), "value", heading)


def rename(book: dict[str, Any]) -> None:
    book["Grades"].title = "Grade"


REC = "Recommendations"

FAULTS: list[tuple[Change, str]] = [
    (
        put(REC, "Acceptance", 3, "Acepted"),
        'Recommendations!O3: error R010 Acceptance: "Acepted" is not one of the names for this column. Did you mean '
        "Accepted?",
    ),
    (
        put(REC, "Acceptance", 3, "We shall see"),
        'Recommendations!O3: error R010 Acceptance: "We shall see" is not one of the names for this column. They are: '
        "Accepted; Accepted in part; Not accepted; Noted; Already done; Not applicable to this force; Not stated.",
    ),
    (
        put("Responses", "Force", 2, "Nowhere"),
        'Responses!F2: error R010 Force: "Nowhere" is not one of the names for this column. Choose one from the list.',
    ),
    (
        put(REC, "Addressees", 3, "Chief constables; Nobody"),
        'Recommendations!G3: error R010 Addressees: "Chief constables" is not one of the names for this column. ',
    ),
    (
        put("Inspections", "Forces covered", 2, "Norfolk Constabulary; Nowhere"),
        'Inspections!K2: error R010 Forces covered: "Nowhere" is not one of the names for this column. The note on its '
        "heading has them all.",
    ),
    (
        put(REC, "Target date", 3, "26/02/2019"),
        'Recommendations!T3: error R012 Target date: "26/02/2019" is not a date. Write it as 2019-02-26.',
    ),
    (
        put(REC, "Target date", 3, "soon"),
        'Recommendations!T3: error R012 Target date: "soon" is not a date. Write year-month-day, as in 2019-02-26. '
        "Empty the cell if the date is not known.",
    ),
    (
        put(REC, "Owner", 3, "A" * 1001),
        "Recommendations!S3: error R017 Owner: the text has 1,001 characters. It may have 1,000 at most. Shorten it.",
    ),
    (
        put(REC, "Target date", 3, 43522),
        "Recommendations!T3: error Target date: 43522 is a number, not a date. In Excel it stands for 2019-02-26. If "
        "that is right, format the cell as a date.",
    ),
    (
        put(REC, "Target date", 3, datetime.fromisoformat("2019-04-01"), "mmm-yy"),
        "Recommendations!T3: error The spreadsheet has made the date 2019-04-01 of this, and shows less of it. If the "
        "day is not known, format the cell as Text and write 2019-04.",
    ),
    (
        put(REC, "Target date", 3, datetime.fromisoformat("2019-04-01T12:30"), "yyyy-mm-dd hh:mm"),
        "Recommendations!T3: error This is a date with a time: 2019-04-01 12:30:00. Write the date alone, as in "
        "2019-02-26.",
    ),
    (
        put(REC, "Time limit", 3, datetime.fromisoformat("2018-04-01"), "yyyy-mm-dd"),
        "Recommendations!H3: error Time limit: the spreadsheet has made the date 2018-04-01 of this text. Format the "
        "cell as Text, and type it again.",
    ),
    (
        put(REC, "Number", 3, 1.5),
        "Recommendations!C3: error The spreadsheet holds 1.5 here, as a number or a time, and may show something else. "
        "Format the cell as Text, and type it again.",
    ),
    (
        put(REC, "Number", 3, True),
        "Recommendations!C3: error Number: this is the value TRUE, and a text is needed. Format the cell as Text, and "
        "type it again.",
    ),
    (
        put(REC, "Number", 3, "=1+1"),
        "Recommendations!C3: error This is a formula: type the text itself. No formula is worked out here.",
    ),
    (
        put(REC, "Number", 3, "#N/A"),
        "Recommendations!C3: error This cell shows the error #N/A. Write what belongs there.",
    ),
    (
        put(REC, "Number", 3, "two\nlines"),
        'Recommendations!C3: error R018 Number: there is a line break in "two lines". Write it on one line.',
    ),
    (
        put(REC, "Number", 3, "a\u2028b"),
        "Recommendations!C3: error There is a hidden line separator (U+2028) here. YAML would change it in silence. "
        "Delete it, and put an ordinary line break in its place.",
    ),
    (
        put(REC, "Kind", 3, None),
        "Recommendations!E3: error R001 Kind: there is nothing in this cell. Fill it in. Whether it is a "
        "recommendation, a cause of concern, an area for improvement or something else. Choose from the list.",
    ),
    (
        put("Responses", "Index record", 2, "yes"),
        "Responses!V2: error R024 Source address: there is nothing in this cell. An index record links to the document "
        "that it is about.",
    ),
    (
        put("Distribution", "Recipient", 2, "Another recipient"),
        "Distribution!D2: error R024 Recipient's name: there is nothing in this cell. Where the recipient is other, "
        "say who it is.",
    ),
    (
        put("Responses", "Index record", 2, "yes"),
        "Recommendations!F2: error R023 Text of the recommendation: an index record holds no text. Empty the cell, or "
        'write no in the column "Index record" if the record holds the text of the response.',
    ),
    (
        put("Distribution", "Sent", 2, "perhaps"),
        'Distribution!E2: error Sent: "perhaps" is neither yes nor no. Write yes or no.',
    ),
    (
        put("Inspections", "Number of recommendations in the report", 2, "some"),
        'Inspections!Q2: error Number of recommendations in the report: "some" is not a whole number. Write it in '
        "digits.",
    ),
    (
        head(REC, 3, "Nummer"),
        'Recommendations!C1: error "Nummer" is not the heading of a column. Did you mean "Number", which is missing?',
    ),
    (
        head(REC, 4, "Number"),
        'Recommendations!D1: error "Number" is also the heading of column C. Delete one of the two columns.',
    ),
    (
        head(REC, 2, ""),
        'Recommendations: error There is no column "Position". Put it back: without it nobody can tell the rows apart.',
    ),
    (
        lambda book: setattr(book[REC].cell(3, 40), "value", "a stray word"),
        "Recommendations!AN3: error There is something in this cell, and no heading above it. Give the column a "
        "heading, or empty the cell.",
    ),
    (
        put("Responses", "Response's id", 3, ID),
        f"Responses!A3: error Response's id: {ID} is also in row 2. An id is used once. Give one of them another, or "
        "delete the row.",
    ),
    (
        put("Responses", "Response's id", 3, None),
        "Responses!A3: error Response's id: it is missing, so nobody can tell to which response the row belongs. Write "
        "it, or delete the row.",
    ),
    (
        put("Distribution", "Response's id", 2, "norfolk-2019-02-26-invnted"),
        "Distribution!A2: error Response's id: there is no response norfolk-2019-02-26-invnted on the sheet Responses. "
        f"Did you mean {ID}?",
    ),
    (
        put("Progress", "Position in Recommendations", 2, 7),
        "Progress!B2: error The sheet Recommendations has no row for this response with the position 7. If that row "
        'was deleted, delete this row too. If it was not, write here the number that it has under "Position".',
    ),
    (
        put("Progress", "Position in Recommendations", 2, None),
        "Progress!B2: error Position in Recommendations: it must say to which row of Recommendations this row belongs. "
        "Write the number that the row has on the sheet Recommendations.",
    ),
    (
        put(REC, "Position", 3, 1),
        "Recommendations!B3: error Position: 1 is also in row 2, in the same list. Give each row of a list its own "
        "number, or none: then it comes last.",
    ),
    (
        lambda book: book[REC].merge_cells("C2:C3"),
        "Recommendations!C2: error The cells C2:C3 are merged, so only the first of them holds anything. Split them "
        "(Merge & Center, Unmerge Cells), and fill in each.",
    ),
    (rename, "Grade: error There is no such sheet in a workbook of responses. Did you mean Grades?"),
    (
        put(REC, "Theme", 3, "[Long text 5: its words are elsewhere]"),
        'Recommendations!N3: error Theme: long text 5 is not whole on the sheet "Long texts". Put its rows back, or '
        "write the text here.",
    ),
    (
        lambda book: book["Long texts"].append([1, "?", 1, "Invented."]),
        "'Long texts'!A2: error A row here has the number of a long text, of its part, and of its parts. Put it back "
        "as it was.",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS, ids=[sentence[:50] for _, sentence in FAULTS])
def test_a_wrong_cell_is_named(workbook: Path, tmp_path: Path, change: Change, sentence: str) -> None:
    told = [str(fault) for fault in changed(workbook, tmp_path, change).faults]
    assert any(line.startswith(sentence) for line in told), told


def test_two_texts_for_one_language(tmp_path: Path) -> None:
    path = tmp_path / "welsh.xlsx"
    spreadsheets.write_xlsx(path, lambda: [small(title={"en": "Invented", "cy": "Dychmygol"})], STANDARD)
    found = changed(path, tmp_path, put("Responses", "Title of the response", 2, "Invented"))
    assert str(found.faults[0]) == (
        'Responses!F2: error There is a text here, and another under "Title of the response". Leave one of the two '
        "empty."
    )


# --- what is accepted


@pytest.mark.parametrize(
    ("change", "place", "value"),
    [
        (put(REC, "Acceptance", 3, "accepted_in_part"), ("answer", "acceptance"), "accepted_in_part"),
        (put(REC, "Acceptance", 3, " Accepted  in PART "), ("answer", "acceptance"), "accepted_in_part"),
        (put(REC, "Addressees", 3, "government"), ("addressees",), ["government"]),
        (put(REC, "Target date", 3, 2019), ("answer", "target_date"), "2019"),
        (put(REC, "Target date", 3, "2019-07"), ("answer", "target_date"), "2019-07"),
        (
            put(REC, "Target date", 3, datetime.fromisoformat("2019-07-01"), "dd/mm/yyyy"),
            ("answer", "target_date"),
            "2019-07-01",
        ),
        (put(REC, "Number", 3, 12), ("number",), "12"),
        (head(REC, 3, "  NUMBER "), ("number",), "2"),
    ],
)
def test_what_an_officer_may_type(
    workbook: Path, tmp_path: Path, change: Change, place: tuple[str, ...], value: Any
) -> None:
    found = changed(workbook, tmp_path, change)
    assert [str(fault) for fault in found.faults] == []
    item: Any = found.records[0]["recommendations"][1]
    for key in place:
        item = item[key]
    assert item == value


def test_a_new_row_without_a_position_comes_last(workbook: Path, tmp_path: Path) -> None:
    def change(book: dict[str, Any]) -> None:
        book[REC].append([ID, None, "3", None, "recommendation", "A third."])
        book[REC].move_range("A4:F4", rows=5)

    found = changed(workbook, tmp_path, change)
    assert [one["number"] for one in found.records[0]["recommendations"]] == ["1", "2", "3"]
    assert found.notices == ("Recommendations: 5 empty rows between the others left out.",)


def test_rows_in_another_order_are_put_in_theirs(workbook: Path, tmp_path: Path) -> None:
    def change(book: dict[str, Any]) -> None:
        first, second = ([cell.value for cell in book[REC][row]] for row in (2, 3))
        for column, (one, other) in enumerate(zip(first, second, strict=True), 1):
            book[REC].cell(3, column).value = one
            book[REC].cell(2, column).value = other

    assert list(changed(workbook, tmp_path, change).records) == RECORDS


def test_hidden_rows_are_read_and_told(workbook: Path, tmp_path: Path) -> None:
    def change(book: dict[str, Any]) -> None:
        book[REC].row_dimensions[3].hidden = True

    found = changed(workbook, tmp_path, change)
    assert list(found.records) == RECORDS
    assert found.notices == ("Recommendations: hidden rows were read like the others: 3.",)


def test_a_missing_column_and_a_missing_sheet_are_told(workbook: Path, tmp_path: Path) -> None:
    def change(book: dict[str, Any]) -> None:
        book[REC].delete_cols(3)
        book["Grades"].parent.remove(book["Grades"])

    found = changed(workbook, tmp_path, change)
    assert found.faults == ()
    assert 'Recommendations: no column "Number". The records will have nothing there.' in found.notices
    assert "There is no sheet Grades." in found.notices


def test_a_column_of_the_office(workbook: Path, tmp_path: Path) -> None:
    def change(book: dict[str, Any]) -> None:
        for row, value in ((1, "answer.x_case"), (3, "2019/14")):
            book[REC].cell(row, book[REC].max_column + (row == 1)).value = value

    found = changed(workbook, tmp_path, change)
    assert found.records[0]["recommendations"][1]["answer"]["x_case"] == "2019/14"


def test_a_column_of_remarks_is_refused_with_what_to_do(workbook: Path, tmp_path: Path) -> None:
    def change(book: dict[str, Any]) -> None:
        book[REC].cell(1, book[REC].max_column + 1).value = "Remark"

    (fault,) = changed(workbook, tmp_path, change).faults
    assert '"Remark" is not the heading of a column. Delete it, or begin its heading with x_' in str(fault)


def test_an_added_sheet_is_refused_if_anything_is_on_it(workbook: Path, tmp_path: Path) -> None:
    def add(book: dict[str, Any]) -> None:
        book[REC].parent.create_sheet("My sums")["B3"].value = words

    words: str | None = None
    assert changed(workbook, tmp_path, add).faults == ()
    words = "Invented"
    (fault,) = changed(workbook, tmp_path, add).faults
    assert "There is no such sheet in a workbook of responses." in str(fault)
    assert "nothing is taken while it is there" in str(fault)


# --- files that are none


def not_a_zip(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0 an old workbook, invented")


def another_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("letter.txt", "Invented.")


def another_workbook(path: Path) -> None:
    openpyxl.Workbook().save(path)


@pytest.mark.parametrize("make", [not_a_zip, another_zip, another_workbook, lambda path: None])
def test_a_file_that_is_no_workbook_of_records(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "invented.xlsx"
    make(path)
    with pytest.raises(spreadsheets.SheetError, match=r"^\S+invented\.xlsx .+"):
        spreadsheets.read_records(path, STANDARD)


# --- CSV


def csv_of(folder: Path) -> Path:
    spreadsheets.write_csv(folder / "csv", lambda: RECORDS, STANDARD)
    return folder / "csv"


def test_csv_names_the_file(tmp_path: Path) -> None:
    folder = csv_of(tmp_path)
    path = folder / "recommendations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Accepted", "Acepted"), encoding="utf-8")
    (fault,) = spreadsheets.read_records(folder, STANDARD).faults
    assert str(fault).startswith("'recommendations.csv'!O3: error R010 Acceptance: \"Acepted\" is not one of ")


def test_one_csv_file_is_not_all_of_them(tmp_path: Path) -> None:
    with pytest.raises(spreadsheets.SheetError, match=r"responses\.csv is one sheet of several\. Name the folder"):
        spreadsheets.read_records(csv_of(tmp_path) / "responses.csv", STANDARD)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_as_a_spreadsheet_of_another_country_saves_it(tmp_path: Path, delimiter: str) -> None:
    folder = csv_of(tmp_path)
    for path in folder.iterdir():
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
    assert list(spreadsheets.read_records(folder, STANDARD).records) == RECORDS


def test_csv_that_says_what_stands_between_its_cells(tmp_path: Path) -> None:
    folder = csv_of(tmp_path)
    for path in folder.iterdir():
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            file.write("sep=;\r\n")
            csv.writer(file, delimiter=";").writerows(rows)
    assert list(spreadsheets.read_records(folder, STANDARD).records) == RECORDS


def test_csv_as_google_sheets_names_it(tmp_path: Path) -> None:
    folder = csv_of(tmp_path)
    for path in list(folder.iterdir()):
        path.rename(folder / f"Our responses - {path.stem.replace('-', ' ').capitalize()}.csv")
    found = spreadsheets.read_records(folder, STANDARD)
    assert list(found.records) == RECORDS
    assert found.versions


def test_blanks_and_apostrophes_as_word_types_them(workbook: Path, tmp_path: Path) -> None:
    def change(book: dict[str, Any]) -> None:
        for sheet in ("Responses", REC):
            for cell in book[sheet][1]:
                cell.value = cell.value.replace("'", "’").replace(" ", "\u00a0")
            book[sheet]["A2"].value = f"\u00a0{book[sheet]['A2'].value}\u00a0"

    found = changed(workbook, tmp_path, change)
    assert found.faults == ()
    assert list(found.records) == RECORDS


def test_csv_in_a_zip(tmp_path: Path) -> None:
    folder = csv_of(tmp_path)
    path = tmp_path / "responses.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for one in folder.iterdir():
            packed.write(one, f"responses-csv/{one.name}")
        packed.writestr("__MACOSX/._responses.csv", b"\x00\xff")
    assert list(spreadsheets.read_records(path, STANDARD).records) == RECORDS


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Response's id,Note\na,\xa35\n".encode("cp1252"), "responses.csv is not saved as UTF-8. In Excel, choose"),
        (b'Response\'s id\n"a"b\n', "responses.csv can't be read after line 2"),
    ],
)
def test_csv_that_cant_be_read(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "responses.csv").write_bytes(content)
    with pytest.raises(spreadsheets.SheetError, match=f"^{sentence}"):
        spreadsheets.read_records(tmp_path, STANDARD)


def test_csv_shows_pounds_and_no_formula_to_excel(tmp_path: Path) -> None:
    spreadsheets.write_csv(tmp_path / "csv", lambda: [small(note="=1+1", body_as_printed="£5 ’")], STANDARD)
    raw = (tmp_path / "csv/responses.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "'£5 ’".encode() in raw
    assert b",'=1+1" in raw


@pytest.mark.parametrize(
    ("held", "message"),
    [
        (date(1905, 7, 11), "is what Excel makes of the year 2019"),  # 2019 typed into a cell for dates
        (date(1902, 9, 26), "is what Excel makes of the year 1000"),
        (date(1908, 3, 17), "is what Excel makes of the year 2999"),
        (date(1900, 2, 28), "Excel's days before 1 March 1900 are wrong"),
        (60, "60 is a number, not a date"),
    ],
)
def test_a_day_that_excel_made_up_is_no_date(workbook: Path, tmp_path: Path, held: Any, message: str) -> None:
    form = "yyyy-mm-dd" if isinstance(held, date) else "General"
    found = changed(workbook, tmp_path, put("Responses", "Date of publication", 2, held, form))
    (fault,) = found.faults
    assert message in str(fault)
    assert "Responses" in str(fault)
    assert "In Excel it stands for" not in str(fault)  # 29 February 1900 was no day


@pytest.mark.parametrize("day", ["1899-12-31", "1900-02-28", "1900-03-01", "1902-09-25", "1905-07-11", "1908-03-18"])
def test_old_days_go_out_and_come_back(tmp_path: Path, day: str) -> None:
    record = small(inspections=[{"id": "invented", "title": "Invented", "published": day}])
    spreadsheets.write_xlsx(tmp_path / "old.xlsx", lambda: [record], STANDARD)
    found = spreadsheets.read_records(tmp_path / "old.xlsx", STANDARD)
    assert found.faults == ()
    assert list(found.records) == [record]
