"""Whether each report was answered in time, as far as the records of one side can show it.

A deadline is a force's to a report, and not one response's: that a correction or a second version came after the last
lawful day proves nothing. What is counted is what `counting` says, as on every page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from opcc_opendata import statute
from opcc_opendata.counting import Status, timeliness
from opcc_opendata.diff.changes import Change, ChangeKind
from opcc_opendata.diff.snapshots import Snapshot, SnapshotRecord
from opcc_opendata.reporters.base import number
from opcc_opendata.schema import Standard
from opcc_opendata.statute import Timeliness

_SETTLED: Final = (statute.ON_TIME, statute.LATE)


class AnswerStanding(NamedTuple):
    """How it stands with a force's answer to a report: a code of timeliness.csv, and the response that it rests on."""

    status: str
    figures: Timeliness
    entry: SnapshotRecord
    report: str
    published: str


Standings = Mapping[tuple[str, str], AnswerStanding]
"""The standing of each pair of a force and a report."""


def standings(side: Snapshot, standard: Standard, current: Mapping[str, Status]) -> Standings:
    """Give the standing of each pair of a force and a report that the records of a side answer, as on every page.

    `current` says of each response of the side whether it is current, replaced or withdrawn.
    """
    entries = {entry.summary.counted.id: entry for entry in side.responses.values()}
    responses = [entry.summary.counted for entry in entries.values()]
    register = standard.codelists["inspections"]
    dates: dict[str, str | None] = {}
    for response in responses:
        for report in response.reports:
            known = register[report.id]["published"] if report.id in register else None
            dates[report.id] = dates.get(report.id) or known or report.published
    unverified = {report for report in dates if report in register and register[report]["confidence"] != "sourced"}
    return {
        (one.force, one.inspection): AnswerStanding(
            one.status, one.figures, entries[one.response.id], one.inspection, one.report_published or ""
        )
        for one in timeliness(responses, current, dates, unverified)
    }


def deadline_changes(old: Standings, new: Standings) -> Iterator[Change]:
    """Give each deadline that is now known to be met or missed, and each of which that is no longer known."""
    for key, standing in new.items():
        was = old[key].status if key in old else statute.CANNOT_TELL
        if standing.status != was and {standing.status, was} & set(_SETTLED):
            sentence = _sentence(standing, was)
            entry = standing.entry
            yield Change(ChangeKind.DEADLINE, entry.id, entry.path, sentence, before=was, after=standing.status)


def _sentence(standing: AnswerStanding, was: str) -> str:
    report = f"{standing.report}, published {standing.published}," if standing.published else standing.report
    figures = standing.figures
    if standing.status not in _SETTLED:
        said = "in time" if was == statute.ON_TIME else "late"
        return f"The answer to {report} was {said}, and now it can't be told if it was in time."
    day = f"on day {figures.day_number}" if figures.day_number else "on a day that is not known exactly"
    if standing.status == statute.ON_TIME:
        return f"The answer to {report} was in time: it was published {day}."
    late = figures.days_late
    after = f", {number(late, 'day')} after the last lawful day, {figures.last_lawful_day}" if late else ""
    return f"The answer to {report} was late: it was published {day}{after}."
