"""Texts of records, which are CommonMark with tables, as blocks. HTML in them is words, and images are links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.documents.nodes import (
    Blocks,
    Break,
    Code,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Link,
    Listing,
    Paragraph,
    Pre,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
)

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_LOWEST: Final = 6
_DEEPEST: Final = 6
"""How many lists and quotations can stand in one another. What is deeper stands with the innermost of these."""
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)


def blocks(text: str, below: int, anchors: frozenset[str] = frozenset()) -> Blocks:
    """Read a text. Its headings go below the level `below`, one step at a time however far the text jumps.

    Links lead to pages, mailboxes and the `anchors` of the document. Any other is a link with an empty address.
    """
    from markdown_it.tree import SyntaxTreeNode

    return _Reading(below, anchors).blocks(SyntaxTreeNode(_parser().parse(text)).children)


def inlines(text: str) -> Inlines:
    """Read a text of one line, such as a heading."""
    from markdown_it.tree import SyntaxTreeNode

    tree = SyntaxTreeNode(_parser().parseInline(" ".join(text.split())))
    return _Reading(0, frozenset()).inlines(tree.children)


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    # What is nested more deeply than maxNesting is dropped, and CommonMark's own 20 are ten lists in one another.
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable("table").disable("image")


class _Reading:
    """One text being read."""

    def __init__(self, below: int, anchors: frozenset[str]) -> None:
        self._below = below
        self._last = below
        self._anchors = anchors

    def blocks(self, nodes: Sequence[SyntaxTreeNode], depth: int = 0) -> Blocks:
        return tuple(block for node in nodes for block in self._block(node, depth))

    def _block(self, node: SyntaxTreeNode, depth: int) -> Blocks:
        match node.type:
            case "heading":
                self._last = min(int(node.tag[1]) + self._below, self._last + 1, _LOWEST)
                return (Heading(self._last, self.inlines(node.children)),)
            case "bullet_list" | "ordered_list" | "blockquote":
                return self._nested(node, depth)
            case "fence" | "code_block":
                return (Pre(node.content.rstrip("\n")),)
            case "hr":
                return (Rule(),)
            case "table":
                return (self._table(node),)
            case _:
                return (Paragraph(self.inlines(node.children)),)

    def _nested(self, node: SyntaxTreeNode, depth: int) -> Blocks:
        is_quote = node.type == "blockquote"
        if depth == _DEEPEST:
            items = [node] if is_quote else node.children
            return tuple(block for item in items for block in self.blocks(item.children, depth))
        if is_quote:
            return (Quote(self.blocks(node.children, depth + 1)),)
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        return (Listing(start, tuple(self.blocks(item.children, depth + 1) for item in node.children)),)

    def _table(self, node: SyntaxTreeNode) -> Table:
        head, *rest = [row.children for part in node.children for row in part.children]
        rows = tuple(tuple((Paragraph(self.inlines(cell.children)),) for cell in row) for row in rest)
        return Table(tuple(self.inlines(cell.children) for cell in head), rows, (1,) * len(head))

    def inlines(self, nodes: Sequence[SyntaxTreeNode]) -> Inlines:
        return tuple(inline for node in nodes for inline in self._inline(node))

    def _inline(self, node: SyntaxTreeNode) -> Iterator[Inline]:
        match node.type:
            case "inline":
                yield from self.inlines(node.children)
            case "softbreak":
                yield Text("\n")
            case "hardbreak":
                yield Break()
            case "code_inline":
                yield Code(node.content)
            case "em":
                yield Emphasis(self.inlines(node.children))
            case "strong":
                yield Strong(self.inlines(node.children))
            case "link":
                yield Link(self._address(str(node.attrs["href"])), self.inlines(node.children))
            case _:
                yield Text(node.content)

    def _address(self, address: str) -> str:
        known = _ADDRESS.fullmatch(address) or address.removeprefix("#") in self._anchors
        return address if known else ""
