"""What the site says of findings that are no recommendations, that nobody answered, or that another answer serves.

The records are made here, and what each page must say of them follows from reading them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import lxml.html
import pytest
import yaml

from opcc_opendata.calendars import today
from opcc_opendata.database import build
from opcc_opendata.project import project_at
from tests.projects import query
from tests.test_server import serving

PEEL = {"id": "peel-2025", "title": "PEEL of Norfolk 2025", "published": "2025-03-10"}
RADIOS = {"id": "radios-2024", "title": "Radios of 2024", "published": "2024-02-01"}
AGAIN = {"id": "radios-2025", "title": "Radios of 2025", "published": "2025-06-02"}
ASKED = "The chief constable should give every officer of the force a radio that works."
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
        "dates": {"published": published},
        "comments": [{"kind": "policing_body", "text": "Invented."}],
        **more,
    }
    return made | ({"recommendations": list(findings)} if findings else {})


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
]


def written(folder: Path, records: list[Any]) -> Path:
    for one in records:
        path = folder / "records" / one["force"] / f"{one['id'].removeprefix(one['force'] + '-')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(one, sort_keys=False, allow_unicode=True), encoding="utf-8")
    (folder / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
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


def page(client: httpx.Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return lxml.html.fromstring(answer.content)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def said(client: httpx.Client, address: str) -> str:
    return words(page(client, address).xpath("//main")[0])


def test_an_answer_given_with_a_number_is_that_of_the_finding_of_the_same_kind(
    folder: Path, served: httpx.Client
) -> None:
    """Area for improvement 1 stands first, and recommendations 2 and 3 are answered with recommendation 1."""
    asked = "SELECT kind, number, acceptance FROM recommendations_with_answers ORDER BY kind, number"
    given = {(kind, number): acceptance for kind, number, acceptance in query(folder / "opcc.db", asked)}
    assert [given["recommendation", number] for number in "123"] == ["already_done"] * 3
    assert given[AREA, "4"] == "accepted"
    text = said(served, f"/responses/{RECORDS[0]['id']}")
    assert "It lists 3 recommendations: 3 already done." in text
    assert "5 areas for improvement and other findings: 4 accepted; 1 without an answer" in text
    assert "Answered together with Recommendation 1." in text
    assert "Answered together with Area for improvement 1." in text
