"""Putting files of our own in their place, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from opcc_opendata.files.reading import AnyPath, blocks, not_a_file, open_file

_NO_HARD_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)

WAIT_TO_WRITE: float = 60
"""Seconds that one who is to write waits for another."""

TO_WRITE_OVER: Final = "To write over it, add --force."
"""What to do where a command can write over a file that is there already."""


class NotWrittenError(Exception):
    """A file could not be written. The text is a sentence for people; what was there before is as it was."""


def write_file(path: Path, content: str | bytes, *, force: bool = False) -> None:
    """Write a whole file; a text as UTF-8, with the line ends that it has. Missing folders are made.

    A reader sees the old file or the new one, never a part. Without `force`, a file that is there already stays as it
    is, also if it appeared a moment ago. With it, the new file has the old one's permissions. Raises NotWrittenError.
    """
    if not force and os.path.lexists(path):
        raise there_already(path)
    target = Path(os.path.realpath(path))  # a link stays a link, to what is new
    refuse_device(target)
    beside = _beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)  # one that was killed left it
        with beside.open("xb") as file:  # never through a link that somebody put there
            file.write(content.encode() if isinstance(content, str) else content)
        if not force:
            _add(beside, target)
            return
        if target.exists():
            import shutil  # it brings every kind of compression, and most commands write nothing

            shutil.copymode(target, beside)
        swap_in(beside, target)
    except OSError as error:
        raise NotWrittenError(f"{path} can't be written: {reason(error)}.") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def refuse_device(path: Path) -> None:
    """Refuse to put a file in the place of a pipe, a device or a socket. Raises NotWrittenError.

    A folder is not refused: the system does that. A link is replaced, and what it leads to stays.
    """
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return  # there is none, or whoever writes finds out
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
        raise NotWrittenError(f"{path} can't be written: {not_a_file(mode).message}")


def copy_file(source: Path, path: Path, limit: int, root: AnyPath) -> None:
    """Copy an ordinary file of at most `limit` bytes inside a project to a place where there must be none yet.

    A reader sees the whole file or none. Missing folders are made. A later change to the one is none to the other, as
    it would be with a second name. Raises NotWrittenError, and UnreadableFileError as `read_bytes` does.
    """
    if os.path.lexists(path):
        raise there_already(path)
    beside = _beside(path)
    with open_file(source, limit, root) as handle:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            with beside.open("xb") as file:
                file.writelines(blocks(handle, limit))
            _add(beside, path)
        except OSError as error:
            raise NotWrittenError(f"{path} can't be written: {reason(error)}.") from error
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


@contextmanager
def writing_alone(lock: Path) -> Iterator[None]:
    """Keep other processes that name the same lock waiting, from before a file is read until what follows is written.

    Where no lock can be made, as in a folder that is closed to us, nobody waits: what is written is refused there too.
    Raises NotWrittenError after `WAIT_TO_WRITE` seconds.
    """
    from filelock import FileLock, Timeout

    holding = FileLock(lock)
    try:
        lock.touch()  # filelock would make missing folders, and wait for what it may not write
        holding.acquire(timeout=WAIT_TO_WRITE)
    except Timeout:
        raise NotWrittenError("Another command is writing to this project. Try again when it has ended.") from None
    except OSError:
        pass
    try:
        yield
    finally:
        holding.release()


def remove_unfinished(path: Path) -> None:
    """Remove what writers of a file left beside it that were killed: only for who knows that nobody writes it now."""
    target = Path(os.path.realpath(path))
    with suppress(OSError):
        for left in target.parent.glob(f"{_beginning(target)}.*.writing"):
            left.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    """Name the file that is written before it takes its place: in at most 255 bytes, however long the target's is."""
    return target.with_name(f"{_beginning(target)}.{os.getpid()}.writing")


def _beginning(target: Path) -> str:
    return f".{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]}"


def _add(new: Path, target: Path) -> None:
    """Give a finished file its name, unless another file has got it in the meantime."""
    flush(new)
    try:
        os.link(new, target)  # unlike a rename, this never takes the place of another file
    except FileExistsError:
        raise there_already(target) from None
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        new.replace(target)
    flush(target.parent)


def there_already(path: Path) -> NotWrittenError:
    """Say that a file is not written over without being asked to."""
    return NotWrittenError(f"{path} is there already. {TO_WRITE_OVER}")


def swap_in(new: Path, target: Path) -> None:
    """Put a finished file in another's place. A reader has the old file or the new one, never a part.

    Raises OSError, and NotWrittenError as `refuse_device` does.
    """
    refuse_device(target)
    flush(new)
    new.replace(target)
    flush(target.parent)


def flush(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def reason(error: OSError) -> str:
    """Say in a few words why the system refused."""
    return (error.strerror or str(error)).lower()
