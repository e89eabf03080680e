"""What a reader typed → what is searched for: other forms and spellings, abbreviations, and mistyped words.

`terms.tsv` has the abbreviations and the words that are written apart as well as together, and `word_forms.tsv` the
forms of a word that its endings do not lead to. All else comes from the words of the texts themselves, which the build
collects in the table `search_words`.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Final

from opcc_opendata.search.bitmaps import tokens_of
from opcc_opendata.search.query import MOST_WORDS, SearchQuery, folded
from opcc_opendata.search.word_forms import other_forms

_FILE: Final = Path(__file__).with_name("terms.tsv")
_MOST_TERMS: Final = 12
"""Terms of a search for which other spellings are looked for. A text that was pasted is searched for as it is."""
_SHORTEST_MISTYPED: Final = 5
_MOST_MISTYPED: Final = 3
"""Words of one search that are corrected: each is held against all words there are."""
_LONG: Final = 8
"""Letters from which on a word may be two mistakes away from the right one, and not only one."""
_SHORTEST_HALF: Final = 3
_LONGEST_WORD: Final = 40
_RARE: Final = 3
_COMMONER: Final = 50
"""A word in fewer than `_RARE` responses may be mistyped if one like it is in so many times as many."""
_CANDIDATES: Final = 12
_FEW: Final = 20


@dataclass(frozen=True, slots=True)
class Understood:
    """What is searched for. `added` are terms that nobody typed, and `corrected` is (typed, searched for) in pairs.

    `joined` are neighbours that are searched for as one term. `offered` is what may be meant instead, where what was
    typed is searched for all the same.
    """

    query: SearchQuery
    added: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    offered: SearchQuery | None = None


class Vocabulary:
    """The words of all texts that a search looks through, and how often they are found."""

    def __init__(self, connection: sqlite3.Connection, words: list[str], names: frozenset[str]) -> None:
        """Take a connection, the words as `read_words` gives them, and words of names, of which none is mistyped."""
        self._connection = connection
        self._words = words
        self._names = names

    def is_name(self, word: str) -> bool:
        """Say whether a word is one of a name, or of what an abbreviation is short for, though no text may have it."""
        return word in self._names or word in _words_of_terms()

    def has(self, word: str) -> bool:
        """Say whether a word stands in a text, written just so but for small letters and accents."""
        sql = "SELECT 1 FROM search_words WHERE word = ?"
        return self._connection.execute(sql, (" ".join(folded(word)),)).fetchone() is not None

    def hits(self, term: str, most: int = -1) -> int:
        """Count the responses that have a word in any of its forms, or a phrase; no further than `most` if given."""
        sql = "SELECT count(*) FROM (SELECT 1 FROM responses_fts WHERE responses_fts MATCH ? LIMIT ?)"
        (found,) = self._connection.execute(sql, (f'"{term}"', most)).fetchone()
        return int(found)

    def is_rare(self, word: str) -> bool:
        """Say whether few responses have a word in any of its forms, or none."""
        (responses,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM searched_responses").fetchone()
        most = max(_FEW, int(responses) // _FEW)
        return self.hits(word, most + 1) <= most

    def has_phrase(self, phrase: str) -> bool:
        """Say whether words follow each other in some text."""
        sql = "SELECT 1 FROM responses_fts WHERE responses_fts MATCH ? LIMIT 1"
        return self._connection.execute(sql, (f'"{phrase}"',)).fetchone() is not None

    def may_find(self, term: str) -> bool:
        """Say whether each word of a term stands in some text, in any of its forms."""
        return all(map(self.has_phrase, term.split()))

    def nearest(self, word: str) -> tuple[str, int] | None:
        """Give the word that is most like a mistyped one, and how many responses have it: of equals the commonest."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 1 if len(word) < _LONG else 2
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=_CANDIDATES)
        found = [(distance, one[0] != word[0], -self.hits(one), one) for one, distance, _ in near if one != word]
        if not found:
            return None
        _, _, hits, best = min(found)
        return best, -hits


def read_words(connection: sqlite3.Connection) -> list[str]:
    """Give every word of the texts that could be what somebody mistyped."""
    sql = "SELECT word FROM search_words WHERE length(word) BETWEEN ? AND ? ORDER BY word"
    return [word for (word,) in connection.execute(sql, (_SHORTEST_MISTYPED - 1, _LONGEST_WORD))]


def understand(typed: SearchQuery, vocabulary: Vocabulary) -> Understood:
    """Find out what may be meant by a search. What stands between quotation marks, or is unwanted, stays as it is."""
    if len(typed.wanted) > _MOST_TERMS:
        return Understood(typed)
    query, corrected = _corrected(typed, vocabulary)
    query = _with_abbreviations(_with_other_forms(_with_other_spellings(query, vocabulary), vocabulary))
    known = {" ".join(folded(term)) for term in (*typed.terms, *(right for _, right in corrected))}
    # What no text can have would only make the search longer, and the sentence about it.
    groups = (
        tuple(one for one in group if " ".join(folded(one)) in known or vocabulary.may_find(one)) or group[:1]
        for group in query.wanted
    )
    query = replace(query, wanted=tuple(groups))
    if query.words > MOST_WORDS:
        return Understood(typed)
    new = tuple(term for term in query.terms if " ".join(folded(term)) not in known)
    line = " ".join(word for group in typed.wanted for word in folded(group[0]))
    joined = tuple(term for term in new if " " in term and f" {term} " in f" {line} ")
    added = tuple(term for term in new if term not in joined)
    return Understood(query, added, joined, corrected, None if corrected else _commoner(typed, vocabulary))


def _corrected(typed: SearchQuery, vocabulary: Vocabulary) -> tuple[SearchQuery, tuple[tuple[str, str], ...]]:
    """Put the nearest word in the place of each that no text has."""
    groups: list[tuple[str, ...]] = []
    corrected: list[tuple[str, str]] = []
    looked_for = 0
    for group in typed.wanted:
        word = _mistyped(group, typed) if looked_for < _MOST_MISTYPED else ""
        near = None
        if word and not vocabulary.is_name(word) and not vocabulary.has_phrase(word) and not _other(word, vocabulary):
            looked_for += 1
            near = vocabulary.nearest(word)
        groups.append((near[0],) if near else group)
        corrected += [(group[0], near[0])] if near else []
    return replace(typed, wanted=tuple(groups)), tuple(corrected)


def _mistyped(group: tuple[str, ...], typed: SearchQuery) -> str:
    """Give the word of a group if it could be mistyped: it is long, all letters, and stood in no quotation marks."""
    word = " ".join(folded(group[0]))
    alone = len(group) == 1 and group[0] not in typed.quoted
    return word if alone and _SHORTEST_MISTYPED <= len(word) <= _LONGEST_WORD and word.isalpha() else ""


def _other(word: str, vocabulary: Vocabulary) -> bool:
    """Say whether a word is another spelling or form of what may be there."""
    return (
        bool(_as_abbreviation(word))
        or word in _compounds()
        or any(other_forms(word, vocabulary.has))
        or any(_split(word, vocabulary))
    )


def _commoner(typed: SearchQuery, vocabulary: Vocabulary) -> SearchQuery | None:
    """Give the search with a much commoner word in the place of each that hardly any response has."""
    groups: list[tuple[str, ...]] = []
    looked_for = 0
    for group in typed.wanted:
        word = _mistyped(group, typed) if looked_for < _MOST_MISTYPED else ""
        if word and 0 < (hits := vocabulary.hits(word, _RARE)) < _RARE:
            looked_for += 1
            near = vocabulary.nearest(word)
            searched = {tokens_of(form) for form in other_forms(word, vocabulary.has)}
            if near and near[1] >= _COMMONER * hits and tokens_of(near[0]) not in searched:
                groups.append((near[0],))
                continue
        groups.append(group)
    return replace(typed, wanted=tuple(groups)) if tuple(groups) != typed.wanted else None


# --- words written together, with a hyphen or apart ---------------------------------------------------------------


def _with_other_spellings(typed: SearchQuery, vocabulary: Vocabulary) -> SearchQuery:
    """Let a term that is written together and apart be found in both ways."""
    joined = list(_with_compounds(typed))
    groups: list[tuple[str, ...]] = []
    for group in joined:
        added = list(group)
        for term in group:
            words = folded(term)
            if term in typed.quoted:
                continue
            if len(words) == 1:
                added += _split(words[0], vocabulary)
            elif _may_join(words) and vocabulary.has("".join(words)):
                added.append("".join(words))
        groups.append(_once(added))
    for n, (first, second) in enumerate(pairwise(joined)):
        words = [*_plain_word(first, typed), *_plain_word(second, typed)]
        if _may_join(words) and vocabulary.has(both := "".join(words)):
            # (a OR ab) AND (b OR ab) is what has the two words, or the two as one.
            groups[n] = _once([*groups[n], both])
            groups[n + 1] = _once([*groups[n + 1], both])
    return replace(typed, wanted=tuple(groups))


def _may_join(words: list[str]) -> bool:
    """Say whether two words may be written as one: on line, but not A & S."""
    return len(words) == 2 and min(map(len, words)) > 1 and sum(map(len, words)) >= 2 * _SHORTEST_HALF


def _with_compounds(typed: SearchQuery) -> Iterator[tuple[str, ...]]:
    """Make one term of two neighbours that the field writes as one word too: body worn."""
    compounds = _compounds()
    waiting = list(typed.wanted)
    while waiting:
        group = waiting.pop(0)
        words = [*_plain_word(group, typed), *(_plain_word(waiting[0], typed) if waiting else ())]
        if len(words) == 2 and (joined := "".join(words)) in compounds:
            waiting.pop(0)
            yield (compounds[joined], joined)
            continue
        spellings = [both for term in group for both in _of_compound(term, typed)]
        yield _once([*group, *spellings])


def _of_compound(term: str, typed: SearchQuery) -> tuple[str, ...]:
    joined = "".join(folded(term))
    apart = _compounds().get(joined)
    return (apart, joined) if apart and term not in typed.quoted else ()


def _plain_word(group: tuple[str, ...], typed: SearchQuery) -> tuple[str, ...]:
    words = folded(group[0])
    return (words[0],) if len(group) == len(words) == 1 and group[0] not in typed.quoted else ()


def _split(word: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Give the two words that a word may be made of, where they follow each other in some text."""
    if word in _compounds() or not word.isalpha() or len(word) > _LONGEST_WORD:
        return
    halves = ((word[:at], word[at:]) for at in range(2, len(word) - 1))
    known = [both for both in halves if _may_join([*both]) and all(map(vocabulary.has, both))]
    # A common word is its own: into needs no "in to", and to look for that would take long.
    if known and vocabulary.is_rare(word):
        yield from (" ".join(both) for both in known if vocabulary.has_phrase(" ".join(both)))


def _with_other_forms(query: SearchQuery, vocabulary: Vocabulary) -> SearchQuery:
    """Let a word be found in the forms that its endings do not lead to."""
    groups = (
        _once(
            [*group, *(form for one in group if one not in query.quoted for form in other_forms(one, vocabulary.has))]
        )
        for group in query.wanted
    )
    return replace(query, wanted=tuple(groups))


# --- abbreviations ------------------------------------------------------------------------------------------------


def _with_abbreviations(query: SearchQuery) -> SearchQuery:
    """Let an abbreviation be found by what it is short for, and the other way about."""
    groups = []
    for group in query.wanted:
        long = [_long_forms().get(_as_abbreviation(term), ()) for term in group if term not in query.quoted]
        groups.append(_once([*group, *chain.from_iterable(long)]))
    for first in range(len(query.wanted)):
        for last in range(first, len(query.wanted)):
            run = query.wanted[first : last + 1]
            if any(group[0] in query.quoted for group in run):
                break
            for short in _short_forms().get(_letters(" ".join(group[0] for group in run)), ()):
                for n in range(first, last + 1):
                    groups[n] = _once([*groups[n], short])
    return replace(query, wanted=tuple(groups))


def _as_abbreviation(term: str) -> str:
    """Give a term as `terms.tsv` writes abbreviations: AFIs is AFI. One of two letters has to be in capitals."""
    for one in (term, term.removesuffix("s").removesuffix("S")):
        if one.upper() in _long_forms() and (len(one) > 2 or one.isupper()):
            return one.upper()
    return ""


def _letters(text: str) -> str:
    """Give the letters of a text without blanks, hyphens and the s of plurals, by which spellings of one are equal."""
    return "".join(word.removesuffix("s") for word in folded(text))


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["short"], row["long"]) for row in csv.DictReader(file, dialect="excel-tab"))


@lru_cache(maxsize=1)
def _words_of_terms() -> frozenset[str]:
    return frozenset(word for row in _rows() for text in row for word in folded(text))


@lru_cache(maxsize=1)
def _compounds() -> dict[str, str]:
    """Give the words that are written together, in small letters, with how they are written apart."""
    return {short: long for short, long in _rows() if short.islower()}


@lru_cache(maxsize=1)
def _long_forms() -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for short, long in _rows():
        if short.isupper():
            made[short] = (*made.get(short, ()), *_spellings(long))
    return made


def _spellings(long: str) -> Iterator[str]:
    yield long
    for joined, apart in _compounds().items():
        if f" {apart} " in f" {long} ":
            yield f" {long} ".replace(f" {apart} ", f" {joined} ").strip()


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for short, long in _rows():
        if short.isupper():
            made[_letters(long)] = (*made.get(_letters(long), ()), short)
    return made


def _once(terms: list[str]) -> tuple[str, ...]:
    """Keep each term once, whatever its letters' case."""
    return tuple({term.casefold(): term for term in reversed(terms)}.values())[::-1]
