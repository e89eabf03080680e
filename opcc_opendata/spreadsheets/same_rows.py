"""Which row of a list is which of it before: by what it says, and only then by the position that it states."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any, Final

Row = Mapping[str, Any]

_WORD: Final = re.compile(r"\w+")
_LONGEST: Final = 20_000
"""Characters of a text whose words are looked at."""


def same_rows(old: Sequence[Row], new: Sequence[Row], stated: Sequence[int | None]) -> dict[int, int]:
    """Give, by the number of each row of a new list that was there before, the number of the old row.

    First come rows that say the same with all that belongs to them, then those that say the same themselves, then those
    that share a value which no other row has, then those that share most of their words. Of what is left, a row is
    the one whose position it states. Numbers count from 0, positions from 1.
    """
    found = _Found(len(old), len(new), alike_rows(old, new))
    before, after = [_own(one) for one in old], [_own(one) for one in new]
    found.take(_alike([_as_text(one) for one in before], [_as_text(one) for one in after], found))
    found.take(_sharing(list(map(_values, before)), list(map(_values, after)), found, weight=_length))
    found.take(_sharing(list(map(_words, before)), list(map(_words, after)), found, is_most=True))
    found.take((number, place - 1) for number, place in enumerate(stated) if place is not None)
    return found.pairs


def alike_rows(old: Sequence[Row], new: Sequence[Row], _stated: Sequence[int | None] = ()) -> dict[int, int]:
    """Give only those that say the same, with all that belongs to them."""
    found = _Found(len(old), len(new))
    found.take(_alike([_as_text(one) for one in old], [_as_text(one) for one in new], found))
    return found.pairs


class _Found:
    """The pairs that are found, and the rows that are left."""

    def __init__(self, old: int, new: int, pairs: Mapping[int, int] = MappingProxyType({})) -> None:
        self.pairs = dict(pairs)
        self.old, self.new = set(range(old)).difference(pairs.values()), set(range(new)).difference(pairs)

    def take(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Add those pairs of which both rows are left, the first before the others."""
        for number, before in list(pairs):
            if number in self.new and before in self.old:
                self.pairs[number] = before
                self.new.discard(number)
                self.old.discard(before)


def _as_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _own(row: Row) -> dict[str, Any]:
    """Give what a row says itself, without the lists of rows that belong to it, which have sheets of their own."""
    found = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found[key] = _own(value)
        elif not (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
            found[key] = value
    return found


def _alike(old: Sequence[str], new: Sequence[str], left: _Found) -> Iterator[tuple[int, int]]:
    """Pair rows that say the same: first those in one order, then others."""
    before, after = sorted(left.old), sorted(left.new)
    rows = [old[number] for number in before], [new[number] for number in after]
    free: defaultdict[str, list[int]] = defaultdict(list)
    paired: set[int] = set()
    taken: set[int] = set()
    for first, start, length in SequenceMatcher(None, *rows, autojunk=False).get_matching_blocks():
        pairs = list(zip(after[start : start + length], before[first : first + length], strict=True))
        paired.update(number for number, _ in pairs)
        taken.update(number for _, number in pairs)
        yield from pairs
    for number in before:
        if number not in taken:
            free[old[number]].append(number)
    for number in after:
        if number not in paired and free[new[number]]:
            yield number, free[new[number]].pop(0)


def _values(row: Any, at: tuple[str, ...] = ()) -> set[tuple[tuple[str, ...], str]]:
    """Give every value of a row, each with its path."""
    if isinstance(row, dict):
        return {one for key, value in row.items() for one in _values(value, (*at, key))}
    return {(at, _as_text(row))}


def _length(value: tuple[tuple[str, ...], str]) -> int:
    return len(value[1])


def _words(row: Any) -> set[str]:
    """Give the words of a row's values."""
    return {word for _, text in _values(row) for word in _WORD.findall(text[:_LONGEST].casefold())}


def _sharing(
    old: Sequence[set[Any]],
    new: Sequence[set[Any]],
    left: _Found,
    *,
    weight: Callable[[Any], int] = lambda _: 1,
    is_most: bool = False,
) -> Iterator[tuple[int, int]]:
    """Pair rows that share what no other rows that are left have: those that share most first.

    `is_most` asks that a half of what one of the two has is shared.
    """
    where: defaultdict[Any, list[int]] = defaultdict(list)
    for number in sorted(left.old):
        for one in old[number]:
            where[one].append(number)
    counts = Counter(one for number in left.new for one in new[number])
    shared: Counter[tuple[int, int]] = Counter()
    for number in sorted(left.new):
        for one in new[number]:
            if counts[one] == 1 and len(where.get(one, ())) == 1:
                shared[number, where[one][0]] += weight(one)
    for pair in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        number, before = pair
        if not is_most or 2 * shared[pair] >= min(len(new[number]), len(old[before])):
            yield pair
