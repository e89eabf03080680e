"""What others show of a page: its description, its picture, its icon; and how heavy a page is."""

from __future__ import annotations

import io
import re
from typing import Any

import httpx
import pytest
from lxml import html

from tests.figures import words
from tests.sites import NORFOLK, PAGES, RAW_PAGES

OWN = [address for address, status, _ in PAGES if status == 200]
LIMIT = 100_000


@pytest.mark.parametrize("address", OWN)
def test_every_page_has_a_description_and_a_picture(site: httpx.Client, address: str) -> None:
    page = html.fromstring(site.get(address).text)
    (description,) = page.xpath('//meta[@name="description"]/@content')
    assert 20 < len(description) < 1_000
    assert "<" not in description
    assert "\n" not in description
    (picture,) = page.xpath('//meta[@property="og:image"]/@content')
    assert picture.startswith(str(site.base_url))
    answer = site.get(picture)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), picture


@pytest.mark.parametrize("language", ["", "/cy"])
def test_every_page_has_a_description_of_its_own_which_is_what_others_show(site: httpx.Client, language: str) -> None:
    found = {}
    of_the_front_page = described(site.get(f"{language}/").text)
    pages = [address.removeprefix("/cy") for address in OWN]
    raw = [address for address, status, _ in RAW_PAGES if status == 200 and "?" not in address and not language]
    for address in [language + one for one in pages] + raw:
        text = site.get(address).text
        found[address] = described(text)
        page = html.fromstring(text)
        shared = page.xpath('//meta[@property="og:description"]/@content')
        assert shared == [] if address in raw else shared == [found[address]], address
        if address not in (*raw, f"{language}/"):
            assert of_the_front_page not in found[address], address
            title = page.xpath('//meta[@property="og:title"]/@content')[0]
            assert page.xpath("//title/text()")[0].startswith(title), address
    twice = [address for address, words in found.items() if list(found.values()).count(words) > 1]
    assert not twice
    if not language:
        assert "Domestic Abuse" in found[NORFOLK]


def described(page: str) -> str:
    (description,) = html.fromstring(page).xpath('//meta[@name="description"]/@content')
    return str(description)


@pytest.mark.parametrize(
    "address", ["/outstanding", "/promises", "/refused", "/timeliness", "/responses", "/reports", "/forces", "/changes"]
)
def test_a_description_begins_with_the_finding_of_its_page(site: httpx.Client, address: str) -> None:
    text = site.get(address).text
    assert described(text).startswith(words(html.fromstring(text).xpath("//h1")[0]))
    assert described(site.get("/compare").text).startswith("Compare forces: 1 of 43")


@pytest.mark.parametrize(
    "address", ["/og/site.png", f"/og{NORFOLK}.png", "/og/forces/norfolk.png", "/og/reports/invented-vetting-2022.png"]
)
def test_a_picture_has_the_size_that_the_page_says(site: httpx.Client, address: str) -> None:
    from PIL import Image

    picture = Image.open(io.BytesIO(site.get(address).content))
    assert picture.size == (1_200, 630)
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20) or ()) > 4, "something is drawn"


def test_what_is_not_there_has_no_picture_and_hostile_words_draw_nothing(site: httpx.Client) -> None:
    for kind in ("responses", "reports", "forces"):
        assert site.get(f"/og/{kind}/nowhere.png").status_code == 404
    assert site.get("/og/responses/kent-2022-11-02-vetting.png").status_code == 200
    assert site.get("/og/responses/kent-2020-01-01-hostile.png").status_code == 200


def test_the_icons_are_pictures(site: httpx.Client) -> None:
    from PIL import Image

    page = html.fromstring(site.get("/").text)
    icons = page.xpath('//link[@rel="icon" or @rel="apple-touch-icon"]/@href')
    assert len(icons) == 3
    for icon in icons:
        answer = site.get(icon)
        assert answer.status_code == 200
        if icon.endswith(".ico"):
            assert Image.open(io.BytesIO(answer.content)).size == (32, 32)
        elif ".svg" in icon:
            assert answer.text.startswith("<svg")


KINDS = {re.sub(r"[?].*|(?<=/)[^/]*-[^/]*$", "", address): address for address, *_ in (*PAGES, *RAW_PAGES)}


@pytest.mark.parametrize("address", sorted({*KINDS.values(), NORFOLK}))
def test_a_page_weighs_less_than_100_kb_with_everything(site: httpx.Client, address: str) -> None:
    """The page, its styles and both fonts, as they are sent to a browser."""
    asked, weight = [address], 0
    page = site.get(address).text
    asked += html.fromstring(page).xpath('//link[@rel="stylesheet" or @rel="preload"]/@href')
    styles = next(one for one in asked if "site.css" in one)
    asked += [f"{styles.rpartition('/')[0]}/fonts/newsreader-latin.woff2"]
    for one in dict.fromkeys(asked):
        with site.stream("GET", one, headers={"accept-encoding": "gzip"}) as answer:
            weight += sum(map(len, answer.iter_raw()))
    assert weight < LIMIT


@pytest.mark.browser
def test_nothing_is_fetched_that_the_weight_leaves_out(site: httpx.Client, browser: Any) -> None:
    tab, fetched = browser.new_page(), list[str]()
    tab.on("request", lambda request: fetched.append(httpx.URL(request.url).path))
    tab.goto(f"{site.base_url}{NORFOLK[1:]}")
    tab.wait_for_load_state("networkidle")
    counted = ("site.css", "figtree-latin.woff2", "newsreader-latin.woff2", "favicon.ico", "icon.svg")
    assert [one for one in fetched if not one.endswith((*counted, NORFOLK))] == []
    assert words(html.fromstring(tab.content()).xpath("//h1")[0])
    tab.close()
