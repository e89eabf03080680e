"""What the site says of findings that are no recommendations, that nobody answered, or that another answer serves.

The records are made here, and what each page must say of them follows from reading them.
"""

from __future__ import annotations

import csv
import shutil
from calendar import month_name
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from opcc_opendata.calendars import today
from opcc_opendata.database import build
from opcc_opendata.project import packaged_standard, project_at
from tests.projects import query
from tests.served_pages import page, words
from tests.test_server import serving

PEEL = {"id": "peel-2025", "title": "PEEL of Norfolk 2025", "published": "2025-03-10"}
RADIOS = {"id": "radios-2024", "title": "Radios of 2024", "published": "2024-02-01"}
AGAIN = {"id": "radios-2025", "title": "Radios of 2025", "published": "2025-06-02"}
CHILDREN = {"id": "children-2024", "title": "Children in North Yorkshire", "published": "2024-03-20"}
ROUGH = {"id": "cells-2022", "title": "Cells of 2022", "published": "2022-06"}
UNSURE = {"id": "guns-2023", "title": "Guns of 2023", "published": "2023-05-01"}
LAST_DAY = {"id": "lamps", "title": "Lamps", "published": (today() - timedelta(55)).isoformat()}
DAY_AFTER = {"id": "gates", "title": "Gates", "published": (today() - timedelta(56)).isoformat()}
FORCES = {"peel-2025": "norfolk", "children-2024": "north-yorkshire", "cells-2022": "kent"}
"""The forces that a report of the register is about, where that is not norfolk, kent and gwent."""
SETTINGS = """
title: Invented
coverage:
  - {policing_body: kent-pcc, from: 2024-01-01}
  - {policing_body: gwent-pcc, from: 2025-01-01}
silences:
  - {force: gwent, inspection: gates, reason: not_required}
"""
ASKED = "The chief constable should give every officer of the force a radio that works."
GRADE = {"cycle": "peel_2023_25", "question": "Investigating crime", "grade": "good"}
AREA, CONCERN = "area_for_improvement", "cause_of_concern"


def finding(kind: str = "recommendation", number: str = "", acceptance: str = "", **more: Any) -> dict[str, Any]:
    item = {"number": number} if number else {}
    item |= {"kind": kind, "text": f"Words of {kind} {number}."}
    answer = {key: more.pop(key) for key in ("target_date", "force_action", "body_action") if key in more}
    if acceptance:
        item["answer"] = {"acceptance": acceptance} | answer
    return item | more


def response(force: str, name: str, report: dict[str, str], published: str, *findings: Any, **more: Any) -> Any:
    made = {
        "schema_version": "1.0.0",
        "id": f"{force}-{report['published']}-{name}",
        "language": "en",
        "title": f"Invented {name}",
        "force": force,
        "policing_body": f"{force}-pcc",
        "stage": "full",
        "inspections": [report],
        **({"dates": {"published": published}} if published else {}),
        "comments": [{"kind": "policing_body", "text": "Invented."}],
        **more,
    }
    if name == "peel":
        made["inspections"] = [report | {"grades": [GRADE]}]
    return made | ({"recommendations": list(findings)} if findings else {})


FROM = {"from_inspection": {"id": "radios-2024", "title": "Radios of 2024", "published": "2024-02-01"}}
PAST = (today() - timedelta(400)).isoformat()
AHEAD = (today() + timedelta(30)).isoformat()
RECORDS = [
    response(
        "norfolk",
        "peel",
        PEEL,
        "2025-04-20",
        finding(AREA, "1", "accepted", force_action="We will look.", target_date=PAST),
        finding(AREA, "", "accepted", target_date=AHEAD),
        finding(CONCERN, "2", "accepted", target_date=PAST),
        finding("recommendation", "1", "already_done"),
        finding("recommendation", "2", answered_with="1"),
        finding("recommendation", "3", answered_with="2"),
        finding(AREA, "4", answered_with="1"),
        finding(AREA, "5"),
    ),
    response("norfolk", "r", RADIOS, "2024-03-01", finding(number="1", acceptance="accepted", text=ASKED)),
    response("norfolk", "s", AGAIN, "2025-07-01", finding(number="1", acceptance="noted", text=ASKED, **FROM)),
    response("kent", "s", AGAIN, "2025-07-02", finding(number="1", text=ASKED, **FROM)),
    response("kent", "a-holding", DAY_AFTER, DAY_AFTER["published"], stage="holding"),
    response("norfolk", "a-holding", DAY_AFTER, "", stage="holding"),
    response("norfolk", "b-full", DAY_AFTER, "", finding("observation", "1")),
    response("kent", "c", ROUGH, "2022-07"),
    response("kent", "d", UNSURE, "2023-06-01"),
    response(
        "north-yorkshire",
        "e",
        CHILDREN,
        "2024-04-30",
        finding(number="1", acceptance="accepted", target_date=AHEAD),
        policing_body="north-yorkshire-pfcc",
    ),
]


def written(folder: Path, records: list[Any]) -> Path:
    for one in records:
        path = folder / "records" / one["force"] / f"{one['id'].removeprefix(one['force'] + '-')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(one, sort_keys=False, allow_unicode=True), encoding="utf-8")
    (folder / "opcc.yml").write_text(SETTINGS, encoding="utf-8")
    shutil.copytree(packaged_standard(), folder / "schema")
    register = folder / "schema/codelists/inspections.csv"
    columns = register.read_text(encoding="utf-8").splitlines()[0].split(",")
    with register.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for one in (PEEL, RADIOS, AGAIN, CHILDREN, ROUGH, UNSURE, LAST_DAY, DAY_AFTER):
            facts = {"forces": FORCES.get(one["id"], "norfolk kent gwent"), "scope": "listed", "source": "Invented"}
            facts |= {"confidence": "unverified" if one is UNSURE else "sourced", "published": one["published"]}
            writer.writerow({"code": one["id"], "title_en": one["title"], **facts})
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = written(tmp_path_factory.mktemp("findings"), RECORDS)
    outcome = build(project_at(folder))
    assert outcome.built, [str(problem) for problem in outcome.problems]
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[httpx.Client]:
    with serving("--project", folder, "--no-build") as client:
        yield client


def said(client: httpx.Client, address: str) -> str:
    return words(page(client, address).xpath("//main")[0])


def test_an_answer_given_with_a_number_is_that_of_the_finding_of_the_same_kind(
    folder: Path, served: httpx.Client
) -> None:
    """Area for improvement 1 stands first, and recommendations 2 and 3 are answered with recommendation 1."""
    asked = "SELECT kind, number, acceptance FROM recommendations_with_answers WHERE inspection = 'peel-2025'"
    given = {(kind, number): acceptance for kind, number, acceptance in query(folder / "opcc.db", asked)}
    assert [given["recommendation", number] for number in "123"] == ["already_done"] * 3
    assert given[AREA, "4"] == "accepted"
    text = said(served, f"/responses/{RECORDS[0]['id']}")
    assert "It lists 3 recommendations: 3 already done." in text
    assert "5 areas for improvement and other findings: 4 accepted; 1 without an answer" in text
    assert "Answered together with Recommendation 1." in text
    assert "Answered together with Area for improvement 1." in text


def test_a_promise_on_the_page_of_a_force_says_of_what_kind_of_finding_it_is(served: httpx.Client) -> None:
    text = words(page(served, "/forces/norfolk").xpath("//section[@aria-labelledby='promises']")[0])
    for name in ("area for improvement 1", "area for improvement without a number", "cause of concern 2"):
        assert f"PEEL of Norfolk 2025, {name} · due" in text
    assert "recommendation" not in text
    welsh = words(page(served, "/cy/forces/norfolk").xpath("//section[@aria-labelledby='promises']")[0])
    assert "maes i’w wella 1 ·" in welsh
    assert "argymhelliad" not in welsh


@pytest.mark.parametrize(
    ("root", "answers", "responded", "holds", "held"),
    [
        ("", "answers", "responded to", "publishes a holding statement on", "published a holding statement on"),
        ("/cy", "yn ateb", "ymatebodd i", "yn cyhoeddi datganiad", "gyhoeddodd ddatganiad dros dro ar"),
    ],
)
def test_who_only_holds_is_not_said_to_answer(
    served: httpx.Client, root: str, answers: str, responded: str, holds: str, held: str
) -> None:
    events = words(page(served, f"{root}/forces/kent").xpath("//section[@aria-labelledby='events']")[0])
    assert f"Kent PCC {held} Gates" in events
    assert f"{responded} Gates" not in events
    there = page(served, f"{root}/responses/kent-{DAY_AFTER['published']}-a-holding")
    (by,) = there.xpath("//p[@class='by']")
    (described,) = there.xpath("//meta[@name='description']/@content")
    assert holds in words(by)
    assert holds in described
    assert answers not in words(by)
    (facts,) = there.xpath("//section[@aria-labelledby='facts']")
    assert words(facts.xpath(".//dt")[2]) in ("Report", "Adroddiad")
    assert f"On: Gates, published on {said_day(DAY_AFTER)}." in served.get("/feeds/forces/kent.atom").text


def test_the_picture_of_a_holding_statement_is_not_that_of_an_answer(served: httpx.Client) -> None:
    """Both are of one body to one report, on no known day: only what it does differs."""
    beginning = f"/og/responses/norfolk-{DAY_AFTER['published']}"
    assert served.get(f"{beginning}-a-holding.png").content != served.get(f"{beginning}-b-full.png").content


def test_a_finding_without_an_answer_is_not_counted_as_one(served: httpx.Client) -> None:
    listed = said(served, "/repeated")
    assert "In 2 reports, 2 answers from 1 policing body" in listed
    assert "Radios of 2025. 1 answer: 1 noted. 1 response has it without an answer." in listed
    assert "CSV of this list, all 3 rows" in listed
    assert "answers as CSV" not in listed
    one = said(served, "/repeated/norfolk-2024-02-01-r-recommendation-1")
    assert "1 answer: 1 noted. 1 response has it without an answer." in one
    assert "CSV of this list, all 3 rows" in one
    assert "These 2 answers as CSV" in said(served, "/repeated/norfolk-2024-02-01-r-recommendation-1?force=norfolk")
    alone = said(served, "/reports/peel-2025/recommendations/area-for-improvement-5")
    assert "1 response has it without an answer." in alone
    assert "CSV of this list, 1 row" in alone
    assert "1 answer" not in alone
    assert "This 1 answer as CSV" in said(served, "/reports/peel-2025/recommendations/area-for-improvement-1")


def test_nobody_is_said_to_owe_a_response_that_is_not_required(served: httpx.Client) -> None:
    there = page(served, "/reports/gates")
    (section,) = there.xpath("//section[@aria-labelledby='outstanding']")
    assert "No response is required" in words(section)
    assert words(section.xpath("./h2")[0]) == "Without a full response"
    assert "Who owes a response" not in words(there.xpath("//main")[0])


def test_the_page_of_a_report_calls_an_area_for_improvement_no_recommendation(served: httpx.Client) -> None:
    (section,) = page(served, "/reports/peel-2025").xpath("//section[@aria-labelledby='recommendations']")
    assert words(section.xpath("./h2")[0]) == "Recommendations and other findings"
    assert words(section.xpath(".//thead//th")[0]) == "Recommendation or other finding"
    promised = said(served, "/promises?force=norfolk")
    assert "The inspectors Words of cause_of_concern 2." in promised


def unfolded(calendar: str) -> str:
    return calendar.replace("\r\n ", "").replace("\\,", ",")


def test_a_calendar_says_owed_only_of_what_is_past_and_names_who_promised(served: httpx.Client) -> None:
    """On the last lawful day a response is still owed. The commissioner promised what falls in the mayor's time."""
    text = unfolded(served.get("/feeds/deadlines.ics").text)
    kent, norfolk = "Kent Police and Crime Commissioner", "on Kent Police"
    assert f"{kent} owes a response to this report {norfolk}, published on {said_day(LAST_DAY)}." in text
    assert f"{kent} owed a response to this report {norfolk}, published on {said_day(DAY_AFTER)}." in text
    text = unfolded(served.get("/feeds/dates.ics?force=north-yorkshire").text)
    assert "DESCRIPTION:Police, Fire and Crime Commissioner for North Yorkshire promised action" in text
    assert ", when Mayor of York and North Yorkshire has its functions. By the newest" in text


def said_day(report: dict[str, str]) -> str:
    day = date.fromisoformat(report["published"])
    return f"{day.day} {month_name[day.month]} {day.year}"


def test_a_feed_gives_the_date_of_a_report_as_exactly_and_as_surely_as_it_is_known(served: httpx.Client) -> None:
    text = served.get("/feeds/forces/kent.atom").text
    assert "Cells of 2022, published in June 2022." in text
    assert "Guns of 2023, published on 1 May 2023 (unverified)." in text
    assert "Radios of 2025, published on 2 June 2025." in text


def test_what_boxes_mean_is_not_said_of_lines_that_are_not_there(served: httpx.Client) -> None:
    text = said(served, "/grades")
    assert "The more boxes are filled" in text
    assert "double line" not in text


def test_a_date_that_nobody_has_verified_is_marked_where_it_is_shown(served: httpx.Client) -> None:
    facts = words(page(served, "/responses/kent-2023-05-01-d").xpath("//section[@aria-labelledby='facts']")[0])
    assert "Guns of 2023, published 1 May 2023 (unverified)" in facts
    assert "deadline 25 June 2023 (unverified)" in said(served, "/duties?force=kent&year=2023")
    facts = words(page(served, "/responses/norfolk-2024-02-01-r").xpath("//section[@aria-labelledby='facts']")[0])
    assert "published 1 February 2024" in facts
    assert "unverified" not in facts
    assert "unverified)" not in said(served, "/duties?force=kent&year=2024").replace("not verified", "")


def test_a_promise_that_was_reported_complete_late_is_not_called_kept(tmp_path: Path) -> None:
    late = [{"date": today().isoformat(), "status": "reported_complete"}]
    only = finding(number="1", acceptance="accepted", target_date=PAST, progress=late)
    refused = finding(number="2", acceptance="not_accepted", target_date=PAST)
    assert build(project_at(written(tmp_path, [response("norfolk", "a", PEEL, "2025-04-20", only, refused)]))).built
    with serving("--project", tmp_path, "--no-build") as client:
        assert "The one promise with a date is reported complete, closed or not due yet" in said(client, "/charts")
        welsh = said(client, "/cy/charts")
        assert "Adroddwyd bod yr un addewid â dyddiad yn gyflawn" in welsh
        assert "gadw" not in welsh
        for root, excepted in (("", "unless it refuses"), ("/cy", "oni bai ei fod yn gwrthod")):
            assert excepted in said(client, f"{root}/methodology")
