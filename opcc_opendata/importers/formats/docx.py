"""Word documents. Page headers and footers stay out, tracked changes count as accepted, footnotes go to their text."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.formats.docx_places import carried_in, with_places
from opcc_opendata.importers.formats.raw import Raw
from opcc_opendata.importers.unreadable import Unreadable
from opcc_opendata.zip_limits import EncryptedZipError, ZipLimitError, open_zip

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_DOCUMENT: Final = "word/document.xml"
_STYLES: Final = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Subtitle'] => h2:fresh",
        "p[style-name='Quote'] => blockquote > p:fresh",
        "p[style-name='Intense Quote'] => blockquote > p:fresh",
    )
)
_MOST_BYTES: Final = 300_000_000
_MOST_TEXT: Final = 30_000_000
"""Bytes, unpacked: of all that is in a document, and of its words."""

_FURNITURE: Final = re.compile(r"word/(?:header|footer)\d*\.xml$")


def read(raw: bytes, _suffix: str) -> Raw:
    """Read a Word document."""
    import mammoth  # type: ignore[import-untyped]
    from bs4 import BeautifulSoup

    packed = opened(raw, _DOCUMENT)
    try:
        document = packed.read(_DOCUMENT)
        left_out = tuple(_words_of(packed, name) for name in packed.namelist() if _FURNITURE.match(name))
        carried = carried_in(packed)
        made = mammoth.convert_to_html(
            io.BytesIO(with_places(packed) if carried else raw),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _image: {}),
        )
    except Exception as error:  # a damaged part of a file makes the libraries fail in many ways
        raise Unreadable(f"The Word document is damaged ({type(error).__name__}). Save it again in Word.") from error
    soup = BeautifulSoup(made.value, "lxml")
    pictures = len(soup.find_all("img"))
    _write_boxes(soup)
    _place_notes(soup)
    if not soup.get_text(strip=True):
        raise Unreadable("The document holds no text. If it holds a scan, have its text recognised first (OCR).")
    return Raw(
        str(soup),
        tuple(text for text in left_out if text),
        tuple(_remarks(document, packed, pictures)),
        carried=carried,
    )


def opened(raw: bytes, needed: str) -> zipfile.ZipFile:
    """Open a packed document, in which one file is needed. Raises Unreadable."""
    try:
        packed = open_zip(raw, _MOST_BYTES)
    except EncryptedZipError as error:
        raise Unreadable("The document is protected by a password. Save a copy without it, and import that.") from error
    except ZipLimitError as error:
        raise Unreadable(f"The document can't be opened. {error} Save it again.") from error
    texts = sum(one.file_size for one in packed.infolist() if one.filename.endswith((".xml", ".rels")))
    if texts > _MOST_TEXT:
        raise Unreadable("The document is far larger unpacked than a response can be, and was not opened.")
    if needed not in packed.namelist():
        raise Unreadable(f"This is not a document of the kind that its name says: it holds no {needed}.")
    return packed


def _words_of(packed: zipfile.ZipFile, name: str) -> str:
    from bs4 import BeautifulSoup

    texts = BeautifulSoup(packed.read(name), "lxml-xml").find_all("t")
    return " ".join(" ".join(text.get_text() for text in texts).split())


def _write_boxes(soup: BeautifulSoup) -> None:
    for box in soup.find_all("input"):
        box.replace_with("☑ " if box.has_attr("checked") else "☐ ")


def _place_notes(soup: BeautifulSoup) -> None:
    """Put each footnote after the paragraph that refers to it, so that it goes with it into the record."""
    for note in soup.find_all("li", id=re.compile(r"^(?:foot|end)note-\d")):
        refers: Any = soup.find("a", href=f"#{note['id']}")
        for back in note.find_all("a", href=re.compile(r"^#(?:foot|end)note-ref-")):
            back.decompose()
        if refers is None:
            continue
        number = refers.get_text()
        around = refers.find_parent(["p", "li", "table", "h1", "h2", "h3", "h4", "h5", "h6"]) or refers
        around = around.find_parent(["table", "ul", "ol"]) or around
        refers.replace_with(number)
        paragraph = soup.new_tag("p")
        paragraph.string = f"{number} {' '.join(note.get_text(' ').split())}"
        around.insert_after(paragraph)
        note.decompose()


def _remarks(document: bytes, packed: zipfile.ZipFile, pictures: int) -> list[str]:
    remarks = []
    if b"<w:del " in document or b"<w:ins " in document:
        remarks.append("The document has tracked changes. The draft has its text as if all of them were accepted.")
    if "word/comments.xml" in packed.namelist():
        remarks.append("The document has comments in its margin. They are not in the draft.")
    if pictures:
        remarks.append(f"The document has pictures ({pictures}). They are not in the draft.")
    return remarks
