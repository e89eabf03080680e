"""The front page: what this is, how much there is, and the ways in."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.site.charts import Bar, bars
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.pages.responses import LISTED, NEWEST_FIRST
from opcc_opendata.site.views import Ask, Page

_COUNTS: Final = """
  SELECT (SELECT count(*) FROM current_responses) AS responses, (SELECT count(*) FROM inspections) AS inspections,
    (SELECT count(DISTINCT force) FROM current_responses) AS forces,
    (SELECT count(*) FROM current_recommendations) AS recommendations, (SELECT count(*) FROM coverage) AS coverage
"""
_NEXT_DUE: Final = """
  SELECT last_lawful_day, inspection, report_title AS title, count(*) AS n
  FROM outstanding WHERE timeliness = 'pending'
  GROUP BY inspection ORDER BY last_lawful_day, inspection LIMIT 5
"""


def page(ask: Ask) -> Page:
    """Show the front page."""
    counts: dict[str, Any] = ask.once("front page", lambda: ask.rows(_COUNTS)[0])
    years = ask.rows(
        "SELECT report_year AS year, count(*) AS n FROM current_responses WHERE report_year IS NOT NULL "
        "GROUP BY 1 ORDER BY 1"
    )
    covered = counts["coverage"] > 0
    due = ask.rows("SELECT timeliness, count(*) AS n FROM outstanding GROUP BY 1") if covered else []
    context = {
        "counts": counts,
        "newest": ask.rows(f"{LISTED} WHERE x.status = 'current' {NEWEST_FIRST} LIMIT 8"),
        "years": years,
        "without_year": counts["responses"] - sum(row["n"] for row in years),
        "picture": bars(words_in("en").plain("picture.years"), [Bar(str(row["year"]), row["n"], "d") for row in years]),
        "covered": covered,
        "due": {row["timeliness"]: row["n"] for row in due},
        "next_due": ask.rows(_NEXT_DUE) if covered else [],
    }
    return Page("home.html", context)
