"""A paper's parts as the few blocks that HTML, DOCX and PDF are written from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opcc_opendata.documents import markdown
from opcc_opendata.documents.embedded_record import is_marked
from opcc_opendata.documents.model import Grid, Items, LabelLine, Lines, Paper, Part, Prose, ShortText, Ticks
from opcc_opendata.documents.nodes import (
    Block,
    Blocks,
    Break,
    Heading,
    Inline,
    Inlines,
    Link,
    ListNode,
    Paragraph,
    Span,
    Strong,
    TableNode,
    Text,
    Within,
)


class Lowered:
    """A paper's blocks: its mark as a draft, what is above its heading, the heading with the law, and each section's.

    Places are marked only where the paper carries something, because otherwise nothing is to be read back.
    """

    def __init__(self, paper: Paper) -> None:
        self._anchors = paper.anchors
        self._marked = is_marked(paper.carried)
        self.draft: tuple[Paragraph, ...] = (Paragraph((Strong(self._line(paper.draft)),)),) if paper.draft else ()
        self.before = self._parts(paper.before)
        self.statement = self._part(paper.statement) if paper.statement else ()
        self.head: Blocks = (Heading(1, self._line(paper.heading)), *self.statement)
        self.contents = tuple(self._parts(section.parts) for section in paper.sections)
        headings = [self._line(section.heading) if section.heading else () for section in paper.sections]
        self.sections: tuple[Blocks, ...] = tuple(
            (Heading(2, heading), *inside) if heading else inside
            for heading, inside in zip(headings, self.contents, strict=True)
        )

    def _parts(self, parts: Sequence[Part]) -> Blocks:
        return tuple(block for part in parts for block in self._part(part))

    def _part(self, part: Part) -> Blocks:
        match part:
            case ShortText():
                return (Paragraph(self._line(part)),)
            case Prose():
                return (Within(part.language, self._place(part.place), self._read(part)),)
            case LabelLine():
                return (Paragraph((Strong(self._joined(part.words, " ")),), part.anchor),)
            case Lines():
                return (Paragraph(tuple(self._facts(part))),)
            case Ticks():
                return (ListNode(None, tuple((self._entry(box, words),) for box, words in part.entries)),)
            case Items():
                return (ListNode(None, tuple(self._item(label, text) for label, text in part.items)),)
            case Grid():
                return (self._table(part),)

    def _read(self, prose: Prose) -> Blocks:
        return markdown.blocks(prose.text, prose.below, self._anchors)

    def _place(self, place: int | None) -> int | None:
        return place if self._marked else None

    def _line(self, words: ShortText) -> Inlines:
        inside: Inlines = markdown.inlines(words.text) if words.markdown else (Text(words.text),)
        linked: Inlines = (Link(words.address, inside),) if words.address else inside
        return (Span(words.language, self._place(words.place), linked),)

    def _joined(self, several: Sequence[ShortText], between: str) -> Inlines:
        first, *rest = several
        more = (inline for words in rest for inline in (Text(between), *self._line(words)))
        return (*self._line(first), *more)

    def _facts(self, lines: Lines) -> Iterator[Inline]:
        for number, (label, words) in enumerate(lines.facts):
            if number:
                yield Break()
            if label:
                yield Strong(self._line(label))
                yield Text(" ")
            yield from self._joined(words, ", ")

    def _entry(self, box: ShortText, words: Sequence[ShortText]) -> Block:
        return Paragraph((*self._line(box), Text(" "), *self._joined(words, ", ")))

    def _item(self, label: ShortText | None, text: Prose) -> Blocks:
        """Write an item. A label shares the line of a text that is a single paragraph, and else has its own."""
        place = self._place(text.place)
        match label, self._read(text):
            case ShortText(), (Paragraph(inside),):
                return (Paragraph((*self._line(label), Text(" "), Span(text.language, place, inside))),)
            case ShortText(), read:
                return (Paragraph(self._line(label)), Within(text.language, place, read))
            case _, read:
                return (Within(text.language, place, read),)

    def _table(self, grid: Grid) -> TableNode:
        rows = tuple(tuple(self._parts(cell) for cell in row) for row in grid.rows)
        return TableNode(tuple(self._line(words) for words in grid.columns), rows, grid.widths)
