"""Which responses opcc.yml may name as covering a report: what can't be is an error, what no longer is, a warning."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from projects import project, record

from opcc_opendata.cli import opcc
from opcc_opendata.validate import validate

REPORT = "digital-forensics-2022"  # published on 2022-12-01, for all forces
GONE = {"withdrawal": "{withdrawn_on: 2024-02-01, reason: Invented.}"}


def response(name: str, published: str, replaces: str = "", force: str = "norfolk", **changes: str) -> dict[str, str]:
    """Give one published response to an invented report of its own force."""
    inspections = f"\n  - id: horses\n    title: Invented horses\n    published: {published[:4]}-01-01"
    changes |= {"related": f"\n  - id: {replaces}\n    relation: replaces"} if replaces else {}
    given = {"force": force, "policing_body": f"{force}-pcc", "inspections": inspections}
    text = record(name, **{**given, "dates": f"\n  published: {published}", **changes})
    return {f"{force}/{name}.yaml": text.replace("id: norfolk-20", f"id: {force}-20")}


def covered(by: str, report: str = REPORT) -> str:
    silence = f"  - force: norfolk\n    inspection: {report}\n    reason: covered_by\n    covered_by: {by}\n"
    return f"silences:\n{silence}"


FIRST = "norfolk-2023-01-01-first"
REPLACED = response("2023-01-01-first", "2023-02-01")
CORRECTION = ("2023-01-02-second", "2023-03-01", FIRST)


@pytest.mark.parametrize(
    ("records", "by", "found"),
    [
        (REPLACED, FIRST, []),
        (response("2022-01-01-old", "2022-11-30"), "norfolk-2022-01-01-old", ["R387"]),
        (response("2022-01-01-old", "2022-12-01"), "norfolk-2022-01-01-old", []),
        (response("2022-01-01-old", "2022-11"), "norfolk-2022-01-01-old", ["R387"]),
        (response("2022-01-01-old", "2022-12"), "norfolk-2022-01-01-old", []),
        (response("2023-01-01-kent", "2023-02-01", force="kent"), "kent-2023-01-01-kent", ["R387"]),
        (response("2023-01-01-first", "2023-02-01", **GONE), FIRST, ["R389"]),
        (response("2023-01-01-first", "2023-02-01", stage="holding"), FIRST, ["R389"]),
        ({**REPLACED, **response(*CORRECTION)}, FIRST, []),
        ({**REPLACED, **response(*CORRECTION, **GONE)}, FIRST, []),
        ({**response("2023-01-01-first", "2023-02-01", **GONE), **response(*CORRECTION)}, FIRST, []),
        ({**response("2023-01-01-first", "2023-02-01", **GONE), **response(*CORRECTION, **GONE)}, FIRST, ["R389"]),
    ],
    ids=[
        "a response",
        "published on the day before the report",
        "published on the day of the report",
        "published in the month before the report",
        "published in the month of the report",
        "of another force",
        "withdrawn",
        "a holding statement",
        "replaced by a correction",
        "replaced by a correction that was withdrawn",
        "withdrawn when a correction had replaced it",
        "withdrawn, and so is the correction",
    ],
)
def test_what_can_not_cover_a_report_is_told_at_its_place(
    tmp_path: Path, records: dict[str, str], by: str, found: list[str]
) -> None:
    problems = [one for one in validate(project(tmp_path, records, covered(by))).problems if one.path == "opcc.yml"]
    assert [(one.code, one.line) for one in problems] == [(code, 5) for code in found]
    assert all(by in one.message for one in problems)
    due = CliRunner().invoke(opcc, ["due", "--body", "norfolk-pcc", "--project", str(tmp_path)]).output
    assert (f"Covered by {by}" in due) == (found != ["R389"]), due


def test_a_report_that_records_date_differently_contradicts_nothing(tmp_path: Path) -> None:
    report = "\n  - id: owls\n    title: Invented owls\n    published: {}-01-01"
    records = {
        **response("2022-01-01-old", "2022-11-30"),
        **response("2023-01-01-a", "2023-02-01", force="kent", inspections=report.format(2023)),
    }
    made = project(tmp_path, records, covered("norfolk-2022-01-01-old", "owls"))
    assert [one.code for one in validate(made).problems if one.path == "opcc.yml"] == ["R387"]
    # A record that dates the report otherwise.
    records |= response("2023-01-01-a", "2023-02-01", force="surrey", inspections=report.format(2022))
    made = project(tmp_path, records, covered("norfolk-2022-01-01-old", "owls"))
    assert [one.code for one in validate(made).problems if one.path == "opcc.yml"] == []


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        (response("2023-01-01-first", "2023-02-01"), ""),
        (
            response("2023-01-01-first", "2022-11-30"),
            "was published on 2022-11-30, and this report later, on 2022-12-01.",
        ),
        (
            response("2023-01-01-first", "2023-02-01", stage="holding"),
            "is a holding statement, which answers no report.",
        ),
        (response("2023-01-01-first", "2023-02-01", **GONE), "was withdrawn."),
    ],
)
def test_the_command_refuses_what_the_settings_can_not_say(
    tmp_path: Path, records: dict[str, str], sentence: str
) -> None:
    project(tmp_path, records)
    command = ["not-required", REPORT, "--covered-by", FIRST, "--body", "norfolk-pcc", "--project", str(tmp_path)]
    done = CliRunner().invoke(opcc, command)
    assert (tmp_path / "opcc.yml").exists() == (done.exit_code == 0) == (not sentence)
    said = " ".join(done.output.split())
    assert not sentence or (f"{FIRST} {sentence}" in said and f"It can't answer {REPORT} as well." in said)


@pytest.mark.parametrize("corrected", [False, True])
def test_a_withdrawal_says_which_reports_are_no_longer_covered(tmp_path: Path, corrected: bool) -> None:
    project(tmp_path, {**REPLACED, **(response(*CORRECTION) if corrected else {})}, covered(FIRST))
    command = ["withdraw", FIRST, "--reason", "Invented.", "--dry-run", "--project", str(tmp_path)]
    said = " ".join(CliRunner().invoke(opcc, command).output.split())
    assert "Older versions keep the text" in said
    assert (f"opcc.yml says that {FIRST} covers {REPORT} for norfolk. It no longer does" in said) == (not corrected)
