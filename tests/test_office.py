"""The office: what it still owes and by when, and beginning a response. All records here are invented."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner, Result
from projects import project, record

from opcc_opendata.cli import new as new_command
from opcc_opendata.cli import opcc
from opcc_opendata.office.due import Due, due
from opcc_opendata.office.inspections import new_report, search
from opcc_opendata.office.new_record import begin, is_note
from opcc_opendata.office.policing_body import UnknownBodyError, body_named, body_of_project, body_on
from opcc_opendata.office.responses import AnswerState, responses_of
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.rules.unfinished import FORM_WORDS
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_file
from opcc_opendata.yaml_writer import to_yaml

STANDARD = load_standard(packaged_standard())
FORENSICS = "digital-forensics-2022"  # published on 2022-12-01, for all forces
LAST_DAY = date(2023, 1, 25)
COVERAGE = "coverage:\n  - policing_body: norfolk-pcc\n    from: 2022-11-15\n    to: 2022-12-31\n"


def answer(name: str = "2022-12-01-digital-forensics", **changes: str) -> dict[str, str]:
    report = f"\n  - id: {FORENSICS}\n    title: Digital forensics\n    published: 2022-12-01"
    return {f"{name}.yaml": record(name, inspections=report, **changes)}


def draft(folder: Path, drafts: dict[str, str]) -> None:
    for name, text in drafts.items():
        path = folder / "drafts" / "norfolk" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def owed(folder: Path, today: date, records: dict[str, str] | None = None, settings: str = "") -> dict[str, Due]:
    where = project(folder, records, settings)
    responses, faulty = responses_of("norfolk", where, STANDARD)
    assert faulty == 0
    found = due(body_named("norfolk-pcc", STANDARD), responses, where.settings, STANDARD, today)
    return {one.report.id: one for one in found}


# --- due


@pytest.mark.parametrize(
    ("today", "settings", "status", "days_left"),
    [
        (LAST_DAY, "", "pending", 0),
        (LAST_DAY - timedelta(20), COVERAGE, "pending", 20),
        (LAST_DAY + timedelta(1), COVERAGE, "overdue", -1),
        (LAST_DAY + timedelta(1), "", "cannot_tell", -1),
        (LAST_DAY + timedelta(1), COVERAGE.replace("2022-11-15", "2022-12-02"), "cannot_tell", -1),
        (LAST_DAY + timedelta(1), COVERAGE.replace("norfolk", "suffolk"), "cannot_tell", -1),
    ],
)
def test_overdue_only_within_the_coverage(
    tmp_path: Path, today: date, settings: str, status: str, days_left: int
) -> None:
    one = owed(tmp_path, today, settings=settings)[FORENSICS]
    assert (one.status, one.days_left, one.last_lawful_day) == (status, days_left, LAST_DAY)
    assert (one.state, one.record) == (AnswerState.NOTHING, None)


@pytest.mark.parametrize(
    ("changes", "state", "status"),
    [
        ({"dates": "\n  published: 2023-01-20"}, None, ""),
        ({}, None, ""),
        ({"stage": "holding"}, AnswerState.HOLDING, "overdue"),
        ({"withdrawal": "\n  withdrawn_on: 2023-02-01\n  reason: Invented."}, AnswerState.WITHDRAWN, "cannot_tell"),
    ],
)
def test_what_the_records_say_of_it(
    tmp_path: Path, changes: dict[str, str], state: AnswerState | None, status: str
) -> None:
    one = owed(tmp_path, LAST_DAY + timedelta(9), answer(**changes), COVERAGE).get(FORENSICS)
    if state is None:
        assert one is None
    else:
        assert one is not None
        assert (one.state, one.status) == (state, status)
        assert one.record == "records/norfolk/2022-12-01-digital-forensics.yaml"


@pytest.mark.parametrize(
    ("changes", "possible"),
    [
        ({"inspections": "\n  - id: forensics\n    title: Quite other words\n    published: 2022-12-01"}, True),
        ({"inspections": "\n  - id: forensics\n    title: Digital forensics\n    published: 2022-12-03"}, True),
        ({"inspections": "\n  - id: bicycles\n    title: Bicycle theft\n    published: 2021-06-15"}, False),
    ],
    ids=["the same day", "a title of its own words", "another report"],
)
def test_a_response_under_another_id_may_be_the_answer(tmp_path: Path, changes: dict[str, str], possible: bool) -> None:
    other = record("2022-12-01-other", dates="\n  published: 2023-01-20", **changes)
    one = owed(tmp_path, LAST_DAY + timedelta(9), {"2022-12-01-other.yaml": other}, COVERAGE)[FORENSICS]
    file = "records/norfolk/2022-12-01-other.yaml"
    assert (one.status, one.possible) == (("cannot_tell", (file,)) if possible else ("overdue", ()))
    told = f"  May be the answer: {file}\n" in run(tmp_path, "due", "--body", "norfolk-pcc").stdout
    assert told == possible


def test_nobody_is_overdue_while_a_record_cannot_be_read(tmp_path: Path) -> None:
    where = project(tmp_path, {"2022-12-01-broken.yaml": "force: [\n"}, COVERAGE)
    responses, faulty = responses_of("norfolk", where, STANDARD)
    body = body_named("norfolk-pcc", STANDARD)
    for left_out in (True, False):
        found = due(body, responses, where.settings, STANDARD, LAST_DAY + timedelta(1), left_out=left_out)
        (status,) = {one.status for one in found if one.report.id == FORENSICS}
        assert status == ("cannot_tell" if left_out else "overdue")
    assert faulty == 1
    assert "Overdue:" not in run(tmp_path, "due", "--body", "norfolk-pcc").stdout


def test_a_duty_is_owed_by_the_body_in_office_on_the_last_day(tmp_path: Path) -> None:
    claim = "coverage:\n  - policing_body: south-yorkshire-pcc\n    from: 2022-01-01\n    to: 2024-12-31\n"
    project(tmp_path, {}, claim)
    text = run(tmp_path, "due", "--body", "south-yorkshire-mayor").stdout
    overdue, _, unclear = text.partition("\nNo published response")
    assert "(digital-forensics-2022)" in overdue
    assert "  Owed by: Police and Crime Commissioner for South Yorkshire\n" in overdue
    assert "(state-of-policing-2023)" in unclear, "owed by the mayor, whose responses nobody claims to hold"


@pytest.mark.parametrize(
    ("source", "status"), [("\n  origin: record", "overdue"), ("\n  origin: document", "cannot_tell")]
)
def test_a_draft_answers_nothing_and_is_shown(tmp_path: Path, source: str, status: str) -> None:
    """A draft that was made of a published document says that there is a response: then nobody is overdue."""
    draft(tmp_path, answer(source=source))
    one = owed(tmp_path, LAST_DAY + timedelta(9), settings=COVERAGE)[FORENSICS]
    assert (one.state, one.record, one.status) == (AnswerState.NOTHING, None, status)
    assert one.drafts == ("drafts/norfolk/2022-12-01-digital-forensics.yaml",)
    done = run(tmp_path, "due", "--body", "norfolk-pcc")
    assert "  Draft: drafts/norfolk/2022-12-01-digital-forensics.yaml\n" in done.stdout
    (found,) = [
        one
        for one in json.loads(run(tmp_path, "due", "--body", "norfolk-pcc", "--format", "json").stdout)
        if one["inspection"] == FORENSICS
    ]
    assert (found["state"], found["record"], found["drafts"]) == ("nothing", None, list(one.drafts))


def test_a_holding_statement_and_the_draft_of_the_full_response(tmp_path: Path) -> None:
    holding = answer("2022-12-01-digital-forensics-holding", stage="holding")
    draft(tmp_path, answer(source="\n  origin: record"))
    one = owed(tmp_path, LAST_DAY, holding)[FORENSICS]
    assert (one.state, one.record) == (AnswerState.HOLDING, "records/norfolk/2022-12-01-digital-forensics-holding.yaml")
    assert one.drafts == ("drafts/norfolk/2022-12-01-digital-forensics.yaml",)


def test_drafts_that_are_hardly_begun_and_drafts_that_nothing_waits_for(tmp_path: Path) -> None:
    old = answer("2013-07-18-old").popitem()[1].replace(FORENSICS, "policing-in-austerity-rising-to-the-challenge")
    files = {"2013-07-18-old.yaml": old, "bare.yaml": "force: norfolk\ninspections:\n  - id: digital-forensics-2022\n"}
    draft(tmp_path, {**files, "kent.yaml": "force: kent\n", "broken.yaml": "force: [\n", "odd.yaml": "force: 3\n"})
    draft(tmp_path, {"2022-12-01-x.desk/base.yaml": "force: norfolk\n"})  # what the desk keeps beside a draft
    project(tmp_path)
    done = run(tmp_path, "due", "--body", "norfolk-pcc")
    assert done.stderr == "2 files with errors not looked at. To see them: opcc validate records drafts\n"
    assert "  Draft: drafts/norfolk/bare.yaml\n" in done.stdout
    assert "\nOther drafts:\n- drafts/norfolk/2013-07-18-old.yaml\n\n" in done.stdout
    assert "kent" not in done.stdout
    assert "base.yaml" not in done.stdout


def test_a_full_response_outweighs_the_holding_statement(tmp_path: Path) -> None:
    both = answer("2022-12-01-digital-forensics-holding", stage="holding") | answer()
    assert FORENSICS not in owed(tmp_path, LAST_DAY, both)


def test_which_reports_concern_a_force(tmp_path: Path) -> None:
    found = owed(tmp_path, date(2026, 11, 25))
    assert {"custody-norfolk-and-suffolk-2018", FORENSICS} <= set(found)
    assert {"peel-2023-25-essex", "peel-2018-19-tranche-1"}.isdisjoint(found)
    assert "policing-in-austerity-rising-to-the-challenge" not in found  # of 2013: there were no 56 days


def test_a_report_that_only_a_draft_knows(tmp_path: Path) -> None:
    draft(tmp_path, {"2026-11-20-new.yaml": record("2026-11-20-new", source="\n  origin: record")})
    one = owed(tmp_path, date(2019, 3, 1))["invented-report"]
    assert (one.report.title, one.state) == ("Invented report", AnswerState.NOTHING)
    assert one.drafts == ("drafts/norfolk/2026-11-20-new.yaml",)


def test_a_silence_with_a_reason_is_not_owed(tmp_path: Path) -> None:
    settings = f"silences:\n  - force: norfolk\n    inspection: {FORENSICS}\n    reason: not_required\n"
    assert FORENSICS not in owed(tmp_path, LAST_DAY, settings=settings)


def test_on_a_date_that_nobody_has_verified_nobody_is_overdue(tmp_path: Path) -> None:
    shutil.copytree(packaged_standard(), tmp_path / "schema", ignore=shutil.ignore_patterns("releases"))
    register = tmp_path / "schema" / "codelists" / "inspections.csv"
    text = register.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(FORENSICS))
    register.write_text(text.replace(line, line.replace(",sourced", ",unverified")), encoding="utf-8")
    where = project(tmp_path, settings=COVERAGE)
    body = body_named("norfolk-pcc", STANDARD)
    found = due(body, [], where.settings, load_standard(where.schema), LAST_DAY + timedelta(1))
    one = next(one for one in found if one.report.id == FORENSICS)
    assert (one.status, one.report.verified) == ("cannot_tell", False)
    done = run(tmp_path, "due", "--body", "norfolk-pcc")
    assert f"Report of 1 December 2022, a date that nobody has verified ({FORENSICS})\n" in done.stdout


def run(folder: Path, *arguments: str, **options: str) -> Result:
    return CliRunner().invoke(opcc, [*arguments, "--project", str(folder)], **options)


def test_due_in_words(tmp_path: Path) -> None:
    project(tmp_path, answer(stage="holding"), f"policing_body: norfolk-pcc\n{COVERAGE}")
    done = run(tmp_path, "due")
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "Norfolk Police and Crime Commissioner, for Norfolk Constabulary\n\n"
        "Overdue:\n"
        "- Digital forensics: An inspection into how well the police and other agencies use digital forensics in their "
        "investigations\n"
        "  Report of 1 December 2022 (digital-forensics-2022)\n"
        "  Last lawful day: 25 January 2023, "
    )
    assert "  Holding statement only: records/norfolk/2022-12-01-digital-forensics.yaml\n\nNo published" in done.stdout
    assert done.stdout.endswith("\n\nThe register may lack reports. The newest in it is of October 2025.\n")


def test_where_nobody_can_tell_the_newest_report_comes_first_and_undated_ones_last(tmp_path: Path) -> None:
    """A draft whose last day was yesterday is not below reports of years ago of which only the month is known."""
    project(tmp_path)
    for name, day in (("2022-11-30-a", "2022-11-30"), ("2021-08-a", "2021-08"), ("undated-a", None)):
        said = f"\n  - id: report-{name}\n    title: Report {name}"
        draft(tmp_path, {f"{name}.yaml": record(name, inspections=said + (f"\n    published: {day}" if day else ""))})
    text = run(tmp_path, "due", "--body", "norfolk-pcc").stdout.partition("which does not say that there is none:\n")[2]
    days = [line.removeprefix("  Report of ").rpartition(" (")[0] for line in text.splitlines() if "Report of" in line]
    assert days[-1] == "a day that is not known"
    years = [int(re.findall("[0-9]{4}", day)[0]) for day in days[:-1]]
    assert years == sorted(years, reverse=True)
    assert {"30 November 2022", "August 2021"} <= set(days)


def test_due_as_json_and_as_a_calendar(tmp_path: Path) -> None:
    project(tmp_path, {}, COVERAGE)
    found = {one["inspection"]: one for one in json.loads(run(tmp_path, "due", "--format", "json").stdout)}
    assert found[FORENSICS]["timeliness"] == "overdue"
    assert found[FORENSICS]["last_lawful_day"] == "2023-01-25"
    assert found[FORENSICS]["in_coverage"] is True
    assert found["activism-and-impartiality-2024"]["timeliness"] == "cannot_tell"
    calendar = icalendar.Calendar.from_ical(run(tmp_path, "due", "--format", "ics").stdout)
    (event,) = calendar.walk("VEVENT")  # what is outside the coverage is in no calendar
    assert event["dtstart"].dt == LAST_DAY
    assert str(event["uid"]) == f"norfolk-{FORENSICS}@opcc-opendata.github.io"


def test_due_passes_over_a_record_with_an_error_and_says_so(tmp_path: Path) -> None:
    project(tmp_path, {"a.yaml": "id: [\n"})
    done = run(tmp_path, "due", "--body", "norfolk-pcc")
    assert done.exit_code == 0
    assert done.stderr == "1 file with errors not looked at. To see them: opcc validate\n"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"--published": "9999-12-31"},
            'The report\'s date: "9999-12-31" is not a date. There can be no report of the year',
        ),
        ({"--published": ""}, 'The report\'s date: "" is not a date. Write year-month-day, as in 2019-02-26.\n'),
        (
            {"--published": "soon"},
            'The report\'s date: "soon" is not a date. Write year-month-day, as in 2019-02-26.\n',
        ),
        ({"--title": "  "}, "--title is empty."),
        ({"--title": "a\x07b"}, "there is a control character (U+0007) here"),
        ({"--title": "a\u202eb"}, "that turns the direction of the text round (U+202E)"),
    ],
)
def test_a_report_that_can_not_be_is_refused(tmp_path: Path, options: dict[str, str], sentence: str) -> None:
    project(tmp_path, {}, "policing_body: norfolk-pcc\n")
    every = {"--title": "PEEL 2026", "--published": "2026-11-20", **options}
    done = run(tmp_path, "new", *(word for option in every.items() for word in option))
    assert done.exit_code == 2, done.exception
    assert done.output.startswith("opcc: ")
    assert sentence in done.output
    assert not (tmp_path / "drafts").exists()


def test_due_says_that_a_folder_could_not_be_looked_at(tmp_path: Path) -> None:
    project(tmp_path, answer(), COVERAGE)
    (tmp_path / "records" / "norfolk").rename(tmp_path / "elsewhere")
    (tmp_path / "records" / "norfolk").symlink_to(tmp_path / "elsewhere")  # no folder is looked into through a link
    done = run(tmp_path, "due", "--body", "norfolk-pcc")
    assert done.stderr == "1 file with errors not looked at. To see them: opcc validate\n"
    assert "Overdue:" not in done.stdout


# --- whose office it is


@pytest.mark.parametrize(
    "text", ["policing_body: [\n", "policing_body: 5\n", "policing_body: norfolk-pcc\nx: &a [*a]\n"]
)
def test_settings_that_can_not_be_used_are_named_where_they_would_say_whose_office_it_is(
    tmp_path: Path, text: str
) -> None:
    project(tmp_path, {}, text)
    done = run(tmp_path, "due")
    assert done.exit_code == 2
    assert re.match(r"opcc: opcc\.yml, line [12]: .+\n\Z", done.stderr), done.stderr


def test_whose_office_it_is(tmp_path: Path) -> None:
    with pytest.raises(UnknownBodyError, match="add --body"):
        body_of_project(project(tmp_path), STANDARD)
    assert body_of_project(project(tmp_path, settings=COVERAGE), STANDARD).code == "norfolk-pcc"
    settings = f"policing_body: suffolk-pcc\n{COVERAGE}"
    assert body_of_project(project(tmp_path, settings=settings), STANDARD).force_title == "Suffolk Constabulary"


@pytest.mark.parametrize(
    ("code", "guess"),
    [
        ("norfolk", "Did you mean norfolk-pcc?"),
        ("mopac", "Did you mean metropolitan-mopac?"),
        ("Greater Manchester", "Did you mean greater-manchester-pcc or greater-manchester-mayor?"),
        ("esex-pcc", "essex-pcc"),
        ("x", "See the codelist policing_bodies."),
        ("", "See the codelist policing_bodies."),
    ],
)
def test_a_body_that_there_is_not(tmp_path: Path, code: str, guess: str) -> None:
    project(tmp_path)
    done = run(tmp_path, "due", "--body", code)
    assert done.exit_code == 2
    assert f'There is no local policing body "{code}".' in done.stderr
    assert guess in done.stderr


def test_the_body_of_a_setting_has_to_exist(tmp_path: Path) -> None:
    where = project(tmp_path, {"2019-02-26-fixture.yaml": record()}, "policing_body: norfolk\n")
    assert [problem.code for problem in validate(where).problems if problem.path == "opcc.yml"] == ["R385"]


@pytest.mark.parametrize(
    ("force", "day", "code", "sure"),
    [
        ("norfolk", date(2026, 1, 1), "norfolk-pcc", True),
        ("south-yorkshire", date(2024, 5, 6), "south-yorkshire-pcc", True),
        ("south-yorkshire", date(2024, 5, 7), "south-yorkshire-mayor", True),
        ("north-yorkshire", date(2024, 5, 6), "north-yorkshire-pfcc", False),
        ("north-yorkshire", date(2024, 5, 7), "north-yorkshire-mayor", False),
        ("essex", date(2010, 1, 1), "essex-pcc", False),
    ],
)
def test_the_body_on_a_day(force: str, day: date, code: str, sure: bool) -> None:
    found = body_on(force, day, STANDARD)
    assert (found.code, found.sure) == (code, sure)


# --- a new record


def test_search() -> None:
    assert [report.id for report in search("Digital FORENSICS", "norfolk", STANDARD)] == [FORENSICS]
    assert [report.id for report in search("peel-efficiency-2016", "norfolk", STANDARD)] == ["peel-efficiency-2016"]
    assert [report.published[:4] for report in search("peel efficiency", "norfolk", STANDARD)] == ["2017", "2016"]
    assert search("essex", "norfolk", STANDARD) == []
    assert len(search("essex", "essex", STANDARD)) == 2


@pytest.mark.parametrize(
    ("title", "published", "code", "stem"),
    [
        ("PEEL 2026: Norfolk", "2026-11-20", "peel-2026-norfolk", "2026-11-20-peel-2026-norfolk"),
        ("Ŵyl's report — invented", "2026-11", "wyls-report-invented-2026", "2026-11-wyls-report-invented"),
        ("One two three four five six seven eight nine", "", "one-two-three-four-five-six-seven-eight", None),
        ("???", "2026", "report-2026", "2026-report"),
        ("PEEL 2025–27: Kent", "2026-11-20", "peel-2025-27-kent-2026", "2026-11-20-peel-2025-27-kent"),
    ],
)
def test_the_name_of_a_new_report(title: str, published: str, code: str, stem: str | None) -> None:
    report = new_report(title, published, "", STANDARD)
    assert report.id == code
    assert report.stem == (stem or f"undated-{code}")


@pytest.mark.parametrize("stage", ["full", "holding"])
@pytest.mark.parametrize("words", ["activism impartiality", "policing-in-austerity-rising-to-the-challenge", ""])
def test_a_new_record_has_no_error(tmp_path: Path, words: str, stage: str) -> None:
    project(tmp_path)
    options = ["--report", words] if words else ["--title", "Invented: a report", "--published", "2026-11-20"]
    done = run(tmp_path, "new", "--body", "norfolk-pcc", "--stage", stage, *options)
    assert done.exit_code == 0, done.output
    assert validate(project_at(tmp_path)).files == 0, "it is not published"
    report = validate(project_at(tmp_path), [tmp_path / "drafts"])
    assert (report.files, report.noun) == (1, "draft")
    assert report.errors == 0, report.problems


def test_what_is_known_is_in_it(tmp_path: Path) -> None:
    project(tmp_path)
    run(tmp_path, "new", "--body", "norfolk-pcc", "--report", FORENSICS)
    path = tmp_path / "drafts" / "norfolk" / "2022-12-01-digital-forensics.yaml"
    text = path.read_text(encoding="utf-8")
    data = read_file(path).data or {}
    assert data["inspections"][0]["published"] == "2022-12-01"
    assert data["distribution"] == [
        {"recipient": code, "sent": False} for code in ("hmicfrs", "home_secretary", "own_website")
    ]
    assert data["source"] == {"origin": "record"}
    assert "# The last lawful day to publish the response is 25 January 2023.\n" in text
    # The notes are ready to be used: without their # they are a record that says everything, but in the office's words.
    body = text[text.index("# The comments.") : text.index("# Who must have")]
    keys = [line.removeprefix("# ") for line in body.splitlines()]
    start = keys.index("comments:")
    stop = next(n for n, line in enumerate(keys) if line.startswith("One item"))
    whole = text + "\n".join([*keys[start:stop], *keys[keys.index("recommendations:") :]]) + "\n"
    path.write_text(whole, encoding="utf-8")
    problems = validate(project_at(tmp_path), [tmp_path / "drafts"]).problems
    assert {(problem.code, problem.severity) for problem in problems} == {("R290", "warning")}
    lines = path.read_text(encoding="utf-8").splitlines()
    marked = {lines[problem.line - 1][problem.column - 1 :].rstrip('"') for problem in problems}
    assert marked == set(FORM_WORDS) - {"[The findings.]"}


def test_a_date_that_nobody_has_verified_is_called_so() -> None:
    report = replace(new_report("Invented report", "2026-11-20", "", STANDARD), verified=False)
    comments = begin(report, "norfolk", "full", [], STANDARD, date(2026, 11, 25)).comments
    assert comments[("inspections", 0, "published")].startswith("Nobody has verified this date.")
    assert "section 55(5A)).\nNobody has verified the date of the report" in comments[("dates",)]


def test_the_full_response_replaces_the_holding_statement(tmp_path: Path) -> None:
    where = project(tmp_path, answer("2022-12-01-digital-forensics-holding", stage="holding"))
    responses, _ = responses_of("norfolk", where, STANDARD)
    (report,) = search(FORENSICS, "norfolk", STANDARD)
    begun = begin(report, "norfolk", "full", responses, STANDARD, date(2022, 12, 20))
    assert begun.data["related"] == [{"id": "norfolk-2022-12-01-digital-forensics-holding", "relation": "replaces"}]


def test_the_body_is_the_one_in_office_when_the_response_was_due() -> None:
    report = new_report("Invented report", "2023-01-10", "", STANDARD)
    begun = begin(report, "south-yorkshire", "full", [], STANDARD, date(2026, 11, 25))
    assert begun.data["policing_body"] == "south-yorkshire-pcc"
    assert "Nobody has verified" not in begun.comments[("policing_body",)]
    begun = begin(report, "north-yorkshire", "full", [], STANDARD, date(2026, 11, 25))
    assert begun.data["policing_body"] == "north-yorkshire-pfcc"
    assert "Nobody has verified those dates" in begun.comments[("policing_body",)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say which report: --report with some words"),
        (["--report", "nosuch"], 'No report in the register has the words "nosuch". For a new one, add --title'),
        (["--report", "peel"], "Say which: --report peel-2021-22-norfolk"),
        (["--published", "2026-11-20"], "Add --title as well."),
        (["--title", "X", "--published", "20/11/2026"], "Write it as 2026-11-20."),
        (["--title", "X", "--type", "peal"], "Did you mean peel?"),
    ],
)
def test_without_a_terminal_it_says_what_is_missing(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    project(tmp_path)
    done = run(tmp_path, "new", "--body", "norfolk-pcc", *arguments, input="1\n")
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert list(tmp_path.rglob("*.yaml")) == []


def test_a_record_that_is_there_stays(tmp_path: Path) -> None:
    project(tmp_path, answer())
    arguments = ("new", "--body", "norfolk-pcc", "--report", FORENSICS)
    done = run(tmp_path, *arguments)
    assert done.exit_code == 2
    assert "2022-12-01-digital-forensics.yaml is there already, and what lies in records/ is published." in done.stderr
    assert run(tmp_path, *arguments, "--dry-run").stdout.startswith("# yaml-language-server: ")
    assert run(tmp_path, *arguments, "--force").exit_code == 2
    path = tmp_path / "records" / "norfolk" / "2022-12-01-digital-forensics.yaml"
    assert path.read_text() == answer()[path.name]
    assert not (tmp_path / "drafts").exists()


def test_a_draft_that_is_there_stays_unless_somebody_insists(tmp_path: Path) -> None:
    project(tmp_path)
    draft(tmp_path, answer())
    arguments = ("new", "--body", "norfolk-pcc", "--report", FORENSICS)
    done = run(tmp_path, *arguments)
    assert done.exit_code == 2
    assert done.stderr.endswith("is there already. To write over it, add --force.\n")
    path = tmp_path / "drafts" / "norfolk" / "2022-12-01-digital-forensics.yaml"
    assert path.read_text() == answer()[path.name]
    assert run(tmp_path, *arguments, "--force").exit_code == 0
    assert "origin: record" in path.read_text()


@pytest.mark.parametrize("force", ["norfolk", "south-yorkshire", "essex"])
def test_every_note_of_a_draft_can_be_told_from_an_officers(force: str) -> None:
    """Whichever report it is of: what `opcc publish` takes out is what `opcc new` wrote, and nothing else."""
    reports = [search(row["code"], force, STANDARD) for row in STANDARD.codelists["inspections"].rows]
    known = [report for found in reports for report in found]
    others = [new_report("Invented", day, "", STANDARD) for day in ("", "2026", "2026-11", "2026-11-01", "2016-05-05")]
    for report in [*known, *others, *(replace(report, verified=False) for report in others)]:
        begun = begin(report, force, "full", [], STANDARD, date(2026, 11, 25))
        text = to_yaml(begun.data, STANDARD, comments=begun.comments)
        notes = [line for line in text.splitlines()[1:] if line.strip().startswith("#")]
        assert len(notes) > 30
        assert [line for line in notes if not is_note(line)] == []
        assert [line for line in text.splitlines() if is_note(line)] == notes
        # So can those that are left once the lines that were to be used are used.
        used = [line.replace("# ", "", 1) for line in notes]
        assert [line for line in used if line.strip().startswith("#") and not is_note(line)] == []
        assert not any(is_note(f"{line} Jane") or is_note(line[:-1]) for line in notes if len(line) > 30)


def test_every_word_to_be_written_over_is_known_to_the_rule() -> None:
    begun = begin(
        new_report("Invented", "2026-11-20", "", STANDARD), "norfolk", "full", [], STANDARD, date(2026, 11, 25)
    )
    assert set(re.findall(r"\[[^\]\n]+\]", "\n".join(begun.comments.values()))) == set(FORM_WORDS)


def test_on_a_terminal_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_command, "on_a_terminal", lambda: True)
    project(tmp_path, settings="policing_body: norfolk-pcc\n")
    done = run(tmp_path, "new", input="peel efficiency\n2\n")
    assert "  1  2017-11-09  PEEL: Police efficiency 2017 (peel-efficiency-2017)\n" in done.stderr
    assert "drafts/norfolk/2016-11-03-peel-efficiency.yaml is a draft of the response to PEEL" in done.stdout
    done = run(tmp_path, "new", input="nosuch\n0\nInvented report\n20/11/2026\n2026-11-20\nnational_thematic\n")
    assert "Write it as 2026-11-20." in done.stderr
    assert "drafts/norfolk/2026-11-20-invented-report.yaml is a draft of the response to Invented" in done.stdout


def test_stopped_while_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_command, "on_a_terminal", lambda: True)
    project(tmp_path, settings="policing_body: norfolk-pcc\n")
    done = run(tmp_path, "new", input="")  # the end of the input, as Ctrl-D gives it
    assert done.exit_code == 130
    assert done.stderr.endswith("Stopped.\n")
    assert list(tmp_path.rglob("*.yaml")) == []


def test_a_draft_with_a_report_of_no_possible_day_is_listed_without_a_deadline(tmp_path: Path) -> None:
    project(tmp_path, {}, "policing_body: norfolk-pcc\n")
    report = "\n  - id: invented-new-report\n    title: Invented\n    published: 2026-11-99"
    draft(tmp_path, {"2026-11-01-x.yaml": record("2026-11-01-x", inspections=report)})
    done = run(tmp_path, "due")
    assert done.exit_code == 0
    assert "Report of a day that is not known (invented-new-report)" in done.stdout
