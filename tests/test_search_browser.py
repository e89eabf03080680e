"""A real Chromium searches as a reader would: types, follows, narrows, and takes everything as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from opcc_opendata.database import build
from tests.plain_yaml import records_in
from tests.projects import project, record
from tests.search_recount import holds, read
from tests.test_server import serving
from tests.waiting import LONGEST

pytestmark = pytest.mark.browser
NOTES = {
    "apart": "Body worn video.",
    "hyphen": "Body-worn cameras.",
    "joined": "Bodyworn, and bodyworn.",
    "no": "Tasers.",
}


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Counter[str]]]:
    """A site, and how many places of body worn each response has, counted in its record."""
    files = {f"2019-02-26-{name}.yaml": record(f"2019-02-26-{name}", note=note) for name, note in NOTES.items()}
    made = project(tmp_path_factory.mktemp("searched"), files)
    assert build(made).built
    responses = read(records_in(made.records.rglob("*.yaml")))
    places = Counter(
        one.id
        for one in responses
        for text in one.texts
        if holds(text.words, ["body", "worn"]) or holds(text.words, ["bodyworn"])
    )
    assert len(places) == 3
    with serving("--project", made.root, "--no-build") as client:
        yield client, places


def open_search(tab: Any, site: httpx.Client, words: str) -> None:
    tab.goto(f"{str(site.base_url).rstrip('/')}/search")
    tab.get_by_role("searchbox").fill(words)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?q=*")


def test_bodyworn_gives_every_place_as_csv(searched: tuple[httpx.Client, Counter[str]], browser: Any) -> None:
    site, places = searched
    context = browser.new_context(accept_downloads=True)
    tab = context.new_page()
    open_search(tab, site, "bodyworn")
    assert tab.get_by_text("Also searched for: body worn.").is_visible()
    assert tab.get_by_role("heading", name=re.compile("^3 responses$")).is_visible()
    link = tab.get_by_role("link", name="CSV of all places").get_attribute("href")
    rows = list(csv.DictReader(io.StringIO(context.request.get(f"{tab.url.partition('/search')[0]}{link}").text())))
    assert Counter(row["response"] for row in rows) == places
    context.close()


def test_on_a_phone_the_facets_stand_after_the_results_with_a_link_at_the_top(
    searched: tuple[httpx.Client, Counter[str]], browser: Any
) -> None:
    from playwright.sync_api import expect

    site, _ = searched
    for width, is_phone in ((375, True), (1280, False)):
        context = browser.new_context(viewport={"width": width, "height": 800})
        tab = context.new_page()
        open_search(tab, site, "worn OR tasers OR response")
        tab.evaluate("document.fonts.ready.then(() => true)")  # a font that comes late moves what stands below
        facets, rows = tab.locator("#narrow").bounding_box(), tab.locator("ol.rows").bounding_box()
        link = tab.locator(".to-facets a")
        assert link.is_visible() == is_phone
        assert (facets["y"] >= rows["y"] + rows["height"]) == is_phone
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        if is_phone:
            assert link.bounding_box()["y"] < rows["y"]
            link.click()
            tab.wait_for_url("**#narrow")
            expect(tab.locator("#narrow-title")).to_be_in_viewport(timeout=LONGEST * 1_000)
        context.close()
