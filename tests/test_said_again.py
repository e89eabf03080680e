"""What is said more than once, by task and in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from opcc_opendata import sample
from opcc_opendata.database import build
from opcc_opendata.project import project_at
from tests.projects import query
from tests.test_accessibility import AXE, RULES
from tests.test_server import serving

pytestmark = pytest.mark.browser
KINDS = ("/alike", "/alike/{one}", "/alike/{one}/{other}", "/repeated", "/repeated/{again}", "/promises")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("said-again")
    sample.write(made, 150)
    (made / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    assert build(project_at(made)).built
    return made


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[httpx.Client]:
    with serving("--project", folder, "--no-build") as client:
        yield client


@pytest.fixture
def tab(browser: Any, served: httpx.Client) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=str(served.base_url))
    yield context.new_page()
    context.close()


def of_kent(folder: Path, sql: str) -> list[Any]:
    return query(project_at(folder).database, sql)


def test_find_answers_alike_of_one_force_and_see_the_difference(tab: Any, folder: Path) -> None:
    (force, title), *_ = of_kent(
        folder,
        "SELECT a.force, f.title FROM alike_wordings w JOIN alike_answers a ON a.wording = w.wording "
        "JOIN forces f ON f.code = a.force WHERE w.wording <> w.other_wording GROUP BY 1 ORDER BY 1",
    )
    tab.goto("/")
    tab.get_by_role("link", name="Answers in the same words").click()
    tab.get_by_label("Force", exact=True).select_option(label=title)
    tab.get_by_role("button", name="Show").click()
    groups = of_kent(folder, f"SELECT DISTINCT alike_group FROM alike_answers WHERE force = '{force}'")
    links = tab.locator("ol.rows > li h2 a")
    assert links.count() == len(groups)
    links.first.click()
    shown = tab.locator("ol.rows .row2", has_not_text="The same words").first
    per_cent = re.search(r"(\d+) per cent the same", shown.inner_text())
    shown.get_by_role("link", name="See the difference").click()
    assert per_cent
    assert tab.locator("h1").inner_text() == f"{per_cent[1]} per cent the same words"
    marked = tab.locator("mark.only")
    assert marked.count() > 0
    assert "only here" in marked.first.text_content()
    texts = [" ".join(text.split()) for text in tab.locator(".texts").all_text_contents()]
    assert texts[0] != texts[1]


def test_find_a_repeated_recommendation_and_how_it_was_answered_each_time(tab: Any, folder: Path) -> None:
    tab.goto("/")
    tab.get_by_role("link", name="Repeated recommendations").click()
    tab.locator("ol.rows > li h2 a").first.click()
    group = tab.url.rpartition("/")[2]
    rows = of_kent(
        folder,
        "SELECT r.force, f.title FROM repeated_recommendations r JOIN forces f ON f.code = r.force "
        f"WHERE r.repeat_group = '{group}' GROUP BY 1 HAVING count(*) > 1 ORDER BY 1",
    )
    tab.get_by_label("Force", exact=True).select_option(label=rows[0][1])
    tab.get_by_role("button", name="Show").click()
    expected = of_kent(
        folder,
        "SELECT v.recommendation, coalesce(s.title, 'No answer in the record') FROM repeated_recommendations v "
        "LEFT JOIN code_acceptance s ON s.code = v.acceptance LEFT JOIN inspections i ON i.id = v.inspection "
        f"WHERE v.repeat_group = '{group}' AND v.force = '{rows[0][0]}' ORDER BY i.published, v.date, v.recommendation",
    )
    shown = tab.locator("ol.rows > li")
    assert [one.get_attribute("id") for one in shown.all()] == [name for name, _ in expected]
    assert [one.locator("strong").first.inner_text() for one in shown.all()] == [title for _, title in expected]


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_is_too_wide_or_lost_in_print(tab: Any, folder: Path, kind: str) -> None:
    ((one, other),) = of_kent(folder, "SELECT answer, other_answer FROM similar_answers WHERE similarity < 100 LIMIT 1")
    ((again,),) = of_kent(folder, "SELECT recommendation FROM repeated_recommendations LIMIT 1")
    assert tab.goto(kind.format(one=one, other=other, again=again)).status == 200
    assert tab.locator("h1").inner_text()
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    for width, scheme in ((1280, "light"), (320, "dark")):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        found = tab.evaluate("asked => axe.run({runOnly: asked, resultTypes: ['violations']})", RULES)
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == [], (width, scheme)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.emulate_media(media="print")
    if "{other}" in kind:
        assert tab.locator("mark.only").first.evaluate("mark => getComputedStyle(mark).borderBottomStyle") == "solid"
        assert tab.locator(".texts").count() == 2


def test_a_response_and_a_recommendation_lead_to_what_was_said_again(tab: Any, folder: Path) -> None:
    ((response, name, report, number),) = of_kent(
        folder,
        "SELECT r.response, r.recommendation, r.inspection, c.number_key FROM repeated_recommendations r "
        "JOIN current_recommendations c ON c.recommendation = r.recommendation WHERE r.said = 'first' LIMIT 1",
    )
    for address in (f"/responses/{response}", f"/reports/{report}/recommendations/{number}"):
        tab.goto(address)
        link = tab.get_by_role(
            "link", name="Said in more than one report: the answers that count, in order of time"
        ).first
        link.click()
        assert tab.locator("h1").inner_text() == "Said in 2 reports"
        assert tab.locator(f"[id='{name}']").count() == 1


UNFOLDED = (
    "one => { for (let at = one.closest('details'); at; at = at.parentElement.closest('details')) at.open = true }"
)
"""Opens what is folded around a link: of many answers to a recommendation, a reader sees the first lines."""


def test_a_response_and_a_recommendation_lead_to_the_same_words(tab: Any, folder: Path) -> None:
    ((response, name, others, report, number),) = of_kent(
        folder,
        "SELECT a.response, a.id, a.others, c.inspection, c.number_key FROM alike_answers a "
        "JOIN current_recommendations c ON c.recommendation = a.recommendation "
        "WHERE c.number_key IS NOT NULL AND a.language = 'en' ORDER BY a.others DESC, a.id LIMIT 1",
    )
    for address in (f"/responses/{response}", f"/reports/{report}/recommendations/{number}"):
        tab.goto(address)
        link = tab.locator(f'a[href="/alike/{name}"]')
        link.evaluate(UNFOLDED)
        assert link.inner_text() == f"The same words, or nearly: {others} other answer{'s' if others > 1 else ''}"
    link.click()
    assert tab.locator("h1").inner_text().startswith(f"{others} other answer")
