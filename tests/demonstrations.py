"""The demonstration, but of fewer records: as `opcc serve --demo` shows it, with coverage and a report not yet due."""

from __future__ import annotations

from pathlib import Path

import pytest

from opcc_opendata.cli import demo
from opcc_opendata.database import build
from opcc_opendata.project import Project

RECORDS = 240


def small_demonstration(folder: Path, records: int = RECORDS) -> Project:
    """Write the records of a small demonstration below a folder, and build its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setattr(demo, "_RECORDS", records)
        made = demo.demonstration()
    outcome = build(made)
    assert outcome.built, outcome.problems
    return made
