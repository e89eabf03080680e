"""What counts in a figure: the one definition on which every page, list, chart, feed, export and query rests.

Pure: facts in, facts out, no file and no clock. `database/counted.py` puts the results into tables when the database is
built, the views in `tables/duty_views.py` and `finding_views.py` add what depends on today, and nothing else decides
what is counted.

**Responses.** A response is *withdrawn* if its record says so. It is *replaced* if a response that is not withdrawn
says that it replaces it, by itself or through a chain of others, of which some may be withdrawn. Every other response
is *current*, and a figure called "responses" counts the current ones: holding statements, full responses, updates and
corrections alike. Source: `related` and `withdrawal` in the standard (schema/response.schema.json).

**Timeliness.** The duty is a body's to publish its comments on a report within 56 days (Police Act 1996, section
55(5A)), so what is counted is each report that a force's body answered, once, however many versions of the answer there
are. `timeliness` says how it is judged. A holding statement does not answer a report.

**Recommendations.** The body explains itself on each recommendation (section 55(5B)), so each is counted once for each
force: by its newest answer in a current response. An update or a second response that answers the same recommendation
again takes the place of the earlier answer; what is reported later about progress counts wherever it stands.

**Grades.** A grade is what a report gives a force for a question in a cycle of assessments. Each is counted once for
each force, report, cycle and question, as the newest current response gives it: a response repeats what the report
says, so two of them do not make two grades. Grades of two cycles are never counted together.

Findings are the same recommendation if they are of the same report and kind and have the same number, whatever capitals
and punctuation it is printed with, and with or without the name of their kind (`record.number_key`). One without a
number is the same as no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Final, NamedTuple

from opcc_opendata import statute
from opcc_opendata.record import CLOSED, COMPLETE, SAYS_NOTHING, texts_of
from opcc_opendata.record_types import Record
from opcc_opendata.statute import CANNOT_TELL, DOES_NOT_APPLY, LATE, ON_TIME

CURRENT: Final = "current"
REPLACED: Final = "replaced"
WITHDRAWN: Final = "withdrawn"

HOLDING: Final = "holding"
_STAGES_OF_THE_RESPONSE: Final = ("full", "not_stated")
"""Stages of the response that the law asks for. An update or a correction comes after one."""

_STAGE_ORDER: Final = {"holding": 0, "not_stated": 1, "full": 1, "update": 2, "correction": 3}


class Named(NamedTuple):
    """A report as a response names it: its id, its titles in any language, its date as precise as it is given."""

    id: str
    titles: tuple[str, ...] = ()
    published: str | None = None


class CountableResponse(NamedTuple):
    """What counting needs of a response. `published` and `letter` are as precise as the record has them."""

    id: str
    force: str
    policing_body: str
    stage: str
    published: str | None
    letter: str | None
    withdrawn: bool
    replaces: tuple[str, ...]
    follows: tuple[str, ...]
    reports: tuple[Named, ...]


def response_of(record: Record) -> CountableResponse:
    """Give what counting needs of a record that follows the standard."""
    dates, language = record.get("dates", {}), record["language"]
    related = [(one["relation"], one["id"]) for one in record.get("related", ())]
    return CountableResponse(
        record["id"],
        record["force"],
        record["policing_body"],
        record["stage"],
        dates.get("published"),
        dates.get("letter"),
        "withdrawal" in record,
        tuple(name for relation, name in related if relation == "replaces"),
        tuple(name for relation, name in related if relation == "follows"),
        tuple(
            Named(one["id"], tuple(texts_of(one["title"], language).values()), one.get("published"))
            for one in record["inspections"]
        ),
    )


class Status(NamedTuple):
    """Whether a response is current, replaced or withdrawn, and for one replaced the current one in its place."""

    status: str
    replaced_by: str | None = None


class TimelinessVerdict(NamedTuple):
    """How timely a force's body was in answering a report.

    `response` is the one that this rests on, and `figures` are its dates held against the report's. `figures.status`
    is that response's own; `status` is the verdict, a code of timeliness.csv.
    """

    force: str
    inspection: str
    response: CountableResponse
    report_published: str | None
    status: str
    figures: statute.Timeliness


def statuses(responses: Iterable[CountableResponse]) -> dict[str, Status]:
    """Say of each response whether it is current, replaced or withdrawn."""
    every = {one.id: one for one in responses}
    replaced: set[str] = set()
    left = [name for one in every.values() if not one.withdrawn for name in one.replaces if name != one.id]
    while left:
        name = left.pop()
        if name in every and name not in replaced:
            replaced.add(name)
            left += every[name].replaces
    current = [one.id for one in every.values() if not one.withdrawn and one.id not in replaced]
    order = newest_last(every.values()) if replaced else {}
    by: dict[str, str] = {}
    for name in sorted(current, key=order.__getitem__, reverse=True) if replaced else ():
        left = list(every[name].replaces)
        while left:
            other = left.pop()
            if other in replaced and other not in by:
                by[other] = name
                left += every[other].replaces

    def status(one: CountableResponse) -> Status:
        if one.withdrawn:
            return Status(WITHDRAWN)
        return Status(REPLACED, by.get(one.id)) if one.id in replaced else Status(CURRENT)

    return {one.id: status(one) for one in every.values()}


Order = tuple[str, int, int, str]
"""The date of a response, how many it comes after on that date, its stage and its id."""


def newest_last(responses: Iterable[CountableResponse]) -> dict[str, Order]:
    """Give the key by which each response is sorted among others, the newest last.

    A response is as new as its date of publication, or else of its letter, and no older than what it follows or
    replaces. What has the same date comes in the order in which one follows another, then by stage, then by id.
    """
    every = {one.id: one for one in responses}
    before = {one.id: {name for name in (*one.replaces, *one.follows) if name in every} for one in every.values()}
    after: defaultdict[str, list[str]] = defaultdict(list)
    for name, others in before.items():
        for other in others:
            after[other].append(name)
    waiting = {name: len(others) for name, others in before.items()}
    ready = [name for name, count in waiting.items() if not count]
    order: dict[str, Order] = {}
    while ready:
        name = ready.pop()
        order[name] = _order(every[name], [order[other] for other in before[name]])
        for other in after[name]:
            waiting[other] -= 1
            if not waiting[other]:
                ready.append(other)
    # What follows itself in a circle goes by its own date.
    return order | {name: _order(one, ()) for name, one in every.items() if name not in order}


def _order(one: CountableResponse, before: Sequence[Order]) -> Order:
    dated = one.published or one.letter
    own = statute.span(dated)[0].isoformat() if dated else ""
    date = max([own, *(other[0] for other in before)])
    depth = max((other[1] + 1 for other in before), default=0)
    return date, depth, _STAGE_ORDER.get(one.stage, 1), one.id


def timeliness(
    responses: Iterable[CountableResponse],
    standing: Mapping[str, Status],
    report_dates: Mapping[str, str | None],
    unverified: Container[str] = (),
) -> list[TimelinessVerdict]:
    """Judge each report that a force's body has answered, once, in the order of force and report.

    `standing` is what `statuses` gives, and `report_dates` are the best known dates of the reports. A report is
    answered if a current response that is no holding statement names it. What the verdict rests on are all versions of
    the answer: the responses of the force that name the report, and those that these have replaced, even under another
    report's id. Holding statements are none of them. In this order:

    1. if the 56 days do not apply to the report: does_not_apply;
    2. if some version that was not withdrawn was in time: on_time. A correction or a second version that came late
       changes nothing;
    3. if every version was late, those withdrawn too, and one of them is a full response or of no stated stage: late,
       by the days of the earliest that was not withdrawn;
    4. otherwise: cannot_tell. Some version, if only one since withdrawn, may have been in time; or only updates and
       corrections are in the data, and the response before them may have been.

    `unverified` are the reports whose date nobody has verified. A response to one of them is neither on time nor late,
    and no days are counted: it is cannot_tell.
    """
    every = {one.id: one for one in responses}
    naming: defaultdict[tuple[str, str], list[CountableResponse]] = defaultdict(list)
    for one in every.values():
        for report in one.reports if one.stage != HOLDING else ():
            naming[one.force, report.id].append(one)
    found = []
    for (force, inspection), named in sorted(naming.items()):
        if any(standing[one.id].status == CURRENT for one in named):
            versions = _versions(named, every)
            verdict = _verdict(force, inspection, versions, report_dates.get(inspection))
            found.append(_in_doubt(verdict) if inspection in unverified else verdict)
    return found


def _versions(named: Sequence[CountableResponse], every: Mapping[str, CountableResponse]) -> list[CountableResponse]:
    found: set[str] = set()
    left = [one.id for one in named]
    while left:
        name = left.pop()
        if name in every and name not in found:
            found.add(name)
            left += every[name].replaces
    return [every[name] for name in sorted(found) if every[name].stage != HOLDING]


def _verdict(
    force: str, inspection: str, versions: Sequence[CountableResponse], published: str | None
) -> TimelinessVerdict:
    judged = [(one, statute.timeliness(published, one.published, one.letter)) for one in versions]
    public = sorted(((one, own) for one, own in judged if not one.withdrawn), key=_earliest)
    status = _status(judged)
    wanted = [(one, own) for one, own in public if own.status == status] or public
    full = [(one, own) for one, own in wanted if one.stage in _STAGES_OF_THE_RESPONSE]
    response, figures = (wanted if status in (ON_TIME, LATE) else full or wanted)[0]
    return TimelinessVerdict(force, inspection, response, published, status, figures)


def _in_doubt(verdict: TimelinessVerdict) -> TimelinessVerdict:
    figures = replace(verdict.figures, day_number=None, days_late=None)
    status = CANNOT_TELL if verdict.status in (ON_TIME, LATE) else verdict.status
    return verdict._replace(status=status, figures=figures)


def _status(judged: Sequence[tuple[CountableResponse, statute.Timeliness]]) -> str:
    of_public = {own.status for one, own in judged if not one.withdrawn}
    if DOES_NOT_APPLY in of_public or ON_TIME in of_public:
        return DOES_NOT_APPLY if DOES_NOT_APPLY in of_public else ON_TIME
    all_late = all(own.status == LATE for _, own in judged)
    is_answer = any(one.stage in _STAGES_OF_THE_RESPONSE and not one.withdrawn for one, _ in judged)
    return LATE if all_late and is_answer else CANNOT_TELL


def _earliest(judged: tuple[CountableResponse, statute.Timeliness]) -> tuple[str, str]:
    one, _ = judged
    return one.published or one.letter or "9999", one.id


class CountableFinding(NamedTuple):
    """What counting needs of a recommendation or other finding, as one response gives it.

    `number` is the printed one made plain (`record.number_key`), and None where it has none or is of an earlier report.
    `answered_for` is the target date of its own answer. `revised` are the revised target dates, each with the day on
    which it was reported, the newest last. `status` is the newest that says how far it is (`record.how_it_stands`), and
    `status_date` when it was reported. `reported` is each status with its day, the newest last.
    """

    id: str
    response: str
    inspection: str | None
    kind: str
    number: str | None
    answered: bool
    answered_for: str | None
    target_date: str | None
    status: str | None
    status_date: str | None
    revised: tuple[tuple[str, str], ...] = ()
    reported: tuple[tuple[str, str], ...] = ()


class CountedRecommendation(NamedTuple):
    """A recommendation that counts: the target date promised last, and the newest status, wherever these stand.

    `complete_since` is the day of the first report that called it complete, if none has said otherwise since: a force's
    report of its own comes before the inspectors' that they agree, and a promise was done when it was first complete.
    """

    id: str
    response: str
    target_date: str | None
    status: str | None
    status_date: str | None
    complete_since: str | None


def current_recommendations(
    findings: Iterable[CountableFinding], responses: Iterable[CountableResponse], standing: Mapping[str, Status]
) -> list[CountedRecommendation]:
    """Give each recommendation and other finding once, as its newest answer in a current response has it.

    Of several current responses of a force that give the same recommendation, the newest with an answer to it counts,
    or the newest where none has. The target date is that of the answer, unless it was revised on that day or later, or
    by an update or correction, which may give both the first date and what was reported since; the status is the newest
    that any of them reports.
    """
    every = {one.id: one for one in responses}
    order = newest_last(every.values())
    counted: list[CountedRecommendation] = []
    same: defaultdict[tuple[str, str, str, str], list[CountableFinding]] = defaultdict(list)
    for one in findings:
        if standing[one.response].status != CURRENT:
            continue
        if one.number and one.inspection:
            same[every[one.response].force, one.inspection, one.kind, one.number].append(one)
        else:
            counted.append(_as_it_stands(one, every[one.response]))
    for group in same.values():
        names = {one.response for one in group}
        if len(names) == 1:
            counted += [_as_it_stands(one, every[one.response]) for one in group]
            continue
        answered = {one.response for one in group if one.answered}
        newest = max(answered or names, key=order.__getitem__)
        counted += [_together(one, group, order[newest][0]) for one in group if one.response == newest]
    return sorted(counted)


def _as_it_stands(one: CountableFinding, response: CountableResponse) -> CountedRecommendation:
    target = one.target_date
    is_first = response.stage in _STAGES_OF_THE_RESPONSE and not response.replaces and not response.follows
    if is_first and response.published and one.answered_for:
        # What was reported before there was any answer moved no date of the answer.
        later = [moved for day, _, moved in _in_order(one.revised) if day >= response.published]
        target = later[-1] if later else one.answered_for
    return CountedRecommendation(
        one.id, one.response, target, one.status, one.status_date, _complete_since(one.reported)
    )


def _together(one: CountableFinding, group: Sequence[CountableFinding], answered_on: str) -> CountedRecommendation:
    """Take together what several responses say of the same recommendation."""
    revised = [
        (day, n, target)
        for other in group
        for n, (day, _, target) in enumerate(_in_order(other.revised))
        if day >= answered_on or other is one
    ]
    target = max(revised, default=(answered_on, 0, one.answered_for))[2]
    newest = max((other for other in group if other.status_date), key=_newest_report, default=one)
    every = sorted((entry for other in group for entry in _in_order(other.reported)), key=itemgetter(0))
    since = (
        (_complete_since([entry[1:] for entry in every]) or newest.status_date) if newest.status in COMPLETE else None
    )
    return CountedRecommendation(one.id, one.response, target, newest.status, newest.status_date, since)


def _in_order(entries: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Give each entry of a response with a day before it, by which those of another response go among them."""
    days = statute.days_in_order(date for date, _ in entries)
    return [(day, *entry) for day, entry in zip(days, entries, strict=True)]


def _newest_report(one: CountableFinding) -> tuple[bool, str, bool]:
    """Give what the newest report is found by: one that says how far it is comes after one that says nothing."""
    reported = one.reported or ((one.status_date or "", one.status or ""),)
    days = [day for day, _, status in _in_order(reported) if status == one.status]
    return one.status != SAYS_NOTHING, days[-1], one.status in CLOSED


def _complete_since(reported: Sequence[tuple[str, str]]) -> str | None:
    since = None
    for date, status in reported:
        if status != SAYS_NOTHING:
            since = (since or date) if status in COMPLETE else None
    return since


SCALE: Final = ("inadequate", "requires_improvement", "adequate", "good", "outstanding")
"""The grades that are steps of a scale, the lowest first. A cycle has four of them, or since 2021/22 all five. Source:
the codelist grades_by_cycle; the other codes of grades.csv say that there is no grade."""


class GivenGrade(NamedTuple):
    """A grade as one response gives it. `question` is made plain (`record.slug`); `cycle` is None outside PEEL."""

    id: str
    response: str
    inspection: str
    cycle: str | None
    question: str
    grade: str


class CountedGrade(NamedTuple):
    """A grade that counts, and the other grades that current responses give for the same question."""

    grade: GivenGrade
    others: tuple[str, ...]


def current_grades(
    grades: Iterable[GivenGrade], responses: Iterable[CountableResponse], standing: Mapping[str, Status]
) -> list[CountedGrade]:
    """Give each grade once for each force, report, cycle and question: as the newest current response gives it.

    Within a response, the first of two grades for one question counts.
    """
    every = {one.id: one for one in responses}
    order = newest_last(every.values())
    same: defaultdict[tuple[str, str, str | None, str], list[GivenGrade]] = defaultdict(list)
    for one in grades:
        if standing[one.response].status == CURRENT:
            same[every[one.response].force, one.inspection, one.cycle, one.question].append(one)
    found = []
    for group in same.values():
        newest = max((one.response for one in group), key=order.__getitem__)
        counted = next(one for one in group if one.response == newest)
        found.append(CountedGrade(counted, tuple(sorted({one.grade for one in group} - {counted.grade}))))
    return sorted(found, key=lambda one: one.grade.id)


def step_of(grade: str, of_cycle: Iterable[str]) -> tuple[int, int] | None:
    """Say which step of its cycle's scale a grade is, from 1 for the lowest, and how many steps the scale has.

    `of_cycle` are the grades that the cycle has. None for what is no grade, and where the cycle has no such scale.
    """
    has = set(of_cycle)
    scale = [one for one in SCALE if one in has]
    return (scale.index(grade) + 1, len(scale)) if grade in scale else None
