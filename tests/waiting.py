"""Waiting and measuring that come out the same on a busy machine.

A test waits for what it is waiting for, and LONGEST only ends a wait that would have no end. What a test says of speed
is the processor's time, which other programs don't lengthen much, or one of our times beside another of the same run.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")

LONGEST = 600.0
"""Seconds."""

SOON = 30.0
"""Seconds in which what a page has already can be used, where no other program wants the processors."""

_TICKS = os.sysconf("SC_CLK_TCK")


def wait_until(happened: Callable[[], Result], what: str) -> Result:
    """Wait until a condition gives something true, and give that."""
    until = time.monotonic() + LONGEST
    while not (found := happened()):
        assert time.monotonic() < until, f"{LONGEST:g} seconds have passed without this: {what}"
        time.sleep(0.02)
    return found


def soon() -> float:
    """Give the seconds in which what a page has already can be used: more where many programs want the processors."""
    return min(LONGEST, SOON * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)))


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, in a thread of its own: a browser that a test has open keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(copy_context().run, asyncio.run, coroutine).result()  # noqa: TID251


def processor_seconds(work: Callable[[], object], runs: int = 1) -> float:
    """Give the processor's seconds that this process needs for some work: the fewest of several runs."""
    found = []
    for _ in range(runs):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Hold a block to some seconds of the processor, in this process and in those that it started and that ended."""
    began = sum(os.times()[:4])
    yield
    spent = sum(os.times()[:4]) - began
    assert spent < seconds, f"{spent:.2f} seconds of the processor, and not less than {seconds:g}"


@contextmanager
def an_end() -> Iterator[None]:
    """Fail a block that does not end, such as one that waits for a pipe."""

    def over(*_: object) -> None:
        raise AssertionError(f"{LONGEST:g} seconds have passed, and there is no end")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(int(LONGEST))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def seconds_of(pid: int) -> float:
    """Give the processor's seconds that a running process and those that it has started have had (Linux)."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    own = sum(map(int, stat[11:15])) / _TICKS  # user and system, its own and of children that ended: proc(5), 14 to 17
    return own + sum(map(seconds_of, children_of(pid)))


def children_of(pid: int) -> list[int]:
    """Give the processes that a process has started and that still run (Linux)."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        children += map(int, (task / "children").read_text(encoding="utf-8").split())
    return children
