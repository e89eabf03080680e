"""A document as a row of blocks: headings, paragraphs, lists, quotes and tables, each with its Markdown and its words.

Markdown alone has no cell with two paragraphs in it, and offices lay their forms out as tables. So a table keeps its
cells as blocks, until it is known what the table is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.formats.characters import clean
from opcc_opendata.importers.formats.raised import write_raised

if TYPE_CHECKING:
    from bs4 import Tag
    from markdownify import MarkdownConverter

HEADING: Final = "heading"
PARAGRAPH: Final = "paragraph"
LIST: Final = "list"
QUOTE: Final = "quote"
TABLE: Final = "table"

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_KINDS: Final = {**dict.fromkeys(_HEADINGS, HEADING), "ul": LIST, "ol": LIST, "blockquote": QUOTE, "p": PARAGRAPH}
_CONTAINERS: Final = frozenset(
    [
        "html",
        "body",
        "main",
        "article",
        "section",
        "div",
        "figure",
        "figcaption",
        "header",
        "footer",
        "address",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "fieldset",
        "pre",
        "center",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "li",
    ]
)
_LONG_ITEM: Final = 60
_WIDEST: Final = 60
_MOST_FRAME: Final = 4
_LONGEST: Final = 1_000
"""Columns, and rows, that a cell may span."""

_NUMBERED: Final = re.compile(r"\(?\d{1,3}[.)]")
_STARTS_LIKE_A_LIST: Final = re.compile(r"^(\d+)([.)])(?=\s)|^([-+#>])(?=\s)")


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `text` is its Markdown, `lines` its words line by line without any marks.

    `level` is that of a heading. `style` is "strong" or "em" where all of a paragraph is so. `anchor` is the name by
    which an address points to it. `rows` holds the blocks of each cell of a table.
    """

    kind: str
    text: str
    lines: tuple[str, ...]
    level: int = 0
    style: str = ""
    anchor: str = ""
    rows: tuple[tuple[tuple[Block, ...], ...], ...] = ()

    @property
    def words(self) -> str:
        """Give the words on one line."""
        return " ".join(self.lines)


def escaped(text: str) -> str:
    """Write plain words as Markdown."""
    return re.sub(r"([*_\[\]])", r"\\\1", text)


def paragraph(text: str) -> Block:
    """Make a paragraph of Markdown that has no marks in it."""
    return Block(PARAGRAPH, text, tuple(text.splitlines()))


def join(blocks: Iterable[Block]) -> str:
    """Write blocks as one Markdown text."""
    return "\n\n".join(f"{'#' * block.level} {block.text}" if block.level else block.text for block in blocks)


def blocks_of(html: str) -> list[Block]:
    """Read the blocks of a document."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    write_raised(soup)
    for names in (["strong", "b"], ["em", "i"]):
        for tag in soup.find_all(names):
            if tag.find_parent(names):
                tag.unwrap()  # bold in bold is bold, and Markdown has no mark for it
    return list(_walk(soup, _converter()))


def _converter() -> MarkdownConverter:
    from markdownify import MarkdownConverter

    return MarkdownConverter(heading_style="atx", bullets="-", strip=["img", "u", "span", "mark", "font"])


def _walk(element: Tag, converter: MarkdownConverter) -> Iterator[Block]:
    """Give the blocks inside an element. Loose words between blocks are a paragraph of their own."""
    loose: list[Any] = []
    child: Any
    for child in list(element.children):  # loose ones are moved out on the way
        name = getattr(child, "name", None)
        if name in _KINDS or name == "table" or name in _CONTAINERS or name == "hr":
            yield from _loose(loose, converter)
            yield from _block(child, converter)
        elif name is not None or type(child).__name__ == "NavigableString":
            loose.append(child)
    yield from _loose(loose, converter)


def _loose(nodes: list[Any], converter: MarkdownConverter) -> Iterator[Block]:
    from bs4 import BeautifulSoup

    if nodes:
        around = BeautifulSoup("", "lxml").new_tag("p")
        for node in nodes:
            around.append(node.extract())
        nodes.clear()
        yield from _made(PARAGRAPH, around, converter)


def _block(element: Tag, converter: MarkdownConverter) -> Iterator[Block]:
    name = element.name
    if name == "table":
        yield from _table(element, converter)
    elif name == "dl" and (rows := _terms(element, converter)):
        yield table(rows)
    elif name == "ol" and _is_layout(element):
        yield from _named(element, _counted(element, converter))
    elif name in _CONTAINERS or (name == "ul" and _is_layout(element)):
        yield from _named(element, _walk(element, converter))
    elif name in _KINDS:
        yield from _made(_KINDS[name], element, converter)


def _is_layout(element: Tag) -> bool:
    """Tell if a list only lays out what is more than a list: sections that fold, or whole letters."""
    items = element.find_all("li", recursive=False)
    if any(item.find(list(_HEADINGS)) or item.find("table") for item in items):
        return True
    return any(len(item.find_all("p", recursive=False)) > 1 and _length(item) > _LONG_ITEM for item in items)


def _counted(element: Tag, converter: MarkdownConverter) -> Iterator[Block]:
    """Give the blocks of a list that lays out more than a list, each paragraph that begins an item with its number."""
    number = int(start) if re.fullmatch(r"\d{1,4}", start := str(element.get("start", ""))) else 1
    for item in element.find_all("li", recursive=False):
        inside = list(_block(item, converter))
        if not inside:
            continue
        first, *others = inside
        if first.kind == PARAGRAPH and not _NUMBERED.match(first.words):
            lines = (f"{number}. {first.lines[0]}", *first.lines[1:])
            first = replace(first, text=f"{number}\\. {first.text}", lines=lines)
        number += 1
        yield from (first, *others)


def _length(element: Tag) -> int:
    return len(element.get_text(" ").split())


def _named(element: Tag, blocks: Iterator[Block]) -> Iterator[Block]:
    """Give the anchor of a container to its first block, where that has none."""
    anchor = str(element.get("id", ""))
    for block in blocks:
        yield replace(block, anchor=block.anchor or anchor)
        anchor = ""


def _made(kind: str, element: Tag, converter: MarkdownConverter) -> Iterator[Block]:
    text = clean(str(converter.convert_soup(element))).strip()
    lines = tuple(_lines(element))
    if not lines:
        return
    level = _HEADINGS.get(element.name, 0)
    if kind == HEADING:
        text = " ".join(text.lstrip("#").split())
    elif kind == PARAGRAPH:
        text = _STARTS_LIKE_A_LIST.sub(lambda mark: f"{mark[1] or ''}\\{mark[2] or mark[3]}", text)
    yield Block(kind, text, lines, level, _style(element), _anchor(element))


def _lines(element: Tag) -> Iterator[str]:
    for line_break in element.find_all("br"):
        line_break.replace_with("\n")
    if element.name in ("ul", "ol", "blockquote"):
        for inner in element.find_all(["li", "p", "div", "ul", "ol", "table", "tr", *_HEADINGS]):
            inner.insert(0, "\n")
            inner.append("\n")
    for line in clean(element.get_text("")).split("\n"):
        if words := " ".join(line.split()):
            yield words


def _style(element: Tag) -> str:
    words = element.get_text("", strip=True)
    for style, names in (("strong", ["strong", "b"]), ("em", ["em", "i"])):
        outermost = (tag for tag in element.find_all(names) if not tag.find_parent(names))
        if "".join(tag.get_text("", strip=True) for tag in outermost) == words:
            return style
    return ""


def _anchor(element: Tag) -> str:
    if element.get("id"):
        return str(element["id"])
    inner = element.find(["a", "span"], attrs={"id": True}) or element.find("a", attrs={"name": True})
    return str(inner.get("id") or inner.get("name")) if inner else ""


def _table(element: Tag, converter: MarkdownConverter) -> Iterator[Block]:
    rows = [row for row in element.find_all("tr") if row.find_parent("table") is element]
    cells = [[cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row] for row in rows]
    if all(len(row) <= 1 for row in cells) or _is_frame(cells):  # a frame round a text
        for row in cells:
            for cell in row:
                yield from _walk(cell, converter)
        return
    kept = tuple(row for row in _grid(cells, converter) if any(row))
    if kept:
        yield table(kept)


def _is_frame(rows: list[list[Tag]]) -> bool:
    """Tell if a table of few rows lays out a page: one of its cells holds headings, or a table of its own."""
    if len(rows) > _MOST_FRAME:
        return False
    return any(len(cell.find_all(["table", *_HEADINGS], limit=2)) > 1 for row in rows for cell in row)


def _terms(element: Tag, converter: MarkdownConverter) -> tuple[tuple[tuple[Block, ...], ...], ...]:
    """Read a list of terms and their descriptions as a table of two columns. Empty where it is laid out otherwise."""
    rows: list[tuple[tuple[Block, ...], ...]] = []
    for tag in element.find_all(["dt", "dd"]):
        if tag.find_parent("dl") is not element:
            continue
        cell = tuple(_walk(tag, converter))
        if tag.name == "dt":
            rows.append((cell, ()))
        elif rows:
            rows[-1] = (rows[-1][0], (*rows[-1][1], *cell))
        else:
            return ()
    return tuple(rows)


def _grid(rows: list[list[Tag]], converter: MarkdownConverter) -> Iterator[tuple[tuple[Block, ...], ...]]:
    """Give the cells of each row, each in its column. One that spans several rows stands in each of them."""
    spanning: dict[int, tuple[int, tuple[Block, ...]]] = {}
    for row in rows:
        made: list[tuple[Block, ...]] = []

        def go_on(made: list[tuple[Block, ...]] = made) -> None:
            while len(made) in spanning:
                left, content = spanning.pop(len(made))
                if left > 1:
                    spanning[len(made)] = (left - 1, content)
                made.append(content)

        for cell in row:
            go_on()
            content = tuple(_walk(cell, converter))
            for filler in (content, *[()] * (min(_span(cell, "colspan"), _WIDEST) - 1)):
                if (down := _span(cell, "rowspan") if cell.get("rowspan") != "0" else _LONGEST) > 1:  # to the end
                    spanning[len(made)] = (down - 1, filler)
                made.append(filler)
        go_on()
        yield tuple(made)


def _span(cell: Tag, name: str) -> int:
    """Give how many rows or columns a cell spans. What is no number, or can't be one, is 1."""
    value = str(cell.get(name, ""))
    return max(1, min(int(value), _LONGEST)) if re.fullmatch(r"\d{1,5}", value) else 1


def table(rows: tuple[tuple[tuple[Block, ...], ...], ...]) -> Block:
    """Make a table of its cells. Its Markdown has one line for each row, as that of tables must."""
    width = max(len(row) for row in rows)
    written = ["| " + " | ".join([_in_a_cell(cell) for cell in row] + [""] * (width - len(row))) + " |" for row in rows]
    written.insert(1, "|" + " --- |" * width)
    # A cell that spans rows stands in each of them, and its words count once.
    cells = {id(cell): cell for row in rows for cell in row if cell}
    lines = tuple(line for cell in cells.values() for block in cell for line in block.lines)
    return Block(TABLE, "\n".join(written), lines, rows=rows)


def _in_a_cell(cell: tuple[Block, ...]) -> str:
    return " ".join(" ".join(block.text.split()) for block in cell).replace("|", "\\|")
