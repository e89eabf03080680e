"""The part of a text around the words that were searched for, with these marked, in a time that grows with the text.

FTS5 has `snippet` and `highlight` for that, and both take the square of the number of hits in a text: for half a
megabyte of one word, minutes in which nothing can stop them. So they are only asked for short pieces of a text here.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from opcc_opendata.search.bitmaps import TOKENIZER
from opcc_opendata.search.query import parse

LOOKED_AT: Final = 100_000
"""Characters of a text that are looked at. Words that stand later are found, and not shown: a page has many texts."""

_LOOKED_AT_FIRST: Final = 20_000
_PIECE: Final = 2_000
_OVERLAP: Final = 300
"""Characters that each piece has of the one before, so that a phrase is not cut in two."""
_WORDS: Final = 28
_BEFORE: Final = 4
"""Words of an excerpt, and how many of them stand before the first hit."""
_LONGEST_WORD: Final = 100
_LONGEST_MARK: Final = 100

_START: Final = "\x02"
_END: Final = "\x03"
_NO_MARKS: Final = str.maketrans(_START + _END, "  ")
_WORD: Final = re.compile(rf"\S{{1,{_LONGEST_WORD}}}")


class Excerpts:
    """Makes excerpts with an index of its own in memory, which holds one text at a time."""

    def __init__(self) -> None:
        # The threads of a server use it one after the other, with the connection that it belongs to.
        self._index = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._index.execute(f"CREATE VIRTUAL TABLE pieces USING fts5(words, tokenize='{TOKENIZER}')")

    def excerpt(self, text: str | None, typed: str | None, before: str, after: str) -> str | None:
        """Give the part of a text with the most of the terms in what somebody typed, each between two marks.

        That is of the first 20,000 characters, if any of the terms is there. A text in which nothing is found gives its
        beginning, and NULL gives NULL. Raises QueryError where too much was typed, and ValueError for long marks.
        """
        if text is None:
            return None
        if max(len(before), len(after)) > _LONGEST_MARK:
            raise ValueError(f"A mark may have {_LONGEST_MARK} characters.")
        # The text may hold the characters that mark hits here.
        looked_at, terms = text[:LOOKED_AT].translate(_NO_MARKS), parse(typed or "").terms
        pieces: list[str] = []
        for length in (_LOOKED_AT_FIRST, LOOKED_AT) if len(text) > _LOOKED_AT_FIRST else (LOOKED_AT,):
            pieces = list(_pieces(looked_at[:length]))
            marked, number = self._marked(pieces, terms)
            if _START in marked or not terms:
                break
        is_last = number == len(pieces) - 1 and len(text) <= length
        return _cut(marked, begins=number == 0, ends=is_last).replace(_START, before).replace(_END, after)

    def many(self, texts: Sequence[str], terms: Sequence[str]) -> list[str]:
        """Give the excerpt of each text, its terms between \x02 and \x03. Short texts are marked all at once."""
        short = [(n, text.translate(_NO_MARKS)) for n, text in enumerate(texts) if len(text) <= _PIECE]
        marked = dict(short)
        if terms:
            self._index.execute("BEGIN")
            try:
                self._index.executemany("INSERT INTO pieces (rowid, words) VALUES (?, ?)", short)
                sql = "SELECT rowid, highlight(pieces, 0, ?, ?) FROM pieces WHERE pieces MATCH ?"
                marked |= dict(self._index.execute(sql, (_START, _END, " OR ".join(map(_quoted, terms)))))
            finally:
                self._index.execute("ROLLBACK")
        typed = " OR ".join(map(_quoted, terms))
        return [
            _cut(marked[n], begins=True, ends=True) if n in marked else self.excerpt(text, typed, _START, _END) or ""
            for n, text in enumerate(texts)
        ]

    def _marked(self, pieces: Sequence[str], terms: Sequence[str]) -> tuple[str, int]:
        """Mark the terms in the piece that has the most of them, and say which one that is."""
        if not terms:
            return pieces[0], 0
        self._index.execute("BEGIN")
        try:
            self._index.executemany("INSERT INTO pieces (rowid, words) VALUES (?, ?)", enumerate(pieces))
            number = self._best(terms) if len(pieces) > 1 else 0
            found = self._index.execute(
                "SELECT highlight(pieces, 0, ?, ?) FROM pieces WHERE rowid = ? AND pieces MATCH ?",
                (_START, _END, number, " OR ".join(map(_quoted, terms))),
            ).fetchone()
        finally:
            self._index.execute("ROLLBACK")
        return (found[0] if found else pieces[number]), number

    def _best(self, terms: Sequence[str]) -> int:
        sql = "SELECT rowid FROM pieces WHERE pieces MATCH ?"
        terms_in = Counter(rowid for term in terms for (rowid,) in self._index.execute(sql, (_quoted(term),)))
        return min(terms_in, key=lambda rowid: (-terms_in[rowid], rowid), default=0)


_of_thread: Final = threading.local()


def excerpts(texts: Sequence[str], terms: Sequence[str]) -> list[str]:
    """Give `Excerpts.many` of some texts, with an index that the thread keeps."""
    if not hasattr(_of_thread, "excerpts"):
        _of_thread.excerpts = Excerpts()
    found: list[str] = _of_thread.excerpts.many(texts, terms)
    return found


def _pieces(text: str) -> Iterator[str]:
    """Give pieces of a text that overlap, each from the beginning of a word to the end of one where it has blanks."""
    start = 0
    while len(text) - start > _PIECE:
        end = text.rfind(" ", start + _PIECE - _LONGEST_WORD, start + _PIECE)
        end = start + _PIECE if end < 0 else end
        yield text[start:end]
        blank = text.find(" ", end - _OVERLAP, end - _OVERLAP + _LONGEST_WORD)
        start = end - _OVERLAP if blank < 0 else blank + 1
    yield text[start:]


def _cut(marked: str, *, begins: bool, ends: bool) -> str:
    """Cut a piece so that it has as many of the hits as a short text can, with some words before them.

    `begins` and `ends` say whether the piece is the first of its text, and the last.
    """
    words: list[str] = marked.split()
    if not words:
        return ""
    is_plain = max(map(len, words)) <= _LONGEST_WORD
    if not is_plain:
        words = _WORD.findall(marked)
    first = _densest([at for at, word in enumerate(words) if _START in word])
    start = max(0, min(first - _BEFORE, len(words) - _WORDS))
    inside = _words_of(marked, start) if is_plain else _pieces_of_words(marked, start)
    # A phrase may begin before what is shown, or go on after it.
    opened, closed = inside.find(_START), inside.find(_END)
    if closed >= 0 and not 0 <= opened < closed:
        inside = _START + inside
    if inside.rfind(_START) > inside.rfind(_END):
        inside += _END
    is_first, is_last = begins and start == 0, ends and start + _WORDS >= len(words)
    return ("" if is_first else "…") + inside + ("" if is_last else "…")


def _words_of(marked: str, start: int) -> str:
    """Give as many words of a text as an excerpt has, from one on, with the blanks between them."""
    rest = marked.split(maxsplit=start)[-1]
    after = rest.split(maxsplit=_WORDS)[_WORDS:]
    return rest.removesuffix(after[0]).rstrip() if after else rest.rstrip()


def _pieces_of_words(marked: str, start: int) -> str:
    """Give the same of a text with words so long that each is taken for several."""
    shown = list(islice(_WORD.finditer(marked), start, start + _WORDS))
    return marked[shown[0].start() : shown[-1].end()]


def _densest(hits: Sequence[int]) -> int:
    """Give the place of the first hit of those that stand closest together, or 0."""
    room = _WORDS - _BEFORE
    first = most = best = 0
    for number, at in enumerate(hits, 1):
        while hits[first] <= at - room:
            first += 1
        if number - first > most:
            most, best = number - first, at - room + 1
    return next((at for at in hits if at >= best), 0)


def _quoted(term: str) -> str:
    return f'"{term}"'
