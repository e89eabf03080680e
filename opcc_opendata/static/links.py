"""Answers of the site → the same with links to files beside them, so that they work wherever the files lie."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from opcc_opendata.site.i18n import ROOTS, SiteWords
from opcc_opendata.static.chosen import WITHOUT_SERVER
from opcc_opendata.static.file_names import file_name
from opcc_opendata.static.lighter import SCRIPT as PLACES
from opcc_opendata.static.lighter import lighter, without_links_to_places

HOST: Final = "opcc-static.invalid"
"""The name under which the site is asked. It stands in no file that is written: RFC 2606 keeps it free for ever."""
BASE: Final = f"https://{HOST}"
ASSETS: Final = "assets"

_STATIC: Final = "/-/static-plugins/opcc_opendata.site/"
_OF_SITE: Final = re.compile(rf"{re.escape(BASE)}(?P<address>/[^\s\"'<>\\)]*)?")
_NEXT_LINE: Final = re.compile(r"(?<=\r\n)(?! )")
"""Where the next line of a calendar begins: one that begins with a space goes on (RFC 5545, section 3.1)."""
_TAGS: Final = re.compile(
    r"<(?P<element>a|area|form|iframe|image|img|input|link|meta|script|source|use)(?P<attributes>\s[^<>]*)>"
)
"""Elements that lead anywhere, or that say in the head what only whole addresses are of use for."""
_ATTRIBUTES: Final = re.compile(r'\s([a-z-]+)="([^"]*)"')
_SORTED: Final = re.compile(r'(<th\b[^>]*>)<a\b[^>]*\srel="nofollow"[^>]*>([^<]*)</a>')
_LANGUAGE: Final = re.compile(r'<a class="language"[^>]*\shref="(?P<address>[^"]*)"[^>]*>[^<]*</a>')
_DATA_BEGINS: Final = '<script type="application/ld+json">'
_DATA_ENDS: Final = "</script>"
_SHARED: Final = re.compile(r'<meta (?:property="og:|name="(?:twitter:|description"))[^<>]*>')
"""What a page says of itself to whoever shares or finds it by its address."""
_PICTURE: Final = ' property="og:image"'
_CONTENT: Final = re.compile(r'content="[^"]*"')
_IN_HTML: Final = re.compile(rf"{re.escape(BASE)}(?:/(?:&amp;|[^\s\"'<>\\)&])*)?")
_ON_FIRST_PAGES: Final = ("apple-touch-icon", "describedby")
"""Links of the head that would say the same on every page."""
_OF_ALL: Final = ("/feeds/responses.atom", "/feeds/deadlines.ics")
"""What each page of the site names in its head. Of the pages that are one of many, a list says it for all."""
_WITHOUT_FEEDS: Final = ("/responses/", "/cy/responses/")
"""Pages of which no feed tells."""
_MOST_TAGS: Final = 5_000
"""Tags that are kept: some hundred are on every page."""
_KIND_OF_FILE: Final = re.compile(r'\stype="[^"]*"')
_TAG: Final = "tag:opcc-opendata.github.io,2026:"
_ATOM: Final = "{http://www.w3.org/2005/Atom}"


@dataclass
class Links:
    """Where the links of a site lead, and which of its addresses they have named so far.

    `instead` gives the address that a link leads to, and `public` is where the files will be on the web, without `/` at
    its end, or empty where nobody knows. Those named since somebody last emptied it are `waiting`, in order. `tags`
    has some tags with their links led to files, by the folder of the page and the tag as it was.
    """

    instead: Callable[[str], str]
    public: str = ""
    named: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
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

    def in_text(self, text: str, written: Callable[[str], str] = str) -> str:
        """Put whole addresses, as they are `written` there, in place of those under which the site was asked."""
        return _OF_SITE.sub(lambda found: written(self._in_text(found["address"] or "/")), text)

    def _in_text(self, address: str) -> str:
        there = address.rstrip(".,;:")
        return self.whole(there) + address[len(there) :]


def page(links: Links, address: str, name: str, html: bytes, say: SiteWords) -> bytes:
    """Give a page with its links led to files, without what only a server can do. `name` is that of its file.

    The templates escape `<`, `>` and `"` in every text and every value, so that a tag is found without parsing the
    page: that would take as long as making it.
    """
    text = without_links_to_places(html.decode("utf-8"), f"{_STATIC}{PLACES.name}")
    text = _each(text, "<form", "</form>", lambda form: _without_filters(links, form, address, say))
    # There are files of a list's usual order alone.
    text = _SORTED.sub(r"\1\2", _each(text, '<ul class="sorts"', "</ul>", lambda _: ""))
    text = _each(text, _DATA_BEGINS, _DATA_ENDS, lambda block: _described(links, block))
    if not links.public:
        text = _SHARED.sub("", text)
    text = _LANGUAGE.sub(lambda found: _to_language(links, found[0], found["address"], name), text)
    text = _TAGS.sub(lambda found: _led(links, found, address, name), text)
    if BASE in text:  # in how to cite a page, and in its head
        text = _IN_HTML.sub(lambda found: escape(links.in_text(unescape(found[0]))), text)
    return lighter(text).encode()


def _each(text: str, begins: str, ends: str, change: Callable[[str], str]) -> str:
    """Change each part of a text that begins and ends so."""
    parts, at = [], 0
    while (start := text.find(begins, at)) >= 0 and (end := text.find(ends, start)) >= 0:
        parts += [text[at:start], change(text[start : end + len(ends)])]
        at = end + len(ends)
    return "".join([*parts, text[at:]])


def _described(links: Links, block: str) -> str:
    """Give what a page tells programs as JSON-LD, where the files have addresses."""
    if not links.public:
        return ""
    data = _data(links, block.removeprefix(_DATA_BEGINS).removesuffix(_DATA_ENDS)).replace("<", "\\u003c")
    return f"{_DATA_BEGINS}{data}{_DATA_ENDS}"


def _to_language(links: Links, link: str, address: str, name: str) -> str:
    """Give the link to the page in the other language, or nothing where this page is in one language."""
    return "" if links.between(name, unescape(address)) == posixpath.basename(name) else link


def _led(links: Links, tag: re.Match[str], address: str, name: str) -> str:
    """Give a tag with its links led to files; nothing, where it is in the head and a file can't have it."""
    element, attributes = tag.groups()
    if element == "a" and ' href="#' in attributes:
        return tag[0]
    if element in ("link", "meta") or '="/' not in attributes:
        return _led_anew(links, element, attributes, address, name)
    # A link from the root of the site is the same in all files of a folder, and every page has head and foot.
    key = posixpath.dirname(name), tag[0]
    if key not in links.tags:
        if len(links.tags) >= _MOST_TAGS:
            links.tags.clear()
        links.tags[key] = _led_anew(links, element, attributes, address, name)
    return links.tags[key]


def _led_anew(links: Links, element: str, attributes: str, address: str, name: str) -> str:
    if element == "meta":
        if _PICTURE in attributes:
            attributes = _CONTENT.sub(f'content="{BASE}/og/site.png"', attributes)
        return f"<{element}{attributes}>"
    given = {key: unescape(value) for key, value in _ATTRIBUTES.findall(attributes)}
    if element == "link":
        led = _head_link(links, given, address, name)
        return "" if led is None else f"<link{_with(attributes, 'href', led)}>"
    for attribute in ("href", "src", "action"):
        value = given.get(attribute)
        if value is None:
            continue
        led, there = _lead(links, value, address, name)
        attributes = _with(attributes, attribute, led)
        if _is_lacking(led):
            attributes = _KIND_OF_FILE.sub("", attributes)
        if element == "a" and "/cy/" in there and not links.lead(there).startswith("cy/") and "hreflang" not in given:
            attributes += ' hreflang="en"'
    return f"<{element}{attributes}>"


def _with(attributes: str, name: str, value: str) -> str:
    return re.sub(rf'(\s{name}=)"[^"]*"', lambda found: f'{found[1]}"{escape(value)}"', attributes, count=1)


def _head_link(links: Links, given: dict[str, str], address: str, name: str) -> str | None:
    """Say where a link in the head leads; None where no file is there, or where only whole addresses are of use."""
    relation, value = given.get("rel"), given.get("href", "")
    of_this_page = relation == "canonical" or "hreflang" in given
    if relation in ("preload", "service-desc") or (of_this_page and not links.public):
        return None
    if relation in _ON_FIRST_PAGES and address not in ROOTS.values() and address != "/":
        return None
    if relation == "alternate" and _says_feed_again(value, address):
        return None
    led, there = _lead(links, value, address, name)
    if of_this_page:
        return links.whole(there)
    return None if _is_lacking(led) else led


def _is_lacking(link: str) -> bool:
    """Tell if a link leads to the page of what files can't do, which is no feed and no calendar."""
    return posixpath.basename(link.partition("#")[0]) == f"{WITHOUT_SERVER[1:]}.html"


def _says_feed_again(feed: str, address: str) -> bool:
    return feed.startswith("/feeds/") and (
        address.startswith(_WITHOUT_FEEDS) or (feed in _OF_ALL and _is_one_of_many(address))
    )


def _is_one_of_many(address: str) -> bool:
    """Tell if a page is one of the thousands of a kind: of a response, for example, or of a list by a force."""
    parts = urlsplit(address)
    return bool(parts.query) or parts.path.removeprefix(ROOTS["cy"]).count("/") > 1


def _lead(links: Links, value: str, address: str, name: str) -> tuple[str, str]:
    """Say where a link leads from a file, and which address of the site that is: "" where it is of another place."""
    if value.startswith("mailto:"):
        return _mail(links, value), ""
    if value.startswith("#"):
        return value, ""
    rooted = value.startswith("/") and not value.startswith("//")
    # Joined with "?" alone, Python keeps what was asked for; a browser then asks for nothing.
    base = BASE + (address.partition("?")[0] if value.startswith("?") else address)
    there = BASE + value if rooted else urljoin(base, value)
    if not there.startswith(f"{BASE}/"):
        return value, ""
    there = there.removeprefix(BASE)
    return links.between(name, there), there


def _mail(links: Links, address: str) -> str:
    start, mark, asked = address.partition("?")
    given = [f"{key}={quote(links.in_text(value), safe='')}" for key, value in parse_qsl(asked)]
    return start + mark + "&".join(given)


def _without_filters(links: Links, written: str, address: str, say: SiteWords) -> str:
    """Put the lists that a filter would give in its place, as links: one for each value of each filter.

    A form that searches stays: the page of search reads what it sends.
    """
    from lxml import html as parser  # type: ignore[import-untyped]

    form = parser.fragment_fromstring(written)
    action = form.get("action") or urlsplit(address).path
    if urlsplit(action).path in ("/search", "/cy/search"):
        for kept in form.xpath(".//input[@type='hidden'][not(@name='force')]"):
            kept.getparent().remove(kept)
        return str(parser.tostring(form, encoding="unicode"))
    if urlsplit(address).query:
        return ""  # the first page of the whole list has them
    made: dict[str, str] = {}
    for select in form.iter("select"):
        values = [(one.get("value"), one) for one in select.iter("option") if one.get("value")]
        first = f"{action}?{select.get('name')}={quote(values[0][0])}" if values else ""
        if first and "#" in links.instead(urljoin(address, first)):
            continue  # there is no such list
        if not values or select.get("name") in made:
            continue
        label = form.xpath(f".//label[@for='{select.get('id')}']")
        items = []
        for value, option in values:
            spoken = f' lang="{escape(option.get("lang"))}"' if option.get("lang") else ""
            href = escape(f"{action}?{select.get('name')}={quote(value)}")
            items.append(f'<li><a href="{href}"{spoken}>{escape(option.text_content())}</a></li>')
        summary = escape(label[0].text_content() if label else select.get("name"))
        made[select.get("name")] = f"<details><summary>{summary}</summary><ul>{''.join(items)}</ul></details>"
    if made:
        return f'<div class="filters">{"".join(made.values())}</div>'
    return f"<p>{escape(say.plain('static.no_form'))}</p>"


def feed(links: Links, name: str, xml: bytes) -> bytes:
    """Give an Atom feed. Its links may be relative (RFC 4287, section 2), but no id may be: where nobody knows the
    address of the files, the feed has a tag for its id, as its entries have."""
    from lxml import etree

    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    for one in list(root.iter(f"{_ATOM}link")):
        address = one.get("href")
        if address and address.startswith(BASE):
            there = address.removeprefix(BASE) or "/"
            if links.lead(there).startswith(f"{WITHOUT_SERVER[1:]}.html"):
                one.getparent().remove(one)  # an older page of the feed, or a form of the response that no file has
                continue
            one.set("href", links.whole(there) if links.public else links.between(name, there))
    for one in root.iter(f"{_ATOM}id"):
        if not links.public and (one.text or "").startswith(BASE):
            one.text = f"{_TAG}{one.text.removeprefix(BASE)}"
    for one in root.iter():
        if one.text and BASE in one.text:
            one.text = links.in_text(one.text)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def calendar(links: Links, text: bytes) -> bytes:
    """Give a calendar. Its addresses must be whole (RFC 5545, section 3.8.4.6): unknown ones are left out.

    Only lines with an address are read and written again: to do so with all takes three seconds for 10,000 responses.
    """
    lines = _NEXT_LINE.split(text.decode("utf-8"))
    return "".join(_content_line(links, one) if BASE in _unfolded(one) else one for one in lines).encode()


def _unfolded(line: str) -> str:
    return line.replace("\r\n ", "")


def _content_line(links: Links, line: str) -> str:
    from icalendar import vText
    from icalendar.parser import Contentline

    name, colon, value = _unfolded(line).rstrip("\r\n").partition(":")
    if name == "URL":
        value = links.in_text(value) if links.public else ""
    else:
        value = links.in_text(value, lambda address: bytes(vText(address).to_ical()).decode())
    folded = Contentline(name + colon + value).to_ical()  # type: ignore[no-untyped-call]
    return f"{bytes(folded).decode()}\r\n" if value else ""


def _data(links: Links, text: str) -> str:
    """Give JSON with whole addresses, or names of files, in place of those of the site."""

    def led(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: led(one) for key, one in value.items()}
        if isinstance(value, list):
            return [led(one) for one in value]
        return links.in_text(value) if isinstance(value, str) else value

    found = json.loads(text)
    if isinstance(found, dict):
        for key in ("distribution", "dcat:distribution"):
            if key in found:  # of what is offered in several forms, the files have one
                found[key] = [one for one in found[key] if _is_file(links, one.get("@id", ""))]
    return json.dumps(led(found), ensure_ascii=False, indent=1)


def _is_file(links: Links, address: str) -> bool:
    there = address.removeprefix(BASE)
    return links.instead(there) == there


def data(links: Links, text: bytes) -> bytes:
    """Give a JSON file with its addresses led to files."""
    return _data(links, text.decode("utf-8")).encode() + b"\n" if BASE.encode() in text else text
