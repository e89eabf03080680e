"""What became of every word of a document, counted in the document's own file: placed, not placed, or left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from opcc_opendata.importers.formats import LeftOut, Run
from opcc_opendata.importers.formats.characters import CROSSES, TICKS, clean
from opcc_opendata.record import NOT_PLACED

_BOX: Final = re.compile(r"\[[xX ]\]")
_ADDRESS: Final = re.compile(r"\]\([^()\s]*\)|<[^<>]*>")
_PIECE: Final = re.compile(r"[^\W_]+(?:_+[^\W_]+)*")
"""A word. Underscores around one make it bold in Markdown, those inside a code are its own, and a row of them is a line
to write on."""
_SIGN: Final = re.compile(f"[{TICKS}{CROSSES}]")
"""A tick or a cross, which counts as a word where it stands alone, as in a cell of a table."""
_WORD_OR_SIGN: Final = re.compile(rf"{_PIECE.pattern}|{_SIGN.pattern}")
_SHORT: Final = 3
"""Pieces of a run with fewer words prove nothing where they are found alone: every text has an "of the"."""

_BETWEEN: Final = b"\x01"
_GONE: Final = b"\x00"


@dataclass(frozen=True, slots=True)
class WordCoverage:
    """What became of a document's words: how many are in a field, under "Not placed", and left out with a reason.

    `lost` are the runs, or pieces of runs, that are nowhere: the importer puts them under "Not placed".
    """

    placed: int
    unplaced: int
    left_out: int
    lost: tuple[Run, ...] = ()

    @property
    def words(self) -> int:
        """Count all words of the document."""
        return self.placed + self.unplaced + self.left_out + sum(len(_pieces(run.text)) for run in self.lost)


def covered(
    source: Sequence[Run],
    records: Iterable[dict[str, Any]],
    said: Iterable[str],
    left_out: Iterable[LeftOut],
    seen: Iterable[LeftOut] = (),
) -> WordCoverage:
    """Find each run of a document's own file in its records, whole or in pieces, each word once.

    `said` are words that the records say with keys, codes and dates. `left_out` may have words
    that the source has not, as those of a page's header, and `seen` are words of the source that are left out too.
    """
    placed = [_ADDRESS.sub("] ", words) for words in said]
    unplaced: list[str] = []
    for record in records:
        sections = record.get("document", {}).get("sections", [])
        unplaced += [one.get("text", "") for one in sections if one.get("heading") == NOT_PLACED]
        others = [one for one in sections if one.get("heading") != NOT_PLACED]
        whole = {**record, "document": {**record.get("document", {}), "sections": others}}
        placed += [*_texts(whole), *_numbered(record)]
    streams = [_Stream(placed), _Stream(unplaced), *(_Stream(one.text for one in out) for out in (left_out, seen))]
    counted = [0, 0, 0, 0]
    pieces = [_Words(run) for run in _joined(source)]
    rest = []
    for run in sorted(pieces, key=lambda one: -len(one.words)):
        if not _take(run.words, streams, counted):
            rest.append(run)
    order = {id(run): number for number, run in enumerate(pieces)}
    lost: list[Run] = []
    for run in sorted(rest, key=lambda one: order[id(one)]):
        lost += _in_pieces(run, streams, counted)
    return WordCoverage(counted[0], counted[1], sum(counted[2:]) + streams[2].left(), tuple(lost))


def _pieces(text: str) -> list[re.Match[str]]:
    """Give the words of a run, or its signs where it has no words."""
    return list(_PIECE.finditer(text)) or list(_SIGN.finditer(text))


class _Words:
    """The words of a run, folded, with their places in its text."""

    def __init__(self, run: Run) -> None:
        self.run = Run(run.place, _plain(run.text))
        found = _pieces(self.run.text)
        self.words = [_folded(one[0]) for one in found]
        self._spans = [one.span() for one in found]

    def piece(self, start: int, end: int) -> Run:
        """Give some of the words as they stand in the run, with the marks before its first and after its last."""
        first = self._spans[start][0] if start else 0
        last = self._spans[end - 1][1] if end < len(self._spans) else len(self.run.text)
        return Run(self.run.place, self.run.text[first:last])


class _Stream:
    """Texts as one row of letters, in which words can be found and taken, each once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._letters = bytearray()
        self._edges = bytearray()
        self._lengths: dict[int, int] = {}
        for text in texts:
            for match in _WORD_OR_SIGN.finditer(_plain(text)):
                word = _folded(match[0])
                self._lengths[len(self._letters)] = len(word)
                self._letters += word
                self._edges += b"\1" + bytes(len(word) - 1)
            self._letters += _BETWEEN
            self._edges += b"\1"
        self._edges += b"\1"

    def find(self, words: Sequence[bytes]) -> int:
        """Say where words stand one after another, and -1 where they don't, or are taken."""
        wanted = b"".join(words)
        at = self._letters.find(wanted)
        while at >= 0 and not (self._edges[at] and self._edges[at + len(wanted)]):
            at = self._letters.find(wanted, at + 1)
        return at

    def take(self, at: int, words: Sequence[bytes]) -> None:
        """Take the words at a place, so that they are not found again."""
        length = sum(len(word) for word in words)
        self._letters[at : at + length] = _GONE * length

    def left(self) -> int:
        """Count the words that nobody took."""
        return sum(1 for at in self._lengths if self._letters[at : at + 1] != _GONE)


def _take(words: Sequence[bytes], streams: Sequence[_Stream], counted: list[int]) -> bool:
    for number, stream in enumerate(streams):
        if (at := stream.find(words)) >= 0:
            stream.take(at, words)
            counted[number] += len(words)
            return True
    return not words


def _in_pieces(run: _Words, streams: Sequence[_Stream], counted: list[int]) -> Iterator[Run]:
    """Take the longest pieces of a run that are found, and give those that are not."""
    pieces: list[tuple[int, int]] = []
    start = 0
    while start < len(run.words):
        end = _longest(run.words, start, streams)
        pieces.append((start, max(end, start + 1)))
        start = pieces[-1][1]
    is_known = len(run.words) <= _SHORT or any(end - start >= _SHORT for start, end in pieces)
    missing: list[tuple[int, int]] = []
    for start, end in pieces:
        if not (is_known and _take(run.words[start:end], streams, counted)):
            if missing and missing[-1][1] == start:
                missing[-1] = (missing[-1][0], end)
            else:
                missing.append((start, end))
    for start, end in missing:
        yield run.piece(start, end)


def _longest(words: Sequence[bytes], start: int, streams: Sequence[_Stream]) -> int:
    """Say up to which word the words from one on stand together in some stream."""
    found, step = start, 1
    while step:
        end = min(found + step, len(words))
        if end > found and any(stream.find(words[start:end]) >= 0 for stream in streams):
            found, step = end, step * 2
        else:
            step = step // 2 if end - found > 1 else 0
    return found


def _joined(source: Sequence[Run]) -> Iterator[Run]:
    """Join lines of which the first ends in a hyphen: the word goes on."""
    before: Run | None = None
    for run in source:
        if before is not None and before.text.endswith(("-", "\u00ad", "\u2010")) and before.place == run.place:
            before = Run(run.place, before.text[:-1] + run.text)
        else:
            if before is not None:
                yield before
            before = run
    if before is not None:
        yield before


def _numbered(record: dict[str, Any]) -> Iterator[str]:
    """Give the names of numbered findings, which their kind and their number say."""
    for one in record.get("recommendations", []):
        if "number" in one:
            yield f"{one.get('kind', '').replace('_', ' ')} {one['number']}"


def _plain(text: str) -> str:
    """Give a text with plain figures for raised ones, and without boxes written as [x], which are no words.

    Markdown writes an underscore that is one with a backslash.
    """
    return _BOX.sub("   ", unicodedata.normalize("NFKC", clean(text))).replace("\\_", "_")


def _folded(word: str) -> bytes:
    return word.casefold().encode("utf-8", "replace")


def _texts(value: Any) -> Iterator[str]:
    """Give all texts in a record, also those that its document does not print."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield _ADDRESS.sub("] ", value)
