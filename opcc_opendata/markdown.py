"""The Markdown of a record, which is CommonMark with tables, as HTML: the same reading for pages and documents."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

_MOST_CELLS: Final = 20_000
"""Cells of tables in one text. Short lines below a long one would be filled up to millions of empty cells."""


def render(text: str) -> str:
    """Make HTML of Markdown, in a time that grows with the text. HTML in it is shown as it is written.

    Every < that stands in a text is written &lt;, so that what looks like a tag is one of the library's own.
    """
    return _reader(tables=_cells(text) <= _MOST_CELLS)(text)


def _cells(text: str) -> int:
    """Say how many cells the tables in a text may have at most."""
    if "|" not in text:
        return 0
    lines = text.splitlines()
    return len(lines) * (1 + max(line.count("|") for line in lines))


@lru_cache
def _reader(*, tables: bool) -> Callable[[str], str]:
    import comrak

    extensions, looks = comrak.ExtensionOptions(), comrak.RenderOptions()
    extensions.table = tables
    looks.escape = True
    return partial(comrak.render_markdown, extension_options=extensions, render_options=looks)
