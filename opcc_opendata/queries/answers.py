"""What was answered to recommendations: accepted, refused, promised, said again, alike."""

# ruff: noqa: S608 (SQL here is put together from the names of our own tables, never from what somebody typed)

from __future__ import annotations

from typing import Final

from opcc_opendata.queries.parts import (
    BODY_AND_FORCE,
    FORCE,
    IS_BODY,
    IS_FORCE,
    NAMED_AS,
    NARROW,
    SILENCE,
    YEAR,
    ReadyQuery,
    sorted_by,
)

_IN_REPORT_YEAR: Final = "(trim(:year) = '' OR v.report_year = CAST(trim(:year) AS INTEGER))"

_IS_THE_FORCE: Final = f"""(
  trim(:force) = '' OR {NAMED_AS.format("z.code", "z.title")}
)"""

_BY_FORCE: Final = "FROM forces z CROSS JOIN {0} v ON v.force = z.code"
"""SQL: a view force by force, in the order of their names, so that nobody waits for all rows to be sorted."""

_WHOSE_ANSWER: Final = f"{BODY_AND_FORCE},\n  v.inspection, v.report_title, v.report_published"

_ACCEPTANCE: Final = "coalesce(c.title, 'No answer') AS acceptance"

_PROMISED: Final = ",\n  ".join(
    f"(SELECT p.{name} FROM promises p WHERE p.recommendation = v.recommendation) AS {name}"
    for name in ("promised_first", "target_date", "times_moved", "state")
)
"""SQL: what the view promises says of a recommendation. To join that view, SQLite would work out all of it first."""

_IN_EITHER: Final = "coalesce(v.{0}, v.{0}_cy) AS {0}"

_TEXT, _BODY, _FORCES, _REASON = (
    _IN_EITHER.format(name) for name in ("text", "body_action", "force_action", "no_action_reason")
)

_OF_ANSWER: Final = "coalesce(a.{0}, a.{0}_cy) AS {0}"

ANSWER_TEXT: Final = (
    "CASE v.language WHEN 'cy' THEN CASE v.text_kind WHEN 'body_action' THEN t.body_action_cy "
    "WHEN 'force_action' THEN t.force_action_cy ELSE t.no_action_reason_cy END "
    "ELSE CASE v.text_kind WHEN 'body_action' THEN t.body_action WHEN 'force_action' THEN t.force_action "
    "ELSE t.no_action_reason END END"
)
"""SQL: the text for which a row `v` of alike_answers stands, from its answer `t`."""

_ALIKE: Final = (
    "Nearly the same words: at least three in four of all runs of three words that either text has are in both, and "
    "each has 20 words or more. It says nothing of why they are alike: both may quote a third."
)

ANSWERS: Final = (
    ReadyQuery(
        "answers_by_force",
        "Recommendations and their answers, by force",
        "Each recommendation or other finding with what the local policing body and its force say to it, once for each "
        f"force: the newest answer in a current response. {FORCE}",
        f"""SELECT {_WHOSE_ANSWER}, v.number, k.title AS kind, {_TEXT},
  {_ACCEPTANCE}, {_BODY}, {_FORCES}, {_REASON}, v.owner, v.target_date, v.response, v.recommendation
{_BY_FORCE.format("recommendations_with_answers")}
JOIN code_finding_kinds k ON k.code = v.kind
LEFT JOIN code_acceptance c ON c.code = v.acceptance
WHERE {_IS_THE_FORCE}
ORDER BY z.title, v.response, v.recommendation""",
    ),
    ReadyQuery(
        "same_recommendation",
        "One recommendation, and every force's answer",
        "What each force's body answers to the same recommendation of a report, once for each force. Give the report "
        "by its id in the table inspections, and the number as the report prints it, such as 1 or area for "
        "improvement 1; without a number, all of the "
        f"report's recommendations. {SILENCE}",
        f"""SELECT v.number, k.title AS kind, {_WHOSE_ANSWER}, {_TEXT}, {_ACCEPTANCE}, {_BODY}, {_FORCES}, {_REASON},
  v.target_date, v.response, v.recommendation
FROM recommendations_with_answers v
JOIN code_finding_kinds k ON k.code = v.kind
LEFT JOIN code_acceptance c ON c.code = v.acceptance
WHERE v.inspection = trim(:inspection) AND v.number_key IS NOT NULL
  AND (trim(:number) = '' OR v.number_key = number_key('recommendation', :number))
ORDER BY CAST(v.number AS INTEGER), v.number_key, v.force_name, v.recommendation""",
        ("inspection", "number"),
    ),
    ReadyQuery(
        "every_answer",
        "One recommendation, with answers not counted",
        "What was ever answered to the same recommendation of a report, also in answers that no figure counts: 1 in "
        "counted is the answer of its force that counts, and 0 one that gave way to it, or whose response was "
        "replaced. What a withdrawn response said is nowhere in the data. Give the report by its id in the table "
        f"inspections, and the number as the report prints it; without a number, all of them. {SILENCE}",
        f"""SELECT q.number, k.title AS kind, c.recommendation IS NOT NULL AS counted, t.status AS response_status,
  t.replaced_by, r.policing_body, b.title AS policing_body_name, r.force, f.title AS force_name, q.inspection,
  coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published,
  r.published AS response_published, r.letter_date, coalesce(q.text, q.text_cy) AS text,
  CASE WHEN q.answer IS NULL THEN 'No answer' ELSE s.title END AS acceptance,
  {_OF_ANSWER.format("body_action")}, {_OF_ANSWER.format("force_action")}, {_OF_ANSWER.format("no_action_reason")},
  CASE WHEN c.recommendation IS NULL THEN q.target_date ELSE c.target_date END AS target_date,
  q.response, q.id AS recommendation
FROM recommendations q
JOIN responses r ON r.id = q.response JOIN response_status t ON t.response = q.response
LEFT JOIN current_recommendations c ON c.recommendation = q.id
LEFT JOIN answers a ON a.id = q.answer LEFT JOIN code_acceptance s ON s.code = coalesce(a.acceptance, 'not_stated')
JOIN code_finding_kinds k ON k.code = q.kind LEFT JOIN inspections i ON i.id = q.inspection
JOIN policing_bodies b ON b.code = r.policing_body JOIN forces f ON f.code = r.force
WHERE q.inspection = trim(:inspection) AND q.number IS NOT NULL
  AND q.earlier_title IS NULL AND q.earlier_title_cy IS NULL
  AND (c.recommendation IS NOT NULL OR q.answer IS NOT NULL)
  AND (trim(:number) = '' OR number_key(q.kind, q.number) = number_key('recommendation', :number))
ORDER BY CAST(q.number AS INTEGER), number_key(q.kind, q.number), f.title, counted DESC,
  coalesce(r.published, r.letter_date) DESC, q.id""",
        ("inspection", "number"),
    ),
    ReadyQuery(
        "refused_recommendations",
        "Refused recommendations, and why",
        "Recommendations and other findings that a local policing body does not accept, in current responses. "
        f"{FORCE} {YEAR} " + NARROW.format("body, force, report and date"),
        f"""SELECT {_WHOSE_ANSWER}, v.response_published, v.letter_date, v.number, k.title AS kind, {_TEXT}, {_REASON},
  {_BODY}, {_FORCES}, v.response, v.recommendation
FROM recommendations_with_answers v
JOIN code_finding_kinds k ON k.code = v.kind
WHERE v.acceptance = 'not_accepted' AND {IS_FORCE} AND {_IN_REPORT_YEAR} AND {IS_BODY}""",
        ("force", "year", "body", "sort"),
        sorted_by(
            "v.force_name, v.response, v.recommendation",
            body="v.policing_body_name",
            force="v.force_name",
            report="v.report_title",
            date="coalesce(v.response_published, v.letter_date)",
        ),
    ),
    ReadyQuery(
        "unexplained_by_force",
        "Recommendations without the body's own explanation",
        "Section 55(5B) asks the local policing body to say, for each recommendation, what it has done or will do, or "
        "why it takes no action. These current responses hold neither; what the force does is not the body's own "
        "action. Responses of which only the facts are held are left out, and so are holding statements, "
        "recommendations of an earlier report, and reports that may be from before 3 April 2017. That section 55(5B) "
        f"applied from that day is not verified. {FORCE}",
        f"""SELECT {_WHOSE_ANSWER}, v.response_published, v.letter_date, v.number, {_TEXT}, c.title AS acceptance,
  v.force_acted, v.response, v.recommendation
{_BY_FORCE.format("unexplained_recommendations")}
LEFT JOIN code_acceptance c ON c.code = v.acceptance
WHERE {_IS_THE_FORCE}
ORDER BY z.title, v.response, v.recommendation""",
    ),
    ReadyQuery(
        "promises_past_their_date",
        "Promises past their date",
        "Actions whose date, as last revised, is past, and that are open by the newest report, if there is one, in "
        "current responses. "
        f"That nothing was reported does not mean that nothing was done. {FORCE} {YEAR} "
        + NARROW.format("body, force, report, date and days"),
        f"""SELECT {_WHOSE_ANSWER}, v.target_date, v.days_past, v.first_target_date, s.title AS status, v.status_date,
  v.promised_by, v.number, {_TEXT}, {_BODY}, {_FORCES}, v.owner, v.response, v.recommendation
FROM promises_past_target v
LEFT JOIN code_progress_statuses s ON s.code = v.status
WHERE {IS_FORCE} AND {_IN_REPORT_YEAR} AND {IS_BODY}""",
        ("force", "year", "body", "sort"),
        sorted_by(
            "v.days_past DESC, v.recommendation",
            body="v.policing_body_name",
            force="v.force_name",
            report="v.report_title",
            date="v.target_date",
            days="v.days_past",
        ),
    ),
    ReadyQuery(
        "recommendations_said_again",
        "Recommendations said again in a later report",
        "Recommendations that a record states to come from an earlier report, with every answer that counts, in order "
        "of time, and the answers to the earlier report itself where it has the same words. Rows of one repeat_group "
        f"are one recommendation. {FORCE} Give report as the id of a report for the recommendations made in it, and "
        "recommendation as the id of one row for all rows of its group.",
        f"""SELECT v.repeat_group, v.said, v.policing_body, b.title AS policing_body_name, v.force,
  f.title AS force_name, v.inspection, coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published,
  v.earlier_inspection, v.earlier_title, v.earlier_published, v.date, q.number,
  coalesce(q.text, q.text_cy) AS text, coalesce(c.title, 'No answer') AS acceptance,
  coalesce(a.body_action, a.body_action_cy) AS body_action, coalesce(a.force_action, a.force_action_cy)
    AS force_action, coalesce(a.no_action_reason, a.no_action_reason_cy) AS no_action_reason,
  {_PROMISED}, v.response, v.recommendation
FROM repeated_recommendations v
JOIN recommendations q ON q.id = v.recommendation LEFT JOIN answers a ON a.id = q.answer
LEFT JOIN code_acceptance c ON c.code = v.acceptance
LEFT JOIN policing_bodies b ON b.code = v.policing_body LEFT JOIN forces f ON f.code = v.force
LEFT JOIN inspections i ON i.id = v.inspection
WHERE (trim(:recommendation) = ''
    OR v.repeat_group IN (
      SELECT repeat_group FROM repeated_recommendations WHERE recommendation = trim(:recommendation)))
  AND (trim(:report) = '' OR v.repeat_group IN (
    SELECT repeat_group FROM repeated_recommendations WHERE trim(:report) IN (inspection, earlier_inspection)))
  AND (trim(:force) = ''
    OR trim(:recommendation) <> '' AND v.force = trim(:force)
    OR trim(:recommendation) = '' AND v.repeat_group IN (
      SELECT g.repeat_group FROM repeated_recommendations g LEFT JOIN forces h ON h.code = g.force
      WHERE {NAMED_AS.format("g.force", "h.title")}))
ORDER BY v.repeat_group, v.position""",
        ("force", "report", "recommendation"),
    ),
    ReadyQuery(
        "promises_and_dates",
        "Promises, the dates first and last promised, and how they stand",
        "Every answer with a date by which something is to be done, in current responses, whether it is past, ahead or "
        "reported complete. That nothing was reported does not mean that nothing was done. "
        f"{FORCE} {YEAR} Give the state as done_by_date, done_after_date, done, ended, past or ahead, or leave it "
        "empty.",
        f"""SELECT {_WHOSE_ANSWER}, v.promised_first, v.target_date, v.times_moved, v.state, s.title AS status,
  v.status_date, v.complete_since, v.promised_by, v.number, {_TEXT}, {_BODY}, {_FORCES}, v.owner, v.response,
  v.recommendation
{_BY_FORCE.format("promises")}
LEFT JOIN code_progress_statuses s ON s.code = v.status
WHERE {_IS_THE_FORCE} AND {_IN_REPORT_YEAR} AND (trim(:state) = '' OR v.state = trim(:state))
ORDER BY z.title, v.recommendation""",
        ("force", "year", "state"),
    ),
    ReadyQuery(
        "answers_alike",
        "Answers with nearly the same words",
        f"Each answer that has nearly the same words as the answer to another recommendation, group by group. {_ALIKE} "
        f"{FORCE} With a force, the groups in which it has an answer. Give between as forces for groups with answers "
        "of several forces, or one_force for those of one. Give answer as the id of an answer for its group alone.",
        f"""SELECT v.alike_group, v.id AS answer, v.policing_body, b.title AS policing_body_name, v.force,
  f.title AS force_name, v.inspection, coalesce(i.title, i.title_cy) AS report_title, q.number, v.date, v.text_kind,
  v.language, v.words, v.wording, v.others, {ANSWER_TEXT} AS text, v.response, v.recommendation
FROM alike_answers v
JOIN answers t ON t.id = v.recommendation JOIN recommendations q ON q.id = v.recommendation
LEFT JOIN policing_bodies b ON b.code = v.policing_body LEFT JOIN forces f ON f.code = v.force
LEFT JOIN inspections i ON i.id = v.inspection
WHERE v.alike_group IN (
  SELECT g.alike_group FROM alike_answers g LEFT JOIN forces h ON h.code = g.force
  GROUP BY g.alike_group
  HAVING (trim(:force) = '' OR max({NAMED_AS.format("g.force", "h.title")}))
    AND (trim(:between) = '' OR (count(DISTINCT g.force) > 1) = (trim(:between) = 'forces'))
    AND (trim(:answer) = '' OR max(g.id = trim(:answer)))
)
ORDER BY v.alike_group, v.position""",
        ("force", "between", "answer"),
    ),
    ReadyQuery(
        "acceptance_by_force",
        "How many recommendations were accepted, by policing body",
        "Counts findings of the kind 'recommendation', each once for a force, in current responses: not in those "
        f"withdrawn, or replaced by a later one. {FORCE}",
        f"""SELECT {BODY_AND_FORCE}, k.title AS kind,
  {_ACCEPTANCE}, v.recommendations
FROM recommendations_by_force_and_acceptance v
JOIN code_finding_kinds k ON k.code = v.kind
LEFT JOIN code_acceptance c ON c.code = v.acceptance
WHERE {IS_FORCE}
ORDER BY v.force_name, v.policing_body, v.recommendations DESC, acceptance""",
    ),
)
