"""Two versions of a record laid flat beside each other, so that only what differs stands in different places.

Where a value stands depends on the record's language, and on how a number is printed: a text in the record's own
language needs no name of the language, and a finding is known by its number. A change of either moves every such value
and changes none of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from opcc_opendata.diff.flatten import LANGUAGES, Flat, Place, flatten
from opcc_opendata.record import number_key, recommendation_keys, report_position, texts_of
from opcc_opendata.record_types import Record

_RUNS: Final = re.compile("[0-9]+|[a-z]+")


class Aligned(NamedTuple):
    """Two versions laid flat, and the keys of their findings: one that is in both has the same key in both."""

    before: Flat
    after: Flat
    keys_before: tuple[str, ...]
    keys_after: tuple[str, ...]


def aligned(before: Record, after: Record) -> Aligned:
    """Lay two versions of a record flat. A finding has the key of the older version where it is in both."""
    old_keys, new_keys = _finding_keys(before, after)
    if before["language"] == after["language"]:
        return Aligned(flatten(before, old_keys), flatten(after, new_keys), old_keys, new_keys)
    old, new = flatten(before, old_keys, every_language=True), flatten(after, new_keys, every_language=True)
    return Aligned(*_in_one_language(old, new, before["language"], after["language"]), old_keys, new_keys)


def changed_places(before: Record, after: Record) -> Iterator[tuple[Place, str | None, str | None]]:
    """Give each place at which two versions of a record differ, with both values; None where there is none."""
    old, new, *_ = aligned(before, after)
    for place in {**old, **new}:
        if old.get(place) != new.get(place):
            yield place, old.get(place), new.get(place)


def _in_one_language(old: Flat, new: Flat, was: str, language: str) -> tuple[Flat, Flat]:
    """Name the languages of texts in both versions as the new version does, though the record's language was another.

    A text that names no language in either version is the same text, whichever language it is now said to be in. So is
    one that stood alone in the old language, and stands alone in the new one.
    """
    texts = {place[:-1] for flat in (old, new) for place in flat if len(place) > 1 and place[-1] in LANGUAGES}
    old, new = _named(old, texts, was), _named(new, texts, language)
    renamed = {
        (*place, was): (*place, language)
        for place in texts
        if (*place, was) not in new
        and (*place, language) not in old
        and old.get((*place, was), "") == new.get((*place, language))
    }
    old = {renamed.get(place, place): value for place, value in old.items()}
    return _own_language(old, language), _own_language(new, language)


def _named(flat: Flat, texts: set[Place], language: str) -> Flat:
    return {(*place, language) if place in texts else place: value for place, value in flat.items()}


def _own_language(flat: Flat, language: str) -> Flat:
    return {place[:-1] if len(place) > 1 and place[-1] == language else place: value for place, value in flat.items()}


def _finding_keys(before: Record, after: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the keys of the findings of both versions. One whose number is only printed otherwise keeps its key.

    That is one of the same report and kind, with the same texts, whose number has the same digits and letters: "3(a)"
    and "3a", but not "1.1" and "11".
    """
    old, new = recommendation_keys(before), recommendation_keys(after)
    gone, come = _by_number(before, old, new), _by_number(after, new, old)
    again = {key: gone[what][0] for what, (key, *others) in come.items() if not others and len(gone.get(what, ())) == 1}
    return old, tuple(again.get(key, key) for key in new)


_Printed = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def _by_number(record: Record, keys: Sequence[str], others: Sequence[str]) -> dict[_Printed, list[str]]:
    """Give the keys that only this version has, by what a finding is the same by."""
    only = set(keys).difference(others)
    found: defaultdict[_Printed, list[str]] = defaultdict(list)
    reports = [report["id"] for report in record["inspections"]] if only else []
    for key, one in zip(keys, record.get("recommendations", ()), strict=True):
        kind = one.get("kind", "")  # a draft may lack it
        runs = tuple(_RUNS.findall(number_key(kind, one.get("number"))))
        if key in only and runs:
            report = reports[report_position(reports, one)]
            texts = tuple(sorted(texts_of(one.get("text"), record["language"]).values()))
            found[report, kind, runs, texts].append(key)
    return found
