"""One build at a time, beside the old file, and swapped in whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from opcc_opendata.files import Reason, UnreadableFileError, check_file, flush, reason


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

    for path in (database, lock_path(database)):
        if os.path.lexists(path):
            _refuse_odd_file(path, may_be_link=path == database)
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


def _refuse_odd_file(path: Path, *, may_be_link: bool) -> None:
    """Refuse to lock or to replace what no build can have made: to open a pipe or a device could take for ever."""
    try:
        check_file(path, None, None if may_be_link else path.parent)
    except UnreadableFileError as error:
        if error.reason is not Reason.BROKEN_LINK or not may_be_link:
            raise BuildError(f"{path} is in the way. {error} Nothing was changed.") from error


class Copying:
    """A copy of the old database in the new file, to be changed there. It is made while other work goes on.

    Once it is whole it goes on its way to the disk, while it is being changed already: at the end only the changes are
    left to wait for, and not the hundreds of megabytes that stayed the same.
    """

    def __init__(self, database: Path, new: Path) -> None:
        self._database, self._new = database, new
        self._whole = threading.Event()
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._copy)
        self._thread.start()

    def _copy(self) -> None:
        import shutil  # it brings every kind of compression, and most builds find nothing to do

        try:
            shutil.copyfile(self._database, self._new)
            self._whole.set()
            flush(self._new)
        except OSError as error:
            self._error = error
        finally:
            self._whole.set()

    def wait(self) -> None:
        """Wait until the copy may be opened. Raises OSError."""
        self._whole.wait()
        if self._error is not None:
            raise self._error

    def end(self) -> None:
        """Wait until nothing happens in the background any more. Raises OSError."""
        self._thread.join()
        self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()
