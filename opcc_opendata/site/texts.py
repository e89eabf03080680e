"""Texts of records as safe HTML: Markdown read by one library and made harmless by another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown_it.token import Token

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
_ATTRIBUTES: Final = {"a": {"href", "title"}, "p": {"id"}, "ol": {"start"}}
_LINK: Final = re.compile(r"(?:https?://|mailto:)\S+|#recommendation-[a-z0-9-]+", re.IGNORECASE)
_LOWEST: Final = 6
_NOT_IN_SLUGS: Final = re.compile("[^a-z0-9]+")
_MARKUP: Final = re.compile(r"\]\([^)\s]*\)|[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}|\[(?=\S)|^#+ ", re.MULTILINE)
"""Markdown's signs, as far as they can be told in a piece of a text."""
HIT_START: Final = "\x02"
HIT_END: Final = "\x03"


def slug(words: str | None) -> str:
    """Make the part of an address that stands for words: "Recommendation 1 (a)" → recommendation-1-a."""
    return _NOT_IN_SLUGS.sub("-", (words or "").lower()).strip("-")


def html(text: str, *, below: int, name: str = "") -> Markup:
    """Make safe HTML of Markdown.

    Its headings go below the page's own heading of the level `below`. With a `name`, each paragraph that stands by
    itself gets an id: `name-p1` and so on.
    """
    import nh3

    parser = _parser()
    tokens = parser.parse(text)
    _shift_headings(tokens, below)
    if name:
        _name_paragraphs(tokens, name)
    made = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        made,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 (this is what nh3 is for)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Keep an attribute, but not a link that leads nowhere or to anything but a page, a mailbox or our own anchors."""
    return value if (tag, attribute) != ("a", "href") or _LINK.fullmatch(value) else None


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    # Without the image rule, ![words](address) becomes a link: the page asks no other server for anything.
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _shift_headings(tokens: Sequence[Token], below: int) -> None:
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(_LOWEST, int(token.tag[1]) + below)}"


def _name_paragraphs(tokens: Sequence[Token], name: str) -> None:
    paragraphs = (token for token in tokens if token.type == "paragraph_open" and token.level == 0)
    for number, token in enumerate(paragraphs, 1):
        token.attrSet("id", f"{name}-p{number}")


@lru_cache(maxsize=1)
def _stripper() -> re.Pattern[str]:
    return re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`#>]+")


def plain(text: str | None, length: int = 0) -> str:
    """Give a text without its Markdown, on one line, cut at a word where it is too long."""
    words = " ".join(_stripper().sub(lambda found: found[1] or "", text or "").split())
    if not length or len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0] + " …"


def hits(snippet: str) -> Markup:
    """Make HTML of a search's snippet, with the words found marked."""
    safe = str(escape(_MARKUP.sub("", snippet))).replace(HIT_START, "<mark>").replace(HIT_END, "</mark>")
    # A snippet may be of a text that holds these characters itself: then the marks don't pair, and none is shown.
    if safe.count("<mark>") != safe.count("</mark>"):
        return escape(snippet.replace(HIT_START, "").replace(HIT_END, ""))
    return Markup(safe)  # noqa: S704 (escaped above)
