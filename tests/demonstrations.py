"""The demonstration, but of fewer records: as `opcc serve --demo` shows it, with coverage and a report not yet due.

And the addresses of its pages that the bench measures.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.cli import demo
from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from tests.made_once import made_once

RECORDS = 240


def small_demonstration(
    folder: Path, records: int = RECORDS, change: Callable[[Project], None] = lambda made: None
) -> Project:
    """Write the records of a small demonstration below a folder, change them, and build its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setattr(demo, "_RECORDS", records)
        made = demo.demonstration()
    change(made)
    outcome = build(made)
    assert outcome.built, outcome.problems
    return made


def usual_demonstration(factory: pytest.TempPathFactory) -> Project:
    """A small demonstration, as one process of the run has made it: a copy, which may be changed."""
    return project_at(made_once(factory, "demonstration", lambda folder: small_demonstration(folder).root))


def every_page() -> Any:
    """Give the bench's module of pages, which is a script and no part of a package."""
    path = Path(__file__).resolve().parent.parent / "scripts/benchmarks/every_page.py"
    spec = importlib.util.spec_from_file_location("every_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
