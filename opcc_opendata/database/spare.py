"""The database before the present one, kept so that the next build need not copy hundreds of megabytes.

It is brought up to date in place of a copy: what a build then writes is what changed in two builds, and no more. Only
a file that nobody reads may be changed, and Linux can tell. Elsewhere there is no spare, and a build makes a copy.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from opcc_opendata.database.state import State, state_path

try:
    from fcntl import F_SETLEASE, F_WRLCK, fcntl
except ImportError:  # not Linux
    _CAN_TELL = False
else:
    _CAN_TELL = True


def spare_path(database: Path) -> Path:
    """Name the spare of a database. Like every file that is nobody's to read, it is hidden."""
    return database.with_name(f".{database.name}.spare")


def state_of_spare(database: Path) -> State | None:
    """Open the state of the spare, if there is one that may be changed."""
    spare = spare_path(database)
    if _CAN_TELL and spare.exists() and _is_ours_alone(spare):
        return State.open(spare)
    return None


def keep(database: Path) -> None:
    """Keep a database, which is about to be replaced, as the spare. The names that it has stay."""
    drop(database)
    if _CAN_TELL:
        spare = spare_path(database)
        with suppress(OSError):  # without it the next build makes a copy
            os.link(database, spare)
            os.link(state_path(database), state_path(spare))


def drop(database: Path) -> None:
    """Delete the spare, if there is one."""
    spare = spare_path(database)
    spare.unlink(missing_ok=True)
    state_path(spare).unlink(missing_ok=True)


def _is_ours_alone(file: Path) -> bool:
    """Tell if a file has one name and nobody has it open. A build that was killed may have left it a second name."""
    try:
        handle = os.open(file, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl(handle, F_SETLEASE, F_WRLCK)  # the system refuses it while any other process has the file open
        return os.fstat(handle).st_nlink == 1
    except OSError:
        return False
    finally:
        os.close(handle)
