"""Finding documents among files and folders, and getting their bytes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from opcc_opendata.files import reason
from opcc_opendata.importers.formats import SUFFIXES
from opcc_opendata.importers.unreadable import Unreadable

_MOST_BYTES: Final = 50_000_000
_PASSED_OVER: Final = (".", "~$")
"""How the names of hidden files begin, and of those by which Word marks an open document."""


def documents_in(paths: Iterable[Path]) -> list[Path]:
    """Find the documents: each file named, and those in each folder that are of a kind that can be read."""
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(sorted(_inside(path)) if path.is_dir() else [path]))
    return list(found)


def _inside(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_PASSED_OVER)]
        for name in names:
            if not name.startswith(_PASSED_OVER) and Path(name).suffix.lower() in SUFFIXES:
                yield Path(at, name)


def bytes_of(path: Path) -> bytes:
    """Get the bytes of an ordinary file. Raises Unreadable."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # to open a pipe would wait for ever
            raise Unreadable("This is not an ordinary file.")
        if status.st_size > _MOST_BYTES:
            raise Unreadable(
                f"The file has {status.st_size / 1e6:.0f} MB. A document may have {_MOST_BYTES / 1e6:.0f}."
            )
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"It can't be opened: {reason(error)}.") from error
