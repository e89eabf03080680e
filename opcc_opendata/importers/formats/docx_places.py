"""Word documents that `opcc render` made: what they carry of their record, and their bookmarked places as marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.documents.embedded_record import NAMESPACE
from opcc_opendata.importers.formats.docx_package import Package, W
from opcc_opendata.importers.marks import END, PLACE, start

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def mark_places(root: Any) -> None:
    """Put a mark at the beginning and the end of each bookmarked place."""
    for begins, ends in list(_bookmarks(root)):
        _mark(begins, ends)


def _bookmarks(root: Any) -> Iterator[tuple[Any, Any]]:
    ends = {one.get(f"{W}id"): one for one in root.iter(f"{W}bookmarkEnd")}
    for begins in root.iter(f"{W}bookmarkStart"):
        if PLACE.match(begins.get(f"{W}name", "")) and begins.get(f"{W}id") in ends:
            yield begins, ends[begins.get(f"{W}id")]


def _mark(begins: Any, ends: Any) -> None:
    """Put marks into paragraphs of their own around whole paragraphs, and into the line around words in it."""
    opening = start(begins.get(f"{W}name").removeprefix("place_"))
    first, last = begins.getparent(), ends.getparent()
    starts_paragraph, ends_paragraph = _is_first(begins), _is_last(ends)
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


def _has_heading_style(paragraph: Any) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and re.match(r"Heading|Title", style.get(f"{W}val", "")) is not None


def _paragraph(mark: str) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    paragraph = etree.Element(f"{W}p")
    paragraph.append(_run(mark))
    return paragraph


def _run(mark: str) -> Any:
    from lxml import etree

    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = mark
    return run
