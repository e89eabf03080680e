"""A chart as a picture that stands by itself, SVG or PNG, and as CSV.

The picture carries its finding, measure, source and date. It is white, whatever the reader's screen, and its words are
of one size but for the title. The SVG has no style and no script, so that any page may show it.
"""

from __future__ import annotations

import csv
import io
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from markupsafe import Markup

from opcc_opendata.site.chart_data import Chart, Panel

if TYPE_CHECKING:
    import typst

WIDTH: Final = 1_100
_MARGIN: Final = 24
_TITLE: Final = 24
_TEXT: Final = 15
_ROW: Final = 24
_LETTER: Final = 7.6
"""Pixels that a letter of `_TEXT` is wide, at most, on the average."""
_TITLE_LETTERS: Final = 84
_LINE_LETTERS: Final = 136
_GAP: Final = 20
_NUMBER: Final = 52
_LABEL_LETTERS: Final = 58
_LABEL_LINE: Final = 18

_FONTS: Final = Path(__file__).parent / "chart_fonts"
_SETTING: Final = """
#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt)
"""

_INK: Final = "#1d1620"
_QUIET: Final = "#5c5260"
_FILLS: Final = {
    "on": "#33618f",
    "late": "url(#late)",
    "cant": "url(#cant)",
    "over": "#7a1650",
    "na": "#b9afb8",
    "ink": "#1d1620",
}
_PATTERNS: Final = Markup(
    '<defs><pattern id="late" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="7" height="7" fill="#fff"/><line x1="2" y1="0" x2="2" y2="7" stroke="#b8740a" stroke-width="4"/>'
    '</pattern><pattern id="cant" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" '
    'fill="#fff"/><circle cx="2" cy="2" r="1.4" fill="#6d6370"/></pattern></defs>'
)


def size(chart: Chart) -> tuple[int, int]:
    """Give the width and height of a picture in pixels."""
    return WIDTH, _Layout(chart).height


class _Layout:
    """Where the parts of a picture stand."""

    def __init__(self, chart: Chart) -> None:
        self.title = textwrap.wrap(chart.title, _TITLE_LETTERS)
        self.measure = textwrap.wrap(chart.measure, _LINE_LETTERS)
        self.caution = textwrap.wrap(chart.caution, _LINE_LETTERS)
        self.labels = [textwrap.wrap(label, _LABEL_LETTERS) for label in chart.labels]
        longest = max((len(line) for lines in self.labels for line in lines), default=0)
        self.label = max(round(longest * _LETTER) + 12, 60)
        panels = len(chart.panels) or 1
        self.panel = (WIDTH - 2 * _MARGIN - self.label - panels * _GAP) / panels
        letters = max(int(self.panel / _LETTER), 8)
        self.heads = [textwrap.wrap(panel.title, letters) for panel in chart.panels]
        self.head_lines = max(map(len, self.heads), default=0)
        self.top = _MARGIN + len(self.title) * (_TITLE + 6) + (len(self.measure)) * (_TEXT + 6) + 14
        self.first_row = self.top + self.head_lines * (_TEXT + 4) + 10
        heights = [_ROW + (len(lines) - 1) * _LABEL_LINE for lines in self.labels]
        self.rows = [self.first_row + sum(heights[:row]) for row in range(len(heights) + 1)]
        self.foot = self.rows[-1] + 16
        self.height = self.foot + (len(self.caution) + 1) * (_TEXT + 6) + _MARGIN - 8


def svg(chart: Chart, source: str) -> str:
    """Draw a chart. `source` says whose the data are, and of which day and build."""
    at = _Layout(chart)
    drawn = Markup('<rect width="{}" height="{}" fill="#fff"/>').format(WIDTH, at.height) + _PATTERNS
    drawn += _bar(_MARGIN, 0, WIDTH - 2 * _MARGIN, 3, _INK)
    y = _MARGIN
    for line in at.title:
        y += _TITLE + 4
        drawn += _words(line, _MARGIN, y, size=_TITLE, weight=700)
    for line in at.measure:
        y += _TEXT + 7
        drawn += _words(line, _MARGIN, y, colour=_QUIET)
    for row, lines in enumerate(at.labels):
        for number, line in enumerate(lines):
            drawn += _words(line, _MARGIN, at.rows[row] + 17 + number * _LABEL_LINE)
    for place, panel in enumerate(chart.panels):
        drawn += _panel(chart, panel, at, place)
    y = at.foot
    for line in (*at.caution, source):
        y += _TEXT + 6
        drawn += _words(line, _MARGIN, y - 8, colour=_QUIET)
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img" '
            'font-family="Figtree, Helvetica Neue, Arial, sans-serif" font-size="{2}" fill="{3}">'
            "<title>{4}</title><desc>{5}</desc>{6}</svg>\n"
        ).format(WIDTH, at.height, _TEXT, _INK, chart.title, in_words(chart), drawn)
    )


def in_words(chart: Chart) -> str:
    """Say all that a picture shows, for whoever can't see it."""
    sums = "; ".join(f"{panel.title} {panel.total:,}" for panel in chart.panels)
    return f"{chart.measure}. {sums}." if sums else f"{chart.measure}."


def _panel(chart: Chart, panel: Panel, at: _Layout, place: int) -> Markup:
    left = _MARGIN + at.label + place * (at.panel + _GAP) + _GAP
    drawn = Markup("")
    for number, line in enumerate(at.heads[place]):
        y = at.top + (at.head_lines - len(at.heads[place]) + number + 1) * (_TEXT + 4)
        drawn += _words(line, left, y, weight=700)
    drawn += Markup('<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}"/>').format(
        round(left - 0.5, 1), at.first_row, at.rows[-1], _INK
    )
    for row, count in enumerate(panel.counts):
        top = at.rows[row]
        width = round((at.panel - _NUMBER) * count / (chart.most or 1), 1)
        if count:
            drawn += _bar(left, top + 3, max(width, 1), _ROW - 6, _FILLS[panel.fill])
        drawn += _words(f"{count:,}", left + width + 5, top + 17)
    return drawn


def _bar(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="0.5"/>').format(
        round(x, 1), round(y, 1), width, height, fill, _INK
    )


def _words(text: str, x: float, y: float, *, size: int = _TEXT, weight: int = 400, colour: str = _INK) -> Markup:
    return Markup('<text x="{}" y="{}" font-size="{}" font-weight="{}" fill="{}">{}</text>').format(
        round(x, 1), round(y, 1), size, weight, colour, text
    )


def png(chart: Chart, source: str) -> bytes:
    """Draw a chart as PNG, twice as fine as a plain screen. It has the same bytes on every machine."""
    return png_of(svg(chart, source), *size(chart), pixels_per_inch=144)


def png_of(drawn: str, width: float, height: float, *, pixels_per_inch: int) -> bytes:
    """Turn an SVG of some width and height, in points, into a PNG. 72 pixels per inch are one for each point."""
    import typst

    setting = _SETTING.format(width=width, height=height).encode()
    compiler = typst.Compiler(setting, font_paths=_fonts(), sys_inputs={"svg": drawn})
    return cast("bytes", compiler.compile(format="png", ppi=pixels_per_inch))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Read the fonts of pictures: ours, and for letters that these lack Typst's own. None is the machine's."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])


def as_csv(chart: Chart) -> str:
    """Write the numbers of a chart, one row for each of its rows."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow([*chart.keys, "label", *(panel.code for panel in chart.panels)])
    for row, (label, keys) in enumerate(chart.rows):
        writer.writerow([*keys, label, *(panel.counts[row] for panel in chart.panels)])
    return made.getvalue()
