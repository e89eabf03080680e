"""Codelists: the CSV files that say which codes there are and what they mean."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True)
class Codelist:
    """One codelist. Every row is a code, but for the lists that pair the codes of others, which have no codes."""

    name: str
    rows: tuple[dict[str, str], ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Give the codes in the order of the file."""
        return tuple(row["code"] for row in self.rows if "code" in row)

    @cached_property
    def _by_code(self) -> Mapping[str, dict[str, str]]:
        return {row["code"]: row for row in self.rows if "code" in row}

    def __getitem__(self, code: str) -> dict[str, str]:
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> dict[str, str] | None:
        """Give the row of a code, or None."""
        return self._by_code.get(code)


def load_codelists(folder: Path) -> Mapping[str, Codelist]:
    """Read every codelist in a folder, by name."""
    return MappingProxyType({path.stem: _load(path) for path in sorted(folder.glob("*.csv"))})


def _load(path: Path) -> Codelist:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return Codelist(path.stem, tuple(csv.DictReader(file, strict=True)))
