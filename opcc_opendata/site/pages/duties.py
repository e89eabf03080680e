"""The register of what was owed: each report and each force that it is about, with one of eight states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from opcc_opendata.site.filters import choices, forces_covered, narrowed
from opcc_opendata.site.listing import Listing, shown
from opcc_opendata.site.pages.responses import with_possible_answers
from opcc_opendata.site.views import Page, PageContext

STATES: Final = (
    "answered",
    "late",
    "overdue",
    "pending",
    "not_required",
    "covered_by",
    "cannot_tell",
    "not_in_dataset",
)
_MARKS: Final = {
    **{"answered": "on", "late": "late", "overdue": "over", "pending": "due"},
    **{"not_required": "na", "covered_by": "na", "cannot_tell": "cant", "not_in_dataset": "na"},
}
_WITHOUT_WORDS: Final = frozenset(
    ("answered", "covered_by", "no_deadline", "no_response", "not_claimed", "not_required")
)
"""Reasons that say no more than the state and the deadline do."""
_YEARS: Final = """
  SELECT DISTINCT substr(report_published, 1, 4) AS year FROM duty_states WHERE report_published IS NOT NULL
  ORDER BY 1 DESC
"""
_ELSEWHERE: Final = """
  SELECT count(*) AS n FROM answered_reports a
  WHERE (:force = '' OR a.force = :force) AND (:body = '' OR a.policing_body = :body)
    AND (:year = '' OR substr(a.report_published, 1, 4) = :year)
    AND NOT EXISTS (SELECT 1 FROM duties d WHERE d.inspection = a.inspection AND d.force = a.force)
    AND NOT EXISTS (SELECT 1 FROM other_duties d WHERE d.inspection = a.inspection AND d.force = a.force)
"""
_WITH_AN_ANSWER: Final = frozenset(("", "answered", "late"))
_DUTIES: Final = Listing(
    "duties_by_state", "force || ' ' || inspection", ("deadline", "body", "report"), "-deadline", size=20, state="state"
)


def page(ctx: PageContext) -> Page:
    """Show the register, narrowed by state, force and year of the report."""
    states = {code: ctx.say.plain(f"duties.{code}") for code in STATES}
    chosen = narrowed(ctx) | {"state": ctx.chosen("state", states)}
    context = shown(ctx, _DUTIES, chosen) | choices(ctx, chosen)
    context |= {
        "rows": with_possible_answers(ctx, context["rows"]),
        "every_state": states,
        "marks": _MARKS,
        "without_words": _WITHOUT_WORDS,
        "years": ctx.once(f"years of duties {ctx.today()}", lambda: [row["year"] for row in ctx.rows(_YEARS)]),
        "elsewhere": _elsewhere(ctx, chosen) if chosen["state"] in _WITH_AN_ANSWER else 0,
        "forces_covered": len(forces_covered(ctx)),
    }
    return Page("duties.html", context)


def _elsewhere(ctx: PageContext, chosen: Mapping[str, str]) -> int:
    """Count the answers that the list lacks: to reports that the register lacks, or does not name the force for."""
    values = {name: chosen[name] for name in ("force", "body", "year")}
    return ctx.lately(("answers elsewhere", *values.values()), lambda: int(ctx.rows(_ELSEWHERE, **values)[0]["n"]))
