"""The documents that are made from records, opened again with the libraries that read such files."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import docx
import pypdf
import pytest
from click.testing import CliRunner, Result
from docx.oxml.ns import qn

from opcc_opendata.cli import opcc
from opcc_opendata.documents import letter, panel, response
from opcc_opendata.documents.embedded_record import NAMESPACE, restored
from opcc_opendata.documents.model import Paper, Prose, ShortText
from opcc_opendata.documents.writers import docx as word
from opcc_opendata.documents.writers import html, md, pdf
from opcc_opendata.documents.writers.docx_template import TemplateError, filled
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_file
from tests.office import converted, needs_writer

Record = dict[str, Any]

TESTS = Path(__file__).parent
ROOT = TESTS.parent
NORFOLK = ROOT / "records/norfolk/2019-02-26-domestic-abuse-update.yaml"
SHAPES = sorted((TESTS / "records/valid").glob("*/records/*/*.yaml"))
FILES = [NORFOLK, ROOT / "records/surrey/2014-03-everyones-business.yaml", *SHAPES]
CODELISTS = load_standard(packaged_standard()).codelists

HOSTILE = """</script><script>alert(1)</script> #panic() $x$ \\\\ <b>& &amp; ]]> [x](javascript:alert(1))

{{ key_findings }}

###### deep

# up

> > > > > > > > > > > > quoted

- - - - - - - - - - - - listed

3. three

   | t | u |
   |---|---|
   | 1 |

    code

***

![picture](https://example.org/x.png) [page](<https://example.org/a b>) [mail](mailto:a@example.org)
"""
"""Invented text for a test, that means harm or means nothing."""


def record_of(path: Path) -> Record:
    data = read_file(path).data
    assert data is not None
    return data


def paper_of(record: Record, language: str | None = None) -> Paper:
    return response(record, language or record["language"], CODELISTS)


def shape(stem: str) -> Record:
    (path,) = (path for path in SHAPES if path.stem == stem)
    return record_of(path)


@pytest.fixture(scope="module")
def norfolk() -> Record:
    return record_of(NORFOLK)


@pytest.fixture(scope="module")
def hostile() -> Record:
    return {
        "schema_version": "1.0.0",
        "id": "kent-2020-01-01-invented",
        "language": "en",
        "title": "Invented & <b>hostile</b> ]]> {{ title }}",
        "force": "kent",
        "policing_body": "kent-pcc",
        "stage": "full",
        "inspections": [{"id": "a", "title": "T", "published": "2020-01-01", "key_findings": HOSTILE}],
        "comments": [{"kind": "policing_body", "author": "<i>A</i>", "text": HOSTILE}],
        "recommendations": [
            {
                "kind": "recommendation",
                "number": "1 *x*",
                "text": HOSTILE,
                "parts": [{"label": "a", "text": "# heading\n\ntext"}, {"text": "- list"}],
                "answer": {"body_action": HOSTILE},
            }
        ],
    }


# --- the words -------------------------------------------------------------------------------------------------------


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+|[✓☐]", text))


def markdown_words(text: str) -> Counter[str]:
    """Count the words of a Markdown text, without the addresses of its links and the numbers of its lists."""
    return words_of(re.sub(r"\]\([^)]*\)|^ *\d+\. ", "]", text, flags=re.MULTILINE))


def html_text(page: str) -> str:
    class Reading(HTMLParser):
        text = ""

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.text += " " if tag not in ("em", "strong", "a", "span", "code") else ""

        def handle_data(self, data: str) -> None:
            self.text += data

    reading = Reading()
    reading.feed(page.partition("<body>")[2])
    return reading.text


def docx_text(raw: bytes) -> str:
    body = docx.Document(io.BytesIO(raw)).element.body
    pieces = (one for paragraph in body.iter(qn("w:p")) for one in [paragraph, *paragraph.iter(qn("w:t"), qn("w:br"))])
    return "".join((one.text or "") if one.tag == qn("w:t") else "\n" for one in pieces)


def pdf_text(raw: bytes) -> str:
    pages = (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages)
    return "\n".join(re.sub(r"\n\d+ / \d+\s*$", "", text) for text in pages)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_format_has_every_word_and_no_other(path: Path) -> None:
    record = record_of(path)
    for language in ("en", "cy"):
        paper = paper_of(record, language)
        wanted = markdown_words(md.bare(paper))
        table = words_of("Number Recommendation Answer Rhif Argymhelliad Ateb " * 3)  # the heads of tables
        found = [html_text(html.written(paper)), docx_text(word.written(paper))]
        for words in map(words_of, found):
            assert wanted - words == Counter()
            assert words - wanted - table == Counter()
        missing = wanted - words_of(pdf_text(pdf.written(paper)))
        assert missing.total() <= wanted.total() // 100, missing


def test_the_norfolk_document_has_the_form_of_the_norfolk_document(norfolk: Record) -> None:
    document = docx.Document(io.BytesIO(word.written(paper_of(norfolk))))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert headings[0].startswith("Norfolk Police and Crime Commissioner (PCC) response to inspections of")
    assert headings[1:] == [
        "KEY FINDINGS:",
        "CHIEF CONSTABLE RESPONSE TO REPORT AND ANY RECOMMENDATIONS:",
        "PCC RESPONSE TO REPORT AND ANY RECOMMENDATIONS:",
        "For Office Use Only:",
    ]
    texts = [p.text for p in document.paragraphs]
    facts = (
        "Inspection Title: The Police Response to Domestic Abuse: An update report\nDate Published: 26th February 2019"
    )
    assert f"{facts}\nType of Inspection: Thematic Inspection" in texts
    assert texts[-1] == "✓ Response forwarded to Police and Crime Panel"
    before, after = "is the following:", "The initial HMICFRS 2014 report"
    place = next(n for n, text in enumerate(texts) if text.startswith("By April 2018"))
    assert texts[place - 1].endswith(before)
    assert texts[place + 2].startswith(after)


def test_a_record_without_a_frame_gets_the_usual_order_and_what_the_law_asks() -> None:
    text = md.bare(paper_of(shape("2022-12-01-digital-forensics")))
    order = ["within 56 days", "## The report", "## Chief officer’s", "## Local policing body’s", "## Who had a copy"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "**Action by the local policing body**" in text


def test_a_report_from_before_the_56_days_is_not_said_to_have_had_them() -> None:
    text = md.bare(paper_of(shape("2014-09-invented-core-work")))
    assert "Section 55 of the Police Act 1996" in text
    assert "56 days" not in text


def test_an_index_record_says_that_its_text_is_not_held_and_where_it_is() -> None:
    record = record_of(FILES[1])
    text = md.bare(paper_of(record))
    assert "The text of this response is not held here." in text
    assert record["source"]["url"] in text
    assert re.findall("^## .*$", text, re.MULTILINE) == ["## The report"]


def test_welsh_where_there_is_welsh_and_english_marked_as_english() -> None:
    page = html.written(paper_of(shape("2022-12-01-digital-forensics"), "cy"))
    assert '<html lang="cy">' in page
    assert "<h2>Yr adroddiad</h2>" in page
    assert re.search(r'<span lang="en">Date of letter:</span></strong> <span id="place_\d+">23 Ionawr 2023<', page)
    assert re.search(r'<div id="place_\d+" lang="en">\n<p>Dear Home Secretary', page)


# --- HTML ------------------------------------------------------------------------------------------------------------


class Elements(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_stands_by_itself_and_runs_nothing(path: Path) -> None:
    found = Elements(html.written(paper_of(record_of(path)))).found
    tags = Counter(tag for tag, _ in found)
    assert (tags["h1"], tags["main"], tags["title"], tags["script"]) == (1, 1, 1, 1)
    assert not {"img", "iframe", "object", "link", "form"} & set(tags)
    assert all(attributes.get("type") == "application/json" for tag, attributes in found if tag == "script")
    assert all(attributes.get("scope") == "col" for tag, attributes in found if tag == "th")
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert all(name[2:] not in attributes for _, attributes in found for name in ("onclick", "onload"))
    links = [attributes["href"] or "" for tag, attributes in found if tag == "a" and "href" in attributes]
    assert all(link.startswith(("https://", "http://", "mailto:")) or link[1:] in ids for link in links)


def test_hostile_text_is_only_text(hostile: Record) -> None:
    found = Elements(html.written(paper_of(hostile))).found
    tags = Counter(tag for tag, _ in found)
    assert tags["script"] == 1
    assert not {"b", "i", "img"} & set(tags)
    assert not [
        link for tag, attributes in found if tag == "a" and "javascript" in (link := attributes.get("href") or "")
    ]
    levels = [int(tag[1]) for tag, _ in found if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_hostile_text_keeps_its_words_in_every_format(hostile: Record) -> None:
    paper = paper_of(hostile)
    for whole in (html_text(html.written(paper)), docx_text(word.written(paper)), pdf_text(pdf.written(paper))):
        text = "".join(whole.split())  # a narrow column breaks its lines anywhere
        assert text.count("alert(1)</script>") == 4
        assert text.count("{{key_findings}}") == 4
        for words in ("quoted", "listed", "three", "picture"):
            assert text.count(words) == 4, words


@pytest.mark.browser
def test_a_page_violates_nothing_of_wcag_22_aa(tmp_path: Path, browser: Any) -> None:
    axe = (TESTS / "node/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    shown = browser.new_context(bypass_csp=True).new_page()
    for path in (
        NORFOLK,
        *(path for path in SHAPES if path.stem in ("2021-invented-engagement", "2018-10-02-custody")),
    ):
        (tmp_path / "page.html").write_text(html.written(paper_of(record_of(path))), encoding="utf-8")
        shown.goto((tmp_path / "page.html").as_uri())
        shown.evaluate(axe)
        found = shown.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        assert [one["id"] for one in found["violations"]] == []


# --- Word ------------------------------------------------------------------------------------------------------------


def _numbered(paragraph: Any) -> bool:
    return paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None


def test_a_word_document_has_real_lists_a_language_and_a_description(norfolk: Record) -> None:
    document = docx.Document(io.BytesIO(word.written(paper_of(norfolk))))
    properties = document.core_properties
    assert (properties.title, properties.language) == (norfolk["title"], "en-GB")
    assert properties.author == norfolk["body_as_printed"]
    assert properties.created is None
    items = [p.text for p in document.paragraphs if _numbered(p)]
    assert len(items) == 4 + 5
    assert items[0].startswith("continued investment in training")
    normal = document.styles["Normal"].element
    assert [one.get(qn("w:val")) for one in normal.iter(qn("w:lang"))] == ["en-GB"]


def test_the_head_of_a_table_is_on_every_page() -> None:
    document = docx.Document(io.BytesIO(word.written(paper_of(shape("2021-invented-engagement")))))
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Number", "Recommendation", "Answer"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row.cells[0].text for row in table.rows] == ["Number", "1", "2"]


def test_each_list_of_numbers_begins_anew() -> None:
    record = {
        "language": "en",
        "title": "Invented",
        "inspections": [
            {"id": "a", "title": "A", "key_findings": "1. one\n2. two\n\ntext\n\n1. uno\n\n***\n\n5. five"}
        ],
    }
    document = docx.Document(io.BytesIO(word.written(paper_of(record))))
    numbered = [(p.text, p._p.pPr.numPr.numId.val) for p in document.paragraphs if _numbered(p)]
    lists = dict(numbered)
    assert lists["one"] == lists["two"]
    assert len({lists["one"], lists["uno"], lists["five"]}) == 3
    starts = document.part.numbering_part.element.xpath("//w:startOverride/@w:val")
    assert starts == ["1", "1", "5"]


# --- PDF -------------------------------------------------------------------------------------------------------------


def roles(element: Any) -> Iterator[str]:
    """Give the kind of every element in the tree of a tagged PDF."""
    element = element.get_object()
    if isinstance(element, list):
        for one in element:
            yield from roles(one)
    elif isinstance(element, dict):
        yield str(element.get("/S", ""))
        yield from roles(element.get("/K", pypdf.generic.NullObject()))


def test_a_pdf_is_tagged_titled_and_in_its_language(norfolk: Record) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.written(paper_of(norfolk))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]).lower().startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == norfolk["title"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    found = Counter(roles(root["/StructTreeRoot"]["/K"]))
    assert (found["/H1"], found["/H2"], found["/L"], found["/LI"]) == (1, 4, 2, 9)


def test_the_tables_of_a_pdf_have_heads() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.written(paper_of(shape("2021-invented-engagement")))))
    found = Counter(roles(reader.trailer["/Root"]["/StructTreeRoot"]["/K"]))
    assert (found["/Table"], found["/TH"], found["/TD"]) == (1, 3, 6)


def test_a_pdf_has_its_fonts_in_it_and_shows_welsh_and_ticks(norfolk: Record) -> None:
    record = {**norfolk, "body_as_printed": "Ŵ ŵ Ŷ ŷ â ê î ô û ẃ ỳ", "language": "cy"}
    record["distribution"] = [{"recipient": "hmicfrs", "sent": False, "as_printed": "Ŵ ŵ Ŷ ŷ â ê î ô û ẃ ỳ"}]
    reader = pypdf.PdfReader(io.BytesIO(pdf.written(paper_of(record))))
    assert "☐ Ŵ ŵ Ŷ ŷ â ê î ô û ẃ ỳ" in reader.pages[-1].extract_text()
    for font in reader.pages[-1]["/Resources"]["/Font"].values():
        (descendant,) = font.get_object()["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_a_character_that_no_font_has_is_printed_by_its_name(norfolk: Record) -> None:
    words = "Invented \U000f0000, \uf0b7 point, \u4e2d, a\u20e3\u0301b\u200b."
    content, notes = pdf.written_with_notes(paper_of({**norfolk, "document": {"heading": words}}))
    printed = " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "Invented [U+F0000], • point, [cjk unified ideograph-4e2d], a" in printed
    assert "No font here has the character U+F0000 (U+F0000). The PDF prints it as [U+F0000]." in notes


@pytest.mark.parametrize("writer", [word, pdf, html, md])
def test_the_same_record_gives_the_same_bytes(writer: Any, norfolk: Record) -> None:
    assert writer.written(paper_of(norfolk)) == writer.written(paper_of(norfolk))


# --- what a document carries -----------------------------------------------------------------------------------------


def at_places(parts: Any) -> Iterator[tuple[int, str]]:
    """Give the words at each place of a paper, as it has them."""
    if isinstance(parts, tuple):
        for part in parts:
            yield from at_places(part)
    elif isinstance(parts, ShortText | Prose):
        if parts.place is not None:
            yield parts.place, parts.text
    elif hasattr(parts, "__slots__"):
        for name in parts.__slots__:
            yield from at_places(getattr(parts, name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_record_comes_back_from_what_is_carried_and_what_is_printed(path: Path, language: str) -> None:
    record = record_of(path)
    paper = paper_of(record, language)
    back, changed = restored(json.loads(json.dumps(paper.carried)), dict(at_places(paper)))
    assert back == record
    assert changed == {}


def test_nothing_is_carried_that_is_printed(norfolk: Record) -> None:
    carried = json.dumps(paper_of(norfolk).carried)
    for words in (
        "Domestic Abuse remains a key priority",
        "KEY FINDINGS",
        "forwarded to HMICFRS",
        "By April 2018, every",
    ):
        assert words not in carried


def test_words_that_were_changed_are_the_words_of_the_record(norfolk: Record) -> None:
    paper = paper_of(norfolk)
    words = dict(at_places(paper))
    finding = next(n for n, text in words.items() if text.startswith("The Norfolk domestic abuse plan"))
    day = next(n for n, text in words.items() if text == "26th February 2019")
    back, changed = restored(paper.carried, words | {finding: "Edited by hand.", day: "27th February 2019"})
    assert back["recommendations"][0]["answer"]["force_action"] == "Edited by hand."
    assert changed == {day: "27th February 2019"}
    assert back["inspections"][0]["published"] == "2019-02-26"


def test_what_another_version_carries_is_not_read(norfolk: Record) -> None:
    with pytest.raises(ValueError, match="version 99"):
        restored({**paper_of(norfolk).carried, "version": 99}, {})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_place_is_marked_once_in_each_format_that_is_read_back(path: Path) -> None:
    paper = paper_of(record_of(path))
    places = {f"place_{n}" for n in range(len(paper.carried["places"]))}
    page = html.written(paper)
    document = docx.Document(io.BytesIO(word.written(paper))).element
    for marks in (
        re.findall(r' id="(place_\d+)"', page),
        re.findall(r' id="(place_\d+)"', md.written(paper)),
        [str(name) for name in document.xpath("//w:bookmarkStart/@w:name") if str(name).startswith("place_")],
    ):
        assert sorted(marks) == sorted(places)


def carried_in(raw: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        items = [file.read(name).decode() for name in file.namelist() if re.fullmatch(r"customXml/item\d+\.xml", name)]
    (item,) = (one for one in items if NAMESPACE in one)
    return json.loads(docx.oxml.parse_xml(item.encode()).text)


def html_places(page: str) -> dict[int, str]:
    class Reading(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[int | None] = []
            self.found: dict[int, str] = {}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("br", "hr", "meta"):
                place = re.fullmatch(r"place_(\d+)", dict(attrs).get("id") or "")
                self.open.append(int(place[1]) if place else None)

        def handle_endtag(self, tag: str) -> None:
            self.open.pop()

        def handle_data(self, data: str) -> None:
            for place in self.open:
                if place is not None:
                    self.found[place] = self.found.get(place, "") + data

    reading = Reading()
    reading.feed(page)
    return reading.found


def docx_places(raw: bytes) -> dict[int, str]:
    """Read the bookmarks. They go by name: LibreOffice begins one of several paragraphs twice, and ends the second."""
    found: dict[int, str] = {}
    names: dict[str, int] = {}
    still_open: set[int] = set()
    for element in docx.Document(io.BytesIO(raw)).element.body.iter():
        if element.tag == qn("w:bookmarkStart") and element.get(qn("w:name")).startswith("place_"):
            names[element.get(qn("w:id"))] = place = int(element.get(qn("w:name")).removeprefix("place_"))
            still_open.add(place)
        elif element.tag == qn("w:bookmarkEnd"):
            still_open.discard(names.get(element.get(qn("w:id")), -1))
        elif element.tag in (qn("w:t"), qn("w:p"), qn("w:br")):
            for place in still_open:
                found[place] = found.get(place, "") + (element.text if element.tag == qn("w:t") else " ")
    return found


@pytest.mark.slow
@needs_writer
def test_what_libreoffice_saves_still_has_its_places_and_what_it_carries(norfolk: Record, tmp_path: Path) -> None:
    paper = paper_of(norfolk)
    (tmp_path / "made.docx").write_bytes(word.written(paper))
    (tmp_path / "saved").mkdir()
    saved = converted(tmp_path / "made.docx", "docx:MS Word 2007 XML", tmp_path / "saved").read_bytes()
    before, after = docx_places((tmp_path / "made.docx").read_bytes()), docx_places(saved)
    assert {place: words.split() for place, words in after.items()} == {n: words.split() for n, words in before.items()}
    assert carried_in(saved) == paper.carried


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_place_holds_its_words_and_no_other(path: Path) -> None:
    paper = paper_of(record_of(path))
    wanted = dict(at_places(paper))
    plain = {place: words.replace("\\", "") for place, words in wanted.items()}
    text = md.written(paper).replace("\\", "")  # what is escaped in one of them
    spans = {int(n): words for n, words in re.findall(r'<span id="place_(\d+)">(.*?)</span>', text)}
    blocks = re.findall(r'<div id="place_(\d+)">\n\s*\n(.*?)\n\s*\n\s*</div>', text, re.DOTALL)
    assert spans | {int(n): dedent(words) for n, words in blocks} == plain
    for found in (html_places(html.written(paper)), docx_places(word.written(paper))):
        assert found.keys() == wanted.keys()
        for place, words in wanted.items():
            # A number at the start of a line is a word in a heading and none in a list.
            assert markdown_words(found[place]) == markdown_words(words), words


def test_each_format_carries_the_same(norfolk: Record) -> None:
    paper = paper_of(norfolk)
    (script,) = re.findall(r'<script type="application/json" id="carried">(.*?)</script>', html.written(paper))
    (line,) = re.findall(r"^carried: (.*)$", md.written(paper), re.MULTILINE)
    assert json.loads(script) == json.loads(line) == carried_in(word.written(paper)) == paper.carried


# --- a letter, an agenda paper ---------------------------------------------------------------------------------------


def test_a_letter_to_the_home_secretary(norfolk: Record) -> None:
    record = {**norfolk, "dates": {"letter": "2019-04-01"}}
    paper = letter(record, "en", CODELISTS)
    text = md.bare(paper)
    order = ["The Home Secretary", "1 April 2019", "Dear Home Secretary", "# Response to The Police", "section 55(6)"]
    places = [
        text.index(words) for words in [*order, "KEY FINDINGS", "Yours sincerely\n\nLorne Green  \nNorfolk PCC\n"]
    ]
    assert places == sorted(places)
    assert "my published comments on this report, as" in text
    both = letter({**record, "inspections": record["inspections"] * 2}, "en", CODELISTS)
    assert "my published comments on these reports, as" in md.bare(both)
    assert "For Office Use Only" not in text
    assert paper.carried["paper"] == "letter"
    assert paper.carried["record"]["distribution"] == record["distribution"]


def test_a_comment_that_is_a_letter_already_is_greeted_and_signed_once() -> None:
    text = md.bare(letter(shape("2022-12-01-digital-forensics"), "en", CODELISTS))
    assert text.count("Dear Home Secretary") == 1
    assert text.count("Yours sincerely") == 1
    assert "I send you a copy" not in text


PROMISES = [
    (
        "1",
        {"acceptance": "accepted", "body_action": "Invented promise kept.", "target_date": "2026-01"},
        "reported_complete",
    ),
    ("2", {"acceptance": "accepted", "body_action": "Invented promise open.", "target_date": "2026-02"}, "in_progress"),
    ("3", {"acceptance": "accepted", "body_action": "Invented promise without a date."}, None),
    ("4", {"acceptance": "not_accepted", "no_action_reason": "Invented reason.", "target_date": "2026-03"}, None),
]


def promising(name: str, dates: Record, **more: Any) -> Record:
    recommendations = [
        {"number": number, "kind": "recommendation", "answer": answer}
        | ({"progress": [{"date": "2026-05-01", "status": status, "revised_target_date": "2026-12"}]} if status else {})
        for number, answer, status in PROMISES
    ]
    return {
        "id": name,
        "language": "en",
        "title": f"Invented {name}",
        "force": "kent",
        "policing_body": "kent-pcc",
        "stage": "full",
        "inspections": [{"id": f"report-of-{name}", "title": "Invented report"}],
        "dates": dates,
        "recommendations": recommendations,
        **more,
    }


def test_an_agenda_paper_has_the_responses_since_a_day_and_open_promises() -> None:
    records = [
        promising("old", {"published": "2025-12-31"}),
        promising("new", {"letter": "2026-01-01"}),
        promising("rough", {"published": "2026"}),
        promising("undated", {}),
        promising(
            "gone", {"published": "2026-02-01"}, withdrawal={"withdrawn_on": "2026-03-01", "reason": "Invented."}
        ),
    ]
    text = md.bare(panel(records, "kent-pcc", date(2026, 1, 1), "en", CODELISTS))
    responses, undated, promises = re.split("^## ", text, flags=re.MULTILINE)[1:]
    assert [name for name in ("old", "new", "rough", "undated", "gone") if f"Invented {name}" in responses] == [
        "new",
        "rough",
    ]
    assert "| Letter of 1 January 2026 | Invented new |" in responses.replace("  \n", " ") or "Letter of" in responses
    assert "Invented undated" in undated
    assert promises.count("Invented promise open.") == 4
    assert "kept" not in promises
    assert promises.count("Invented promise without a date.") == 4
    assert "reason" not in promises
    assert "December 2026" in promises
    assert "First promised for February 2026" in promises


def test_a_response_that_was_replaced_promises_nothing() -> None:
    old = promising("old", {"published": "2026-01-01"})
    new = promising("new", {"published": "2026-02-01"}, related=[{"id": "old", "relation": "replaces"}])
    text = md.bare(panel([old, new], "kent-pcc", date(2026, 1, 1), "en", CODELISTS))
    assert text.count("Invented promise open.") == 1
    assert "Invented old" not in text


# --- an office's own template ----------------------------------------------------------------------------------------


def template(*paragraphs: str, head: str = "") -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = head
    for text in paragraphs:
        paragraph = document.add_paragraph()
        for piece in re.split("(?<={)|(?=key)", text):  # as Word cuts up what was typed in several goes
            paragraph.add_run(piece)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


ALL = [
    "{{ statutory_statement }}",
    "{{ key_findings }}",
    "{{ chief_officer_comments }}",
    "{{ policing_body_comments }}",
]


def test_a_template_has_its_places_filled(norfolk: Record) -> None:
    given = template(
        "Our paper on {{ report }} of {{report_published}}", *ALL, "{{ distribution }}", head="{{ author }}"
    )
    made, notes = filled(paper_of(norfolk), given)
    document = docx.Document(io.BytesIO(made))
    texts = [p.text for p in document.paragraphs]
    assert texts[0] == "Our paper on The Police Response to Domestic Abuse: An update report of 26 February 2019"
    assert document.sections[0].header.paragraphs[0].text == norfolk["body_as_printed"]
    assert texts[2].startswith("This report is the fourth in a series")
    assert texts[-1] == "✓ Response forwarded to Police and Crime Panel"
    assert "{{" not in "".join(texts)
    assert notes == []


def test_a_template_can_have_the_whole_in_a_table() -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "{{ document }}"
    raw = io.BytesIO()
    document.save(raw)
    paper = paper_of(shape("2021-invented-engagement"))
    made, _ = filled(paper, raw.getvalue())
    assert words_of(docx_text(made)) == words_of(docx_text(word.written(paper)))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["{{ keyfindings }}"], r"a place {{ keyfindings }}, which is not known. Did you mean {{ key_findings }}\?"),
        (["{{ zzz }}"], r"The places are: document, statutory_statement, inspections, key_findings"),
        (ALL, r"no place for distribution, which this record has. Type {{ distribution }} into a paragraph"),
        (["See {{ key_findings }}"], r"{{ key_findings }} shares a paragraph. Give it one of its own"),
        (["{{ letter_date }}"], r"{{ letter_date }}, and the record does not say that"),
    ],
)
def test_a_template_that_does_not_fit_is_told(norfolk: Record, given: list[str], told: str) -> None:
    with pytest.raises(TemplateError, match=told):
        filled(paper_of(norfolk), template(*given))


def test_a_place_that_cannot_be_reached_is_told(norfolk: Record) -> None:
    document = docx.Document(io.BytesIO(template("{{ document }}", "x")))
    paragraph = document.paragraphs[1]._p
    link = docx.oxml.OxmlElement("w:hyperlink")
    paragraph.append(link)
    link.append(document.add_paragraph("{{ title }}").runs[0]._r)
    raw = io.BytesIO()
    document.save(raw)
    with pytest.raises(TemplateError, match="a text box, a content control or a link"):
        filled(paper_of(norfolk), raw.getvalue())


def test_a_part_that_the_record_lacks_is_noted(norfolk: Record) -> None:
    _, notes = filled(paper_of(norfolk), template("{{ document }}", "{{ reply_to_chief_officer }}"))
    assert notes == ["The record has no reply_to_chief_officer, so its place in the template is left empty."]


def test_a_logo_without_alternative_text_is_noted(norfolk: Record, tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(template("{{ document }}")))
    logo = ROOT / "docs/images/response.png"
    shapes = [document.add_picture(str(logo)), document.add_picture(str(logo))]
    shapes[0]._inline.docPr.set("descr", "Invented logo")
    raw = io.BytesIO()
    document.save(raw)
    made, notes = filled(paper_of(norfolk), raw.getvalue())
    assert len(notes) == 1
    assert "has no alternative text" in notes[0]
    assert "Invented logo" in docx.Document(io.BytesIO(made)).element.xml


@pytest.mark.parametrize("raw", [b"", b"PK\x05\x06" + bytes(18), b"%PDF-1.7", b"\xd0\xcf\x11\xe0"])
def test_a_template_that_is_no_word_document_is_told(norfolk: Record, raw: bytes) -> None:
    with pytest.raises(TemplateError, match=r"not a Word document. Save it in Word as .docx"):
        filled(paper_of(norfolk), raw)


# --- the command -----------------------------------------------------------------------------------------------------


def render(*arguments: str | Path) -> Result:
    return CliRunner().invoke(opcc, ["render", "--project", str(ROOT), *map(str, arguments)])


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "md"])
def test_a_file_is_written_and_not_written_over(tmp_path: Path, form: str) -> None:
    target = tmp_path / f"made.{form}"
    first = render(NORFOLK, "--to", form, "--out", target)
    assert (first.exit_code, first.stdout) == (0, f"{target} is written.\n")
    assert target.stat().st_size > 5_000
    target.write_text("kept")
    second = render(NORFOLK, "--to", form, "--out", target)
    assert second.exit_code == 2
    assert second.stderr == f"opcc: {target} is there already. To write over it, add --force.\n"
    assert target.read_text() == "kept"
    assert render(NORFOLK, "--to", form, "--out", target, "--force").exit_code == 0
    assert target.stat().st_size > 5_000


def test_a_dry_run_says_what_would_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "norfolk-2019-02-26-domestic-abuse-update.docx"
    assert render(NORFOLK, "--dry-run").stdout == f"{name} would be written.\n"
    assert list(tmp_path.iterdir()) == []
    Path(name).write_text("kept")
    assert render(NORFOLK, "--dry-run").stderr == f"opcc: {name} is there already. To write over it, add --force.\n"


def test_it_is_called_by_the_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in ((), ("--language", "cy"), ("--letter", "--to", "pdf")):
        assert render(NORFOLK, *arguments).exit_code == 0
    name = "norfolk-2019-02-26-domestic-abuse-update"
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{name}-cy.docx", f"{name}-letter.pdf", f"{name}.docx"]


def test_text_can_be_seen_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = render(NORFOLK, "--to", "md", "--out", "-").stdout
    assert shown.endswith("Response forwarded to Police and Crime Panel</span>\n")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_bytes_is_not_thrown_at_a_terminal() -> None:
    command = [sys.executable, "-m", "opcc_opendata.cli", "render", str(NORFOLK), "--out", "-"]
    ours, theirs = pty.openpty()
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, done.stderr[:46]) == (2, "opcc: This kind of file is not for a screen. N")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Name a record, or ask for an agenda paper with --panel."),
        (["--panel"], "An agenda paper needs the day from which responses count: --since 2026-09-01."),
        ([NORFOLK, "--panel"], "An agenda paper is made from all records. Leave RECORD and --letter out."),
        ([NORFOLK, "--since", "2026-09-01"], "--since and --body go with --panel only."),
        ([NORFOLK, "--to", "pdf", "--template", "x.docx"], "A Word template is for --to docx only."),
        ([NORFOLK, "--template", "missing.docx"], "missing.docx can't be read. There is no such file or folder."),
        ([NORFOLK, "--template", NORFOLK], f"{NORFOLK} can't be used. It is not a Word document."),
        (["--panel", "--since", "2026-09-01"], "Name one local policing body with --body: avon-and-somerset-pcc"),
        (["--panel", "--since", "2026-09-01", "--body", "kent"], "There is no record of kent. There are records of"),
        (["missing.yaml"], "There is no such file or folder."),
    ],
)
def test_what_can_not_be_made_is_told_in_a_sentence(arguments: list[str | Path], told: str) -> None:
    result = render(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_withdrawn_response_is_not_made_again() -> None:
    withdrawn = next(path for path in SHAPES if "withdrawal" in record_of(path))
    result = render(withdrawn)
    assert result.exit_code == 2
    assert "what was withdrawn is not sent or published again" in result.stderr


def test_an_agenda_paper_of_a_body(tmp_path: Path) -> None:
    target = tmp_path / "paper.docx"
    assert render("--panel", "--since", "2019-01-01", "--body", "kent-pcc", "--out", target).exit_code == 0
    texts = [p.text for p in docx.Document(str(target)).paragraphs]
    assert "Responses to inspection reports since 1 January 2019" in texts
