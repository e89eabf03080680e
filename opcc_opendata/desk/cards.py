"""The recommendations of a draft as cards: pasted together and split, moved, removed and put back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from opcc_opendata.desk.fields import clean

_NUMBER: Final = re.compile(
    r"(?:recommendation\s{1,3})?(?P<number>[0-9]{1,3}(?:\.[0-9]{1,3}){0,2})[.):]?\s{1,8}", re.IGNORECASE
)
_MOST: Final = 300


def split(pasted: str) -> list[dict[str, str]]:
    """Split a text pasted from a report into recommendations: one begins with each line that begins with a number.

    Without numbers, each paragraph is one. Nothing of the text is left out.

    >>> split("1. Train officers.\\n  Soon.\\n2. Buy cameras.")
    [{'number': '1', 'text': 'Train officers.\\n  Soon.'}, {'number': '2', 'text': 'Buy cameras.'}]
    >>> split("Train officers.\\n\\nBuy cameras.")
    [{'text': 'Train officers.'}, {'text': 'Buy cameras.'}]
    """
    text = clean(pasted, lines=True)
    if not text.strip():
        return []
    found: list[dict[str, str]] = []
    lines = text.split("\n")
    if not any(_NUMBER.match(line) for line in lines):
        return [{"text": one.strip("\n")} for one in re.split(r"\n{2,}", text) if one.strip()][:_MOST]
    for line in lines:
        match = _NUMBER.match(line) if len(found) < _MOST else None
        if match is not None:
            found.append({"number": match["number"], "text": line[match.end() :]})
        elif found:
            found[-1]["text"] += f"\n{line}"
        elif line.strip():
            found.append({"text": line})
    return [{key: value.strip("\n") for key, value in one.items()} for one in found]


def move(items: list[dict[str, Any]], position: int, by: int) -> None:
    """Move a card up (-1) or down (1). At the end of the list it stays."""
    to = position + by
    if 0 <= to < len(items):
        items[position], items[to] = items[to], items[position]


def answered_with(items: Sequence[Mapping[str, Any]], position: int) -> Iterator[int]:
    """Give the cards that are answered with the one at a position, by their places."""
    number = items[position].get("number")
    for n, item in enumerate(items):
        if n != position and number is not None and item.get("answered_with") == number:
            yield n


def next_number(items: Sequence[Mapping[str, Any]]) -> str:
    """Give the number that a new card is likely to have."""
    numbers = [int(text) for item in items if (text := str(item.get("number", ""))).isascii() and text.isdigit()]
    return str(max(numbers, default=0) + 1)
