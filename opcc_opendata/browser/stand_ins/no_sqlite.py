"""There is no SQLite in the browser. The result cache takes this for a file that can't be kept, and goes without."""

from __future__ import annotations

from typing import Any, Final, NoReturn

sqlite_version: Final = "none"
SQLITE_LIMIT_LENGTH: Final = 0
SQLITE_PERM, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_IOERR = 3, 5, 6, 8, 10
SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_AUTH = 13, 14, 23
"""SQLite's own numbers, of which the cache makes a table when it is imported."""
Connection = Any


class Error(Exception):
    """Whatever goes wrong with a database."""


class OperationalError(Error):
    """A database can't be opened."""


def connect(*_: Any, **__: Any) -> NoReturn:
    """Raise OperationalError."""
    raise OperationalError("There is no SQLite here.")
