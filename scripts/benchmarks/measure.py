"""Run a command and say how long it took and how much memory it and its children held."""

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


@dataclass
class Measurement:
    """Some runs of one command."""

    name: str
    records: int
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    note: str = ""

    @property
    def median(self) -> float:
        """The time of the run in the middle."""
        return statistics.median(self.seconds)

    @property
    def each(self) -> float:
        """Seconds for one record."""
        return self.median / self.records


class Run(NamedTuple):
    """What one run took: seconds on the clock and of the processors, and megabytes at the peak."""

    seconds: float
    processor: float
    megabytes: float


class Memory(threading.Thread):
    """Watches the memory of a process and of all its descendants while it runs.

    Shared pages are shared out (PSS), so that two processes are not counted twice for what they have in common.
    """

    def __init__(self, pid: int, every: float = 0.25) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.every = every
        self.peak = 0
        self.done = threading.Event()

    def run(self) -> None:
        """Look at the memory again and again until told to stop."""
        while not self.done.wait(self.every):
            self.peak = max(self.peak, sum(_pss(pid) for pid in _family(self.pid)))


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found.extend(int(child) for child in (task / "children").read_text().split())
        except OSError:
            continue
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


class CommandError(Exception):
    """A command did not end as it should."""


def once(command: Sequence[str], cwd: Path, expect: Sequence[int] = (0,)) -> Run:
    """Run a command and say what it took."""
    log = cwd / ".bench-output"
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        memory = Memory(process.pid)
        memory.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    memory.done.set()
    memory.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expect:
        end = log.read_text(errors="replace")[-1500:]
        raise CommandError(f"{' '.join(command)[:300]} ended with {process.returncode}:\n{end}")
    megabytes = max(memory.peak, usage.ru_maxrss * 1024) / 1e6
    return Run(seconds, usage.ru_utime + usage.ru_stime, megabytes)


def several(
    name: str,
    command: Sequence[str],
    cwd: Path,
    records: int,
    runs: int,
    before: Callable[[], None] = lambda: None,
    note: str = "",
    expect: Sequence[int] = (0,),
) -> Measurement:
    """Run a command several times, and do `before` untimed each time."""
    result = Measurement(name, records, note=note)
    for _ in range(runs):
        before()
        run = once(command, cwd, expect)
        result.seconds.append(run.seconds)
        result.processor.append(run.processor)
        result.megabytes = max(result.megabytes, run.megabytes)
    return result
