"""Finding the files of records, and getting their bytes: ordinary files of the project, and nothing else."""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from opcc_opendata.problems import Problem
from opcc_opendata.yaml_reader.codes import fault
from opcc_opendata.yaml_reader.document import MAX_BYTES, Document, read_bytes, too_big

_LOOKS_LIKE_YAML = re.compile(r"\.ya?ml", re.IGNORECASE)
_COPY_ENDINGS = ("~", ".bak", ".swp", ".swo", ".orig", ".rej", ".tmp", "#")
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR)


@dataclass(frozen=True, slots=True)
class Found:
    """The names of the record files that were found, in order, and what else was found that would be overlooked."""

    names: list[str]
    problems: list[Problem]

    @property
    def files(self) -> list[Path]:
        """Give the record files as paths. To make these takes longer than finding the files."""
        return [Path(name) for name in self.names]


def read_file(path: Path | str, shown: str | None = None, root: Path | None = None) -> Document:
    """Read a record's file, which must be inside `root` where that is given. This never raises."""
    shown = shown if shown is not None else show(Path(path), None)
    found = fetch(path, shown, root)
    return read_bytes(found, shown) if isinstance(found, bytes) else Document(shown, None, "", (found,))


def fetch(path: Path | str, shown: str, root: Path | None = None) -> bytes | Problem:
    """Give the bytes of an ordinary file of at most MAX_BYTES, or say why not. This never waits and never raises."""
    try:
        if root is not None and not _is_inside(os.fspath(path), os.fspath(root)):
            return _leads_away(shown)
        # Without O_NONBLOCK, opening a pipe waits for somebody to write to it.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        return _not_opened(Path(path), shown, error)
    try:
        return _take(handle, shown)
    except OSError as error:
        return _not_opened(Path(path), shown, error)
    finally:
        os.close(handle)


def _take(handle: int, shown: str) -> bytes | Problem:
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        return _not_ordinary(shown, status.st_mode)
    if status.st_size > MAX_BYTES:
        return too_big(status.st_size, shown)
    parts: list[bytes] = []
    left = MAX_BYTES + 1  # the file may have grown since its size was asked for
    while left and (part := os.read(handle, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _is_inside(path: str, root: str) -> bool:
    # Text and not paths: this is done for every record, and would take as long as reading it.
    if os.path.islink(path):  # noqa: PTH114
        return _really_inside(os.path.realpath(path), root)
    folder = os.path.dirname(path)  # noqa: PTH120
    status = os.stat(folder or os.curdir)  # noqa: PTH116
    return _folder_is_inside(folder, root, status.st_dev, status.st_ino)


@lru_cache(maxsize=1024)
def _folder_is_inside(folder: str, root: str, _device: int, _inode: int) -> bool:
    # Following every part of a path takes longer than reading a small file. The answer is remembered for a folder, and
    # not for what may have been put in its place since: that has another inode.
    return _really_inside(os.path.realpath(folder), root)


def _really_inside(real: str, root: str) -> bool:
    real_root = os.path.realpath(root)
    return real == real_root or real.startswith(real_root.rstrip(os.sep) + os.sep)


def _leads_away(shown: str) -> Problem:
    hint = "Put a copy of the file inside the project in place of the link."
    return fault("R103", (shown, 0, 0), "The file is outside the project, or a link leads out of it.", hint)


def _not_ordinary(shown: str, mode: int) -> Problem:
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    kind = next((name for test, name in kinds if test(mode)), "a device")
    return fault("R101", (shown, 0, 0), f"This is {kind}, not a file.", "Move it away, or give it another name.")


def _not_opened(path: Path, shown: str, error: OSError | ValueError) -> Problem:
    number = error.errno if isinstance(error, OSError) else errno.ENOENT
    place = (shown, 0, 0)
    if number == errno.ENXIO:
        return _not_ordinary(shown, stat.S_IFSOCK)
    if number == errno.ELOOP or (number in _NOT_THERE and _is_link(path)):
        return fault("R102", place, "This is a link that leads nowhere.", "Put the file back, or delete the link.")
    if number in _NOT_THERE:
        return fault("R100", place, "There is no such file or folder.", "Check the spelling of its name.")
    reason = os.strerror(number).lower() if number else "unknown reason"
    return fault("R104", place, f"It can't be opened: {reason}.", "Check who may read it.")


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except (OSError, ValueError):
        return False


def _absolute(path: Path) -> Path:
    """Make a path absolute without following links: two links to one file are two files here."""
    return Path(os.path.normpath(path.absolute()))


def show(path: Path, base: Path | None) -> str:
    """Write a path for people: from `base` where it is inside, with / between, and nothing that can't be printed."""
    if base is not None and (absolute := _absolute(path)).is_relative_to(_absolute(base)):
        path = absolute.relative_to(_absolute(base))
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in path.as_posix())


def find_records(paths: Iterable[Path], base: Path | None = None) -> Found:
    """Find the record files among files and folders, sorted by path. Problems show paths as seen from `base`.

    Hidden files are passed over, and so are files that nobody could take for a record.
    """
    names, problems = _find(paths, base)
    return Found(names, problems)


def find_strays(folder: Path, base: Path | None = None) -> list[Problem]:
    """Find what below a folder would be overlooked, as `find_records` does, for those who know the records already."""
    return _find([folder], base)[1]


def _find(paths: Iterable[Path], base: Path | None) -> tuple[list[str], list[Problem]]:
    problems: list[Problem] = []
    files: dict[str, str] = {}
    for path in paths:
        for folder, names in _walk(path, base, problems):
            # Thousands of names are put together as text here: it is many times faster than as paths.
            absolute = f"{_absolute(folder)}/"
            within = f"{folder}/" if folder.parts else ""
            for name in names:
                if name.endswith(".yaml"):
                    files.setdefault(absolute + name, within + name)
                else:
                    problems += _misnamed(Path(folder, name), base, always=folder / name == path)
    found = sorted(files.values())
    problems += _clashes(found, base)
    return found, sorted(set(problems))


def _walk(path: Path, base: Path | None, problems: list[Problem]) -> Iterator[tuple[Path, list[str]]]:
    """Give each folder, and the names of the files in it that are not hidden."""

    def unreadable(error: OSError) -> None:
        at = Path(error.filename)
        problems.append(_not_opened(at, show(at, base), error))

    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        problems.append(_not_opened(path, show(path, base), error))
        return
    if not stat.S_ISDIR(status.st_mode):
        yield path.parent, [path.name]
        return
    for folder, folders, names in os.walk(path, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = (Path(folder, name) for name in folders)
        problems += [_linked_folder(show(inner, base)) for inner in linked if inner.is_symlink()]
        yield Path(folder), [name for name in names if not name.startswith(".")]


def _linked_folder(shown: str) -> Problem:
    message = "This is a link to a folder. What is in it would not be published."
    return fault("R103", (shown, 0, 0), message, "Put the folder itself in place of the link.")


def _misnamed(path: Path, base: Path | None, *, always: bool) -> list[Problem]:
    if path.name.endswith(_COPY_ENDINGS):
        message = "This is a copy that an editor left. It would not be published."
        hint = "Delete it, or rename it to .yaml if it is the record."
        return [fault("R107", (show(path, base), 0, 0), message, hint)]
    if always or _LOOKS_LIKE_YAML.search(path.name):
        message = "This file would not be published."
        return [fault("R106", (show(path, base), 0, 0), message, "Rename it so that it ends in .yaml.")]
    return []


def _clashes(files: list[str], base: Path | None) -> list[Problem]:
    alike: dict[str, list[str]] = {}
    for file in files:
        alike.setdefault(_without_case(file), []).append(file)
    problems = []
    for same in alike.values():
        if len(same) > 1:
            names = [show(Path(file), base) for file in same]
            message = f"These names are the same on some computers: {', '.join(names)}."
            problems.append(fault("R108", (names[0], 0, 0), message, "Rename all but one of them."))
    return problems


def _without_case(name: str) -> str:
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
