"""The rows of a table of raw data, as HTML. A page has thousands of cells: a macro would take six times as long."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup, escape

_TAG: Final = re.compile(r"<[^<>]*>")
_SPECIAL: Final = re.compile("[&<>\"']")
_LONG: Final = 60
"""Characters of a text from which on its column is wide."""


def table_rows(rows: Iterable[Iterable[Any]]) -> Markup:
    """Write the rows of Datasette's page of a table, in which each cell has its column, value and the value's type."""
    return _rows(
        [
            _cell(
                cell["value"],
                cell["column"],
                "th" if cell["value_type"] == "pk" else "td",
                is_number=cell["value_type"] in ("int", "float"),
            )
            for cell in row
        ]
        for row in rows
    )


def answer_rows(rows: Iterable[Iterable[Any]], columns: Sequence[str]) -> Markup:
    """Write the rows of the answer to a query."""
    return _rows([_cell(value, column) for value, column in zip(row, columns, strict=False)] for row in rows)


def _rows(rows: Iterable[list[str]]) -> Markup:
    return Markup("".join(f"<tr>{''.join(cells)}</tr>\n" for cells in rows))  # noqa: S704 (each part was escaped)


def _cell(value: Any, column: str, tag: str = "td", *, is_number: bool = False) -> str:
    is_html = hasattr(value, "__html__")
    shown = "" if is_html and value == "&nbsp;" else _escaped(value)
    kind = "n" if is_number else "long" if len(shown) > _LONG and _is_long(shown) else ""
    begin = _begin(tag, column, kind, is_empty=not shown)
    if column == "response" and not is_html:
        shown = f'<a href="/responses/{quote(str(value))}">{shown}</a>'
    return f"{begin}{shown}</{tag}>"


@lru_cache(maxsize=500)
def _begin(tag: str, column: str, kind: str, *, is_empty: bool) -> str:
    """Write how a cell begins. A table has few such beginnings, each of them many times."""
    attributes = (' scope="row"' if tag == "th" else "") + f' data-name="{escape(column)}"'
    attributes += (f' class="{kind}"' if kind else "") + (
        ' lang="cy"' if column.endswith("_cy") and not is_empty else ""
    )
    return f"<{tag}{attributes}>"


def _escaped(value: Any) -> str:
    return value if type(value) is str and not _SPECIAL.search(value) else str(escape(value))


def _is_long(shown: str) -> bool:
    return len(html.unescape(_TAG.sub("", shown))) > _LONG
