"""Texts of records as safe HTML: Markdown read by one library and made harmless by another."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from opcc_opendata.markdown import render
from opcc_opendata.search import HIT_END, HIT_START
from opcc_opendata.site.i18n import InWelsh

_TAGS: Final = frozenset(
    [
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_LINK: Final = re.compile(r"(?:https?://|mailto:)\S+|#recommendation-[a-z0-9-]+", re.IGNORECASE)
_TAG: Final = re.compile(r'<(/?)(ul|ol|blockquote|h([1-6])|img src="([^"]*)" alt="([^"]*)")[^<>]*>')
"""What is changed in what the Markdown library made, or tells how deep a list stands."""
_LOWEST: Final = 6
_DEEPEST: Final = 20
"""Lists and quotations within each other. The sanitiser takes the square of their number."""
_AND: Final = "\ufdd0"
"""Stands for `&amp;` while nh3 works, which takes the square of their number: 9 seconds for 400,000 of them. It is no
character, and never will be one."""
_MARKUP: Final = re.compile(
    r"\]\([^()\s]*\)|\[(?=[^\[\]]*\]\()|\*{1,3}(?=\S)|(?<=\S)\*{1,3}"
    r"|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|^#+ ",
    re.MULTILINE,
)
"""Markdown's signs, as far as they can be told in a piece of a text."""
_SIGNS: Final = frozenset("]*_[#")
"""Characters of which each of these signs has one."""

_BEGINS_A_SIGN: Final = re.compile(r"[\[>#*`_]")
"""With what each part of `_stripper` begins, but for blanks at the start of a line."""


def html(text: str, *, below: int) -> Markup:
    """Make safe HTML of Markdown. Its headings go below the page's own heading of the level `below`."""
    made = _fitted(render(text.replace(_AND, "\ufffd")), below)
    safe = _cleaner()(made.replace("&amp;", _AND)).replace(_AND, "&amp;")
    return Markup(safe)  # noqa: S704 (this is what nh3 is for, and &amp; is no sign to any browser)


@lru_cache(maxsize=1)
def _cleaner() -> Callable[[str], str]:
    import nh3

    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    ).clean


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Keep an attribute, but not a link that leads nowhere or to anything but a page, a mailbox or our own anchors."""
    return value if (tag, attribute) != ("a", "href") or _LINK.fullmatch(value) else None


def _fitted(made: str, below: int) -> str:
    """Shift headings, end nesting where it is deepest, and make links of pictures: the page asks no other server.

    In what the Markdown library made, every < that stands in a text is written &lt;, so that these are its own tags.
    """
    depth = 0

    def change(tag: re.Match[str]) -> str:
        nonlocal depth
        closing, _kind, level, source, words = tag.groups()
        if level:
            return f"<{closing}h{min(_LOWEST, int(level) + below)}>"
        if source is not None:
            return f'!<a href="{source}">{words}</a>'
        depth += -1 if closing else 1
        return tag[0] if depth + bool(closing) <= _DEEPEST else ""

    return _TAG.sub(change, made)


@lru_cache(maxsize=1)
def _stripper() -> re.Pattern[str]:
    # No part goes beyond the next bracket: to look for an end from each of many would take the square of their number.
    # A sign goes only where Markdown would read it as one: "#2", "5 * 3", "more > less" and "my_file" stay as they are.
    return re.compile(
        r"\[([^\[\]]*)\]\((?:[^()]++|\([^()]*\))*+\)"
        r"|^[ \t]*+(?:>[> \t]*+)?(?:#{1,6}(?=[ \t])|\*(?=[ \t]))?"
        r"|`+|(?<!\s)\*+|\*+(?!\s)|(?<!\w)_+|(?<=[^\W_])_++(?!\w)",
        re.MULTILINE,
    )


def plain(text: str | None, length: int = 0) -> str:
    """Give a text without its Markdown, on one line, cut at a word where it is too long. Welsh stays marked as such."""
    words = _on_one_line(text or "", length)
    if length and len(words) > length:
        words = words[:length].rsplit(" ", 1)[0] + " …"
    return InWelsh(words) if isinstance(text, InWelsh) else words


def _on_one_line(text: str, length: int) -> str:
    """Give a text without its Markdown, on one line; or only its beginning, where that is longer than a `length`.

    What stands before the first sign of Markdown needs no look at each of its letters, which takes ten times as long.
    """
    sign = _BEGINS_A_SIGN.search(text)
    words = " ".join((text[: sign.start()] if sign else text).split())
    if sign is None or 0 < length < len(words):
        return words
    return " ".join(_stripper().sub(lambda found: found[1] or "", text).split())


def hits(snippet: str) -> Markup:
    """Make HTML of a search's snippet, with the words found marked."""
    words = snippet if _SIGNS.isdisjoint(snippet) else _MARKUP.sub("", snippet)
    safe = str(escape(words)).replace(HIT_START, "<mark>").replace(HIT_END, "</mark>")
    # A snippet may be of a text that holds these characters itself: then the marks don't pair, and none is shown.
    if safe.count("<mark>") != safe.count("</mark>"):
        return escape(snippet.replace(HIT_START, "").replace(HIT_END, ""))
    return Markup(safe)  # noqa: S704 (escaped above)
