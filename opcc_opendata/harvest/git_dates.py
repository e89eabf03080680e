"""When an office's own git says that each of its records was added and changed, and by which commit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from opcc_opendata.database.history import FileHistory, read_branch
from opcc_opendata.harvest.fetching import Fetched
from opcc_opendata.harvest.limits import SourceLimits
from opcc_opendata.project import RECORDS

_FIRST: Final = "2012-11-22"
"""The day on which the first commissioners took office: no record of a response is older."""


def dates_of(fetched: Fetched, _limits: SourceLimits) -> dict[str, tuple[str, str, str, tuple[str, ...]]]:
    """Give for each record's path its commit, when it was added and changed, and the times of all changes.

    A commit says of itself when it was made. What can't be, a time to come or one before there were commissioners, is
    left out, and with it the file's dates.
    """
    found = read_branch(fetched.path, fetched.seen.revision, f"{RECORDS}/")
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {path: _dates(one) for path, one in found.items() if _is_possible(one, now)}


def _is_possible(one: FileHistory, now: str) -> bool:
    return all(time is not None and _FIRST <= time <= now for time in (one.added, one.changed))


def _dates(one: FileHistory) -> tuple[str, str, str, tuple[str, ...]]:
    return one.commit, one.added or "", one.changed or "", one.changes
