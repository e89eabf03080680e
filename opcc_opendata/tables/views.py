"""What the views that answer readers' questions are made of, as SQL.

What is counted is settled when the database is built (`counting`, `duties`). What depends on today (overdue, a promise
past its date, which body has a duty now) is worked out when somebody asks, from the UTC date. In summer that is up to
an hour behind the clock in London, so a body is never called overdue early.

A row about a duty, a refusal or a promise names the body that owed it on its day, then the force, the report and the
date. Names come by LEFT JOIN, which SQLite leaves out where a count or a facet does not need them.
"""

from __future__ import annotations

from dataclasses import dataclass

from opcc_opendata.calendars import TODAY


@dataclass(frozen=True, slots=True)
class View:
    """One view: its name, what it says, its SQL, what each column says, and the columns that tell its rows apart."""

    name: str
    says: str
    sql: str
    columns: dict[str, str]
    key: tuple[str, ...]


def first_day(date: str) -> str:
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
  WHERE {first_day("coalesce(n.start, p.end)")} <= {TODAY} AND s.steps < 20
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


BODY = {
    "policing_body": "The local policing body that owed it on that day.",
    "policing_body_name": "The name of that body.",
    "current_body": "The body that has its functions now, if that is another.",
    "current_body_name": "The name of that body.",
    "force": "The force that the body holds to account.",
    "force_name": "The name of the force.",
}
"""What the columns of `names` say."""
REPORT = {
    "inspection": "The report.",
    "report_title": "The report's title.",
    "report_published": "When the report was published.",
}
YEAR = {"report_year": "The year of the report, or of the newest report answered where its own is not known."}
RESPONSE = {
    "response": "The response.",
    "response_published": "When the response was published.",
    "letter_date": "The date of the response's letter.",
}
TITLE = "coalesce(i.title, i.title_cy) AS report_title"
