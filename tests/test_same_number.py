"""Findings of several kinds in one report, each numbered from 1: they are never taken for each other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.project import project_at
from opcc_opendata.record import number_key, recommendation_keys
from tests.projects import query
from tests.test_server import serving

RECORD = Path(__file__).parent / "records/same_number/kent/2025-03-04-same-number.yaml"
ID = f"kent-{RECORD.stem}"
REPORT = "/reports/invented-kent-2025"
WORDS = {
    "1": "The force should replace its invented radios.",
    "area-for-improvement-1": "The force should improve its invented lanterns.",
    "cause-of-concern-1": "The force fails its invented callers.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(RECORD.parents[1], tmp_path / "records")
    (tmp_path / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("same-number")
    shutil.copytree(RECORD.parents[1], folder / "records")
    (folder / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    assert build(project_at(folder)).built
    with serving("--project", folder, "--no-build") as client:
        yield client


@pytest.mark.parametrize(
    ("kind", "number", "key"),
    [
        ("recommendation", "1", "1"),
        ("recommendation", "1.", "1"),
        ("recommendation", "Recommendation 1", "1"),
        ("recommendation", "Recommendation", "recommendation"),
        ("area_for_improvement", "1", "area-for-improvement-1"),
        ("area_for_improvement", "Area for improvement 1", "area-for-improvement-1"),
        ("cause_of_concern", None, ""),
        ("cause_of_concern", "–", ""),
    ],
)
def test_by_what_a_finding_is_the_same_as_another(kind: str, number: str | None, key: str) -> None:
    assert number_key(kind, number) == key


@pytest.mark.parametrize("key", WORDS)
def test_each_has_a_page_with_its_own_words_and_one_answer(served: httpx.Client, key: str) -> None:
    page = served.get(f"{REPORT}/recommendations/{key}").text
    assert "1 answer:" in page
    assert {words for words in WORDS.values() if words in page} == {WORDS[key]}
    rows = served.get("/opcc/same_recommendation.json", params={"inspection": REPORT[9:], "number": key}).json()
    assert [row["text"] if isinstance(row, dict) else WORDS[key] for row in rows["rows"]] == [WORDS[key]]


def test_the_report_lists_all_three(served: httpx.Client) -> None:
    page = served.get(REPORT).text
    assert [key for key, words in WORDS.items() if f'{REPORT}/recommendations/{key}">' in page and words in page] == [
        *WORDS
    ]


def test_the_response_leads_from_each_to_its_own_page(served: httpx.Client) -> None:
    page = served.get(f"/responses/{ID}").text
    assert all(f'href="{REPORT}/recommendations/{key}"' in page for key in WORDS)


def test_a_number_that_only_a_finding_of_another_kind_has_leads_to_it(served: httpx.Client) -> None:
    gone = served.get(f"{REPORT}/recommendations/recommendation-1", follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (301, f"{REPORT}/recommendations/1")
    assert served.get(f"{REPORT}/recommendations/2").status_code == 404


def test_what_is_followed_is_named_by_its_kind(served: httpx.Client) -> None:
    feed = served.get("/feeds/changes.atom", params={"report": REPORT[9:], "number": "area-for-improvement-1"}).text
    assert "area for improvement 1</title>" in feed
    calendar = served.get("/feeds/dates.ics", params={"report": REPORT[9:], "number": "1"}).text
    assert calendar.count("BEGIN:VEVENT") == 1
    other = served.get("/feeds/dates.ics", params={"report": REPORT[9:], "number": "cause-of-concern-1"}).text
    assert other.count("BEGIN:VEVENT") == 0


def test_a_promise_past_its_date_and_a_refusal_say_of_what_kind_they_are(served: httpx.Client) -> None:
    assert "recommendation 1</a>" in served.get("/promises").text
    assert "cause of concern 1</a>" in served.get("/refused").text


def test_keys_do_not_change_where_findings_change_places() -> None:
    record = yaml.safe_load(RECORD.read_text(encoding="utf-8"))
    before = {one["kind"]: key for one, key in zip(record["recommendations"], recommendation_keys(record), strict=True)}
    record["recommendations"].reverse()
    after = {one["kind"]: key for one, key in zip(record["recommendations"], recommendation_keys(record), strict=True)}
    assert before == after == {"recommendation": "1", "area_for_improvement": "1-2", "cause_of_concern": "1-3"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("recommendation-1", "recommendation"),
        ("area-for-improvement-1", "area_for_improvement"),
        ("1-3", "cause_of_concern"),
    ],
)
def test_progress_is_put_where_it_was_meant(folder: Path, name: str, kind: str) -> None:
    command = ["progress", ID, name, "--status", "in_progress", "--by", "force", "--note", "Half.", "--project", folder]
    done = CliRunner().invoke(opcc, [str(part) for part in command])
    assert done.exit_code == 0, done.output
    record = yaml.safe_load((folder / "records/kent" / RECORD.name).read_text(encoding="utf-8"))
    assert [one["kind"] for one in record["recommendations"] if "progress" in one] == [kind]
    assert f"{kind.replace('_', ' ')} 1" in done.output.replace("\n", " ")


def test_progress_on_a_number_of_several_kinds_is_asked_back(folder: Path) -> None:
    command = ["progress", ID, "1", "--status", "in_progress", "--by", "force", "--note", "Half."]
    done = CliRunner().invoke(opcc, [*command, "--project", str(folder)])
    assert done.exit_code != 0
    assert "There are: area-for-improvement-1, recommendation-1, cause-of-concern-1." in done.output.replace("\n", " ")
    assert (folder / "records/kent" / RECORD.name).read_bytes() == RECORD.read_bytes()


def test_a_finding_may_be_answered_with_one_of_another_kind_that_has_its_number(folder: Path) -> None:
    path = folder / "records/kent" / RECORD.name
    text = path.read_text(encoding="utf-8").replace(
        "    answer:\n      acceptance: noted\n      body_action: I note the lanterns.\n", '    answered_with: "1"\n'
    )
    path.write_text(text, encoding="utf-8")
    assert build(project_at(folder)).built
    answers = query(
        project_at(folder).database, "SELECT kind, acceptance FROM current_recommendations ORDER BY number_key"
    )
    assert answers[:2] == [("recommendation", "accepted"), ("area_for_improvement", "accepted")]
