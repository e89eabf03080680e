"""Views of what reports found and what was answered: recommendations, promises and grades."""

from __future__ import annotations

from opcc_opendata.calendars import TODAY
from opcc_opendata.record import CLOSED, COMPLETE, NOTHING_TO_COME
from opcc_opendata.tables.views import (
    BODIES_NOW,
    BODY,
    REPORT,
    RESPONSE,
    TITLE,
    YEAR,
    View,
    first_day,
    last_day,
    named,
    names,
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
_RECOMMENDATION_HEAD = f"""{names("c", "policing_body")}, c.inspection, {TITLE}, i.published AS report_published,
  {_REPORT_YEAR}, c.response, r.published AS response_published, r.letter_date, c.recommendation"""
_ANSWERING_BODY = BODY | {"policing_body": "The local policing body whose answer it is."}

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
        **REPORT,
        **YEAR,
        **RESPONSE,
        **_RECOMMENDATION,
        "number": "The number as the report prints it.",
        "number_key": "The number in small letters with hyphens, with the kind before it unless that is a "
        "recommendation, as web addresses have it: 1, or area-for-improvement-1.",
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
        "status": "How far it was, by the newest report that says so.",
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
  AND {first_day("i.published")} >= '2017-04-03'
  AND q.earlier_title IS NULL AND q.earlier_title_cy IS NULL
  AND a.body_action IS NULL AND a.body_action_cy IS NULL
  AND a.no_action_reason IS NULL AND a.no_action_reason_cy IS NULL
""",
    {
        **_ANSWERING_BODY,
        **REPORT,
        **YEAR,
        **RESPONSE,
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
    c.recommendation, q.number, q.text, q.text_cy, a.body_action, a.body_action_cy, a.force_action, a.force_action_cy,
    a.owner, {_FIRST_DATE} AS first_target_date, c.target_date, coalesce(c.status, 'unknown') AS status, c.status_date,
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
SELECT {names("p", "policing_body")}, p.inspection, {TITLE}, i.published AS report_published,
  CAST(substr(coalesce(i.published, p.report_year), 1, 4) AS INTEGER) AS report_year, p.response,
  p.response_published, p.letter_date, p.recommendation, p.promised_by, p.number, p.text, p.text_cy, p.body_action,
  p.body_action_cy, p.force_action, p.force_action_cy, p.owner, p.first_target_date, p.target_date, p.status,
  p.status_date, p.days_past
FROM promises p
{named("p", "policing_body", "p.inspection")}
"""


_PROMISE = {
    **BODY,
    "policing_body": "The local policing body to which the promise fell: the one in office on the target date.",
    **REPORT,
    **YEAR,
    **RESPONSE,
    **_RECOMMENDATION,
    "promised_by": "The local policing body that made the promise.",
    **_TEXT,
    "body_action": "What the local policing body promised.",
    "body_action_cy": "The same in Welsh.",
    "force_action": "What the force promised.",
    "force_action_cy": "The same in Welsh.",
    "owner": "Who is responsible.",
    "first_target_date": "The date promised first, also in a version of the response that was since replaced.",
    "target_date": "The date promised last.",
    "status": "How far it was, by the newest report that says so. 'unknown': none does.",
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
        **REPORT,
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
    (SELECT sum(d.moved) FROM promise_dates d WHERE d.recommendation = c.recommendation) AS times_moved,
    CASE WHEN c.status IN {COMPLETE} THEN
      CASE WHEN {last_day("c.complete_since")} <= {last_day("c.target_date")} THEN 'done_by_date'
      WHEN {first_day("c.complete_since")} > {last_day("c.target_date")} THEN 'done_after_date' ELSE 'done' END
    WHEN c.status IN {CLOSED} THEN 'ended'
    WHEN {last_day("c.target_date")} < {TODAY} THEN 'past' ELSE 'ahead' END AS state
  {COUNTED}
  WHERE c.target_date IS NOT NULL AND c.acceptance NOT IN {NOTHING_TO_COME}
)
SELECT {names("p", "policing_body")}, p.inspection, {TITLE}, i.published AS report_published,
  CAST(substr(coalesce(i.published, p.report_year), 1, 4) AS INTEGER) AS report_year, p.response,
  p.response_published, p.letter_date, p.recommendation, p.promised_by, p.number, p.text, p.text_cy, p.body_action,
  p.body_action_cy, p.force_action, p.force_action_cy, p.owner, p.promised_first, p.target_date, p.times_moved,
  p.status, p.status_date, p.complete_since, p.state
FROM promises p
{named("p", "policing_body", "p.inspection")}
""",
    {
        **{name: says for name, says in _PROMISE.items() if name not in ("first_target_date", "days_past")},
        "promised_first": "The date promised first, also in a version of the response that was since replaced.",
        "times_moved": "How often a date that is certainly another took its place.",
        "complete_since": "When it was first reported complete, if no report has said otherwise since.",
        "state": "done_by_date (complete by the newest report, and first reported so on or before the date promised "
        "last), done_after_date, done (the dates do not tell which), ended (overtaken or given up), past (its date is "
        "past) or ahead. Worked out on the day you ask.",
    },
    ("recommendation",),
)

FINDING_VIEWS = (
    RECOMMENDATIONS_WITH_ANSWERS,
    RECOMMENDATIONS_BY_FORCE_AND_ACCEPTANCE,
    UNEXPLAINED_RECOMMENDATIONS,
    PROMISES_PAST_TARGET,
    PROMISES_AHEAD,
    PROMISES,
    FORCE_GRADES,
)
