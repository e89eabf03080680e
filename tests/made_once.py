"""What one process of a run makes, and all others of the run have a copy of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

try:
    from fcntl import LOCK_EX, flock
except ModuleNotFoundError:  # Windows, where no two processes of a run share anything
    flock = None  # type: ignore[assignment]


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Path]) -> Path:
    """Give a copy of a folder, which is the process's own. `make` fills a new folder, and says which part is meant.

    What a process changes in its copy, no other sees. Who comes while it is made waits for that.
    """
    own = factory.getbasetemp()
    of_all = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    copy = factory.mktemp(name)
    if flock is None:
        return make(copy)
    folder, done = of_all / f"made-once-{name}", of_all / f"made-once-{name}.done"
    with (of_all / f"made-once-{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not done.is_file():  # also where it failed, or ended, in another process
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            saying = done.with_suffix(".saying")
            saying.write_text(str(make(folder)), encoding="utf-8")
            saying.replace(done)  # whole or not at all, wherever the process ends
    shutil.copytree(done.read_text(encoding="utf-8"), copy, dirs_exist_ok=True)
    return copy
