"""Dates as people in the United Kingdom write them, with the machine's form beside them."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

from opcc_opendata.record import MONTHS

_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def in_words(date: str, language: str = "en") -> str:
    """Write a date in words, as precise as it is: 2019, April 2019 or 22 April 2019."""
    found = _DATE.fullmatch(date)
    if not found:
        return date
    year, month, day = found.groups()
    parts = [str(int(day))] if day else []
    parts += [MONTHS[language][int(month) - 1]] if month and 1 <= int(month) <= 12 else []
    return " ".join([*parts, year])


def date(value: str | int | None, language: str = "en") -> Markup:
    """Write a date as a `time` element; nothing for no date."""
    if value is None or value == "":
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(value, in_words(str(value), language))
