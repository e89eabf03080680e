"""Each day tries a part of a long search, and the days together all of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.days import LONG, cases_of, quick_of
from tests.projects import CHECKOUT


class Case:
    """A test as pytest collects it."""

    def __init__(self, name: str, days: int | None) -> None:
        self.nodeid = name
        self._days = days

    def get_closest_marker(self, name: str) -> Any:
        return None if self._days is None or name != "days" else pytest.mark.days(self._days).mark


CASES: list[Any] = [
    Case("plain", None),
    *(Case(f"long[{n}]", 3) for n in range(7)),
    Case("long[always]", None),
    Case("one", 5),
    *(Case(f"other[{n}]", 4) for n in range(2)),
]


def names(day: int) -> set[str]:
    return {case.nodeid for case in cases_of(CASES, day)}


def test_each_day_tries_a_part_of_each_search_and_all_that_is_none() -> None:
    for day in range(12):
        found = names(day)
        assert {"plain", "long[always]"} <= found
        assert sum(name.startswith("long[") for name in found) in (3, 4)


def test_the_days_together_try_every_case() -> None:
    every = {case.nodeid for case in CASES}
    assert set.union(*map(names, range(1, 6))) == every
    assert set.union(*map(names, range(1000, 1005))) == every


def test_tests_of_one_case_are_not_all_tried_on_the_same_day() -> None:
    tests: list[Any] = [Case(f"one_{n}", 7) for n in range(70)]
    tried = [len(cases_of(tests, day)) for day in range(1000, 1007)]
    assert sum(tried) == 70
    assert max(tried) < 20


def test_the_first_case_is_always_tried_in_ci() -> None:
    assert {"long[0]", "one", "other[0]"} <= names(0)


@pytest.mark.parametrize("mark", LONG)
def test_daily_work_leaves_out_what_takes_long(request: pytest.FixtureRequest, mark: str) -> None:
    assert quick_of([request.node]) == [request.node]
    request.node.add_marker(mark)
    assert quick_of([request.node]) == []


def test_contributing_says_which_marks_daily_work_leaves_out() -> None:
    (said,) = re.findall(r"It leaves out .*", (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert re.findall(r"`(\w+)` \(", said) == ["browser", "slow", "heavy"]
    assert set(LONG) == {"browser", "slow", "heavy"}
