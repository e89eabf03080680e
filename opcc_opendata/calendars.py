"""Days: which one it is in England and Wales, and calendars (RFC 5545) of those by which something is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from icalendar import Calendar, Event

_OWN: Final = "opcc-opendata.github.io"
_LONDON: Final = "Europe/London"


def whole_day(text: str) -> date | None:
    """Read a date as 2026-11-26, or None where it is no day of the calendar, or only a month or a year."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-26") else None
    except ValueError:
        return None


def now() -> datetime:
    """Give the time that it is in England and Wales, whatever clock the computer goes by."""
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo(_LONDON))


def today() -> date:
    """Give the day that it is in England and Wales: what is due, and what is overdue, goes by it everywhere."""
    return now().date()


def last_day_begun() -> date:
    """Give the last day that has begun in England and Wales. It needs no table of time zones, which browsers lack.

    Their clocks are an hour ahead of UTC at most, so in winter a day counts as begun from 23:00 of the day before.
    """
    return (datetime.now(UTC) + timedelta(hours=1)).date()


def today_in_sql(moment: str = "'now'") -> str:
    """Give SQL for the day that it is in England and Wales at a moment in UTC: the same day as `today`.

    SQLite knows no zones. Clocks there are an hour ahead from 01:00 UTC on the last Sunday of March to 01:00 UTC on the
    last Sunday of October (Summer Time Order 2002).
    """
    begins, ends = (
        f"datetime(strftime('%Y', {moment}) || '-{month}-25', 'weekday 0', '+1 hour')" for month in ("03", "10")
    )
    is_summer = f"datetime({moment}) >= {begins} AND datetime({moment}) < {ends}"
    return f"(SELECT date({moment}, CASE WHEN {is_summer} THEN '+1 hour' ELSE '+0 hours' END))"


TODAY: Final = today_in_sql()


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day in a calendar. `name` makes it the same event in every later calendar; `known_since` is a day too.

    `sequence` counts how often the day was moved (RFC 5545, section 3.8.7.4).
    """

    name: str
    day: date
    known_since: date
    summary: str
    description: str
    address: str | None = None
    sequence: int = 0


def calendar_of(title: str, deadlines: Iterable[Deadline]) -> str:
    """Write a calendar. The same deadlines give the same text."""
    return calendar_with(title, [event_of(deadline) for deadline in deadlines])


def event_of(deadline: Deadline) -> str:
    """Write one day as an event of a calendar. That takes 0.2 ms: who writes many of them twice keeps them."""
    return bytes(_event(deadline).to_ical()).decode()


def calendar_with(title: str, events: Sequence[str]) -> str:
    """Write a calendar of events that are written already, in their order."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{_OWN}//opcc-opendata//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    if not events:
        _fill(calendar)
    written = bytes(calendar.to_ical()).decode()
    end = written.rindex("END:VCALENDAR")
    return "".join((written[:end], *events, written[end:]))


def _event(deadline: Deadline) -> Event:
    from icalendar import Event

    known = deadline.known_since
    event = Event()
    event.add("uid", f"{deadline.name}@{_OWN}")
    event.add("dtstamp", datetime(known.year, known.month, known.day, tzinfo=UTC))
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(1))
    if deadline.sequence:
        event.add("sequence", deadline.sequence)
    event.add("summary", deadline.summary)
    event.add("description", deadline.description)
    if deadline.address is not None:
        event.add("url", deadline.address)
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
