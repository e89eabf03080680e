"""What a reader typed → a question in a form of our own → the same for SQLite's FTS5.

All words must be there. Words between quotation marks follow each other, as do the parts of a word with a hyphen or an
apostrophe. `OR` stands between words of which one is enough, and `-` or `NOT` before a word or phrase that must not be
there. `AND` is what is meant anyway. Everything else that is typed, also what means something to FTS5, is only
punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

MOST_WORDS: Final = 100
"""Words that one search may have, those of phrases too."""
SEPARATOR: Final = "z0z0z0"
"""What stands between two texts in the index, so that no phrase runs from one into the next."""

_WORD: Final = re.compile(r"[^\W_]+")
_PIECE: Final = re.compile(r'(-?)(?:["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+))')
_OR: Final = frozenset(("OR", "|"))
_AND: Final = frozenset(("AND", "&"))
_NOT: Final = "NOT"


class QueryError(Exception):
    """What was typed can't be searched for. The text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question: of each of the `wanted` groups one term must be there, and none of the `unwanted` terms.

    A term is one word, or several that follow each other, as they were typed. Those that stood between quotation marks
    are `quoted`: they are to be found as they are.
    """

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[str, ...] = ()
    quoted: frozenset[str] = field(default=frozenset(), compare=False)

    def __bool__(self) -> bool:
        """Say whether there is anything to search for. That something must not be there is not enough."""
        return bool(self.wanted)

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term that may be marked in what is found."""
        return tuple(dict.fromkeys(term for group in self.wanted for term in group))

    @property
    def has_choice(self) -> bool:
        """Say whether one of several terms is enough somewhere."""
        return any(len(group) > 1 for group in self.wanted)

    @property
    def words(self) -> int:
        """Count the words of all terms."""
        return sum(len(term.split()) for term in (*self.unwanted, *(one for group in self.wanted for one in group)))


def parse(typed: str) -> SearchQuery:
    """Read what somebody typed. What holds no letter or digit is passed over. Raises QueryError."""
    groups: list[list[str]] = []
    unwanted: list[str] = []
    quoted: set[str] = set()
    either = left_out = False
    for piece in _PIECE.finditer(typed):
        minus, phrase, word = piece.groups()
        if not minus and word in _OR:
            either = bool(groups)
            continue
        if not minus and (word == _NOT or word in _AND):
            left_out = word == _NOT
            continue
        term = _term(word if phrase is None else phrase)
        if not term:
            continue
        if minus or left_out:
            unwanted.append(term)
        elif either:
            groups[-1].append(term)
        else:
            groups.append([term])
        if phrase is not None:
            quoted.add(term)
        either = left_out = False
    query = SearchQuery(tuple(map(tuple, groups)), tuple(unwanted), frozenset(quoted))
    if query.words > MOST_WORDS:
        raise QueryError(f"A search can have at most {MOST_WORDS} words. Take some of them away.")
    return query


def written(query: SearchQuery) -> str:
    """Write a query as somebody would type it. Reading that gives the same query."""

    def one(term: str) -> str:
        return f'"{term}"' if " " in term or term in _OR or term in _AND or term == _NOT else term

    groups = (" OR ".join(map(one, group)) for group in query.wanted)
    return " ".join([*groups, *(f"-{one(term)}" for term in query.unwanted)])


def folded(text: str) -> list[str]:
    """Give the words of a text in small letters, without accents and apostrophes, and & as and."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("&", " and ").replace("'", "").replace("’", ""))
    return _WORD.findall("".join(one for one in decomposed if not unicodedata.combining(one)))


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
SHORTEST_TOKEN: Final = 15
"""Letters of a token: `index.token` gives no shorter one."""


def match(query: SearchQuery, columns: Sequence[str], tokens: Iterable[str] = (), *, are_all: bool = False) -> str:
    """Give the expression for `responses_fts`: the wanted terms in these columns, and every one of the tokens.

    Unwanted terms may stand in no text at all, whatever columns are looked at. Where the columns are all that hold
    texts, they are not named: SQLite then need not look where in a response each word stands. The one that is left,
    of the tokens, holds no word that is shorter than one of them.
    """
    if not query or not columns:
        return _NOTHING
    is_short = all(len(word) < SHORTEST_TOKEN for term in query.terms for word in term.split())
    found = f"({_wanted(query)})" if are_all and is_short else f"({{{' '.join(columns)}}} : ({_wanted(query)}))"
    narrowed = " AND ".join([found, *(f'({FACETS} : "{token}")' for token in tokens)])
    if not query.unwanted:
        return narrowed
    unwanted = " OR ".join(map(_quoted, query.unwanted))
    return f"({narrowed}) NOT (- {FACETS} : ({unwanted}))"


def match_passages(query: SearchQuery, *, every: bool = True) -> str:
    """Give the expression for `passages_fts`: passages with every wanted group, or with any of the terms."""
    return (_wanted(query) if every else " OR ".join(map(_quoted, query.terms))) or _NOTHING


_NOTHING: Final = '""'


def _wanted(query: SearchQuery) -> str:
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in query.wanted)


def _quoted(term: str) -> str:
    return f'"{term}"'
