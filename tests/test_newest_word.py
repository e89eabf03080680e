"""Which word about a promise or an answer is the newest, where dates are months, or stand in an unusual order."""

from __future__ import annotations

from pathlib import Path

import pytest

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
