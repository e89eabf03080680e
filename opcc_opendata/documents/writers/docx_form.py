"""A form as a Word document: each field is a content control, and what is there to read is locked.

A control's tag is `opcc:NUMBER:FIELD`: the number of its place in what the document carries, and the last key of that
place. The recommendations are a repeating section, of which Word copies the last item with its tags when somebody adds
one. The controls are those of ECMA-376, part 1, 17.5.2, and of [MS-DOCX] 2.5 (w14:checkbox, w15:repeatingSection).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape, quoteattr

from opcc_opendata.documents import markdown
from opcc_opendata.documents.bindings import EMPTY_BOX, TICKED
from opcc_opendata.documents.embedded_record import NAMESPACE
from opcc_opendata.documents.form import FieldKind, FormField, Group, WordForm
from opcc_opendata.documents.model import Paper, ShortText
from opcc_opendata.documents.writers.docx import REGIONS, Writing
from opcc_opendata.documents.writers.docx_package import finished
from opcc_opendata.documents.writers.docx_styles import blank

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["CHECKED", "NAMESPACE", "TAG", "UNCHECKED", "written"]

TAG: Final = re.compile(r"opcc:([0-9]{1,6}):[a-z_]+")
CHECKED: Final = "☒"
UNCHECKED: Final = EMPTY_BOX
_TICKED: Final = ("true", TICKED, CHECKED)

_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
_WIDTHS: Final = (2_600, 6_470)
"""Of the labels and the fields, in twentieths of a point."""
_LABEL_FILL: Final = "F0F2F5"
_FIELD_FILL: Final = "FFFFFF"
_GREY: Final = "5A5A5A"
_LINES: Final = "9AA3AE"
_HEAD_FILL: Final = "1F3A5F"
_TALL: Final = 1_300
"""The least height of a field for a long text, in twentieths of a point."""
_GUIDE: Final = (
    "Fill in the white boxes. What is grey is there to read, and is locked. When you have finished, save the file as a "
    "Word document (.docx) and send it back: each box goes where it belongs."
)
_ADD: Final = (
    "Is a recommendation missing? Fill in the box below. In Word, click in it and press + at its lower right corner "
    "for one more."
)


def written(form: WordForm) -> bytes:
    """Write a form as DOCX. The same form gives the same bytes."""
    document = blank()
    paper = Paper(form.title, "", "en", ShortText(form.title, "en"), (), carried=form.block)
    _Writing(document, paper, form).write()
    return finished(document, paper, REGIONS["en"])


class _Writing:
    def __init__(self, document: Document, paper: Paper, form: WordForm) -> None:
        self._document = document
        self._form = form
        self._numbers = {field.at: number for number, field in enumerate(form.fields)}
        self._blocks = Writing(document, Paper(paper.title, "", "en", paper.heading, ()))
        self._body = document.element.body

    def write(self) -> None:
        """Write everything, in order."""
        self._locked_line(self._form.mark)
        self._document.add_heading(self._form.title, 1)
        self._add(self._table(None, [self._fact(label, words) for label, words in self._form.facts]))
        self._paragraph(_GUIDE, before=160)
        for heading, group in self._form.comments:
            self._document.add_heading(heading, 2)
            self._add(self._group(group))
        self._document.add_heading("Recommendations", 2)
        self._answers()
        self._document.add_heading("Anything else", 2)
        self._add(self._table(None, [self._row(self._form.anything_else)]))
        self._paragraph("", before=0)

    def _answers(self) -> None:
        *known, new = self._form.answers
        for group in known:
            self._add(self._group(group))
            self._paragraph("", before=60)
        if not known:
            self._paragraph("The office has listed none yet.", before=0)
        self._paragraph(_ADD, before=60)
        item = _element("<w:sdt><w:sdtPr><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent/></w:sdt>")
        item[-1].append(self._group(new))
        item[-1].append(_plain_paragraph("", 60))
        section = _element(
            '<w:sdt><w:sdtPr><w:alias w:val="Recommendations that are missing above"/><w:tag w:val="opcc:more"/>'
            '<w15:repeatingSection><w15:sectionTitle w15:val="Recommendation"/></w15:repeatingSection></w:sdtPr>'
            "<w:sdtContent/></w:sdt>"
        )
        section[-1].append(item)
        self._add(section)

    def _add(self, element: Any) -> None:
        self._body.insert(len(self._body) - 1, element)  # the last describes the pages

    def _locked_line(self, words: str) -> None:
        run = f'<w:r><w:rPr><w:color w:val="{_GREY}"/><w:sz w:val="17"/></w:rPr>{_text(words)}</w:r>'
        self._add(
            _element(
                '<w:sdt><w:sdtPr><w:alias w:val="Form"/><w:tag w:val="opcc:form"/><w:lock w:val="sdtContentLocked"/>'
                f"</w:sdtPr><w:sdtContent><w:p>{run}</w:p></w:sdtContent></w:sdt>"
            )
        )

    def _paragraph(self, words: str, before: int) -> None:
        self._add(_plain_paragraph(words, before))

    def _group(self, group: Group) -> Any:
        head, *facts = group.facts or (None,)
        rows = [self._fact(label, words) for label, words in facts if label]
        rows += [self._row(field) for field in group.fields]
        return self._table(head, rows)

    def _table(self, head: tuple[str, str] | None, rows: list[Any]) -> Any:
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINES}"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
        table = _element(
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="70" w:type="dxa"/><w:left w:w="110" w:type="dxa"/>'
            '<w:bottom w:w="70" w:type="dxa"/><w:right w:w="110" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid></w:tbl>"
        )
        if head is not None:
            table.append(_head_row(" ".join(head)))
        table.extend(rows)
        return table

    def _fact(self, label: str, words: str) -> Any:
        """Make a row that is there to read. Its control is locked, and has no tag of a field."""
        row = _row(label, _LABEL_FILL)
        cell = row[-1]
        control = _element(
            f'<w:sdt><w:sdtPr><w:alias w:val={quoteattr(label)}/><w:lock w:val="sdtContentLocked"/></w:sdtPr>'
            "<w:sdtContent/></w:sdt>"
        )
        control[-1].extend(self._prose(words))
        cell.append(control)
        cell.append(_end_of_cell())
        return row

    def _row(self, field: FormField) -> Any:
        row = _row(field.label, _FIELD_FILL, tall=field.kind is FieldKind.PROSE)
        cell = row[-1]
        if field.kind is FieldKind.PROSE:
            cell.append(self._control(field))
            cell.append(_end_of_cell())
        else:
            paragraph = _element('<w:p><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:p>')
            paragraph.append(self._control(field))
            cell.append(paragraph)
        return row

    def _control(self, field: FormField) -> Any:
        number = self._numbers[field.at]
        is_empty = not field.value and field.kind is not FieldKind.TICK
        control = _element(
            f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(field.label[:64])}/>"
            f'<w:tag w:val="opcc:{number}:{field.at[-1]}"/><w:id w:val="{100_000 + number}"/>'
            f'<w:lock w:val="sdtLocked"/>{"<w:showingPlcHdr/>" if is_empty else ""}{_kind(field)}</w:sdtPr>'
            "<w:sdtContent/></w:sdt>"
        )
        content = control[-1]
        if field.kind is FieldKind.PROSE and not is_empty:
            content.extend(self._prose(field.value))
            return control
        words = field.value
        if field.kind is FieldKind.TICK:
            words = CHECKED if field.value in _TICKED else UNCHECKED
        elif is_empty:
            words = field.prompt
        looks = f'<w:rPr><w:color w:val="{_GREY}"/></w:rPr>' if is_empty else ""
        run = f"<w:r>{looks}{_text(words)}</w:r>"
        content.append(_element(f"<w:p>{_TIGHT}{run}</w:p>" if field.kind is FieldKind.PROSE else run))
        return control

    def _prose(self, words: str) -> list[Any]:
        """Write a text of the record as paragraphs, lists and tables."""
        count = len(self._body)
        self._blocks.blocks(self._document, markdown.blocks(words, 3))
        made = list(self._body)[count - 1 : -1]
        for one in made:
            self._body.remove(one)
        return made or [_element("<w:p/>")]


_TIGHT: Final = '<w:pPr><w:spacing w:before="0" w:after="60"/></w:pPr>'


def _kind(field: FormField) -> str:
    match field.kind:
        case FieldKind.LINE:
            return "<w:text/>"
        case FieldKind.DATE:
            return (
                f'<w:date{_full_date(field.value)}><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="en-GB"/>'
                '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
            )
        case FieldKind.CHOICE:
            items = "".join(
                f"<w:listItem w:displayText={quoteattr(one)} w:value={quoteattr(one)}/>" for one in field.choices
            )
            return f"<w:dropDownList>{items}</w:dropDownList>"
        case FieldKind.TICK:
            return (
                f'<w14:checkbox><w14:checked w14:val="{int(field.value in _TICKED)}"/>'
                '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
                '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
            )
        case FieldKind.PROSE:
            return "<w:richText/>"


def _full_date(words: str) -> str:
    try:
        day = datetime.strptime(words, "%d %B %Y").date()  # noqa: DTZ007 (a day has no time zone)
    except ValueError:
        return ""
    return f' w:fullDate="{day.isoformat()}T00:00:00Z"'


def _row(label: str, fill: str, *, tall: bool = False) -> Any:
    height = f'<w:trHeight w:val="{_TALL}" w:hRule="atLeast"/>' if tall else ""
    return _element(
        f"<w:tr><w:trPr>{'' if tall else '<w:cantSplit/>'}{height}</w:trPr>"
        f"{_cell(_WIDTHS[0], _LABEL_FILL)}"
        f'<w:p>{_TIGHT}<w:r><w:rPr><w:b/><w:sz w:val="21"/></w:rPr>{_text(label)}</w:r></w:p>'
        f"</w:tc>{_cell(_WIDTHS[1], fill)}</w:tc></w:tr>"
    )


def _head_row(words: str) -> Any:
    looks = '<w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr>'
    return _element(
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_cell(sum(_WIDTHS), _HEAD_FILL, span=2)}"
        f'<w:p><w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0"/></w:pPr>'
        f"<w:r>{looks}{_text(words)}</w:r></w:p></w:tc></w:tr>"
    )


def _cell(width: int, fill: str, *, span: int = 1) -> str:
    over = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr>'
    )


def _end_of_cell() -> Any:
    """Make the paragraph with which a cell must end where a control of several paragraphs stands in it."""
    return _element(
        '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/>'
        '<w:rPr><w:sz w:val="8"/></w:rPr></w:pPr></w:p>'
    )


def _plain_paragraph(words: str, before: int) -> Any:
    run = f"<w:r>{_text(words)}</w:r>" if words else ""
    return _element(f'<w:p><w:pPr><w:spacing w:before="{before}" w:after="120"/></w:pPr>{run}</w:p>')


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'


def _element(xml: str) -> Any:
    from docx.oxml import parse_xml

    name, rest = re.match(r"<([\w:]+)(.*)", xml, re.DOTALL).groups()  # type: ignore[union-attr]
    return parse_xml(f"<{name} {_NAMESPACES}{rest}")
