"""What changed: the page, its CSV and its feed against a recount, and calendars and feeds that programs can read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.site.views import PAGE_SIZE
from tests.changes_recount import check_changes, recount_events
from tests.figures import Figures
from tests.projects import project, record
from tests.recount import Recount
from tests.test_feeds import Get, asking, events
from tests.test_figures import today
from tests.test_server import serving
from tests.waiting import wait_until

PASSED = "promise_passed"


@pytest.fixture(scope="module")
def made(demonstration: Project) -> Project:
    return demonstration


@pytest.fixture(scope="module")
def get(made: Project) -> Iterator[Get]:
    with asking(made) as get:
        yield get


@pytest.mark.slow
def test_page_csv_and_feed_give_the_events_that_are_recounted(made: Project, get: Get) -> None:
    figures = Figures(get, Recount(made.root, today()))
    check_changes(figures)
    assert figures.compared > 30


@pytest.mark.slow
def test_a_recommendation_and_a_year_narrow_all_three_alike(made: Project, get: Get) -> None:
    own = Recount(made.root, today())
    one = next(one for one in own.promises if one["last"] < own.today and one["report"] and one["number"])
    every = recount_events(own).values()
    of_report = {other["id"] for other in every if other["report"] == one["report"] and other["kind"] == PASSED}
    of_number = {name for name in of_report if f"-recommendation-{one['number']}-2" in name}
    assert 1 < len(of_number) < len(of_report)
    for chosen in (f"report={one['report']}&number={one['number']}", f"report={one['report']}&year={one['year']}"):
        rows = csv_rows(get, f"/opcc/changes.csv?{chosen}&kind={PASSED}")
        feed = Figures(get, own).entries_of(f"/feeds/changes.atom?{chosen}&kind={PASSED}")
        assert list(feed) == [row["id"] for row in rows]
        assert {row["id"] for row in rows} == (of_number if "number" in chosen else of_report)
    numbered = csv_rows(get, f"/opcc/changes.csv?report={one['report']}&number={one['number']}")
    assert {row["id"] for row in numbered if row["kind"] == PASSED} == of_number
    # What was added or withdrawn is about every recommendation of the response.
    others = {row["response"] for row in numbered if row["kind"] != PASSED}
    answering = [name for name in own.records if one["report"] in own.reports(name)]
    having = {
        name
        for name in answering
        if any(item["number"] == one["number"] for item in own.records[name].get("recommendations", []))
    }
    assert {row["kind"] for row in numbered} >= {"added", PASSED}
    assert others == having - own.withdrawn
    assert not csv_rows(get, f"/opcc/changes.csv?report={one['report']}&year=1999")


def test_an_entry_names_the_body_the_force_the_report_and_the_day(get: Get) -> None:
    rows = {row["id"]: row for row in csv_rows(get, "/opcc/changes.csv?kind=overdue")}
    feed = parsed(get("/feeds/changes.atom?kind=overdue"))
    assert feed.feed.title == "Invented responses (demonstration): What changed: Overdue"
    assert len(feed.entries) == len(rows) > 10
    for entry in feed.entries:
        row = rows[entry.id.rpartition("/")[2]]
        whose = f"{row['policing_body_name']} ({row['force_name']})"
        assert entry.title == f"Overdue: {whose} on {row['report_title']}"
        assert entry.author == row["policing_body_name"]
        assert entry.updated == entry.published == f"{row['date']}T00:00:00Z"
        assert (date.fromisoformat(row["date"]) - date.fromisoformat(row["due"])).days == 1
        for part in (row["force_name"], row["report_title"], in_words(row["due"]), in_words(row["date"])):
            assert part in entry.summary
        assert entry.link.endswith(f"/reports/{row['inspection']}")


@pytest.mark.heavy
def test_a_long_feed_is_walked_page_by_page(get: Get) -> None:
    path, found, pages = "/feeds/changes.atom", [], 0
    while path:
        page = parsed(get(path))
        links = {one.rel: one.href.removeprefix("http://localhost") for one in page.feed.links}
        assert links["self"] == path
        assert links["first"] == "/feeds/changes.atom"
        assert len(page.entries) == 50 or "next" not in links
        found += [entry.id for entry in page.entries]
        path, pages = links.get("next", ""), pages + 1
    assert pages == -(-len(found) // 50) > 10
    assert len(set(found)) == len(found) == len(csv_rows(get, "/opcc/changes.csv"))
    assert get(f"/feeds/changes.atom?page={pages + 1}").status_code == 404
    assert get(f"/changes?page={-(-len(found) // PAGE_SIZE) + 1}").status_code == 404


@pytest.mark.parametrize(
    "wish",
    [
        "kind=sold",
        "force=nowhere",
        "report=none",
        "year=x",
        "page=0",
        "acceptance=maybe",
        "since=20261031",
        "since=2026-02-30",
    ],
)
def test_what_there_is_not_is_one_sentence(get: Get, wish: str) -> None:
    for path in ("/changes", "/cy/changes", "/feeds/changes.atom"):
        assert get(f"{path}?{wish}").status_code == 400, path


@pytest.mark.heavy
def test_every_page_that_can_be_followed_says_where(made: Project, get: Get) -> None:
    """The line on the page, and the links in its head, lead to a feed and a calendar of just what it shows."""
    own = Recount(made.root, today())
    one = next(one for one in own.promises if one["last"] < own.today and one["report"] and one["number"])
    force, report, number, year = one["force"], one["report"], one["number"], one["year"]
    pages = {
        f"/forces/{force}": f"force={force}",
        f"/reports/{report}": f"report={report}",
        f"/reports/{report}/recommendations/{number}": f"number={number}&report={report}",
        f"/outstanding?force={force}&year={year}": f"force={force}&kind=due_in_14_days+overdue&year={year}",
        f"/outstanding?timeliness=overdue&body={one['owed_by']}": f"body={one['owed_by']}&kind=overdue",
        f"/promises?force={force}": f"force={force}&kind={PASSED}",
        f"/refused?force={force}": f"acceptance=not_accepted&force={force}",
        f"/changes?force={force}&kind=overdue": f"force={force}&kind=overdue",
        "/changes": "",
    }
    for path, wishes in pages.items():
        for root in ("", "/cy"):
            page = html.fromstring(get(root + path).content)
            (feed,) = page.xpath('//p[contains(@class, "follow")]/a[@type="application/atom+xml"]/@href')[:1]
            (calendar,) = page.xpath('//p[contains(@class, "follow")]/a[@type="text/calendar"]/@href')[:1]
            assert feed == "/feeds/changes.atom" + (f"?{wishes}" if wishes else ""), path
            assert feed in page.xpath('//link[@rel="alternate"][@type="application/atom+xml"]/@href')
            assert calendar in page.xpath('//link[@rel="alternate"][@type="text/calendar"]/@href')
        parsed(get(feed))
        events(get(calendar))
    for path in ("/", f"/forces/{force}"):
        assert html.fromstring(get(path).content).xpath('//footer//a[@href="/changes"]')


def test_bodies_of_a_force_are_followed_apart(get: Get) -> None:
    page = html.fromstring(get("/forces/south-yorkshire").content)
    feeds = page.xpath('//li[starts-with(@id, "body-")]//a[@type="application/atom+xml"]/@href')
    assert sorted(feeds) == [f"/feeds/changes.atom?body=south-yorkshire-{one}" for one in ("mayor", "pcc")]


def test_a_calendar_has_each_deadline_and_each_promise_that_is_open(made: Project, get: Get) -> None:
    own = Recount(made.root, today())
    since = f"{own.today.year - 1}-01-01"
    owed = {key: force for key, (force, status, _) in own.duties.items() if status in ("overdue", "pending")}
    open_ = [one for one in own.promises if one["target"] >= since[:4]]
    for force in ("", "kent", "surrey"):
        found = events(get(f"/feeds/dates.ics?force={force}"))
        deadlines = [report for (_, report), whose in owed.items() if force in ("", whose)]
        promised = [one for one in open_ if force in ("", one["force"])]
        assert len(found) == len(deadlines) + len(promised)
        days = sorted([str(own.last_day(report)) for report in deadlines] + [str(one["last"]) for one in promised])
        assert sorted(str(event.decoded("dtstart")) for event in found) == days
        assert len({str(event["uid"]) for event in found}) == len(found)
    body, report = next(iter(owed))
    assert any("respond" in str(event["summary"]) for event in events(get(f"/feeds/dates.ics?report={report}")))
    of_number = events(get(f"/feeds/dates.ics?report={report}&number=1"))
    assert all(str(event["uid"]).partition("@")[0].endswith("-promise") for event in of_number)
    assert len(events(get(f"/feeds/dates.ics?body={body}"))) == sum(one == body for one, _ in owed) + sum(
        one["owed_by"] == body for one in open_
    )


def test_a_promise_keeps_its_uid_when_its_date_is_moved_and_answered_anew(tmp_path: Path) -> None:
    year = today().year + 1
    asked = (
        '\n  - number: "1"\n    kind: recommendation\n    text: Keep lists.\n    answer:\n      acceptance: accepted'
        f"\n      body_action: Lists will be kept.\n      target_date: {year}-03-31"
    )
    progress = "\n    progress:\n      - date: {0}\n        status: {1}"
    moved = asked + progress.format("2019-09-01", "in_progress") + f"\n        revised_target_date: {year}-06"
    done = asked + progress.format("2019-09-01", "reported_complete")
    dates = "\n  published: 2019-04-01"
    told = []
    for words in (asked, moved, done):
        made = project(tmp_path, {"2019-02-26-fixture.yaml": record(recommendations=words, dates=dates)})
        assert build(made).built
        with asking(made) as get:
            found = events(get("/feeds/dates.ics?report=invented-report&number=1"))
        told.append([(str(one["uid"]), str(one.decoded("dtstart")), int(one.get("sequence", 0))) for one in found])
    name = "norfolk-invented-report-recommendation-1-promise@opcc-opendata.github.io"
    assert told == [[(name, f"{year}-03-31", 0)], [(name, f"{year}-06-30", 1)], []]


def test_a_finding_is_named_by_its_kind_and_number(tmp_path: Path) -> None:
    kinds = (("recommendation", "Recommendation 1"), ("area_for_improvement", "2"), ("recommendation", ""))
    items = [
        f"\n  - kind: {kind}\n    text: Text {n}.\n    answer:\n      acceptance: accepted\n      body_action: Words."
        f"\n      target_date: 2020-01-3{n % 2}" + (f'\n    number: "{number}"' if number else "")
        for n, (kind, number) in enumerate(kinds)
    ]
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(recommendations="".join(items))})
    assert build(made).built
    names = ["Recommendation 1", "area for improvement 2", "recommendation without a number"]
    with asking(made) as get:
        titles = [entry.title.rpartition(", ")[2] for entry in parsed(get("/feeds/changes.atom")).entries]
        assert sorted(titles) == sorted(names)
        page = html.fromstring(get("/changes").content)
        rows = [words.text_content().rpartition(", ")[2] for words in page.xpath('//section[@class="day"]//h4')]
        assert sorted(rows) == sorted(names)
        welsh = html.fromstring(get("/cy/changes").content).xpath('//section[@class="day"]//h4')
        assert "argymhelliad heb rif" in [words.text_content().rpartition(", ")[2] for words in welsh]
        # It leads to the finding in the response.
        for place in page.xpath('//section[@class="day"]//h4/a/@href'):
            path, _, anchor = place.partition("#")
            assert html.fromstring(get(path).content).xpath("//*[@id=$name]", name=anchor), place


def test_a_response_to_two_reports_is_an_event_of_both_and_its_promise_of_one(tmp_path: Path) -> None:
    reports = "".join(INSPECTION.format(f"invented-{name}") for name in ("one", "two"))
    asked = (
        '\n  - number: "1"\n    kind: recommendation\n    inspection: invented-one\n    text: Keep lists.\n    answer:'
        "\n      acceptance: accepted\n      body_action: Lists will be kept.\n      target_date: 2020-01-31"
    )
    assert build(project(tmp_path, {"2019-02-26-fixture.yaml": record()})).built
    both = record("2019-02-27-both", inspections=reports, recommendations=asked)
    made = project(tmp_path, {"2019-02-27-both.yaml": both})
    assert build(made).built
    with asking(made) as get:
        for report, kinds in (("one", ["added", PASSED]), ("two", ["added"])):
            rows = csv_rows(get, f"/opcc/changes.csv?report=invented-{report}")
            assert [row["kind"] for row in rows] == kinds
            page = html.fromstring(get(f"/changes?report=invented-{report}").content)
            assert page.xpath('//section[@class="day"]//li/@id') == [row["id"] for row in rows]


def test_where_nothing_happened_the_page_says_what_would_be_there(tmp_path: Path) -> None:
    made = project(tmp_path)
    assert build(made).built
    with asking(made) as get:
        page = get("/changes").text
        assert "No event is known yet." in page
        assert "It is not known when" not in page
        assert "No events for this choice." in get("/changes?kind=overdue").text
        assert not parsed(get("/feeds/changes.atom")).entries
        assert events(get("/feeds/dates.ics")) == []
        assert get("/opcc/changes.csv").text.count("\n") == 1


@pytest.mark.browser
def test_task_follow_a_force(tmp_path: Path, browser: Any) -> None:
    """Find the feed on the force's page, read it, and read it again when one more response is there."""
    claim = "coverage:\n  - policing_body: norfolk-pcc\n    from: 2019-01-01\n"
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record(), "kent/2019-02-26-other.yaml": OTHER}, claim)
    assert build(made).built
    with serving("--project", made.root, "--no-build") as client:
        tab = browser.new_page()
        tab.goto(f"{client.base_url}")
        tab.get_by_role("link", name="Forces", exact=True).click()
        tab.get_by_role("link", name="Norfolk Constabulary").click()
        address = tab.get_by_role("link", name="Feed of changes (Atom)").first.get_attribute("href")
        before = [entry.id for entry in parsed(client.get(address)).entries]
        assert before, "it has deadlines that passed"
        (made.records / "norfolk/2019-02-27-new.yaml").write_text(
            record("2019-02-27-new", inspections=INSPECTION.format("invented-new"), title="New"), encoding="utf-8"
        )
        assert build(made).built
        # Each process of the server sees the new file by itself, and each connection may reach another process.
        feed_now = client.base_url.join(address)
        wait_until(
            lambda: all("norfolk-2019-02-27-new" in httpx.get(feed_now).text for _ in range(20)),
            "every process serves the new build",
        )
        feed = parsed(client.get(address))
        (new,) = [entry for entry in feed.entries if entry.id not in before]
        assert len(feed.entries) == len(before) + 1
        assert (
            new.title == "Added: Norfolk Police and Crime Commissioner (Norfolk Constabulary) on Title of invented-new"
        )
        # The page has it too, under today, and leads to the response.
        tab.reload()
        tab.get_by_role("main").get_by_role("link", name="What changed").first.click()
        assert tab.locator("section.day").first.locator("li").count() == 1
        tab.locator("section.day").first.get_by_role("link", name="Title of invented-new").click()
        assert tab.url.endswith("/responses/norfolk-2019-02-27-new")
        tab.close()


INSPECTION = "\n  - id: {0}\n    title: Title of {0}\n    published: 2019-02-27"
OTHER = record("2019-02-26-other", force="kent", policing_body="kent-pcc").replace("id: norfolk-", "id: kent-")


def csv_rows(get: Get, path: str) -> list[dict[str, str]]:
    answer = get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def parsed(answer: httpx.Response) -> Any:
    import feedparser

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def in_words(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}"
