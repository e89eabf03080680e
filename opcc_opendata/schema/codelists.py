"""Codelists: the CSV files that say which codes there are and what they mean."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError

_MOST_BYTES: Final = 5_000_000


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


def load_codelists(folder: Path, root: Path | None = None) -> Mapping[str, Codelist]:
    """Read every codelist in a folder, by name. Raises ValueError, a sentence. For `root` see `files`."""
    return MappingProxyType({path.stem: _load(path, root) for path in sorted(folder.glob("*.csv"))})


def _load(path: Path, root: Path | None) -> Codelist:
    try:
        text = files.read_text(path, _MOST_BYTES, root)
        return Codelist(path.stem, tuple(csv.DictReader(io.StringIO(text, newline=""), strict=True)))
    except UnreadableFileError as error:
        raise ValueError(f"{path.name} can't be read. {error}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is not UTF-8. Save it again as UTF-8.") from error
    except csv.Error as error:
        raise ValueError(f"{path.name} is not CSV: {error}.") from error
