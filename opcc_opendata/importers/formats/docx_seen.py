"""What a reader of a Word document sees: the text without what is hidden, and with what Word draws or works out.

The tree of a part is changed so that the converter after this one loses nothing: boxes become paragraphs after the one
that they hang on, formulas and choices become words, wrappers that it does not know are taken off. What no reader sees
is taken out, and given back by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.importers.formats.docx_package import Package, W
from opcc_opendata.importers.formats.formulas import MATH, in_a_line
from opcc_opendata.importers.formats.raw import LeftOut, Run
from opcc_opendata.importers.formats.symbol_fonts import shown, sign

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_TEXT: Final = f"{W}t"
_BOX: Final = f"{W}txbxContent"
_OFF: Final = ("0", "false", "off", "none")
_TINY: Final = 4
"""Half points. Letters of 2 points or less are dots on paper."""

_TAKEN_OFF: Final = tuple(f"{W}{name}" for name in ("fldSimple", "dir", "bdo", "ruby", "rubyBase", "rt", "sdtContent"))
PROMPT: Final = "Prompt of an empty field"
_DELETED: Final = (f"{W}del", f"{W}moveFrom")
_PLAIN_FILLS: Final = ("", "auto", "none", "clear")
_NEARLY_WHITE: Final = 0xFA


class SeenText:
    """Goes over the parts of one document. `left_out` is what was taken out so far."""

    def __init__(self, package: Package) -> None:
        self.left_out: list[LeftOut] = []
        self._styles: dict[str, Any] = {}
        for name in package.related("styles"):
            tree = package.tree(name)
            self._styles |= {one.get(f"{W}styleId"): one for one in ([] if tree is None else tree.iter(f"{W}style"))}
        self._is_dark = package.tree(package.main).find(f"{W}background") is not None

    def go_over(self, tree: Any) -> None:
        """Change the tree of a part to what a reader of it sees."""
        _choose_alternatives(tree)
        self._accept_changes(tree)
        self._take_out_prompts(tree)
        for run in list(tree.iter(f"{W}r")):
            if reason := self._unseen(run):
                self._take_out(run, reason)
        for row in list(tree.iter(f"{W}tr")):
            if _is_on(row.find(f"{W}trPr/{W}hidden")):
                self._take_out(row, "Hidden")
        _write_formulas(tree)
        _write_choices(tree)
        _write_signs(tree)
        _raise(tree)
        _take_off(tree)
        _hang_out_boxes(tree)

    def _take_out(self, element: Any, reason: str) -> None:
        if text := words_of(element):
            before = self.left_out[-1] if self.left_out else LeftOut("", "")
            if before.reason == reason and element.getprevious() is not None and self._last is element.getprevious():
                self.left_out[-1] = LeftOut(reason, f"{before.text} {text}")
            else:
                self.left_out.append(LeftOut(reason, text))
        parent = element.getparent()
        self._last = element.getprevious()
        parent.remove(element)

    _last: Any = None

    def _accept_changes(self, tree: Any) -> None:
        for element in list(tree.iter(*_DELETED)):
            if element.getparent() is not None and element.getparent().tag not in (f"{W}rPr", f"{W}trPr", f"{W}tcPr"):
                self._take_out(element, "Deleted (a tracked change)")
        for row in list(tree.iter(f"{W}tr")):
            if row.find(f"{W}trPr/{W}del") is not None:
                self._take_out(row, "Deleted (a tracked change)")

    def _take_out_prompts(self, tree: Any) -> None:
        for control in list(tree.iter(f"{W}sdt")):
            content = control.find(f"{W}sdtContent")
            if content is not None and _is_on(control.find(f"{W}sdtPr/{W}showingPlcHdr")):
                for run in list(content.iter(f"{W}r")):
                    self._take_out(run, PROMPT)

    def _unseen(self, run: Any) -> str:
        """Say why nobody sees a run as text of the document. Empty where everybody does."""
        properties = self._properties(run)
        if any(_is_on(one) for one in properties("vanish")):
            return "Hidden"
        if any(_is_on(one) for name in ("strike", "dstrike") for one in properties(name)):
            return "Struck through"
        size = next((_value(one) for one in properties("sz")), "")
        if size.isdigit() and int(size) <= _TINY:
            return "Too small to be seen"
        colour = next(iter(properties("color")), None)
        is_white = colour is not None and (
            _is_white(_value(colour)) or (colour.get(f"{W}themeColor") or "") in ("background1", "light1")
        )
        return "White on white" if is_white and not self._is_on_colour(run) else ""

    def _properties(self, run: Any) -> Any:
        """Give a function that finds a property of a run: the first of its own, its style's and its paragraph's."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        holders = [run.find(f"{W}rPr")]
        holders += [style.find(f"{W}rPr") for style in self._based_on(_named(holders[0], "rStyle"))]
        of_paragraph = paragraph.find(f"{W}pPr") if paragraph is not None else None
        holders += [style.find(f"{W}rPr") for style in self._based_on(_named(of_paragraph, "pStyle"))]

        def find(name: str) -> list[Any]:
            found = (holder.find(f"{W}{name}") for holder in holders if holder is not None)
            return [one for one in found if one is not None][:1]

        return find

    def _based_on(self, identity: str) -> Iterator[Any]:
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            yield self._styles[identity]
            identity = _named(self._styles[identity], "basedOn")

    def _is_on_colour(self, run: Any) -> bool:
        """Tell if something coloured can lie under a run, so that white letters are seen on it."""
        if self._is_dark or any(True for _ in run.iterancestors(_BOX)):
            return True
        around = [run, *run.iterancestors(f"{W}p", f"{W}tc", f"{W}tbl")]
        for element in around:
            properties = element.find(f"{W}{element.tag.removeprefix(W)}Pr")
            if properties is None:
                continue
            styled = [_named(properties, name) for name in ("rStyle", "pStyle", "tblStyle")]
            shades = [properties.find(f"{W}shd"), properties.find(f"{W}highlight")]
            shades += [one for name in styled for style in self._based_on(name) for one in style.iter(f"{W}shd")]
            if any(_is_shaded(one) for one in shades if one is not None):
                return True
        return False


def runs_of(tree: Any, part: str = "") -> Iterator[Run]:
    """Give the words of each paragraph of a part, in their order, each with its place in words."""
    tables = {table: number for number, table in enumerate(tree.iter(f"{W}tbl"), 1)}
    for number, paragraph in enumerate(tree.iter(f"{W}p"), 1):
        if text := words_of(paragraph):
            place = f"paragraph {number}"
            cell = next(paragraph.iterancestors(f"{W}tc"), None)
            if cell is not None and cell.getparent().tag == f"{W}tr":
                row = cell.getparent()
                table = next(cell.iterancestors(f"{W}tbl"))
                across = 1 + sum(1 for _ in cell.itersiblings(f"{W}tc", preceding=True))
                down = 1 + sum(1 for _ in row.itersiblings(f"{W}tr", preceding=True))
                place = f"table {tables[table]}, row {down}, cell {across}"
            yield Run(f"{part}{place}", text)


def words_of(element: Any) -> str:
    """Give the text inside an element on one line, that of deleted words too, without that of paragraphs inside it."""
    pieces: list[str] = []
    inner = {one for box in element.iter(_BOX) for one in box.iter()} if element.tag == f"{W}p" else frozenset()
    for one in element.iter(_TEXT, f"{W}delText", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen", f"{W}p"):
        if one in inner:
            continue
        if one.tag in (_TEXT, f"{W}delText"):
            pieces.append(one.text or "")
        else:
            pieces.append("-" if one.tag == f"{W}noBreakHyphen" else " ")
    return " ".join("".join(pieces).split())


def text_run(text: str, properties: Any = None) -> Any:
    """Make a run of text."""
    from lxml import etree  # type: ignore[import-untyped]

    run = etree.Element(f"{W}r")
    if properties is not None:
        run.append(properties)
    inner = etree.SubElement(run, _TEXT)
    inner.set(_XML_SPACE, "preserve")
    inner.text = text
    return run


def unwrap(element: Any) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    at = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(at, child)
    parent.remove(element)


def _choose_alternatives(tree: Any) -> None:
    """Of several ways to draw the same thing, keep the one with words in it: all say them, and a reader sees one."""
    for alternative in list(tree.iter(f"{_MC}AlternateContent")):
        if alternative.getparent() is None:
            continue
        ways = list(alternative)
        chosen = max(ways, key=lambda way: (bool(words_of(way)), way.tag == f"{_MC}Fallback"), default=None)
        for way in ways:
            if way is not chosen:
                alternative.remove(way)
        for way in list(alternative):
            unwrap(way)
        unwrap(alternative)


def _write_formulas(tree: Any) -> None:
    for formula in list(tree.iter(f"{MATH}oMath")):
        if formula.getparent() is not None:
            formula.getparent().replace(formula, text_run(in_a_line(formula)))
    for around in list(tree.iter(f"{MATH}oMathPara")):
        unwrap(around)


def _write_choices(tree: Any) -> None:
    """Write the entry that was chosen in an old drop-down field: it stands in no text of the document."""
    for field in list(tree.iter(f"{W}ddList")):
        entries = [one.get(f"{W}val", "") for one in field.iter(f"{W}listEntry")]
        chosen = _named(field, "result") or _named(field, "default") or "0"
        run = next(field.iterancestors(f"{W}r"), None)
        if run is not None and chosen.isdigit() and int(chosen) < len(entries):
            run.addprevious(text_run(entries[int(chosen)]))


def _write_signs(tree: Any) -> None:
    """Write signs of symbol fonts as what a reader sees, and rarer breaks as the commoner ones."""
    from lxml import etree

    for symbol in list(tree.iter(f"{W}sym")):
        made = etree.Element(_TEXT)
        made.text = sign(symbol.get(f"{W}font", ""), symbol.get(f"{W}char", ""))
        symbol.getparent().replace(symbol, made)
    for run in tree.iter(f"{W}r"):
        fonts = run.find(f"{W}rPr/{W}rFonts")
        font = (fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "") if fonts is not None else ""
        for text in run.iter(_TEXT):
            text.text = shown(text.text or "", font)
    for one in list(tree.iter(f"{W}cr", f"{W}ptab")):
        one.tag = f"{W}br" if one.tag == f"{W}cr" else f"{W}tab"


def _raise(tree: Any) -> None:
    """Mark figures that only stand higher as what they are: a note's number is no part of the number before it."""
    from lxml import etree

    for position in list(tree.iter(f"{W}position")):
        properties = position.getparent()
        height = position.get(f"{W}val", "")
        if properties.find(f"{W}vertAlign") is None and re.fullmatch(r"-?[1-9]\d*", height):
            mark = etree.SubElement(properties, f"{W}vertAlign")
            mark.set(f"{W}val", "subscript" if height.startswith("-") else "superscript")


def _take_off(tree: Any) -> None:
    for element in list(tree.iter(f"{W}sdt")):
        content = element.find(f"{W}sdtContent")
        if element.find(f"{W}sdtPr/{_W14}checkbox") is None and content is not None:
            element.getparent().replace(element, content)
    for element in list(tree.iter(*_TAKEN_OFF)):
        if element.getparent() is not None and element.getparent().tag != f"{W}sdt":
            unwrap(element)


def _hang_out_boxes(tree: Any) -> None:
    """Put what is in a text box after the paragraph that it hangs on."""
    while (box := next(tree.iter(_BOX), None)) is not None:
        anchor = next((one for one in box.iterancestors(f"{W}p")), None)
        box.getparent().remove(box)
        if anchor is None:
            continue
        while (before := next(anchor.iterancestors(f"{W}p"), None)) is not None:
            anchor = before
        last = anchor
        for block in list(box):
            last.addnext(block)
            last = block


def _named(element: Any, name: str) -> str:
    inner = element.find(f"{W}{name}") if element is not None else None
    return "" if inner is None else _value(inner)


def _value(element: Any) -> str:
    return str(element.get(f"{W}val", ""))


def _is_on(element: Any) -> bool:
    return element is not None and _value(element).lower() not in _OFF


def _is_white(colour: str) -> bool:
    """Tell if a colour in hexadecimal digits is so near to white that nobody sees it on paper."""
    return re.fullmatch("[0-9a-fA-F]{6}", colour) is not None and all(
        int(colour[at : at + 2], 16) >= _NEARLY_WHITE for at in (0, 2, 4)
    )


def _is_shaded(element: Any) -> bool:
    fill = element.get(f"{W}fill") or element.get(f"{W}val") or ""
    return (fill.lower() not in _PLAIN_FILLS and not _is_white(fill)) or bool(element.get(f"{W}themeFill"))
