"""Whether two names may be of one inspection report: near-equal titles, and dates that allow it.

Offices name a report in their own words, so this errs on the side of "may be". The numbers in two titles tell reports
apart that differ in nothing else, such as the State of Policing of two years.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from opcc_opendata.rules.base import Span
from opcc_opendata.rules.register import loosely

_NEAR_EQUAL: Final = 88
"""Of 100: how alike the words of two near-equal titles are, in any order (rapidfuzz, token_sort_ratio)."""

_CONTAINED: Final = 95
"""Of 100: that the words of one title are, but for spelling, all in the other (rapidfuzz, token_set_ratio)."""

_LOOSELY_ALIKE: Final = 60
"""Of 100, as the last: enough for two reports published within `_FEW_DAYS` of each other."""

_FEW_DAYS: Final = 14
_YEAR: Final = 366
PERIOD: Final = 55
"""Days: of two reports that are further apart than this, the one's response is due before the other is out."""

_NUMBER: Final = re.compile(r"\d+")
_LEAST_WORDS: Final = 2
_LONGEST: Final = 400
"""Characters of a title that are compared: as many as the standard allows."""


def similar_titles(one: str, other: str, days_apart: int | None, *, near_equal: bool = False) -> bool:
    """Say whether two titles may be of one report, published so many days apart; None where a date is not known.

    With `near_equal` it is not enough that reports of the same days have titles that are only roughly alike. A title
    that is not known is like no other.
    """
    if not one.strip() or not other.strip():
        return False
    near = days_apart is None or days_apart <= PERIOD
    if not near and _numbers(one) != _numbers(other):
        return False
    alike, contained = _alike(loosely(one[:_LONGEST]), loosely(other[:_LONGEST]))
    if alike >= _NEAR_EQUAL:
        return True
    if contained >= _CONTAINED:
        return days_apart is None or days_apart <= _YEAR
    is_few = days_apart is not None and days_apart <= _FEW_DAYS
    return not near_equal and is_few and contained >= _LOOSELY_ALIKE


def numbers_contradict(one: str, other: str) -> bool:
    """Say whether two titles have numbers that tell them apart, such as years or tranches."""
    here, there = _numbers(one), _numbers(other)
    return bool(here and there) and not (here <= there or there <= here)


def days_apart(one: Span | None, other: Span | None) -> int | None:
    """Count the days between two dates that may mean several days: 0 if they overlap, None if one is not known."""
    if one is None or other is None:
        return None
    return max(0, (other[0] - one[1]).days, (one[0] - other[1]).days)


@lru_cache(maxsize=16_384)
def _numbers(title: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(title))


@lru_cache(maxsize=16_384)
def _alike(one: str, other: str) -> tuple[float, float]:
    """Compare two titles as `loosely` writes them: how alike all their words are, and those of the shorter one."""
    from rapidfuzz import fuzz  # compiled, and only needed where titles differ

    if one == other:
        return 100.0, 100.0
    contained = fuzz.token_set_ratio(one, other) if min(len(one.split()), len(other.split())) >= _LEAST_WORDS else 0.0
    return fuzz.token_sort_ratio(one, other), contained
