"""The front page: a headline for every case, each number as a recount gives it, and the map of forces."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
import yaml

from opcc_opendata.database import build
from opcc_opendata.metadata import publisher_of
from opcc_opendata.server import make_datasette
from opcc_opendata.site.pages import home
from opcc_opendata.site.tile_map import tiles
from tests.projects import CHECKOUT, project, record
from tests.waiting import run

COVERAGE = "coverage:\n  - policing_body: norfolk-pcc\n    from: {day}\n"


def front(folder: Path, records: dict[str, str], settings: str = "") -> str:
    made = project(folder, records, settings)
    assert build(made).built
    datasette = make_datasette(made.database, dict(publisher_of(made)))

    async def get() -> httpx.Response:
        transport: Any = httpx.ASGITransport(app=datasette.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/")

    answered = run(get())
    datasette.opcc_builds.newest.close()
    assert answered.status_code == 200
    return answered.text


UNLIKE = {
    "2018-05-05-fixture.yaml": record(
        "2018-05-05-fixture",
        inspections="\n  - id: invented-bicycles\n    title: Invented bicycles\n    published: 2018-05-05",
    )
}
"""A response that nobody can take for the answer to a report of the register."""


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def headline(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert found
    return words(found[1])


def registered() -> list[tuple[str, str, str]]:
    """Give the reports on Norfolk's force or on all forces that the register dates to the day: id, title, day."""
    with (CHECKOUT / "schema/codelists/inspections.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["code"], row["title_en"], row["published"])
            for row in csv.DictReader(file)
            if len(row["published"]) == 10
            and row["published"] >= "2017-04-03"
            and (row["scope"] == "all" or "norfolk" in row["forces"].split())
        ]


def test_nothing_yet(tmp_path: Path) -> None:
    html = front(tmp_path, {})
    assert headline(html) == "No responses yet"
    assert "overdue" not in words(html).replace("does not list overdue responses", "")


def test_without_coverage_the_page_says_how_to_add_what_is_missing(tmp_path: Path) -> None:
    contact = "publisher:\n  email: data@example.org\n"
    none = words(front(tmp_path / "none", {}))
    assert "Add what is missing No force has a response here yet." in none
    assert "Tell the publisher" not in none
    one = words(front(tmp_path / "one", {"2019-02-26-fixture.yaml": record()}, contact))
    assert "42 forces have no response here yet, and the others may have published more." in one
    assert "Tell the publisher of a missing response" in one
    assert one.count("does not list overdue responses") == 1
    assert "Next deadline" not in one
    assert "Add what is missing" not in words(front(tmp_path / "covered", UNLIKE, COVERAGE.format(day="2019-01-01")))


def owing(*numbers: int) -> list[dict[str, Any]]:
    return [{"force": f"force-{n}", "n": number, "bodies": "kent-pcc"} for n, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("numbers", "as_many"),
    [((), 0), ((3,), 0), ((4, 3, 3, 2, 1, 1), 0), ((9, 8, 7, 6, 5, 4, 3), 0), ((3, 1, 9, 3, 3, 3, 3, 3, 3), 2)],
)
def test_forces_that_owe_as_many_as_the_last_with_a_bar_are_counted(numbers: tuple[int, ...], as_many: int) -> None:
    assert home._as_many_as_the_last(owing(*numbers)) == as_many


def test_one_and_two_responses_where_nothing_is_claimed(tmp_path: Path) -> None:
    html = front(tmp_path / "one", {"2019-02-26-fixture.yaml": record()})
    assert headline(html) == "1 response to a police inspection"
    assert "Norfolk Constabulary: 1 response" in words(html)
    assert "Kent Police: none here yet" in words(html)
    two = {f"{name}.yaml": record(name) for name in ("2019-02-26-fixture", "2019-02-26-other")}
    assert headline(front(tmp_path / "two", two)) == "2 responses to police inspections"


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        (0, "2 of 2 answers to reports are not known to be on time or late: a date is missing or not exact."),
        (1, None),
        (2, None),
    ],
)
def test_it_is_a_finding_that_most_answers_have_no_date(tmp_path: Path, dated: int, expected: str | None) -> None:
    names = ("2019-02-26-fixture", "2019-02-26-other")
    published = [{"dates": "{published: 2019-03-26}"}] * dated + [{}] * (2 - dated)
    second = "\n  - id: another-report\n    title: Another report\n    published: 2019-02-26"
    records = {
        f"{name}.yaml": record(name, **facts, **({"inspections": second} if name == names[1] else {}))
        for name, facts in zip(names, published, strict=True)
    }
    html = front(tmp_path, records)
    said = words(html)
    assert ("not known to be on time or late" in said) == bool(expected)
    if expected:
        assert expected in said
        assert "/opcc/timeliness?timeliness=cannot_tell" in html


def test_one_answer_without_a_date_is_a_finding(tmp_path: Path) -> None:
    said = words(front(tmp_path, {"2019-02-26-fixture.yaml": record()}))
    assert "1 of 1 answers to reports is not known to be on time or late" in said


def test_what_is_overdue_is_counted_and_only_where_it_is_claimed(tmp_path: Path) -> None:
    today = datetime.now(ZoneInfo("Europe/London")).date()
    owed = [one for one in registered() if date.fromisoformat(one[2]) + timedelta(days=55) < today]
    latest = max(day for _, _, day in owed)
    expected = sum(day >= latest for _, _, day in owed)
    html = front(tmp_path / "one", UNLIKE, COVERAGE.format(day=latest))
    if expected == 1:
        assert headline(html) == "1 response to a police inspection is overdue"
    else:
        assert headline(html) == f"{expected} responses to police inspections are overdue"
    owing = "1 of 1 forces with complete records has a commissioner, or another policing body, with a response overdue."
    assert owing in words(html)
    assert "Kent Police: not yet complete" in words(html)
    html = front(tmp_path / "all", UNLIKE, COVERAGE.format(day=owed[0][2]))
    since = sum(day >= owed[0][2] for _, _, day in owed)
    assert headline(html) == f"{since} responses to police inspections are overdue"


def test_an_answer_takes_it_off_the_headline(tmp_path: Path) -> None:
    today = datetime.now(ZoneInfo("Europe/London")).date()
    owed = [one for one in registered() if date.fromisoformat(one[2]) + timedelta(days=55) < today]
    latest = max(day for _, _, day in owed)
    answers = {
        f"{day}-{code[:40].strip('-')}.yaml": record(
            f"{day}-{code[:40].strip('-')}",
            inspections=yaml.safe_dump([{"id": code, "title": title}], allow_unicode=True, width=10_000)
            .replace("- id", "\n  - id", 1)
            .replace("\n  title", "\n    title")
            + f"    published: {day}",
            dates=f"\n  published: {date.fromisoformat(day) + timedelta(days=55)}",
        )
        for code, title, day in owed
        if day >= latest
    }
    html = front(tmp_path, answers, COVERAGE.format(day=latest))
    assert headline(html) == "No response is known to be overdue for the one force whose records are complete"
    assert "On time, day 56" in words(html)


def test_every_force_has_a_tile_of_its_own() -> None:
    with (CHECKOUT / "schema/codelists/forces.csv").open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["title_en"] for row in csv.DictReader(file)}
    made = tiles(names, {"kent": 0, "norfolk": 3, "essex": 99})
    assert {tile.force for tile in made} == set(names)
    assert len({(tile.column, tile.row) for tile in made}) == len(names) == 43
    shades = {tile.force: tile.shade for tile in made}
    assert (shades["kent"], shades["norfolk"], shades["essex"], shades["surrey"]) == ("q0", "q2", "q4", "none")


@pytest.mark.parametrize(
    ("number", "shade"), [(0, "q0"), (1, "q1"), (2, "q2"), (3, "q2"), (4, "q3"), (5, "q3"), (6, "q4")]
)
def test_a_shade_for_each_number(number: int, shade: str) -> None:
    (tile,) = tiles({"kent": "Kent Police"}, {"kent": number})
    assert tile.shade == shade


def test_only_reports_that_are_answered_are_counted(tmp_path: Path) -> None:
    """The register names dozens of reports to which there is no response here."""
    two = {
        f"{name}.yaml": record(name, inspections=f"\n  - id: {name}\n    title: Invented {name}")
        for name in ("undated-bicycles", "undated-horses")
    }
    html = words(front(tmp_path, two))
    assert "Reports with a response: 2." in html
    assert len(registered()) > 2


@pytest.mark.parametrize(
    ("dates", "shown"),
    [
        ("", "report of 2018"),
        ("letter: 2018-06-07", "letter of 7 June 2018"),
        ("published: 2018-06-08", "published 8 June 2018"),
    ],
)
def test_a_new_response_has_its_day_or_the_year_of_its_report(tmp_path: Path, dates: str, shown: str) -> None:
    ((name, text),) = UNLIKE.items()
    text += f"dates: {{{dates}}}\n" if dates else ""
    assert f"Norfolk PCC on Invented bicycles {shown}" in words(front(tmp_path, {name: text}))


WITHDRAWN = "withdrawal:\n  withdrawn_on: {day}\n  reason: Invented.\n"


def changes(html: str) -> str:
    found = re.search(r'<section aria-labelledby="lately">(.*?)</section>', html, re.DOTALL)
    assert found
    return words(found[1])


def withdrawn(*days: date) -> dict[str, str]:
    return {
        f"2018-05-0{n}-gone.yaml": record(f"2018-05-0{n}-gone") + WITHDRAWN.format(day=day)
        for n, day in enumerate(days, 1)
    }


def in_words(day: date) -> str:
    return f"{day:%-d %B %Y}"


@pytest.mark.heavy
def test_what_changed_lately_and_what_changed_last(tmp_path: Path) -> None:
    today = datetime.now(ZoneInfo("Europe/London")).date()
    month = today - timedelta(29)
    nothing = changes(front(tmp_path / "0", UNLIKE))
    assert nothing.startswith("Biggest changes No event is known yet.")
    one = changes(front(tmp_path / "1", withdrawn(month)))
    assert f"In the last 30 days, since {in_words(month)} . 1 response was withdrawn Norfolk Constabulary" in one
    many = changes(front(tmp_path / "2", withdrawn(month, today, month - timedelta(1))))
    assert "2 responses were withdrawn All: Norfolk Constabulary" in many
    last = month - timedelta(1)
    before = changes(front(tmp_path / "last", withdrawn(last, last, last - timedelta(1))))
    assert f"No change since {in_words(month)} is known. The last changes were on {in_words(last)} ." in before
    assert "2 responses were withdrawn" in before
