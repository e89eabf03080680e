"""Nobody is called overdue where a response in the data may be the answer, outside the coverage, or a day too early."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.duties import in_office
from opcc_opendata.problems import Severity
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.rules import register_of
from opcc_opendata.schema import load_standard
from opcc_opendata.tables import VIEWS
from opcc_opendata.validate import validate
from tests.projects import project, record
from tests.test_feeds import asking

FORENSICS = "digital-forensics-2022"
"""Of the register, published on 2022-12-01 for all forces. Its last lawful day is 2023-01-25."""

KENT = "coverage:\n  - policing_body: kent-pcc\n    from: 2022-11-15\n    to: 2022-12-31\n"
IN_TIME = "\n  published: 2023-01-20"


class Duty(NamedTuple):
    timeliness: str
    reason: str
    possible: list[str]


def kent(name: str = "other", report: str = "", **changes: str) -> dict[str, str]:
    """A response for Kent. `report` is what it says of its report, in YAML."""
    changes = {
        "force": "kent",
        "policing_body": "kent-pcc",
        "dates": IN_TIME,
        "inspections": f"\n  - {report}",
        **changes,
    }
    text = record(f"2022-12-01-{name}", **changes).replace("id: norfolk-2022", "id: kent-2022")
    return {f"kent/2022-12-01-{name}.yaml": text}


def report(id: str, title: str, published: str | None) -> str:
    day = f', published: "{published}"' if published else ""
    return f'{{id: {id}, title: "{title}"{day}}}'


def duties(folder: Path, records: dict[str, str], settings: str = KENT, today: str = "2026-11-26") -> dict[str, Duty]:
    """What is outstanding on a day, by the report's id. A report of the register under another id is let pass."""
    made = project(folder, records, settings)
    assert {one.code for one in build(made, skip_invalid=True).problems} <= {"R259"}
    with closing(sqlite3.connect(made.database)) as connection:
        connection.create_function("date", -1, lambda *given: on_a_day(today, *given))
        rows = connection.execute("SELECT inspection, timeliness, reason, possible_answers FROM outstanding").fetchall()
    return {name: Duty(timely, reason, (possible or "").split()) for name, timely, reason, possible in rows}


def on_a_day(today: str, *given: str) -> str | None:
    """SQLite's function `date`, on another day than this one."""
    with closing(sqlite3.connect(":memory:")) as plain:
        values = [today if value == "now" else value for value in given]
        (found,) = plain.execute(f"SELECT date({', '.join('?' * len(values))})", values).fetchone()
        return None if found is None else str(found)


TITLE = "Digital forensics: An inspection into how well the police and other agencies use digital forensics in their"


@pytest.mark.parametrize(
    ("named", "changes"),
    [
        (report("forensics", "Quite other words", "2022-12-01"), {}),
        (report("forensics", "Quite other words", "2022-12"), {}),
        (report("forensics", "Quite other words", "2022"), {}),
        (report("forensics", "Quite other words", None), {}),
        (report("forensics", f"{TITLE} inquiries", "2022-12-21"), {}),
        (report("forensics", f"{TITLE} investigation", "2023-01-30"), {"dates": "\n  published: 2023-02-20"}),
        (report("forensics", "Digital Forensics", "2022-12-14"), {}),
        (report("digital-forensics", "The use of computers", "2022-12-21"), {}),
        (report("forensics", "Quite other words", "2022-12-09"), {"dates": "\n  letter: 2023-01-20"}),
        (report("forensics", "Quite other words", "2022-12-09"), {"dates": "\n  published: 2023-01"}),
        (report("forensics", "Quite other words", "2022-06-09"), {"dates": "\n  letter: 2023-01-20"}),
        (report(FORENSICS, "Quite other words", "2022-12-01"), {"withdrawal": "{withdrawn_on: 2023-02-01, reason: x}"}),
        (report("peel-2021-22-essex", "Quite other words", "2022-12-01"), {}),
        (report("forensics", "Quite other words", "2022-12-01"), {"stage": "update"}),
        (
            report("forensics", "Quite other words", "2022-12-01"),
            {"withdrawal": "{withdrawn_on: 2023-02-01, reason: x}"},
        ),
    ],
    ids=[
        "of the same day",
        "of the same month",
        "of the same year",
        "of an unknown day",
        "near-equal title",
        "near-equal title, two months later",
        "the first words of the title",
        "the words of the id",
        "undated response, report of the same weeks",
        "roughly dated response, report of the same weeks",
        "letter within the 56 days",
        "withdrawn",
        "the id of another report of the register",
        "an update",
        "withdrawn, under another id",
    ],
)
def test_what_may_be_the_answer_is_named_and_nobody_is_overdue(
    tmp_path: Path, named: str, changes: dict[str, str]
) -> None:
    found = duties(tmp_path, kent(report=named, **changes))[FORENSICS]
    reason = "withdrawn" if FORENSICS in named else "possible_answer"
    assert found == ("cannot_tell", reason, ["kent-2022-12-01-other"])
    with asking(project_at(tmp_path)) as get:
        for path in ("/outstanding", f"/reports/{FORENSICS}"):
            page = get(path).text
            assert "Not known if overdue" in page
            assert 'href="/responses/kent-2022-12-01-other"' in page
            assert "days overdue" not in page
        assert FORENSICS not in get("/feeds/deadlines.ics").text


@pytest.mark.parametrize(
    ("named", "changes", "reason"),
    [
        (report("bicycles", "Bicycle theft", "2021-06-15"), {}, "no_response"),
        (report("bicycles", "Bicycle theft", "2022-11-20"), {}, "no_response"),
        (
            report("forensics", "Digital forensics 2019", "2019-05-01"),
            {"dates": "\n  published: 2022-12-20"},
            "no_response",
        ),
        (report("forensics", "Quite other words", None), {"dates": "\n  published: 2022-11-30"}, "no_response"),
        (
            report("peel-2021-22-essex", "PEEL 2021/22: Essex Police", "2022-10-14"),
            {"dates": "\n  letter: 2022-12-09"},
            "no_response",
        ),
        (report("forensics", "Quite other words", "2022-12-01"), {"stage": "holding"}, "no_response"),
        (report(FORENSICS, "Digital forensics", "2022-12-01"), {"stage": "holding"}, "holding_statement_only"),
    ],
    ids=[
        "another report",
        "another report of the same weeks, with a dated response",
        "another year's report of that title",
        "a response older than the report",
        "another report of the register under its own name",
        "a holding statement under another id",
        "a holding statement",
    ],
)
def test_what_is_clearly_no_answer_leaves_it_overdue(
    tmp_path: Path, named: str, changes: dict[str, str], reason: str
) -> None:
    found = duties(tmp_path, kent(report=named, **changes))[FORENSICS]
    assert found == ("overdue", reason, [])


def test_a_correction_of_the_id_leaves_the_first_report_unclear(tmp_path: Path) -> None:
    first = kent("first", report(FORENSICS, "Digital forensics", "2022-12-01"))
    second = kent(
        "second",
        report("bicycles", "Bicycle theft", "2021-06-15"),
        stage="correction",
        related="\n  - id: kent-2022-12-01-first\n    relation: replaces",
    )
    found = duties(tmp_path, first | second)[FORENSICS]
    assert found == ("cannot_tell", "replaced", ["kent-2022-12-01-first"])


def test_a_response_of_another_force_is_no_answer(tmp_path: Path) -> None:
    other = record("2022-12-01-other", dates=IN_TIME, inspections=f"\n  - {report('x', 'Other words', '2022-12-01')}")
    assert duties(tmp_path, {"2022-12-01-other.yaml": other})[FORENSICS].timeliness == "overdue"


STATE_OF_POLICING = """\
schema_version: 1.0.0
id: kent-2024-07-19-sop
language: en
title: "Response to State of Policing 2023"
force: kent
policing_body: kent-pcc
stage: full
inspections:
  - id: hmicfrs-state-of-policing-2023
    title: "State of Policing: The Annual Assessment of Policing in England and Wales 2023"
    published: 2024-07-19
    type: state_of_policing
    applies: national
dates:
  published: 2024-08-01
comments:
  - kind: policing_body
    text: I welcome it.
source:
  origin: record
note: Invented. No office wrote it.
"""


def test_a_registered_report_under_another_id_is_an_error_where_coverage_is_claimed(tmp_path: Path) -> None:
    records = {"kent/2024-07-19-sop.yaml": STATE_OF_POLICING}
    claim = "coverage:\n  - policing_body: kent-pcc\n    from: 2024-07-19\n"
    for day, severity in (("2024-07-19", Severity.ERROR), ("2024-07-20", Severity.WARNING)):
        made = project(tmp_path, records, claim.replace("2024-07-19", day))
        for paths in (None, [made.records / "kent/2024-07-19-sop.yaml"]):
            (found,) = [one for one in validate(made, paths).problems if one.code == "R259"]
            assert (found.severity, found.line) == (severity, 9)
            assert "state-of-policing-2023" in found.hint
    made = project(tmp_path, records, claim)
    assert not build(made).built
    left_out = duties(tmp_path, records, claim)["state-of-policing-2023"]
    assert left_out == ("cannot_tell", "record_left_out", []), "the record that would be the answer is not in the data"
    project(tmp_path, records, "title: No coverage\n")
    assert build(project_at(tmp_path)).built


def test_a_record_left_out_of_one_force_says_nothing_of_others(tmp_path: Path) -> None:
    broken = {"2022-12-01-x.yaml": "force: norfork\n"}
    settings = f"{KENT}  - policing_body: norfolk-pcc\n    from: 2022-11-15\n    to: 2022-12-31\n"
    made = project(tmp_path, kent(report=report("bicycles", "Bicycle theft", "2021-06-15")) | broken, settings)
    assert build(made, skip_invalid=True).built
    with closing(sqlite3.connect(made.database)) as connection:
        rows = connection.execute("SELECT policing_body, timeliness, reason FROM outstanding ORDER BY 1").fetchall()
    assert rows == [("kent-pcc", "overdue", "no_response"), ("norfolk-pcc", "cannot_tell", "record_left_out")]


# --- days


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2022-12-01", "pending"), ("2023-01-25", "pending"), ("2023-01-26", "overdue"), ("2023-01-27", "overdue")],
)
def test_the_last_lawful_day_is_still_in_time(tmp_path: Path, today: str, expected: str) -> None:
    assert duties(tmp_path, {}, today=today)[FORENSICS].timeliness == expected


def test_today_is_the_day_in_london(tmp_path: Path) -> None:
    assert all("localtime" not in view.sql for view in VIEWS)
    standard_with(tmp_path, published=(london_today() - timedelta(56)).isoformat())
    standard_with(tmp_path, published=(london_today() - timedelta(55)).isoformat(), code="invented-last-day")
    claim = "coverage:\n  - policing_body: kent-pcc\n    from: 2020-01-01\n"
    made = project(tmp_path, {}, claim)
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection:
        day = london_today()
        found = dict(
            connection.execute("SELECT inspection, days_overdue FROM outstanding WHERE inspection GLOB 'inv*'")
        )
    if day == london_today():  # and no midnight since
        assert found == {"invented-report": 1, "invented-last-day": None}


def london_today() -> date:
    return datetime.now(ZoneInfo("Europe/London")).date()


def standard_with(folder: Path, published: str, code: str = "invented-report", confidence: str = "sourced") -> None:
    """A standard whose register has an invented report on all forces."""
    if not (folder / "schema").exists():
        shutil.copytree(packaged_standard(), folder / "schema", ignore=shutil.ignore_patterns("releases"))
    register = folder / "schema/codelists/inspections.csv"
    text = register.read_text(encoding="utf-8")
    register.write_text(f"{text}{code},Invented,,,{published},peel,all,,,Invented,{confidence}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("start", "end", "covered"),
    [
        ("2022-12-01", None, True),
        ("2022-12-02", None, False),
        ("2022-11-30", "2022-12-01", True),
        ("2022-11-30", "2022-11-30", False),
        ("2022-12-01", "2022-12-01", True),
    ],
)
def test_the_first_and_last_day_of_a_coverage_are_in_it(
    tmp_path: Path, start: str, end: str | None, covered: bool
) -> None:
    claim = f"coverage:\n  - policing_body: kent-pcc\n    from: {start}\n" + (f"    to: {end}\n" if end else "")
    assert (FORENSICS in duties(tmp_path, {}, claim)) == covered


@pytest.mark.parametrize(
    ("published", "confidence", "expected"),
    [
        ("2017-04-02", "sourced", None),
        ("2017-04-03", "sourced", ("overdue", "no_response", [])),
        ("2022-12", "sourced", None),
        ("2022", "sourced", None),
        ("2022-12-01", "unverified", ("cannot_tell", "report_date_unverified", [])),
    ],
)
def test_reports_from_before_the_law_or_of_no_certain_day_are_never_overdue(
    tmp_path: Path, published: str, confidence: str, expected: tuple[str, str, list[str]] | None
) -> None:
    standard_with(tmp_path, published, confidence=confidence)
    claim = "coverage:\n  - policing_body: kent-pcc\n    from: 2012-11-22\n"
    assert duties(tmp_path, {}, claim).get("invented-report") == expected


# --- who owes


def test_the_body_in_office_on_the_last_day_owes_and_a_claim_is_for_it_alone(tmp_path: Path) -> None:
    """South Yorkshire's commissioner went on 7 May 2024. A response to a report of 1 April was due on 26 May."""
    standard_with(tmp_path, "2024-04-01", "invented-spring")
    standard_with(tmp_path, "2024-03-12", "invented-winter")  # due on 6 May, the last day before
    claim = "coverage:\n  - policing_body: south-yorkshire-{}\n    from: 2024-01-01\n    to: 2024-05-01\n"
    owed = {}
    for body in ("pcc", "mayor"):
        made = project(tmp_path, {}, claim.format(body))
        assert build(made).built
        with closing(sqlite3.connect(made.database)) as connection:
            ask = "SELECT inspection, policing_body_name, current_body_name FROM outstanding"
            owed[body] = connection.execute(ask).fetchall()
    assert owed == {
        "pcc": [("invented-winter", "Police and Crime Commissioner for South Yorkshire", "Mayor of South Yorkshire")],
        "mayor": [("invented-spring", "Mayor of South Yorkshire", None)],
    }


def test_who_was_in_office() -> None:
    register = register_of(load_standard(packaged_standard()))
    assert in_office("south-yorkshire", "2024-05-06", register) == "south-yorkshire-pcc"
    assert in_office("south-yorkshire", "2024-05-07", register) == "south-yorkshire-mayor", "on the day of the change"
    assert in_office("kent", "2012-11-21", register) is None
    assert in_office("nowhere", "2020-01-01", register) is None


def test_a_promise_falls_to_the_body_in_office_on_its_day(tmp_path: Path) -> None:
    """The commissioner promised, and the mayor has to keep it."""
    promise = (
        "\n  - number: '1'\n    kind: recommendation\n    answer: {body_action: Invented., target_date: 2025-01-31}"
    )
    text = record(
        "2023-01-20-invented",
        force="south-yorkshire",
        policing_body="south-yorkshire-pcc",
        dates=IN_TIME,
        inspections=f"\n  - {report(FORENSICS, 'Digital forensics', '2022-12-01')}",
        recommendations=promise,
    ).replace("id: norfolk-", "id: south-yorkshire-")
    made = project(tmp_path, {"south-yorkshire/2023-01-20-invented.yaml": text})
    assert build(made).built
    with asking(made) as get:
        (row,) = get("/opcc/promises_past_target.json?_shape=array").json()
        assert (row["policing_body"], row["promised_by"]) == ("south-yorkshire-mayor", "south-yorkshire-pcc")
        assert "Mayor of South Yorkshire on <cite>Digital forensics: An inspection" in get("/promises").text


# --- what names a force must name the body


def test_every_view_and_query_about_a_body_names_it_first(tmp_path: Path) -> None:
    from tests.figures import ABOUT_BODIES

    made = project(tmp_path, {}, KENT)
    assert build(made).built
    with asking(made) as get:
        for name in sorted(ABOUT_BODIES):
            columns = get(f"/opcc/{name}.csv?force=nowhere").text.splitlines()[0].split(",")
            names = [one for one in columns if one not in ("number", "date", "kind")][:6]
            assert names == [
                *("policing_body", "policing_body_name", "current_body", "current_body_name", "force", "force_name"),
            ], name
            assert "by_force" in name or {"inspection", "report_title"} <= set(columns), name


def test_a_force_is_never_named_for_what_its_body_owes() -> None:
    from tests.figures import blamed

    for text in (
        "Bedfordshire Police: overdue",
        "Bedfordshire Police 3,428 days overdue",
        "Bedfordshire Police – Late",
        "Bedfordshire Police refused recommendation 3",
        "bedfordshire police not_accepted",
        "Bedfordshire Police: promised by May",
        "Bedfordshire Police owes a response",
    ):
        assert blamed(text, ["Bedfordshire Police"]), text
    for text in ("Police and Crime Commissioner for Bedfordshire: 3 days overdue", "Bedfordshire Police 3 of 4"):
        assert not blamed(text, ["Bedfordshire Police"]), text


def test_no_calendar_names_the_force_before_the_body(tmp_path: Path) -> None:
    made = project(tmp_path, {}, KENT)
    assert build(made).built
    with asking(made) as get:
        text = get("/feeds/forces/kent.ics").text.replace("\r\n ", "")
    (summary,) = [line for line in text.splitlines() if line.startswith("SUMMARY:")]
    assert summary.startswith("SUMMARY:Kent Police and Crime Commissioner (Kent Police): last day to respond to")
    assert "Digital forensics" in summary


UNDATED = "the-hard-yards,The Hard Yards,,,,peel,{scope},,a list of responses,sourced\n"
"""A report of the register whose date nobody knows."""


@pytest.mark.parametrize("scope", ["all", "unknown"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [("", (None, None, "cannot_tell")), ("2022-12-01", ("2022-12-01", "2023-01-25", "on_time"))],
    ids=["nobody says", "the response says"],
)
def test_a_report_of_the_register_without_a_date(
    tmp_path: Path, scope: str, said: str, expected: tuple[str | None, str | None, str]
) -> None:
    shutil.copytree(packaged_standard(), tmp_path / "schema")
    with (tmp_path / "schema/codelists/inspections.csv").open("a", encoding="utf-8") as file:
        file.write(UNDATED.format(scope=scope))
    report_date = f"\n    published: {said}" if said else ""
    answer = record(
        "undated-yards",
        force="kent",
        policing_body="kent-pcc",
        inspections=f"\n  - id: the-hard-yards\n    title: The Hard Yards{report_date}",
        dates="\n  published: 2022-12-20",
    ).replace("id: norfolk-", "id: kent-", 1)
    claims = "coverage:\n  - policing_body: kent-pcc\n    from: 2012-11-22\n"
    made = project(tmp_path, {"kent/undated-yards.yaml": answer}, claims)
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection:
        figures = connection.execute("SELECT report_published, last_lawful_day, timeliness FROM answered_reports")
        assert figures.fetchall() == [expected]
        owed = connection.execute("SELECT count(*) FROM duties WHERE inspection = 'the-hard-yards'")
        assert owed.fetchone() == (0,), "only a date of the register makes a duty"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "not_owed"),
        ({"withdrawal": "{withdrawn_on: 2024-02-01, reason: Invented.}"}, "overdue"),
        ({"stage": "holding"}, "overdue"),
    ],
    ids=["a response", "withdrawn", "a holding statement"],
)
def test_only_a_response_that_answers_something_can_cover_a_report(
    tmp_path: Path, changes: dict[str, str], state: str
) -> None:
    named = {"report": report("horses", "Quite other words", "2023-06-01"), "dates": "\n  published: 2023-07-01"}
    covered = (
        f"{KENT}silences:\n  - force: kent\n    inspection: {FORENSICS}\n    reason: covered_by\n"
        "    covered_by: kent-2022-12-01-other\n"
    )
    found = duties(tmp_path, kent(**{**named, **changes}), covered)
    assert found[FORENSICS].timeliness == state
    with asking(project_at(tmp_path)) as get:
        assert ("No response needed" in get(f"/reports/{FORENSICS}").text) == (state == "not_owed")
    said = CliRunner().invoke(opcc, ["due", "--body", "kent-pcc", "--project", str(tmp_path)]).output
    assert ("Covered by kent-2022-12-01-other" in said) == (state == "not_owed"), said
