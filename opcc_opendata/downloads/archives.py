"""ZIP files that have the same bytes each time: no clock, no machine, and entries in a fixed order."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can name."""

_UNIX: Final = 3
_READABLE: Final = 0o644 << 16


class Archive(zipfile.ZipFile):
    """A ZIP file that is being written. Whatever writes to it, each entry has the same time and rights.

    With `packed` off, nothing in it is packed: for who packs all of it in another way.
    """

    def __init__(self, path: Path, *, packed: bool = True) -> None:
        super().__init__(path, "x", zipfile.ZIP_DEFLATED)
        self._packed = packed

    def entry(self, name: str, *, packed: bool = True) -> Any:
        """Open a new entry, to write bytes to. What is compressed already is not packed again."""
        return self.open(_described(name, packed=packed and self._packed), "w")

    def writestr(self, zinfo_or_arcname: Any, data: Any, *arguments: Any, **options: Any) -> None:
        """Add an entry, whatever time its writer gave it."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(_described(name, packed=self._packed), data, *arguments, **options)

    def write(self, filename: Any, arcname: Any = None, *_arguments: Any, **_options: Any) -> None:
        """Add a file, without its time and rights."""
        with Path(filename).open("rb") as file, self.entry(str(arcname or filename)) as into:
            while block := file.read(1 << 20):
                into.write(block)


def _described(name: str, *, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.create_system, info.external_attr = _UNIX, _READABLE
    return info
