"""The files below records/, and which of them are certainly as they were when they were last read.

A file is known again by its stamp: size, time of the last write, time of the last change of any kind (ctime), inode. No
program can set a ctime, so a file with other content has another one, whatever else about it was put back. Only a file
that was written just before it was read may be written again within one tick of the clock and keep its ctime: such a
stamp proves nothing, and the file is read again the next time.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from opcc_opendata.files import UnreadableFileError, printable, sha256, walk
from opcc_opendata.yaml_reader.files import BESIDE_A_DRAFT, MAX_BYTES_BESIDE, is_keepable

Stamp = tuple[int, int, int, int]
"""Size in bytes, mtime and ctime in nanoseconds, inode."""

COARSEST_CLOCK_NS: Final = 2_000_000_000
"""The coarsest clock of any file system in use (FAT)."""

_NOT_READ: Final = ":not-read"
"""Ends the names of what is no ordinary file with a name that can be kept: no such name has a colon in it."""


def now() -> int:
    """Return the time in nanoseconds, on the clock that file times are on."""
    return time.time_ns()


def stamp(status: os.stat_result) -> Stamp:
    """Return the stamp in what the file system says of a file."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def list_files(folder: Path, root: Path) -> dict[str, Stamp]:
    """Return the stamp of everything below a folder that is not hidden, by its path from `root`.

    What lies beside a draft in a folder of its own is passed over. Links, pipes and the like, and folders that look
    like records, are listed with names that end in ":not-read".
    """
    found: dict[str, Stamp] = {}
    above = len(os.fspath(root)) + 1
    for at, entries in walk(folder, lambda _at, _error: None):  # `find_records` says what can't be listed
        for entry in entries.copy():
            if entry.name.endswith(BESIDE_A_DRAFT) and entry.is_dir(follow_symlinks=False):
                entries.remove(entry)
                continue
            is_kept = is_keepable(entry.name)
            if entry.is_dir(follow_symlinks=False):
                if not is_kept:
                    entries.remove(entry)
                elif not entry.name.endswith(".yaml"):
                    continue
            name = f"{at[above:].replace(os.sep, '/')}/{entry.name}"
            if not is_kept or not entry.is_file(follow_symlinks=False):
                name = printable(name) + _NOT_READ
            found[name] = stamp(entry.stat(follow_symlinks=False))
    return found


class InputFiles:
    """The files below a project's records/ at one moment, with the checksums of those that are known."""

    def __init__(self, folder: Path, root: Path, kept: Mapping[str, tuple[Stamp, str]]) -> None:
        """List the files. `kept` is what `to_keep` returned before: files whose stamp has changed are not known."""
        self._root = root
        self._listed_at = now()
        self.stamps = list_files(folder, root)
        self._checksums = {path: sha256 for path, (old, sha256) in kept.items() if self.stamps.get(path) == old}

    def checksum(self, path: str) -> str | None:
        """Return the SHA-256 of a file, by its path from the project's folder, or None if it must be read."""
        return self._checksums.get(path)

    def learn(self, path: str, sha256: str) -> None:
        """Note the checksum of a file that was read after the files were listed."""
        if sha256 and path in self.stamps:
            self._checksums[path] = sha256

    def read(self, paths: Iterable[str]) -> None:
        """Read files for their checksums, in two threads: while one waits for the disk, the other goes on."""
        paths = list(paths)

        def read_some(some: list[str]) -> None:
            for path in some:
                self._checksums[path] = checksum(f"{self._root}/{path}", self._root) or str(self.stamps[path])

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(read_some, (paths[::2], paths[1::2])))

    def digest(self) -> str:
        """Return one checksum of the names and contents of all files. Those that are not known are read.

        What can't be read counts by its stamp.
        """
        self.read(path for path in self.stamps if path not in self._checksums)
        content = "".join(f"{path}\0{self._checksums[path]}\0" for path in sorted(self.stamps))
        return hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()

    def to_keep(self) -> dict[str, tuple[Stamp, str]]:
        """Return the files that can be known again, each with its stamp and checksum."""
        certain = self._listed_at - COARSEST_CLOCK_NS
        return {
            path: (found, self._checksums[path])
            for path, found in self.stamps.items()
            if path in self._checksums and found[2] < certain
        }


def checksum(path: Path | str, root: Path) -> str:
    """Return the SHA-256 of a file inside `root`, or "" where it is not read."""
    try:
        return sha256(path, MAX_BYTES_BESIDE, root)
    except UnreadableFileError:
        return ""
