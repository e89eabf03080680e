"""Which reports a local policing body owes a response to, what answers each, and what may be the answer.

Pure: facts in, facts out, no file and no clock. A duty is listed only where the dataset claims to hold every response
of the body that owed it (`coverage` in opcc.yml): its silence elsewhere says nothing. Saying that a public body broke
the law when it did not is the worst fault that this software can have, so wherever a response in the data may be the
answer, the duty has that response beside it and nobody calls it overdue.

Source: Police Act 1996, section 55(5) and (5A). The duty is owed by the body in office on the last lawful day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from opcc_opendata import statute
from opcc_opendata.counting import CURRENT, HOLDING, REPLACED, CountableResponse, Named, Status, newest_last
from opcc_opendata.rules import covering
from opcc_opendata.rules.base import Span, bounds
from opcc_opendata.rules.register import SOURCED, Register, loosely
from opcc_opendata.rules.similar_reports import PERIOD, days_apart, similar_titles
from opcc_opendata.settings import Coverage, NonResponseReason, Settings

ANSWERED: Final = "answered"
OTHER_ID: Final = "possible_answer"
REPLACED_ANSWER: Final = "replaced"
WITHDRAWN_ANSWER: Final = "withdrawn"
LEFT_OUT: Final = "record_left_out"
NOT_CURRENT: Final = "source_not_current"
UNVERIFIED: Final = "report_date_unverified"
HOLDING_ONLY: Final = "holding_statement_only"
NOTHING: Final = "no_response"
"""The states of a duty, in the order in which they are looked for; `ANSWERED` first, then whatever forbids to call it
overdue, then the two that do not. A reason of silence_reasons.csv stands in their place where none is owed."""

NOT_CLAIMED: Final = "not_claimed"
NO_DEADLINE: Final = "no_deadline"
"""Why nothing is said of a duty outside the coverage, and of one within it that has no last lawful day."""

_MOST_NAMED: Final = 5


class RegisterReport(NamedTuple):
    """A report of the register: its titles, its date, whether that is sourced, and the forces that it is about.

    `forces` is None for a report on all forces.
    """

    id: str
    titles: tuple[str, ...]
    published: str
    sourced: bool
    forces: frozenset[str] | None


class DutyAnswer(NamedTuple):
    """What the data have for a report: a state, the response that answers it, and those that may."""

    state: str
    response: str | None = None
    possible: tuple[str, ...] = ()


class Duty(NamedTuple):
    """A report and the body that owed a response to it. `reason` is a state, or why none is owed."""

    policing_body: str
    force: str
    inspection: str
    report_published: str
    last_lawful_day: str
    reason: str
    response: str | None
    possible: tuple[str, ...]
    covered_by: str | None


def reports_of(register: Register) -> list[RegisterReport]:
    """Give the reports of the register whose date and forces are known."""
    found = []
    for code, row in sorted(register.inspections.items()):
        if row["published"] and (row["scope"] == "all" or code in register.forces_of):
            titles = (row["title_en"], row.get("title_cy", ""), *row.get("other_titles", "").split(" | "))
            named = tuple(title.strip() for title in titles if title.strip())
            sourced = row["confidence"] == SOURCED
            found.append(RegisterReport(code, named, row["published"], sourced, register.forces_of.get(code)))
    return found


def in_office(force: str, day: str, register: Register) -> str | None:
    """Give the body that a force had on a day (year-month-day), the newer one on the day of a change, or None."""
    return _in_office(force, date.fromisoformat(day), register)


def _in_office(force: str, day: date, register: Register) -> str | None:
    there = [code for first, last, code in register.terms.get(force, ()) if first <= day <= last]
    return there[-1] if there else None


def duties(
    settings: Settings,
    register: Register,
    responses: Iterable[CountableResponse],
    standing: Mapping[str, Status],
    left_out: Iterable[str | None] = (),
) -> Iterator[Duty]:
    """Give each duty within the stated coverage, in the order of the claims and of the reports' ids.

    See `covers` for what a claim covers. Only reports of the register count, whose date is a whole day on or after 3
    April 2017. `left_out` are the forces of records that are not in the data because of an error; None stands for any
    force.
    """
    responses = list(responses)
    own = _by_force(responses, register)
    silences = silences_that_hold(settings, responses)
    missing = set(left_out)
    reports = reports_of(register)
    for claim in settings.coverage:
        force = (register.bodies.get(claim.policing_body) or {}).get("force", "")
        for report in reports:
            last = statute.timeliness_without_response(report.published, date.min).last_lawful_day
            if last is None or not force or (report.forces is not None and force not in report.forces):
                continue
            if not covers(claim, report.published, in_office(force, last.isoformat(), register)):
                continue
            found = answer_to(report, own[force], standing, register)
            if found.state in (HOLDING_ONLY, NOTHING):
                if missing & {force, None}:
                    found = found._replace(state=LEFT_OUT)
                elif may_be_unseen(settings, claim.policing_body, last):
                    found = found._replace(state=NOT_CURRENT)
                elif not report.sourced:
                    found = found._replace(state=UNVERIFIED)
            silence = silences.get((force, report.id)) if found.state != ANSWERED else None
            yield Duty(
                claim.policing_body,
                force,
                report.id,
                report.published,
                last.isoformat(),
                silence.reason if silence else found.state,
                found.response,
                found.possible,
                silence.covered_by if silence else None,
            )


def may_be_unseen(settings: Settings, body: str | None, last: date) -> bool:
    """Say whether a body may have published a response that was due on a day where nobody here has seen it."""
    return body is not None and body in settings.unseen_from and last.isoformat() >= (settings.unseen_from[body] or "")


def silences_that_hold(
    settings: Settings, responses: Iterable[CountableResponse]
) -> dict[tuple[str, str], NonResponseReason]:
    """Give what the settings say of why no response is owed, by force and report.

    Not if it is said to be covered by a response that answers nothing: one that was withdrawn, or a holding statement,
    unless another has replaced it that does. Of a response that is not here, or that can't cover the report at all, the
    validator tells (R387).
    """
    responses = list(responses)
    answers = {one.id: covering.answers_something(one.stage, withdrawn=one.withdrawn) for one in responses}
    replacing = covering.replacing((one.id, one.replaces) for one in responses)

    def holds(silence: NonResponseReason) -> bool:
        by = silence.covered_by
        return by is None or by not in answers or covering.still_covers(by, answers, replacing)

    return {(one.force, one.inspection): one for one in reversed(settings.silences) if holds(one)}


class OtherDuty(NamedTuple):
    """A report and a force that it is about, where `duties` says nothing: outside the coverage, or without a deadline.

    `policing_body` is None where nobody knows who was in office, as for a report without a date.
    """

    policing_body: str | None
    force: str
    inspection: str
    report_published: str | None
    last_lawful_day: str | None
    reason: str
    response: str | None
    covered_by: str | None


def other_duties(
    settings: Settings,
    register: Register,
    responses: Iterable[CountableResponse],
    standing: Mapping[str, Status],
    listed: Collection[tuple[str, str]],
) -> Iterator[OtherDuty]:
    """Give each force and report of the register that are not `listed` (force, inspection), in that order.

    Only a response that names the report counts here, and silence is never held against a body: `reason` is `ANSWERED`,
    why none is owed, `REPLACED_ANSWER`, `WITHDRAWN_ANSWER`, `NO_DEADLINE` or `NOT_CLAIMED`.
    """
    responses = list(responses)
    own = _by_force(responses, register)
    silences = silences_that_hold(settings, responses)
    claims: defaultdict[str, list[Coverage]] = defaultdict(list)
    for claim in settings.coverage:
        claims[(register.bodies.get(claim.policing_body) or {}).get("force", "")].append(claim)
    reports = sorted(register.inspections.items())
    deadlines = {code: _last_lawful_day(row["published"]) for code, row in reports}
    spans = {code: (last, last) if (last := deadlines[code]) else bounds(row["published"]) for code, row in reports}
    for force in sorted(register.forces):
        for code, row in reports:
            is_about = row["scope"] == "all" or force in register.forces_of.get(code, ())
            if not is_about or (force, code) in listed:
                continue
            published = row["published"] or None
            last = deadlines[code]
            body = _owed_by(force, spans[code], register)
            state, response = _named_answer(code, own[force], standing)
            silence = silences.get((force, code)) if state != ANSWERED else None
            if silence:
                state = silence.reason
            elif state is None:
                claimed = any(published is None or covers(claim, published, body) for claim in claims[force])
                state = NO_DEADLINE if claimed and last is None else NOT_CLAIMED
            covered_by = silence.covered_by if silence else None
            deadline = last.isoformat() if last else None
            yield OtherDuty(body, force, code, published, deadline, state, response, covered_by)


def _last_lawful_day(published: str) -> date | None:
    """Give the last day on which a report's response is in time; none for a report whose day is not known."""
    return statute.timeliness_without_response(published, date.min).last_lawful_day if published else None


def _owed_by(force: str, span: Span | None, register: Register) -> str | None:
    """Give the body in office on a day; of a month or year, the one that was in office all through it."""
    if span is None:
        return None
    body = _in_office(force, span[0], register)
    return body if span[0] == span[1] or body == _in_office(force, span[1], register) else None


def _named_answer(code: str, own: Own, standing: Mapping[str, Status]) -> tuple[str | None, str | None]:
    """Say what became of the responses that name a report: a state and the one that answers it, or None twice."""
    naming = [one for one in own.naming.get(code, ()) if one.stage != HOLDING]
    current = [one.id for one in naming if standing[one.id].status == CURRENT]
    if current:
        return ANSWERED, max(current, key=own.order.__getitem__)
    if any(standing[one.id].status == REPLACED for one in naming):
        return REPLACED_ANSWER, None
    return (WITHDRAWN_ANSWER if naming else None), None


def covers(claim: Coverage, published: str, owed_by: str | None) -> bool:
    """Say whether a claim covers a report, published on one day, to which a body owed the response.

    The first and the last day of the claim are both within it. A claim is about the responses of the body that it
    names, and not about those of the body before or after it.
    """
    is_within = claim.start <= published and (claim.end is None or published <= claim.end)
    return is_within and claim.policing_body == owed_by


class Own:
    """The responses of one force, by the reports that they name. `order` is how `newest_last` sorts them."""

    def __init__(self, responses: Sequence[CountableResponse]) -> None:
        self.responses = responses
        self.order = newest_last(responses)
        self.naming: defaultdict[str, list[CountableResponse]] = defaultdict(list)
        for one in responses:
            for report in {named.id for named in one.reports}:
                self.naming[report].append(one)


def _by_force(responses: Iterable[CountableResponse], register: Register) -> Mapping[str, Own]:
    found: defaultdict[str, list[CountableResponse]] = defaultdict(list)
    for one in responses:
        body = register.bodies.get(one.policing_body)
        for force in {one.force, body["force"] if body else one.force}:
            found[force].append(one)
    none = Own(())
    return defaultdict(lambda: none, {force: Own(own) for force, own in found.items()})


def answer_to(report: RegisterReport, own: Own, standing: Mapping[str, Status], register: Register) -> DutyAnswer:
    """Say what answers a report among a force's own responses, or what may.

    A current response that names the report, and is no holding statement, answers it. Where there is none, it may be
    one under another id (see `may_answer`), or one that was replaced or withdrawn.
    """
    naming, order = own.naming.get(report.id, []), own.order
    current = [one for one in naming if standing[one.id].status == CURRENT]
    answers = [one.id for one in current if one.stage != HOLDING]
    if answers:
        return DutyAnswer(ANSWERED, max(answers, key=order.__getitem__))
    past = [one for one in naming if standing[one.id].status != CURRENT and one.stage != HOLDING]
    ways = (
        (OTHER_ID, [one for one in own.responses if one not in naming and may_answer(report, one, register)]),
        (REPLACED_ANSWER, [one for one in past if standing[one.id].status == REPLACED]),
        (WITHDRAWN_ANSWER, [one for one in past if standing[one.id].status != REPLACED]),
    )
    possible = [one for _, found in ways for one in sorted(found, key=lambda one: order[one.id], reverse=True)]
    state = next((name for name, found in ways if found), HOLDING_ONLY if current else NOTHING)
    return DutyAnswer(state, None, tuple(one.id for one in possible[:_MOST_NAMED]))


def may_answer(report: RegisterReport, response: CountableResponse, register: Register) -> bool:
    """Say whether a response that names other reports only may answer this one all the same.

    Not if it is a holding statement, or was made before this report. Not if each report that it names is clearly
    another: one of the register, with a title and date that the register has for it; or one of another day and title,
    in a response that says on which day it was published. A response that does not say so may be the answer if its
    report is within 56 days of this one, or if what date it has lies in the 56 days of this one.
    """
    if response.stage == HOLDING:
        return False
    day = bounds(report.published)
    window = (day[0], statute.last_lawful_day(day[1])) if day else None
    dated = bounds(response.published) or bounds(response.letter)
    too_early = dated is not None and day is not None and dated[1] < day[0]
    for named in response.reports:
        if _is_another(named, report, register):
            continue
        apart = days_apart(bounds(named.published), day)
        if apart == 0:
            return True
        if too_early:
            continue
        titles = (*named.titles, named.id.replace("-", " "))
        if any(similar_titles(one, other, apart) for one in titles for other in (*report.titles, _words(report.id))):
            return True
        if apart is None or (not _is_dated(response) and (apart <= PERIOD or days_apart(dated, window) == 0)):
            return True
    return False


def _is_dated(response: CountableResponse) -> bool:
    return len(response.published or "") == len("2019-02-26")


def _words(code: str) -> str:
    return code.replace("-", " ")


def _is_another(named: Named, report: RegisterReport, register: Register) -> bool:
    """Say whether a report is clearly one of the register that is not this one."""
    row = register.inspections.get(named.id)
    if row is None or named.id == report.id:
        return False
    has_title = not named.titles or any(loosely(title) in register.titles[named.id] for title in named.titles)
    return has_title and days_apart(bounds(named.published), bounds(row["published"])) in (None, 0)
