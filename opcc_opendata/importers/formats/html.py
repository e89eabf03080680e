"""Web pages, without the website around the document: navigation, banners, forms, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from opcc_opendata.importers.formats.encodings import text_of_page
from opcc_opendata.importers.formats.html_folded import write_headings
from opcc_opendata.importers.formats.html_lists import write_numbers
from opcc_opendata.importers.formats.html_seen import take_out_unseen, write_filled_in
from opcc_opendata.importers.formats.page_dates import page_dates
from opcc_opendata.importers.formats.raw import DocumentError, LeftOut, Raw, Run

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_SILENT: Final = ("script", "style", "iframe", "object", "embed", "svg", "head", "link", "meta")
_TOGGLE: Final = re.compile(r"\s*(?:show|hide|open|close|expand|collapse|[+–-])\s*", re.IGNORECASE)
"""What a button says that opens a part of a page, beside the heading of that part."""
_AROUND: Final = ("nav", "footer", "aside", "form", "button", "dialog")
_ROLES: Final = re.compile(r"^(?:navigation|banner|contentinfo|search|dialog|alertdialog|complementary)$")
_NAMES: Final = re.compile(
    r"(?:^|[-_ ])(?:cookies?|breadcrumbs?|nav|navbar|menu|sidebar|skip-?link|share|social|related|pagination"
    r"|newsletter)(?:$|[-_ ])"
)
_OF_PAGE: Final = re.compile(
    r"(?:(?:download|print|share|save|e-?mail) (?:this|the|our) (?:page|response|document|statement|letter|text)"
    r"|(?:go )?back to|return to|(?:lawrlwyth\w{1,5}|argraffu|rhannu) (?:[’'’]r|y) (?:dudalen|ymateb)|yn [oô]l i)\b"
    r"(?!.{80})",
    re.IGNORECASE | re.DOTALL,
)
"""A link that stands alone, and does something with the page or leaves it: it is no part of what somebody says."""
_HEADINGS: Final = ["h1", "h2", "h3", "h4", "h5", "h6", "summary"]
_MAIN: Final = ("main", "[role=main]", "article", "#main-content", "#content")
_ENOUGH: Final = 200
"""Characters. A main part with less is the mark of a page that its scripts fill."""

_BLOCKS: Final = re.compile(r"^(?:p|h[1-6]|li|td|th|dt|dd|blockquote|pre|caption|figcaption|summary|div)$")
_DEEPEST: Final = 300
_WEBSITE: Final = "Belongs to the website"


def read(raw: bytes, _suffix: str) -> Raw:
    """Read a web page."""
    return page(raw)


def page(raw: bytes, transport: str = "", url: str = "") -> Raw:
    """Read a web page. `transport` is the encoding that came with it, `url` its address, where they are known."""
    from bs4 import BeautifulSoup

    text, remark = text_of_page(raw, transport)
    # As bytes, because libxml2 changes to the encoding that the page names, wherever it names it.
    soup = BeautifulSoup(text.encode("utf-8", "replace"), "lxml", from_encoding="utf-8")
    if _is_too_deep(soup):
        raise DocumentError("The page's parts are nested too deeply to be read. Save it again, or as plain text.")
    url = _own_address(soup) or url
    remarks = [remark] if remark else []
    dates = page_dates(soup)
    block = soup.find("script", id="carried")
    carried = block.get_text() if block else ""
    left_out = take_out_unseen(soup)
    if any(one.reason == "Hidden" for one in left_out):
        remarks.append("Parts of the page are hidden. If a reader can open them, save the page with them open.")
    for tag in soup.find_all(_SILENT):
        tag.decompose()
    write_headings(soup)
    main = _main(soup)
    _open_forms(main)
    left_out += [LeftOut(_WEBSITE, words) for tag in _around(main) if (words := _take_out(tag))]
    write_filled_in(soup)
    write_numbers(soup)
    if not main.get_text(strip=True):
        raise DocumentError(
            "The page holds no text. Its scripts may load it: save the page from the browser, or print it."
        )
    if outside := _words_outside(soup, main):
        left_out.append(LeftOut(_WEBSITE, outside))
    return Raw(str(main), tuple(left_out), tuple(remarks), url, carried, tuple(_runs(main)), dates=dates)


def _is_too_deep(soup: BeautifulSoup) -> bool:
    level: list[Tag] = [soup]
    for _ in range(_DEEPEST):
        level = [child for tag in level for child in tag.find_all(True, recursive=False)]
        if not level:
            return False
    return True


def _runs(main: Tag) -> Iterator[Run]:
    """Give the words of each block of the page, in their order: those that stand in it and in no block inside it."""
    from bs4.element import NavigableString, PreformattedString

    pieces: dict[int, tuple[Tag, list[str]]] = {}
    for one in main.descendants:
        is_text = isinstance(one, NavigableString)
        if is_text or getattr(one, "name", "") == "br":
            around = one.find_parent(_BLOCKS) or main
            text = str(one) if is_text else " "
            pieces.setdefault(id(around), (around, []))[1].append("" if isinstance(one, PreformattedString) else text)
    for number, (tag, words) in enumerate(pieces.values(), 1):
        if line := " ".join("".join(words).split()):
            yield Run(f"block {number} ({tag.name})", line)


def _open_forms(main: Tag) -> None:
    """Keep a form that holds the document itself: some websites put the whole page into one."""
    whole = len(main.get_text())
    for form in main.find_all("form"):
        if len(form.get_text()) * 2 > whole or form.find(["h1", "h2", "table"]):
            form.unwrap()


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
    if tag.name == "span" and tag.find_parent(_HEADINGS) is not None and _TOGGLE.fullmatch(tag.get_text(" ")):
        return True
    if tag.name == "button" and tag.find_parent(_HEADINGS) is not None:
        return False  # it opens the part of the page that it heads
    if tag.name == "footer" and tag.find_parent(["blockquote", "figure"]) is not None:
        return False  # it says whom the quotation is of
    if tag.name == "p" and _is_link_of_page(tag):
        return True
    if tag.name in _AROUND or _ROLES.match(str(tag.get("role", ""))):
        return True
    if tag.name == "header" and tag.parent is not None and tag.parent.name == "body":
        return True
    names = " ".join([str(tag.get("id", "")), *(tag.get_attribute_list("class") or [])] if tag.attrs else [])
    return bool(_NAMES.search(names.lower())) and tag.name != "body"


def _is_link_of_page(tag: Tag) -> bool:
    words, link = tag.get_text(" ", strip=True), tag.find("a")
    return link is not None and link.get_text(" ", strip=True) == words and _OF_PAGE.match(words) is not None


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
