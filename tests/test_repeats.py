"""Recommendations said again: what a record states, what only the words suggest, and the dates of a promise."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from opcc_opendata.database import build
from opcc_opendata.project import project_at
from opcc_opendata.repeats import AskedRecommendation, KnownReport, earlier_report, possible_repeats, repeated
from tests.projects import CHECKOUT, query
from tests.test_feeds import asking

PLAN = "each force should publish a plan with dates for its cells and report on it in public each year until it is done"
OTHER = "chief officers should see that every officer who works in custody is trained before the end of next summer"
NEARLY = PLAN.replace("a plan", "one plan")


def asked(name: str, report: str, words: str, earlier: str | None = None, number: str = "1") -> AskedRecommendation:
    return AskedRecommendation(name, report, "recommendation", number, words, earlier)


FIRST, AGAIN, LATER = asked("a", "one", PLAN), asked("b", "two", PLAN, "one", "7"), asked("c", "three", PLAN, "one")


@pytest.mark.parametrize(
    ("items", "groups"),
    [
        ([], []),
        ([FIRST, asked("b", "two", PLAN)], []),
        ([AGAIN], [["b"]]),
        ([FIRST, AGAIN, LATER], [["a", "b", "c"]]),
        # The earlier report's other answers to it, in words that are not quite the same.
        ([FIRST, asked("d", "one", NEARLY), AGAIN], [["a", "d", "b"]]),
        # Through the report between: one, two from one, three from two.
        ([FIRST, AGAIN, asked("c", "three", PLAN, "two")], [["a", "b", "c"]]),
        # From the same earlier report in other words, and in another report: two recommendations.
        ([AGAIN, asked("c", "three", OTHER, "one")], [["b"], ["c"]]),
        # Under the same number of the same report: one in nearly the same words or none, two in others.
        ([AGAIN, asked("c", "two", NEARLY, "one", "7")], [["b", "c"]]),
        ([AGAIN, asked("c", "two", "", "one", "7")], [["b", "c"]]),
        ([AGAIN, asked("c", "two", OTHER, "one", "7")], [["b"], ["c"]]),
        ([AGAIN, asked("c", "two", OTHER, "one", "7"), asked("d", "two", "", "one", "7")], [["b"], ["c"], ["d"]]),
        # A few words are no sign.
        ([asked("a", "one", "publish a plan"), asked("b", "two", "publish a plan", "one")], [["b"]]),
    ],
)
def test_what_is_the_same_recommendation(items: list[AskedRecommendation], groups: list[list[str]]) -> None:
    assert repeated(items) == groups


def test_only_what_no_record_states_is_offered_as_possible() -> None:
    items = [FIRST, asked("x", "two", NEARLY), asked("y", "two", NEARLY), asked("z", "three", OTHER)]
    (pair,) = possible_repeats(items, repeated(items))
    assert (pair.one, pair.other) == ("a", "x")
    assert pair.likeness.per_cent < 100
    known = [FIRST, asked("b", "two", PLAN, "one")]
    assert possible_repeats(known, repeated(known)) == []
    # In one report the words may well come twice.
    assert possible_repeats([FIRST, asked("b", "one", PLAN, number="2")], []) == []


REPORTS = [
    KnownReport("plan-2014", ("A plan: everybody’s business",), "2014-03-27"),
    KnownReport("state-2013", ("State of policing",), "2013-12"),
    KnownReport("state-2015", ("State of policing",), "2015-12"),
]


@pytest.mark.parametrize(
    ("name", "title", "published", "expected"),
    [
        ("any", "Whatever", None, "any"),
        (None, "A PLAN: everybody's business", "2014-03", "plan-2014"),
        (None, "A plan: everybody's business", "2014-04", "a plan everybody s business 2014"),
        (None, "A plan: everybody's business", None, "a plan everybody s business "),
        (None, "State of policing", "2015", "state-2015"),
        (None, "State of policing", "2014", "state of policing 2014"),
    ],
)
def test_which_earlier_report(name: str | None, title: str, published: str | None, expected: str) -> None:
    assert earlier_report(name, [title], published, REPORTS) == expected


def response(name: str, published: str, recommendation: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "schema_version": "1.0.0",
        "id": f"kent-{name}",
        "language": "en",
        "title": f"Invented {name}",
        "force": "kent",
        "policing_body": "kent-pcc",
        "stage": "full",
        "inspections": [{"id": "invented-cells-2020", "title": "Invented cells", "published": "2020-01-06"}],
        "dates": {"published": published},
        "comments": [{"kind": "policing_body", "text": "Invented."}],
        "recommendations": [{"number": "1", "kind": "recommendation", "text": "Invented."} | recommendation],
        "source": {"origin": "document", "url": "https://example.org/a"},
    } | more


def answer(date: str | None, acceptance: str = "accepted") -> dict[str, Any]:
    return {"answer": {"acceptance": acceptance, "body_action": "Invented."} | ({"target_date": date} if date else {})}


def moved(day: str, date: str | None = None, status: str = "in_progress") -> dict[str, str]:
    return {"date": day, "status": status} | ({"revised_target_date": date} if date else {})


def promises(folder: Path, *records: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    (folder / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    for record in records:
        path = folder / "records/kent" / f"{record['id'].removeprefix('kent-')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(record, sort_keys=False), encoding="utf-8")
    made = project_at(folder)
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems]
    dates = query(made.database, "SELECT target_date, said_on, response FROM promise_dates ORDER BY position")
    return dates, query(made.database, "SELECT promised_first, target_date, times_moved, state FROM promises")


def test_a_promise_that_was_moved_twice_has_three_dates(tmp_path: Path) -> None:
    progress = [moved("2020-06-01", "2021-01"), moved("2021-02-01", "2021-01"), moved("2021-03-01", "2022-05-01")]
    dates, state = promises(
        tmp_path, response("2020-01-06-a", "2020-02-01", answer("2020-12-31") | {"progress": progress})
    )
    assert [(target, said) for target, said, _ in dates] == [
        ("2020-12-31", "2020-02-01"),
        ("2021-01", "2020-06-01"),
        ("2022-05-01", "2021-03-01"),
    ]
    assert state == [("2020-12-31", "2022-05-01", 2, "past")]


@pytest.mark.parametrize(
    ("said", "moved_at"),
    [
        (["2021-03-31", "2021-03"], []),
        (["2021-03", "2021-03-31"], []),
        (["2021", "2021-03", "2021-03-31"], []),
        (["2021-03-31", "2021-04"], [1]),
        # The month leaves it open, but a day before had said which; and another day of it is another date.
        (["2021-03-31", "2021-03", "2021-03-15"], [2]),
        (["2021-03", "2022", "2021-03"], [1, 2]),
    ],
)
def test_a_date_less_exactly_given_was_not_moved(tmp_path: Path, said: list[str], moved_at: list[int]) -> None:
    progress = [moved(f"2020-0{n}-01", date) for n, date in enumerate(said[1:], 3)]
    dates, state = promises(tmp_path, response("2020-01-06-a", "2020-02-01", answer(said[0]) | {"progress": progress}))
    assert [target for target, _, _ in dates] == said
    assert state[0][:3] == (said[0], said[-1], len(moved_at))
    found = query(tmp_path / "opcc.db", "SELECT moved FROM promise_dates ORDER BY position")
    assert found == [(int(n in moved_at),) for n in range(len(said))]


def test_the_first_date_stands_in_the_version_that_was_replaced(tmp_path: Path) -> None:
    first = response("2020-01-06-a", "2020-02-01", answer("2020-12-31"))
    second = response(
        "2020-01-06-b",
        "2020-05-01",
        answer("2021-12-31"),
        stage="correction",
        related=[{"id": "kent-2020-01-06-a", "relation": "replaces"}],
    )
    dates, state = promises(tmp_path, first, second)
    assert dates == [
        ("2020-12-31", "2020-02-01", "kent-2020-01-06-a"),
        ("2021-12-31", "2020-05-01", "kent-2020-01-06-b"),
    ]
    assert state == [("2020-12-31", "2021-12-31", 1, "past")]


def test_what_a_withdrawn_response_promised_is_nowhere(tmp_path: Path) -> None:
    gone = response("2020-01-06-a", "2020-02-01", answer("2020-12-31"))
    gone["withdrawal"] = {"withdrawn_on": "2020-03-01", "reason": "Invented."}
    dates, state = promises(tmp_path, gone, response("2020-01-06-b", "2020-05-01", answer("2021-12-31")))
    assert [target for target, _, _ in dates] == ["2021-12-31"]
    assert state == [("2021-12-31", "2021-12-31", 0, "past")]


@pytest.mark.parametrize(
    ("target", "reported", "expected"),
    [
        ("2021-12-31", moved("2021-12-31", status="reported_complete"), "done_by_date"),
        ("2021-12-31", moved("2022-01-01", status="verified_closed_by_inspectorate"), "done_after_date"),
        ("2021-12-15", moved("2021-12", status="reported_complete"), "done"),
        ("2021-12", moved("2021-12-31", status="reported_complete"), "done_by_date"),
        ("2021-12", moved("2021-06-01", status="superseded"), "ended"),
        ("2021-12", moved("2021-06-01"), "past"),
        (f"{datetime.now(UTC).year + 1}", moved("2021-06-01"), "ahead"),
    ],
)
def test_how_a_promise_stands(tmp_path: Path, target: str, reported: dict[str, str], expected: str) -> None:
    _, state = promises(tmp_path, response("2020-01-06-a", "2020-02-01", answer(target) | {"progress": [reported]}))
    assert [row[3] for row in state] == [expected]


DONE, AGREED, OPEN = "reported_complete", "verified_closed_by_inspectorate", "in_progress"


@pytest.mark.parametrize(
    ("reports", "expected", "since"),
    [
        # The force was in time; that the inspectors agree a year later does not make it late.
        ([("2021-11-01", DONE), ("2022-11-01", AGREED)], "done_by_date", "2021-11-01"),
        ([("2021-11-01", DONE), ("2022-02-01", OPEN)], "past", None),
        ([("2021-11-01", DONE), ("2022-02-01", OPEN), ("2022-03-01", DONE)], "done_after_date", "2022-03-01"),
        ([("2021-11-01", OPEN), ("2021-12-01", DONE)], "done_by_date", "2021-12-01"),
        ([("2021-11-01", DONE), ("2022-02-01", "superseded")], "ended", None),
        # On one day the last in the list counts.
        ([("2021-11-01", DONE), ("2021-11-01", OPEN)], "past", None),
        ([("2021-11-01", OPEN), ("2021-11-01", DONE)], "done_by_date", "2021-11-01"),
    ],
)
@pytest.mark.parametrize("split", [False, True], ids=["in one record", "in an update"])
def test_a_promise_stands_as_the_newest_report_says_and_was_done_when_first_complete(
    tmp_path: Path, reports: list[tuple[str, str]], expected: str, since: str | None, split: bool
) -> None:
    told = [moved(day, status=status) for day, status in reports]
    if split and told[0]["date"] == told[-1]["date"]:
        pytest.skip("of two responses that report on one day, the one that closes it counts")
    first = response("2020-01-06-a", "2020-02-01", answer("2021-12-31") | {"progress": told[:1] if split else told})
    update = response("2020-01-06-b", "2020-06-01", {"number": "1", "kind": "recommendation", "progress": told[1:]})
    _, state = promises(tmp_path, first, *([update] if split else []))
    assert [row[3] for row in state] == [expected]
    assert query(tmp_path / "opcc.db", "SELECT complete_since FROM promises") == [(since,)]


@pytest.mark.parametrize("acceptance", ["not_accepted", "not_applicable", "already_done"])
def test_a_refusal_promises_nothing(tmp_path: Path, acceptance: str) -> None:
    refusal = response("2020-01-06-a", "2020-02-01", answer("2021-12-31", acceptance))
    assert promises(tmp_path, refusal) == ([], [])


@pytest.mark.parametrize(
    ("records", "again"),
    [("", "No recommendation is known to be repeated"), ("records", "1 recommendation was repeated")],
)
def test_with_nothing_and_with_the_real_records(tmp_path: Path, records: str, again: str) -> None:
    (tmp_path / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    if records:
        shutil.copytree(CHECKOUT / records, tmp_path / "records")
    else:
        (tmp_path / "records").mkdir()
    made = project_at(tmp_path)
    assert build(made).built
    with asking(made) as get:
        none = "No answers of 20 words or more are nearly the same"
        for address, heading in (("/alike", none), ("/repeated", again)):
            answer = get(address)
            assert answer.status_code == 200
            assert heading in re.sub("<[^>]+>", "", answer.text), address
        if records:
            (group,) = re.findall(r'<h2><a href="(/repeated/[^"]+)"', get("/repeated").text)
            text = " ".join(re.sub("<[^>]+>", " ", get(group).text).split())
            assert "Said in 2 reports" in text
            assert "Repeated from “Everyone" in text
