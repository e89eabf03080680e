"""Figures and sentences on the pages of hard records, held against a count straight from their YAML.

`hard_records/` has invented responses of the kinds that are easily counted wrongly: published on day 55, 56, 57 and 58,
dated by the month, answered twice, replaced across reports, withdrawn and answered again, bodies before and after a
change, promises moved, reopened and confirmed late, numbers such as 1, 1a and AFI 3. The count here is plain Python by
docs/counting.md and the Act; it imports nothing of the toolkit and knows only what these records need.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from opcc_opendata.database import build
from opcc_opendata.project import project_at
from tests.projects import CHECKOUT
from tests.test_cli import run
from tests.test_feeds import Get, asking

HERE = Path(__file__).parent / "hard_records"
TODAY = datetime.now(ZoneInfo("Europe/London")).date()
LAW = date(2017, 4, 3)
DONE = ("reported_complete", "verified_closed_by_inspectorate")
GIVEN_UP = ("superseded", "not_to_be_actioned")
Record = dict[str, Any]


# --- the count


def read(folder: str) -> list[Record]:
    # Every scalar as the text that stands there: a date is not made a day, nor 2020 a number.
    return [yaml.load(path.read_text(), yaml.BaseLoader) for path in sorted((HERE / folder).rglob("*.yaml"))]


RECORDS = {one["id"]: one for one in read("records")}
REGISTER = {one["id"]: one for one in read("register")}
SETTINGS = yaml.load((HERE / "opcc.yml").read_text(), yaml.BaseLoader)
with (CHECKOUT / "schema/codelists/policing_bodies.csv").open(encoding="utf-8", newline="") as file:
    BODIES = {row["code"]: row for row in csv.DictReader(file)}


def days(text: str) -> tuple[date, date]:
    """The first and the last day that a date may mean."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    following = date(parts[0] + 1, 1, 1) if parts[1:] in ([], [12]) else date(parts[0], parts[1] + 1, 1)
    return date(parts[0], parts[1] if parts[1:] else 1, 1), following - timedelta(1)


def replacing(name: str) -> Iterator[Record]:
    for other in RECORDS.values():
        if {"id": name, "relation": "replaces"} in other.get("related", []):
            yield other
            yield from replacing(other["id"])


@cache
def status(name: str) -> str:
    if "withdrawal" in RECORDS[name]:
        return "withdrawn"
    return "replaced" if any("withdrawal" not in other for other in replacing(name)) else "current"


CURRENT = [one for name, one in RECORDS.items() if status(name) == "current"]


def day_of(record: Record) -> str:
    dates = record.get("dates", {})
    return str(dates.get("published") or dates.get("letter") or "")


def in_time(record: Record, report: Record) -> str:
    known = report.get("published")
    if known and days(known)[1] < LAW:
        return "does_not_apply"
    published = record.get("dates", {}).get("published")
    if not known or not published or REGISTER.get(report["id"], {}).get("confidence") == "unverified":
        return "cannot_tell"
    # Day 1 is the day of the report, so the last lawful day, the 56th, is 55 days later.
    if days(published)[1] <= days(known)[0] + timedelta(55):
        return "on_time"
    return "late" if days(published)[0] > days(known)[1] + timedelta(55) else "cannot_tell"


def answered() -> dict[tuple[str, str], str]:
    """Each report answered for each force, and whether in time."""
    versions: dict[tuple[str, str], list[tuple[Record, str]]] = defaultdict(list)
    for one in RECORDS.values():
        for report in one["inspections"] if one["stage"] != "holding" else ():
            versions[one["force"], report["id"]].append((one, in_time(one, report)))
    verdicts = {}
    for key, found in versions.items():
        standing = [verdict for one, verdict in found if "withdrawal" not in one]
        if not any(status(one["id"]) == "current" for one, _ in found):
            continue
        every = {verdict for _, verdict in found}
        first = any(one["stage"] not in ("update", "correction") for one, _ in found)
        if "on_time" in standing or every == {"does_not_apply"}:
            verdicts[key] = "on_time" if "on_time" in standing else "does_not_apply"
        else:
            verdicts[key] = "late" if every == {"late"} and first else "cannot_tell"
    return verdicts


def findings() -> list[Record]:
    """Each recommendation and other finding once for a force, with its newest answer."""
    same: dict[Any, list[Record]] = defaultdict(list)
    for one in CURRENT:
        for place, item in enumerate(one.get("recommendations", [])):
            report = item.get("inspection", one["inspections"][0]["id"])
            number = "-".join(re.findall("[a-z0-9]+", item.get("number", "").lower()))
            key = (one["force"], report, item["kind"], number) if number and "from_inspection" not in item else None
            with_number = {other.get("number"): other for other in one["recommendations"]}
            answer = item.get("answer") or with_number.get(item.get("answered_with"), {}).get("answer")
            made = {"record": one, "item": item, "report": report, "answer": answer, "own": item.get("answer", {})}
            same[key or (one["id"], place)].append(made)
    found = []
    for group in same.values():
        newest = max(group, key=lambda one: (one["answer"] is not None, day_of(one["record"])))
        progress = [entry for one in group for entry in one["item"].get("progress", [])]
        found.append(newest | {"progress": sorted(progress, key=lambda entry: str(entry["date"]))})
    return found


FINDINGS = findings()
REFUSED = [one for one in FINDINGS if (one["answer"] or {}).get("acceptance") == "not_accepted"]


def promises() -> list[Record]:
    found = []
    for one in FINDINGS:
        moved = [entry["revised_target_date"] for entry in one["progress"] if "revised_target_date" in entry]
        target = (moved or [one["own"].get("target_date")])[-1]
        if target and one["own"].get("acceptance") not in ("not_accepted", "not_applicable", "already_done"):
            last = one["progress"][-1]["status"] if one["progress"] else ""
            past = days(target)[1] < TODAY
            state = "done" if last in DONE else "ended" if last in GIVEN_UP else "past" if past else "ahead"
            found.append(one | {"target": target, "state": state})
    return found


PROMISES = promises()


def unanswered() -> Counter[str]:
    """Count the reports of the register that a body within the coverage owed an answer to, by how that stands."""
    states: Counter[str] = Counter()
    full = {
        (one["force"], report["id"])
        for one in RECORDS.values()
        for report in one["inspections"]
        if one["stage"] != "holding" and "withdrawal" not in one
    }
    withdrawn = {(one["force"], r["id"]) for one in RECORDS.values() for r in one["inspections"] if "withdrawal" in one}
    silent = {(one["force"], one["inspection"]) for one in SETTINGS["silences"]}
    for claim in SETTINGS["coverage"]:
        body = BODIES[claim["policing_body"]]
        for report in REGISTER.values():
            published, key = report.get("published", ""), (body["force"], report["id"])
            about = report["scope"] == "all" or body["force"] in report.get("forces", [])
            if len(published) < 10 or not about or date.fromisoformat(published) < LAW or key in full:
                continue
            deadline = date.fromisoformat(published) + timedelta(55)
            in_office = body["start"] <= deadline.isoformat() < (body["end"] or "9999")
            if not in_office or not claim["from"] <= published <= claim.get("to", "9999"):
                continue
            if key in silent:
                states["not_owed"] += 1
            elif key in withdrawn or report["confidence"] == "unverified":
                states["cannot_tell"] += 1
            else:
                states["overdue" if deadline < TODAY else "pending"] += 1
    return states


# --- the pages


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hard") / "project"
    shutil.copytree(HERE, made)
    outcome = build(project_at(made))
    assert outcome.built, [str(problem) for problem in outcome.problems]
    return made


@pytest.fixture(scope="module")
def get(root: Path) -> Iterator[Get]:
    with asking(project_at(root), downloads=False) as asked:
        yield asked


def words(get: Get, path: str) -> str:
    """What a reader reads of a page: without its head, forms and pictures, each run of white space one space."""
    answer = get(path)
    assert answer.status_code == 200, path
    page = re.sub(r"(?s)<(script|style|svg|select|head)\b.*?</\1>", " ", answer.text)
    return " ".join(unescape(re.sub("<[^>]*>", " ", page)).split())


def rows(get: Get, page: str) -> list[dict[str, str]]:
    """The CSV that a list leads to."""
    address = re.search(r'href="([^"]*)"[^>]*>\s*CSV of this list', get(page).text)
    assert address, page
    return list(csv.DictReader(io.StringIO(get(unescape(address[1])).text.removeprefix("\ufeff"))))


def test_the_front_page(get: Get) -> None:
    text, verdicts = words(get, "/"), Counter(answered().values())
    reports = {report["id"] for one in CURRENT for report in one["inspections"]}
    assert (
        f"Current responses: {len(CURRENT)}. Forces: {len({one['force'] for one in CURRENT})} of 43. "
        f"Reports with a response: {len(reports)}. Recommendations and other findings: {len(FINDINGS)}."
    ) in text
    dated = verdicts["on_time"] + verdicts["late"]
    assert f"{verdicts['on_time']} of {dated} answers to reports came within 56 days" in text
    assert f"{len(REFUSED)} recommendations and other findings were refused." in text
    past = sum(one["state"] == "past" for one in PROMISES)
    assert f"{past} promises are past their date" in text
    assert f"{unanswered()['overdue']} responses to police inspections are overdue" in text


def test_whether_each_response_was_in_time(get: Get) -> None:
    expected = answered()
    text = words(get, "/timeliness")
    for verdict, said in (
        ("on_time", "on time"),
        ("late", "late"),
        ("cannot_tell", "not known if on time"),
        ("does_not_apply", "before the 56-day rule"),
    ):
        assert f"{Counter(expected.values())[verdict]} {said}" in text
    told = get("/opcc/timeliness.json?_shape=objects&_size=max").json()["rows"]
    assert {(row["force"], row["inspection"]): row["timeliness"] for row in told} == expected


@pytest.mark.heavy
def test_what_is_owed_adds_up_in_every_state_and_force(get: Get, root: Path) -> None:
    states = unanswered()
    assert states["overdue"] > 5
    assert set(states) >= {"overdue", "cannot_tell", "not_owed"}
    assert f"{sum(states.values())} cases without a full response" in words(get, "/outstanding")
    every = rows(get, "/outstanding")
    assert len(every) == sum(states.values())
    assert sum(len(rows(get, f"/outstanding?timeliness={state}")) for state in states) == len(every)
    for state in states:
        assert len(rows(get, f"/outstanding?timeliness={state}")) == states[state]
    forces = {BODIES[claim["policing_body"]]["force"] for claim in SETTINGS["coverage"]}
    assert sum(len(rows(get, f"/outstanding?force={force}")) for force in forces) == len(every)
    late = 0
    for body in (claim["policing_body"] for claim in SETTINGS["coverage"] if not BODIES[claim["policing_body"]]["end"]):
        listed = run("due", "--body", body, cwd=root).stdout
        late += listed.partition("Overdue:")[2].partition("\n\n")[0].count("Last lawful day")
    assert late == states["overdue"]


def test_promises_stand_as_the_newest_report_says(get: Get) -> None:
    told = get("/opcc/promises.json?_shape=objects&_size=max").json()["rows"]
    assert len(told) == len(PROMISES)
    states = Counter("done" if row["state"].startswith("done") else row["state"] for row in told)
    assert states == Counter(one["state"] for one in PROMISES)
    past = [one for one in PROMISES if one["state"] == "past"]
    assert f"{len(past)} promises past their date" in words(get, "/promises")
    assert len(rows(get, "/promises")) == len(past)
    for force in {one["record"]["force"] for one in PROMISES}:
        mine = [one for one in PROMISES if one["record"]["force"] == force]
        done = sum(one["state"] == "done" for one in mine)
        assert f"{done} of {len(mine)} promises with a date reported complete" in words(get, f"/forces/{force}")


def test_no_page_says_that_nobody_reported_complete_what_somebody_did(get: Get) -> None:
    reopened = [one for one in PROMISES if one["state"] == "past" and any(e["status"] in DONE for e in one["progress"])]
    assert len(reopened) == 3
    assert "nobody has reported" not in words(get, "/promises")


def test_confirmed_later_is_not_late_and_the_first_date_is_that_of_any_version(get: Get) -> None:
    told = {
        (row["response"], row["number"]): row
        for row in get("/opcc/promises.json?_shape=objects&_size=max").json()["rows"]
    }
    verified = told["norfolk-2023-08-01-verified-later", "1"]
    assert (verified["state"], verified["complete_since"]) == ("done_by_date", "2023-12-01")
    moved = next(row for row in rows(get, "/promises") if row["response"] == "sussex-2023-08-02-moved-second")
    assert (moved["first_target_date"], moved["target_date"]) == ("2024-03-01", "2024-09")


def test_the_words_in_a_list_are_those_of_the_record(get: Get) -> None:
    assert "Answer more than > 90% of case #12 in 5 * 3 hours." in words(get, "/promises?force=norfolk")
    assert "<h1>Big</h1> 👮🏽 x" in words(get, "/refused?force=essex")
    assert "| because | <br>" in words(get, "/refused?force=essex")


def test_refusals_and_every_list_hold_what_they_say(get: Get) -> None:
    assert len(rows(get, "/refused")) == len(REFUSED)
    assert len(rows(get, "/responses")) == len(CURRENT)
    named = {report["id"] for one in RECORDS.values() if "withdrawal" not in one for report in one["inspections"]}
    assert len(rows(get, "/reports")) == len(named | REGISTER.keys())
    for force in {one["force"] for one in RECORDS.values()}:
        assert len(rows(get, f"/responses?force={force}")) == sum(one["force"] == force for one in CURRENT)


def test_what_a_forces_page_says_is_of_that_force(get: Get) -> None:
    for force, name in (("kent", "Kent Police"), ("gwent", "Gwent Police")):
        assert f"No promise for {name} in this dataset has a date that is still ahead." in words(
            get, f"/forces/{force}"
        )
    ahead = [one for one in PROMISES if one["state"] == "ahead" and one["record"]["force"] == "norfolk"]
    assert ("1 promise has a date that is still ahead." in words(get, "/forces/norfolk")) == (len(ahead) == 1)


def test_recommendations_stand_in_the_order_of_their_numbers(get: Get) -> None:
    page = get("/reports/verified-later").text
    numbers = re.findall(r'href="/reports/verified-later/recommendations/([^"#?]+)"', page)
    assert list(dict.fromkeys(numbers)) == ["1", "2", "2a", "10"]


def test_what_changed_counts_as_the_pages_do(root: Path) -> None:
    said = run("diff", root, root, cwd=root).stdout
    expected = Counter(answered().values())
    for name, verdict in (
        ("answered in time", "on_time"),
        ("answered late", "late"),
        ("of which that can't be told", "cannot_tell"),
    ):
        counted = re.search(rf"Reports {name} +([0-9]+) +([0-9]+)", said)
        assert counted, said
        assert counted.groups() == (str(expected[verdict]),) * 2


def paper(root: Path, body: str) -> str:
    asked = ("--panel", "--since", "2017-01-01", "--body", body, "--to", "md", "--out", "-")
    return run("render", *asked, cwd=root).stdout


def test_the_paper_for_the_panel(root: Path) -> None:
    said = paper(root, "sussex-pcc")
    assert "First promised for 1 March 2024" in said
    assert "None answered" not in said
    dorset = paper(root, "dorset-pcc")
    # Two were reported complete, and then in progress: they are open, and the paper does not say otherwise.
    assert "What the newest report calls complete, closed or given up is left out." in dorset
    opened = [one for one in PROMISES if one["record"]["force"] == "dorset" and one["state"] in ("past", "ahead")]
    assert dorset.count("**Recommendation") == len(opened)
