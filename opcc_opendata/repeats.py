"""Recommendations said again: which are the same by what the records state, and which only may be.

Pure: facts in, facts out. A record can state that a recommendation comes from an earlier report (`from_inspection` in
the standard). That is a fact, and such a recommendation is *said again*. Two of them are the same one if they come from
the same earlier report and

- their words are the same, or
- they stand in the same report with the same kind and number, and their words are alike (`alike`) or not all known.

A recommendation of the earlier report itself is the same if its words are. Words are compared without punctuation and
capitals, with those of the lettered parts, and only from `FEWEST_WORDS_OF_A_REQUEST` on.

Where no record states anything, recommendations of two reports with nearly the same words are offered as *possible*
repeats, and counted nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from opcc_opendata.alike import FEWEST_WORDS, Likeness, alike_pairs, likeness, runs_of, words_of

FEWEST_WORDS_OF_A_REQUEST: Final = 8
"""Fewer words do not show that two recommendations are the same: "Publish a plan"."""


class KnownReport(NamedTuple):
    """A report of the data: its titles in any language and its date, as precise as it is known."""

    id: str
    titles: tuple[str, ...]
    published: str | None


class AskedRecommendation(NamedTuple):
    """A recommendation as a response gives it. `words` are joined by blanks; empty where the record has none.

    `number` is the printed one made plain, or empty. `earlier` names the earlier report that it is stated to come from.
    """

    id: str
    inspection: str | None
    kind: str
    number: str
    words: str
    earlier: str | None


class Possible(NamedTuple):
    """Two recommendations of different reports that may be the same, by the first row of each."""

    one: str
    other: str
    likeness: Likeness


def words_of_request(texts: Iterable[str]) -> str:
    """Return the words of a recommendation and its parts, with a blank between them."""
    return " ".join(word for text in texts for word in words_of(text))


def earlier_report(
    name: str | None, titles: Iterable[str], published: str | None, reports: Sequence[KnownReport]
) -> str:
    """Name an earlier report: by the id that the record gives, or that of the one report of this title and date.

    Where the data have no such report, the title's words and the year stand for it. An id never has a blank.
    """
    if name:
        return name
    wanted = {" ".join(words_of(title)) for title in titles} - {""}
    if published:
        found = [
            one.id
            for one in reports
            if one.published
            and (one.published.startswith(published) or published.startswith(one.published))
            and wanted & {" ".join(words_of(title)) for title in one.titles}
        ]
        if len(found) == 1:
            return found[0]
    return f"{min(wanted, default='')} {(published or '')[:4]}"


def repeated(items: Sequence[AskedRecommendation]) -> list[list[str]]:
    """Return the groups of rows that are one recommendation said again, each in the order of `items`."""
    sets = _Sets(one.id for one in items)
    again = [one for one in items if one.earlier is not None]
    by_words: defaultdict[tuple[str | None, str], list[AskedRecommendation]] = defaultdict(list)
    by_number: defaultdict[tuple[str | None, ...], list[AskedRecommendation]] = defaultdict(list)
    for one in again:
        if _is_long_enough(one):
            by_words[one.earlier, one.words].append(one)
        if one.number and one.inspection:
            by_number[one.earlier, one.inspection, one.kind, one.number].append(one)
    for same in by_number.values():
        _join_by_number(same, sets)
    _join_to_earlier(items, by_words, sets)
    names = {one.id for one in again}
    return [group for group in sets.groups() if not names.isdisjoint(group)]


def _is_long_enough(one: AskedRecommendation) -> bool:
    return len(one.words.split()) >= FEWEST_WORDS_OF_A_REQUEST


def _join_to_earlier(
    items: Sequence[AskedRecommendation],
    by_words: Mapping[tuple[str | None, str], Sequence[AskedRecommendation]],
    sets: _Sets,
) -> None:
    """Join what has the same words, with what the earlier report said in these words and all answers to it there."""
    in_report: defaultdict[tuple[str | None, str], list[AskedRecommendation]] = defaultdict(list)
    numbered: defaultdict[tuple[str | None, ...], list[AskedRecommendation]] = defaultdict(list)
    for one in items:
        if one.inspection and _is_long_enough(one):
            in_report[one.inspection, one.words].append(one)
        if one.inspection and one.number and one.earlier is None:
            numbered[one.inspection, one.kind, one.number].append(one)
    for (earlier, words), same in by_words.items():
        sets.join(one.id for one in same)
        for first in in_report.get((earlier, words), ()):
            sets.join((same[0].id, first.id))
            if first.number and first.earlier is None:
                sets.join(one.id for one in numbered[earlier, first.kind, first.number])


def _join_by_number(same: Sequence[AskedRecommendation], sets: _Sets) -> None:
    texts = sorted({one.words for one in same if one.words})
    families = _Sets(texts)
    runs = {text: runs_of(text.split()) for text in texts}
    for one, other in combinations(texts, 2):
        if likeness(runs[one], runs[other]).enough:
            families.join((one, other))
    found = families.groups()
    for family in found:
        sets.join(one.id for one in same if one.words in family)
    if len(found) < 2:
        sets.join(one.id for one in same)


def possible_repeats(items: Sequence[AskedRecommendation], groups: Iterable[Sequence[str]]) -> list[Possible]:
    """Return the pairs of recommendations of different reports with nearly the same words, not known to be the same.

    A recommendation that several responses give is one: the same report, kind and number, or else the same words.
    """
    group_of: Mapping[str, int] = {name: n for n, group in enumerate(groups) for name in group}
    first: dict[tuple[str, ...], AskedRecommendation] = {}
    with_words: defaultdict[str, dict[str, AskedRecommendation]] = defaultdict(dict)
    for one in items:
        if one.inspection and len(one.words.split()) >= FEWEST_WORDS:
            key = (one.inspection, one.kind, one.number if one.earlier is None and one.number else one.words)
            kept = first.setdefault(key, one)
            with_words[one.words].setdefault(kept.id, kept)
    texts = list(with_words)
    place = {one.id: n for n, one in enumerate(items)}
    best: dict[tuple[str, str], Likeness] = {}
    runs = [len(runs_of(text.split())) for text in texts]
    same = [(place, place, Likeness(number, number)) for place, number in enumerate(runs)]
    for one_text, other_text, how in (*same, *alike_pairs(texts)):
        for one in with_words[texts[one_text]].values():
            for other in with_words[texts[other_text]].values():
                together = group_of.get(one.id, -1) == group_of.get(other.id, -2)
                if one.inspection != other.inspection and not together:
                    low, high = sorted((one.id, other.id), key=place.__getitem__)
                    known = best.get((low, high))
                    if known is None or how.shared * known.either > known.shared * how.either:
                        best[low, high] = how
    return [Possible(one, other, how) for (one, other), how in sorted(best.items())]


class _Sets:
    """Disjoint sets of names, which are joined one after the other."""

    def __init__(self, names: Iterable[str]) -> None:
        self._next = {name: name for name in names}

    def first(self, name: str) -> str:
        while self._next[name] != name:
            self._next[name] = name = self._next[self._next[name]]
        return name

    def join(self, names: Iterable[str]) -> None:
        found = [self.first(name) for name in names]
        for name in found[1:]:
            self._next[self.first(name)] = self.first(found[0])

    def groups(self) -> list[list[str]]:
        made: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._next:
            made[self.first(name)].append(name)
        return list(made.values())
