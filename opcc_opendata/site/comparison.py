"""What may be said of policing bodies beside each other: who answered faster, who accepted more, or that it is not so.

Pure. A sentence is only made where it holds by two readings at once, over the same reports or recommendations, and of
at least `FEWEST` of them. Everything else is "no clear difference", "not known" or "too few".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, NamedTuple

from opcc_opendata.site.i18n import SiteWords
from opcc_opendata.tables.comparison import FEWEST_FOR_A_RATE as FEWEST

FIRST: Final = "first"
SAME: Final = "same"
UNCLEAR: Final = "unclear"
FEW: Final = "few"
UNKNOWN: Final = "unknown"

OVERDUE: Final = float("inf")
"""The day of a response that has not come out: later than every other."""

_KIND_OF_FORCE: Final = re.compile(r"(?<!\s)\s++(?:Police Service|Police|Constabulary)$|^Heddlu\s++")


@dataclass(frozen=True, slots=True)
class ComparedForce:
    """One force's policing body.

    `days` has the day of publication on each report where it is known for every side, or `OVERDUE`, in the same order
    for all. `accepted` counts the recommendations that it accepted in full, `done` those that it called already done.
    """

    name: str
    days: Sequence[float]
    accepted: int
    done: int


class ComparisonVerdict(NamedTuple):
    """What may be said: FIRST with the place of the side that was, SAME, UNCLEAR, FEW or UNKNOWN."""

    kind: str
    side: int | None = None


def place_of(force: str) -> str:
    """Give the place of a force, which stands for its policing body where bodies are compared: Kent Police → Kent."""
    return _KIND_OF_FORCE.sub("", force)


def typical_day(days: Sequence[float]) -> float | None:
    """Give the median day, `OVERDUE` where half or more are overdue; None of fewer than `FEWEST`."""
    return median(days) if len(days) >= FEWEST else None


def rate(part: int, whole: int) -> int | None:
    """Give a percentage, rounded half up; None of fewer than `FEWEST`."""
    return int(100 * part / whole + 0.5) if whole >= FEWEST else None


def speed(sides: Sequence[ComparedForce], reports: int) -> ComparisonVerdict:
    """Say whose side answered first, over `reports` that each had to answer.

    Its median day must be the earliest, and it must have been the earlier one on more of the same reports than each
    other. The days must be known for at least half of the reports.
    """
    known = len(sides[0].days)
    if known < FEWEST or 2 * known < reports:
        return ComparisonVerdict(FEW if reports < FEWEST else UNKNOWN)
    middles = [median(side.days) for side in sides]
    if len(set(middles)) == 1 and middles[0] != OVERDUE:
        return ComparisonVerdict(SAME)
    first = min(range(len(sides)), key=middles.__getitem__)
    for n, other in enumerate(sides):
        before, after = earlier((sides[first], other))
        if n != first and not (middles[first] < middles[n] and before > after):
            return ComparisonVerdict(UNCLEAR)
    return ComparisonVerdict(FIRST, first)


def earlier(sides: Sequence[ComparedForce]) -> list[int]:
    """Count on how many reports each of two sides was the earlier one."""
    first, second = sides
    pairs = list(zip(first.days, second.days, strict=True))
    return [sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)]


def acceptance(sides: Sequence[ComparedForce], recommendations: int) -> ComparisonVerdict:
    """Say whose side accepted most of the same `recommendations`.

    It must have accepted more in full than each other, and no fewer when those already done are added.
    """
    if recommendations < FEWEST:
        return ComparisonVerdict(FEW)
    if len({side.accepted for side in sides}) == 1:
        return ComparisonVerdict(SAME)
    first = max(range(len(sides)), key=lambda n: sides[n].accepted)
    own = sides[first]
    for n, other in enumerate(sides):
        holds = own.accepted > other.accepted and own.accepted + own.done >= other.accepted + other.done
        if n != first and not holds:
            return ComparisonVerdict(UNCLEAR)
    return ComparisonVerdict(FIRST, first)


def headline(
    names: Sequence[str], reports: int, faster: ComparisonVerdict, more: ComparisonVerdict, say: SiteWords
) -> str:
    """Give the difference in one sentence. `reports` are those that each had to answer."""
    many = "two" if len(names) == 2 else "more"
    everybody = joined(names, say)
    if faster.kind == more.kind == FIRST and faster.side == more.side and faster.side is not None:
        return say.plain(f"compare.both.{many}", name=names[faster.side])
    said = [
        say.plain(f"compare.{what}_{verdict.kind}.{many}", name=names[verdict.side or 0], names=everybody)
        for what, verdict in (("speed", faster), ("accepted", more))
        if verdict.kind not in (FEW, UNKNOWN)
    ]
    if not said:
        return say.plain(f"compare.nothing.{faster.kind if reports else 'none'}.{many}", names=everybody, n=reports)
    if faster.kind == more.kind and faster.kind in (SAME, UNCLEAR):
        return say.plain(f"compare.{faster.kind}.{many}", names=everybody)
    if not {FIRST, SAME} & {faster.kind, more.kind}:
        return say.plain("compare.about", names=everybody, said="; ".join(said))
    sentence = "; ".join(said)
    return sentence[:1].upper() + sentence[1:]


def joined(names: Sequence[str], say: SiteWords) -> str:
    """Join names: Kent, Surrey and Sussex."""
    if len(names) < 2:
        return "".join(names)
    # Welsh has `ac` before a vowel.
    key = "compare.and_vowel" if names[-1][:1].lower() in "aeiou" else "compare.and"
    return ", ".join(names[:-1]) + say.plain(key) + names[-1]
