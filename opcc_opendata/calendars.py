"""Days: which one it is in England and Wales, and calendars (RFC 5545) of those by which something is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from icalendar import Calendar

_OWN: Final = "opcc-opendata.github.io"
_LONDON: Final = "Europe/London"

_END: Final = "END:VCALENDAR\r\n"
_OCTETS: Final = 74
"""Of a line without its end, and without the blank that a continued one begins with: 75 are allowed (section 3.1)."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
"""How a text is written (section 3.3.11)."""


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
    """Write a calendar. The same deadlines give the same text.

    The `icalendar` library writes what is there once. It takes 0.15 ms for an event, and there may be thousands of
    them, of one simple form: these are written here.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{_OWN}//opcc-opendata//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    events = "".join(map(_event, deadlines))
    if not events:
        _fill(calendar)
    whole = bytes(calendar.to_ical()).decode()
    return f"{whole.removesuffix(_END)}{events}{_END}"


def _event(deadline: Deadline) -> str:
    lines = (
        "BEGIN:VEVENT",
        f"SUMMARY:{deadline.summary.translate(_ESCAPED)}",
        f"DTSTART;VALUE=DATE:{_digits(deadline.day)}",
        f"DTEND;VALUE=DATE:{_digits(deadline.day + timedelta(1))}",
        f"DTSTAMP:{_digits(deadline.known_since)}T000000Z",
        f"UID:{deadline.name.translate(_ESCAPED)}@{_OWN}",
        *([f"SEQUENCE:{deadline.sequence}"] if deadline.sequence else []),
        f"DESCRIPTION:{deadline.description.translate(_ESCAPED)}",
        "TRANSP:TRANSPARENT",
        *([f"URL:{deadline.address}"] if deadline.address is not None else []),
        "END:VEVENT",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _digits(day: date) -> str:
    return day.isoformat().replace("-", "")


def _folded(line: str) -> str:
    """Break a line that has more octets than it may (section 3.1), but never within a character or an escape."""
    held = line.encode()
    if len(held) <= _OCTETS:
        return line
    parts, start = [], 0
    while len(held) - start > _OCTETS:
        end = start + _OCTETS
        while held[end] & 0xC0 == 0x80:  # UTF-8 goes on with a character
            end -= 1
        if held[end - 1] in b"\\":
            end -= 1
        parts.append(held[start:end])
        start = end
    return b"\r\n ".join([*parts, held[start:]]).decode()


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
