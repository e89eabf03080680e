"""Small pictures, drawn here as SVG. The page shows each with a table of the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

_WIDTH: Final = 420
_LABEL: Final = 150
_ROOM_FOR_NUMBER: Final = 50
_ROW: Final = 28


def bars(name: str, values: Sequence[tuple[str, int, str]]) -> Markup:
    """Draw a bar for each (label, number, class of the colour), with all of it told in the picture's name."""
    most = max((number for _, number, _ in values), default=0) or 1
    drawn = Markup("").join(_bar(place, value, most) for place, value in enumerate(values))
    told = name + ": " + "; ".join(f"{label} {number:,}" for label, number, _ in values)
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _WIDTH, _ROW * len(values) + 4, told, drawn
    )


def _bar(place: int, value: tuple[str, int, str], most: int) -> Markup:
    label, number, colour = value
    top = place * _ROW
    width = round((_WIDTH - _LABEL - _ROOM_FOR_NUMBER) * number / most, 1)
    return Markup(
        '<text x="{}" y="{}" text-anchor="end">{}</text><rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
        '<text x="{}" y="{}">{}</text>'
    ).format(
        _LABEL - 8,
        top + 19,
        label,
        colour,
        _LABEL,
        top + 4,
        width,
        _ROW - 8,
        _LABEL + width + 6,
        top + 19,
        f"{number:,}",
    )
