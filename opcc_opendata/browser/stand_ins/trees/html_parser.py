"""A web page → what stands in it, as libxml2 takes it: for pages that a library wrote, and not for any of the Web.

libxml2 puts `html` and `body` round a page, and ends some elements where others begin. That is followed for the
elements that come of a Word document; anything else is not read.
"""

from __future__ import annotations

from html.parser import HTMLParser as Events
from typing import Any, Final

from opcc_opendata.browser.stand_ins.trees.refusal import NotReadHereError

_VOID: Final = frozenset(("br", "hr", "img", "input", "col", "meta"))
_HEAD: Final = frozenset(("meta", "style", "title", "script"))
_ROWS: Final = frozenset(("col", "tbody", "td", "th", "thead", "tr"))
_IN_LINE: Final = frozenset(("a", "b", "code", "em", "i", "s", "span", "strong", "sub", "sup", "u"))
_SPACE: Final = " \t\n\f"
# fmt: off
_KNOWN: Final = _VOID | _HEAD | frozenset((
    "html", "head", "body", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "thead", "tbody", "tr",
    "td", "th", "strong", "em", "s", "sup", "sub", "a", "blockquote", "dl", "dt", "dd", "div", "span", "b", "i", "u",
    "pre", "code", "section", "header", "footer", "main", "article", "aside", "nav", "figure", "figcaption",
))
_HEADING: Final = frozenset(("p", "table", "li"))
_CELL: Final = frozenset(("tbody", "td", "th", "tr"))
_ENDED_BY: Final = {
    "a": frozenset(("a", "table", "td", "th")),
    "b": frozenset(("p", "td", "th")),
    "dd": frozenset(("dt",)),
    "i": frozenset(("p",)),
    "dl": frozenset(("li",)),
    "dt": frozenset(("dd", "dl")),
    "li": frozenset(("li",)),
    "p": frozenset((
        "blockquote", "body", "col", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
        "p", "pre", "table", "tbody", "td", "th", "tr", "ul",
    )),
    "pre": frozenset(("dd", "dl", "dt", "li", "table", "ul")),
    "s": frozenset(("p",)),
    "span": frozenset(("td", "th")),
    "tbody": frozenset(("tbody",)),
    "td": _CELL,
    "th": _CELL,
    "thead": frozenset(("tbody",)),
    "tr": frozenset(("tbody", "tr")),
    "u": frozenset(("p", "td", "th")),
    "ul": frozenset(("ol", "pre")),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
}
"""Which element, where it is the innermost, ends where which others begin."""
# fmt: on


class HTMLParser:
    """Tells a target what stands in a page, as lxml's parser of that name does."""

    def __init__(self, *, target: Any, **_: Any) -> None:
        self._events = _Events(target)

    def feed(self, page: str | bytes) -> None:
        """Take the page, whole."""
        text = page if isinstance(page, str) else page.decode()
        self._events.feed(text.replace("\r\n", "\n").replace("\r", "\n"))

    def close(self) -> None:
        """End the page."""
        self._events.end()


class _Events(Events):
    def __init__(self, target: Any) -> None:
        super().__init__(convert_charrefs=True)
        self._target = target
        self._open: list[str] = []
        self._seen: set[str] = set()

    def end(self) -> None:
        self.close()
        while self._open:
            self._target.end(self._open.pop())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            raise NotReadHereError(f"HTML: {tag}")
        if tag in ("html", "head", "body"):
            if tag in self._seen or "body" in self._seen:
                raise NotReadHereError(f"HTML: {tag} comes again")
        elif tag in _HEAD:
            if self._open[-1:] != ["head"]:
                raise NotReadHereError(f"HTML: {tag} in no head")
        else:
            self._begin_body()
        if tag in _ROWS and self._open[-1] in _IN_LINE:
            raise NotReadHereError(f"HTML: {tag} in {self._open[-1]}")
        while self._open and tag in _ENDED_BY.get(self._open[-1], ()):
            self._target.end(self._open.pop())
        self._begin(tag, attrs)
        if tag in _VOID:
            self._target.end(self._open.pop())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            raise NotReadHereError(f"HTML: <{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("html", "body") and self._open[-1:] in (["html"], ["body"]):
            return  # what may come after it stands in the body all the same
        if tag in _VOID or self._open[-1:] != [tag]:
            raise NotReadHereError(f"HTML: </{tag}> where {self._open[-1:]} is open")
        self._target.end(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._open[-1:] in ([], ["html"], ["head"]):
            data = data.lstrip(_SPACE)
            if not data:
                return
            self._begin_body()
        self._target.data(data)

    def handle_comment(self, data: str) -> None:
        raise NotReadHereError(f"HTML: a comment {data}")

    def handle_decl(self, decl: str) -> None:
        if decl != "DOCTYPE html" or self._open:
            raise NotReadHereError(f"HTML: {decl}")
        self._target.doctype("html", None, None)

    def unknown_decl(self, data: str) -> None:
        raise NotReadHereError(f"HTML: {data}")

    def handle_pi(self, data: str) -> None:
        raise NotReadHereError(f"HTML: {data}")

    def _begin_body(self) -> None:
        for tag in ("html", "body"):
            if tag not in self._seen:
                self._begin(tag, [])

    def _begin(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "body" and "html" not in self._open:
            self._begin("html", [])
        self._open.append(tag)
        self._seen.add(tag)
        kept: dict[str, str] = {}
        for key, value in attributes:
            kept.setdefault(key, value or "")
        self._target.start(tag, kept)
