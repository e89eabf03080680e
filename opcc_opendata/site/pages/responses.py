"""The list of responses, with filters in its address: the current ones, or also those replaced and withdrawn."""

from __future__ import annotations

import json
from typing import Any, Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.filters import address, forces, paged, year
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.views import Ask, Page, Row

LISTED: Final = """
  SELECT r.id, coalesce(r.title, r.title_cy) AS title, CASE WHEN r.title IS NULL THEN 'cy' ELSE 'en' END AS title_in,
    r.force, f.title AS force_title, r.published, r.letter_date, r.report_year, s.title AS stage,
    r.stage AS stage_code, r.withdrawn_on, x.status
  FROM responses r CROSS JOIN response_status x ON x.response = r.id
  JOIN forces f ON f.code = r.force LEFT JOIN code_stages s ON s.code = r.stage
"""
"""Responses as a list shows them. In NEWEST_FIRST they come in the order of an index of `tables`."""
NEWEST_FIRST: Final = "ORDER BY r.report_year DESC, coalesce(r.published, r.letter_date, '') DESC, r.id"
_ALL: Final = "all"


def page(ask: Ask) -> Page:
    """Show a page of the list."""
    all_forces, stages = forces(ask), {code: row["title"] for code, row in ask.titles("code_stages").items()}
    statuses = {_ALL: words_in("en").plain("responses.with_former")}
    status = ask.chosen("status", statuses)
    chosen = {"force": ask.chosen("force", all_forces), "stage": ask.chosen("stage", stages), "year": year(ask)}
    # The + keeps SQLite to the index that is in order, where it would look for a stage or force and sort what it finds.
    columns = {"force": "+r.force", "stage": "+r.stage", "year": "r.report_year"}
    table = "responses" if status == _ALL else "current_responses"
    where = " AND ".join(f"{columns[name]} = :{name}" for name, value in chosen.items() if value)
    asked = f"FROM {table} r {'WHERE ' + where if where else ''}"
    values: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    context = paged(ask, f"SELECT r.id {asked} {NEWEST_FIRST}", **values)
    csv = {columns[name].removeprefix("+").removeprefix("r."): value for name, value in values.items()}
    context |= {
        "rows": _listed(ask, [row["id"] for row in context["rows"]]),
        "forces": all_forces,
        "stages": stages,
        "statuses": statuses,
        "years": years(ask),
        "chosen": chosen | {"status": status},
        "total": ask.rows(f"SELECT count(*) AS n {asked}", **values)[0]["n"],
        "csv": f"/{DATABASE}/{table}.csv{address(csv)}",
    }
    return Page("responses.html", context)


def _listed(ask: Ask, ids: list[str]) -> list[Row]:
    """Give some responses in the order of their ids. What stands before them in a long list is never read."""
    rows = ask.rows(f"{LISTED} WHERE r.id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(ids))  # noqa: S608
    return sorted(rows, key=lambda row: ids.index(row["id"]))


def with_possible_answers(ask: Ask, rows: list[Row]) -> list[Row]:
    """Add to rows of `outstanding` the responses that may be the answer, each with its id and title."""
    ids = {name for row in rows for name in (row["possible_answers"] or "").split()}
    sql = "SELECT id, coalesce(title, title_cy) AS title FROM responses WHERE id IN (SELECT value FROM json_each(:ids))"
    known = {row["id"]: row for row in ask.rows(sql, ids=json.dumps(sorted(ids)))} if ids else {}
    return [row | {"possible": [known[name] for name in (row["possible_answers"] or "").split()]} for row in rows]


def years(ask: Ask) -> list[int]:
    """Give the years of reports that have a response, or are owed one, newest first."""
    sql = """
      SELECT report_year AS year FROM current_responses WHERE report_year IS NOT NULL
      UNION SELECT CAST(substr(report_published, 1, 4) AS INTEGER) FROM duties ORDER BY 1 DESC
    """
    return ask.once("years", lambda: [row["year"] for row in ask.rows(sql)])
