"""Which version of each record a workbook was made from: what was changed since in the project is not written over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from opcc_opendata.spreadsheets.table import SheetReader

HEADINGS: Final = ("Response's id", "Checksum")
NOTE: Final = "Which version of each record this workbook was made from. Leave it as it is."


def checksum(record: Mapping[str, Any]) -> str:
    """Give the SHA-256 of what a record says, whichever order its keys have."""
    return hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(table: SheetReader | None) -> dict[str, str]:
    """Give the checksum of each record by its id. A row that somebody has changed says nothing."""
    found = {}
    for row, cells in table.rows() if table is not None else ():
        if row > 1 and len(cells) > 1 and isinstance(cells[0], str) and isinstance(cells[1], str):
            found[cells[0]] = cells[1]
    return found
