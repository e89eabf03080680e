"""The lists: a heading for every case, every order, what a CSV of them holds, and how long they are on a phone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from lxml import html

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.site.pages.lists import SIZE_WITH_TEXTS
from opcc_opendata.site.views import PAGE_SIZE
from tests.demonstrations import small_demonstration
from tests.figures import words
from tests.projects import project, record
from tests.test_feeds import Get, asking
from tests.test_server import serving

RECORDS = 250
LISTS = {
    "/responses": ("date", "body", "report", "days"),
    "/outstanding": ("days", "deadline", "body", "report"),
    "/refused": ("body", "report", "date"),
    "/promises": ("days", "body", "report"),
    "/timeliness": ("body", "on_time", "late", "cannot_tell", "does_not_apply", "reports"),
    "/reports": ("report", "date", "type", "responses", "overdue"),
    "/forces": ("force", "region", "responses", "overdue", "newest"),
}
COLUMNS = {
    "body": "policing_body_name",
    "report": "report_title",
    "deadline": "last_lawful_day",
    "type": "type_title",
    "force": "force_name",
    ("/responses", "days"): "day_number",
    ("/outstanding", "days"): "days_overdue",
    ("/promises", "days"): "days_past",
    ("/reports", "date"): "published",
}
TALLEST = dict.fromkeys(LISTS, 4_700) | {
    "/reports": 5_000,
    "/changes": 4_700,
    "/compare": 4_500,
    "/compare?force=surrey&force=norfolk": 5_500,
    "/data": 5_600,
    "/opcc": 4_700,
}
"""Pixels on a phone, at most."""
PHONE = {"width": 375, "height": 800}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A smaller demonstration: every force, and a claim to hold everything."""
    return small_demonstration(tmp_path_factory.mktemp("lists"), RECORDS)


@pytest.fixture(scope="module")
def get(made: Project) -> Iterator[Get]:
    with asking(made) as get:
        yield get


@pytest.fixture(scope="module")
def served(made: Project) -> Iterator[httpx.Client]:
    with serving("--project", made.root, "--no-build") as client:
        yield client


def shown(get: Get, path: str) -> Any:
    answer = get(path)
    assert answer.status_code == 200, (path, answer.text[:300])
    return html.fromstring(answer.text)


def rows_of(get: Get, path: str, pages: int = 100) -> list[str]:
    """What each row of a list leads to first, on its first page and those after it."""
    found = []
    while path and pages:
        page, pages = shown(get, path), pages - 1
        items = page.xpath('//ol[@class="rows"]/li | //main/table/tbody/tr')
        found += [item.xpath(".//*[self::h2 or self::h3 or self::th]//a/@href")[0] for item in items]
        following = page.xpath('//nav[@class="pages"]/a[@rel="next"]/@href')
        path = path.partition("?")[0] + following[0] if following else ""
    return found


def csv_of(get: Get, path: str) -> list[dict[str, str]]:
    link = shown(get, path).xpath('//p[@class="which"]/a[contains(@href, ".csv")]/@href')[0]
    return list(csv.DictReader(io.StringIO(get(link).text, newline="")))


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, names in LISTS.items() for name in names])
def test_a_heading_sorts_the_page_and_its_csv_both_ways(get: Get, path: str, name: str) -> None:
    orders = []
    for sort in (name, f"-{name}"):
        page = shown(get, f"{path}?sort={sort}")
        sorted_by = page.xpath('//th[@aria-sort] | //ul[@class="sorts"]//a[@aria-current]')
        assert len(sorted_by) == 1
        assert ("descending" if sort[0] == "-" else "ascending") in html.tostring(sorted_by[0]).decode()
        rows = csv_of(get, f"{path}?sort={sort}")
        listed = rows_of(get, f"{path}?sort={sort}", pages=2)
        assert len(listed) in (len(rows), 2 * PAGE_SIZE, 2 * SIZE_WITH_TEXTS)
        for row, link in zip(rows[: len(listed)], listed, strict=True):
            names = {row.get("response"), row.get("inspection"), row.get("force")} - {None}
            assert any(one and f"/{one}" in link for one in names), (row, link)
        column = COLUMNS.get((path, name)) or COLUMNS.get(name, name)
        if column == "date":
            values = [row["response_published"] if "response_published" in row else row["published"] for row in rows]
            values = [value or row["letter_date"] for value, row in zip(values, rows, strict=True)]
        else:
            values = [row[column] for row in rows]
        known = [int(value) if value.isdigit() else value.lower() for value in values if value]
        assert known == sorted(known, reverse=sort[0] == "-")  # type: ignore[type-var]
        assert not any(values[len(known) :]), "what has no value comes last"
        orders.append(sorted(tuple(row.items()) for row in rows))
    assert orders[0] == orders[1] == sorted(tuple(row.items()) for row in csv_of(get, path))
    back = shown(get, f"{path}?sort={name}").xpath(
        '//th[@aria-sort]/a/@href | //a[@aria-current="true"][ancestor::ul[@class="sorts"]]/@href'
    )
    assert f"sort={name}" not in back[0], "the heading turns the order round"


@pytest.mark.heavy
@pytest.mark.parametrize("path", ["/outstanding", "/refused", "/promises"])
def test_the_rows_of_a_force_are_the_same_whether_the_whole_list_is_known_or_not(made: Project, path: str) -> None:
    """What is known of a whole list is not asked again for each force in it."""
    addresses = [
        f"{path}?{urlencode({'force': force, 'sort': sort, 'page': page})}"
        for force in ("kent", "norfolk", "metropolitan", "city-of-london")
        for sort in ("", *(f"{sign}{name}" for name in LISTS[path] for sign in ("", "-")))
        for page in (1, 2)
    ]
    with asking(made) as get:
        alone = {address: get(address).text for address in addresses}
    with asking(made) as get:
        for name in LISTS[path]:
            assert get(f"{path}?sort={name}").status_code == get(f"{path}?sort=-{name}").status_code == 200
        assert get(path).status_code == 200
        assert {address: get(address).text for address in addresses} == alone


def test_the_front_page_answers_after_a_list_has(get: Get) -> None:
    for path in ("/responses", "/", "/forces", "/responses", "/"):
        assert get(path).status_code == 200, path


def test_an_order_that_there_is_not_is_told(get: Get) -> None:
    answer = get("/refused?sort=colour")
    assert answer.status_code == 400
    assert "“colour”" in words(html.fromstring(answer.text))


@pytest.mark.parametrize("path", ["/responses", "/refused"])
def test_the_pages_of_a_list_give_every_row_once(get: Get, path: str) -> None:
    listed = rows_of(get, f"{path}?sort=report")
    assert len(listed) == len(set(listed)) == len(csv_of(get, path))


@pytest.mark.parametrize("path", ["/responses", "/outstanding", "/refused", "/promises", "/timeliness"])
def test_a_list_is_narrowed_by_force_body_and_year_together(get: Get, path: str) -> None:
    rows = csv_of(get, path)
    first = next(row for row in rows if row.get("report_published") or path == "/timeliness")
    year = (first.get("report_published") or "")[:4]
    narrowed = f"{path}?force={first['force']}&body={first['policing_body']}&year={year}"
    page = shown(get, narrowed)
    assert [words(chip).partition(" ×")[0] for chip in page.xpath('//ul[@class="chips"][1]/li')][:2] == [
        first["force_name"],
        first["policing_body_name"],
    ]
    made = csv_of(get, narrowed)
    assert {row["policing_body"] for row in made} == {first["policing_body"]}
    if path == "/timeliness":
        return
    expected = [
        row
        for row in rows
        if row["policing_body"] == first["policing_body"]
        and row.get("report_year", row["report_published"])[:4] == year
    ]
    assert made == expected
    assert len(rows_of(get, narrowed)) == len(expected)


@pytest.mark.parametrize("path", LISTS)
def test_nothing_fits_leads_to_the_whole_list(get: Get, path: str) -> None:
    if path == "/forces":
        return
    page = shown(get, f"{path}?year=1999")
    assert page.xpath('//div[@class="empty"]//a/@href') == [path]
    assert not re.search(r"\b[1-9]", words(page.xpath("//h1")[0]).replace("56", ""))


# --- headings that are true for none, one, many and not known


COVERAGE = "coverage:\n  - policing_body: kent-pcc\n    from: 2023-01-01\n    to: 2023-01-02\n"
REFUSED = "\n  - number: '{n}'\n    kind: recommendation\n    answer: {{acceptance: not_accepted}}"
PROMISED = (
    "\n  - number: '{n}'\n    kind: recommendation\n    answer: {{body_action: Invented., target_date: 2020-01-31}}"
)


def headings(folder: Path, items: str, settings: str = "", count: int = 1) -> dict[str, str]:
    more = {"recommendations": items} if items else {}
    records = {f"2019-02-26-fixture{n}.yaml": record(f"2019-02-26-fixture{n}", **more) for n in range(count)}
    made = project(folder, records, settings)
    assert build(made).built
    with asking(made) as get:
        return {path: words(shown(get, path).xpath("//h1")[0]) for path in LISTS}


def test_headings_where_there_is_nothing(tmp_path: Path) -> None:
    found = headings(tmp_path, "", count=0)
    assert found == {
        "/responses": "No responses",
        "/outstanding": "Overdue responses: not known",
        "/refused": "No recommendation or other finding is known to be refused",
        "/promises": "No promise is known to be past its date",
        "/timeliness": "No answers to reports yet",
        "/reports": found["/reports"],
        "/forces": "Responses for none of the 43 forces yet",
    }


def test_headings_where_there_is_one_of_each(tmp_path: Path) -> None:
    found = headings(tmp_path, REFUSED.format(n=1) + PROMISED.format(n=2), COVERAGE)
    assert found["/responses"] == "1 response"
    assert found["/outstanding"] == "No response is known to be overdue"
    assert found["/refused"] == "1 recommendation or other finding refused"
    assert found["/promises"] == "1 promise past its date"
    assert found["/timeliness"] == "1 answer to a report"
    assert found["/forces"] == "Responses for 1 of 43 forces"


def test_answers_by_two_bodies_to_one_report_are_not_called_reports(tmp_path: Path) -> None:
    kent = record("2019-03-01-other", force="kent", policing_body="kent-pcc").replace("id: norfolk-", "id: kent-")
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(), "kent/2019-03-01-other.yaml": kent})
    assert build(made).built
    with asking(made) as get:
        assert words(shown(get, "/timeliness").xpath("//h1")[0]) == "2 answers to reports"
        assert words(shown(get, "/reports?sort=-responses").xpath("//tbody/tr[1]/td")[-2]) == "2"
        for path in (*LISTS, "/", "/compare", "/charts"):
            found = re.findall(r"[0-9][0-9,]* reports?", words(shown(get, path).xpath("//main")[0]))
            assert path == "/reports" or all(of.startswith("1 ") for of in found), (path, found)


def test_headings_where_there_are_many(tmp_path: Path) -> None:
    items = "".join(part.format(n=n) for n, part in enumerate((REFUSED, PROMISED, REFUSED, PROMISED), 1))
    found = headings(tmp_path, items)
    assert found["/refused"] == "2 recommendations and other findings refused"
    assert found["/promises"] == "2 promises past their date"


def test_what_is_not_covered_is_not_called_in_order(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()}, COVERAGE)
    assert build(made).built
    with asking(made) as get:
        for path in ("/outstanding?force=norfolk", "/outstanding?body=norfolk-pcc"):
            text = words(shown(get, path).xpath("//main")[0])
            assert "Overdue responses: not known" in text
            assert "not yet complete, so it is not known whether any response is overdue" in text


# --- as a person does it


@pytest.mark.browser
@pytest.mark.parametrize(("path", "most"), TALLEST.items())
def test_a_page_is_short_on_a_phone_and_does_not_scroll_sideways(
    served: httpx.Client, browser: Any, path: str, most: int
) -> None:
    """Without JavaScript. `most` is some lines more than the page has with these records."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    tab = context.new_page()
    assert tab.goto(f"{served.base_url}{path[1:]}").status == 200
    assert tab.locator(".rows > li, tbody tr, .lines > li, .entries > li").count() > 5
    assert tab.locator("html").evaluate("page => page.scrollHeight") < most
    assert tab.locator("html").evaluate("page => page.scrollWidth") == 375
    context.close()


@pytest.mark.parametrize(("said", "silent", "sentence"), [(10, 5, "10 of 10"), (9, 5, ""), (0, 12, "")])
@pytest.mark.parametrize("page", ["/forces/norfolk", "/reports/invented-report"])
def test_how_many_are_accepted_is_counted_where_the_answer_says_and_from_ten_on(
    tmp_path: Path, page: str, said: int, silent: int, sentence: str
) -> None:
    answers = ["accepted"] * said + ["not_stated"] * silent
    recommendations = "".join(
        f"\n  - {{number: '{n}', kind: recommendation, text: Text {n}, answer: {{acceptance: {one}, body_action: A}}}}"
        for n, one in enumerate(answers, 1)
    )
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(recommendations=recommendations)})
    assert build(made).built
    with asking(made, downloads=False) as get:
        found = [words(item) for item in html.fromstring(get(page).text).xpath('//ul[@class="findings"]/li/strong')]
    assert [one for one in found if " of " in one] == [sentence] * bool(sentence)


@pytest.mark.parametrize("page", ["/forces/norfolk", "/reports/invented-report"])
def test_a_verdict_has_the_same_words_on_a_page_as_in_the_lists(tmp_path: Path, page: str) -> None:
    undated = record(inspections="\n  - id: invented-report\n    title: Invented\n    published: 2019-02-26")
    early = record(
        "2013-03-02-early", inspections="\n  - id: invented-early\n    title: Early\n    published: 2013-03-02"
    )
    made = project(tmp_path, {"2019-02-26-fixture.yaml": undated, "2013-03-02-early.yaml": early})
    assert build(made).built
    with asking(made, downloads=False) as get:
        shown = words(html.fromstring(get(page).text).xpath("//main")[0])
    assert "Not known" in shown
    assert ("Before the 56-day rule" in shown) == (page == "/forces/norfolk")
    assert not re.search("Cannot tell|Does not apply", shown)


@pytest.mark.parametrize(("published", "says"), [("2019-03-01", ""), ("2019-09-01", "CSV of the late response")])
def test_a_csv_of_late_responses_is_offered_where_there_are_some(tmp_path: Path, published: str, says: str) -> None:
    late = record(
        inspections="\n  - id: invented-report\n    title: Invented\n    published: 2019-02-26",
        dates=f"\n  published: {published}",
    )
    made = project(tmp_path, {"2019-02-26-fixture.yaml": late})
    assert build(made).built
    with asking(made, downloads=False) as get:
        shown = words(html.fromstring(get("/timeliness").text).xpath("//main")[0])
    assert says in shown
    assert ("CSV of the" in shown) == bool(says)
