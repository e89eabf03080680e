"""SQL that holds forces beside each other, over the same reports only.

`:forces` is what a reader fills in: the codes of forces with spaces or commas between them. A report is *counted* if
the body of each of these forces had to answer it by now: it is a duty within the stated coverage, for which no response
is excused, and its deadline is past. Where the coverage of one force ends, nothing is counted, because its silence
there says nothing.
"""

from __future__ import annotations

from typing import Final

from opcc_opendata.calendars import TODAY
from opcc_opendata.record import CLOSED, COMPLETE, NOTHING_TO_COME
from opcc_opendata.tables.views import BODIES_NOW, FORCES_COVERED, last_day, named, names

FEWEST_FOR_A_RATE: Final = 10
"""Of fewer cases than these, a rate or a typical day would say more than it knows."""

NOT_AN_ANSWER: Final = ("no_answer", "not_stated", "not_applicable")
"""Acceptances that say neither yes nor no to a recommendation that concerns the force."""


_OWED: Final = f"""owed AS MATERIALIZED (
  SELECT d.force, d.policing_body, d.inspection, d.report_published, CASE
      WHEN a.timeliness IN ('on_time', 'late') THEN a.timeliness
      WHEN a.timeliness IS NULL AND d.reason IN ('no_response', 'holding_statement_only') THEN 'overdue'
      ELSE 'cannot_tell' END AS timeliness,
    CASE WHEN a.rests_on = 'publication' AND a.timeliness IN ('on_time', 'late') THEN a.day_number END AS day_number
  FROM duties d LEFT JOIN answered_reports a ON a.id = d.force || '-' || d.inspection
  WHERE d.last_lawful_day < {TODAY} AND d.reason NOT IN (SELECT code FROM code_silence_reasons)
    AND d.force IN ({FORCES_COVERED}){{narrowed}}
)"""
_OF_ALL: Final = _OWED.format(narrowed="")
OWED_BY_FORCE: Final = f"""WITH {_OWED.format(narrowed=" AND d.force = :force")}
SELECT inspection, policing_body, timeliness, day_number FROM owed"""
"""SQL: each report that the body of one force had to answer by now, and how it is judged."""
_OF_CHOSEN: Final = f"""chosen AS MATERIALIZED (
  SELECT code AS force, title AS force_name FROM forces
  WHERE instr(' ' || replace(lower(trim(:forces)), ',', ' ') || ' ', ' ' || code || ' ')
), {_OWED.format(narrowed=" AND d.force IN (SELECT force FROM chosen)")}, counted AS MATERIALIZED (
  SELECT inspection FROM owed GROUP BY inspection HAVING count(DISTINCT force) = (SELECT count(*) FROM chosen)
)"""

REPORTS: Final = f"""{BODIES_NOW}, {_OF_CHOSEN}, answered_by_all AS (
  SELECT inspection FROM answered_reports WHERE force IN (SELECT force FROM chosen)
  GROUP BY +inspection HAVING count(*) = (SELECT count(*) FROM chosen)
), pairs AS (
  SELECT r.inspection, c.force, c.force_name FROM chosen c
  CROSS JOIN (SELECT inspection FROM counted UNION SELECT inspection FROM answered_by_all) r
), judged AS (
  SELECT p.inspection, p.force, p.force_name, p.inspection IN (SELECT inspection FROM counted) AS counted,
    coalesce(o.policing_body, a.policing_body) AS policing_body, coalesce(o.timeliness, a.timeliness) AS timeliness,
    CASE WHEN a.rests_on = 'publication' THEN a.day_number END AS day_number, a.days_late, a.response,
    a.response_published, a.last_lawful_day
  FROM pairs p LEFT JOIN answered_reports a ON a.id = p.force || '-' || p.inspection
  LEFT JOIN owed o ON o.force = p.force AND o.inspection = p.inspection
)
SELECT {names("v", "policing_body")}, v.inspection,
  coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published, v.counted, v.timeliness,
  v.day_number, CASE WHEN v.timeliness = 'late' THEN v.days_late END AS days_late, v.response_published, v.response,
  v.day_known
FROM (
  SELECT j.*, min(CASE WHEN j.timeliness = 'overdue' THEN 1
      WHEN j.timeliness IN ('on_time', 'late') THEN j.day_number IS NOT NULL ELSE 0 END)
    OVER (PARTITION BY j.inspection) AS day_known
  FROM judged j
) v {named("v", "policing_body", "v.inspection")}
WHERE (trim(:force) = '' OR v.force = trim(:force)) AND (trim(:timeliness) = '' OR v.timeliness = trim(:timeliness))
  AND (trim(:counted) = '' OR v.counted = CAST(trim(:counted) AS INTEGER))
  AND (trim(:day_known) = '' OR v.day_known = CAST(trim(:day_known) AS INTEGER))
ORDER BY i.published DESC NULLS LAST, v.inspection, v.force_name"""
"""SQL: each report that is counted, or that all of the forces' bodies answered, once for each force. `day_known` is 1
where for every one of them the day of publication is known, or the response is overdue."""

IS_GIVEN: Final = f"""+r.kind = 'recommendation' AND r.number_key IS NOT NULL
    AND +r.inspection IS NOT NULL AND +r.acceptance NOT IN {NOT_AN_ANSWER}"""
"""SQL: what is an answer to a numbered recommendation, among `current_recommendations` as `r`."""

SAME_RECOMMENDATIONS: Final = f"""{_OF_CHOSEN}, given AS MATERIALIZED (
  SELECT r.recommendation, r.response, r.policing_body, r.force, r.inspection, r.number_key, r.acceptance,
    r.target_date
  FROM chosen c CROSS JOIN current_recommendations r ON r.force = c.force
  WHERE {IS_GIVEN}
), same AS MATERIALIZED (
  SELECT inspection, number_key, count(DISTINCT acceptance) > 1 AS differs FROM given
  GROUP BY 1, 2 HAVING count(DISTINCT force) = (SELECT count(*) FROM chosen)
), answered AS (
  SELECT g.*, s.differs, g.inspection IN (SELECT inspection FROM counted) AS counted
  FROM given g JOIN same s ON s.inspection = g.inspection AND s.number_key = g.number_key
)"""
"""SQL: `answered`, the recommendations that the body of every force accepts, refuses or notes, once for each force."""

RECOMMENDATIONS: Final = f"""{BODIES_NOW}, {SAME_RECOMMENDATIONS}
SELECT {names("v", "policing_body")}, v.inspection,
  coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published, v.counted, q.number, v.number_key,
  coalesce(q.text, q.text_cy) AS text, k.title AS acceptance, v.differs,
  coalesce(a.body_action, a.body_action_cy) AS body_action,
  coalesce(a.force_action, a.force_action_cy) AS force_action,
  coalesce(a.no_action_reason, a.no_action_reason_cy) AS no_action_reason, v.target_date,
  r.published AS response_published, r.letter_date, v.response, v.recommendation, q.key
FROM answered v JOIN recommendations q ON q.id = v.recommendation JOIN responses r ON r.id = v.response
LEFT JOIN answers a ON a.id = q.answer LEFT JOIN code_acceptance k ON k.code = v.acceptance
{named("v", "policing_body", "v.inspection")}
WHERE (trim(:force) = '' OR v.force = trim(:force)) AND (trim(:acceptance) = '' OR v.acceptance = trim(:acceptance))
  AND (trim(:counted) = '' OR v.counted = CAST(trim(:counted) AS INTEGER))
  AND (trim(:differs) = '' OR v.differs = CAST(trim(:differs) AS INTEGER))
ORDER BY v.differs DESC, i.published DESC NULLS LAST, v.inspection, CAST(v.number_key AS INTEGER), v.number_key,
  f.title"""
"""SQL: the same with their words and answers, those first that were not answered alike."""

OUTCOME: Final = f"""CASE WHEN c.status IN {COMPLETE} THEN 'reported_complete'
      WHEN c.status IN {CLOSED} THEN 'not_pursued'
      WHEN {last_day("c.target_date")} < {TODAY} THEN 'past' ELSE 'ahead' END"""
IS_PROMISE: Final = f"c.target_date IS NOT NULL AND c.acceptance NOT IN {NOTHING_TO_COME}"
"""SQL: what became of a promise, and what is one: an answer with a date, among `current_recommendations` as `c`."""

PROMISED: Final = f"""{_OF_CHOSEN}, promised AS (
  SELECT c.*, coalesce(c.target_body, c.policing_body) AS owed_by, {OUTCOME} AS outcome
  FROM current_recommendations c
  WHERE c.force IN (SELECT force FROM chosen) AND +c.inspection IN (SELECT inspection FROM counted)
    AND {IS_PROMISE}
)"""
"""SQL: `promised`, each answer with a target date to what a counted report recommends or finds."""

PROMISES: Final = f"""{BODIES_NOW}, {PROMISED}
SELECT {names("v", "owed_by")}, v.inspection,
  coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published, q.number, k.title AS kind,
  coalesce(q.text, q.text_cy) AS text, v.target_date, v.outcome, s.title AS status, v.status_date, v.response,
  v.recommendation
FROM promised v JOIN recommendations q ON q.id = v.recommendation
LEFT JOIN code_finding_kinds k ON k.code = v.kind LEFT JOIN code_progress_statuses s ON s.code = v.status
{named("v", "owed_by", "v.inspection")}
WHERE (trim(:force) = '' OR v.force = trim(:force)) AND (trim(:outcome) = '' OR v.outcome = trim(:outcome))
ORDER BY v.target_date, f.title, v.recommendation"""
"""SQL: the same with their words. `outcome` is reported_complete, not_pursued, past or ahead."""

SORTS: Final = {
    "force": "force_name",
    **{name: name for name in ("covered_from", "reports", "on_time", "late", "overdue", "cannot_tell")},
    **{name: name for name in ("on_time_percent", "typical_day", "answered", "accepted", "accepted_percent")},
    **{name: name for name in ("promises_past", "responses")},
}
"""What the table of all forces can be sorted by, each with its column."""

_KEY: Final = "CASE trim(:sort) " + " ".join(f"WHEN '{name}' THEN v.{of}" for name, of in SORTS.items()) + " END"

ALL_FORCES: Final = f"""WITH {_OF_ALL}, timely AS (
  SELECT force, count(*) AS reports, count(*) FILTER (WHERE timeliness = 'on_time') AS on_time,
    count(*) FILTER (WHERE timeliness = 'late') AS late, count(*) FILTER (WHERE timeliness = 'overdue') AS overdue,
    count(*) FILTER (WHERE timeliness = 'cannot_tell') AS cannot_tell
  FROM owed GROUP BY force
), placed AS (
  SELECT force, day_number, row_number() OVER (PARTITION BY force ORDER BY day_number NULLS LAST) AS place,
    count(*) OVER (PARTITION BY force) AS known
  FROM owed WHERE timeliness = 'overdue' OR day_number IS NOT NULL
), typical AS (
  SELECT force, avg(day_number) AS day FROM placed
  WHERE known >= {FEWEST_FOR_A_RATE} AND place IN ((known + 1) / 2, (known + 2) / 2)
  GROUP BY force HAVING count(day_number) = count(*)
), answers AS (
  SELECT c.force, count(*) AS answered, count(*) FILTER (WHERE c.acceptance = 'accepted') AS accepted
  FROM current_recommendations c JOIN owed o ON o.force = c.force AND o.inspection = c.inspection
  WHERE c.kind = 'recommendation' AND c.number_key IS NOT NULL AND c.acceptance NOT IN {NOT_AN_ANSWER}
  GROUP BY c.force
), past AS (
  SELECT c.force, count(*) AS promises
  FROM current_recommendations c JOIN owed o ON o.force = c.force AND o.inspection = c.inspection
  WHERE {IS_PROMISE} AND {OUTCOME} = 'past' GROUP BY c.force
), covered AS (
  SELECT b.force, min(c.covered_from) AS covered_from
  FROM coverage c JOIN policing_bodies b ON b.code = c.policing_body
  WHERE b.force IN ({FORCES_COVERED}) GROUP BY b.force
), held AS (
  SELECT force, count(*) AS responses FROM current_responses GROUP BY force
), every AS (
  SELECT f.code AS force, f.title AS force_name, c.covered_from,
    CASE WHEN c.force IS NOT NULL THEN coalesce(t.reports, 0) END AS reports, t.on_time, t.late, t.overdue,
    t.cannot_tell,
    CASE WHEN t.on_time + t.late + t.overdue >= {FEWEST_FOR_A_RATE}
      THEN round(100.0 * t.on_time / (t.on_time + t.late + t.overdue)) END AS on_time_percent,
    y.day AS typical_day, CASE WHEN t.reports > 0 THEN coalesce(a.answered, 0) END AS answered,
    CASE WHEN t.reports > 0 THEN coalesce(a.accepted, 0) END AS accepted,
    CASE WHEN a.answered >= {FEWEST_FOR_A_RATE} THEN round(100.0 * a.accepted / a.answered) END AS accepted_percent,
    CASE WHEN t.reports > 0 THEN coalesce(p.promises, 0) END AS promises_past, coalesce(h.responses, 0) AS responses
  FROM forces f LEFT JOIN covered c ON c.force = f.code LEFT JOIN timely t ON t.force = f.code
  LEFT JOIN typical y ON y.force = f.code LEFT JOIN answers a ON a.force = f.code LEFT JOIN past p ON p.force = f.code
  LEFT JOIN held h ON h.force = f.code
)
SELECT v.* FROM every v
ORDER BY {_KEY} IS NULL, CASE WHEN lower(trim(:order)) = 'desc' THEN {_KEY} END DESC,
  CASE WHEN lower(trim(:order)) <> 'desc' THEN {_KEY} END, v.force_name"""
"""SQL: a row for each force, over the reports that its own body had to answer. What is not known is empty, and comes
last however it is sorted."""
