"""A paper as a Word document: real headings, lists and tables, in styles that an office can change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.nodes import (
    Block,
    Blocks,
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
from opcc_opendata.documents.writers.docx_package import finished
from opcc_opendata.documents.writers.docx_styles import Styles, blank

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

REGIONS: Final = {"en": "en-GB", "cy": "cy-GB"}

_LONGEST_BOOKMARK: Final = 40

_PAGE_WIDTH: Final = 9_070
"""The width between the margins of an A4 page, in twentieths of a point."""


def written(paper: Paper) -> bytes:
    """Write a paper as DOCX. The same paper gives the same bytes."""
    document = blank()
    writing = Writing(document, paper)
    lowered = Lowered(paper)
    for blocks in (lowered.draft, lowered.before, lowered.head, *lowered.sections):
        writing.blocks(document, blocks)
    writing.mark_pages(document, paper)
    return finished(document, paper, REGIONS[paper.language])


class Writing:
    """Blocks being written into a Word document."""

    def __init__(self, document: Document, paper: Paper) -> None:
        self._language = paper.language
        self._part = document.part
        self._styles = Styles(document)
        self._bookmarks = len(paper.carried.get("places", ()))  # each place has its own number
        # What the next paragraph gets: the place that it opens, and the list and level that it is an item of.
        self._place: int | None = None
        self._item: tuple[int, int] | None = None

    def mark_pages(self, document: Document, paper: Paper) -> None:
        """Say at the head of every page that the paper is a draft, if it is one."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        for number, section in enumerate(document.sections if paper.draft else ()):
            heads = [section.header]
            if section.different_first_page_header_footer:
                heads.append(section.first_page_header)
            if document.settings.odd_and_even_pages_header_footer:
                heads.append(section.even_page_header)
            for head in heads:
                if not head.is_linked_to_previous or number == 0:
                    mark = head.add_paragraph()
                    mark.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                    self.inlines(mark, Lowered(paper).draft[0].inside)

    def blocks(self, into: Document | _Cell, blocks: Blocks, level: int = 0, quoted: bool = False) -> None:
        """Write blocks at the end of the document or cell. `level` counts the lists round them."""
        for block in blocks:
            self._block(into, block, level, quoted)

    def _block(self, into: Any, block: Block, level: int, quoted: bool) -> None:
        match block:
            case Heading(depth, inside):
                self.inlines(self._paragraph(into, f"Heading {depth}"), inside)
            case Paragraph(inside, anchor):
                self._text(self._paragraph(into, "Quote" if quoted else None, level), inside, anchor)
            case ListNode():
                self._listing(into, block, level, quoted)
            case Quote(inside):
                self.blocks(into, inside, level, quoted=True)
            case Pre(text):
                self._pre(self._paragraph(into, None, level), text)
            case HorizontalRule():
                self._styles.underline(self._paragraph(into, None))
            case TableNode():
                self._table(into, block)
            case Within():
                self._within(into, block, level, quoted)

    def _within(self, into: Any, within: Within, level: int, quoted: bool) -> None:
        before, self._language = self._language, within.language
        self._place = within.place if within.inside else None
        self.blocks(into, within.inside, level, quoted)
        if within.place is not None and within.inside:
            self._styles.bookmark_end(self._last, within.place)
        self._language = before

    def _paragraph(self, into: Any, style: str | None, level: int = 0) -> WordParagraph:
        paragraph: WordParagraph = into.add_paragraph()
        self._styles.give(paragraph, style)
        if self._item is not None:
            self._styles.number(paragraph, *self._item)
            self._item = None
        elif level:
            self._styles.indent(paragraph, level)
        if self._place is not None:
            self._styles.bookmark(paragraph, self._place, f"place_{self._place}")
            self._place = None
        self._last = paragraph
        return paragraph

    def _text(self, paragraph: WordParagraph, inside: Sequence[Inline], anchor: str) -> None:
        if anchor:
            self._bookmarks += 1
            self._styles.bookmark(paragraph, self._bookmarks, _bookmark(anchor))
            self._styles.bookmark_end(paragraph, self._bookmarks)
        self.inlines(paragraph, inside)

    def _pre(self, paragraph: WordParagraph, text: str) -> None:
        for number, line in enumerate(text.split("\n")):
            run = paragraph.add_run()
            if number:
                run.add_break()
            run.add_text(line)
            self._styles.code(run)

    def _listing(self, into: Any, listing: ListNode, level: int, quoted: bool) -> None:
        numbering = self._styles.numbering(listing.start, level)
        for item in listing.items:
            self._item = numbering, level
            self.blocks(into, _opened(item), level + 1, quoted)

    def _table(self, into: Any, table: TableNode) -> None:
        made = into.add_table(1, len(table.columns))
        for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
            self.inlines(cell.paragraphs[0], (Strong(column),))
        for row in table.rows:
            for cell, inside in zip(made.add_row().cells, row, strict=True):
                self._cell(cell, inside)
        self._styles.table(made, [_PAGE_WIDTH * width // sum(table.widths) for width in table.widths])

    def _cell(self, cell: _Cell, inside: Blocks) -> None:
        (empty,) = cell.paragraphs
        cell._tc.remove(empty._p)
        self.blocks(cell, inside)
        if not inside:
            cell.add_paragraph()  # Word wants one in every cell

    def inlines(self, paragraph: WordParagraph, inlines: Iterable[Inline], **looks: bool) -> None:
        """Write what stands in a line at the end of a paragraph."""
        for inline in inlines:
            match inline:
                case Text(text):
                    self._run(paragraph, text.replace("\n", " "), **looks)
                case CodeText(text):
                    self._styles.code(self._run(paragraph, text, **looks))
                case Break():
                    paragraph.add_run().add_break()
                case Emphasis(inside):
                    self.inlines(paragraph, inside, **looks | {"italic": True})
                case Strong(inside):
                    self.inlines(paragraph, inside, **looks | {"bold": True})
                case Link(address, inside):
                    self._link(paragraph, address, inside, looks)
                case Span(language, place, inside):
                    self._span(paragraph, language, place, inside, looks)

    def _span(
        self,
        paragraph: WordParagraph,
        language: str,
        place: int | None,
        inside: Sequence[Inline],
        looks: dict[str, bool],
    ) -> None:
        before, self._language = self._language, language
        if place is not None:
            self._styles.bookmark(paragraph, place, f"place_{place}")
        self.inlines(paragraph, inside, **looks)
        if place is not None:
            self._styles.bookmark_end(paragraph, place)
        self._language = before

    def _run(self, paragraph: WordParagraph, text: str, **looks: bool) -> Any:
        run = paragraph.add_run(text)
        for name, value in looks.items():
            setattr(run, name, value)
        self._styles.speak(run, REGIONS[self._language])
        return run

    def _link(self, paragraph: WordParagraph, address: str, inside: Sequence[Inline], looks: dict[str, bool]) -> None:
        first = len(paragraph._p)
        self.inlines(paragraph, inside, **looks)
        runs = list(paragraph._p)[first:]
        self._styles.link(paragraph, runs, address if not address.startswith("#") else f"#{_bookmark(address[1:])}")


def _opened(item: Blocks) -> Blocks:
    """Give what is in an item, which has to begin with a paragraph that can have the bullet or number."""
    first, *rest = item or (Paragraph(()),)
    if isinstance(first, Within) and first.inside and not isinstance(first.inside[0], Paragraph):
        return (Paragraph((Span(first.language, first.place, ()),)), Within(first.language, None, first.inside), *rest)
    if not isinstance(first, Paragraph | Within):
        return (Paragraph(()), first, *rest)
    return (first, *rest)


def _bookmark(anchor: str) -> str:
    """Name a bookmark as Word wants it: letters, digits and low lines, 40 at most, and none twice."""
    name = anchor.replace("-", "_")
    if len(name) <= _LONGEST_BOOKMARK:
        return name
    return f"{name[: _LONGEST_BOOKMARK - 9]}_{hashlib.sha256(anchor.encode()).hexdigest()[:8]}"
