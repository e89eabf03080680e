"""The charts: each number as a recount gives it, on the page, in the CSV and in the picture; and what each says."""

from __future__ import annotations

import csv
import http.server
import io
import re
import threading
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree
from lxml import html as lxml_html

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.record import date_in_words
from opcc_opendata.server import make_datasette
from opcc_opendata.site.chart_data import CHARTS
from opcc_opendata.site.i18n import words_in
from tests.projects import project, record
from tests.recount import CLOSED, NOTHING_PROMISED, Recount, days
from tests.test_server import Reader, serving
from tests.waiting import run

NAMES = list(CHARTS)
_SVG = "{http://www.w3.org/2000/svg}"


def today() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def recount(demonstration: Project) -> Recount:
    return Recount(demonstration.root, today().date())


def numbers(client: httpx.Client, name: str) -> list[dict[str, str]]:
    answer = client.get(f"/charts/{name}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def counted(rows: list[dict[str, str]], *keys: str) -> dict[Any, int]:
    """Read a chart's CSV as counts by row and measure, without those that are 0."""
    named = {*keys, "label", "force"}
    return {
        (*(row[key] for key in keys), code): int(n)
        for row in rows
        for code, n in row.items()
        if code not in named and int(n)
    }


def test_timeliness_by_year_is_the_recount(shown: Reader, recount: Recount) -> None:
    expected: Counter[Any] = Counter()
    for (_, report), (status, _, _) in recount.answered.items():
        expected[(recount.report_date(report) or "")[:4], status] += 1
    assert counted(numbers(shown, "timeliness"), "report_year") == expected


def test_days_taken_are_the_recount(shown: Reader, recount: Recount) -> None:
    expected: Counter[Any] = Counter()
    for (_, report), (status, response, _) in recount.answered.items():
        when, out = recount.report_date(report), recount.published(response)
        if status in ("on_time", "late") and when and out and len(when) == len(out) == 10:
            first, last = days(when), days(out)
            assert first is not None
            assert last is not None
            day = (last[0] - first[0]).days + 1
            start = (day - 1) // 7 * 7 + 1
            expected["85+" if day > 84 else f"{start}-{start + 6}", status] += 1
    assert counted(numbers(shown, "days-taken"), "days") == expected


def test_overdue_by_body_is_the_recount(shown: Reader, recount: Recount) -> None:
    expected = Counter((body, "overdue") for (body, _), (_, status, _) in recount.duties.items() if status == "overdue")
    assert expected
    assert counted(numbers(shown, "overdue"), "policing_body") == expected


def test_acceptance_is_the_recount(shown: Reader, recount: Recount) -> None:
    made = [one for one in recount.recommendations if one["kind"] == "recommendation"]
    by_year = Counter((one["year"], one["acceptance"]) for one in made)
    assert counted(numbers(shown, "acceptance"), "report_year") == by_year
    usual = ("accepted", "accepted_in_part", "not_accepted")
    by_body = Counter((one["body"], code if (code := one["acceptance"]) in usual else "other") for one in made)
    assert counted(numbers(shown, "acceptance-by-body"), "policing_body") == by_body


def test_promises_by_body_are_the_recount(shown: Reader, recount: Recount) -> None:
    expected: Counter[Any] = Counter()
    for one in recount.recommendations:
        last = days(one["target"])
        if not last or one["acceptance"] in NOTHING_PROMISED:
            continue
        done = one["status"] in ("reported_complete", "verified_closed_by_inspectorate")
        closed = "reported_complete" if done else "not_pursued"
        is_past = last[1] < recount.today
        outcome = closed if one["status"] in CLOSED else "past" if is_past else "ahead"
        expected[recount.body_on(one["force"], last[1]) or one["body"], outcome] += 1
    assert counted(numbers(shown, "promises"), "policing_body") == expected
    assert sum(n for (_, outcome), n in expected.items() if outcome == "past") == sum(
        one["last"] < recount.today for one in recount.promises
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_page_and_the_picture_have_the_numbers_of_the_csv(shown: Reader, name: str) -> None:
    rows = numbers(shown, name)
    measures = [code for code in rows[0] if code not in ("report_year", "policing_body", "force", "days", "label")]
    expected = [[f"{int(row[code]):,}" for code in measures] for row in rows]
    page = lxml_html.fromstring(shown.get(f"/charts/{name}").text)
    table = page.xpath("//table[contains(@class, 'panels')]//tbody/tr")
    assert [[one.text for one in row.xpath(".//span[@class='v']")] for row in table] == expected
    assert [row.xpath("string(th)") for row in table] == [row["label"] for row in rows]
    answer = shown.get(f"/charts/{name}.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    picture = etree.fromstring(answer.content)
    words = [one.text for one in picture.iter(f"{_SVG}text")]
    assert Counter(one for row in expected for one in row) == Counter(
        w for w in words if re.fullmatch(r"[\d,]+", w or "") and w not in {row["label"] for row in rows}
    )
    told = " ".join(word or "" for word in words)
    for row in rows:
        assert row["label"] in told
    assert page.xpath("string(//h1)") in told
    assert date_in_words(today().date().isoformat(), "en") in told
    assert "Source: Invented responses (demonstration)" in told


@pytest.mark.parametrize("name", NAMES)
def test_a_bar_is_as_long_as_its_number(shown: Reader, name: str) -> None:
    """All panels have one scale."""
    picture = etree.fromstring(shown.get(f"/charts/{name}.svg").content)
    bars = [one for one in picture.iter(f"{_SVG}rect") if one.get("height") == "18"]
    numbers_ = [
        int(n)
        for row in numbers(shown, name)
        for code, n in row.items()
        if n.isdigit() and int(n) and code not in ("report_year", "label")
    ]
    widths = sorted(float(one.get("width") or 0) for one in bars)
    assert len(widths) == len(numbers_)
    scale = widths[-1] / max(numbers_)
    for width, n in zip(widths, sorted(numbers_), strict=True):
        assert width == pytest.approx(max(n * scale, 1), abs=0.2)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_shows_itself_anywhere(shown: Reader, name: str) -> None:
    """No style and no script of its own, no word over another, and a PNG that is the same each time."""
    answer = shown.get(f"/charts/{name}.svg")
    assert b"style" not in answer.content
    assert b"script" not in answer.content
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    sizes = {one.get("font-size") for one in etree.fromstring(answer.content).iter(f"{_SVG}text")}
    assert sizes == {"24", "15"}
    first, second = (shown.get(f"/charts/{name}.png", headers={"cache-control": "no-cache"}) for _ in range(2))
    assert first.headers["content-type"] == "image/png"
    assert first.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert first.content == second.content


def test_a_chart_that_there_is_not_is_not_found(shown: Reader) -> None:
    for address in ("/charts/nothing", "/charts/nothing.svg", "/charts/timeliness.exe"):
        assert shown.get(address).status_code == 404


SENTENCES = ("timeliness", "acceptance", "acceptance_by_body", "promises")


@pytest.mark.parametrize("chart", SENTENCES)
def test_a_finding_has_a_sentence_for_every_number(chart: str) -> None:
    from opcc_opendata.site.chart_data import _of

    say = words_in("en")
    said = {
        pair: _of(say, f"charts.{chart}.title", *pair)
        for pair in [(0, 0), (0, 1), (1, 1), (0, 5), (1, 5), (3, 5), (5, 5)]
    }
    assert len(set(said.values())) == len(said)
    assert said[3, 5].startswith("3 of 5 ")
    assert said[1, 5].startswith("1 of 5 ")
    assert (
        said[0, 5].startswith("All 5 ")
        if chart == "timeliness"
        else re.search(r"\b(?:no|none)\b.*", said[0, 5].lower())
    )
    assert "5" in said[0, 5]
    assert said[5, 5].startswith("All 5 ")
    assert all("one " in said[pair].lower() for pair in ((0, 1), (1, 1)))


def front(folder: Path, records: dict[str, str], settings: str = "") -> dict[str, str]:
    """The findings of all charts of a small project."""
    made = project(folder, records, settings)
    assert build(made).built
    datasette = make_datasette(made.database, {})

    async def get() -> list[httpx.Response]:
        transport: Any = httpx.ASGITransport(app=datasette.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            pages = [await client.get(f"/charts/{name}") for name in NAMES]
            files = [await client.get(f"/charts/{name}.{form}") for name in NAMES for form in ("svg", "png", "csv")]
            return [*pages, *files, await client.get("/charts")]

    answers = run(get())
    datasette.opcc_builds.newest.close()
    assert {answer.status_code for answer in answers} == {200}
    return {
        name: lxml_html.fromstring(page.text).xpath("string(//h1)") for name, page in zip(NAMES, answers, strict=False)
    }


def test_with_no_records_nothing_is_claimed(tmp_path: Path) -> None:
    assert front(tmp_path, {}) == {
        "timeliness": "No response can yet be called on time or late",
        "days-taken": "No response has a known day of publication yet",
        "overdue": "This dataset is not yet complete for any force, so it does not list overdue responses",
        "acceptance": "There are no answers to recommendations yet",
        "acceptance-by-body": "There are no answers to recommendations yet",
        "promises": "There are no promises with a date yet",
    }


def test_with_one_record_each_finding_is_of_one(tmp_path: Path) -> None:
    answered = record(
        recommendations="\n  - number: '1'\n    kind: recommendation\n    text: Do it.\n    answer:\n"
        "      acceptance: not_accepted\n      no_action_reason: No.\n",
        dates="\n  published: 2019-03-01",
    )
    said = front(tmp_path, {"2019-02-26-fixture.yaml": answered})
    assert said["timeliness"] == "The one response whose timing is known was on time"
    assert said["days-taken"] == "One response has a known day of publication"
    assert said["acceptance"] == "The one recommendation was refused"
    assert said["acceptance-by-body"] == "The one policing body here refused a recommendation"


@pytest.mark.heavy
def test_a_body_whose_records_are_not_complete_is_marked(tmp_path: Path) -> None:
    answered = record(
        recommendations="\n  - number: '1'\n    kind: recommendation\n    text: Do it.\n    answer:\n"
        "      acceptance: accepted\n      body_action: Yes.\n"
    )
    made = project(tmp_path, {"2019-02-26-fixture.yaml": answered})
    assert build(made).built
    with serving("--project", tmp_path, "--no-build") as client:
        assert numbers(client, "acceptance-by-body")[0]["label"].endswith(" (not yet complete)")


# --- by task, in a browser ----------------------------------------------------------------------------------------


@pytest.mark.browser
def test_somebody_takes_a_chart_and_its_citation(shown: Reader, recount: Recount, browser: Any, tmp_path: Path) -> None:
    page = browser.new_context(viewport={"width": 375, "height": 700}, java_script_enabled=False).new_page()
    page.goto(f"{shown.base_url}")
    page.get_by_role("contentinfo").get_by_role("link", name="Charts").click()
    timely = recount.timeliness()
    dated = timely["late"] + timely["on_time"]
    finding = f"{timely['late']} of {dated} responses whose timing is known were late"
    page.get_by_role("link", name=finding).click()
    assert page.locator("h1").inner_text() == finding
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    citation = page.locator("main p.cite").inner_text()
    day = date_in_words(today().date().isoformat(), "en")
    assert citation.startswith(f"“{finding}”, chart, Invented responses (demonstration), version ")
    assert citation.endswith(f"accessed {day}, {shown.base_url}charts/timeliness".replace("//charts", "/charts"))
    snippet = page.locator("pre.snippet").inner_text()
    page.context.close()
    other = elsewhere(tmp_path, snippet)
    with other as address:
        page = browser.new_context().new_page()
        page.goto(address)
        page.wait_for_function("document.images[0].complete")
        assert page.evaluate("document.images[0].naturalWidth") == 1_100
        assert finding in page.evaluate("document.images[0].alt")
        page.context.close()


class elsewhere:  # noqa: N801 (used as a function)
    """Another website, that shows what was copied."""

    def __init__(self, folder: Path, snippet: str) -> None:
        (folder / "index.html").write_text(f"<!DOCTYPE html><title>Elsewhere</title>{snippet}", encoding="utf-8")
        quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(folder)))

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://localhost:{self.server.server_address[1]}/"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
