"""Inspectors' grades: each counted once, cycle by cycle, and one force's over time."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from opcc_opendata.counting import CountableResponse, GivenGrade, current_grades, statuses, step_of
from opcc_opendata.database import build
from tests.figures import words
from tests.projects import project, record
from tests.test_feeds import asking

FOUR = ("outstanding", "good", "requires_improvement", "inadequate", "not_graded")
FIVE = ("outstanding", "good", "adequate", "requires_improvement", "inadequate")


def response(name: str, published: str, *replaces: str, withdrawn: bool = False) -> CountableResponse:
    return CountableResponse(name, "kent", "kent-pcc", "full", published, None, withdrawn, replaces, (), ())


def grade(name: str, of: str, value: str, cycle: str | None = "peel_2021_22") -> GivenGrade:
    return GivenGrade(name, of, "a-report", cycle, "investigating-crime", value)


def test_a_grade_that_two_responses_repeat_is_one_grade() -> None:
    responses = [response("first", "2022-05-01"), response("second", "2022-08-01")]
    given = [grade("g1", "first", "good"), grade("g2", "second", "good")]
    (counted,) = current_grades(given, responses, statuses(responses))
    assert (counted.grade.id, counted.others) == ("g2", ())


def test_the_newest_response_has_the_grade_and_the_other_is_named() -> None:
    responses = [response("new", "2022-08-01"), response("old", "2022-05-01")]
    given = [grade("g1", "new", "adequate"), grade("g2", "old", "good")]
    (counted,) = current_grades(given, responses, statuses(responses))
    assert (counted.grade.grade, counted.others) == ("adequate", ("good",))


@pytest.mark.parametrize("gone", ["replaced", "withdrawn"])
def test_what_was_replaced_or_withdrawn_gives_no_grade(gone: str) -> None:
    later = response("later", "2022-08-01", *(("first",) if gone == "replaced" else ()))
    responses = [response("first", "2022-05-01", withdrawn=gone == "withdrawn"), later]
    assert current_grades([grade("g1", "first", "good")], responses, statuses(responses)) == []


def test_two_cycles_are_two_grades() -> None:
    responses = [response("one", "2022-05-01")]
    given = [grade("g1", "one", "good"), grade("g2", "one", "good", "peel_2018_19"), grade("g3", "one", "good", None)]
    assert len(current_grades(given, responses, statuses(responses))) == 3


@pytest.mark.parametrize(
    ("value", "scale", "step"),
    [
        ("inadequate", FOUR, (1, 4)),
        ("good", FOUR, (3, 4)),
        ("good", FIVE, (4, 5)),
        ("adequate", FIVE, (3, 5)),
        ("outstanding", FIVE, (5, 5)),
        ("not_graded", FOUR, None),
        ("adequate", FOUR, None),
        ("good", (), None),
    ],
)
def test_a_step_is_one_of_its_own_cycle(value: str, scale: tuple[str, ...], step: tuple[int, int] | None) -> None:
    assert step_of(value, scale) == step


# --- the pages


def graded(name: str, day: str, *grades: tuple[str | None, str, str], **changes: str) -> str:
    """A response to a report of one day that gives some grades: cycle, question, grade."""
    lines = f"\n  - id: peel-{day}\n    title: Invented PEEL report of {day}\n    published: {day}\n    type: peel"
    lines += "\n    grades:" if grades else ""
    for cycle, question, value in grades:
        lines += f"\n      - question: {question}\n        grade: {value}"
        lines += f"\n        cycle: {cycle}" if cycle else ""
    return record(name, inspections=lines, **changes)


PROMISE = """
  - number: "1"
    kind: recommendation
    text: Invented.
    answer:
      acceptance: accepted
      body_action: Invented.
      target_date: 2020-06-01
    progress:
      - date: 2020-05-01
        status: reported_complete
  - number: "2"
    kind: recommendation
    text: Invented.
    answer:
      acceptance: not_accepted
      no_action_reason: Invented.
      target_date: 2020-06-01"""

CASES = {
    "2017-03-02-a.yaml": graded("2017-03-02-a", "2017-03-02", ("peel_2016", "Effectiveness", "good")),
    "2018-03-22-b.yaml": graded("2018-03-22-b", "2018-03-22", ("peel_2017", "Effectiveness", "good")),
    "2019-09-27-c.yaml": graded(
        "2019-09-27-c",
        "2019-09-27",
        ("peel_2018_19", "Investigating crime", "requires_improvement"),
        ("peel_2018_19", "Armed policing", "not_graded"),
    ),
    "2020-02-05-d.yaml": graded("2020-02-05-d", "2020-02-05", recommendations=PROMISE),
    "2022-04-28-e.yaml": graded(
        "2022-04-28-e",
        "2022-04-28",
        ("peel_2021_22", "Investigating crime", "adequate"),
        ("peel_2021_22", "Preventing crime", "outstanding"),
        recommendations=PROMISE.replace("2020-06-01", "2024-06").replace("2020-05-01", "2022-06-01"),
    ),
    "2022-05-05-f.yaml": graded("2022-05-05-f", "2022-05-05", (None, "Recording crime", "good")),
}


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = project(tmp_path_factory.mktemp("grades"), CASES)
    outcome = build(made)
    assert not outcome.rejected, [str(one) for one in outcome.problems]
    with asking(made) as asked:
        yield asked


def page(get: Any, path: str) -> Any:
    answer = get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def heading(get: Any, path: str) -> str:
    (found,) = page(get, path).xpath("//h1")
    return " ".join(found.text_content().split())


def rows(get: Any, path: str) -> list[dict[str, str]]:
    answer = get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/grades", "6 grades from inspectors, for 1 force"),
        ("/grades?force=norfolk", "Norfolk Constabulary: 1 outstanding, 1 adequate in PEEL 2021/22"),
        ("/grades?force=kent", "Kent Police: no grade in this dataset"),
        ("/grades?question=investigating-crime", "Investigating crime: 1 adequate in PEEL 2021/22"),
        ("/grades?question=armed-policing", "Armed policing: no grade in this dataset"),
        ("/grades?force=norfolk&question=effectiveness", "Norfolk Constabulary, Effectiveness: 1 good in PEEL 2017"),
        ("/grades?force=norfolk&question=recording-crime", "Norfolk Constabulary, Recording crime: 1 grade"),
    ],
)
def test_the_heading_says_what_was_found(get: Any, path: str, says: str) -> None:
    assert heading(get, path) == says


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/grades", "1 more entry is a question without a grade."),
        ("/grades?force=norfolk", "1 more entry is a question without a grade."),
        ("/grades?question=armed-policing", "1 more entry is a question without a grade."),
        ("/grades?question=investigating-crime", ""),
    ],
)
def test_what_is_not_graded_is_listed_and_counted_as_no_grade(get: Any, path: str, says: str) -> None:
    found = words(page(get, path).xpath("//main")[0])
    assert ("without a grade" in found) == bool(says)
    assert says in found
    assert ("Not graded" in found) == bool(says)


def test_without_a_grade_the_page_says_what_would_be_there(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    build(made)
    with asking(made) as get:
        assert heading(get, "/grades") == "No grades yet"
        assert "from the responses in this dataset" in words(page(get, "/grades").xpath("//main")[0])


def test_the_newest_three_cycles_come_first_and_all_on_request_each_apart(get: Any) -> None:
    three = ["PEEL 2017 four grades", "PEEL 2018/19 four grades", "PEEL 2021/22 five grades"]
    for path, cycles in (
        ("/grades?force=norfolk", three),
        ("/grades?force=norfolk&cycles=all", ["PEEL 2016 four grades", *three]),
    ):
        found = page(get, path)
        heads = found.xpath('//table[contains(@class, "grades")]/thead/tr/th')[1:]
        assert [words(one) for one in heads] == cycles
        assert [one.get("class", "") for one in heads] == ["", *["new"] * (len(cycles) - 1)]
        for cell in found.xpath('//td[@data-name="PEEL 2021/22"]//span[@class="meter"]'):
            assert len(cell) == 5
        for cell in found.xpath('//td[@data-name="PEEL 2018/19"]//span[@class="meter"]'):
            assert len(cell) == 4
    (more,) = page(get, "/grades?force=norfolk").xpath('//a[contains(@href, "cycles=all")]')
    assert words(more) == "Show all cycles: 1 more"


def test_boxes_show_the_place_on_the_cycles_own_scale_and_the_word_stands_beside_them(get: Any) -> None:
    found = page(get, "/grades?force=norfolk")
    shown = {}
    for line in found.xpath('//table[contains(@class, "grades")]/tbody/tr'):
        for cell in line.xpath("./td[.//span[@class='word']]"):
            full = len(cell.xpath('.//i[@class="at"]'))
            shown[words(line[0]), cell.get("data-name")] = (full, words(cell.xpath('.//span[@class="word"]')[0]))
    assert shown["Investigating crime", "PEEL 2018/19"] == (2, "Requires improvement")
    assert shown["Investigating crime", "PEEL 2021/22"] == (3, "Adequate")
    assert shown["Preventing crime", "PEEL 2021/22"] == (5, "Outstanding")
    assert shown["Armed policing", "PEEL 2018/19"] == (0, "Not graded")
    (outside,) = found.xpath('//section[@aria-labelledby="outside"]//tbody/tr')
    assert words(outside).startswith("Recording crime Good")
    assert not outside.xpath('.//span[@class="meter"]')


def test_the_csv_has_what_is_shown(get: Any) -> None:
    for path, count in (("/grades?force=norfolk", 6), ("/grades?force=norfolk&cycles=all", 7), ("/grades", 7)):
        (link,) = page(get, path).xpath('//a[contains(@href, ".csv")]/@href')
        assert len(rows(get, link)) == count, path
    (link,) = page(get, "/grades?question=investigating-crime").xpath('//a[contains(@href, ".csv")]/@href')
    assert {row["question"] for row in rows(get, link)} == {"Investigating crime"}
    (link,) = page(get, "/grades?force=norfolk").xpath('//a[contains(@href, ".json")]/@href')
    assert len(get(link).json()) == 6


def test_few_grades_are_listed_one_by_one(get: Any) -> None:
    lines = page(get, "/grades").xpath("//table/tbody/tr")
    assert len(lines) == 7
    assert words(lines[0]).startswith("Norfolk Constabulary Armed policing PEEL 2018/19 Not graded")


def test_many_are_counted_by_question_and_each_number_leads_to_its_grades(tmp_path: Path) -> None:
    scale = ("outstanding", "good", "adequate", "requires_improvement", "inadequate")
    records = {
        f"{year}-0{month}-01-a.yaml": graded(
            f"{year}-0{month}-01-a",
            f"{year}-0{month}-01",
            (cycle, "Investigating crime", scale[month % len(scale)] if year == 2022 else "good"),
            (cycle, "Preventing crime", "good"),
        )
        for year, cycle in ((2015, "peel_2014"), (2016, "peel_2015"), (2019, "peel_2018_19"), (2022, "peel_2021_22"))
        for month in range(1, 8)
    }
    made = project(tmp_path, records)
    assert not build(made).rejected
    with asking(made) as get:
        found = page(get, "/grades")
        assert [words(one) for one in found.xpath("//h2")] == ["PEEL 2021/22", "PEEL 2018/19", "PEEL 2015"]
        (newest,) = found.xpath('//section[@aria-labelledby="peel_2021_22"]')
        heads = ["Question", "Outstanding", "Good", "Adequate", "Requires improvement", "Inadequate"]
        assert [words(one) for one in newest.xpath(".//thead//th")] == heads
        told = {words(line[0]): [words(cell) for cell in line[1:]] for line in newest.xpath(".//tbody/tr")}
        assert told == {"Investigating crime": ["1", "2", "2", "1", "1"], "Preventing crime": ["0", "7", "0", "0", "0"]}
        for link in found.xpath("//section//td/a"):
            table, _, query = link.get("href").partition("?")
            assert len(rows(get, f"{table}.csv?{query}")) == int(words(link))
        (link,) = found.xpath('//a[contains(@href, ".csv")]/@href')
        assert len(rows(get, link)) == 42
        assert len(page(get, "/grades?cycles=all").xpath("//h2")) == 4


def test_questions_in_letters_that_no_address_has_are_two(tmp_path: Path) -> None:
    grades = (("peel_2021_22", '"Преступность"', "good"), ("peel_2021_22", '"Полиция"', "inadequate"))
    made = project(tmp_path, {"2022-04-28-a.yaml": graded("2022-04-28-a", "2022-04-28", *grades)})
    assert not build(made).rejected
    with asking(made) as get:
        assert heading(get, "/grades?force=norfolk") == "Norfolk Constabulary: 1 good, 1 inadequate in PEEL 2021/22"
        links = page(get, "/grades?force=norfolk").xpath("//tbody/tr/th/a/@href")
        assert [heading(get, link) for link in links] == [
            "Полиция: 1 inadequate in PEEL 2021/22",
            "Преступность: 1 good in PEEL 2021/22",
        ]


def test_over_time_tells_what_was_recommended_and_promised_until_the_next_grades(get: Any) -> None:
    found = page(get, "/grades?force=norfolk&cycles=all")
    told = {
        one.xpath("./p/a/@href")[0]: [words(line) for line in one.xpath('.//div[@class="between"]/ul/li')]
        for one in found.xpath('//ol[contains(@class, "graded")]/li')
    }
    assert list(told) == [f"/reports/peel-{day}" for day in ("2022-04-28", "2019-09-27", "2018-03-22", "2017-03-02")]
    expected = [
        "2 recommendations and other findings",
        "1 accepted by the policing body",
        "1 not accepted",
        "1 promise with a date",
        "1 of these promises reported complete",
    ]
    assert told["/reports/peel-2022-04-28"] == expected
    assert told["/reports/peel-2019-09-27"] == expected
    assert told["/reports/peel-2018-03-22"] == ["0 recommendations and other findings", "0 promises with a date"]
    for link in found.xpath('//div[@class="between"]/ul/li/a'):
        path, _, query = link.get("href").partition("?")
        assert len(rows(get, f"{path}.csv?{query}")) == int(words(link).split()[0])


def test_a_forces_page_has_its_grades_and_leads_to_them(get: Any) -> None:
    found = page(get, "/forces/norfolk")
    (link,) = found.xpath('//a[@href="/grades?force=norfolk"]')
    assert words(link) == "All 6 grades over time, and what was recommended and promised in between"
    assert not page(get, "/forces/kent").xpath('//a[@href="/grades?force=kent"]')


def test_what_there_is_not_is_said(get: Any) -> None:
    for query, value in (("force=nowhere", "nowhere"), ("question=nothing", "nothing"), ("cycles=some", "some")):
        answer = get(f"/grades?{query}")
        assert answer.status_code == 400
        assert f"“{value}”" in words(html.fromstring(answer.text).xpath("//main")[0])


def test_in_welsh_the_grades_have_their_welsh_names(get: Any) -> None:
    found = page(get, "/cy/grades?force=norfolk")
    shown = [words(one) for one in found.xpath('//span[@class="word"]')]
    assert shown
    assert not {"Outstanding", "Good", "Adequate", "Requires improvement"} & set(shown)


def test_a_force_has_its_name_in_a_list_whichever_page_was_asked_for_first(get: Any) -> None:
    for path in ("/", "/grades?force=kent", "/", "/responses"):
        assert get(path).status_code == 200
    (option,) = page(get, "/responses").xpath('//option[@value="kent"]')
    assert option.text == "Kent Police"
