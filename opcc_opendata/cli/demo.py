"""The project of `opcc serve --demo`: invented records of all forces over ten years, in a folder for such things."""

from __future__ import annotations

import os
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_RECORDS: Final = 1_500
_SETTINGS: Final = "title: Invented responses (demonstration)\n"


def demonstration() -> Project:
    """Give the project, and write its records the first time."""
    from opcc_opendata import sample
    from opcc_opendata.project import project_at

    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "opcc-opendata" / f"demo-{version('opcc-opendata')}-{_RECORDS}"
    settings = folder / "opcc.yml"
    if not settings.is_file():  # it is written last
        shutil.rmtree(folder, ignore_errors=True)
        sample.write(folder, _RECORDS)
        settings.write_text(_SETTINGS, encoding="utf-8")
    return project_at(folder)


def mark() -> None:
    """Have everything that this process serves marked as invented."""
    from datasette.plugins import pm  # type: ignore[import-untyped]

    from opcc_opendata.site import demo

    if not pm.is_registered(demo):
        pm.register(demo, demo.__name__)
