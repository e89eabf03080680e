"""A crawl of the whole site: every link leads somewhere, to the very place that it names, and every page is light."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import lxml.html
import pytest
from lxml import etree

pytestmark = pytest.mark.slow

LIKE_ENOUGH = 2
"""How many are followed of what is made in one way: rows of a table, responses in a format, a page with filters."""

HEAVIEST = 100_000
"""Bytes of a page with its assets, compressed."""


@dataclass
class Crawled:
    """What a page names: its own places, and the addresses that it leads to or loads."""

    weight: int
    ids: list[str]
    links: set[str]
    assets: set[str]


def crawled_page(address: str, content: bytes) -> Crawled:
    page = Crawled(len(gzip.compress(content, 6)), [], set(), set())
    for element in lxml.html.document_fromstring(content).iter(etree.Element):
        if named := element.get("id"):
            page.ids.append(named)
        if source := element.get("src"):
            page.assets.add(urljoin(address, source))
        if href := element.get("href"):
            (page.assets if element.get("rel") == "stylesheet" else page.links).add(urljoin(address, href))
    return page


def kind_of(address: str) -> tuple[str, ...]:
    """What an address is one of many of: rows of one table, responses in one format, answers to filters on one page."""
    parts = urlsplit(address)
    steps = parts.path.split("/")
    if steps[1] == "responses" and (suffix := PurePosixPath(parts.path).suffix):
        return ("response as a file", suffix)
    if steps[1] == "opcc" and len(steps) == 4:
        return ("row", steps[2])
    if steps[1] == "cy" and len(steps) > 3:  # made as the English page is, which is followed
        return ("in Welsh", steps[2])
    return ("filtered", parts.path) if parts.query else ("page", address)


@pytest.fixture(scope="module")
def crawled(site: httpx.Client) -> dict[str, Crawled]:
    """Every page that can be reached from the first, by its address. Each must answer."""
    home = str(site.base_url)
    pages, met, todo = dict[str, Crawled](), {home}, [home]
    followed = Counter[tuple[str, ...]]()
    while todo:
        address = todo.pop()
        followed[kind_of(address)] += 1
        if followed[kind_of(address)] > LIKE_ENOUGH:
            continue
        answer = site.get(address, follow_redirects=True)
        # A response that was withdrawn keeps its page, and says so.
        assert answer.status_code == 200 or (answer.status_code == 410 and "/responses/" in address), address
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        pages[address] = page = crawled_page(address, answer.content)
        found = {urldefrag(link)[0] for link in page.links if link.startswith(home)} - met
        met |= found
        todo += sorted(found)
    return pages


def test_the_crawl_goes_through_the_whole_site(crawled: dict[str, Crawled]) -> None:
    kinds = Counter(path.split("/")[1] for path in {urlsplit(address).path for address in crawled})
    assert kinds["responses"] > 30
    assert kinds["forces"] == 1 + 43
    assert kinds["reports"] > 10
    assert kinds["opcc"] > 150


def test_every_place_in_a_page_that_a_link_names_is_there_once(crawled: dict[str, Crawled]) -> None:
    for address, page in crawled.items():
        assert len(page.ids) == len(set(page.ids)), address
        for link in page.links:
            target, place = urldefrag(link)
            if place and target in crawled:
                assert place in crawled[target].ids, f"{address} leads to {link}"


def test_nothing_comes_from_elsewhere(site: httpx.Client, crawled: dict[str, Crawled]) -> None:
    for address, page in crawled.items():
        assert page.assets, address
        assert all(asset.startswith(str(site.base_url)) for asset in page.assets), address


def test_a_page_with_its_assets_is_light(site: httpx.Client, crawled: dict[str, Crawled]) -> None:
    assets = {asset for page in crawled.values() for asset in page.assets}
    weights = {asset: len(gzip.compress(site.get(asset).content, 6)) for asset in assets}
    for address, page in crawled.items():
        assert page.weight + sum(weights[asset] for asset in page.assets) <= HEAVIEST, address
