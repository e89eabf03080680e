"""Several processes that answer at one address, because one of Python's makes use of one processor only."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final, NamedTuple

from opcc_opendata.parallel import end_with
from opcc_opendata.server.errors import ServingError

Ready = Callable[[], None]

_MOST: Final = 8
_SECONDS_TO_END: Final = 10

_SECONDS_TO_HEAR: Final = 0.5
"""How long a wait lasts. A signal that comes just before the system begins to wait is heard only when the wait ends."""


def processors() -> int:
    """Say how many processes are of use: one where the system has no way to share out its processors."""
    return min(_MOST, len(os.sched_getaffinity(0))) if sys.platform == "linux" else 1


def keep_running(count: int, work: Callable[[Ready], None], announce: Ready) -> None:
    """Do the work in `count` processes until somebody ends this one.

    The work calls what it is given once it is ready, and `announce` is called when all are. A process that ends by
    itself is named, and another takes its place. Raises ServingError where one ends before it was ready.
    """
    if count == 1:
        work(announce)
        return
    workers: list[_Worker] = []
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        workers += [_begin(work) for _ in range(count)]
        for worker in workers:
            _await(worker)
        announce()
        while True:
            _replace_ended(workers, work)
    except KeyboardInterrupt:
        _end(workers)
    except _StoppedError:
        _end(workers)
        signal.signal(signal.SIGTERM, before)
        signal.raise_signal(signal.SIGTERM)
    except ServingError:
        _end(workers)
        raise


class _StoppedError(Exception):
    """The system asks this process to end."""


def _stop(_number: int, _frame: object) -> None:
    raise _StoppedError


class _Worker(NamedTuple):
    process: BaseProcess
    told: Connection


def _begin(work: Callable[[Ready], None]) -> _Worker:
    told, tell = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_work, args=(work, tell, os.getpid()))
    process.start()
    tell.close()
    return _Worker(process, told)


def _work(work: Callable[[Ready], None], tell: Connection, parent: int) -> None:
    """Do the work in a process of its own."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with(parent)
    with suppress(KeyboardInterrupt):
        work(lambda: tell.send_bytes(b"ready"))


def _await(worker: _Worker) -> None:
    try:
        worker.told.recv_bytes()
    except EOFError:
        raise ServingError("The server ended as it began. What went wrong is said above.") from None


def _replace_ended(workers: list[_Worker], work: Callable[[Ready], None]) -> None:
    """Wait for a moment, and begin another process for each that has ended."""
    wait([worker.process.sentinel for worker in workers], _SECONDS_TO_HEAR)
    for place, worker in enumerate(workers):
        if not worker.process.is_alive():
            sys.stderr.write(f"opcc: one process of the server ended ({worker.process.exitcode}). Another begins.\n")
            workers[place] = _begin(work)
            _await(workers[place])


def _end(workers: list[_Worker]) -> None:
    """Have every process finish what it is answering, and end."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join(_SECONDS_TO_END)
        worker.process.kill()
