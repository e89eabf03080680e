"""Formats and their traps: what is left out, what is read wrongly by others, and files that mean harm."""

from __future__ import annotations

import io
import re
import socket
import zipfile
from pathlib import Path
from typing import NoReturn

import pytest
from docx import Document
from docx.oxml import parse_xml
from fpdf import FPDF
from made_documents import docx_of, pdf_of

from opcc_opendata.importers.blocks import Block, blocks_of, join
from opcc_opendata.importers.dates import find_dates, only_date
from opcc_opendata.importers.formats import SUFFIXES, read
from opcc_opendata.importers.formats.libreoffice import shutil as searched
from opcc_opendata.importers.formats.raw import DocumentError
from tests.office import converted, needs_writer

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LONG = "Invented text for a test: " + "a long line of words that goes on for the whole width of a page and wraps. " * 6


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a document made the program ask the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def blocks(raw: bytes, suffix: str) -> list[Block]:
    return blocks_of(read(raw, suffix).html)


def text(raw: bytes, suffix: str) -> str:
    return join(blocks(raw, suffix))


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def parts_of(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_body(body: bytes) -> bytes:
    """A Word document whose main part is something else."""
    return packed({**parts_of(docx_of("Invented")), "word/document.xml": body})


# --- Word ------------------------------------------------------------------------------------------------------------


def test_tracked_changes_count_as_accepted() -> None:
    document = Document()
    document.add_paragraph("Invented: we ")._p.append(
        parse_xml(f'<w:del {W} w:id="1" w:author="A"><w:r><w:delText>refuse</w:delText></w:r></w:del>')
    )
    document.paragraphs[0]._p.append(
        parse_xml(f'<w:ins {W} w:id="2" w:author="A"><w:r><w:t>accept</w:t></w:r></w:ins>')
    )
    made = io.BytesIO()
    document.save(made)
    assert text(made.getvalue(), ".docx") == "Invented: we accept"
    assert "tracked changes" in read(made.getvalue(), ".docx").remarks[0]


FOOTNOTES = f"""<w:footnotes {W}>
  <w:footnote w:id="2"><w:p><w:r><w:t>An invented footnote.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def test_a_footnote_goes_after_the_paragraph_that_refers_to_it() -> None:
    parts = parts_of(docx_of("Invented: the first paragraph\n\nThe second one"))
    refers = b'first paragraph</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    related = f'<Relationship Id="rIdNotes" Target="footnotes.xml" Type="{kind}"/></Relationships>'.encode()
    main, relations = "word/document.xml", "word/_rels/document.xml.rels"
    parts[main] = parts[main].replace(b"first paragraph</w:t></w:r>", refers)
    parts[relations] = parts[relations].replace(b"</Relationships>", related)
    parts["word/footnotes.xml"] = FOOTNOTES.encode()
    assert [one.words for one in blocks(packed(parts), ".docx")] == [
        "Invented: the first paragraph[1]",
        "[1] An invented footnote.",
        "The second one",
    ]


def test_page_headers_stay_out_and_are_named() -> None:
    raw = read(docx_of("Invented text", "An invented header", "An invented footer"), ".docx")
    assert "invented header" not in raw.html
    assert set(raw.left_out) == {("Page header", "An invented header"), ("Page footer", "An invented footer")}


def test_headings_lists_emphasis_and_tables_survive() -> None:
    markdown = (
        "# Invented heading\n\nOne **bold** and one *italic* word\n\n- a bullet\n- another\n\n"
        "| A | B |\n| --- | --- |\n| 1 | two words |"
    )
    assert text(docx_of(markdown), ".docx") == markdown
    assert text(markdown.encode(), ".md") == markdown


# --- PDF -------------------------------------------------------------------------------------------------------------


def test_what_repeats_on_each_page_goes() -> None:
    raw = read(pdf_of(f"{LONG}\n\n" * 12, "Invented header", "Invented office."), ".pdf")
    assert "header" not in raw.html
    assert "Page 1 of" not in raw.html
    assert [one.text for one in raw.left_out[:2]] == ["Invented header", "Invented office. Page 1 of 2"]


def test_lines_become_the_paragraphs_that_they_were() -> None:
    markdown = f"## Invented heading\n\n{LONG.strip()}\n\n- a bullet\n- another\n\n{LONG.strip()}"
    assert text(pdf_of(markdown), ".pdf").replace("# ", "## ", 1) == markdown


def test_a_hyphen_goes_only_where_the_document_has_the_word_without_it() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("times", size=11)
    for line in ("Invented: the commissioner said that the commis-", "sioner and the year-", "on-year figures agree."):
        paper.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    assert text(bytes(paper.output()), ".pdf") == (
        "Invented: the commissioner said that the commissioner and the year-on-year figures agree."
    )


def test_a_scan_has_no_text() -> None:
    paper = FPDF()
    paper.add_page()
    paper.rect(10, 10, 100, 100, style="F")
    with pytest.raises(DocumentError, match="most likely a scan"):
        read(bytes(paper.output()), ".pdf")


def test_a_pdf_with_a_password() -> None:
    paper = FPDF()
    paper.set_encryption(owner_password="invented", user_password="invented")
    paper.add_page()
    with pytest.raises(DocumentError, match="protected by a password"):
        read(bytes(paper.output()), ".pdf")


# --- text and web pages ----------------------------------------------------------------------------------------------


def test_plain_text_of_windows() -> None:
    raw = read("Invented: “quoted” – by somebody\r\n".encode("cp1252"), ".txt")
    assert "“quoted” – by" in raw.html
    assert "not UTF-8 (line 1)" in raw.remarks[0]


def test_soft_hyphens_and_hidden_characters_go() -> None:
    assert (
        text("In\u00advent\u00aded: no\u200bthing \uf0fc \u202ehidden".encode(), ".txt") == "Invented: nothing ✓ hidden"
    )


def test_scripts_and_what_they_would_fetch_are_dropped() -> None:
    page = (
        b"<html><body><script>fetch('https://example.org')</script><p onclick='x()'>Invented <b>words</b>"
        b"<img src='https://example.org/x.png'></p><iframe src='https://example.org'></iframe></body></html>"
    )
    assert text(page, ".html") == "Invented **words**"


def test_a_page_that_only_its_scripts_fill() -> None:
    with pytest.raises(DocumentError, match="holds no text"):
        read(b"<html><body><div id=app></div><script>render()</script></body></html>", ".html")


def test_a_table_that_only_frames_a_text_is_no_table() -> None:
    page = b"<html><table><tr><td><h2>Invented</h2><p>One</p><ul><li>two</li></ul></td></tr></table></html>"
    assert text(page, ".html") == "## Invented\n\nOne\n\n- two"


# --- files that are not what they seem -------------------------------------------------------------------------------

BOMB = with_body(b"<w:document>" + b" " * 40_000_000 + b"</w:document>")
XXE = with_body(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document>&e;</w:document>')
LAUGHS = with_body(
    b"<!DOCTYPE x ["
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha") for n in range(12))
    + b"]><x>&a11;</x>"
)
LOCKED = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
SHEET = packed({"xl/workbook.xml": b"<x/>"})


@pytest.mark.parametrize(
    ("raw", "suffix", "sentence"),
    [
        (b"", ".docx", "The file is empty"),
        (b" \n", ".txt", "The file is empty"),
        (docx_of("Invented"), ".pdf", "named .pdf, but holds a Word document"),
        (docx_of("Invented"), ".txt", "named .txt, but holds a Word document"),
        (b"%PDF-1.7 invented", ".docx", "named .docx, but holds a PDF. Rename it to .pdf"),
        (b"<html>", ".doc", "named .doc, but holds a web page"),
        (b"%PDF-1.7 invented", ".pdf", "The PDF is damaged"),
        (b"PK\x03\x04 invented", ".docx", "can't be unpacked"),
        (LOCKED, ".docx", "protected by a password"),
        (LOCKED[:500], ".docx", "named .docx, but holds a Word document of before 2007"),
        (SHEET, ".docx", "not a document of the kind"),
        (BOMB, ".docx", "far larger unpacked"),
        (LAUGHS, ".docx", "The Word document is damaged"),
        (docx_of(""), ".docx", "The document holds no text"),
    ],
)
def test_a_bad_file_is_a_sentence(raw: bytes, suffix: str, sentence: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(raw, suffix)
    assert sentence in str(caught.value)


def test_no_file_of_the_computer_is_read_into_a_document() -> None:
    with pytest.raises(DocumentError) as caught:
        read(XXE, ".docx")
    assert Path("/etc/hostname").read_text(encoding="utf-8").strip() not in str(caught.value)


@pytest.mark.parametrize("suffix", [suffix for suffix, reader in SUFFIXES.items() if reader == "libreoffice"])
def test_without_libreoffice_old_documents_are_refused_in_a_sentence(
    suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = {".doc": LOCKED[:500], ".rtf": b"{\\rtf1 Invented}", ".odt": packed({"content.xml": b"<x/>"})}
    monkeypatch.setattr(searched, "which", lambda _: None)
    with pytest.raises(DocumentError, match="LibreOffice must be installed"):
        read(raw[suffix], suffix)


@pytest.mark.slow
@needs_writer
def test_libreoffice_reads_rich_text() -> None:
    assert text(rb"{\rtf1\ansi Invented text\par Another line}", ".rtf") == "Invented text\n\nAnother line"


@pytest.mark.slow
@needs_writer
@pytest.mark.parametrize("suffix", ["doc", "odt"])
def test_libreoffice_reads_older_and_open_documents(suffix: str, tmp_path: Path) -> None:
    whole = "# Invented heading\n\nInvented text, *slanted* in part.\n\n- one\n- two"
    (tmp_path / "invented.docx").write_bytes(docx_of(whole))
    made = text(converted(tmp_path / "invented.docx", suffix, tmp_path).read_bytes(), f".{suffix}")
    assert made == text(docx_of(whole), ".docx")


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "date", "doubt"),
    [
        ("26th February 2019", "2019-02-26", ""),
        ("26 th February 2019", "2019-02-26", ""),
        ("the 10th of September 2024", "2024-09-10", ""),
        ("23 January, 2023", "2023-01-23", ""),
        ("26 Feb 2019", "2019-02-26", ""),
        ("September 4, 2014", "2014-09-04", ""),
        ("Thursday, September 4, 2014", "2014-09-04", ""),
        ("Tuesday, September 4, 2014", "", "was no Tuesday"),
        ("2019-02-26", "2019-02-26", ""),
        ("28 Ebrill 2022", "2022-04-28", ""),
        ("13/02/2019", "2019-02-13", ""),
        ("01/02/2019", "2019-02-01", "was read as day, month, year"),
        ("March 2014", "2014-03", ""),
        ("1/2/19", "2019-02-01", "was read as day, month, year of this century"),
        ("1.2.19", "", "does not say the century"),
        ("4 September", "", "says no year"),
        ("today", "", "says no day"),
        ("30 February 2019", "", "no date in the calendar"),
        ("31/02/2019", "", "no date in the calendar"),
        ("2019-13-05", "", "no date in the calendar"),
        ("00 January 2019", "", "no date in the calendar"),
        ("5/13/2019", "2019-05-13", "was read as month, day, year"),
    ],
)
def test_a_date_is_no_more_precise_than_its_words(words: str, date: str, doubt: str) -> None:
    (found,) = find_dates(f"Invented: published on {words}, as they say.")
    assert (found.words, found.date) == (words, date)
    assert doubt in found.doubt
    assert bool(found.doubt) == bool(doubt)


@pytest.mark.parametrize(("line", "date"), [("Tuesday 26 February 2019", "2019-02-26"), ("Date: 2019", "2019")])
def test_a_line_that_is_a_date(line: str, date: str) -> None:
    found = only_date(line)
    assert found
    assert found.date == date


@pytest.mark.parametrize("line", ["", "On 4 September 2014 we met", "12 officers", "recommendation 3"])
def test_a_line_that_is_none(line: str) -> None:
    assert only_date(line) is None


# --- lines of a page's source

PAGES = sorted((Path(__file__).parent / "import_corpus").rglob("*.html"))
_MARKUP = re.compile(r"(<(script|style|pre|textarea)\b.*?</\2>|<!--.*?-->|<[^>]*>)", re.DOTALL | re.IGNORECASE)


def wrapped(page: str) -> str:
    """Break the lines of a page's source at every third space, where a browser shows a space all the same."""
    place = 0
    made = []
    for markup in _MARKUP.finditer(page):
        made += [re.sub(r"(\S+ \S+ \S+) (?=\S)", r"\1\n    ", page[place : markup.start()]), markup[0]]
        place = markup.end()
    return "".join(made) + page[place:]


@pytest.mark.parametrize("path", PAGES[::3], ids=lambda path: path.stem)
def test_where_the_source_of_a_page_breaks_its_lines_changes_nothing(path: Path) -> None:
    page = path.read_bytes().decode("utf-8", "replace")
    assert wrapped(page) != page
    assert blocks(wrapped(page).encode(), ".html") == blocks(page.encode(), ".html")


def test_lines_stay_where_a_page_shows_them() -> None:
    page = (
        "<style>.kept { white-space: pre-wrap }</style><p>one<br>\ntwo</p><pre>three\nfour</pre>"
        "<p style='White-Space: pre-line'>five\nsix</p><p>seven\neight</p><div class=kept><p>nine\nten</p>"
        "<p style='white-space: normal'>eleven\ntwelve</p></div>"
    )
    assert [one.lines for one in blocks(page.encode(), ".html")] == [
        ("one", "two"),
        ("three", "four"),
        ("five", "six"),
        ("seven eight",),
        ("nine", "ten"),
        ("eleven twelve",),
    ]
