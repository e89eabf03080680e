"""The parts of a Word document, found by their relationships: names of parts are each program's own."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.zip_limits import EncryptedZipError, ZipLimitError, open_zip

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_MOST_BYTES: Final = 300_000_000
_MOST_TEXT: Final = 15_000_000
"""Bytes, unpacked: of all that is in a document, and of its words."""

_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(officeDocument|wordprocessingml|drawingml)/(\w+)")
"""Names of ISO 29500 Strict. Those of Transitional have a year in them, and mean the same here."""


def opened(raw: bytes, needed: str = "") -> zipfile.ZipFile:
    """Open a packed document, in which one file is needed. Raises DocumentError."""
    try:
        packed = open_zip(raw, _MOST_BYTES)
    except EncryptedZipError as error:
        raise DocumentError(
            "The document is protected by a password. Save a copy without it, and import that."
        ) from error
    except ZipLimitError as error:
        raise DocumentError(f"The document can't be opened. {error} Save it again.") from error
    texts = sum(one.file_size for one in packed.infolist() if one.filename.endswith((".xml", ".rels")))
    if texts > _MOST_TEXT:
        raise DocumentError("The document is far larger unpacked than a response can be, and was not opened.")
    if needed and needed not in packed.namelist():
        raise DocumentError(f"This is not a document of the kind that its name says: it holds no {needed}.")
    return packed


def parsed(raw: bytes) -> Any:
    """Read XML, mended where it is damaged, without fetching anything. None where it is none."""
    from lxml import etree  # type: ignore[import-untyped]

    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))


class Package:
    """An opened Word document: its parts as trees, which can be changed, and the whole written again."""

    def __init__(self, raw: bytes) -> None:
        """Open a document. Raises DocumentError."""
        self._packed = opened(raw)
        self._names = {name.lower(): name for name in self._packed.namelist()}
        self._trees: dict[str, Any] = {}
        self.main = next(self._related("", "officeDocument"), "")
        if self.tree(self.main) is None:
            raise DocumentError(
                "This is not a document of the kind that its name says: no part of it is the text of a Word document."
            )

    @property
    def names(self) -> list[str]:
        """Give the names of all parts."""
        return list(self._names.values())

    def related(self, kind: str) -> list[str]:
        """Give the names of the parts of a kind to which the main part refers: footnotes, header, numbering …"""
        return list(self._related(self.main, kind))

    def target(self, identity: str) -> str:
        """Give the name of the part that the main part calls by an identity, as r:id has it. Empty where none is."""
        for one in self._relationships(self.main):
            if one.get("Id") == identity:
                return self._resolved(self.main, one)
        return ""

    def bytes_of(self, name: str) -> bytes:
        """Give the bytes of a part."""
        return self._packed.read(name)

    def tree(self, name: str) -> Any:
        """Give the tree of a part, which may be changed. None where it is missing or is no XML."""
        if name not in self._trees:
            self._trees[name] = parsed(self._plain(name)) if name in self._names.values() else None
        return self._trees[name]

    def written(self) -> bytes:
        """Write the document with the trees as they are now."""
        from lxml import etree

        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name in self._names.values():
                tree = self._trees.get(name)
                archive.writestr(name, self._plain(name) if tree is None else etree.tostring(tree))
        return made.getvalue()

    def _plain(self, name: str) -> bytes:
        """Give a part's bytes, with the names of Transitional where it has those of Strict."""
        raw = self._packed.read(name)
        if b"purl.oclc.org/ooxml" not in raw[:20_000]:
            return raw
        return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", raw)

    def _related(self, name: str, kind: str) -> Iterator[str]:
        for one in self._relationships(name):
            if one.get("Type", "").rpartition("/")[2] == kind and (found := self._resolved(name, one)):
                yield found

    def _relationships(self, name: str) -> list[Any]:
        folder, _, file = name.rpartition("/")
        tree = self.tree(self._names.get(f"{folder}/_rels/{file}.rels".lstrip("/").lower(), ""))
        return [] if tree is None else [one for one in tree if one.get("TargetMode") != "External"]

    def _resolved(self, name: str, relationship: Any) -> str:
        target = relationship.get("Target", "")
        joined = target if target.startswith("/") else f"/{posixpath.dirname(name)}/{target}"
        return self._names.get(posixpath.normpath(joined).lstrip("/").lower(), "")
