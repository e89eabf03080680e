"""Old Word, OpenDocument and rich text, by way of LibreOffice where it is installed: it saves them as .docx."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.importers.formats import docx
from opcc_opendata.importers.formats.docx_package import opened, parsed
from opcc_opendata.importers.formats.raw import DocumentError, Raw, Run
from opcc_opendata.sandbox import more_memory

_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_SECONDS: Final = 55
_MOST_BYTES: Final = 100_000_000
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"
 oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""
"""Nothing that a document links to is fetched, and no macro in it runs."""


def read(raw: bytes, suffix: str) -> Raw:
    """Read a document through LibreOffice."""
    if suffix == ".odt":
        packed = opened(raw, "content.xml")
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise DocumentError(
            f"To read {suffix} files, LibreOffice must be installed, and it is not. "
            "Install it, or save the document as .docx."
        )
    with tempfile.TemporaryDirectory(prefix="opcc-") as folder:
        (made,) = saved_as_docx(program, [raw], suffix, Path(folder))
        found = docx.read(made, ".docx")
    if suffix == ".odt":
        return replace(found, source=tuple(_runs(packed.read("content.xml"))))
    return replace(found, uncounted=f"LibreOffice read it, and nothing else can count the words of a {suffix} file")


def _runs(content: bytes) -> Iterator[Run]:
    """Give the words of each paragraph of an OpenDocument text, without deleted ones and comments."""
    root = parsed(content)
    for gone in list(root.iter(f"{_TEXT}tracked-changes", f"{_OFFICE}annotation")):
        gone.getparent().remove(gone) if not gone.tail else gone.clear(keep_tail=True)
    for number, paragraph in enumerate(root.iter(f"{_TEXT}p", f"{_TEXT}h"), 1):
        if words := " ".join("".join(_own_words(paragraph)).split()):
            yield Run(f"paragraph {number}", words)


def _own_words(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif child.tag not in (f"{_TEXT}p", f"{_TEXT}h"):
            yield from _own_words(child)
        yield child.tail or ""


def saved_as_docx(program: str, documents: Sequence[bytes], suffix: str, folder: Path) -> list[bytes]:
    """Have LibreOffice save documents of one kind as .docx. Its start costs more than what it does with one."""
    names = [f"document-{number}" for number in range(len(documents))]
    for name, raw in zip(names, documents, strict=True):
        (folder / f"{name}{suffix}").write_bytes(raw)
    # A profile of its own, so that no running LibreOffice is disturbed.
    settings = folder / "profile/user/registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    # A text that was saved as a template of web pages is opened as the text that it is.
    opened_as = ["--infilter=writer8"] if suffix == ".odt" else []
    command = [program, profile, "--headless", *opened_as, "--convert-to", "docx", "--outdir", str(folder)]
    command += [f"{name}{suffix}" for name in names]
    try:
        subprocess.run(  # noqa: S603 (the program that `which` found, and files of our own)
            command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False, preexec_fn=more_memory
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(
            "LibreOffice did not finish with the document. Save it as .docx, and import that."
        ) from error
    return [_made(folder / f"{name}.docx", folder) for name in names]


def _made(saved: Path, folder: Path) -> bytes:
    if not saved.is_file():
        raise DocumentError("LibreOffice can't open the document. Save it as .docx, and import that.")
    try:
        return files.read_bytes(saved, _MOST_BYTES, folder)
    except UnreadableFileError as error:
        raise DocumentError("What LibreOffice makes of the document is too large. Save it as .docx.") from error
