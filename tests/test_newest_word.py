"""Which word about a promise or an answer is the newest, where dates are months, or stand in an unusual order."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from opcc_opendata.calendars import today
from opcc_opendata.database import build
from opcc_opendata.statute import days_in_order
from tests.projects import project, query, record
from tests.test_feeds import asking

RECOMMENDATION = """
  - number: "1"
    kind: recommendation
    text: Invented.
    answer:
      acceptance: accepted
      body_action: I will ask for an invented report.
      target_date: {target}
    progress:
{progress}"""


def promised(target: str, *progress: tuple[str, str, str], **changes: str) -> str:
    """A response of 20 March 2026 with a promise, and what was reported about it."""
    entries = "".join(
        f"      - date: {day}\n        status: {status}\n"
        + (f"        revised_target_date: {moved}\n" if moved else "")
        for day, status, moved in progress
    )
    facts = {"dates": "\n  published: 2026-03-20", "stage": "full", **changes}
    items = RECOMMENDATION.format(target=target, progress=entries.rstrip("\n"))
    inspections = "\n  - id: invented\n    title: Invented\n    published: 2026-02-01"
    return record("2026-02-01-x", inspections=inspections, recommendations=items, **facts)


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        ([], []),
        (["2026-11-28", "2026-11"], ["2026-11-28", "2026-11-30"]),
        (["2026-11", "2026-11-28"], ["2026-11-30", "2026-11-30"]),
        (["2026", "2026-03"], ["2026-12-31", "2026-12-31"]),
    ],
)
def test_days_by_which_dates_are_put_among_others(dates: list[str], days: list[str]) -> None:
    assert days_in_order(dates) == days


@pytest.mark.parametrize(
    ("text", "status", "target", "said"),
    [
        # A month that may be the day before or after: the entry that stands last counts.
        (
            promised("2026-10", ("2026-06-28", "in_progress", ""), ("2026-06", "reported_complete", "")),
            "reported_complete",
            "2026-10",
            ["2026-10"],
        ),
        (
            promised("2026-10", ("2026-06", "in_progress", "2027-01"), ("2026-06-28", "in_progress", "2027-02")),
            "in_progress",
            "2027-02",
            ["2026-10", "2027-01", "2027-02"],
        ),
        # Who does not know how far it is says nothing new, but may give another date.
        (
            promised("2026-10", ("2026-06-28", "reported_complete", ""), ("2026-08-01", "unknown", "2027-01")),
            "reported_complete",
            "2027-01",
            ["2026-10", "2027-01"],
        ),
        (
            promised("2026-10", ("2026-06-28", "reported_complete", ""), ("2026-08-01", "not_started", "")),
            "not_started",
            "2026-10",
            ["2026-10"],
        ),
        (promised("2026-10", ("2026-06-28", "unknown", "")), "unknown", "2026-10", ["2026-10"]),
        # What was reported before there was an answer moved nothing.
        (promised("2026-12", ("2026-02-10", "in_progress", "2026-05")), "in_progress", "2026-12", ["2026-12"]),
        (
            promised("2026-12", ("2026-03-20", "in_progress", "2027-05")),
            "in_progress",
            "2027-05",
            ["2026-12", "2027-05"],
        ),
        # An update gives again what was promised first, and what was reported before it.
        (
            promised("2026-03", ("2026-03-01", "in_progress", "2026-12"), stage="update"),
            "in_progress",
            "2026-12",
            ["2026-03", "2026-12"],
        ),
    ],
)
def test_the_newest_word_about_a_promise(tmp_path: Path, text: str, status: str, target: str, said: list[str]) -> None:
    made = project(tmp_path, {"2026-02-01-x.yaml": text})
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems]
    assert query(made.database, "SELECT status, target_date FROM current_recommendations") == [(status, target)]
    dates = query(made.database, "SELECT target_date FROM promise_dates ORDER BY position")
    assert [date for (date,) in dates] == said


@pytest.mark.parametrize("in_an_update", [False, True])
@pytest.mark.parametrize(("later", "is_open"), [("unknown", False), ("in_progress", True), ("not_started", True)])
def test_who_does_not_know_how_far_it_is_opens_nothing_again(
    tmp_path: Path, in_an_update: bool, later: str, is_open: bool
) -> None:
    """A promise was complete in time, and a report of a month later, which may be in an update, says something else."""
    days = {n: (today() - timedelta(n)).isoformat() for n in (300, 250, 60, 40, 20)}
    item = "\n  - number: '1'\n    kind: recommendation\n    text: Invented."
    answer = f"\n    answer:\n      acceptance: accepted\n      body_action: Invented.\n      target_date: {days[40]}"
    done = f"\n      - date: {days[60]}\n        status: reported_complete"
    again = f"\n      - date: {days[20]}\n        status: {later}"
    first = item + answer + "\n    progress:" + done + ("" if in_an_update else again)
    reports = f"\n  - id: invented\n    title: Invented\n    published: {days[300]}"
    facts = {"inspections": reports, "dates": f"\n  published: {days[250]}"}
    name = f"{days[300]}-x"
    files = {f"{name}.yaml": record(name, recommendations=first, **facts)}
    if in_an_update:
        facts |= {"stage": "update", "dates": f"\n  published: {days[20]}"}
        files[f"{name}y.yaml"] = record(f"{name}y", recommendations=item + "\n    progress:" + again, **facts)
    made = project(tmp_path, files)
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems]
    with asking(made) as get:
        rows = get("/opcc/promises.json?_shape=array").json()
        expected = ("past", None) if is_open else ("done_by_date", days[60])
        assert [(one["state"], one["complete_since"]) for one in rows] == [expected]
        assert len(get("/opcc/promises_past_target.json?_shape=array").json()) == is_open
        assert ("#recommendation-1" in get("/promises").text) is is_open
        assert (f"DTSTART;VALUE=DATE:{days[40].replace('-', '')}" in get("/feeds/dates.ics").text) is is_open
        chart = list(csv.DictReader(get("/charts/promises.csv").text.lstrip("\ufeff").splitlines()))
        assert [one["reported_complete"] for one in chart] == ["0" if is_open else "1"]


def version(name: str, published: str, **changes: str) -> dict[str, str]:
    """One version of the response to a report of 3 February 2025, whose last lawful day was 30 March."""
    inspections = "\n  - id: invented\n    title: Invented\n    published: 2025-02-03"
    dates = f"\n  published: {published}"
    return {f"2025-02-03-{name}.yaml": record(f"2025-02-03-{name}", inspections=inspections, dates=dates, **changes)}


REPLACES = {"stage": "correction", "related": "\n  - relation: replaces\n    id: norfolk-2025-02-03-a"}


@pytest.mark.parametrize(
    ("first", "says"),
    [
        (version("a", "2025-06-20"), "the first that this dataset has was late too"),
        (version("a", "2025-03-20"), "another was in time"),
        (
            version("a", "2025-03-20", withdrawal="\n  withdrawn_on: 2025-04-01\n  reason: Invented."),
            "another may have been in time",
        ),
    ],
)
def test_a_later_version_says_what_is_known_of_the_first(tmp_path: Path, first: dict[str, str], says: str) -> None:
    made = project(tmp_path, first | version("b", "2025-07-20", **REPLACES))
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems]
    with asking(made) as get:
        for address in ("/responses/norfolk-2025-02-03-b", "/reports/invented"):
            page = get(address).text
            assert "it is a later version" in page.lower()
            assert says in page


def test_no_reason_is_missed_where_only_the_facts_are_held(tmp_path: Path) -> None:
    refused = '\n  - number: "1"\n    kind: recommendation\n    answer:\n      acceptance: not_accepted'
    source = "\n  origin: document\n  url: https://example.org/response"
    index = record(
        "2019-02-26-x",
        index_record="true",
        recommendations=refused,
        source=source,
        comments="\n  - kind: policing_body",
    )
    made = project(tmp_path, {"2019-02-26-x.yaml": index})
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems]
    with asking(made) as get:
        assert "the text with the reason, if there is one, is not held here" in get("/refused").text
        assert "no reason given" not in get("/refused").text
        assert "dim rheswm" not in get("/cy/refused").text
