"""The recommendations of a draft as cards: moved, numbered, and answered together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


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


def is_answered(item: Mapping[str, Any]) -> bool:
    """Say whether a card has an answer, or is answered with another."""
    return "answer" in item or "answered_with" in item


def next_number(items: Sequence[Mapping[str, Any]]) -> str:
    """Give the number that a new card is likely to have."""
    numbers = [int(text) for item in items if (text := str(item.get("number", ""))).isascii() and text.isdigit()]
    return str(max(numbers, default=0) + 1)
