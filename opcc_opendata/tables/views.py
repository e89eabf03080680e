"""The views that answer readers' questions, as SQL.

What depends on today (`overdue`, a promise past its date) is worked out when somebody asks, from the UTC date. In
summer that is up to an hour behind the clock in London, so a body is never called overdue early.
"""

from __future__ import annotations

from dataclasses import dataclass

from opcc_opendata.record import CLOSED


@dataclass(frozen=True, slots=True)
class View:
    """One view: its name, what it says, its SQL, and what each column says."""

    name: str
    says: str
    sql: str
    columns: dict[str, str]


def _first(date: str) -> str:
    """SQL: the first day that a date of any precision may mean."""
    return f"CASE length({date}) WHEN 4 THEN {date} || '-01-01' WHEN 7 THEN {date} || '-01' ELSE {date} END"


def _last(date: str) -> str:
    """SQL: the last day that a date of any precision may mean."""
    return (
        f"CASE length({date}) WHEN 4 THEN {date} || '-12-31' "
        f"WHEN 7 THEN date({date} || '-01', '+1 month', '-1 day') ELSE {date} END"
    )


_WHO = {
    "response": "The response.",
    "force": "The force.",
    "policing_body": "The local policing body.",
    "inspection": "The report.",
}

TIMELINESS = View(
    "timeliness",
    "For each response and report: whether the response was published in time, and which date that rests on. "
    "Only a date of publication can show it; the date of a letter proves nothing.",
    f"""
WITH dated AS (
  SELECT r.id AS response, r.force, r.policing_body, r.stage, l.inspection,
    coalesce(i.published, l.published) AS report_published,
    r.published AS response_published, r.letter_date
  FROM responses r
  JOIN response_inspections l ON l.response = r.id
  JOIN inspections i ON i.id = l.inspection
), spans AS (
  SELECT *, coalesce(response_published, letter_date) AS response_dated,
    {_first("report_published")} AS report_first, {_last("report_published")} AS report_last,
    {_first("response_published")} AS published_first, {_last("response_published")} AS published_last
  FROM dated
)
SELECT response, force, policing_body, stage, inspection, report_published,
  CASE WHEN length(report_published) = 10 AND report_published >= '2017-04-03'
    THEN date(report_published, '+55 days') END AS last_lawful_day,
  response_published, letter_date,
  CASE WHEN response_published IS NOT NULL THEN 'publication'
    WHEN letter_date IS NOT NULL THEN 'letter' ELSE 'unknown' END AS rests_on,
  CASE WHEN length(report_published) = 10 AND length(response_dated) = 10 AND response_dated >= report_published
    THEN CAST(julianday(response_dated) - julianday(report_published) AS INTEGER) + 1 END AS day_number,
  CASE WHEN length(report_published) = 10 AND length(response_dated) = 10 AND response_dated >= report_published
      AND report_published >= '2017-04-03'
    THEN max(0, CAST(julianday(response_dated) - julianday(report_published) AS INTEGER) - 55) END AS days_late,
  CASE
    WHEN report_published IS NULL THEN 'cannot_tell'
    WHEN report_last < '2017-04-03' THEN 'does_not_apply'
    WHEN report_first < '2017-04-03' THEN 'cannot_tell'
    WHEN response_published IS NULL THEN 'cannot_tell'
    WHEN published_last < report_first THEN 'cannot_tell'
    WHEN published_last <= date(report_first, '+55 days') THEN 'on_time'
    WHEN published_first > date(report_last, '+55 days') THEN 'late'
    ELSE 'cannot_tell'
  END AS timeliness
FROM spans
""",
    {
        **_WHO,
        "stage": "Whether it is a holding statement, the full response, an update or a correction.",
        "report_published": "When the report was published.",
        "last_lawful_day": "The last day on which a response could lawfully be published: the report's day + 55 days "
        "(Police Act 1996, section 55(5A)). Empty where the report's day is not known, or before the 56 days applied. "
        "That they applied from 3 April 2017 is not verified.",
        "response_published": "When the response was published.",
        "letter_date": "The date of the letter.",
        "rests_on": "Which date the day number is counted to: publication, letter, or unknown.",
        "day_number": "Which day it was, counting the day on which the report was published as day 1.",
        "days_late": "How many days after the last lawful day. From a letter's date it only says how late the response "
        "would be if it was published that day.",
        "timeliness": "on_time, late, cannot_tell or does_not_apply.",
    },
)

OUTSTANDING = View(
    "outstanding",
    "Reports to which a body in this dataset's stated coverage has no full response, with the reason. A body outside "
    "the coverage never appears: its silence here means only that its responses are not in this dataset.",
    """
WITH owed AS (
  SELECT b.force, c.policing_body, i.id AS inspection, i.published AS report_published,
    date(i.published, '+55 days') AS last_lawful_day
  FROM coverage c
  JOIN policing_bodies b ON b.code = c.policing_body
  JOIN inspections i ON i.in_register = 1 AND length(i.published) = 10 AND i.published >= '2017-04-03'
    AND i.published >= c.covered_from AND (c.covered_to IS NULL OR i.published <= c.covered_to)
  WHERE i.scope = 'all'
    OR EXISTS (SELECT 1 FROM inspection_forces f WHERE f.inspection = i.id AND f.force = b.force)
), answered AS (
  SELECT l.inspection, r.force,
    max(CASE WHEN r.withdrawn_on IS NOT NULL THEN 1
      WHEN r.published IS NULL AND r.origin = 'record' THEN 2
      WHEN r.stage = 'holding' THEN 3
      ELSE 4 END) AS best
  FROM responses r JOIN response_inspections l ON l.response = r.id
  GROUP BY l.inspection, r.force
)
SELECT o.force, o.policing_body, o.inspection, o.report_published, o.last_lawful_day,
  CASE WHEN s.reason IS NOT NULL THEN s.reason
    WHEN a.best = 3 THEN 'holding_statement_only'
    WHEN a.best = 2 THEN 'begun'
    WHEN a.best = 1 THEN 'withdrawn'
    ELSE 'no_response' END AS reason,
  s.covered_by,
  CASE WHEN s.reason IS NOT NULL THEN 'not_owed'
    WHEN date('now') <= o.last_lawful_day THEN 'pending'
    WHEN a.best = 2 THEN 'cannot_tell' ELSE 'overdue' END AS timeliness,
  CASE WHEN s.reason IS NULL AND a.best IS NOT 2 THEN
    max(0, CAST(julianday(date('now')) - julianday(o.last_lawful_day) AS INTEGER)) END AS days_overdue
FROM owed o
LEFT JOIN answered a ON a.inspection = o.inspection AND a.force = o.force
LEFT JOIN silences s ON s.inspection = o.inspection AND s.force = o.force
WHERE coalesce(a.best, 0) < 4
""",
    {
        **{name: says for name, says in _WHO.items() if name != "response"},
        "report_published": "When the report was published.",
        "last_lawful_day": "The last day on which a response could lawfully be published (section 55(5A)).",
        "reason": "no_response, holding_statement_only, begun (there is a record, not made from a document, that gives "
        "no date of publication), withdrawn, or why none is owed: covered_by, not_required.",
        "covered_by": "The response that answers for it.",
        "timeliness": "overdue, pending, not_owed, or cannot_tell for a response that is begun and would be overdue: "
        "it may have been published on a day that its record does not give. Worked out on the day you ask.",
        "days_overdue": "How many days have passed since the last lawful day.",
    },
)

_ANSWERED = """
FROM recommendations q
JOIN responses r ON r.id = q.response
LEFT JOIN answers a ON a.id = q.answer
"""

RECOMMENDATIONS_WITH_ANSWERS = View(
    "recommendations_with_answers",
    "Each recommendation or other finding beside the answer to it.",
    f"""
SELECT q.id AS recommendation, q.response, r.force, r.policing_body, q.inspection, q.number, q.kind,
  q.text, q.text_cy, a.acceptance, a.body_action, a.body_action_cy, a.force_action, a.force_action_cy,
  a.no_action_reason, a.no_action_reason_cy, a.owner, a.target_date, q.answered_with
{_ANSWERED}
""",
    {
        "recommendation": "The recommendation.",
        **_WHO,
        "number": "The number as the report prints it.",
        "kind": "Whether it is a recommendation, a cause of concern, an area for improvement or something else.",
        "text": "The recommendation's words.",
        "text_cy": "The recommendation's words in Welsh.",
        "acceptance": "Whether the answer accepts it.",
        "body_action": "What the local policing body itself has done or will do.",
        "body_action_cy": "The same in Welsh.",
        "force_action": "What the force has done or will do.",
        "force_action_cy": "The same in Welsh.",
        "no_action_reason": "Why the local policing body takes no action.",
        "no_action_reason_cy": "The same in Welsh.",
        "owner": "Who is responsible.",
        "target_date": "By when it is to be done.",
        "answered_with": "The recommendation whose answer serves this one too.",
    },
)

RECOMMENDATIONS_BY_FORCE_AND_ACCEPTANCE = View(
    "recommendations_by_force_and_acceptance",
    "How many recommendations each force's body accepted, refused or noted. Only findings of the kind 'recommendation' "
    "in responses that stand: not in those withdrawn, or replaced by a later one.",
    f"""
SELECT r.force, coalesce(a.acceptance, 'no_answer') AS acceptance, count(*) AS recommendations
{_ANSWERED}
WHERE q.kind = 'recommendation' AND r.withdrawn_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM related_responses x WHERE x.related = r.id AND x.relation = 'replaces')
GROUP BY 1, 2
""",
    {
        "force": "The force.",
        "acceptance": "Whether the answer accepts it. no_answer: the record holds no answer.",
        "recommendations": "How many.",
    },
)

UNEXPLAINED_RECOMMENDATIONS = View(
    "unexplained_recommendations",
    "Recommendations for which the response holds neither an action of the local policing body's own nor its reason "
    "for taking none, as section 55(5B) asks. Left out are index records, whose text is not held here, "
    "and recommendations of an earlier report: section 55(5B) speaks of those in the report answered.",
    f"""
SELECT q.id AS recommendation, q.response, r.force, r.policing_body, q.inspection, q.number, q.text, q.text_cy,
  a.acceptance, a.force_action IS NOT NULL OR a.force_action_cy IS NOT NULL AS force_acted
{_ANSWERED}
WHERE q.kind = 'recommendation' AND r.index_record = 0 AND r.withdrawn_on IS NULL
  AND q.earlier_title IS NULL AND q.earlier_title_cy IS NULL
  AND a.body_action IS NULL AND a.body_action_cy IS NULL
  AND a.no_action_reason IS NULL AND a.no_action_reason_cy IS NULL
""",
    {
        "recommendation": "The recommendation.",
        **_WHO,
        "number": "The number as the report prints it.",
        "text": "The recommendation's words.",
        "text_cy": "The recommendation's words in Welsh.",
        "acceptance": "Whether the answer accepts it.",
        "force_acted": "1 if the answer tells of an action of the force's, 0 if not.",
    },
)

PROMISES_PAST_TARGET = View(
    "promises_past_target",
    "Actions whose target date, as last revised, is past, and that nobody has reported complete, in responses "
    "that stand: not in those withdrawn, or replaced by a later one.",
    f"""
SELECT q.id AS recommendation, q.response, r.force, r.policing_body, q.inspection, q.number, q.text, q.text_cy,
  a.body_action, a.force_action, a.owner, a.target_date AS first_target_date, q.target_date,
  coalesce(q.status, 'unknown') AS status, q.status_date,
  CAST(julianday(date('now')) - julianday({_last("q.target_date")}) AS INTEGER) AS days_past
{_ANSWERED}
WHERE q.target_date < date('now') AND {_last("q.target_date")} < date('now') AND r.withdrawn_on IS NULL
  AND NOT EXISTS (SELECT 1 FROM related_responses x WHERE x.related = r.id AND x.relation = 'replaces')
  AND coalesce(q.status, 'unknown')
    NOT IN {CLOSED}
""",
    {
        "recommendation": "The recommendation.",
        **_WHO,
        "number": "The number as the report prints it.",
        "text": "The recommendation's words.",
        "text_cy": "The recommendation's words in Welsh.",
        "body_action": "What the local policing body promised.",
        "force_action": "What the force promised.",
        "owner": "Who is responsible.",
        "first_target_date": "The date first promised.",
        "target_date": "The date promised last.",
        "status": "How far it was when last reported. 'unknown': nothing was reported.",
        "status_date": "When that was reported.",
        "days_past": "How many days have passed since the date promised last. Worked out on the day you ask.",
    },
)

VIEWS = (
    TIMELINESS,
    OUTSTANDING,
    RECOMMENDATIONS_WITH_ANSWERS,
    RECOMMENDATIONS_BY_FORCE_AND_ACCEPTANCE,
    UNEXPLAINED_RECOMMENDATIONS,
    PROMISES_PAST_TARGET,
)
