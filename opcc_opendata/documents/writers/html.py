"""A paper as one HTML file that needs nothing else: no script, no picture, nothing from another server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.nodes import (
    Block,
    Break,
    CodeText,
    Emphasis,
    Heading,
    HorizontalRule,
    Inline,
    Link,
    ListNode,
    Paragraph,
    Pre,
    Quote,
    Span,
    Strong,
    TableNode,
    Text,
    Within,
)
from opcc_opendata.documents.to_blocks import Lowered

_STYLE: Final = Path(__file__).with_name("paper.css")
_PAGE: Final = Markup("""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="author" content="{author}">
<title>{title}</title>
<style>
{style}</style>
{carried}</head>
<body>
<main>
{body}</main>
</body>
</html>
""")
_LOWEST: Final = 6
_CARRIED: Final = Markup('<script type="application/json" id="carried">{}</script>\n')


def written(paper: Paper) -> str:
    """Write a paper as an HTML page."""
    page = _PAGE.format(
        language=paper.language,
        author=paper.author,
        title=paper.title,
        style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704 (our own file)
        carried=_carried(paper.carried),
        body=body(paper),
    )
    return str(page)


def body(paper: Paper, *, below: int = 0) -> Markup:
    """Write what a paper says as HTML. Inside another page, its headings go below that page's heading of a level."""
    writing, lowered = _Writing(paper.language, below), Lowered(paper)
    top = Markup("<header>\n{}</header>\n").format(writing.blocks(lowered.draft + lowered.before + lowered.head))
    return top + _sections(writing, lowered)


def sections(paper: Paper) -> Markup:
    """Write the sections of a paper as HTML, without what stands above them."""
    return _sections(_Writing(paper.language), Lowered(paper))


def _sections(writing: _Writing, lowered: Lowered) -> Markup:
    each = (Markup("<section>\n{}</section>\n").format(writing.blocks(blocks)) for blocks in lowered.sections)
    return Markup("").join(each)


def _carried(carried: dict[str, Any]) -> Markup:
    # In JSON a < stands only inside a string, and so the element can't be ended by what is in one.
    text = json.dumps(carried, ensure_ascii=False).replace("<", "\\u003c")
    return _CARRIED.format(Markup(text)) if carried else Markup("")  # noqa: S704 (made harmless above)


class _Writing:
    """One page being written."""

    def __init__(self, language: str, below: int = 0) -> None:
        self._language, self._below = language, below

    def blocks(self, blocks: Iterable[Block]) -> Markup:
        return Markup("").join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> Markup:
        match block:
            case Heading(level, inside):
                return Markup("<h{0}>{1}</h{0}>\n").format(min(_LOWEST, level + self._below), self._inlines(inside))
            case Paragraph(inside, anchor):
                return Markup("<p{}>{}</p>\n").format(_id(anchor), self._inlines(inside))
            case ListNode():
                return self._listing(block)
            case Quote(inside):
                return Markup("<blockquote>\n{}</blockquote>\n").format(self.blocks(inside))
            case Pre(text):
                return Markup("<pre>{}</pre>\n").format(text)
            case HorizontalRule():
                return Markup("<hr>\n")
            case TableNode():
                return self._table(block)
            case Within(language, place, inside):
                marks = self._marks(language, place)
                return (
                    Markup("<div{}>\n{}</div>\n").format(marks, self.blocks(inside)) if marks else self.blocks(inside)
                )

    def _listing(self, listing: ListNode) -> Markup:
        items = Markup("").join(Markup("<li>{}</li>\n").format(self._tight(item)) for item in listing.items)
        if listing.start is None:
            return Markup("<ul>\n{}</ul>\n").format(items)
        start = Markup(' start="{}"').format(listing.start) if listing.start != 1 else ""
        return Markup("<ol{}>\n{}</ol>\n").format(start, items)

    def _tight(self, blocks: Sequence[Block]) -> Markup:
        """Write an item or a cell: a single paragraph needs no element of its own."""
        match blocks:
            case (Paragraph(inside, ""),):
                return self._inlines(inside)
            case _:
                return Markup("\n") + self.blocks(blocks)

    def _table(self, table: TableNode) -> Markup:
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(self._inlines(one)) for one in table.columns)
        rows = (
            Markup("").join(Markup("<td>{}</td>\n").format(self._tight(cell)) for cell in row) for row in table.rows
        )
        body = Markup("").join(Markup("<tr>\n{}</tr>\n").format(row) for row in rows)
        return Markup("<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n").format(head, body)

    def _inlines(self, inlines: Iterable[Inline]) -> Markup:
        return Markup("").join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> Markup:
        match inline:
            case Text(text):
                return Markup("{}").format(text)
            case CodeText(text):
                return Markup("<code>{}</code>").format(text)
            case Break():
                return Markup("<br>\n")
            case Emphasis(inside):
                return Markup("<em>{}</em>").format(self._inlines(inside))
            case Strong(inside):
                return Markup("<strong>{}</strong>").format(self._inlines(inside))
            case Link(address, inside):
                # A link that leads nowhere has no address: then HTML calls it a placeholder for one.
                address = Markup(' href="{}"').format(address) if address else ""
                return Markup("<a{}>{}</a>").format(address, self._inlines(inside))
            case Span(language, place, inside):
                marks = self._marks(language, place)
                words = self._inlines(inside)
                return Markup("<span{}>{}</span>").format(marks, words) if marks else words

    def _marks(self, language: str, place: int | None) -> Markup:
        spoken = Markup(' lang="{}"').format(language) if language != self._language else Markup("")
        return _id("" if place is None else f"place_{place}") + spoken


def _id(name: str) -> Markup:
    return Markup(' id="{}"').format(name) if name else Markup("")
