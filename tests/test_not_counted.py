"""The page of a recommendation: every answer in current responses is there, and those that no figure counts say so."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from opcc_opendata.calendars import today
from opcc_opendata.database import build
from opcc_opendata.project import Project, packaged_standard
from tests.projects import project, query, record
from tests.recount import Recount
from tests.served_pages import page, words
from tests.test_accessibility import AXE, RULES
from tests.test_server import serving

REPORT = "\n  - id: {report}\n    title: Invented {report}\n    published: 2017-09-20"
ITEM = """
  - number: "{number}"
    kind: {kind}
    text: Invented words.
    answer:
      acceptance: {acceptance}
      body_action: {action}"""


def item(acceptance: str, action: str, number: str = "1", kind: str = "recommendation") -> str:
    return ITEM.format(number=number, kind=kind, acceptance=acceptance, action=action)


def response(name: str, published: str, *items: str, report: str = "handover", **facts: str) -> str:
    dates = {"dates": f"\n  published: {published}"} if published else {}
    text = record(name, inspections=REPORT.format(report=report), recommendations="".join(items), **dates, **facts)
    return text.replace("norfolk", facts.get("force", "norfolk"))


def essex(name: str, published: str, body: str, *items: str, **facts: str) -> str:
    return response(name, published, *items, force="essex", policing_body=body, **facts)


RECORDS = {
    # Two bodies of one force, of which the second came into office in between.
    "essex/2017-09-20-a.yaml": essex("2017-09-20-a", "2017-09-28", "essex-pcc", item("accepted", "The PCC acts.")),
    "essex/2017-09-20-b.yaml": essex("2017-09-20-b", "2017-11-20", "essex-pfcc", item("not_accepted", "The PFCC not.")),
    # One body, whose update answers one of two again. The area for improvement of that number is another finding.
    "2017-09-20-a.yaml": response(
        "2017-09-20-a", "2017-10-01", item("noted", "First I note."), item("accepted", "Only once.", "2")
    ),
    "2017-09-20-b.yaml": response(
        "2017-09-20-b",
        "2018-02-01",
        item("accepted", "Then I accept."),
        item("noted", "I note an area.", kind="area_for_improvement"),
        stage="update",
        related="\n  - id: norfolk-2017-09-20-a\n    relation: follows",
    ),
    # Without a date: older than all that have one.
    "2017-09-20-c.yaml": response("2017-09-20-c", "", item("accepted_in_part", "Undated.")),
    # Replaced, of another report, and of another force: none of them an answer that gave way to another.
    "kent/2017-09-20-a.yaml": response(
        "2017-09-20-a", "2017-10-01", item("accepted", "Replaced."), force="kent", policing_body="kent-pcc"
    ),
    "kent/2017-09-20-b.yaml": response(
        "2017-09-20-b",
        "2017-10-02",
        item("accepted", "In its place."),
        force="kent",
        policing_body="kent-pcc",
        related="\n  - id: kent-2017-09-20-a\n    relation: replaces",
    ),
    "2017-09-20-d.yaml": response("2017-09-20-d", "2017-10-03", item("accepted", "Other report."), report="other"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = project(tmp_path_factory.mktemp("not-counted"), RECORDS, "title: Invented\n")
    outcome = build(made)
    assert outcome.built, outcome.problems
    return made


@pytest.fixture(scope="module")
def served(made: Project) -> Iterator[httpx.Client]:
    with serving("--project", made.root, "--no-build") as client:
        yield client


def listed(page: Any, beginning: str) -> list[Any]:
    return list(page.xpath(f"//details[contains(@class, 'answer')][.//*[starts-with(@id, '{beginning}-')]]"))


def places(page: Any, beginning: str) -> set[str]:
    """The places in responses to which the answers on a page lead, those that count or the others."""
    return {one.xpath("./p[last()]/a/@href")[0] for one in listed(page, beginning)}


def place(own: Recount, one: dict[str, Any]) -> str:
    return f"/responses/{one['response']}#recommendation-{own.key(own.records[one['response']], one['position'])}"


@pytest.mark.heavy
def test_the_pages_show_what_a_count_of_the_files_finds(demonstration: Project, shown: httpx.Client) -> None:
    own = Recount(demonstration.root, today())
    others: dict[tuple[str, str], set[str]] = {}
    for one in own.not_counted:
        others.setdefault((one["report"], one["number"]), set()).add(place(own, one))
    counted: dict[tuple[str, str], set[str]] = {}
    for one in own.recommendations:
        if one["number"] and one["report"]:
            counted.setdefault((one["report"], one["number"]), set()).add(place(own, one))
    assert len(others) > 3
    alone = sorted(counted.keys() - others.keys())[::4]
    assert len(alone) > 3
    for report, number in [*others, *alone]:
        there = page(shown, f"/reports/{report}/recommendations/{number}")
        assert places(there, "other") == others.get((report, number), set()), (report, number)
        assert places(there, "answer") == counted[report, number], (report, number)
        assert bool(there.xpath("//*[@id='others']")) == ((report, number) in others)


def rows_of(client: httpx.Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(answer.text.lstrip("\ufeff").splitlines(keepends=True)))


@pytest.mark.heavy
def test_the_csv_of_every_answer_has_what_a_count_of_the_files_finds(
    demonstration: Project, shown: httpx.Client
) -> None:
    own = Recount(demonstration.root, today())
    expected: dict[tuple[str, str], set[tuple[str, str, str]]] = {}

    def add(one: dict[str, Any], counted: str, status: str) -> None:
        name = f"{one['response']}-recommendation-{own.key(own.records[one['response']], one['position'])}"
        if one["report"] and one["number"]:
            expected.setdefault((one["report"], one["number"]), set()).add((name, counted, status))

    for one in own.recommendations:
        add(one, "1", "current")
    for one in own.not_counted:
        add(one, "0", "current")
    for name in own.replaced:
        for position, item in enumerate(own.records[name].get("recommendations", [])):
            one = own._recommendation(name, position, item)
            if one["answered"]:
                add(one, "0", "replaced")
    mixed = [key for key, rows in expected.items() if {"0"} <= {counted for _, counted, _ in rows}]
    assert {status for key in mixed for _, counted, status in expected[key] if counted == "0"} == {
        "current",
        "replaced",
    }
    for report, number in [*mixed[:40], *sorted(expected)[::40]]:
        address = f"/opcc/every_answer.csv?inspection={report}&number={number}"
        found = [(row["recommendation"], row["counted"], row["response_status"]) for row in rows_of(shown, address)]
        assert len(found) == len(set(found))
        assert set(found) == expected[report, number], (report, number)
        there = page(shown, f"/reports/{report}/recommendations/{number}")
        links = there.xpath("//a[contains(@href, 'every_answer.csv')]")
        assert [(one.get("href"), number_in(words(one))) for one in links] == (
            [(address, len(found))] if (report, number) in mixed else []
        )
    whole = rows_of(shown, f"/opcc/every_answer.csv?inspection={mixed[0][0]}")
    assert len(whole) == sum(len(rows) for (report, _), rows in expected.items() if report == mixed[0][0])


def number_in(text: str) -> int:
    return int(re.sub("[^0-9]", "", text))


def test_an_answer_of_another_body_is_there_with_its_date_and_the_one_that_counts(served: httpx.Client) -> None:
    there = page(served, "/reports/handover/recommendations/1")
    others = {one.xpath(".//h3")[0].text_content(): words(one) for one in there.xpath("//details[.//*[@id='other-1']]")}
    assert list(others) == ["Essex PCC"]
    assert "Accepted · 28 September 2017" in others["Essex PCC"]
    assert "Counted in its place: Essex PFCC, 20 November 2017" in others["Essex PCC"]
    assert "The PCC acts." in others["Essex PCC"]
    (link,) = there.xpath("//details[.//*[@id='other-1']]//a[starts-with(@href, '#answer-')]/@href")
    assert "The PFCC not." in words(there.xpath(f"//*[@id='{link[1:]}']")[0])


def test_all_answers_in_current_responses_are_there_once_and_no_others(served: httpx.Client) -> None:
    text = words(page(served, "/reports/handover/recommendations/1").xpath("//main")[0])
    expected = ("The PCC acts.", "The PFCC not.", "First I note.", "Then I accept.", "Undated.", "In its place.")
    assert [text.count(action) for action in expected] == [1] * len(expected)
    assert not [action for action in ("Only once.", "I note an area.", "Replaced.", "Other report.") if action in text]
    assert "Accepted in part · no date" in text
    assert text.count("Counted in its place: Norfolk PCC, 1 February 2018") == 2


def test_the_labels_say_what_is_counted(served: httpx.Client, made: Project) -> None:
    there = page(served, "/reports/handover/recommendations/1")
    text = words(there.xpath("//main")[0])
    assert "3 answers: 2 accepted, 1 not accepted. 3 more answers in current responses are not counted." in text
    assert "Figures count one answer for each force: the newest in a current response." in text
    assert "The 3 answers that are counted, as CSV" in text
    (counted,) = there.xpath("//a[contains(@href, 'same_recommendation.csv')]/@href")
    assert len(served.get(counted).text.splitlines()) == 1 + 3
    (link,) = there.xpath("//a[contains(@href, 'every_answer.csv')]")
    assert words(link) == "All 7 answers, counted or not and also those since replaced, as CSV"
    said = [(row["body_action"], row["counted"], row["response_status"]) for row in rows_of(served, link.get("href"))]
    assert said == [
        ("The PFCC not.", "1", "current"),
        ("The PCC acts.", "0", "current"),
        ("In its place.", "1", "current"),
        ("Replaced.", "0", "replaced"),
        ("Then I accept.", "1", "current"),
        ("First I note.", "0", "current"),
        ("Undated.", "0", "current"),
    ]
    assert query(made.database, "SELECT count(*) FROM current_recommendations WHERE inspection = 'handover'") == [(5,)]
    assert "3 more answers in current" in there.xpath("//meta[@name='description']/@content")[0]
    report = words(page(served, "/reports/handover").xpath("//main")[0])
    assert "Each leads to every answer to it in current responses." in report
    assert "Recommendation 1 (3 answers)" in report
    response = words(page(served, "/responses/essex-2017-09-20-a").xpath("//main")[0])
    assert "Every answer to it in current responses" in response


@pytest.mark.parametrize("number", ["2", "area-for-improvement-1"])
def test_where_each_answer_counts_the_page_is_as_it_was(served: httpx.Client, number: str) -> None:
    there = page(served, f"/reports/handover/recommendations/{number}")
    text = words(there.xpath("//main")[0])
    assert there.xpath("//*[@id='others']") == []
    assert "counted" not in text
    assert "This 1 answer as CSV" in text


def test_the_same_in_welsh(served: httpx.Client) -> None:
    text = words(page(served, "/cy/reports/handover/recommendations/1").xpath("//main")[0])
    assert "Atebion eraill, heb eu cyfrif 3" in text
    assert "Wedi’i gyfrif yn ei le: Essex PFCC, 20 Tachwedd 2017" in text
    assert "Nid yw 3 ateb arall mewn ymatebion cyfredol yn cael eu cyfrif." in text
    assert "Yr 3 ateb sy’n cael eu cyfrif, fel CSV" in text
    assert "Pob un o’r 7 ateb, wedi’u cyfrif ai peidio" in text


def test_a_recount_knows_an_answer_that_gave_way(tmp_path: Path, made: Project) -> None:
    """The other count itself, by hand: three answers gave way to another."""
    shutil.copytree(made.root / "records", tmp_path / "records")
    shutil.copytree(packaged_standard(), tmp_path / "schema")
    (tmp_path / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    gave_way = {one["response"] for one in Recount(tmp_path, today()).not_counted}
    assert gave_way == {"essex-2017-09-20-a", "norfolk-2017-09-20-a", "norfolk-2017-09-20-c"}


@pytest.mark.browser
@pytest.mark.parametrize("root", ["", "/cy"])
def test_axe_finds_nothing_and_the_links_lead_to_both_answers(served: httpx.Client, browser: Any, root: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800}, base_url=str(served.base_url))
    tab = context.new_page()
    assert tab.goto(f"{root}/reports/handover/recommendations/1").status == 200
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("asked => axe.run({runOnly: asked, resultTypes: ['violations']})", RULES)
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    assert tab.locator("#others").count() == tab.locator('a[href="#others"]').count() == 1
    for link in tab.locator('a[href^="#answer-"]').all():
        assert tab.locator(f"[id='{link.get_attribute('href')[1:]}']").count() == 1
    context.close()
