"""Texts of records, which are CommonMark with tables, as blocks. HTML in them is words, and images are links."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from opcc_opendata.documents.nodes import (
    Block,
    Blocks,
    Break,
    CodeText,
    Emphasis,
    Heading,
    HorizontalRule,
    Inline,
    Inlines,
    Link,
    ListNode,
    Paragraph,
    Pre,
    Quote,
    Strong,
    TableNode,
    Text,
)
from opcc_opendata.markdown import render

_LOWEST: Final = 6
_DEEPEST: Final = 6
"""How many lists and quotations can stand in one another. What is deeper stands with the innermost of these."""
_DEEPEST_IN_LINE: Final = 20
"""How many emphases and links can stand in one another."""
_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_TAG: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)(?: /)?>')
_ATTRIBUTE: Final = re.compile(r' ([a-z]+)="([^"]*)"')

_EMPTY: Final = frozenset(("br", "hr", "img"))
_HEADINGS: Final = frozenset(f"h{level}" for level in range(1, 7))
_NESTING: Final = frozenset(("ul", "ol", "blockquote"))
_IN_LINE: Final = frozenset(("a", "br", "code", "em", "img", "strong"))
_FIRST: Final = "\u203d"
"""Put before a text of one line, so that nothing in it begins a heading, a list or another block. It is punctuation, so
that an emphasis may follow."""


@dataclass(slots=True)
class _Node:
    """A tag, with its attributes and what is in it. One without a name only parts what stands before and after it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Node | str] = field(default_factory=list)


def blocks(text: str, below: int, anchors: frozenset[str] = frozenset()) -> Blocks:
    """Read a text. Its headings go below the level `below`, one step at a time however far the text jumps.

    Links lead to pages, mailboxes and the `anchors` of the document. Any other is a link with an empty address.
    """
    return _Reading(below, anchors).blocks(_tree(render(text)).children)


def inlines(text: str) -> Inlines:
    """Read a text of one line, such as a heading."""
    (node,) = (node for node in _tree(render(_FIRST + " ".join(text.split()))).children if isinstance(node, _Node))
    node.children[0] = str(node.children[0]).removeprefix(_FIRST)
    return _Reading(0, frozenset()).inlines(node.children)


def _tree(made: str) -> _Node:
    """Read the HTML that the Markdown library made. Tags that stand too deep are left out."""
    root = _Node("")
    open_nodes: list[_Node | None] = [root]
    inside, nesting, in_line, at = [root], 0, 0, 0
    for found in _TAG.finditer(made):
        if found.start() > at:
            inside[-1].children.append(html.unescape(made[at : found.start()]))
        at = found.end()
        closing, tag, attributes = found.groups()
        if closing:
            ended = open_nodes.pop()
            nesting -= tag in _NESTING
            in_line -= tag in _IN_LINE
            if ended is None:
                inside[-1].children.append(_Node(""))
            else:
                inside.pop()
            continue
        node = _Node(tag, {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})
        if tag in _EMPTY:
            inside[-1].children.append(node)
            continue
        nesting += tag in _NESTING
        in_line += tag in _IN_LINE
        too_deep = in_line > _DEEPEST_IN_LINE if tag in _IN_LINE else nesting > _DEEPEST and tag in {*_NESTING, "li"}
        open_nodes.append(None if too_deep else node)
        if too_deep:
            inside[-1].children.append(_Node(""))
        else:
            inside[-1].children.append(node)
            inside.append(node)
    root.children.append(html.unescape(made[at:]))
    return root


class _Reading:
    """One text being read."""

    def __init__(self, below: int, anchors: frozenset[str]) -> None:
        self._below = below
        self._last = below
        self._anchors = anchors

    def blocks(self, nodes: Sequence[_Node | str]) -> Blocks:
        """Read blocks. The point of a list may have words that are in no paragraph, before and after its blocks."""
        made: list[Block] = []
        words: list[_Node | str] = []
        for node in (*nodes, _Node("")):
            if isinstance(node, str) or node.tag in _IN_LINE:
                words.append(node)
                continue
            if read := self.inlines(words):
                made.append(Paragraph(read))
            words = []
            if node.tag:
                made.append(self._block(node))
        return tuple(made)

    def _block(self, node: _Node) -> Block:
        match node.tag:
            case "blockquote":
                return Quote(self.blocks(node.children))
            case "ul" | "ol":
                start = int(node.attributes.get("start", 1)) if node.tag == "ol" else None
                return ListNode(start, tuple(self.blocks(item.children) for item in _nodes(node)))
            case "pre":
                return Pre(_words(node).rstrip("\n"))
            case "hr":
                return HorizontalRule()
            case "table":
                return self._table(node)
            case _ if node.tag in _HEADINGS:
                self._last = min(int(node.tag[1]) + self._below, self._last + 1, _LOWEST)
                return Heading(self._last, self.inlines(node.children))
            case _:
                return Paragraph(self.inlines(node.children))

    def _table(self, node: _Node) -> TableNode:
        head, *rest = [_nodes(row) for part in _nodes(node) for row in _nodes(part)]
        rows = tuple(tuple((Paragraph(self.inlines(cell.children)),) for cell in row) for row in rest)
        return TableNode(tuple(self.inlines(cell.children) for cell in head), rows, (1,) * len(head))

    def inlines(self, nodes: Sequence[_Node | str]) -> Inlines:
        """Read what stands in a line. Line feeds at its beginning, its end and after a break are the library's own."""
        made: list[Inline] = []
        for node in nodes:
            if isinstance(node, str):
                words = node.removeprefix("\n") if not made or isinstance(made[-1], Break) else node
                made += (Text(part) for part in re.split("(\n)", words) if part)
            else:
                made += self._inline(node)
        while made and made[-1] == Text("\n"):
            made.pop()
        return tuple(made)

    def _inline(self, node: _Node) -> Iterator[Inline]:
        match node.tag:
            case "br":
                yield Break()
            case "code":
                yield CodeText(_words(node))
            case "em":
                yield Emphasis(self.inlines(node.children))
            case "strong":
                yield Strong(self.inlines(node.children))
            case "a":
                yield Link(self._address(node.attributes["href"]), self.inlines(node.children))
            case "img":
                yield Text("!")
                yield Link(self._address(node.attributes["src"]), (Text(node.attributes["alt"]),))

    def _address(self, address: str) -> str:
        known = _ADDRESS.fullmatch(address) or address.removeprefix("#") in self._anchors
        return address if known else ""


def _nodes(node: _Node) -> list[_Node]:
    return [child for child in node.children if isinstance(child, _Node) and child.tag]


def _words(node: _Node) -> str:
    return "".join(child if isinstance(child, str) else _words(child) for child in node.children)
