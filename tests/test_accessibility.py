"""Whether everybody can use the site, in a real Chromium: WCAG 2.2 AA as axe-core finds it, and what it can't see.

Each page's status and heading are looked at first, because an error page has no faults either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import httpx
import pytest

from tests.projects import CHECKOUT
from tests.sites import NORFOLK, PAGES, RAW_PAGES, Page
from tests.waiting import wait_until

pytestmark = pytest.mark.browser

AXE: Final = CHECKOUT / "tests/node/node_modules/axe-core/axe.min.js"
IN_PAGE: Final = CHECKOUT / "tests/in_page.js"
CONTRAST: Final = {"type": "rule", "values": ["color-contrast"]}
EVERY: Final = PAGES + RAW_PAGES
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS: Final = {"resultTypes": ["violations"], "preload": False}
"""Style sheets and media are not fetched once more: of the rules above only that on sound that plays by itself asks for
them, and no page has any."""

SPACED: Final = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
"""What a reader may do to a text, and must lose nothing by (success criterion 1.4.12)."""


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    """A page of the browser. It moves at once, so that a place can be measured."""
    assert AXE.is_file(), "run scripts/setup --dev"
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    for script in (AXE, IN_PAGE):
        context.add_init_script(path=script)
    yield context.new_page()
    context.close()


def visit(tab: Any, site: httpx.Client, page: Page) -> None:
    """Open a page on a desk's screen, and see that it is the page that was meant."""
    address, status, heading = page
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.emulate_media(color_scheme="light", media="screen")
    assert tab.goto(str(site.base_url).rstrip("/") + address).status == status
    shown = " ".join(tab.locator("h1").inner_text().split())
    assert shown == heading or (heading is None and shown)


def name_of(page: Page) -> str:
    return re.sub(r"[^a-z0-9]+", "-", page[0].lower()).strip("-") or "home"


@pytest.mark.parametrize("page", EVERY, ids=name_of)
def test_everybody_can_use_a_page(tab: Any, site: httpx.Client, page: Page) -> None:
    visit(tab, site, page)
    its_title_and_headings_are_in_order(tab)
    axe_finds_nothing(tab, is_narrow_in_the_dark=page in USED)
    it_can_be_made_larger_without_scrolling_sideways(tab)


def its_title_and_headings_are_in_order(tab: Any) -> None:
    levels = tab.evaluate("inPage.headings()")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert tab.locator("html").get_attribute("lang") in ("en", "cy")
    heading = " ".join(tab.locator("h1").inner_text().split())
    named = tab.title().removeprefix("Error: ").partition(" – ")[0]
    assert named
    assert heading in tab.title() or named in heading


def axe_finds_nothing(tab: Any, *, is_narrow_in_the_dark: bool) -> None:
    # All rules at the widest and the narrowest. The colours of the dark scheme are the same at every width, and what is
    # there in a narrow window alone, such as its menu, is the same on all pages with a template.
    looks = [(1280, "light", RULES), (1280, "dark", CONTRAST), (320, "light", RULES)]
    looks += [(375, "dark", CONTRAST)] if is_narrow_in_the_dark else []
    for width, scheme, asked in looks:
        tab.set_viewport_size({"width": width, "height": 800})
        tab.emulate_media(color_scheme=scheme)
        found = tab.evaluate("options => axe.run(options)", {"runOnly": asked, **OPTIONS})
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], (width, scheme)


def it_can_be_made_larger_without_scrolling_sideways(tab: Any) -> None:
    # A window of 1280 px at 100 %, 200 % and 400 %; then with a text spaced out, and with text of twice the size.
    for width, style in ((1280, ""), (640, ""), (320, ""), (320, SPACED), (640, "html { font-size: 200% !important }")):
        tab.set_viewport_size({"width": width, "height": 256})
        tab.evaluate("css => inPage.restyle(css)", style)
        assert tab.evaluate("inPage.overflow()") <= 0, (width, style)


USED = [
    next(page for page in EVERY if page[0] == address)
    for address in (
        "/",
        "/search?q=domestic+abuse",
        "/responses",
        NORFOLK,
        "/reports/invented-vetting-2022",
        "/forces/norfolk",
        "/data",
        "/no-such-page",
        "/opcc/responses?_search=nothing+like+it",
        "/opcc" + NORFOLK,
        "/opcc/search?q=abuse",
        "/opcc?sql=select+nothing",
    )
]


@pytest.mark.days(3)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", USED, ids=name_of)
def test_everything_is_reached_with_the_tab_key_in_order_and_seen(
    tab: Any, site: httpx.Client, page: Page, scheme: str
) -> None:
    visit(tab, site, page)
    tab.emulate_media(color_scheme=scheme)
    tab.evaluate("inPage.watchFocus()")
    count = tab.evaluate("inPage.operable()")
    for _ in range(count + 1):
        tab.keyboard.press("Tab")
    seen = tab.evaluate("inPage.seen")
    assert [one["place"] for one in seen] == list(range(count))
    for one in seen:
        assert one["inView"], one
        assert one["width"] >= 2, one
        assert one["contrast"] >= 3, one


def test_the_skip_link_comes_first_and_leads_to_the_content(tab: Any, site: httpx.Client) -> None:
    visit(tab, site, (NORFOLK, 200, None))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.locator(".skip").bounding_box()["x"] >= 0
    tab.keyboard.press("Enter")
    wait_until(lambda: tab.evaluate("document.activeElement.id") == "main", "the content has the focus")


def test_rows_are_filtered_with_the_keyboard_alone(tab: Any, site: httpx.Client) -> None:
    visit(tab, site, ("/opcc/responses", 200, "Table responses"))
    tab.get_by_role("group", name="Add a filter").get_by_label("Column").focus()
    tab.keyboard.type("force")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.type("kent")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert re.match(r"\d+ rows where force = .kent.", tab.locator("#rows").inner_text())
    tab.get_by_text("By stage").focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("link", name="Holding statement").first.wait_for()


def test_a_wide_table_scrolls_with_the_arrow_keys_inside_a_region_with_a_name(tab: Any, site: httpx.Client) -> None:
    visit(tab, site, ("/opcc/responses", 200, "Table responses"))
    region = tab.get_by_role("region", name="Rows of responses")
    region.focus()
    tab.evaluate("inPage.watchScrolling()")
    tab.keyboard.press("ArrowRight")
    wait_until(lambda: tab.evaluate("inPage.scrolled") > 0, "the table has scrolled")
    assert tab.evaluate("scrollX") == 0


def test_a_long_answer_is_no_endless_page(tab: Any, site: httpx.Client) -> None:
    sql = "select+a.text,b.text,c.text,a.*+from+comments+a,comments+b,comments+c"
    visit(tab, site, (f"/opcc?sql={sql}", 200, "SQL query"))
    assert tab.locator("#rows").inner_text() == "The first 100 of more than 1,000 rows"
    assert tab.locator(".scroll tbody tr").count() == 100
    assert tab.evaluate("document.documentElement.scrollHeight") < 25_000


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ((NORFOLK, 200, None), 5),
        (("/responses", 200, None), 4),
        (("/data", 200, "Data"), 16),
        (("/opcc/responses", 200, "Table responses"), 15),
        (("/opcc/search?q=abuse", 200, "Search every text"), 3),
        (("/opcc" + NORFOLK, 200, None), 3),
    ],
    ids=lambda value: name_of(value) if isinstance(value, tuple) else str(value),
)
def test_a_page_can_be_printed(tab: Any, site: httpx.Client, page: Page, most: int) -> None:
    visit(tab, site, page)
    tab.emulate_media(media="print")
    printed = tab.evaluate("inPage.printed()")
    assert printed == {"furniture": [], "silent": []}
    pdf = tab.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type /Page\b", pdf)) <= most


@pytest.mark.parametrize(
    ("address", "selector", "language"),
    [
        ("/cy/responses/gwent-2022-04-28-invented-in-welsh", "html", "cy"),
        ("/responses/gwent-2022-04-28-invented-in-welsh", "main .text", "cy"),
        ("/opcc/responses/gwent-2022-04-28-invented-in-welsh", "dt:has-text('title_cy') + dd", "cy"),
        ("/opcc/responses?_search=dychmygol", "td[data-name=title_cy]", "cy"),
    ],
)
def test_welsh_is_marked_as_welsh(tab: Any, site: httpx.Client, address: str, selector: str, language: str) -> None:
    visit(tab, site, (address, 200, None))
    assert tab.locator(selector).first.get_attribute("lang") == language
