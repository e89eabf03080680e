"""What an office still owes, and by when: the register of inspections against the responses in the project.

Nothing here is called overdue outside the coverage that opcc.yml states, or on the ground of a date that nobody has
verified: that a response is not in the project does not say that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from opcc_opendata import statute
from opcc_opendata.calendars import Deadline
from opcc_opendata.office.policing_body import SOURCED, Body
from opcc_opendata.office.responses import Response, State
from opcc_opendata.record import date_in_words
from opcc_opendata.schema import Standard
from opcc_opendata.settings import Settings

_OPEN: Final = (State.NOTHING, State.WITHDRAWN, State.HOLDING)
_RANK: Final = {state: number for number, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Report:
    """A report that concerns a force. `published` is as precise as it is known, and `verified` is about that date."""

    id: str
    title: str
    published: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Due:
    """A report to which the project holds no full response that is published.

    `status` is overdue, pending or cannot_tell (codes of timeliness.csv). `days_left` counts from today to the last
    lawful day, which is day 0; below 0 it is past. `record` is the file of what is published so far, and `drafts` are
    the files of what is not.
    """

    report: Report
    status: str
    last_lawful_day: date | None
    days_left: int | None
    state: State
    record: str | None
    covered: bool
    drafts: tuple[str, ...] = ()


def due(body: Body, responses: Iterable[Response], settings: Settings, standard: Standard, today: date) -> list[Due]:
    """Give what is still owed for a body's force, the next to be due first. Reports before the 56 days are left out."""
    responses = list(responses)
    silent = {silence.inspection for silence in settings.silences if silence.force == body.force}
    found = []
    for report in _reports(body.force, responses, standard):
        own = [one for one in responses if one.answers(report.id)]
        state, record = _so_far(own)
        timely = statute.timeliness_without_response(report.published, today)
        if report.id in silent or state not in _OPEN or timely.status == statute.DOES_NOT_APPLY:
            continue
        covered = _is_covered(report, body.force, settings, standard)
        status = timely.status
        # A draft of a published document says that there is a response, which the records do not have yet.
        answered = any(one.is_of_document for one in own)
        if status == statute.OVERDUE and (answered or not (covered and report.verified)):
            status = statute.CANNOT_TELL
        last = timely.last_lawful_day
        days_left = (last - today).days if last else None
        drafts = tuple(one.shown for one in own if one.is_draft)
        found.append(Due(report, status, last, days_left, state, record, covered, drafts))
    return sorted(found, key=lambda one: (one.last_lawful_day or date.max, one.report.id))


def deadlines(body: Body, found: Iterable[Due]) -> Iterator[Deadline]:
    """Give the days for a calendar: only those still to come, or overdue within the coverage."""
    for one in found:
        if one.last_lawful_day is None or one.report.published is None or one.status == statute.CANNOT_TELL:
            continue
        unsure = "" if one.report.verified else " Nobody has verified the date of the report."
        yield Deadline(
            name=f"{body.force}-{one.report.id}",
            day=one.last_lawful_day,
            known_since=date.fromisoformat(one.report.published),
            summary=f"{body.force_title}: last day to respond to {one.report.title}",
            description=f"The report was published on {date_in_words(one.report.published)}. Section 55 of the Police "
            f"Act 1996 asks for a response within 56 days.{unsure}",
        )


def _reports(force: str, responses: Iterable[Response], standard: Standard) -> Iterator[Report]:
    """Give the reports of the register that concern a force, and those that only its records and drafts know."""
    register = standard.codelists["inspections"]
    for row in register.rows:
        if row["scope"] == "all" or force in row["forces"].split():
            yield Report(row["code"], row["title_en"], row["published"] or None, row["confidence"] == SOURCED)
    known = set(register.codes)
    for response in responses:
        for one in response.reports:
            if one.id not in known:
                known.add(one.id)
                yield Report(one.id, one.title, one.published, verified=True)


def _so_far(own: Iterable[Response]) -> tuple[State, str | None]:
    """Say how far the response to a report has come in public, and in which file."""
    published = (one for one in own if not one.is_draft)
    best = max(published, key=lambda one: _RANK[one.state], default=None)
    return (best.state, best.shown) if best else (State.NOTHING, None)


def other_drafts(found: Iterable[Due], responses: Iterable[Response]) -> list[str]:
    """Give the drafts that belong to nothing that is owed, such as an update or the response to an old report."""
    named = {draft for one in found for draft in one.drafts}
    return [one.shown for one in responses if one.is_draft and one.shown not in named]


def _is_covered(report: Report, force: str, settings: Settings, standard: Standard) -> bool:
    bodies = standard.codelists["policing_bodies"]
    return report.published is not None and any(
        claim.start <= report.published and (claim.end is None or report.published <= claim.end)
        for claim in settings.coverage
        if (bodies.get(claim.policing_body) or {}).get("force") == force
    )


def as_json(one: Due) -> Mapping[str, object]:
    """Give what is owed as JSON has it."""
    return {
        "inspection": one.report.id,
        "title": one.report.title,
        "report_published": one.report.published,
        "report_date_verified": one.report.verified,
        "last_lawful_day": one.last_lawful_day.isoformat() if one.last_lawful_day else None,
        "days_left": one.days_left,
        "timeliness": one.status,
        "state": one.state.value,
        "record": one.record,
        "drafts": list(one.drafts),
        "in_coverage": one.covered,
    }
