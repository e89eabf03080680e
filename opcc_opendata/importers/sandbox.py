"""Reading strangers' documents in another process: one that hangs or eats the memory is ended, and the next goes on."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from typing import Any, Final, Generic, TypeVar

from opcc_opendata.importers.unreadable import Unreadable

Job = TypeVar("Job")
Result = TypeVar("Result")

SECONDS: Final = 120
_MOST_MEMORY: Final = 3_000_000_000


class Guarded(Generic[Job, Result]):
    """Does one job after another in a second process, and begins a new one where that fails.

    `work` is a function of a module, because the other process has to find it.
    """

    def __init__(self, work: Callable[[Job], Result], seconds: float = SECONDS) -> None:
        self._work = work
        self._seconds = seconds
        # A forked process has loaded already what this one has.
        methods = multiprocessing.get_all_start_methods()
        self._context: Any = multiprocessing.get_context("fork" if "fork" in methods else None)

    def each(self, jobs: Iterable[Job]) -> Iterator[Result | Unreadable]:
        """Do each job. What can't be read is a value in the stream."""
        process, ours = None, None
        try:
            for job in jobs:
                if process is None or not process.is_alive():
                    process, ours = self._begin()
                result = self._one(job, ours)
                if result is None:
                    process.kill()
                    process.join()
                    process = None
                    sentence = f"It could not be read within {self._seconds:g} seconds, or it needs too much memory."
                    result = Unreadable(f"{sentence} Save it again, or as plain text.")
                yield result
        finally:
            if process is not None:
                process.kill()
                process.join()

    def _begin(self) -> tuple[Any, Connection]:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work, os.getpid()), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def _one(self, job: Job, connection: Any) -> Any:
        try:
            connection.send(job)
            return connection.recv() if connection.poll(self._seconds) else None
        except (EOFError, OSError):
            return None


def _serve(connection: Connection, work: Callable[[Any], Any], parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told too, and ends this
    _limit_memory()
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (what libraries say of bad files)
    while os.getppid() == parent:
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return
        try:
            result = work(job)
        except Unreadable as error:
            result = error
        except RecursionError:
            result = Unreadable("Its parts are nested too deeply to be read. Save it again, or as plain text.")
        except MemoryError:
            os._exit(1)
        except Exception as error:  # what no one foresaw in somebody's file must not stop the others
            result = Unreadable(f"It can't be read ({type(error).__name__}). Please report this, with the file.")
        connection.send(result)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
