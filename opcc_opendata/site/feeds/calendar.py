"""Calendars (RFC 5545) of the last lawful days for reports that have no response, within the stated coverage only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from opcc_opendata.record import date_in_words
from opcc_opendata.site.asking import Ask, File, Row
from opcc_opendata.site.feeds.atom import known_force

if TYPE_CHECKING:
    from icalendar import Calendar, Event

_OWN: Final = "opcc-opendata.github.io"
_OUTSTANDING: Final = """
  SELECT v.force, f.title AS force_title, b.title AS body, v.inspection, coalesce(i.title, i.title_cy) AS report,
    v.report_published, v.last_lawful_day, v.reason
  FROM outstanding v JOIN forces f ON f.code = v.force JOIN policing_bodies b ON b.code = v.policing_body
  JOIN inspections i ON i.id = v.inspection
  WHERE v.timeliness <> 'not_owed' AND (:force = '' OR v.force = :force)
  ORDER BY v.last_lawful_day, v.force, v.inspection
"""


def deadlines(ask: Ask) -> File:
    """Give the deadlines of all forces."""
    return _calendar(ask, "Deadlines for responses to inspection reports", "")


def of_force(ask: Ask) -> File:
    """Give the deadlines of one force."""
    force = known_force(ask)
    return _calendar(ask, f"Deadlines for responses: {force['title']}", force["code"])


def _calendar(ask: Ask, name: str, force: str) -> File:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{_OWN}//opcc-opendata//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    rows = ask.rows(_OUTSTANDING, force=force)
    for row in rows:
        calendar.add_component(_event(row, ask.base))
    if not rows:
        _fill(calendar)
    return File(calendar.to_ical().decode(), "text/calendar; charset=utf-8")


def _event(row: Row, base: str) -> Event:
    from icalendar import Event

    day = date.fromisoformat(row["last_lawful_day"])
    told = datetime.fromisoformat(row["report_published"]).replace(tzinfo=UTC)
    address = f"{base}/reports/{row['inspection']}"
    event = Event()
    event.add("uid", f"{row['force']}-{row['inspection']}@{_OWN}")
    event.add("dtstamp", told)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(1))
    event.add("summary", f"{row['force_title']}: last day to respond to {row['report'] or row['inspection']}")
    event.add(
        "description",
        f"{row['body']} owes a response to this report, published on {date_in_words(row['report_published'])}. "
        f"Section 55 of the Police Act 1996 asks for it within 56 days. "
        f"This dataset holds no full response.\n{address}",
    )
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    return event


def _fill(calendar: Calendar) -> None:
    """Put a time zone into a calendar without events: it must hold something."""
    from icalendar import Timezone, TimezoneStandard

    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 (a time zone's own time has none)
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    zone.add_component(standard)
    calendar.add_component(zone)
