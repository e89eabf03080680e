"""Archives that have the same bytes each time: no clock, no machine, and entries in a fixed order."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name."""

_UNIX: Final = 3
_RIGHTS: Final = 0o644
_READABLE: Final = _RIGHTS << 16


class Archive(zipfile.ZipFile):
    """A ZIP file that is being written. Whatever writes to it, each entry has the same time and rights."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "x", zipfile.ZIP_DEFLATED)

    def entry(self, name: str, *, packed: bool = True) -> Any:
        """Open a new entry, to write bytes to. What is compressed already is not packed again."""
        return self.open(_described(name, packed=packed), "w")

    def writestr(self, zinfo_or_arcname: Any, data: Any, *arguments: Any, **options: Any) -> None:
        """Add an entry, whatever time its writer gave it."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(_described(name), data, *arguments, **options)

    def write(self, filename: Any, arcname: Any = None, *_arguments: Any, **_options: Any) -> None:
        """Add a file, without its time and rights."""
        with Path(filename).open("rb") as file, self.entry(str(arcname or filename)) as into:
            while block := file.read(1 << 20):
                into.write(block)


class TarArchive(tarfile.TarFile):
    """The same as a tar file, which is packed as a whole when it is there. Its entries are in a folder."""

    def __init__(self, path: Path, folder: str) -> None:
        super().__init__(path, "x")
        self._folder = folder

    @contextmanager
    def entry(self, name: str) -> Iterator[IO[bytes]]:
        """Open a new entry, to write bytes to. They are held meanwhile: before them stands how many there are."""
        with TemporaryFile() as held:
            yield held
            size = held.tell()
            held.seek(0)
            self._add(name, size, held)

    def writestr(self, name: str, text: str) -> None:
        """Add an entry with a text, as UTF-8."""
        content = text.encode()
        self._add(name, len(content), BytesIO(content))

    def _add(self, name: str, size: int, content: IO[bytes]) -> None:
        about = tarfile.TarInfo(f"{self._folder}/{name}")
        about.size, about.mode = size, _RIGHTS
        self.addfile(about, content)


def _described(name: str, *, packed: bool = True) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.create_system, info.external_attr = _UNIX, _READABLE
    return info
