"""One build at a time, in a new file beside the old one, that takes its place whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from opcc_opendata.database.outcome import BuildError
from opcc_opendata.files import Reason, UnreadableFileError, check_file, reason
from opcc_opendata.input_files import Stamp, stamp

_SQLITE: Final = b"SQLite format 3\x00"
_OF_DATABASES: Final = (".db", ".sqlite", ".sqlite3")


def lock_path(database: Path) -> Path:
    """Return the lock of a database."""
    return database.with_name(f"{database.name}.lock")


@contextmanager
def building(database: Path, wait: float, say: Callable[[str], None]) -> Iterator[Path]:
    """Hold the database's lock and give a new file's name beside it. Whatever happens, that file is gone afterwards.

    Another build makes this one wait for at most `wait` seconds. Raises BuildError.
    """
    from filelock import FileLock, Timeout

    if os.path.lexists(database):
        _refuse_odd_file(database, may_be_link=True)
        _refuse_other_file(database)
    if os.path.lexists(lock_path(database)):
        _refuse_odd_file(lock_path(database), may_be_link=False)
    lock = FileLock(lock_path(database))
    try:
        lock_path(database).touch()  # filelock would make missing folders, and wait for what it may not write
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("Another build of this database is running. Waiting for it to end.")
            lock.acquire(timeout=wait)
    except Timeout:
        raise BuildError(f"Another build of {database} is still running. Try again when it has ended.") from None
    except OSError as error:
        raise BuildError(f"{database.parent} can't be written to: {reason(error)}. Nothing was changed.") from error
    new = database.with_name(f".{database.name}.building")
    try:
        _remove(new)  # one that was killed left it; nobody else can hold it under the lock
        yield new
    finally:
        _remove(new)
        lock.release()


def search_file(new: Path) -> Path:
    """Return the file in which the search indexes of a new database are made."""
    return new.with_name(f"{new.name}-search")


def _remove(new: Path) -> None:
    for path in (new, search_file(new)):
        path.unlink(missing_ok=True)


def _refuse_odd_file(path: Path, *, may_be_link: bool) -> None:
    """Refuse to lock or to replace what no build can have made: to open a pipe or a device could take for ever."""
    try:
        check_file(path, None, None if may_be_link else path.parent)
    except UnreadableFileError as error:
        if error.reason is not Reason.BROKEN_LINK or not may_be_link:
            raise BuildError(f"{path} is in the way. {error} The old database, if any, is as it was.") from error


def _refuse_other_file(path: Path) -> None:
    """Refuse to replace a file that is no database by its name or its first bytes: a letter that was named with --db.

    A database whose bytes are damaged keeps its name, and is replaced.
    """
    if path.suffix.lower() in _OF_DATABASES or not path.is_file():
        return
    with path.open("rb") as file:
        begins = file.read(len(_SQLITE))
    if begins and begins != _SQLITE:
        raise BuildError(
            f"{path} is no database, and is left as it is. Give the database another name, such as opcc.db."
        )


def identity(database: Path) -> Stamp | None:
    """Return what tells one state of the database's file from every other, or None if there is no file."""
    try:
        return stamp(database.stat())
    except FileNotFoundError:
        return None
