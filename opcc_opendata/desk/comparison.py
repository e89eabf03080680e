"""A document beside the draft that was made from it: which of its words stand where in the draft, and whose they are.

It is worked out from the words, each time anew, so that it is true of the draft as it is now, whoever changed it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from opcc_opendata.document_text import DocumentParagraph
from opcc_opendata.problems import Pointer
from opcc_opendata.record import NOT_PLACED

BODY: Final = "body"
CHIEF: Final = "chief"
REPORT: Final = "report"
DOCUMENT: Final = "document"
UNPLACED: Final = "unplaced"
VALUE: Final = "value"
NOWHERE: Final = "nowhere"
"""Whose words a piece of a document is: keys of the desk's words. UNPLACED waits for a place.

VALUE is what a value rests on that has other words, such as a date. NOWHERE is what nothing rests on.
"""

_PROSE: Final = frozenset(
    [
        *("title", "key_findings", "text", "heading", "statutory_statement", "body_as_printed", "label", "note"),
        *("body_action", "force_action", "no_action_reason", "owner", "time_limit", "theme", "author", "role"),
    ]
)
"""The keys whose words stand in a document. Codes, dates and addresses are found by the entries of the side file."""
_WORD: Final = re.compile(r"[^\W_]+")
_ADDRESS: Final = re.compile(r"\]\([^()\s]*\)")
_SHORT: Final = 3
"""Fewer words than this are only taken for a value's where they are all of it: every text has an "of the"."""
_MOST_PLACES: Final = 8
"""Places of the same three words that are looked at."""


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """Some words of a document. `is_quoted`: a question or a value rests on them."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """Words of one line that stand together at one place of the draft; `at` is None where they stand nowhere in it."""

    at: Pointer | None
    whose: str
    text: str


@dataclass(slots=True)
class Passage:
    """Lines of a document that stand at one place of the draft, or at none.

    `number` is that of the paragraph with which it begins, where that is its first passage; else 0. `level` is above 0
    for a heading.
    """

    at: Pointer | None
    whose: str
    lines: list[list[QuotedWords]]
    number: int = 0
    level: int = 0


def passages(
    paragraphs: Sequence[DocumentParagraph], data: Mapping[str, Any], quotes: Mapping[int, Sequence[str]]
) -> Iterator[list[Passage]]:
    """Give the passages of each paragraph of a document. `quotes` are words to be marked, by paragraph from 1."""
    places = _Places(data)
    for number, one in enumerate(paragraphs, 1):
        found: list[Passage] = []
        for line in _lines(one):
            for piece in places.pieces(line):
                words = _marked(piece.text, quotes.get(number, ()))
                is_value = piece.at is None and any(word.is_quoted for word in words)
                name = VALUE if is_value else piece.whose
                if found and found[-1].at == piece.at and found[-1].whose == name and not is_value:
                    found[-1].lines.append(words)
                else:
                    found.append(Passage(piece.at, name, [words], 0 if found else number, one.level))
        _place_numbers(found, data)
        yield found


def _place_numbers(found: Sequence[Passage], data: Mapping[str, Any]) -> None:
    """Place the cell of a row that holds only the number of the finding in the next one: "1", or "Rec 1"."""
    for here, after in pairwise(found):
        match after.at:
            case ("recommendations", int(n), *_) if here.whose == NOWHERE and len(here.lines) == 1:
                number = _WORD.findall(data["recommendations"][n].get("number", ""))
                words = _WORD.findall("".join(one.text for one in here.lines[0]))
                if number and words[-len(number) :] == number and len(words) < len(number) + _SHORT:
                    here.at, here.whose = ("recommendations", n, "number"), REPORT


def paragraph_of(
    found: Sequence[Sequence[Passage]], paragraphs: Sequence[DocumentParagraph], at: Pointer, quote: str
) -> int | None:
    """Give the paragraph, from 1, with the words on which the value at a place rests; None where it can't be told.

    It is the nearest one at or before the value's own words, because a label such as "Response" may stand in many.
    """
    own = next((n for n, one in enumerate(found) for passage in one if (passage.at or ())[: len(at)] == at), None)
    if own is None or not quote:
        return None
    return next((n + 1 for n in range(own, -1, -1) if quote in paragraphs[n].words), None)


def _lines(one: DocumentParagraph) -> Iterator[str]:
    """Give the lines of a paragraph. A cell that spans rows of a table stands in each of them, and is given once."""
    if not one.rows:
        yield from one.lines
        return
    above: tuple[tuple[str, ...], ...] = ()
    for row in one.rows:
        for n, cell in enumerate(row):
            if n >= len(above) or above[n] != cell:
                yield from cell
        above = row


def _marked(text: str, quotes: Sequence[str]) -> list[QuotedWords]:
    for quote in quotes:
        at = text.find(quote) if quote else -1
        if at >= 0:
            parts = (QuotedWords(text[:at]), QuotedWords(quote, is_quoted=True), QuotedWords(text[at + len(quote) :]))
            return [one for one in parts if one.text]
    return [QuotedWords(text)]


class _Places:
    """The words of a draft in one row, in which those of a document are found, three by three."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._at: list[tuple[Pointer, str]] = []
        self._row: list[str] = []
        self._number: list[int] = []
        self._threes: dict[tuple[str, ...], list[int]] = {}
        self._wholes: dict[tuple[str, ...], int] = {}
        self._unplaced: dict[tuple[str, ...], int] = {}
        for pointer, text in _texts(data, ()):
            words = [_fold(one) for one in _WORD.findall(_ADDRESS.sub("] ", text))]
            for n in range(len(words) - _SHORT + 1):
                places = self._threes.setdefault(tuple(words[n : n + _SHORT]), [])
                if len(places) < _MOST_PLACES:
                    places.append(len(self._row) + n)
            self._wholes.setdefault(tuple(words), len(self._at))
            if whose(pointer, data) == UNPLACED:
                for size in range(1, _SHORT):
                    for n in range(len(words) - size + 1):
                        self._unplaced.setdefault(tuple(words[n : n + size]), len(self._at))
            self._row += words
            self._number += [len(self._at)] * len(words)
            self._at.append((pointer, whose(pointer, data)))

    def pieces(self, line: str) -> Iterator[PlacedWords]:
        """Part a line by the places at which its words stand."""
        spans = [(one.start(), one.end()) for one in _WORD.finditer(line)]
        words = [_fold(line[start:end]) for start, end in spans]
        found: list[tuple[int, int, int]] = []
        if 0 < len(words) < _SHORT and (number := self._short(tuple(words))) is not None:
            found.append((0, len(words), number))
        start = 0
        while start <= len(words) - _SHORT:
            end, number = self._longest(words, start)
            if end > start:
                found.append((start, end, number))
            start = max(end, start + 1)
        yield from self._cut(line, spans, found)

    def _short(self, words: tuple[str, ...]) -> int | None:
        """Find a few words: all of a value, or else among those that wait for a place."""
        number = self._wholes.get(words)
        return number if number is not None else self._unplaced.get(words)

    def _longest(self, words: Sequence[str], start: int) -> tuple[int, int]:
        """Say up to which word the words from one on stand together in a value of the draft, and in which."""
        best, number = start, -1
        for place in self._threes.get(tuple(words[start : start + _SHORT]), ()):
            end = start + _SHORT
            while (
                end < len(words)
                and place + end - start < len(self._row)
                and self._row[place + end - start] == words[end]
                and self._number[place + end - start] == self._number[place]
            ):
                end += 1
            if end > best:
                best, number = end, self._number[place]
        return best, number

    def _cut(self, line: str, spans: list[tuple[int, int]], found: list[tuple[int, int, int]]) -> Iterator[PlacedWords]:
        if not found:
            yield PlacedWords(None, NOWHERE, line)
            return
        # A few words between two places belong to the one before: "1.", or the sign of a list.
        cuts = [found[0]]
        for start, end, number in found[1:]:
            if start - cuts[-1][1] >= _SHORT:
                cuts.append((cuts[-1][1], start, -1))
            if number == cuts[-1][2]:
                cuts[-1] = (cuts[-1][0], end, number)
            else:
                cuts.append((start, end, number))
        if cuts[0][0] >= _SHORT:
            cuts.insert(0, (0, cuts[0][0], -1))
        if len(spans) - cuts[-1][1] >= _SHORT:
            cuts.append((cuts[-1][1], len(spans), -1))
        for n, (start, _, number) in enumerate(cuts):
            first = spans[start][0] if n else 0
            last = spans[cuts[n + 1][0]][0] if n + 1 < len(cuts) else len(line)
            at, name = self._at[number] if number >= 0 else (None, NOWHERE)
            yield PlacedWords(at, name, line[first:last])


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def _texts(value: Any, at: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and (key in _PROSE or (key in ("en", "cy") and at and at[-1] in _PROSE)):
                yield (*at, key), inner
            elif isinstance(inner, dict | list):
                yield from _texts(inner, (*at, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _texts(inner, (*at, n))


def whose(pointer: Pointer, data: Mapping[str, Any]) -> str:
    """Say whose words stand at a place of a draft."""
    match pointer:
        case ("comments", int(n), *_):
            kind = data["comments"][n].get("kind")
            return CHIEF if kind == "chief_officer" else BODY
        case ("recommendations", int(), "answer", key, *_):
            return CHIEF if key == "force_action" else BODY
        case ("recommendations" | "inspections", *_):
            return REPORT
        case ("document", "sections", int(n), *_):
            section = data["document"]["sections"][n]
            return UNPLACED if isinstance(section, dict) and section.get("heading") == NOT_PLACED else DOCUMENT
    return DOCUMENT
