"""LibreOffice for tests: whether it is there with what a test needs, and a conversion that says why it failed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
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
    (made,) = all_converted([source], to, folder)
    return made


def all_converted(sources: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """Do that with several files, which begins LibreOffice once."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(_PROGRAM), profile, "--headless", "--convert-to", to, "--outdir", str(folder), *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
    every = [folder / f"{source.stem}.{to.partition(':')[0]}" for source in sources]
    said = f"LibreOffice ended with {done.returncode}.\n{done.stdout}{done.stderr}"
    for made in every:
        there = sorted(one.name for one in folder.iterdir())
        assert made.is_file(), f"{made.name} was not made. {said} In the folder: {there}"
    return every
