"""A paper as Markdown: the record's own Markdown under the document's headings.

It is altered in one thing: what looks like a tag of HTML is words in a record, and readers of Markdown hide it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from opcc_opendata.documents.embedded_record import is_marked
from opcc_opendata.documents.model import (
    Grid,
    Items,
    LabelLine,
    Lines,
    Paper,
    PaperSection,
    Part,
    Prose,
    ShortText,
    Ticks,
)

_SIGNS: Final = re.compile(r"[\\`*\[\]<>|]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|~~|^(?:[#+-]|\d+(?=[.)]))(?=[\s.)])")

_TICKS: Final = re.compile("`+")
_MARKS: Final = re.compile(
    r"^(?: {4}|\t).*|\\.|`+|<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]{1,64}@[\w.-]{1,255})>|<(?=[A-Za-z/!?])",
    re.MULTILINE,
)
"""A line of code, an escaped sign, ticks round code, a web address or one of a mailbox, and what begins a tag."""


def written(paper: Paper) -> str:
    """Write a paper as Markdown, with what it carries in the front matter and an element round each place."""
    data = {"title": paper.title, "lang": paper.language, "carried": paper.carried}
    front = "".join(f"{name}: {json.dumps(value)}\n" for name, value in data.items() if value)
    return f"---\n{front}---\n\n{_Writing(marked=is_marked(paper.carried)).paper(paper)}"


def bare(paper: Paper) -> str:
    """Write only the text of a paper, with no marks for machines."""
    return _Writing(marked=False).paper(paper)


class _Writing:
    """One paper being written."""

    def __init__(self, *, marked: bool) -> None:
        self._marked = marked

    def paper(self, paper: Paper) -> str:
        statement = self._part(paper.statement) if paper.statement else ""
        body = (text for section in paper.sections for text in self._section(section))
        heading = self._words(paper.heading)
        draft = f"**{self._words(paper.draft)}**" if paper.draft else ""
        return _paragraphs([draft, *map(self._part, paper.before), heading and f"# {heading}", statement, *body]) + "\n"

    def _section(self, section: PaperSection) -> Iterator[str]:
        if section.heading:
            yield f"## {self._words(section.heading)}"
        yield from map(self._part, section.parts)

    def _part(self, part: Part) -> str:
        match part:
            case ShortText():
                return self._words(part)
            case Prose():
                return self._block(part)
            case LabelLine():
                anchor = f'<a id="{part.anchor}"></a>' if self._marked and part.anchor else ""
                return f"{anchor}**{self._joined(part.words, ' ')}**"
            case Lines():
                return "  \n".join(self._fact(label, words) for label, words in part.facts)
            case Ticks():
                return "\n".join(f"- {self._words(box)} {self._joined(words, ', ')}" for box, words in part.entries)
            case Items():
                return "\n".join(self._item(label, text) for label, text in part.items)
            case Grid():
                return self._grid(part)

    def _fact(self, label: ShortText | None, words: Sequence[ShortText]) -> str:
        facts = self._joined(words, ", ")
        return f"{self._words(label)} {facts}" if label else facts

    def _item(self, label: ShortText | None, text: Prose) -> str:
        """Write an item. A label and a text of one line share the line."""
        is_line = label is not None and "\n" not in text.text
        words = self._span(_visible(text.text), text.place) if is_line else self._block(text)
        between = " " if is_line or not self._is_place(text.place) else "\n"
        first = f"{self._words(label)}{between}" if label else ""
        return f"- {first}{words}".replace("\n", "\n  ")

    def _block(self, text: Prose) -> str:
        words = _visible(text.text)
        return f'<div id="place_{text.place}">\n\n{words}\n\n</div>' if self._is_place(text.place) else words

    def _grid(self, grid: Grid) -> str:
        """Write a table. One with more than a line in a cell is written cell by cell, because Markdown has no such."""
        if all(len(cell) == 1 and isinstance(cell[0], ShortText) for row in grid.rows for cell in row):
            rows = [grid.columns, *(tuple(part for cell in row for part in cell) for row in grid.rows)]
            lines = [" | ".join(self._part(part) for part in row) for row in rows]
            lines.insert(1, " | ".join("---" for _ in grid.columns))
            return "\n".join(f"| {line} |" for line in lines)
        return _paragraphs(self._part(part) for row in grid.rows for cell in row for part in cell)

    def _joined(self, several: Sequence[ShortText], between: str) -> str:
        return between.join(self._words(words) for words in several)

    def _words(self, words: ShortText) -> str:
        text = _visible(words.text) if words.markdown else _SIGNS.sub(lambda sign: _escaped(sign[0]), words.text)
        marked = self._span(text, words.place)
        return f"[{marked}](<{words.address}>)" if words.address else marked

    def _span(self, text: str, place: int | None) -> str:
        return f'<span id="place_{place}">{text}</span>' if self._is_place(place) else text

    def _is_place(self, place: int | None) -> bool:
        return self._marked and place is not None


def _visible(text: str) -> str:
    r"""Escape each < that begins what looks like a tag, outside of code and of web addresses.

    >>> print(_visible("Ask <name>, 3 < 4, `<b>` and <https://example.org/>."))
    Ask \<name>, 3 < 4, `<b>` and <https://example.org/>.
    """
    pieces = []
    done = code_ends = 0
    ticks: defaultdict[int, deque[int]] = defaultdict(deque)
    for found in _TICKS.finditer(text):
        ticks[len(found[0])].append(found.end())
    for found in _MARKS.finditer(text):
        sign, start = found[0], found.start()
        if start < code_ends:
            continue
        if sign.startswith("`"):
            ends = ticks[len(sign)]
            while ends and ends[0] <= found.end():
                ends.popleft()
            code_ends = ends[0] if ends else code_ends
        elif sign == "<":
            pieces += [text[done:start], "\\"]
            done = start
    return "".join([*pieces, text[done:]])


def _escaped(sign: str) -> str:
    return f"{sign[:-1]}\\{sign[-1]}" if sign[:-1].isdigit() else f"\\{sign}"


def _paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(text.strip("\n") for text in texts if text)
