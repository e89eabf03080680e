"""The lists that people come for: who was late, what is outstanding, promises past their date, what was refused.

Each shows just what a ready-made query gives, so that the query's CSV with the same filters is the list.
"""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.metadata import DATABASE, QUERIES
from opcc_opendata.site.charts import TIMELINESS, Line, kinds_of, short_name, stacked
from opcc_opendata.site.filters import address, forces, paged, year
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.pages.responses import with_possible_answers, years
from opcc_opendata.site.views import Ask, Page

_LENGTH: Final = 400
_SQL: Final = {query.name: query.sql for query in QUERIES}
_STATUSES: Final = ("overdue", "pending", "cannot_tell", "not_owed")
_COVERAGE: Final = """
  SELECT c.*, b.title, b.force FROM coverage c JOIN policing_bodies b ON b.code = c.policing_body ORDER BY c.id
"""
_TEXTS: Final = ("text", "body_action", "force_action", "no_action_reason")


def outstanding(ask: Ask) -> Page:
    """Show the reports to which a body within the stated coverage has no full response."""
    statuses = {code: words_in("en").plain(f"outstanding.{code}") for code in _STATUSES}
    chosen = {"timeliness": ask.chosen("timeliness", statuses)}
    context = _ready_made(ask, "outstanding_by_force", **chosen)
    context["rows"] = with_possible_answers(ask, context["rows"])
    return Page("outstanding.html", context | {"statuses": statuses, "coverage": ask.rows(_COVERAGE)})


def promises(ask: Ask) -> Page:
    """Show the promises whose date is past and that nobody has reported complete."""
    return Page("promises.html", _ready_made(ask, "promises_past_their_date"))


def refused(ask: Ask) -> Page:
    """Show the recommendations that a body does not accept, and why."""
    return Page("refused.html", _ready_made(ask, "refused_recommendations"))


def _ready_made(ask: Ask, name: str, **more: str) -> dict[str, Any]:
    all_forces = forces(ask)
    chosen = {"force": ask.chosen("force", all_forces), "year": year(ask), **more}
    values = {key: str(value or "") for key, value in chosen.items()}
    context = paged(ask, f"SELECT *, count(*) OVER () AS total FROM ({_SQL[name]})", **values)  # noqa: S608 (our own)
    context["rows"] = [_short(row) for row in context["rows"]]
    return context | {
        "forces": all_forces,
        "years": years(ask),
        "chosen": chosen,
        "total": context["rows"][0]["total"] if context["rows"] else 0,
        "csv": f"/{DATABASE}/{name}.csv{address(values)}",
    }


def _short(row: dict[str, Any]) -> dict[str, Any]:
    row |= {key: plain(row[key], _LENGTH) for key in _TEXTS if key in row}
    anchor = row["recommendation"].removeprefix(f"{row['response']}-") if "recommendation" in row else ""
    return row | {"anchor": anchor}


def timeliness(ask: Ask) -> Page:
    """Show in how many cases each policing body answered in time."""
    chosen, say = {"year": year(ask)}, words_in("en")
    values = {"force": "", "year": str(chosen["year"] or "")}
    titles = {code: row["title"] for code, row in ask.titles("code_timeliness").items()}
    rows = ask.rows(_SQL["timeliness_by_force"], **values)
    lines = [
        Line(
            short_name(row["policing_body"]),
            f"/forces/{row['force']}#body-{row['policing_body']}",
            {code: row[code] for code in TIMELINESS},
            row["policing_body_name"],
            row["force_name"],
        )
        for row in rows
    ]
    kinds = kinds_of(TIMELINESS, titles, lines)
    context = {
        "picture": {"svg": stacked(say.plain("picture.timeliness"), lines, kinds), "lines": lines, "kinds": kinds},
        "years": years(ask),
        "chosen": chosen,
        "csv": f"/{DATABASE}/timeliness_by_force.csv{address(values)}",
        "total": sum(row["late"] for row in rows),
        "late": f"/{DATABASE}/late_responses{address(values)}",
    }
    return Page("timeliness.html", context)
