"""The site in Welsh, in a real Chromium: a task, accessibility, the letters of Welsh, and hostile text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest

from tests.sites import NORFOLK
from tests.test_accessibility import AXE, RULES

pytestmark = pytest.mark.browser

RESPONSE: Final = "/responses/gwent-2022-04-28-invented-in-welsh"


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def path_of(tab: Any) -> str:
    return str(httpx.URL(tab.url).raw_path.decode())


def test_a_reader_turns_to_welsh_finds_a_response_reads_it_and_turns_back(tab: Any, site: httpx.Client) -> None:
    tab.goto(str(site.base_url))
    tab.get_by_role("link", name="Cymraeg").click()
    assert path_of(tab) == "/cy/"
    assert tab.locator("html").get_attribute("lang") == "cy"
    tab.get_by_role("navigation", name="Dewislen").get_by_role("link", name="Heddluoedd").click()
    tab.get_by_role("rowheader", name="Heddlu Gwent").get_by_role("link").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Heddlu Gwent"
    tab.get_by_role("main").locator(f"a[href='/cy{RESPONSE}']").first.click()
    assert path_of(tab) == f"/cy{RESPONSE}"
    assert tab.get_by_role("heading", level=1).inner_text() == "Ymateb dychmygol yn Gymraeg"
    assert tab.get_by_role("main").get_by_text("Adroddiad dychmygol: asesiad o Went").first.is_visible()
    tab.get_by_role("banner").get_by_role("link", name="English").click()
    assert path_of(tab) == RESPONSE
    assert tab.locator("html").get_attribute("lang") == "en"
    assert tab.get_by_role("main").get_by_text("Invented report: assessment of Gwent").first.is_visible()


def test_a_search_keeps_its_words_and_filters_when_the_language_changes(tab: Any, site: httpx.Client) -> None:
    tab.goto(str(site.base_url) + "cy/")
    tab.get_by_role("searchbox").fill("abuse")
    tab.get_by_role("searchbox").press("Enter")
    assert path_of(tab) == "/cy/search?q=abuse"
    found = tab.get_by_role("main").get_by_role("heading", level=2).first.inner_text()
    tab.get_by_role("banner").get_by_role("link", name="English").click()
    assert path_of(tab) == "/search?q=abuse"
    english = tab.get_by_role("main").get_by_role("heading", level=2).first.inner_text()
    assert [part for part in found.split() if part.isdigit()] == [part for part in english.split() if part.isdigit()]


@pytest.mark.parametrize("address", ["/cy/", f"/cy{NORFOLK}", "/cy/forces/norfolk"])
def test_axe_finds_nothing_on_welsh_pages(tab: Any, site: httpx.Client, address: str) -> None:
    tab.goto(str(site.base_url).rstrip("/") + address)
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    for width in (1280, 375, 320):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        for scheme, asked in (("dark", {"type": "rule", "values": ["color-contrast"]}), ("light", RULES)):
            tab.emulate_media(color_scheme=scheme)
            found = tab.evaluate("asked => axe.run({runOnly: asked, resultTypes: ['violations']})", asked)
            assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], (width, scheme)
    tab.set_viewport_size({"width": 1280, "height": 800})


def test_the_letters_of_welsh_have_their_font_and_only_pages_that_use_them_load_it(
    browser: Any, site: httpx.Client
) -> None:
    def loaded(address: str, text: str = "") -> list[str]:
        context = browser.new_context()
        tab, asked = context.new_page(), list[str]()
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(str(site.base_url).rstrip("/") + address)
        if text:
            tab.evaluate("text => document.querySelector('h1').append(text)", text)
        tab.evaluate("document.fonts.ready.then(() => null)")
        shown = tab.evaluate("[...document.fonts].filter(one => one.status === 'loaded').length")
        context.close()
        fonts = sorted(url.rpartition("/")[2] for url in asked if url.endswith(".woff2"))
        assert shown == len(fonts)
        return fonts

    assert "figtree-latin-ext.woff2" not in loaded("/")
    assert "figtree-latin-ext.woff2" in loaded("/", "ŵ ŷ")
    assert "ŵ" in site.get("/cy/methodology").text
    assert "figtree-latin-ext.woff2" in loaded("/cy/methodology")


def test_hostile_text_makes_no_element_on_a_welsh_page(browser: Any, site: httpx.Client) -> None:
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    for address in (
        "/cy/responses/kent-2020-01-01-hostile",
        "/cy/reports/hostile-report",
        "/cy/reports/hostile-report/recommendations/1",
        "/cy/search?q=hostile",
        "/cy/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%20onfocus=x",
        "/cy/refused",
        "/cy/forces/kent",
    ):
        assert tab.goto(str(site.base_url).rstrip("/") + address).status == 200, address
        assert tab.locator("main :is(script, img, iframe, style, object, embed, svg[onload])").count() == 0, address
        assert tab.title() != "x"
        assert "<span" not in tab.locator("body").inner_text().replace("<script", "")
        assert "<span" not in tab.title()
    context.close()
