"""Work beside other work: it is done once and whole, whatever becomes of the other process."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from opcc_opendata.parallel import beside, following


class Noting:
    """A helper that writes down which process works, what it took and how far it is. `at` is called at each step."""

    def __init__(self, path: Path, **at: Callable[[], object]) -> None:
        self.path, self.at, self.taken = path, at, b""

    def step(self, name: str) -> None:
        self.at.get(name, lambda: None)()
        self.path.with_suffix(f".{name}").write_text(str(os.getpid()))

    def take(self, item: bytes) -> None:
        self.step("take")
        self.taken += item

    def begin(self) -> None:
        self.step("begin")

    def finish(self) -> None:
        self.step("finish")
        self.path.write_text(f"{os.getpid()} {self.taken.decode()}")


def help_with_much(helper: Noting) -> None:
    """Have a helper take a thousand items in another process, and do the rest."""
    with beside(helper, 1000, helper.path.parent, 2) as other:
        for _ in range(1000):
            other.give(lambda: b"x")
        other.begin()
        other.end()


def give_up(helper: Noting, *, begun: bool) -> None:
    """Raise KeyError while another process is at work."""
    with beside(helper, 1000, helper.path.parent, 2) as other:
        other.give(lambda: b"x")
        if begun:
            other.begin()
        raise KeyError


@pytest.mark.parametrize("processes", [1, 2])
def test_the_work_has_begun_before_and_ended_after(tmp_path: Path, processes: int) -> None:
    done = tmp_path / "done"
    items = [b"%d," % number * 20_000 for number in range(50)]
    with beside(Noting(done), 1000, tmp_path, processes) as other:
        for item in items:
            other.give(lambda item=item: item)  # type: ignore[misc]
        other.begin()
        assert done.with_suffix(".begin").exists()
        other.end()
        process, _, taken = done.read_text().partition(" ")
    assert (process != str(os.getpid())) is (processes == 2)
    assert taken == (b"".join(items).decode() if processes == 2 else "")
    assert len(list(tmp_path.iterdir())) == (4 if processes == 2 else 3), "what is given has no name"


def test_who_is_asked_to_begin_need_not_have_taken_all(tmp_path: Path) -> None:
    gate, write = os.pipe()
    begun = threading.Event()

    def let_some_be_taken() -> None:
        while not begun.wait(0.05):
            os.write(write, b".")

    helper = Noting(tmp_path / "done", take=lambda: os.read(gate, 1) and None)
    with beside(helper, 1000, tmp_path, 2) as other:
        for _ in range(1000):
            other.give(lambda: b"x")
        slowly = threading.Thread(target=let_some_be_taken)
        slowly.start()
        other.begin()
        begun.set()
        slowly.join()
        assert not helper.path.exists()
        os.write(write, b"." * 1000)
        other.end()
    os.close(gate)
    os.close(write)
    assert helper.path.read_text().endswith(f" {'x' * 1000}")


def test_little_work_is_done_here(tmp_path: Path) -> None:
    with beside(Noting(tmp_path / "done"), 199, tmp_path) as other:
        other.give(lambda: pytest.fail("nobody takes it"))
        other.begin()
        other.end()
    assert (tmp_path / "done").read_text() == f"{os.getpid()} "


@pytest.mark.parametrize("when", ["take", "begin", "finish"])
def test_the_work_of_a_killed_process_is_done_here(tmp_path: Path, when: str) -> None:
    parent = os.getpid()

    def die() -> None:
        if os.getpid() != parent:
            os._exit(9)

    help_with_much(Noting(tmp_path / "done", **{when: die}))
    assert (tmp_path / "done").read_text() == f"{parent} "


@pytest.mark.parametrize("when", ["take", "begin", "finish"])
def test_what_the_work_raises_is_raised_here(tmp_path: Path, when: str) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        help_with_much(Noting(tmp_path / "done", **{when: fail}))
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize("when", ["take", "finish"])
def test_work_that_is_no_longer_wanted_is_ended(tmp_path: Path, when: str) -> None:
    gate, write = os.pipe()  # nobody writes to it
    helper = Noting(tmp_path / "done", **{when: lambda: os.read(gate, 1) and None})
    with pytest.raises(KeyError):
        give_up(helper, begun=when == "finish")
    os.close(gate)
    os.close(write)
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_named_on_the_way_is_done_once(processes: int) -> None:
    """Each number names its half, its third and 7, which names itself."""

    def begin() -> Callable[[int], tuple[tuple[int, int], list[int]]]:
        return lambda number: ((number, os.getpid()), [number // 2, number // 3, 7])

    given = list(following(begin, [1000, 999], 0, processes))
    results = [result for some, _ in given for result in some]
    expected, rest = set[int](), [1000, 999]
    while rest:
        number = rest.pop()
        if number not in expected:
            expected.add(number)
            rest += [number // 2, number // 3, 7]
    assert sorted(number for number, _ in results) == sorted(expected)
    assert given[-1][1] == len(expected)
    assert (os.getpid() in {process for _, process in results}) is (processes == 1)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_still_worked_on_when_nothing_waits_any_more_is_given(processes: int) -> None:
    given = following(lambda: lambda number: (number, []), range(100), 0, processes)
    assert sorted(result for some, _ in given for result in some) == list(range(100))


@pytest.mark.parametrize("processes", [1, 2])
def test_what_the_work_raises_on_the_way_is_raised_here(processes: int) -> None:
    def begin() -> Callable[[int], tuple[int, list[int]]]:
        return lambda number: (1 // number, [number - 1])

    with pytest.raises(ZeroDivisionError):
        list(following(begin, [3], 0, processes))
