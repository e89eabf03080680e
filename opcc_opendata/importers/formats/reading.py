"""Which reader a file goes to, by its suffix, once its content has been seen to be what the suffix says."""

from __future__ import annotations

import importlib
from typing import Final

from opcc_opendata.importers.formats.raw import DocumentError, Raw

SUFFIXES: Final = {
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".md": "text",
    ".markdown": "text",
    ".txt": "text",
    ".doc": "libreoffice",
    ".odt": "libreoffice",
    ".rtf": "libreoffice",
    ".docm": "docx",
    ".mht": "mail",
    ".mhtml": "mail",
    ".eml": "mail",
    ".msg": "mail",
    ".png": "recognised",
    ".jpg": "recognised",
    ".jpeg": "recognised",
    ".tif": "recognised",
    ".tiff": "recognised",
}
"""The module that reads a suffix."""

SHEETS: Final = (".xlsx", ".csv", ".zip")
"""What holds sheets of records, which `opcc import` takes by itself, and no document of which a draft is made."""

OTHER_SPREADSHEETS: Final = (".ods", ".fods", ".xls", ".xlsm", ".xlsb", ".xltx", ".numbers", ".tsv")
"""What has to be saved as .xlsx before its sheets can be read."""

_OLD_OFFICE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_PICTURES: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")

_CONTENT: Final = {
    ".docx": ("zip",),
    ".docm": ("zip",),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff"), ("picture",)),
    ".odt": ("zip",),
    ".pdf": ("pdf",),
    ".doc": ("old",),
    ".rtf": ("rtf",),
    ".msg": ("old",),
}
_NAMES: Final = {
    "zip": ("a Word document or another packed file", ".docx"),
    "pdf": ("a PDF", ".pdf"),
    "old": ("a Word document of before 2007, or a message of Outlook", ".doc or .msg"),
    "rtf": ("rich text", ".rtf"),
    "html": ("a web page", ".html"),
    "picture": ("a picture", ".png"),
    "text": ("plain text", ".txt"),
}


def read(raw: bytes, suffix: str) -> Raw:
    """Read a document's bytes. Raises DocumentError."""
    check(raw, suffix)
    reader = importlib.import_module(f"opcc_opendata.importers.formats.{SUFFIXES[suffix]}")
    found: Raw = reader.read(raw, suffix)
    return found


def check(raw: bytes, suffix: str) -> None:
    """Refuse what the suffix does not promise: a library that is given something else fails in its own ways."""
    if not raw.strip():
        raise DocumentError("The file is empty. Save the document again.")
    kind = _kind(raw)
    if kind == "old" and _LOCKED in raw:
        raise DocumentError("The document is protected by a password. Save a copy without it, and import that.")
    if kind not in _CONTENT.get(suffix, ("html", "text")):
        words, right = _NAMES[kind]
        raise DocumentError(f"The file is named {suffix}, but holds {words}. Rename it to {right}, or save it again.")


def _kind(raw: bytes) -> str:
    if raw.startswith(b"PK"):
        return "zip"
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw.startswith(_OLD_OFFICE):
        return "old"
    if raw.startswith(b"{\\rtf"):
        return "rtf"
    if raw.startswith(_PICTURES):
        return "picture"
    return "html" if b"<html" in raw[:4096].lower() or b"<!doctype html" in raw[:4096].lower() else "text"
