"""Putting a file in its place whole or not at all: written beside it, on the disk, then swapped in."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_NO_HARD_LINKS: Final = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)


class NotWritten(Exception):  # noqa: N818 (it reads as what it is)
    """A file could not be written. The text is a sentence for people; what was there before is as it was."""


def write_file(path: Path, content: str | bytes, *, force: bool = False) -> None:
    """Write a whole file; a text as UTF-8, with the line ends that it has. Missing folders are made.

    A reader sees the old file or the new one, never a part. Without `force`, a file that is there already stays as it
    is, also if it appeared a moment ago. With it, the new file has the old one's permissions. Raises NotWritten.
    """
    if not force and os.path.lexists(path):
        raise there_already(path)
    target = Path(os.path.realpath(path))  # a link stays a link, to what is new
    beside = target.with_name(f".{target.name}.{os.getpid()}.writing")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        if not force:
            _add(beside, target)
            return
        if target.exists():
            import shutil  # it brings every kind of compression, and most commands write nothing

            shutil.copymode(target, beside)
        swap_in(beside, target)
    except OSError as error:
        raise NotWritten(f"{path} can't be written: {reason(error)}.") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


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


def there_already(path: Path) -> NotWritten:
    """Say that a file is not written over without being asked to."""
    return NotWritten(f"{path} is there already. To write over it, add --force.")


def swap_in(new: Path, target: Path) -> None:
    """Put a finished file in another's place. A reader has the old file or the new one, never a part."""
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
