"""Work on many items in batches, in two processes where that helps, in a fixed order and with bounded memory."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Job = TypeVar("Job")
Result = TypeVar("Result")

BATCH: Final = 50
"""Items in one batch. What is made from the batches must not depend on the machine, so this is fixed."""

ENOUGH_FOR_TWO: Final = 200
_MOST_PROCESSES: Final = 2
_BATCHES_WAITING: Final = 6
_FOLLOWED_AT_ONCE: Final = 20


def in_batches(
    work: Callable[[Item, Job], Result], items: Sequence[Item], job: Job, processes: int | None = None
) -> Iterator[list[Result]]:
    """Do the work for each item, and give the results in the order of the items, a batch at a time.

    `job` is what the work needs beside the item; each process gets it once. `processes` is for tests: by itself this
    takes two where there are many items and a second processor to use. Only a few batches wait in memory at any time.
    """
    batches = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
    count = _processes_for(len(items)) if processes is None else processes
    done = 0
    if count > 1 and hasattr(os, "fork"):
        for results in _in_processes(work, batches, job, count):
            done += 1
            yield results
    for batch in batches[done:]:
        yield [work(item, job) for item in batch]


def following(
    begin: Callable[[], Callable[[Item], tuple[Result, Sequence[Item]]]],
    first: Sequence[Item],
    expected: int,
    processes: int | None = None,
) -> Iterator[tuple[list[Result], int]]:
    """Do work that names further items, until each that was named is done once. The order is not fixed.

    `begin` makes the work, once in each process; the work gives an item's result, and the items that it names.
    `expected` is about how many there will be. Gives the results of a batch, and how many items are known by then.
    Raises BrokenProcessPool where a process is killed.
    """
    known, waiting = set(first), deque(first)
    count = _processes_for(expected) if processes is None else processes
    if count < 2 or not hasattr(os, "fork"):
        work = begin()
        while waiting:
            result, named = work(waiting.popleft())
            waiting += [item for item in dict.fromkeys(named) if item not in known]
            known.update(named)
            yield [result], len(known)
        return
    import multiprocessing
    from concurrent.futures import FIRST_COMPLETED, wait
    from concurrent.futures.process import ProcessPoolExecutor

    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, context, _begin, (_follow, begin, os.getpid())) as pool:
        running: set[Future[list[Any]]] = set()
        while waiting or running:
            while waiting and len(running) < 2 * count:
                batch = [waiting.popleft() for _ in range(min(_FOLLOWED_AT_ONCE, len(waiting)))]
                running.add(pool.submit(_work_on, batch))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                made = future.result()
                for _, named in made:
                    waiting += [item for item in dict.fromkeys(named) if item not in known]
                    known.update(named)
                yield [result for result, _ in made], len(known)


_following: list[Callable[[Any], Any]] = []


def _follow(item: Any, begin: Callable[[], Callable[[Any], Any]]) -> Any:
    if not _following:
        _following.append(begin())
    return _following[0](item)


@contextmanager
def beside(
    work: Callable[[Callable[[], None]], None], items: int, processes: int | None = None
) -> Iterator[Callable[[], None]]:
    """Do some work in another process, and give the function that waits for its end.

    The work gets a function to call once it has read what must not change meanwhile: until then this process waits.
    Where there are few items or no second processor, or the other process is killed, the work is done here. What it
    raises, waiting for it raises.
    """
    wanted = _processes_for(items) if processes is None else processes
    if wanted < 2 or not hasattr(os, "fork"):
        work(lambda: None)
        yield lambda: None
        return
    import multiprocessing

    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    other = context.Process(target=_work_beside, args=(work, there, os.getpid()))
    other.start()
    there.close()

    def wait() -> bool:
        try:
            error = here.recv()
        except EOFError:
            return False
        if error is not None:
            raise error
        return True

    try:
        is_whole = wait()

        def ended() -> None:
            if not (is_whole and wait()):
                work(lambda: None)

        yield ended
    finally:
        other.kill()
        other.join()
        here.close()


def _work_beside(work: Callable[[Callable[[], None]], None], there: Connection, parent: int) -> None:
    _begin_process(parent)
    try:
        work(lambda: there.send(None))
        there.send(None)
    except Exception as error:
        there.send(error)


def _processes_for(items: int) -> int:
    return min(_MOST_PROCESSES, len(os.sched_getaffinity(0))) if items >= ENOUGH_FOR_TWO else 1


def _in_processes(
    work: Callable[[Item, Job], Result], batches: Sequence[Sequence[Item]], job: Job, count: int
) -> Iterator[list[Result]]:
    """Give what the processes give. If one is killed, most likely for want of memory, this ends early."""
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool, ProcessPoolExecutor

    # A forked process has the job already, with all that it has loaded, so that nothing is loaded twice.
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(count, context, _begin, (work, job, os.getpid()))
    running: deque[Future[list[Result]]] = deque()
    try:
        for batch in batches:
            running.append(pool.submit(_work_on, batch))
            if len(running) > _BATCHES_WAITING:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(cancel_futures=True)


_task: tuple[Callable[[Any, Any], Any], Any] | None = None


def _begin(work: Callable[[Any, Any], Any], job: Any, parent: int) -> None:
    global _task  # each process of the pool has one task for its whole life
    _task = (work, job)
    _begin_process(parent)


def _begin_process(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told too, and ends the pool
    # Records hold no cycles, and looking for some would take a tenth of the time.
    gc.freeze()
    gc.disable()
    end_with(parent)


def end_with(parent: int) -> None:
    """Have the system end this process when its parent is killed: nobody else would."""
    if sys.platform == "linux":
        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _work_on(batch: Sequence[Any]) -> list[Any]:
    assert _task is not None  # noqa: S101 (the pool begins with _begin)
    work, job = _task
    results = [work(item, job) for item in batch]
    gc.collect(1)
    return results
