"""Ready-made queries: the questions that readers of the database ask most, as SQL with named parameters."""

# ruff: noqa: S608 (SQL here is put together from the names of our own tables, never from what somebody typed)

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from opcc_opendata.tables.comparison import ALL_FORCES, FEWEST_FOR_A_RATE, PROMISES, RECOMMENDATIONS, REPORTS, SORTS
from opcc_opendata.tables.events import narrowed as events_narrowed
from opcc_opendata.tables.search import PASSAGE_BITS
from opcc_opendata.tables.views import FORCES_COVERED

SILENCE: Final = (
    "A force that does not appear has no response in this dataset; it may well have published one elsewhere."
)

COVERAGE: Final = (
    "Only bodies and days in the table coverage are looked at. If that table is empty, nothing is listed, and that "
    "says nothing about any body."
)

COMMENCEMENT: Final = (
    "The 56 days are counted for reports published from 3 April 2017 on. That they applied from that day is not "
    "verified."
)

_PUBLISHED_ONLY: Final = (
    "Only a known date of publication shows whether a response was late; the date of a letter does not."
)

_FORCE: Final = "Give a force by its code or name, such as norfolk or Norfolk Constabulary, or leave it empty for all."


@dataclass(frozen=True, slots=True)
class Query:
    """A ready-made question: its name in the address, what it says, its SQL, and what a reader may fill in.

    `order` stands after the SQL, for a list that can be sorted: see `sorted_by`.
    """

    name: str
    title: str
    says: str
    sql: str
    parameters: tuple[str, ...] = ("force",)
    order: str = ""

    @property
    def whole(self) -> str:
        """The SQL with its order."""
        return f"{self.sql}\n{self.order}".rstrip()


def sorted_by(usual: str, **columns: str) -> str:
    """Write an order that a reader chooses: `sort` is the name of a column, or that after a hyphen to turn it round.

    What has no value comes last both ways, and rows that are alike stand in the usual order.
    """
    up, down = (
        " ".join(f"WHEN '{sign}{name}' THEN {column}" for name, column in columns.items()) for sign in ("", "-")
    )
    chosen = (
        f"CASE trim(:sort) {up} END COLLATE NOCASE NULLS LAST",
        f"CASE trim(:sort) {down} END COLLATE NOCASE DESC",
    )
    return f"ORDER BY {chosen[0]},\n  {chosen[1]} NULLS LAST,\n  {usual}"


_IN_YEAR: Final = "(trim(:year) = '' OR substr({0}, 1, 4) = trim(:year))"

_YEAR: Final = "Give the year of the report, such as 2022, or leave it empty for all."

_IN_REPORT_YEAR: Final = "(trim(:year) = '' OR v.report_year = CAST(trim(:year) AS INTEGER))"

_NAMED_AS: Final = "{0} = replace(lower(trim(:force)), ' ', '-') OR {1} = trim(:force) COLLATE NOCASE"
"""SQL: the code and the title are those of the force that a reader named, by either."""

_IS_FORCE: Final = f"""v.force IN (
  SELECT code FROM forces
  WHERE trim(:force) = '' OR {_NAMED_AS.format("code", "title")}
)"""
"""SQL: the force that a reader chose. An index finds its rows, where a condition on them with OR would read all."""

_IS_THE_FORCE: Final = f"""(
  trim(:force) = '' OR {_NAMED_AS.format("z.code", "z.title")}
)"""

_BY_FORCE: Final = "FROM forces z CROSS JOIN {0} v ON v.force = z.code"
"""SQL: a view force by force, in the order of their names, so that nobody waits for all rows to be sorted."""

_IS_BODY: Final = "(trim(:body) = '' OR v.policing_body = lower(trim(:body)))"

_NARROW: Final = (
    "Give a policing body by its code, such as kent-pcc. Sort by one of {0}; a hyphen before it turns the order round. "
    "Leave them empty otherwise."
)

_BODY_AND_FORCE: Final = (
    "v.policing_body, v.policing_body_name, v.current_body, v.current_body_name, v.force, v.force_name"
)

_WHOSE_ANSWER: Final = f"{_BODY_AND_FORCE},\n  v.inspection, v.report_title, v.report_published"

_ACCEPTANCE: Final = "coalesce(c.title, 'No answer') AS acceptance"

_ONE_VERDICT: Final = (
    "CASE WHEN (SELECT count(*) FROM response_inspections n WHERE n.response = v.id) = 1 THEN a.{0} END AS {0}"
)
"""SQL: the verdict on a response, where it answers one report."""

_OVERDUE_IF_COVERED: Final = f"""CASE
    WHEN v.code IN ({FORCES_COVERED})
    THEN coalesce(o.overdue, 0) END"""

_PROMISED: Final = ",\n  ".join(
    f"(SELECT p.{name} FROM promises p WHERE p.recommendation = v.recommendation) AS {name}"
    for name in ("promised_first", "target_date", "times_moved", "state")
)
"""SQL: what the view promises says of a recommendation. To join that view, SQLite would work out all of it first."""

_IN_EITHER: Final = "coalesce(v.{0}, v.{0}_cy) AS {0}"

_TEXT, _BODY, _FORCES, _REASON = (
    _IN_EITHER.format(name) for name in ("text", "body_action", "force_action", "no_action_reason")
)

_NARROWED: Final = ("q", "force", "body", "report", "year", "status", "kind", "acceptance")

_MATCH: Final = "match_responses(:q, :force, :body, :report, :year, :status, :kind, :acceptance)"

_OF_TEXTS: Final = "(:kind = '' OR p.kind = :kind) AND (:acceptance = '' OR p.acceptance = :acceptance)"

_HOW_TO_SEARCH: Final = (
    "All the words must be there; those between quotation marks follow each other, OR stands between words of which "
    "one is enough, and - before one that must not be there. English words are found in all their forms, and Welsh "
    "letters with or without their accents. "
)

_NARROWED_SAYS: Final = (
    "force, body, report, status, kind and acceptance are codes and ids as in the view passages, and year is that of "
    "the report; leave them empty for all."
)

_SAME_REPORTS: Final = (
    "Give the codes of the forces with a space between them, such as kent sussex. counted is 1 for a report that the "
    "body of each of these forces had to answer by today within the stated coverage."
)

_NARROW_TO: Final = "Give a force's code to see its rows alone, or leave it empty for all."

_SEARCH: Final = f"""WITH found AS MATERIALIZED (
  SELECT p.id FROM passages_fts JOIN searched_passages p ON p.id = passages_fts.rowid
  JOIN searched_responses s ON s.id = p.id >> {PASSAGE_BITS}
  WHERE passages_fts MATCH match_passages(:q) AND {_OF_TEXTS}
    AND s.id IN (SELECT rowid FROM responses_fts WHERE responses_fts MATCH {_MATCH})
  ORDER BY s.recency DESC, p.id LIMIT -1
)
SELECT v.found_in, v.row_id, v.kind, v.acceptance,
  excerpt(v.words, :q, '«', '»') AS words,
  v.response, f.title AS force, b.title AS policing_body, coalesce(r.title, r.title_cy) AS title,
  coalesce(r.published, r.letter_date, CAST(r.report_year AS TEXT)) AS date, v.status
FROM found CROSS JOIN passages v ON v.id = found.id
JOIN responses r ON r.id = v.response
LEFT JOIN forces f ON f.code = r.force LEFT JOIN policing_bodies b ON b.code = r.policing_body"""

_SEARCH_RESPONSES: Final = f"""WITH found AS MATERIALIZED (
  SELECT s.id, s.date FROM responses_fts JOIN searched_responses s ON s.id = responses_fts.rowid
  WHERE responses_fts MATCH {_MATCH} ORDER BY s.recency DESC, s.id DESC LIMIT -1
)
SELECT r.id AS response, coalesce(r.title, r.title_cy) AS title, r.policing_body, b.title AS policing_body_name,
  r.force, f.title AS force_name, found.date, r.published, r.report_year, r.stage, x.status,
  (SELECT group_concat(coalesce(l.title, l.title_cy), '; ') FROM response_inspections l WHERE l.response = r.id)
    AS report_title,
  (SELECT count(*) FROM passages_fts JOIN searched_passages p ON p.id = passages_fts.rowid
    WHERE passages_fts MATCH match_passages(:q) AND {_OF_TEXTS}
      AND passages_fts.rowid BETWEEN r.rowid << {PASSAGE_BITS} AND ((r.rowid + 1) << {PASSAGE_BITS}) - 1) AS places
FROM found CROSS JOIN responses r ON r.rowid = found.id
JOIN response_status x ON x.response = r.id
LEFT JOIN forces f ON f.code = r.force LEFT JOIN policing_bodies b ON b.code = r.policing_body"""

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

_EVENTS_NARROWED: Final = "\n  AND ".join(
    f"(trim(:{name}) = '' OR {condition})" for name, condition in events_narrowed("v").items()
)

QUERIES: Final = (
    Query(
        "search",
        "Search every text",
        "Every text that holds all the words, in a response that is not withdrawn, newest response first. "
        f"{_HOW_TO_SEARCH}The words found stand between « and ». {_NARROWED_SAYS}",
        _SEARCH,
        _NARROWED,
    ),
    Query(
        "search_responses",
        "Search for responses",
        "Every response that holds all the words, wherever they stand in it, newest first, as the page Search counts "
        f"them. With kind or acceptance, all the words must be in such texts. {_HOW_TO_SEARCH}places counts the texts "
        f"that hold all of them. {_NARROWED_SAYS}",
        _SEARCH_RESPONSES,
        _NARROWED,
    ),
    Query(
        "timeliness_by_force",
        "How many reports were answered in time, by policing body",
        "Counts each report that a force's policing body has answered once, however many versions of the answer there "
        "are. A holding statement is no answer, what was withdrawn is not counted, and a late correction or second "
        f"version of a response that was on time is not late. {_PUBLISHED_ONLY} {COMMENCEMENT} {_FORCE} {_YEAR} "
        + _NARROW.format("body, force, on_time, late, cannot_tell, does_not_apply and reports"),
        f"""SELECT {_BODY_AND_FORCE},
  count(*) FILTER (WHERE v.timeliness = 'on_time') AS on_time,
  count(*) FILTER (WHERE v.timeliness = 'late') AS late,
  count(*) FILTER (WHERE v.timeliness = 'cannot_tell') AS cannot_tell,
  count(*) FILTER (WHERE v.timeliness = 'does_not_apply') AS does_not_apply,
  count(*) AS reports
FROM timeliness v
WHERE {_IS_FORCE} AND {_IN_YEAR.format("v.report_published")} AND {_IS_BODY}
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
    Query(
        "late_responses",
        "Responses published late",
        "Reports that a policing body answered after the last lawful day, where no version of the answer may have been "
        f"in time. {_PUBLISHED_ONLY} {COMMENCEMENT} {_FORCE} {_YEAR}",
        f"""SELECT {_BODY_AND_FORCE},
  v.inspection, v.report_title, v.report_published, v.last_lawful_day, v.response, v.response_published, v.day_number,
  v.days_late
FROM timeliness v
WHERE v.timeliness = 'late' AND {_IS_FORCE} AND {_IN_YEAR.format("v.report_published")} AND {_IS_BODY}
ORDER BY v.days_late DESC, v.force, v.inspection""",
        ("force", "year", "body"),
    ),
    Query(
        "outstanding_by_force",
        "Reports without a response",
        f"Reports to which a policing body has published no full response. {COVERAGE} {COMMENCEMENT} {_FORCE} "
        f"{_YEAR} Give the timeliness as overdue, pending, cannot_tell or not_owed, or leave it empty. "
        + _NARROW.format("body, force, report, deadline and days"),
        f"""SELECT {_BODY_AND_FORCE},
  v.inspection, v.report_title, v.report_published, v.last_lawful_day, v.timeliness, v.days_overdue, v.reason,
  s.title AS reason_title, v.possible_answers, v.covered_by
FROM outstanding v
LEFT JOIN code_silence_reasons s ON s.code = v.reason
WHERE {_IS_FORCE} AND {_IN_YEAR.format("v.report_published")}
  AND (trim(:timeliness) = '' OR v.timeliness = trim(:timeliness)) AND {_IS_BODY}""",
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
    Query(
        "duties_by_state",
        "Who owed a response to what, and how it stands",
        "Each report of the register, once for each force that it is about: the policing body that owed a response, "
        "the deadline, and one of eight states. Outside this dataset's stated coverage a report without a response is "
        f"not_in_dataset, which says nothing about the body. {COMMENCEMENT} {_FORCE} {_YEAR} Give the state as "
        "answered, late, overdue, pending, not_required, covered_by, cannot_tell or not_in_dataset, or leave it empty. "
        + _NARROW.format("body, force, report and deadline"),
        f"""SELECT {_BODY_AND_FORCE},
  v.inspection, v.report_title, v.report_published, v.last_lawful_day, v.state, v.timeliness, v.reason, v.response,
  v.possible_answers, v.covered_by, v.in_coverage, v.report_confidence
FROM duty_states v
WHERE {_IS_FORCE} AND {_IN_YEAR.format("v.report_published")}
  AND (trim(:state) = '' OR v.state = trim(:state)) AND {_IS_BODY}""",
        ("force", "year", "state", "body", "sort"),
        sorted_by(
            "v.last_lawful_day DESC NULLS LAST, v.force_name, v.inspection",
            body="v.policing_body_name",
            force="v.force_name",
            report="v.report_title",
            deadline="v.last_lawful_day",
        ),
    ),
    Query(
        "answers_by_force",
        "Recommendations and their answers, by force",
        "Each recommendation or other finding with what the local policing body and its force say to it, once for each "
        f"force: the newest answer in a current response. {_FORCE}",
        f"""SELECT {_WHOSE_ANSWER}, v.number, k.title AS kind, {_TEXT},
  {_ACCEPTANCE}, {_BODY}, {_FORCES}, {_REASON}, v.owner, v.target_date, v.response, v.recommendation
{_BY_FORCE.format("recommendations_with_answers")}
JOIN code_finding_kinds k ON k.code = v.kind
LEFT JOIN code_acceptance c ON c.code = v.acceptance
WHERE {_IS_THE_FORCE}
ORDER BY z.title, v.response, v.recommendation""",
    ),
    Query(
        "same_recommendation",
        "One recommendation, and every force's answer",
        "What each force's body answers to the same recommendation of a report, once for each force. Give the report "
        "by its id in the table inspections, and the number as the report prints it; without a number, all of the "
        f"report's recommendations. {SILENCE}",
        f"""SELECT v.number, {_WHOSE_ANSWER}, {_TEXT}, {_ACCEPTANCE}, {_BODY}, {_FORCES}, {_REASON},
  v.target_date, v.response, v.recommendation
FROM recommendations_with_answers v
LEFT JOIN code_acceptance c ON c.code = v.acceptance
WHERE v.inspection = trim(:inspection) AND v.number_key IS NOT NULL
  AND (trim(:number) = '' OR v.number = trim(:number) OR v.number_key = lower(trim(:number)))
ORDER BY CAST(v.number AS INTEGER), v.number, v.force_name, v.recommendation""",
        ("inspection", "number"),
    ),
    Query(
        "refused_recommendations",
        "Refused recommendations, and why",
        "Recommendations and other findings that a local policing body does not accept, in current responses. "
        f"{_FORCE} {_YEAR} " + _NARROW.format("body, force, report and date"),
        f"""SELECT {_WHOSE_ANSWER}, v.response_published, v.letter_date, v.number, k.title AS kind, {_TEXT}, {_REASON},
  {_BODY}, {_FORCES}, v.response, v.recommendation
FROM recommendations_with_answers v
JOIN code_finding_kinds k ON k.code = v.kind
WHERE v.acceptance = 'not_accepted' AND {_IS_FORCE} AND {_IN_REPORT_YEAR} AND {_IS_BODY}""",
        ("force", "year", "body", "sort"),
        sorted_by(
            "v.force_name, v.response, v.recommendation",
            body="v.policing_body_name",
            force="v.force_name",
            report="v.report_title",
            date="coalesce(v.response_published, v.letter_date)",
        ),
    ),
    Query(
        "unexplained_by_force",
        "Recommendations without the body's own explanation",
        "Section 55(5B) asks the local policing body to say, for each recommendation, what it has done or will do, or "
        "why it takes no action. These current responses hold neither; what the force does is not the body's own "
        "action. Responses of which only the facts are held are left out, and so are holding statements, "
        "recommendations of an earlier report, and reports that may be from before 3 April 2017. That section 55(5B) "
        f"applied from that day is not verified. {_FORCE}",
        f"""SELECT {_WHOSE_ANSWER}, v.response_published, v.letter_date, v.number, {_TEXT}, c.title AS acceptance,
  v.force_acted, v.response, v.recommendation
{_BY_FORCE.format("unexplained_recommendations")}
LEFT JOIN code_acceptance c ON c.code = v.acceptance
WHERE {_IS_THE_FORCE}
ORDER BY z.title, v.response, v.recommendation""",
    ),
    Query(
        "promises_past_their_date",
        "Promises past their date",
        "Actions whose date, as last revised, is past, and that are open by the newest report, if there is one, in "
        "current responses. "
        f"That nothing was reported does not mean that nothing was done. {_FORCE} {_YEAR} "
        + _NARROW.format("body, force, report, date and days"),
        f"""SELECT {_WHOSE_ANSWER}, v.target_date, v.days_past, v.first_target_date, s.title AS status, v.status_date,
  v.promised_by, v.number, {_TEXT}, v.body_action, v.force_action, v.owner, v.response, v.recommendation
FROM promises_past_target v
LEFT JOIN code_progress_statuses s ON s.code = v.status
WHERE {_IS_FORCE} AND {_IN_REPORT_YEAR} AND {_IS_BODY}""",
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
    Query(
        "responses_listed",
        "Responses, and whether each was on time",
        "Each current response with the report that it answers, and the verdict on the 56 days where it rests on this "
        "response. A response to several reports has the first of them, how many there are, and no verdict: the view "
        f"timeliness has one for each. {_FORCE} {_YEAR} Give the stage by its code; give all as the status to have the "
        "responses that were replaced or withdrawn too. " + _NARROW.format("body, force, report, date and days"),
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
WHERE (x.status = 'current' OR trim(:status) = 'all') AND {_IS_FORCE}
  AND (trim(:year) = '' OR v.report_year = CAST(trim(:year) AS INTEGER))
  AND (trim(:stage) = '' OR v.stage = trim(:stage)) AND {_IS_BODY}""",
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
    Query(
        "reports_listed",
        "Inspection reports, with how many answered",
        "Each report of the register or of a response, with its current responses and how many full responses are "
        f"overdue. {COVERAGE} Give a force by its code for the reports that it is known to concern. {_YEAR} "
        + _NARROW.format("report, date, type, responses and overdue").partition(" such as kent-pcc. ")[2],
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
    Query(
        "forces_listed",
        "The 43 forces, with how many responses",
        "Each force of England and Wales with the current responses for it, the newest report that one answers, and "
        "how many full responses its policing body owes. overdue is empty where the dataset does not claim to be "
        f"complete. {COVERAGE} "
        + _NARROW.format("force, region, responses, overdue and newest").partition(" such as kent-pcc. ")[2],
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
    Query(
        "recommendations_said_again",
        "Recommendations said again in a later report",
        "Recommendations that a record states to come from an earlier report, with every answer that counts, in order "
        "of time, and the answers to the earlier report itself where it has the same words. Rows of one repeat_group "
        f"are one recommendation. {_FORCE} Give report as the id of a report for the recommendations made in it, and "
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
      WHERE {_NAMED_AS.format("g.force", "h.title")}))
ORDER BY v.repeat_group, v.position""",
        ("force", "report", "recommendation"),
    ),
    Query(
        "promises_and_dates",
        "Promises, the dates first and last promised, and how they stand",
        "Every answer with a date by which something is to be done, in current responses, whether it is past, ahead or "
        "reported complete. That nothing was reported does not mean that nothing was done. "
        f"{_FORCE} {_YEAR} Give the state as done_by_date, done_after_date, done, ended, past or ahead, or leave it "
        "empty.",
        f"""SELECT {_WHOSE_ANSWER}, v.promised_first, v.target_date, v.times_moved, v.state, s.title AS status,
  v.status_date, v.complete_since, v.promised_by, v.number, {_TEXT}, v.body_action, v.force_action, v.owner, v.response,
  v.recommendation
{_BY_FORCE.format("promises")}
LEFT JOIN code_progress_statuses s ON s.code = v.status
WHERE {_IS_THE_FORCE} AND {_IN_REPORT_YEAR} AND (trim(:state) = '' OR v.state = trim(:state))
ORDER BY z.title, v.recommendation""",
        ("force", "year", "state"),
    ),
    Query(
        "answers_alike",
        "Answers with nearly the same words",
        f"Each answer that has nearly the same words as the answer to another recommendation, group by group. {_ALIKE} "
        f"{_FORCE} With a force, the groups in which it has an answer. Give between as forces for groups with answers "
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
  HAVING (trim(:force) = '' OR max({_NAMED_AS.format("g.force", "h.title")}))
    AND (trim(:between) = '' OR (count(DISTINCT g.force) > 1) = (trim(:between) = 'forces'))
    AND (trim(:answer) = '' OR max(g.id = trim(:answer)))
)
ORDER BY v.alike_group, v.position""",
        ("force", "between", "answer"),
    ),
    Query(
        "changes",
        "What changed, by day",
        "Responses added, changed and withdrawn, deadlines that were 14 days away, responses that became overdue, and "
        f"promises whose date passed, newest first. {COVERAGE} {_FORCE} Give a policing body by its code, a report by "
        "its id, and with it the number of a recommendation as addresses have it; the kind as added, changed, "
        "withdrawn, due_in_14_days, overdue or promise_passed, or several with a space between them; the year of the "
        "report; the acceptance as a code of code_acceptance for what is about such answers; and since, the first day, "
        "as 2026-10-31. Leave them empty for all.",
        f"""SELECT v.date, v.kind, {_BODY_AND_FORCE},
  v.inspection, v.report_title, v.report_published, v.response, v.recommendation, v.number, v.due, v.id
FROM events v
WHERE {_IS_FORCE}
  AND {_EVENTS_NARROWED}
ORDER BY v.date DESC, v.id""",
        ("force", "body", "report", "number", "kind", "year", "acceptance", "since"),
    ),
    Query(
        "acceptance_by_force",
        "How many recommendations were accepted, by policing body",
        "Counts findings of the kind 'recommendation', each once for a force, in current responses: not in those "
        f"withdrawn, or replaced by a later one. {_FORCE}",
        f"""SELECT {_BODY_AND_FORCE}, k.title AS kind,
  {_ACCEPTANCE}, v.recommendations
FROM recommendations_by_force_and_acceptance v
JOIN code_finding_kinds k ON k.code = v.kind
LEFT JOIN code_acceptance c ON c.code = v.acceptance
WHERE {_IS_FORCE}
ORDER BY v.force_name, v.policing_body, v.recommendations DESC, acceptance""",
    ),
    Query(
        "grades_by_force",
        "Inspectors' grades, by force",
        "Each grade that a report gives a force, once for each report, cycle and question, as current responses give "
        "it. Grades of two cycles cannot be compared: until 2018/19 there were four, and since 2021/22 there are five, "
        "and a question with the same words need not be the same question. step is the place of the grade on its "
        "cycle's scale of steps, from 1 for the lowest. A force, question or cycle that does not appear has no grade "
        f"in this dataset. {_FORCE} Give the question in its own words or by its question_key, the cycle as "
        "peel_2021_22, and from_cycle to leave the cycles before it out.",
        f"""SELECT v.* FROM force_grades v
WHERE {_IS_FORCE}
  AND (trim(:question) = '' OR v.question_key = trim(:question) OR v.question = trim(:question) COLLATE NOCASE)
  AND (trim(:cycle) = '' OR v.cycle = trim(:cycle))
  AND (trim(:from_cycle) = '' OR v.cycle >= trim(:from_cycle) OR v.cycle IS NULL)
ORDER BY v.force_name, v.question, v.cycle DESC, v.report_published DESC NULLS LAST, v.inspection""",
        ("force", "question", "cycle", "from_cycle"),
    ),
    Query(
        "compare_forces",
        "All forces beside each other",
        "Counts, for each force, the reports that its policing body had to answer by today within the stated coverage, "
        "how it answered their recommendations, and which promises to them are past their date. A force for which this "
        "dataset is not complete has no figures but its number of responses: what is empty is not known, and is no 0. "
        f"There is no percentage and no typical day of fewer than {FEWEST_FOR_A_RATE} cases, and no typical day where "
        "half of the responses are overdue. typical_day is the median of the days on which responses came out, the "
        f"day of the report being day 1; those overdue count as later than all others. {_PUBLISHED_ONLY} "
        f"{COMMENCEMENT} Sort by {', '.join(list(SORTS)[:-1])} or {list(SORTS)[-1]}, in the order asc or desc; what "
        "is empty always comes last.",
        ALL_FORCES,
        ("sort", "order"),
    ),
    Query(
        "compared_reports",
        "The same reports, and how timely each force's policing body answered them",
        f"Each report is there once for each force. {_SAME_REPORTS} Reports that were not owed by each, but answered "
        "by each, are there too, with counted 0. day_known is 1 where for every one of them the day of publication is "
        f"known or the response is overdue. {_NARROW_TO} Give the timeliness as on_time, late, overdue, cannot_tell or "
        f"does_not_apply. {_PUBLISHED_ONLY} {COMMENCEMENT}",
        REPORTS,
        ("forces", "force", "timeliness", "counted", "day_known"),
    ),
    Query(
        "compared_recommendations",
        "The same recommendations, and how each force's policing body answered them",
        "Recommendations that the policing body of every force answered, saying whether it accepts them, once for each "
        f"force; those come first that were not answered alike, and have differs 1. {_SAME_REPORTS} "
        f"{_NARROW_TO} Give the acceptance as a code of the table code_acceptance.",
        RECOMMENDATIONS,
        ("forces", "force", "acceptance", "counted", "differs"),
    ),
    Query(
        "compared_promises",
        "What each force's policing body promised on the same reports",
        "Answers with a target date, to recommendations and other findings of the reports that the body of each force "
        "had to answer by today within the stated coverage. Give the codes of the forces with a space between them, "
        "such as kent sussex. The outcome is reported_complete; not_pursued (superseded, or not to be actioned); past, "
        "if the date is past and nothing of that kind was reported; or ahead. That nothing was reported does not mean "
        f"that nothing was done. {_NARROW_TO}",
        PROMISES,
        ("forces", "force", "outcome"),
    ),
)
