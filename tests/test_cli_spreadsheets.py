"""`opcc export` and `opcc import`, for workbooks and CSV. Every text is invented."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from projects import project, record
from record_strategies import STANDARD
from test_spreadsheets import small

from opcc_opendata import spreadsheets
from opcc_opendata.cli import opcc
from opcc_opendata.spreadsheets.places import letters

pytestmark = pytest.mark.slow

PLACE = "records/norfolk/2019-02-26-fixture.yaml"


def run(*arguments: str | Path) -> Result:
    done = CliRunner().invoke(opcc, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    fixtures = {"2019-02-26-fixture.yaml": record(), "2020-01-01-second.yaml": record("2020-01-01-second")}
    return project(tmp_path, fixtures).root


def texts(office: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (office / "records/norfolk").iterdir()}


def change(path: Path, cell: str, value: str) -> None:
    book = openpyxl.load_workbook(path)
    book["Responses"][cell].value = value
    book.save(path)


def test_export_then_import_changes_nothing(office: Path) -> None:
    before = texts(office)
    done = run("export")
    assert (done.exit_code, done.stdout) == (0, "responses.xlsx is written: 2 responses.\n")
    done = run("import", "responses.xlsx")
    assert (done.exit_code, done.stdout) == (
        0,
        "0 records written. 0 new, 2 same. Check them with opcc validate.\n",
    )
    assert texts(office) == before


def test_a_dry_run_of_an_export_writes_nothing(office: Path) -> None:
    assert run("export", "--dry-run").stdout == "responses.xlsx would be written: 2 responses.\n"
    assert not (office / "responses.xlsx").exists()
    run("export")
    refused = run("export", "--dry-run")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "opcc: responses.xlsx is there already. To write over it, add --force.\n",
    )


def test_csv_goes_to_a_folder(office: Path) -> None:
    assert run("export", "--to", "csv", "--out", "sheets").stdout == "sheets is written: 2 responses.\n"
    assert (office / "sheets/responses.csv").is_file()
    assert run("import", "sheets", "--dry-run").stdout == "Nothing is written. 0 new, 2 same.\n"


def test_some_records_only(office: Path) -> None:
    assert run("export", PLACE).stdout == "responses.xlsx is written: 1 response.\n"


@pytest.mark.parametrize(("form", "name"), [("xlsx", "responses.xlsx"), ("csv", "responses-csv")])
def test_nothing_is_written_over_without_force(office: Path, form: str, name: str) -> None:
    run("export", "--to", form, PLACE)
    done = run("export", "--to", form)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"opcc: {name} is there already")
    assert len(spreadsheets.read_records(office / name, STANDARD).records) == 1
    assert run("export", "--to", form, "--force").exit_code == 0
    assert len(spreadsheets.read_records(office / name, STANDARD).records) == 2
    assert not [path for path in office.iterdir() if path.name.startswith(".")]


def test_a_record_with_an_error_is_not_exported(office: Path) -> None:
    (office / PLACE).write_text(record(stage="ful"), encoding="utf-8")
    done = run("export")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f'{PLACE}:7:8: error R010 stage: "ful"' in done.stderr
    assert "opcc: 1 record with errors. Put them right first: see opcc validate." in done.stderr
    assert not (office / "responses.xlsx").exists()


def test_a_dry_run_lists_what_would_become_of_each_record(office: Path) -> None:
    run("export")
    change(office / "responses.xlsx", "E2", "Another invented title")
    (office / "records/norfolk/2020-01-01-second.yaml").unlink()
    before = texts(office)
    done = run("import", "responses.xlsx", "--dry-run")
    assert (done.exit_code, done.stdout) == (
        0,
        f"changed: {PLACE} (title)\n"
        "  Responses!E2 (Title of the response): “Invented: a response for a test” → “Another invented title”\n"
        "new: drafts/norfolk/2020-01-01-second.yaml\n"
        "Nothing is written. 1 new, 1 changed.\n",
    )
    assert texts(office) == before


@pytest.mark.parametrize(
    ("changes", "folder"),
    [
        ({}, "drafts"),
        ({"source": "\n  origin: record"}, "drafts"),
        ({"dates": "\n  letter: 2019-04-01"}, "drafts"),
        ({"dates": "\n  published: 2019-04-01"}, "records"),
        ({"source": "\n  origin: document"}, "records"),
        ({"withdrawal": "\n  withdrawn_on: 2020-01-01\n  reason: Invented."}, "records"),
    ],
)
def test_a_new_row_is_a_draft_unless_it_is_of_a_published_response(
    office: Path, changes: dict[str, str], folder: str
) -> None:
    path = office / "records/norfolk/2020-01-01-second.yaml"
    path.write_text(record("2020-01-01-second", **changes), encoding="utf-8")
    run("export")
    path.unlink()
    done = run("import", "responses.xlsx")
    assert (done.exit_code, (office / folder / "norfolk/2020-01-01-second.yaml").is_file()) == (0, True), done.output
    assert f"1 {folder[:-1]} written." in done.stdout
    # Once it is there it stays there, whatever the row says by now.
    change(office / "responses.xlsx", "E3", "Another invented title")
    assert run("import", "responses.xlsx", "--force").exit_code == 0
    assert len(list(office.glob("*/norfolk/2020-01-01-second.yaml"))) == 1


def test_a_change_by_which_nothing_is_lost_needs_no_force(office: Path) -> None:
    run("export")
    change(office / "responses.xlsx", "E2", "Another invented title")
    before = texts(office)
    done = run("import", "responses.xlsx")
    assert done.exit_code == 0, done.stderr
    assert "title: Another invented title\n" in texts(office)["2019-02-26-fixture.yaml"]
    assert texts(office)["2020-01-01-second.yaml"] == before["2020-01-01-second.yaml"]


WITHDRAWN = {
    "inspections": "\n  - id: invented-report\n    title: Invented report\n    published: 2019-02-26\n"
    "    key_findings: Invented words that were taken back.",
    "withdrawal": "\n  withdrawn_on: 2020-01-01\n  reason: Invented.",
}


def test_a_withdrawn_response_of_which_a_workbook_has_the_title_alone_loses_nothing_on_the_way_back(
    office: Path,
) -> None:
    (office / PLACE).write_text(record(**WITHDRAWN).replace(": \n", ":\n"), encoding="utf-8")
    before = texts(office)
    run("export")
    assert "taken back" not in str(
        [cell.value for row in openpyxl.load_workbook("responses.xlsx")["Inspections"] for cell in row]
    )
    assert run("import", "responses.xlsx").stdout.startswith("0 records written. 0 new, 2 same.")
    change(office / "responses.xlsx", "E2", "Another invented title")
    change(office / "responses.xlsx", "E3", "A third invented title")
    done = run("import", "responses.xlsx")
    assert done.exit_code == 0, done.stderr
    after = texts(office)
    assert after["2019-02-26-fixture.yaml"] == before["2019-02-26-fixture.yaml"].replace(
        '"Invented: a response for a test"', "Another invented title"
    )
    assert "A third invented title" in after["2020-01-01-second.yaml"]


def test_a_withdrawn_record_that_has_errors_by_now_is_not_taken_for_what_was_exported(office: Path) -> None:
    (office / PLACE).write_text(record(**WITHDRAWN), encoding="utf-8")
    run("export")
    (office / PLACE).write_text(record(**WITHDRAWN).replace("inspections:", "reports:"), encoding="utf-8")
    refused(office, PLACE)


def test_a_withdrawn_response_that_a_workbook_publishes_again_would_lose_its_words(office: Path) -> None:
    (office / PLACE).write_text(record(**WITHDRAWN), encoding="utf-8")
    run("export")
    columns = [cell.value for cell in openpyxl.load_workbook("responses.xlsx")["Responses"][1]]
    for heading in ("Withdrawn on", "Reason for withdrawal"):
        change(office / "responses.xlsx", letters(columns.index(heading) + 1) + "2", "")
    refused(office, f"{PLACE} would lose")


def refused(office: Path, sentence: str) -> None:
    """Bringing the workbook back is refused with a sentence, changes nothing, and works with --force."""
    before = texts(office)
    done = run("import", "responses.xlsx")
    assert (done.exit_code, sentence in done.stderr) == (2, True), done.stderr
    assert done.stderr.endswith("To write all the same, add --force.\n")
    assert texts(office) == before
    assert run("import", "responses.xlsx", "--force").exit_code == 0
    assert texts(office) != before


def test_what_was_changed_since_is_not_written_over(office: Path) -> None:
    run("export")
    change(office / "responses.xlsx", "E2", "Another invented title")
    path = office / PLACE
    path.write_text(path.read_text(encoding="utf-8").replace("stage: full", "stage: holding"), encoding="utf-8")
    refused(office, f"{PLACE} is not what the workbook was made from: it was changed since")


def test_a_workbook_without_versions_writes_over_nothing(office: Path) -> None:
    run("export")
    book = openpyxl.load_workbook("responses.xlsx")
    del book["Versions"]
    book.save("responses.xlsx")
    change(office / "responses.xlsx", "E2", "Another invented title")
    refused(office, f"{PLACE} would be changed, and the workbook does not say from which version of it it was made.")


def test_a_deleted_column_says_what_would_be_lost(office: Path) -> None:
    run("export")
    book = openpyxl.load_workbook("responses.xlsx")
    heads = [cell.value for cell in book["Inspections"][1]]
    book["Inspections"].delete_cols(heads.index("Date the report was published") + 1)
    book.save("responses.xlsx")
    dry = run("import", "responses.xlsx", "--dry-run")
    assert 'Inspections: no column "Date the report was published".' in dry.stderr
    assert "  Inspections row 2 (Date the report was published): “2019-02-26” → nothing\n" in dry.stdout
    refused(office, f"{PLACE} would lose 1 value: Inspections row 2 (Date the report was published).")


def test_rows_that_are_gone_edited_moved_and_new_are_told_as_they_are(office: Path) -> None:
    copies = ["hmicfrs", "home_secretary", "own_website", "chief_officer", "police_and_crime_panel"]
    of_copies = "".join(f"  - {{recipient: {one}, sent: false}}\n" for one in copies)
    (office / PLACE).write_text(record() + f"distribution:\n{of_copies}", encoding="utf-8")
    run("export")
    book = openpyxl.load_workbook("responses.xlsx")
    sheet = book["Distribution"]
    assert [cell.value for cell in sheet[1][:5]] == [
        "Response's id",
        "Position",
        "Recipient",
        "Recipient's name",
        "Sent",
    ]
    sheet["E5"] = "yes"  # the chief officer's, below the row that goes
    sheet["B6"] = 1  # the panel's comes first
    sheet["B2"] = 5
    sheet.append([sheet["A2"].value, None, "Another recipient", "Invented College", "yes"])
    sheet.delete_rows(4)
    book.save("responses.xlsx")
    told = run("import", "responses.xlsx", "--dry-run").stdout.splitlines()
    assert sorted(line.strip() for line in told[1:-1]) == [
        "Distribution row 2 (Position): “1” → “5”",
        "Distribution row 5 (Position): “5” → “1”",
        "Distribution row with Position 3 (Recipient): “The body's own website” → nothing",
        "Distribution row with Position 3 (Sent): “no” → nothing",
        "Distribution!C6 (Recipient): nothing → “Another recipient”",
        "Distribution!D6 (Recipient's name): nothing → “Invented College”",
        "Distribution!E4 (Sent): “no” → “yes”",
        "Distribution!E6 (Sent): nothing → “yes”",
    ]
    refused(office, f"{PLACE} would lose 2 values: Distribution row with Position 3 (Recipient, Sent).")


def test_rows_that_say_the_same_lose_nothing_where_they_move(office: Path) -> None:
    parts = ["distribution", "distribution", "recommendations", "recommendations"]
    sections = "".join(f"    - part: {part}\n" for part in parts)
    (office / PLACE).write_text(record() + f"document:\n  sections:\n{sections}", encoding="utf-8")
    assert run("export").stderr == ""
    book = openpyxl.load_workbook("responses.xlsx")
    for cell, position in (("B2", 3), ("B3", 4), ("B4", 1), ("B5", 2)):
        book["Sections"][cell] = position
    book.save("responses.xlsx")
    done = run("import", "responses.xlsx")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "nothing" not in done.stdout


def test_csv_brings_its_versions_too(office: Path) -> None:
    run("export", "--to", "csv")
    (folder,) = (one.parent for one in office.rglob("versions.csv"))
    path = folder / "responses.csv"
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("Invented: a response for a test", "Another", 1), encoding="utf-8"
    )
    assert run("import", folder).exit_code == 0
    assert "title: Another\n" in "".join(texts(office).values())


def test_the_comments_of_a_file_stay_in_it(office: Path) -> None:
    (office / PLACE).write_text(
        f"# An invented comment.\n{record()}# On the relation.\nrelated:\n  # On the first.\n  - id: norfolk-invented\n"
        "    relation: follows\n",
        encoding="utf-8",
    )
    run("export")
    assert "2 same" in run("import", "responses.xlsx", "--dry-run").stdout
    book = openpyxl.load_workbook("responses.xlsx")
    book["Related"].delete_rows(2)
    book.save("responses.xlsx")
    assert run("import", "responses.xlsx", "--force").stdout.startswith(f"changed: {PLACE} (related)\n")
    text = (office / PLACE).read_text(encoding="utf-8")
    assert text.startswith("# An invented comment.\n")
    assert "\n# On the relation.\n" in text  # where its key would stand
    assert text.endswith("\n# On the first.\n")


def test_a_wrong_cell_stops_everything(office: Path) -> None:
    run("export")
    change(office / "responses.xlsx", "A3", "kent-2020-01-01-second")
    before = texts(office)
    change(office / "responses.xlsx", "I2", "ful")
    done = run("import", "responses.xlsx", "--force")
    assert (done.exit_code, done.stdout) == (2, "")
    assert texts(office) == before


def test_an_id_that_has_no_place(office: Path) -> None:
    path = office / "a.xlsx"
    spreadsheets.write_xlsx(path, lambda: [small()], STANDARD)
    book = openpyxl.load_workbook(path)
    del book["Versions"]  # as of a workbook that nobody exported: the response is new
    for sheet in (book["Responses"], book["Inspections"], book["Comments"], book["Recommendations"]):
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, 1).value = "kent-2020-01-01-invented"
    book.save(path)
    done = run("import", "a.xlsx")
    assert done.exit_code == 2
    assert (
        "Responses!A2: error The id kent-2020-01-01-invented does not begin with its force. Begin it with norfolk-."
        in done.stderr
    )


@pytest.mark.parametrize("name", ["nosuch.xlsx", "text.xlsx", "text.zip", "text.csv"])
def test_what_is_no_workbook(office: Path, name: str) -> None:
    for path in ("text.xlsx", "text.zip", "text.csv"):
        (office / path).write_text("An invented text.\n", encoding="utf-8")
    done = run("import", name)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("opcc: ")
    assert name in done.stderr


def test_a_record_that_changes_once_it_was_checked_is_written_as_it_was(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check and the writing somebody may save a file: nothing is written of what nobody has checked."""
    path, write = office / PLACE, spreadsheets.write_xlsx

    def write_later(*args: Any, **named: Any) -> None:
        path.write_text(path.read_text(encoding="utf-8").replace("force: norfolk\n", ""), encoding="utf-8")
        write(*args, **named)

    monkeypatch.setattr(spreadsheets, "write_xlsx", write_later)
    done = run("export")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "force:" not in path.read_text(encoding="utf-8")
    found = spreadsheets.read_records(office / "responses.xlsx", STANDARD).records
    assert [one["force"] for one in found] == ["norfolk", "norfolk"]


def test_records_that_do_not_fit_into_memory_are_kept_in_a_file(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opcc_opendata.cli.export._IN_MEMORY", 1)
    assert run("export").exit_code == 0
    assert len(spreadsheets.read_records(office / "responses.xlsx", STANDARD).records) == 2


def test_there_may_be_no_room_for_the_records_meanwhile(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("opcc_opendata.cli.export._IN_MEMORY", 1)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    done = run("export")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("opcc: responses.xlsx can't be written: its records can't be kept in ")
    assert not (office / "responses.xlsx").exists()
