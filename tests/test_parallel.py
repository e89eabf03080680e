"""Work beside other work: it is done once and whole, whatever becomes of the other process."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from opcc_opendata.parallel import beside, following


def noting(path: Path, *, before: Callable[[], None] = lambda: None, after: Callable[[], None] = lambda: None):  # type: ignore[no-untyped-def]
    """Work that writes down which process does it, and what it does before and after it has begun."""

    def work(has_begun: Callable[[], None]) -> None:
        before()
        path.with_suffix(".begun").write_text("")
        has_begun()
        after()
        path.write_text(str(os.getpid()))

    return work


@pytest.mark.parametrize(("processes", "elsewhere"), [(1, False), (2, True)])
def test_the_work_has_begun_before_and_ended_after(tmp_path: Path, processes: int, elsewhere: bool) -> None:
    done = tmp_path / "done"
    with beside(noting(done), 1000, processes) as ended:
        assert done.with_suffix(".begun").exists()
        ended()
        assert (done.read_text() != str(os.getpid())) is elsewhere


def test_little_work_is_done_here(tmp_path: Path) -> None:
    with beside(noting(tmp_path / "done"), 199) as ended:
        ended()
    assert (tmp_path / "done").read_text() == str(os.getpid())


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_work_of_a_killed_process_is_done_here(tmp_path: Path, when: str) -> None:
    parent = os.getpid()

    def die() -> None:
        if os.getpid() != parent:
            os._exit(9)

    with beside(noting(tmp_path / "done", **{when: die}), 1000, 2) as ended:
        ended()
    assert (tmp_path / "done").read_text() == str(parent)


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_the_work_raises_is_raised_here(tmp_path: Path, when: str) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"), beside(noting(tmp_path / "done", **{when: fail}), 1000, 2) as ended:
        ended()
    assert not (tmp_path / "done").exists()


def test_work_that_is_no_longer_wanted_is_ended(tmp_path: Path) -> None:
    gate, write = os.pipe()  # nobody writes to it
    with (
        pytest.raises(KeyError),
        beside(noting(tmp_path / "done", after=lambda: os.read(gate, 1) and None), 1000, 2),
    ):
        raise KeyError
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
