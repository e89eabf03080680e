"""What somebody meant by a date that is none, and how to write it."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_HOW = "Write year-month-day, as in 2019-02-26."
_UNKNOWN = "Leave the key out if the date is not known."
_GENERAL = f"{_HOW} {_UNKNOWN}"
YEARS = range(1000, 3000)
"""The years that a date can have."""
_TOO_LONG = 60
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_FIRST_DAY = dt.date(1899, 12, 30)
"""Day 0 of Excel and LibreOffice, from which they count days after February 1900."""
_NAMES = (
    ("january", "ionawr"),
    ("february", "chwefror"),
    ("march", "mawrth"),
    ("april", "ebrill"),
    ("may", "mai"),
    ("june", "mehefin"),
    ("july", "gorffennaf"),
    ("august", "awst"),
    ("september", "medi"),
    ("october", "hydref"),
    ("november", "tachwedd"),
    ("december", "rhagfyr"),
)
_WEEKDAY = r"(?:[a-z]+day,? +)?"
_SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})[-/. ](?P<d>\d{1,2})(?:[t ]+\d{1,2}:\d{2}.*)?",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<y>\d{4})[-/. ](?P<m>\d{1,2})",
        r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2})[-/. ](?P<y>\d{4})(?: +\d{1,2}:\d{2}.*)?",
        r"(?P<m>\d{1,2})[-/. ](?P<y>\d{4})",
    )
)
_WORDS = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        _WEEKDAY + r"(?:the +)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[- ]+(?:of +)?(?P<name>[a-z]{3,})\.?,?[- ]+(?P<y>\d{4})",
        _WEEKDAY + r"(?P<name>[a-z]{3,})\.? +(?P<d>\d{1,2})(?:st|nd|rd|th)?,? +(?P<y>\d{4})",
        r"(?P<name>[a-z]{3,})\.?,?[- ]+(?P<y>\d{4})",
    )
)
_SHORT_YEAR = re.compile(r"\d{1,2}([-/. ])\d{1,2}\1\d{2}|\d{1,2}(?:st|nd|rd|th)?[- ][a-z]{3,9}[- ]\d{2}", re.ASCII)


def advise(text: str) -> str:
    """Say how to write a date.

    >>> advise("26/02/2019")
    'Write it as 2019-02-26.'
    >>> advise("2019-02-30")
    'February 2019 has 28 days.'
    """
    words = " ".join(text.casefold().translate(_HYPHENS).split()) if len(text) <= _TOO_LONG else ""
    found = _parts(words)
    if found is None:
        if (day := _of_a_spreadsheet(words)) is not None:
            return f"Excel keeps the day {day.isoformat()} as this number. If that is the day, write {day.isoformat()}."
        if _SHORT_YEAR.fullmatch(words):
            return "Write the year with four digits, in the order year-month-day, as in 2019-02-26."
        return _GENERAL
    return _check(*found)


def advise_a_person(text: str) -> str:
    """Say how to write a date that somebody gave to a command, where there is no key that could be left out.

    >>> advise_a_person("yesterday")
    'Write year-month-day, as in 2019-02-26.'
    """
    return advise(text).removesuffix(f" {_UNKNOWN}")


def _parts(words: str) -> tuple[int, int, int | None] | None:
    """Find the year, the month and the day, if there is one."""
    for shape in _SHAPES:
        if match := shape.fullmatch(words):
            parts = match.groupdict()
            return int(parts["y"]), int(parts["m"]), int(parts["d"]) if parts.get("d") else None
    for shape in _WORDS:
        if (match := shape.fullmatch(words)) and (month := _month(match["name"])):
            parts = match.groupdict()
            return int(parts["y"]), month, int(parts["d"]) if parts.get("d") else None
    return None


def _of_a_spreadsheet(words: str) -> dt.date | None:
    """Give the day that a spreadsheet's number stands for, if it is one of this century's first half."""
    if len(words) != 5 or not (words.isascii() and words.isdecimal()):
        return None
    day = _FIRST_DAY + dt.timedelta(days=int(words))
    return day if 2000 <= day.year < 2050 else None


def _month(name: str) -> int:
    """Give the number of a month named in English or Welsh, or by the beginning of its English name; 0 for none."""
    for number, (english, welsh) in enumerate(_NAMES, 1):
        if english.startswith(name) or name == welsh or name == "sept" == english[:4]:
            return number
    return 0


def _check(year: int, month: int, day: int | None) -> str:
    if year not in YEARS:
        return f"There can be no report of the year {year}. {_GENERAL}"
    if not 1 <= month <= 12:
        if day is not None and 1 <= month <= calendar.monthrange(year, min(max(day, 1), 12))[1] and 1 <= day <= 12:
            return f"There is no month {month}. If the month is {day}, write it as {year}-{day:02}-{month:02}."
        return f"There is no month {month}. {_GENERAL}"
    if day is None:
        return f"Write it as {year}-{month:02}."
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        return f"{_NAMES[month - 1][0].title()} {year} has {days} days."
    return f"Write it as {year}-{month:02}-{day:02}."
