"""Which tests are tried: of a long search the cases of one day, and for daily work none that takes long.

All cases are tried only if somebody asks for every case.

The cases of a day are the same in all processes of a run, also after midnight. In CI they are always those of day 0: a
change must not fail for a case that it did not bring. The run each night tries every case.
"""

from __future__ import annotations

import os
import time
import zlib
from collections import Counter

import pytest

DAY = int(os.environ.setdefault("OPCC_TEST_DAY", "0" if os.environ.get("CI") else str(int(time.time() // 86_400))))


LONG = ("slow", "browser", "heavy")
"""The marks of the tests that are not for daily work."""


def is_every_case() -> bool:
    """Whether this run was begun with --every-case."""
    return "OPCC_EVERY_CASE" in os.environ


def cases_of(items: list[pytest.Item], day: int) -> list[pytest.Item]:
    """Give the tests of a day: of those marked `days(n)` every n-th case, another one each day, and all others.

    Each test begins on a day of its own, or all those with one case would be tried on the same day. On day 0, that of
    CI, the first case of each is tried.
    """
    seen: Counter[str] = Counter()
    chosen = []
    for item in items:
        days = item.get_closest_marker("days")
        name = item.nodeid.partition("[")[0]
        begins = zlib.crc32(name.encode()) if day else 0
        if days is None or seen[name] % days.args[0] == (begins + day) % days.args[0]:
            chosen.append(item)
        seen[name] += days is not None
    return chosen


def quick_of(items: list[pytest.Item]) -> list[pytest.Item]:
    """Give the tests for daily work."""
    return [item for item in items if not any(map(item.get_closest_marker, LONG))]
