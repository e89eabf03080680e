"""The fifteen jobs that somebody comes for, in order: in a real Chromium, from the front page, on two sites.

Each job begins on the front page and goes on by clicking and typing, as a person would, until the answer is on the
screen or in a file. The answer is held against `Recount`, which counts it from the YAML files in plain Python. The two
sites are a small demonstration, and the real records of this repository: few, and complete for no force, so that the
honest answer is often that none is known. Then the page has to say just that, and where to go next. The demonstration
is read with JavaScript and the real records without it, as the site must do without it.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from opcc_opendata.sample.words import INVENTED
from opcc_opendata.site.views import PAGE_SIZE
from tests.demonstrations import small_demonstration
from tests.projects import CHECKOUT
from tests.recount import Recount
from tests.search_recount import holds
from tests.test_data_page import ready
from tests.test_print import sheets
from tests.test_server import OPCC, Reader, serving

RECORDS = 600
"""The fewest with which a force is graded in two cycles."""

FEW = 100
"""Of a demonstration from which everything is downloaded: to make the files of 600 takes a server half a minute."""

PROGRAMS = {
    "demonstration": [
        *(sys.executable, "-c"),
        "from opcc_opendata.server.files import Files\n"
        "async def none_yet(*_): return None\n"
        "Files.known = Files.download = none_yet\n"
        "from opcc_opendata.cli import main\n"
        "main()",
        "serve",
    ]
}
"""A server whose downloads stay in the making, as they are at first: nobody asks for those of the large demonstration,
and to make them took 14 seconds of the processor."""

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NORFOLK = "norfolk-2019-02-26-domestic-abuse-update"
"""The real response that is held as a whole document."""


@dataclass(frozen=True)
class There:
    """A site, and what its records say."""

    name: str
    client: Reader
    own: Recount

    @property
    def is_complete(self) -> bool:
        """Whether the records claim to be complete for any force, so that something may be called overdue."""
        return bool(self.own.settings.get("coverage"))

    def titles(self, codelist: str) -> dict[str, str]:
        """What each code of a codelist is called."""
        with (CHECKOUT / f"schema/codelists/{codelist}.csv").open(encoding="utf-8", newline="") as file:
            return {row["code"]: row["title_en"] for row in csv.DictReader(file)}

    def title(self, report: str) -> str:
        """What a report is called: by the register, or else by a record."""
        if report in self.own.register:
            return self.own.register[report]["title_en"]
        named = (one for record in self.own.records.values() for one in record["inspections"] if one["id"] == report)
        return str(next(named)["title"])


def real_records(folder: Path) -> Project:
    """The records, settings and standard of this checkout, built in a folder of their own."""
    for name in ("records", "schema"):
        shutil.copytree(CHECKOUT / name, folder / name)
    shutil.copy(CHECKOUT / "opcc.yml", folder)
    outcome = build(project_at(folder))
    assert outcome.built, [str(problem) for problem in outcome.problems]
    return project_at(folder)


OTHER_VIDEO = "Body armour is worn in the suite for video interviews."
"""It holds every word of “body worn video”, and tells of something else."""


def with_other_video(made: Project) -> None:
    """Put that sentence into the first words of a response that says nothing of body worn video."""
    path = next(
        path
        for path in sorted(made.records.rglob("*.yaml"))
        if "video" not in (text := path.read_text(encoding="utf-8")).lower() and text.count(INVENTED) > 3
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(INVENTED, f"{INVENTED} {OTHER_VIDEO}", 1), encoding="utf-8")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, There]]:
    today = datetime.now(ZoneInfo("Europe/London")).date()
    made = {
        "demonstration": small_demonstration(tmp_path_factory.mktemp("demonstration"), RECORDS, with_other_video),
        "few": small_demonstration(tmp_path_factory.mktemp("few"), FEW),
        "real": real_records(tmp_path_factory.mktemp("real")),
    }
    with ExitStack() as stack:
        yield {
            name: There(
                name,
                stack.enter_context(serving("--project", project.root, "--no-build", program=PROGRAMS.get(name, OPCC))),
                Recount(project.root, today),
            )
            for name, project in made.items()
        }


@pytest.fixture(params=["demonstration", "real"])
def there(request: pytest.FixtureRequest, sites: dict[str, There]) -> There:
    return sites[request.param]


@pytest.fixture
def tab(there: There, browser: Any) -> Iterator[Any]:
    """The front page of the site, in a browser that has never been there."""
    context = browser.new_context(
        base_url=str(there.client.base_url),
        viewport={"width": 1280, "height": 800},
        java_script_enabled=there.name != "real",
        accept_downloads=True,
        reduced_motion="reduce",
    )
    tab = context.new_page()
    assert tab.goto("/").status == 200
    yield tab
    context.close()


# --- what a person does


def follow(place: Any, name: str | re.Pattern[str], exact: bool = True) -> None:
    """Click the first link of a name."""
    place.get_by_role("link", name=name, exact=exact and isinstance(name, str)).first.click()


def menu(tab: Any, name: str) -> None:
    follow(tab.get_by_role("navigation", name="Menu"), name)


def footer(tab: Any, name: str) -> None:
    follow(tab.get_by_role("contentinfo"), name)


def heading(tab: Any) -> str:
    return " ".join(tab.locator("h1").inner_text().split())


def main(tab: Any) -> str:
    return " ".join(tab.locator("main").inner_text().split())


def search(tab: Any, words: str) -> None:
    tab.get_by_role("main").get_by_role("searchbox").fill(words)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?q=*")


def saved(tab: Any, link: Any, folder: Path) -> Path:
    """Click a link to a file, and give the file."""
    with tab.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def number(text: str) -> int:
    """The first number of a text."""
    found = re.search(r"\d[\d,]*", text)
    assert found, text
    return int(found[0].replace(",", ""))


def of(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


# --- the jobs


def test_job_1_what_is_overdue_and_by_how_long(there: There, tab: Any) -> None:
    own = there.own
    menu(tab, "Overdue")
    if not there.is_complete:
        assert heading(tab) == "Overdue responses: not known"
        assert "may have been published elsewhere" in main(tab)
        follow(tab, "What coverage means")
        assert tab.url.endswith("/methodology#coverage")
        return
    expected = {
        (force, report, (own.today - last).days)
        for (_, report), (force, status, _) in own.duties.items()
        if status == "overdue" and (last := own.last_day(report))
    }
    assert heading(tab) == f"{len(expected)} responses overdue"
    assert tab.locator("#list + .chips [aria-current]").inner_text() == f"Overdue {len(expected)}"
    follow(tab, "Days", exact=False)
    shown = [
        (
            address(row, "/forces/").partition("#")[0],
            address(row, "/reports/"),
            number(row.locator(".how").inner_text()),
        )
        for row in tab.locator(".rows > li").all()
    ]
    assert set(shown) <= expected
    assert len(set(shown)) == min(len(expected), PAGE_SIZE)
    assert [late for _, _, late in shown] == sorted((late for *_, late in expected), reverse=True)[:PAGE_SIZE]
    force = shown[0][0]
    tab.get_by_label("Force", exact=True).select_option(label=own.forces[force])
    tab.get_by_role("button", name="Show").click()
    assert heading(tab) == of(sum(one[0] == force for one in expected), "response overdue", "responses overdue")


def test_job_2_who_refused_and_why(there: There, tab: Any) -> None:
    refused = [one for one in there.own.recommendations if one["acceptance"] == "not_accepted"]
    if not refused:
        assert "No recommendation or other finding is known to be refused." in main(tab)
        follow(tab.get_by_role("main"), "Refused recommendations, and why")
        assert heading(tab) == "No recommendation or other finding is known to be refused"
        nothing_leads_on(there, tab)
        return
    follow(tab, "Read the reasons")
    assert heading(tab) == f"{len(refused)} recommendations and other findings refused"
    by_force = Counter(one["force"] for one in refused)
    first = tab.locator(".tally tbody tr").first
    force = address(first, "?force=")
    assert (force, number(first.locator(".big").inner_text())) in by_force.items()
    assert by_force[force] == max(by_force.values())
    first.get_by_role("link").click()
    reasons = {
        f"{one['response']}#recommendation-{there.own.key(record, one['position'])}": reason_of(record, one)
        for one in refused
        if one["force"] == force and (record := there.own.records[one["response"]])
    }
    rows = tab.locator(".rows > li").all()
    assert {address(row, "/responses/") for row in rows} == set(reasons)
    for row in rows:
        shown = words(row.locator(".is-body").inner_text().removeprefix("Reason"))[:-1]
        assert len(shown) > 10
        assert words(reasons[address(row, "/responses/")])[: len(shown)] == shown
    rows[0].get_by_role("link").first.click()
    assert tab.locator(":target .act.b h4").inner_text().endswith("Not accepted")


def who_answered_how(tab: Any) -> list[tuple[str, str]]:
    """The answers on the page of a recommendation, folded or not: the force that each is for, and its acceptance."""
    from playwright.sync_api import expect

    expect(tab.locator("details.answer").first).to_be_attached()
    return [
        (
            str(answer.locator(".act.f h5").text_content()),
            str(answer.locator(".act.b h5").text_content()).removesuffix("#").strip().rpartition(": ")[2],
        )
        for answer in tab.locator("details.answer").all()
    ]


def test_job_3_one_recommendation_across_forces(there: There, tab: Any) -> None:
    numbered = [one for one in there.own.recommendations if one["report"] and one["number"]]
    menu(tab, "Reports")
    answers = Counter((one["report"], one["number"]) for one in numbered)
    if max(answers.values(), default=0) <= 1:  # the real records: no number has two answers, and one has no number
        for one in numbered:
            follow(tab, there.title(one["report"]))
            follow(tab.locator(".entries"), re.compile(rf"(^| ){re.escape(one['number'])}$"))
            (answered,) = who_answered_how(tab)
            assert answered == (there.own.forces[one["force"]], there.titles("acceptance")[one["acceptance"]])
            menu(tab, "Reports")
        (one,) = (one for one in there.own.recommendations if one["kind"] == "recommendation" and not one["number"])
        follow(tab, there.title(one["report"]))
        assert "No response here answers a recommendation of this report by its number." in main(tab)
        follow(tab.locator("[data-name=Response]"), re.compile("An update report"))
        card = tab.locator(f"#recommendation-{there.own.key(there.own.records[one['response']], one['position'])}")
        assert card.locator(".act.b h4").inner_text().endswith(there.titles("acceptance")[one["acceptance"]])
        follow(card, "Said in more than one report: the answers that count, in order of time")
        assert [address(row, "/responses/") for row in tab.locator("ol.repeated ol.rows > li").all()] == [
            f"{one['response']}#recommendation-1"
        ]
        return
    (report, which), count = answers.most_common(1)[0]
    follow(tab, there.title(report))
    follow(tab.locator(".entries"), re.compile(rf"(^| ){re.escape(which)}$"))
    given = there.titles("acceptance")
    expected = Counter(
        (one["force"], given[one["acceptance"]])
        for one in numbered
        if (one["report"], one["number"]) == (report, which)
    )
    summary = tab.get_by_text(f"{count} answers: ").inner_text()
    in_sentence = Counter(
        {one.partition(" ")[2]: number(one) for one in summary.partition(": ")[2].rstrip(".").split(", ")}
    )
    assert in_sentence.total() == count
    assert in_sentence["not accepted"] == sum(n for (_, answer), n in expected.items() if answer == "Not accepted") > 0
    assert in_sentence["accepted"] == sum(n for (_, answer), n in expected.items() if answer == "Accepted")
    names = {title: code for code, title in there.own.forces.items()}
    found = who_answered_how(tab)
    assert len(found) == count > 30
    assert Counter((names[force], acceptance) for force, acceptance in found) == expected
    folded = tab.locator("details.answer").first
    folded.locator("summary").click()
    folded.locator(".act.b h5").wait_for()  # until it is seen
    assert len({answer for _, answer in expected}) > 3


def test_job_4_promises_past_their_date_by_force(there: There, tab: Any) -> None:
    past = [one for one in there.own.promises if one["last"] < there.own.today]
    follow(tab.get_by_role("main"), "Promises")
    if not past:
        assert heading(tab) == "No promise is known to be past its date"
        nothing_leads_on(there, tab)
        return
    assert heading(tab) == f"{len(past):,} promises past their date"
    tab.get_by_text(re.compile(r"^\d+ more forces$")).click()
    rows = tab.locator(".tally tbody tr").all()
    by_force = Counter(one["force"] for one in past)
    assert {address(row, "?force="): number(row.locator(".big").inner_text()) for row in rows} == by_force
    force, most = by_force.most_common(1)[0]
    assert number(rows[0].locator(".big").inner_text()) == most
    longest = max((there.own.today - one["last"]).days for one in past if one["force"] == force)
    follow(tab, there.own.forces[force])
    assert heading(tab) == of(most, "promise past its date", "promises past their date")
    assert number(tab.locator(".rows > li .how").first.inner_text()) == longest


def test_job_5_all_places_of_body_worn_video_as_csv(there: There, tab: Any, tmp_path: Path) -> None:
    def is_place(text: list[str]) -> bool:
        worn = holds(text, ["body", "worn"]) or bool({"bodyworn", "bwv"} & set(text))
        return worn and bool({"video", "videos", "bwv"} & set(text))

    expected = Counter(one.id for one in there.own.searched for text in one.texts if is_place(text.words))
    assert expected
    every_text = [text.words for one in there.own.searched for text in one.texts]
    others = [text for text in every_text if {"video", "videos"} & set(text) and not is_place(text)]
    assert bool(others) == (there.name == "demonstration")  # or a search for "video" alone would do
    search(tab, "body worn video")
    assert tab.get_by_role("heading", name=re.compile(rf"^{of(len(expected), 'response', 'responses')}$")).is_visible()
    if len(expected) > 1:  # the files stand below the results of this page, and a link above them leads there
        follow(tab, "All as CSV, JSON or feed")
        assert 0 <= tab.locator(":target").bounding_box()["y"] < 800
    rows = rows_of(saved(tab, tab.get_by_role("link", name="CSV of all places"), tmp_path))
    assert Counter(row["response"] for row in rows) == expected
    if there.name == "real":
        assert expected == {NORFOLK: 2}


def test_job_6_a_chart_and_its_citation(there: There, tab: Any, tmp_path: Path) -> None:
    timely = there.own.timeliness()
    dated = timely["late"] + timely["on_time"]
    finding = f"{timely['late']} of {dated} responses whose timing is known were late"
    if not dated:
        finding = "No response can yet be called on time or late"
    elif not timely["late"]:
        assert dated > 1, "one alone has a sentence of its own"
        finding = f"All {dated} responses whose timing is known were on time"
    footer(tab, "Charts")
    follow(tab, finding)
    assert heading(tab) == finding
    today = there.own.today
    citation = tab.locator("main p.cite").inner_text()
    assert citation.startswith(f"“{finding}”, chart, {there.own.settings['title']}, version ")
    assert citation.endswith(f"accessed {today.day} {today:%B %Y}, {there.client.base_url}charts/timeliness")
    by_year = Counter(
        ((there.own.report_date(report) or "")[:4], status) for (_, report), (status, *_) in there.own.answered.items()
    )
    rows = rows_of(saved(tab, tab.get_by_role("link", name="CSV, the numbers"), tmp_path))
    shown = {
        (row["report_year"], status): int(row[status])
        for row in rows
        for status in ("on_time", "late", "cannot_tell", "does_not_apply")
        if int(row[status])
    }
    assert shown == by_year
    picture = fetched(tab, tab.get_by_role("link", name="PNG, a picture for slides and documents"))
    assert picture.startswith(b"\x89PNG\r\n")


@pytest.mark.days(2)
@pytest.mark.parametrize("there", ["few", "real"], indirect=True)
def test_job_7_everything_into_pandas_duckdb_and_excel(there: There, tab: Any, tmp_path: Path) -> None:
    import duckdb
    import openpyxl
    import pandas

    own = there.own
    ready(there.client)
    menu(tab, "Data")
    archive = saved(tab, tab.get_by_role("link", name="CSV, zipped"), tmp_path)
    workbook = saved(tab, tab.get_by_role("link", name="Excel workbook"), tmp_path)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    open_to_all = {name: record for name, record in own.records.items() if name not in own.withdrawn}
    frame = pandas.read_csv(tmp_path / "recommendations.csv", dtype="string")
    expected = {name: len(record.get("recommendations", [])) for name, record in open_to_all.items()}
    assert frame["response"].value_counts().to_dict() == {name: n for name, n in expected.items() if n}
    found = duckdb.sql(f"SELECT response, count(*) FROM '{tmp_path}/comments.csv' GROUP BY 1").fetchall()
    expected = {name: len(record.get("comments", [])) for name, record in open_to_all.items()}
    assert dict(found) == {name: n for name, n in expected.items() if n}
    with closing(openpyxl.load_workbook(workbook, read_only=True)) as book:
        heads, *rows = book["responses"].iter_rows(values_only=True)
    assert {row[heads.index("id")] for row in rows} >= set(open_to_all)


def test_job_8_follow_a_force_and_a_search(there: There, tab: Any) -> None:
    own = there.own
    menu(tab, "Forces")
    follow(tab, "Norfolk Constabulary")
    of_force = {name for name in own.current if own.records[name]["force"] == "norfolk"}
    assert entries(tab, tab.get_by_role("link", name="Feed of new responses for Norfolk Constabulary")) == of_force
    owed = [one for one in own.duties.values() if one[0] == "norfolk" and one[1] in ("pending", "overdue")]
    since = str(own.today.year - 1)  # docs/api.md: a calendar goes back to the beginning of last year
    promised = [one for one in own.promises if one["force"] == "norfolk" and one["target"] >= since]
    calendar = fetched(tab, tab.get_by_role("link", name="Deadlines and promised dates (calendar)")).decode()
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert calendar.count("BEGIN:VEVENT") == len(owed) + len(promised)
    menu(tab, "Search")
    search(tab, "custody")
    found = number(tab.locator("#found").inner_text())
    followed = entries(tab, tab.get_by_role("link", name="Atom feed"))
    assert len(followed) == found == sum(one.has("custody") for one in own.searched)


def test_job_9_sql_without_knowing_the_schema(there: There, tab: Any) -> None:
    own, types = there.own, there.titles("inspection_types")
    kinds = {
        one["id"]: one["type"] for record in own.records.values() for one in record["inspections"] if "type" in one
    } | {code: row["type"] for code, row in own.register.items() if row["type"]}
    expected = Counter(
        (types[kinds[report]], status) for (_, report), (status, *_) in own.answered.items() if report in kinds
    )
    statuses = ("on_time", "late", "cannot_tell", "does_not_apply")
    menu(tab, "Data")
    follow(tab, "On time or late by type of report")

    def is_so() -> bool:
        table = tab.get_by_role("region", name="Rows of the answer")
        rows = [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]
        return rows == [
            [kind, *(str(expected[kind, status]) for status in statuses)]
            for kind in sorted({one for one, _ in expected})
        ]

    assert is_so()
    box = tab.get_by_label("SQL", exact=True)
    box.fill(box.input_value().replace("answered_reports", "answerd_report"))
    tab.get_by_role("button", name="Run SQL").click()
    assert "no such table: answerd_report" in main(tab)
    follow(tab, "answered_reports")
    assert is_so()
    tab.locator("#columns-promises_ahead summary").click()
    assert tab.locator("#columns-promises_ahead .names code", has_text="first_target_date").is_visible()
    follow(tab.locator("#columns-promises_ahead"), "What each column means")
    assert heading(tab) == "View promises_ahead"


def test_job_10_compare_two_forces_with_the_keyboard(there: There, tab: Any) -> None:
    own = there.own
    pair = {"demonstration": ("kent", "norfolk"), "real": ("cumbria", "west-mercia")}[there.name]
    first, second = (own.forces[force] for force in pair)
    tab.get_by_role("link", name="Compare", exact=True).focus()
    tab.keyboard.press("Enter")
    tab.get_by_label("First force").focus()
    tab.keyboard.type(first)
    tab.keyboard.press("Tab")
    tab.keyboard.type(second)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/compare?force=*")
    if not there.is_complete:
        by_both = set.intersection(*({report for force, report in own.answered if force == one} for one in pair))
        assert (
            heading(tab)
            == f"Cumbria and West Mercia: {of(len(by_both), 'report', 'reports')} in this dataset answered by both"
        )
        listed = tab.get_by_role("region", name="Report by report").get_by_role("heading", level=3).all()
        assert {address(one, "/reports/") for one in listed} == by_both
        assert "nothing is counted here that would need all responses" in main(tab)
        return
    days_, same = own.days_of(pair), own.same(pair)
    counted = {key: given for key, given in same.items() if key[0] in own.common(pair)}
    medians = [median(day) for day in zip(*days_, strict=True)]
    accepted = [sum(given[force] == "accepted" for given in counted.values()) for force in pair]
    faster, readier = (medians[0] > medians[1], accepted[1] > accepted[0])
    names = ("Kent", "Norfolk")
    assert heading(tab) == f"{names[faster]} answered faster; {names[readier]} accepted more"
    assert tab.get_by_text(f"{len(own.common(pair))} reports", exact=True).first.is_visible()
    for median_, accepted_ in zip(medians, accepted, strict=True):
        assert f"Day {median_:g}" in main(tab)
        assert f"{accepted_} of {len(counted)}" in main(tab)
    late = sum(own.owed[pair[1]][report] == "late" for report in own.common(pair))
    assert late
    side = tab.get_by_role("region", name="On time").locator(".sides > div").last
    follow(side, f"{late} late")
    assert tab.locator("tbody tr").count() == late


def test_job_11_grades_over_time_and_what_was_said_again(there: There, tab: Any) -> None:
    own = there.own
    graded = Counter(force for force, *_ in own.grades)
    force = max(sorted(graded), key=lambda one: graded[one])
    reports = {(own.report_date(report) or "", report) for of_force, report, *_ in own.grades if of_force == force}
    menu(tab, "Forces")
    follow(tab, own.forces[force])
    follow(tab, f"{graded[force]} grades over time", exact=False)
    items = tab.locator("ol.graded > li").all()
    assert [address(item, "/reports/") for item in items] == [report for _, report in sorted(reports, reverse=True)]
    in_words = there.titles("grades")
    dates = sorted({date_ for date_, _ in reports if date_})
    for item, (date_, report) in zip(items, sorted(reports, reverse=True), strict=True):
        given = Counter(in_words[grade] for key, (grade, _) in own.grades.items() if key[:2] == (force, report))
        assert Counter(item.locator(".given .word").all_inner_texts()) == given
        if date_:
            told = own.between(force, date_, next((later for later in dates if later > date_), "9999"))
            assert f"{told['recommended']} recommendations and other findings" in item.inner_text()
            assert f"{told['accepted']} accepted by the policing body" in item.inner_text()
    footer(tab, "Repeated recommendations")
    groups = said_again(own)
    assert heading(tab) == of(
        len(groups),
        "recommendation was repeated in a later report",
        "recommendations were repeated in a later report",
    )
    shown = tab.locator("ol.rows > li h2").first
    answers = number(shown.inner_text().partition(",")[2])
    shown.get_by_role("link").click()
    listed = {row.get_attribute("id") for row in tab.locator("ol.repeated ol.rows > li").all()}
    assert listed in groups
    assert len(listed) == answers


@pytest.mark.days(3)
@pytest.mark.parametrize(
    ("typed", "force"), [("norflk", "norfolk"), ("devon", "devon-and-cornwall"), ("gmp", "greater-manchester")]
)
def test_job_12_find_a_force_by_a_wrong_or_partial_name(there: There, tab: Any, typed: str, force: str) -> None:
    name = there.own.forces[force]
    held = sum(there.own.records[one]["force"] == force for one in there.own.current)
    search(tab, typed)
    assert tab.get_by_text(of(held, "response", "responses")).first.is_visible()
    follow(tab, f"Go to {name}")
    assert heading(tab) == name
    if held:
        follow(tab, of(held, "response", "responses"))
        assert heading(tab) == of(held, "response", "responses")
    else:
        assert (
            f"No current response for {name} is in this dataset. One may well have been published elsewhere."
            in main(tab)
        )


def test_job_13_print_a_response(there: There, tab: Any) -> None:
    name = open_response(there, tab)
    record = there.own.records[name]
    printed = sheets(tab, tab.url)
    whole = "".join(words(" ".join(printed)))
    assert all(len(words(sheet)) > 20 for sheet in printed), "a sheet is blank, or nearly"
    assert "Open Government Licence v3.0" in printed[0]
    texts = texts_of(record)
    assert len(texts) > 2
    for text in texts:
        assert "".join(words(text))[:60] in whole
    assert f"/responses/{name}" in "".join(printed).replace(" ", ""), "the citation is on paper"


def test_job_14_read_in_welsh(there: There, tab: Any) -> None:
    own = there.own
    force = {"demonstration": "gwent", "real": "norfolk"}[there.name]
    held = sum(own.records[one]["force"] == force for one in own.current)
    follow(tab.get_by_role("banner"), "Cymraeg")
    assert tab.locator("html").get_attribute("lang") == "cy"
    assert tab.url.endswith("/cy/")
    follow(tab.get_by_role("navigation", name="Dewislen"), "Heddluoedd")
    row = tab.locator("tbody tr").filter(has=tab.locator(f"a[href='/cy/forces/{force}']"))
    assert number(row.locator(".count").first.inner_text()) == held
    title = row.get_by_role("link").first.inner_text()
    row.get_by_role("link").first.click()
    assert heading(tab) == title == {"gwent": "Heddlu Gwent", "norfolk": own.forces["norfolk"]}[force]
    tab.locator("main a[href^='/cy/responses/']").first.click()
    name = tab.url.rpartition("/responses/")[2].partition("#")[0]
    record = own.records[name]
    assert record["force"] == force
    comment = next((one["text"] for one in record.get("comments", []) if "text" in one), record["title"])
    language = "cy" if isinstance(comment, dict) else "en"
    text = comment["cy"] if isinstance(comment, dict) else comment
    shown = tab.locator("main").inner_text()
    assert "".join(words(text))[:80] in "".join(words(shown))
    of_page = tab.locator("main").get_by_text(" ".join(text.splitlines()[-1].split())[:60]).first
    spoken = of_page.evaluate("element => element.closest('[lang]').lang")
    assert spoken == language
    follow(tab.get_by_role("banner"), "English")
    assert tab.url.endswith(f"/responses/{name}")
    assert tab.locator("html").get_attribute("lang") == "en"


def test_job_15_link_to_a_paragraph(there: There, tab: Any) -> None:
    name = open_response(there, tab)
    record = there.own.records[name]
    text = next(one["text"] for one in record["comments"] if one["kind"] == "policing_body")
    paragraph = (text["en"] if isinstance(text, dict) else text).split("\n\n")[-1]
    shown = tab.locator("main .text p").filter(has_text=re.compile(r"\s+".join(map(re.escape, paragraph.split()))))
    shown.get_by_role("link", name="Link to this paragraph").click()
    there_again = tab.context.new_page()
    assert there_again.goto(tab.url).status == 200
    target = there_again.locator(":target")
    assert words(target.inner_text()) == words(paragraph)
    box = target.bounding_box()
    assert 0 <= box["y"] < 800


# --- what the records say, for one job alone


def address(place: Any, start: str) -> str:
    """The rest of the first address in a place that begins like this."""
    return str(place.locator(f"a[href^='{start}']").first.get_attribute("href")).removeprefix(start)


def nothing_leads_on(there: There, tab: Any) -> None:
    """A list that is empty, without a filter, speaks of no filter, claims no more than it knows, and leads on."""
    assert "filters" not in main(tab)
    assert "may be missing from this dataset" in main(tab)
    follow(tab.locator(".empty"), "All responses")
    assert heading(tab) == of(len(there.own.current), "response", "responses")


def reason_of(record: dict[str, Any], one: dict[str, Any]) -> str:
    """Why a recommendation was refused, or what the body or else the force does, in English."""
    item = record["recommendations"][one["position"]]
    while "answered_with" in item:
        item = next(other for other in record["recommendations"] if other.get("number") == item["answered_with"])
    answer = item["answer"]
    reason = answer.get("no_action_reason") or answer.get("body_action") or answer.get("force_action")
    return str(reason["en"] if isinstance(reason, dict) else reason)


def fetched(tab: Any, link: Any) -> bytes:
    """What a link leads to, asked for as a reader of feeds or a calendar would."""
    answer = tab.context.request.get(link.first.get_attribute("href"))
    assert answer.ok
    return bytes(answer.body())


def entries(tab: Any, link: Any) -> set[str]:
    """The responses that a feed names, with those of the pages after it."""
    from lxml import etree

    atom = "{http://www.w3.org/2005/Atom}"
    feed = etree.fromstring(fetched(tab, link))
    found: set[str] = set()
    while feed is not None:
        for entry in feed.iter(f"{atom}entry"):
            found.add(str(entry.findtext(f"{atom}id")).rpartition("response/")[2])
        relations = {one.get("rel"): one.get("href") for one in feed.findall(f"{atom}link")}
        older = relations.get("next") or relations.get("prev-archive")
        feed = etree.fromstring(tab.context.request.get(older).body()) if older else None
    return found


def median(values: Any) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def said_again(own: Recount) -> list[set[str]]:
    """The recommendations that one says comes from an earlier report, each with all that say it in the same words."""
    by_words: dict[str, list[dict[str, Any]]] = {}
    for one in own.recommendations:
        by_words.setdefault(own.words_asked(one), []).append(one)
    groups = []
    for asked, rows in by_words.items():
        sources = {own.earlier_report(one) for one in rows if one["earlier"]}
        if sources and len(asked.split()) >= 8:
            groups.append(
                {
                    f"{one['response']}-recommendation-{own.key(own.records[one['response']], one['position'])}"
                    for one in rows
                    if one["earlier"] or one["report"] in sources
                }
            )
    return groups


def open_response(there: There, tab: Any) -> str:
    """Go to a response with a text of its own: the first of the list, or the real one that is held as a whole."""
    menu(tab, "Responses")
    links = tab.locator(".rows > li h2 a")
    link = links.first if there.name == "demonstration" else links.filter(has_text="domestic abuse: An update report")
    link.first.click()
    return str(tab.url.rpartition("/")[2])


def texts_of(record: dict[str, Any]) -> list[str]:
    """What was said and asked in a response, in English."""
    every = [one.get("text") for one in record.get("comments", [])]
    every += [one.get("text") for one in record.get("recommendations", [])]
    return [one["en"] if isinstance(one, dict) else one for one in every if one]
