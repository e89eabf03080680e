"""PDF: the words of each page with their place and type, laid out again as headings, paragraphs, lists and tables."""

from __future__ import annotations

import io
from typing import Any, Final

from opcc_opendata.importers.formats.headers_footers import without_furniture
from opcc_opendata.importers.formats.pdf_lines import Box, Line, Word, is_inside, lines_of, words_of
from opcc_opendata.importers.formats.pdf_text import Ruled, html_of
from opcc_opendata.importers.formats.raw import LeftOut, Raw
from opcc_opendata.importers.unreadable import Unreadable

_MOST_PAGES: Final = 300


def read(raw: bytes, _suffix: str) -> Raw:
    """Read a PDF."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        pages, pictures = _pages(raw)
    except Unreadable:
        raise
    except PdfminerException as error:
        if any(isinstance(inner, PDFPasswordIncorrect) for inner in error.args):
            raise Unreadable("The PDF is protected by a password. Save a copy without it, and import that.") from error
        raise Unreadable("The PDF is damaged. Save it again, or print it to a new PDF.") from error
    except Exception as error:  # a damaged PDF makes the libraries fail in many ways
        raise Unreadable(f"The PDF is damaged ({type(error).__name__}). Save it again.") from error
    if not any(pages):
        raise Unreadable("The PDF holds no text: it is most likely a scan. Have its text recognised first (OCR).")
    kept, left_out = without_furniture(pages)
    remarks = (f"The PDF has pictures ({pictures}). Any words in them are not in the draft.",) if pictures else ()
    return Raw(html_of(kept), tuple(LeftOut("Repeats on each page", text) for text in left_out), remarks)


def _pages(raw: bytes) -> tuple[list[list[Line | Ruled]], int]:
    """Give the lines and ruled tables of each page from top to bottom, and count the pictures."""
    import pdfplumber

    pages = []
    pictures = 0
    with pdfplumber.open(io.BytesIO(raw)) as document:
        if len(document.pages) > _MOST_PAGES:
            raise Unreadable(f"The PDF has {len(document.pages)} pages. A response has {_MOST_PAGES} at most.")
        for page in document.pages:
            pages.append(_page(page))
            pictures += len(page.images)
            page.close()  # what was found on it is let go, so that memory stays small
    return pages, pictures


def _page(page: Any) -> list[Line | Ruled]:
    tables = [found for found in page.find_tables() if len(found.rows) > 1 or len(found.rows[0].cells) > 1]
    words = words_of(page)
    outside = [word for word in words if not any(is_inside(word, table.bbox) for table in tables)]
    found: list[Line | Ruled] = list(lines_of(outside, page))
    for table in tables:
        cells = [[_cell(words, page, box) for box in row.cells] for row in table.rows]
        found.append(Ruled(table.bbox[1], table.bbox[3], page.height, [row for row in cells if any(row)]))
    return sorted((one for one in found if isinstance(one, Line) or one.cells), key=lambda one: one.top)


def _cell(words: list[Word], page: Any, box: Box | None) -> str:
    if box is None:
        return ""
    return html_of([lines_of([word for word in words if is_inside(word, box)], page)])
