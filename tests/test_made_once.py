"""Things that the processes of a run share are made by one of them, also where that one ends before it is done."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.made_once import made_once
from tests.projects import CHECKOUT
from tests.waiting import LONGEST, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc/locks").is_file(), reason="only Linux says who waits for a lock")

PROCESS = """
import os, sys
from pathlib import Path
from tests.made_once import made_once

own, then, name_of_it = Path(sys.argv[1]), *sys.argv[2:]

class Factory:
    def getbasetemp(self):
        return own

    def mktemp(self, name):
        (own / name).mkdir(parents=True)
        return own / name

def make(folder):
    (folder / f"half by {own.name}").touch()
    print("making", flush=True)
    sys.stdin.readline()
    if then == "fail":
        raise OSError("It can't be made.")
    part = folder / "part"
    part.mkdir()
    (part / "maker").write_text(own.name)
    if then == "end while it says that it is done":
        Path.open = lambda path, *_, **__: (path.touch(), os._exit(9))
    return part

print(made_once(Factory(), name_of_it, make), flush=True)
"""
"""A process of a run. It says when it makes the thing, and goes on when it is told to."""


@contextmanager
def begun(run: Path, name: str, then: str = "", name_of_it: str = "thing") -> Iterator[subprocess.Popen[str]]:
    """Begin a process as one of a run with several."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROCESS, str(run / name), then, name_of_it],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTEST_XDIST_WORKER": name},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=LONGEST)


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def waits(process: subprocess.Popen[str]) -> bool:
    """Whether a process waits for a lock (Linux)."""
    locks = Path("/proc/locks").read_text(encoding="utf-8").splitlines()
    return any("-> FLOCK" in line and str(process.pid) in line.split() for line in locks)


def held(folder: str) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in Path(folder).iterdir()}


def test_who_comes_while_it_is_made_waits_and_has_a_copy_of_its_own(tmp_path: Path) -> None:
    with begun(tmp_path, "first") as first:
        assert line_of(first) == "making"
        with begun(tmp_path, "second") as second:
            wait_until(lambda: waits(second), "the second waits for the first")
            go_on(first)
            copies = [line_of(first), line_of(second)]
            assert (first.wait(LONGEST), second.wait(LONGEST)) == (0, 0)
    assert copies == [str(tmp_path / name / "thing") for name in ("first", "second")]
    (Path(copies[0]) / "maker").write_text("changed", encoding="utf-8")
    (Path(copies[0]) / "more").touch()
    assert held(copies[1]) == {"maker": "first"}
    with begun(tmp_path, "third") as third:
        assert held(line_of(third)) == {"maker": "first"}


@pytest.mark.parametrize("end", ["killed", "fail", "end while it says that it is done"])
def test_what_a_process_has_not_made_whole_another_makes_anew(tmp_path: Path, end: str) -> None:
    with begun(tmp_path, "first", end) as first:
        assert line_of(first) == "making"
        with begun(tmp_path, "second") as second:
            wait_until(lambda: waits(second), "the second waits for the first")
            first.kill() if end == "killed" else go_on(first)
            assert first.wait(LONGEST) != 0
            assert line_of(second) == "making"
            assert [path.name for path in (tmp_path / "made-once-thing").iterdir()] == ["half by second"]
            go_on(second)
            assert held(line_of(second)) == {"maker": "second"}
            assert second.wait(LONGEST) == 0


def test_two_things_are_made_one_beside_the_other(tmp_path: Path) -> None:
    with begun(tmp_path, "first") as first, begun(tmp_path, "second", name_of_it="other thing") as second:
        assert line_of(first) == "making"
        assert line_of(second) == "making"


def test_one_process_alone_shares_within_its_own_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    made = []

    def make(folder: Path) -> Path:
        made.append(folder)
        (folder / "a").write_text("a", encoding="utf-8")
        return folder

    copies = [made_once(tmp_path_factory, "for-a-test-of-itself", make) for _ in range(2)]
    assert len(made) == 1
    assert made[0].parent == tmp_path_factory.getbasetemp()
    assert copies[0] != copies[1]
    assert held(str(copies[0])) == held(str(copies[1])) == {"a": "a"}
