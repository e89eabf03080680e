"""Section 55 as functions: each case is one that an office could ask about."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opcc_opendata.statute import (
    COMMENCEMENT,
    Explanation,
    Timeliness,
    day_number,
    days_late,
    explanation,
    explanations_owed,
    last_lawful_day,
    span,
    timeliness,
    timeliness_without_response,
)

VECTORS = list(
    csv.DictReader(
        (Path(__file__).parent / "vectors" / "deadline_vectors.csv").read_text(encoding="utf-8").splitlines()
    )
)
ANSWERED = [row for row in VECTORS if row["response_date_on_page"]]


def name(row: dict[str, str]) -> str:
    return row["case"]


@pytest.mark.parametrize("row", VECTORS, ids=name)
def test_last_lawful_day_of_each_known_case(row: dict[str, str]) -> None:
    due = last_lawful_day(date.fromisoformat(row["report_published"]))
    assert due.isoformat() == row["last_lawful_day (published+55)"]
    assert due.isoformat() != row["wrong_answer_if_plus_56"]


@pytest.mark.parametrize("row", ANSWERED, ids=name)
def test_days_of_each_known_case(row: dict[str, str]) -> None:
    report, response = row["report_published"], row["response_date_on_page"]
    number, late = int(row["day_number (publication day=1)"]), int(row["late_by_days"])
    assert day_number(date.fromisoformat(report), date.fromisoformat(response)) == number
    assert days_late(date.fromisoformat(report), date.fromisoformat(response)) == late
    due = date.fromisoformat(row["last_lawful_day (published+55)"])
    on_page = "late" if late else "on_time"
    assert timeliness(report, response) == Timeliness(on_page, "publication", due, number, late)
    # The same date on a letter settles nothing, and gives the same figures under their condition.
    assert timeliness(report, None, response) == Timeliness("cannot_tell", "letter", due, number, late)


@pytest.mark.parametrize("row", VECTORS, ids=name)
def test_the_day_after_the_last_lawful_day_is_late(row: dict[str, str]) -> None:
    due = date.fromisoformat(row["last_lawful_day (published+55)"])
    report = row["report_published"]
    assert timeliness(report, due.isoformat()).status == "on_time"
    assert timeliness(report, (due + timedelta(days=1)).isoformat()).status == "late"
    assert timeliness_without_response(report, due).status == "pending"
    assert timeliness_without_response(report, due + timedelta(days=1)).status == "overdue"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019-04", "2019-04-01", "2019-04-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2019-04-23", "2019-04-23", "2019-04-23"),
    ],
)
def test_a_partial_date_stands_for_every_day_it_may_mean(text: str, first: str, last: str) -> None:
    assert span(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["", "19", "2019-", "2019-4", "2019-13", "2019-02-30", "0000", "2019-04-23T10", "2019-04-2x", "201９", "-2019"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the calendar words some of them)
        span(text)


@pytest.mark.parametrize(
    ("report", "response", "letter", "status", "rests_on"),
    [
        # Nothing is known of one side or the other.
        (None, "2019-03-08", None, "cannot_tell", "publication"),
        (None, None, "2019-03-08", "cannot_tell", "letter"),
        (None, None, None, "cannot_tell", "unknown"),
        ("2019-01-15", None, None, "cannot_tell", "unknown"),
        # The date of publication is the one that counts, whatever the letter says.
        ("2019-01-15", "2019-03-12", "2019-03-01", "late", "publication"),
        ("2019-01-15", "2019-03", "2019-03-01", "cannot_tell", "publication"),
        # A month settles it where every day of it does.
        ("2019-01-15", "2019-02", None, "on_time", "publication"),
        ("2019-01-15", "2019-04", None, "late", "publication"),
        ("2019-01", "2019-02-25", None, "on_time", "publication"),
        ("2019-01", "2019-02-26", None, "cannot_tell", "publication"),
        ("2019-01", "2019-03-27", None, "cannot_tell", "publication"),
        ("2019-01", "2019-03-28", None, "late", "publication"),
        ("2019", "2019", None, "cannot_tell", "publication"),
        ("2019", "2021", None, "late", "publication"),
        ("2019", "2020-02-25", None, "late", "publication"),
        ("2019", "2020-02-24", None, "cannot_tell", "publication"),
        # Before the 56 days became law.
        ("2017-04-02", "2018-01-01", None, "does_not_apply", "publication"),
        ("2017-04-03", "2017-05-28", None, "on_time", "publication"),
        ("2017-04-03", "2017-05-29", None, "late", "publication"),
        ("2014", None, "2015-01-01", "does_not_apply", "letter"),
        ("2017", "2019-01-01", None, "cannot_tell", "publication"),
        ("2017-04", "2017-04-20", None, "cannot_tell", "publication"),
        # A response from before its report is no proof of anything.
        ("2019-01-15", "2019-01-14", None, "cannot_tell", "publication"),
        ("2019-01-15", "2019-01-15", None, "on_time", "publication"),
        ("2019-01-15", "2019-01", None, "on_time", "publication"),
    ],
)
def test_status(report: str | None, response: str | None, letter: str | None, status: str, rests_on: str) -> None:
    found = timeliness(report, response, letter)
    assert (found.status, found.rests_on) == (status, rests_on)


def test_no_figures_without_whole_dates() -> None:
    assert timeliness("2019-01", "2019-04-01") == Timeliness("late", "publication")
    assert timeliness("2019-01-15", "2019-04") == Timeliness("late", "publication", date(2019, 3, 11))


def test_no_last_lawful_day_where_no_period_applies() -> None:
    assert timeliness("2014-03-27", "2014-07-01") == Timeliness("does_not_apply", "publication", None, 97, None)


@pytest.mark.parametrize(
    ("report", "today", "status", "late"),
    [
        (None, "2019-03-12", "cannot_tell", None),
        ("2019-01-15", "2019-01-01", "pending", 0),
        ("2019-01-15", "2019-03-11", "pending", 0),
        ("2019-01-15", "2019-03-12", "overdue", 1),
        ("2019-01", "2019-02-25", "pending", None),
        ("2019-01", "2019-02-26", "cannot_tell", None),
        ("2019-01", "2019-03-27", "cannot_tell", None),
        ("2019-01", "2019-03-28", "overdue", None),
        ("2016-12", "2019-03-28", "does_not_apply", None),
        ("2017", "2019-03-28", "cannot_tell", None),
    ],
)
def test_where_there_is_no_response(report: str | None, today: str, status: str, late: int | None) -> None:
    found = timeliness_without_response(report, date.fromisoformat(today))
    assert (found.status, found.rests_on, found.days_late) == (status, "unknown", late)


days = st.dates(date(2016, 1, 1), date(2026, 12, 31))
lengths = st.sampled_from([4, 7, 10])


@given(days, lengths, days, lengths)
def test_on_time_and_late_are_said_only_if_every_possible_day_agrees(
    report: date, report_length: int, response: date, response_length: int
) -> None:
    told = timeliness(report.isoformat()[:report_length], response.isoformat()[:response_length]).status
    truth = timeliness(report.isoformat(), response.isoformat()).status
    assert told in ("cannot_tell", truth) or response < report


@given(days)
def test_a_response_that_exists_is_never_overdue(report: date) -> None:
    assert timeliness(report.isoformat()).status == ("cannot_tell" if report >= COMMENCEMENT else "does_not_apply")


ACTION: dict[str, Any] = {"number": "1", "kind": "recommendation", "answer": {"body_action": "I will ask."}}


@pytest.mark.parametrize(
    ("recommendation", "found"),
    [
        (ACTION, Explanation.ACTION),
        ({"kind": "recommendation", "answer": {"no_action_reason": "It is for others."}}, Explanation.REASON),
        ({"kind": "recommendation", "answer": {"force_action": "The force acts."}}, Explanation.MISSING),
        ({"kind": "recommendation", "answer": {"acceptance": "accepted"}}, Explanation.MISSING),
        ({"kind": "recommendation"}, Explanation.MISSING),
        ({"kind": "recommendation", "from_inspection": {"title": "An earlier report"}}, Explanation.NOT_OWED),
        ({"kind": "area_for_improvement"}, Explanation.NOT_OWED),
        ({"kind": "recommendation", "answered_with": "1"}, Explanation.ACTION),
        ({"kind": "recommendation", "answered_with": "9"}, Explanation.MISSING),
    ],
)
def test_explanations(recommendation: dict[str, Any], found: Explanation) -> None:
    assert explanation(recommendation, [ACTION, recommendation]) is found
    assert explanations_owed(recommendation, [ACTION, recommendation]) is (found is Explanation.MISSING)


def test_a_circle_of_answers_explains_nothing() -> None:
    one = {"number": "1", "kind": "recommendation", "answered_with": "2"}
    two = {"number": "2", "kind": "recommendation", "answered_with": "1"}
    assert explanations_owed(one, [one, two])


def test_the_same_number_in_two_reports_means_the_one_of_the_same_report() -> None:
    other = {"number": "1", "kind": "recommendation", "inspection": "a"}
    mine = {**ACTION, "inspection": "b"}
    asking = {"number": "2", "kind": "recommendation", "inspection": "b", "answered_with": "1"}
    assert not explanations_owed(asking, [other, mine, asking])
