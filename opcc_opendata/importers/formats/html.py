"""Web pages, without the website around the document: navigation, banners, forms, scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from opcc_opendata.importers.formats.raw import Raw
from opcc_opendata.importers.unreadable import Unreadable

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_SILENT: Final = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "head", "link", "meta")
_AROUND: Final = ("nav", "footer", "aside", "form", "button", "dialog", "select")
_ROLES: Final = re.compile(r"^(?:navigation|banner|contentinfo|search|dialog|alertdialog|complementary)$")
_NAMES: Final = re.compile(
    r"(?:^|[-_ ])(?:cookies?|breadcrumbs?|nav|navbar|menu|sidebar|skip-?link|share|social|related|pagination"
    r"|newsletter)(?:$|[-_ ])"
)
_MAIN: Final = ("main", "[role=main]", "article", "#main-content", "#content")
_ENOUGH: Final = 200
"""Characters. A main part with less is the mark of a page that its scripts fill."""


def read(raw: bytes, _suffix: str) -> Raw:
    """Read a web page."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(raw, "lxml")
    url = _own_address(soup)
    remarks = tuple(_stated_dates(soup))
    block = soup.find("script", id="carried")
    carried = block.get_text() if block else ""
    for tag in soup.find_all(_SILENT):
        tag.decompose()
    main = _main(soup)
    left_out = [_take_out(tag) for tag in _around(main)]
    if not main.get_text(strip=True):
        raise Unreadable(
            "The page holds no text. Its scripts may load it: save the page from the browser, or print it."
        )
    outside = _words_outside(soup, main)
    return Raw(str(main), tuple(text for text in [outside, *left_out] if text), remarks, url, carried)


def _main(soup: BeautifulSoup) -> Tag:
    for selector in _MAIN:
        found = soup.select(selector)
        if len(found) == 1 and len(found[0].get_text(strip=True)) >= _ENOUGH:
            return found[0]
    return soup.body or soup


def _around(main: Tag) -> list[Tag]:
    found = main.find_all(lambda tag: tag is not main and _is_around(tag))
    return [tag for tag in found if not any(parent in found for parent in tag.parents)]


def _is_around(tag: Tag) -> bool:
    if tag.name in _AROUND or _ROLES.match(str(tag.get("role", ""))):
        return True
    if tag.name == "header" and tag.parent is not None and tag.parent.name == "body":
        return True
    names = " ".join([str(tag.get("id", "")), *(tag.get_attribute_list("class") or [])] if tag.attrs else [])
    return bool(_NAMES.search(names.lower())) and tag.name != "body"


def _take_out(tag: Tag) -> str:
    return " ".join(tag.extract().get_text(" ").split())


def _words_outside(soup: BeautifulSoup, main: Tag) -> str:
    if main is soup or main is soup.body:
        return ""
    copy = main.extract()
    words = " ".join(soup.get_text(" ").split())
    soup.append(copy)
    return words


def _own_address(soup: BeautifulSoup) -> str:
    for name, attribute in (('link[rel="canonical"]', "href"), ('meta[property="og:url"]', "content")):
        tag = soup.select_one(name)
        address = str(tag.get(attribute, "")) if tag else ""
        if re.fullmatch(r"https?://\S+", address):
            return address
    return ""


def _stated_dates(soup: BeautifulSoup) -> list[str]:
    tag = soup.select_one('meta[property="article:published_time"]')
    date = str(tag.get("content", ""))[:10] if tag else ""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        return []
    # A page that was moved to a new website shows the day of the move.
    return [
        f"The page's own data give {date} as its date. If it is the day of publication, write it in dates.published."
    ]
