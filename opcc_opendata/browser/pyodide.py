"""Pyodide, which is Python for browsers: fetched once from the npm registry, and known by the checksums of its files.

It is no part of this package, and nothing needs it but the page Check. `fetch` puts four of its files into the user's
cache (`python -m opcc_opendata.browser.pyodide` does so and nothing else); who has no network puts them there by hand.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from opcc_opendata.files import UnreadableFileError, read_bytes

VERSION: Final = "0.29.5"
ADDRESS: Final = f"https://registry.npmjs.org/pyodide/-/pyodide-{VERSION}.tgz"
FILES: Final = {
    "pyodide.js": "7f832a350240263d9946a9c3c877f7bcdab6c37d6dc65f72cd3be5905dca62dd",
    "pyodide.asm.js": "356c42f69e1695397e9d8670bd3c2e678248cde76e18bdae1731e848537b47d7",
    "pyodide.asm.wasm": "54309a5a2cfd757b1f0fdbc9093c92503f7b341500110329d932487183912718",
    "python_stdlib.zip": "831fd1e535084b972f87c6a35275de3d236efd5166f5e77ce89497710635e73c",
}
"""The files that are used, and the SHA-256 of each."""

_LARGEST: Final = 20_000_000
"""Bytes, of the package and of each file. The package has 5.6 MB."""
_SECONDS: Final = 120


class NoPyodideError(Exception):
    """Pyodide is not to be had. The text is a sentence for whoever asked for it."""


def kept_in() -> Path:
    """Return the folder of the user's cache in which the files are, or would be."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    return cache / "opcc-opendata" / f"pyodide-{VERSION}"


def files(folder: Path) -> dict[str, bytes]:
    """Read the files, each of which must be the very one that is known. Raises NoPyodideError."""
    found = {}
    for name, sha256 in FILES.items():
        try:
            found[name] = read_bytes(folder / name, _LARGEST)
        except UnreadableFileError as error:
            raise NoPyodideError(f"{folder / name} can't be read. {error.message}") from error
        if hashlib.sha256(found[name]).hexdigest() != sha256:
            raise NoPyodideError(f"{folder / name} is not that of Pyodide {VERSION}. Delete it, and try again.")
    return found


def fetch(folder: Path, address: str = ADDRESS) -> dict[str, bytes]:
    """Give the files, and fetch them first where the folder has not all of them. Raises NoPyodideError."""
    if not all((folder / name).is_file() for name in FILES):
        found = _unpacked(_downloaded(address), address)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in found.items():
                new = folder / f"{name}.{os.getpid()}.new"
                new.write_bytes(content)
                new.replace(folder / name)
        except OSError as error:
            raise NoPyodideError(f"{folder} can't be written: {error}.") from error
    return files(folder)


def _downloaded(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as answer:  # noqa: S310 (https, or a test's own server)
            packed: bytes = answer.read(_LARGEST + 1)
    except (OSError, urllib.error.URLError, ValueError) as error:
        by_hand = f"With npm pack pyodide@{VERSION} on another computer, its files can be put into {kept_in()} by hand."
        raise NoPyodideError(f"{address} can't be fetched: {error}. {by_hand}") from error
    if len(packed) > _LARGEST:
        raise NoPyodideError(f"{address} has more than {_LARGEST // 1_000_000} MB, and is not what it should be.")
    return packed


def _unpacked(packed: bytes, address: str) -> dict[str, bytes]:
    """Give the files of the package that are used. Each must have its checksum. Raises NoPyodideError."""
    found = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
            for name, sha256 in FILES.items():
                file = archive.extractfile(f"package/{name}")
                content = file.read(_LARGEST) if file else b""
                if hashlib.sha256(content).hexdigest() != sha256:
                    raise NoPyodideError(
                        f"{name} in {address} is not that of Pyodide {VERSION}. Nothing is kept of it."
                    )
                found[name] = content
    except (tarfile.TarError, KeyError, OSError, EOFError) as error:
        raise NoPyodideError(f"{address} is not the package of Pyodide: {error}. Nothing is kept of it.") from error
    return found


if __name__ == "__main__":
    try:
        fetch(kept_in())
    except NoPyodideError as refusal:
        raise SystemExit(str(refusal)) from refusal
