"""By task in a real Chromium: sort all forces with the keyboard alone, and follow one force's grades over time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from opcc_opendata.database import build
from tests.compared_projects import Day, compared
from tests.figures import Figures
from tests.recount import Recount
from tests.test_server import serving

pytestmark = pytest.mark.browser

KENT: list[Day] = [30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 60, None, "month"]
SUSSEX: list[Day] = [55, 54, 53, 52, 51, 50, 57, 58, 59, 70, None, "holding", 40]
ANSWERS = {
    "kent": ["accepted"] * 5 + ["not_accepted"] * 6 + ["accepted"] * 2,
    "sussex": ["accepted"] * 9 + ["noted", "accepted", "accepted", "accepted"],
}
GRADES = {
    ("kent", 0): [("peel_2018_19", "Investigating crime", "requires_improvement")],
    ("kent", 6): [("peel_2021_22", "Investigating crime", "adequate"), ("peel_2021_22", "Preventing crime", "good")],
    ("sussex", 6): [("peel_2021_22", "Investigating crime", "outstanding")],
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Recount]]:
    folder = tmp_path_factory.mktemp("compared-browser")
    made = compared(folder, {"kent": KENT, "sussex": SUSSEX}, ANSWERS, grades=GRADES)
    outcome = build(made)
    assert not outcome.rejected, [str(one) for one in outcome.problems]
    with serving("--project", folder, "--no-build") as client:
        yield client, Recount(folder, datetime.now(ZoneInfo("Europe/London")).date())


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=True)
    yield context.new_page()
    context.close()


def test_all_forces_are_sorted_with_the_keyboard_and_those_not_complete_stay_last(
    served: tuple[httpx.Client, Recount], tab: Any
) -> None:
    site, recount = served
    tab.goto(f"{site.base_url}".rstrip("/") + "/compare")
    tab.get_by_role("link", name="Late", exact=True).focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert tab.locator("th[aria-sort=descending]").inner_text().startswith("Late")
    late = {force: sum(status == "late" for status in own.values()) for force, own in recount.owed.items()}
    first = [tab.locator("tbody tr").nth(n).locator("th").inner_text() for n in range(2)]
    assert first == [recount.forces[force] for force in sorted(late, key=lambda force: -late[force])]
    assert tab.locator("tbody tr").count() == len(recount.forces)
    assert tab.locator("tbody tr").nth(2).locator("td").first.inner_text().startswith("–")


def test_the_grades_of_one_force_over_time(served: tuple[httpx.Client, Recount], tab: Any) -> None:
    site, recount = served
    tab.goto(f"{site.base_url}".rstrip("/") + "/forces/kent")
    with tab.expect_navigation():
        tab.get_by_role("link", name="grades over time").click()
    assert tab.locator("h1").inner_text() == "Kent Police: 1 good, 1 adequate in PEEL 2021/22"
    items = tab.locator("ol.graded > li")
    dates = sorted({recount.report_date(key[1]) or "" for key in recount.grades if key[0] == "kent"})
    assert items.count() == len(dates) == 2
    for item, (start, end) in zip((items.nth(1), items.nth(0)), ((*dates,), (dates[1], "9999")), strict=True):
        told = recount.between("kent", start, end)
        assert item.get_by_text(f"{told['recommended']} recommendations and other findings").is_visible()
        assert item.get_by_text(f"{told['accepted']} accepted by the policing body").is_visible()
    tab.get_by_label("Question").select_option(label="Investigating crime")
    with tab.expect_navigation():
        tab.get_by_role("button", name="Show").click()
    assert tab.locator("h1").inner_text() == "Kent Police, Investigating crime: 1 adequate in PEEL 2021/22"


@pytest.mark.parametrize("path", ["/compare", "/compare?force=kent&force=sussex", "/grades?force=kent"])
def test_a_page_fits_a_narrow_screen_and_paper(served: tuple[httpx.Client, Recount], tab: Any, path: str) -> None:
    site, _ = served
    tab.set_viewport_size({"width": 320, "height": 640})
    assert tab.goto(f"{site.base_url}".rstrip("/") + path).status == 200
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.emulate_media(media="print")
    assert not tab.locator("form").first.is_visible()
    assert tab.locator("h1").is_visible()


def test_every_figure_is_that_of_its_list_and_of_the_records(served: tuple[httpx.Client, Recount]) -> None:
    site, recount = served
    figures = Figures(site.get, recount)
    figures.grades()
    figures.compare()
    assert {"grades", "force's grades", "compare", "compared"} <= set(figures.pages)
    assert figures.compared > 100


PHONE = {"width": 375, "height": 800}
SIX = ("kent", "sussex", "surrey", "essex", "norfolk", "dorset")
SIX_COMPARED = "/compare?" + "&".join(f"force={force}" for force in SIX)


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of six forces with everything that a comparison can show: its address."""
    folder = tmp_path_factory.mktemp("compared-six")
    bodies = {force: (KENT, SUSSEX)[n % 2] for n, force in enumerate(SIX)}
    given = {force: ANSWERS[("kent", "sussex")[n % 2]] for n, force in enumerate(SIX)}
    promised = {force: [("2023-01-01", None), ("2023-02-01", "reported_complete")] * 5 for force in SIX}
    questions = ("Investigating crime", "Preventing crime", "Managing offenders")
    grades = {
        (force, 6): [("peel_2021_22", question, "requires_improvement") for question in questions] for force in SIX
    }
    made = compared(folder, bodies, given, coverage=[], promised=promised, grades=grades)
    claims = "".join(
        f"  - {{policing_body: {force}-{'pfcc' if force == 'essex' else 'pcc'}, from: 2019-01-01}}\n" for force in SIX
    )
    (folder / "opcc.yml").write_text(f"title: Invented\ncoverage:\n{claims}", encoding="utf-8")
    for path in (folder / "records/essex").iterdir():  # its body of these years
        path.write_text(path.read_text(encoding="utf-8").replace("essex-pcc", "essex-pfcc"), encoding="utf-8")
    outcome = build(made)
    assert not outcome.rejected, [str(one) for one in outcome.problems]
    with serving("--project", folder, "--no-build") as client:
        yield f"{client.base_url}".rstrip("/")


@pytest.mark.parametrize(("path", "most"), [(SIX_COMPARED, 7_000), ("/compare", 7_000), ("/data", 13_000)])
def test_a_comparison_and_the_page_of_downloads_are_short_on_a_phone(
    six: str, browser: Any, path: str, most: int
) -> None:
    """They do without JavaScript, and what is folded opens with the keyboard."""
    from playwright.sync_api import expect

    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    tab = context.new_page()
    assert tab.goto(six + path).status == 200
    expect(tab.locator("footer")).to_be_attached()
    assert tab.locator("html").evaluate("page => page.scrollHeight") < most
    assert tab.locator("html").evaluate("page => page.scrollWidth") == PHONE["width"]
    for number in range(tab.locator("main details > summary").count()):
        folded = tab.locator("main details").nth(number)
        folded.locator("> summary").press("Enter")
        expect(folded).to_have_attribute("open", "")
    context.close()


def test_a_comparison_of_six_says_what_each_answered_and_has_the_words_on_paper(six: str, browser: Any) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(viewport=PHONE)
    tab = context.new_page()
    assert tab.goto(six + SIX_COMPARED).status == 200
    answers = tab.locator("details.act")
    expect(answers).to_have_count(len(SIX))
    expect(answers.first.locator("summary")).to_have_text("Kent: not accepted")
    expect(answers.first.locator(".theirs")).to_be_hidden()
    lines = tab.locator('section[aria-labelledby="by-report"] .lines').first.locator("li")
    expect(lines).to_have_count(len(SIX))
    expect(lines.nth(1)).to_contain_text("Sussex")
    tab.emulate_media(media="print")
    expect(answers.last.locator("summary")).to_be_visible()
    expect(answers.last.locator(".theirs")).to_be_visible()
    context.close()


def test_the_table_of_all_forces_is_read_sideways_with_the_keyboard_and_keeps_their_names(
    six: str, browser: Any
) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(viewport=PHONE)
    tab = context.new_page()
    assert tab.goto(six + "/compare").status == 200
    box = tab.get_by_role("region", name="Table of all forces")
    box.focus()
    for _ in range(60):
        box.press("ArrowRight")
    expect(box.get_by_role("columnheader", name="Responses held")).to_be_in_viewport()
    expect(box.get_by_role("rowheader", name="Avon and Somerset Constabulary")).to_be_in_viewport()
    context.close()
