"""Calendars of the last lawful days for reports that have no response, within the stated coverage only."""

from __future__ import annotations

from datetime import date
from typing import Final

from opcc_opendata.calendars import Deadline, calendar_of
from opcc_opendata.record import date_in_words
from opcc_opendata.site.feeds.atom import known_force
from opcc_opendata.site.views import Ask, File, Row

_OUTSTANDING: Final = """
  SELECT v.force, f.title AS force_title, b.title AS body, v.inspection, coalesce(i.title, i.title_cy) AS report,
    v.report_published, v.last_lawful_day, v.reason
  FROM outstanding v JOIN forces f ON f.code = v.force JOIN policing_bodies b ON b.code = v.policing_body
  JOIN inspections i ON i.id = v.inspection
  WHERE v.timeliness IN ('overdue', 'pending') AND (:force = '' OR v.force = :force)
  ORDER BY v.last_lawful_day, v.force, v.inspection
"""


def deadlines(ask: Ask) -> File:
    """Give the deadlines of all forces."""
    return _calendar(ask, "Deadlines for responses to inspection reports", "")


def of_force(ask: Ask) -> File:
    """Give the deadlines of one force."""
    force = known_force(ask)
    return _calendar(ask, f"Deadlines for responses: {force['title']}", force["code"])


def _calendar(ask: Ask, title: str, force: str) -> File:
    rows = ask.rows(_OUTSTANDING, force=force)
    text = calendar_of(title, (_deadline(row, ask.base) for row in rows))
    return File(text, "text/calendar; charset=utf-8")


def _deadline(row: Row, base: str) -> Deadline:
    address = f"{base}/reports/{row['inspection']}"
    return Deadline(
        name=f"{row['force']}-{row['inspection']}",
        day=date.fromisoformat(row["last_lawful_day"]),
        known_since=date.fromisoformat(row["report_published"]),
        summary=f"{row['force_title']}: last day to respond to {row['report'] or row['inspection']}",
        description=f"{row['body']} owes a response to this report, published on "
        f"{date_in_words(row['report_published'])}. Section 55 of the Police Act 1996 asks for it within 56 days. "
        f"This dataset holds no full response.\n{address}",
        address=address,
    )
