"""What was fetched → the files of a project, and nothing else of it: records/ and the settings.

Whatever lies in records/ and is no ordinary file with a name that every system can keep is refused, and with it the
whole: an office's data are taken as they were published, or not at all.
"""

from __future__ import annotations

import gzip
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError, megabytes, printable
from opcc_opendata.harvest import git_source
from opcc_opendata.harvest.fetching import Fetched
from opcc_opendata.harvest.limits import BrokenDataError, SourceLimits
from opcc_opendata.project import RECORDS
from opcc_opendata.settings import SETTINGS
from opcc_opendata.yaml_reader.files import is_keepable
from opcc_opendata.zip_limits import ZipLimitError, open_zip

_DEEPEST: Final = 8
_LONGEST_PATH: Final = 400
_BLOCK: Final = 1 << 18
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_LINK_BITS: Final = 16
_MOST_MEMBERS: Final = 100_000


def stage(fetched: Fetched, folder: Path, limits: SourceLimits) -> None:
    """Put what was fetched into a new folder as a project's files. Raises BrokenDataError."""
    staging = Staging(folder, limits)
    {"folder": _from_folder, "git": _from_git, "archive": _from_archive}[fetched.kind](fetched, staging, limits)
    if not (folder / RECORDS).is_dir():
        raise BrokenDataError([f"It holds no folder {RECORDS}/."])


class Staging:
    """A folder that is being filled, within limits."""

    def __init__(self, folder: Path, limits: SourceLimits) -> None:
        self._folder, self._limits = folder, limits
        self._files = self._bytes = 0
        self._names: dict[str, str] = {}
        folder.mkdir(parents=True)

    def wants(self, name: str) -> bool:
        """Tell if a file is one of those that are kept. Raises BrokenDataError where its name can't be."""
        if name == SETTINGS:
            return True
        head, *rest = name.split("/")
        if head != RECORDS or not rest:
            return False
        if any(part in ("", ".", "..") for part in rest):
            raise BrokenDataError([f"{printable(name)[:_LONGEST_PATH]}: this name leads out of its folder."])
        if any(part.startswith(".") for part in rest):
            return False  # hidden, and passed over in every project
        if len(rest) > _DEEPEST or len(name) > _LONGEST_PATH or not all(is_keepable(part) for part in rest):
            raise BrokenDataError(
                [f"{printable(name)[:_LONGEST_PATH]}: not every system can keep a file of this name."]
            )
        return True

    def refuse(self, name: str) -> None:
        """Refuse what is no ordinary file. Raises BrokenDataError."""
        raise BrokenDataError([f"{printable(name)[:_LONGEST_PATH]}: this is a link, or no ordinary file."])

    def add(self, name: str, blocks: Iterable[bytes]) -> None:
        """Write a file that is wanted. Raises BrokenDataError."""
        self._files += 1
        if self._files > self._limits.files:
            raise BrokenDataError([f"There are more than {self._limits.files:,} files in {RECORDS}/."])
        self._refuse_same(name)
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for block in blocks:
                self._bytes += len(block)
                if self._bytes > self._limits.bytes:
                    raise BrokenDataError([f"Unpacked it has more than {megabytes(self._limits.bytes)}."])
                file.write(block)

    def _refuse_same(self, name: str) -> None:
        """Refuse two names, of files or folders, that are one name to some systems."""
        parts = name.split("/")
        for n in range(1, len(parts) + 1):
            path = "/".join(parts[:n])
            other = self._names.setdefault(path.casefold(), path)
            if other != path or (n == len(parts) and os.path.lexists(self._folder / name)):
                raise BrokenDataError(
                    [f"{printable(name)}: to some systems this is the same name as {printable(other)}."]
                )


def _from_folder(fetched: Fetched, staging: Staging, limits: SourceLimits) -> None:
    def refused(at: str, error: UnreadableFileError) -> None:
        raise BrokenDataError([f"{printable(os.path.relpath(at, root))}: {error}"])

    root = os.fspath(fetched.path)
    (staging._folder / RECORDS).mkdir()
    for at, found in files.walk(f"{root}/{RECORDS}", refused):
        for entry in found:
            name = os.path.relpath(entry.path, root).replace(os.sep, "/")
            if entry.is_dir(follow_symlinks=False):
                continue
            if staging.wants(name) and not entry.is_file(follow_symlinks=False):
                staging.refuse(name)
            staging.add(name, [_read(f"{at}/{entry.name}", name, root, limits)])
    if os.path.lexists(f"{root}/{SETTINGS}"):
        staging.add(SETTINGS, [_read(f"{root}/{SETTINGS}", SETTINGS, root, limits)])


def _read(path: str, name: str, root: str, limits: SourceLimits) -> bytes:
    try:
        return files.read_bytes(path, limits.bytes, root)
    except UnreadableFileError as error:
        raise BrokenDataError([f"{printable(name)}: {error}"]) from error


def _from_git(fetched: Fetched, staging: Staging, limits: SourceLimits) -> None:
    listed = git_source.entries(fetched.path, fetched.seen.revision, (RECORDS, SETTINGS), limits)
    wanted = [one for one in listed if staging.wants(one.path)]
    for one in wanted:
        if not one.is_file:
            staging.refuse(one.path)
    if len(wanted) > limits.files:
        raise BrokenDataError([f"There are more than {limits.files:,} files in {RECORDS}/."])
    if sum(one.size for one in wanted) > limits.bytes:
        raise BrokenDataError([f"It has more than {megabytes(limits.bytes)}."])
    for one, content in git_source.contents(fetched.path, wanted, limits):
        staging.add(one.path, [content])


def _from_archive(fetched: Fetched, staging: Staging, limits: SourceLimits) -> None:
    raw = files.read_bytes(fetched.path, limits.download)
    top = _TopFolder()
    try:
        if raw.startswith(_ZIP):
            _from_zip(raw, staging, top, limits)
        else:
            _from_tar(fetched.path, raw.startswith(_GZIP), staging, top, limits)
    except ZipLimitError as error:
        raise BrokenDataError([str(error)]) from error
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise BrokenDataError(["It is no zip and no tar, or only a part of one."]) from error


class _TopFolder:
    """The one folder in which some services pack everything, such as norfolk-main/."""

    def __init__(self) -> None:
        self._top: str | None = None

    def inside(self, name: str) -> str:
        """Return a name as seen from the folder that holds records/. Raises BrokenDataError where there are two."""
        name = name.removeprefix("./")
        first, _, rest = name.partition("/")
        if name == SETTINGS or first == RECORDS:
            return self._of("", name)
        if rest == SETTINGS or rest.partition("/")[0] == RECORDS:
            return self._of(first, rest)
        return ""

    def _of(self, top: str, name: str) -> str:
        if self._top is None:
            self._top = top
        if self._top != top:
            raise BrokenDataError(
                [f"There are two projects packed in it: {printable(self._top)}/ and {printable(top)}/."]
            )
        return name


def _from_zip(raw: bytes, staging: Staging, top: _TopFolder, limits: SourceLimits) -> None:
    with open_zip(raw, limits.bytes) as packed:
        for member in packed.infolist():
            name = top.inside(member.filename)
            if member.is_dir() or not name or not staging.wants(name):
                continue
            mode = member.external_attr >> _LINK_BITS
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                staging.refuse(name)
            with packed.open(member) as file:
                staging.add(name, _blocks(file))


def _from_tar(path: Path, is_packed: bool, staging: Staging, top: _TopFolder, limits: SourceLimits) -> None:
    with files.open_stream(path) as file:
        unpacked: Any = gzip.GzipFile(fileobj=file) if is_packed else file
        stream = _Limited(unpacked, limits)
        with tarfile.open(fileobj=stream, mode="r|") as packed:  # type: ignore[call-overload]
            for number, member in enumerate(packed):
                if number > _MOST_MEMBERS:
                    raise BrokenDataError([f"There are more than {_MOST_MEMBERS:,} files packed in it."])
                packed.members = []  # it would keep all that it has passed
                name = top.inside(member.name)
                if member.isdir() or not name or not staging.wants(name):
                    continue
                if not member.isreg():
                    staging.refuse(name)
                inner = packed.extractfile(member)
                if inner is not None:
                    staging.add(name, _blocks(inner))
        while stream.read(_BLOCK):  # half an archive can end between two files
            pass
        if not stream.has_end:
            raise BrokenDataError(["It is only a part of an archive: its end is missing."])


class _Limited:
    """A stream of which no more is unpacked than the limits allow."""

    def __init__(self, file: IO[bytes], limits: SourceLimits) -> None:
        self._file, self._left, self._limits = file, limits.bytes + (1 << 20), limits
        self._last = b""

    def read(self, size: int) -> bytes:
        """Read on. Raises BrokenDataError."""
        block = self._file.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise BrokenDataError([f"Unpacked it has more than {megabytes(self._limits.bytes)}."])
        self._last = (self._last + block)[-2 * tarfile.BLOCKSIZE :] if len(block) < 2 * tarfile.BLOCKSIZE else block
        return block

    @property
    def has_end(self) -> bool:
        """Whether what was read ends as every tar does: with two empty blocks."""
        return len(self._last) >= 2 * tarfile.BLOCKSIZE and not any(self._last[-2 * tarfile.BLOCKSIZE :])


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
