"""Work on what strangers wrote, in another process, which alone is ended where it hangs or eats the memory.

Libraries that read documents and workbooks, and an office's own schema, can take for ever over a hostile file. No limit
inside this process could stop them: much of their work is done in C or Rust.
"""

from __future__ import annotations

import faulthandler
import math
import multiprocessing
import os
import signal
import sys
import time
import weakref
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final, Generic, Self, TypeVar

from opcc_opendata.parallel import end_with

Job = TypeVar("Job")
Result = TypeVar("Result")

MOST_MEMORY: Final = 3_000_000_000
"""Bytes that the process may take beyond what it has when it begins."""

_PATIENCE: Final = 5
"""A process that waits, or has to share its processor with others, may take so many times its seconds of work."""


class SandboxError(Exception):
    """The work failed in a way that nobody foresaw. The text is the name of the kind of error."""


class SandboxLimitError(SandboxError):
    """The work took too long, or too much memory."""


class Sandbox(Generic[Job, Result]):
    """Does one job after another in a second process, and begins a new one where that was ended.

    `work` is a function of a module, or an instance of a class of one that can be called: the other process has to find
    it. `seconds` are of work by the processor, for one job, `memory` the bytes that it may take. Errors of the kinds
    `expected` are raised here as there. `fresh`: the other process is begun anew, and is no copy of this one. A copy of
    a process with several threads has locks that nobody will ever open.
    """

    def __init__(
        self,
        work: Callable[[Job], Result],
        seconds: float,
        expected: tuple[type[Exception], ...] = (),
        memory: int = MOST_MEMORY,
        *,
        fresh: bool = False,
    ) -> None:
        self._work = work
        self._memory = memory
        self._seconds = seconds
        self._expected = expected
        # A forked process has loaded already what this one has.
        methods = multiprocessing.get_all_start_methods()
        is_copy = "fork" in methods and not fresh
        self._context: Any = multiprocessing.get_context("fork" if is_copy else "spawn")
        self._process: Any = None
        self._connection: Any = None
        self._end: Callable[[], object] = lambda: None

    def run(self, job: Job) -> Result:
        """Do a job, and give its result. Raises SandboxError, SandboxLimitError and what is expected."""
        if self._process is None or not self._process.is_alive():
            self._begin()
        try:
            self._connection.send(job)
            answer = self._connection.recv() if self._connection.poll(self._seconds * _PATIENCE) else None
        except (EOFError, OSError):
            answer = None
        if answer is None:
            self.close()
            raise SandboxLimitError("It took too long, or too much memory.")
        result, error = answer
        if error is not None:
            raise error
        done: Result = result
        return done

    def close(self) -> None:
        """End the other process, if there is one."""
        self._end()
        self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _begin(self) -> None:
        self.close()
        self._connection, theirs = self._context.Pipe()
        arguments = (theirs, self._work, self._seconds, self._expected, self._memory, os.getpid())
        self._process = self._context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        self._end = weakref.finalize(self, _kill, self._process, self._connection)


def _kill(process: Any, connection: Connection) -> None:
    process.kill()
    process.join()
    connection.close()


def _serve(
    connection: Connection,
    work: Callable[[Any], Any],
    seconds: float,
    expected: tuple[type[Exception], ...],
    memory: int,
    parent: int,
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told too, and ends this
    end_with(parent)
    faulthandler.disable()  # a library that may have no more memory aborts: that is an answer, and nothing to report
    limit_memory(memory)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 (what libraries say of bad files)
    while os.getppid() == parent:
        try:
            job = connection.recv()
        except (EOFError, OSError):
            return
        limit_time(seconds)
        result = None
        raised: Exception | None = None
        try:
            result = work(job)
        except expected as error:
            raised = error
        except MemoryError:
            os._exit(1)
        except ModuleNotFoundError as error:  # what is not installed is no fault of the file
            raised = error
        except Exception as error:  # what no one foresaw in somebody's file must not stop the others
            raised = SandboxError(type(error).__name__)
        connection.send((result, raised))


def limit_time(seconds: float) -> None:
    """Have the system end this process after some more seconds of work: the load of the machine does not count."""
    _limit("RLIMIT_CPU", math.ceil(time.process_time() + seconds))


def limit_memory(most: int = MOST_MEMORY) -> None:
    """Have the system refuse this process more than some bytes beyond what it has, and keep no picture of its memory.

    A program that it starts may ask for more again, up to MOST_MEMORY: see `more_memory`.
    """
    # A process that was forked begins with what its parent had, and some libraries reserve more than they ever use.
    reserved = _reserved()
    _limit("RLIMIT_AS", reserved + most, reserved + MOST_MEMORY)
    _limit("RLIMIT_CORE", 0)


def _reserved() -> int:
    """Return the bytes of address space that this process has, or 0 where the system doesn't say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 (a path would import more)
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _ask_for_more() -> None:
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


more_memory: Final = None if sys.platform == "win32" else _ask_for_more
"""What a program does when it was just started from here, so that it may use all that the system allows it.

An office program needs gigabytes. Windows knows no such limits, and no such step (`preexec_fn` of subprocess).
"""


def _limit(name: str, value: int, hard: int | None = None) -> None:
    if sys.platform != "win32":
        import resource

        kind = getattr(resource, name)
        _, most = resource.getrlimit(kind)
        if hard is not None:
            most = hard if most == resource.RLIM_INFINITY else min(hard, most)
        resource.setrlimit(kind, (value if most == resource.RLIM_INFINITY else min(value, most), most))
