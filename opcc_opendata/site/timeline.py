"""A force's responses over time, drawn as SVG: a mark for each in its quarter, above the bodies of the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from opcc_opendata.site.charts import TIMELINESS

Across = Callable[[float], float]
"""Where a moment, in years, stands from left to right, in per cent."""

_LEFT: Final = 2
_RIGHT: Final = 2
_HIGH: Final = 120.0
"""Of the tallest stack, at most."""

_STEP: Final = 10.0
"""From one mark to the one above it, at most."""

_STEP_OF_MANY: Final = 8.0
"""The same where there are so many years that the quarters stand close on a phone."""

_LANE: Final = 30
_MOST_YEARS: Final = 9
"""Years whose number finds room below the picture. Of more, every second or third has its number."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A response: its date, as precise as it is, and how timely it was."""

    date: str
    verdict: str


@dataclass(frozen=True, slots=True)
class TimelineSpan:
    """A body, from one date to another; empty where there is none."""

    label: str
    start: str
    end: str


def timeline(name: str, marks: Sequence[Mark], spans: Sequence[TimelineSpan]) -> Markup:
    """Draw the marks and spans. `name` tells what they say."""
    first, last = _years(marks)
    per_year = (100 - _LEFT - _RIGHT) / (last - first)

    def across(when: float) -> float:
        return round(_LEFT + (min(max(when, first), last) - first) * per_year, 2)

    shown = [span for span in spans if _moment(span.end or "9999") > first and _moment(span.start or "0001") < last]
    quarters = _quarters(marks)
    tallest = max(map(len, quarters.values()))
    step = min(_STEP if last - first <= _MOST_YEARS else _STEP_OF_MANY, _HIGH / tallest)
    base = round(tallest * step + 4, 1)
    drawn = [_axis(first, last, across, base), *_stacks(quarters, across, base, step)]
    drawn += [_span(span, base + 24 + lane * _LANE, across, last) for lane, span in enumerate(shown)]
    height = base + 26 + _LANE * len(shown)
    return Markup('<svg width="100%" height="{}" role="img" aria-label="{}">{}</svg>').format(
        round(height), name, Markup("").join(drawn)
    )


def by_year(marks: Sequence[Mark]) -> dict[str, dict[str, int]]:
    """Count the marks: year → verdict → number."""
    counts: dict[str, dict[str, int]] = {}
    for mark in sorted(marks, key=lambda mark: mark.date):
        year = counts.setdefault(mark.date[:4], {})
        year[mark.verdict] = year.get(mark.verdict, 0) + 1
    return counts


def _years(marks: Sequence[Mark]) -> tuple[int, int]:
    years = [int(mark.date[:4]) for mark in marks]
    return min(years), max(years) + 1


def _moment(date: str) -> float:
    """Give a date as a number of years. Of a year or month alone, its middle stands for it."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    if not month:
        return year + 0.5
    return year + (month - 1) / 12 + ((day - 1) / 372 if day else 1 / 24)


def _quarters(marks: Sequence[Mark]) -> dict[float, list[str]]:
    """Give the verdicts of each quarter in their order, by the quarter's middle."""
    quarters: dict[float, list[str]] = {}
    for mark in marks:
        quarters.setdefault(int(_moment(mark.date) * 4) / 4 + 0.125, []).append(mark.verdict)
    order = list(TIMELINESS)
    return {middle: sorted(verdicts, key=order.index) for middle, verdicts in quarters.items()}


def _axis(first: int, last: int, across: Across, base: float) -> Markup:
    every = -(-(last - first) // _MOST_YEARS)
    drawn = [f'<line class="rule" x1="{_LEFT}%" y1="{base}" x2="{100 - _RIGHT}%" y2="{base}"/>']
    for year in range(first, last + 1):
        here = across(year)
        drawn.append(f'<line class="rule" x1="{here}%" y1="{base}" x2="{here}%" y2="{base + 5}"/>')
        if year < last and (year - first) % every == 0:
            drawn.append(f'<text x="{here}%" y="{base + 18}">{year}</text>')
    return Markup("".join(drawn))  # noqa: S704 (our own, and numbers)


def _stacks(quarters: Mapping[float, list[str]], across: Across, base: float, step: float) -> list[Markup]:
    """Draw the marks of each quarter, one above the other."""
    return [
        _mark(verdict, across(quarter), round(base - 2 - (place + 0.5) * step, 1), round(step * 0.45, 1))
        for quarter, verdicts in quarters.items()
        for place, verdict in enumerate(verdicts)
    ]


def _mark(verdict: str, x: float, y: float, size: float) -> Markup:
    """Draw one mark. Its shape tells what its colour does."""
    colour = TIMELINESS[verdict]
    here = '<svg x="{{x}}%" y="{{y}}" overflow="visible">{}</svg>'
    shapes: Mapping[str, str] = {
        "on_time": '<circle class="{c}" cx="{x}%" cy="{y}" r="{s}"/>',
        "late": here.format('<path class="{c}" d="M0 -{s}l{s} {s}l-{s} {s}l-{s} -{s}z"/>'),
        "cannot_tell": '<circle class="hollow" cx="{x}%" cy="{y}" r="{s}"/>',
        "does_not_apply": here.format('<path class="{c}" d="M-{s} {s}h{w}v-{w}h-{w}z"/>'),
    }
    return Markup(shapes[verdict].format(c=colour, x=x, y=y, s=size, w=round(size * 2, 1)))  # noqa: S704 (numbers)


def _span(span: TimelineSpan, top: float, across: Across, last: int) -> Markup:
    start, end = across(_moment(span.start) if span.start else 0), across(_moment(span.end) if span.end else last)
    return Markup('<rect class="body" x="{}%" y="{}" width="{}%" height="8"/><text x="0" y="{}">{}</text>').format(
        start, top, max(1, round(end - start, 2)), top + 22, span.label
    )
