"""Dates in running words, read day first as in the United Kingdom, and never more precise than the words are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.record import MONTHS

if TYPE_CHECKING:
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

_MONTH: Final = "|".join(
    sorted({*MONTHS["en"], *MONTHS["cy"], *(name[:3] for name in MONTHS["en"]), "Sept"}, key=len)[::-1]
)
_DAY: Final = r"\d{1,2}(?:\s*(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain))?"
_DATE: Final = re.compile(
    rf"""\b(?:
      (?:the\s+)?(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>\d{{4}})\b)?
      | (?P<month2>{_MONTH})\b\.?\s+(?P<day2>{_DAY})(?:,?\s+(?P<year2>\d{{4}})\b)(?!\d)
      | (?P<month3>{_MONTH})\b\.?,?\s+(?P<year3>\d{{4}})\b
      | (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
      | (?P<numbers>\d{{1,2}}[./]\d{{1,2}}[./](?:\d{{4}}|\d{{2}}))\b
      | (?P<relative>(?:earlier\s+)?today|yesterday|heddiw|(?:this|last)\s+(?:week|month|morning|year))\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SMALL_WORDS: Final = re.compile(r"\b(?:the|of)\b|(?<=\d)\s*(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain)\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_YEARS: Final = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Found:
    """A date as printed. `date` is what a record may say of it: empty where it can't be sure, and then `doubt` why.

    `start` is where it stands in the text. A `doubt` beside a date says what was taken for granted.
    """

    words: str
    start: int
    date: str = ""
    doubt: str = ""


def find_dates(text: str) -> list[Found]:
    """Find every date in a text, sure or unsure, in its order."""
    return [_read(match) for match in _DATE.finditer(text)]


def only_date(text: str) -> Found | None:
    """Give the date that a text consists of, but for a weekday or a label. A year alone is one too."""
    words = re.sub(r"^(?:dated?|dyddiad)\s*:?\s*|^\w+day,?\s+", "", text.strip().strip("."), flags=re.IGNORECASE)
    if _YEAR.fullmatch(words):
        return Found(words, 0, words)
    found = _DATE.fullmatch(words)
    return _read(found) if found else None


def _read(match: re.Match[str]) -> Found:
    words, start = match[0], match.start()
    if match["relative"]:
        return Found(words, start, doubt=f"“{words}” says no day")
    if match["day"] and not match["year"]:
        return Found(words, start, doubt=f"“{words}” says no year")
    if match["numbers"]:
        return _read_numbers(words, start)
    if match["month3"]:
        return Found(words, start, *_parsed(words, "%Y-%m"))
    return Found(words, start, *_parsed(words, "%Y-%m-%d"))


def _read_numbers(words: str, start: int) -> Found:
    day, month, year = (int(part) for part in re.split(r"[./]", words))
    if year not in _YEARS:
        return Found(words, start, doubt=f"“{words}” does not say the century")
    date, doubt = _parsed(words, "%Y-%m-%d")
    if date and day != month and day <= len(MONTHS["en"]):
        doubt = f"“{words}” was read as day, month, year"
    return Found(words, start, date, doubt)


def _parsed(words: str, form: str) -> tuple[str, str]:
    found: Any = _parser().get_date_data(" ".join(_SMALL_WORDS.sub(" ", words).split())).date_obj
    if found is None or found.year not in _YEARS:
        return "", f"“{words}” is no date in the calendar"
    return found.strftime(form), ""


@lru_cache(maxsize=1)
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser

    settings = {"DATE_ORDER": "DMY", "PREFER_LOCALE_DATE_ORDER": False, "PARSERS": ["absolute-time"], "TIMEZONE": "UTC"}
    return DateDataParser(languages=["en", "cy"], settings=settings)
