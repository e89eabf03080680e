"""Several reports answered in one response at the desk: added, told apart on the cards, each with its deadline."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from opcc_opendata.desk.deadlines import first_deadline, timeliness_of
from tests.desks import ADDRESS, DRAFT, Officer, inputs_of
from tests.projects import record
from tests.sites import HOSTILE

HERE = f"{ADDRESS}/reports"
FORENSICS = "digital-forensics-2022"
OWN = "invented-records-2026"


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    officer = Officer(tmp_path / "project")
    officer.write()
    return officer


def data_of(officer: Officer) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(officer.draft.read_text(encoding="utf-8"), yaml.BaseLoader)
    return found


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def press(officer: Officer, status: int = 303, address: str = HERE, **fields: Any) -> Any:
    token = inputs_of(officer.get(address))
    return officer.post(HERE, {"token": token["token"], "seen": token["seen"], **fields}, status)


def test_a_report_of_the_register_is_added_and_what_was_clear_is_written_down(officer: Officer) -> None:
    page = officer.get(f"{HERE}?q=digital+forensics")
    assert f'name="add" value="{FORENSICS}"' in page
    assert press(officer, add=FORENSICS).headers["location"] == f"{ADDRESS}/report/2"
    data = data_of(officer)
    assert [one["id"] for one in data["inspections"]] == [OWN, FORENSICS]
    assert data["inspections"][1]["published"] == "2022-12-01"
    # Until now all of them stood in the one report.
    assert [one["inspection"] for one in data["recommendations"]] == [OWN, OWN]
    assert data["x_ours"] == "kept"
    assert "# what the force sent" in officer.draft.read_text(encoding="utf-8")
    assert f'value="{FORENSICS}"' not in officer.get(f"{HERE}?q=digital+forensics").partition('id="another"')[2]


def test_each_card_says_in_which_report_it_stands(officer: Officer) -> None:
    assert 'name="inspection"' not in officer.get(f"{ADDRESS}/recommendations/1")
    press(officer, add=FORENSICS)
    page = officer.inputs(f"{ADDRESS}/recommendations")
    assert page["inspection"] == [""]
    pasted = {
        "do": ["paste"],
        "pasted": ["3. Invented. Keep notes.\n4. Invented. Read them."],
        "inspection": [FORENSICS],
    }
    officer.post(f"{ADDRESS}/recommendations", page | pasted)
    assert [one["inspection"] for one in data_of(officer)["recommendations"]] == [OWN, OWN, FORENSICS, FORENSICS]
    card = f"{ADDRESS}/recommendations/{data_of(officer)['recommendations'][0]['x_key']}"
    assert officer.inputs(card)["inspection"] == [OWN]
    officer.save(card, inspection=[FORENSICS])
    assert data_of(officer)["recommendations"][0]["inspection"] == FORENSICS


def test_a_report_that_the_register_lacks_is_added_with_its_day_and_source(officer: Officer) -> None:
    fields = {"title": [f"Report {HOSTILE}"], "published-d": ["3"], "published-m": ["10"], "published-y": ["2026"]}
    press(officer, do=["new"], published_source=["Its first page"], **fields)
    one = data_of(officer)["inspections"][1]
    assert (one["title"], one["published"], one["published_source"]) == (
        f"Report {HOSTILE}",
        "2026-10-03",
        "Its first page",
    )
    assert HOSTILE not in officer.get(HERE)
    # 3 October is day 1: day 56 is 27 November, before the 26 December of the other report.
    page = text_of(officer.get(ADDRESS))
    assert "Friday 27 November 2026 1 day left" in page
    assert "It is the first of the deadlines of 2 reports." in page


def test_a_report_is_taken_out_unless_something_stands_in_it(officer: Officer) -> None:
    press(officer, add=FORENSICS)
    assert "stand in that report: Recommendation 1; Recommendation 2." in text_of(press(officer, 422, remove=OWN).text)
    press(officer, remove=FORENSICS)
    assert [one["id"] for one in data_of(officer)["inspections"]] == [OWN]
    assert "answers one report at least" in press(officer, 422, remove=OWN).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"do": ["new"]}, "Write the title of the report."),
        (
            {"do": ["new"], "title": ["A"], "published-d": ["31"], "published-m": ["2"], "published-y": ["2026"]},
            "is no date",
        ),
        ({"do": ["new"], "title": ["A"], "published-y": ["2031"]}, "is in the future"),
        ({"do": ["new"], "title": ["Invented records"], "published-y": ["2026"]}, "answers that report already"),
        ({"add": "no-such-report"}, "There is no such report in the register."),
        ({"add": HOSTILE}, "There is no such report in the register."),
        ({"remove": "no-such-report"}, "The list was changed in another window."),
    ],
)
def test_what_can_t_be_done_is_a_sentence_and_the_draft_stays(
    officer: Officer, fields: dict[str, Any], sentence: str
) -> None:
    assert sentence in text_of(press(officer, 422, **fields).text)
    assert officer.draft.read_text(encoding="utf-8") == DRAFT


def test_two_windows_do_not_write_over_each_other(officer: Officer) -> None:
    token = inputs_of(officer.get(HERE))
    press(officer, add=FORENSICS)
    before = officer.draft.read_bytes()
    old = {"token": token["token"], "seen": token["seen"], "add": FORENSICS}
    assert "changed in another window" in officer.post(HERE, old, 409).text
    assert officer.draft.read_bytes() == before


def test_the_full_response_replaces_the_holding_statement_on_the_report_that_is_added(officer: Officer) -> None:
    (officer.root / "records/norfolk").mkdir()
    report = f"\n  - id: {FORENSICS}\n    title: Digital forensics\n    published: 2022-12-01"
    text = record("2022-12-01-holding", stage="holding", inspections=report, dates="\n  published: 2023-01-20")
    (officer.root / "records/norfolk/2022-12-01-holding.yaml").write_text(text, encoding="utf-8")
    press(officer, add=FORENSICS)
    assert data_of(officer)["related"] == [{"id": "norfolk-2022-12-01-holding", "relation": "replaces"}]


@pytest.mark.parametrize(
    ("days", "published", "status"),
    [
        (["2026-01-01", "2026-02-01"], "2026-02-20", "on_time"),
        (["2026-01-01", "2026-02-01"], "2026-03-10", "late"),  # for the first report alone
        (["2026-02-01", "2026-01-01"], "2026-03-10", "late"),
        (["2026-01-01", None], "2026-02-20", "cannot_tell"),
        (["2026-01-01", "no day"], "2026-03-10", "late"),
        (["2016-01-01", "2026-01-01"], "2026-02-20", "on_time"),
        (["2016-01-01"], "2026-02-20", "does_not_apply"),
        (["2026-01-01"], None, "cannot_tell"),
        ([], "2026-02-20", "cannot_tell"),
    ],
)
def test_a_response_is_in_time_if_it_is_for_each_report(days: list[Any], published: str | None, status: str) -> None:
    assert timeliness_of([{"published": day} for day in days], published).status == status


def test_the_first_deadline_is_the_one_to_keep() -> None:
    reports = [{"published": "2026-11-01"}, {}, {"published": "2026-10-03"}, {"published": "x"}, {"published": "2016"}]
    assert first_deadline(reports, date(2026, 11, 26)) == ("2026-10-03", date(2026, 11, 27))
    assert first_deadline([{}], date(2026, 11, 26)) is None
