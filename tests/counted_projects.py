"""Invented projects in which everything occurs that counting has to get right, made by Hypothesis.

Responses that are withdrawn, replaced, corrected in chains, corrected late, held and then full, updated, on two reports
at once, for two forces, undated, dated roughly; under another id of a report of the register; within a coverage
whose first and last days are days of reports.
"""

from __future__ import annotations

import csv
import re
import shutil
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from opcc_opendata.project import packaged_standard

Spec = dict[str, Any]

FORCES = ("norfolk", "kent", "south-yorkshire")
CHANGE = date(2024, 5, 7)
"""On which the Mayor of South Yorkshire took over from the commissioner: the one sourced change."""


def register(today: date) -> dict[str, tuple[str, str, str, str]]:
    """The reports of the register, by id: title, date, forces (none: all), confidence."""
    return {
        "invented-before-the-law-2016": ("Invented peel of 2016", "2016-05-01", "", "sourced"),
        "invented-radios": ("An inspection of invented radios", "2017-04-03", "", "sourced"),
        "invented-cells-2018": (
            "Joint inspection of invented cells: Norfolk and Suffolk",
            "2018-10-02",
            "norfolk suffolk",
            "sourced",
        ),
        "invented-records-2020": ("Keeping invented papers", "2020-02-26", "", "sourced"),
        "invented-unverified-2022": ("Invented firearms licences", "2022-03-01", "", "unverified"),
        "invented-change-2024": ("Invented roads, before a change", "2024-04-01", "", "sourced"),
        "invented-last-day": ("Invented lanterns", (today - timedelta(55)).isoformat(), "", "sourced"),
        "invented-day-after": ("Invented gates", (today - timedelta(56)).isoformat(), "", "sourced"),
        "invented-fresh": ("Invented whistles", (today - timedelta(3)).isoformat(), "kent", "sourced"),
    }


UNREGISTERED = {
    "same-day-2020": ("Quite other words", "2020-02-26"),
    "radios-once-more": ("Inspection of the invented radios", "2017-06-20"),
    "cells-once-more": ("Joint inspections of the invented cells: Norfolk, Suffolk", "2018-10-05"),
    "no-date-given": ("Zebra crossings", None),
    "bicycles-2019": ("Bicycle theft", "2019-06-15"),
    "watch-2020": ("Rural neighbours", "2020-03-20"),
    "harbours-2021": ("Harbour patrols", "2021-06"),
}


def make_standard(folder: Path, today: date) -> None:
    """The standard, with a register of invented reports."""
    shutil.copytree(packaged_standard(), folder / "schema")
    path = folder / "schema/codelists/inspections.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = csv.DictReader(file).fieldnames or ()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for code, (title, published, forces, confidence) in register(today).items():
            writer.writerow(
                {
                    "code": code,
                    "title_en": title,
                    "published": published,
                    "type": "peel",
                    "scope": "listed" if forces else "all",
                    "forces": forces,
                    "source": "Invented",
                    "confidence": confidence,
                }
            )


def _one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


_REPORTS = (*register(date(2000, 1, 1)), *UNREGISTERED)
_FINDING = st.fixed_dictionaries(
    {
        "number": _one_of("1", "2", "3 (a)", None),
        "kind": _one_of("recommendation", "recommendation", "recommendation", "area_for_improvement"),
        "acceptance": _one_of("accepted", "not_accepted", "noted", "already_done", None, "no answer"),
        "text": _one_of("body_action", "force_action", "no_action_reason"),
        "target": _one_of(None, "yesterday", "today", "tomorrow", "2023", "2023-05"),
        "progress": _one_of(None, "in_progress", "reported_complete", "moved", "moved and done", "done, then unknown"),
        "words": _one_of("short", "short", "same", "same", "a word", "half", "welsh"),
        "earlier": _one_of(*[None] * 7, "unknown", "unknown", "by id", "by title"),
        "asked": _one_of("own", "own", "own", "plan", "plan", "plan, nearly", "radios"),
    }
)
_GRADE = _one_of(
    ("peel_2018_19", "Investigating crime", "good"),
    ("peel_2018_19", "Investigating crime", "inadequate"),
    ("peel_2021_22", "Investigating crime", "adequate"),
    ("peel_2021_22", "Managing offenders", "not_graded"),
    (None, "Recording crime", "outstanding"),
)
_RESPONSE = st.fixed_dictionaries(
    {
        "force": _one_of(*FORCES),
        "reports": st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True),
        "stage": _one_of("full", "full", "full", "holding", "update", "correction", "not_stated"),
        "day": _one_of(0, 20, 55, 56, 57, 300, 300, "month", "letter", "late letter", None),
        "withdrawn": _one_of(False, False, False, False, True),
        "relation": _one_of(None, "replaces", "replaces", "follows"),
        "to": st.integers(0, 5),
        "origin": _one_of("document", "document", "record"),
        "index": _one_of(False, False, False, False, True),
        "dotted": st.booleans(),
        "findings": st.lists(_FINDING, max_size=3),
        "grades": st.lists(_GRADE, max_size=2, unique=True),
    }
)
_COVERAGE = st.fixed_dictionaries(
    {
        "norfolk-pcc": st.tuples(_one_of("2017-04-03", "2017-04-04", "2018-10-02", "2018-10-03"), _one_of(None)),
        "kent-pcc": st.tuples(_one_of("2016-01-01", "2020-02-26"), _one_of(None, "2024-04-01", "2024-03-31")),
        "south-yorkshire-pcc": st.tuples(_one_of("2017-01-01"), _one_of("2024-04-01", "2024-12-31")),
        "south-yorkshire-mayor": st.tuples(_one_of("2024-04-01", "2024-05-07"), _one_of(None)),
    },
)


def projects() -> st.SearchStrategy[Spec]:
    """Give a project: its responses, its coverage, and why some forces owe no response."""
    return st.fixed_dictionaries(
        {
            "reports": st.lists(_one_of(*_REPORTS), min_size=4, max_size=4, unique=True),
            "responses": st.lists(_RESPONSE, min_size=6, max_size=16),
            "coverage": _COVERAGE,
            "silent": _one_of(None, ("norfolk", "invented-records-2020", "not_required")),
        }
    )


def write_project(folder: Path, spec: Spec, today: date) -> None:
    """Write the records and settings of a project in place of those of the one before."""
    shutil.rmtree(folder / "records", ignore_errors=True)
    (folder / "records").mkdir()
    known: dict[str, list[Spec]] = {force: [] for force in FORCES}
    for n, response in enumerate(spec["responses"]):
        record = _record(n, response, spec["reports"], known[response["force"]], today)
        known[response["force"]].append(record)
        path = folder / "records" / response["force"] / f"{record['id'].removeprefix(response['force'] + '-')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(record, sort_keys=False, allow_unicode=True), encoding="utf-8")
    coverage = [
        {"policing_body": body, "from": start} | ({"to": end} if end else {})
        for body, (start, end) in spec["coverage"].items()
    ]
    settings: Spec = {"title": "Invented", "coverage": coverage}
    if spec["silent"]:
        settings["silences"] = [dict(zip(("force", "inspection", "reason"), spec["silent"], strict=True))]
    (folder / "opcc.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def _record(n: int, spec: Spec, chosen: list[str], before: list[Spec], today: date) -> Spec:
    force = spec["force"]
    every = {
        code: (title, day) for code, (title, day, forces, _) in register(today).items() if force in (forces or force)
    }
    every |= UNREGISTERED
    there = [code for code in chosen if code in every]
    reports = [(there[place], *every[there[place]]) for place in spec["reports"] if place < len(there)]
    reports = reports or [("bicycles-2019", *UNREGISTERED["bicycles-2019"])]
    days = [date.fromisoformat(f"{day}-28"[:10]) for _, _, day in reports if day]
    newest = max(days, default=date(2021, 1, 4))
    made = _dates(spec["day"], newest, today)
    when = date.fromisoformat(f"{made.get('published') or made.get('letter') or newest}-28"[:10])
    body = f"{force}-pcc" if force != "south-yorkshire" else f"{force}-{'mayor' if when >= CHANGE else 'pcc'}"
    record: Spec = {
        "schema_version": "1.0.0",
        "id": f"{force}-{reports[0][2] or 'undated'}-r{n}",
        "language": "en",
        "title": f"Invented response {n}",
        "force": force,
        "policing_body": body,
        "stage": spec["stage"],
        "inspections": [
            {"id": code, "title": title} | ({"published": day} if day else {}) for code, title, day in reports
        ],
        # What was written here first has a day of publication, or it would still be a draft.
        "source": {"origin": spec["origin"] if "published" in made else "document", "url": "https://example.org/a"},
    }
    grades = [
        {"question": question, "grade": grade} | ({"cycle": cycle} if cycle else {})
        for cycle, question, grade in spec["grades"]
    ]
    if grades:
        record["inspections"][0]["grades"] = grades
    if made:
        record["dates"] = made
    record |= _related(record, spec, before)
    if spec["withdrawn"]:
        record["withdrawal"] = {"withdrawn_on": today.isoformat(), "reason": "Invented."}
    if spec["index"]:
        record["index_record"] = True
        record["source"] |= {"origin": "document", "accessed_on": today.isoformat()}
        return record
    record["comments"] = [{"kind": "policing_body", "text": "Invented."}]
    findings = [_finding(spec, one, [code for code, *_ in reports], newest, today) for one in spec["findings"]]
    numbers: set[str] = set()
    for place, one in enumerate(findings):
        one["text"] = ASKED.get(one["text"], "") or f"Invented finding {place}."
        if one["text"] in {other["text"] for other in findings[:place]}:
            one["text"] = f"Invented finding {place}."
        if re.sub(r"\W", "", one.get("number", "")) in numbers:
            del one["number"]
        numbers |= {re.sub(r"\W", "", one["number"])} if "number" in one else set()
    if findings:
        record["recommendations"] = findings
    return record


def _related(record: Spec, spec: Spec, before: list[Spec]) -> Spec:
    """Give what a record replaces or follows, unless it is certainly older than that: such a record is refused."""
    if not before or not spec["relation"]:
        return {}
    other = before[-1 - spec["to"] % len(before)]
    own, theirs = (one.get("dates", {}).get("published") for one in (record, other))
    if own and theirs and f"{own}-31"[:10] < f"{theirs}-01"[:10]:
        return {}
    return {"related": [{"id": other["id"], "relation": spec["relation"]}]}


def _dates(day: Any, newest: date, today: date) -> dict[str, str]:
    latest = min(newest + timedelta(300), today)
    if day is None:
        return {}
    if day == "month":
        return {"published": latest.isoformat()[:7]}
    if day == "letter":
        return {"letter": min(newest + timedelta(30), today).isoformat()}
    if day == "late letter":
        return {"letter": latest.isoformat()}
    return {"published": min(newest + timedelta(day), today).isoformat()}


_SAME = (
    "Invented. I have asked the force for a plan, with dates and with names, and my office will look at it in public "
    "each month until the inspectors are content with what was done, and say so."
)
ANSWERS: Spec = {
    "short": "Invented.",
    "same": _SAME,
    "a word": _SAME.replace("each month", "**every month**"),
    "half": _SAME[:80] + "which the chief officer has published on the website of the force, beside the budget.",
    "welsh": {
        "en": _SAME.upper(),
        "cy": "Gofynnais i’r heddlu am gynllun, gyda dyddiadau, a bydd fy swyddfa yn edrych "
        "arno yn gyhoeddus bob mis nes y bydd yr arolygwyr yn fodlon ar y gwaith a wnaed.",
    },
}
"""What answers say: short phrases, the same words, nearly the same ones, and half of them."""


EARLIER: Spec = {
    "unknown": {"title": "An invented earlier report", "published": "2014-01-02"},
    "by id": {"id": "invented-before-the-law-2016", "title": "Invented PEEL of 2016"},
    "by title": {"title": "Invented peel, of 2016", "published": "2016-05"},
}
"""Earlier reports: one that the data do not have, and one that they have, by its id or by its title and date."""

_PLAN = (
    "Invented. Each force should publish a plan, with dates, for the work on its cells, and should report on that plan "
    "each year to the inspectors until they are content."
)
ASKED = {
    "plan": _PLAN,
    "plan, nearly": _PLAN.replace("Each force", "EVERY force").replace("content", "satisfied"),
    "radios": "Invented. Radios should be tested each week by those who carry them.",
}
"""What recommendations say: the same words, nearly the same, and others; the rest say their own."""


def _finding(spec: Spec, one: Spec, reports: list[str], newest: date, today: date) -> Spec:
    made: Spec = {"kind": one["kind"], "text": one["asked"]}
    if one["number"]:
        made["number"] = one["number"] + ("." if spec["dotted"] else "")
    if len(reports) > 1:
        made["inspection"] = reports[0]
    if one["earlier"]:
        made["from_inspection"] = dict(EARLIER[one["earlier"]])
    targets = {
        "yesterday": (today - timedelta(1)).isoformat(),
        "today": today.isoformat(),
        "tomorrow": (today + timedelta(1)).isoformat(),
    }
    target = targets.get(one["target"], one["target"])
    target = target if target and f"{target}-12-31"[:10] >= newest.isoformat() else None
    if one["acceptance"] != "no answer":
        made["answer"] = {one["text"]: deepcopy(ANSWERS[one["words"]])}
        if one["acceptance"]:
            made["answer"]["acceptance"] = one["acceptance"]
        if target:
            made["answer"]["target_date"] = target
    if one["progress"]:
        made["progress"] = _progress(one["progress"], today)
    return made


def _progress(what: str, today: date) -> list[Spec]:
    first: Spec = {"date": (today - timedelta(1)).isoformat(), "status": "in_progress"}
    if "moved" in what:
        first["revised_target_date"] = (today + timedelta(30)).isoformat()
    if what in ("reported_complete", "moved and done"):
        return [first, {"date": today.isoformat(), "status": "reported_complete"}]
    if what == "done, then unknown":
        return [first | {"status": "reported_complete"}, {"date": today.isoformat(), "status": "unknown"}]
    return [first]
