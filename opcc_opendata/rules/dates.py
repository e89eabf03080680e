"""Dates that contradict each other. A date that is not precise contradicts only what no day of it could agree with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from opcc_opendata.calendars import last_day_begun
from opcc_opendata.problems import Pointer
from opcc_opendata.rules.base import DatedReport, Rule, RuleRecord, Violation, bounds, error, is_before, when

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099
_CHECK_BOTH: Final = "Check both dates against the documents."

_REPORT: Final = "inspections:\n  - id: a-report\n    title: A report\n    published: 2019-02-26\n"

RESPONSE_BEFORE_REPORT = error(
    "R220",
    "The response is older than the report",
    "A response can't be published, and its letter can't be written, before the report that it answers is out. Where "
    "it answers several, it is no older than the latest of them.",
    _REPORT + "dates:\n  published: 2019-02-10\n",
    _REPORT + "dates:\n  published: 2019-04-10\n",
    "Police Act 1996, section 55(5)",
)
COMMENT_BEFORE_REPORT = error(
    "R221",
    "A comment is older than the report",
    "A comment on a report can't be dated before the report is out. Where the response answers several reports, it may "
    "be on the earliest of them.",
    _REPORT + "comments:\n  - kind: chief_officer\n    date: 2019-02-10\n    text: I agree.\n",
    _REPORT + "comments:\n  - kind: chief_officer\n    date: 2019-03-10\n    text: I agree.\n",
    "Police Act 1996, section 55(5)",
)
TARGET_BEFORE_REPORT = error(
    "R222",
    "A target date is before the report",
    "What is promised in answer to a report is to be done after the report. Where the recommendation comes from an "
    "earlier report, its date is the one that counts.",
    _REPORT + "recommendations:\n  - kind: recommendation\n    answer:\n      target_date: 2018-12\n",
    _REPORT + "recommendations:\n  - kind: recommendation\n    answer:\n      target_date: 2019-12\n",
)
PROGRESS_BEFORE_REPORT = error(
    "R223",
    "Progress is older than the report",
    "Nobody can report progress with a recommendation before it was made. Where the recommendation comes from an "
    "earlier report, its date is the one that counts.",
    _REPORT + "recommendations:\n  - kind: recommendation\n    progress:\n"
    "      - date: 2018-12-01\n        status: in_progress\n",
    _REPORT + "recommendations:\n  - kind: recommendation\n    progress:\n"
    "      - date: 2019-12-01\n        status: in_progress\n",
)
PROGRESS_OUT_OF_ORDER = error(
    "R224",
    "Progress that is not in order",
    "The entries stand oldest first, so that the last one says how far it has come.",
    "recommendations:\n  - kind: recommendation\n    progress:\n"
    "      - date: 2020-01-01\n        status: reported_complete\n"
    "      - date: 2019-06-01\n        status: in_progress\n",
    "recommendations:\n  - kind: recommendation\n    progress:\n"
    "      - date: 2019-06-01\n        status: in_progress\n"
    "      - date: 2020-01-01\n        status: reported_complete\n",
)
SENT_BEFORE_REPORT = error(
    "R225",
    "A copy was sent before the report",
    "A copy of the response can't be sent before the report that it answers is out.",
    _REPORT + "distribution:\n  - recipient: hmicfrs\n    sent: true\n    sent_on: 2018-04-10\n",
    _REPORT + "distribution:\n  - recipient: hmicfrs\n    sent: true\n    sent_on: 2019-04-10\n",
    "Police Act 1996, section 55(6)",
)
WITHDRAWN_BEFORE_PUBLISHED = error(
    "R226",
    "Withdrawn before it was published",
    "Only what was published can be withdrawn.",
    "dates:\n  published: 2019-04-10\nwithdrawal:\n  withdrawn_on: 2019-01-31\n  reason: It named a person.\n",
    "dates:\n  published: 2019-04-10\nwithdrawal:\n  withdrawn_on: 2020-01-31\n  reason: It named a person.\n",
)
ANSWERED_BEFORE_INVITED = error(
    "R227",
    "The chief officer answered before being asked",
    "The local policing body invites the chief officer's comments, and then they come.",
    "dates:\n  chief_officer_invited: 2019-03-20\n  chief_officer_answered: 2019-03-01\n",
    "dates:\n  chief_officer_invited: 2019-03-01\n  chief_officer_answered: 2019-03-20\n",
    "Police Act 1996, section 55(4)",
)
VISIT_AFTER_REPORT = error(
    "R228",
    "The inspectors came after their report",
    "The visit that a report is about comes before the report.",
    "inspections:\n  - id: a-report\n    title: A report\n    published: 2019-02-26\n    inspected: 2019-05\n",
    "inspections:\n  - id: a-report\n    title: A report\n    published: 2019-02-26\n    inspected: 2018-05\n",
)
ACCESSED_BEFORE_PUBLISHED = error(
    "R229",
    "Read before it was published",
    "accessed_on is the day on which somebody read the document on the web. It was published by then.",
    "dates:\n  published: 2019-04-10\nsource:\n  origin: document\n  accessed_on: 2019-04-01\n",
    "dates:\n  published: 2019-04-10\nsource:\n  origin: document\n  accessed_on: 2019-05-01\n",
)
EARLIER_REPORT_IS_LATER = error(
    "R230",
    "The earlier report is the later one",
    "from_inspection names the earlier report in which a recommendation was first made. This one is younger than every "
    "report that the response answers.",
    _REPORT + "recommendations:\n  - kind: recommendation\n    from_inspection:\n      title: Another report\n"
    '      published: "2021"\n',
    _REPORT + "recommendations:\n  - kind: recommendation\n    from_inspection:\n      title: Another report\n"
    "      published: 2014-03\n",
)
YEAR = error(
    "R231",
    "A year that can't be right",
    f"Dates here are from {_FIRST_YEAR} to {_LAST_YEAR}. Another year is a slip of the finger, and would make a "
    "response centuries late.",
    "dates:\n  letter: 2109-03-08\n",
    "dates:\n  letter: 2019-03-08\n",
)
STILL_TO_COME = error(
    "R232",
    "A day that has not come yet",
    "What a record says was published, written, sent, inspected, withdrawn or reported has happened. With a day that "
    "is still to come, a page would say that a response was published on it, and that it was years late. Only target "
    "dates may lie ahead. The error ends when the day has come. In a draft it is a warning.",
    "dates:\n  published: 2091-04-10\n",
    "dates:\n  published: 2019-04-10\n",
)
NOT_SENT = error(
    "R233",
    "The day of a copy that was not sent",
    "sent_on is the day on which a copy was sent. With sent: false beside it, nobody can tell whether it was.",
    "distribution:\n  - recipient: hmicfrs\n    sent: false\n    sent_on: 2019-04-10\n",
    "distribution:\n  - recipient: hmicfrs\n    sent: true\n    sent_on: 2019-04-10\n",
    "Police Act 1996, section 55(6)",
)


def _before(
    pointer: Pointer, text: str | None, report: DatedReport | None, what: str = "the report"
) -> Iterator[Violation]:
    """Find a date that is before a report's."""
    if text and report is not None and is_before(text, report.days):
        message = f"{text} is before {what}, which was published {when(report.published)}."
        yield Violation(pointer, message, _CHECK_BOTH)


def response_before_report(record: RuleRecord) -> Iterator[Violation]:
    """Find a publication or a letter from before the report."""
    for key in ("published", "letter"):
        yield from _before(("dates", key), record.dates.get(key), record.last_report)


def comment_before_report(record: RuleRecord) -> Iterator[Violation]:
    """Find a comment, or the chief officer's answer, from before the report."""
    report = record.first_report
    yield from _before(("dates", "chief_officer_answered"), record.dates.get("chief_officer_answered"), report)
    for n, comment in enumerate(record.comments):
        yield from _before(("comments", n, "date"), comment.get("date"), report)


def _origin(record: RuleRecord, recommendation: Mapping[str, Any]) -> DatedReport | None:
    """Give the report in which a recommendation was made, if its date is known."""
    earlier = recommendation.get("from_inspection")
    if earlier is not None:
        days = bounds(earlier.get("published"))
        return DatedReport(-1, earlier["published"], days) if days else None
    inspection = recommendation.get("inspection")
    named = (one for one in record.reports if record.inspections[one.position]["id"] == inspection)
    return next(named, None) if inspection else record.first_report


def target_before_report(record: RuleRecord) -> Iterator[Violation]:
    """Find a target date from before the report."""
    for n, one in enumerate(record.recommendations):
        answer, progress = one.get("answer"), one.get("progress", ())
        if (answer is None or "target_date" not in answer) and not progress:
            continue
        report = _origin(record, one)
        target = answer.get("target_date") if answer else None
        yield from _before(("recommendations", n, "answer", "target_date"), target, report)
        for m, entry in enumerate(progress):
            if "revised_target_date" in entry:
                place = ("recommendations", n, "progress", m, "revised_target_date")
                yield from _before(place, entry["revised_target_date"], report)


def progress_before_report(record: RuleRecord) -> Iterator[Violation]:
    """Find progress from before the report."""
    for n, one in enumerate(record.recommendations):
        entries = one.get("progress", ())
        report = _origin(record, one) if entries else None
        for m, entry in enumerate(entries):
            yield from _before(("recommendations", n, "progress", m, "date"), entry["date"], report)


def progress_out_of_order(record: RuleRecord) -> Iterator[Violation]:
    """Find a progress entry that is certainly older than the one before it."""
    for n, one in enumerate(record.recommendations):
        entries = one.get("progress", ())
        for m in range(1, len(entries)):
            earlier, here = entries[m - 1]["date"], entries[m]["date"]
            days = bounds(earlier)
            if days is not None and is_before(here, days):
                message = f"{here} comes after the entry of {earlier}."
                yield Violation(("recommendations", n, "progress", m, "date"), message, "Put the oldest entry first.")


def sent_before_report(record: RuleRecord) -> Iterator[Violation]:
    """Find a copy that was sent before the report."""
    for n, one in enumerate(record.data.get("distribution", ())):
        yield from _before(("distribution", n, "sent_on"), one.get("sent_on"), record.last_report)


def day_of_no_copy(record: RuleRecord) -> Iterator[Violation]:
    """Find the day of a copy that is said not to have been sent."""
    for n, one in enumerate(record.data.get("distribution", ())):
        if one.get("sent") is False and "sent_on" in one:
            message = f"{one['sent_on']} is the day on which a copy was sent, and sent says that none was."
            hint = "Write sent: true if it was sent; otherwise delete sent_on."
            yield Violation(("distribution", n, "sent_on"), message, hint)


def withdrawn_before_published(record: RuleRecord) -> Iterator[Violation]:
    """Find a withdrawal from before the publication, or from before the report."""
    withdrawal = record.data.get("withdrawal")
    if withdrawal is None:
        return
    pointer, day, text = ("withdrawal", "withdrawn_on"), withdrawal["withdrawn_on"], record.dates.get("published")
    published = bounds(text)
    if published is None:
        yield from _before(pointer, day, record.last_report)
    elif is_before(day, published):
        yield Violation(pointer, f"{day} is before {text}, the date of publication.", _CHECK_BOTH)


def answered_before_invited(record: RuleRecord) -> Iterator[Violation]:
    """Find a chief officer who answered before being asked."""
    invited, answered = record.dates.get("chief_officer_invited"), record.dates.get("chief_officer_answered")
    days = bounds(invited)
    if days is not None and is_before(answered, days):
        message = f"{answered} is before {invited}, when the chief officer was invited."
        yield Violation(("dates", "chief_officer_answered"), message, _CHECK_BOTH)


def visit_after_report(record: RuleRecord) -> Iterator[Violation]:
    """Find a visit from after its report."""
    for report in record.reports:
        text = record.inspections[report.position].get("inspected")
        visited = bounds(text)
        if visited is not None and visited[0] > report.days[1]:
            message = f"{text} is after {report.published}, when the report was published."
            yield Violation(("inspections", report.position, "inspected"), message, _CHECK_BOTH)


def accessed_before_published(record: RuleRecord) -> Iterator[Violation]:
    """Find a document that was read before it was published."""
    accessed, text = record.data.get("source", {}).get("accessed_on"), record.dates.get("published")
    published = bounds(text)
    if accessed is not None and published is not None and is_before(accessed, published):
        message = f"{accessed} is before {text}, the date of publication."
        yield Violation(("source", "accessed_on"), message, _CHECK_BOTH)


def earlier_report_is_later(record: RuleRecord) -> Iterator[Violation]:
    """Find an earlier report that is younger than every report answered."""
    last = record.last_report
    if last is None or len(record.reports) < len(record.inspections):
        return
    for n, one in enumerate(record.recommendations):
        if "from_inspection" not in one:
            continue
        text = one["from_inspection"].get("published")
        days = bounds(text)
        if days is not None and days[0] > last.days[1]:
            message = f"{text} is later than the report answered, which was published {when(last.published)}."
            yield Violation(("recommendations", n, "from_inspection", "published"), message, _CHECK_BOTH)


def year(record: RuleRecord) -> Iterator[Violation]:
    """Find a date with a year that can't be right."""
    for pointer, text in record.every_date:
        if not _FIRST_YEAR <= int(text[:4]) <= _LAST_YEAR:
            yield Violation(pointer, f"{text} has a year that can't be right.", "Check the digits of the year.")


def still_to_come(record: RuleRecord) -> Iterator[Violation]:
    """Find a date of something that has happened which is still to come."""
    begun = last_day_begun().isoformat()
    for pointer, text in record.every_date:
        if text <= begun[: len(text)] or pointer[-1] in _MAY_LIE_AHEAD:
            continue  # a month or a year has begun with its first day
        days = bounds(text)
        if days is not None and days[0].year <= _LAST_YEAR:
            yield Violation(
                pointer, f"{text} is still to come.", "Check the digits, or wait with the record until then."
            )


_MAY_LIE_AHEAD: Final = ("target_date", "revised_target_date")

RULES = (
    Rule(RESPONSE_BEFORE_REPORT, response_before_report),
    Rule(COMMENT_BEFORE_REPORT, comment_before_report),
    Rule(TARGET_BEFORE_REPORT, target_before_report),
    Rule(PROGRESS_BEFORE_REPORT, progress_before_report),
    Rule(PROGRESS_OUT_OF_ORDER, progress_out_of_order),
    Rule(SENT_BEFORE_REPORT, sent_before_report),
    Rule(NOT_SENT, day_of_no_copy),
    Rule(WITHDRAWN_BEFORE_PUBLISHED, withdrawn_before_published),
    Rule(ANSWERED_BEFORE_INVITED, answered_before_invited),
    Rule(VISIT_AFTER_REPORT, visit_after_report),
    Rule(ACCESSED_BEFORE_PUBLISHED, accessed_before_published),
    Rule(EARLIER_REPORT_IS_LATER, earlier_report_is_later),
    Rule(YEAR, year),
    Rule(STILL_TO_COME, still_to_come),
)
