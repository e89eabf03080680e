"""The lists of the site: responses, reports, forces, changes and grades."""

# ruff: noqa: S608 (SQL here is put together from the names of our own tables, never from what somebody typed)

from __future__ import annotations

from typing import Final

from opcc_opendata.queries.parts import (
    BODY_AND_FORCE,
    COVERAGE,
    FORCE,
    IS_BODY,
    IS_FORCE,
    NARROW,
    YEAR,
    ReadyQuery,
    sorted_by,
)
from opcc_opendata.tables.events import narrowed as events_narrowed
from opcc_opendata.tables.views import FORCES_COVERED

_ONE_VERDICT: Final = (
    "CASE WHEN (SELECT count(*) FROM response_inspections n WHERE n.response = v.id) = 1 THEN a.{0} END AS {0}"
)
"""SQL: the verdict on a response, where it answers one report."""

_OVERDUE_IF_COVERED: Final = f"""CASE
    WHEN v.code IN ({FORCES_COVERED})
    THEN coalesce(o.overdue, 0) END"""

_EVENTS_NARROWED: Final = "\n  AND ".join(
    f"(trim(:{name}) = '' OR {condition})" for name, condition in events_narrowed("v").items()
)

LISTS: Final = (
    ReadyQuery(
        "responses_listed",
        "Responses, and whether each was on time",
        "Each current response with the report that it answers, and the verdict on the 56 days where it rests on this "
        "response. A response to several reports has the first of them, how many there are, and no verdict: the view "
        f"timeliness has one for each. {FORCE} {YEAR} Give the stage by its code; give all as the status to have the "
        "responses that were replaced or withdrawn too. " + NARROW.format("body, force, report, date and days"),
        f"""SELECT v.id AS response, coalesce(v.title, v.title_cy) AS title, v.policing_body,
  b.title AS policing_body_name, v.force, f.title AS force_name, p.inspection,
  coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published,
  (SELECT count(*) FROM response_inspections n WHERE n.response = v.id) AS reports,
  v.published, v.letter_date, v.report_year, v.stage, v.index_record, x.status, v.withdrawn_on,
  {_ONE_VERDICT.format("timeliness")}, {_ONE_VERDICT.format("day_number")}, {_ONE_VERDICT.format("days_late")}
FROM responses v CROSS JOIN response_status x ON x.response = v.id
LEFT JOIN policing_bodies b ON b.code = v.policing_body LEFT JOIN forces f ON f.code = v.force
LEFT JOIN response_inspections p
  ON p.id = (SELECT min(n.id) FROM response_inspections n WHERE n.response = v.id)
LEFT JOIN inspections i ON i.id = p.inspection
LEFT JOIN answered_reports a ON a.id = v.force || '-' || p.inspection AND a.response = v.id
WHERE (x.status = 'current' OR trim(:status) = 'all') AND {IS_FORCE}
  AND (trim(:year) = '' OR v.report_year = CAST(trim(:year) AS INTEGER))
  AND (trim(:stage) = '' OR v.stage = trim(:stage)) AND {IS_BODY}""",
        ("force", "year", "stage", "status", "body", "sort"),
        sorted_by(
            "v.report_year DESC, coalesce(v.published, v.letter_date, '') DESC, v.id",
            body="b.title",
            force="f.title",
            report="coalesce(i.title, i.title_cy)",
            date="coalesce(v.published, v.letter_date)",
            days=_ONE_VERDICT.format("day_number").partition(" AS ")[0],
        ),
    ),
    ReadyQuery(
        "reports_listed",
        "Inspection reports, with how many answered",
        "Each report of the register or of a response, with its current responses and how many full responses are "
        f"overdue. {COVERAGE} Give a force by its code for the reports that it is known to concern. {YEAR} "
        + NARROW.format("report, date, type, responses and overdue").partition(" such as kent-pcc. ")[2],
        """SELECT v.id AS inspection, coalesce(v.title, v.title_cy) AS report_title, v.published, v.confidence, v.type,
  t.title AS type_title, coalesce(n.responses, 0) AS responses, coalesce(o.overdue, 0) AS overdue
FROM inspections v
LEFT JOIN code_inspection_types t ON t.code = v.type
LEFT JOIN (
  SELECT l.inspection, count(*) AS responses FROM response_inspections l
  CROSS JOIN response_status s ON s.response = l.response WHERE s.status = 'current' GROUP BY 1
) n ON n.inspection = v.id
LEFT JOIN (SELECT inspection, count(*) AS overdue FROM outstanding WHERE timeliness = 'overdue' GROUP BY 1) o
  ON o.inspection = v.id
WHERE (trim(:year) = '' OR substr(v.published, 1, 4) = trim(:year))
  AND (trim(:force) = '' OR v.scope = 'all' OR v.id IN (
    SELECT inspection FROM inspection_forces WHERE force = trim(:force)
    UNION SELECT l.inspection FROM response_inspections l JOIN responses r ON r.id = l.response
      WHERE r.force = trim(:force)))""",
        ("force", "year", "sort"),
        sorted_by(
            "v.published DESC NULLS LAST, v.id",
            report="coalesce(v.title, v.title_cy)",
            date="v.published",
            type="t.title",
            responses="coalesce(n.responses, 0)",
            overdue="coalesce(o.overdue, 0)",
        ),
    ),
    ReadyQuery(
        "forces_listed",
        "The 43 forces, with how many responses",
        "Each force of England and Wales with the current responses for it, the newest report that one answers, and "
        "how many full responses its policing body owes. overdue is empty where the dataset does not claim to be "
        f"complete. {COVERAGE} "
        + NARROW.format("force, region, responses, overdue and newest").partition(" such as kent-pcc. ")[2],
        f"""SELECT v.code AS force, v.title AS force_name, v.region, coalesce(n.responses, 0) AS responses, n.newest,
  {_OVERDUE_IF_COVERED} AS overdue
FROM forces v
LEFT JOIN (SELECT force, count(*) AS responses, max(report_year) AS newest FROM current_responses GROUP BY 1) n
  ON n.force = v.code
LEFT JOIN (SELECT force, count(*) AS overdue FROM outstanding WHERE timeliness = 'overdue' GROUP BY 1) o
  ON o.force = v.code
WHERE true""",
        ("sort",),
        sorted_by(
            "v.title, v.code",
            force="v.title",
            region="v.region",
            responses="coalesce(n.responses, 0)",
            overdue=_OVERDUE_IF_COVERED,
            newest="n.newest",
        ),
    ),
    ReadyQuery(
        "changes",
        "What changed, by day",
        "Responses added, changed and withdrawn, deadlines that were 14 days away, responses that became overdue, and "
        f"promises whose date passed, newest first. {COVERAGE} {FORCE} Give a policing body by its code, a report by "
        "its id, and with it the number of a recommendation as addresses have it; the kind as added, changed, "
        "withdrawn, due_in_14_days, overdue or promise_passed, or several with a space between them; the year of the "
        "report; the acceptance as a code of code_acceptance for what is about such answers; and since, the first day, "
        "as 2026-10-31. Leave them empty for all.",
        f"""SELECT v.date, v.kind, {BODY_AND_FORCE},
  v.inspection, v.report_title, v.report_published, v.response, v.recommendation, v.number, v.due, v.id
FROM events v
WHERE {IS_FORCE}
  AND {_EVENTS_NARROWED}
ORDER BY v.date DESC, v.id""",
        ("force", "body", "report", "number", "kind", "year", "acceptance", "since"),
    ),
    ReadyQuery(
        "grades_by_force",
        "Inspectors' grades, by force",
        "Each grade that a report gives a force, once for each report, cycle and question, as current responses give "
        "it. Grades of two cycles cannot be compared: until 2018/19 there were four, and since 2021/22 there are five, "
        "and a question with the same words need not be the same question. step is the place of the grade on its "
        "cycle's scale of steps, from 1 for the lowest. A force, question or cycle that does not appear has no grade "
        f"in this dataset. {FORCE} Give the question in its own words or by its question_key, the cycle as "
        "peel_2021_22, and from_cycle to leave the cycles before it out.",
        f"""SELECT v.* FROM force_grades v
WHERE {IS_FORCE}
  AND (trim(:question) = '' OR v.question_key = trim(:question) OR v.question = trim(:question) COLLATE NOCASE)
  AND (trim(:cycle) = '' OR v.cycle = trim(:cycle))
  AND (trim(:from_cycle) = '' OR v.cycle >= trim(:from_cycle) OR v.cycle IS NULL)
ORDER BY v.force_name, v.question, v.cycle DESC, v.report_published DESC NULLS LAST, v.inspection""",
        ("force", "question", "cycle", "from_cycle"),
    ),
)
