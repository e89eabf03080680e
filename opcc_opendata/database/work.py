"""The work on the files that changed: read, check and turn into rows, in other processes where there is much of it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

from opcc_opendata.database.state import now
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.tables import Rows, record_rows, rows_digest

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.rules import Facts

BATCH = 50
"""Files in one batch. It decides the order of the pages in the database, so it must not depend on the machine."""

_ENOUGH_FOR_TWO = 4 * BATCH
_PROCESSES = 2
_BATCHES_WAITING = 6


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file. `rows` is None if it has errors."""

    path: str
    sha256: str
    read_at: int
    problems: tuple[Problem, ...]
    facts: Facts | None
    rows: Rows | None
    digest: str

    @property
    def published(self) -> bool:
        """Whether the file becomes a response, as far as it can be told from the file alone."""
        return self.rows is not None

    @property
    def response(self) -> str | None:
        """The id of the response that the file becomes."""
        return self.facts.id if self.facts is not None and self.published else None


def work(project: Project, paths: Sequence[str], processes: int | None = None) -> Iterator[list[Done]]:
    """Work on files, named from the project's folder, and give what became of them in batches, in their order.

    Only a few batches are in memory at any time, however many files there are.
    """
    batches = [list(paths[start : start + BATCH]) for start in range(0, len(paths), BATCH)]
    if processes is None:
        processes = _PROCESSES if len(paths) >= _ENOUGH_FOR_TWO and (os.cpu_count() or 1) > 1 else 1
    if processes == 1:
        for batch in batches:
            yield _work_on(project, batch)
        return
    yield from _in_processes(project, batches, processes)


def _in_processes(project: Project, batches: list[list[str]], processes: int) -> Iterator[list[Done]]:
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(processes, context, _end_with_parent, (os.getpid(),)) as pool:
        running: deque[Future[list[Done]]] = deque()
        try:
            for batch in batches:
                running.append(pool.submit(_work_on, project, batch))
                if len(running) > _BATCHES_WAITING:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _end_with_parent(parent: int) -> None:
    """Let the system end this process when the build is killed: nobody else would."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _work_on(project: Project, paths: list[str]) -> list[Done]:
    from opcc_opendata.schema import load_standard
    from opcc_opendata.validate import check_file

    standard = load_standard(project.schema)
    done = []
    for path in paths:
        read_at = now()
        checked = check_file(project.root / path, project, standard)
        problems = tuple(checked.problems)
        rows, digest = None, ""
        if checked.data is not None and not any(p.severity is Severity.ERROR for p in problems):
            rows = record_rows(checked.data)
            digest = rows_digest(rows)
        done.append(Done(path, checked.sha256, read_at, problems, checked.facts, rows, digest))
    return done
