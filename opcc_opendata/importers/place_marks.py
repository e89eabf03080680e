"""Marks in a text for the places of a document that `opcc render` made: where each begins and ends.

They are characters that no text has, because they are set aside for private use.
"""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Final

PLACE: Final = re.compile(r"place_(\d+)$")
MARKS: Final = re.compile("\ue000\\d+\ue001|\ue002")
_MARKED: Final = re.compile("\ue000(\\d+)\ue001([^\ue000\ue002]*)\ue002")

_OPEN_ROW: Final = re.compile(r"(?:^|\n)\|[^\n]*[^|\s]\Z")
"""The last row of a table in which a place ends before the row does."""

ITEM: Final = re.compile(r"(?:[-*+]|\d{1,9}[.)]) ")
END: Final = "\ue002"


def start(number: str) -> str:
    """Give the mark with which a place begins."""
    return f"\ue000{number}\ue001"


def words_at_places(text: str) -> dict[int, str]:
    """Give the words at each place of a text with marks. No place stands inside another."""
    return {int(found[1]): _flush(found[2].strip("\n ")) for found in _MARKED.finditer(text)}


def _flush(text: str) -> str:
    """Take away the indent that a text has in an item of a list, before all of its lines but the first."""
    text = _OPEN_ROW.sub(r"\g<0> |", text)
    first, _, rest = text.partition("\n")
    return text if ITEM.match(first) or not rest else f"{first}\n{dedent(rest)}"


def unmarked(text: str) -> str:
    """Take the marks out of a text."""
    return MARKS.sub("", text)


def outside_places(text: str) -> str:
    """Give what stands in a text before, between and behind its places."""
    return _MARKED.sub("", text)
