"""A Word document as a file: what it says of itself, what it carries, and the same bytes each time."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from opcc_opendata.documents.embedded_record import NAMESPACE
from opcc_opendata.documents.model import Paper

if TYPE_CHECKING:
    from docx.document import Document

_CUSTOM: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_LONGEST_PROPERTY: Final = 255
"""Characters. Word refuses more (ECMA-376, part 2, has no limit, but its programs share this one)."""

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name. The document says nothing of when it was written."""


def finished(document: Document, paper: Paper, language: str) -> bytes:
    """Describe a document in its properties, put in what it carries, and give the file's bytes."""
    properties = document.core_properties
    properties.title, properties.author = _property(paper.title), _property(paper.author)
    properties.language = language
    properties.comments = properties.keywords = properties.subject = properties.last_modified_by = ""
    for moment in [one for one in properties._element if one.tag.endswith(("}created", "}modified"))]:
        properties._element.remove(moment)
    _speak(document, language)
    if paper.carried:
        _carry(document, paper.carried)
    made = io.BytesIO()
    document.save(made)
    return _timeless(made.getvalue())


def _property(text: str) -> str:
    """Cut a text to what a property of a Word file can hold. The document itself prints the whole of it."""
    return text if len(text) <= _LONGEST_PROPERTY else f"{text[: _LONGEST_PROPERTY - 1]}…"


def _speak(document: Document, language: str) -> None:
    """Say in which language everything is that says nothing else."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    defaults: Any = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    places = [one for one in (defaults, document.styles["Normal"].element.get_or_add_rPr()) if one is not None]
    for place in places:
        for old in place.findall(qn("w:lang")):
            place.remove(old)
        said = OxmlElement("w:lang")
        said.set(qn("w:val"), language)
        place.append(said)


def _carry(document: Document, carried: dict[str, Any]) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<carried xmlns="{NAMESPACE}">{escape(json.dumps(carried))}</carried>'
    )
    package: Any = document.part.package
    names = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, len(names) + 2) if f"/customXml/item{n}.xml" not in names)
    part = Part(PackURI(f"/customXml/item{number}.xml"), "application/xml", text.encode(), package)
    document.part.relate_to(part, _CUSTOM)


def _timeless(raw: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()
