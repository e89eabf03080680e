"""One build at a time, beside the old file, and swapped in whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from opcc_opendata.files import reason


class BuildError(Exception):
    """The database could not be built. The text is a sentence for people; the old database is as it was."""


def lock_path(database: Path) -> Path:
    """Name the lock of a database."""
    return database.with_name(f"{database.name}.lock")


@contextmanager
def building(database: Path, wait: float, say: Callable[[str], None]) -> Iterator[Path]:
    """Hold the database's lock and give a new file's name beside it. Whatever happens, that file is gone afterwards.

    Another build makes this one wait for at most `wait` seconds. Raises BuildError.
    """
    from filelock import FileLock, Timeout

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
        new.unlink(missing_ok=True)  # one that was killed left it; nobody else can hold it under the lock
        yield new
    finally:
        new.unlink(missing_ok=True)
        lock.release()


def copy(database: Path, new: Path) -> None:
    """Copy the old database to the new file, to be changed there."""
    shutil.copyfile(database, new)
