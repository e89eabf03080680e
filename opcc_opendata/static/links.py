"""Answers of the site → the same with links to files beside them, so that they work wherever the files lie."""

from __future__ import annotations

import json
import posixpath
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from opcc_opendata.site.i18n import Words
from opcc_opendata.static.file_names import file_name

HOST: Final = "opcc-static.invalid"
"""The name under which the site is asked. It stands in no file that is written: RFC 2606 keeps it free for ever."""
BASE: Final = f"https://{HOST}"
ASSETS: Final = "assets"

_STATIC: Final = "/-/static-plugins/opcc_opendata.site/"
_OF_SITE: Final = re.compile(rf"{re.escape(BASE)}(?P<address>/[^\s\"'<>\\)]*)?")
_ATTRIBUTES: Final = ("href", "src", "action")
_TAG: Final = "tag:opcc-opendata.github.io,2026:"
_ATOM: Final = "{http://www.w3.org/2005/Atom}"


@dataclass
class Links:
    """Where the links of a site lead, and which of its addresses they have named so far.

    `instead` gives the address that a link leads to, and `public` is where the files will be on the web, without `/` at
    its end, or empty where nobody knows. Of the named, those that nobody has asked for yet are `waiting`, in order.
    """

    instead: Callable[[str], str]
    public: str = ""
    named: set[str] = field(default_factory=set)
    waiting: deque[str] = field(default_factory=deque)
    _led: dict[str, str] = field(default_factory=dict)
    _between: dict[tuple[str, str], str] = field(default_factory=dict)

    def lead(self, address: str) -> str:
        """Give the file for an address of the site, with its query or place where a file can have one, and note it."""
        found = self._led.get(address)
        if found is None:
            found = self._led[address] = self._lead(address)
        return found

    def _lead(self, address: str) -> str:
        if address.startswith(_STATIC):
            return f"{ASSETS}/{urlsplit(address).path.removeprefix(_STATIC)}"
        parts = urlsplit(self.instead(address))
        after = f"#{parts.fragment}" if parts.fragment else ""
        plain = parts._replace(fragment="")
        if parts.path in ("/search", "/cy/search"):
            after = f"?{parts.query}{after}" if parts.query else after
            plain = plain._replace(query="")
        name = "SHA256SUMS" if parts.path == "/SHA256SUMS" else file_name(plain.geturl())
        if name != "SHA256SUMS" and plain.geturl() not in self.named:
            self.named.add(plain.geturl())
            self.waiting.append(plain.geturl())
        return quote(name, safe="/=,~") + after

    def between(self, here: str, address: str) -> str:
        """Give the link from a file to that of an address."""
        folder = posixpath.dirname(here)
        found = self._between.get((folder, address))
        if found is None:
            found = self._between[folder, address] = self._relative(folder, address)
        return found

    def _relative(self, folder: str, address: str) -> str:
        there, mark, place = self.lead(address).partition("#")
        there, asked, query = there.partition("?")
        return posixpath.relpath(there, folder or ".") + asked + query + mark + place

    def whole(self, address: str) -> str:
        """Give an address as a program needs it: whole where the files have one, else by the file's name."""
        there = self.lead(address)
        return f"{self.public}/{there}" if self.public else there

    def in_text(self, text: str) -> str:
        """Put whole addresses in place of those under which the site was asked."""
        return _OF_SITE.sub(lambda found: self._in_text(found["address"] or "/"), text)

    def _in_text(self, address: str) -> str:
        there = address.rstrip(".,;:")
        return self.whole(there) + address[len(there) :]


def page(links: Links, address: str, name: str, html: bytes, say: Words) -> bytes:
    """Give a page with its links led to files, without what only a server can do. `name` is that of its file."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as parser

    document = parser.document_fromstring(html.decode("utf-8"), parser=parser.HTMLParser(encoding=None))
    _clean_head(links, document)
    for form in list(document.iter("form")):
        _without_filters(links, form, address, say)
    _without_orders(document)
    for element in document.iter(etree.Element):
        for attribute in _ATTRIBUTES:
            value = element.get(attribute)
            if value is not None:
                _lead(links, element, attribute, value, address, name)
    for element in [one for one in document.iter("a") if one.get("href") is None and one.get("class") == "language"]:
        element.drop_tree()
    _whole_addresses(links, document)
    body = parser.tostring(document, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{body}\n".encode()


def _clean_head(links: Links, document: Any) -> None:
    """Take away what a file can't have: a font that is fetched early, and addresses that nobody knows."""
    for link in document.xpath("//head/link"):
        relation, kind = link.get("rel"), link.get("type")
        needs_server = relation in ("preload", "service-desc") or (relation == "canonical" and not links.public)
        if needs_server or (kind in ("application/atom+xml", "text/calendar") and "?" in link.get("href", "")):
            link.getparent().remove(link)
    for meta in document.xpath("//head/meta[starts-with(@property, 'og:')]"):
        if meta.get("property") == "og:image":
            meta.set("content", f"{BASE}/og/site.png")
        if not links.public and meta.get("property").startswith(("og:image", "og:url")):
            meta.getparent().remove(meta)
    for script in document.xpath("//script[@type='application/ld+json']"):
        if links.public:
            script.text = _data(links, script.text).replace("<", "\\u003c")
        else:
            script.getparent().remove(script)


def _lead(links: Links, element: Any, attribute: str, value: str, address: str, name: str) -> None:
    if value.startswith("mailto:"):
        element.set(attribute, _mail(links, value))
        return
    rooted = value.startswith("/") and not value.startswith("//")
    there = BASE + value if rooted else urljoin(f"{BASE}{address}", value)
    if not there.startswith(f"{BASE}/") or value.startswith("#"):
        return
    there = there.removeprefix(BASE)
    of_this_page = element.tag == "link" and (element.get("hreflang") or element.get("rel") == "canonical")
    if of_this_page and links.public:
        element.set(attribute, links.whole(there))
        return
    found = links.between(name, there)
    if element.get("class") == "language" and found.partition("#")[0] == posixpath.basename(name):
        del element.attrib[attribute]  # this page is in one language
        return
    if "/cy/" in there and not links.lead(there).startswith("cy/") and element.tag == "a":
        element.set("hreflang", "en")
    element.set(attribute, found)


def _mail(links: Links, address: str) -> str:
    start, mark, asked = address.partition("?")
    given = [f"{key}={quote(links.in_text(value), safe='')}" for key, value in parse_qsl(asked)]
    return start + mark + "&".join(given)


def _whole_addresses(links: Links, document: Any) -> None:
    """Put whole addresses where a page writes its own: in how to cite it, and in its head."""
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text and BASE in element.text:
            element.text = links.in_text(element.text)
        if element.tail and BASE in element.tail:
            element.tail = links.in_text(element.tail)
        for attribute, value in element.attrib.items():
            if BASE in value:
                element.set(attribute, links.in_text(value))


def _without_filters(links: Links, form: Any, address: str, say: Words) -> None:
    """Put the lists that a filter would give in its place, as links: one for each value of each filter.

    A form that searches stays: the page of search reads what it sends.
    """
    from lxml import html as parser

    action = form.get("action") or urlsplit(address).path
    if urlsplit(action).path in ("/search", "/cy/search"):
        for kept in form.xpath(".//input[@type='hidden'][not(@name='force')]"):
            kept.getparent().remove(kept)
        return
    made = parser.Element("div")
    made.set("class", "filters")
    for select in form.iter("select"):
        values = [(one.get("value"), one) for one in select.iter("option") if one.get("value")]
        first = f"{action}?{select.get('name')}={quote(values[0][0])}" if values else ""
        if first and "#" in links.instead(urljoin(address, first)):
            continue  # there is no such list
        label = form.xpath(f".//label[@for='{select.get('id')}']")
        if not values or any(one.get("data-of") == select.get("name") for one in made):
            continue
        folded = parser.Element("details")
        folded.set("data-of", select.get("name"))
        summary, items = parser.Element("summary"), parser.Element("ul")
        summary.text = label[0].text_content() if label else select.get("name")
        for value, option in values:
            item, link = parser.Element("li"), parser.Element("a")
            link.set("href", f"{action}?{select.get('name')}={quote(value)}")
            link.text = option.text_content()
            if option.get("lang"):
                link.set("lang", option.get("lang"))
            item.append(link)
            items.append(item)
        folded.extend((summary, items))
        made.append(folded)
    for folded in made:
        del folded.attrib["data-of"]
    if len(made):
        made.tail = form.tail
        form.getparent().replace(form, made)
    else:
        said = parser.Element("p")
        said.text, said.tail = say.plain("static.no_form"), form.tail
        form.getparent().replace(form, said)


def _without_orders(document: Any) -> None:
    """Take away the links by which a list is sorted in another way: there are files of its usual order alone."""
    for orders in document.xpath("//ul[@class='sorts']"):
        orders.drop_tree()
    for link in document.xpath("//th/a[@rel='nofollow']"):
        link.drop_tag()


def feed(links: Links, name: str, xml: bytes) -> bytes:
    """Give an Atom feed. Its links may be relative (RFC 4287, section 2), but no id may be: where nobody knows the
    address of the files, the feed has a tag for its id, as its entries have."""
    from lxml import etree

    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    for one in root.iter(f"{_ATOM}link"):
        address = one.get("href")
        if address and address.startswith(BASE):
            there = address.removeprefix(BASE) or "/"
            one.set("href", links.whole(there) if links.public else links.between(name, there))
    for one in root.iter(f"{_ATOM}id"):
        if not links.public and (one.text or "").startswith(BASE):
            one.text = f"{_TAG}{one.text.removeprefix(BASE)}"
    for one in root.iter():
        if one.text and BASE in one.text:
            one.text = links.in_text(one.text)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def calendar(links: Links, text: bytes) -> bytes:
    """Give a calendar. Its addresses must be whole (RFC 5545, section 3.8.4.6): unknown ones are left out."""
    from icalendar import Calendar

    made = Calendar.from_ical(text.decode("utf-8"))
    for part in made.walk():
        for key in list(part):
            value = part[key]
            if not isinstance(value, str) or BASE not in value:
                continue
            if key.upper() == "URL" and not links.public:
                del part[key]
            else:
                part[key] = type(value)(links.in_text(str(value)))
    return bytes(made.to_ical())


def _data(links: Links, text: str) -> str:
    """Give JSON with whole addresses, or names of files, in place of those of the site."""

    def led(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: led(one) for key, one in value.items()}
        if isinstance(value, list):
            return [led(one) for one in value]
        return links.in_text(value) if isinstance(value, str) else value

    return json.dumps(led(json.loads(text)), ensure_ascii=False, indent=1)


def data(links: Links, text: bytes) -> bytes:
    """Give a JSON file with its addresses led to files."""
    return _data(links, text.decode("utf-8")).encode() + b"\n" if BASE.encode() in text else text
