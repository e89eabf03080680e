"""What a reader typed → a question in a form of our own → the same for SQLite's FTS5.

All words must be there. Words between quotation marks follow each other, as do the parts of a word with a hyphen or an
apostrophe. `OR` stands between words of which one is enough, and `-` before a word or phrase that must not be there.
Everything else that is typed, also what means something to FTS5, is only punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

MOST_WORDS: Final = 100
"""Words that one search may have, those of phrases too."""
SEPARATOR: Final = "z0z0z0"
"""What stands between two texts in the index, so that no phrase runs from one into the next."""

_PIECE: Final = re.compile(r'(-?)(?:["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+))')
_OR: Final = frozenset(("OR", "|"))


class QueryError(Exception):
    """What was typed can't be searched for. The text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question: of each of the `wanted` groups one term must be there, and none of the `unwanted` terms.

    A term is one word, or several that follow each other, as they were typed.
    """

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether there is anything to search for. That something must not be there is not enough."""
        return bool(self.wanted)

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term that may be marked in what is found."""
        return tuple(dict.fromkeys(term for group in self.wanted for term in group))


def parse(typed: str) -> Query:
    """Read what somebody typed. What holds no letter or digit is passed over. Raises QueryError."""
    groups: list[list[str]] = []
    unwanted: list[str] = []
    either = False
    for piece in _PIECE.finditer(typed):
        minus, phrase, word = piece.groups()
        if word in _OR and not minus:
            either = bool(groups)
            continue
        term = _term(word if phrase is None else phrase)
        if not term:
            continue
        if minus:
            unwanted.append(term)
        elif either:
            groups[-1].append(term)
        else:
            groups.append([term])
        either = False
    if sum(len(term.split()) for term in (*unwanted, *(term for group in groups for term in group))) > MOST_WORDS:
        raise QueryError(f"A search can have at most {MOST_WORDS} words. Take some of them away.")
    return Query(tuple(map(tuple, groups)), tuple(unwanted))


def _term(text: str) -> str:
    """Give the words of a text with one blank between them, or nothing where the index would find no word in it."""
    words = "".join(character if _in_word(character) else " " for character in text).split()
    kept = [word for word in words if word.casefold() != SEPARATOR]
    return " ".join(kept) if any(unicodedata.category(one)[0] != "M" for word in kept for one in word) else ""


def _in_word(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Co"


FACETS: Final = "facets"
"""The column that holds what a response can be narrowed to, as tokens that nobody types."""


def match(query: Query, columns: Sequence[str], tokens: Iterable[str] = ()) -> str:
    """Give the expression for `responses_fts`: the wanted terms in these columns, and every one of the tokens.

    Unwanted terms may stand in no text at all, whatever columns are looked at.
    """
    if not query or not columns:
        return _NOTHING
    found = f"({{{' '.join(columns)}}} : ({_wanted(query)}))"
    narrowed = " AND ".join([found, *(f'({FACETS} : "{token}")' for token in tokens)])
    if not query.unwanted:
        return narrowed
    unwanted = " OR ".join(map(_quoted, query.unwanted))
    return f"({narrowed}) NOT (- {FACETS} : ({unwanted}))"


def match_passages(query: Query, *, every: bool = True) -> str:
    """Give the expression for `passages_fts`: passages with every wanted group, or with any of the terms."""
    return (_wanted(query) if every else " OR ".join(map(_quoted, query.terms))) or _NOTHING


_NOTHING: Final = '""'


def _wanted(query: Query) -> str:
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in query.wanted)


def _quoted(term: str) -> str:
    return f'"{term}"'
