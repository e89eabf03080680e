"""Section 55 of the Police Act 1996 as functions: what was due by when, what was on time, what is owed an explanation.

Pure: no files, no clock, nothing of ours. Dates that come from records are texts, and may be no more precise than their
source: 2019, 2019-04 or 2019-04-23. Such a text stands for every day that it may mean, and a thing is said of it only
if it holds for each of those days. Saying that a public body broke the law when it did not is the worst fault that this
software can have, so every doubt ends in "cannot_tell".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

PERIOD_DAYS: Final = 56
"""Police Act 1996 s.55(5A): "before the end of the period of 56 days beginning with the day on which the report is
published". The day of publication is therefore day 1, and the last lawful day is 55 days after it, whatever day of the
week that is.
"""

COMMENCEMENT: Final = date(2017, 4, 3)
"""When the 56 days became law: Policing and Crime Act 2017 s.37, which put s.55(5A) and (5B) into the Police Act 1996.

UNVERIFIED: nobody has yet checked this date against the commencement regulations. A report published before it has no
fixed period.
"""

COMMENCEMENT_VERIFIED: Final = False

ON_TIME: Final = "on_time"
LATE: Final = "late"
OVERDUE: Final = "overdue"
PENDING: Final = "pending"
CANNOT_TELL: Final = "cannot_tell"
DOES_NOT_APPLY: Final = "does_not_apply"
"""The codes of schema/codelists/timeliness.csv."""

PUBLICATION: Final = "publication"
LETTER: Final = "letter"
UNKNOWN: Final = "unknown"
"""The codes of schema/codelists/date_bases.csv."""

STATUTORY_RECIPIENTS: Final = ("hmicfrs", "home_secretary")
"""Police Act 1996 s.55(6): a copy goes to the inspectors of constabulary and to the Secretary of State."""
PANEL: Final = "police_and_crime_panel"
"""By custom, it has a copy too."""
_WITHOUT_PANEL: Final = "common_council"


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Whether a response met the 56 days, and what that rests on.

    `status` is a code of timeliness.csv and `rests_on` one of date_bases.csv. The three figures are None where a whole
    date is missing, or where no period applies. Under "letter", `day_number` and `days_late` are what they would be if
    the letter had been published on the day that it bears: a figure to show with that condition, and no finding.
    """

    status: str
    rests_on: str
    last_lawful_day: date | None = None
    day_number: int | None = None
    days_late: int | None = None


class Explanation(StrEnum):
    """What a record gives for a finding under s.55(5B)."""

    NOT_OWED = "not_owed"
    ACTION = "action"
    REASON = "reason"
    MISSING = "missing"


def has_panel(kind: str) -> bool:
    """Say if a kind of policing body, a code of policing_body_types.csv, answers to a police and crime panel.

    Source: Police Reform and Social Responsibility Act 2011, section 28 and, for London, section 32. There is none in
    the City of London.
    """
    return kind != _WITHOUT_PANEL


def last_lawful_day(published: date) -> date:
    """Give the last day on which the response to a report is in time (s.55(5A)): published + 55 days."""
    return published + timedelta(days=PERIOD_DAYS - 1)


def day_number(published: date, response: date) -> int:
    """Count the days from a report to its response. The day of the report's publication is day 1."""
    return (response - published).days + 1


def days_late(published: date, response: date) -> int:
    """Count the days by which a response came after the last lawful day: 0 if it came by then."""
    return max(0, day_number(published, response) - PERIOD_DAYS)


_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@lru_cache(maxsize=8192)
def span(text: str) -> tuple[date, date]:
    """Give the first and the last day that a date of a record may mean: "2019-04" is 1 to 30 April 2019.

    Raises ValueError for anything that is not a year, a month or a day in the calendar.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date")
    year, month, day = (int(part or 0) for part in match.groups())
    if not match[2]:
        return date(year, 1, 1), date(year, 12, 31)
    if not match[3]:
        first = date(year, month, 1)
        return first, date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def timeliness(
    report_published: str | None, response_published: str | None = None, letter: str | None = None
) -> Timeliness:
    """Say whether a response that exists was in time (s.55(5A)).

    With R the days that the report's date may mean, and P those that the date of publication may mean, in this order:

    1. the report's date is unknown: cannot_tell;
    2. every day of R is before 3 April 2017: does_not_apply;
    3. some day of R is before 3 April 2017: cannot_tell;
    4. the date of publication is unknown: cannot_tell, whatever the letter says;
    5. every day of P is before every day of R: cannot_tell, because the dates contradict each other;
    6. the last day of P is no later than the first day of R + 55: on_time;
    7. the first day of P is later than the last day of R + 55: late;
    8. otherwise: cannot_tell.

    `rests_on` is publication if that date is given, else letter if that is given, else unknown. `last_lawful_day` is
    given where R is one day and step 2 does not hold. `day_number` is given where R is one day, the date rested on
    is one day, and that is not before R; `days_late` where `day_number` and `last_lawful_day` both are.
    """
    rests_on = PUBLICATION if response_published else LETTER if letter else UNKNOWN
    if report_published is None:
        return Timeliness(CANNOT_TELL, rests_on)
    report = span(report_published)
    response = _span_or_none(response_published or letter)
    status = _status_under_law(report) or _status(report, response if rests_on == PUBLICATION else None)
    number = late = due = None
    if _is_day(report) and _status_under_law(report) is None:
        due = last_lawful_day(report[0])
    if response and _is_day(report) and _is_day(response) and response[0] >= report[0]:
        number = day_number(report[0], response[0])
        late = days_late(report[0], response[0]) if due else None
    return Timeliness(status, rests_on, due, number, late)


def timeliness_without_response(report_published: str | None, today: date) -> Timeliness:
    """Say how matters stand today where there is no response. Only to be asked within the dataset's stated coverage.

    With R the days that the report's date may mean, in this order:

    1. the report's date is unknown: cannot_tell;
    2. every day of R is before 3 April 2017: does_not_apply;
    3. some day of R is before 3 April 2017: cannot_tell;
    4. today is later than the last day of R + 55: overdue;
    5. today is no later than the first day of R + 55: pending;
    6. otherwise: cannot_tell.

    `last_lawful_day` is given where R is one day and step 2 does not hold, and then `days_late` counts up to today.
    """
    if report_published is None:
        return Timeliness(CANNOT_TELL, UNKNOWN)
    first, last = span(report_published)
    status = _status_under_law((first, last))
    if status is not None:
        return Timeliness(status, UNKNOWN)
    if today > last_lawful_day(last):
        status = OVERDUE
    elif today <= last_lawful_day(first):
        status = PENDING
    else:
        status = CANNOT_TELL
    if first != last:
        return Timeliness(status, UNKNOWN)
    return Timeliness(status, UNKNOWN, last_lawful_day(first), None, days_late(first, today))


def _span_or_none(text: str | None) -> tuple[date, date] | None:
    return span(text) if text else None


def _is_day(days: tuple[date, date]) -> bool:
    return days[0] == days[1]


def _status_under_law(report: tuple[date, date]) -> str | None:
    """Give the status that follows from the law's beginning alone, or None if the 56 days certainly apply."""
    if report[1] < COMMENCEMENT:
        return DOES_NOT_APPLY
    return CANNOT_TELL if report[0] < COMMENCEMENT else None


def _status(report: tuple[date, date], published: tuple[date, date] | None) -> str:
    if published is None or published[1] < report[0]:
        return CANNOT_TELL
    if published[1] <= last_lawful_day(report[0]):
        return ON_TIME
    if published[0] > last_lawful_day(report[1]):
        return LATE
    return CANNOT_TELL


def days_in_order(dates: Iterable[str]) -> list[str]:
    """Give a day, as text, for each of some dates that stand oldest first, by which others can be put among them.

    It is the last day that the date may mean, or that of the date before it where that is later: "2026-11-28" and then
    "2026-11" are 28 and 30 November, the other way round both are the 30th.
    """
    return list(accumulate((span(one)[1].isoformat() for one in dates), max))


def where_answered(
    recommendation: Mapping[str, Any], recommendations: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Find the recommendation that a finding is `answered_with`, or None if that leads nowhere.

    Each kind of finding has numbers of its own. So where several have that number, one from the same report is meant,
    of these one of the same kind, and of these the first.
    """
    number = recommendation.get("answered_with")
    if number is None:
        return None
    found = [other for other in recommendations if other.get("number") == number and other is not recommendation]

    def turn(other: Mapping[str, Any]) -> list[bool]:
        return [other.get(key) != recommendation.get(key) for key in ("inspection", "kind")]

    return min(found, key=turn, default=None)


def answering(
    recommendation: Mapping[str, Any], recommendations: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Find the recommendation whose answer serves a finding: its own, or that of the one it is `answered_with`.

    None if that leads nowhere, or in a circle. The one that is found may have no answer either.
    """
    here: Mapping[str, Any] | None = recommendation
    for _ in range(len(recommendations) + 1):  # a longer way goes round in a circle
        if here is None or "answered_with" not in here:
            return here
        here = where_answered(here, recommendations)
    return None


def explanation(recommendation: Mapping[str, Any], recommendations: Sequence[Mapping[str, Any]] = ()) -> Explanation:
    """Say what a record gives for a finding under s.55(5B), following `answered_with` through its `recommendations`.

    (5B) asks, for each recommendation, for the action that the local policing body has taken or proposes, or why it has
    taken or will take none. What the force does is not an answer to it, and other kinds of finding are not named in it.
    Nor does it speak of a recommendation of an earlier report, but of those in the report answered. Of an index record
    this says nothing: it does not hold the texts.
    """
    if recommendation.get("kind") != "recommendation" or "from_inspection" in recommendation:
        return Explanation.NOT_OWED
    here: Mapping[str, Any] | None = recommendation
    seen: list[Mapping[str, Any]] = []
    while here is not None and not any(here is one for one in seen):
        answer = here.get("answer") or {}
        if "body_action" in answer:
            return Explanation.ACTION
        if "no_action_reason" in answer:
            return Explanation.REASON
        seen.append(here)
        here = where_answered(here, recommendations)
    return Explanation.MISSING


def explanations_owed(recommendation: Mapping[str, Any], recommendations: Sequence[Mapping[str, Any]] = ()) -> bool:
    """Tell if a recommendation has neither the body's own action nor a reason for none (s.55(5B))."""
    return explanation(recommendation, recommendations) is Explanation.MISSING
