"""Word and OpenDocument files are packed. What would fill the memory when unpacked is refused."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from opcc_opendata.importers.unreadable import Unreadable

_MOST_BYTES: Final = 300_000_000
_MOST_TEXT: Final = 30_000_000
_MOST_FILES: Final = 5_000
_ENCRYPTED: Final = 1


def opened(raw: bytes, needed: str) -> zipfile.ZipFile:
    """Open a packed document, in which one file is needed. Raises Unreadable."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("The document is damaged: it can't be unpacked. Save it again.") from error
    inside = packed.infolist()
    if any(one.flag_bits & _ENCRYPTED for one in inside):
        raise Unreadable("The document is protected by a password. Save a copy without it, and import that.")
    texts = sum(one.file_size for one in inside if one.filename.endswith((".xml", ".rels")))
    if len(inside) > _MOST_FILES or sum(one.file_size for one in inside) > _MOST_BYTES or texts > _MOST_TEXT:
        raise Unreadable("The document is far larger unpacked than a response can be, and was not opened.")
    if needed not in packed.namelist():
        raise Unreadable(f"This is not a document of the kind that its name says: it holds no {needed}.")
    return packed
