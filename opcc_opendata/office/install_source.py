"""Where a project installs the program from: the Python Package Index, a tag of its repository, or a wheel."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

REPOSITORY: Final = "https://github.com/opcc-opendata/opcc_opendata"
INDEX: Final = "pypi"
TAG: Final = "tag"
WHEELS: Final = "program"
"""The folder of a project that its wheel is copied to."""

_EXTRAS: Final = "[site,office]"
_WHEEL: Final = re.compile(r"opcc_opendata-([0-9][0-9A-Za-z.!+]{0,60})-py3-none-any\.whl")


class InstallSourceError(ValueError):
    """The program can't be installed from what was named. The message says why, and what can be named."""


@dataclass(frozen=True)
class InstallSource:
    """Where the program comes from. `wheel` is the file to copy into the project, where it is one on this machine."""

    name: str
    requirement: str
    """The line of requirements.txt."""
    wheel: Path | None = None


def install_source(name: str, version: str) -> InstallSource:
    """Take "pypi", "tag", or the path or https address of a wheel, for `version` of the program.

    A wheel that is already in the project is named as `opcc init` recorded it: program/ and its file name. Raises
    InstallSourceError.
    """
    if name == INDEX:
        return InstallSource(name, f"opcc-opendata{_EXTRAS}=={version}")
    if name == TAG:
        return InstallSource(name, f"opcc-opendata{_EXTRAS} @ git+{REPOSITORY}@v{version}")
    place, _, file = name.replace("\\", "/").rpartition("/")
    found = _WHEEL.fullmatch(file)
    if found is None:
        raise InstallSourceError(
            f'"{name}" is neither {INDEX}, {TAG}, nor a wheel of this program, whose name is like '
            f"opcc_opendata-{version}-py3-none-any.whl."
        )
    if place.startswith("https://"):
        _check_version(found[1], version)
        return InstallSource(name, f"opcc-opendata{_EXTRAS} @ {name}")
    if "://" in name:
        raise InstallSourceError(f'"{name}" is an address that does not begin with https://. Give one that does.')
    recorded = f"{WHEELS}/{file}"
    if name != recorded:
        _check_version(found[1], version)
    return InstallSource(recorded, f"./{recorded}{_EXTRAS}", Path(name))


def _check_version(of_wheel: str, version: str) -> None:
    if of_wheel != version:
        raise InstallSourceError(
            f"The wheel is of version {of_wheel}, and this program is version {version}. Name the wheel of {version}, "
            "or run the program that you want the project to use."
        )
