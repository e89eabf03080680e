"""Word documents that `opcc render` made: what they carry of their record, and their bookmarked places as marks."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from opcc_opendata.documents.embedded_record import NAMESPACE
from opcc_opendata.importers.formats.docx_package import Package, W
from opcc_opendata.importers.place_marks import END, PLACE, start

_CUSTOM: Final = re.compile(r"customXml/item\d+\.xml$")
_NO_CONTENT: Final = (f"{W}pPr", f"{W}bookmarkStart", f"{W}bookmarkEnd")


def carried_in(package: Package) -> str:
    """Give what a document carries, as JSON. Empty where it carries nothing."""
    for name in package.names:
        if _CUSTOM.search(name):
            root = package.tree(name)
            if root is not None and root.tag == f"{{{NAMESPACE}}}carried":
                return root.text or ""
    return ""


def mark_places(root: Any, carried: str) -> None:
    """Put a mark at the beginning and the end of each bookmarked place. `carried` says where each belongs.

    A deleted paragraph takes the end, or the beginning, of a place with it that began, or ended, in it. Such a place
    goes up to the next one, heading or label, or begins after the last.
    """
    parts = _parts(carried)
    places = _bookmarks(root)
    for number, (begins, ends) in places.items():
        if begins is None:
            begins = _begin_before(ends)
            begins.set(f"{W}name", f"place_{number}")
        _mark(begins, _end_after(begins) if ends is None else ends, is_item=number in parts)


def _parts(carried: str) -> frozenset[str]:
    """Give the numbers of the places that are parts of a recommendation: the document makes an item of each."""
    try:
        block = json.loads(carried)
        return frozenset(str(number) for number, one in enumerate(block["places"]) if one["at"][2:3] == ["parts"])
    except (ValueError, LookupError, TypeError):
        return frozenset()  # who reads the record says what is wrong


def _bookmarks(root: Any) -> dict[str, tuple[Any, Any]]:
    """Give the first beginning and the last end of each place, by its number. One of the two may be None.

    LibreOffice begins a place of several paragraphs twice, under one name, and ends the second. An end has no name:
    where nothing begins under its number, and numbers are as we gave them, it is the end of the place of that number.
    """
    names = {
        begins.get(f"{W}id"): found[1]
        for begins in root.iter(f"{W}bookmarkStart")
        if (found := PLACE.match(begins.get(f"{W}name", "")))
    }
    others = {one.get(f"{W}id") for one in root.iter(f"{W}bookmarkStart")} - names.keys()
    places: dict[str, tuple[Any, Any]] = {}
    for begins in root.iter(f"{W}bookmarkStart"):
        if (number := names.get(begins.get(f"{W}id"))) is not None and number not in places:
            places[number] = (begins, None)
    is_as_made = all(identity == number for identity, number in names.items())  # LibreOffice counts them anew
    for ends in root.iter(f"{W}bookmarkEnd"):
        identity = ends.get(f"{W}id", "")
        if identity in names:
            places[names[identity]] = (places[names[identity]][0], ends)
        elif is_as_made and identity not in others and identity not in places and _is_alone(ends):
            places[identity] = (None, ends)
    return places


def _is_alone(ends: Any) -> bool:
    """Tell if the end of a place whose beginning is gone stands at the end of a paragraph, as that of a text does."""
    return ends.getparent().tag == f"{W}p" and _is_last(ends) and not _is_first(ends)


def _begin_before(ends: Any) -> Any:
    """Begin a place whose beginning was deleted, in the first paragraph after the last place, heading or label."""
    from lxml import etree  # type: ignore[import-untyped]

    first = ends.getparent()
    for before in first.itersiblings(preceding=True):
        if before.tag != f"{W}p" or _is_border(before):
            break
        first = before
    begins = etree.Element(f"{W}bookmarkStart")
    properties = first.find(f"{W}pPr")
    first.insert(0 if properties is None else first.index(properties) + 1, begins)
    return begins


def _end_after(begins: Any) -> Any:
    """End a place whose end was deleted, in the last paragraph before the next place, heading or label."""
    from lxml import etree

    last = begins.getparent()
    for after in last.itersiblings():
        if after.tag != f"{W}p" or _is_border(after):
            break
        last = after
    return etree.SubElement(last, f"{W}bookmarkEnd")


def _is_border(paragraph: Any) -> bool:
    """Tell if a paragraph is no part of the text before or after it: a heading, a label in bold, or with a place."""
    marks = paragraph.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")
    if _has_heading_style(paragraph) or next(marks, None) is not None:
        return True
    runs = [run for run in paragraph.iter(f"{W}r") if any(text.text for text in run.iter(f"{W}t"))]
    return bool(runs) and all(run.find(f"{W}rPr/{W}b") is not None for run in runs)


def _mark(begins: Any, ends: Any, *, is_item: bool) -> None:
    """Put marks into paragraphs of their own around whole paragraphs, and into the line around words in it.

    The bullet before words that are an item of the document's own list is none of theirs.
    """
    opening = start(begins.get(f"{W}name").removeprefix("place_"))
    first, last = begins.getparent(), ends.getparent()
    starts_paragraph, ends_paragraph = _is_first(begins) and not (is_item and _is_bullet(first)), _is_last(ends)
    if first is last and (not (starts_paragraph and ends_paragraph) or _has_heading_style(first)):
        _mark_in_line(begins, ends, opening)
        return
    if starts_paragraph:
        first.addprevious(_paragraph(opening))
    else:
        begins.addnext(_run(opening))
    if ends_paragraph:
        last.addnext(_paragraph(END))
    else:
        ends.addprevious(_run(END))


def _mark_in_line(begins: Any, ends: Any, opening: str) -> None:
    before_end = list(ends.itersiblings(preceding=True))
    runs = [one for one in begins.itersiblings(f"{W}r") if one in before_end]
    texts = runs[0].findall(f"{W}t") if len(runs) == 1 else []
    if texts:  # inside the run, because what is bold about it is the document's style
        texts[0].text = opening + (texts[0].text or "")
        texts[-1].text = (texts[-1].text or "") + END
    else:
        begins.addnext(_run(opening))
        ends.addprevious(_run(END))


def _is_first(begins: Any) -> bool:
    return all(one.tag in _NO_CONTENT for one in begins.itersiblings(preceding=True))


def _is_last(ends: Any) -> bool:
    return all(one.tag in _NO_CONTENT for one in ends.itersiblings())


def _is_bullet(paragraph: Any) -> bool:
    """Tell if a paragraph is an item of a list that stands in no other."""
    level = paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl")
    return level is not None and level.get(f"{W}val") == "0"


def _has_heading_style(paragraph: Any) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and re.match(r"Heading|Title", style.get(f"{W}val", "")) is not None


def _paragraph(mark: str) -> Any:
    from lxml import etree

    paragraph = etree.Element(f"{W}p")
    paragraph.append(_run(mark))
    return paragraph


def _run(mark: str) -> Any:
    from lxml import etree

    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = mark
    return run
