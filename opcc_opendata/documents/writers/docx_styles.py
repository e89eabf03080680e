"""How a Word document looks, and the parts of its format for which python-docx has no words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_FONT: Final = "Arial"
_SIZES: Final = {"Normal": 12, "Heading 1": 20, "Heading 2": 16, "Heading 3": 14, "Heading 4": 12}
_HEADINGS: Final = range(1, 7)
_STEP: Final = 360
"""How far one list stands inside another, in twentieths of a point."""
_DEEPEST: Final = 8
_BULLETS: Final = "•–"
UNLINKED: Final = "Link without address"
"""A character style for the words of a link that leads nowhere."""


def blank() -> Document:
    """Make an empty document on A4 paper, in a plain typeface of 12 points, with page numbers."""
    import docx
    from docx.shared import Cm, Pt, RGBColor

    document = docx.Document()
    _drop_picture(document)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    for name, size in _SIZES.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        _all_scripts(style, _FONT)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size), Pt(6)
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(8), 1.25
    _page_number(page.footer.paragraphs[0])
    return document


def _drop_picture(document: Document) -> None:
    """Take out the small picture of some other document that python-docx begins with."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    package: Any = document.part.package
    for name in [name for name, one in package.rels.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del package.rels[name]


def _all_scripts(style: Any, font: str) -> None:
    from docx.oxml.ns import qn

    fonts = style.element.rPr.rFonts
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), font)


def _page_number(paragraph: Paragraph) -> None:
    field = _made("fldSimple", instr="PAGE")
    run = _made("r")
    text = _made("t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _made(kind: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{kind}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


class Styles:
    """The styles of a document, and what is done with them. A style that an office's own template lacks is made."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._numberings: dict[str, int] = {}
        self._unlinked_id = ""
        taken = document.element.xpath("//w:bookmarkStart/@w:id")  # an office's template may have bookmarks of its own
        self._free = max(map(int, taken), default=-1) + 1

    def give(self, paragraph: Paragraph, style: str | None) -> None:
        """Give a paragraph its style."""
        if style is not None:
            paragraph.style = self._style(style)

    def _style(self, name: str) -> ParagraphStyle:
        from docx.enum.style import WD_STYLE_TYPE

        styles = self._document.styles
        if name not in styles:
            made: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            made.base_style = styles["Normal"]
            made.font.bold = name.startswith("Heading")
            made.font.italic = name == "Quote"
            if name.startswith("Heading"):
                made.element.get_or_add_pPr().append(_made("outlineLvl", val=str(int(name[-1]) - 1)))
        found: Any = styles[name]
        return found  # type: ignore[no-any-return]

    def indent(self, paragraph: Paragraph, level: int) -> None:
        """Set a paragraph in by the lists round it."""
        from docx.shared import Twips

        paragraph.paragraph_format.left_indent = Twips(_STEP * level)

    def number(self, paragraph: Paragraph, numbering: int, level: int) -> None:
        """Make a paragraph an item of a list."""
        from docx.shared import Pt

        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = min(level, _DEEPEST)
        properties.get_or_add_numId().val = numbering
        paragraph.paragraph_format.space_after = Pt(4)

    def numbering(self, start: int | None, level: int) -> int:
        """Make the numbering of one list, so that each begins anew. Gives its number."""
        root = self._numbering_root()
        abstract = self._abstract(root, "bullet" if start is None else "decimal")
        number: Any = root.add_num(abstract)
        if start is not None:
            number.add_lvlOverride(min(level, _DEEPEST)).add_startOverride(start)
        return int(number.numId)

    def _numbering_root(self) -> Any:
        from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls
        from docx.parts.numbering import NumberingPart

        part: Any = self._document.part
        try:
            return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        except KeyError:  # a template in which there never was a list
            element: Any = parse_xml(f"<w:numbering {nsdecls('w')}/>")
            name = PackURI("/word/numbering.xml")
            made = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, element, part.package)
            part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
            return made.element

    def _abstract(self, root: Any, form: str) -> int:
        """Make the form of a kind of list, once: its signs and how far each level is set in."""
        if form not in self._numberings:
            from docx.oxml.ns import qn

            taken = [int(one.get(qn("w:abstractNumId"))) for one in root.findall(qn("w:abstractNum"))]
            self._numberings[form] = max(taken, default=-1) + 1
            element = _made("abstractNum", abstractNumId=str(self._numberings[form]))
            element.append(_made("multiLevelType", val="hybridMultilevel"))
            element.extend(_level(level, form) for level in range(_DEEPEST + 1))
            root.insert(len(taken), element)  # the format wants all of them before the lists themselves
        return self._numberings[form]

    def table(self, table: Table, widths: list[int]) -> None:
        """Draw a table's lines, and say on every page what its columns are."""
        from docx.oxml.ns import qn
        from docx.shared import Twips

        table.autofit = False
        borders = _made("tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(_made(side, val="single", sz="4", space="0", color="767676"))
        table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)  # the format has an order of its own
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Twips(width)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Twips(width)
        table.rows[0]._tr.get_or_add_trPr().append(_made("tblHeader"))

    def code(self, run: Run) -> None:
        """Show that a machine would write it so."""
        run.font.name = "Courier New"

    def speak(self, run: Run, language: str) -> None:
        """Say in which language a run is."""
        properties = run._r.get_or_add_rPr()
        properties.append(_made("lang", val=language))

    def underline(self, paragraph: Paragraph) -> None:
        """Draw a line across the page under a paragraph."""
        borders = _made("pBdr")
        borders.append(_made("bottom", val="single", sz="6", space="1", color="767676"))
        paragraph._p.get_or_add_pPr().append(borders)

    def link(self, paragraph: Paragraph, runs: list[Any], address: str) -> None:
        """Make the last runs of a paragraph a link."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn

        if not address:
            for run in (run for run in paragraph.runs if run._r in runs):
                run._r.style = self._unlinked()
            return
        link = _made("hyperlink")
        if address.startswith("#"):
            link.set(qn("w:anchor"), address[1:])
        else:
            link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        for run in (run for run in paragraph.runs if run._r in runs):
            run.underline = True
        link.extend(runs)
        paragraph._p.append(link)

    def _unlinked(self) -> str:
        """Give the identity of the style of what was a link, made where it is missing. To look for it takes long."""
        from docx.enum.style import WD_STYLE_TYPE

        if not self._unlinked_id:
            styles = self._document.styles
            style: Any = styles[UNLINKED] if UNLINKED in styles else styles.add_style(UNLINKED, WD_STYLE_TYPE.CHARACTER)
            self._unlinked_id = style.style_id
        return self._unlinked_id

    def bookmark(self, paragraph: Paragraph, number: int, name: str) -> None:
        """Begin a bookmark after what a paragraph has so far."""
        paragraph._p.append(_made("bookmarkStart", id=str(self._free + number), name=name))

    def bookmark_end(self, paragraph: Paragraph, number: int) -> None:
        """End a bookmark after what a paragraph has so far."""
        paragraph._p.append(_made("bookmarkEnd", id=str(self._free + number)))


def _level(level: int, form: str) -> Any:
    element = _made("lvl", ilvl=str(level))
    element.append(_made("start", val="1"))
    element.append(_made("numFmt", val=form))
    element.append(_made("lvlText", val=_BULLETS[level % 2] if form == "bullet" else f"%{level + 1}."))
    element.append(_made("lvlJc", val="left"))
    properties = _made("pPr")
    properties.append(_made("ind", left=str(_STEP * (level + 1)), hanging=str(_STEP)))
    element.append(properties)
    return element
