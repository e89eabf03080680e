"""What every writer has to be able to print: a few kinds of block, and of what stands in a line.

Small and closed on purpose. A writer has one function for each kind, and no text reaches a file by another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """Characters. A line feed is a space that happens to end a line of the source."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeText:
    """Characters as a machine would write them."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """The line ends here, and its paragraph goes on."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words said with stress."""

    inside: Inlines


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of importance."""

    inside: Inlines


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere: to a page, a mailbox, or `#anchor`. An empty address is a link that leads nowhere."""

    address: str
    inside: Inlines


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one language, which may be a place (see `carried`)."""

    language: str
    place: int | None
    inside: Inlines


Inline = Text | CodeText | Break | Emphasis | Strong | Link | Span
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 is the document's own, and no level is ever skipped on the way down."""

    level: int
    inside: Inlines


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, to which links to `#anchor` lead where it has one."""

    inside: Inlines
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list: with bullets, or with numbers that begin at `start`."""

    start: int | None
    items: tuple[Blocks, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else said."""

    inside: Blocks


@dataclass(frozen=True, slots=True)
class Pre:
    """Lines whose spaces and ends count."""

    text: str


@dataclass(frozen=True, slots=True)
class HorizontalRule:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class TableNode:
    """A table whose first row names the columns. `widths` are shares of the page."""

    columns: tuple[Inlines, ...]
    rows: tuple[tuple[Blocks, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """Blocks of one language, which may be a place (see `carried`)."""

    language: str
    place: int | None
    inside: Blocks


Block = Heading | Paragraph | ListNode | Quote | Pre | HorizontalRule | TableNode | Within
Blocks = tuple[Block, ...]


def plain(inlines: Inlines) -> str:
    """Give the bare characters of what stands in a line."""
    return "".join(_characters(inlines))


def _characters(inlines: Inlines) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Text | CodeText):
            yield inline.text
        elif isinstance(inline, Break):
            yield " "
        else:
            yield plain(inline.inside)


def as_data(node: Any) -> Any:
    """Give a node and all in it as plain data, each with the name of its kind."""
    if isinstance(node, tuple):
        return [as_data(one) for one in node]
    if not hasattr(node, "__slots__"):
        return node
    return {"kind": type(node).__name__} | {name: as_data(getattr(node, name)) for name in node.__slots__}
