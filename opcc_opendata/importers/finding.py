"""Finding documents among files and folders, and getting their bytes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.importers.formats import SUFFIXES
from opcc_opendata.importers.unreadable import Unreadable

MOST_BYTES: Final = 50_000_000
"""How large a document may be."""

_OPEN_IN_WORD: Final = "~$"
"""How the names of the files begin by which Word marks an open document."""


class Document(NamedTuple):
    """A document that was found, in the folder that somebody named (None: they named the file), or why it can't be."""

    path: Path
    folder: Path | None = None
    error: str = ""


def documents_in(paths: Iterable[Path]) -> list[Document]:
    """Find the documents: each file named, and those in each folder that are of a kind that can be read.

    Links in a folder are found too, and so are folders in it that can't be opened.
    """
    found: dict[Path, Document] = {}
    for path in paths:
        for document in sorted(_inside(path)) if path.is_dir() else [Document(path)]:
            found.setdefault(document.path, document)
    return list(found.values())


def _inside(folder: Path) -> list[Document]:
    found: list[Document] = []

    def refused(at: str, error: UnreadableFileError) -> None:
        found.append(Document(Path(at), folder, str(error)))

    for _, entries in files.walk(folder, refused):
        for entry in entries:
            is_kind = Path(entry.name).suffix.lower() in SUFFIXES and not entry.name.startswith(_OPEN_IN_WORD)
            if is_kind and not entry.is_dir(follow_symlinks=False):
                found.append(Document(Path(entry.path), folder))
    return found


def bytes_of(document: Document) -> bytes:
    """Get the bytes of a document. Inside a folder that was named, no link is followed. Raises Unreadable."""
    if document.error:
        raise Unreadable(document.error)
    try:
        return files.read_bytes(document.path, MOST_BYTES, document.folder)
    except UnreadableFileError as error:
        raise Unreadable(str(error)) from error
