"""A workbook as people edit it: each change is told as what it is, and nothing goes astray. Every text is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from opcc_opendata.cli import opcc
from opcc_opendata.spreadsheets import reading
from tests.desks import ReadHere
from tests.office import converted, needs_calc
from tests.projects import project, record

pytestmark = pytest.mark.slow

PLACE = "records/norfolk/2019-02-26-fixture.yaml"
ID = "norfolk-2019-02-26-fixture"
OTHER = "norfolk-2019-02-28-fixture"
LONG = (
    "The commissioner has read this invented report with care, and is glad that the force answers calls in time.\n\n"
    "The commissioner asks the chief constable for a plan by June."
)
RECORD = record(
    comments=f"\n  - kind: policing_body\n    text: {LONG!r}".replace("'", '"'),
    recommendations="""
  - number: "1"
    kind: recommendation
    text: Answer every call.
    progress:
      - {date: 2019-06-01, status: in_progress, note: Calls are counted.}
  - number: "2"
    kind: recommendation
    text: Train every officer.
    parts:
      - {label: a, text: by June}
      - {label: b, text: by July}
  - number: "3"
    kind: recommendation
    text: Count what was done.
    addressees: [chief_officers, government]
    answer: {acceptance: accepted, target_date: 2019-09-30}
    progress:
      - {date: 2019-07-01, status: not_started, note: Nobody has begun.}""",
)

Change = Callable[[dict[str, Any]], object]


class Office:
    """A project whose workbook somebody edits."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def edit(self, change: Change) -> None:
        book = openpyxl.load_workbook(self.root / "responses.xlsx")
        change({sheet.title: sheet for sheet in book.worksheets})
        book.save(self.root / "responses.xlsx")

    def run(self, *words: str) -> tuple[int, list[str], str]:
        done = CliRunner().invoke(opcc, [*words])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, [line.strip() for line in done.stdout.splitlines()], done.stderr

    def told(self) -> tuple[list[str], str]:
        """What a dry run says of the record's cells, and what else there is to say."""
        code, lines, others = self.run("import", "responses.xlsx", "--dry-run")
        assert code == 0, others
        return [line for line in lines if line.startswith(("Comments", "Recommendations", "Parts", "Progress"))], others

    def faults(self) -> list[str]:
        code, _, others = self.run("import", "responses.xlsx", "--dry-run")
        assert code != 0
        *lines, summary = others.splitlines()
        faults = [line for line in lines if ": error " in line]
        number = f"{len(faults)} place{'' if len(faults) == 1 else 's'}"
        assert summary == f"opcc: Nothing was taken from responses.xlsx: {number} to put right."
        return faults

    @property
    def data(self) -> Any:
        return yaml.safe_load((self.root / PLACE).read_text(encoding="utf-8"))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(reading, "Sandbox", ReadHere)
    project(tmp_path, {"2019-02-26-fixture.yaml": RECORD, "2019-02-28-fixture.yaml": record("2019-02-28-fixture")})
    made = Office(tmp_path)
    assert made.run("fmt")[0] == 0
    assert made.run("export")[0] == 0
    return made


def cell(book: dict[str, Any], sheet: str, heading: str, row: int) -> Any:
    return book[sheet].cell(row, next(one.column for one in book[sheet][1] if one.value == heading))


def put(sheet: str, heading: str, row: int, value: Any) -> Change:
    return lambda book: cell(book, sheet, heading, row).__setattr__("value", value)


# --- rows and those that belong to them


def insert(book: dict[str, Any]) -> None:
    """Somebody inserts a recommendation after the first and counts the others on, but not what belongs to them."""
    sheet = book["Recommendations"]
    sheet.insert_rows(3)
    for column, value in enumerate([ID, 2, "1a", None, "Recommendation", "Answer at night too."], 1):
        sheet.cell(3, column).value = value
    sheet["B4"], sheet["B5"] = 3, 4


def test_a_row_that_is_inserted_takes_nothing_that_belongs_to_another(office: Office) -> None:
    before = office.data
    office.edit(insert)
    told, others = office.told()
    assert told == [
        "Recommendations row 4 (Position): “2” → “3”",
        "Recommendations row 5 (Position): “3” → “4”",
        "Recommendations!C3 (Number): nothing → “1a”",
        "Recommendations!E3 (Kind): nothing → “Recommendation”",
        "Recommendations!F3 (Text of the recommendation): nothing → “Answer at night too.”",
        "Progress row 3 (Position in Recommendations): “3” is another row now, row 4 of Recommendations",
        "Parts row 2 (Position in Recommendations): “2” is another row now, row 3 of Recommendations",
        "Parts row 3 (Position in Recommendations): “2” is another row now, row 3 of Recommendations",
    ]
    why = f"In {PLACE}, 3 rows would belong to another row than before, because that has their position now: "
    assert f"Without --dry-run, nothing would be written either: {why}" in others
    assert why in office.run("import", "responses.xlsx")[2]
    assert office.data == before
    assert office.run("import", "responses.xlsx", "--dry-run", "--force")[2] == ""


def test_what_belongs_to_a_row_goes_with_it_once_its_cell_says_so(office: Office) -> None:
    first, two, three = office.data["recommendations"]

    def change(book: dict[str, Any]) -> None:
        insert(book)
        book["Parts"]["B2"], book["Parts"]["B3"], book["Progress"]["B3"] = 3, 3, 4

    office.edit(change)
    assert office.run("import", "responses.xlsx")[0] == 0
    new = {"number": "1a", "kind": "recommendation", "text": "Answer at night too."}
    assert office.data["recommendations"] == [first, new, two, three]


def test_two_rows_that_change_places_keep_their_progress_only_if_its_cells_say_so(office: Office) -> None:
    def swap(book: dict[str, Any]) -> None:
        book["Recommendations"]["B2"], book["Recommendations"]["B4"] = 3, 1

    office.edit(swap)
    told, _ = office.told()
    assert told[2:] == [
        "Progress row 2 (Position in Recommendations): “1” is another row now, row 4 of Recommendations",
        "Progress row 3 (Position in Recommendations): “3” is another row now, row 2 of Recommendations",
    ]


def test_progress_under_the_wrong_recommendation_is_moved_by_its_number(office: Office) -> None:
    office.edit(put("Progress", "Position in Recommendations", 3, 2))
    assert office.told() == (["Progress row 3 (Position in Recommendations): “3” → “2”"], "")
    assert office.run("import", "responses.xlsx")[0] == 0
    assert [len(one.get("progress", ())) for one in office.data["recommendations"]] == [1, 1, 0]


def test_a_row_edited_below_one_that_is_gone_is_still_itself(office: Office) -> None:
    def change(book: dict[str, Any]) -> None:
        book["Recommendations"].delete_rows(3)
        book["Parts"].delete_rows(2, 2)
        cell(book, "Recommendations", "Position", 3).value = 2
        cell(book, "Progress", "Position in Recommendations", 3).value = 2
        cell(book, "Recommendations", "Text of the recommendation", 3).value = "Count all of what was done."

    office.edit(change)
    told, _ = office.told()
    assert told[:2] == [
        "Recommendations row 3 (Position): “3” → “2”",
        "Recommendations!F3 (Text of the recommendation): “Count what was done.” → “Count all of what was done.”",
    ]
    assert all(line.endswith("→ nothing") for line in told[2:])
    assert {line.split(" (")[0] for line in told[2:]} == {
        "Recommendations row with Position 2",
        "Parts row with Position in Recommendations 2 and Position 1",
        "Parts row with Position in Recommendations 2 and Position 2",
    }


def test_the_parts_of_a_deleted_row_are_asked_for_once(office: Office) -> None:
    office.edit(lambda book: book["Recommendations"].delete_rows(3))
    assert office.faults() == [
        "Parts!B2: error The sheet Recommendations has no row for this response with the position 2. The same is in "
        "row 3. If that row was deleted, delete these rows too. If it was not, write here the number that it has under "
        '"Position".'
    ]


# --- responses that are gone or have another id


def test_a_response_that_is_gone_from_the_workbook_is_told(office: Office) -> None:
    def delete(book: dict[str, Any]) -> None:
        for name in ("Responses", "Inspections", "Comments"):
            book[name].delete_rows(3)

    office.edit(delete)
    _, lines, others = office.run("import", "responses.xlsx", "--dry-run")
    assert lines == ["Nothing is written. 0 new, 1 same."]
    assert others == (
        f"{OTHER} is no longer in the workbook. Its file stays as it is. To take a published response back: opcc "
        f'withdraw {OTHER} --reason "Why."\n'
    )


def test_a_response_with_another_id_is_not_written_as_a_second_record(office: Office) -> None:
    def rename(book: dict[str, Any]) -> None:
        for name in ("Responses", "Inspections", "Comments"):
            book[name]["A3"] = f"{OTHER}-b"

    office.edit(rename)
    code, _, others = office.run("import", "responses.xlsx")
    assert code != 0
    assert f"would be a second record of {OTHER}, which is no longer in the workbook" in others
    assert sorted(path.stem for path in office.root.rglob("*-fixture*.yaml")) == [
        "2019-02-26-fixture",
        "2019-02-28-fixture",
    ]


def test_the_rows_of_a_response_without_a_row_are_told_once_and_sent_to_no_other(office: Office) -> None:
    office.edit(lambda book: book["Responses"].delete_rows(2))
    assert office.faults() == [
        f"Inspections!A2: error Response's id: there is no response {ID} on the sheet Responses. It is the id of 9 "
        "rows on 5 sheets: Inspections, Comments, Recommendations, Parts, Progress. Its row on the sheet Responses was "
        "deleted. Put that back, or delete these rows too."
    ]


def test_an_id_that_was_changed_on_the_first_sheet_alone(office: Office) -> None:
    office.edit(put("Responses", "Response's id", 2, f"{ID}s"))
    assert office.faults()[-1].endswith(
        f"It may be {ID}s there. An id never changes: write the old one on the sheet Responses."
    )


# --- headings and sheets


def head(sheet: str, column: int, heading: str | None) -> Change:
    return lambda book: book[sheet].cell(1, column).__setattr__("value", heading)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            head("Recommendations", 19, "Responsible owner"),
            (
                'Recommendations!S1: error "Responsible owner" is not the heading of a column. Did you mean '
                '"Owner", which is missing?'
            ),
        ),
        (
            lambda book: book["Recommendations"].insert_rows(1),
            "Recommendations!A1: error The headings are in row 2, and belong in row 1. Delete the rows above them.",
        ),
        (
            lambda book: (book["Recommendations"].insert_rows(1, 3), head("Recommendations", 1, "Our copy")(book)),
            "Recommendations!A1: error The headings are in row 4, and belong in row 1. Delete the rows above them.",
        ),
        (
            lambda book: book["Recommendations"].__setattr__("title", "Recommendations (2)"),
            (
                "'Recommendations (2)': error There is no such sheet in a workbook of responses. "
                "Did you mean Recommendations?"
            ),
        ),
        (
            lambda book: (
                book["Recommendations"]
                .parent.copy_worksheet(book["Progress"])
                .__setattr__("title", "Old - Recommendations")
            ),
            (
                "'Old - Recommendations': error There are two sheets that may be Recommendations: Recommendations and "
                "Old - Recommendations. Delete the one that is not meant, or take it elsewhere."
            ),
        ),
        (
            put("Responses", "Force", 3, "Kent Police"),
            (
                f"Responses!F3: error The id {OTHER} does not begin with its force. An id never changes: put the force "
                "back as it was."
            ),
        ),
        (
            put("Recommendations", "Position", 4, 0),
            "Recommendations!B4: error Position: no list has a place 0. The first row of a list has 1.",
        ),
        (
            put("Inspections", "Response's id", 2, None),
            (
                "Inspections!A2: error Response's id: it is missing, so nobody can tell to which response the row "
                "belongs. Write it, or delete the row."
            ),
        ),
        (
            lambda book: book["Inspections"].delete_rows(2),
            (
                "Responses!A2: error R001 The sheet Inspections has no row for it, and there must be one. Add a row "
                "there with the same id."
            ),
        ),
    ],
)
def test_one_thing_that_is_wrong_is_told_once(office: Office, change: Change, fault: str) -> None:
    office.edit(change)
    assert office.faults() == [fault]


# --- cells


def test_names_with_commas_between_them_are_all_in_the_hint(office: Office) -> None:
    office.edit(
        lambda book: cell(book, "Recommendations", "Addressees", 4).__setattr__("value", "Government, chief_officers")
    )
    (fault,) = office.faults()
    assert fault.endswith("Put a semicolon between the names: Government; Chief officers of all forces.")


@needs_calc
def test_an_apostrophe_that_libreoffice_keeps_is_no_part_of_a_date(office: Office, tmp_path: Path) -> None:
    office.edit(put("Recommendations", "Target date", 4, "'2019-10"))
    saved = converted(tmp_path / "responses.xlsx", "xlsx:Calc MS Excel 2007 XML", tmp_path / "saved")
    saved.replace(tmp_path / "responses.xlsx")
    assert office.told()[0] == ["Recommendations!T4 (Target date): “2019-09-30” → “2019-10”"]


STRUCK = CellRichText("Train ", TextBlock(InlineFont(strike=True), "every "), "officer.")


@pytest.mark.parametrize(
    "strike",
    [
        lambda found: found.__setattr__("font", Font(strike=True)),
        lambda found: found.__setattr__("value", STRUCK),
    ],
)
def test_words_that_are_struck_out_are_not_taken(office: Office, strike: Callable[[Any], object]) -> None:
    office.edit(lambda book: strike(cell(book, "Recommendations", "Text of the recommendation", 3)))
    assert office.faults() == [
        "Recommendations!F3: error Words are struck out here. Delete them, or take the line through them away."
    ]


# --- what a changed text is shown as


@pytest.mark.parametrize(
    ("new", "before", "after"),
    [
        (
            f"{LONG}\n\nA third paragraph.",
            "“…able for a plan by June.”",
            "“…able for a plan by June. A third paragraph.”",
        ),
        (
            LONG.replace("has read", "had read").replace("June", "May"),
            "“The commissioner has read this invented repo…constable for a plan by June.”",
            "“The commissioner had read this invented repo…constable for a plan by May.”",
        ),
        (f"{LONG} ", "“…able for a plan by June.”", "“…able for a plan by June.␣”"),
        (
            LONG.replace("\n\n", " "),
            "“…e answers calls in time.⏎⏎The commissioner asks th…”",
            "“…e answers calls in time.␣The commissioner asks th…”",
        ),
        (
            LONG.replace("invented report", "invented\u00a0report"),
            "“…r has read this invented␣report with care, and is…”",
            "“…r has read this invented[U+00A0]report with care, and is…”",
        ),
        (
            LONG.replace("care", "ca\u00adre"),
            "“…is invented report with care, and is glad that the f…”",
            "“…is invented report with ca[U+00AD]re, and is glad that the f…”",
        ),
    ],
)
def test_the_old_and_the_new_text_never_look_the_same(office: Office, new: str, before: str, after: str) -> None:
    office.edit(put("Comments", "Text of the comment", 2, new))
    assert office.told()[0] == [f"Comments!H2 (Text of the comment): {before} → {after}"]
