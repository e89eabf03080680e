"""Opening files that somebody else made.

A record, an attachment, a document to import, a workbook, a template, the settings and an office's schema come from
strangers. Each may be a link to a device, a pipe to which nobody writes, or far larger than the memory. This module
alone opens them (`tests/test_strangers.py` reads the code to hold that): what is not an ordinary file is never opened,
no more is read than the caller allows, and inside a project no link is followed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from functools import lru_cache
from io import BufferedReader
from typing import Final

AnyPath = str | os.PathLike[str]

_NOT_THERE: Final = (errno.ENOENT, errno.ENOTDIR)
_BLOCK: Final = 1 << 18
_TRIES: Final = 3

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # to open a pipe would wait for somebody to write to it
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Reason(Enum):
    """Why a file is not read."""

    MISSING = auto()
    BROKEN_LINK = auto()
    LINK = auto()
    OUTSIDE = auto()
    NOT_A_FILE = auto()
    TOO_LARGE = auto()
    CHANGING = auto()
    CLOSED = auto()


class UnreadableFileError(Exception):
    """A file was not read. `message` and `hint` are sentences for people, and do not name the file."""

    def __init__(self, reason: Reason, message: str, hint: str) -> None:
        super().__init__(reason, message, hint)
        self.reason, self.message, self.hint = reason, message, hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


def read_bytes(path: AnyPath, limit: int, root: AnyPath | None = None) -> bytes:
    """Read an ordinary file of at most `limit` bytes.

    With a `root` the file must be inside that folder and no link. Without one, somebody has named the file, and means
    what a link leads to. This never waits. Raises UnreadableFileError.
    """
    for _ in range(_TRIES):
        with open_file(path, limit, root) as handle:
            before = os.fstat(handle)
            content = b"".join(blocks(handle, limit))
            if _version(before) == _version(os.fstat(handle)):
                return content
    message, hint = "The file is being changed while it is read.", "Wait until it is finished, and try again."
    raise UnreadableFileError(Reason.CHANGING, message, hint)


def read_text(path: AnyPath, limit: int, root: AnyPath | None = None) -> str:
    """Read a text in UTF-8, with or without a byte order mark. Raises UnicodeDecodeError, and see `read_bytes`."""
    return read_bytes(path, limit, root).decode("utf-8-sig")


def sha256(path: AnyPath, limit: int, root: AnyPath | None = None) -> str:
    """Give the SHA-256 of a file, in hexadecimal, a part of it in memory at a time. See `read_bytes`."""
    digest = hashlib.sha256()
    with open_file(path, limit, root) as handle:
        for block in blocks(handle, limit):
            digest.update(block)
    return digest.hexdigest()


def same_content(one: AnyPath, other: AnyPath, limit: int, root: AnyPath | None = None) -> bool:
    """Tell if two files hold the same. One that can't be read, or is a link, is like none. See `read_bytes`."""
    try:
        return sha256(one, limit, root) == sha256(other, limit, root)
    except UnreadableFileError:
        return False


@contextmanager
def open_file(path: AnyPath, limit: int | None = None, root: AnyPath | None = None) -> Iterator[int]:
    """Open an ordinary file for reading, and close it afterwards. Gives its descriptor.

    `limit` is held against the size that the file has now: who reads it counts again. For `root`, and what is raised,
    see `read_bytes`. An OSError while the file is open is raised as UnreadableFileError too.
    """
    handle = _open(path, limit, root)
    try:
        yield handle
    except OSError as error:
        raise _not_opened(error) from error
    finally:
        os.close(handle)


def open_stream(path: AnyPath) -> BufferedReader:
    """Open an ordinary file of any size for reading, to be kept open. See `read_bytes`."""
    return os.fdopen(_open(path, None, None), "rb")


def check_file(path: AnyPath, limit: int | None = None, root: AnyPath | None = None) -> None:
    """Refuse a file that `read_bytes` would refuse, as far as it can be known without opening it."""
    try:
        _checked(path, limit, root)
    except (OSError, ValueError) as error:
        raise _not_opened(error) from error


def status(path: AnyPath) -> os.stat_result:
    """Give what the system knows of a file or folder that somebody has named. Raises UnreadableFileError."""
    try:
        return os.stat(path)  # noqa: PTH116
    except (OSError, ValueError) as error:
        raise (_broken_link() if _is_link(path) else _not_opened(error)) from error


def is_ordinary(path: AnyPath) -> bool:
    """Tell if there is an ordinary file, or a link to one: what can be opened without waiting."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False


def walk(
    folder: AnyPath, refused: Callable[[str, UnreadableFileError], None]
) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Give each folder at and below a folder, with its entries. Links are entries, and are never followed.

    What is hidden (.git and the like) is passed over. `refused` is told of each folder that can't be listed. A caller
    may take entries out of a list before it asks for the next one: folders among them are then not gone into.
    """
    waiting = [os.fspath(folder)]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as found:
                entries = [entry for entry in found if not entry.name.startswith(".")]
        except OSError as error:
            refused(here, _not_opened(error))
            continue
        yield here, entries
        waiting += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]


def printable(name: str) -> str:
    """Write a file's name for people, with a code such as <U+202E> in place of what can't be seen or is not UTF-8."""
    return name if name.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in name)


def is_inside(path: AnyPath, root: AnyPath) -> bool:
    """Tell if a path is really inside a folder (or that folder), wherever links lead."""
    real, real_root = os.path.realpath(path), os.path.realpath(root)
    return real == real_root or real.startswith(real_root.rstrip(os.sep) + os.sep)


def too_large(size: int, limit: int) -> UnreadableFileError:
    """Make the refusal of a file, or of what is packed in it, that has more bytes than are read."""
    has, may_have = megabytes(size), megabytes(limit)
    if has == may_have:
        has, may_have = f"{size:,} bytes", f"{limit:,}"
    message = f"The file has {has}. It may have {may_have} at most."
    return UnreadableFileError(Reason.TOO_LARGE, message, "Make it smaller, or leave it out.")


def megabytes(size: int) -> str:
    """Write a number of bytes in MB, with one decimal where that says more. 1 MB is a million bytes.

    >>> megabytes(1_000_000), megabytes(1_000_001), megabytes(300_000_000_000)
    ('1 MB', '1.1 MB', '300,000 MB')
    """
    tenths = -(-size // 100_000)  # rounded up, so that what is over a limit never looks like it
    whole, tenth = divmod(tenths, 10)
    return f"{whole:,}.{tenth} MB" if tenth else f"{whole:,} MB"


def blocks(handle: int, limit: int) -> Iterator[bytes]:
    """Read what is open, piece by piece. Raises UnreadableFileError where that is more than `limit` bytes."""
    left = limit
    while block := os.read(handle, min(left + 1, _BLOCK)):
        left -= len(block)
        if left < 0:  # it has grown since its size was asked for
            raise too_large(limit - left, limit)
        yield block


def _version(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _open(path: AnyPath, limit: int | None, root: AnyPath | None) -> int:
    try:
        handle = os.open(_checked(path, limit, root), _FLAGS)
        try:
            _check_status(os.fstat(handle), limit)  # another file may have taken its place
        except BaseException:
            os.close(handle)
            raise
    except (OSError, ValueError) as error:
        raise _not_opened(error) from error
    return handle


def _checked(path: AnyPath, limit: int | None, root: AnyPath | None) -> AnyPath:
    """Give the path of an ordinary file, with links resolved. To open a device may have effects of its own."""
    if root is not None and not _folder_is_in(path, root):
        message = "The file is outside the project, or a link leads out of it."
        hint = "Put a copy of the file inside the project in place of the link."
        raise UnreadableFileError(Reason.OUTSIDE, message, hint)
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        real = _resolved(path)
        if root is not None:
            where = "is not followed" if is_inside(real, root) else "leads out of the project"
            hint = "Put a copy of the file in place of the link."
            raise UnreadableFileError(Reason.LINK, f"This is a link that {where}.", hint)
        path, status = real, os.lstat(real)
    _check_status(status, limit)
    return path


def _resolved(path: AnyPath) -> str:
    try:
        return os.path.realpath(path, strict=True)
    except OSError as error:
        raise _broken_link() from error


def _check_status(status: os.stat_result, limit: int | None) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise not_a_file(status.st_mode)
    if limit is not None and status.st_size > limit:
        raise too_large(status.st_size, limit)


def not_a_file(mode: int) -> UnreadableFileError:
    """Say what stands where a file should be."""
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    kind = next((name for test, name in kinds if test(mode)), "a device")
    message = f"This is {kind}, not a file."
    return UnreadableFileError(Reason.NOT_A_FILE, message, "Move it away, or give it another name.")


def _broken_link() -> UnreadableFileError:
    message, hint = "This is a link that leads nowhere.", "Put the file back, or delete the link."
    return UnreadableFileError(Reason.BROKEN_LINK, message, hint)


def _is_link(path: AnyPath) -> bool:
    try:
        return os.path.islink(path)  # noqa: PTH114
    except ValueError:
        return False


def _not_opened(error: OSError | ValueError) -> UnreadableFileError:
    number = error.errno if isinstance(error, OSError) else errno.ENOENT  # a ValueError is for a NUL in the name
    if number == errno.ENXIO:
        return not_a_file(stat.S_IFSOCK)
    if number == errno.ELOOP:
        return _broken_link()
    if number in _NOT_THERE:
        message, hint = "There is no such file or folder.", "Check the spelling of its name."
        return UnreadableFileError(Reason.MISSING, message, hint)
    why = os.strerror(number).lower() if number else "unknown reason"
    return UnreadableFileError(Reason.CLOSED, f"It can't be opened: {why}.", "Check who may read it.")


def _folder_is_in(path: AnyPath, root: AnyPath) -> bool:
    # Text and not paths: this is done for every record, and would take as long as reading it.
    folder = os.path.dirname(os.fspath(path))  # noqa: PTH120
    status = os.stat(folder or os.curdir)  # noqa: PTH116
    return _known_to_be_in(folder, os.fspath(root), status.st_dev, status.st_ino)


@lru_cache(maxsize=1024)
def _known_to_be_in(folder: str, root: str, _device: int, _inode: int) -> bool:
    # Following every part of a path takes longer than reading a small file. The answer is remembered for a folder, and
    # not for what may have been put in its place since: that has another inode.
    return is_inside(folder, root)
