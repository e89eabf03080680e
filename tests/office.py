"""LibreOffice for tests: whether it is there with what a test needs, and a conversion that says why it failed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.waiting import LONGEST

_PROGRAM = shutil.which("soffice")
_FOLDER = Path(_PROGRAM).resolve().parent if _PROGRAM else None


def _needs(part: str, library: str) -> pytest.MarkDecorator:
    # Debian has its parts in packages of their own, and without a part LibreOffice ends with 0 and no file.
    there = _FOLDER is not None and (_FOLDER / library).exists()
    return pytest.mark.skipif(
        not there, reason=f"needs LibreOffice with {part}, which scripts/setup --dev installs as root"
    )


needs_writer = _needs("Writer", "libswlo.so")
needs_calc = _needs("Calc", "libsclo.so")


def converted(source: Path, to: str, folder: Path) -> Path:
    """Have LibreOffice save a file in another format, and give the new file, which is in `folder`.

    `to` is the format's suffix, or with a filter as LibreOffice names it: "docx:MS Word 2007 XML".
    """
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(_PROGRAM), profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    made = folder / f"{source.stem}.{to.partition(':')[0]}"
    said = f"LibreOffice ended with {done.returncode}.\n{done.stdout}{done.stderr}"
    assert made.is_file(), f"{made.name} was not made. {said} In the folder: {sorted(p.name for p in folder.iterdir())}"
    return made
