"""The front page: what this is, how much there is, and the ways in."""

from __future__ import annotations

from typing import Final

from opcc_opendata.site.charts import bars
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.pages.responses import LISTED, NEWEST_FIRST
from opcc_opendata.site.views import Ask, Page

_NEXT_DUE: Final = """
  SELECT o.last_lawful_day, o.inspection, coalesce(i.title, i.title_cy) AS title, count(*) AS n
  FROM outstanding o JOIN inspections i ON i.id = o.inspection WHERE o.timeliness = 'pending'
  GROUP BY o.inspection ORDER BY o.last_lawful_day, o.inspection LIMIT 5
"""


def page(ask: Ask) -> Page:
    """Show the front page."""
    counts = ask.counts()
    years = ask.rows(
        "SELECT report_year AS year, count(*) AS n FROM responses WHERE report_year IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    without = counts["responses"] - sum(row["n"] for row in years)
    covered = counts["coverage"] > 0
    due = ask.rows("SELECT timeliness, count(*) AS n FROM outstanding GROUP BY 1") if covered else []
    context = {
        "counts": counts,
        "forces": ask.rows("SELECT count(DISTINCT force) AS n FROM responses")[0]["n"],
        "newest": ask.rows(f"{LISTED} WHERE r.withdrawn_on IS NULL {NEWEST_FIRST} LIMIT 8"),
        "years": years,
        "without_year": without,
        "picture": bars(words_in("en").plain("picture.years"), [(str(row["year"]), row["n"], "d") for row in years]),
        "covered": covered,
        "due": {row["timeliness"]: row["n"] for row in due},
        "next_due": ask.rows(_NEXT_DUE) if covered else [],
    }
    return Page("home.html", context)
