"""A map of tiles, one for each force: a list of links in the order of the alphabet, which the stylesheet lays out.

Where a tile stands is in tiles.csv, roughly as the forces lie. A tile of a force whose records are not complete holds
no number, because none would be true.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_TILES: Final = Path(__file__).with_name("tiles.csv")
STEPS: Final = ((1, 1), (2, 3), (4, 5), (6, None))
"""The numbers that share a shade, from the second shade on: the first is for 0."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A force on the map: its code, names and place, the class of its shade, and its number where it has one."""

    force: str
    name: str
    short_name: str
    column: int
    row: int
    shade: str
    number: int | None


def tiles(names: Mapping[str, str], numbers: Mapping[str, int]) -> list[Tile]:
    """Give the tiles of the forces that have a name, with the number of each that has one."""
    return [
        Tile(force, names[force], short, column, row, _shade(numbers.get(force)), numbers.get(force))
        for force, short, column, row in _places()
        if force in names
    ]


def _shade(number: int | None) -> str:
    if number is None:
        return "none"
    step = next((n for n, (low, high) in enumerate(STEPS, 1) if number >= low and (high is None or number <= high)), 0)
    return f"q{step}"


@lru_cache
def _places() -> tuple[tuple[str, str, int, int], ...]:
    with _TILES.open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["force"], row["short_name"], int(row["column"]), int(row["row"])) for row in csv.DictReader(file)
        )
