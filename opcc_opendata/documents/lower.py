"""A paper's parts as the few blocks that HTML, DOCX and PDF are written from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opcc_opendata.documents import markdown
from opcc_opendata.documents.model import Grid, Items, Label, Lines, Paper, Part, Prose, Section, Ticks, Words
from opcc_opendata.documents.nodes import (
    Block,
    Blocks,
    Break,
    Heading,
    Inline,
    Inlines,
    Link,
    Listing,
    Paragraph,
    Span,
    Strong,
    Table,
    Text,
    Within,
)


def before(paper: Paper) -> Blocks:
    """Give the blocks above a paper's heading."""
    return _parts(paper.before, paper)


def head(paper: Paper) -> Blocks:
    """Give the heading of a paper and what it says of the law."""
    statement = _part(paper.statement, paper) if paper.statement else ()
    return (Heading(1, _line(paper.heading)), *statement)


def body(section: Section, paper: Paper) -> Blocks:
    """Give the blocks of a section, with its heading."""
    heading = (Heading(2, _line(section.heading)),) if section.heading else ()
    return (*heading, *_parts(section.parts, paper))


def _parts(parts: Sequence[Part], paper: Paper) -> Blocks:
    return tuple(block for part in parts for block in _part(part, paper))


def _part(part: Part, paper: Paper) -> Blocks:
    match part:
        case Words():
            return (Paragraph(_line(part)),)
        case Prose():
            read = markdown.blocks(part.text, part.below, paper.anchors)
            return (Within(part.language, part.place, read),)
        case Label():
            return (Paragraph((Strong(_joined(part.words, " ")),), part.anchor),)
        case Lines():
            return (Paragraph(tuple(_facts(part))),)
        case Ticks():
            return (Listing(None, tuple((_entry(box, words),) for box, words in part.entries)),)
        case Items():
            return (Listing(None, tuple(_item(label, text, paper) for label, text in part.items)),)
        case Grid():
            return (_table(part, paper),)


def _line(words: Words) -> Inlines:
    inside: Inlines = markdown.inlines(words.text) if words.markdown else (Text(words.text),)
    return (Span(words.language, words.place, (Link(words.address, inside),) if words.address else inside),)


def _joined(several: Sequence[Words], between: str) -> Inlines:
    first, *rest = several
    return (*_line(first), *(inline for words in rest for inline in (Text(between), *_line(words))))


def _facts(lines: Lines) -> Iterator[Inline]:
    for number, (label, words) in enumerate(lines.facts):
        if number:
            yield Break()
        if label:
            yield Strong(_line(label))
            yield Text(" ")
        yield from _joined(words, ", ")


def _entry(box: Words, words: Sequence[Words]) -> Block:
    return Paragraph((*_line(box), Text(" "), *_joined(words, ", ")))


def _item(label: Words | None, text: Prose, paper: Paper) -> Blocks:
    """Put the label before the first words of the text."""
    read = markdown.blocks(text.text, text.below, paper.anchors)
    if label is None:
        return (Within(text.language, text.place, read),)
    first = read[0].inside if read and isinstance(read[0], Paragraph) else ()
    rest = read[1:] if first else read
    line = Paragraph((*_line(label), Text(" "), Span(text.language, text.place, first)))
    return (line, Within(text.language, None, rest)) if rest else (line,)


def _table(grid: Grid, paper: Paper) -> Table:
    rows = tuple(tuple(_parts(cell, paper) for cell in row) for row in grid.rows)
    return Table(tuple(_line(words) for words in grid.columns), rows, grid.widths)
