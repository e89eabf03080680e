"""Writers of the invented documents: web pages as several sites have them, Word, PDF, e-mail, text. None is ours.

Each takes the parts of a document (see corpus_layouts.py) and gives its bytes.
"""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any

from docx import Document

Part = tuple[Any, ...]
_MARK = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|\^(.+?)\^|\[(.+?)\]\((.+?)\)")


def inline(text: str) -> str:
    """Write the marks in a text as HTML."""

    def one(found: re.Match[str]) -> str:
        bold, slanted, raised, words, address = found.groups()
        if words:
            return f'<a href="{address}">{words}</a>'
        return f"<strong>{bold}</strong>" if bold else f"<em>{slanted}</em>" if slanted else f"<sup>{raised}</sup>"

    return _MARK.sub(one, escape(text, quote=False))


def plain(text: str) -> str:
    """Write a text without marks."""
    return _MARK.sub(lambda found: next(filter(None, found.groups())), text)


def _html_table(rows: Sequence[Sequence[str]], head: bool, style: str = "") -> str:
    made = []
    for y, row in enumerate(rows):
        cells = []
        for x, cell in enumerate(row):
            if cell in ("<<", "^^"):
                continue
            wide = next((n for n, one in enumerate(row[x + 1 :]) if one != "<<"), len(row) - x - 1)
            high = next((n for n, one in enumerate(rows[y + 1 :]) if one[x : x + 1] != ["^^"]), len(rows) - y - 1)
            spans = (f' colspan="{wide + 1}"' if wide else "") + (f' rowspan="{high + 1}"' if high else "")
            tag = "th" if head and y == 0 and style != "td" else "td"
            inside = "".join(f"<p>{inline(one)}</p>" for one in cell.split("\n\n")) if "\n\n" in cell else inline(cell)
            cells.append(f"<{tag}{spans}>{inside}</{tag}>")
        made.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(made)}</table>"


def body_html(parts: Sequence[Part], style: str = "") -> str:
    """Write the parts as HTML. `style` "div" has no headings and paragraphs, "td" no <th>, "dl" a list of facts."""
    made = []
    for part in parts:
        kind = part[0]
        if kind == "h":
            tag = f"h{part[1]}"
            made.append(
                f'<div class="title-{part[1]}"><b>{inline(part[2])}</b></div>'
                if style == "div"
                else f"<{tag}>{inline(part[2])}</{tag}>"
            )
        elif kind == "p":
            made.append(f"<div>{inline(part[1])}</div>" if style == "div" else f"<p>{inline(part[1])}</p>")
        elif kind == "br":
            made.append(f"<p>{'<br>'.join(inline(one) for one in part[1])}</p>")
        elif kind == "ul":
            made.append(f"<ul>{''.join(f'<li>{inline(one)}</li>' for one in part[1])}</ul>")
        elif kind == "ol":
            made.append(f'<ol start="{part[2]}">{"".join(f"<li>{inline(one)}</li>" for one in part[1])}</ol>')
        elif kind == "quote":
            made.append(f"<blockquote>{''.join(f'<p>{inline(one)}</p>' for one in part[1])}</blockquote>")
        elif style == "dl" and not part[2] and len(part[1][0]) == 2:
            made.append(f"<dl>{''.join(f'<dt>{inline(row[0])}</dt><dd>{inline(row[1])}</dd>' for row in part[1])}</dl>")
        else:
            made.append(_html_table(part[1], part[2], style))
    return "\n".join(made)


_SITES = {
    "wordpress": (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title} | Office</title></head><body class="post">'
        '<header id="masthead"><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav></header>'
        '<main id="main"><article class="entry"><div class="entry-content">{body}</div></article></main>'
        '<aside class="widget"><h2>Recent posts</h2><ul><li>The Commissioner opens a fair</li></ul></aside><footer><p>© 2026</p></footer></body></html>'
    ),
    "govuk": (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body><a class="skip-link" href="#m">Skip to content</a>'
        '<div class="cookie-banner"><p>We use cookies.</p></div><div class="container"><nav class="breadcrumbs"><a href="/">Home</a></nav>'
        '<main role="main" id="m">{body}</main></div><footer role="contentinfo"><p>Crown copyright</p></footer></body></html>'
    ),
    "soup": '<html><head><title>{title}</title></head><body><div id="wrap"><div class="nav">Home | About</div><div class="col-md-9">{body}</div></div></body></html>',
    "old": '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252"></head><body bgcolor=white><table width="90%"><tr><td>{body}</td></tr></table></body></html>',
    "accordion": (
        '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><main><section class="block">{body}</section></main>'
        '<script>document.title="x"</script></body></html>'
    ),
    "bare": '<!DOCTYPE html><meta charset="utf-8"><title>{title}</title><style>td,th{border:1px solid}table{{border-collapse:collapse}</style>{body}',
}


def html(parts: Sequence[Part], site: str, style: str = "") -> bytes:
    """Write a web page as a site has it."""
    title = next((plain(part[2]) for part in parts if part[0] == "h"), "Response")
    text = _SITES[site].replace("{title}", escape(title)).replace("{body}", body_html(parts, style))
    return text.encode("cp1252", "xmlcharrefreplace") if site == "old" else text.encode()


def docx(parts: Sequence[Part], styles: bool = True) -> bytes:
    """Write a Word document by python-docx. Without `styles` its headings are only bold."""
    document = Document()
    for part in parts:
        kind = part[0]
        if kind == "h":
            if styles:
                document.add_heading(plain(part[2]), part[1])
            else:
                document.add_paragraph().add_run(plain(part[2])).bold = True
        elif kind == "p":
            _runs(document.add_paragraph(), part[1])
        elif kind == "br":
            paragraph = document.add_paragraph()
            for n, line in enumerate(part[1]):
                if n:
                    paragraph.add_run().add_break()
                _runs(paragraph, line)
        elif kind in ("ul", "ol"):
            for item in part[1]:
                _runs(document.add_paragraph(style="List Bullet" if kind == "ul" else "List Number"), item)
        elif kind == "quote":
            for one in part[1]:
                _runs(document.add_paragraph(style="Quote"), one)
        else:
            _docx_table(document, part[1])
    made = io.BytesIO()
    document.save(made)
    return _smaller(made.getvalue())


def _runs(paragraph: Any, text: str) -> None:
    at = 0
    for found in _MARK.finditer(text):
        paragraph.add_run(text[at : found.start()])
        bold, slanted, raised, words, _ = found.groups()
        run = paragraph.add_run(bold or slanted or raised or words)
        run.bold, run.italic, run.font.superscript = (
            bold is not None or None,
            slanted is not None or None,
            raised is not None or None,
        )
        at = found.end()
    paragraph.add_run(text[at:])


def _docx_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(len(rows), max(map(len, rows)))
    table.style = "Table Grid"
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            target = table.cell(y, x)
            if cell == "<<":
                table.cell(y, x - 1).merge(target)
            elif cell == "^^":
                table.cell(y - 1, x).merge(target)
            else:
                for n, text in enumerate(cell.split("\n\n")):
                    _runs(target.paragraphs[0] if n == 0 else target.add_paragraph(), text)


def _smaller(raw: bytes) -> bytes:
    """Pack a document again, without the picture and the theme that it does not need, and always the same."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in sorted(old.namelist()):
            if "thumbnail" not in name:
                new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>'
    '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TOP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELS}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_PARTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELS}/numbering" Target="numbering.xml"/><Relationship Id="rId2" Type="{_RELS}/styles" Target="styles.xml"/></Relationships>'
)


def word_xml(parts: Sequence[Part]) -> bytes:
    """Write a Word document as Word itself has it: split runs, automatic numbers, direct formatting, merged cells."""
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        for n, (form, text) in enumerate((("bullet", "•"), ("decimal", "%1.")), 1)
    ) + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    styles = (
        "".join(
            f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/></w:style>'
            for n in (1, 2, 3)
        )
        + '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/></w:style>'
    )
    body = "".join(_word_part(part) for part in parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _TOP),
            ("word/_rels/document.xml.rels", _PARTS),
            (
                "word/document.xml",
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {_W}><w:body>{body}<w:sectPr/></w:body></w:document>',
            ),
            ("word/numbering.xml", f"<w:numbering {_W}>{numbering}</w:numbering>"),
            ("word/styles.xml", f"<w:styles {_W}>{styles}</w:styles>"),
        ):
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()


def _word_part(part: Part) -> str:
    kind = part[0]
    if kind == "h":
        return _word_paragraph(part[2], f'<w:pStyle w:val="Heading{min(part[1], 3)}"/>')
    if kind == "p":
        return _word_paragraph(part[1])
    if kind == "br":
        return "".join(_word_paragraph(line) for line in part[1])
    if kind in ("ul", "ol"):
        number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{1 if kind == "ul" else 2}"/></w:numPr>'
        return "".join(_word_paragraph(one, number) for one in part[1])
    if kind == "quote":
        return "".join(_word_paragraph(one, '<w:pStyle w:val="Quote"/>') for one in part[1])
    rows = []
    for y, row in enumerate(part[1]):
        cells = []
        for x, cell in enumerate(row):
            if cell == "<<":
                continue
            wide = next((n for n, one in enumerate(row[x + 1 :]) if one != "<<"), len(row) - x - 1)
            below = y + 1 < len(part[1]) and part[1][y + 1][x : x + 1] == ["^^"]
            props = (f'<w:gridSpan w:val="{wide + 1}"/>' if wide else "") + (
                "<w:vMerge/>" if cell == "^^" else '<w:vMerge w:val="restart"/>' if below else ""
            )
            inside = "".join(_word_paragraph(one) for one in ("" if cell == "^^" else cell).split("\n\n"))
            cells.append(f"<w:tc><w:tcPr>{props}</w:tcPr>{inside}</w:tc>")
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid = '<w:gridCol w:w="2000"/>' * max(map(len, part[1]))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _word_paragraph(text: str, props: str = "") -> str:
    runs, at = [], 0
    for found in _MARK.finditer(text):
        runs.append((text[at : found.start()], ""))
        bold, slanted, raised, words, _ = found.groups()
        look = "<w:b/>" if bold else "<w:i/>" if slanted else '<w:vertAlign w:val="superscript"/>' if raised else ""
        runs.append((bold or slanted or raised or words, look))
        at = found.end()
    runs.append((text[at:], ""))
    made = ""
    for words, look in runs:
        middle = len(words) // 2
        for piece in (words[:middle], words[middle:]):
            if piece:
                made += f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(piece, quote=False)}</w:t></w:r>'
    return f"<w:p><w:pPr>{props}</w:pPr>{made}</w:p>"


def text(parts: Sequence[Part], width: int = 0) -> str:
    """Write plain text."""
    made = []
    for part in parts:
        kind = part[0]
        if kind == "h":
            made.append(plain(part[2]).upper() if part[1] == 1 else plain(part[2]))
        elif kind == "p":
            made.append(plain(part[1]))
        elif kind == "br":
            made.append("\n".join(map(plain, part[1])))
        elif kind == "ul":
            made.append("\n".join(f"• {plain(one)}" for one in part[1]))
        elif kind == "ol":
            made.append("\n".join(f"{n}. {plain(one)}" for n, one in enumerate(part[1], part[2])))
        elif kind == "quote":
            made.append("\n\n".join(f"“{plain(one)}" for one in part[1]) + "”")
        else:
            made.append("\n\n".join(": ".join(plain(cell).rstrip(":") for cell in row) for row in part[1]))
    del width
    return "\n\n".join(made) + "\n"


def markdown(parts: Sequence[Part]) -> bytes:
    """Write Markdown."""
    made = []
    for part in parts:
        kind = part[0]
        if kind == "h":
            made.append(f"{'#' * part[1]} {part[2]}")
        elif kind == "br":
            made.append("\\\n".join(part[1]))
        elif kind in ("ul", "ol"):
            made.append("\n".join(f"- {one}" if kind == "ul" else f"{n}. {one}" for n, one in enumerate(part[1], 1)))
        elif kind == "quote":
            made.append("\n>\n".join(f"> {one}" for one in part[1]))
        elif kind == "table":
            rows = part[1] if part[2] else [[""] * len(part[1][0]), *part[1]]
            lines = ["| " + " | ".join(row) + " |" for row in rows]
            lines.insert(1, "|" + "---|" * len(rows[0]))
            made.append("\n".join(lines))
        else:
            made.append(part[1])
    return ("\n\n".join(made) + "\n").encode()


def eml(parts: Sequence[Part], sender: str, subject: str, html_too: bool = False) -> bytes:
    """Write an e-mail."""
    message = EmailMessage()
    message["From"], message["To"] = sender, "Home Office <s55@example.org>"
    message["Subject"], message["Date"] = subject, "Mon, 16 Mar 2026 10:04:00 +0000"
    message.set_content(text(parts))
    if html_too:
        message.add_alternative(f"<html><body>{body_html(parts)}</body></html>", subtype="html")
    raw = bytes(message)
    return re.sub(rb"=={5,}\d+==", b"==part==", raw)


def by_libreoffice(raw: bytes, old: str, new: str) -> bytes:
    """Convert a document by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{old}"
        path.write_bytes(raw)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                new,
                "--outdir",
                folder,
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return (Path(folder) / f"made.{new}").read_bytes()


def by_chromium(page: bytes) -> bytes:
    """Print a web page to PDF by Chromium."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_bytes(page)
        subprocess.run(
            [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/p",
                "--no-pdf-header-footer",
                f"--print-to-pdf={folder}/made.pdf",
                f"{folder}/page.html",
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return (Path(folder) / "made.pdf").read_bytes()


def fpdf(parts: Sequence[Part]) -> bytes:
    """Write a PDF by fpdf2."""
    from fpdf import FPDF

    paper = FPDF()
    paper.set_margins(25, 20)
    paper.add_page()
    for part in parts:
        kind = part[0]
        paper.set_font("helvetica", "B" if kind == "h" else "", {1: 16, 2: 13}.get(part[1], 11) if kind == "h" else 11)
        if kind == "table":
            with paper.table(first_row_as_headings=part[2], text_align="LEFT") as table:
                for row in part[1]:
                    made = table.row()
                    for cell in row:
                        made.cell(_latin(plain(cell)) if cell not in ("<<", "^^") else "")
            paper.ln(4)
            continue
        items = [part[2]] if kind == "h" else [part[1]] if kind == "p" else part[1]
        for item in items:
            mark = "- " if kind == "ul" else ""
            bold = kind == "p" and re.fullmatch(r"\*\*.+\*\*", item)
            if bold:
                paper.set_font("helvetica", "B", 11)
            paper.multi_cell(0, 6, mark + _latin(plain(item)), new_x="LMARGIN", new_y="NEXT")
        paper.ln(4)
    paper.set_creation_date(datetime(2026, 1, 1, tzinfo=UTC))
    return bytes(paper.output())


def _latin(words: str) -> str:
    table = str.maketrans(
        {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "☑": "[x]", "☐": "[ ]", "✓": "[x]", "☒": "[x]"}
    )
    return words.translate(table)
