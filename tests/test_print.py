"""Pages on paper: the first sheet begins with the page and its licence, and each has something of the page on it."""

from __future__ import annotations

import io
import re
from typing import Any

import httpx
import pytest

from tests.sites import PAGES, RAW_PAGES

pytestmark = pytest.mark.browser

PRINTED = [address for address, *_ in (*PAGES, *RAW_PAGES)]
LICENCE = ("Open Government Licence v3.0", "This build of the data")


def sheets(tab: Any, url: str) -> list[str]:
    """The text of each sheet of a page that is printed on A4."""
    import pypdf

    tab.goto(url)
    tab.emulate_media(media="print")
    printed = pypdf.PdfReader(io.BytesIO(tab.pdf(format="A4")))
    return [" ".join(sheet.extract_text().split()) for sheet in printed.pages]


@pytest.mark.days(4)
@pytest.mark.parametrize("start", range(8))
def test_no_sheet_is_blank_or_has_only_the_foot(site: httpx.Client, browser: Any, start: int) -> None:
    tab = browser.new_page()
    for address in PRINTED[start::8]:
        found = sheets(tab, str(site.base_url).rstrip("/") + address)
        heading = "".join(str(tab.locator("h1").first.inner_text()).split())
        assert heading[:20] in found[0].replace(" ", ""), (address, found[0][:200])
        main = str(tab.locator("main").inner_text())
        for number, sheet in enumerate(found, 1):
            of_main = [word for word in re.findall(r"\w{4,}", sheet) if word in main]
            assert of_main, f"{address}: sheet {number} is blank, or has nothing of the page: {sheet[:200]}"
        if not address.startswith("/cy"):
            assert all(words in found[0] for words in LICENCE), address
    tab.close()


def test_what_is_for_paper_is_not_on_a_screen(site: httpx.Client, browser: Any) -> None:
    tab = browser.new_page()
    for address in ("/", "/opcc/forces"):
        tab.goto(str(site.base_url).rstrip("/") + address)
        assert not tab.locator(".on-paper").is_visible()
        assert tab.locator(".foot").is_visible()
        tab.emulate_media(media="print")
        assert tab.locator(".on-paper").is_visible()
        assert not tab.locator(".foot").is_visible()
        tab.emulate_media(media="screen")
    tab.close()
