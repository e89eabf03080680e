"""The folder that the files are written to: made beside its place, and put there whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from opcc_opendata.files import UnreadableFileError, read_text
from opcc_opendata.static.bag import PAYLOAD

MARK: Final = "opcc-static.json"
"""The file by which a folder is known as one that this program made, and may replace."""
SUMS: Final = "SHA256SUMS"
_LARGEST_MARK: Final = 10_000


class NotOwnFolderError(Exception):
    """The folder can't be replaced. The text is a sentence for whoever named it."""


class StaticFolder:
    """Files being written. Each is written once, and its SHA-256 noted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sums: dict[str, str] = {}
        self._sizes: dict[str, int] = {}

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(self._sizes.values())

    def __contains__(self, name: str) -> bool:
        return name in self._sums

    def __len__(self) -> int:
        return len(self._sums)

    @property
    def sums(self) -> Mapping[str, str]:
        """The SHA-256 of each file, by its name."""
        return self._sums

    @property
    def names(self) -> list[str]:
        """The names of the files, in order."""
        return sorted(self._sums)

    def write(self, name: str, content: bytes) -> str:
        """Write a file, with `/` in its name between folders, and return its SHA-256.

        The same content may come twice, another may not.
        """
        digest = hashlib.sha256(content).hexdigest()
        if name not in self._sums:
            self.place(name).write_bytes(content)
        self.note(name, digest, len(content))
        return digest

    def place(self, name: str) -> Path:
        """Give the path of a file that somebody else is to write, and then to `note`."""
        place = self.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def note(self, name: str, digest: str, size: int) -> None:
        """Count a file that is written."""
        if self._sums.setdefault(name, digest) != digest:
            raise RuntimeError(f"Two addresses of the site would have the file {name}.")
        self._sizes[name] = size

    def note_all(self, below: str) -> None:
        """Count the files of a folder that somebody else wrote."""
        for place in sorted((self.path / below).iterdir()):
            content = place.read_bytes()
            self.note(f"{below}/{place.name}", hashlib.sha256(content).hexdigest(), len(content))

    def finish(self, facts: Mapping[str, object]) -> None:
        """Write what this folder is, and the checksums of all files: `sha256sum --check SHA256SUMS` reads them."""
        self.write(MARK, (json.dumps({"made_by": "opcc static", **facts}, indent=1) + "\n").encode())
        lines = "".join(f"{self._sums[name]}  {name}\n" for name in self.names)
        self.write(SUMS, lines.encode())


@contextmanager
def replaced(target: Path) -> Iterator[StaticFolder]:
    """Give a new folder to write to, which takes the place of `target` when all is written, and goes where it fails.

    What runs that were killed have left beside `target` goes too; what another run is writing stays.
    Raises NotOwnFolderError where something else is there.
    """
    target = Path(os.path.abspath(target))  # noqa: PTH100 (a link stays one)
    old = target.with_name(f".{target.name}.opcc-old")
    if old.is_dir() and not os.path.lexists(target):
        old.rename(target)  # what an earlier run was interrupted at
    refuse_others(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _held(target.parent, wait=True):  # so that nobody takes a folder for left behind that is not held yet
        _remove_left_behind(target)
        new = Path(mkdtemp(prefix=_new(target), dir=target.parent))
        holding = ExitStack()
        holding.enter_context(_held(new))
    try:
        yield StaticFolder(new)
        new.chmod(0o755)
        refuse_others(target)
        shutil.rmtree(old, ignore_errors=True)
        if target.is_dir():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if old.is_dir():
                old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        holding.close()


def _new(target: Path) -> str:
    """Give the beginning of the name of a folder that is to take the place of another."""
    return f".{target.name}.opcc-new-"


def _remove_left_behind(target: Path) -> None:
    for place in target.parent.iterdir():
        if place.name.startswith(_new(target)) and place.is_dir() and not place.is_symlink():
            with _held(place) as is_ours:
                if is_ours:
                    shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _held(folder: Path, *, wait: bool = False) -> Iterator[bool]:
    """Hold a folder for this process and those that it begins, and say if that was possible.

    It is not where another process holds it, nor on Windows and disks without locks. The system lets go of it when the
    last of the processes ends, however it ends.
    """
    with ExitStack() as closing:
        try:
            import fcntl

            opened = os.open(folder, os.O_RDONLY)
            closing.callback(os.close, opened)
            fcntl.flock(opened, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            is_held = True
        except (ImportError, OSError):
            is_held = False
        yield is_held


def refuse_others(target: Path) -> None:
    """Raise NotOwnFolderError where there is anything but an empty folder, or one that this program made."""
    if not os.path.lexists(target):
        return
    if target.is_symlink() or not target.is_dir():
        raise NotOwnFolderError(f"{target} is no folder. Name one that is not there yet, or that opcc static made.")
    if any(target.iterdir()) and not (_is_own(target / MARK) or _is_own(target / PAYLOAD / MARK)):
        raise NotOwnFolderError(
            f"{target} holds files that opcc static did not make, and it would replace them all. Name another folder."
        )


def _is_own(mark: Path) -> bool:
    try:
        return '"made_by": "opcc static"' in read_text(mark, _LARGEST_MARK)
    except (UnreadableFileError, UnicodeDecodeError):
        return False
