"""Whether each report was answered in time, as far as the records of one side can show it.

A deadline is a force's to a report, and not one response's: that a correction or a second version came after the last
lawful day proves nothing. It is called missed only if every response held is late and one of them is a full response.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from opcc_opendata import statute
from opcc_opendata.counting import HOLDING
from opcc_opendata.diff.changes import Change, Kind
from opcc_opendata.diff.snapshots import Entry, Side
from opcc_opendata.reporters.base import number
from opcc_opendata.schema import Standard
from opcc_opendata.statute import Timeliness

_SETTLED: Final = (statute.ON_TIME, statute.LATE)


class Standing(NamedTuple):
    """How it stands with a force's answer to a report: a code of timeliness.csv, and the response that it rests on."""

    status: str
    figures: Timeliness
    entry: Entry
    report: str
    published: str


Standings = Mapping[tuple[str, str], Standing]
"""The standing of each pair of a force and a report."""

_Answer = tuple[Entry, Timeliness, str]


def standings(side: Side, standard: Standard) -> Standings:
    """Give the standing of each pair of a force and a report that the records of a side answer."""
    answers: dict[tuple[str, str], list[_Answer]] = {}
    for entry in side.responses.values():
        response = entry.summary.counted
        for inspection in entry.summary.reports if response.stage != HOLDING else ():
            report = _report_date(standard, inspection.id, inspection.published)
            figures = _timeliness(report, response.published, response.letter)
            answers.setdefault((response.force, inspection.id), []).append((entry, figures, report or ""))
    return {key: _standing(found, key[1]) for key, found in answers.items()}


_timeliness = lru_cache(maxsize=65_536)(statute.timeliness)  # both sides ask the same, but for what has changed


def _report_date(standard: Standard, report: str, given: str | None) -> str | None:
    """Give the register's date of a report, or the record's own; none where nobody has verified the register's."""
    row = standard.codelists["inspections"].get(report)
    if row is None:
        return given
    return row["published"] or given if row["confidence"] == "sourced" else None


def _standing(answers: Iterable[_Answer], report: str) -> Standing:
    every = list(answers)
    met = [one for one in every if one[1].status == statute.ON_TIME]
    doubtful = [one for one in every if one[1].status != statute.LATE]
    full = [one for one in every if one[0].summary.counted.stage == "full"]
    entry, figures, published = (met or doubtful or full or every)[0]
    status = figures.status if met or doubtful or full else statute.CANNOT_TELL
    return Standing(status, figures, entry, report, published)


def deadline_changes(old: Standings, new: Standings) -> Iterator[Change]:
    """Give each deadline that is now known to be met or missed, and each of which that is no longer known."""
    for key, standing in new.items():
        was = old[key].status if key in old else statute.CANNOT_TELL
        if standing.status != was and {standing.status, was} & set(_SETTLED):
            sentence = _sentence(standing, was)
            entry = standing.entry
            yield Change(Kind.DEADLINE, entry.id, entry.path, sentence, before=was, after=standing.status)


def _sentence(standing: Standing, was: str) -> str:
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
