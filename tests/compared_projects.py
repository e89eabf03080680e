"""Invented projects for comparing forces: a register of reports of one's own, and what each force's body answered."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from opcc_opendata.project import Project, packaged_standard, project_at

FIRST = date(2020, 1, 6)
Day = int | str | None
"""The day of publication, from 1; "month" if only that is known; "holding" for a holding statement; None: nothing."""


def report_day(n: int) -> date:
    return FIRST + timedelta(40 * n)


def compared(
    folder: Path,
    days: Mapping[str, Sequence[Day]],
    accepted: Mapping[str, Sequence[str]] | None = None,
    coverage: Sequence[str] | None = None,
    promised: Mapping[str, Sequence[tuple[str, str | None]]] | None = None,
    grades: Mapping[tuple[str, int], Sequence[tuple[str, str, str]]] | None = None,
    newest: date | None = None,
) -> Project:
    """A project of as many reports as there are days, answered by each force's body on these days.

    `accepted` are the codes of acceptance, one for each report; `promised` the target date and status, one for each;
    `grades` the cycle, question and grade that a force's response to a report gives. `newest` is the date of the last
    report, which nobody answers, if it is not like those before.
    """
    count = max(map(len, days.values()), default=0)
    _register(folder, count, newest)
    (folder / "records").mkdir(exist_ok=True)
    for force, own in days.items():
        for n, day in enumerate(own):
            if day is not None and not (newest and n == count - 1):
                answer = accepted[force][n] if accepted else "accepted"
                promise = promised[force][n] if promised and n < len(promised.get(force, ())) else None
                record = _record(force, n, day, answer, promise)
                given = (grades or {}).get((force, n), ())
                if given:
                    record["inspections"][0]["grades"] = [
                        {"cycle": cycle, "question": question, "grade": grade} for cycle, question, grade in given
                    ]
                path = folder / f"records/{force}/{record['id'].removeprefix(force + '-')}.yaml"
                path.parent.mkdir(exist_ok=True)
                path.write_text(yaml.safe_dump(record, sort_keys=False), encoding="utf-8")
    claims = [
        {"policing_body": f"{force}-pcc", "from": "2019-01-01"} for force in (days if coverage is None else coverage)
    ]
    settings: dict[str, Any] = {"title": "Invented"} | ({"coverage": claims} if claims else {})
    (folder / "opcc.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return project_at(folder)


def _register(folder: Path, count: int, newest: date | None) -> None:
    shutil.copytree(packaged_standard(), folder / "schema", dirs_exist_ok=True)
    path = folder / "schema/codelists/inspections.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = csv.DictReader(file).fieldnames or ()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        for n in range(count):
            day = newest if newest and n == count - 1 else report_day(n)
            facts = {"published": day.isoformat(), "type": "national_thematic", "scope": "all"}
            titles = {"code": f"invented-{n:02}", "title_en": f"Invented subject {n:02}"}
            writer.writerow(titles | facts | {"source": "Invented", "confidence": "sourced"})


def _record(
    force: str, n: int, day: int | str, acceptance: str, promise: tuple[str, str | None] | None
) -> dict[str, Any]:
    report = report_day(n)
    published = (report + timedelta(day - 1)).isoformat() if isinstance(day, int) else None
    if day == "month":
        published = (report + timedelta(45)).isoformat()[:7]
    refused = acceptance == "not_accepted"
    answer: dict[str, Any] = {"acceptance": acceptance}
    answer |= {"no_action_reason" if refused else "body_action": f"Invented answer of {force} to subject {n:02}."}
    finding: dict[str, Any] = {"number": "1", "kind": "recommendation", "text": f"Invented recommendation {n:02}."}
    if promise:
        answer["target_date"] = promise[0]
        if promise[1]:
            finding["progress"] = [{"date": "2024-01-01", "status": promise[1]}]
    record: dict[str, Any] = {
        "schema_version": "1.0.0",
        "id": f"{force}-{report}-subject-{n:02}",
        "language": "en",
        "title": f"Invented response {n:02}",
        "force": force,
        "policing_body": f"{force}-pcc",
        "stage": "holding" if day == "holding" else "full",
        "inspections": [
            {"id": f"invented-{n:02}", "title": f"Invented subject {n:02}", "published": report.isoformat()}
        ],
        "comments": [{"kind": "policing_body", "text": "Invented."}],
        "source": {"origin": "document", "url": "https://example.org/a"},
    }
    if published:
        record["dates"] = {"published": published}
    if record["stage"] == "full":
        record["recommendations"] = [finding | {"answer": answer}]
    return record
