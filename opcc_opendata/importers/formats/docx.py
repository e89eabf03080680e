"""Word documents. Page headers and footers stay out, tracked changes count as accepted, footnotes go to their text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.formats.characters import NO_SIGN, decode
from opcc_opendata.importers.formats.docx_form import is_form, mark_fields
from opcc_opendata.importers.formats.docx_numbers import ListLabel, Numbers
from opcc_opendata.importers.formats.docx_package import Package, R, W
from opcc_opendata.importers.formats.docx_places import carried_in, mark_places
from opcc_opendata.importers.formats.docx_seen import SeenText, runs_of, text_run, words_of
from opcc_opendata.importers.formats.raw import DocumentError, LeftOut, Raw, Run

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_STYLES: Final = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Subtitle'] => h2:fresh",
        "p[style-name='Quote'] => blockquote > p:fresh",
        "p[style-name='Intense Quote'] => blockquote > p:fresh",
    )
)
_NUMBER: Final = re.compile("\ue00e(\\d+)\ue00f")
_DRAWN: Final = re.compile(r"(?:diagrams/data|charts/chart)\d*\.xml$")
_NOTES: Final = ("footnotes", "endnotes")


def read(raw: bytes, _suffix: str) -> Raw:
    """Read a Word document."""
    import mammoth  # type: ignore[import-untyped]
    from bs4 import BeautifulSoup

    package = Package(raw)
    try:
        remarks = list(_remarks(package))
        seen = SeenText(package)
        main = package.tree(package.main)
        carried = carried_in(package)
        _put_in_chunks(package, main, remarks)
        if carried and is_form(carried):
            carried = mark_fields(main, carried)
        seen.go_over(main)
        source = list(runs_of(main))
        for kind in _NOTES:
            source += _note_runs(package, kind, seen)
        left_out = [*seen.left_out, *_around(package)]
        if carried:
            mark_places(main, carried)
        _write_numbers(main, Numbers(package))
        _shorten_styles(package)
        made = mammoth.convert_to_html(
            io.BytesIO(package.written()),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _image: {}),
        )
    except DocumentError:
        raise
    except Exception as error:  # a damaged part of a file makes the libraries fail in many ways
        raise DocumentError(f"The Word document is damaged ({type(error).__name__}). Save it again in Word.") from error
    soup = BeautifulSoup(made.value, "lxml")
    pictures = len(soup.find_all("img"))
    _write_boxes(soup)
    _place_notes(soup)
    _begin_lists(soup)
    if carried:
        _unwrap_lists(soup)
        _unwrap_heads(soup)
    if not soup.get_text(strip=True):
        raise DocumentError("The document holds no text. If it holds a scan, have its text recognised first (OCR).")
    if pictures:
        remarks.append(f"The document has pictures ({pictures}). They are not in the draft.")
    return Raw(str(soup), tuple(left_out), tuple(remarks), carried=carried, source=tuple(source))


def _unwrap_lists(soup: BeautifulSoup) -> None:
    """Take a list out of one that has nothing else: the converter makes both of a list of the second level.

    So it is where a paragraph stands between the list and the item that it belongs to.
    """
    for outer in soup.find_all(["ul", "ol"]):
        items = outer.find_all(True, recursive=False)
        inner = items[0].find_all(True, recursive=False) if len(items) == 1 else []
        if len(inner) == 1 and inner[0].name in ("ul", "ol") and outer.get_text() == inner[0].get_text():
            outer.replace_with(inner[0].extract())


def _unwrap_heads(soup: BeautifulSoup) -> None:
    """Take the bold from the heads of tables: the document made them so, and no text says it."""
    for bold in soup.select("th strong"):
        bold.unwrap()


def _note_runs(package: Package, kind: str, seen: SeenText) -> Iterator[Run]:
    """Go over the notes of a kind, and give their runs. Lines that part notes from the text are no notes."""
    for name in package.related(kind):
        tree = package.tree(name)
        if tree is None:
            continue
        seen.go_over(tree)
        for note in tree:
            if note.get(f"{W}type", "normal") == "normal":
                yield from runs_of(note, f"{kind[:-1]} {note.get(f'{W}id', '')}, ")


def _around(package: Package) -> Iterator[LeftOut]:
    """Give what stands round the text: headers and footers of pages, comments, the words of diagrams."""
    for kind, reason in (("header", "Page header"), ("footer", "Page footer"), ("comments", "Comment in the margin")):
        for name in dict.fromkeys(package.related(kind)):
            tree = package.tree(name)
            text = " ".join(run.text for run in runs_of(tree)) if tree is not None else ""
            if text:
                yield LeftOut(reason, text)
    for name in package.names:
        if _DRAWN.search(name) and (tree := package.tree(name)) is not None:
            words = [one.text or "" for one in tree.iter("{*}t", "{*}v")]
            if any(words):
                yield LeftOut("In a diagram", " ".join(" ".join(words).split()))


def _put_in_chunks(package: Package, main: Any, remarks: list[str]) -> None:
    """Put the words of a document inside the document (w:altChunk) in its place, where it is a page or a text."""
    from lxml import etree  # type: ignore[import-untyped]

    for chunk in list(main.iter(f"{W}altChunk")):
        name = package.target(chunk.get(f"{R}id", ""))
        lines = _lines_of(package.bytes_of(name), name) if name else []
        if not lines:
            remarks.append("A document is put inside the document, and could not be read. Import it by itself.")
        for line in lines:
            paragraph = etree.Element(f"{W}p")
            paragraph.append(text_run(line))
            chunk.addprevious(paragraph)
        chunk.getparent().remove(chunk)


def _lines_of(raw: bytes, name: str) -> list[str]:
    """Give the paragraphs of a page, a text or a Word document. Nothing is given of a kind that is not known."""
    from opcc_opendata.importers.formats import html

    if raw.startswith(b"PK"):
        inner = Package(raw)
        return [run.text for run in runs_of(inner.tree(inner.main))]
    if name.lower().endswith((".htm", ".html", ".xhtml", ".mht")):
        return [run.text for run in html.read(raw, ".html").source]
    if name.lower().endswith(".txt"):
        return [line for line in decode(raw)[0].splitlines() if line.strip()]
    return []


def _write_numbers(main: Any, numbers: Numbers) -> None:
    """Write the numbers that Word works out. An item of an ordinary list gets a mark, which `_begin_lists` reads."""
    for paragraph in list(main.iter(f"{W}p")):
        label = numbers.label(paragraph) if words_of(paragraph) else None
        if label is not None and label.text:
            _put_label(paragraph, label)


def _shorten_styles(package: Package) -> None:
    """Leave of the styles what the converter asks for: their names, and the lists that they begin.

    It would read all else for nothing, and in a document that Word made, the styles are mostly longer than the text.
    """
    for name in package.related("styles"):
        tree = package.tree(name)
        for style in [] if tree is None else list(tree):
            if style.tag in (f"{W}docDefaults", f"{W}latentStyles"):
                tree.remove(style)
            elif style.tag == f"{W}style":
                _leave_only(style, ("name", "pPr"))
                for paragraph in style.iterchildren(f"{W}pPr"):
                    _leave_only(paragraph, ("numPr",))


def _leave_only(around: Any, names: tuple[str, ...]) -> None:
    kept = {f"{W}{name}" for name in names}
    for one in list(around):
        if str(one.tag).startswith(W) and one.tag not in kept:
            around.remove(one)


def _put_label(paragraph: Any, label: ListLabel) -> None:
    from lxml import etree

    properties = paragraph.find(f"{W}pPr")
    if label.number is None:
        own = properties.find(f"{W}numPr") if properties is not None else None
        if own is not None:
            properties.remove(own)
        # A list that a style gives is put off by the number 0.
        properties = etree.SubElement(paragraph, f"{W}pPr") if properties is None else properties
        none = etree.SubElement(etree.SubElement(properties, f"{W}numPr"), f"{W}numId")
        none.set(f"{W}val", "0")
    run = text_run(f"{label.text} " if label.number is None else f"\ue00e{label.number}\ue00f")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)


def _begin_lists(soup: BeautifulSoup) -> None:
    """Begin each list, and each part of one after an item that is not the next, with the number that Word shows."""
    item: Any
    for item in soup.find_all("li"):
        text = next((one for one in item.find_all(string=_NUMBER) if one.find_parent("li") is item), None)
        if text is None:
            continue
        number = int(_NUMBER.search(text)[1])  # type: ignore[index]
        text.replace_with(_NUMBER.sub("", text))
        before, around = item.find_previous_sibling("li"), item.parent
        if before is None:
            around["start"] = str(number)
        elif before.get("value") and int(str(before["value"])) + 1 != number:
            rest = [item, *item.find_next_siblings("li")]
            parted = soup.new_tag("ol", start=str(number))
            around.insert_after(parted)
            parted.extend([one.extract() for one in rest])
        item["value"] = str(number)
    for text in soup.find_all(string=_NUMBER):  # a list inside a heading, or one that the converter does not know
        text.replace_with(_NUMBER.sub(r"\1. ", text))


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


def _remarks(package: Package) -> Iterator[str]:
    main = package.tree(package.main)
    if next(main.iter(f"{W}del", f"{W}ins", f"{W}moveFrom", f"{W}moveTo"), None) is not None:
        yield "The document has tracked changes. The draft has its text as if all of them were accepted."
    if package.related("comments"):
        yield "The document has comments in its margin. They are not in the draft."
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        yield "The document has macros. They were not run, and are not in the draft."
    if any(NO_SIGN in (text.text or "") for text in main.iter(f"{W}t")):
        yield "The document has signs of a font whose meaning is not known. They are � in the draft: look at them."
