"""The last row on a page that the next page goes on with, one cell of which is shaded and so looks closed."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from opcc_opendata.importers.formats.pdf_open_rows import rows_with_open_ones

XS = [40.0, 100.0, 200.0, 300.0, 360.0]
TOP, CLOSED, END = 100.0, 150.0, 200.0


def table(last: list[Any], bottom: float) -> SimpleNamespace:
    whole = [(left, TOP, right, CLOSED) for left, right in pairwise(XS)]
    rows = [SimpleNamespace(cells=whole), SimpleNamespace(cells=last)]
    return SimpleNamespace(rows=rows, bbox=(XS[0], TOP, XS[-1], bottom))


def page(xs: list[float]) -> SimpleNamespace:
    return SimpleNamespace(edges=[{"orientation": "v", "x0": x, "top": TOP, "bottom": END} for x in xs])


def test_a_shaded_cell_alone_closes_no_row() -> None:
    shaded = (XS[-2], CLOSED, XS[-1], END)
    box, rows = rows_with_open_ones(page(XS), table([None, None, None, shaded], END))
    assert box == (XS[0], TOP, XS[-1], END)
    assert [len([one for one in row if one]) for row in rows] == [4, 4]
    assert rows[-1][0] == (XS[0], CLOSED, XS[1], END)


def test_a_cell_over_several_columns_is_a_row() -> None:
    merged = (XS[0], CLOSED, XS[-1], END)
    _, rows = rows_with_open_ones(page(XS), table([merged, None, None, None], END))
    assert rows[-1] == [merged, None, None, None]


def test_a_cell_beside_which_no_lines_go_on_is_a_row() -> None:
    alone = (XS[-2], CLOSED, XS[-1], END)
    short = page(XS[-2:])
    _, rows = rows_with_open_ones(short, table([None, None, None, alone], END))
    assert rows[-1] == [None, None, None, alone]
