"""What a reader sees of a Word document or a web page is in the draft, each word once; what nobody sees is named."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from opcc_opendata.importers.blocks import blocks_of, join
from opcc_opendata.importers.formats import LeftOut, Raw, read
from opcc_opendata.importers.formats.docx_numbers import written
from opcc_opendata.importers.formats.raised import raised
from opcc_opendata.importers.formats.symbol_fonts import symbol_font

DOCUMENTS = Path(__file__).parent / "documents"
NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def of(name: str) -> Raw:
    return read((DOCUMENTS / name).read_bytes(), Path(name).suffix)


def text(raw: Raw) -> str:
    return join(blocks_of(raw.html))


def word(body: str, styles: str = "", **parts: str) -> bytes:
    """A Word document as Word would write it: `body` are the elements of its body, `parts` other parts by kind."""
    parts = {"styles": f"<w:styles {NAMESPACES}>{styles}</w:styles>", **parts}
    relations = "".join(f'<Relationship Id="r{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            "</Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        for kind, xml in parts.items():
            archive.writestr(f"word/{kind}.xml", xml)
    return made.getvalue()


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def page(body: str, head: str = "") -> Raw:
    return read(
        f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode(), ".html"
    )


# --- Word: hidden, and everywhere that words can be -------------------------------------------------------------------


def test_hidden_struck_and_deleted_words_are_named_and_are_not_in_the_draft() -> None:
    raw = of("hidden-and-struck.docx")
    assert text(raw).endswith("Shown. We accept.\n\nkept")
    assert set(raw.left_out) == {
        ("Hidden", "HIDDENTEXT draft note to self."),
        ("Struck through", "STRUCKTEXT we refuse."),
        ("Deleted (a tracked change)", "DELETEDTEXT"),
    }


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ('<w:color w:val="FFFFFF"/>', "White on white"),
        ('<w:color w:val="FDFDFD"/>', "White on white"),
        ('<w:color w:val="FFFFFF" w:themeColor="background1"/>', "White on white"),
        ('<w:sz w:val="2"/>', "Too small to be seen"),
        ('<w:rStyle w:val="Secret"/>', "Hidden"),
        ("<w:dstrike/>", "Struck through"),
    ],
)
def test_words_that_nobody_sees(properties: str, reason: str) -> None:
    style = '<w:style w:styleId="Secret" w:type="character"><w:rPr><w:vanish/></w:rPr></w:style>'
    raw = read(word(paragraph(run("We accept. "), run("Not for print.", properties)), style), ".docx")
    assert text(raw) == "We accept."
    assert raw.left_out == (LeftOut(reason, "Not for print."),)


def test_white_letters_on_a_coloured_cell_are_seen() -> None:
    shade = '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>'
    white = '<w:color w:val="FFFFFF"/>'
    cells = "".join(f"<w:tc>{shade}{paragraph(run(words, white))}</w:tc>" for words in ("Number", "Text"))
    raw = read(word(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), ".docx")
    assert "Number | Text" in text(raw)
    assert raw.left_out == ()


def test_a_property_that_is_switched_off_hides_nothing() -> None:
    raw = read(word(paragraph(run("We accept.", '<w:vanish w:val="0"/><w:strike w:val="false"/>'))), ".docx")
    assert text(raw) == "We accept."


def test_text_boxes_are_read_once_each() -> None:
    raw = of("text-boxes.docx")
    assert text(raw).endswith("BOXTEXT I welcome this report.\n\nPlain words.\n\nBOXWITHOUTFALLBACK words")
    assert text(raw).count("BOXTEXT") == 1


@pytest.mark.parametrize(
    "inside",
    [
        '<w:fldSimple w:instr="REF a">{}</w:fldSimple>',
        "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
        '<w:bdo w:val="ltr">{}</w:bdo>',
        "<w:smartTag>{}</w:smartTag>",
        '<w:ins w:author="A">{}</w:ins>',
        '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
        '<mc:AlternateContent><mc:Choice Requires="w16">{}</mc:Choice></mc:AlternateContent>',
        '<w:customXml w:element="a"><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:customXml>',
    ],
)
def test_words_are_read_wherever_they_stand(inside: str) -> None:
    raw = read(word(paragraph(run("We "), inside.format(run("accept ")), run("it."))), ".docx")
    assert re.sub(r"[\[\]]|\(#a\)", "", text(raw)) == "We accept it."
    assert [one.text for one in raw.source] == ["We accept it."]


def test_a_row_that_a_repeating_control_holds() -> None:
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    second = row.format(paragraph(run("1")), paragraph(run("Train officers.")))
    held = f"<w:sdt><w:sdtContent>{second}</w:sdtContent></w:sdt>"
    raw = read(word(f"<w:tbl>{row.format(paragraph(run('No.')), paragraph(run('Text')))}{held}</w:tbl>"), ".docx")
    assert "| 1 | Train officers. |" in text(raw)


def test_what_was_filled_into_a_form() -> None:
    body = paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Rejected"/>'
        '<w:listEntry w:val="Accepted"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN'
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body += paragraph(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('Click here to enter text.')}</w:sdtContent></w:sdt>",
        run("Signed"),
    )
    body += paragraph(
        '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr><w:sdtContent>'
        f"{run('☒')}</w:sdtContent></w:sdt>",
        run("Sent to the Home Office"),
    )
    raw = read(word(body), ".docx")
    assert text(raw) == "Accepted\n\nSigned\n\n☑ Sent to the Home Office"
    assert raw.left_out == (("Prompt of an empty field", "Click here to enter text."),)


def test_formulas_are_words() -> None:
    half = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    square = "<m:sSup><m:e><m:r><m:t>2025</m:t></m:r></m:e><m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup>"
    raw = read(word(paragraph(run("In "), f"<m:oMath>{half}</m:oMath>", f"<m:oMath>{square}</m:oMath>")), ".docx")
    assert text(raw) == "In 1/22025¹"


def test_headers_comments_and_diagrams_are_named() -> None:
    header = f"<w:hdr {NAMESPACES}>{paragraph(run('Norfolk OPCC'))}</w:hdr>"
    comments = f'<w:comments {NAMESPACES}><w:comment w:id="1">{paragraph(run("Check this"))}</w:comment></w:comments>'
    raw = read(word(paragraph(run("We accept.")), header=header, comments=comments), ".docx")
    assert text(raw) == "We accept."
    assert raw.left_out == (("Page header", "Norfolk OPCC"), ("Comment in the margin", "Check this"))


def with_part(raw: bytes, name: str, content: bytes, relation: str = "") -> bytes:
    """The document with one more part, to which a relationship of a kind leads."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w") as new:
        for one in old.namelist():
            data = old.read(one)
            if relation and one == "word/_rels/document.xml.rels":
                line = f'<Relationship Id="rMore" Type="{OFFICE}/{relation}" Target="/{name}"/></Relationships>'
                data = data.replace(b"</Relationships>", line.encode())
            new.writestr(one, data)
        new.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("word/chunk.html", "<p>It cost £5.</p>".encode(), ["We accept.", "It cost £5.", "Signed."]),
        ("word/chunk.txt", b"One line.\n\nAnother.", ["We accept.", "One line.", "Another.", "Signed."]),
        ("word/chunk.docx", word(paragraph(run("From Word."))), ["We accept.", "From Word.", "Signed."]),
        ("word/chunk.rtf", b"{\\rtf1 Nobody reads it.}", ["We accept.", "Signed."]),
    ],
)
def test_a_document_inside_the_document(name: str, content: bytes, words: list[str]) -> None:
    body = f'{paragraph(run("We accept."))}<w:altChunk r:id="rMore"/>{paragraph(run("Signed."))}'
    raw = read(with_part(word(body), name, content, "aFChunk"), ".docx")
    assert text(raw).split("\n\n") == words
    assert ("could not be read" in " ".join(raw.remarks)) == name.endswith("rtf")


def test_words_of_a_diagram_are_named() -> None:
    data = f"<d {NAMESPACES}><a:t>Plan</a:t><a:t>Act</a:t></d>".encode()
    raw = read(with_part(word(paragraph(run("We accept."))), "word/diagrams/data1.xml", data), ".docx")
    assert (text(raw), raw.left_out) == ("We accept.", (("In a diagram", "Plan Act"),))


def test_macros_are_named_and_not_run() -> None:
    raw = read(with_part(word(paragraph(run("We accept."))), "word/vbaProject.bin", b"Sub AutoOpen()"), ".docm")
    assert text(raw) == "We accept."
    assert "macros" in raw.remarks[0]


def test_the_main_part_is_found_by_its_relationship() -> None:
    assert text(of("word-online-document2.docx")).endswith("I welcome this report.")


def test_strict_documents_are_read() -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(word(paragraph(run("We accept. "), run("Not.", "<w:vanish/>"))))) as archive:
        for name in archive.namelist():
            parts[name] = re.sub(
                rb"http://schemas\.openxmlformats\.org/(officeDocument|wordprocessingml|drawingml)/2006",
                rb"http://purl.oclc.org/ooxml/\1",
                archive.read(name),
            )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    raw = read(made.getvalue(), ".docx")
    assert (text(raw), raw.left_out) == ("We accept.", (("Hidden", "Not."),))


# --- Word: numbers and signs -----------------------------------------------------------------------------------------


def test_numbers_go_on_after_an_interruption() -> None:
    assert [line for line in text(of("numbers-continued-list.docx")).splitlines() if line[:1].isdigit()] == [
        "1. By September the force should review its cells policy.",
        "2. By December the force should train custody sergeants.",
        "3. The force should record meals given.",
    ]


def test_a_list_begins_where_it_says() -> None:
    assert "4. The force should review its cells policy.\n5. The force should train" in text(
        of("numbers-start-at-4.docx")
    )


def test_a_label_is_part_of_the_text() -> None:
    assert "## Recommendation 2: The force should train custody sergeants." in text(
        of("numbers-recommendation-label.docx")
    )


NUMBERING = f"""<w:numbering {NAMESPACES}>
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride>
</w:num>
</w:numbering>"""


def test_levels_forms_and_restarts_of_numbers() -> None:
    def item(words: str, num: int, level: int) -> str:
        at = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
        return f"<w:p><w:pPr>{at}</w:pPr>{run(words)}</w:p>"

    body = "".join(
        [item("a", 1, 0), item("b", 1, 1), item("c", 1, 1), item("d", 1, 0), item("e", 1, 1), item("f", 2, 0)]
    )
    raw = read(word(body, numbering=NUMBERING), ".docx")
    assert [one.words for one in blocks_of(raw.html)] == [
        "Part I a",
        "1.1 b",
        "1.2 c",
        "Part II d",
        "2.1 e",
        "Part IX f",
    ]
    assert [written(4, form) for form in ("lowerRoman", "upperLetter", "decimalZero", "ordinal")] == [
        "iv",
        "D",
        "04",
        "4th",
    ]


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        (run("41 in 2025") + run("1", '<w:vertAlign w:val="superscript"/>'), "41 in 2025¹"),
        (run("41 in 2025") + run("12", '<w:position w:val="6"/>'), "41 in 2025¹²"),
        (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO₂"),
        (run("26") + run("th", '<w:vertAlign w:val="superscript"/>'), "26th"),
        (run("£1,250") + run("*", '<w:vertAlign w:val="superscript"/>'), "£1,250*"),
        (run("ü", '<w:rFonts w:ascii="Wingdings"/>') + run(" sent"), "✓ sent"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + run(" sent"), "✓ sent"),
        ('<w:r><w:sym w:font="Nobody Knows" w:char="F0FC"/></w:r>' + run(" sent"), "� sent"),
        ('<w:r><w:sym w:font="Nobody Knows" w:char="F012"/></w:r>' + run(" sent"), "� sent"),
        (
            run("end") + "<w:r><w:noBreakHyphen/></w:r>" + run("to") + "<w:r><w:softHyphen/></w:r>" + run("day"),
            "end-today",
        ),
    ],
)
def test_signs_are_as_a_reader_sees_them(runs: str, words: str) -> None:
    assert text(read(word(paragraph(runs)), ".docx")).replace("\\*", "*") == words


def test_raised_words_and_names_of_fonts() -> None:
    assert (raised("1, 2"), raised("[3]"), raised("Q")) == ("¹, ²", "[3]", "^(Q)")
    assert (symbol_font("ABCDEF+ZapfDingbats"), symbol_font("SegoeUISymbol")) == ("Zapfdingbats", "")


# --- web pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cp1252-no-charset.html", "utf8-labelled-1252.html"])
def test_characters_are_as_a_browser_shows_them(name: str) -> None:
    assert text(of(name)).endswith("The commissioner’s “view” – it cost £1,250.")


def test_latin_1_is_what_browsers_take_it_for() -> None:
    assert "’" in text(of("latin1-label-cp1252-quotes.html"))


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="iso-8859-2">', "iso8859-2"),
        ('<meta http-equiv="content-type" content="text/html; charset=latin1">', "cp1252"),
        ('<meta charset="macintosh">', "mac-roman"),
        ('<meta charset="utf-16">', "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_the_label_of_a_page_decides(head: str, encoding: str) -> None:
    made = f"<html><head>{head}<title>x</title></head><body><p>Café on £5 is § 55</p></body></html>".replace(
        "£", "" if encoding == "iso8859-2" else "£"
    )
    assert "Café" in text(read(made.encode(encoding), ".html"))
    assert "§ 55" in text(read(made.encode(encoding), ".html"))


def test_hidden_parts_of_a_page_are_named() -> None:
    raw = of("display-none.html")
    assert "DETAILSTEXT" in text(raw)
    assert [one.text.split()[0] for one in raw.left_out] == ["TEMPLATETEXT", "NOSCRIPTTEXT", "HIDDENDIV", "Chief"]
    assert not re.search("HIDDENDIV|ACCORDIONTEXT|TEMPLATETEXT|NOSCRIPTTEXT", text(raw))


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<p>Seen</p><p class="no">Not</p>', "<style>@media screen { p.no { display : none } }</style>"),
        ('<p>Seen</p><p style="visibility:hidden">Not</p>', ""),
        ('<p>Seen</p><p style="color:#FFF">Not</p>', ""),
        ('<p>Seen</p><p style="font-size:0px">Not</p>', ""),
        ("<p>Seen <del>Not</del></p>", ""),
        ('<p>Seen</p><p style="position:absolute; left:-9999px">Not</p>', ""),
        ('<p>Seen</p><p class="x">Not</p>', "<style>.x { clip: rect(0, 0, 0, 0); overflow: hidden }</style>"),
        ('<p>Seen</p><div style="height:0; overflow:hidden">Not</div>', ""),
        ('<p>Seen</p><span class="sr-only">Not</span>', '<link rel="stylesheet" href="bootstrap.css">'),
        ('<p>Seen</p><p><font color="#FEFEFE">Not</font></p>', ""),
        ("<p>Seen</p><p hidden>Not</p>", ""),
    ],
)
def test_ways_to_hide_on_a_page(body: str, head: str) -> None:
    raw = page(body, head)
    assert text(raw) == "Seen"
    assert [one.text for one in raw.left_out] == ["Not"]


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<p class="no">Seen</p>', "<style>@media print { .no { display: none } }</style>"),
        ('<div style="background:#036"><p style="color:white">Seen</p></div>', ""),
        ('<p class="a">Seen</p>', "<style>.a:hover { display: none } .a { display: block }</style>"),
        ('<p style="color:white">Seen</p>', '<link rel="stylesheet" href="site.css">'),
    ],
)
def test_what_only_seems_hidden_is_kept(body: str, head: str) -> None:
    assert text(page(body, head)) == "Seen"


@pytest.mark.parametrize(
    ("paragraph", "is_left_out"),
    [
        ("<p><a href=/a.pdf>Download this page as a PDF (212 KB)</a></p>", True),
        ("<p> <a href=/>Back to all responses</a> </p>", True),
        ("<p><a href=/a>Yn ôl i’r ymatebion</a></p>", True),
        ("<p><a href=/a.pdf>Download the report that the inspectorate published</a></p>", False),
        ("<p>Print this page and give it to <a href=/a>our office</a>.</p>", False),
        ("<p>Back to the matter of calls: they are answered.</p>", False),
        ("<p><a href=/a>Return to the streets of our officers who were in offices, which I asked for in May, and which"
         " the Chief Constable has begun</a></p>", False),
    ],
)  # fmt: skip
def test_a_link_that_does_something_with_the_page_is_no_part_of_its_text(paragraph: str, *, is_left_out: bool) -> None:
    made = read(f"<main><h1>Invented</h1><p>{'Words. ' * 40}</p>{paragraph}</main>".encode(), ".html")
    assert [one.reason for one in made.left_out] == (["Belongs to the website"] if is_left_out else [])
    assert ("<a" in made.html) is ("<a" in paragraph and not is_left_out)


def test_a_page_inside_one_form_and_what_was_filled_in() -> None:
    raw = page(
        '<form id="aspnetForm"><h1>Response</h1><p>In 2025<sup>1</sup> we said <q>yes</q>.</p>'
        '<p><input type="checkbox" checked> Sent <input type=checkbox> Copied</p>'
        '<p>Day <input value="1 May 2026"></p><p><select><option>No<option selected>Yes</select></p></form>'
    )
    assert text(raw).split("\n\n") == [
        "# Response",
        "In 2025¹ we said “yes”.",
        "☑ Sent ☐ Copied",
        "Day 1 May 2026",
        "Yes",
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<p>41 in 2025<sup><a id="r1" href="#n1">1</a></sup></p>', "41 in 2025[¹](#n1)"),
        ("<p>41 in 2025<sup>1, 2 and 3</sup></p>", "41 in 2025¹, ² ᵃⁿᵈ ³"),
        ("<p>41 in 2025<sup>see the notes below</sup></p>", "41 in 2025 see the notes below"),
        ("<p>H<sub>2</sub>O on the 1<sup>st</sup></p>", "H₂O on the 1st"),
    ],
)
def test_raised_figures_of_a_page(body: str, words: str) -> None:
    assert text(page(body)) == words


@pytest.mark.parametrize(
    "struck",
    [
        "<s>{}</s>",
        '<span style="text-decoration: line-through;">{}</span>',
        '<span style="text-decoration-line:underline line-through">{}</span>',
        '<style>.gone {{ text-decoration: red line-through }}</style><span class="gone">{}</span>',
    ],
)
def test_words_that_a_page_strikes_through_are_left_out(struck: str) -> None:
    raw = page(f"<p>I accept {struck.format('none of')} this.</p>")
    assert (text(raw), raw.left_out) == ("I accept this.", (LeftOut("Struck through", "none of"),))


# --- cells that span ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["merged-cells.html", "merged-cells-recommendations.docx"])
def test_merged_cells_stand_in_each_of_their_rows(name: str) -> None:
    rows = [line for line in text(of(name)).splitlines() if line.startswith("| 1") or line.startswith("| 2")]
    assert rows == [
        "| 1 | The force should review its cells policy. | Accepted. A review has begun. |",
        "| 1 | The force should review its cells policy. | The review ends in June. |",
        "| 2 | The force should train staff. | Accepted. Training starts in May. |",
    ]


def test_spans_that_mean_harm_end() -> None:
    raw = page('<table><tr><td rowspan="65534" colspan="99999">a<td>b<tr><td>c<tr><td colspan="x">d</table>')
    assert all(word in text(raw) for word in "abcd")
