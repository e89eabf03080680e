"""What an office still owes, and by when: the register of inspections against the responses in the project.

Nothing here is called overdue outside the coverage that opcc.yml states, on the ground of a date that nobody has
verified, or where a response in the project may be the answer: that a response is not in the project does not say that
there is none. `duties` says what answers a report and what may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from opcc_opendata import duties, statute
from opcc_opendata.calendars import Deadline
from opcc_opendata.counting import CountableResponse, Named, statuses
from opcc_opendata.office.policing_body import SOURCED, PolicingBody
from opcc_opendata.office.responses import AnswerState, OfficeResponse
from opcc_opendata.record import date_in_words
from opcc_opendata.rules import Register, register_of
from opcc_opendata.schema import Standard
from opcc_opendata.settings import Settings

_STATES: Final = {duties.HOLDING_ONLY: AnswerState.HOLDING, duties.WITHDRAWN_ANSWER: AnswerState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report that concerns a force. `published` is as precise as it is known, and `verified` is about that date.

    `other_titles` are those that the register has besides `title`.
    """

    id: str
    title: str
    published: str | None
    verified: bool
    other_titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """A report to which the project holds no full response that is published.

    `status` is overdue, pending or cannot_tell (codes of timeliness.csv). `days_left` counts from today to the last
    lawful day, which is day 0; below 0 it is past. `owed_by` is the code of the body in office on that day. `record` is
    the file of what is published so far, `possible` are the files of responses that may be the answer, and `drafts` are
    those of what is not published.
    """

    report: DueReport
    status: str
    last_lawful_day: date | None
    days_left: int | None
    state: AnswerState
    record: str | None
    covered: bool
    owed_by: str | None = None
    possible: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()


def due(
    body: PolicingBody,
    responses: Iterable[OfficeResponse],
    settings: Settings,
    standard: Standard,
    today: date,
    *,
    left_out: bool = False,
) -> list[Due]:
    """Give what is still owed for a body's force, the next to be due first. Reports before the 56 days are left out.

    `left_out` says that some files could not be read: then nothing is overdue, because one of them may be the answer.
    """
    responses = list(responses)
    register = register_of(standard)
    facts = [one.facts for one in responses if one.facts is not None]
    own, standing = duties.Own(facts), statuses(facts)
    shown = {one.id: one.shown for one in responses if not one.is_draft}
    silences = duties.silences_that_hold(settings, facts)
    silent = {report for force, report in silences if force == body.force}
    found = []
    for report in reports(body.force, responses, standard):
        timely = statute.timeliness_without_response(report.published, today)
        answer = duties.answer_to(_as_registered(report), own, standing, register)
        if report.id in silent or answer.state == duties.ANSWERED or timely.status == statute.DOES_NOT_APPLY:
            continue
        last = timely.last_lawful_day
        owed_by = duties.in_office(body.force, last.isoformat(), register) if last else None
        covered = any(duties.covers(claim, report.published or "", owed_by) for claim in settings.coverage)
        drafts = [one for one in responses if one.is_draft]
        of_document = [one for one in drafts if one.is_of_document and _may_be_for(one, report, body.force, register)]
        status = timely.status
        doubtful = left_out or of_document or answer.state not in (duties.HOLDING_ONLY, duties.NOTHING)
        doubtful = doubtful or (last is not None and duties.may_be_unseen(settings, owed_by, last))
        if status == statute.OVERDUE and (doubtful or not (covered and report.verified)):
            status = statute.CANNOT_TELL
        if last is not None and answer.state == duties.OTHER_ID:
            status = statute.CANNOT_TELL
        naming = own.naming.get(report.id, ())
        found.append(
            Due(
                report,
                status,
                last,
                (last - today).days if last else None,
                _STATES.get(answer.state, AnswerState.NOTHING),
                shown[naming[-1].id] if naming else None,
                covered,
                owed_by,
                tuple(shown[name] for name in answer.possible) if last else (),
                tuple(one.shown for one in drafts if one.answers(report.id)),
            )
        )
    return sorted(found, key=lambda one: (one.last_lawful_day or date.max, one.report.id))


def _as_registered(report: DueReport) -> duties.RegisterReport:
    return duties.RegisterReport(
        report.id, (report.title, *report.other_titles), report.published or "", report.verified, None
    )


def _may_be_for(draft: OfficeResponse, report: DueReport, force: str, register: Register) -> bool:
    """Say whether the draft of a published document answers a report, or may under another id."""
    named = tuple(Named(one.id, (one.title,), one.published) for one in draft.reports)
    facts = CountableResponse(draft.id, force, "", "full", None, None, False, (), (), named)
    return draft.answers(report.id) or duties.may_answer(_as_registered(report), facts, register)


def deadlines(body: PolicingBody, found: Iterable[Due], standard: Standard) -> Iterator[Deadline]:
    """Give the days for a calendar: only those still to come, or overdue within the coverage."""
    bodies = standard.codelists["policing_bodies"]
    for one in found:
        if one.last_lawful_day is None or one.report.published is None or one.status == statute.CANNOT_TELL:
            continue
        unsure = "" if one.report.verified else " Nobody has verified the date of the report."
        owed_by = (bodies.get(one.owed_by or body.code) or {}).get("title_en", body.title)
        yield Deadline(
            name=f"{body.force}-{one.report.id}",
            day=one.last_lawful_day,
            known_since=date.fromisoformat(one.report.published),
            summary=f"{owed_by} ({body.force_title}): last day to respond to {one.report.title}",
            description=f"The report was published on {date_in_words(one.report.published)}. Section 55 of the Police "
            f"Act 1996 asks for a response within 56 days.{unsure}",
        )


def reports(force: str, responses: Iterable[OfficeResponse], standard: Standard) -> Iterator[DueReport]:
    """Give the reports of the register that concern a force, and those that only its records and drafts know."""
    register = standard.codelists["inspections"]
    for row in register.rows:
        if row["scope"] == "all" or force in row["forces"].split():
            others = (row.get("title_cy", ""), *row.get("other_titles", "").split(" | "))
            yield DueReport(
                row["code"],
                row["title_en"],
                row["published"] or None,
                row["confidence"] == SOURCED,
                tuple(title.strip() for title in others if title.strip()),
            )
    known = set(register.codes)
    for response in responses:
        for one in response.reports:
            if one.id not in known:
                known.add(one.id)
                yield DueReport(one.id, one.title, one.published, verified=True)


def other_drafts(found: Iterable[Due], responses: Iterable[OfficeResponse]) -> list[str]:
    """Give the drafts that belong to nothing that is owed, such as an update or the response to an old report."""
    named = {draft for one in found for draft in one.drafts}
    return [one.shown for one in responses if one.is_draft and one.shown not in named]


def as_json(one: Due) -> Mapping[str, object]:
    """Give what is owed as JSON has it."""
    return {
        "policing_body": one.owed_by,
        "inspection": one.report.id,
        "title": one.report.title,
        "report_published": one.report.published,
        "report_date_verified": one.report.verified,
        "last_lawful_day": one.last_lawful_day.isoformat() if one.last_lawful_day else None,
        "days_left": one.days_left,
        "timeliness": one.status,
        "state": one.state.value,
        "record": one.record,
        "possible_answers": list(one.possible),
        "drafts": list(one.drafts),
        "in_coverage": one.covered,
    }
