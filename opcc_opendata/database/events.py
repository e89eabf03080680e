"""The table of events: what happened to each record, and the days of the calendar, each exactly once.

Nothing here depends on the day of the build. What happened to a record comes from `history`; the days of the calendar
come from what the tables say of duties and promises, also those still to come: the view `events` has each from its day
on. So a build that is late, skipped or made again has the same events.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from opcc_opendata.counting import HOLDING
from opcc_opendata.database.create import insert
from opcc_opendata.database.said_again import Versions
from opcc_opendata.duties import ANSWERED, HOLDING_ONLY, NOTHING, in_office
from opcc_opendata.record import CLOSED, SAYS_NOTHING
from opcc_opendata.statute import LATE, ON_TIME, days_in_order, span
from opcc_opendata.tables.events import ADDED, CHANGED, DUE_SOON, OVERDUE, PROMISE_PASSED, WITHDRAWN

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.rules import Register

_SOON: Final = timedelta(14)
_NEXT_DAY: Final = timedelta(1)


class _Event(NamedTuple):
    """A row of the table, in the order of its columns."""

    id: str
    date: str
    kind: str
    response: str | None
    policing_body: str
    force: str
    inspection: str | None
    report_year: int | None
    recommendation: str | None
    due: str | None


def fill_events(
    connection: sqlite3.Connection, project: Project, changes: Mapping[str, Sequence[str]], versions: Versions
) -> None:
    """Fill `event_dates` from the other tables. `changes` has the days on which each response's record changed."""
    from opcc_opendata.rules import register_of
    from opcc_opendata.schema import project_standard

    register = register_of(project_standard(project))
    insert(connection, "event_dates", _of_records(connection, changes))
    insert(connection, "event_dates", _of_duties(connection))
    insert(connection, "event_dates", _of_promises(connection, register, versions))


def _event(kind: str, about: str, day: str, *rest: str | int | None) -> _Event:
    return _Event(f"{kind.replace('_', '-')}-{about}-{day}", day, kind, *rest)  # type: ignore[arg-type]


def _of_records(connection: sqlite3.Connection, changes: Mapping[str, Sequence[str]]) -> Iterator[_Event]:
    """Say on which days each response was added, changed and withdrawn.

    It was withdrawn when its record first changed on or after the day that the record gives: that is when the data said
    so. What changes in it afterwards is no event, because nobody can read it.
    """
    for name, body, force, year, added, withdrawn_on, inspection in connection.execute(
        """
        SELECT r.id, r.policing_body, r.force, r.report_year, substr(r.added, 1, 10), r.withdrawn_on,
          (SELECT l.inspection FROM response_inspections l WHERE l.response = r.id ORDER BY l.position LIMIT 1)
        FROM responses r ORDER BY r.id
        """
    ):
        whose = (name, body, force, inspection, year, None, None)
        days = changes.get(name, ())
        if added:
            yield _event(ADDED, name, added, *whose)
        if withdrawn_on:
            after = [day for day in days if day >= withdrawn_on]
            withdrawn = min(after, default=max(withdrawn_on, added or ""))
            days = [day for day in days if day < withdrawn]
            yield _event(WITHDRAWN, name, withdrawn, *whose)
        for day in days:
            yield _event(CHANGED, name, day, *whose)


def _of_duties(connection: sqlite3.Connection) -> Iterator[_Event]:
    """Say when each deadline was 14 days away, and on which day the response became overdue.

    There is no event where a response in the data may have been published before it: see `duties`.
    """
    verdicts = {
        (force, inspection): verdict
        for force, inspection, verdict in connection.execute(
            "SELECT force, inspection, timeliness FROM answered_reports"
        )
    }
    dates: defaultdict[tuple[str, str], list[str | None]] = defaultdict(list)
    for force, inspection, published in connection.execute(
        "SELECT r.force, l.inspection, r.published FROM response_inspections l JOIN responses r ON r.id = l.response "
        "WHERE r.stage <> ?",
        (HOLDING,),
    ):
        dates[force, inspection].append(published)
    for body, force, inspection, published, deadline, reason in connection.execute(
        "SELECT policing_body, force, inspection, report_published, last_lawful_day, reason FROM duties ORDER BY id"
    ):
        about, verdict = f"{force}-{inspection}", verdicts.get((force, inspection))
        silent = reason in (NOTHING, HOLDING_ONLY)
        rest = (None, body, force, inspection, int(published[:4]), None, deadline)
        soon = date.fromisoformat(deadline) - _SOON
        answers = dates[force, inspection]
        after = reason == ANSWERED and verdict in (ON_TIME, LATE) and all(_is_after(day, soon) for day in answers)
        if silent or after:
            yield _event(DUE_SOON, about, soon.isoformat(), *rest)
        if silent or (reason == ANSWERED and verdict == LATE):
            yield _event(OVERDUE, about, (date.fromisoformat(deadline) + _NEXT_DAY).isoformat(), *rest)


def _of_promises(connection: sqlite3.Connection, register: Register, versions: Versions) -> Iterator[_Event]:
    """Say when each date that was promised passed with the action open, and no other date in its place.

    There is no event where another date may have been promised on or before that day, or where the action may have been
    closed by what was reported until then: what was closed and then reported open again was not.
    """
    promises: defaultdict[str, list[tuple[str | int | None, ...]]] = defaultdict(list)
    reported = _reported(connection, versions)
    for name, *rest in connection.execute(
        """
        SELECT d.recommendation, d.target_date, d.said_on, c.response, c.policing_body, c.force, c.inspection,
          CAST(substr(coalesce(i.published, r.report_year), 1, 4) AS INTEGER)
        FROM promise_dates d JOIN current_recommendations c ON c.recommendation = d.recommendation
        JOIN responses r ON r.id = c.response LEFT JOIN inspections i ON i.id = c.inspection
        ORDER BY d.recommendation, d.position
        """
    ):
        promises[name].append(tuple(rest))
    for name, dates in promises.items():
        later = [said_on for _, said_on, *_ in dates[1:]]
        for place, (target, _, response, body, force, inspection, year) in enumerate(dates):
            end = span(str(target))[1]
            others = later[place:]
            may_be_moved = not all(_is_after(said_on, end) for said_on in others)
            if may_be_moved or _may_be_closed(reported[name], end) or end == date.max:
                continue
            owed_by = in_office(str(force), end.isoformat(), register) or body
            rest = (response, owed_by, force, inspection, year, name, target)
            yield _event(PROMISE_PASSED, name, (end + _NEXT_DAY).isoformat(), *rest)


class _Report(NamedTuple):
    """A report that says how far it is, with a day before it by which those of several versions are in order.

    Of several on one day, the last that its version gives counts (`is_closed`), and one that calls the action closed
    comes after the others' last.
    """

    day: str
    is_closed: bool
    date: str
    calls_it_closed: bool


def _reported(connection: sqlite3.Connection, versions: Versions) -> Mapping[str, list[_Report]]:
    """Give what any version of the response reported of each recommendation that counts, the newest last."""
    rows: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, when, status in connection.execute(
        "SELECT recommendation, date, status FROM progress ORDER BY recommendation, position"
    ):
        rows[name].append((when, status))
    of_version = {name: list(_in_order(found)) for name, found in rows.items()}
    reported: defaultdict[str, list[_Report]] = defaultdict(list)
    for name, *key in connection.execute(
        "SELECT recommendation, force, inspection, kind, number_key FROM current_recommendations"
    ):
        same = versions.get(tuple(key), [name]) if key[-1] else [name]
        if found := [one for version in same for one in of_version.get(version, ())]:
            reported[name] = sorted(found, key=lambda one: one[:2])
    return reported


def _in_order(reports: Sequence[tuple[str, str]]) -> Iterator[_Report]:
    days = days_in_order(when for when, _ in reports)
    telling = [(day, *one) for day, one in zip(days, reports, strict=True) if one[1] != SAYS_NOTHING]
    for place, (day, when, status) in enumerate(telling, 1):
        is_closed = status in CLOSED
        yield _Report(day, is_closed and all(day != later for later, *_ in telling[place:]), when, is_closed)


def _may_be_closed(reports: Sequence[_Report], end: date) -> bool:
    """Say if the newest report of those made until the end of a day may call the action closed."""
    for one in reversed(reports):
        if not _is_after(one.date, end):
            if one.calls_it_closed:
                return True
            if span(one.date)[1] <= end:
                return False
    return False


def _is_after(when: str | int | None, day: date) -> bool:
    """Say whether a date of a record is certainly after a day."""
    return when is not None and span(str(when))[0] > day
