"""The files that the page Check loads: its two scripts, Pyodide, and what Python needs to check files.

They stand below an address that has the checksum of all of them in it, so that a copy of any serves for ever.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from opcc_opendata.browser.bundle import bundle
from opcc_opendata.browser.pyodide import fetch, kept_in

if TYPE_CHECKING:
    from opcc_opendata.project import Project

FOLDER: Final = "/check-files"
SCRIPT: Final = "check.js"
_WEB: Final = Path(__file__).parent / "web"
_WASM: Final = "pyodide.asm.wasm"
KINDS: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".zip": "application/zip",
    ".bin": "application/octet-stream",
}
"""The media types of the files by their endings."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The files by name, and the address of the site below which they stand, without `/` at its end."""

    address: str
    files: Mapping[str, bytes]

    @property
    def size(self) -> int:
        """Bytes of all files, as they are sent by a server that compresses nothing."""
        return sum(map(len, self.files.values()))


def make_runtime(project: Project, pyodide: Path | None = None) -> Runtime:
    """Make the files for the standard that a project follows. Raises NoPyodideError and NotPackedError.

    `pyodide` is the folder with Pyodide's files; without it, the user's cache, to which they are fetched if need be.
    """
    found = fetch(pyodide or kept_in())
    # The worker unpacks it. So no server needs to know its media type or to compress it, and it has 2.8 MB, not 8.6.
    packed = gzip.compress(found.pop(_WASM), mtime=0)
    own = {path.name: path.read_bytes() for path in sorted(_WEB.glob("*.js"))}
    files = {**found, f"{_WASM}.gz.bin": packed, "checks.zip": bundle(project), **own}
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return Runtime(f"{FOLDER}/{digest.hexdigest()[:16]}", files)
