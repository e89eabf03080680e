"""Forces beside each other: no sentence that is not so, and each number as the records have it."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from opcc_opendata import search
from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from opcc_opendata.queries import QUERIES
from opcc_opendata.site import compared_forces
from opcc_opendata.site.comparison import (
    OVERDUE,
    ComparedForce,
    acceptance,
    headline,
    place_of,
    rate,
    speed,
    typical_day,
)
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.pages import compare
from opcc_opendata.site.views import PageContext
from tests.compared_projects import Day, compared
from tests.figures import words
from tests.projects import project
from tests.test_feeds import asking

SAY = words_in("en")
TEN = [40.0] * 10


def side(name: str, days: Sequence[float] = (), accepted: int = 0, done: int = 0) -> ComparedForce:
    return ComparedForce(name, days, accepted, done)


def sentence(reports: int, recommendations: int, *sides: ComparedForce) -> str:
    names = [one.name for one in sides]
    return headline(names, reports, speed(sides, reports), acceptance(sides, recommendations), SAY)


LATER = [50.0] * 10


@pytest.mark.parametrize(
    ("says", "reports", "recommendations", "sides"),
    [
        ("Kent answered faster; Sussex accepted more", 10, 20, (side("Kent", TEN, 9), side("Sussex", LATER, 15))),
        ("Sussex answered faster; Kent accepted more", 10, 20, (side("Kent", LATER, 15), side("Sussex", TEN, 9))),
        ("Kent answered faster and accepted more", 10, 20, (side("Kent", TEN, 15), side("Sussex", LATER, 9))),
        (
            "Kent answered faster; Kent and Sussex accepted equally many",
            *(10, 20, (side("Kent", TEN, 15), side("Sussex", LATER, 15))),
        ),
        (
            "Kent and Sussex: the same typical day of answer, and equally many accepted",
            *(10, 20, (side("Kent", TEN, 15), side("Sussex", TEN, 15))),
        ),
        (
            "Kent and Sussex have the same typical day of answer; Sussex accepted more",
            *(10, 20, (side("Kent", TEN, 14), side("Sussex", TEN, 15))),
        ),
        ("Kent answered faster", 10, 9, (side("Kent", TEN, 9), side("Sussex", LATER, 0))),
        ("Sussex accepted more", 9, 10, (side("Kent", TEN[:9], 1), side("Sussex", LATER[:9], 9))),
        (
            "Kent and Sussex: too few reports in common to say who answered faster",
            *(9, 9, (side("Kent", TEN[:9], 9), side("Sussex", LATER[:9], 0))),
        ),
        # Ten days are known of 21 reports: fewer than half.
        (
            "Kent and Sussex: not known who answered faster",
            *(21, 9, (side("Kent", TEN, 9), side("Sussex", LATER, 0))),
        ),
        ("Kent and Sussex: not known who answered faster", 12, 0, (side("Kent"), side("Sussex"))),
        ("Kent and Sussex: no report that both had to answer", 0, 0, (side("Kent"), side("Sussex"))),
        (
            "Essex, Kent and Sussex: no report that all had to answer",
            *(0, 0, (side("Essex"), side("Kent"), side("Sussex"))),
        ),
        # An earlier median, but earlier on fewer of the same reports.
        (
            "No clear difference in speed; Kent accepted more",
            *(11, 20),
            (
                side("Kent", [9.0] * 1 + [40.0] * 5 + [60.0] * 5, 9),
                side("Sussex", [8.0] * 1 + [41.0] + [39.0] * 4 + [59.0] * 5),
            ),
        ),
        # An earlier median, but earlier on as many of the same reports as later.
        (
            "Kent and Sussex: no clear difference in speed",
            *(11, 0),
            (
                side("Kent", [10.0] * 5 + [50.0] * 5 + [45.0]),
                side("Sussex", [20.0] * 5 + [40.0] * 5 + [45.0]),
            ),
        ),
        # Earlier on more of the reports, but with the same typical day as another.
        (
            "Essex, Kent and Sussex: none was clearly fastest",
            *(11, 0),
            (
                side("Essex", [30.0] * 5 + [40.0] * 6),
                side("Kent", [40.0] * 11),
                side("Sussex", [50.0] * 11),
            ),
        ),
        # More accepted in full, but fewer with those already done.
        (
            "Kent answered faster; no clear difference in acceptance",
            *(10, 20, (side("Kent", TEN, 9, 9), side("Sussex", LATER, 10, 0))),
        ),
        (
            "Kent and Sussex: no clear difference in acceptance",
            *(9, 20, (side("Kent", TEN[:9], 9, 9), side("Sussex", LATER[:9], 10, 0))),
        ),
        # Whoever answered six of ten quickly and not the others did not answer faster.
        (
            "Sussex answered faster",
            *(10, 0, (side("Kent", [5.0] * 4 + [OVERDUE] * 6), side("Sussex", LATER))),
        ),
        (
            "Kent and Sussex: no clear difference in speed",
            *(10, 0, (side("Kent", [OVERDUE] * 10), side("Sussex", [OVERDUE] * 10))),
        ),
        (
            "Kent answered fastest; Sussex accepted most",
            *(10, 20, (side("Essex", LATER, 8), side("Kent", TEN, 9), side("Sussex", LATER, 15))),
        ),
        (
            "Kent answered fastest and accepted most",
            *(10, 20, (side("Essex", LATER, 8), side("Kent", TEN, 16), side("Sussex", LATER, 15))),
        ),
        # Two are first together.
        (
            "Essex, Kent and Sussex: none was clearly fastest, and none clearly accepted most",
            *(10, 20, (side("Essex", TEN, 15), side("Kent", TEN, 15), side("Sussex", LATER, 9))),
        ),
    ],
)
def test_the_heading_says_what_is_so_and_nothing_else(
    says: str, reports: int, recommendations: int, sides: tuple[ComparedForce, ...]
) -> None:
    assert sentence(reports, recommendations, *sides) == says


def test_of_fewer_than_ten_there_is_no_rate_and_no_typical_day() -> None:
    assert rate(9, 9) is None
    assert rate(5, 10) == 50
    assert rate(1, 200) == 1
    assert typical_day([40.0] * 9) is None
    assert typical_day([40.0] * 5 + [45.0] * 5) == 42.5
    assert typical_day([40.0] * 5 + [OVERDUE] * 5) == OVERDUE


@pytest.mark.parametrize(
    ("force", "place"),
    [
        ("Kent Police", "Kent"),
        ("Hampshire & Isle of Wight Constabulary", "Hampshire & Isle of Wight"),
        ("Metropolitan Police Service", "Metropolitan"),
        ("City of London Police", "City of London"),
    ],
)
def test_a_place_stands_for_its_body(force: str, place: str) -> None:
    assert place_of(force) == place


# --- the pages


def page(get: Any, path: str) -> Any:
    answer = get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def heading(get: Any, path: str = "/compare?force=kent&force=sussex") -> str:
    (found,) = page(get, path).xpath("//h1")
    return words(found)


def rows(get: Any, path: str) -> list[dict[str, str]]:
    table, _, query = path.partition("?")
    answer = get(f"{table}.csv?{query}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


KENT: list[Day] = [30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 60, None, "month"]
SUSSEX: list[Day] = [55, 54, 53, 52, 51, 50, 57, 58, 59, 70, None, "holding", 40]
SURREY: list[Day] = [20, None, None, None, None, None, None, None, None, None, None, None, None]
ANSWERS = {
    "kent": ["accepted"] * 5 + ["not_accepted"] * 6 + ["accepted"] * 2,
    "sussex": ["accepted"] * 9 + ["noted", "accepted", "accepted", "not_stated"],
    "surrey": ["accepted_in_part"] * 13,
}
PROMISED: dict[str, list[tuple[str, str | None]]] = {
    "kent": [("2024-06-01", None), ("2024-06-01", "reported_complete"), ("2099", None), ("2021-01-01", "superseded")],
    "sussex": [("2024-06-01", "in_progress")],
}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Kent and Sussex complete, Surrey not."""
    days = {"kent": KENT, "sussex": SUSSEX, "surrey": SURREY}
    made = compared(tmp_path_factory.mktemp("compared"), days, ANSWERS, ["kent", "sussex"], PROMISED)
    outcome = build(made)
    assert not outcome.rejected, [str(one) for one in outcome.problems]
    return made


@pytest.fixture(scope="module")
def get(three: Project) -> Any:
    with asking(three) as asked:
        yield asked


QUERIED = {query.name: query.sql for query in QUERIES}
COLUMNS = ("inspection", "force", "counted", "timeliness", "day_number", "day_known", "days_late", "response")


def same_by_query(ctx: PageContext, forces: list[str]) -> int:
    """Hold what the page puts together, force by force, against what the ready-made queries say of all at once."""
    asked = {"force": "", "timeliness": "", "counted": "", "day_known": "", "acceptance": "", "differs": ""}
    asked |= {"outcome": "", "forces": " ".join(forces)}
    told, owed = [], set()
    for row in ctx.rows(QUERIED["compared_reports"], **asked):
        told.append([row[name] for name in COLUMNS])
        owed |= {row["inspection"]} if row["counted"] else set()
    found = compared_forces.reports(ctx, forces)
    by_name = {(report, force): others for report, force, *others in told}
    assert by_name == {(row["inspection"], row["force"]): [row[name] for name in COLUMNS[2:]] for row in found}
    assert len(by_name) == len(told) == len(found)
    assert [row["inspection"] for row in found] == [report for report, *_ in told]  # the newest first
    given = {force: compared_forces.given(ctx, force) for force in forces}
    answered = set.intersection(*map(set, given.values()))
    titles = {row["code"]: row["title"] for row in ctx.rows("SELECT code, title FROM code_acceptance")}
    assert Counter(
        (row["inspection"], row["number_key"], row["force"], row["acceptance"], row["differs"])
        for row in ctx.rows(QUERIED["compared_recommendations"], **asked)
    ) == Counter(
        (*key, force, titles[given[force][key]], int(len({own[key] for own in given.values()}) > 1))
        for key in answered
        for force in forces
    )
    became = Counter((row["force"], row["outcome"]) for row in ctx.rows(QUERIED["compared_promises"], **asked))
    counts: Counter[tuple[str, str]] = Counter()
    for force in forces:
        for report, outcomes in compared_forces.outcomes(ctx, force).items():
            counts.update({(force, outcome): n for outcome, n in outcomes.items() if report in owed})
    assert counts == became
    return len(told)


@pytest.mark.slow
def test_what_is_kept_of_each_force_makes_what_the_queries_say(demonstration: Project, three: Project) -> None:
    kinds: Counter[bool] = Counter()
    for made, groups in (
        (demonstration, [["kent", "surrey"], ["cumbria", "west-mercia", "gwent", "kent"], ["surrey", "kent"]]),
        (three, [["kent", "sussex"], ["sussex", "kent", "surrey"], ["kent", "norfolk"]]),
    ):
        with closing(sqlite3.connect(made.database)) as connection:
            search.register_functions(connection)
            ctx = PageContext(connection, {}, {})
            kinds.update(same_by_query(ctx, forces) > 0 for forces in groups)
    assert kinds == {True: 5, False: 1}  # Norfolk's body answered nothing there


def test_two_forces_are_counted_over_the_same_reports_and_each_number_leads_to_its_list(get: Any) -> None:
    found = page(get, "/compare?force=kent&force=sussex")
    assert words(found.xpath("//h1")[0]) == "Kent answered faster; Sussex accepted more"
    assert "13 reports that both policing bodies had to answer" in words(found)
    told = {
        tuple(words(name) for name in section.xpath('.//p[@class="side-name"]')): [
            [words(link) for link in one.xpath(".//a")] for one in section.xpath('.//div[@class="vs sides"]/div')
        ]
        for section in found.xpath('//section[@aria-labelledby="timely"]')
    }
    assert told == {
        ("Kent", "Sussex"): [
            ["10 on time", "1 late", "1 overdue", "1 not known"],
            ["7 on time", "4 late", "2 overdue"],
        ]
    }
    # Kent's day is known or its response overdue on all but the one of which only the month is known.
    typical = [words(one) for one in found.xpath('//section[@aria-labelledby="typical"]//p[@class="num"]')]
    assert typical == ["Day 35.5", "Day 56"]
    assert "Over the 12 reports" in words(found.xpath('//section[@aria-labelledby="typical"]')[0])
    assert "Kent was the earlier one on 11 of them, Sussex on 0." in words(found)
    (accepted,) = found.xpath('//section[@aria-labelledby="accepted"]')
    assert [words(one) for one in accepted.xpath('.//p[@class="num"]')] == ["5 of 10 50%", "9 of 10 90%"]
    promised = [words(one) for one in found.xpath('//section[@aria-labelledby="promised"]//p[@class="small"]')]
    assert promised == [
        "1 reported complete , 1 past its date , 1 with the date ahead , 1 overtaken or given up",
        "1 past its date",
    ]
    links = found.xpath('//section[contains(@class, "vsrow")]//div[@class="vs sides"]//a')
    assert len(links) > 15
    for link in links:
        assert len(rows(get, link.get("href"))) == int(words(link).split()[0]), link.get("href")
    for link in found.xpath(
        '//section[contains(@class, "vsrow")]/p/a | //main/p/a[contains(@href, "compared_reports")]'
    ):
        assert len(rows(get, link.get("href"))) == 2 * int(words(link).split()[0]), link.get("href")


def test_what_is_not_due_or_not_owed_is_not_counted(tmp_path: Path) -> None:
    """Thirteen reports: the last came out three days ago, and to the one before Kent's body owed no response."""
    made = compared(tmp_path, {"kent": KENT, "sussex": SUSSEX}, newest=datetime.now(UTC).date() - timedelta(3))
    settings = (tmp_path / "opcc.yml").read_text(encoding="utf-8")
    silence = "silences:\n  - force: kent\n    inspection: invented-11\n    reason: not_required\n"
    (tmp_path / "opcc.yml").write_text(settings + silence, encoding="utf-8")
    made = project_at(tmp_path)
    assert not build(made).rejected
    with asking(made) as get:
        found = page(get, "/compare?force=kent&force=sussex")
        assert "11 reports that both policing bodies had to answer" in words(found)
        told = [
            row["inspection"] for row in rows(get, "/opcc/compared_reports?forces=kent+sussex&counted=1&force=kent")
        ]
        assert sorted(told) == [f"invented-{n:02}" for n in range(13) if n not in (11, 12)]
        (kent,) = [row for row in rows(get, "/opcc/compare_forces?sort=&order=") if row["force"] == "kent"]
        assert (kent["reports"], kent["overdue"]) == ("11", "0")


def test_the_same_recommendation_stands_side_by_side_those_first_that_were_not_answered_alike(get: Any) -> None:
    found = page(get, "/compare?force=kent&force=sussex")
    cards = found.xpath('//section[@aria-labelledby="same"]/article')
    assert len(cards) == 2
    assert [words(one) for one in cards[0].xpath(".//h4")] == ["Kent: not accepted", "Sussex: noted"]
    assert "Invented answer of kent to subject 09." in words(cards[0])
    assert cards[0].xpath(".//a/@href")[0] == "/reports/invented-09/recommendations/1"
    assert "/responses/kent-2020-12-31-subject-09#recommendation-1" in cards[0].xpath(".//a/@href")
    assert "Of 10 recommendations" in words(found)
    assert "5 were not answered alike" in words(found)


def test_the_more_forces_the_fewer_recommendations_and_reports_and_lists_have_them_all(
    get: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All forces share what a page can hold: two with room for two have one of each."""
    monkeypatch.setattr(compare, "_ANSWERS_SHOWN", 2)
    monkeypatch.setattr(compare, "_REPORTS_SHOWN", 4)
    monkeypatch.setattr(compare, "_FEWEST_REPORTS", 1)
    monkeypatch.setattr(compare, "_LETTERS", 30)
    monkeypatch.setattr(compare, "_FEWEST_LETTERS", 10)
    found = page(get, "/compare?force=kent&force=sussex&_turn=1")  # one that is not kept
    (card,) = found.xpath('//section[@aria-labelledby="same"]/article')
    assert all(len(words(one)) <= 17 for one in card.xpath('.//p[@class="theirs"]'))  # 15, and that more follows
    assert len(found.xpath('//section[@aria-labelledby="by-report"]/div')) == 2
    assert "All 10 recommendations with their answers" in words(found)


def test_a_few_of_many_are_not_called_all(get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "_ANSWERS_SHOWN", 2)
    monkeypatch.setattr(compare, "_REPORTS_SHOWN", 4)
    monkeypatch.setattr(compare, "_FEWEST_REPORTS", 1)
    few = words(page(get, "/compare?force=kent&force=sussex&_turn=2").xpath("//main")[0])
    assert "1 of them is shown here." in few
    assert re.search(r"The newest 2 of \d+ reports\. All \d+ reports, with dates", few)
    monkeypatch.undo()
    every = words(page(get, "/compare?force=kent&force=surrey&_turn=2").xpath("//main")[0])
    assert "shown here" not in every
    assert "The newest" not in every.replace("The newest cycle", "")


def test_what_is_not_complete_is_not_counted(get: Any) -> None:
    found = page(get, "/compare?force=kent&force=surrey")
    assert words(found.xpath("//h1")[0]) == "Kent and Surrey: 1 report in this dataset answered by both"
    assert "not yet complete for Surrey" in words(found)
    assert not found.xpath('//section[contains(@class, "vsrow")]')
    assert "%" not in words(found.xpath("//main")[0])
    assert [words(one) for one in found.xpath("//article//h4")] == ["Kent: accepted", "Surrey: accepted in part"]
    assert (
        heading(get, "/compare?force=surrey&force=essex")
        == "Surrey and Essex: no report in this dataset answered by both"
    )


def test_forces_without_a_report_in_common_are_told_so(tmp_path: Path) -> None:
    made = compared(tmp_path, {"kent": [], "sussex": []})
    build(made)
    with asking(made) as get:
        assert heading(get) == "Kent and Sussex: no report that both had to answer"
        assert heading(get, "/compare") == "Compare forces: 2 of 43 have complete records"


def test_without_a_response_there_is_a_page(tmp_path: Path) -> None:
    made = project(tmp_path)
    build(made)
    with asking(made) as get:
        assert heading(get) == "Kent and Sussex: no report in this dataset answered by both"
        assert heading(get, "/compare") == "Compare forces: no responses yet"
        table = page(get, "/compare").xpath("//table")[0]
        assert [words(one) for one in table.xpath(".//thead//th")] == ["Force", "Responses held"]
        assert len(table.xpath(".//tbody/tr")) == 43


def test_where_nothing_is_complete_the_page_leads_with_what_there_is(tmp_path: Path) -> None:
    made = compared(tmp_path, {"kent": [30, 40], "sussex": [30]}, coverage=[])
    build(made)
    with asking(made) as get:
        assert heading(get, "/compare") == "Compare forces: 3 responses, and no force has complete records yet"
        assert heading(get) == "Kent and Sussex: 1 report in this dataset answered by both"


SORTS = ("force", "covered_from", "reports", "on_time", "late", "overdue", "cannot_tell", "on_time_percent")
SORTS += ("typical_day", "answered", "accepted", "accepted_percent", "promises_past", "responses")


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("sort", SORTS)
def test_the_table_is_sorted_by_any_heading_and_the_csv_has_what_is_shown(get: Any, sort: str, order: str) -> None:
    found = page(get, f"/compare?sort={sort}&order={order}")
    (table,) = found.xpath("//table")
    heads = table.xpath(".//thead//th")
    places = [n for n, one in enumerate(heads) if one.get("aria-sort")]
    assert [heads[n].get("aria-sort") for n in places] == ["ascending" if order == "asc" else "descending"]
    shown = [line.xpath("./th/a/@href")[0].rpartition("/")[2] for line in table.xpath(".//tbody/tr")]
    (link,) = found.xpath('//a[contains(@href, ".csv")]/@href')
    made = rows(get, link.replace(".csv", ""))
    assert [row["force"] for row in made] == shown
    for line, row in zip(table.xpath(".//tbody/tr"), made, strict=True):
        cells = [words(cell) for cell in line.xpath("./td")]
        told = [row[name] for name in SORTS[1:]]
        for name, cell, value in zip(SORTS[1:], cells, told, strict=True):
            if value == "":
                assert cell == "– not known", (name, cell)
            elif name == "covered_from":
                assert cell == value[:4]
            else:
                assert float(cell.rstrip("%").replace(",", "")) == pytest.approx(float(value), abs=0.05), name
    # What is not known comes last, whatever the order: no force is ranked whose records are not complete.
    if sort not in ("force", "responses"):
        known = [row[sort] != "" for row in made]
        assert known == sorted(known, reverse=True)
        assert {row["force"] for row in made if row["reports"] != ""} == {"kent", "sussex"}
        values = [float(row[sort].replace("-", "")) for row in made if row[sort] != ""]
        assert values == sorted(values, reverse=order == "desc")


@pytest.mark.parametrize(
    ("days", "reports", "percent", "typical"),
    [
        ([40] * 9, "9", "", ""),
        ([40] * 10, "10", "100.0", "40.0"),
        ([40, 40, 40, 40, 40, 50, 50, 50, 50, None], "10", "90.0", "45.0"),
        # The middle lies between a day and a response that is overdue.
        ([40, 40, 40, 40, 40, None, None, None, None, None], "10", "50.0", ""),
    ],
)
def test_a_rate_and_a_typical_day_need_ten_cases(
    tmp_path: Path, days: list[Day], reports: str, percent: str, typical: str
) -> None:
    made = compared(tmp_path, {"kent": days})
    assert not build(made).rejected
    with asking(made) as get:
        (kent,) = [row for row in rows(get, "/opcc/compare_forces?sort=&order=") if row["force"] == "kent"]
        assert (kent["reports"], kent["on_time_percent"], kent["typical_day"]) == (reports, percent, typical)
        answered = sum(day is not None for day in days)
        assert kent["accepted_percent"] == ("100.0" if answered >= 10 else "")


def test_each_number_of_the_table_leads_to_what_it_counts(get: Any) -> None:
    (line,) = page(get, "/compare").xpath('//tbody/tr[th/a/@href="/forces/kent"]')
    assert [words(cell) for cell in line.xpath("./td")] == [
        *("2019", "13", "10", "1", "1", "1", "83%", "35.5", "12", "6", "50%", "1", "12"),
    ]
    links = [link for link in line.xpath("./td/a") if link.get("href").startswith("/opcc/")]
    assert len(links) == 8
    for link in links:
        assert len(rows(get, link.get("href"))) == int(words(link)), link.get("href")
    (surrey,) = page(get, "/compare").xpath('//tbody/tr[th/a/@href="/forces/surrey"]')
    assert Counter(words(cell) for cell in surrey.xpath("./td")) == {"– not known": 12, "1": 1}


def test_one_force_asks_for_a_second_and_what_is_wrong_is_said(get: Any) -> None:
    one = page(get, "/compare?force=kent")
    assert "Choose a second force to compare with Kent Police." in words(one)
    (first, second) = one.xpath('//select[@name="force"]')
    assert first.xpath("./option[@selected]/@value") == ["kent"]
    assert not second.xpath("./option[@selected]")
    assert heading(get, "/compare?force=kent&force=sussex&force=&force=kent") == heading(get)
    many = "&".join(f"force={force}" for force in ("kent", "sussex", "surrey", "essex", "norfolk", "suffolk", "dorset"))
    for query in ("force=nowhere", many, "sort=colour", "order=up"):
        assert get(f"/compare?{query}").status_code == 400, query
    six = page(get, f"/compare?{many.removesuffix('&force=dorset')}")
    assert len(six.xpath('//select[@name="force"]')) == 6
