"""How each report of the register stands for each force: every state, beside a recount from the files."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from lxml import html

from opcc_opendata.database import build
from opcc_opendata.office.due import due
from opcc_opendata.office.policing_body import body_named
from opcc_opendata.office.responses import responses_of
from opcc_opendata.project import Project
from opcc_opendata.schema import load_standard
from opcc_opendata.tables.duty_views import state_of
from tests.counted_projects import FORCES, make_standard
from tests.projects import project, query, record
from tests.recount import Recount
from tests.test_feeds import asking
from tests.test_figures import today

STATES = {"answered", "late", "pending", "overdue", "not_required", "covered_by", "cannot_tell", "not_in_dataset"}
SETTINGS = """\
coverage:
  - policing_body: kent-pcc
    from: 2016-01-01
silences:
  - force: kent
    inspection: invented-change-2024
    reason: not_required
  - force: norfolk
    inspection: invented-cells-2018
    reason: covered_by
    covered_by: norfolk-2020-05-01-bells
"""
RADIOS = '{id: invented-radios, title: An inspection of invented radios, published: "2017-04-03"}'
PAPERS = '{id: invented-records-2020, title: Keeping invented papers, published: "2020-02-26"}'
FIREARMS = '{id: invented-unverified-2022, title: Invented firearms licences, published: "2022-03-01"}'
LAW = '{id: invented-before-the-law-2016, title: Invented peel of 2016, published: "2016-05-01"}'

BELLS = '{id: invented-bells, title: Invented bells, published: "2020-05-01"}'
"""A report that the register does not have."""
CELLS = '{id: invented-cells-2018, title: Joint inspection of invented cells, published: "2018-10-02"}'
"""A report that the register has, about other forces than the one that answers it."""


def response(force: str, name: str, report: str, published: str, **changes: str) -> dict[str, str]:
    text = record(
        name,
        force=force,
        policing_body=f"{force}-pcc",
        inspections=f"\n  - {report}",
        dates=f"{{published: {published}}}",
        **changes,
    )
    return {f"{force}/{name}.yaml": text.replace("id: norfolk-20", f"id: {force}-20")}


@pytest.fixture(scope="module")
def stated(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("states")
    make_standard(folder, today())
    fresh = today() - timedelta(3)
    whistles = f'{{id: invented-fresh, title: Invented whistles, published: "{fresh}"}}'  # which is about Kent alone
    withdrawn = "{withdrawn_on: 2023-01-01, reason: Invented.}"
    records = {
        **response("kent", "2017-04-03-radios", RADIOS, "2017-05-01"),
        **response("kent", "2020-02-26-papers", PAPERS, "2020-06-01"),
        **response("norfolk", "2020-02-26-radios", RADIOS, "2018-06-01"),
        **response("norfolk", "2020-02-26-papers", PAPERS, "2020-03-01", withdrawal=withdrawn),
        **response("norfolk", "2022-03-01-firearms", FIREARMS, "2022-03-10"),
        **response("suffolk", "2022-03-01-firearms", FIREARMS, "2022-09-10"),
        **response("south-yorkshire", "2016-05-01-peel", LAW, "2016-06-01"),
        **response("norfolk", "2020-05-01-bells", BELLS, "2020-06-01"),
        **response("south-yorkshire", "2020-05-01-bells", BELLS, "2020-08-01"),
        **response("south-yorkshire", "2018-10-02-cells", CELLS, "2018-11-01"),
        **response("norfolk", f"{fresh}-whistles", whistles, str(today())),
    }
    made = project(folder, records, SETTINGS)
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems]
    return made


def states(made: Project) -> dict[tuple[str, str], tuple[str, str]]:
    sql = "SELECT force, inspection, state, coalesce(policing_body, '') FROM duty_states"
    return {(force, report): (state, body) for force, report, state, body in query(made.database, sql)}


def test_every_report_and_force_stands_as_a_recount_says(stated: Project) -> None:
    own = Recount(stated.root, today())
    assert states(stated) == own.states
    assert {state for state, _ in own.states.values()} == STATES
    (rows,) = query(stated.database, "SELECT count(*) FROM duty_states")[0]
    assert rows == len(own.states) == 7 * len(own.forces) + 3  # two of the nine are about one force or two


@pytest.mark.parametrize(
    ("force", "report", "state", "reason", "timeliness"),
    [
        ("kent", "invented-radios", "answered", "answered", "on_time"),
        ("kent", "invented-records-2020", "late", "answered", "late"),
        ("kent", "invented-change-2024", "not_required", "not_required", None),
        ("kent", "invented-unverified-2022", "cannot_tell", "report_date_unverified", None),
        ("kent", "invented-before-the-law-2016", "cannot_tell", "no_deadline", None),
        ("kent", "invented-last-day", "pending", "no_response", None),
        ("kent", "invented-day-after", "overdue", "no_response", None),
        ("norfolk", "invented-radios", "late", "answered", "late"),
        ("norfolk", "invented-cells-2018", "covered_by", "covered_by", None),
        ("norfolk", "invented-records-2020", "cannot_tell", "withdrawn", None),
        ("norfolk", "invented-day-after", "not_in_dataset", "not_claimed", None),
        ("norfolk", "invented-unverified-2022", "answered", "answered", "cannot_tell"),
        ("suffolk", "invented-unverified-2022", "answered", "answered", "cannot_tell"),
        ("suffolk", "invented-cells-2018", "not_in_dataset", "not_claimed", None),
        ("south-yorkshire", "invented-before-the-law-2016", "answered", "answered", "does_not_apply"),
    ],
)
def test_each_state_has_its_reason(
    stated: Project, force: str, report: str, state: str, reason: str, timeliness: str | None
) -> None:
    sql = "SELECT state, reason, timeliness FROM duty_states WHERE force = ? AND inspection = ?"
    assert query(stated.database, sql, force, report) == [(state, reason, timeliness)]


def test_a_duty_names_the_body_that_owed_it_and_the_one_that_has_it_now(stated: Project) -> None:
    sql = """
      SELECT policing_body, current_body FROM duty_states
      WHERE force = 'south-yorkshire' AND inspection IN ('invented-records-2020', 'invented-day-after') ORDER BY 1
    """
    assert query(stated.database, sql) == [
        ("south-yorkshire-mayor", None),
        ("south-yorkshire-pcc", "south-yorkshire-mayor"),
    ]


def test_a_date_that_nobody_has_verified_is_marked(stated: Project) -> None:
    sql = "SELECT DISTINCT inspection FROM duty_states WHERE report_confidence = 'unverified'"
    assert query(stated.database, sql) == [("invented-unverified-2022",)]
    with asking(stated) as get:
        page = html.fromstring(get("/reports/invented-unverified-2022").text)
        (told,) = page.xpath("//meta[@name='description']/@content")
        shown = (told, *(one.text_content() for one in page.xpath("//main//p | //main//dd")))
        dated = [one for one in shown if "1 March 2022" in one]
        assert len(dated) >= 3
        assert [one for one in dated if "1 March 2022 (unverified)" not in one] == []


def test_nobody_is_late_or_on_time_by_a_date_that_nobody_has_verified(stated: Project) -> None:
    """Norfolk's response would be on time by that date, and Suffolk's late."""
    ask = "FROM {} WHERE inspection = 'invented-unverified-2022' AND force IN ('norfolk', 'suffolk')"
    of_days = {"answered_reports": "day_number, days_late", "timeliness": "day_number, days_late, report_confidence"}
    assert set(query(stated.database, f"SELECT {of_days['answered_reports']} {ask.format('answered_reports')}")) == {
        (None, None)
    }
    assert set(query(stated.database, f"SELECT {of_days['timeliness']} {ask.format('timeliness')}")) == {
        (None, None, "unverified")
    }
    with asking(stated) as get:
        for force, told in (("norfolk", "on time"), ("suffolk", "late")):
            words = f"published on 1 March 2022. If that is right, the response was {told}."
            page = html.fromstring(get(f"/responses/{force}-2022-03-01-firearms").text)
            assert words in " ".join(page.text_content().split())
            assert not page.xpath("//main//*[contains(@class, 'late')]")
        listed = get("/timeliness?force=suffolk").text
        assert "days late" not in listed
        rows = get("/opcc/timeliness.json?force=suffolk&_shape=array").json()
        assert [(row["timeliness"], row["days_late"]) for row in rows] == [("cannot_tell", None)]
        late = get("/opcc/duty_states.json?state=late&_shape=array").json()
        assert {row["report_confidence"] for row in late} == {"sourced"}


@pytest.mark.parametrize(
    ("reason", "last_day", "state"),
    [
        ("no_response", "2999-01-01", "pending"),
        ("no_response", "2019-01-01", "overdue"),
        ("withdrawn", "2019-01-01", "cannot_tell"),
        ("possible_answer", "2999-01-01", "cannot_tell"),
        ("report_date_unverified", "2999-01-01", "cannot_tell"),
        ("report_date_unverified", "2019-01-01", "cannot_tell"),
        ("not_required", "2019-01-01", "not_owed"),
        ("not_claimed", "2019-01-01", "not_in_dataset"),
    ],
)
def test_how_a_duty_without_an_answer_stands(stated: Project, reason: str, last_day: str, state: str) -> None:
    sql = f"SELECT {state_of('d', repr('not_owed'))} FROM (SELECT ? AS reason, ? AS last_lawful_day) d"
    assert query(stated.database, sql, reason, last_day) == [(state,)]


def test_what_is_outstanding_is_told_alike(stated: Project) -> None:
    """What is outstanding, as the site, feeds and calendars have it, is the same duties in the same state."""
    alike = {"not_required": "not_owed", "covered_by": "not_owed"}
    sql = "SELECT force, inspection, state FROM duty_states WHERE in_coverage = 1 AND state NOT IN ('answered', 'late')"
    told = {(force, report): alike.get(state, state) for force, report, state in query(stated.database, sql)}
    listed = query(stated.database, "SELECT force, inspection, timeliness FROM outstanding")
    assert told == {(force, report): state for force, report, state in listed}


def test_opcc_due_says_of_each_report_what_the_view_says(stated: Project) -> None:
    """What a body owes by `opcc due`, which asks the records, against the view, which asks the database."""
    standard = load_standard(stated.schema)
    bodies = {body for (state, body) in states(stated).values() if state == "overdue"}
    assert bodies == {"kent-pcc"}
    seen = set()
    for code, force in (("kent-pcc", "kent"), ("norfolk-pcc", "norfolk"), ("suffolk-pcc", "suffolk")):
        responses, faulty = responses_of(force, stated, standard)
        assert not faulty
        found = due(body_named(code, standard), responses, stated.settings, standard, today())
        owed = {one.report.id: (one.status, one.report.verified) for one in found}
        sql = "SELECT inspection, state, reason FROM duty_states WHERE force = ?"
        for report, state, reason in query(stated.database, sql, force):
            status, is_verified = owed.get(report, (None, None))
            if state in ("answered", "late", "not_required", "covered_by") or reason == "no_deadline":
                assert status in (None, "cannot_tell"), (force, report, state, status)
            elif state == "not_in_dataset":
                assert status in ("pending", "cannot_tell", None), (force, report, state, status)
            elif reason == "report_date_unverified":
                assert (status, is_verified) == ("cannot_tell", False), (force, report)
            else:
                seen.add(state)
                assert status == state, (force, report, state, status)
    assert seen >= {"pending", "overdue", "cannot_tell"}


def test_outside_the_coverage_nobody_is_overdue(stated: Project) -> None:
    found = Counter(state for (force, _), (state, _) in states(stated).items() if force != "kent")
    assert found["overdue"] == 0
    assert found["not_in_dataset"] > 0
    assert set(FORCES) <= {force for force, _ in states(stated)}
