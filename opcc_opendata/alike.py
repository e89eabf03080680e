"""Texts that have nearly the same words: found among many, measured exactly, and shown side by side.

Pure: texts in, facts out. What is compared is the words in their order, in small letters and without punctuation. A
text is the set of its runs of three words that follow each other, and two texts are as alike as the share of their runs
that both have: the runs in both, divided by the runs in either (Jaccard's coefficient of word shingles: Broder, "On the
resemblance and containment of documents", 1997). The same words in the same order make 1, and no run in common makes 0.

That two texts are alike says nothing of why. Both may quote a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice
from typing import Final, NamedTuple

RUN: Final = 3
"""How many words a run has."""

FEWEST_WORDS: Final = 20
"""A shorter text is not compared. Standard phrases are alike anyway: "The commissioner accepts this recommendation"."""

LEAST_ALIKE: Final = (3, 4)
"""The least share of runs that texts alike have in common, as a fraction, so that no rounding decides."""

MOST_ALIKE: Final = 200
"""With how many wordings before it a wording is paired at most, so that no one phrase can fill the database."""

_WORD: Final = re.compile(r"\w+")
_NOT_IN_WORDS: Final = {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) == "_")}
_TYPOGRAPHIC: Final = str.maketrans(dict.fromkeys("‘’“”–—…•·£", " "))
_HASHES: Final = 264
_BANDS: Final = 44
"""Two texts are measured where all hashes of a band agree, which has the chance 1 - (1 - share^6)^44."""
_SEED: Final = 55
_THRESHOLD: Final = LEAST_ALIKE[0] / LEAST_ALIKE[1]
_ESTIMATE: Final = 0.55
"""Two texts of which the hashes estimate less are not measured: that is seven standard errors below what is enough."""
_AT_A_TIME: Final = 1_000

Runs = frozenset[tuple[str, ...]]


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters. What stands between letters, digits and _ ends a word."""
    text = text.casefold()
    if not text.isascii():
        text = text.translate(_TYPOGRAPHIC)
        if not text.isascii():
            return _WORD.findall(text)
    return text.translate(_NOT_IN_WORDS).split()


def runs_of(words: Sequence[str]) -> Runs:
    """Return the runs of three words."""
    return frozenset(zip(*_shifted(list(words)), strict=False))


class Likeness(NamedTuple):
    """How alike two texts are: of so many runs that are in `either`, so many are `shared`."""

    shared: int
    either: int

    @property
    def per_cent(self) -> int:
        """The share in whole per cent, rounded down: only the same runs make 100."""
        return 100 * self.shared // self.either if self.either else 0

    @property
    def enough(self) -> bool:
        """Whether the texts are alike."""
        least, of = LEAST_ALIKE
        return self.either > 0 and self.shared * of >= least * self.either


def likeness(one: Runs, other: Runs) -> Likeness:
    """Measure how alike two texts are, by their runs."""
    shared = len(one & other)
    return Likeness(shared, len(one) + len(other) - shared)


class Pair(NamedTuple):
    """Two wordings that are alike, by their places in the list, the earlier first."""

    one: int
    other: int
    likeness: Likeness


def alike_pairs(wordings: Sequence[str]) -> list[Pair]:
    """Return the pairs of different wordings that are alike, sorted.

    A wording is its words with a blank between them. None is given twice, and none is shorter than `FEWEST_WORDS`.
    MinHash and locality-sensitive hashing find the candidates (Leskovec, Rajaraman and Ullman, "Mining of Massive
    Datasets", chapter 3), and each of these is measured exactly. Of pairs that are just alike enough they miss 2 in
    10,000, and of those with four runs in five in common 2 in a million. The seed is fixed: the same wordings in the
    same order give the same pairs.
    """
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-untyped]

    matrix = RMinHash.digest_matrix_from_token_sets(_texts_of_runs(wordings), _HASHES, _SEED)
    flags = RMinHashLSH(_THRESHOLD, _HASHES, _BANDS).query_duplicate_flags_matrix_one_shot(matrix)
    # Of these alone something more is made: few texts agree in a band with another.
    places = [place for place, is_near in enumerate(flags) if is_near]
    sketches = RMinHash.from_token_sets(_texts_of_runs([wordings[place] for place in places]), _HASHES, _SEED)
    index = RMinHashLSH(_THRESHOLD, _HASHES, _BANDS)
    index.insert_many(sketches)
    runs = _Known(wordings)
    pairs: list[Pair] = []
    for start in range(0, len(sketches), _AT_A_TIME):
        for n, found in enumerate(index.query_all(sketches[start : start + _AT_A_TIME]), start):
            near = [other for other in found if other < n and sketches[other].jaccard(sketches[n]) > _ESTIMATE]
            measured = (
                Pair(places[other], places[n], likeness(runs[places[other]], runs[places[n]])) for other in sorted(near)
            )
            pairs += islice((pair for pair in measured if pair.likeness.enough), MOST_ALIKE)
    return sorted(pairs)


def _texts_of_runs(wordings: Iterable[str]) -> Iterator[list[str]]:
    for wording in wordings:
        yield list(map(" ".join, zip(*_shifted(wording.split()), strict=False)))


class _Known(dict[int, Runs]):
    """The runs of each wording that is measured, made once."""

    def __init__(self, wordings: Sequence[str]) -> None:
        self._wordings = wordings

    def __missing__(self, place: int) -> Runs:
        self[place] = runs_of(self._wordings[place].split())
        return self[place]


def _shifted(words: list[str]) -> list[list[str]]:
    return [words[start:] for start in range(RUN)]


class TextPiece(NamedTuple):
    """A piece of a text, and whether only this text has it."""

    text: str
    only_here: bool


def differences(one: str, other: str) -> tuple[list[TextPiece], list[TextPiece]]:
    """Cut two texts into pieces: those that both have in the same order, and those that only one has.

    The texts are compared word by word, as `words_of` reads them. The pieces of each, put together, are the text.
    """
    left, right = _tokens(one), _tokens(other)
    matcher = SequenceMatcher(None, [word for word, _ in left], [word for word, _ in right], autojunk=False)
    pieces: tuple[list[TextPiece], list[TextPiece]] = ([], [])
    for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
        sides = ((left, left_from, left_to), (right, right_from, right_to))
        for made, (tokens, start, end) in zip(pieces, sides, strict=True):
            text = "".join(printed for _, printed in tokens[start:end])
            if text:
                made.append(TextPiece(text, tag != "equal"))
    return pieces


def _tokens(text: str) -> list[tuple[str, str]]:
    """Cut a text into its words, each with what stands after it, and before the first."""
    starts = [found.start() for found in _WORD.finditer(text)]
    if not starts:
        return [("", text)] if text else []
    ends = [*starts[1:], len(text)]
    starts[0] = 0
    return [(" ".join(words_of(text[start:end])), text[start:end]) for start, end in zip(starts, ends, strict=True)]
