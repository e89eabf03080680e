"""What every kind of workbook has: sheets, with rows of cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.spreadsheets.cells import CellValue, Content
from opcc_opendata.spreadsheets.places import Fault

Cells = Sequence[CellValue | None]


class SheetError(Exception):
    """Nothing can be read from a file. The text is a sentence for people."""


class SheetReader(Protocol):
    """One sheet of a workbook, or one file of CSV, as found."""

    @property
    def name(self) -> str:
        """Give the name by which people find it."""

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Give the rows in their order, each with its number from 1. Raises SheetError."""

    def look_over(self, faults: list[Fault], notices: list[str]) -> None:
        """Add what is odd about the sheet as a whole."""


class Book(Protocol):
    """A workbook that is being written."""

    def add(self, sheet: str, cells: Sequence[Content | None]) -> None:
        """Add a row to a sheet."""


LARGEST: Final = 1_000_000_000
"""How many bytes a workbook, or all its files of CSV, may hold when it is unpacked. More is a mistake, or hostile."""

LARGEST_PACKED: Final = 200_000_000
"""How many bytes the file of a workbook, or a zip, may have."""


def content_of(path: Path, limit: int, root: Path | None = None) -> bytes:
    """Get the bytes of a file that somebody has named, or that is in the folder `root`. Raises SheetError."""
    try:
        return read_bytes(path, limit, root)
    except UnreadableFileError as error:
        raise SheetError(f"{path} can't be read. {error}") from error
