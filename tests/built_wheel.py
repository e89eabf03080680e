"""The wheel of this checkout, built once for all processes of a run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.made_once import made_once
from tests.projects import CHECKOUT


def built_wheel(factory: pytest.TempPathFactory) -> Path:
    """Give the wheel as a package index would have it: from the source distribution, which lies beside it."""

    def make(folder: Path) -> Path:
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)]
        subprocess.run(command, check=True, capture_output=True)
        return folder

    (built,) = made_once(factory, "dist", make).glob("*.whl")
    return built
