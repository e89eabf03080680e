"""Findings of a report in current responses that no figure counts, because another answer for the force is counted.

A figure counts one answer for each force: the newest. An earlier one, which another body may have given, still stands
in a current response, so that a page which promises every answer has to show it too.
"""

from __future__ import annotations

from typing import Final

from opcc_opendata.counting import CURRENT, REPLACED
from opcc_opendata.record import number_key
from opcc_opendata.site.views import PageContext, Row

_ROWS: Final = f"""
  WITH responses_to AS (
    SELECT DISTINCT r.id, r.force FROM response_inspections l JOIN responses r ON r.id = l.response
    JOIN response_status t ON t.response = r.id WHERE l.inspection = :id AND t.status = '{CURRENT}'
  ), answered_again AS (SELECT force FROM responses_to GROUP BY force HAVING count(*) > 1)
  SELECT q.number, q.key, q.text, q.text_cy, q.kind AS kind_code, k.title AS kind, s.title AS acceptance, a.body_action,
    a.body_action_cy, a.force_action, a.force_action_cy, a.no_action_reason, a.no_action_reason_cy, a.owner,
    q.target_date, q.answer, q.answered_with, r.id AS response, r.index_record,
    coalesce(r.title, r.title_cy) AS response_title, coalesce(r.published, r.letter_date) AS date,
    r.force, f.title AS force_title, b.title AS body, b.title AS policing_body_name, r.policing_body,
    CASE WHEN q.answer IS NULL THEN 'no_answer' ELSE coalesce(a.acceptance, 'not_stated') END AS acceptance_code
  FROM responses_to o JOIN responses r ON r.id = o.id JOIN recommendations q ON q.response = r.id
  JOIN forces f ON f.code = r.force JOIN policing_bodies b ON b.code = r.policing_body
  JOIN code_finding_kinds k ON k.code = q.kind LEFT JOIN answers a ON a.id = q.answer
  LEFT JOIN code_acceptance s ON s.code = coalesce(a.acceptance, CASE WHEN a.id IS NOT NULL THEN 'not_stated' END)
  WHERE o.force IN (SELECT force FROM answered_again) AND q.inspection = :id AND q.number IS NOT NULL
    AND q.earlier_title IS NULL AND q.earlier_title_cy IS NULL
    AND NOT EXISTS (SELECT 1 FROM current_recommendations c WHERE c.recommendation = q.id)
  ORDER BY f.title, date IS NULL, date DESC, r.id, q.position
"""  # noqa: S608 (our own)
"""SQL: only forces with several current responses are looked at, so that a long report costs no more than it did."""


_REPLACED: Final = f"""
  SELECT count(*) AS n FROM recommendations q JOIN response_status t ON t.response = q.response
  WHERE q.inspection = :id AND t.status = '{REPLACED}' AND q.answer IS NOT NULL
    AND q.earlier_title IS NULL AND q.earlier_title_cy IS NULL AND number_key(q.kind, q.number) = :number
"""  # noqa: S608 (our own)


def not_counted(ctx: PageContext, report: str) -> list[Row]:
    """Give the findings of a report that are not counted, each with its `number_key`; some have no answer."""
    rows = ctx.rows(_ROWS, id=report)
    keyed = [row | {"number_key": number_key(row["kind_code"], row["number"])} for row in rows]
    return [row for row in keyed if row["number_key"]]


def replaced(ctx: PageContext, report: str, number: str) -> int:
    """Say how many answers to a recommendation stand in responses that others have replaced."""
    return sum(row["n"] for row in ctx.rows(_REPLACED, id=report, number=number))
