"""Old Word, OpenDocument and rich text, by way of LibreOffice where it is installed: it saves them as .docx."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.importers.formats import docx
from opcc_opendata.importers.formats.docx_package import opened
from opcc_opendata.importers.formats.raw import Raw
from opcc_opendata.importers.unreadable import Unreadable

_SECONDS: Final = 100
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
        opened(raw, "content.xml")
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable(
            f"To read {suffix} files, LibreOffice must be installed, and it is not. "
            "Install it, or save the document as .docx."
        )
    with tempfile.TemporaryDirectory(prefix="opcc-") as folder:
        return docx.read(_saved_as_docx(program, raw, suffix, Path(folder)), ".docx")


def _saved_as_docx(program: str, raw: bytes, suffix: str, folder: Path) -> bytes:
    (folder / f"document{suffix}").write_bytes(raw)
    # A profile of its own, so that no running LibreOffice is disturbed.
    settings = folder / "profile/user/registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "docx", "--outdir", str(folder), f"document{suffix}"]
    try:
        subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise Unreadable("LibreOffice did not finish with the document. Save it as .docx, and import that.") from error
    made = folder / "document.docx"
    if not made.is_file():
        raise Unreadable("LibreOffice can't open the document. Save it as .docx, and import that.")
    try:
        return files.read_bytes(made, _MOST_BYTES, folder)
    except UnreadableFileError as error:
        raise Unreadable("What LibreOffice makes of the document is too large. Save it as .docx.") from error
