"""Calendars of the last lawful days for reports that have no response, within the stated coverage only."""

from __future__ import annotations

from datetime import date
from typing import Final

from opcc_opendata.calendars import Deadline, calendar_of
from opcc_opendata.record import date_in_words
from opcc_opendata.site.feeds.atom import known_force
from opcc_opendata.site.views import Ask, File, Row

_OUTSTANDING: Final = """
  SELECT * FROM outstanding WHERE timeliness IN ('overdue', 'pending') AND (:force = '' OR force = :force)
  ORDER BY last_lawful_day, force, inspection
"""


def deadlines(ask: Ask) -> File:
    """Give the deadlines of all forces."""
    return _calendar(ask, "Deadlines for responses to inspection reports", "")


def of_force(ask: Ask) -> File:
    """Give the deadlines of one force."""
    force = known_force(ask)
    return _calendar(ask, f"Deadlines for responses to inspections of {force['title']}", force["code"])


def _calendar(ask: Ask, title: str, force: str) -> File:
    rows = ask.rows(_OUTSTANDING, force=force)
    text = calendar_of(title, (_deadline(row, ask.base) for row in rows))
    return File(text, "text/calendar; charset=utf-8")


def _deadline(row: Row, base: str) -> Deadline:
    address, body = f"{base}/reports/{row['inspection']}", row["policing_body_name"]
    now = f" (now {row['current_body_name']})" if row["current_body_name"] else ""
    return Deadline(
        name=f"{row['force']}-{row['inspection']}",
        day=date.fromisoformat(row["last_lawful_day"]),
        known_since=date.fromisoformat(row["report_published"]),
        summary=f"{body} ({row['force_name']}): last day to respond to {row['report_title'] or row['inspection']}",
        description=f"{body}{now} owed a response to this report on {row['force_name']}, published on "
        f"{date_in_words(row['report_published'])}. Section 55 of the Police Act 1996 asks for it within 56 days. "
        f"This dataset holds no full response.\n{address}",
        address=address,
    )
