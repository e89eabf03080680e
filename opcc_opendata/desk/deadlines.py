"""The deadline of a response to several reports: each has its own, and the first of them is the one to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from opcc_opendata import statute
from opcc_opendata.statute import Timeliness

Reports = Sequence[Mapping[str, Any]]

_WORST_FIRST: Final = (statute.LATE, statute.CANNOT_TELL, statute.ON_TIME, statute.DOES_NOT_APPLY)


def first_deadline(reports: Reports, today: date) -> tuple[str, date] | None:
    """Give the first deadline that is known: the day of its report, and the last lawful day. None where none is."""
    found = []
    for one in reports:
        published = day_of(one)
        last = statute.timeliness_without_response(published, today).last_lawful_day if published else None
        if published and last:
            found.append((published, last))
    return min(found, key=lambda one: one[1], default=None)


def are_all_known(reports: Reports) -> bool:
    """Tell if the day of each report is known, so that no other deadline can come before the first."""
    return all(day_of(one) is not None for one in reports)


def day_of(report: Mapping[str, Any]) -> str | None:
    """Give the day of a report as a draft has it, or None where that is no date."""
    day = report.get("published")
    try:
        return str(day) if day and statute.span(str(day)) else None
    except ValueError:
        return None


def timeliness_of(reports: Reports, published: str | None) -> Timeliness:
    """Say whether a response was in time for all its reports: as for the one for which it is worst."""
    every = [statute.timeliness(day_of(one), published) for one in reports] or [statute.timeliness(None, published)]
    return min(every, key=lambda one: (_WORST_FIRST.index(one.status), -(one.day_number or 0)))
