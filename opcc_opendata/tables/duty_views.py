"""Views of responses and of what is owed: in time, late, overdue, and how every duty stands."""

from __future__ import annotations

from opcc_opendata.calendars import TODAY
from opcc_opendata.tables.views import BODIES_NOW, BODY, REPORT, TITLE, View, named, names

CURRENT_RESPONSES = View(
    "current_responses",
    "The responses that count: published, and neither withdrawn nor replaced by a later one. Holding statements, full "
    "responses, updates and corrections alike.",
    "SELECT r.* FROM responses r CROSS JOIN response_status s ON s.response = r.id WHERE s.status = 'current'",
    {},
    ("id",),
)

TIMELINESS = View(
    "timeliness",
    "Each report that a force's policing body has answered, once: whether the answer was published in time, and which "
    "response and date that rests on. Only a date of publication can show it; the date of a letter proves nothing. "
    "Withdrawn responses are left out, holding statements are no answer, and a late correction or second version of a "
    "response that was on time is not late.",
    f"""{BODIES_NOW}
SELECT {names("t", "policing_body")}, t.inspection, {TITLE}, t.report_published,
  t.last_lawful_day, t.response, t.response_published, t.letter_date, t.rests_on, t.day_number, t.days_late,
  t.timeliness, i.confidence AS report_confidence
FROM answered_reports t
{named("t", "policing_body", "t.inspection")}
""",
    {
        **BODY,
        "policing_body": "The local policing body that owed the response: the one that published it, if it was in "
        "time, and otherwise the one in office on the last lawful day.",
        **REPORT,
        "last_lawful_day": "The last day on which a response could lawfully be published: the report's day + 55 days "
        "(Police Act 1996, section 55(5A)). Empty where the report's day is not known, or before the 56 days applied. "
        "That they applied from 3 April 2017 is not verified.",
        "response": "The response that this rests on.",
        "response_published": "When that response was published.",
        "letter_date": "The date of its letter.",
        "rests_on": "Which date the day number is counted to: publication, letter, or unknown.",
        "day_number": "Which day it was, counting the day on which the report was published as day 1.",
        "report_confidence": "sourced, unverified, or as a response gives it: of the report's date. Where it is "
        "unverified, timeliness is cannot_tell, and no days are counted.",
        "days_late": "How many days after the last lawful day. From a letter's date it only says how late the response "
        "would be if it was published that day.",
        "timeliness": "on_time, late, cannot_tell or does_not_apply.",
    },
    ("force", "inspection"),
)


def state_of(row: str, not_owed: str) -> str:
    """SQL: how a duty without an answer stands today. `not_owed` is the SQL for one that opcc.yml says is not owed.

    A duty that rests on a report's date that nobody has verified is cannot_tell, before its last day and after it.
    """
    return f"""CASE
    WHEN {row}.reason IN (SELECT code FROM code_silence_reasons) THEN {not_owed}
    WHEN {row}.reason = 'not_claimed' THEN 'not_in_dataset'
    WHEN {row}.reason IN ('possible_answer', 'report_date_unverified') THEN 'cannot_tell'
    WHEN {TODAY} <= {row}.last_lawful_day THEN 'pending'
    WHEN {row}.reason IN ('no_response', 'holding_statement_only') THEN 'overdue'
    ELSE 'cannot_tell' END"""


OUTSTANDING = View(
    "outstanding",
    "Reports to which a body in this dataset's stated coverage has no full response, with the reason. A body outside "
    "the coverage never appears: its silence here means only that its responses are not in this dataset. Where a "
    "response in the data may be the answer, nothing is called overdue, and its id is given.",
    f"""{BODIES_NOW}, owed AS (
  SELECT *, {state_of("duties", "'not_owed'")} AS timeliness FROM duties WHERE reason <> 'answered'
)
SELECT {names("o", "policing_body")}, o.inspection, {TITLE}, o.report_published,
  o.last_lawful_day, o.timeliness,
  CASE WHEN o.timeliness = 'overdue' THEN CAST(julianday({TODAY}) - julianday(o.last_lawful_day) AS INTEGER) END
    AS days_overdue,
  o.reason, o.possible_answers, o.covered_by
FROM owed o
{named("o", "policing_body", "o.inspection")}
""",
    {
        **BODY,
        **REPORT,
        "last_lawful_day": "The last day on which a response could lawfully be published (section 55(5A)).",
        "timeliness": "overdue, pending, not_owed, or cannot_tell where a response in the data may be the answer, or "
        "where something else forbids to say so. Worked out on the day you ask.",
        "days_overdue": "How many days have passed since the last lawful day.",
        "reason": "no_response; holding_statement_only; possible_answer (a response under another name of the report "
        "may be the answer); replaced or withdrawn (the only response was); record_left_out (a record of the force is "
        "not in this build because of an error); source_not_current (the office's own data could not be fetched or "
        "used lately, or are no longer fetched, see sources); report_date_unverified; or why none is owed: "
        "covered_by, not_required.",
        "possible_answers": "The ids of responses that may be the answer, with a space between them.",
        "covered_by": "The response that answers for it.",
    },
    ("policing_body", "inspection"),
)

DUTY_STATES = View(
    "duty_states",
    "Each report of the register and each force that it is about: the body that owed a response, the one that has its "
    "functions now, the last lawful day, and how it stands today. Outside this dataset's stated coverage a report "
    "without a response is not_in_dataset, which says nothing about the body.",
    f"""{BODIES_NOW}, every AS (
  SELECT policing_body, force, inspection, report_published, last_lawful_day, reason, response, possible_answers,
    covered_by, 1 AS in_coverage FROM duties
  UNION ALL
  SELECT policing_body, force, inspection, report_published, last_lawful_day, reason, response, NULL, covered_by, 0
  FROM other_duties
)
SELECT {names("e", "policing_body")}, e.inspection, {TITLE}, e.report_published,
  e.last_lawful_day, CASE
    WHEN e.reason = 'answered' THEN CASE WHEN t.timeliness = 'late' THEN 'late' ELSE 'answered' END
    ELSE {state_of("e", "e.reason")} END AS state,
  e.reason, CASE WHEN e.reason = 'answered' THEN t.timeliness END AS timeliness, e.response, e.possible_answers,
  e.covered_by, e.in_coverage, i.confidence AS report_confidence
FROM every e LEFT JOIN answered_reports t ON t.id = e.force || '-' || e.inspection
{named("e", "policing_body", "e.inspection")}
""",
    {
        **BODY,
        "policing_body": "The local policing body that owed the response: the one in office on the last lawful day, or "
        "when the report was published where there is none. Empty where that is not known.",
        **REPORT,
        "last_lawful_day": "The last day on which a response could lawfully be published (section 55(5A)). Empty where "
        "the report's day is not known, or before the 56 days applied.",
        "state": "answered, late, pending, overdue, not_required, covered_by, cannot_tell or not_in_dataset. Worked "
        "out on the day you ask. The state late is of a response that was published, and after the last lawful day.",
        "reason": "answered, or why there is no answer: see duties and other_duties.",
        "timeliness": "Of an answer: on_time, late, cannot_tell or does_not_apply.",
        "response": "The response that answers it.",
        "possible_answers": "The ids of responses that may be the answer, with a space between them.",
        "covered_by": "The response that answers for it.",
        "in_coverage": "1 if this dataset claims to hold the response, 0 if not.",
        "report_confidence": "sourced or unverified: of the report's date, on which the last lawful day rests. Where "
        "it is unverified, no state rests on it: what would be late, overdue or pending is answered or cannot_tell.",
    },
    ("force", "inspection"),
)

DUTY_VIEWS = (CURRENT_RESPONSES, TIMELINESS, OUTSTANDING, DUTY_STATES)
