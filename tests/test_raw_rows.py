"""The cells of a table of raw data."""

from __future__ import annotations

from typing import Any

import pytest
from markupsafe import Markup

from opcc_opendata.site.raw_rows import answer_rows, table_rows

EMPTY = Markup("&nbsp;")


@pytest.mark.parametrize(
    ("value", "column", "written"),
    [
        ("Kent", "force", '<td data-name="force">Kent</td>'),
        ("<b>&", "title", '<td data-name="title">&lt;b&gt;&amp;</td>'),
        (EMPTY, "title", '<td data-name="title"></td>'),
        (EMPTY, "title_cy", '<td data-name="title_cy"></td>'),
        ("Caint", "title_cy", '<td data-name="title_cy" lang="cy">Caint</td>'),
        ("a/b c", "response", '<td data-name="response"><a href="/responses/a/b%20c">a/b c</a></td>'),
        (Markup('<a href="/x">x</a>'), "response", '<td data-name="response"><a href="/x">x</a></td>'),
        ("x" * 61, "text", f'<td data-name="text" class="long">{"x" * 61}</td>'),
        ("&" * 20, "text", f'<td data-name="text">{"&amp;" * 20}</td>'),
        ("x", '"><script>', '<td data-name="&#34;&gt;&lt;script&gt;">x</td>'),
    ],
)
def test_a_cell(value: Any, column: str, written: str) -> None:
    assert answer_rows([[value]], [column]) == f"<tr>{written}</tr>\n"


def test_the_key_of_a_table_is_a_heading_and_numbers_are_marked() -> None:
    row = [
        {"column": "id", "value": "a", "value_type": "pk"},
        {"column": "rows", "value": "12", "value_type": "int"},
    ]
    assert table_rows([row]) == (
        '<tr><th scope="row" data-name="id">a</th><td data-name="rows" class="n">12</td></tr>\n'
    )
