"""Small pictures, drawn here as SVG. The page shows each with a table of the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

_LABEL: Final = 20
_BAR: Final = 16
_ROW: Final = 46
"""Pixels from top to bottom: of a label, of the bar below it, and from one line to the next."""
_WIDEST: Final = 84.0
"""Per cent of the width that the longest bar takes; its number stands beside it."""

TIMELINESS: Final = {"on_time": "a", "late": "b", "cannot_tell": "c", "does_not_apply": "d"}
ACCEPTANCE: Final = {
    "accepted": "a",
    "accepted_in_part": "i",
    "already_done": "d",
    "noted": "c",
    "not_accepted": "f",
    "not_applicable": "g",
    "not_stated": "h",
    "no_answer": "b",
}
"""Each code with the class of its colour, in the order in which pictures show them."""


@dataclass(frozen=True, slots=True)
class Series:
    """A colour of a picture and what it means."""

    code: str
    title: str
    colour: str


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line of a picture: its label, where that leads, and how many there are of each kind.

    `name` is what the table calls it, where the label is short for that; `about` stands below the name.
    """

    label: str
    address: str
    counts: Mapping[str, int]
    name: str = ""
    about: str = ""

    @property
    def total(self) -> int:
        """How many there are of all kinds."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a picture: its label, its length, the class of its colour, and the list of what it counts."""

    label: str
    number: int
    colour: str
    address: str = ""


def short_name(body: str) -> str:
    """Write a policing body's code as a short name: kent-pcc → Kent PCC, metropolitan-mopac → MOPAC."""
    words = body.split("-")
    if words[-1] == "mopac":
        return "MOPAC"
    small, large = ("and", "of"), ("pcc", "pfcc")
    name = " ".join(word.upper() if word in large else word if word in small else word.title() for word in words)
    return name.replace("Dyfed Powys", "Dyfed-Powys")  # the one place that has a hyphen itself


def kinds_of(colours: Mapping[str, str], titles: Mapping[str, str], lines: Sequence[ChartLine]) -> list[Series]:
    """Give the kinds that occur in some lines, in the order of the colours."""
    return [
        Series(code, titles.get(code, code), colour)
        for code, colour in colours.items()
        if any(line.counts.get(code) for line in lines)
    ]


def bars(name: str, values: Sequence[Bar]) -> Markup:
    """Draw bars, with all of it told in the picture's name."""
    most = max((bar.number for bar in values), default=0)
    lines = [_line(row, bar.label, [(bar.colour, bar.number)], most) for row, bar in enumerate(values)]
    return _drawn(name + ": " + "; ".join(f"{bar.label} {bar.number:,}" for bar in values), lines)


def stacked(name: str, lines: Sequence[ChartLine], kinds: Sequence[Series]) -> Markup:
    """Draw a bar for each line, in pieces by kind. The picture's name tells the sums; the table beside it the rest."""
    most = max((line.total for line in lines), default=0)
    drawn = [
        _line(row, line.label, [(kind.colour, line.counts.get(kind.code, 0)) for kind in kinds], most)
        for row, line in enumerate(lines)
    ]
    sums = (f"{kind.title} {sum(line.counts.get(kind.code, 0) for line in lines):,}" for kind in kinds)
    return _drawn(f"{name}: {'; '.join(sums)}", drawn)


def _drawn(told: str, lines: Sequence[Markup]) -> Markup:
    """Put lines below each other. What goes across is in per cent, so that text has one size on every screen."""
    return Markup('<svg width="100%" height="{}" role="img" aria-label="{}">{}</svg>').format(
        _ROW * len(lines), told, Markup("").join(lines)
    )


def _line(row: int, label: str, pieces: Sequence[tuple[str, int]], most: int) -> Markup:
    top, left, drawn = row * _ROW, 0.0, Markup("")
    for colour, number in pieces:
        width = _WIDEST * number / (most or 1)
        drawn += Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
            colour, round(left, 2), top + _LABEL, round(width, 2), _BAR
        )
        left += width
    return Markup('<text x="0" y="{}">{}</text>{}<text x="{}%" dx="6" y="{}">{}</text>').format(
        top + 14, label, drawn, round(left, 2), top + _LABEL + 13, f"{sum(number for _, number in pieces):,}"
    )
