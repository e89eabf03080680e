"""Lines and ruled tables of a PDF → HTML: which lines are one paragraph, what is a heading, what a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain, pairwise
from typing import Final

from opcc_opendata.importers.formats.hyphens import parts_a_word
from opcc_opendata.importers.formats.pdf_lines import PdfLine
from opcc_opendata.importers.formats.pdf_spans import first_row_of, table_html

_BULLET: Final = re.compile(r"^(?:<(?:strong|em)>)?[•▪●◦–·o](?:</(?:strong|em)>)?\s+(?=\S)|^-\s+(?=\S)")
_TICK: Final = re.compile(r"^[✓✔☑☒☐□\ufffd]\s")
_NUMBERED: Final = re.compile(r"^(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s")
_LABEL: Final = re.compile(r"^[A-Z][\w’' /-]{2,40}:\s+\S")
_ENDS: Final = re.compile(r"[.:;!?][\"'”’)\]]*$")
_BIGGER: Final = 1.12
_HEADING_WORDS: Final = 45
_LOOSE: Final = 0.35
"""How much more than the usual gap may be between two lines of one paragraph, as a share of the size of the type."""
_LOOSE_HEADING: Final = 0.7
_ROOM: Final = 1.3
"""How much more room than a word seems to need there must be where it would have stood."""

_TAG: Final = re.compile(r"<[^<>]*>")
_SHORT: Final = 0.82
"""A line that ends before this share of the width of the text was ended by hand."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table with lines round its cells. Each cell is HTML."""

    top: float
    bottom: float
    page_height: float
    cells: list[list[str]]


@dataclass(slots=True)
class _Paragraph:
    lines: list[PdfLine]

    @property
    def words(self) -> str:
        return " ".join(line.text for line in self.lines)


def html_of(
    pages: Sequence[Sequence[PdfLine | Ruled]], unsure: list[str] | None = None, heads_again: list[str] | None = None
) -> str:
    """Write the pages as HTML. Words of which nobody can say if their hyphen belongs to them are added to `unsure`.

    The head of a table that goes on is written once: what stands again on the next page is added to `heads_again`.
    """
    lines = [one for one in chain.from_iterable(pages) if isinstance(one, PdfLine)]
    if not lines and not any(pages):
        return ""
    layout = _Layout(lines, [] if unsure is None else unsure, [] if heads_again is None else heads_again)
    pieces: list[_Paragraph | Ruled] = []
    for page in pages:
        for piece in layout.pieces(page):
            if not (pieces and piece is not None and layout.continues(pieces[-1], piece, page)):
                pieces.append(piece)
    return "".join(layout.written(pieces))


class _Layout:
    """What is usual in a document, against which its lines are judged."""

    def __init__(self, lines: list[PdfLine], unsure: list[str], heads_again: list[str]) -> None:
        self._unsure, self._heads_again = unsure, heads_again
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[line.size] += len(line.text)
        self._size = sizes.most_common(1)[0][0] if sizes else 11.0
        self._left = min((line.x0 for line in lines), default=0.0)
        self._right = max((line.x1 for line in lines), default=0.0)
        gaps = [after.top - before.bottom for before, after in pairwise(lines) if after.top > before.bottom - 2]
        close = sorted(gap for gap in gaps if gap < self._size * 1.2)
        self._gap = close[len(close) // 2] if close else self._size * 0.3
        self._plain = Counter(word.lower() for line in lines for word in re.findall(r"\w+(?:-+\w+)*", line.text))

    def pieces(self, page: Sequence[PdfLine | Ruled]) -> Iterator[_Paragraph | Ruled]:
        """Share a page's lines out among paragraphs."""
        current: _Paragraph | None = None
        for one in page:
            if isinstance(one, Ruled):
                if current:
                    yield current
                current = None
                yield one
            elif current and self._belongs(current.lines[-1], one):
                current.lines.append(one)
            else:
                if current:
                    yield current
                current = _Paragraph([one])
        if current:
            yield current

    def _belongs(self, before: PdfLine, line: PdfLine) -> bool:
        if abs(line.size - before.size) > 1:
            return False
        if line.top < before.top:  # the next column
            goes_on = not _ENDS.search(before.text) and not _starts_an_item(line) and line.style == before.style
            return goes_on and line.text[:1].islower()
        loose = _LOOSE_HEADING if line.size > self._size * _BIGGER else _LOOSE
        if line.top - before.bottom > self._gap + line.size * loose:
            return False
        if _starts_an_item(line) or _LABEL.match(line.text):
            return False
        if (before.style == "strong") != (line.style == "strong"):
            return False
        return not (_ENDS.search(before.text) and (self._ended_by_hand(before) or self._breaks_before(before, line)))

    def _ended_by_hand(self, line: PdfLine) -> bool:
        left, right = line.column or (self._left, self._right)
        return line.x1 - left < (right - left) * _SHORT

    def _breaks_before(self, line: PdfLine, after: PdfLine) -> bool:
        """Tell if somebody ended a line, because the first word of the next would have had room in it."""
        words = after.text.split(None, 1)
        if not words or after.x1 <= after.x0 or line.is_parted:
            return False
        right = line.column[1] if line.column else self._right
        width = (after.x1 - after.x0) * (len(words[0]) + 1) / len(after.text)
        return right - line.x1 > width * _ROOM + line.size

    def continues(self, before: _Paragraph | Ruled, piece: _Paragraph | Ruled, page: Sequence[PdfLine | Ruled]) -> bool:
        """Put the first piece of a page together with the last of the page before, where it goes on with it."""
        first = page[0] if page else None
        if isinstance(before, Ruled) and isinstance(piece, Ruled) and piece is first:
            if len(before.cells[0]) != len(piece.cells[0]):
                return False
            is_head = piece.cells[0] == before.cells[0]
            self._heads_again += [" ".join(map(_words, piece.cells[0]))] if is_head else []
            rows = piece.cells[1:] if is_head else piece.cells
            if rows and _goes_on(before.cells, rows):
                for at, more in enumerate(rows[0][: len(before.cells[-1])]):
                    row = before.cells[first_row_of(before.cells, len(before.cells) - 1, at)]
                    row[at] = _together(row[at], more)
                rows = rows[1:]
            before.cells.extend(rows)
            return True
        if isinstance(before, _Paragraph) and isinstance(piece, _Paragraph) and piece.lines[0] is first:
            last, line = before.lines[-1], piece.lines[0]
            goes_on = not _ENDS.search(last.text) and not _starts_an_item(line) and line.size == last.size
            if goes_on and line.style == last.style and not self._is_heading(piece) and last.top > line.top:
                before.lines.extend(piece.lines)
                return True
        return False

    def written(self, pieces: list[_Paragraph | Ruled]) -> Iterator[str]:
        """Write paragraphs, headings, lists and tables."""
        inside = ""
        for piece in pieces:
            kind = "ul" if isinstance(piece, _Paragraph) and _bullet(piece.lines[0]) is not None else ""
            if kind != inside:
                yield f"</{inside}>" * bool(inside) + f"<{kind}>" * bool(kind)
                inside = kind
            yield table_html(piece.cells) if isinstance(piece, Ruled) else self._paragraph(piece)
        if inside:
            yield f"</{inside}>"

    def _paragraph(self, piece: _Paragraph) -> str:
        text = self._joined(piece.lines)
        if (mark := _bullet(piece.lines[0])) is not None:
            return f"<li>{text[mark:]}</li>"
        if self._is_heading(piece):
            size = piece.lines[0].size
            level = 1 if size > self._size * 1.6 else 2 if size > self._size * _BIGGER else 3
            return f"<h{level}>{text}</h{level}>"
        return f"<p>{text}</p>"

    def _is_heading(self, piece: _Paragraph) -> bool:
        if len(piece.words.split()) > _HEADING_WORDS or _bullet(piece.lines[0]) is not None:
            return False
        return all(line.size > self._size * _BIGGER for line in piece.lines)

    def _joined(self, lines: list[PdfLine]) -> str:
        """Join lines to a text. A hyphen at the end of one goes where the document has the word without it."""
        parts, before = [lines[0].html], lines[0]
        for line in lines[1:]:
            ends = re.search(r"-((?:</(?:strong|em)>)*)$", parts[-1])
            parts_it = parts_a_word(before.text, line.text, self._plain) if ends else False
            if before.is_parted:
                parts.append(line.html)
            elif not ends and self._breaks_before(before, line):
                parts.append(f"<br>{line.html}")
            elif ends and line.text[:1].islower():
                if parts_it:
                    parts[-1] = parts[-1][: ends.start()] + ends[1]
                elif parts_it is None:
                    self._unsure.append(f"{before.text.split()[-1]}{line.text.split()[0]}")
                parts.append(line.html)
            else:
                parts.append(f" {line.html}")
            before = line
        return re.sub(r"</(strong|em)>(\s*)<\1>", r"\2", "".join(parts))


def _goes_on(above: list[list[str]], below: list[list[str]]) -> bool:
    """Tell if the last row of a page goes on in the first row of the next: it has no number, as all others have.

    Where rows have none, it goes on in a small letter, and nothing above it ends a sentence.
    """
    first, last = below[0], above[-1]
    if len(first) != len(last) or not any(first):
        return False
    others = [*above[1:], *below[1:]]
    if not first[0]:
        return bool(others) and all(row[0] for row in others)
    words = [(_words(one), _words(more)) for one, more in zip(last, first, strict=True) if more]
    return all(one and not _ENDS.search(one) and more[:1].islower() for one, more in words)


def _words(cell: str) -> str:
    return unescape(_TAG.sub("", cell)).strip()


def _together(one: str, more: str) -> str:
    """Put the two halves of a cell together: as one paragraph where the first half ends no sentence."""
    if not one or not more:
        return one or more
    if not _ENDS.search(_words(one)) and one.endswith("</p>") and more.startswith("<p>"):
        return f"{one[: -len('</p>')]} {more[len('<p>') :]}"
    return one + more


def _bullet(line: PdfLine) -> int | None:
    """Give the length of a line's bullet, or None where it has none. A tick says something, and stays in the text."""
    if _TICK.match(line.text):
        return 0
    found = _BULLET.match(line.html)
    return found.end() if found else None


def _starts_an_item(line: PdfLine) -> bool:
    return _bullet(line) is not None or bool(_NUMBERED.match(line.text))
