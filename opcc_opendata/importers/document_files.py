"""Finding documents among files and folders, and getting their bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.importers.formats import OTHER_SPREADSHEETS, SHEETS, SUFFIXES
from opcc_opendata.importers.formats.raw import DocumentError

MOST_BYTES: Final = 50_000_000
"""How large a document may be."""

_OPEN_IN_WORD: Final = "~$"
"""How the names of the files begin by which Word marks an open document."""

_ABOUT_A_FOLDER: Final = frozenset(
    f"{name}{suffix}"
    for name in ("changelog", "contributing", "licence", "license", "readme", "requirements")
    for suffix in ("", ".md", ".txt")
)
"""The names of files that tell of the folder in which they lie, in small letters."""

_OF_PAGE: Final = "_files"
"""How the name of the folder ends in which a browser keeps the parts of a saved page."""


class FoundDocument(NamedTuple):
    """A document that was found, in the folder that somebody named (None: they named the file), or why it can't be.

    `content` are its bytes where somebody has sent them; then `path` is only its name, and no file is opened.
    """

    path: Path
    folder: Path | None = None
    error: str = ""
    content: bytes | None = None


def documents_in(paths: Iterable[Path]) -> list[FoundDocument]:
    """Find the documents: each file named, and those in each folder that are of a kind that can be read.

    Links in a folder are found too, and so are folders in it that can't be opened.
    """
    found: dict[Path, FoundDocument] = {}
    for path in paths:
        for document in sorted(_inside(path), key=lambda one: one.path) if path.is_dir() else [FoundDocument(path)]:
            found.setdefault(document.path, document)
    return list(found.values())


def skipped_in(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """List the files in folders that are no documents, each with the reason why it was skipped."""
    skipped: list[tuple[Path, str]] = []
    for folder in (path for path in paths if path.is_dir()):
        for _, entries in files.walk(folder, lambda _at, _error: None):
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False) and (reason := _skips(entry)):
                    skipped.append((Path(entry.path), reason))
    return sorted(skipped)


def _skips(entry: os.DirEntry[str]) -> str:
    """Say why a file in a folder is no document. Empty where it may be one."""
    path = Path(entry.path)
    if entry.name.startswith(_OPEN_IN_WORD):
        return "Word keeps it beside a document that is open"
    if path.suffix.lower() in (*SHEETS, *OTHER_SPREADSHEETS):
        return "it is no document; sheets with records are imported by themselves"
    if path.suffix.lower() not in SUFFIXES:
        return f"files like {path.suffix or entry.name} hold no text that can be read"
    if entry.name.lower() in _ABOUT_A_FOLDER:
        return "files of that name tell of their folder; if it is a document, name it by itself"
    page = path.parent.name.removesuffix(_OF_PAGE)
    if page != path.parent.name and any((path.parent.parent / f"{page}{one}").exists() for one in (".html", ".htm")):
        return "it is a part of the saved page beside its folder"
    return ""


def _inside(folder: Path) -> list[FoundDocument]:
    found: list[FoundDocument] = []

    def refused(at: str, error: UnreadableFileError) -> None:
        found.append(FoundDocument(Path(at), folder, str(error)))

    for _, entries in files.walk(folder, refused):
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False) and not _skips(entry):
                found.append(FoundDocument(Path(entry.path), folder))
    return found


def bytes_of(document: FoundDocument) -> bytes:
    """Get the bytes of a document. Inside a folder that was named, no link is followed. Raises DocumentError."""
    if document.error:
        raise DocumentError(document.error)
    if document.content is not None:
        return document.content
    try:
        return files.read_bytes(document.path, MOST_BYTES, document.folder)
    except UnreadableFileError as error:
        raise DocumentError(str(error)) from error
