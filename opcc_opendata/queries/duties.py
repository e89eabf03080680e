"""Who had to answer by when, and did: on time, late, or not in this dataset."""

# ruff: noqa: S608 (SQL here is put together from the names of our own tables, never from what somebody typed)

from __future__ import annotations

from typing import Final

from opcc_opendata.queries.parts import (
    BODY_AND_FORCE,
    COMMENCEMENT,
    COVERAGE,
    FORCE,
    IS_BODY,
    IS_FORCE,
    NARROW,
    PUBLISHED_ONLY,
    YEAR,
    ReadyQuery,
    sorted_by,
)

_IN_YEAR: Final = "(trim(:year) = '' OR substr({0}, 1, 4) = trim(:year))"

DUTIES: Final = (
    ReadyQuery(
        "timeliness_by_force",
        "How many reports were answered in time, by policing body",
        "Counts each report that a force's policing body has answered once, however many versions of the answer there "
        "are. A holding statement is no answer, what was withdrawn is not counted, and a late correction or second "
        f"version of a response that was on time is not late. {PUBLISHED_ONLY} {COMMENCEMENT} {FORCE} {YEAR} "
        + NARROW.format("body, force, on_time, late, cannot_tell, does_not_apply and reports"),
        f"""SELECT {BODY_AND_FORCE},
  count(*) FILTER (WHERE v.timeliness = 'on_time') AS on_time,
  count(*) FILTER (WHERE v.timeliness = 'late') AS late,
  count(*) FILTER (WHERE v.timeliness = 'cannot_tell') AS cannot_tell,
  count(*) FILTER (WHERE v.timeliness = 'does_not_apply') AS does_not_apply,
  count(*) AS reports
FROM timeliness v
WHERE {IS_FORCE} AND {_IN_YEAR.format("v.report_published")} AND {IS_BODY}
GROUP BY v.force, v.policing_body""",
        ("force", "year", "body", "sort"),
        sorted_by(
            "v.force_name, min(v.report_published), v.policing_body",
            body="v.policing_body_name",
            force="v.force_name",
            **{
                code: f"count(*) FILTER (WHERE v.timeliness = '{code}')"
                for code in ("on_time", "late", "cannot_tell", "does_not_apply")
            },
            reports="count(*)",
        ),
    ),
    ReadyQuery(
        "late_responses",
        "Responses published late",
        "Reports that a policing body answered after the last lawful day, where no version of the answer may have been "
        f"in time. {PUBLISHED_ONLY} {COMMENCEMENT} {FORCE} {YEAR}",
        f"""SELECT {BODY_AND_FORCE},
  v.inspection, v.report_title, v.report_published, v.last_lawful_day, v.response, v.response_published, v.day_number,
  v.days_late
FROM timeliness v
WHERE v.timeliness = 'late' AND {IS_FORCE} AND {_IN_YEAR.format("v.report_published")} AND {IS_BODY}
ORDER BY v.days_late DESC, v.force, v.inspection""",
        ("force", "year", "body"),
    ),
    ReadyQuery(
        "outstanding_by_force",
        "Reports without a response",
        f"Reports to which a policing body has published no full response. {COVERAGE} {COMMENCEMENT} {FORCE} "
        f"{YEAR} Give the timeliness as overdue, pending, cannot_tell or not_owed, or leave it empty. "
        + NARROW.format("body, force, report, deadline and days"),
        f"""SELECT {BODY_AND_FORCE},
  v.inspection, v.report_title, v.report_published, v.last_lawful_day, v.timeliness, v.days_overdue, v.reason,
  s.title AS reason_title, v.possible_answers, v.covered_by
FROM outstanding v
LEFT JOIN code_silence_reasons s ON s.code = v.reason
WHERE {IS_FORCE} AND {_IN_YEAR.format("v.report_published")}
  AND (trim(:timeliness) = '' OR v.timeliness = trim(:timeliness)) AND {IS_BODY}""",
        ("force", "year", "timeliness", "body", "sort"),
        sorted_by(
            "v.last_lawful_day, v.force_name, v.inspection",
            body="v.policing_body_name",
            force="v.force_name",
            report="v.report_title",
            deadline="v.last_lawful_day",
            days="v.days_overdue",
        ),
    ),
    ReadyQuery(
        "duties_by_state",
        "Who owed a response to what, and how it stands",
        "Each report of the register, once for each force that it is about: the policing body that owed a response, "
        "the deadline, and one of eight states. Outside this dataset's stated coverage a report without a response is "
        f"not_in_dataset, which says nothing about the body. {COMMENCEMENT} {FORCE} {YEAR} Give the state as "
        "answered, late, overdue, pending, not_required, covered_by, cannot_tell or not_in_dataset, or leave it empty. "
        + NARROW.format("body, force, report and deadline"),
        f"""SELECT {BODY_AND_FORCE},
  v.inspection, v.report_title, v.report_published, v.last_lawful_day, v.state, v.timeliness, v.reason, v.response,
  v.possible_answers, v.covered_by, v.in_coverage, v.report_confidence
FROM duty_states v
WHERE {IS_FORCE} AND {_IN_YEAR.format("v.report_published")}
  AND (trim(:state) = '' OR v.state = trim(:state)) AND {IS_BODY}""",
        ("force", "year", "state", "body", "sort"),
        sorted_by(
            "v.last_lawful_day DESC NULLS LAST, v.force_name, v.inspection",
            body="v.policing_body_name",
            force="v.force_name",
            report="v.report_title",
            deadline="v.last_lawful_day",
        ),
    ),
)
