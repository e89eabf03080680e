"""The checksum beside a database, as `sha256sum opcc.db > opcc.db.sha256` writes it: one with another is damaged.

Several lines name several builds, so that whoever puts a new file there can name it beforehand.
"""

from __future__ import annotations

import hashlib
import re
from io import BufferedReader
from pathlib import Path
from typing import Final

from opcc_opendata.files import Reason, UnreadableFileError, open_stream
from opcc_opendata.server.errors import ServingError

_LONGEST: Final = 10_000
_LINE: Final = re.compile(rb"^([0-9a-fA-F]{64})(?=\s|$)", re.M)


def sum_file(database: Path) -> Path:
    """Return where the checksum of a database is: `opcc.db.sha256` beside `opcc.db`."""
    return database.with_name(f"{database.name}.sha256")


def check_sum(database: Path, file: BufferedReader) -> str:
    """Give the SHA-256 of an open database, in hexadecimal, or nothing if there is no checksum to hold it against.

    Raises ServingError where its checksum is another, or the file of checksums names none.
    """
    beside = sum_file(database)
    try:
        with open_stream(beside) as sums:
            named = {found.decode().lower() for found in _LINE.findall(sums.read(_LONGEST))}
    except UnreadableFileError as error:
        if error.reason is Reason.MISSING:
            return ""
        raise
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    if found not in named:
        raise ServingError(
            f"{database} is not the file that {beside.name} names, or is damaged: its SHA-256 is {found}. "
            f"Put a whole copy there, or write its checksum anew: sha256sum {database.name} > {beside.name}"
        )
    return found
