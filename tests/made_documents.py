"""Word, PDF and web documents for tests, made of Markdown by other people's writers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.text.paragraph import Paragraph
from fpdf import FPDF
from markdown_it import MarkdownIt
from markdown_it.token import Token

SEED = Path(__file__).parent / "seed/norfolk-2019-02-26-domestic-abuse-update.txt"

_READER = MarkdownIt("commonmark", {"html": True}).enable("table").disable("code")


def norfolk(facts_as_table: bool = True) -> str:
    """The Norfolk document as Markdown, with the table of its facts that the office's form has."""
    text = SEED.read_text(encoding="utf-8").replace(" <sup>th</sup>", "th")
    if not facts_as_table:
        return text
    rows = re.findall(r"^(Inspection Title:|Date Published:|Type of Inspection:)\t(.*)$", text, re.MULTILINE)
    table = "|  |  |\n|---|---|\n" + "".join(f"| **{label}** | {value} |\n" for label, value in rows)
    return re.sub(r"^Inspection Title:.*\n.*\n.*$", lambda _: table, text, flags=re.MULTILINE)


def html_of(markdown: str) -> str:
    return _READER.render(markdown)


def docx_of(markdown: str, header: str = "", footer: str = "") -> bytes:
    """A Word document with real headings, lists, tables, bold and italic words."""
    document = Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    tokens = iter(_READER.parse(markdown))
    styles = {"bullet_list_open": "List Bullet", "ordered_list_open": "List Number", "blockquote_open": "Quote"}
    style: str | None = None
    for token in tokens:
        if token.type in styles:
            style = styles[token.type]
        elif token.type.replace("close", "open") in styles:
            style = None
        elif token.type == "heading_open":
            _fill(document.add_heading(level=int(token.tag[1])), next(tokens))
        elif token.type == "paragraph_open":
            _fill(document.add_paragraph(style=style), next(tokens))
        elif token.type == "table_open":
            _table(document, tokens)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _fill(paragraph: Paragraph, inline: Token) -> None:
    bold = italic = False
    for token in inline.children or []:
        if token.type in ("strong_open", "strong_close"):
            bold = token.type == "strong_open"
        elif token.type in ("em_open", "em_close"):
            italic = token.type == "em_open"
        elif token.type == "softbreak":
            paragraph.add_run().add_break()
        elif token.content:
            run = paragraph.add_run(token.content)
            run.bold, run.italic = bold or None, italic or None


def _table(document: Any, tokens: Iterator[Token]) -> None:
    rows: list[list[Token]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    rows = [row for row in rows if any(cell.content for cell in row)]
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for place, row in enumerate(rows):
        for cell, inline in zip(table.rows[place].cells, row, strict=True):
            _fill(cell.paragraphs[0], inline)


class _Paper(FPDF):
    header_text = ""
    footer_text = ""

    def header(self) -> None:
        if self.header_text:
            self.set_font("helvetica", size=8)
            self.cell(0, 6, self.header_text, new_x="LMARGIN", new_y="NEXT")
            self.ln(4)

    def footer(self) -> None:
        if self.footer_text:
            self.set_y(-15)
            self.set_font("helvetica", size=8)
            self.cell(0, 6, f"{self.footer_text} Page {self.page_no()} of {{nb}}", align="C")


def pdf_of(markdown: str, header: str = "", footer: str = "") -> bytes:
    """A PDF of several pages, with a header and a footer on each."""
    paper = _Paper()
    paper.header_text, paper.footer_text = header, footer
    paper.set_margins(25, 20)
    paper.add_page()
    paper.set_font("times", size=11)
    # The fonts that every reader of PDF has know no tick, and no dash or quotation mark of print.
    markdown = markdown.replace("✓", "[x]").replace("](#)", "](https://example.org/)").replace("☐", "[ ]")
    for piece in re.split(r"(<table>.*?</table>)", html_of(markdown), flags=re.DOTALL):
        if piece.startswith("<table>"):
            _ruled(paper, piece)
        elif piece.strip():
            paper.write_html(piece)
    return bytes(paper.output())


def _ruled(paper: FPDF, html: str) -> None:
    rows = [
        re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    ]
    with paper.table(first_row_as_headings=False, text_align="LEFT", markdown=True) as table:
        for cells in rows:
            if any(cells):
                row = table.row()
                for cell in cells:
                    row.cell(re.sub(r"</?strong>", "**", cell))
    paper.ln(6)
