"""What is left of a Word document's styles before it is converted: nothing that the converter asks for is missing."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from docx.oxml import parse_xml
from lxml import etree

from opcc_opendata.importers.formats import docx, read
from opcc_opendata.importers.formats.docx_package import Package
from tests.test_import_formats import W, parts_of
from tests.word_files import STRANGERS

TAGS = ["h2", "blockquote", "ul", "li", "ol", "li", "li", "ul", "li"]
"""Those that the styles of the document below make."""


def _with_lists_by_style() -> bytes:
    """A document with a heading and a quotation by style, and lists that a paragraph's and a numbering style begin."""
    document = Document()
    document.add_heading("Recommendation 1", 2)
    document.add_paragraph("Quoted.", style="Quote")
    for style in ("List Bullet", "List Number", "List Number"):
        document.add_paragraph("An item.", style=style)
    linked = document.styles.element.xpath("w:style[@w:type='numbering']")[0]
    identity = linked.get(linked.nsmap["w"].join("{}") + "styleId")
    linked.append(parse_xml(f'<w:pPr {W}><w:jc w:val="left"/><w:numPr><w:numId w:val="91"/></w:numPr></w:pPr>'))
    numbering = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>'
    for part in (
        f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>',
        f'<w:num {W} w:numId="91"><w:abstractNumId w:val="91"/></w:num>',
    ):
        numbering.append(parse_xml(part))
    for part in (
        f'<w:abstractNum {W} w:abstractNumId="90"><w:numStyleLink w:val="{identity}"/></w:abstractNum>',
        f'<w:abstractNum {W} w:abstractNumId="91">{level}</w:abstractNum>',
    ):
        numbering.insert(0, parse_xml(part))
    document.add_paragraph("By a numbering style.")._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
    )
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize("name", ["lists by style", *(path.name for path in STRANGERS[::3])])
def test_a_document_is_the_same_with_all_that_its_styles_say(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path.name: path for path in STRANGERS}
    raw = files[name].read_bytes() if name in files else _with_lists_by_style()
    short = read(raw, ".docx")
    if name not in files:
        assert re.findall(r"<(h2|blockquote|li|ol|ul)\b", short.html) == TAGS
    monkeypatch.setattr(docx, "_shorten_styles", lambda _: None)
    assert read(raw, ".docx") == short


def test_of_styles_the_converter_gets_names_and_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[bytes] = []
    written = Package.written
    monkeypatch.setattr(Package, "written", lambda package: given.append(written(package)) or given[-1])
    read(raw := _with_lists_by_style(), ".docx")
    before, after = (etree.fromstring(parts_of(one)["word/styles.xml"]) for one in (raw, given[0]))
    named = "{*}style/{*}name"
    assert [one.attrib for one in after.iterfind(named)] == [one.attrib for one in before.iterfind(named)]
    assert {etree.QName(one).localname for one in after.iter("{*}*")} == {
        *("styles", "style", "name", "pPr", "numPr", "numId", "ilvl")
    }
