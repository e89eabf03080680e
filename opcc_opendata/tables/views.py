"""The views that answer readers' questions, as SQL.

What is counted is settled when the database is built (`counting`, `duties`). What depends on today (overdue, a promise
past its date, which body has a duty now) is worked out when somebody asks, from the UTC date. In summer that is up to
an hour behind the clock in London, so a body is never called overdue early.

A row about a duty, a refusal or a promise names the body that owed it on its day, then the force, the report and the
date. Names come by LEFT JOIN, which SQLite leaves out where a count or a facet does not need them.
"""

from __future__ import annotations

from dataclasses import dataclass

from opcc_opendata.calendars import TODAY
from opcc_opendata.record import CLOSED, COMPLETE, NOTHING_TO_COME


@dataclass(frozen=True, slots=True)
class View:
    """One view: its name, what it says, its SQL, what each column says, and the columns that tell its rows apart."""

    name: str
    says: str
    sql: str
    columns: dict[str, str]
    key: tuple[str, ...]


def _first(date: str) -> str:
    """SQL: the first day that a date of any precision may mean."""
    return f"CASE length({date}) WHEN 4 THEN {date} || '-01-01' WHEN 7 THEN {date} || '-01' ELSE {date} END"


def last_day(date: str) -> str:
    """SQL: the last day that a date of any precision may mean."""
    return (
        f"CASE length({date}) WHEN 4 THEN {date} || '-12-31' "
        f"WHEN 7 THEN date({date} || '-01', '+1 month', '-1 day') ELSE {date} END"
    )


BODIES_NOW = f"""WITH RECURSIVE succession AS (
  SELECT code AS body, code AS now, 0 AS steps FROM policing_bodies
  UNION ALL
  SELECT s.body, n.code, s.steps + 1 FROM succession s
  JOIN policing_bodies p ON p.code = s.now JOIN policing_bodies n ON n.code = p.successor
  WHERE {_first("coalesce(n.start, p.end)")} <= {TODAY} AND s.steps < 20
), bodies_now AS (
  SELECT s.body, s.now, p.title, max(s.steps) FROM succession s JOIN policing_bodies p ON p.code = s.now
  GROUP BY s.body HAVING max(s.steps) > 0
)"""
"""SQL: for each body that has been succeeded, the one that has its functions today, by the codelist's successors."""

FORCES_COVERED = """SELECT b.force FROM coverage c JOIN policing_bodies b ON b.code = c.policing_body
  WHERE b.force NOT IN (
    SELECT w.force FROM source_bodies o JOIN sources s ON s.id = o.source
    JOIN policing_bodies w ON w.code = o.policing_body WHERE s.state IN ('unreachable', 'broken'))"""
"""SQL: the forces whose silence says something. The data claim to hold every response of some time, and no office of
theirs may have published what nobody here has seen."""


def names(row: str, body: str) -> str:
    """SQL: the body that owed it, the one that has it now if that is another, the force and the report, with names."""
    return f"""{row}.{body} AS policing_body, b.title AS policing_body_name,
  (SELECT n.now FROM bodies_now n WHERE n.body = {row}.{body}) AS current_body,
  (SELECT n.title FROM bodies_now n WHERE n.body = {row}.{body}) AS current_body_name,
  {row}.force, f.title AS force_name"""


def named(row: str, body: str, report: str = "") -> str:
    """SQL: the tables of those names."""
    joins = f"""LEFT JOIN policing_bodies b ON b.code = {row}.{body}
LEFT JOIN forces f ON f.code = {row}.force"""
    return f"{joins}\nLEFT JOIN inspections i ON i.id = {report}" if report else joins


_BODY = {
    "policing_body": "The local policing body that owed it on that day.",
    "policing_body_name": "The name of that body.",
    "current_body": "The body that has its functions now, if that is another.",
    "current_body_name": "The name of that body.",
    "force": "The force that the body holds to account.",
    "force_name": "The name of the force.",
}
_REPORT = {
    "inspection": "The report.",
    "report_title": "The report's title.",
    "report_published": "When the report was published.",
}
_YEAR = {"report_year": "The year of the report, or of the newest report answered where its own is not known."}
_RESPONSE = {
    "response": "The response.",
    "response_published": "When the response was published.",
    "letter_date": "The date of the response's letter.",
}
_TITLE = "coalesce(i.title, i.title_cy) AS report_title"

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
SELECT {names("t", "policing_body")}, t.inspection, {_TITLE}, t.report_published,
  t.last_lawful_day, t.response, t.response_published, t.letter_date, t.rests_on, t.day_number, t.days_late,
  t.timeliness, i.confidence AS report_confidence
FROM answered_reports t
{named("t", "policing_body", "t.inspection")}
""",
    {
        **_BODY,
        "policing_body": "The local policing body that owed the response: the one that published it, if it was in "
        "time, and otherwise the one in office on the last lawful day.",
        **_REPORT,
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
SELECT {names("o", "policing_body")}, o.inspection, {_TITLE}, o.report_published,
  o.last_lawful_day, o.timeliness,
  CASE WHEN o.timeliness = 'overdue' THEN CAST(julianday({TODAY}) - julianday(o.last_lawful_day) AS INTEGER) END
    AS days_overdue,
  o.reason, o.possible_answers, o.covered_by
FROM owed o
{named("o", "policing_body", "o.inspection")}
""",
    {
        **_BODY,
        **_REPORT,
        "last_lawful_day": "The last day on which a response could lawfully be published (section 55(5A)).",
        "timeliness": "overdue, pending, not_owed, or cannot_tell where a response in the data may be the answer, or "
        "where something else forbids to say so. Worked out on the day you ask.",
        "days_overdue": "How many days have passed since the last lawful day.",
        "reason": "no_response; holding_statement_only; possible_answer (a response under another name of the report "
        "may be the answer); replaced or withdrawn (the only response was); record_left_out (a record of the force is "
        "not in this build because of an error); source_not_current (the office's own data could not be fetched or "
        "used lately, see sources); report_date_unverified; or why none is owed: covered_by, not_required.",
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
SELECT {names("e", "policing_body")}, e.inspection, {_TITLE}, e.report_published,
  e.last_lawful_day, CASE
    WHEN e.reason = 'answered' THEN CASE WHEN t.timeliness = 'late' THEN 'late' ELSE 'answered' END
    ELSE {state_of("e", "e.reason")} END AS state,
  e.reason, CASE WHEN e.reason = 'answered' THEN t.timeliness END AS timeliness, e.response, e.possible_answers,
  e.covered_by, e.in_coverage, i.confidence AS report_confidence
FROM every e LEFT JOIN answered_reports t ON t.id = e.force || '-' || e.inspection
{named("e", "policing_body", "e.inspection")}
""",
    {
        **_BODY,
        "policing_body": "The local policing body that owed the response: the one in office on the last lawful day, or "
        "when the report was published where there is none. Empty where that is not known.",
        **_REPORT,
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

COUNTED = """FROM current_recommendations c
LEFT JOIN recommendations q ON q.id = c.recommendation
LEFT JOIN responses r ON r.id = c.response
LEFT JOIN answers a ON a.id = (SELECT answer FROM recommendations WHERE id = c.recommendation)"""
"""SQL: the recommendations that count, `c`, with their words `q`, their response `r` and its answer `a`.

The answer is not joined by `q.answer`: SQLite leaves out a join that nothing needs, but not one that another names, and
would read the words of all recommendations only to count them.
"""

_REPORT_YEAR = "CAST(substr(coalesce(i.published, r.report_year), 1, 4) AS INTEGER) AS report_year"
_RECOMMENDATION = {"recommendation": "The recommendation."}
_TEXT = {
    "number": "The number as the report prints it.",
    "text": "The recommendation's words.",
    "text_cy": "The recommendation's words in Welsh.",
}
_RECOMMENDATION_HEAD = f"""{names("c", "policing_body")}, c.inspection, {_TITLE}, i.published AS report_published,
  {_REPORT_YEAR}, c.response, r.published AS response_published, r.letter_date, c.recommendation"""
_ANSWERING_BODY = _BODY | {"policing_body": "The local policing body whose answer it is."}

RECOMMENDATIONS_WITH_ANSWERS = View(
    "recommendations_with_answers",
    "Each recommendation or other finding beside the answer to it, once for each force: the newest answer in a current "
    "response. Responses that were withdrawn or replaced are left out.",
    f"""{BODIES_NOW}
SELECT {_RECOMMENDATION_HEAD}, q.number, c.number_key, c.kind,
  q.text, q.text_cy, c.acceptance, a.body_action, a.body_action_cy, a.force_action, a.force_action_cy,
  a.no_action_reason, a.no_action_reason_cy, a.owner, c.target_date, c.status, c.status_date,
  q.answered_with
{COUNTED}
{named("c", "policing_body", "c.inspection")}
""",
    {
        **_ANSWERING_BODY,
        **_REPORT,
        **_YEAR,
        **_RESPONSE,
        **_RECOMMENDATION,
        "number": "The number as the report prints it.",
        "number_key": "The number in small letters with hyphens, as web addresses have it.",
        "kind": "Whether it is a recommendation, a cause of concern, an area for improvement or something else.",
        "text": "The recommendation's words.",
        "text_cy": "The recommendation's words in Welsh.",
        "acceptance": "Whether the answer accepts it. no_answer: the record holds no answer.",
        "body_action": "What the local policing body itself has done or will do.",
        "body_action_cy": "The same in Welsh.",
        "force_action": "What the force has done or will do.",
        "force_action_cy": "The same in Welsh.",
        "no_action_reason": "Why the local policing body takes no action.",
        "no_action_reason_cy": "The same in Welsh.",
        "owner": "Who is responsible.",
        "target_date": "By when it is to be done, as promised last.",
        "status": "How far it was when last reported.",
        "status_date": "When that was reported.",
        "answered_with": "The recommendation whose answer serves this one too.",
    },
    ("recommendation",),
)

RECOMMENDATIONS_BY_FORCE_AND_ACCEPTANCE = View(
    "recommendations_by_force_and_acceptance",
    "How many recommendations each policing body accepted, refused or noted. Only findings of the kind "
    "'recommendation', each once for a force, in current responses: not in those withdrawn, or replaced by a later "
    "one.",
    f"""{BODIES_NOW}, counted AS (
  SELECT policing_body, force, kind, acceptance, count(*) AS recommendations
  FROM current_recommendations WHERE kind = 'recommendation' GROUP BY 1, 2, 3, 4
)
SELECT {names("v", "policing_body")}, v.kind, v.acceptance, v.recommendations
FROM counted v
{named("v", "policing_body")}
""",
    {
        **_ANSWERING_BODY,
        "kind": "The kind of finding: recommendation.",
        "acceptance": "Whether the answer accepts it. no_answer: the record holds no answer.",
        "recommendations": "How many.",
    },
    ("policing_body", "force", "kind", "acceptance"),
)

UNEXPLAINED_RECOMMENDATIONS = View(
    "unexplained_recommendations",
    "Recommendations for which the current response holds neither an action of the local policing body's own nor its "
    "reason for taking none, as section 55(5B) asks. Left out are index records, whose text is not held here, holding "
    "statements, recommendations of an earlier report, because section 55(5B) speaks of those in the report answered, "
    "and reports that were, or may have been, published before 3 April 2017, when it began.",
    f"""{BODIES_NOW}
SELECT {_RECOMMENDATION_HEAD}, q.number, q.text, q.text_cy,
  c.acceptance, a.force_action IS NOT NULL OR a.force_action_cy IS NOT NULL AS force_acted
{COUNTED}
{named("c", "policing_body", "c.inspection")}
WHERE +c.kind = 'recommendation' AND +r.index_record = 0 AND r.stage <> 'holding'
  AND {_first("i.published")} >= '2017-04-03'
  AND q.earlier_title IS NULL AND q.earlier_title_cy IS NULL
  AND a.body_action IS NULL AND a.body_action_cy IS NULL
  AND a.no_action_reason IS NULL AND a.no_action_reason_cy IS NULL
""",
    {
        **_ANSWERING_BODY,
        **_REPORT,
        **_YEAR,
        **_RESPONSE,
        **_RECOMMENDATION,
        **_TEXT,
        "acceptance": "Whether the answer accepts it. no_answer: the record holds no answer.",
        "force_acted": "1 if the answer tells of an action of the force's, 0 if not.",
    },
    ("recommendation",),
)

_FIRST_DATE = (
    "(SELECT d.target_date FROM promise_dates d WHERE d.recommendation = c.recommendation ORDER BY d.position LIMIT 1)"
)
_PROMISE_COLUMNS = f"""coalesce(c.target_body, c.policing_body) AS policing_body, c.force, c.inspection, c.response,
    r.published AS response_published, r.letter_date, r.report_year, c.policing_body AS promised_by,
    c.recommendation, q.number, q.text, q.text_cy, a.body_action, a.force_action, a.owner,
    {_FIRST_DATE} AS first_target_date, c.target_date, coalesce(c.status, 'unknown') AS status, c.status_date,
    CAST(julianday({TODAY}) - julianday({last_day("c.target_date")}) AS INTEGER) AS days_past"""


def _promises(where: str) -> str:
    """SQL: promises with a date that are open by the newest report, narrowed by a date that an index knows."""
    return f"""{BODIES_NOW}, promises AS (
  SELECT {_PROMISE_COLUMNS}
  {COUNTED}
  WHERE {where}
    AND coalesce(c.status, 'unknown') NOT IN {CLOSED}
    AND c.acceptance NOT IN {NOTHING_TO_COME}
)
SELECT {names("p", "policing_body")}, p.inspection, {_TITLE}, i.published AS report_published,
  CAST(substr(coalesce(i.published, p.report_year), 1, 4) AS INTEGER) AS report_year, p.response,
  p.response_published, p.letter_date, p.recommendation, p.promised_by, p.number, p.text, p.text_cy, p.body_action,
  p.force_action, p.owner, p.first_target_date, p.target_date, p.status, p.status_date, p.days_past
FROM promises p
{named("p", "policing_body", "p.inspection")}
"""


_PROMISE = {
    **_BODY,
    "policing_body": "The local policing body to which the promise fell: the one in office on the target date.",
    **_REPORT,
    **_YEAR,
    **_RESPONSE,
    **_RECOMMENDATION,
    "promised_by": "The local policing body that made the promise.",
    **_TEXT,
    "body_action": "What the local policing body promised.",
    "force_action": "What the force promised.",
    "owner": "Who is responsible.",
    "first_target_date": "The date promised first, also in a version of the response that was since replaced.",
    "target_date": "The date promised last.",
    "status": "How far it was when last reported. 'unknown': nothing was reported.",
    "status_date": "When that was reported.",
    "days_past": "How many days have passed since the date promised last; below 0, how many are left. Worked out on "
    "the day you ask.",
}

PROMISES_PAST_TARGET = View(
    "promises_past_target",
    "Actions whose target date, as last revised, is past, and that are open by the newest report, if there is one, in "
    "current responses: not in those withdrawn, or replaced by a later one. Each is counted once for a force, by its "
    "newest answer.",
    _promises(f"c.target_date < {TODAY} AND {last_day('c.target_date')} < {TODAY}"),
    _PROMISE,
    ("recommendation",),
)

PROMISES_AHEAD = View(
    "promises_ahead",
    "Actions whose target date, as last revised, is today or still to come, and that are open by the newest report, "
    "if there is one, in current responses. Each is counted once for a force, by its newest answer.",
    _promises(f"{last_day('c.target_date')} >= {TODAY}"),
    _PROMISE,
    ("recommendation",),
)

FORCE_GRADES = View(
    "force_grades",
    "The grades that reports give each force, each once, with names. Grades of two cycles cannot be compared: until "
    "2018/19 there were four, and since 2021/22 there are five, and a question with the same words need not be the "
    "same question.",
    """SELECT g.force, f.title AS force_name, g.cycle, c.title AS cycle_title, g.question, g.question_key, g.grade,
  k.title AS grade_title, g.step, g.steps, g.inspection, coalesce(i.title, i.title_cy) AS report_title,
  g.report_published, g.response, g.other_grades, g.id
FROM current_grades g LEFT JOIN forces f ON f.code = g.force LEFT JOIN code_grades k ON k.code = g.grade
LEFT JOIN code_grade_cycles c ON c.code = g.cycle LEFT JOIN inspections i ON i.id = g.inspection
""",
    {
        "force": "The force that was graded.",
        "force_name": "The name of the force.",
        "cycle": "The cycle of assessments. Empty where none is named, as in a report outside PEEL.",
        "cycle_title": "What the cycle is called.",
        "question": "What was graded, as the report has it.",
        "question_key": "The same in small letters with hyphens, by which it has the same words as another.",
        "grade": "The grade, or a code that says that there is none.",
        "grade_title": "What the grade is called.",
        "step": "Which step of its cycle's scale the grade is, from 1 for the lowest. Empty where there is no grade, "
        "and outside the cycles.",
        "steps": "How many steps that scale has.",
        **_REPORT,
        "response": "The newest current response that gives the grade.",
        "other_grades": "Other grades that current responses give for it, with a space between them.",
        "id": "The row of the table grades.",
    },
    ("id",),
)

PROMISES = View(
    "promises",
    "Every answer with a date by which something is to be done, in current responses, with the date first promised, "
    "how often it was moved, and whether it was reported complete by the date promised last. Each is counted once for "
    "a force, by its newest answer. That nothing was reported does not mean that nothing was done.",
    f"""{BODIES_NOW}, promises AS (
  SELECT {_PROMISE_COLUMNS}, c.complete_since,
    {_FIRST_DATE} AS promised_first,
    (SELECT count(*) - 1 FROM promise_dates d WHERE d.recommendation = c.recommendation) AS times_moved,
    CASE WHEN c.status IN {COMPLETE} THEN
      CASE WHEN {last_day("c.complete_since")} <= {last_day("c.target_date")} THEN 'done_by_date'
      WHEN {_first("c.complete_since")} > {last_day("c.target_date")} THEN 'done_after_date' ELSE 'done' END
    WHEN c.status IN {CLOSED} THEN 'ended'
    WHEN {last_day("c.target_date")} < {TODAY} THEN 'past' ELSE 'ahead' END AS state
  {COUNTED}
  WHERE c.target_date IS NOT NULL AND c.acceptance NOT IN {NOTHING_TO_COME}
)
SELECT {names("p", "policing_body")}, p.inspection, {_TITLE}, i.published AS report_published,
  CAST(substr(coalesce(i.published, p.report_year), 1, 4) AS INTEGER) AS report_year, p.response,
  p.response_published, p.letter_date, p.recommendation, p.promised_by, p.number, p.text, p.text_cy, p.body_action,
  p.force_action, p.owner, p.promised_first, p.target_date, p.times_moved, p.status, p.status_date,
  p.complete_since, p.state
FROM promises p
{named("p", "policing_body", "p.inspection")}
""",
    {
        **{name: says for name, says in _PROMISE.items() if name not in ("first_target_date", "days_past")},
        "promised_first": "The date promised first, also in a version of the response that was since replaced.",
        "times_moved": "How often another date took its place.",
        "complete_since": "When it was first reported complete, if no report has said otherwise since.",
        "state": "done_by_date (complete by the newest report, and first reported so on or before the date promised "
        "last), done_after_date, done (the dates do not tell which), ended (overtaken or given up), past (its date is "
        "past) or ahead. Worked out on the day you ask.",
    },
    ("recommendation",),
)

COUNTING_VIEWS = (
    CURRENT_RESPONSES,
    TIMELINESS,
    OUTSTANDING,
    DUTY_STATES,
    RECOMMENDATIONS_WITH_ANSWERS,
    RECOMMENDATIONS_BY_FORCE_AND_ACCEPTANCE,
    UNEXPLAINED_RECOMMENDATIONS,
    PROMISES_PAST_TARGET,
    PROMISES_AHEAD,
    PROMISES,
    FORCE_GRADES,
)
