"""PDF: the words of each page with their place and type, laid out again as headings, paragraphs, lists and tables."""

from __future__ import annotations

import io
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final

from opcc_opendata.importers.formats.headers_footers import without_furniture
from opcc_opendata.importers.formats.pdf_boxes import boxes_beside
from opcc_opendata.importers.formats.pdf_columns import parted
from opcc_opendata.importers.formats.pdf_forms import written_over
from opcc_opendata.importers.formats.pdf_lines import Box, PdfLine, Word, is_inside, lines_of, parted_at, words_of
from opcc_opendata.importers.formats.pdf_narrow import rejoined
from opcc_opendata.importers.formats.pdf_open_rows import rows_with_open_ones
from opcc_opendata.importers.formats.pdf_seen import Char, invisible_boxes, runs_of, signs_of
from opcc_opendata.importers.formats.pdf_side_by_side import side_by_side
from opcc_opendata.importers.formats.pdf_spans import ABOVE, spanned_from_above
from opcc_opendata.importers.formats.pdf_text import Ruled, html_of
from opcc_opendata.importers.formats.pdf_unruled import Cells, open_heads, unruled_tables
from opcc_opendata.importers.formats.pdf_wide_cells import parted_at_columns
from opcc_opendata.importers.formats.raw import DocumentError, LeftOut, Raw, Run
from opcc_opendata.importers.formats.recognised import recognised_pages

Table = tuple[Box, list[list[Box | None]]]
"""The box of a ruled table, and those of its cells by rows."""

_MOST_PAGES: Final = 300
_MOST_SIGNS: Final = 60_000
"""On one page. A page of a newspaper has a third of it."""

_CARRIED: Final = "record.json"
_MOST_CARRIED: Final = 20_000_000
_FEW_WORDS: Final = 3


def read(raw: bytes, _suffix: str) -> Raw:
    """Read a PDF."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        paper = _read(raw)
        if turns := paper.turns():
            paper = _read(_turned(raw, turns))
        kept, left_out = without_furniture(paper.pages)
        if not any(paper.pages) or sum(len(run.text.split()) for run in paper.source) <= _FEW_WORDS * len(paper.scans):
            return recognised_pages(raw)
        remarks = paper.remarks()
        unsure: list[str] = []
        html = html_of(kept, unsure, left_out)
        if unsure:
            listed = ", ".join(dict.fromkeys(unsure))
            remarks.append(f"A hyphen at the end of a line was kept, and may only part a word: {listed}.")
        all_left_out = [*paper.left_out, *(LeftOut("Repeats on each page, or is its number", one) for one in left_out)]
        carried = _attached(raw)
    except DocumentError:
        raise
    except PdfminerException as error:
        if any(isinstance(inner, PDFPasswordIncorrect) for inner in error.args):
            raise DocumentError(
                "The PDF is protected by a password. Save a copy without it, and import that."
            ) from error
        raise DocumentError("The PDF is damaged. Save it again, or print it to a new PDF.") from error
    except Exception as error:  # a damaged PDF makes the libraries fail in many ways
        raise DocumentError(f"The PDF is damaged ({type(error).__name__}). Save it again.") from error
    return Raw(
        html,
        tuple(all_left_out),
        tuple(remarks),
        carried=carried,
        source=tuple(paper.source),
        uncounted="; ".join(dict.fromkeys(paper.doubts)),
    )


@dataclass(slots=True)
class _Paper:
    """What was found on the pages of a PDF. `doubts` are reasons why the order of its text is not certain."""

    pages: list[list[PdfLine | Ruled]] = field(default_factory=list)
    source: list[Run] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    pictures: int = 0
    recognised: list[int] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    directions: dict[int, int] = field(default_factory=dict)
    open_heads: Cells = field(default_factory=list)

    def turns(self) -> dict[int, int]:
        """Give the pages whose text does not run from left to right, and how far each must be turned clockwise."""
        return {page: turn for page, turn in self.directions.items() if turn}

    def remarks(self) -> list[str]:
        """Give sentences for the person who looks at the draft."""
        said = []
        if self.recognised:
            listed = ", ".join(str(page) for page in self.recognised)
            said.append(f"Page {listed}: the text was read from a picture by a machine. Compare each word.")
        if self.scans:
            listed = ", ".join(str(page) for page in self.scans)
            said.append(f"Page {listed} is a picture without text. Type its text, or ask for the Word file.")
        elif self.pictures:
            said.append(f"The PDF has pictures ({self.pictures}). Any words in them are not in the draft.")
        if self.doubts:
            doubts = "; ".join(dict.fromkeys(self.doubts))
            said.append(f"The text of the PDF may not be right, or not in its order: {doubts}. Compare it.")
        return said


def _read(raw: bytes) -> _Paper:
    """Read the lines and ruled tables of each page in the order in which they are read."""
    import pdfplumber
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

    paper = _Paper()
    with pdfplumber.open(io.BytesIO(raw)) as document, closing(PdfDocument(raw)) as seen:
        if len(document.pages) > _MOST_PAGES:
            raise DocumentError(f"The PDF has {len(document.pages)} pages. A response has {_MOST_PAGES} at most.")
        for number, page in enumerate(document.pages, 1):
            if len(page.chars) > _MOST_SIGNS:
                raise DocumentError(f"Page {number} of the PDF holds {len(page.chars):,} signs, and can't be a page.")
            _add_page(paper, number, page, _invisible(seen, number, page))
            page.close()  # what was found on it is let go, so that memory stays small
    return paper


def _invisible(document: Any, number: int, page: Any) -> list[Box]:
    if number > len(document):
        return []
    x0, y0, x1, y1 = (float(one) for one in page.page_obj.mediabox)
    return invisible_boxes(document[number - 1], (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _add_page(paper: _Paper, number: int, page: Any, invisible: list[Box]) -> None:
    signs = signs_of(page, invisible)
    upright = [one for one in signs.chars if one["upright"]]
    sideways = [one for one in signs.chars if not one["upright"]]
    filled, comments = written_over(page)
    paper.left_out += [*signs.left_out, *comments]
    paper.doubts += [f"page {number}: {doubt}" for doubt in signs.doubts]
    paper.pictures += len(page.images)
    if signs.is_recognised:
        paper.recognised.append(number)
        paper.doubts.append(f"page {number}: a machine read it")
    elif page.images and not signs.chars and not filled:
        paper.scans.append(number)
    paper.directions[number] = _turn(signs.chars)
    place = f"page {number}"
    paper.source += runs_of(upright, place)
    paper.source += [Run(place, word["text"]) for word in filled]
    ruled = [found for found in page.find_tables() if len(found.rows) > 1 or len(found.rows[0].cells) > 1]
    whole = words_of(upright)
    open_ones = [rows_with_open_ones(page, table) for table in ruled]
    tables = [(box, parted_at_columns(rows, whole)) for box, rows in open_ones]
    edges = [(box, {x for row in rows for cell in row if cell for x in (cell[0], cell[2])}) for box, rows in tables]
    printed = [part for word in whole for part in parted_at(word, upright, edges)]
    lines = _laid_out(page, [*printed, *filled], tables, paper, number)
    if sideways and not paper.directions[number]:
        paper.doubts.append(f"page {number}: some text runs upwards")
        words = " ".join("".join(one["text"] for one in sideways).split())
        paper.left_out.append(LeftOut("Runs upwards beside the text", words))
    paper.pages.append(lines)


def _laid_out(page: Any, words: list[Word], tables: list[Table], paper: _Paper, number: int) -> list[PdfLine | Ruled]:
    # One row with lines round it may be the heads of a table without, or one of its rows that is shaded.
    bars = [table for table in tables if len(table[1]) == 1]
    outside = [word for word in words if not any(is_inside(word, box) for box, rows in tables if len(rows) > 1)]
    asides = boxes_beside(page, outside, [box for box, _ in tables])
    aside = {id(word) for words_in in asides for word in words_in}
    outside = [word for word in outside if id(word) not in aside]
    pairs = side_by_side(outside)
    paired = {id(word) for pair in pairs for word in pair.words}
    outside = [word for word in outside if id(word) not in paired]
    rules = [(float(e["top"]), float(e["x0"]), float(e["x1"])) for e in page.edges if e["orientation"] == "h"]
    unruled = unruled_tables(outside, paper.open_heads, rules)
    paper.open_heads = open_heads(unruled, outside, paper.open_heads)
    inside = {id(word) for table in unruled for word in table.words}
    alone = [bar for bar in bars if not any(id(word) in inside for word in words if is_inside(word, bar[0]))]
    tables = [table for table in tables if len(table[1]) > 1 or table in alone]
    inside |= {id(word) for word in outside if any(is_inside(word, box) for box, _ in alone)}
    columns = parted([word for word in outside if id(word) not in inside])
    found: list[PdfLine | Ruled] = [
        line for part in columns for line in lines_of(part, page, is_column=len(columns) > 1)
    ]
    if asides:
        paper.doubts.append(f"page {number}: it has boxes beside the text, read after it")
    if len(columns) > 1:
        paper.doubts.append(f"page {number}: it has columns, read one after another")
    for box, rows in tables:
        above = spanned_from_above(rows)
        texts = [
            [ABOVE if (n, at) in above else _cell(words, page, cell) for at, cell in enumerate(row)]
            for n, row in enumerate(rows)
        ]
        ruled = Ruled(box[1], box[3], page.height, [row for row in texts if {*row} - {"", ABOVE}])
        if ruled.cells:
            found.insert(_place_of(box, found), ruled)
    for pair in pairs:
        sides = [lines_of(_all(rows), page) for rows in (pair.left, pair.right)]
        cells = [f"<p>{'<br>'.join(line.html for line in side)}</p>" for side in sides]
        found.insert(_place_of(_box(pair.words), found), Ruled(*_box(pair.words)[1::2], page.height, [cells]))
    for one in unruled:
        if len(one.rows[-1]) == 1:
            # Its words are counted, and found nowhere: so they stand under "Not placed", and under nobody's name.
            paper.doubts.append(f"page {number}: a table without lines has rows that can't be told apart")
            continue
        texts = [[html_of([lines_of(words_in, page)]) if words_in else "" for words_in in row] for row in one.rows]
        left, _, right, _ = _box(one.words)
        found.insert(
            _place_of((left, one.top, right, one.bottom), found), Ruled(one.top, one.bottom, page.height, texts)
        )
    return found + [line for words_in in asides for line in lines_of(words_in, page, is_column=True)]


def _all(rows: list[list[Word]]) -> list[Word]:
    return [word for row in rows for word in row]


def _box(words: list[Word]) -> Box:
    """Give the box round some words."""
    return (
        min(float(word["x0"]) for word in words),
        min(float(word["top"]) for word in words),
        max(float(word["x1"]) for word in words),
        max(float(word["bottom"]) for word in words),
    )


def _place_of(box: Box, found: list[PdfLine | Ruled]) -> int:
    """Say before which line a table is read: the first that begins below its top and stands over or under it."""
    for at, one in enumerate(found):
        beside = isinstance(one, PdfLine) and (one.x1 < box[0] or one.x0 > box[2])
        if one.top >= box[1] and not beside:
            return at
    return len(found)


def _cell(words: list[Word], page: Any, box: Box | None) -> str:
    if box is None:
        return ""
    lines = lines_of([word for word in words if is_inside(word, box)], page)
    padding = min((line.x0 for line in lines), default=box[0]) - box[0]
    return html_of([rejoined(lines, box[2] - padding)])


def _turn(chars: list[Char]) -> int:
    """Say how far a page must be turned clockwise so that most of its text runs from left to right: 0, 90, 180, 270."""
    directions: Counter[int] = Counter()
    for char in chars:
        along, up = char["matrix"][0], char["matrix"][1]
        directions[(0 if along > 0 else 180) if abs(along) >= abs(up) else (90 if up > 0 else 270)] += 1
    return directions.most_common(1)[0][0] if directions else 0


def _turned(raw: bytes, turns: dict[int, int]) -> bytes:
    from pypdfium2 import PdfDocument

    made = io.BytesIO()
    with closing(PdfDocument(raw)) as document:
        for number, turn in turns.items():
            page = document[number - 1]
            page.set_rotation((page.get_rotation() + turn) % 360)
        document.save(made)
    return made.getvalue()


def _attached(raw: bytes) -> str:
    """Give the record that a PDF of `opcc render` has attached, as JSON. Empty where there is none."""
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(raw)) as document:
        for number in range(min(document.count_attachments(), 20)):
            attachment = document.get_attachment(number)
            if attachment.get_name() == _CARRIED:
                content = bytes(attachment.get_data())
                return content.decode("utf-8", "replace") if len(content) <= _MOST_CARRIED else ""
    return ""
