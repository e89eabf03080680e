"""Parts of the reading of a PDF, each by itself: narrow cells, wide cells, struck words, rows without lines."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from opcc_opendata.importers.formats.hyphens import is_one_word
from opcc_opendata.importers.formats.pdf_boxes import boxes_beside
from opcc_opendata.importers.formats.pdf_lines import PdfLine, parted_at
from opcc_opendata.importers.formats.pdf_narrow import rejoined
from opcc_opendata.importers.formats.pdf_seen import signs_of
from opcc_opendata.importers.formats.pdf_unruled import unruled_tables
from opcc_opendata.importers.formats.pdf_wide_cells import parted_at_columns

LETTER = 5.0


def word(text: str, x: float, top: float) -> dict[str, Any]:
    return {
        "text": text,
        "x0": x,
        "x1": x + LETTER * len(text),
        "top": top,
        "doctop": top,
        "bottom": top + 10,
        "size": 10.0,
        "fontname": "F",
    }


def words(*lines: tuple[float, dict[float, str]]) -> list[dict[str, Any]]:
    """Put words on a page: lines by their tops, of texts by their x, each letter and each blank five points wide."""
    found = []
    for top, texts in lines:
        for start, text in texts.items():
            at = start
            for one in text.split(" "):
                found.append(word(one, at, top))
                at += LETTER * (len(one) + 1)
    return found


def rows(*lines: tuple[float, dict[float, str]], rules: Any = ()) -> list[list[str]]:
    """Give the cells of the rows of the one table on a page, its heads first."""
    (table,) = unruled_tables(words(*lines), None, rules)
    return [[" ".join(one["text"] for one in cell) for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("superinten", "dent", True),
        ("neighbour", "hood", True),
        ("Supervisor", "s", True),
        ("disproport", "ionality", True),
        ("custody", "sergeant", False),
        ("disproportionality", "figures", False),
    ],
)
def test_two_pieces_are_one_word_if_it_is_english_or_neither_is(left: str, right: str, expected: bool) -> None:
    assert is_one_word(left, right) is expected


def line(text: str, top: float) -> PdfLine:
    return PdfLine(top, top + 10, 100.0, 100 + LETTER * len(text), 800.0, 600.0, 10.0, "", text, text)


@pytest.mark.parametrize(
    ("first", "right", "parted"),
    [("superinten", 152, True), ("superinten", 160, False), ("a superinten", 162, False), ("superinten.", 157, False)],
)
def test_a_line_ends_within_a_word_only_if_it_has_no_room_for_another_letter(
    first: str, right: float, parted: bool
) -> None:
    lines = rejoined([line(first, 10), line("dent and his sergeants", 22)], right)
    assert [one.is_parted for one in lines] == [parted, False]


WIDE = (0.0, 20.0, 300.0, 60.0)
ABOVE = [(0.0, 0.0, 100.0, 20.0), (100.0, 0.0, 200.0, 20.0), (200.0, 0.0, 300.0, 20.0)]


@pytest.mark.parametrize(
    ("texts", "cells"),
    [
        ({5: "One cell", 105: "and another", 205: "and a third"}, 3),
        ({5: "A theme"}, 1),
        ({5: "A sentence that goes over the edges"}, 1),
        ({20: "Words up to here", 101: "go on"}, 1),
    ],
)
def test_a_wide_cell_is_parted_where_its_words_keep_to_the_columns(texts: dict[float, str], cells: int) -> None:
    made = parted_at_columns([ABOVE, [WIDE, None, None]], words((30, texts)))
    assert len([one for one in made[1] if one]) == cells


def page(text: str, *, strike: tuple[float, float, float]) -> Any:
    chars = [
        {**word(letter, 100 + LETTER * n, 50), "non_stroking_color": (0, 0, 0), "upright": True, "matrix": (1, 0)}
        for n, letter in enumerate(text)
    ]
    x0, x1, y = strike
    flat = {"x0": x0, "x1": x1, "top": y, "bottom": y}
    return SimpleNamespace(
        chars=chars,
        lines=[flat],
        rects=[],
        images=[],
        curves=[],
        cropbox=(0, 0, 600, 800),
        width=600,
        height=800,
        layout=[],
    )


@pytest.mark.parametrize(
    ("strike", "left"),
    [
        ((100, 125, 56), "refuse"),
        ((90, 300, 56), "Irefuse"),  # a line of a table
        ((100, 125, 61), "Irefuse"),  # below: it underlines
    ],
)
def test_a_line_strikes_words_through_if_it_begins_and_ends_with_them(
    strike: tuple[float, float, float], left: str
) -> None:
    signs = signs_of(page("I didrefuse" if left == "refuse" else "Irefuse", strike=strike), [])
    assert "".join(one["text"] for one in signs.chars).endswith(left)
    assert bool(signs.left_out) == (left == "refuse")


HEADS = {50.0: "Recommendation", 200.0: "PCC response", 350.0: "Force response"}
NUMBERED = {20.0: "No.", **HEADS}


def test_rows_begin_below_lines_that_are_drawn_over_most_of_the_table() -> None:
    lines = [
        (100.0, HEADS),
        (114.0, {50.0: "Count the cars", 200.0: "I will", 350.0: "We count"}),
        (128.0, {50.0: "And the vans", 200.0: "And so", 350.0: "And so"}),
        (142.0, {50.0: "Write it down", 200.0: "I agree", 350.0: "We write"}),
    ]
    whole = [(140.0, 50.0, 120.0), (140.0, 120.0, 420.0)]
    assert rows(*lines, rules=whole)[1:] == [
        ["Count the cars And the vans", "I will And so", "We count And so"],
        ["Write it down", "I agree", "We write"],
    ]
    underlined = [(126.0, 50.0, 120.0), (140.0, 200.0, 235.0)]
    assert len(rows(*lines, rules=underlined)) == 1  # nobody can tell


def test_what_heads_need_of_a_second_line_begins_in_small_letters() -> None:
    body = (128.0, {20.0: "1", 50.0: "Count the cars", 200.0: "I will", 350.0: "We count"})
    (heads, one) = rows((100.0, NUMBERED), (114.0, {200.0: "and plan"}), body)
    assert (heads[2], one[0]) == ("PCC response and plan", "1")
    (heads, one) = rows((100.0, NUMBERED), (114.0, {200.0: "I agree"}), body)
    assert (heads[2], one[2]) == ("PCC response", "I agree I will")


@pytest.mark.parametrize(
    ("second", "told"), [("2. Write", True), ("AFI 2: Write", True), ("Write 2", False), ("3. Write", False)]
)
def test_findings_that_number_themselves_in_order_begin_rows(second: str, told: bool) -> None:
    found = rows(
        (100.0, HEADS),
        (114.0, {50.0: "1. Count the", 200.0: "I will", 350.0: "We count"}),
        (128.0, {50.0: "cars", 350.0: "each"}),
        (142.0, {50.0: second, 200.0: "I agree", 350.0: "We write"}),
    )
    assert (len(found) == 3) is told


@pytest.mark.parametrize(("end", "told"), [("cars.", True), ("cars and", False)])
def test_a_little_more_room_begins_a_row_where_a_finding_ends(end: str, told: bool) -> None:
    found = rows(
        (100.0, HEADS),
        (114.0, {50.0: "Count all the", 200.0: "I will", 350.0: "We count"}),
        (126.0, {50.0: end, 350.0: "each"}),
        (140.0, {50.0: "Write it down.", 200.0: "I agree", 350.0: "We write"}),
    )
    assert (len(found) == 3) is told


def test_a_letter_that_stands_over_an_edge_is_looked_at_once() -> None:
    wide = {**word("W", 112, 50), "x1": 122.0}
    under = {**word("i", 112, 52), "x1": 114.0}  # of a line that is printed over this one
    letters = [{**one, "upright": True} for one in (word("a", 100, 50), word("b", 105, 50), wide, under)]
    whole = {**word("abW", 100, 50), "x1": 122.0}
    found = parted_at(whole, letters, [((0.0, 0.0, 300.0, 100.0), {115.0})])
    assert [one["text"] for one in found][-1] == "W"


BESIDE = words(
    (100.0, {30: "At a glance", 220: "Gangs do not stop at the border"}),
    (114.0, {30: "Report dated", 220: "and neither can we, nor shall we"}),
    (128.0, {30: "14 May 2024", 220: "and my reserves go to that."}),
    (142.0, {30: "Ask us now"}),
)


def rect(x0: float, top: float, x1: float, bottom: float, *, fill: bool = True) -> dict[str, Any]:
    return {"x0": x0, "top": top, "x1": x1, "bottom": bottom, "fill": fill}


@pytest.mark.parametrize(
    ("box", "tables", "found"),
    [
        (rect(20, 95, 200, 160), [], 1),
        (rect(20, 95, 200, 160, fill=False), [], 0),
        (rect(20, 95, 580, 160), [], 0),  # behind all of it
        (rect(20, 95, 200, 120), [], 0),  # a band
        (rect(20, 95, 200, 160), [(10.0, 90.0, 590.0, 170.0)], 0),  # a cell of a table
        (rect(20, 300, 200, 400), [], 0),  # of nothing
    ],
)
def test_a_shaded_box_with_text_beside_it_is_read_by_itself(box: Any, tables: Any, found: int) -> None:
    made = boxes_beside(SimpleNamespace(rects=[box], width=600), BESIDE, tables)
    assert len(made) == found
    assert [" ".join(one["text"] for one in some) for some in made] == [
        "At a glance Report dated 14 May 2024 Ask us now"
    ] * found


def test_a_shaded_box_that_has_nothing_beside_it_is_read_where_it_stands() -> None:
    alone = [one for one in BESIDE if one["x0"] < 200]
    assert boxes_beside(SimpleNamespace(rects=[rect(20, 95, 200, 160)], width=600), alone, []) == []
