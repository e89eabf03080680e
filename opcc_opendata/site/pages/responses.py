"""The list of all responses, with filters in its address."""

from __future__ import annotations

import json
from typing import Any, Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.filters import address, forces, paged, year
from opcc_opendata.site.views import Ask, Page, Row

LISTED: Final = """
  SELECT r.id, coalesce(r.title, r.title_cy) AS title, CASE WHEN r.title IS NULL THEN 'cy' ELSE 'en' END AS title_in,
    r.force, f.title AS force_title, r.published, r.letter_date, r.report_year, s.title AS stage,
    r.stage AS stage_code, r.withdrawn_on,
    EXISTS (SELECT 1 FROM related_responses x WHERE x.related = r.id AND x.relation = 'replaces') AS replaced
  FROM responses r JOIN forces f ON f.code = r.force LEFT JOIN code_stages s ON s.code = r.stage
"""
"""Responses as a list shows them. In NEWEST_FIRST they come in the order of an index of `tables`."""
NEWEST_FIRST: Final = "ORDER BY r.report_year DESC, coalesce(r.published, r.letter_date, '') DESC, r.id"


def page(ask: Ask) -> Page:
    """Show a page of the list."""
    all_forces, stages = forces(ask), {code: row["title"] for code, row in ask.titles("code_stages").items()}
    chosen = {"force": ask.chosen("force", all_forces), "stage": ask.chosen("stage", stages), "year": year(ask)}
    # The + keeps SQLite to the index that is in order, where it would look for a stage or force and sort what it finds.
    columns = {"force": "+r.force", "stage": "+r.stage", "year": "r.report_year"}
    where = " AND ".join(f"{columns[name]} = :{name}" for name, value in chosen.items() if value)
    sql = f"SELECT r.id FROM responses r {'WHERE ' + where if where else ''} {NEWEST_FIRST}"  # noqa: S608
    values: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    context = paged(ask, sql, **values)
    total = ask.rows(f"SELECT count(*) AS n FROM responses r {'WHERE ' + where if where else ''}", **values)  # noqa: S608
    csv = {columns[name].removeprefix("+").removeprefix("r."): value for name, value in values.items()}
    context |= {
        "rows": _listed(ask, [row["id"] for row in context["rows"]]),
        "forces": all_forces,
        "stages": stages,
        "years": years(ask),
        "chosen": chosen,
        "total": total[0]["n"],
        "csv": f"/{DATABASE}/responses.csv{address(csv)}",
    }
    return Page("responses.html", context)


def _listed(ask: Ask, ids: list[str]) -> list[Row]:
    """Give some responses in the order of their ids. What stands before them in a long list is never read."""
    rows = ask.rows(f"{LISTED} WHERE r.id IN (SELECT value FROM json_each(:ids))", ids=json.dumps(ids))  # noqa: S608
    return sorted(rows, key=lambda row: ids.index(row["id"]))


def years(ask: Ask) -> list[int]:
    """Give the years of reports that there are responses to, newest first."""
    sql = "SELECT DISTINCT report_year AS year FROM responses WHERE report_year IS NOT NULL ORDER BY 1 DESC"
    return ask.once("years", lambda: [row["year"] for row in ask.rows(sql)])
