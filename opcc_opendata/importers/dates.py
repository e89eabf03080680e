"""Dates in running words, read day first as in the United Kingdom, and never more precise than the words are."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 (`date` is a field here)
from typing import Final

from opcc_opendata.record import MONTHS

_MUTATED: Final = {
    "Fawrth": "Mawrth", "Fai": "Mai", "Fehefin": "Mehefin", "Orffennaf": "Gorffennaf", "Fedi": "Medi",
    "Dachwedd": "Tachwedd", "Ragfyr": "Rhagfyr", "Chwefrol": "Chwefror",
}  # fmt: skip
"""Welsh names of months as they are after "o" ("5 o Fawrth"): soft mutation."""
_SHORT: Final = {**{name[:3]: name for name in MONTHS["en"]}, "Sept": "September"}
_MONTH: Final = "|".join(sorted({*MONTHS["en"], *MONTHS["cy"], *_MUTATED, *_SHORT}, key=len)[::-1])
_ORDINAL: Final = r"st|nd|rd|th|af|ain|ail|ydd|fed|eg|ed"
_DAY: Final = rf"\d{{1,2}}(?:\s*\^?(?:{_ORDINAL})\^?)?"
_YEARS_WORDS: Final = r"\d{4}\b(?!\d)|['’‘]\d{2}\b"
_WEEKDAYS: Final = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DATE: Final = re.compile(
    rf"""\b(?:
      (?:(?P<weekday>{_WEEKDAYS}),?\s+)?(?:the\s+)?(?P<day>{_DAY})\s+(?:(?:day\s+)?of\s+|o\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>{_YEARS_WORDS}))?
      | (?:(?P<weekday2>{_WEEKDAYS}),?\s+)?(?P<month2>{_MONTH})\b\.?
          \s+(?P<day2>{_DAY})(?:,?\s+(?P<year2>\d{{4}})\b)(?!\d)
      | (?P<month3>{_MONTH})\b\.?,?\s+(?P<year3>\d{{4}})\b
      | (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
      | (?P<day4>\d{{1,2}})-(?P<month4>{_MONTH})-(?P<year4>\d{{4}}|\d{{2}})\b
      | (?P<numbers>\d{{1,2}}(?P<between>[./-])\d{{1,2}}(?P=between)(?:\d{{4}}|\d{{2}}))\b(?![./-]\d)
      | (?P<relative>(?:earlier\s+)?today|yesterday|heddiw|(?:this|last)\s+(?:week|month|morning|year))\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT_YEAR: Final = re.compile(rf"({_DAY}\s+(?:{_MONTH})\.?)\s+(\d{{2}})", re.IGNORECASE)
_MONTH_AND_YEAR: Final = re.compile(rf"^({_MONTH})-(\d{{4}})$", re.IGNORECASE)
_SHORT_NUMBERS: Final = re.compile(r"\d{1,2}([.-])\d{1,2}\1\d{2}")
_NAMES: Final = frozenset(["may", "april", "june", "august"])
# fmt: off
_BEFORE_A_MONTH: Final = frozenset([
    "after", "before", "by", "date", "dated", "during", "early", "end", "from", "in", "issued", "late", "mid", "of",
    "published", "since", "the", "until", "updated",
])
# fmt: on
_NUMBERS: Final = {name: number for names in MONTHS.values() for number, name in enumerate(names, 1)}
_MONTHS: Final = 12
_END_OF: Final = re.compile(r"(?:by |at )?(?:the )?end (?:of )?", re.IGNORECASE)
_OF_A_MONTH: Final = len("2019-02")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_YEARS: Final = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed. `date` is what a record may say of it: empty where it can't be sure, and then `doubt` why.

    `start` is where it stands in the text. A `doubt` beside a date says what was taken for granted.
    """

    words: str
    start: int
    date: str = ""
    doubt: str = ""


def find_dates(text: str) -> list[PrintedDate]:
    """Find every date in a text, sure or unsure, in its order. "Theresa May 2018" is none."""
    return [_read(match) for match in _DATE.finditer(text) if not _is_name(match, text)]


def _is_name(match: re.Match[str], text: str) -> bool:
    """Tell if what looks like a month is the name of a person, after another name."""
    if not match["month3"] or match["month3"].lower() not in _NAMES:
        return False
    before = text[max(0, match.start() - 40) : match.start()].split()[-1:]
    return bool(before) and before[0][:1].isupper() and before[0].isalpha() and before[0].lower() not in _BEFORE_A_MONTH


def only_date(text: str) -> PrintedDate | None:
    """Give the date that a text consists of, but for a weekday or a label. A year alone is one too."""
    words = re.sub(
        r"^(?:dated?|dyddiad|published(?: on)?|by|due)\s*:?\s*", "", text.strip().strip("."), flags=re.IGNORECASE
    )
    words = _MONTH_AND_YEAR.sub(r"\1 \2", words)
    if _YEAR.fullmatch(words):
        return PrintedDate(words, 0, words)
    if short := _SHORT_YEAR.fullmatch(words):
        words = f"{short[1]} ’{short[2]}"
    found = _DATE.fullmatch(words)
    if found and found["numbers"] and _SHORT_NUMBERS.fullmatch(words):  # alone, it is no number of a paragraph
        return _read_numbers(words.replace(".", "/").replace("-", "/"), 0)
    return _read(found) if found else None


def end_of_month(text: str) -> PrintedDate | None:
    """Read "End of March 2023" as the last day of that month, with a doubt that says so."""
    words = text.strip().strip(".")
    led = _END_OF.match(words)
    month = _DATE.fullmatch(words, led.end()) if led else None
    found = _read(month) if month and month["month3"] else None
    if found is None or len(found.date) != _OF_A_MONTH:
        return None
    year, number = map(int, found.date.split("-"))
    last = monthrange(year, number)[1]
    return PrintedDate(words, 0, f"{found.date}-{last}", f"“{words}” was read as the last day of the month")


def _read(match: re.Match[str]) -> PrintedDate:
    words, start = match[0], match.start()
    if match["relative"]:
        return PrintedDate(words, start, doubt=f"“{words}” says no day")
    if match["day"] and not match["year"]:
        return PrintedDate(words, start, doubt=f"“{words}” says no year")
    if match["iso"]:
        year, month, day = (int(part) for part in words.split("-"))
        return PrintedDate(words, start, *_in_calendar(words, year, month, day))
    if match["numbers"]:
        return _read_numbers(words, start)
    if match["month3"]:
        date, doubt = _in_calendar(words, int(match["year3"]), _NUMBERS[_name(match["month3"])], 1)
        return PrintedDate(words, start, date[:_OF_A_MONTH], doubt)
    day_words, month_words, year_words = next(
        parts
        for parts in ((match[f"day{n}"], match[f"month{n}"], match[f"year{n}"]) for n in ("", "2", "4"))
        if parts[0]
    )
    digits = re.match(r"\d+", day_words)
    day = int(digits[0]) if digits else 0
    date, doubt = _in_calendar(words, _century(year_words), _NUMBERS[_name(month_words)], day)
    weekday = match["weekday"] or match["weekday2"] or ""
    if date and weekday and f"{Day.fromisoformat(date):%A}".lower() != weekday.lower():
        return PrintedDate(words, start, doubt=f"“{words}” was no {weekday}")
    if date and len(year_words.strip("'’‘")) == 2:
        doubt = f"“{words}” was read as of this century"
    return PrintedDate(words, start, date, doubt)


def _name(month: str) -> str:
    """Give the whole name of a month, without a mutation."""
    name = month.capitalize()
    return _MUTATED.get(name, _SHORT.get(name, name))


def _century(year: str) -> int:
    digits = year.strip("'’‘")
    return int(f"20{digits}" if len(digits) == 2 else digits)


def _read_numbers(words: str, start: int) -> PrintedDate:
    day, month, year = (int(part) for part in re.split(r"[./-]", words))
    # 1.2.24 may be a number of a paragraph: 30.5.24 and 01.02.24 are days.
    is_short = year < 100 and ("/" in words or day > _MONTHS or bool(re.match(r"0\d\.", words)))
    if not is_short and year not in _YEARS:
        return PrintedDate(words, start, doubt=f"“{words}” does not say the century")
    is_american = month > _MONTHS >= day
    if is_american:
        day, month = month, day
    date, doubt = _in_calendar(words, year + 2000 if is_short else year, month, day)
    order = "month, day, year" if is_american else "day, month, year"
    if date and is_short:
        doubt = f"“{words}” was read as {order} of this century"
    elif date and day != month and (is_american or day <= _MONTHS):
        doubt = f"“{words}” was read as {order}"
    return PrintedDate(words, start, date, doubt)


def _in_calendar(words: str, year: int, month: int, day: int) -> tuple[str, str]:
    """Give a day as a record has it, or else why there is none."""
    try:
        found = Day(year, month, day)
    except ValueError:
        found = None
    if found is None or year not in _YEARS:
        return "", f"“{words}” is no date in the calendar"
    return found.isoformat(), ""
