"""The lists that people come for: what is outstanding, promises past their date, refused recommendations."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.metadata import DATABASE, QUERIES
from opcc_opendata.site.asking import Ask, Page
from opcc_opendata.site.filters import address, forces, paged
from opcc_opendata.site.texts import plain

_LENGTH: Final = 400
_SQL: Final = {query.name: query for query in QUERIES}
_STATUSES: Final = {"overdue": "Overdue", "pending": "Not yet due", "not_owed": "No response owed"}
_OUTSTANDING: Final = """
  SELECT o.*, f.title AS force_title, coalesce(i.title, i.title_cy) AS title, s.title AS reason_title
  FROM outstanding o JOIN forces f ON f.code = o.force JOIN inspections i ON i.id = o.inspection
  LEFT JOIN code_silence_reasons s ON s.code = o.reason
  WHERE (:force = '' OR o.force = :force) AND (:timeliness = '' OR o.timeliness = :timeliness)
  ORDER BY o.last_lawful_day, f.title, o.inspection
"""
_COVERAGE: Final = """
  SELECT c.*, b.title, b.force FROM coverage c JOIN policing_bodies b ON b.code = c.policing_body ORDER BY c.id
"""


def outstanding(ask: Ask) -> Page:
    """Show the reports to which a body within the stated coverage has no full response."""
    all_forces = forces(ask)
    chosen = {"force": ask.chosen("force", all_forces), "timeliness": ask.chosen("timeliness", _STATUSES)}
    context = paged(ask, _OUTSTANDING, **chosen)
    context |= {
        "forces": all_forces,
        "statuses": _STATUSES,
        "chosen": chosen,
        "coverage": ask.rows(_COVERAGE),
        "csv": f"/{DATABASE}/outstanding.csv{address(chosen) if any(chosen.values()) else ''}",
    }
    return Page("outstanding.html", context)


def promises(ask: Ask) -> Page:
    """Show the promises whose date is past and that nobody has reported complete."""
    return Page("promises.html", _ready_made(ask, "promises_past_their_date"))


def refused(ask: Ask) -> Page:
    """Show the recommendations that a body does not accept, and why."""
    return Page("refused.html", _ready_made(ask, "refused_recommendations"))


def _ready_made(ask: Ask, name: str) -> dict[str, Any]:
    """Show just what the ready-made query gives, so that its CSV is the list."""
    all_forces, query = forces(ask), _SQL[name]
    force = ask.chosen("force", all_forces)
    context = paged(ask, f"SELECT * FROM ({query.sql})", force=force)  # noqa: S608 (our own SQL)
    texts = ("text", "body_action", "force_action", "no_action_reason")
    context["rows"] = [
        row
        | {key: plain(row[key], _LENGTH) for key in texts if key in row}
        | {"anchor": row["recommendation"].removeprefix(f"{row['response']}-")}
        for row in context["rows"]
    ]
    shown = address({"force": force}) if force else "?force="
    return context | {"forces": all_forces, "chosen": {"force": force}, "csv": f"/{DATABASE}/{name}.csv{shown}"}
